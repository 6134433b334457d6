"""Cells that say none, and what a pack or a profile says of empty ones: frames and rows agree."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packs import NIP, OTHER
from same_packs import assert_same, read_both

import masker_rules as mr
from masker_rules.columnar import plain_cells
from masker_rules.columnar.intake import read_frames
from masker_rules.facts.manifest import said_of_empties
from masker_rules.facts.vocabulary import Vocabulary

CANONICAL = Vocabulary.canonical()
#: What cells of a column say in these packs, empty among it.
CELLS = {
    ("employees", "position_kind"): ("", "none", "struktural", "pelaksana"),
    ("employees", "npwp"): ("", "none", "true", "false"),
    ("employees", "education"): ("", "none", "S2", "None"),
    ("employees", "supervisor"): ("", "none", OTHER),
    ("employees", "job_class"): ("", "none", "8"),
    ("employees", "service_start"): ("", "none", "2020-01-01"),
    ("activities", "minutes"): ("", "none", "60"),
    ("activities", "status"): ("", "approved", "none"),
    ("activities", "conforming"): ("", "none", "true"),
    ("activities", "submitted_at"): ("", "none", "2026-03-02 08:00", "2026-03-02T08:00Z"),
    ("punches", "mock"): ("", "none", "true"),
    ("punches", "device"): ("", "none", "M1"),
    ("punches", "lat"): ("", "none"),
    ("punches", "accuracy_m"): ("", "none", "12.5"),
    ("scores", "value"): ("", "none", "tidak_ada", "90.5"),
    ("attributes", "value"): ("", "none", "Islam", "90.50", "2026-03-31", "true"),
    ("attributes", "known_at"): ("", "none", "2026-03-02 08:00"),
    ("salaries", "gross"): ("", "none", "900000"),
    ("amounts", "unit"): ("", "none", "Dinas Contoh"),
}
KEYS = {
    "employees": {"category": "PNS"},
    "activities": {"date": "2026-03-02"},
    "punches": {"time": "2026-03-02 07:00"},
    "scores": {"period": "2026-03", "measure": "skp"},
    "attributes": {"key": "agama"},
    "salaries": {"period": "2026-03"},
    "amounts": {"component": "tpp", "amount": "1000"},
}
MEANINGS = {
    "employees.position_kind": ("none", "unknown", "struktural"),
    "employees.npwp": ("none", "true"),
    "employees.education": ("none",),
    "employees.service_start": ("unknown", "open"),
    "activities.minutes": ("none", "30"),
    "activities.status": ("approved", "unknown"),
    "activities.conforming": ("none", "false"),
    "activities.submitted_at": ("none",),
    "activities.quantity": ("unknown",),
    "punches.mock": ("none", "unknown"),
    "punches.device": ("unknown",),
    "scores.value": ("none",),
    "salaries.gross": ("none", "500000"),
}


@st.composite
def tables(draw):
    """Tables of two people in which cells are empty, say none, or say something."""
    found = {}
    for table, keys in KEYS.items():
        own = {name: cells for (of, name), cells in CELLS.items() if of == table}
        row = st.fixed_dictionaries({n: st.sampled_from(c) for n, c in own.items()})
        rows = [{"nip": nip, **keys, **draw(row)} for nip in (NIP, OTHER)]
        more = draw(st.lists(row, max_size=0 if table == "employees" else 4))
        found[table] = rows + [{"nip": NIP, **keys, **cells} for cells in more]
    return found


def meanings():
    chosen = {name: st.sampled_from(said) for name, said in MEANINGS.items()}
    return st.fixed_dictionaries({}, optional=chosen)


def frames_of(given):
    return {
        name: pl.DataFrame(rows, infer_schema_length=None)
        for name, rows in given.items()
        if name != "empty"
    } | {"empty": given["empty"]}


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(tables(), meanings(), meanings())
def test_pack_when_cells_are_empty_or_say_none_then_frames_are_what_rows_are(facts, pack, law):
    given_tables = {**facts, "empty": pack}
    words = Vocabulary(CANONICAL.words, CANONICAL.measures, said_of_empties(law))
    read_both(given_tables, CANONICAL, words)
    framed, whole = read_frames(frames_of(given_tables)), mr.Pack(**given_tables)
    assert_same(framed, whole)
    assert_same(framed.under(words), whole.under(words))


@settings(max_examples=15, deadline=None)
@given(tables(), meanings())
def test_pack_when_empty_means_something_then_as_if_it_were_written(facts, pack):
    said = {name: one for name, one in pack.items() if one != "unknown"}
    written = {
        table: [
            {
                name: said.get(f"{table}.{name}", cell) if cell == "" else cell
                for name, cell in {**dict.fromkeys(columns(table, said), ""), **row}.items()
            }
            for row in rows
        ]
        for table, rows in facts.items()
    }
    for table in written.values():
        for row in table:
            if row.get("service_start") == "open":
                row["service_start"] = ""
    assert mr.Pack(**facts, empty=said).digest == mr.Pack(**written).digest


def columns(table, said):
    """Columns of a table of which something is said."""
    return [name.partition(".")[2] for name in said if name.startswith(f"{table}.")]


@pytest.mark.parametrize("few", [True, False])
def test_files_when_the_pack_says_what_empty_means_then_read_alike(tmp_path, monkeypatch, few):
    monkeypatch.setattr(plain_cells, "has_few", lambda _: few)
    people = [
        {"nip": NIP, "category": "PNS", "position_kind": "", "education": "none"},
        {"nip": OTHER, "category": "PNS", "position_kind": "none", "education": ""},
    ]
    home = tmp_path / "pack"
    home.mkdir()
    pl.DataFrame(people).write_parquet(home / "pegawai.parquet")
    taps = f"nip,time,mock,device\n{NIP},2026-03-02 07:00,,none\n{OTHER},2026-03-02 07:00,none,\n"
    (home / "punches.csv").write_text(taps)
    said = "empty: {employees.education: none, punches.mock: unknown}\n"
    (home / "pack.yaml").write_text(said + "tables: {employees: pegawai.parquet}\n")
    read_both(home, CANONICAL)
    pack = read_frames(home)
    assert [sorted(row.none) for row in pack.rows("employees")] == [
        ["education"],
        ["education", "position_kind"],
    ]
    assert [one.code for one in pack.set_aside] == ["unknown-cell"]
    part = pack.pack_of([NIP])
    assert [row.none for row in part.rows("employees")] == [{"education"}]
