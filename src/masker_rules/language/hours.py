"""Hours, shifts and punches of a profile, lowered to the settings of the attendance station."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from masker_rules.attendance.settings import (
    ROSTER_DAYS,
    AttendanceSettings,
    Bound,
    DayHours,
    Evidence,
    Hours,
    Shift,
    Verdict,
    Window,
    accept_all_but_rejected,
)
from masker_rules.facts.person import PERSON_FACTS, person_facts
from masker_rules.facts.rows import Employee
from masker_rules.language.catalogue import evidence, vocabularies
from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.expressions import branches, parts, walk, words_said
from masker_rules.language.plan import (
    Const,
    Expr,
    Fact,
    Named,
    OverRows,
    Unknown,
)
from masker_rules.language.spells import spells
from masker_rules.language.values import read_value
from masker_rules.language.workspace import BrokenError, Workspace
from masker_rules.texts import Phrase
from masker_rules.units import Type, Unit, parse_literal, whole_number
from masker_rules.yamltext import Mapping as MappingNode

__all__ = ["lower_attendance"]

#: What rows of one spell of leave have in common.
#: What a roster row decides: the whole month, or its own day.
ROSTERS = ("month", ROSTER_DAYS)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SEASONS: tuple[Literal["normal", "ramadan"], ...] = ("normal", "ramadan")
KINDS = ("in", "out", "break_out", "break_in", "apel")
#: Days off after a shift: more than a month are none.
MAX_REST = 31
ANCHORS = ("start", "end", "break_start", "break_end")

#: Turns a checked expression into a function of the named facts: given by the engine's compiler.
Evaluate = Callable[[Expr], Callable[[Mapping[str, Any]], Any]]


def lower_attendance(work: Workspace, zone: str, evaluate: Evaluate) -> AttendanceSettings:
    """Everything that the attendance station needs; problems are reported in `work`."""
    _check_expected_week(work)
    hours = []
    shifts = {}
    for name, entry in work.document.section("hours").items():
        try:
            hours.append(_hours(work, name, entry, evaluate))
        except BrokenError:
            continue
    for name, entry in work.document.section("shifts").items():
        try:
            shifts[name] = _shift(work, entry)
        except BrokenError:
            continue
    # A schedule for some people is asked before one for everybody, whatever the order of layers.
    hours.sort(key=lambda item: item.applies is None)
    spells_by, spell_kinds = spells(work)
    settings = AttendanceSettings(
        zone=zone,
        hours=tuple(hours),
        shifts=shifts,
        duty=work.groups.get("duty", frozenset()),
        leave=work.groups.get("leave", frozenset()),
        work=work.groups.get("work", frozenset()),
        free=work.groups.get("free", frozenset()),
        childbirth=work.groups.get("childbirth", frozenset()),
        events_every_day=_every_day(work),
        spells_by_reason="reason" in spells_by,
        spells_by_document="document" in spells_by,
        spell_kinds=spell_kinds,
        rosters=_rosters(work),
    )
    punches = work.document.single.get("punches")
    if punches is None:
        return settings
    work.sources.of(punches)
    try:
        return _punches(work, punches, settings, evaluate)
    except BrokenError:
        return settings


def _rosters(work: Workspace) -> str:
    """What a roster row makes of the days without one; empty where nothing is said."""
    entry = work.document.single.get("rosters")
    if entry is None:
        return ""
    if entry.text() not in ROSTERS:
        work.problems.add(
            "unknown-choice",
            entry.place,
            value=entry.text(),
            path="rosters",
            known=", ".join(ROSTERS),
        )
    return entry.text()


def _every_day(work: Workspace) -> tuple[str, ...]:
    entry = work.document.single.get("events_every_day")
    return tuple(item.text() for item in entry.list()) if entry else ()


def _check_expected_week(work: Workspace) -> None:
    """The hours of a week, which lint compares the schedules with, must be durations."""
    entry = work.document.single.get("expected_week")
    if entry is None:
        return
    work.sources.of(entry)
    work.sources.unconfirmed.discard(entry.path)  # no result rests on it
    for key in ("normal", "ramadan"):
        written = entry.get(key)
        if written is not None:
            with suppress(BrokenError):
                _literal(work, written, written.text(), Unit.DURATION)


# ------------------------------------------------------------------ hours
def _hours(work: Workspace, name: str, entry: Entry, evaluate: Evaluate) -> Hours:
    each = _is_each(work, entry)
    weeks = {
        season: _week(work, week, _late_from(work, entry, season), each=each)
        for season in SEASONS
        if (week := entry.get(season))
    }
    applies, reads = _applies(work, entry, evaluate)
    says = frozenset() if applies is None else words_said([applies.expr])
    return Hours(name, applies, weeks, work.sources.of(entry).text("id"), reads, says)


def _late_from(work: Workspace, entry: Entry, season: str) -> int | None:
    """Of the whole schedule: one clock is of the normal season, a mapping has one for each."""
    written = entry.get("late_from")
    if written is None or not isinstance(written.node, MappingNode):
        return _clock(work, entry, "late_from") if season == "normal" else None
    for name, child in written.items():
        if name not in SEASONS:
            law, known = work.sources.law(child), ", ".join(SEASONS)
            work.problems.add("unknown-word", child.place, law, word=name, nearest=known)
            raise BrokenError
    return _clock(work, written, season)


def _is_each(work: Workspace, entry: Entry) -> bool:
    """Whether each stretch of the hours is a session with an in and an out of its own."""
    return work.choice(entry, "sessions", ("one", "each"), "one") == "each"


def _applies(
    work: Workspace, entry: Entry, evaluate: Evaluate
) -> tuple[_Applies | None, frozenset[str]]:
    """Who has the schedule, and the facts of the person by which that is decided."""
    condition = entry.get("for")
    if condition is None:
        return None, frozenset()
    expr = work.formula(condition, Scope("month"), Type(Unit.FLAG))
    if expr.type.unit is not Unit.FLAG or expr.type.optional:
        law = work.sources.law(condition)
        work.problems.add("flag-wanted", condition.node.place, law, found=expr.type)
        raise BrokenError
    # Who has a schedule is asked before any month is.
    _check_alone(work, condition, expr, frozenset(PERSON_FACTS))
    reads = frozenset(part.name for part in walk(expr) if isinstance(part, Named))
    return _Applies(expr, evaluate(expr)), reads


def _check_alone(work: Workspace, entry: Entry, expr: Expr, known: Collection[str]) -> None:
    """Refuse what only a month knows in a formula that is asked of one row before any month is.

    Raises:
        BrokenError: it names another fact, runs over rows, or is `unknown`; it has been reported.
    """
    place, law = entry.node.place, work.sources.law(entry)
    for part in walk(expr):
        if isinstance(part, Named) and part.name not in known:
            near = ", ".join(sorted(known))
            work.problems.add("unknown-name", place, law, name=part.name, nearest=near)
            raise BrokenError
    for part in walk(expr):
        if isinstance(part, OverRows):
            work.problems.add("no-rows-here", place, law, path=entry.path)
        elif isinstance(part, Unknown):
            work.problems.add("no-unknown-here", place, law, path=entry.path)
        else:
            continue
        raise BrokenError


@dataclass(frozen=True, slots=True)
class _Applies:
    """Whether somebody has a schedule; two are the same where they say the same."""

    expr: Expr
    test: Callable[[Mapping[str, Any]], Any] = field(compare=False)

    def __call__(self, employee: Employee) -> bool:
        return bool(self.test(person_facts(employee)))


def _week(
    work: Workspace, entry: Entry, late_from: int | None, *, each: bool
) -> Mapping[int, DayHours]:
    week: dict[int, DayHours] = {}
    for days, cell in entry.items():
        hours = _day(work, cell, each=each)
        if late_from is not None and not cell.get("late_from"):
            hours = replace(hours, late_from=late_from)
        for weekday in _weekdays(work, days, cell):
            if weekday in week:
                law = work.sources.law(cell)
                work.problems.add("weekday-twice", cell.place, law, path=entry.path, day=days)
                raise BrokenError
            week[weekday] = hours
    return week


def _weekdays(work: Workspace, text: str, cell: Entry) -> Sequence[int]:
    """Numbers of the weekdays of `mon`, `mon..thu`, or `sun..wed`, which goes over the weekend."""
    first, dots, last = (part.strip() for part in text.partition(".."))
    for name in (first, last) if dots else (first,):
        if name not in WEEKDAYS:
            law, known = work.sources.law(cell), ", ".join(WEEKDAYS)
            work.problems.add("unknown-word", cell.place, law, word=name, nearest=known)
            raise BrokenError
    begin = WEEKDAYS.index(first) + 1
    end = WEEKDAYS.index(last) + 1 if dots else begin
    if begin <= end:
        return range(begin, end + 1)
    return [*range(begin, len(WEEKDAYS) + 1), *range(1, end + 1)]


def _day(work: Workspace, entry: Entry, *, each: bool) -> DayHours:
    """`07:30..16:00`, `07:30..12:00 13:00..16:00`, `… = 7h40m`, or the long form.

    Where `each` stretch is a session there may be any number of them, and the break of the day is
    what lies between the first two.
    """
    long = isinstance(entry.node, MappingNode)
    hours = entry.get("hours") if long else entry
    assert hours is not None
    text, _, target = hours.text().partition("=")
    sessions = [_span(work, part, hours) for part in text.split()]
    ends = [end for session in sessions for end in session]
    in_order = all(a < b for a, b in sessions) and ends == sorted(ends)
    if not sessions or (not (each and in_order) and (each or len(sessions) > 2)):
        work.problems.add(
            "bad-hours", hours.node.place, work.sources.law(hours), text=hours.text()
        )
        raise BrokenError
    start, end = sessions[0][0], sessions[-1][1]
    pause = (sessions[0][1], sessions[1][0]) if len(sessions) > 1 else None
    if long and (written := entry.get("break")):
        pause = _span(work, written.text(), written)
    if not start < end or (pause and not start <= pause[0] <= pause[1] <= end):
        work.problems.add(
            "bad-hours", hours.node.place, work.sources.law(hours), text=hours.text()
        )
        raise BrokenError
    late_from = _clock(work, entry, "late_from") if long else None
    early_until = _clock(work, entry, "early_until") if long else None
    goal = target.strip() or (entry.text("target") if long else "")
    return DayHours(
        start=start,
        end=end,
        break_start=pause[0] if pause else None,
        break_end=pause[1] if pause else None,
        late_from=start if late_from is None else late_from,
        early_until=end if early_until is None else early_until,
        target=_literal(work, hours, goal, Unit.DURATION) if goal else None,
        sessions=tuple(sessions) if each else (),
    )


def _shift(work: Workspace, entry: Entry) -> Shift:
    each = _is_each(work, entry)
    text = entry.text("rest_days", "0")
    rest = whole_number(text, MAX_REST)
    if rest is None:
        at = entry.get("rest_days") or entry
        law, wanted = work.sources.law(entry), Phrase("shapes.rest_days", {"most": MAX_REST})
        work.problems.add("literal-wanted", at.node.place, law, text=text, wanted=wanted)
        raise BrokenError
    return Shift(_day(work, entry, each=each), rest)


def _span(work: Workspace, text: str, entry: Entry) -> tuple[int, int]:
    first, dots, last = text.partition("..")
    if not dots:
        work.problems.add("bad-hours", entry.node.place, work.sources.law(entry), text=text)
        raise BrokenError
    return (
        _literal(work, entry, first, Unit.CLOCK),
        _literal(work, entry, last, Unit.CLOCK),
    )


def _clock(work: Workspace, entry: Entry, key: str) -> int | None:
    child = entry.get(key)
    return _literal(work, child, child.text(), Unit.CLOCK) if child else None


def _literal(work: Workspace, entry: Entry, text: str, unit: Unit) -> int:
    literal = parse_literal(text.strip())
    if literal is None or literal.type.unit is not unit:
        law, place = work.sources.law(entry), entry.node.place
        work.problems.add("literal-wanted", place, law, text=text.strip(), wanted=Type(unit))
        raise BrokenError
    return literal.value


# ------------------------------------------------------------------ punches
def _punches(
    work: Workspace, entry: Entry, settings: AttendanceSettings, evaluate: Evaluate
) -> AttendanceSettings:
    ends = work.choice(entry, "event_ends", ("included", "excluded"), "included")
    outage = work.choice(entry, "outage", ("", "window", "whole day"))
    reach, night = entry.get("outage_reach"), entry.get("shift_reach")
    radius = entry.get("site_radius_m")
    verdict = entry.get("verdict")
    return replace(
        settings,
        kinds=tuple(_windows(work, entry.get("kinds")).items()),
        accepted=_windows(work, entry.get("accepted")),
        verdict=_verdict(work, verdict, evaluate) if verdict else accept_all_but_rejected,
        event_ends_included=ends == "included",
        outage_whole_day=outage == "whole day",
        outage_reach=(
            _literal(work, reach, reach.text(), Unit.DURATION) if reach else settings.outage_reach
        ),
        shift_reach=(
            _literal(work, night, night.text(), Unit.DURATION) if night else settings.shift_reach
        ),
        site_radius_m=_literal(work, radius, radius.text(), Unit.NUMBER) if radius else None,
    )


def _windows(work: Workspace, entry: Entry | None) -> Mapping[str, Window]:
    windows: dict[str, Window] = {}
    for kind, child in entry.items() if entry else ():
        if kind not in KINDS:
            work.problems.add("unknown-word", child.place, word=kind, nearest=", ".join(KINDS))
            raise BrokenError
        first, dots, last = child.text().partition("..")
        if not dots:
            law = work.sources.law(child)
            work.problems.add("bad-window", child.node.place, law, text=child.text())
            raise BrokenError
        windows[kind] = Window(_bound(work, child, first, 1), _bound(work, child, last, -1))
    return windows


def _bound(work: Workspace, entry: Entry, text: str, inward: int) -> Bound | None:
    """`06:00`, `start - 90m`, `after 06:00`, `before start + 4h`; empty is open."""
    text = text.strip()
    if not text:
        return None
    strict = 0
    for word in ("after ", "before "):
        if text.startswith(word):
            text, strict = text.removeprefix(word).strip(), inward
    for anchor in ANCHORS:
        if text == anchor or text.startswith(f"{anchor} "):
            rest = text.removeprefix(anchor).strip()
            sign = -1 if rest.startswith("-") else 1
            offset = _literal(work, entry, rest[1:], Unit.DURATION) if rest else 0
            return Bound(anchor, sign * offset + strict)  # type: ignore[arg-type]
    return Bound("day", _literal(work, entry, text, Unit.CLOCK) + strict)


def _verdict(work: Workspace, entry: Entry, evaluate: Evaluate) -> _Verdict:
    expected = Type(Unit.WORD, vocabulary="verdict")
    expr = read_value(work, entry, Scope("punch", evidence=True), expected=expected)
    _check_alone(work, entry, expr, frozenset(evidence()))
    for value in walk(expr, branches):
        if branches(value):
            continue
        if not (isinstance(value, Const) and value.value in vocabularies()["verdict"]):
            law, words = work.sources.law(entry), ", ".join(vocabularies()["verdict"])
            found = value.value if isinstance(value, Const) else getattr(value, "name", "…")
            work.problems.add("unknown-word", entry.node.place, law, word=found, nearest=words)
            raise BrokenError
    judges_review = any(fact.name == "review" for fact in parts(Fact, expr))
    names = tuple(evidence())
    return _Verdict(expr, judges_review, evaluate(expr), names)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """The verdict of a rule; two are the same where they say the same."""

    expr: Expr
    judges_review: bool
    test: Callable[[Mapping[str, Any]], Any] = field(compare=False)
    names: tuple[str, ...]

    def __call__(self, evidence: Evidence) -> Verdict:
        if evidence.review == "rejected" and not self.judges_review:
            return "reject"
        result = self.test({name: getattr(evidence, name) for name in self.names})
        assert result in vocabularies()["verdict"]
        return result  # type: ignore[no-any-return]
