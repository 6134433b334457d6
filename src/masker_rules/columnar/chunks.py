"""Frames in memory as the columns that the plan is walked over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, partial

import numpy as np
import polars as pl
from polars import selectors as cs

from masker_rules.attendance.columns import expanded
from masker_rules.columnar.attendance import AttendedMonths
from masker_rules.columnar.index import codes_of
from masker_rules.columnar.program import DAY_INDEX, SEEN_BY, FrameProgram
from masker_rules.columnar.sheets import MONTHLY, PERSON_MONTH, ROW, Key
from masker_rules.columnar.tables import MOST
from masker_rules.engine.chunk import Sheet, Sheets, WordCodes
from masker_rules.engine.gathering import starts_of
from masker_rules.engine.vectors import Array, Vector, flags
from masker_rules.language.plan import MONTH

__all__ = ["TURN", "Look", "beyond_limits", "people_of", "sheets_of"]

#: Who looks (numbers of a chunk) at which person-months, in order.
Look = tuple[Array, Array]

#: Rows of the months of a window are numbered on, month after month.
TURN = 10**6


def people_of(tables: Mapping[Key, pl.DataFrame]) -> Array:
    """The person-months, in order: their places are the numbers that the sheets count by."""
    return np.sort(tables[MONTHLY][PERSON_MONTH].to_numpy())


def beyond_limits(tables: Mapping[Key, pl.DataFrame]) -> pl.DataFrame:
    """`pm` of those with a whole number that frames hold no further than up to a limit.

    What they really have is read by the reference engine.
    """
    found = [pl.DataFrame(schema={PERSON_MONTH: pl.Int64})]
    for key, table in tables.items():
        numbers = cs.starts_with(f"{key.grain}__") & cs.integer()
        is_large = pl.any_horizontal(numbers.abs() >= MOST, pl.lit(value=False))
        found.append(table.filter(is_large).select(PERSON_MONTH))
    return pl.concat(found).unique().sort(PERSON_MONTH)


def sheets_of(
    program: FrameProgram,
    tables: Mapping[Key, pl.DataFrame],
    words: WordCodes,
    attended: AttendedMonths | None = None,
    looks: Mapping[Key, Look] | None = None,
    months: tuple[Array, Sheet] | None = None,
) -> Sheets:
    """The sheets of a chunk.

    Args:
        program: Says which rows there are.
        tables: Frames in memory: `pm`, `i` where the order counts, `day_index` of events and
            sessions, `turn` in windows, and the facts.
        words: Takes the words of the facts.
        attended: The rows that no frame holds, in these words.
        looks: Through which window who looks at which of them.
        months: The person-months and their sheet, where no frame holds them.
    """
    people, sheet = (people_of(tables), None) if months is None else months
    sheets: Sheets = {} if sheet is None else {(MONTH, None): sheet}
    placed: dict[Key, pl.DataFrame] = {}
    for key in program.facts:
        if (key.grain, key.window) in sheets:
            continue
        if key not in tables:
            assert attended is not None, key
            look = (looks or {}).get(key, (np.arange(len(people)), people))
            sheets[key.grain, key.window] = _seen_from(attended, key.grain, *look)
            continue
        table, month = _in_order(tables[key], people)
        placed[key] = table
        fact = cache(partial(_fact, table, key.grain, words))
        sheets[key.grain, key.window] = Sheet(month, fact)
    for key, table in placed.items():
        seen = SEEN_BY.get(key.grain)
        day = None if seen is None else placed.get(replace(key, grain=seen))
        if seen is not None and day is not None:
            sheet = sheets[key.grain, key.window]
            rows = _row_of(day, table)
            sheets[key.grain, key.window] = replace(sheet, seen={seen: rows})
    return sheets


def _seen_from(attended: AttendedMonths, grain: str, number: Array, source: Array) -> Sheet:
    """The rows of a grain that numbers of a chunk see, of one person-month after the other."""
    own = attended.grain(grain)
    place, rows = expanded(own.starts[source], own.counts[source])
    is_whole = len(rows) == own.starts[-1] and bool((rows[1:] > rows[:-1]).all())
    fact = own.fact if is_whole else cache(lambda name: own.fact(name).take(rows))
    seen = {}
    if own.day is not None:
        days = attended.grain("day")
        counts = days.counts[source]
        begins = np.cumsum(counts) - counts
        seen["day"] = begins[place] + (own.day[rows] - days.starts[source][place])
    return Sheet(number[place], fact, seen)


def _in_order(table: pl.DataFrame, people: Array) -> tuple[pl.DataFrame, Array]:
    """The rows of these people, sorted, and the number of the person-month of each.

    Most frames are sorted and hold nobody else: what has nothing to change is not copied.
    """
    month = _numbers(table, people)
    # A row counts for the one person-month whose frame of the month is there.
    known = month >= 0
    if not known.all():
        table, month = table.filter(pl.Series(known)), month[known]
    if not _ascends(table, month):
        order = [PERSON_MONTH, ROW] if ROW in table.columns else [PERSON_MONTH]
        table, month = table.sort(order, maintain_order=True), np.sort(month)
    return table, month


def _numbers(table: pl.DataFrame, people: Array) -> Array:
    """The number of the person-month of each row; -1 where it is nobody's."""
    numbers = table[PERSON_MONTH].to_numpy()
    starts = starts_of(numbers)
    own = numbers[starts]
    found = np.searchsorted(people, own)
    found[np.append(people, -1)[found] != own] = -1
    return np.repeat(found, np.diff(np.append(starts, len(numbers))))


def _ascends(table: pl.DataFrame, month: Array) -> bool:
    """Whether the rows stand by person-month and in their order."""
    later = month[1:] > month[:-1]
    if ROW in table.columns:
        row = table[ROW].to_numpy()
        later |= (month[1:] == month[:-1]) & (row[1:] > row[:-1])
    else:
        later |= month[1:] == month[:-1]
    return bool(later.all())


def _row_of(days: pl.DataFrame, table: pl.DataFrame) -> Array:
    """The row of the day that each row sees."""
    index = pl.col(DAY_INDEX)
    if "turn" in table.columns:
        index = index + pl.col("turn") * TURN
    wanted = table.select(PERSON_MONTH, index.alias(ROW))
    numbered = days.select(PERSON_MONTH, ROW).with_row_index("row")
    found = wanted.join(numbered, on=[PERSON_MONTH, ROW], how="left", maintain_order="left")
    return found["row"].cast(pl.Int64).to_numpy()


def _fact(table: pl.DataFrame, grain: str, words: WordCodes, name: str) -> Vector:
    """A column as a vector."""
    column = table[f"{grain}__{name}"]
    none = column.is_null().to_numpy() if column.null_count() else None
    if column.dtype == pl.String:
        return Vector(codes_of(column, words))
    if column.dtype == pl.Boolean:
        return flags(column.fill_null(value=False).to_numpy(), none)
    if column.dtype == pl.Null:
        # Of words -1 is none.
        return Vector(np.full(len(column), -1), 1, none)
    return Vector(column.cast(pl.Int64).fill_null(0).to_numpy(), 1, none)
