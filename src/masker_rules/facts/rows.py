"""The rows of a pack: one frozen class per table, its fields are the columns.

`tables.yaml` says what each column means; a test holds the two together. A column named `from`
is the field `from_`. None is what the definition says of an empty cell, mostly "unknown"; where
the column stands in `none`, there is known to be no value.
Clocks are seconds of the day (31:30 is 113 400), money and numbers exact decimals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from masker_rules.errors import Place
from masker_rules.facts.definition import KNOWN_AT, definition
from masker_rules.facts.stamps import Stamp

__all__ = [
    "ROW_TYPES",
    "Absence",
    "Account",
    "Activity",
    "Amount",
    "Assignment",
    "Away",
    "CalendarRow",
    "Carried",
    "Complete",
    "Deduction",
    "Employee",
    "Event",
    "EventAttendance",
    "Identity",
    "Official",
    "Outage",
    "Payment",
    "PersonalRow",
    "Punch",
    "Roster",
    "Row",
    "Salary",
    "Sanction",
    "Schedule",
    "Score",
    "Site",
    "Stamp",
    "Violation",
    "row_maker",
]


NOWHERE = Place("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What all rows share.

    Attributes:
        place: File and line (header = 1) where the row was read; no part of the fact: it is
            neither compared nor digested.
        none: Columns that are known to have no value: the cell says `none`, or is empty where the
            pack or the profile says that empty means none.
    """

    place: Place = field(default=NOWHERE, compare=False, repr=False)
    none: frozenset[str] = field(default=frozenset(), repr=False)

    def lacks(self, name: str) -> bool:
        """Whether the cell of a column is empty and says nothing, not even that there is none."""
        field_name = f"{name}_" if name == "from" else name
        return getattr(self, field_name) is None and name not in self.none


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalRow(Row):
    """What the rows of all tables of people share.

    Attributes:
        doubt: Codes of what an importer doubts of it, parted by blanks.
        known_at: When it became known; None is from the beginning.
    """

    doubt: str | None = None
    known_at: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Employee(PersonalRow):
    """One dated state of one person."""

    nip: str
    """The 18-digit NIP with a valid birth date. Only NON_ASN may have another number (8 to 20
    digits, not the 16 of a NIK); it is listed as a warning. `198001012005011001`.
    """
    name: str | None = None
    """Name; never used as a key. `Siti Aminah`."""
    category: str | None = None
    """Category of employment. `PNS`, `CPNS`, `PPPK` or `NON_ASN`."""
    grade: str | None = None
    """Golongan (III/d) or PPPK grade (IX)."""
    job_class: int | None = None
    """Job class. 1 to 17."""
    position: str | None = None
    """Name of the post. `Analis Kepegawaian`."""
    position_kind: str | None = None
    """Kind of post."""
    staff_group: str = "office"
    """Staff group. `office`, `teacher`, … ."""
    unit: str | None = None
    """Agency or work unit. `DINAS KESEHATAN`."""
    schedule: str | None = None
    """Work schedule; empty means the profile's default for the staff group."""
    service_start: dt.date | None = None
    """First day of service. `date(2024, 3, 1)`."""
    service_end: dt.date | None = None
    """Last day of service."""
    tax_status: str | None = None
    """Tax status (PTKP). `K/1`."""
    npwp: bool | None = None
    """Has a tax number (NPWP)."""
    education: str | None = None
    """Education. `S1`."""
    supervisor: str | None = None
    """NIP of the direct superior."""
    valid_from: dt.date | None = None
    """First day on which the row holds."""
    valid_until: dt.date | None = None
    """Last day on which the row holds. None where it is open."""


@dataclass(frozen=True, slots=True)
class Punch(PersonalRow):
    """One tap; `kind` None is decided by windows, `review` None was not reviewed."""

    nip: str
    time: Stamp
    kind: str | None = None
    lat: Decimal | None = None
    lon: Decimal | None = None
    accuracy_m: Decimal | None = None
    mock: bool | None = None
    ssid: str | None = None
    bssid: str | None = None
    device: str | None = None
    origin: str | None = None
    received_at: Stamp | None = None
    review: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Absence(PersonalRow):
    """Leave, sickness or duty; both dates included, `approved` None is pending."""

    nip: str
    code: str
    from_: dt.date
    until: dt.date | None = None
    part: str = "full"
    reason: str | None = None
    child_number: int | None = None
    inpatient: bool | None = None
    document: str | None = None
    approved: bool | None = None


@dataclass(frozen=True, slots=True)
class Event(Row):
    """An event that took place; clocks are seconds of the day."""

    date: dt.date
    event: str
    unit: str | None = None
    staff_group: str | None = None
    from_: int | None = None
    until: int | None = None
    known_at: Stamp | None = None


@dataclass(frozen=True, slots=True)
class EventAttendance(PersonalRow):
    """One person at one event."""

    nip: str
    date: dt.date
    event: str
    status: str


@dataclass(frozen=True, slots=True)
class Activity(PersonalRow):
    """One reported activity."""

    nip: str
    date: dt.date
    minutes: int | None = None
    quantity: Decimal = Decimal(1)
    score: Decimal | None = None
    title: str | None = None
    submitted_at: Stamp | None = None
    status: str | None = None
    conforming: bool | None = None
    decided_at: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Score(PersonalRow):
    """A score of one NIP, one unit, or (neither) everybody; `value` None is unknown."""

    period: str
    measure: str
    value: Decimal | str | None = None
    nip: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Sanction(PersonalRow):
    """A disciplinary sanction; without `effective_from` the law computes when it takes effect."""

    nip: str
    code: str
    decided_on: dt.date | None = None
    effective_from: dt.date | None = None
    months: int | None = None
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Amount(PersonalRow):
    """A rupiah amount (for `payment_percent` a percent) of a NIP, a post or a class."""

    component: str
    amount: Decimal
    nip: str | None = None
    position: str | None = None
    job_class: int | None = None
    unit: str | None = None
    staff_group: str | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Assignment(PersonalRow):
    """Acting for another post."""

    nip: str
    kind: str
    position: str | None
    job_class: int | None
    from_: dt.date
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Salary(PersonalRow):
    """The salary of a month and what was withheld from it."""

    nip: str
    period: str
    gross: Decimal | None = None
    health_contribution: Decimal | None = None
    tax: Decimal | None = None
    ytd_gross: Decimal | None = None
    ytd_tax: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Deduction(PersonalRow):
    """A fixed amount beside the allowance."""

    nip: str
    period: str
    code: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Roster(PersonalRow):
    """One shift of one person, on the day it starts."""

    nip: str
    date: dt.date
    shift: str | None = None
    start: int | None = None
    end: int | None = None
    off: bool | None = None


@dataclass(frozen=True, slots=True)
class Schedule(Row):
    """Hours of one weekday (1 Monday to 7 Sunday) that differ from the profile's."""

    schedule: str
    weekday: int
    start: int
    end: int
    break_start: int | None = None
    break_end: int | None = None
    season: str = "normal"
    unit: str | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    known_at: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Site(Row):
    """A place where one may punch."""

    unit: str
    name: str | None = None
    lat: Decimal | None = None
    lon: Decimal | None = None
    radius_m: Decimal | None = None
    ssid: str | None = None
    bssid: str | None = None
    known_at: Stamp | None = None


@dataclass(frozen=True, slots=True)
class CalendarRow(Row):
    """A date that the profile's calendar does not know, or sees differently."""

    date: dt.date
    kind: str
    name: str | None = None
    unit: str | None = None
    staff_group: str | None = None
    decree: str | None = None
    decided_on: dt.date | None = None
    known_at: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Outage(Row):
    """A declared outage, half-open."""

    from_: Stamp
    until: Stamp
    unit: str | None = None
    device: str | None = None
    decided_by: str | None = None
    known_at: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Away(PersonalRow):
    """Time out of the office, half-open; `permitted` None is not permitted, and listed."""

    nip: str
    from_: Stamp
    until: Stamp
    permitted: bool | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Order(PersonalRow):
    """A letter that orders work from one hour to another; it counts where it is approved."""

    nip: str
    from_: Stamp
    until: Stamp
    document: str | None = None
    approved: bool | None = None


@dataclass(frozen=True, slots=True)
class Violation(PersonalRow):
    """A recorded violation."""

    nip: str
    date: dt.date
    code: str
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Carried(PersonalRow):
    """State from before the pack begins."""

    nip: str
    period: str
    key: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Attribute(PersonalRow):
    """A dated fact of a person; its value is in the plain form of what the regulation declares."""

    nip: str
    key: str
    value: str | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Account(Row):
    """A bank account of a person, for papers only."""

    nip: str
    bank: str | None = None
    account: str = ""
    holder: str | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Official(Row):
    """Who signs papers of a unit; None is every unit without a row of its own."""

    unit: str | None
    role: str
    name: str
    nip: str | None = None
    grade: str | None = None
    acting: str | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Payment(Row):
    """What was really paid for a month of performance (`2026-03`), whole rupiah."""

    nip: str
    period: str
    pay_month: str | None = None
    gross: Decimal = Decimal(0)
    tax: Decimal | None = None
    deductions: Decimal | None = None
    net: Decimal | None = None
    document: str | None = None
    paid_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Identity(Row):
    """Whose the rows of a table with an unreadable number are: a NIP, or `nobody`."""

    table: str
    written: str
    nip: str | None = None


@dataclass(frozen=True, slots=True)
class Complete(Row):
    """That a table holds everything of a month (`2026-03`) although it holds nothing."""

    period: str
    table: str


ROW_TYPES: dict[str, type[Row]] = {
    "employees": Employee,
    "punches": Punch,
    "absences": Absence,
    "events": Event,
    "attendance_at_events": EventAttendance,
    "activities": Activity,
    "scores": Score,
    "sanctions": Sanction,
    "amounts": Amount,
    "assignments": Assignment,
    "salaries": Salary,
    "deductions": Deduction,
    "rosters": Roster,
    "schedules": Schedule,
    "sites": Site,
    "calendar": CalendarRow,
    "outages": Outage,
    "away": Away,
    "violations": Violation,
    "carried": Carried,
    "identities": Identity,
    "complete": Complete,
    "attributes": Attribute,
    "orders": Order,
    "accounts": Account,
    "officials": Official,
    "payments": Payment,
}


def row_maker(table: str) -> Callable[[Sequence[Any], Place, frozenset[str]], Row]:
    """What makes a row of a table of the values of its columns, its place and `Row.none`."""
    build = ROW_TYPES[table]
    if not issubclass(build, PersonalRow):
        return lambda values, place, none: build(*values, place=place, none=none)
    if definition().tables[table].names[-1] == KNOWN_AT:
        return lambda values, place, none: build(
            *values[:-2], doubt=values[-2], known_at=values[-1], place=place, none=none
        )
    return lambda values, place, none: build(
        *values[:-2], known_at=values[-2], doubt=values[-1], place=place, none=none
    )
