"""Laws of reading: order and source change nothing, and no row is lost in silence."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from masker_rules.facts import Pack
from masker_rules.facts.csvtables import CsvTable
from masker_rules.facts.definition import definition
from masker_rules.facts.pack import RawTable
from masker_rules.facts.stamps import Stamp
from masker_rules.facts.writers import table_csv

NIPS = ["198501012010011001", "199003152015032992"]
PEOPLE = [{"nip": nip} for nip in NIPS]

stamps = st.builds(
    "2026-03-{:02d} {:02d}:{:02d}:{:02d}{}".format,
    st.integers(1, 31),
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(0, 59),
    st.sampled_from(["", "Z", "+08:00"]),
)
cells = st.one_of(stamps, st.sampled_from(["", "0", "2026-13-01 07:10", "=NOW()", "kemarin"]))
rows = st.fixed_dictionaries(
    {
        "nip": st.sampled_from([*NIPS, "", "1.98501E+17", "198501012010011000", f"'{NIPS[0]}"]),
        "time": cells,
        "kind": st.sampled_from(["", "in", "OUT", "masuk"]),
        "lat": st.sampled_from(["", "0", "-1.312482", "1312482"]),
        "lon": st.sampled_from(["", "0", "123.298373"]),
        "device": st.text(max_size=5),
    }
)


@given(st.lists(rows, max_size=12))
def test_rows_when_read_then_each_is_used_or_listed(given_rows):
    pack = Pack(employees=PEOPLE, punches=given_rows)
    lines = {row.place.line for row in pack.rows("punches")}
    aside = [bad.line for bad in pack.set_aside if bad.table == "punches"]
    assert sorted([*lines, *aside]) == list(range(2, len(given_rows) + 2))


@given(st.lists(rows, max_size=8), st.randoms(use_true_random=False))
def test_rows_when_shuffled_and_repeated_then_the_same_facts(given_rows, random):
    pack = Pack(employees=PEOPLE, punches=given_rows)
    shuffled = [*given_rows, *given_rows[:3]]
    random.shuffle(shuffled)
    again = Pack(employees=PEOPLE[::-1], punches=shuffled)
    assert again.rows("punches") == pack.rows("punches")
    assert again.digest == pack.digest
    reasons = {(bad.code, bad.column, bad.value) for bad in pack.set_aside}
    assert {(bad.code, bad.column, bad.value) for bad in again.set_aside} - reasons <= {
        ("duplicate-row", "", "")
    }


@given(st.lists(rows, max_size=8))
def test_pack_when_written_and_read_then_the_same_digest_and_nothing_set_aside(given_rows):
    pack = Pack(employees=PEOPLE, punches=given_rows)
    tables = {}
    for name in pack.tables:
        table = CsvTable(table_csv(definition().tables[name], pack.rows(name)).encode(), name)
        tables[name] = RawTable(name, table.header, table.records())
    again = Pack.from_tables(tables)
    assert again.digest == pack.digest
    assert again.set_aside == ()


@given(st.lists(st.lists(st.text(), min_size=3, max_size=3), min_size=1, max_size=6))
def test_csv_when_any_text_then_cells_come_back(table):
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows([["nip", "time", "device"], *table])
    data = stream.getvalue().replace("\0", "").encode()
    found = [cells for _, cells in CsvTable(data, "x.csv").records()]
    expected = [[cell.replace("\0", "") for cell in row] for row in table]
    assert found == [row for row in expected if any(row)]


@given(
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    st.integers(0, 86_399),
    st.integers(-14 * 60, 14 * 60),
)
def test_stamp_when_moved_to_utc_then_the_same_moment(day, second, offset):
    utc = Stamp(day, second, offset).utc()
    seconds = (utc.day - day) // timedelta(days=1) * 86_400 + utc.second
    assert seconds == second - offset * 60
