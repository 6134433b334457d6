"""The cells of a column that are plainly good, read all at once; every other one is pointed out.

Plain is what the door of :mod:`masker_rules.facts.cells` takes in its strict spelling. Where few
spellings stand in a column, the door itself reads each of them once; where nearly every cell is
another one, a pattern says which are plain. A cell that is not plain is not wrong: its row goes
through the door with all its cells.

In the frames of this package's reader a date is its ordinal, a moment the second since the
beginning of the ordinals (in UTC where an offset is stated, the offset in a column beside it), a
clock its second, a flag a Boolean, and every number and word its canonical text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from masker_rules.facts.canonical import text_of
from masker_rules.facts.cells import (
    MAX_TEXT,
    NOTHING,
    OF_PROGRAMS,
    NoPlace,
    PercentAmount,
    stamp_value,
)
from masker_rules.facts.definition import NONE, ColumnDef, definition
from masker_rules.facts.findings import CellError
from masker_rules.facts.intake import cell_parser, has_fraction
from masker_rules.facts.stamps import DAY_SECONDS, Stamp

__all__ = [
    "EPOCH",
    "MOMENTS",
    "OFFSET",
    "PERCENT",
    "WORD",
    "Cells",
    "dtypes_of",
    "has_few",
    "inner",
    "read_cells",
    "surely_within",
]

#: Ordinal of the day on which Unix time begins.
EPOCH = dt.date(1970, 1, 1).toordinal()
MOMENTS = frozenset({"stamp", "moment"})
OFFSET = "{}__offset"
PERCENT = "{}__percent"
WORD = "{}__word"

_INNER = {
    "date": pl.Int64,
    "stamp": pl.Int64,
    "moment": pl.Int64,
    "clock": pl.Int64,
    "flag": pl.Boolean,
}
#: More spellings than this are not read one by one.
_MOST_SPELLINGS = 20_000
_MOST_TAILS = 5_000
_SAMPLE = 5_000

_NIP = r"^(?:19|20)[0-9]{16}$"
# Printable ASCII that begins like no formula and ends in no blank.
_TEXT = r"^[0-9A-Za-z(/]([ -~]*[!-~])?$"
_DAY = r"[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_HOUR = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
#: Decimals of a plain number of a type.
_DECIMALS = {
    "money": 2,
    "amount": 2,
    "number": 12,
    "score": 12,
    "percent": 12,
    "minutes": 0,
    "count": 0,
}
_DEGREES = {"lat": "(?:0|[1-8]?[0-9])", "lon": "(?:0|[1-9]?[0-9]|1[0-7][0-9])"}


@dataclass(frozen=True, slots=True)
class Cells:
    """A column as read.

    Attributes:
        values: The values under the column's name, and what stands beside them.
        plain: Which cells are plainly good; an empty one is.
    """

    values: tuple[pl.Series, ...]
    plain: pl.Series


def dtypes_of(column: ColumnDef) -> dict[str, Any]:
    """The columns of a frame that hold the column, with their types."""
    found: dict[str, Any] = {column.name: _INNER.get(column.type, pl.String)}
    if column.type in MOMENTS:
        found[OFFSET.format(column.name)] = pl.Int64
    if column.type == "score":
        found[WORD.format(column.name)] = pl.Boolean
    return found


def inner(column: ColumnDef, value: object) -> tuple[object, ...]:
    """A value of a row in the columns of :func:`dtypes_of`."""
    if column.type in MOMENTS:
        return _moment(value) if isinstance(value, Stamp) else (None, None)
    if column.type == "score":
        return (None, None) if value is None else (text_of(value), isinstance(value, str))
    if value is None:
        return (None,)
    if isinstance(value, dt.date):
        return (value.toordinal(),)
    return (value if column.type in _INNER else text_of(value),)


def _moment(stamp: Stamp) -> tuple[object, ...]:
    utc = stamp.utc()
    return utc.day.toordinal() * DAY_SECONDS + utc.second, stamp.offset_minutes


def read_cells(cells: pl.Series, column: ColumnDef) -> Cells:
    """Read a column of a source: texts as in a CSV, or the values of a typed frame."""
    cells = _tidy(cells)
    if cells.null_count() == len(cells):
        return _unread(cells, column, plain=True)
    found = _by_type(cells, column)
    if not column.default:
        return found
    filling = inner(column, cell_parser(column)(column.default))
    filled = [s.fill_null(v) for s, v in zip(found.values, filling, strict=True)]
    return Cells(tuple(filled), found.plain)


def _tidy(cells: pl.Series) -> pl.Series:
    """Texts as texts, and an empty one as none."""
    if isinstance(cells.dtype, pl.Categorical | pl.Enum):
        cells = cells.cast(pl.String)
    if cells.dtype == pl.String and (cells == "").any():
        cells = cells.set(cells == "", None)
    return cells


def _unread(cells: pl.Series, column: ColumnDef, *, plain: bool) -> Cells:
    """No value in any row: all empty, or none that is plain."""
    size = len(cells)
    kinds = dtypes_of(column)
    defaults: Sequence[Any] = (None,) * len(kinds)
    if column.default:
        defaults = inner(column, cell_parser(column)(column.default))
    values = [
        pl.repeat(value, size, dtype=kind, eager=True).alias(name)
        for (name, kind), value in zip(kinds.items(), defaults, strict=True)
    ]
    if column.type == "amount":
        values.append(
            pl.repeat(value=False, n=size, eager=True).alias(PERCENT.format(column.name))
        )
    is_plain = pl.repeat(value=True, n=size, eager=True) if plain else cells.is_null()
    return Cells(tuple(values), is_plain)


def _by_type(cells: pl.Series, column: ColumnDef) -> Cells:
    kind = cells.dtype
    if column.type == "nip":
        return _nips(cells, column) if kind == pl.String else _unread(cells, column, plain=False)
    if column.type in MOMENTS:
        return _moments(cells, column)
    if isinstance(kind, pl.Datetime | pl.Duration):
        return _dated(cells, column)
    if kind.is_nested() or kind in (pl.Binary, pl.Object):
        return _unread(cells, column, plain=False)
    if has_few(cells):
        return _spelled(cells, column)
    return _patterned(cells, column)


# --- numbers of persons ----------------------------------------------------------------------


def _nips(cells: pl.Series, column: ColumnDef) -> Cells:
    # Each number stands in many rows: the date of birth is looked at once.
    known = cells.unique().drop_nulls()
    shaped = known.filter(known.str.contains(_NIP) & ~known.str.ends_with("000"))
    born = shaped.str.slice(0, 8).str.to_date("%Y%m%d", strict=False)
    good = shaped.filter(born.is_not_null())
    if len(good) == len(known):
        plain = pl.repeat(value=True, n=len(cells), eager=True)
    else:
        plain = cells.is_in(good.implode()) | cells.is_null()
    return Cells((cells.alias(column.name),), plain.fill_null(value=True))


# --- moments ---------------------------------------------------------------------------------


def _moments(cells: pl.Series, column: ColumnDef) -> Cells:
    kind = cells.dtype
    if kind == pl.String:
        return _written_moments(cells, column)
    if isinstance(kind, pl.Datetime):
        return _typed_moments(cells, column)
    if kind == pl.Date and column.type == "moment":
        days = cells.cast(pl.Int64) + EPOCH
        return _placed(column, days * DAY_SECONDS, cells.is_not_null() | cells.is_null())
    return _unread(cells, column, plain=False)


def _placed(
    column: ColumnDef, seconds: pl.Series, plain: pl.Series, offset: pl.Series | None = None
) -> Cells:
    name = OFFSET.format(column.name)
    if offset is None:
        offset = pl.repeat(None, len(seconds), dtype=pl.Int64, eager=True)
    # The date where the moment was stamped may be a neighbour of the one in UTC.
    first, last = (end * DAY_SECONDS for end in _days(column))
    plain &= seconds.is_between(first + DAY_SECONDS, last, closed="left") | seconds.is_null()
    return Cells((seconds.alias(column.name), offset.alias(name)), plain)


def _days(column: ColumnDef) -> tuple[int, int]:
    """Ordinals of the first and the last date of a type."""
    bounds = definition().types[column.type]
    assert isinstance(bounds.low, dt.date)
    assert isinstance(bounds.high, dt.date)
    return bounds.low.toordinal(), bounds.high.toordinal()


_UNITS = {"ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def _typed_moments(cells: pl.Series, column: ColumnDef) -> Cells:
    unit = _UNITS[cells.dtype.time_unit]  # type: ignore[attr-defined]
    ticks = cells.cast(pl.Int64)
    # Fractions are dropped and listed: row by row.
    seconds = ticks // unit + EPOCH * DAY_SECONDS
    plain = (ticks % unit) == 0
    offset = None
    if cells.dtype.time_zone is not None:  # type: ignore[attr-defined]
        east = (cells.dt.base_utc_offset() + cells.dt.dst_offset()).dt.total_seconds()
        plain, offset = plain & (east % 60 == 0), east // 60
    return _placed(column, seconds, plain.fill_null(value=True), offset)


def _written_moments(cells: pl.Series, column: ColumnDef) -> Cells:
    frame = pl.DataFrame({"cell": cells})
    cell = pl.col("cell")
    whole = cell.str.contains(rf"^{_DAY} {_HOUR}:[0-5][0-9]$")
    moment = cell.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False)
    frame = frame.select(
        "cell", seconds=pl.when(whole).then(moment.dt.epoch("s") + EPOCH * DAY_SECONDS)
    )
    others = frame["seconds"].is_null() & cells.is_not_null()
    offset = pl.repeat(None, len(cells), dtype=pl.Int64, eager=True)
    seconds = frame["seconds"]
    if others.any():
        at = others.arg_true()
        more, offsets = _other_moments(cells.gather(at), column)
        seconds, offset = seconds.scatter(at, more), offset.scatter(at, offsets)
    return _placed(column, seconds, seconds.is_not_null() | cells.is_null(), offset)


def _other_moments(cells: pl.Series, column: ColumnDef) -> tuple[pl.Series, pl.Series]:
    """Seconds and offsets of the other plain forms: without seconds, with `T`, with an offset.

    What stands behind the minute is one of few tails, which the door reads.
    """
    cell = pl.col("cell")
    tail = cell.str.slice(16)
    shape = cell.str.contains(rf"^{_DAY}[ T]{_HOUR}")
    clock = pl.concat_str(cell.str.slice(0, 10), pl.lit(" "), cell.str.slice(11, 5))
    frame = pl.DataFrame({"cell": cells}).select(
        tail=pl.when(shape).then(tail),
        minute=pl.when(shape).then(clock).str.to_datetime("%Y-%m-%d %H:%M", strict=False),
        day=pl.when(cell.str.contains(rf"^{_DAY}$")).then(cell).str.to_date(strict=False),
    )
    tails = frame["tail"].unique().drop_nulls()
    few = tails if len(tails) <= _MOST_TAILS else tails.clear()
    read = [(text, *found) for text in few.to_list() if (found := _tail(text))]
    known = pl.DataFrame(
        read, {"tail": pl.String, "more": pl.Int64, "offset": pl.Int64}, orient="row"
    )
    frame = frame.join(known, on="tail", how="left", maintain_order="left")
    local = pl.col("minute").dt.epoch("s") + pl.col("more") + EPOCH * DAY_SECONDS
    utc = local - pl.col("offset").fill_null(0) * 60
    bare = (pl.col("day").cast(pl.Int64) + EPOCH) * DAY_SECONDS
    frame = frame.select(
        seconds=pl.coalesce(utc, bare) if column.type == "moment" else utc, offset="offset"
    )
    return frame["seconds"], frame["offset"]


def _tail(text: str) -> tuple[int, int | None] | None:
    """Seconds and offset that stand behind the minute; None where they are not plain."""
    cell = f"2000-01-01 00:00{text}"
    try:
        stamp = stamp_value(cell)
    except CellError:
        return None
    if not isinstance(stamp, Stamp) or stamp.second >= 60 or has_fraction(cell):
        return None
    return stamp.second, stamp.offset_minutes


def _dated(cells: pl.Series, column: ColumnDef) -> Cells:
    """Moments of a typed frame in a column of dates: midnight is the date."""
    if column.type != "date" or not isinstance(cells.dtype, pl.Datetime) or cells.dtype.time_zone:
        return _unread(cells, column, plain=False)
    ticks, day = cells.cast(pl.Int64), _UNITS[cells.dtype.time_unit] * DAY_SECONDS
    days = ticks // day + EPOCH
    plain = ((ticks % day) == 0) & days.is_between(*_days(column))
    return Cells((days.alias(column.name),), plain.fill_null(value=True))


# --- columns of few spellings ------------------------------------------------------------------


def has_few(cells: pl.Series) -> bool:
    """Whether it pays to look at each different cell once; told by a sample."""
    sample = cells.head(_SAMPLE)
    return len(cells) <= _SAMPLE or sample.n_unique() * 4 <= len(sample) * 3


def _spelled(cells: pl.Series, column: ColumnDef) -> Cells:
    known = cells.unique().drop_nulls()
    if len(known) > _MOST_SPELLINGS:
        return _patterned(cells, column)
    good: list[object] = []
    values: list[object] = []
    words: list[object] = []
    percents: list[object] = []
    parse = cell_parser(column)
    for cell in known.to_list():
        read = _read_one(parse, column, cell)
        if read is not None:
            good.append(cell)
            values.append(inner(column, read[0])[0])
            words.append(isinstance(read[0], str))
            if isinstance(read[0], PercentAmount):
                percents.append(cell)
    if not good:
        return _unread(cells, column, plain=False)
    spellings = pl.Series(good, dtype=cells.dtype)
    kind = dtypes_of(column)[column.name]
    meant = pl.Series(values, dtype=kind)
    same = spellings.dtype == kind and bool((spellings == meant).fill_null(value=False).all())
    if len(good) == len(known):
        plain = pl.repeat(value=True, n=len(cells), eager=True)
    else:
        plain = cells.is_in(spellings.implode()).fill_null(value=True)
    if same:
        read_as = cells.alias(column.name)
    else:
        read_as = cells.replace_strict(spellings, meant, default=None, return_dtype=kind).alias(
            column.name
        )
    found = [read_as]
    if column.type == "amount":
        listed = pl.Series(percents, dtype=cells.dtype)
        beside = cells.is_in(listed.implode()).fill_null(value=False)
        found.append(beside.alias(PERCENT.format(column.name)))
    if column.type == "score":
        meant = pl.Series(words, dtype=pl.Boolean)
        beside = cells.replace_strict(spellings, meant, default=None, return_dtype=pl.Boolean)
        found.append(beside.alias(WORD.format(column.name)))
    return Cells(tuple(found), plain)


def _read_one(
    parse: Callable[[object], object], column: ColumnDef, cell: object
) -> tuple[object] | None:
    """The value of a spelling, in a tuple; None where a row with it needs a look of its own."""
    if column.type in {"clock", "date"} and has_fraction(cell):
        return None
    try:
        value = parse(cell)
    except CellError:
        return None
    return (value,) if value is None or _is_plain(column, value) else None


def _is_plain(column: ColumnDef, value: Any) -> bool:
    if value is NOTHING or isinstance(value, NoPlace):
        return False
    if column.type == "coordinate" and not value:
        return False
    low, high = column.minimum, column.maximum
    if low is not None and value < low:
        return False
    return high is None or value <= high


# --- columns where nearly every cell is another --------------------------------------------------


def _patterned(cells: pl.Series, column: ColumnDef) -> Cells:
    kind = cells.dtype
    if column.type == "text" or (column.type == "word" and not column.words):
        return _any_texts(cells, column)
    if column.type == "date" and kind == pl.Date:
        days = cells.cast(pl.Int64) + EPOCH
        plain = days.is_between(*_days(column)).fill_null(value=True)
        return Cells((days.alias(column.name),), plain)
    pattern = _pattern(column)
    if pattern and (kind == pl.String or kind.is_numeric()):
        return _numbers(cells, column, pattern)
    return _unread(cells, column, plain=False)


def _any_texts(cells: pl.Series, column: ColumnDef) -> Cells:
    if cells.dtype.is_integer():
        return Cells((cells.cast(pl.String).alias(column.name),), _all(cells))
    if cells.dtype != pl.String:
        return _unread(cells, column, plain=False)
    plain = cells.str.contains(_TEXT) & (cells.str.len_bytes() <= MAX_TEXT)
    if column.letters == "name":
        plain &= cells.str.contains("[0-9A-Za-z]") & ~cells.is_in([*OF_PROGRAMS])
    if column.required != "value":
        plain &= cells != NONE
    return Cells((cells.alias(column.name),), plain.fill_null(value=True))


def _numbers(cells: pl.Series, column: ColumnDef, pattern: str) -> Cells:
    kind = cells.dtype
    texts = cells if kind == pl.String else cells.cast(pl.String)
    if kind.is_float() or kind.is_decimal():
        # A native number is held against the limits by what is left without its last zeros.
        texts = _without_zeros(texts)
    plain = texts.str.contains(pattern)
    texts = _without_zeros(texts)
    if column.type == "coordinate":
        plain &= texts.str.contains(".", literal=True)
    found = [texts.alias(column.name)]
    beside = {"amount": PERCENT, "score": WORD}.get(column.type)
    if beside:
        nowhere = pl.repeat(value=False, n=len(cells), eager=True)
        found.append(nowhere.alias(beside.format(column.name)))
    return Cells(tuple(found), plain.fill_null(value=True))


def _all(cells: pl.Series) -> pl.Series:
    return pl.repeat(value=True, n=len(cells), eager=True)


def _pattern(column: ColumnDef) -> str:
    """What a plain number of the column looks like; empty where only its door can tell."""
    if column.type == "coordinate":
        return rf"^-?{_DEGREES[column.name]}\.[0-9]{{1,13}}$"
    if (
        column.type not in _DECIMALS
        or column.maximum is not None
        or column.minimum not in {None, 0}
    ):
        return ""
    places = _DECIMALS[column.type]
    fraction = rf"(?:\.[0-9]{{1,{places}}})?" if places else ""
    return f"^{_whole(*definition().bounds_of(column))}{fraction}$"


def _whole(low: str, high: str) -> str:
    """The digits before the point of numbers that surely lie between two.

    They are fewer than the highest number has, unless each of its digits is a nine.
    """
    least, most = int(low), int(high)
    digits = len(str(most + 1)) - 1
    return rf"(?:0|{'-?' if -least >= most else ''}[1-9][0-9]{{0,{digits - 1}}})"


def surely_within(texts: pl.Expr, kind: str) -> pl.Expr:
    """Which texts are numbers that surely lie within the bounds of a type."""
    ends = [*definition().types[kind].said.values()]
    inside = texts.str.contains(rf"^{_whole(*ends)}(?:\.[0-9]+)?$")
    return (inside | texts.is_in(ends)).fill_null(value=False)


def _without_zeros(texts: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"text": texts})
    text = pl.col("text")
    bare = text.str.strip_chars_end("0").str.strip_chars_end(".")
    with_point = text.str.contains(".", literal=True)
    return frame.select(pl.when(with_point).then(bare).otherwise(text).alias("text"))["text"]
