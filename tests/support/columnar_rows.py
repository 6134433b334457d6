"""The rows that attendance makes from frames beside those it makes from objects, in one form."""

from __future__ import annotations

from datetime import date

from masker_rules.attendance.columns import Column
from masker_rules.columnar.attendance import attend
from masker_rules.columnar.packs import PackInMemory
from masker_rules.engine.inputs import InputReader

ATTENDED = frozenset(
    {"day", "event", "session", "leave", "calendar", "presence", "punch", "outage"}
)


def compare(profile, pack, months, as_of=None, nips=None) -> int:
    """Fail where the two doors differ; how many person-months were compared."""
    own = pack.under(profile.vocabulary)
    frames = PackInMemory(own).frames(profile.plan.zone)
    people = sorted(own.by_nip("employees")) if nips is None else sorted(nips)
    attended = attend(profile, PackInMemory(own), frames, months, people, as_of)
    reader = InputReader(profile, own, months, as_of)
    told = {row["pm"]: row["divisor_days"] for row in attended.people.collect().rows(named=True)}
    grains = {g: f - {"day_index"} for g, f in profile.program().grains.items() if g in ATTENDED}
    for place, month in enumerate(months):
        for who, nip in enumerate(people):
            pm = place * len(people) + who
            made = reader.attendance.month(nip, month)
            where = (nip, str(month))
            assert told[pm] == made.divisor_days, where
            assert attended.parts[place].notes.of(who) == made.notes, where
            assert bool(attended.parts[place].unknown[who]) is not made.schedule_known, where
            rows = reader.rows.of_attendance(nip, month, made, [])
            days = attended.grain("day")
            for grain, facts in grains.items():
                _check(attended, grain, sorted(facts), pm, rows[grain], days, where)
    return len(told)


def _check(attended, grain, facts, pm, rows, days, where) -> None:
    own = attended.grain(grain)
    first, last = own.starts[pm], own.starts[pm + 1]
    # Events of days to come are told by the reference engine alone: nobody else is asked then.
    rows = [row for row in rows if grain != "event" or not _is_later(attended, pm, row, days)]
    assert last - first == len(rows), (where, grain)
    for fact in facts:
        vector = own.fact(fact)
        words = attended.words if _is_word(rows, fact) else None
        column = Column(vector.top, vector.none, words)
        found = column.told()[first:last]
        wanted = [_plain(getattr(row, fact)) for row in rows]
        if not any(isinstance(value, str) for value in wanted) and words is None:
            # A column of words of which these people have none.
            found = [None if value == -1 and vector.none is None else value for value in found]
            wanted = [None if value == -1 else value for value in wanted]
        assert found == wanted, (where, grain, fact, found, wanted)
    if own.day is not None:
        at = [int(row) - int(days.starts[pm]) for row in own.day[first:last]]
        assert at == [row.day_index for row in rows], (where, grain)


def _is_later(attended, pm, row, days) -> bool:
    state = days.fact("state").top[int(days.starts[pm]) + row.day_index]
    return attended.words.word(int(state)) == "not_yet"


def _is_word(rows, fact) -> bool:
    return any(isinstance(getattr(row, fact), str) for row in rows)


def _plain(value):
    return value.toordinal() if isinstance(value, date) else value
