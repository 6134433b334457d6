"""Wild tables: by range, word and date, of one row to thousands, whole and with mistakes."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from wild_formulas import WildFormulas
from wild_words import literal_of, near

__all__ = ["MOST_ROWS", "WildTables"]

#: Rows of a large table.
MOST_ROWS = 5_000
FIRST_DATE = date(2024, 1, 1)


class WildTables:
    """Draws tables in their long and short form.

    Args:
        rng: The only source of chance.
        formulas: Writes what the table is asked with, and cells that are no literal.
    """

    def __init__(self, rng: Random, formulas: WildFormulas) -> None:
        self.rng, self.formulas, self.slip = rng, formulas, formulas.slip

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def size(self) -> int:
        """Mostly small; some have as many rows as may be."""
        roll = self.rng.random()
        if roll < 0.75:
            return self.rng.randrange(1, 6)
        return self.rng.randrange(6, 40) if roll < 0.97 else self.many()

    def many(self) -> int:
        """As many rows as may be, or fewer: each length twice as often as its double."""
        return int(40 * (MOST_ROWS / 40) ** self.rng.random())

    def table(self, kind: str, grain: str, by: str | None = None, *, named: bool = False) -> Any:
        """A table that gives a kind.

        Args:
            kind: Of its values.
            grain: Where it is asked.
            by: The only input, where it is not drawn.
            named: It is a table of the profile, called with arguments.
        """
        asked = self.rng.choice(("duration", "number", "money", "percent", "date", "word", "flag"))
        cells = self._cells(asked, self.size())
        if self.chance(0.3) or asked in {"word", "flag"}:
            cells.append("else")
        values = [self._value(kind, grain) for _ in cells]
        if by is None:
            by = "x" if named else self.formulas.of(asked, grain, grain, 1)
        if self.chance(0.15) and not named:
            return self._two(cells, values, by, grain)
        if self.chance(0.4) and len(set(cells)) == len(cells):
            return {"by": by, **dict(zip(cells, values, strict=True))}
        rows = [[cell, value] for cell, value in zip(cells, values, strict=True)]
        if self.chance(0.3):
            self.rng.shuffle(rows)
        found: dict[str, Any] = {"by": by, "rows": rows}
        if self.chance(0.08):
            found["kind"] = self.rng.choice(("marginal", "step", "odd"))
        return found

    def _two(self, cells: list[str], values: list[str], by: str, grain: str) -> Any:
        """Rows of two inputs."""
        other = self.formulas.of("flag", grain, grain, 0)
        rows = []
        for cell, value in zip(cells, values, strict=True):
            if cell == "else":
                rows.append([cell, value])
            else:
                rows += [[cell, "yes", value], [cell, self.rng.choice(("no", "-")), value]]
        return {"by": [by, other], "rows": rows[: len(rows) - self.chance(self.slip)]}

    def _value(self, kind: str, grain: str) -> str:
        if self.chance(0.03):
            return "unknown"
        if self.chance(0.1):
            return self.formulas.of(kind, grain, grain, 1)
        return literal_of(self.rng, kind, self.slip / 2)

    # -------------------------------------------------------------- cells
    def _cells(self, asked: str, count: int) -> list[str]:
        makers = {"word": self._words, "flag": self._flags}
        cells = makers.get(asked, lambda n: self._bands(asked, n))(count)
        if self.chance(self.slip):
            cells[self.rng.randrange(len(cells))] = literal_of(self.rng, asked, 0.5)
        if self.chance(self.slip):
            at = self.rng.randrange(len(cells))
            cells[at] = near(self.rng, cells[at])
        return cells

    def _words(self, count: int) -> list[str]:
        vocabulary = self.rng.choice(list(self.formulas.world.words.values()))
        words = [word for word in vocabulary if word not in {"none", "unknown"}]
        return self.rng.sample(words, min(count, len(words)))

    def _flags(self, _count: int) -> list[str]:
        return self.rng.choice((["yes", "no"], ["yes"], ["no", "yes or none"]))

    def _bands(self, asked: str, count: int) -> list[str]:
        """Bands without a hole and an overlap."""
        width = self.rng.choice((1, 5, 30) if asked == "date" else (1, 5, 30, 1000))
        edges = [self._edge(asked, index * width + 1) for index in range(count)]
        lasts = [self._edge(asked, index * width + width) for index in range(count)]
        cells = [f"{low}..{high}" for low, high in zip(edges, lasts, strict=True)]
        if self.chance(0.85):
            cells[-1] = f"{edges[-1]}.."
        if self.chance(0.85):
            cells[0] = f"..{lasts[0]}" if count > 1 else ".."
        if self.chance(0.1):
            cells[-1] = f"over {lasts[-2] if count > 1 else edges[0]}"
        return cells

    def _edge(self, asked: str, number: int) -> str:
        if asked == "date":
            return str(FIRST_DATE + timedelta(days=number))
        return {
            "duration": f"{number}m", "number": f"{number}", "money": f"Rp {number}",
            "percent": f"{number / 100:.2f}%",
        }[asked]  # fmt: skip
