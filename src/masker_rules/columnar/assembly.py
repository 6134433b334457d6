"""Results of many people from a walk over the plan: the same objects as the reference's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice, product
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from masker_rules.columnar.program import FrameProgram, frame_program
from masker_rules.columnar.sheets import PERSON_MONTH
from masker_rules.engine.chunk import Sheets, WordCodes, only
from masker_rules.engine.compute import Computed
from masker_rules.engine.findings import finding_names
from masker_rules.engine.gaps import Gap, State
from masker_rules.engine.judging import Told, judge, not_eligible
from masker_rules.engine.profile import result_names
from masker_rules.engine.result import Remark, Result
from masker_rules.engine.scenarios import (
    MANY,
    Choice,
    Outcome,
    run_scenarios,
    states_of,
    unknown_gaps,
)
from masker_rules.engine.vectors import NARROW, Array, Vector, size_of
from masker_rules.engine.walker import Walk, walk_plan
from masker_rules.language.expressions import needed, walk
from masker_rules.language.plan import MONTH, Plan, Unknown
from masker_rules.texts.spoken import Code
from masker_rules.units import Unit

__all__ = [
    "WIDE",
    "DatedRow",
    "Outcomes",
    "Output",
    "Subject",
    "Values",
    "outcomes_of",
    "result_in_scenarios",
    "result_of",
    "result_program",
    "scenarios_of",
    "values_of",
]

#: Person-months that states are walked for at once.
AT_ONCE = 4_096
#: The largest number of 128 bits.
WIDE = 2**127 - 1


class DatedRow(NamedTuple):
    """A row that cost something; findings ask for its date only, an ordinal."""

    date: int | None


@dataclass(frozen=True, slots=True)
class Values:
    """What the plan came to for one person and month.

    Attributes:
        month: Quantities of the month, and of each charged row in order.
        rows: Those rows by grain.
    """

    month: dict[str, Any]
    rows: dict[str, list[DatedRow]]


@dataclass(frozen=True, slots=True)
class Output:
    """A quantity in a table: its column, and what its numbers are divided by.

    Attributes:
        below: A number, or the name of another column.
    """

    column: str
    below: int | str


def result_program(plan: Plan) -> FrameProgram:
    """The program of everything that a result with its findings needs."""
    names = [*result_names(plan), *finding_names(plan)]
    names += [question.when for question in plan.questions if question.when]
    names += _asking(plan, names)
    dated = {charge.grain for charge in plan.charges} - {MONTH}
    return frame_program(plan, names, [(grain, "date") for grain in sorted(dated)])


def _asking(plan: Plan, names: Sequence[str]) -> list[str]:
    """Quantities that nobody reads and that may ask what is unknown: a result tells of it."""
    read = {quantity.name for quantity in needed(plan, tuple(names), frozenset())}
    return [
        quantity.name
        for quantity in plan.quantities
        if quantity.name not in read
        and any(isinstance(part, Unknown) for part in walk(quantity.expr))
    ]


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What a program came to.

    Attributes:
        people: The person-months, in the order of the numbers of the walk.
        asked: Which of them, being paid at all, ask for something that the law leaves unknown:
            one walk does not tell their result.
    """

    program: FrameProgram
    sheets: Sheets
    words: WordCodes
    walk: Walk
    people: Array
    asked: Array

    def output(self, name: str) -> Output:
        """Where a quantity stands in the tables."""
        below = self.walk.vector(name).below
        return Output(name, below if isinstance(below, int) else f"{name} /")

    @cached_property
    def month(self) -> pl.DataFrame:
        """`pm` and the outputs of the month, of those who ask for nothing.

        Raises:
            OverflowError: a whole number leaves 64 bits, or a fraction 128.
        """
        kept = np.flatnonzero(~self.asked)
        names = [n for n in self.program.names if self.program.plan.by_name[n].grain == MONTH]
        return pl.DataFrame(
            [pl.Series(PERSON_MONTH, self.people[kept]), *self._columns(names, kept)]
        )

    @cached_property
    def charged(self) -> dict[str, pl.DataFrame]:
        """By grain, the rows that cost something.

        Columns are `pm`, `<grain>__date`, and the rates and measures of the grain's charges.

        Raises:
            OverflowError: as :meth:`month`.
        """
        found = {}
        for grain, names in charged_names(self.program.plan).items():
            sheet = self.sheets[grain, None]
            rows = charged_rows(self.walk, grain)
            rows = rows[~self.asked[sheet.month[rows]]]
            date = _series(f"{grain}__date", sheet.fact("date").take(rows))
            month = pl.Series(PERSON_MONTH, self.people[sheet.month[rows]])
            found[grain] = pl.DataFrame([month, date, *self._columns(names, rows)])
        return found

    def _columns(self, names: Sequence[str], rows: Array) -> Iterator[pl.Series]:
        for name in names:
            value = self.walk.vector(name).take(rows)
            if self.program.plan.by_name[name].type.unit is Unit.WORD:
                yield pl.Series(
                    name, [self.words.word(code) for code in value.top.tolist()], pl.String
                )
                continue
            if size_of(value.below) > WIDE:
                raise OverflowError(name)
            yield _series(name, value)
            if not isinstance(value.below, int):
                yield _series(f"{name} /", Vector(value.below))


def _series(name: str, value: Vector) -> pl.Series:
    top: Any = value.top
    kind: Any = pl.Boolean if top.dtype == bool else pl.Int64
    if top.dtype == object:
        size = size_of(top)
        if size > WIDE or (size > NARROW and isinstance(value.below, int) and value.below == 1):
            raise OverflowError(name)
        kind, top = (pl.Int128 if size > NARROW else pl.Int64), top.tolist()
    made = pl.Series(name, top, dtype=kind)
    return made if value.none is None else made.set(pl.Series(value.none), None)


def charged_names(plan: Plan) -> dict[str, list[str]]:
    """The quantities of rows that findings read, by grain."""
    found: dict[str, dict[str, None]] = {}
    for charge in plan.charges:
        if charge.grain != MONTH:
            own = found.setdefault(charge.grain, {})
            own.update({name: None for name in (charge.rate, charge.measure) if name})
    return {grain: list(names) for grain, names in found.items()}


def charged_rows(made: Walk, grain: str) -> Array:
    """The rows of a grain that cost something."""
    hit = np.zeros(len(made.sheets[grain, None]), bool)
    for charge in made.plan.charges:
        if charge.grain == grain:
            rate = made.vector(charge.rate)
            hit |= (rate.top != 0) & rate.exists
    return np.flatnonzero(hit)


def outcomes_of(
    program: FrameProgram, sheets: Sheets, words: WordCodes, people: Array
) -> Outcomes:
    """Walk a program over a chunk.

    Args:
        program: Of :func:`result_program`.
        sheets: Of :func:`masker_rules.columnar.chunks.sheets_of`.
        words: Of the sheets.
        people: Their person-months.
    """
    _, first = unknown_gaps(program.plan)
    made = walk_plan(program.plan, program.names, sheets, words, first, program.given)
    asked = np.zeros(len(people), bool)
    for flag in made.asked.values():
        asked |= flag
    return Outcomes(program, sheets, words, made, people, asked & _eligible(made))


def _eligible(made: Walk) -> Array:
    value = made.vector(made.plan.eligible)
    return value.top & value.exists


def values_of(made: Walk, names: Sequence[str], months: Array) -> list[Values]:
    """The values of some person-months, in their order."""
    plan = made.plan
    number = np.full(made.count, -1, np.int64)
    number[months] = np.arange(len(months))
    charged = charged_names(plan)
    monthly = [name for name in names if plan.by_name[name].grain == MONTH]
    columns = [made.python(name, months) for name in monthly]
    empty: dict[str, Any] = {name: [] for own in charged.values() for name in own}
    found = [
        Values(
            {**empty, **dict(zip(monthly, values, strict=True))}, {grain: [] for grain in charged}
        )
        for values in zip(*columns, strict=True)
    ]
    for grain, own in charged.items():
        _add_rows(found, made, grain, own, number)
    return found


def _add_rows(
    found: Sequence[Values], made: Walk, grain: str, names: Sequence[str], number: Array
) -> None:
    """Give each person-month its rows that cost something."""
    sheet = made.sheets[grain, None]
    rows = charged_rows(made, grain)
    rows = rows[number[sheet.month[rows]] >= 0]
    dates = made.told(sheet.fact("date").take(rows), Unit.DATE)
    columns = [made.python(name, rows) for name in names]
    months = number[sheet.month[rows]].tolist()
    for month, day, *values in zip(months, dates, *columns, strict=True):
        own = found[month]
        if not own.rows[grain]:
            own.month.update({name: [] for name in names})
        own.rows[grain].append(DatedRow(day))
        for name, value in zip(names, values, strict=True):
            own.month[name].append(value)


@dataclass(frozen=True, slots=True)
class Scenarios:
    """One person-month in every state of what the law leaves unknown.

    Attributes:
        month: Its number in the walk.
        outcomes: What it comes to in each of them.
        met: The gaps met, as `engine.scenarios` names them.
        whole: Whether every combination was computed.
    """

    month: int
    outcomes: list[Outcome]
    met: list[Gap]
    whole: bool = True


def scenarios_of(made: Outcomes, months: Array) -> Iterator[Scenarios]:
    """Those who ask for what is unknown, each in every state that it can be in.

    Args:
        made: The walk that tells who asks for what.
        months: Numbers of person-months that ask.
    """
    plan = made.program.plan
    gaps, _ = unknown_gaps(plan)
    pay = result_names(plan, counts=False)
    todo: dict[tuple[str, ...], list[int]] = {}
    for month in months.tolist():
        names = tuple(sorted(name for name, flag in made.walk.asked.items() if flag[month]))
        todo.setdefault(names, []).append(month)
    while todo:
        names, own = todo.popitem()
        met = [gaps[name] for name in names]
        states = states_of(met)
        if states > MANY:
            for month in own:
                whole, paid = (partial(_alone, made, month, asked) for asked in (None, pay))
                found, known, tried = run_scenarios(whole, (), gaps, paid)
                yield Scenarios(month, found, known, tried)
            continue
        for first in range(0, len(own), AT_ONCE // states):
            for one in _in_every_state(made, own[first : first + AT_ONCE // states], met):
                asked = {name for outcome in one.outcomes for name in outcome.asked}
                new = sorted(asked.difference(names))
                if new:
                    todo.setdefault((*names, *new), []).append(one.month)
                else:
                    yield one


def _in_every_state(
    made: Outcomes, months: Sequence[int], met: Sequence[Gap]
) -> Iterator[Scenarios]:
    """Some person-months in every state of some gaps, walked together."""
    choices = list(product(*(range(len(gap.options)) for gap in met)))
    outcomes = _walked(made, months, met, choices)
    for month in months:
        yield Scenarios(month, list(islice(outcomes, len(choices))), list(met))


def _alone(
    made: Outcomes,
    month: int,
    names: Sequence[str] | None,
    met: Sequence[Gap],
    choices: Iterable[Choice],
) -> Iterator[Outcome]:
    """The outcomes of one person-month, of some quantities or of all, as they are asked for."""
    choices = iter(choices)
    while some := list(islice(choices, MANY)):
        yield from _walked(made, [month], met, some, names)


def _walked(
    made: Outcomes,
    months: Sequence[int],
    met: Sequence[Gap],
    choices: Sequence[Choice],
    names: Sequence[str] | None = None,
) -> Iterator[Outcome]:
    """What each person-month comes to by each choice: all of them are rows of one walk."""
    program = made.program
    _, first = unknown_gaps(program.plan)
    states = []
    for choice in choices:
        states.append(State({}, {}, dict(first)))
        for gap, index in zip(met, choice, strict=True):
            gap.options[index](states[-1])
    sheets = only(made.sheets, np.repeat(np.array(months, np.int64), len(choices)))
    unknowns = [state.unknowns for state in states] * len(months)
    asking = names or program.names
    own = walk_plan(program.plan, asking, sheets, made.words, unknowns, program.given)
    every = values_of(own, asking, np.arange(own.count))
    for place, values in enumerate(every):
        asked = frozenset(name for name, flag in own.asked.items() if flag[place])
        here = State({}, {**values.rows}, unknowns[place])
        found = values.month if names is None else {name: values.month[name] for name in names}
        yield Outcome(found, here, choices[place % len(choices)], asked)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a row of the month's frame is about.

    Attributes:
        told: What is said beside the result.
        category: Of the employees row, for those who are paid nothing.
        computation: Made when an explanation is asked for.
    """

    told: Told
    category: str
    computation: Computed | None = None


def result_of(plan: Plan, person: Subject, values: Values) -> Result:
    """The result of somebody of whom nothing is missing."""
    outcome = Outcome(values.month, State({}, {**values.rows}, {}), ())
    if not values.month[plan.eligible]:
        why = Remark("not-eligible", None, {"category": Code(person.category or "?")})
        return not_eligible(plan, person.told, why, outcome, person.computation, certain=True)
    return judge(plan, person.told, [outcome], [], person.computation, whole=True)


def result_in_scenarios(plan: Plan, person: Subject, found: Scenarios) -> Result:
    """The result of somebody who asks for what the law leaves unknown."""
    return judge(
        plan, person.told, found.outcomes, found.met, person.computation, whole=found.whole
    )
