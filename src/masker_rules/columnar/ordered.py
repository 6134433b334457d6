"""Rows of a table as a frame in canonical order: each fact once, and their digest.

The counterpart of :mod:`masker_rules.facts.canonical` over whole columns: the same order, the same
repeats and the same digest, whatever the order of the rows in the source.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from masker_rules.columnar.plain_cells import EPOCH, MOMENTS, OFFSET, WORD, has_few, inner
from masker_rules.columnar.plain_rows import LINE, NAMES, columns_of
from masker_rules.errors import Place
from masker_rules.facts.canonical import ROWS_AT_ONCE, none_text
from masker_rules.facts.definition import NONE, ColumnDef, TableDef
from masker_rules.facts.doubts import COLUMN
from masker_rules.facts.rows import Row, row_maker
from masker_rules.facts.stamps import DAY_SECONDS, Stamp

__all__ = ["ROW", "filled", "frame_of_rows", "in_order", "rows_of", "table_digest"]

#: Column of a frame that says the place of each row in the canonical order.
ROW = "row"

_AT = "at"
#: From this size on a frame is first sorted by one number a row.
_MANY = 20_000
# Seconds since the beginning of the ordinals have fewer bits.
_MOMENT_BITS = 39
_ROWS_A_TEXT = 64 * ROWS_AT_ONCE
#: Types whose texts may need it.
_FREE = frozenset({"text", "word", "score", "codes", "attribute"})
_ESCAPED = r'["\\\x00-\x1f]'


def filled(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that hold a value, and the lines."""
    return frame.select(
        s for s in frame.get_columns() if s.null_count() < len(s) or s.name == LINE
    )


def _full(table: TableDef, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with all columns of the table; one that is not there holds no value."""
    wanted = columns_of(table)
    missing = [
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in wanted.items()
        if name not in frame.columns
    ]
    return frame.with_columns(missing).select(*wanted)


# --- rows and frames ---------------------------------------------------------------------------


def frame_of_rows(table: TableDef, rows: Sequence[Row]) -> pl.DataFrame:
    """Row objects as a frame."""
    cells: list[list[object]] = [[] for _ in columns_of(table)]
    for row in rows:
        at = 0
        for column in table.columns:
            for value in inner(column, getattr(row, column.field)):
                cells[at].append(value)
                at += 1
        cells[at].append(",".join(sorted(row.none)) or None)
        cells[at + 1].append(row.place.line)
    data = zip(columns_of(table).items(), cells, strict=True)
    return pl.DataFrame([pl.Series(name, found, dtype=kind) for (name, kind), found in data])


def rows_of(table: TableDef, frame: pl.DataFrame, file: str) -> list[Row]:
    """A frame as row objects, in canonical order where it has one."""
    if ROW in frame.columns:
        frame = frame.sort(ROW)
    make, frame = row_maker(table.name), _full(table, frame)
    columns = [_values(column, frame) for column in table.columns]
    lines, named = frame[LINE].to_list(), frame[NAMES].to_list()
    none = {names: frozenset(names.split(",")) for names in set(named) if names is not None}
    nobodys = frozenset[str]()
    return [
        make(values, Place(file, line), none.get(names, nobodys))
        for line, names, *values in zip(lines, named, *columns, strict=True)
    ]


def _values(column: ColumnDef, frame: pl.DataFrame) -> Iterable[object]:
    cells = frame[column.name].to_list()
    if column.type in MOMENTS:
        offsets = frame[OFFSET.format(column.name)].to_list()
        return map(_stamp, cells, offsets)
    if column.type == "score":
        words = frame[WORD.format(column.name)].to_list()
        pairs = zip(cells, words, strict=True)
        return [c if c is None or is_word else Decimal(c) for c, is_word in pairs]
    make = _MAKERS.get(column.type)
    return cells if make is None else [None if c is None else make(c) for c in cells]


_MAKERS: Mapping[str, Callable[[Any], object]] = {
    "date": dt.date.fromordinal,
    "money": Decimal,
    "number": Decimal,
    "amount": Decimal,
    "percent": Decimal,
    "coordinate": Decimal,
    "minutes": int,
    "count": int,
}


def _stamp(moment: int | None, offset: int | None) -> Stamp | None:
    if moment is None:
        return None
    day, second = divmod(moment + (offset or 0) * 60, DAY_SECONDS)
    return Stamp(dt.date.fromordinal(day), second, offset)


# --- canonical order ---------------------------------------------------------------------------


def in_order(
    table: TableDef, frame: pl.DataFrame, people: pl.Enum | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each fact once, its place in canonical order in the column `row`; and the others.

    The rows themselves stay where they are: few who use them need them sorted.

    Args:
        table: Its definition.
        frame: Rows, each with the line where it stands; of equal ones the first line is kept.
        people: Everybody who may stand in the column `nip`, in order; None where that is not
            known.
    """
    frame = _with_common_doubts(table, frame.drop(ROW, strict=False))
    if not len(frame):
        return frame.with_columns(pl.lit(0, dtype=pl.Int64).alias(ROW)), frame
    keyed = _canonical_names(table, frame)
    keys = list(_keys(table, frame))
    roughly = _roughly(table, frame, people)
    if roughly is None:
        ties = keyed.select(*keys, LINE).with_row_index(_AT).sort(*_names(keys), LINE)
        order, places = ties[_AT], None
    else:
        order, places = roughly[_AT], _ties(roughly)
        at = order.gather(places)
        ties = keyed[at].select(*keys, LINE, at.alias(_AT)).sort(*_names(keys), LINE)
        order = order.scatter(places, ties[_AT]) if len(places) else order
    again = _repeats(ties, _names(keys))
    if not again.any():
        return frame.with_columns(_ranks(order)), frame.clear()
    where = again.arg_true() if places is None else places.filter(again)
    keep = pl.repeat(value=True, n=len(order), eager=True).scatter(where, values=False)
    left = order.filter(keep)
    sources = left.sort()
    # Places among the rows that are left.
    places_left = pl.repeat(0, len(order), dtype=pl.Int64, eager=True).scatter(
        sources, pl.int_range(len(sources), eager=True)
    )
    return frame[sources].with_columns(_ranks(places_left.gather(left))), frame[
        order.gather(where)
    ]


def _rows_of_doubted(frame: pl.DataFrame) -> pl.Series:
    """Places of the rows of people of whom a row is in doubt, and of nobody if one of those is."""
    if "nip" not in frame.columns:
        return pl.int_range(len(frame), eager=True)
    nips = frame["nip"]
    people = nips.filter(frame[COLUMN].is_not_null()).unique()
    near = nips.is_in(people.drop_nulls().implode()).fill_null(value=False)
    return (near | nips.is_null() if people.null_count() else near).arg_true()


def _with_common_doubts(table: TableDef, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows; of those that say the same each has the doubts of all."""
    if COLUMN not in frame.columns:
        return frame
    near = _rows_of_doubted(frame)
    same = [key for key in _keys(table, frame) if key.meta.root_names() != [COLUMN]]
    doubts = pl.col(COLUMN).drop_nulls().unique().sort().str.join(" ").over(same)
    joined = _canonical_names(table, frame)[near].select(doubts.alias(COLUMN))[COLUMN]
    spellings = joined.unique()
    meant = [" ".join(sorted({*text.split()})) or None for text in spellings.to_list()]
    joined = joined.replace_strict(spellings, pl.Series(meant, dtype=pl.String))
    return frame.with_columns(frame[COLUMN].scatter(near, joined))


def _ranks(order: pl.Series) -> pl.Series:
    """The place of each row, of the rows in order."""
    places = pl.int_range(len(order), dtype=pl.Int64, eager=True)
    return pl.repeat(0, len(order), dtype=pl.Int64, eager=True).scatter(order, places).alias(ROW)


def _keys(table: TableDef, frame: pl.DataFrame) -> Iterator[pl.Expr]:
    """What is compared, in the order in which it is; nothing comes before everything."""
    for number, column in enumerate(table.columns):
        if column.name not in frame.columns:
            continue
        cell = pl.col(column.name)
        # The canonical text of a clock is its number, compared as a text.
        yield (cell.cast(pl.String) if column.type == "clock" else cell).alias(f"k{number}")
        if column.type in MOMENTS and OFFSET.format(column.name) in frame.columns:
            yield pl.col(OFFSET.format(column.name)).is_not_null().alias(f"k{number}z")
    if NAMES in frame.columns:
        yield pl.col(NAMES).alias("names")


def _canonical_names(table: TableDef, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with the names of columns without a value as the digest has them."""
    if NAMES not in frame.columns:
        return frame
    spellings = frame[NAMES].unique().drop_nulls()
    meant = [none_text(table, names.split(",")) or None for names in spellings.to_list()]
    texts = frame[NAMES].replace_strict(
        spellings, pl.Series(meant, dtype=pl.String), default=None, return_dtype=pl.String
    )
    return frame.with_columns(texts)


def _names(keys: Sequence[pl.Expr]) -> list[str]:
    return [key.meta.output_name() for key in keys]


def _roughly(table: TableDef, frame: pl.DataFrame, people: pl.Enum | None) -> pl.DataFrame | None:
    """Rows by person and time, as one number; None where the frame is small or has not both."""
    first, second = table.columns[:2]
    is_dated = second.type in MOMENTS or second.type == "date"
    if first.type != "nip" or not is_dated or len(frame) < _MANY:
        return None
    everybody = people or pl.Enum(frame["nip"].unique().sort())
    ranks = frame["nip"].cast(everybody).to_physical().cast(pl.Int64)
    numbers = (ranks * (1 << _MOMENT_BITS) + frame[second.name]).alias("number")
    made = pl.DataFrame({"number": numbers}).with_row_index(_AT)
    return made if numbers.is_sorted() else made.sort("number")


def _ties(order: pl.DataFrame) -> pl.Series:
    """Places whose number also stands beside them."""
    number = pl.col("number")
    tied = (number == number.shift(1)) | (number == number.shift(-1))
    return order.select(tied.fill_null(value=False).alias("tied"))["tied"].arg_true()


def _repeats(frame: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    same = [pl.col(name).eq_missing(pl.col(name).shift(1)) for name in names]
    again = pl.all_horizontal(same) & (pl.int_range(pl.len()) > 0)
    return frame.select(again.alias("again"))["again"]


# --- digest ------------------------------------------------------------------------------------


class _Hash(io.RawIOBase):
    """A file that keeps only the SHA-256 of what is written."""

    def __init__(self) -> None:
        self.seen = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.seen.update(data)
        return len(data)


def table_digest(table: TableDef, frame: pl.DataFrame) -> str:
    """SHA-256 of :func:`masker_rules.facts.canonical.table_digest` over a frame in order."""
    to = _Hash()
    order = frame[ROW].arg_sort()
    is_sorted = order.is_sorted()
    frame = _canonical_names(table, frame.drop(ROW, LINE))
    for first in range(0, len(frame), _ROWS_A_TEXT):
        size = min(_ROWS_A_TEXT, len(frame) - first)
        part = frame.slice(first, size) if is_sorted else frame[order.slice(first, size)]
        text = _text(table, part)
        text.write_csv(to, include_header=False, quote_style="never", line_terminator="")  # type: ignore[call-overload]
    return to.seen.hexdigest()


def _text(table: TableDef, frame: pl.DataFrame) -> pl.DataFrame:
    """What the encoder makes of the rows, list by list."""
    held = [column for column in table.columns if column.name in frame.columns]
    texts = pl.DataFrame([_texts(column, frame) for column in held])
    names = [column.name for column in held]
    if NAMES in frame.columns:
        texts, names = texts.with_columns(frame[NAMES].alias(NONE)), [*names, NONE]
    pieces: list[pl.Expr | str] = []
    for name in names:
        before = f'{", " if pieces else ""}"{name}": "'
        cell = pl.col(name)
        if texts[name].null_count():
            pieces.append((before + cell + '"').fill_null(""))
        else:
            pieces += [pl.lit(before), cell, pl.lit('"')]
    at = pl.int_range(pl.len())
    last = (at % ROWS_AT_ONCE == ROWS_AT_ONCE - 1) | (at == pl.len() - 1)
    begin = pl.when(at % ROWS_AT_ONCE == 0).then(pl.lit("[{")).otherwise(pl.lit(", {"))
    end = pl.when(last).then(pl.lit("}]")).otherwise(pl.lit("}"))
    return texts.select(pl.concat_str(begin, *pieces, end).alias("text"))


def _texts(column: ColumnDef, frame: pl.DataFrame) -> pl.Series:
    """The canonical texts of a column, written as in JSON."""
    cell = pl.col(column.name)
    if column.type in MOMENTS:
        moment = pl.from_epoch(cell - EPOCH * DAY_SECONDS, "s")
        text = moment.dt.strftime("%Y-%m-%d %H:%M:%S")
        if OFFSET.format(column.name) in frame.columns:
            is_utc = pl.col(OFFSET.format(column.name)).is_not_null()
            text = text + pl.when(is_utc).then(pl.lit("Z")).otherwise(pl.lit(""))
    elif column.type == "date":
        text = (cell - EPOCH).cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m-%d")
    elif column.type == "flag":
        text = pl.when(cell).then(pl.lit("true")).when(~cell).then(pl.lit("false"))
    else:
        text = cell.cast(pl.String)
    texts = frame.select(text.alias(column.name))[column.name]
    return _escaped(texts) if column.type in _FREE else texts


def _escaped(texts: pl.Series) -> pl.Series:
    spellings = texts.unique() if has_few(texts) else texts
    marked = spellings.filter(spellings.str.contains(_ESCAPED)).unique()
    if not len(marked):
        return texts
    written = [json.dumps(text, ensure_ascii=False)[1:-1] for text in marked.to_list()]
    return texts.replace(marked, pl.Series(written, dtype=pl.String))
