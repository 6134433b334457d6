"""Hours and windows: Fridays, the sum of a week, targets, nights, windows that meet nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from masker_rules.attendance.settings import Bound, DayHours, Window
from masker_rules.language.document import Entry
from masker_rules.language.lint.view import View
from masker_rules.texts import Phrase
from masker_rules.units import parse_literal
from masker_rules.units.printing import clock_text

__all__ = [
    "DAY",
    "check_friday",
    "check_shifts",
    "check_targets",
    "check_week",
    "check_windows",
    "hours_text",
    "placed_days",
    "window_ends",
]

FRIDAY = 5
DAY = 24 * 3600
SEASONS = ("normal", "ramadan")


def check_friday(view: View) -> None:
    """A Friday with the hours of the other days: the prayer may have been forgotten."""
    expected = view.document.single.get("expected_week")
    for name, entry in view.own("hours"):
        for season in SEASONS:
            # In Ramadan only a text that says what its week comes to tells that Friday differs.
            if season == "normal" or (expected and expected.text(season)):
                _check_friday(view, name, entry, season)


def _check_friday(view: View, name: str, entry: Entry, season: str) -> None:
    week = _week(view, name, season)
    others = [day for weekday, day in week.items() if weekday < FRIDAY]
    friday, path = week.get(FRIDAY), f"{entry.path}.{season}"
    own = season == "normal" or entry.get(season) is not None
    if friday is None or not others or any(day != friday for day in others) or not own:
        return
    if not view.asks_about(entry.path, path):
        view.problems.add(
            "friday-as-others",
            entry,
            (entry.get(season) or entry).place,
            also=[view.document.single.get("expected_week")],
            path=entry.path if season == "normal" else path,
            hours=f"{clock_text(friday.start)}..{clock_text(friday.end)}",
            week=_week_told(view, week, season),
        )


def _week_told(view: View, week: Mapping[int, DayHours], season: str) -> Phrase:
    """What the hours of a week come to, beside what is expected of it."""
    expected = view.document.single.get("expected_week")
    wanted = parse_literal(expected.text(season)) if expected else None
    worked = _worked(week.values())
    whole = sum(day.end - day.start for day in week.values())
    told = {
        "worked": hours_text(whole if worked is None else worked),
        "expected": hours_text(wanted.value) if wanted else "",
    }
    breaks = "gross" if worked is None else "net"
    return Phrase(f"lint.week_{breaks}{'_beside' if wanted else ''}", told)


def check_week(view: View) -> None:
    """A week whose hours without breaks are not those that `expected_week` gives."""
    expected = view.document.single.get("expected_week")
    for name, entry in view.own("hours") if expected else ():
        for season in SEASONS:
            wanted = parse_literal(expected.text(season)) if expected else None
            worked = _worked(_week(view, name, season).values())
            week = entry.get(season)
            if wanted is None or worked is None or week is None or worked == wanted.value:
                continue
            view.problems.add(
                "week-not-as-expected",
                entry,
                week.place,
                path=f"{entry.path}.{season}",
                worked=hours_text(worked),
                expected=hours_text(wanted.value),
                frame=view.law(expected),
            )


def check_targets(view: View) -> None:
    """A target of a day that is longer than the hours of that day."""
    for name, entry in view.own("hours"):
        for season in SEASONS:
            for day in _week(view, name, season).values():
                if day.target is None or day.target <= _net(day):
                    continue
                place = (entry.get(season) or entry).place
                view.problems.add(
                    "target-longer-than-day",
                    entry,
                    place,
                    path=f"{entry.path}.{season}",
                    target=hours_text(day.target),
                    hours=hours_text(_net(day)),
                )
                break


def check_shifts(view: View) -> None:
    """A night shift after which no day is free."""
    for name, entry in view.own("shifts"):
        shift = view.plan.attendance.shifts[name]
        if shift.hours.end > DAY and not shift.rest_days:
            view.problems.add("night-without-rest", entry, path=entry.path)


def check_windows(view: View) -> None:
    """Windows of punches that overlap, and windows that no day's hours reach."""
    punches = view.document.single.get("punches")
    if punches is None or not view.is_own(punches):
        return
    days = [day for _, day in placed_days(view)]
    kinds = dict(view.plan.attendance.kinds)
    first, last = kinds.get("in"), kinds.get("out")
    if first and last and any(_overlap(first, last, day) for day in days):
        entry = punches.get("kinds") or punches
        view.problems.add("windows-overlap", punches, entry.place, path=entry.path)
    for key, windows in (("kinds", kinds), ("accepted", view.plan.attendance.accepted)):
        section = punches.get(key)
        for kind in ("in", "out"):
            written = section.get(kind) if section else None
            if written is None or kind not in windows:
                continue
            if days and not any(_meets(windows[kind], day) for day in days):
                view.problems.add(
                    "window-meets-no-hours",
                    punches,
                    written.place,
                    path=written.path,
                    window=written.text(),
                )


# ------------------------------------------------------------------ days and weeks
def _week(view: View, name: str, season: str) -> dict[int, DayHours]:
    for hours in view.plan.attendance.hours:
        if hours.name == name:
            return dict(hours.weeks.get(season, {}))  # type: ignore[call-overload]
    return {}


def placed_days(view: View) -> Iterator[tuple[Entry, DayHours]]:
    """Every scheduled day of the profile, with the entry that it stands in."""
    for hours in view.plan.attendance.hours:
        entry = view.document.section("hours")[hours.name]
        for week in hours.weeks.values():
            yield from ((entry, day) for day in week.values())
    for name, shift in view.plan.attendance.shifts.items():
        yield view.document.section("shifts")[name], shift.hours


def _net(day: DayHours) -> int:
    """Seconds between start and end without the breaks."""
    return day.end - day.start - sum(end - start for start, end in day.pauses)


def _worked(days: Iterable[DayHours]) -> int | None:
    """Seconds of a week, by targets where they stand; None where no break is told."""
    week = list(days)
    if not any(day.target is not None or day.break_start is not None for day in week):
        return None
    return sum(_net(day) if day.target is None else day.target for day in week)


def hours_text(seconds: int) -> str:
    """`7h30m`, as an author writes hours."""
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}h{minutes:02d}m" if minutes else f"{hours}h"


# ------------------------------------------------------------------ windows
def _at(bound: Bound | None, day: DayHours, default: int) -> int | None:
    if bound is None:
        return default
    anchors = {
        "day": 0,
        "start": day.start,
        "end": day.end,
        "break_start": day.break_start,
        "break_end": day.break_end,
    }
    base = anchors[bound.anchor]
    return None if base is None else base + bound.offset


def window_ends(window: Window | None, day: DayHours) -> tuple[int, int] | None:
    """The seconds of a day between which a window lies; None where the day does not say."""
    if window is None:
        return None
    first, last = _at(window.first, day, -DAY), _at(window.last, day, 2 * DAY)
    return None if first is None or last is None else (first, last)


def _overlap(first: Window, second: Window, day: DayHours) -> bool:
    one, other = window_ends(first, day), window_ends(second, day)
    return one is not None and other is not None and one[0] <= other[1] and other[0] <= one[1]


def _meets(window: Window, day: DayHours) -> bool:
    ends = window_ends(window, day)
    return ends is None or (ends[0] <= day.end and ends[1] >= day.start)
