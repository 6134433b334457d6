"""Chunks for the walker, made of the rows that the reference engine read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from masker_rules.columnar.program import SEEN_BY
from masker_rules.engine.chunk import Sheet, Sheets, WordCodes
from masker_rules.engine.inputs import Inputs
from masker_rules.engine.profile import Profile
from masker_rules.engine.runtime import ordinal
from masker_rules.engine.vectors import Array, Vector, flags, of_fractions, of_integers
from masker_rules.language.expressions import walk
from masker_rules.language.plan import MONTH, Fact, Window
from masker_rules.units import Type, Unit

__all__ = ["sheets_of"]

Key = tuple[str, Window | None]


def sheets_of(profile: Profile, inputs: Sequence[Inputs], words: WordCodes) -> Sheets:
    """The sheets of some person-months, in their order."""
    kinds = {
        (part.grain, part.name): part.type
        for quantity in profile.plan.quantities
        for part in walk(quantity.expr)
        if isinstance(part, Fact)
    }
    kinds |= {(grain, "date"): Type(Unit.DATE) for grain in profile.program().grains}
    months = [one.facts for one in inputs]
    sheets: Sheets = {
        (MONTH, None): Sheet(np.arange(len(inputs)), _facts(MONTH, months, kinds, words))
    }
    program = profile.program()
    for key in dict.fromkeys(
        [*((grain, None) for grain in program.grains), *program.earlier.values()]
    ):
        rows = [(number, row) for number, one in enumerate(inputs) for row in _rows(key, one)]
        numbers = np.array([number for number, _ in rows], np.int64)
        sheets[key] = Sheet(numbers, _facts(key[0], [row for _, row in rows], kinds, words))
    for key in list(sheets):
        if key[0] in SEEN_BY and ("day", key[1]) in sheets:
            seen = {"day": _days_seen(key, inputs, sheets["day", key[1]])}
            sheets[key] = Sheet(sheets[key].month, sheets[key].fact, seen)
    return sheets


def _rows(key: Key, one: Inputs) -> list[Any]:
    grain, window = key
    if window is None:
        return list(one.rows[grain])
    earlier = one.rows.get(f"{grain} over {window.text}", ())
    return [*earlier, *(one.rows[grain] if window.with_this_month else ())]


def _days_seen(key: Key, inputs: Sequence[Inputs], days: Sheet) -> Array:
    """The row of the day that each row sees; of this month the days come after earlier ones."""
    grain, window = key
    starts = np.searchsorted(days.month, np.arange(len(inputs)))
    found = []
    for start, one in zip(starts.tolist(), inputs, strict=True):
        over = "" if window is None else f" over {window.text}"
        earlier = [] if window is None else one.rows.get(f"{grain}{over}", ())
        found += [start + row.day_index for row in earlier]
        before = 0 if window is None else len(one.rows.get(f"day{over}", ()))
        if window is None or window.with_this_month:
            found += [start + before + row.day_index for row in one.rows[grain]]
    return np.array(found, np.int64)


def _facts(
    grain: str, rows: Sequence[Any], kinds: Mapping[tuple[str, str], Type], words: WordCodes
) -> Any:
    def fact(name: str) -> Vector:
        values = [row[name] if isinstance(row, Mapping) else getattr(row, name) for row in rows]
        return _vector(values, kinds.get((grain, name)), words)

    return cache(fact)


def _vector(values: Sequence[Any], kind: Type | None, words: WordCodes) -> Vector:
    some = next((value for value in values if value is not None), None)
    unit = kind.unit if kind is not None else None
    if isinstance(some, str) or (some is None and unit is Unit.WORD):
        return Vector(np.array([words.code(value) for value in values], np.int64))
    if isinstance(some, bool) or (some is None and unit is Unit.FLAG):
        none = np.array([value is None for value in values], bool)
        held = np.array([bool(value) for value in values], bool)
        return flags(held, none if none.any() else None)
    numbers = [ordinal(value) for value in values]
    if all(value is None or isinstance(value, int) for value in numbers):
        return of_integers(numbers)
    return of_fractions(numbers)
