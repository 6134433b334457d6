"""The rows of both engines beside each other, in one form: tuples of plain values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

import narwhals as nw

from masker_rules.columnar.attendance import attend, note_of
from masker_rules.columnar.tables import frames_of
from masker_rules.engine.inputs import InputReader
from masker_rules.periods import Month

_ALWAYS = {"day": ("date", "state", "segment")}


@dataclass
class Compared:
    """How many person-months were worked out, and why the others were not."""

    equal: int
    routed: Counter


def compare(profile, pack, months, as_of=None, nips=None) -> Compared:
    """Fail where a person-month that is not routed differs from the reference."""
    own = pack.under(profile.vocabulary)
    frames = frames_of(own, profile.plan.attendance.zone)
    attended = attend(profile, frames, months, as_of, nips)
    reader = InputReader(profile, own, months, as_of)
    routed = _by_pm(attended.routed)
    people = attended.people.collect().rows(named=True)
    notes = _by_pm(attended.notes)
    for frame in (attended.people, attended.stints, attended.notes, attended.routed):
        schema = frame.collect_schema()
        assert set(schema.values()) <= {nw.Int64, nw.String, nw.Boolean}, schema
    grains = {g: facts - {"day_index"} for g, facts in profile.program().grains.items()}
    rows = {grain: _by_pm(attended.rows[grain]) for grain in grains if grain != "month"}
    for grain in rows:
        _check_columns(grain, attended.rows[grain], grains[grain])
    _check_numbers(people, reader, months, nips)
    for person in people:
        if person["pm"] in routed:
            continue
        month = Month(person["period"] // 12, person["period"] % 12 + 1)
        _check_person(reader, person, month, notes, rows, grains)
    why = Counter(
        reason
        for found in routed.values()
        for reason in sorted({row["reason"] for row in found})[:1]
    )
    return Compared(len(people) - len(routed), why)


def _check_columns(grain, frame, facts):
    schema = frame.collect_schema()
    assert set(schema.values()) <= {nw.Int64, nw.String, nw.Boolean}, (grain, schema)
    names = set(schema.names())
    index = {"day_index"} if grain in {"event", "session"} else set()
    wanted = {"pm", "i", *index, *(f"{grain}__{fact}" for fact in facts)}
    more = {"day__date", "day__state", "segment"} if grain == "day" else set()
    assert wanted | more == names, (grain, names ^ (wanted | more))


def _check_numbers(people, reader, months, nips):
    everybody = sorted(nips) if nips is not None else reader.attendance.nips
    expected = [(str(month), nip) for month in sorted(months) for nip in everybody]
    found = sorted((row["pm"], row["period"], row["nip"]) for row in people)
    assert [number for number, _, _ in found] == list(range(len(expected)))
    told = [(f"{period // 12:04d}-{period % 12 + 1:02d}", nip) for _, period, nip in found]
    assert told == expected


def _check_person(reader, person, month, notes, rows, grains):
    nip, pm = person["nip"], person["pm"]
    attendance = reader.attendance.month(nip, month)
    where = (nip, str(month))
    assert person["divisor_days"] == attendance.divisor_days, where
    assert person["days"] == len(attendance.days), where
    assert person["days_in_service"] == reader.attendance.days_of_service(nip, month), where
    found = [note_of(row) for row in notes.get(pm, ())]
    found.sort(key=lambda n: (n.day or date.min, n.code, sorted(n.params.items())))
    assert found == list(attendance.notes), (where, found, attendance.notes)
    gaps: list = []
    reference = reader.rows.of_attendance(nip, month, attendance, gaps)
    employee = attendance.days and reader.attendance.segments(nip)[attendance.days[-1].segment]
    employee = employee or reader.attendance.segments(nip)[-1]
    reference |= reader.rows.of_month(nip, month, employee, gaps, set())
    assert not gaps, (where, gaps)
    for grain, mine in rows.items():
        facts = sorted({*grains[grain], *_ALWAYS.get(grain, ())})
        names = [
            "segment" if f"{grain}__{f}" == "day__segment" else f"{grain}__{f}" for f in facts
        ]
        index = ["day_index"] if grain in {"event", "session"} else []
        got = sorted(mine.get(pm, ()), key=lambda row: row["i"])
        assert [row["i"] for row in got] == list(range(len(got))), (where, grain)
        told = [tuple(row[name] for name in [*index, *names]) for row in got]
        wanted = [
            tuple(_plain(getattr(row, name)) for name in [*index, *facts])
            for row in reference[grain]
        ]
        assert told == wanted, (where, grain, _first_difference(told, wanted, [*index, *facts]))


def _first_difference(told, wanted, names):
    if len(told) != len(wanted):
        return len(told), len(wanted)
    return [
        (at, dict(zip(names, zip(a, b, strict=True), strict=True)))
        for at, (a, b) in enumerate(zip(told, wanted, strict=True))
        if a != b
    ][:1]


def _plain(value):
    return value.toordinal() if isinstance(value, date) else value


def _by_pm(frame):
    found: dict[int, list] = {}
    for row in frame.collect().rows(named=True):
        found.setdefault(row["pm"], []).append(row)
    return found
