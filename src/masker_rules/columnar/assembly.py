"""Results of many people from the columns of a program: the same objects as the reference's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import narwhals as nw
import polars as pl

from masker_rules.columnar.backends import Backend
from masker_rules.columnar.program import FrameProgram, Output, compile_frames
from masker_rules.columnar.sheets import MONTHLY, PERSON_MONTH, ROW, Frame, Key
from masker_rules.columnar.values import Denominator
from masker_rules.engine.compute import Computed
from masker_rules.engine.findings import finding_names
from masker_rules.engine.gaps import State
from masker_rules.engine.judging import Told, judge, not_eligible
from masker_rules.engine.profile import result_names
from masker_rules.engine.result import Remark, Result
from masker_rules.engine.scenarios import Outcome
from masker_rules.engine.uses import needed
from masker_rules.language.expressions import walk
from masker_rules.language.plan import MONTH, Plan, Unknown

__all__ = [
    "DatedRow",
    "Outcomes",
    "Person",
    "Values",
    "outcomes_of",
    "result_of",
    "result_program",
    "told_in",
    "values_of",
]


class DatedRow(NamedTuple):
    """A row that cost something; findings ask for its date only, an ordinal."""

    date: int


@dataclass(frozen=True, slots=True)
class Values:
    """What the plan came to for one person and month.

    Attributes:
        month: Quantities of the month, and of each charged row in order.
        rows: Those rows by grain.
    """

    month: dict[str, Any]
    rows: dict[str, list[DatedRow]]


def result_program(plan: Plan, *, windows: bool = True) -> FrameProgram:
    """The program of everything that a result with its findings needs.

    Args:
        plan: The regulation.
        windows: As of :func:`compile_frames`.

    Raises:
        TooWideError, NotColumnarError: see :func:`compile_frames`.
    """
    names = [*result_names(plan), *finding_names(plan)]
    names += [question.when for question in plan.questions if question.when]
    names += _asking(plan, names)
    dated = {charge.grain for charge in plan.charges} - {MONTH}
    facts = [(grain, "date") for grain in sorted(dated)]
    return compile_frames(plan, names, facts=facts, windows=windows)


def _asking(plan: Plan, names: Sequence[str]) -> list[str]:
    """Quantities that nobody reads and that may ask what is unknown: a result tells of it."""
    read = {quantity.name for quantity in needed(plan, tuple(names), frozenset())}
    return [
        quantity.name
        for quantity in plan.quantities
        if quantity.name not in read
        and any(isinstance(part, Unknown) for part in walk(quantity.expr))
    ]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The outputs of a program in memory.

    Attributes:
        month: `pm` and the outputs of the month.
        charged: By grain, the rows that cost something: `pm`, `i`, `<grain>__date` and the rates
            and measures of the grain's charges.
    """

    month: pl.DataFrame
    charged: dict[str, pl.DataFrame]


def outcomes_of(program: FrameProgram, frames: Mapping[Key, Frame], backend: Backend) -> Outcomes:
    """What a program gave.

    Args:
        program: Of :func:`result_program`.
        frames: Its frames with the outputs; those of the month say whose are wanted.
        backend: That of the frames.
    """
    monthly = [output for output in program.outputs.values() if output.key == MONTHLY]
    month = backend.collected(frames[MONTHLY].select(*_names([PERSON_MONTH], monthly)))
    charged = {}
    for grain, outputs in _grains(program).items():
        rates = [program.outputs[c.rate].column for c in program.plan.charges if c.grain == grain]
        hit = nw.any_horizontal(*(nw.col(rate) != 0 for rate in rates), ignore_nulls=True)
        names = _names([PERSON_MONTH, ROW, f"{grain}__date"], outputs.values())
        rows = backend.collected(frames[Key(grain)].filter(hit).select(*names))
        wanted = month.select(PERSON_MONTH)
        rows = rows.join(wanted, on=PERSON_MONTH, how="semi")
        charged[grain] = rows.sort(PERSON_MONTH, ROW)
    return Outcomes(month, charged)


def _names(first: Sequence[str], outputs: Iterable[Output]) -> list[str]:
    wanted = dict.fromkeys(first)
    for output in outputs:
        wanted[output.column] = None
        wanted.update(dict.fromkeys(sorted(output.value.under.names)))
    return list(wanted)


def values_of(program: FrameProgram, outcomes: Outcomes) -> dict[int, Values]:
    """The values of every person-month."""
    table = outcomes.month
    monthly = {n: o for n, o in program.outputs.items() if o.key == MONTHLY}
    columns = {name: told_in(table, output) for name, output in monthly.items()}
    charged = _grains(program)
    empty: dict[str, Any] = {name: [] for grain in charged.values() for name in grain}
    found = {}
    for pm, values in zip(table[PERSON_MONTH], zip(*columns.values(), strict=True), strict=True):
        month = dict(zip(columns, values, strict=True))
        found[pm] = Values({**empty, **month}, {grain: [] for grain in charged})
    for grain, outputs in charged.items():
        _add_rows(found, grain, outputs, outcomes.charged[grain])
    return found


def _grains(program: FrameProgram) -> dict[str, dict[str, Output]]:
    """The quantities of rows that findings read, by grain."""
    found: dict[str, dict[str, Output]] = {}
    for charge in program.plan.charges:
        if charge.grain == MONTH:
            continue
        own = found.setdefault(charge.grain, {})
        own.update({n: program.outputs[n] for n in (charge.rate, charge.measure) if n})
    return found


def _add_rows(
    found: Mapping[int, Values], grain: str, outputs: Mapping[str, Output], table: pl.DataFrame
) -> None:
    """Give each person-month its rows that cost something."""
    columns = [told_in(table, output) for output in outputs.values()]
    names = list(outputs)
    made: dict[int, dict[str, list[Any]]] = {}
    for pm, day, *values in zip(
        table[PERSON_MONTH], table[f"{grain}__date"], *columns, strict=True
    ):
        own = found[pm]
        if not own.rows[grain]:
            made[pm] = {name: [] for name in names}
            own.month.update(made[pm])
        own.rows[grain].append(DatedRow(day))
        for name, value in zip(names, values, strict=True):
            made[pm][name].append(value)


def told_in(table: pl.DataFrame, output: Output) -> list[Any]:
    """The values of an output in a frame: integers, exact fractions, words, flags or None."""
    kind, under = output.value.type, output.value.under
    numbers = table[output.column].to_list()
    if not kind.numeric:
        return numbers
    if under == Denominator() and not kind.ratio:
        return [None if number is None else int(number) for number in numbers]
    if not under.factors:
        by = under.constant
        return [None if number is None else Fraction(int(number), by) for number in numbers]
    below = [under.constant] * len(numbers)
    for name, _ in under.factors:
        below = [int(one) * by for one, by in zip(table[name], below, strict=True)]
    return [
        None if number is None else Fraction(int(number), by)
        for number, by in zip(numbers, below, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a row of the month's frame is about.

    Attributes:
        told: What is said beside the result.
        category: Of the employees row, for those who are paid nothing.
        computation: Made when an explanation is asked for.
    """

    told: Told
    category: str
    computation: Computed | None = None


def result_of(plan: Plan, person: Person, values: Values) -> Result:
    """The result of somebody of whom nothing is missing."""
    outcome = Outcome(values.month, State({}, {**values.rows}, {}), ())
    if not values.month[plan.eligible]:
        why = Remark("not-eligible", None, {"category": person.category})
        return not_eligible(plan, person.told, why, outcome, person.computation, certain=True)
    return judge(plan, person.told, [outcome], [], person.computation, whole=True)
