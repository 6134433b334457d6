"""Which of many items may meet, without looking at every pair of them.

An item takes something of each axis: a row of a table the values of its cells, a rule the values
at which it hits. Two items can meet only where they meet on every axis; so of each item the
earlier ones are found that meet it on the axis that keeps most of them apart, one after another,
and whoever has seen enough stops.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import merge
from itertools import groupby

__all__ = ["ENOUGH", "Extent", "earlier_meeting", "pairs_on_axis"]

#: Of how many earlier items that one item meets somebody is told: who mends these sees the rest.
ENOUGH = 3
Edge = int | Fraction | None


@dataclass(frozen=True, slots=True)
class Extent:
    """What an item takes of an axis.

    Attributes:
        points: Words, flags and `none`.
        bands: Intervals of numbers with both ends, None where open.
        whole: All of the axis, whatever else is said.
    """

    points: frozenset[Hashable] = frozenset()
    bands: tuple[tuple[Edge, Edge], ...] = ()
    whole: bool = False

    def meets(self, other: Extent) -> bool:
        """Whether some value is of both."""
        if self.whole or other.whole or not self.points.isdisjoint(other.points):
            return True
        return any(
            (a is None or d is None or a <= d) and (c is None or b is None or c <= b)
            for a, b in self.bands
            for c, d in other.bands
        )


def earlier_meeting(
    count: int, axes: Sequence[Sequence[Extent]], sides: Sequence[bool] | None = None
) -> Iterator[tuple[int, Iterator[int]]]:
    """Each of the items 0 to `count`, with the earlier ones that it may meet, in order.

    Args:
        count: How many items there are.
        axes: For each axis what each item takes of it.
        sides: Of two sides, which each item is on: only items of the other side are wanted.
    """
    pairs = [pairs_on_axis(axis) for axis in axes]
    if pairs and not min(pairs):
        return
    best = axes[pairs.index(min(pairs))] if pairs else [Extent(whole=True)] * count
    seen = {side: _Seen(best) for side in set(sides or (True,))}
    for item in range(count):
        side = sides is None or sides[item]
        wanted = seen.get(side if sides is None else not side)
        near = wanted.meeting(best[item]) if wanted else iter(())
        yield item, (e for e in near if all(axis[e].meets(axis[item]) for axis in axes))
        seen[side].add(item, best[item])


def pairs_on_axis(extents: Sequence[Extent]) -> int:
    """How many pairs of items meet on an axis, or more: how badly it tells them apart."""
    counts: dict[Hashable, int] = {}
    for extent in extents:
        for point in extent.points:
            counts[point] = counts.get(point, 0) + 1
    pairs = sum(count * (count - 1) // 2 for count in counts.values())
    wholes = sum(extent.whole for extent in extents)
    bands = [band for extent in extents for band in extent.bands]
    highs = sorted(high for _, high in bands if high is not None)
    apart = sum(bisect_left(highs, low) for low, _ in bands if low is not None)
    return pairs + wholes * (len(extents) - 1) + len(bands) * (len(bands) - 1) // 2 - apart


class _Seen:
    """Items of one axis, by their points and by a tree over the ends of their bands."""

    def __init__(self, extents: Sequence[Extent]) -> None:
        ends = {end for extent in extents for band in extent.bands for end in band}
        self.ends = sorted(end for end in ends if end is not None)
        self.size = 1 << len(self.ends).bit_length()
        self.all: list[int] = []
        self.wholes: list[int] = []
        self.by_point: dict[Hashable, list[int]] = {}
        #: Of a node of the tree: whose band has all of it, and whose has something below it.
        self.over: dict[int, list[int]] = {}
        self.within: dict[int, list[int]] = {}

    def add(self, item: int, extent: Extent) -> None:
        """Keep an item; they come in order."""
        self.all.append(item)
        if extent.whole:
            self.wholes.append(item)
        for point in extent.points:
            self.by_point.setdefault(point, []).append(item)
        for low, high in extent.bands:
            nodes = self._nodes(low, high)
            for node in nodes:
                self.over.setdefault(node, []).append(item)
            for node in {*nodes, *_above(nodes)}:
                self.within.setdefault(node, []).append(item)

    def meeting(self, extent: Extent) -> Iterator[int]:
        """The items kept that meet an extent, in order, each once."""
        if extent.whole:
            return iter(self.all)
        lists = [self.wholes, *(self.by_point.get(point, []) for point in extent.points)]
        for low, high in extent.bands:
            nodes = self._nodes(low, high)
            lists += [self.within.get(node, []) for node in nodes]
            lists += [self.over.get(node, []) for node in _above(nodes)]
        return (item for item, _ in groupby(merge(*filter(None, lists))))

    def _nodes(self, low: Edge, high: Edge) -> list[int]:
        """The nodes that make up a band, counted from 1 at the root."""
        first = self.size + (0 if low is None else bisect_left(self.ends, low))
        last = 2 * self.size - 1 if high is None else self.size + bisect_left(self.ends, high)
        nodes = []
        while first <= last:
            if first % 2:
                nodes.append(first)
            if not last % 2:
                nodes.append(last)
            first, last = (first + 1) // 2, (last - 1) // 2
        return list(dict.fromkeys(nodes))


def _above(nodes: Sequence[int]) -> set[int]:
    """Every node on the way from some nodes to the root."""
    found: set[int] = set()
    for node in nodes:
        parent = node // 2
        while parent and parent not in found:
            found.add(parent)
            parent //= 2
    return found
