"""A law of reading: whatever stands in the cells, frames and rows are read alike."""

from __future__ import annotations

import io
import tempfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from packs import EMPLOYEES, NIP, OTHER
from same_packs import read_both

from masker_rules.columnar import ordered, plain_cells
from masker_rules.facts.definition import definition
from masker_rules.facts.vocabulary import Vocabulary

CANONICAL = Vocabulary.canonical()
TABLES = definition().tables

ODD = [
    "",
    " ",
    "0",
    "-",
    "=A1",
    "+SUM(A1)",
    "#N/A",
    "\u00e9t\u00e9",
    'a"b',
    "a\\b",
    "\t",
    "x" * 99,
    "1e3",
    "'",
]
TEXTS = [
    "Dinas\u00a0Contoh",
    "Dinas\nContoh",
    "Dinas\x07",
    "\u202eDinas",
    "Dinas\u200b",
    "e\u0301",
]
TEXTS = ["M1", "Dinas Contoh", *TEXTS, " M1", "M1 ", "7", "a, b", "(c)", "-5"]
NIPS = [NIP, OTHER, f"'{NIP}", "19850101 201001 1 001", "199003152015033992", "12345678"]
NIPS += ["198513012010011001", "198501012010011000", "1985010120100110", "1.98E+17"]
EDGES = ["1899-12-31", "1900-01-01", "1900-01-02", "2199-12-30", "2199-12-31", "2200-01-01"]
EDGES += ["9999-12-31", "0001-01-01"]
DATES = [*EDGES, "2026-03-02", "2026-03-31", "2026-02-30", "2026-3-2", "02/03/2026", " 2026-03-02"]
DATES += ["2026-03-02 00:00:00", "2026-03-02T00:00", "2026-03-02 00:00:01"]
CLOCKS = ["07:30", "7:30", "16:00:00", "31:30", "00:00", "23:59", "49:00", "07:30:00.5"]
MOMENTS = [
    *("2026-03-02 07:10:00", "2026-03-02 07:10", "2026-03-02T07:10:00", "2026-03-02 07:10:00Z"),
    *("2026-03-02T07:10:00+08:00", "2026-03-02 07:10 +0800", "2026-03-01 23:10:00Z"),
    *("2026-03-02 07:10:00.000", "2026-03-02 07:10:00.5Z", "2026-03-02 24:00:00"),
    *("2026-03-02 00:00:00", "2026-03-02 7:10", "2026-02-29 07:10:00", "2026-03-02 07:60:00"),
    *(f"{edge} 07:10:00" for edge in EDGES),
    *("1899-12-31 23:30:00-08:00", "1900-01-01 00:30:00+08:00", "2199-12-31 23:30:00-08:00"),
    *("2026-03-02 07:10:60", "0026-03-02 07:10:00", "2026-03-02", "2026-03-02  07:10:00"),
]
NUMBERS = ["0", "1", "5", "12", "007", "-3", "-0", "1.5", "1.50", "2.00", "0.001", "-0.25", "100%"]
NUMBERS += ["12.5 %", "1,5", ".5", "5.", "1" * 18, "1" * 29, "604.000", "0.0"]
# Both sides of what a type can be.
NUMBERS += ["9" * 15, "1" + "0" * 15, "-" + "9" * 15, "-1" + "0" * 15, "9" * 15 + ".5"]
NUMBERS += ["527040", "527041", "9999", "10000", "10001", "10000.000000000001", "1000", "1001"]
DEGREES = ["-1.312482", "123.298373", "0", "0.0", "-0.0312480", "91.5", "181.5", "1312482", "1."]
PERIODS = ["1900", "1899", "2199-12", "2200-01", "9999", "0000", "0000-01"]
PERIODS = ["2026-03", "2026-Q1", *PERIODS, "2026-q1", "2026", "2026-13", "1899-01"]
POOLS = {
    "nip": NIPS,
    "text": TEXTS,
    "date": DATES,
    "stamp": MOMENTS,
    "moment": MOMENTS,
    "clock": CLOCKS,
    "flag": ["true", "false", "TRUE", "ya", " true"],
    "period": PERIODS,
    "month": PERIODS,
    "coordinate": DEGREES,
    "score": [*NUMBERS, "baik", "Sangat Baik", "tidak_ada"],
}
NATIVE = {
    "text": [5, 2.0, True],
    "date": [
        *map(date.fromisoformat, EDGES),
        date(2026, 3, 2),
        datetime(2026, 3, 2),
        datetime(2026, 3, 2, 7),
    ],
    "stamp": [
        datetime(2026, 3, 2, 7, 10),
        datetime(2026, 3, 2, 7, 10, 0, 5),
        datetime(2026, 3, 2),
        *map(datetime.fromisoformat, EDGES),
    ],
    "moment": [datetime(2026, 3, 2, 7, 10), date(2026, 3, 2)],
    "clock": [time(7, 30), time(7, 30, 0, 5), time(0), 0],
    "flag": [True, False, 1],
    "period": [2026, 1],
    "coordinate": [-1.312482, 123.298373, 0.0, 5.0, 91.5, -0.0312],
}
NATIVE_NUMBERS = [0, 1, 5, -3, 2.0, 0.25, -0.0, 1e20, float("nan"), Decimal("1.50"), 10**14]
NATIVE_NUMBERS += [10**15 - 1, 10**15, 527_040, 527_041, 10_000, 10_001]


def words_of(column):
    listed = [*column.words, *CANONICAL.words.get(column.profile, {}).values(), "full"]
    return [
        *listed[:6],
        listed[0].upper().replace("_", "-"),
        "kata",
        "overpayment",
        "payment_percent",
    ]


def texts_of(column):
    pool = words_of(column) if column.type == "word" else POOLS.get(column.type, NUMBERS)
    return pool[:2], pool, ODD


def cells_of(column):
    """Any cell of a column."""
    good, pool, odd = texts_of(column)
    return st.sampled_from([*good * 3, *pool, *odd])


@st.composite
def rows_of(draw, columns):
    """A row of good cells but for a few."""
    cells = [draw(st.sampled_from(texts_of(column)[0])) for column in columns]
    for at in draw(st.lists(st.integers(0, len(columns) - 1), max_size=2)):
        cells[at] = draw(cells_of(columns[at]))
    return tuple(cells)


@st.composite
def csv_tables(draw, *, odd_lines=True):
    """A table of the definition as CSV text."""
    table = TABLES[draw(st.sampled_from([name for name in TABLES if name != "employees"]))]
    names = [column.name for column in table.columns if column.required or draw(st.booleans())]
    row = rows_of([table.column(name) for name in names])
    write = draw(st.sampled_from([quoted, in_quotes]))
    lines = [",".join(map(write, names))]
    lines += [",".join(map(write, cells)) for cells in draw(st.lists(row, max_size=8))]
    lines += lines[1:3]
    if odd_lines and draw(st.integers(0, 3)) == 0:
        lines.insert(draw(st.integers(1, len(lines))), draw(st.text(',"\n\r;a1\x01', max_size=6)))
    return table.name, "\n".join(lines) + draw(st.sampled_from(["", "\n"]))


def in_quotes(cell):
    return '"' + cell.replace('"', '""') + '"'


def quoted(cell):
    plain = not any(mark in cell for mark in ',"\r\n')
    return cell if plain else '"' + cell.replace('"', '""') + '"'


@pytest.fixture(scope="module", params=["spelled", "patterned"], autouse=True)
def reading(request):
    """Both ways of reading a column, whatever its size."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "patterned":
            patch.setattr(plain_cells, "_SAMPLE", 0)
            patch.setattr(plain_cells, "_MOST_SPELLINGS", 0)
            patch.setattr(ordered, "_MANY", 0)
        yield


def read_folder(**files):
    with tempfile.TemporaryDirectory() as place:
        for name, data in {"employees.csv": EMPLOYEES.encode(), **files}.items():
            (Path(place) / name).write_bytes(data)
        return read_both(place, CANONICAL)


@pytest.mark.slow
@given(csv_tables())
def test_csv_when_any_cells_stand_in_it_then_read_alike(made):
    name, text = made
    read_folder(**{f"{name}.csv": text.encode()})


EMPLOYEE = rows_of(TABLES["employees"].columns)


@pytest.mark.slow
@given(st.lists(EMPLOYEE, max_size=6))
def test_employees_when_any_cells_stand_in_them_then_read_alike(rows):
    lines = [",".join(TABLES["employees"].names)]
    lines += [",".join(map(quoted, cells)) for cells in rows]
    punches = f"nip,time\n{NIP},2026-03-02 07:10:00\n12345678,2026-03-02 07:10:00\n"
    read_folder(**{"employees.csv": "\n".join(lines).encode(), "punches.csv": punches.encode()})


@st.composite
def frames(draw):
    """A table as a frame: each column texts, or values of one type."""
    table = TABLES[draw(st.sampled_from([name for name in TABLES if name != "employees"]))]
    size = draw(st.integers(0, 6))
    columns = {}
    for column in table.columns:
        if not (column.required or draw(st.booleans())):
            continue
        cells = cells_of(column)
        if column.type != "nip" and draw(st.booleans()):
            pool = NATIVE.get(column.type, NATIVE_NUMBERS)
            kind = type(draw(st.sampled_from(pool)))
            cells = st.sampled_from([cell for cell in pool if type(cell) is kind])
        given_cells = draw(st.lists(st.one_of(st.none(), cells), min_size=size, max_size=size))
        columns[column.name] = pl.Series(given_cells, strict=False)
    return table.name, pl.DataFrame(columns)


@pytest.mark.slow
@given(frames())
def test_frames_when_typed_then_read_alike(made):
    name, frame = made
    people = [{"nip": NIP}, {"nip": OTHER}]
    read_both({"employees": people, name: frame}, CANONICAL)
    stream = io.BytesIO()
    frame.write_parquet(stream)
    read_folder(**{f"{name}.parquet": stream.getvalue()})
