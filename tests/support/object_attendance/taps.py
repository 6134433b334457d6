"""From punches to the four taps of a scheduled day (R1).

1. A punch belongs to the date of its time. Only a night shift (it passes midnight, or begins
   within `shift_reach` after it) takes punches of another date: those from `shift_reach` before
   its start to `shift_reach` after its end. Of several shifts that reach a punch it belongs to
   the nearest: a stated `in` is measured from the starts, a stated `out` from the ends, any
   other from the whole shift (0 inside it). Of two equally near ones an `out` belongs to the
   earlier shift, any other to the later.
2. A stated kind is believed. A kind that is empty comes from the profile's windows, and a punch
   outside all of them is ignored and named; without windows it is `in` before the middle of the
   required stretch and `out` from the middle on.
3. A punch outside the profile's accepted window of its kind is not accepted, and named; nor is
   one whose evidence the profile rejects.
4. Of those left the first `in` and the last `out` count; likewise the first `break_in` and the
   last `break_out`. An `in` later than the `out` stays as it is stated.
5. On a day of several sessions a tap also belongs to one of them: a stated `in` to the first that
   has not ended (after all, the last), a stated `out` to the last that began before it (before
   all, the first), one without a kind to the nearest: inside it, `in` before its middle and `out`
   from the middle on; before it `in`, after it `out`; exactly between two, `in` of the later.
   Windows are then measured from the session: `start` and `end` are its ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.evidence import SiteIndex, is_sentinel, reasons
from masker_rules.attendance.rostered import PersonPlan
from masker_rules.attendance.rows import Note
from masker_rules.attendance.schedule import Planned, is_night
from masker_rules.attendance.settings import AttendanceSettings, Evidence, Verdict, Window
from masker_rules.facts.rows import Punch
from masker_rules.texts.spoken import Code, Moment
from object_attendance.index import Tap
from object_attendance.sessions import nearest_session, stated_session

__all__ = ["DayTaps", "TapReader", "assign"]

_FIRST = {"in": "in_at", "break_in": "break_in_at"}
_LAST = {"out": "out_at", "break_out": "break_out_at"}


@dataclass(slots=True)
class DayTaps:
    """The accepted taps of one scheduled day, in seconds of that day.

    Attributes:
        in_at, out_at, break_in_at, break_out_at: Taps that count, None without one.
        in_place, out_place: Location verdict of the in and out that count.
        apel: Every accepted apel tap.
        every: Every accepted tap.
        told: Of each its second, kind, place, flag and origin.
        flags: Taps that count (by kind) and carry a flag.
        sessions: In and out of each session by its number, on days that have sessions.
    """

    in_at: int | None = None
    out_at: int | None = None
    break_in_at: int | None = None
    break_out_at: int | None = None
    in_place: str = "unknown"
    out_place: str = "unknown"
    apel: list[int] = field(default_factory=list)
    every: list[int] = field(default_factory=list)
    told: list[tuple[int, str, str, bool, str | None]] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    sessions: dict[int, DayTaps] = field(default_factory=dict)

    def take(self, kind: str, second: int, place: str, *, flagged: bool) -> None:
        """Keep a tap if it is the one that counts of its kind.

        Of two at the same second the one without a flag counts, then the better place.
        """
        self.every.append(second)
        if kind == "apel":
            self.apel.append(second)
            return
        name = _FIRST.get(kind) or _LAST[kind]
        current = getattr(self, name)
        if current is not None:
            if current == second:
                if not self._is_better(kind, place, flagged=flagged):
                    return
            elif (second > current) is (kind in _FIRST):
                return
        setattr(self, name, second)
        if kind in ("in", "out"):
            setattr(self, f"{kind}_place", place)
        (self.flags.add if flagged else self.flags.discard)(kind)

    def _is_better(self, kind: str, place: str, *, flagged: bool) -> bool:
        if flagged != (kind in self.flags):
            return not flagged
        return _PLACES.index(place) < _PLACES.index(getattr(self, f"{kind}_place", "outside"))


_PLACES = ("inside", "unknown", "outside")


def assign(
    second: int, kind: str | None, own: int, shifts: Mapping[int, Planned], reach: int
) -> int:
    """The ordinal of the day to which a punch belongs, see rule 1 of the module.

    Args:
        second: Local seconds on the number line.
        kind: As stated, None where it is not.
        own: Ordinal of the date of the punch.
        shifts: Scheduled days by ordinal.
        reach: `settings.shift_reach`.
    """
    best, nearest = own, None
    for ordinal in (own - 1, own, own + 1):
        planned = shifts.get(ordinal)
        if planned is None or not (ordinal == own or is_night(planned.hours, reach)):
            continue
        start = ordinal * DAY + planned.hours.start
        end = ordinal * DAY + planned.hours.end
        if not start - reach <= second <= end + reach:
            continue
        distance = _distance(second, kind, start, end)
        later_wins = kind not in ("out", "break_out")
        if nearest is None or distance < nearest or (distance == nearest and later_wins):
            best, nearest = ordinal, distance
    return best


def _distance(second: int, kind: str | None, start: int, end: int) -> int:
    if kind == "in":
        return abs(second - start)
    if kind == "out":
        return abs(second - end)
    return max(start - second, second - end, 0)


class TapReader:
    """Reads the taps of anybody's days.

    Args:
        settings: Windows and verdicts of the profile.
        sites: Where one may punch.
    """

    def __init__(self, settings: AttendanceSettings, sites: SiteIndex) -> None:
        self._settings = settings
        self._sites = sites
        self._windows: dict[tuple[object, ...], tuple[int, int]] = {}
        self._judged: dict[tuple[object, ...], tuple[Evidence, Verdict]] = {}

    def read(
        self,
        taps: Sequence[Tap],
        planned: Mapping[int, Planned],
        plan: PersonPlan,
        wanted: range,
        free: dict[int, list[int]] | None = None,
    ) -> tuple[dict[int, DayTaps], list[Note]]:
        """The taps of the scheduled days among `wanted`, and what to tell about the rest.

        Args:
            taps: The person's punches in order, of the wanted days and the day either side.
            planned: Scheduled days of service by ordinal, of the wanted days and the day either
                side.
            plan: The person's plan.
            wanted: Ordinals of the period.
            free: Takes the accepted punches of other days; None where nobody asks for them.
        """
        days: dict[int, DayTaps] = {}
        notes: list[Note] = []
        reach = self._settings.shift_reach
        nights = plan.may_pass_midnight
        shifted = nights and any(is_night(p.hours, reach) for p in planned.values())
        for moment, punch in taps:
            ordinal = moment // DAY
            if shifted:
                ordinal = assign(moment, punch.kind, ordinal, planned, reach)
            if ordinal not in wanted:
                continue
            day = planned.get(ordinal)
            if day is None and free is not None:
                second = moment - ordinal * DAY
                if self._accepts(punch, plan.unit(ordinal), second, ordinal, notes):
                    free.setdefault(ordinal, []).append(second)
                continue
            if day is None:
                notes.append(_note("punch-free-day", ordinal, moment, punch, punch.kind))
                continue
            second = moment - ordinal * DAY
            if shifted and not _within_reach(second, day, reach):
                notes.append(_note("punch-far-from-shift", ordinal, moment, punch, punch.kind))
            into = days.get(ordinal)
            if into is None:
                into = days[ordinal] = DayTaps()
            self._take(into, day, second, moment, punch, plan.unit(ordinal), notes)
        return days, notes

    def _accepts(
        self, punch: Punch, unit: str, second: int, ordinal: int, notes: list[Note]
    ) -> bool:
        """Whether a punch of a day that is not scheduled is there; what is told of it is kept."""
        moment = ordinal * DAY + second
        evidence, verdict = self._judge(punch, unit, second)
        if verdict != "accept":
            kind = punch.kind
            notes.extend(_verdict_notes(evidence, verdict, ordinal, moment, punch, kind))
        if verdict != "reject" and evidence.review == "pending":
            notes.append(_note("punch-pending", ordinal, moment, punch, punch.kind, "status"))
        return verdict != "reject"

    def _take(
        self,
        into: DayTaps,
        day: Planned,
        second: int,
        moment: int,
        punch: Punch,
        unit: str,
        notes: list[Note],
    ) -> None:
        number, kind = self._placed(second, punch.kind, day)
        if number:
            start, end = day.hours.sessions[number - 1]
            day = replace(day, required_in=start, required_out=end)
        if kind is None:
            notes.append(_note("punch-outside-kinds", day.ordinal, moment, punch, None))
            return
        if kind in self._settings.accepted and not self._is_accepted(kind, second, day):
            notes.append(_note("punch-outside-window", day.ordinal, moment, punch, kind))
            return
        evidence, verdict = self._judge(punch, unit, second)
        if verdict != "accept":
            notes.extend(_verdict_notes(evidence, verdict, day.ordinal, moment, punch, kind))
        if verdict == "reject":
            return
        if evidence.review == "pending":
            notes.append(_note("punch-pending", day.ordinal, moment, punch, kind, "status"))
        into.take(kind, second, evidence.location, flagged=verdict == "flag")
        told = second, kind, evidence.location, verdict == "flag", punch.origin
        into.told.append(told)
        if number and kind in ("in", "out"):
            own = into.sessions.setdefault(number, DayTaps())
            own.take(kind, second, evidence.location, flagged=verdict == "flag")

    def _placed(self, second: int, stated: str | None, day: Planned) -> tuple[int, str | None]:
        """The session of a tap, 0 where it belongs to none, and its kind."""
        sessions = day.hours.sessions
        if stated is not None:
            own = stated_session(second, stated, sessions) if sessions else 0
            return (own if stated in ("in", "out") else 0), stated
        if not sessions:
            return 0, self._kind(second, day)
        number, kind = nearest_session(second, sessions)
        if self._settings.kinds:
            start, end = sessions[number - 1]
            return number, self._kind(second, replace(day, required_in=start, required_out=end))
        return number, kind

    def _judge(self, punch: Punch, unit: str, second: int) -> tuple[Evidence, Verdict]:
        """Evidence and verdict; kept for punches without place and network, which are many."""
        if punch.lat is not None or punch.ssid is not None or punch.bssid is not None:
            evidence = self._sites.evidence(punch, unit, second)
            return evidence, self._settings.verdict(evidence)
        sentinel = is_sentinel(second)
        key = (punch.review, punch.mock, punch.origin, punch.accuracy_m, sentinel)
        found = self._judged.get(key)
        if found is None:
            evidence = self._sites.evidence(punch, unit, second)
            found = self._judged[key] = (evidence, self._settings.verdict(evidence))
        return found

    def _kind(self, second: int, day: Planned) -> str | None:
        windows = self._settings.kinds
        if not windows:
            return "in" if second < (day.required_in + day.required_out) // 2 else "out"
        for kind, window in windows:
            first, last = self._bounds("kinds", kind, window, day)
            if first <= second <= last:
                return kind
        return None

    def _is_accepted(self, kind: str, second: int, day: Planned) -> bool:
        first, last = self._bounds("accepted", kind, self._settings.accepted[kind], day)
        return first <= second <= last

    def _bounds(self, group: str, kind: str, window: Window, day: Planned) -> tuple[int, int]:
        hours = day.hours
        key = (
            group,
            kind,
            day.required_in,
            day.required_out,
            hours.break_start,
            hours.break_end,
        )
        found = self._windows.get(key)
        if found is None:
            found = self._windows[key] = bounds(window, day)
        return found


def bounds(window: Window, day: Planned) -> tuple[int, int]:
    """First and last second of a window on a scheduled day.

    A half-day absence moves `start` and `end` with the required stretch; where the day has no
    break, `break_start` and `break_end` are the middle of the required stretch.
    """
    between = (day.required_in + day.required_out) // 2
    hours = day.hours
    anchors = {
        "day": 0,
        "start": day.required_in,
        "end": day.required_out,
        "break_start": between if hours.break_start is None else hours.break_start,
        "break_end": between if hours.break_end is None else hours.break_end,
    }
    first, last = (
        None if bound is None else anchors[bound.anchor] + bound.offset
        for bound in (window.first, window.last)
    )
    return -DAY if first is None else first, 3 * DAY if last is None else last


def _within_reach(second: int, day: Planned, reach: int) -> bool:
    return day.hours.start - reach <= second <= day.hours.end + reach


def _verdict_notes(
    evidence: Evidence, verdict: Verdict, ordinal: int, moment: int, punch: Punch, kind: str
) -> Iterable[Note]:
    word = "flagged" if verdict == "flag" else "rejected"
    more = {
        "distance": "?" if evidence.distance_m is None else str(evidence.distance_m),
        "accuracy": "?" if evidence.accuracy_m is None else str(evidence.accuracy_m),
        "location": Code(str(evidence.location)),
        "origin": Code(evidence.origin or "?"),
        "network": punch.ssid or punch.bssid or "?",
    }
    for reason in reasons(evidence, verdict):
        note = _note(f"punch-{word}-{reason}", ordinal, moment, punch, kind)
        yield Note(note.code, note.day, {**note.params, **more})


def _note(
    code: str,
    ordinal: int,
    moment: int,
    punch: Punch,
    kind: str | None,
    severity: str = "warning",
) -> Note:
    day, second = divmod(moment, DAY)
    params = {
        "time": Moment(date.fromordinal(day), second),
        "kind": Code(kind or "no_kind"),
        "ref": punch.ref or "-",
    }
    about = date.fromordinal(ordinal)
    if severity == "status":
        return Note(code, about, params, "status")
    return Note(code, about, params)
