"""Vectors for tests: numbers around the edges of 64 bits, and what a vector must never be."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

from masker_rules.engine.vectors import Vector, of_fractions

__all__ = ["BELOWS", "INTEGERS", "fractions", "numbers_of", "sound", "vectors"]

EDGES = [0, 1, 2, 3, 7, 100, 2**31 - 1, 2**31, 2**32, 2**62 - 1, 2**62, 2**63 - 1, 2**63, 2**64]
EDGES += [10**25, 3**50]
INTEGERS = st.one_of(
    st.integers(-9, 9), st.sampled_from([sign * edge for edge in EDGES for sign in (1, -1)])
)
BELOWS = st.one_of(
    st.integers(1, 12), st.sampled_from([2**31 - 1, 2**31, 2**61 - 1, 2**62, 2**63 - 1, 10**25])
)


@st.composite
def vectors(draw: st.DrawFn, size: int | None = None, *, most: int = 6) -> Vector:
    """A vector of exact numbers: over one denominator or over one each, in 64 bits or not."""
    if size is None:
        size = draw(st.integers(0, most))
    tops = draw(st.lists(INTEGERS, min_size=size, max_size=size))
    top = integers(tops)
    if draw(st.booleans()):
        return Vector(top, draw(BELOWS))
    return Vector(top, integers(draw(st.lists(BELOWS, min_size=size, max_size=size))))


def integers(values: list[int]) -> Any:
    narrow = all(-(2**63) <= value < 2**63 for value in values)
    return np.array(values, np.int64 if narrow else object)


def fractions(size: int, *, some: Any = INTEGERS) -> st.SearchStrategy[Vector]:
    numbers = st.builds(Fraction, some, BELOWS)
    return st.lists(numbers, min_size=size, max_size=size).map(of_fractions)


def numbers_of(vector: Vector) -> list[Fraction | None]:
    """What the vector means; only Python's integers take part."""
    below = vector.below
    belows = [below] * len(vector) if isinstance(below, int) else below.tolist()
    none = [False] * len(vector) if vector.none is None else vector.none.tolist()
    pairs = zip(vector.top.tolist(), belows, none, strict=True)
    return [None if gone else Fraction(int(top), int(under)) for top, under, gone in pairs]


def sound(vector: Vector) -> Vector:
    """The vector, which holds whole numbers of one of the two kinds and nothing else."""
    for part in (vector.top, vector.below):
        if isinstance(part, int):
            assert type(part) is int
            continue
        assert part.dtype in (np.dtype(np.int64), np.dtype(object)), part.dtype
        assert len(part) == len(vector)
        if part.dtype == object:
            assert {type(one) for one in part} <= {int}, part
    return vector
