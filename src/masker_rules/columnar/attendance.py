"""Attendance of many people at once: the rows that formulas run over, equal to the reference's.

What is worked out here is exactly what :class:`masker_rules.engine.month_rows.MonthRows` gives;
person-months of which something is not worked out here are routed, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.leave import ALPA
from masker_rules.columnar.away import Away
from masker_rules.columnar.events import Events
from masker_rules.columnar.holding import person_exprs
from masker_rules.columnar.leave import Leave
from masker_rules.columnar.notes import as_notes, note_of
from masker_rules.columnar.outages import DeviceOutages
from masker_rules.columnar.pages import Pages
from masker_rules.columnar.people import LAST_DAY, People, cell_of
from masker_rules.columnar.rosters import Rosters
from masker_rules.columnar.sanctioned import read_sanctions
from masker_rules.columnar.spells import Spells
from masker_rules.columnar.tables import (
    Frame,
    beside,
    count_of,
    empty_table,
    flag,
    kept,
    numbered,
    objects,
    schema_of,
)
from masker_rules.columnar.taps import TAPS, Taps
from masker_rules.engine.month_rows import PERSON_OF_DAY
from masker_rules.engine.profile import Profile
from masker_rules.engine.sanctions import SanctionReader, months_read
from masker_rules.engine.versions import CutProfile
from masker_rules.language.catalogue import PACK_DECIMALS, catalogue
from masker_rules.periods import Month
from masker_rules.units import Unit

__all__ = ["Attended", "attend", "note_of"]

#: What is told of some days, and what it is of the others.
_OR_NOTHING: Mapping[str, bool | str | int] = {
    "flagged": False,
    "location_in": "unknown",
    "location_out": "unknown",
    "away_permitted": 0,
    "away_unpermitted": 0,
}
_TYPES: Mapping[type, Any] = {bool: nw.Boolean, str: nw.String, int: nw.Int64}
#: Facts of a day that an absence tells.
_COVERED = (
    "absence",
    "work_code",
    "half",
    "half_code",
    "reason",
    "inpatient",
    "child_number",
)
_ROUTED = {"pm": nw.Int64, "reason": nw.String}
#: Facts of a day that tell how far it lies in a spell.
_SPELL = ("spell_day", "spell_month", "spell_working_day", "spell_row_day")


@dataclass(frozen=True, slots=True)
class Attended:
    """What attendance makes of a pack, one row per person-month or less; order says nothing.

    Attributes:
        people: Every person-month: `pm` (dense, ordered by period, then nip), `nip`, `place` (of
            the month among the months), `period` (year × 12 + month - 1), `first`, `last`
            (ordinals of the month), `divisor_days` (working days of the whole month on the
            person's schedules), `days` (scheduled days of service), `days_in_service` (calendar
            days of service).
        stints: `pm`, `nip`, `row` (of the employees table), `segment`; the row holds from
            `hold_first` to `hold_last` of the month, and the person serves by it from
            `serve_first` to `serve_last` (ordinals).
        rows: Of each grain that the program reads: `pm`, `i` (place in the reference's list,
            from 0) and `<grain>__<fact>` for each fact that is read: words, flags, ordinals,
            seconds, numbers at their scale; null is none. Day rows also have `day__date`,
            `day__state`, `segment`, and event and session rows `day_index`.
        notes: What the reference says beside a month, see :mod:`masker_rules.columnar.notes`.
        routed: `pm`, `reason`: person-months of which something is not worked out here; their
            rows in the other frames mean nothing. A person-month may have several reasons.
    """

    people: Frame
    stints: Frame
    rows: Mapping[str, Frame]
    notes: Frame
    routed: Frame


def attend(
    profile: Profile,
    frames: Mapping[str, Frame],
    months: Sequence[Month],
    as_of: date | None = None,
    nips: Iterable[str] | None = None,
    also: Mapping[str, frozenset[str]] | None = None,
) -> Attended:
    """The rows of many person-months.

    Args:
        profile: The regulation that holds in all of the months.
        frames: Canonical frames (:mod:`masker_rules.columnar.tables`), of one library; a table
            that the pack does not have is absent.
        months: In any order.
        as_of: Last known day; None = all days are known.
        nips: Only these people; None = everybody with an employees row.
        also: Facts by grain that are asked for beside those that the program reads.

    Raises:
        CalendarError: a year has no calendar, or calendar rows contradict each other.
    """
    return _Attending(profile, frames, sorted(set(months)), as_of, nips, also or {}).result()


class _Attending:
    """One call; what is needed several times is kept."""

    def __init__(
        self,
        profile: Profile,
        frames: Mapping[str, Frame],
        months: Sequence[Month],
        as_of: date | None,
        nips: Iterable[str] | None,
        also: Mapping[str, frozenset[str]],
    ) -> None:
        self._profile, self._frames, self._months = profile, frames, months
        self._settings = profile.plan.attendance
        # Which day a row lies on is no fact of the language: it is a column of its own.
        self._reads = {
            grain: (facts | also.get(grain, frozenset())) - {"day_index"}
            for grain, facts in profile.program().grains.items()
        }
        self._last_known = as_of.toordinal() if as_of else LAST_DAY
        calendar = profile.calendar((*months, *self._decided()))
        self._pages = Pages(self._settings, calendar, frames, months)
        self._people = People(frames["employees"], self._pages, months, nips)
        self._leave = Leave(self._settings, frames, self._people, self._last_known)
        self._told = kept(self._covering())
        self._found: Spells | None = None
        self._odd_pms: Frame | None = None
        spans = self._pages.device_spans()
        self._devices: DeviceOutages | None = None
        if spans and "punches" in frames:
            self._devices = DeviceOutages(self._settings, spans, frames["punches"], self._people)
        self._rosters: Rosters | None = None
        if "rosters" in frames and count_of(frames["rosters"]):
            self._rosters = Rosters(frames["rosters"], self._people, self._pages)
        self._routed: list[Frame] = [self._nobody(_ROUTED), self._leave.routed]
        self._notes: list[Frame] = [self._leave.notes]
        if self._rosters is not None:
            self._routed.append(self._rosters.routed)
            self._notes.append(self._rosters.notes)

    def _decided(self) -> list[Month]:
        """Months in which working days after a sanction are counted."""
        if "sanction" not in self._reads or "sanctions" not in self._frames:
            return []
        rows = objects("sanctions", self._frames["sanctions"])
        return sorted(months_read(self._profile.plan.sanctions, rows))

    def _nobody(self, schema: Mapping[str, Any]) -> Frame:
        return empty_table(self._people.rows, dict(schema))

    def _route(self, frame: Frame, reason: str) -> None:
        self._routed.append(frame.select("pm", reason=nw.lit(reason)))

    def result(self) -> Attended:
        uneven = self._uneven()
        days = kept(self._days(uneven))
        taps = Taps(
            self._pages,
            self._frames,
            self._people,
            days,
            self._last_known,
            self._wanted_taps(),
            self._nights(uneven),
        )
        self._routed.append(taps.routed)
        self._notes += [taps.notes, *self._day_notes(days, taps.days)]
        with_taps = days.join(taps.days, on="cell", how="left")
        if "away" in self._frames:
            stretches = self._pages.stretches()
            rows_away = self._frames["away"]
            away = Away(rows_away, self._people, days, stretches, self._last_known)
            self._notes.append(away.notes)
            with_taps = with_taps.join(away.days, on="cell", how="left")
        rows: dict[str, Frame] = {}
        if "day" in self._reads:
            rows["day"] = self._day_rows(with_taps)
        if "event" in self._reads or "attendance_at_events" in self._frames:
            events = self._events(days, taps.apel)
            self._notes.append(events.notes)
            if "event" in self._reads:
                rows["event"] = _named(events.rows, "event", self._reads["event"], ("day_index",))
        others: dict[str, Callable[[], Frame]] = {
            "session": lambda: self._sessions(days, taps.sessions),
            "leave": lambda: self._leave_rows(days),
            "calendar": lambda: self._calendar(uneven),
            "activity": self._activities,
            "violation": self._violations,
            "sanction": self._sanctions,
            "assignment": self._assignments,
        }
        rows |= {grain: make() for grain, make in others.items() if grain in self._reads}
        self._route_people()
        return Attended(
            people=self._counted(uneven),
            stints=self._people.stints,
            rows=rows,
            notes=nw.concat(self._notes),
            routed=kept(nw.concat(self._routed).unique()),
        )

    # -------------------------------------------------------------- days
    def _uneven(self) -> Frame:
        """Days of those who do not have all the days of one page.

        That is, of whom several rows hold in the month, who serve on a part of it, or of whom an
        absence takes a working day away. `serving` tells whether the person serves on the day,
        `i` its place among those of service.
        """
        stints = self._people.stints
        removed = self._leave.covers.filter(nw.col("removes"))
        shifted = stints.filter(nw.col("alone"))
        shifted = shifted.join(self._shifted_nips(), on="nip", how="semi")
        found = stints.join(self._odd(), on="pm", how="semi")
        found = found.join(self._planned(), on="page", how="inner")
        ordinal = nw.col("ordinal")
        found = found.filter(ordinal >= nw.col("hold_first"), ordinal <= nw.col("hold_last"))
        if self._may_shift:
            near = shifted.join(self._planned(self._pages.neighbours()), on="page", how="inner")
            found = nw.concat([found, near])
        cell = cell_of(nw.col("pm"), ordinal, nw.col("first"))
        found = found.with_columns(cell=cell)
        if self._rosters is not None:
            found = self._with_rosters(found, self._rosters)
        serving = (ordinal >= nw.col("serve_first")) & (ordinal <= nw.col("serve_last"))
        inside = (ordinal >= nw.col("first")) & (ordinal <= nw.col("month_last"))
        found = found.with_columns(serving=serving, inside=inside)
        found = kept(found.join(removed.select("cell"), on="cell", how="anti"))
        served = found.filter(nw.col("serving"), nw.col("inside"))
        places = numbered(served, ["ordinal"]).select("cell", "i")
        return kept(found.join(places, on="cell", how="left"))

    def _odd(self) -> Frame:
        """Person-months that do not have all the days of one page, and only those."""
        if self._odd_pms is None:
            stints = self._people.stints
            removed = self._leave.covers.filter(nw.col("removes"))
            pms = [stints.filter(~nw.col("whole")).select("pm"), removed.select("pm")]
            if self._may_shift:
                pms.append(stints.join(self._shifted_nips(), on="nip", how="semi").select("pm"))
            self._odd_pms = kept(nw.concat(pms).unique())
        return self._odd_pms

    def _with_rosters(self, days: Frame, rosters: Rosters) -> Frame:
        """The days of rosters instead of those of weekdays."""
        before = nw.when(nw.col("ordinal") < nw.col("first")).then(nw.col("period") - 1)
        after = nw.when(nw.col("ordinal") > nw.col("month_last")).then(nw.col("period") + 1)
        names = days.collect_schema().names()
        weekly = days.with_columns(here=nw.coalesce(before, after, nw.col("period")))
        months = rosters.months.rename({"period": "here"})
        weekly = weekly.join(months, on=["nip", "here"], how="anti")
        weekly = weekly.join(rosters.cells, on="cell", how="anti").select(*names)
        stints = self._people.stints
        own = rosters.days.join(stints, on=["pm", "page"], how="inner")
        return nw.concat([weekly, own.select(*names)])

    @property
    def _may_shift(self) -> bool:
        """Whether anybody may have a shift that takes punches of another date."""
        return self._rosters is not None or bool(self._night_slots())

    def _night_slots(self) -> list[int]:
        nights = self._pages.planner.nights
        return [
            number
            for number, slot in enumerate(self._pages.slots)
            if slot.hours is not None and slot.hours.name in nights
        ]

    def _shifted_nips(self) -> Frame:
        """People with a roster, or with a schedule that has nights."""
        rows = self._people.rows
        slots = self._night_slots()
        nights = rows.filter(nw.col("slot").is_in(slots or [-1]))
        found = nights.select("nip")
        if self._rosters is not None:
            found = nw.concat([found, self._rosters.nips])
        return found.unique()

    def _nights(self, uneven: Frame) -> Frame | None:
        """Days of service of those of whom a shift takes punches of another date."""
        if not self._may_shift:
            return None
        reach = self._settings.shift_reach
        served = uneven.filter(nw.col("serving"))
        passing = (nw.col("end") > DAY) | (nw.col("start") < reach)
        nights = kept(served.filter(passing).select("pm").unique())
        if not count_of(nights):
            return None
        columns = ("pm", "cell", "ordinal", "start", "end", "first", "month_last")
        return kept(served.join(nights, on="pm", how="semi").select(*columns))

    def _planned(self, days: Frame | None = None) -> Frame:
        """Scheduled days of pages, with what is asked of them."""
        read = self._reads.get("day", frozenset())
        always = {"page", "ordinal", "spot", "position", "assumed", "outage"}
        always |= {"late_from", "early_until", "required_in", "required_out"}
        if self._may_shift:
            always |= {"start", "end"}
        days = self._pages.days() if days is None else days
        names = [
            name
            for name in days.collect_schema().names()
            if name in always | read or name.endswith(("_first", "_last"))
        ]
        return days.select(*names)

    def _days(self, uneven: Frame) -> Frame:
        """Scheduled days of service with their place and what covers them."""
        read = self._reads.get("day", frozenset())
        planned = self._planned()
        own = [
            name for name in planned.collect_schema().names() if name not in {"page", "position"}
        ]
        columns = ["pm", "cell", "i", "segment", "row", *own]
        stints = self._people.stints.select("pm", "page", "first", "segment", "row")
        odd = self._odd()
        if count_of(odd):
            stints = stints.join(odd, on="pm", how="anti")
        days = stints.join(planned, on="page", how="inner").with_columns(
            cell=cell_of(nw.col("pm"), nw.col("ordinal"), nw.col("first")), i=nw.col("position")
        )
        days = days.select(*columns)
        if count_of(uneven):
            served = uneven.filter(nw.col("serving"), nw.col("inside")).select(*columns)
            days = nw.concat([days, served])
        days = self._with_halves(days)
        if self._devices is not None:
            days = self._devices.over(days, "required_in", "required_out", ["cell"])
        asked = (read & set(_COVERED)) | {"absence", "half", "moved"}
        days = days.join(self._told.select("cell", *sorted(asked)), on="cell", how="left")
        known_days = nw.lit("known" if "punches" in self._frames else "unknown")
        is_known = ~nw.col("absence").is_null()
        state = nw.when(is_known).then(nw.lit("known")).otherwise(known_days)
        if self._last_known < LAST_DAY:
            later = nw.col("ordinal") > self._last_known
            state = nw.when(later).then(nw.lit("not_yet")).otherwise(state)
        elif "punches" in self._frames:
            state = nw.lit("known")
        return days.with_columns(state=state)

    def _covering(self) -> Frame:
        """What covers tell of a day; of days that are not yet known only which half is moved."""
        later = nw.col("ordinal") > self._last_known
        full, half = nw.col("is_full") & ~later, ~nw.col("is_full") & ~later
        work = nw.col("code").is_in(sorted(self._settings.work))
        code = nw.col("code")
        told = ("reason", "inpatient", "child_number")
        return self._leave.covers.with_columns(
            later=later,
            absence=nw.when(full & ~work).then(code),
            work_code=nw.when(full & work).then(code),
            half=nw.when(half).then(nw.col("part")),
            half_code=nw.when(half).then(code),
            moved=nw.when(~nw.col("is_full")).then(nw.col("part")),
            **{name: nw.when(~later).then(nw.col(name)) for name in told},
        )

    def _with_halves(self, days: Frame) -> Frame:
        """Required ends moved by a half-day absence."""
        halves = self._told.filter(~nw.col("is_full")).select("cell", "part", "later")
        if not count_of(halves):
            return days
        whole = days.join(halves, on="cell", how="anti")
        halved = days.join(halves, on="cell", how="inner")
        moved = halved.join(self._pages.half_days(), on=["spot", "part"], how="inner", suffix="_h")
        names = days.collect_schema().names()
        found = set(moved.collect_schema().names())
        changed = {name: nw.col(f"{name}_h") for name in names if f"{name}_h" in found}
        for name in ("late_from", "early_until"):
            changed[name] = nw.when(nw.col("later")).then(nw.col(name)).otherwise(changed[name])
        return nw.concat([whole, moved.with_columns(**changed).select(*names)])

    def _wanted_taps(self) -> list[str]:
        read = self._reads.get("day", frozenset())
        return [name for name in TAPS if name in {*read, "in_at", "out_at"}]

    def _day_rows(self, days: Frame) -> Frame:
        read = set(self._reads["day"])
        made: dict[str, nw.Expr] = {
            "date": nw.col("ordinal"),
        }
        told = set(days.collect_schema().names())
        for name, nothing in _OR_NOTHING.items():
            there = name in told
            value = nw.lit(nothing, dtype=_TYPES[type(nothing)])
            made[name] = nw.coalesce(nw.col(name), value) if there else value
        if read.intersection(PERSON_OF_DAY):
            days = days.join(self._told_of_people(), on="row", how="left")
        if read.intersection(_SPELL):
            days = self._with_spells(days)
        read |= {"date", "state"}
        columns = {f"day__{name}": made.get(name, nw.col(name)) for name in sorted(read)}
        return days.select("pm", "i", "segment", **columns)

    def _told_of_people(self) -> Frame:
        """What the employees row says, where a formula over days asks for it."""
        told = person_exprs()
        columns = {name: told[name] for name in sorted(PERSON_OF_DAY)}
        return self._people.rows.select("row", **columns)

    def _with_spells(self, days: Frame) -> Frame:
        spells = self._spells(days).rows.select(
            "cell",
            spell_day="day",
            spell_month="month",
            spell_working_day="working_day",
            spell_row_day="row_day",
        )
        return days.join(spells, on="cell", how="left")

    def _spells(self, days: Frame) -> Spells:
        """Spells, worked out where somebody asks for them."""
        if self._found is None:
            working = "working_day" in self._reads.get("leave", ())
            working |= "spell_working_day" in self._reads.get("day", ())
            self._found = Spells(
                self._leave,
                self._people,
                self._pages,
                days,
                self._last_known,
                None if self._rosters is None else self._rosters.nips,
                working=working,
            )
            self._routed.append(self._found.routed)
        return self._found

    def _day_notes(self, days: Frame, taps: Frame) -> list[Frame]:
        absence = nw.col("absence")
        tapped = ~nw.col("in_at").is_null() | ~nw.col("out_at").is_null()
        about = {"day": nw.col("ordinal")}
        taken = taps.select("cell", "in_at", "out_at")
        covered = self._told.join(days.select("cell"), on="cell", how="semi")
        covered = kept(covered.filter(~nw.col("later")))
        away = covered.filter(~absence.is_null()).join(taken, on="cell", how="inner")
        found = [as_notes(away.filter(tapped), "absence-with-punches", absence=absence, **about)]
        found.append(as_notes(days.filter(nw.col("assumed")), "workday-hours", **about))
        self._route(covered.filter(nw.col("yielded") > 1), "several-absences")
        two = covered.filter(nw.col("yielded") == 1)
        names = {"absence": nw.col("code"), "others": nw.col("other")}
        found.append(as_notes(two, "two-absences", **names, **about))
        if self._pages.outages:
            gone = nw.when(absence.is_null()).then(~tapped).otherwise(absence == ALPA)
            touched = days.filter(nw.col("outage"), nw.col("state") == "known")
            touched = touched.join(taken, on="cell", how="left").filter(gone)
            found.append(as_notes(touched, "outage-absent", **about))
        return found

    def _counted(self, uneven: Frame) -> Frame:
        """People with how many days they have."""
        whole = self._people.stints.join(self._pages.sizes(), on="page", how="left")
        whole = whole.select("pm", "size").group_by("pm").agg(nw.col("size").max())
        served = uneven.filter(nw.col("inside")).with_columns(served=flag(nw.col("serving")))
        partly = served.group_by("pm").agg(planned=nw.len(), served=nw.col("served").sum())
        # Of whom all days are taken away there is no row among the uneven.
        odd = self._odd().with_columns(odd=nw.lit(value=True))
        stints = self._people.stints
        begin = nw.max_horizontal(nw.col("hold_first"), nw.col("serve_first"))
        end = nw.min_horizontal(nw.col("hold_last"), nw.col("serve_last"))
        length = nw.max_horizontal(end - begin + 1, nw.lit(0, dtype=nw.Int64))
        lived = (
            stints.select("pm", length=length)
            .group_by("pm")
            .agg(days_in_service=nw.col("length").sum())
        )
        people = self._people.people
        for counted in (whole, partly, odd, lived):
            people = people.join(counted, on="pm", how="left")
        is_odd = ~nw.col("odd").is_null()
        people = people.with_columns(
            divisor_days=nw.when(is_odd).then(nw.col("planned")).otherwise(nw.col("size")),
            days=nw.when(is_odd).then(nw.col("served")).otherwise(nw.col("size")),
        ).drop("odd", "planned", "served", "size")
        names = ("divisor_days", "days", "days_in_service")
        return people.with_columns(
            **{name: nw.coalesce(nw.col(name), nw.lit(0)).cast(nw.Int64) for name in names}
        )

    # -------------------------------------------------------------- other grains
    def _events(self, days: Frame, apel: Frame) -> Events:
        columns = ("pm", "i", "cell", "spot", "ordinal", "half", "late_from", "early_until")
        later: nw.Expr = nw.lit(value=False)
        if self._last_known < LAST_DAY:
            later = nw.col("ordinal") > self._last_known
        return Events(
            self._settings,
            self._frames,
            self._people,
            self._pages,
            days.select(*columns, later=later),
            apel,
            self._last_known,
        )

    def _sessions(self, days: Frame, taps: Frame | None) -> Frame:
        facts = self._reads["session"]
        if taps is None:
            schema = self._profile_schema("session")
            return self._nobody({"pm": nw.Int64, "i": nw.Int64, "day_index": nw.Int64, **schema})
        own = days.select("pm", "cell", "row", "spot", "moved", date="ordinal", day_index="i")
        own = own.with_columns(moved=nw.col("moved").fill_null(""))
        rows = own.join(self._pages.sessions(), on=["spot", "moved"], how="inner")
        if self._devices is not None:
            rows = self._devices.over(rows, "start", "end", ["cell", "number"])
        rows = rows.join(taps, on=["cell", "number"], how="left")
        return _named(numbered(rows, ["day_index", "number"]), "session", facts, ("day_index",))

    def _profile_schema(self, grain: str) -> dict[str, Any]:
        """Columns of the facts of a grain that are read."""
        facts = catalogue()[grain].facts
        types = {Unit.WORD: nw.String, Unit.FLAG: nw.Boolean}
        # Findings ask every row for its date, also of grains that have none.
        units = {
            name: facts[name].type.unit if name in facts else Unit.DATE
            for name in self._reads[grain]
        }
        return {f"{grain}__{name}": types.get(units[name], nw.Int64) for name in sorted(units)}

    def _leave_rows(self, days: Frame) -> Frame:
        return _named(self._spells(days).rows, "leave", self._reads["leave"])

    def _calendar(self, uneven: Frame) -> Frame:
        stints = self._people.stints
        dates = stints.join(self._pages.dates(), on="page", how="inner")
        ordinal = nw.col("ordinal")
        dates = dates.filter(ordinal >= nw.col("hold_first"), ordinal <= nw.col("hold_last"))
        dates = dates.with_columns(
            cell=cell_of(nw.col("pm"), ordinal, nw.col("first")),
            i=ordinal - nw.col("first"),
            date=ordinal,
            in_service=(ordinal >= nw.col("serve_first")) & (ordinal <= nw.col("serve_last")),
        )
        odd = self._odd().with_columns(odd=nw.lit(value=True))
        planned = uneven.select("cell").with_columns(due=nw.lit(value=True))
        dates = dates.join(odd, on="pm", how="left").join(planned, on="cell", how="left")
        is_due = ~nw.col("due").is_null()
        scheduled = nw.when(nw.col("odd").is_null()).then(nw.col("planned")).otherwise(is_due)
        return _named(dates.with_columns(scheduled=scheduled), "calendar", self._reads["calendar"])

    def _in_month(self, table: str) -> Frame:
        """Rows of a table with a date, of the person-month in which it lies."""
        rows = self._frames.get(table, self._nobody(schema_of(table)))
        people = self._people.people.select("pm", "nip", "first", "last")
        found = rows.join(people, on="nip", how="inner")
        return found.filter(nw.col("date") >= nw.col("first"), nw.col("date") <= nw.col("last"))

    def _activities(self) -> Frame:
        rows = self._in_month("activities")
        imprecise = nw.col("quantity_inexact") | nw.col("score_inexact")
        self._route(rows.filter(imprecise), "activities-too-precise")
        for name in sorted({"minutes", "status"} & self._reads["activity"]):
            self._route(rows.filter(nw.col(name).is_null()), f"activities.{name} missing")
        rows = rows.with_columns(
            minutes=nw.coalesce(nw.col("minutes"), nw.lit(0, dtype=nw.Int64)) * 60,
            quantity=nw.coalesce(nw.col("quantity"), _number(1)),
            score=nw.coalesce(nw.col("score"), _number(0)),
            status=nw.coalesce(nw.col("status"), nw.lit("pending")),
        )
        return _named(numbered(rows, ["row"]), "activity", self._reads["activity"])

    def _violations(self) -> Frame:
        rows = self._in_month("violations")
        self._route(rows.filter(nw.col("quantity_inexact")), "violations-too-precise")
        rows = rows.with_columns(quantity=nw.coalesce(nw.col("quantity"), _number(1)))
        return _named(numbered(rows, ["row"]), "violation", self._reads["violation"])

    def _sanctions(self) -> Frame:
        """Sanctions in force; few people have any: the reference engine reads them."""
        schema = {"pm": nw.Int64, "i": nw.Int64, **self._profile_schema("sanction")}
        if "sanctions" not in self._frames:
            return self._nobody(schema)
        rows = self._frames["sanctions"]
        own = self._people.rows.select("nip", "rows", "unit", "staff_group")
        own = own.join(rows.select("nip").unique(), on="nip", how="semi")
        people = self._people.people.select("pm", "nip", "period")
        people = people.join(own, on="nip", how="inner")
        # Whose row of the month counts for the calendar is known of people with one row.
        self._route(people.filter(nw.col("rows") > 1), "sanctions")
        inexact = rows.filter(nw.col("percent_inexact")).select("nip").unique()
        self._route(people.join(inexact, on="nip", how="semi"), "sanctions-too-precise")
        read = read_sanctions(
            SanctionReader(self._profile.plan.sanctions, self._pages.calendar),
            objects("sanctions", rows),
            people.filter(nw.col("rows") == 1).collect().sort("pm").rows(named=True),
        )
        open_ = beside(rows, [(pm, "sanctions") for pm in read.open], _ROUTED)
        self._routed.append(open_)
        facts = sorted(self._reads["sanction"])
        records = [(pm, i, *(getattr(row, name) for name in facts)) for pm, i, row in read.rows]
        return beside(rows, records, schema)

    def _assignments(self) -> Frame:
        """No rows: whoever acts for another post in the month is routed."""
        if "assignments" in self._frames:
            people = self._people.people.select("pm", "nip", "first", "last")
            rows = self._frames["assignments"].select("nip", "from_", "until")
            acting = rows.join(people, on="nip", how="inner").filter(
                nw.col("from_") <= nw.col("last"),
                nw.col("until").is_null() | (nw.col("until") >= nw.col("first")),
            )
            self._route(acting, "assignments")
        return self._nobody({"pm": nw.Int64, "i": nw.Int64, **self._profile_schema("assignment")})

    # -------------------------------------------------------------- routed
    def _route_people(self) -> None:
        if isinstance(self._profile, CutProfile):
            self._route(self._people.people, "month-cut")
        stints, rows = self._people.stints, self._people.rows
        self._routed.append(
            stints.join(self._pages.open_pages(), on="page", how="inner").select("pm", "reason")
        )
        tied = rows.filter(nw.col("tied")).select("nip").unique()
        self._route(self._people.people.join(tied, on="nip", how="semi"), "employees")
        if self._may_shift:
            # The days before and after the month may be those of another employees row.
            several = stints.filter(~nw.col("alone"))
            self._route(several.join(self._shifted_nips(), on="nip", how="semi"), "shifts")


def _named(rows: Frame, grain: str, facts: Iterable[str], more: Sequence[str] = ()) -> Frame:
    columns = {f"{grain}__{name}": nw.col(name) for name in sorted(facts)}
    return rows.select("pm", "i", *more, **columns)


def _number(value: int) -> nw.Expr:
    return nw.lit(value * 10**PACK_DECIMALS, dtype=nw.Int64)
