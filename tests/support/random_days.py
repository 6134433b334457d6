"""Random day facts: what attendance could have made of a month, without punches.

    month = random_day_facts(random.Random(7), profile, "2026-07")

Every column takes every kind of value it may have, also together as no pack would easily show
them: interpreters of the plan must agree on all of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from random import Random
from typing import Any

from random_packs import CODES_OF_LEAVE, EVENTS, MINUTES, REASONS, UNITS, WEEKDAYS, month_of

from masker_rules.attendance.rows import (
    DateRow,
    DayRow,
    EventRow,
    LeaveRow,
    MonthAttendance,
    SessionRow,
)

__all__ = ["random_day_facts"]

HOUR = 3600
PLACES = ("inside", "outside", "unknown")


def random_day_facts(rng: Random, profile: Mapping[str, Any], month: str) -> MonthAttendance:
    """One person's month of day facts.

    Args:
        rng: The only source of chance.
        profile: The document, for its words and the names of its hours and shifts.
        month: `2026-07`.

    Returns:
        Rows of the dates of that month: days in order, and events, sessions and leave that point
        to them.
    """
    return _Draft(rng, profile, month).made()


class _Draft:
    def __init__(self, rng: Random, profile: Mapping[str, Any], month: str) -> None:
        self.rng = rng
        self.first, self.last = month_of(month)
        words = profile.get("words", {})
        own = [word for word, means in words.get("absences.code", {}).items() if means == "new"]
        self.codes = (*CODES_OF_LEAVE, *own)
        self.schedules = tuple(profile.get("hours", {})) or ("office",)
        self.shifts = (None, None, *profile.get("shifts", {}))
        self.days: list[DayRow] = []
        self.leave: list[LeaveRow] = []

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def maybe(self, share: float, *values: Any) -> Any:
        """One of the values, or None."""
        return self.rng.choice(values) if self.chance(share) else None

    def made(self) -> MonthAttendance:
        careful = self.rng.choice((0.9, 0.7, 0.3))
        dates = [self.first + dt.timedelta(n) for n in range((self.last - self.first).days + 1)]
        calendar = [self._date(date) for date in dates]
        spell: tuple[str, int] | None = None
        for row in calendar:
            if spell and self.chance(0.7):
                spell = spell[0], spell[1] + 1
            else:
                spell = (self.rng.choice(self.codes), 1) if self.chance(0.06) else None
            if spell:
                self._leave(row, *spell)
            if row.scheduled and row.in_service:
                self.days.append(self._day(row, careful, spell))
        return MonthAttendance(
            days=tuple(self.days),
            events=tuple(self._events()),
            leave=tuple(self.leave),
            divisor_days=sum(row.scheduled for row in calendar),
            notes=(),
            calendar=tuple(calendar),
            sessions=tuple(self._sessions()),
        )

    def _date(self, date: dt.date) -> DateRow:
        workday = date.weekday() < 5
        kinds = ("holiday", "joint_leave", "workday", "half_day")
        kind = self.rng.choice(kinds) if self.chance(0.08) else "ordinary"
        scheduled = (workday and kind not in {"holiday", "joint_leave"}) or kind == "workday"
        season = "ramadan" if self.chance(0.1) else "normal"
        weekday = WEEKDAYS[date.weekday()]
        week = (date.day + self.first.weekday() - 1) // 7 + 1
        return DateRow(date, weekday, week, date.day, season, kind, scheduled, self.chance(0.98))

    def _leave(self, row: DateRow, code: str, day: int) -> None:
        rng = self.rng
        index = len(self.days) if row.scheduled and row.in_service else -1
        self.leave.append(
            LeaveRow(
                row.date,
                index,
                code,
                reason=self.maybe(0.4, *REASONS[:-1]),
                inpatient=self.maybe(0.4, True, False),
                child_number=self.maybe(0.5, 1, 2, 3, 4),
                spell=1 + len({item.code for item in self.leave}),
                day=day,
                month=rng.choice((1, 1, 2, 3)),
                working_day=rng.randrange(day + 1),
                row_day=day,
                lasted=day + rng.randrange(5),
                document=self.maybe(0.3, "SK 1", "SK 2"),
                in_year=rng.choice((1, 1, 2, 3)),
                year_day=day + rng.randrange(9),
            )
        )

    def _day(self, row: DateRow, careful: float, spell: tuple[str, int] | None) -> DayRow:
        rng = self.rng
        start = rng.choice((7 * HOUR + 1800, 8 * HOUR, 21 * HOUR))
        end = start + 8 * HOUR + rng.choice((0, 1800))
        pause = self.maybe(0.6, start + 4 * HOUR)
        half = self.maybe(0.05, "am", "pm") if spell is None else None
        late_from = start + rng.choice((0, 0, 900))
        early_until = end - rng.choice((0, 0, 600))
        taps = self._taps(late_from, early_until, careful)
        day = spell[1] if spell else None
        week = (row.date.day + self.first.weekday() - 1) // 7 + 1
        return DayRow(
            date=row.date,
            weekday=row.weekday,
            season=row.season,
            schedule=rng.choice(self.schedules),
            shift=rng.choice(self.shifts),
            start=start,
            end=end,
            break_start=pause,
            break_end=None if pause is None else pause + HOUR,
            target=self.maybe(0.4, 7 * HOUR, 5 * HOUR + 1800),
            late_from=late_from,
            early_until=early_until,
            in_at=taps[0],
            out_at=taps[1],
            break_out_at=self.maybe(0.3, start + 4 * HOUR + 17),
            break_in_at=self.maybe(0.3, start + 5 * HOUR - 3),
            apel_at=self.maybe(0.2, start - 600),
            first_punch=self.maybe(0.8, start - 600, start + 60),
            last_punch=self.maybe(0.8, end, end + 60),
            punches=rng.choice((0, 1, 2, 3, 5)),
            absence=spell[0] if spell else None,
            reason=self.maybe(0.4, *REASONS[:-1]) if spell or half else None,
            inpatient=self.maybe(0.4, True, False) if spell or half else None,
            child_number=self.maybe(0.4, 1, 2, 3) if spell or half else None,
            half=half,
            half_code=rng.choice(self.codes) if half else None,
            outage_in=self.chance(0.04),
            outage_out=self.chance(0.04),
            outage_time=rng.choice((0, 0, 0, 3600, 5401)),
            away_permitted=rng.choice((0, 0, 0, 59, 900)),
            away_unpermitted=rng.choice((0, 0, 0, 0, 59, 60, 1859, 7200)),
            location_in=rng.choice(PLACES),
            location_out=rng.choice(PLACES),
            flagged=self.chance(0.1),
            work_code=self.maybe(0.05, "wfh") if spell is None else None,
            week=week,
            day_of_month=row.date.day,
            spell_day=day,
            spell_month=None if day is None else 1,
            spell_working_day=day,
            spell_row_day=day,
            spell_in_year=None if day is None else 1,
            spell_year_day=day,
            document=self.maybe(0.3, "SK 1", "SK 2") if spell or half else None,
            letter_days=None if day is None else self.maybe(0.9, day, day + 40),
            letter_working_days=None if day is None else self.maybe(0.9, day, day + 30),
            after_holiday=self.maybe(0.6, 1, 2, 12),
            after_joint_leave=self.maybe(0.3, 1, 2, 12),
            after_leave=self.maybe(0.3, 1, 2, 12),
            before_holiday=self.maybe(0.6, 1, 2, 12),
            before_joint_leave=self.maybe(0.3, 1, 2, 12),
            before_leave=self.maybe(0.3, 1, 2, 12),
            last_leave=self.maybe(0.3, *self.codes),
            next_leave=self.maybe(0.3, *self.codes),
            category=rng.choice(("PNS", "CPNS", "PPPK")),
            golongan=self.maybe(0.8, "I", "II", "III", "IV"),
            golongan_pppk=self.maybe(0.2, "V", "IX"),
            job_class=self.maybe(0.8, *range(3, 13)),
            position_kind=self.maybe(0.7, "struktural", "fungsional", "pelaksana"),
            staff_group=rng.choice(("office", "teacher", "health", "field")),
            unit=self.maybe(0.8, *UNITS[:3]),
        )

    def _taps(self, late_from: int, early_until: int, careful: float) -> tuple[Any, Any]:
        """Where the person came and went, in seconds: around the edges of bands."""
        rng = self.rng
        if self.chance(careful):
            return late_from - rng.randrange(900), early_until + rng.randrange(900)
        late, early = rng.choice(MINUTES) * 60, rng.choice(MINUTES) * 60
        shift = rng.choice((-1, 0, 0, 1, 59))
        first = self.maybe(0.85, late_from + late + shift)
        last = self.maybe(0.85, early_until - early - shift)
        return (None, None) if self.chance(0.2) else (first, last)

    def _events(self) -> list[EventRow]:
        rng = self.rng
        return [
            EventRow(
                day.date,
                index,
                rng.choice(EVENTS),
                recorded=self.maybe(0.4, "present", "absent", "excused"),
                tapped=self.chance(0.5),
                covered=day.half is not None and self.chance(0.5),
            )
            for index, day in enumerate(self.days)
            for _ in range(rng.choice((0, 0, 0, 1, 2)))
        ]

    def _sessions(self) -> list[SessionRow]:
        """Sessions of about every third day."""
        rng = self.rng
        found: list[SessionRow] = []
        for index, day in enumerate(self.days):
            for number in range(1, rng.choice((1, 1, 1, 3, 4))):
                start, end = day.start + (number - 1) * 3 * HOUR, day.start + number * 3 * HOUR
                taps = self._taps(start, end, 0.5)
                found.append(
                    SessionRow(
                        day.date,
                        index,
                        number,
                        start,
                        end,
                        start,
                        end,
                        *taps,
                        covered=day.half is not None and self.chance(0.5),
                        outage_in=self.chance(0.04),
                        outage_out=self.chance(0.04),
                    )
                )
        return found
