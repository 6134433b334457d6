"""Random tables of law: bands and words that cover everything asked and never overlap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

from random_names import Named, World

#: Where bands begin, by lattice: unit written after the number, and the numbers.
EDGES = {
    "minute": ("m", (1, 6, 11, 16, 31, 61, 91, 121, 241, 450)),
    "second": ("s", (1, 30, 61, 600, 1800, 3601, 20000)),
    "count": ("", (1, 2, 3, 4, 5, 6, 8, 11, 15, 21)),
    "rupiah": ("Rp ", (1, 25_000, 999_999, 1_000_001, 2_500_000, 5_000_000, 10_000_001)),
    "six": ("", (10, 25, 50, 60, 75, 80, 90, 100)),
    "date": ("", ("2026-01-01", "2026-03-01", "2026-03-16", "2026-07-01", "2026-07-16")),
}
#: The day before each edge of dates.
BEFORE = {
    "2026-01-01": "2025-12-31", "2026-03-01": "2026-02-28", "2026-03-16": "2026-03-15",
    "2026-07-01": "2026-06-30", "2026-07-16": "2026-07-15",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LawTable:
    """A named table: what it is asked with (kind, vocabulary, lattice) and the kind it gives."""

    name: str
    axes: tuple[tuple[str, str, str], ...]
    kind: str
    vocabulary: str = ""


Axis = tuple[str, str, str]


class Bands:
    """Draws tables.

    Args:
        rng: The only source of chance.
        world: Words and groups.
        value: Draws what a row gives.
    """

    def __init__(self, rng: Random, world: World, value: Callable[[], str]) -> None:
        self.rng, self.world, self.value = rng, world, value

    # -------------------------------------------------------------- cells of one input
    def cells(self, axis: Axis, *, optional: bool = False, from_one: bool = False) -> list[str]:
        """Cells that cover one input, in random order of law: the last may be `else`."""
        kind, vocabulary, lattice = axis
        if kind == "flag":
            found = ["yes", "no"]
            if optional:
                found[self.rng.randrange(2)] += " or none"
            return found
        if kind == "word":
            return self._words(vocabulary, optional=optional)
        found = self._numbers(kind, lattice, from_one=from_one)
        if optional:
            if self.rng.random() < 0.5:
                found.append("none")
            else:
                found[0] = f"none or {found[0]}"
        return found

    def _numbers(self, kind: str, lattice: str, *, from_one: bool) -> list[str]:
        _, edges = EDGES[lattice]
        count = self.rng.choice((1, 2, 2, 3, 4))
        chosen = sorted(self.rng.sample(range(len(edges)), min(count, len(edges))))
        if from_one:
            chosen = [0, *(index for index in chosen if index)]
        found: list[str] = []
        if not from_one:
            found.append(self._up_to(kind, lattice, edges[chosen[0]]))
        for low, high in pairwise(chosen):
            found.append(
                f"{self._at(kind, lattice, edges[low])}..{self._below(kind, lattice, edges[high])}"
            )
        found.append(f"{self._at(kind, lattice, edges[chosen[-1]])}..")
        if lattice in {"count", "minute"} and from_one and self.rng.random() < 0.3:
            found[-1] = f"over {self._below(kind, lattice, edges[chosen[-1]])}"
        return found

    def _up_to(self, kind: str, lattice: str, edge: Any) -> str:
        if lattice != "date" and self.rng.random() < 0.4:
            return f"under {self._at(kind, lattice, edge)}"
        return f"..{self._below(kind, lattice, edge)}"

    def _at(self, kind: str, lattice: str, edge: Any) -> str:
        if lattice == "date":
            return str(edge)
        if lattice == "rupiah":
            return f"Rp {edge:,}".replace(",", ".")
        if lattice == "six":
            return f"{edge}%" if kind == "percent" else str(edge)
        return f"{edge}{EDGES[lattice][0]}"

    def _below(self, kind: str, lattice: str, edge: Any) -> str:
        """The last value before an edge."""
        if lattice == "date":
            return BEFORE[edge]
        if lattice == "six":
            return f"{edge - 1}.999999" + ("%" if kind == "percent" else "")
        return self._at(kind, lattice, edge - 1)

    def _words(self, vocabulary: str, *, optional: bool) -> list[str]:
        words = self.world.words[vocabulary]
        named = [w for w in words if w not in {"none", "unknown"}]
        if len(named) < len(words) or self.rng.random() < 0.5:
            chosen = self.rng.sample(named, min(len(named), self.rng.choice((1, 2, 3))))
            found = list(chosen)
            if len(found) > 2 and self.rng.random() < 0.5:
                found = [f"{found[0]} or {found[1]}", *found[2:]]
            elif vocabulary == "day_status" and self.rng.random() < 0.5:
                found = [self.rng.choice(("cuti", "duty", "leave"))]
            if optional and self.rng.random() < 0.5:
                found[0] = f"{found[0]} or none"
            return [*found, "else"]
        if len(words) > 2 and not optional and self.rng.random() < 0.3:
            first = self.rng.choice(words)
            return [first, f"not {first}"]
        cut = self.rng.randrange(1, len(words))
        found = [f"{words[0]}..{words[cut - 1]}", f"{words[cut]}..{words[-1]}"]
        if optional:
            found.append("none")
        return found

    # -------------------------------------------------------------- whole tables
    def short(
        self,
        axis: Axis,
        by: str = "",
        *,
        optional: bool = False,
        from_one: bool = False,
    ) -> dict[str, Any]:
        """Cell to value; `by` names the input where it is not the measure of the series."""
        rows = {
            cell: self.value() for cell in self.cells(axis, optional=optional, from_one=from_one)
        }
        return {"by": by, **rows} if by else rows

    def long(
        self, axes: Sequence[Axis], by: Sequence[str], optional: Sequence[bool] = ()
    ) -> dict[str, Any]:
        """Rows of one or two inputs, each combination once."""
        flags = [*optional, *(False for _ in axes)]
        first = self.cells(axes[0], optional=flags[0])
        rows: list[list[str]] = []
        for cell in first:
            if cell == "else":
                continue
            if len(axes) == 1:
                rows.append([cell, self.value()])
            elif rows and self.rng.random() < 0.4:
                rows.append([cell, "-", self.value()])
            else:
                second = self.cells(axes[1], optional=flags[1])
                rows += [[cell, other, self.value()] for other in second if other != "else"]
        # A hole between the bands of a single input is refused even where there is an `else`.
        if len(axes) > 1 or "else" in first:
            rows.append(["else", self.value()])
        self.rng.shuffle(rows)
        return {"by": list(by) if len(by) > 1 or self.rng.random() < 0.5 else by[0], "rows": rows}

    def marginal(self) -> dict[str, Any]:
        """A progressive table over money."""
        edges = sorted(self.rng.sample((1_000_000, 2_500_000, 5_000_000, 60_000_000), 2))
        low, high = (f"Rp {edge:,}".replace(",", ".") for edge in edges)
        rates = self.rng.sample(("0%", "2%", "5%", "15%", "25%", "0.25%"), 3)
        rows = [[f"..{low}", rates[0]], [f"over {low}", rates[1]]]
        if self.rng.random() < 0.5:
            above = f"Rp {edges[0] + 1:,}".replace(",", ".")
            rows = [rows[0], [f"{above}..{high}", rates[1]], [f"over {high}", rates[2]]]
        return {"kind": "marginal", "by": "income", "rows": rows}


def axis_of(named: Named) -> Axis | None:
    """How a table may be asked with a name, or None."""
    if named.kind in {"word", "flag"}:
        return named.kind, named.vocabulary, ""
    if not named.lattice:
        return None
    return named.kind, "", named.lattice
