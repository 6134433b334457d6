"""Who is in, late, on duty, on leave, missing: a day or a month so far, at a given moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from masker_rules.attendance.rows import DayRow
from masker_rules.engine.emit import compile_plan
from masker_rules.engine.findings import plain_count
from masker_rules.engine.inputs import InputReader
from masker_rules.engine.judging import Outlook
from masker_rules.engine.month_rows import UNDER_DAYS
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Bounds
from masker_rules.engine.scenarios import unknown_gaps
from masker_rules.engine.versions import month_of, version_of
from masker_rules.facts import Stamp
from masker_rules.facts.stamps import clock_text
from masker_rules.periods import Month
from masker_rules.watch.holding import Held

__all__ = ["DayRecap", "MonthRecap", "PersonDay", "PersonMonth", "day_recap", "month_recap"]

#: States of a person on a day, in the order in which they are listed.
STATES = (
    "present", "late", "duty", "leave", "awaited", "missing", "absent", "unknown", "off",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonDay:
    """One person on one day.

    Attributes:
        nip: Who.
        name: Empty where it is not known.
        unit: Empty where it is not known.
        state: `present`, `late`, `duty`, `leave`; `awaited` before the hours begin, `missing` from
            then on, `absent` once the day is over; `unknown` where punches are not known; `off`
            where nothing is scheduled.
        code: Of the absence, empty without one.
        came, left: Clocks of the taps that count, empty where there is none.
        late_minutes: As the regulation counts them.
        flagged: A tap that counts carries a flag of the evidence.
    """

    nip: str
    name: str
    unit: str
    state: str
    code: str = ""
    came: str = ""
    left: str = ""
    late_minutes: int = 0
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class DayRecap:
    """A day at a moment.

    Attributes:
        day: The day.
        at: The moment.
        people: Everybody who serves, ordered by unit and nip.
    """

    day: date
    at: Stamp
    people: tuple[PersonDay, ...]

    def units(self) -> dict[str, dict[str, int]]:
        """How many of each unit are in each state, and how many are flagged."""
        found: dict[str, Counter[str]] = {}
        for person in self.people:
            counts = found.setdefault(person.unit, Counter())
            counts[person.state] += 1
            counts["flagged"] += person.flagged
        return {
            unit: {state: counts[state] for state in (*STATES, "flagged") if counts[state]}
            for unit, counts in sorted(found.items())
        }

    def as_dict(self) -> dict[str, object]:
        """As JSON has it."""
        return {
            "day": self.day.isoformat(),
            "at": str(self.at),
            "units": self.units(),
            "people": [asdict(person) for person in self.people],
        }


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """One person in a month so far.

    Attributes:
        nip: Who.
        name: Empty where it is not known.
        unit: Empty where it is not known.
        counts: The regulation's counts over the days that are over.
        status, net, bounds: Of the result as far as it is known, in whole rupiah; `net` is None
            and `bounds` say between which amounts it will lie while anything is open.
    """

    nip: str
    name: str
    unit: str
    counts: Mapping[str, int | str]
    status: str
    net: int | None
    bounds: Bounds | None


@dataclass(frozen=True, slots=True)
class MonthRecap:
    """A month at a moment.

    Attributes:
        month: The month.
        at: The moment.
        until: The last day that is over; None where none is.
        people: Everybody, ordered by unit and nip.
    """

    month: Month
    at: Stamp
    until: date
    people: tuple[PersonMonth, ...]

    def as_dict(self) -> dict[str, object]:
        """As JSON has it."""
        return {
            "month": str(self.month),
            "at": str(self.at),
            "until": self.until.isoformat(),
            "people": [asdict(person) for person in self.people],
        }


def day_recap(profile: Profile, held: Held, day: date, at: Stamp) -> DayRecap:
    """Everybody's day as it looks at a moment."""
    month = month_of(profile, day)
    own = version_of(profile, month)
    pack = held.pack(months=(month,)).under(own.vocabulary)
    reader = InputReader(own, pack, (month,), day)
    program = compile_plan(own.plan, ("status", "late"))
    unknown = unknown_gaps(own.plan)[1]
    people: list[PersonDay] = []
    for nip in sorted(reader.pack.by_nip("employees")):
        inputs = reader.read(nip, month)
        if not inputs.in_service:
            continue
        who = (nip, inputs.employee.name or "", inputs.employee.unit or "")
        values = program.run(inputs.facts, inputs.rows, unknown.__getitem__)
        told = zip(inputs.rows["day"], values["status"], values["late"], strict=True)
        found = [(row, status, late) for row, status, late in told if row.date == day]
        if found:
            people.append(_on_day(own, who, *found[0], at=at))
        else:
            people.append(PersonDay(*who, "off"))
    return DayRecap(day, at, tuple(sorted(people, key=lambda one: (one.unit, one.nip))))


def _on_day(
    profile: Profile, who: tuple[str, str, str], row: DayRow, status: str, late: int, *, at: Stamp
) -> PersonDay:
    settings = profile.plan.attendance
    now = at.second if at.day == row.date else 10**9
    came = row.in_at if row.in_at is not None and row.in_at <= now else None
    left = row.out_at if row.out_at is not None and row.out_at <= now else None
    told = PersonDay(
        *who,
        "present",
        code=row.absence or row.work_code or "",
        came="" if came is None else clock_text(came),
        left="" if left is None else clock_text(left),
        flagged=row.flagged,
    )
    if row.state == "unknown":
        return replace(told, state="unknown")
    if status in settings.duty or status in settings.leave:
        return replace(told, state="duty" if status in settings.duty else "leave")
    if came is None and left is None:
        waiting = "awaited" if now < row.late_from else "missing"
        return replace(told, state=waiting if at.day <= row.date else "absent")
    if late and came is not None:
        return replace(told, state="late", late_minutes=int(late) // 60)
    return told


def month_recap(
    profile: Profile, month: Month, at: Stamp, until: date, outlooks: Iterable[Outlook]
) -> MonthRecap:
    """Everybody's month as far as it is over."""
    own = version_of(profile, month)
    plan = own.plan
    program = compile_plan(plan, tuple(dict.fromkeys(plan.counts.values())))
    unknown = unknown_gaps(plan)[1]
    people: list[PersonMonth] = []
    for item in outlooks:
        counts: dict[str, int | str] = {}
        unit = ""
        if item.inputs is not None:
            unit = item.inputs.employee.unit or ""
            rows = item.inputs.rows
            values = program.run(item.inputs.facts, _over(rows), unknown.__getitem__)
            counts = {
                name: plain_count(values[path], plan.by_name[path].type)
                for name, path in plan.counts.items()
                if name not in item.inputs.open_counts or _is_of_days(rows)
            }
        people.append(
            PersonMonth(item.nip, item.name, unit, counts, item.status, item.net, item.bounds)
        )
    return MonthRecap(month, at, until, tuple(sorted(people, key=lambda one: (one.unit, one.nip))))


def _is_of_days(rows: Mapping[str, Sequence[Any]]) -> bool:
    """Whether counts are open only because the month is not over."""
    return all(day.state != "unknown" for day in rows["day"])


def _over(rows: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Rows of the days that are over."""
    kept = {
        index: place
        for place, index in enumerate(
            index for index, day in enumerate(rows["day"]) if day.state == "known"
        )
    }
    return {
        **rows,
        "day": [rows["day"][index] for index in kept],
        **{grain: list(_moved(rows[grain], kept)) for grain in UNDER_DAYS},
    }


def _moved(rows: Sequence[Any], kept: Mapping[int, int]) -> Iterator[Any]:
    for row in rows:
        if row.day_index in kept:
            yield replace(row, day_index=kept[row.day_index])
