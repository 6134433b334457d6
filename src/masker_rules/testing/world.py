"""From the shorthand of a case to a pack: the same rows, through the same readers."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from masker_rules.attendance import Attendance
from masker_rules.attendance.rows import DayRow, MonthAttendance, SessionRow
from masker_rules.attendance.sessions import stated_session
from masker_rules.engine.profile import Profile
from masker_rules.engine.versions import performance_month
from masker_rules.errors import ProfileError, RequestError
from masker_rules.facts import Pack
from masker_rules.facts.definition import definition
from masker_rules.periods import Month, parse_months
from masker_rules.testing.casefile import Case, CaseNode
from masker_rules.testing.story import DayStory, dates_of, read_story

__all__ = ["NIP", "pack_of", "period_of", "person_of", "scheduled_month", "tables_of", "tell"]

#: The person of a case who has no `nip` of their own; a made-up number of the right form.
NIP = "198501012010011001"
#: Tables that a case always has, so that only what it leaves out on purpose is unknown.
KNOWN = ("employees", "punches", "events", "attendance_at_events", "activities", "scores")
ALWAYS = (*KNOWN, "amounts", "absences", "attributes")

#: `tpp: none` takes away the row that the file gives to all its cases.
ABSENT = "none"

Row = dict[str, str]
_Cells = tuple[tuple[str, str], ...]
Tables = dict[str, list[Row]]


def period_of(case: Case) -> Month:
    """The month of a case.

    Raises:
        ProfileError: it names none [case-missing-key].
        RequestError: it is no month [bad-period].
    """
    period = case.given.get("period")
    if period is None:
        raise ProfileError.of("case-missing-key", case.place, key="period", path=case.name)
    return Month.parse(period.text())


def pack_of(case: Case, profile: Profile) -> tuple[Pack, str]:
    """The pack of a case and the NIP of its person.

    Raises:
        ProfileError: the shorthand cannot be read [case-value, case-shape], or a table of the case
            has no such column [case-unknown-key].
        FactsError: there is no such table.
    """
    tables, nip = tables_of(case, profile)
    return Pack(**tables), nip


def tables_of(case: Case, profile: Profile) -> tuple[Tables, str]:
    """The rows of a case by table, and the NIP of its person.

    Raises:
        ProfileError: the shorthand cannot be read [case-value, case-shape].
    """
    month = period_of(case)
    tables: Tables = {name: [] for name in ALWAYS}
    # Nobody told of has been overlooked: a case without a tap is one of absence.
    # Nor is its last night, which ends in the month after.
    tables["complete"] = [
        {"period": str(one), "table": "punches"} for one in (month, month.plus(1))
    ]
    _complete(tables, case.given.get("complete"))
    nip = _employees(tables, case.given.get("employee"))
    _amounts(tables, case.given.get("amounts"), nip)
    _scores(tables, case.given.get("scores"), nip, month)
    _attributes(tables, case.given.get("attributes"), nip)
    _activities(tables, case.given.get("activities"), nip)
    _events(tables, case.given.get("events"))
    _raw(tables, case.given.get("tables"), nip)
    _days(tables, case.given.get("days"), nip, month, profile)
    absent = case.given.get("absent")
    for item in absent.list() if absent else ():
        tables.pop(item.text(), None)
    return tables, nip


def person_of(case: Case) -> tuple[Tables, str]:
    """What a case says of the person and of the calendar, and the NIP: who is scheduled when."""
    tables: Tables = {name: [] for name in ALWAYS}
    nip = _employees(tables, case.given.get("employee"))
    _raw(tables, case.given.get("tables"), nip)
    return tables, nip


def _complete(tables: Tables, node: CaseNode | None) -> None:
    """`punches: 2026-01..2026-06` says of each of these months that the table holds all of it."""
    for name, child in node.items() if node else ():
        try:
            months = parse_months(child.text())
        except RequestError:
            raise child.wrong("month_range") from None
        tables["complete"] += [{"period": str(month), "table": name} for month in months]


# ------------------------------------------------------------------ people and numbers
def _employees(tables: Tables, node: CaseNode | None) -> str:
    rows = [
        {"nip": NIP, "name": "Contoh", "category": "PNS", **_texts(item)}
        for item in (node.list() if node else ())
    ]
    tables["employees"] += rows or [{"nip": NIP, "name": "Contoh", "category": "PNS"}]
    return tables["employees"][0]["nip"]


def _texts(node: CaseNode) -> Row:
    return {key: child.text() for key, child in node.items()}


def _amounts(tables: Tables, node: CaseNode | None, nip: str) -> None:
    for component, child in node.items() if node else ():
        if child.text() == ABSENT:
            continue
        tables["amounts"].append({"component": component, "amount": child.text(), "nip": nip})


def _scores(tables: Tables, node: CaseNode | None, nip: str, month: Month) -> None:
    """`predikat: baik` is of the month, `predikat 2025-Q4: baik` of another period."""
    for key, child in node.items() if node else ():
        if child.text() == ABSENT:
            continue
        measure, _, period = key.partition(" ")
        row = {"period": period or str(month), "measure": measure, "value": child.text()}
        tables["scores"].append({**row, "nip": nip})


def _attributes(tables: Tables, node: CaseNode | None, nip: str) -> None:
    """`agama: islam` always holds, `sertifikat 2026-03-01..2026-06-30: true` for a time."""
    for key, child in node.items() if node else ():
        if child.text() == ABSENT:
            continue
        name, _, days = key.partition(" ")
        first, _, last = days.strip().partition("..")
        row = {"key": name, "value": child.text(), "valid_from": first, "valid_until": last}
        tables["attributes"].append({"nip": nip, **row})


def _given(node: CaseNode | None) -> Iterator[tuple[str, CaseNode]]:
    """The keys of a section without those that a case takes away."""
    for key, child in node.items() if node else ():
        if child.text() != ABSENT:
            yield key, child


def _activities(tables: Tables, node: CaseNode | None, nip: str) -> None:
    """`2026-07-31: 6075m pending; 30m`; without a state a row is approved."""
    for key, child in _given(node):
        for told in child.text().split(";"):
            minutes, _, status = told.strip().partition(" ")
            if not minutes.removesuffix("m").isdigit():
                raise child.wrong("minutes")
            row = {"minutes": minutes.removesuffix("m"), "status": status.strip() or "approved"}
            for day in dates_of(child, key):
                tables["activities"].append({"nip": nip, "date": day.isoformat(), **row})


def _events(tables: Tables, node: CaseNode | None) -> None:
    """`2026-07-06: apel_pagi 07:15..07:45; upacara`."""
    for key, child in _given(node):
        for told in child.text().split(";"):
            event, _, times = told.strip().partition(" ")
            first, _, last = times.strip().partition("..")
            for day in dates_of(child, key):
                row = {"date": day.isoformat(), "event": event, "from": first, "until": last}
                tables["events"].append(row)


def _raw(tables: Tables, node: CaseNode | None, nip: str) -> None:
    """Rows of any table; the person's NIP is filled in where the table has one."""
    known = definition().tables
    for name, child in node.items() if node else ():
        has_nip = name in known and known[name].has("nip") and name not in {"amounts", "scores"}
        own = {"nip": nip} if has_nip else {}
        rows = child.list()
        if name in known:
            _check_columns(rows, known[name].names)
        tables.setdefault(name, [])
        tables[name] += [{**own, **_texts(row)} for row in rows]


def _check_columns(rows: Sequence[CaseNode], names: Sequence[str]) -> None:
    """A column that the table does not have would be read past, and the case would lie."""
    for row in rows:
        for key, cell in row.items():
            if key not in names:
                near = ", ".join(difflib.get_close_matches(key, names, 2)) or ", ".join(names)
                raise ProfileError.of("case-unknown-key", cell.place, key=key, nearest=near)


# ------------------------------------------------------------------ days
def _days(tables: Tables, node: CaseNode | None, nip: str, month: Month, profile: Profile) -> None:
    stories, rest = _stories(node, profile)
    attendance = scheduled_month(tables, nip, month, profile)
    scheduled = {row.date: row for row in attendance.days}
    for day in sorted({*stories, *scheduled}):
        story = stories.get(day, rest)
        if story is not None:
            sessions = [row for row in attendance.sessions if row.date == day]
            tell(tables, nip, day, story, scheduled.get(day), sessions)


def _stories(
    node: CaseNode | None, profile: Profile
) -> tuple[dict[date, DayStory], DayStory | None]:
    """Days that are told of, and how the other scheduled days went; None = nothing is added."""
    vocabulary = profile.vocabulary

    def is_code(word: str) -> bool:
        return vocabulary.find("absences.code", word) is not None

    stories: dict[date, DayStory] = {}
    rest: DayStory | None = DayStory()
    for key, child in node.items() if node else ():
        if key == "rest":
            rest = None if child.text() == "none" else read_story(child, is_code)
            continue
        story = read_story(child, is_code)
        for day in dates_of(child, key):
            stories[day] = story
    return stories, rest


def scheduled_month(tables: Tables, nip: str, month: Month, profile: Profile) -> MonthAttendance:
    """The person's scheduled days and their sessions, whatever punches say."""
    needed = ("employees", "calendar", "schedules", "rosters")
    rows = tuple(
        (name, tuple(tuple(row.items()) for row in tables[name]))
        for name in needed
        if name in tables
    )
    return _scheduled(rows, nip, month, profile)


# Months that differ in what was punched, or in a number, have the same hours.
@lru_cache(maxsize=256)
def _scheduled(
    tables: tuple[tuple[str, tuple[_Cells, ...]], ...], nip: str, month: Month, profile: Profile
) -> MonthAttendance:
    pack = Pack(**{name: [dict(row) for row in rows] for name, rows in tables})
    month = performance_month(profile, month)
    attendance = Attendance(
        profile.plan.attendance, profile.calendar((month,)), pack.under(profile.vocabulary)
    )
    return attendance.month(nip, month)


def tell(
    tables: Tables,
    nip: str,
    day: date,
    story: DayStory,
    row: DayRow | None,
    sessions: Sequence[SessionRow],
) -> None:
    """Add the rows of one day as it is told.

    Args:
        tables: Where they are added.
        nip: Whose day it is.
        day: Its date.
        story: What happened; of a scheduled day that tells no tap, in and out are on the minute.
        row: The day as scheduled, None where it is no working day of the person.
        sessions: Its sessions, where each is judged by itself.
    """
    taps = list(story.taps)
    if row is not None and story.is_ordinary:
        taps += _on_time_in_sessions(story, sessions) if sessions else _on_time(story, row)
    for kind, second in taps:
        tables["punches"].append({"nip": nip, "time": _stamp(day, second), "kind": kind})
    if story.code:
        text = day.isoformat()
        _absence(tables["absences"], {
            "nip": nip, "code": story.code, "from": text, "until": text,
            "part": story.part, "approved": story.approved,
        })  # fmt: skip
    _attended(tables, nip, day, story)


def _on_time(story: DayStory, row: DayRow) -> list[tuple[str, int]]:
    """The in and the out that a story does not tell."""
    stated = {kind for kind, _ in story.taps}
    return [
        (kind, at)
        for kind, at in (("in", row.start), ("out", row.end))
        if kind not in stated and not story.is_silent(kind)
    ]


def _on_time_in_sessions(story: DayStory, sessions: Sequence[SessionRow]) -> list[tuple[str, int]]:
    """The same for each session: a tap that is told stands for that of its own session."""
    hours = [(row.start, row.end) for row in sessions]
    stated = {
        (kind, stated_session(at, kind, hours)) for kind, at in story.taps if kind in ("in", "out")
    }
    return [
        (kind, at)
        for row in sessions
        for kind, at in (("in", row.start), ("out", row.end))
        if (kind, row.number) not in stated and not story.is_silent(kind, row.number)
    ]


def _absence(rows: list[Row], row: Row) -> None:
    """One row for days that follow each other, as one letter would have it."""
    if rows:
        last = rows[-1]
        before = date.fromisoformat(last["until"]) + timedelta(days=1)
        same = {**last, "from": row["from"], "until": row["until"]} == row
        if same and before.isoformat() == row["from"]:
            last["until"] = row["until"]
            return
    rows.append(row)


def _attended(tables: Tables, nip: str, day: date, story: DayStory) -> None:
    """Whoever came was at the events of the day, unless told otherwise."""
    held = [row["event"] for row in tables["events"] if row["date"] == day.isoformat()]
    was_there = not (story.absent or story.code or story.by_tap)
    statuses: Mapping[str, str] = {
        **(dict.fromkeys(held, "present") if was_there else {}),
        **story.events,
    }
    for event, status in statuses.items():
        row = {"nip": nip, "date": day.isoformat(), "event": event, "status": status}
        tables["attendance_at_events"].append(row)


def _stamp(day: date, second: int) -> str:
    return f"{datetime.combine(day, time()) + timedelta(seconds=second):%Y-%m-%d %H:%M:%S}"
