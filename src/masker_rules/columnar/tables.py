"""The pack as canonical frames, and small tables of our own in the library of a frame.

A canonical frame has the columns of its row class (:mod:`masker_rules.facts.rows`) under the
names of the fields: words as `String`; dates as `Int64` ordinals; clocks as `Int64` seconds;
instants as `Int64` seconds of the profile's local time, ordinal × 86 400 + second; flags as
`Boolean`. A decimal `x` is an `Int64` at the scale of :func:`scale_of`; where it does not fit
exactly it is null and the `Boolean` column `x_inexact` says so. What may be a number or a word
(`scores.value`) has its words in `x_word`. `row` is the position in the canonical order, `none`
names the columns that are known to have no value, parted by commas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

import narwhals as nw

from masker_rules.attendance.clock import absolute
from masker_rules.facts import Pack
from masker_rules.facts.definition import definition
from masker_rules.facts.rows import ROW_TYPES, Row
from masker_rules.facts.stamps import Stamp
from masker_rules.language.catalogue import PACK_DECIMALS

__all__ = [
    "MOST",
    "Frame",
    "Schema",
    "beside",
    "empty_table",
    "frame_of_rows",
    "frames_of",
    "numbered",
    "scale_of",
    "schema_of",
]


#: A lazy frame, and the names and types of its columns.
Frame = nw.LazyFrame[Any]
Schema = dict[str, Any]

#: Largest size of a number of 64 bits.
_NARROW = 2**63 - 1
#: Whole numbers of a pack are held up to here, which is safe to multiply by the seconds of a
#: minute. Whoever has as much is computed by the reference engine.
MOST = 10**15
#: Places are written with more decimals than percents and numbers.
_PLACE_DECIMALS = 8


def scale_of(table: str, column: str) -> int:
    """Decimals that a decimal column carries."""
    degrees = table in {"punches", "sites"} and column in {"lat", "lon"}
    return _PLACE_DECIMALS if degrees else PACK_DECIMALS


@cache
def _kinds(table: str) -> Mapping[str, tuple[type, ...]]:
    """The types of each field, None left out."""
    hints = get_type_hints(ROW_TYPES[table])
    found = {}
    for column in definition().tables[table].columns:
        hint = hints[column.field]
        parts = get_args(hint) if isinstance(hint, UnionType) else (hint,)
        found[column.field] = tuple(part for part in parts if part is not NoneType)
    return found


@cache
def _columns(table: str) -> Mapping[str, Any]:
    found: Schema = {"row": nw.Int64, "none": nw.String}
    for name, kinds in _kinds(table).items():
        if Decimal in kinds:
            found[name], found[f"{name}_inexact"] = nw.Int64, nw.Boolean
            if str in kinds:
                found[f"{name}_word"] = nw.String
        else:
            found[name] = {str: nw.String, bool: nw.Boolean}.get(kinds[0], nw.Int64)
    return found


def schema_of(table: str) -> Schema:
    """Columns and types of the canonical frame of a table."""
    return dict(_columns(table))


# ------------------------------------------------------------------ from a pack
def frames_of(pack: Pack, zone: str) -> dict[str, Frame]:
    """The canonical frame of every table that a pack has; an absent table has none.

    Args:
        pack: The facts in canonical words, see `Pack.under`.
        zone: IANA name of the profile's zone; stamps with an offset are brought to it.
    """
    return {name: frame_of_rows(name, pack.rows(name), zone) for name in pack.tables}


def frame_of_rows(table: str, rows: Sequence[Row], zone: str) -> Frame:
    """The canonical frame of rows of a table, numbered as they stand; as :func:`frames_of`."""
    data: dict[str, list[Any]] = {
        "row": list(range(len(rows))),
        "none": [",".join(sorted(row.none)) or None for row in rows],
    }
    for name, kinds in _kinds(table).items():
        cells = [getattr(row, name) for row in rows]
        if Decimal in kinds:
            unit: int = 10 ** scale_of(table, name)
            numbers = [
                _scaled(cell, unit) if isinstance(cell, Decimal) else None for cell in cells
            ]
            data[name] = numbers
            data[f"{name}_inexact"] = [
                isinstance(cell, Decimal) and number is None
                for cell, number in zip(cells, numbers, strict=True)
            ]
            if str in kinds:
                data[f"{name}_word"] = [c if isinstance(c, str) else None for c in cells]
        elif kinds == (date,):
            data[name] = [None if cell is None else cell.toordinal() for cell in cells]
        elif kinds == (Stamp,):
            data[name] = [None if cell is None else absolute(cell, zone) for cell in cells]
        elif kinds == (int,):
            data[name] = [None if cell is None else min(cell, MOST) for cell in cells]
        else:
            data[name] = cells
    return nw.from_dict(data, schema=schema_of(table), backend="polars").lazy()


def _scaled(value: Decimal, unit: int) -> int | None:
    top, bottom = value.as_integer_ratio()
    whole, rest = divmod(top * unit, bottom)
    return None if rest or abs(whole) > _NARROW else whole


# ------------------------------------------------------------------ small tables
def beside(frame: Frame, records: Iterable[Sequence[Any]], schema: Schema) -> Frame:
    """A small table in the library of `frame`.

    Args:
        frame: Whose library; it is not read.
        records: Rows, cells in the order of `schema`.
        schema: Column names and types.
    """
    columns = list(zip(*records, strict=True)) or [()] * len(schema)
    data = dict(zip(schema, columns, strict=True))
    return nw.from_dict(data, schema=schema, backend=frame.implementation).lazy()


def empty_table(frame: Frame, schema: Schema) -> Frame:
    """A table without rows in the library of `frame`."""
    return beside(frame, (), schema)


def numbered(frame: Frame, order: Sequence[str]) -> Frame:
    """The frame with `i`, the place of a row among those of its person-month, from 0."""
    one = nw.lit(1, dtype=nw.Int64)
    count = nw.col("i").cum_sum().over("pm", order_by=list(order)).cast(nw.Int64)
    return frame.with_columns(i=one).with_columns(i=count - 1)
