"""One month that is computed very often, each time with something else on one of its days.

What the punches of a day become is read once through the whole of attendance, for many people who
each tell another story of that day; a month is then the quiet one with such a day in place of its
own. So every minute of a day costs no more than the formulas of what is paid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, cached_property
from itertools import islice, product
from typing import Any

from masker_rules.attendance.rows import DayRow
from masker_rules.engine.emit import Program, compile_plan
from masker_rules.engine.findings import exact_of
from masker_rules.engine.gaps import Gap, State
from masker_rules.engine.inputs import InputReader
from masker_rules.engine.profile import Profile, result_names
from masker_rules.engine.scenarios import (
    by_program,
    one_by_one,
    run_scenarios,
    unknown_gaps,
)
from masker_rules.engine.shared import settles
from masker_rules.engine.sheet import Money, layout, pay_sheet
from masker_rules.engine.versions import performance_month
from masker_rules.facts import Pack
from masker_rules.language.pieces import TOTAL
from masker_rules.legal import Text
from masker_rules.testing.casefile import CaseNode
from masker_rules.testing.drafts import DRAFT, Draft, Given, overlaid
from masker_rules.testing.story import read_story
from masker_rules.testing.world import period_of, scheduled_month, tables_of, tell
from masker_rules.texts import Phrase
from masker_rules.yamltext import Scalar

__all__ = ["Bench", "Pay", "Slice"]

#: The rows of one day, by grain.
Slice = Mapping[str, tuple[Any, ...]]
#: A story of each of some days, as a case tells it.
Stories = Mapping[date, str]

GRAINS = ("day", "event", "session", "punch", "outage")
#: Tables of which every person of a bench has the same rows.
PERSONAL = ("employees", "rosters")
#: Tables that hold for everybody.
SHARED = ("calendar", "schedules", "outages", "events", "complete")
#: So many states of what is missing are told apart by whether there is a value at all.
MANY = 16
#: Numbers that a day of birth leaves for a NIP.
PER_DAY = 999


@dataclass(frozen=True, slots=True)
class Pay:
    """What one month pays.

    Attributes:
        net: Rupiah; None where it depends on what nobody knows.
        status: As of a result.
        questions: Ids of the open questions whose condition holds.
        over: Parts of which more is cut than there is.
        excess: Rupiah that the parts, each rounded by itself, come to above the whole amount,
            where a month fact is told otherwise; 0 of days alone.
    """

    net: int | None
    status: str
    questions: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()
    excess: int = 0


#: Of a part, what tells whether more is taken of it than it has.
STAGES = ("points", "score", "left", "full")


@cache
def _pay_program(profile: Profile) -> Program:
    """The program of what is paid, with what is cut and the conditions of open questions."""
    plan = profile.plan
    names = [*result_names(plan, counts=False, told=False)]
    names += [question.when for question in plan.questions if question.when and question.open]
    for base in plan.bases:
        names += [f"{base.name}.{stage}" for stage in (*STAGES, "paid")]
    return compile_plan(plan, tuple(n for n in dict.fromkeys(names) if n in plan.by_name))


class Bench:
    """A quiet month of one person, and what it pays with other days in it.

    Args:
        profile: The regulation.
        given: What the quiet month gives.
        label: Whose or which month it is; None is that of the base.

    Attributes:
        rows: The scheduled days that nothing is told of, in order.
        gaps: What is not known of the quiet month and may decide what is paid.
    """

    def __init__(self, profile: Profile, given: Given, label: Text | None = None) -> None:
        self.profile, self.given, self.label = profile, given, label
        self._program = _pay_program(profile)
        draft = Draft("a quiet month", given, profile)
        self.month = performance_month(profile, period_of(draft.case))
        self._pack = draft.trial.pack.under(profile.vocabulary)
        # What earlier months leave open of a sanction that follows is no question of the money:
        # with it every minute of a day would be computed for each of some hundred pasts.
        asked = self._program.facts & profile.pay_program.facts
        reader = InputReader(profile, self._pack, (self.month,), None, asked=asked)
        self._inputs = reader.read(draft.trial.nip, self.month)
        self.gaps = tuple(self._inputs.gaps)
        self._gaps, self._first = unknown_gaps(profile.plan)
        plan = profile.plan
        flags, lines = (gate.flag for gate in plan.outcomes), (x.quantity for x in layout(plan))
        self._on_sheet = (plan.eligible, "total.paid", *flags, *lines)
        self._of_parts = tuple(
            name
            for base in plan.bases
            for name in (*(f"{base.name}.{stage}" for stage in STAGES), base.minus)
            if name
        )
        # Most minutes pay what the one before did.
        self._sheets: dict[tuple[Any, ...], Money] = {}
        self._overs: dict[tuple[Any, ...], frozenset[str]] = {}
        self._whens = {q.id: q.when for q in profile.plan.questions if q.when and q.open}
        told = {*_keys(given.get("days")), *_keys(given.get("events"))}
        days = self._inputs.attendance.days
        self.rows = tuple(row for row in days if row.date.isoformat() not in told)
        self._place = {row.date: index for index, row in enumerate(self._inputs.rows["day"])}

    @property
    def is_usable(self) -> bool:
        """Whether days can be put in place of others, and something is paid to begin with."""
        quiet = self._inputs.in_service and not self._inputs.segmented
        return bool(quiet and self.rows and self.quiet.net)

    @cached_property
    def rest(self) -> int:
        """Rupiah by which what something costs may differ by rounding alone."""
        bases = self.profile.plan.bases
        return max((base.round.size for base in bases if base.round is not None), default=1)

    @cached_property
    def quiet(self) -> Pay:
        """What the month pays as it is."""
        return self.pay({})

    # -------------------------------------------------------------- computing
    def pay(self, days: Mapping[date, Slice], facts: Mapping[str, Any] | None = None) -> Pay:
        """What the month pays with some of its days, or month facts, in place of its own.

        Args:
            days: Rows of days, as :meth:`told` makes them.
            facts: Month facts, scaled as in the plan.
        """
        inputs = self._inputs
        state = State({**inputs.facts, **(facts or {})}, self.rows_with(days), dict(self._first))
        values, met = self._untouched(state), list(self.gaps)
        if values is None:
            values, met = self._in_every_state(state)
        if values is None:
            return Pay(None, "incomplete")
        first = self._sheet(values)
        if not settles(met, first):
            return Pay(None, "incomplete")
        open_ = frozenset(name for name, when in self._whens.items() if values[when])
        over = self._over(values)
        excess = self._excess(values) if facts else 0
        return Pay(first.net, first.status, open_, over, excess)

    @cached_property
    def _untold(self) -> tuple[Mapping[str, Any], ...] | None:
        """What stands for the facts that are missing; None where more than single facts are."""
        answers: list[list[tuple[str, Any]]] = []
        for gap in self.gaps:
            told = [_one_fact(option) for option in gap.options]
            names = {one[0] for one in told if one is not None}
            if None in told or len(names) > 1:
                return None
            # Whether there is a value at all is seen without touching it.
            kinds = dict.fromkeys(one[1] is None for one in told if one is not None)
            name = next(iter(names), "")
            answers.append([(name, None if is_none else UNTOLD) for is_none in kinds])
        states = product(*(one for one in answers if one))
        found = tuple(dict(state) for state in islice(states, MANY + 1))
        return found if len(found) <= MANY else None

    def _untouched(self, state: State) -> Mapping[str, Any] | None:
        """The quantities, where nothing is done with what is missing; None where something is."""
        if self._untold is None:
            return None
        found: list[Mapping[str, Any]] = []
        for told in self._untold:
            try:
                found.append(self._program.run({**state.facts, **told}, state.rows, _touched))
            except TypeError:
                return None
            if any(_holds_untold(value) for value in found[-1].values()):
                return None
        return found[0] if len({self._paid(values) for values in found}) == 1 else None

    def _in_every_state(self, state: State) -> tuple[Mapping[str, Any] | None, list[Gap]]:
        """The quantities, where every state of what is missing pays the same, and the gaps."""
        compute = by_program(self._program, state)
        met = [gap for gap in self.gaps if gap.options]
        # One answer alone mostly tells; all together are many states.
        while True:
            paid, asked = set[tuple[str, int | None]](), set[str]()
            for outcome in compute(met, one_by_one(met)):
                paid.add(self._paid(outcome.values))
                asked |= outcome.asked
                if len(paid) > 1:
                    return None, met
            new = sorted(asked - {gap.name for gap in met})
            if not new:
                break
            met += [self._gaps[name] for name in new]
        outcomes, met, whole = run_scenarios(compute, self.gaps, self._gaps)
        same = len({self._paid(outcome.values) for outcome in outcomes}) == 1
        return outcomes[0].values if whole and same else None, met

    def _paid(self, values: Mapping[str, Any]) -> tuple[str, int]:
        sheet = self._sheet(values)
        return sheet.status, sheet.net

    def _sheet(self, values: Mapping[str, Any]) -> Money:
        """The pay sheet of some quantities."""
        key = tuple(values.get(name) for name in self._on_sheet)
        if key not in self._sheets:
            self._sheets[key] = pay_sheet(self.profile.plan, values, ())
        return self._sheets[key]

    def _over(self, values: Mapping[str, Any]) -> frozenset[str]:
        """Parts of which more points, or more rupiah, are taken than they have."""
        key = tuple(values.get(name) for name in self._of_parts)
        if key not in self._overs:
            self._overs[key] = frozenset(self._overdrawn(values))
        return self._overs[key]

    def _overdrawn(self, values: Mapping[str, Any]) -> Iterator[str]:
        plan = self.profile.plan
        for base in plan.bases:
            stages = {
                stage: exact_of(plan, name, values)
                for stage in STAGES
                if (name := f"{base.name}.{stage}") in values
            }
            cut, whole = stages.get("points", 0), stages.get("score", 1)
            minus = exact_of(plan, base.minus, values) if base.minus else 0
            rest = stages.get("full", 0) * stages.get("left", 1)
            if cut > whole or (minus and minus > rest):
                yield base.name

    def _excess(self, values: Mapping[str, Any]) -> int:
        """What rounded parts come to above the whole; 0 where something is given besides."""
        plan = self.profile.plan
        parts = [base for base in plan.bases if base.name != TOTAL]
        if not parts or any(charge.gives for charge in plan.charges):
            return 0
        paid = sum((Fraction(exact_of(plan, f"{b.name}.paid", values)) for b in parts), Fraction())
        whole = Fraction(exact_of(plan, f"{TOTAL}.full", values))
        return max(0, (paid - whole).__ceil__())

    def rows_with(self, days: Mapping[date, Slice]) -> dict[str, Sequence[Any]]:
        """The rows of the month, by grain, with those of some days in place of its own."""
        rows: dict[str, Sequence[Any]] = dict(self._inputs.rows)
        if not days:
            return rows
        own = list(rows["day"])
        for day, told in days.items():
            own[self._place[day]] = told["day"][0]
        rows["day"] = own
        for grain in GRAINS[1:]:
            fresh = [row for told in days.values() for row in told[grain]]
            if fresh or rows[grain]:
                kept = [row for row in rows[grain] if row.date not in days]
                rows[grain] = sorted([*kept, *fresh], key=lambda row: row.day_index)
        return rows

    def computation(self, days: Mapping[date, Slice]) -> Any:
        """The inputs of such a month, for what looks at what it reaches."""
        return replace(self._inputs, rows=self.rows_with(days))

    # -------------------------------------------------------------- stories
    def told(self, stories: Sequence[Stories]) -> list[dict[date, Slice]]:
        """The rows that each of some stories makes of its days.

        Args:
            stories: For each telling, its days as a case tells them.
        """
        base, nip = tables_of(
            Draft("", {**self.given, "days": {"rest": "none"}}, self.profile).case, self.profile
        )
        nips = [_nip(number) for number in range(len(stories))]
        tables: dict[str, list[dict[str, str]]] = {
            name: [{**row, "nip": one} for one in nips for row in base.get(name, ())]
            for name in PERSONAL
        }
        tables |= {name: list(base[name]) for name in SHARED if name in base}
        tables |= {name: [] for name in ("punches", "attendance_at_events", "absences")}
        month = scheduled_month(base, nip, self.month, self.profile)
        scheduled = {row.date: row for row in month.days}
        sessions = {day: [s for s in month.sessions if s.date == day] for day in scheduled}
        for one, story in zip(nips, stories, strict=True):
            for day, text in story.items():
                node = CaseNode("days", Scalar(text, DRAFT))
                read = read_story(node, self._is_code)
                tell(tables, one, day, read, scheduled.get(day), sessions.get(day, ()))
        pack = Pack(**{name: rows for name, rows in tables.items() if rows or name in base})
        pack = pack.under(self.profile.vocabulary)
        made = InputReader(self.profile, pack, (self.month,), None).rows
        attended = [made.attended(one, self.month) for one in nips]
        return [
            _sliced(made.of_attendance(one, self.month, days, []), story)
            for one, days, story in zip(nips, attended, stories, strict=True)
        ]

    def _is_code(self, word: str) -> bool:
        return self.profile.vocabulary.find("absences.code", word) is not None

    def draft(self, name: str | Phrase, days: Stories) -> Draft:
        """The month with some days told otherwise, as a case."""
        if self.label is not None:
            name = Phrase("audit.names.of", {"label": self.label, "name": name})
        told = {day.isoformat(): text for day, text in sorted(days.items())}
        given = overlaid(self.given, {"days": told}) if told else self.given
        return Draft(name, given, self.profile)

    def typical(self) -> tuple[DayRow, ...]:
        """The first day of each weekday and season."""
        found: dict[tuple[str, str], DayRow] = {}
        for row in self.rows:
            found.setdefault((row.weekday, row.season), row)
        return tuple(found.values())


def _sliced(rows: Mapping[str, Sequence[Any]], days: Iterable[date]) -> dict[date, Slice]:
    return {
        day: {grain: tuple(row for row in rows[grain] if row.date == day) for grain in GRAINS}
        for day in days
    }


def _one_fact(option: Callable[[State], None]) -> tuple[str, Any] | None:
    """The only month fact that an option of a gap sets; None where it does something else."""
    told = State({}, {}, {})
    try:
        option(told)
    except KeyError:
        return None
    alone = len(told.facts) == 1 and not (told.rows or told.unknowns)
    return next(iter(told.facts.items())) if alone else None


class _Untold:
    """Stands for a value that is not known: to do anything with it is a `TypeError`."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise TypeError

    def __bool__(self) -> bool:
        raise TypeError


UNTOLD = _Untold()


def _touched(name: str) -> Any:
    raise TypeError(name)


def _holds_untold(value: Any) -> bool:
    return value is UNTOLD or (
        isinstance(value, list | tuple) and any(one is UNTOLD for one in value)
    )


def _keys(value: Any) -> frozenset[str]:
    return frozenset(value) if isinstance(value, Mapping) else frozenset()


def _nip(number: int) -> str:
    """A NIP of its own for each telling."""
    born = date(1985, 1, 1) + timedelta(days=number // PER_DAY)
    return f"{born:%Y%m%d}2010011{number % PER_DAY + 1:03d}"
