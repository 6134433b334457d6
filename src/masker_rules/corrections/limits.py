"""Until when something can be put right, who decides, and whether leave is left for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from masker_rules.attendance.rows import DayRow
from masker_rules.calendars import Calendar
from masker_rules.corrections.facts import Fact
from masker_rules.language.plan import Correction, Plan
from masker_rules.legal import Source
from masker_rules.periods import Month
from masker_rules.texts import render, spoken
from masker_rules.units import exact_text

__all__ = ["Limits", "Refusal"]

HALF, WHOLE = Fraction(1, 2), Fraction(1)
_SATURDAY = 6


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a fact is not offered; its words are `restore.refused.<reason>`.

    Attributes:
        reason: `asked-before`, `quota-unknown`, `quota-used-up`, `past-deadline`,
            `no-correction`, or `ask-alone` where a worklist did not try everything.
        code: The leave that is meant, empty where none is.
        params: What the words quote.
        source: The article, where one says so.
    """

    reason: str
    code: str = ""
    params: tuple[tuple[str, object], ...] = ()
    source: Source | None = None

    def text(self, lang: str) -> str:
        """The reason in words."""
        said: dict[str, object] = dict(self.params)
        said["leave"] = spoken.readable(lang, "word", self.code) if self.code else ""
        told = render(lang, f"restore.refused.{self.reason}", said)
        return f"{told} ({self.source.text(lang)})" if self.source is not None else told


@dataclass(frozen=True, slots=True)
class Limits:
    """What a regulation says of corrections and of leave that is left.

    Attributes:
        plan: The regulation.
        calendar: Knows days off.
        days_of: Scheduled days of a person in the year before and in a month; None where an
            earlier month of the year is not known.
    """

    plan: Plan
    calendar: Calendar
    days_of: Callable[[str, Month], list[DayRow] | None]

    def correction(self, table: str) -> Correction | None:
        """What is said of rows of a table: of itself, else of all."""
        named = (one for one in self.plan.corrections if table in one.tables)
        of_all = (one for one in self.plan.corrections if not one.tables)
        return next(named, None) or next(of_all, None)

    def until(self, table: str, day: dt.date | None, month: Month) -> dt.date | None:
        """The last day on which rows of a table about a day can be put right; None = unknown.

        Args:
            table: Of which table.
            day: What it is about; None where it concerns the month.
            month: The performance month.
        """
        correction = self.correction(table)
        deadline = None if correction is None else correction.deadline
        if deadline is None:
            return None
        if deadline.of == "next_month":
            after = month.last + dt.timedelta(days=1)
            return after.replace(day=deadline.days)
        on = day if deadline.of == "day" and day is not None else month.last
        if not deadline.is_of_working_days:
            return on + dt.timedelta(days=deadline.days)
        left = deadline.days
        while left:
            on += dt.timedelta(days=1)
            left -= self._is_working_day(on)
        return on

    def _is_working_day(self, day: dt.date) -> bool:
        kinds = self.calendar.kinds(day)
        return day.isoweekday() < _SATURDAY and not (kinds.holiday or kinds.joint_leave)

    def refusal(self, fact: Fact, nip: str, month: Month, as_of: dt.date | None) -> Refusal | None:
        """Why a fact is not offered; None where it is."""
        if not fact.kind.is_offered:
            return Refusal("no-correction")
        on = fact.days[0] if fact.days else None
        until = self.until(fact.table, on, month)
        if until is not None and as_of is not None and as_of > until:
            correction = self.correction(fact.table)
            assert correction is not None, "it has a deadline"
            return Refusal("past-deadline", "", (("day", spoken.Day(until)),), correction.source)
        if fact.table == "absences" and not fact.kind.is_in_pack:
            return self._of_absence(fact, nip, month)
        return None

    def _of_absence(self, fact: Fact, nip: str, month: Month) -> Refusal | None:
        row: Any = fact.row
        settings = self.plan.attendance
        if row.code in settings.duty or row.code in settings.work:
            return None
        if row.code not in settings.leave:
            return Refusal("no-correction", row.code)
        return self.leave(row.code, fact, nip, month)

    def leave(self, code: str, fact: Fact | None, nip: str, month: Month) -> Refusal | None:
        """Why leave of a code is not offered: in general, or for a fact of a person."""
        quota = self.plan.quotas.get(code)
        if quota is None:
            return Refusal("quota-unknown", code)
        if quota.is_asked_before:
            return Refusal("asked-before", code, (), quota.source)
        if quota.is_unlimited:
            return None
        if quota.days is None:
            return Refusal("quota-unknown", code, (), quota.source)
        if fact is None:
            return None
        used = self._used(code, nip, month, is_of_working_days=quota.is_of_working_days)
        if used is None:
            return Refusal("quota-unknown", code, (), quota.source)
        asked = _length(fact, is_of_working_days=quota.is_of_working_days)
        if used + asked > quota.days:
            told = (("days", quota.days), ("used", exact_text(used)))
            return Refusal("quota-used-up", code, told, quota.source)
        return None

    def _used(
        self, code: str, nip: str, month: Month, *, is_of_working_days: bool
    ) -> Fraction | None:
        days = self.days_of(nip, month)
        if days is None or not is_of_working_days:
            return None
        whole = sum((WHOLE for day in days if day.absence == code), Fraction())
        return whole + sum((HALF for day in days if day.half_code == code), Fraction())


def _length(fact: Fact, *, is_of_working_days: bool) -> Fraction:
    row: Any = fact.row
    if row.part != "full":
        return HALF * len(fact.days)
    if is_of_working_days:
        return Fraction(len(fact.days))
    return Fraction((row.until - row.from_).days + 1)
