"""Which months anybody punched in is a matter of the whole pack, whatever part is looked at."""

from __future__ import annotations

from datetime import date

import pytest

from masker_rules.columnar.intake import read_frames
from masker_rules.columnar.packs import PackInMemory
from masker_rules.facts import Pack, Vocabulary
from masker_rules.facts.presence import complete_months, known_months, parts_of
from masker_rules.facts.rows import Punch
from masker_rules.facts.stamps import Stamp
from masker_rules.periods import Cutoff, Month

ANI, BUDI = "198501012010011001", "198602022011012002"
JUNE, JULY, AUGUST = (Month(2026, month) for month in (6, 7, 8))
PEOPLE = [{"nip": ANI, "unit": "Camat"}, {"nip": BUDI, "unit": "Dinas"}, {"nip": BUDI[:-1] + "3"}]


def given(*punches, **more):
    rows = [{"nip": nip, "time": f"{day} 07:30"} for nip, day in punches]
    return {"employees": PEOPLE, "punches": rows, **more}


KINDS = pytest.mark.parametrize(
    "read", [lambda tables: Pack(**tables), read_frames, lambda t: PackInMemory(Pack(**t))]
)


@KINDS
def test_months_when_somebody_punched_in_them_then_known(read):
    pack = read(given((ANI, "2026-06-30"), (BUDI, "2026-07-01")))
    assert pack.months() == known_months(pack) == {JUNE, JULY}
    assert read(given()).months() == frozenset()


@KINDS
def test_months_when_the_stamp_has_an_offset_then_that_of_its_own_day(read):
    rows = [{"nip": ANI, "time": "2026-07-01 00:30+09:00"}]
    assert read({"employees": PEOPLE, "punches": rows}).months() == {JULY}


@KINDS
def test_months_when_complete_then_known_only_where_the_table_is_there(read):
    said = [
        {"period": "2026-08", "table": "punches"},
        {"period": "2026-09", "table": "absences"},
    ]
    pack = read(given((ANI, "2026-07-01"), complete=said))
    assert known_months(pack) == {JULY, AUGUST}
    assert complete_months(pack, "absences") == {Month(2026, 9)}
    assert known_months(read({"employees": PEOPLE, "complete": said})) == frozenset()


@KINDS
def test_unit_days_when_people_of_a_unit_punched_then_these(read):
    found = read(given((ANI, "2026-07-01"), (ANI, "2026-07-02"), (BUDI, "2026-07-02"))).unit_days()
    assert found == {
        "Camat": {date(2026, 7, 1), date(2026, 7, 2)},
        "Dinas": {date(2026, 7, 2)},
        "": set(),
    }


def test_parts_when_of_some_people_then_the_months_of_the_whole():
    tables = given((ANI, "2026-06-30"), (BUDI, "2026-07-01"))
    pack = Pack(**tables)
    parts = [
        read_frames(tables).pack_of([BUDI]),
        pack.of_people([BUDI], ()),
        pack.under(Vocabulary.canonical()).of_people([BUDI], ()),
    ]
    for part in parts:
        assert [row.nip for row in part.rows("punches")] == [BUDI]
        assert part.months() == {JUNE, JULY}
    more = Punch(nip=BUDI, time=Stamp(date(2026, 8, 3), 0))
    assert pack.of_people([BUDI], ()).replacing({"punches": [more]}).months() == {
        JUNE,
        JULY,
        AUGUST,
    }


@pytest.mark.parametrize("read", [lambda tables: Pack(**tables), read_frames])
def test_linked_when_only_others_punched_in_the_earlier_pack_then_known_all_the_same(read):
    """And what the earlier pack says is complete is so, though the later one has no such table."""
    earlier = {
        "employees": [{"nip": ANI}],
        "punches": [{"nip": ANI, "time": "2026-06-30 07:30"}],
        "complete": [{"period": "2026-05", "table": "punches"}],
    }
    own = {"employees": [{"nip": BUDI}], "punches": [{"nip": BUDI, "time": "2026-07-01 07:30"}]}
    linked = read(own).after([read(earlier)])
    assert [row.nip for row in linked.rows("punches")] == [BUDI]
    assert known_months(linked) == {Month(2026, 5), JUNE, JULY}


@pytest.mark.parametrize(
    ("month", "parts"),
    [
        (Month(2026, 7), [("2026-07-01", "2026-07-31")]),
        (Month(2026, 7, 21), [("2026-06-21", "2026-06-30"), ("2026-07-01", "2026-07-20")]),
        # The shortest: one day of February, and one of a month from the 2nd.
        (Month(2026, 3, 28), [("2026-02-28", "2026-02-28"), ("2026-03-01", "2026-03-27")]),
        (Month(2026, 7, 2), [("2026-06-02", "2026-06-30"), ("2026-07-01", "2026-07-01")]),
    ],
)
def test_parts_when_a_month_is_cut_off_then_one_in_each_month_of_the_calendar(month, parts):
    found = [(part.start, part.stop - 1) for part in parts_of(month)]
    told = [tuple(date.fromordinal(day).isoformat() for day in ends) for ends in found]
    assert told == parts


@KINDS
@pytest.mark.parametrize(
    ("days", "known"),
    [
        (("2026-06-21", "2026-07-20"), {7}),
        (("2026-06-30", "2026-07-01"), {7}),
        # Both lie in one part of July; of the second pair one is of June, one of August.
        (("2026-07-01", "2026-07-20"), set()),
        (("2026-06-20", "2026-07-21"), set()),
        (("2026-06-21", "2026-07-20", "2026-07-21"), {7}),
    ],
)
def test_months_when_cut_off_then_known_where_somebody_punched_in_each_part(read, days, known):
    pack = read(given(*((ANI, day) for day in days)))
    assert {month.month for month in known_months(pack, Cutoff(21))} == known
    said = read(given((ANI, days[0]), complete=[{"period": "2026-07", "table": "punches"}]))
    assert Month(2026, 7, 21) in known_months(said, Cutoff(21))
