"""Sanctions in time: which of them are in force in a month, since when, and which one waits.

Whole months count, from the month in which a sanction takes effect. In a queue a heavier sanction
that takes effect ends a lighter one at once; a lighter or equal one waits and runs its full
months after the heavier is finished.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from math import prod
from types import SimpleNamespace
from typing import Any

from masker_rules.calendars import Calendar
from masker_rules.engine.gaps import Gap, forced_gap, rows_gap
from masker_rules.engine.lookups import TooPrecise
from masker_rules.facts.rows import Employee, Sanction
from masker_rules.language.catalogue import PACK_DECIMALS
from masker_rules.language.sanctions import REST, SanctionSettings, TakesEffect
from masker_rules.periods import CALENDAR, Cutoff, Month

__all__ = ["InForce", "SanctionReader", "Term", "first_day", "months_read", "queued"]

#: More combinations of unknown lengths than these are not enumerated.
MOST_COMBINATIONS = 256
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Term:
    """A sanction with its time.

    Attributes:
        row: What the pack says.
        begins: The first day in force.
        months: How many whole months; None = until it is ended.
        weight: Place in the order of the law; None = it takes no part in a queue.
        is_known: Whether `months` is more than a guess.
        cut: The day on which months begin.
    """

    row: Sanction
    begins: date
    months: int | None
    weight: int | None = None
    is_known: bool = True
    cut: int = 1

    @property
    def heaviness(self) -> tuple[int, int, int]:
        """For comparison: the code, then the length; without an end it is the longest."""
        return self.weight or 0, int(self.months is None), self.months or 0

    @property
    def first(self) -> Month:
        """The month in which it takes effect."""
        return Month.of(self.begins, self.cut)

    @property
    def in_force(self) -> InForce:
        """The months that it has if nothing makes it wait or ends it."""
        return _started(self, self.first)


@dataclass(frozen=True, slots=True)
class InForce:
    """Months in which a sanction really is in force: from `first` to before `end` (None: open)."""

    term: Term
    first: Month
    end: Month | None

    def __contains__(self, month: Month) -> bool:
        return self.first <= month and (self.end is None or month < self.end)


def _started(term: Term, first: Month) -> InForce:
    return InForce(term, first, None if term.months is None else first.plus(term.months))


def queued(terms: Sequence[Term]) -> list[InForce]:
    """The months of sanctions of which only one is in force at a time."""
    queue = _Queue()
    for term in sorted(terms, key=lambda t: (t.begins, *(-part for part in t.heaviness))):
        queue.arrive(term)
    return queue.finish()


@dataclass(slots=True)
class _Queue:
    running: InForce | None = None
    waiting: list[Term] = field(default_factory=list)
    done: list[InForce] = field(default_factory=list)

    def arrive(self, term: Term) -> None:
        self._hand_over(term.begins)
        first = term.first
        now = self.running
        if now is None:
            self.running = _started(term, first)
        elif now.end is not None and now.end.first == term.begins:
            # Those that wait and the new one take effect on the same day.
            self.waiting.append(term)
            self._next(now)
        elif term.heaviness > now.term.heaviness:
            self.done.append(replace(now, end=first))
            self.running = _started(term, first)
        else:
            self.waiting.append(term)

    def _hand_over(self, day: date) -> None:
        """Let those that wait follow whatever was finished before `day`."""
        while (now := self.running) is not None and now.end is not None and now.end.first < day:
            self._next(now)

    def _next(self, now: InForce) -> None:
        self.done.append(now)
        self.running = None
        if self.waiting:
            heaviest = max(self.waiting, key=lambda term: term.heaviness)
            self.waiting.remove(heaviest)
            assert now.end is not None
            self.running = _started(heaviest, now.end)

    def finish(self) -> list[InForce]:
        self._hand_over(date.max)
        if self.running is not None:
            self.done.append(self.running)
        return [span for span in self.done if span.end is None or span.first < span.end]


# ------------------------------------------------------------------ the first day
def first_day(
    rule: TakesEffect, decided: date, is_working: Callable[[date], bool], cut: int = 1
) -> date:
    """The day on which a decision takes effect.

    Args:
        rule: When that is.
        decided: The day of the decision.
        is_working: Whether a day is a working day.
        cut: The day on which months begin.

    Raises:
        CalendarError: the calendar does not reach those days [calendar-date-not-loaded].
    """
    if rule.kind == "on":
        return decided
    if rule.kind == "next month":
        return Month.of(decided, cut).plus(1).first
    counts = {
        "days": lambda _: True,
        "weekdays": lambda day: day.weekday() < SATURDAY,
        "working days": is_working,
    }[rule.kind]
    day, left = decided, rule.count
    while left:
        day += timedelta(days=1)
        left -= bool(counts(day))
    return day + timedelta(days=1)


def months_read(settings: SanctionSettings, rows: Sequence[Sanction]) -> set[Month]:
    """Months whose calendar is needed to count working days after decisions."""
    rule = settings.takes_effect
    if rule is None or rule.kind != "working days":
        return set()
    decided = [r.decided_on for r in rows if r.effective_from is None and r.decided_on is not None]
    # Two holidays a week at the most, and the years in which Lebaran takes a whole one.
    reach = timedelta(days=3 * rule.count + 31)
    return {Month.of(day) for start in decided for day in (start, start + reach)}


# ------------------------------------------------------------------ rows of the grain
class SanctionReader:
    """The sanctions in force in a month, as rows of the grain `sanction`."""

    def __init__(
        self, settings: SanctionSettings, calendar: Calendar, cutoff: Cutoff = CALENDAR
    ) -> None:
        self._settings, self._cutoff = settings, cutoff
        self._calendar = calendar
        self._weights = {code: place for place, code in enumerate(settings.order)}

    def rows(
        self, sanctions: Sequence[Sanction], employee: Employee, month: Month
    ) -> tuple[list[SimpleNamespace], Gap | None]:
        """Rows, and a gap where they depend on what nobody knows.

        Raises:
            CalendarError: the calendar does not reach a decision.
        """
        month = self._cutoff.days_in("sanctions", month)
        read = [row for row in sanctions if not _is_later(row, month)]
        terms = [term for row in read if (term := self._term(row, employee, month)) is not None]
        if len(terms) < len(read):
            return [], forced_gap("sanctions.effective_from")
        terms = [term for term in terms if term.first <= month]
        choices = [_lengths(term, terms, month) for term in terms]
        if prod(map(len, choices)) > MOST_COMBINATIONS:
            return [], forced_gap("sanctions.months")
        states: list[list[SimpleNamespace]] = []
        for lengths in product(*choices):
            tried = [replace(t, months=n) for t, n in zip(terms, lengths, strict=True)]
            try:
                found = list(self._in_force(tried, month))
            except TooPrecise as wrong:
                return [], forced_gap(f"sanctions.percent (too-precise: {wrong.told})")
            if found not in states:
                states.append(found)
        gap = rows_gap("sanctions.months", "sanction", states) if len(states) > 1 else None
        return states[0], gap

    def _term(self, row: Sanction, employee: Employee, month: Month) -> Term | None:
        begins = self._begins(row, employee, month)
        if begins is None:
            return None
        known, months = self._months(row)
        weight = self._weights.get(row.code)
        return Term(row, begins, months, weight, is_known=known, cut=month.begins)

    def _begins(self, row: Sanction, employee: Employee, month: Month) -> date | None:
        if row.effective_from is not None:
            return row.effective_from
        rule = self._settings.takes_effect
        if rule is None or row.decided_on is None:
            return None
        unit, group = employee.unit or "", employee.staff_group

        def is_working(day: date) -> bool:
            kinds = self._calendar.kinds(day, unit, group)
            off = kinds.holiday or kinds.joint_leave
            return not off and (kinds.workday or day.weekday() < SATURDAY)

        return first_day(rule, row.decided_on, is_working, month.begins)

    def _months(self, row: Sanction) -> tuple[bool, int | None]:
        """Whether the length is known, and the length (None: until it is ended)."""
        if row.months is not None:
            return True, row.months
        lengths = self._settings.months
        for code in (row.code, REST):
            if code in lengths:
                return True, lengths[code]
        return False, None

    def _in_force(self, terms: Sequence[Term], month: Month) -> Iterator[SimpleNamespace]:
        in_queue: list[Term] = []
        beside: list[InForce] = []
        for term in terms:
            if self._settings.queue and term.weight is not None:
                in_queue.append(term)
            else:
                beside.append(term.in_force)
        spans = [span for span in (*queued(in_queue), *beside) if month in span]
        spans.sort(key=lambda s: (s.first, s.term.heaviness, s.term.row.code))
        for span in spans:
            yield _row(span, month)


def _is_later(row: Sanction, month: Month) -> bool:
    """Whether the row can say nothing of a month, whatever is unknown of it."""
    first = row.effective_from or row.decided_on
    return first is not None and first > month.last


def _lengths(term: Term, terms: Sequence[Term], month: Month) -> list[int | None]:
    """The length, or those that make a difference: to the month, and beside other lengths."""
    if term.is_known:
        return [term.months]
    found = set(range(1, _distance(term.begins, month) + 3))
    for other in terms:
        if other.months is not None:
            found |= {max(1, other.months + step) for step in (-1, 0, 1)}
    return [*sorted(found), None]


def _distance(begins: date, month: Month) -> int:
    return month.since(Month.of(begins, month.begins))


def _row(span: InForce, month: Month) -> SimpleNamespace:
    percent = span.term.row.percent
    exact = Fraction(percent or 0) * 10**PACK_DECIMALS
    if exact.denominator != 1:
        raise TooPrecise.of(percent or 0, PACK_DECIMALS)
    facts: dict[str, Any] = {
        # A sanction is of the month, not of a day.
        "date": None,
        "code": span.term.row.code,
        "percent": None if percent is None else int(exact),
        "months": span.term.months if span.term.is_known else None,
        "number": month.since(span.first) + 1,
        "from": span.first.first.toordinal(),
    }
    return SimpleNamespace(**facts)
