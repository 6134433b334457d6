"""Recap matrix of a month and discipline recap: codes of each day, counts, percents.

They hang where everybody sees them: of leave they say that it was leave, never which nor why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from masker_rules.attendance.leave import ALPA
from masker_rules.attendance.rows import DayRow
from masker_rules.engine.result import Finding, Result
from masker_rules.engine.words import Words
from masker_rules.explain.values import At, NotKnownError, Values
from masker_rules.papers.layout import Cell, Column, Kind, Paper, Row, Section, Table, Text
from masker_rules.papers.parts import is_of_leave, touches_leave
from masker_rules.papers.setting import Setting
from masker_rules.papers.sheet import person_cells, person_columns

__all__ = ["discipline_recap", "month_recap", "share_present"]

PRESENT, ABSENT, DUTY, LEAVE, UNKNOWN, NOT_YET = "H", "A", "D", "C", "?", "–"
#: Marks of codes of a whole day by how they begin; of others their group decides: duty, or leave.
MARKS = (
    ("dinas", DUTY),
    ("diklat", "T"),
    ("tugas_belajar", "T"),
    ("sakit", "S"),
    ("izin", "I"),
    ("dispensasi", "I"),
    (ALPA, ABSENT),
    ("off", ""),
)
#: Counts that stand behind the days, where the regulation has them.
COUNTED = ("working_days", "present", "leave", "duty", "absent")
SIGNERS = ("head", "personnel")


def month_recap(setting: Setting) -> Sequence[Paper]:
    """A column per day with the code of each person, then counts and the percent present."""
    people, say = setting.people, setting.say
    if not people:
        return ()
    period = people[0].period
    days = [period.first + timedelta(at) for at in range(period.days)]
    rows_of = {item.nip: _days_of(item) for item in people}
    worked = {day for rows in rows_of.values() for day in rows}
    columns = (
        *person_columns(say)[:3],
        *(
            Column(
                f"d{at}", str(day.day), Kind.MARK, 4, say("column.days"), shaded=day not in worked
            )
            for at, day in enumerate(days)
        ),
        *_count_columns(setting),
        Column("share", say("column.share"), Kind.PERCENT, 9, most=2),
    )
    marks: Counter[str] = Counter()
    rows = []
    for number, item in enumerate(people, 1):
        codes = [_mark(rows_of[item.nip].get(day), item, setting) for day in days]
        marks.update(codes)
        cells = [Cell(code) for code in codes]
        counts = [*_count_cells(item), Cell(share_present(item))]
        rows.append(Row((*person_cells(number, item)[:3], *cells, *counts)))
    table = Table(columns, (Section("", tuple(rows)),))
    return (setting.paper("recap", [table, Text(_legend(setting, marks))], SIGNERS),)


def discipline_recap(setting: Setting) -> Sequence[Paper]:
    """How often each code was met and what percent it cost, and what is left of each part."""
    people, say = setting.people, setting.say
    if not people:
        return ()
    found = {item.nip: _by_code(item, setting) for item in people}
    codes = sorted({code for counted in found.values() for code in counted})
    parts = [base for base in setting.group.plan.bases if base.printed]
    columns = (
        *person_columns(say),
        *_count_columns(setting),
        *(column for code in codes for column in _code_columns(code, setting)),
        *(
            Column(f"part.{base.name}", base.label.get(say.lang), Kind.PERCENT, 11, say("left_of"))
            for base in parts
        ),
    )
    rows = tuple(
        Row(
            (
                *person_cells(number, item),
                *_count_cells(item),
                *(cell for code in codes for cell in _code_cells(found[item.nip].get(code))),
                *(Cell(item.parts.get(base.name)) for base in parts),
            )
        )
        for number, item in enumerate(people, 1)
    )
    table = Table(columns, (Section("", rows),), say("total"))
    notes = [f"{code}: {_meaning(code, people, setting)}" for code in codes]
    return (setting.paper("discipline", [table], SIGNERS, notes=notes),)


# ------------------------------------------------------------------ days
def _days_of(item: Result) -> Mapping[date, tuple[At, DayRow]]:
    if item.computation is None:
        return {}
    rows = item.computation.inputs.rows["day"]
    return {row.date: (At("day", index), row) for index, row in enumerate(rows)}


def _mark(found: tuple[At, DayRow] | None, item: Result, setting: Setting) -> str:
    """The code of a day, as the regulation calls what happened on it; nothing of a day off."""
    if found is None:
        return ""
    at, row = found
    if row.state == "not_yet":
        return NOT_YET
    status = _status(item, at) if row.state == "known" else None
    if status is None:
        return UNKNOWN
    plan = setting.group.plan
    if status != "present":
        return _mark_of(status, plan.attendance.duty)
    codes = [
        finding.code
        for finding in item.findings
        if finding.day == row.date and finding.rule.startswith("rules.")
        if not is_of_leave(plan, finding.rule)
    ]
    return "/".join(dict.fromkeys(codes)) or PRESENT


def _status(item: Result, at: At) -> str | None:
    assert item.computation is not None
    try:
        return str(Values(item.computation).quantity("status", at))
    except NotKnownError:
        return None


def _mark_of(code: str, duty: Collection[str]) -> str:
    known = (mark for begin, mark in MARKS if code.startswith(begin))
    return next(known, DUTY if code in duty else LEAVE)


def _legend(setting: Setting, marks: Counter[str]) -> str:
    say = setting.say
    known = [mark for mark in dict.fromkeys(marks) if mark and say.knows(f"mark.{_key(mark)}")]
    told = [f"{mark}: {say(f'mark.{_key(mark)}')}" for mark in sorted(known)]
    codes = sorted({code for mark in marks for code in mark.split("/")} - set(known) - {""})
    told += [f"{code}: {_meaning(code, setting.people, setting)}" for code in codes]
    return say("legend", marks="; ".join(told))


def _key(mark: str) -> str:
    return {UNKNOWN: "unknown", NOT_YET: "not_yet"}.get(mark, mark)


def _meaning(code: str, people: Sequence[Result], setting: Setting) -> str:
    """What a code is called: the labels of the rules that print it, and the row of their table."""
    say = setting.say
    if code == say("leave_code"):
        return say("leave_rules")
    words = Words(setting.group.plan, say.lang)
    rows: dict[str, dict[str, None]] = {}
    for item in people:
        for one in item.findings:
            if one.code == code:
                rows.setdefault(one.label.get(say.lang), {})[one.row] = None
    # Where several rows of a table have one code, none of them says what it is.
    told = (
        f"{label} ({words.cell(next(iter(own)))})" if len(own) == 1 and "" not in own else label
        for label, own in rows.items()
    )
    return ", ".join(told) or code


# ------------------------------------------------------------------ counts
def _count_columns(setting: Setting) -> Iterator[Column]:
    for name in COUNTED:
        yield Column(f"count.{name}", setting.say(f"column.{name}"), Kind.COUNT, 7)


def _count_cells(item: Result) -> Iterator[Cell]:
    for name in COUNTED:
        value = item.counts.get(name)
        yield Cell(value if isinstance(value, int) else _halves(value))


def _halves(value: object) -> Fraction | None:
    """A count with half days, which results write as a text."""
    return Fraction(value) if isinstance(value, str) and value else None


def share_present(item: Result) -> Fraction | None:
    """Of the working days those present or on duty."""
    days, *rest = (item.counts.get(name) for name in ("working_days", "present", "duty"))
    known = [one if isinstance(one, int) else _halves(one) for one in rest]
    if not isinstance(days, int) or not days or None in known:
        return None
    return sum((Fraction(one) for one in known if one is not None), Fraction()) / days


def _by_code(item: Result, setting: Setting) -> Mapping[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    plan = setting.group.plan
    days = _days_of(item)
    for finding in item.findings:
        if not finding.rule.startswith("rules.") or finding.rate is None:
            continue
        of_leave = is_of_leave(plan, finding.rule)
        if finding.day and finding.day in days and touches_leave(plan, finding.rule):
            status = _status(item, days[finding.day][0])
            of_leave = status is not None and status in plan.attendance.leave
        code = setting.say("leave_code") if of_leave else finding.code
        found.setdefault(code, []).append(finding)
    return found


def _code_columns(code: str, setting: Setting) -> Iterator[Column]:
    yield Column(f"n.{code}", setting.say("column.times"), Kind.COUNT, 6, code, summed=True)
    yield Column(f"p.{code}", "%", Kind.PERCENT, 8, code)


def _code_cells(findings: Sequence[Finding] | None) -> Iterator[Cell]:
    yield Cell(len(findings) if findings else 0)
    yield Cell(sum((one.rate or Fraction() for one in findings or ()), Fraction()))
