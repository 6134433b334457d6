"""What a profile says about hours, punches and evidence, lowered to plain data.

The language layer builds these; nothing here knows a regulation. Clock values are seconds after
the midnight with which the scheduled day begins and may pass 86 400.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from masker_rules.facts.rows import Employee
from masker_rules.periods import CALENDAR, Cutoff

__all__ = [
    "ROSTER_DAYS",
    "AttendanceSettings",
    "Bound",
    "DayHours",
    "Evidence",
    "Hours",
    "Shift",
    "Verdict",
    "Window",
]

Season = Literal["normal", "ramadan"]
Verdict = Literal["accept", "flag", "reject"]
#: A roster row decides its own day alone.
ROSTER_DAYS = "days"


@dataclass(frozen=True, slots=True)
class Bound:
    """An instant of the scheduled day: `offset` seconds after midnight, or after an anchor."""

    anchor: Literal["day", "start", "end", "break_start", "break_end"]
    offset: int


@dataclass(frozen=True, slots=True)
class Window:
    """Instants from `first` to `last`, both included on the lattice of seconds; None is open.

    `after 06:00` is written as a first bound of 06:00:01.
    """

    first: Bound | None = None
    last: Bound | None = None


@dataclass(frozen=True, slots=True)
class DayHours:
    """Required hours of one weekday.

    Attributes:
        start: Required in.
        end: Required out; past 86 400 on a night shift.
        break_start: Beginning of the break, None without one.
        break_end: End of the break.
        late_from: Lateness is measured from here; equals `start` unless the profile differs.
        early_until: Early leaving is measured to here; equals `end` unless the profile differs.
        target: Daily target in seconds where the profile states one.
        sessions: Beginning and end of each session of which the in and the out are judged by
            themselves; empty where the day is one, whatever its break.
    """

    start: int
    end: int
    break_start: int | None
    break_end: int | None
    late_from: int
    early_until: int
    target: int | None
    sessions: tuple[tuple[int, int], ...] = ()

    @property
    def pauses(self) -> tuple[tuple[int, int], ...]:
        """Where no work is due between the ends: the break, and between sessions."""
        found = {(a[1], b[0]) for a, b in pairwise(self.sessions)}
        if self.break_start is not None and self.break_end is not None:
            found.add((self.break_start, self.break_end))
        return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Shift:
    """Hours that a roster row names, and the days off that follow (0 = none)."""

    hours: DayHours
    rest_days: int = 0


@dataclass(frozen=True, slots=True)
class Hours:
    """One named schedule.

    Attributes:
        name: `employees.schedule` names it.
        applies: Who has it where `employees.schedule` is empty; None = everybody. The first
            entry of the settings that applies is taken.
        weeks: Season -> ISO weekday (1 = Monday) -> hours; a weekday that is absent is no working
            day. A season that is absent takes the normal one.
        source: Legal source, for messages.
        reads: Facts of the person by which `applies` decides; None = any.
        says: Words that it looks for.
    """

    name: str
    applies: Callable[[Employee], bool] | None
    weeks: Mapping[Season, Mapping[int, DayHours]]
    source: str = ""
    reads: frozenset[str] | None = None
    says: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about one punch; the profile's table turns it into a verdict.

    Attributes:
        review: `accepted`, `pending`, `rejected`; empty in the file is `accepted`.
        location: `inside`, `outside` or `unknown` (no coordinates, or no site on file).
        mock: Whether the phone reported a mock location; None unknown.
        network: `known`, `foreign` or `unknown` by SSID and BSSID against the sites.
        origin: `machine`, `mobile`, `web`, `operator` or None.
        accuracy_m: Metres, None unknown.
        distance_m: Whole metres to the nearest site of the unit, rounded down; None unknown.
        sentinel: The time is exactly 00:00:00 or 23:59:00.
    """

    review: str
    location: str
    mock: bool | None
    network: str
    origin: str | None
    accuracy_m: int | None
    distance_m: int | None
    sentinel: bool


def accept_all_but_rejected(evidence: Evidence) -> Verdict:
    """The contract's default: only a rejected review removes a punch, other doubts are flags."""
    if evidence.review == "rejected":
        return "reject"
    doubtful = evidence.location == "outside" or evidence.mock or evidence.network == "foreign"
    return "flag" if doubtful else "accept"


@dataclass(frozen=True, slots=True)
class AttendanceSettings:
    """Everything that the attendance station needs from a profile.

    Attributes:
        zone: IANA name; naive timestamps are in it.
        hours: Schedules in order of declaration.
        shifts: Roster shifts by name.
        kinds: Windows that give a kind to a punch without one: the first that holds it. Empty =
            the contract's default (before the middle of the day's schedule `in`, from the middle
            on `out`).
        accepted: Windows outside which a punch of that kind is not accepted (`in`: opens and
            latest, `out`: opens and closes, `apel`).
        verdict: Evidence to verdict.
        duty: Codes of duty.
        leave: Codes of leave.
        work: Codes that are working days judged by punches (wfh).
        free: Codes that make the day no working day (off).
        childbirth: Codes of leave for a birth: which child it is decides, so that an empty number
            is unknown.
        event_ends_included: Whether an apel punch on the boundary instant lies inside.
        events_every_day: Events that are held on every working day without a row
            (an afternoon roll call).
        rosters: `month`: a roster row that gives work makes the whole month a roster; `days`: days
            without a row follow the person's schedule; empty: `month`, and it is told where that
            takes more working days than the roster gives.
        spells_by_reason: Rows of leave make one spell only where code and reason are the same.
        spells_by_document: Rows that name a document and rows that name none make no spell
            together.
        spell_kinds: Of codes that make one kind of spell together the code that stands for it.
        outage_reach: Seconds either side of the required in (out) within which a declared outage
            cancels a missing punch.
        outage_whole_day: An outage cancels every missing punch of its date.
        shift_reach: Seconds before the start and after the end of a night shift within which a
            punch of another date belongs to it.
        site_radius_m: Radius of a site whose row gives none; None = whether a punch lies inside
            is then unknown.
        cutoff: Which dates a month has.
    """

    zone: str
    hours: tuple[Hours, ...]
    shifts: Mapping[str, Shift] = field(default_factory=dict)
    kinds: tuple[tuple[str, Window], ...] = ()
    accepted: Mapping[str, Window] = field(default_factory=dict)
    verdict: Callable[[Evidence], Verdict] = accept_all_but_rejected
    duty: frozenset[str] = frozenset()
    leave: frozenset[str] = frozenset()
    work: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    childbirth: frozenset[str] = frozenset()
    event_ends_included: bool = True
    events_every_day: tuple[str, ...] = ()
    spells_by_reason: bool = False
    spells_by_document: bool = False
    spell_kinds: Mapping[str, str] = field(default_factory=dict)
    rosters: str = ""
    outage_reach: int = 7200
    outage_whole_day: bool = False
    shift_reach: int = 14_400
    site_radius_m: int | None = None
    cutoff: Cutoff = CALENDAR
