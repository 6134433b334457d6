"""Tables of one number with a percent in each row, and how a jump in them becomes steps."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from masker_rules.language.cells import written_band
from masker_rules.review.audit_changes import Change, flow, path_of
from masker_rules.testing.edits import Step
from masker_rules.units import Unit, parse_literal, percent_text
from masker_rules.yamltext import Mapping, Node, Scalar
from masker_rules.yamltext import Sequence as Listed

__all__ = ["HEAD", "Ladder", "bands", "cells_of", "ladders", "percent_of", "row_of", "text_of"]

#: A step may be so many times the dearest before it.
TWICE = 2
#: Rows that a jump becomes, at most: a longer table nobody wants to read.
MOST_PIECES = 8
#: Numbers of rows that the rise of a score becomes.
PIECES = (2, 4, 8)
#: New rows say hundredths of a percent, and begin at whole minutes, percents and numbers.
FINE = 10_000
#: Keys of a table beside its rows.
HEAD = frozenset({"by", "else", "kind", "label", "note", "source"})
#: How wide new rows are where nothing before them tells.
AN_HOUR = 60
MINUTE = 60
#: As a formula writes the most of a share.
AT_MOST = percent_text(Fraction(1))


@dataclass(frozen=True, slots=True)
class Rung:
    """A row: its band as written, and its percent."""

    cell: str
    rate: Fraction

    @property
    def low(self) -> Fraction | None:
        return _value(written_band(self.cell).low)

    @property
    def high(self) -> Fraction | None:
        return _value(written_band(self.cell).high)


@dataclass(frozen=True, slots=True)
class Ladder:
    """A table of one number with a percent in each row.

    Attributes:
        steps: Where its rows stand.
        by: What it is looked up by.
        node: The rows as they stand, with what stands beside them.
        rungs: The rows.
        used: Where the table, or its name, is used.
    """

    steps: tuple[Step, ...]
    by: str
    node: Mapping | Listed
    rungs: tuple[Rung, ...]
    used: tuple[Step, ...]

    def evened(self) -> Iterator[Change]:
        """No step more than twice the dearest before it: the row that jumps becomes several.

        So no minute costs more than it did.
        """
        told, most, before = list[Rung](), Fraction(0), Rung("", Fraction(0))
        for at, own in enumerate(self.rungs):
            jump = own.rate - before.rate
            # The first step is beside those after it.
            after = max((b.rate - a.rate for a, b in pairwise(self.rungs[at:])), default=jump)
            first = TWICE * most or max(after, _fine(jump / MOST_PIECES))
            rises = [*_rises(jump, first)] if jump > first and jump > 0 else [jump]
            cells = _cells(own, before, len(rises)) if len(rises) > 1 else [own.cell]
            if not cells:
                return
            rates = [before.rate + sum(rises[: n + 1]) for n in range(len(rises))]
            told += map(Rung, cells, rates)
            most, before = max(most, *rises), own
        if len(told) > len(self.rungs):
            yield self._with(told)

    def divided(self) -> Iterator[Change]:
        """The largest rise of a score as several, in the row before it: nobody gets less."""
        jumps = [(b.rate - a.rate, -n) for n, (a, b) in enumerate(pairwise(self.rungs))]
        most, at = max(jumps, default=(Fraction(0), 0))
        for count in PIECES if most > 0 else ():
            before, own = self.rungs[-at], self.rungs[-at + 1]
            cells = _cells(before, before, count)
            rates = [_between(before.rate, own.rate, n, count) for n in range(count)]
            if cells:
                told = map(Rung, cells, rates)
                yield self._with([*self.rungs[:-at], *told, *self.rungs[-at + 1 :]])

    def straight(self, *, rising: bool) -> Iterator[Change]:
        """A line up to where the highest row begins."""
        top, first = self.rungs[-1], self.rungs[0].rate if rising else Fraction(0)
        low = written_band(top.cell).low
        if top.rate > first and low:
            rise = percent_text(top.rate - first)
            line = f"min({self.by} / {low}; {AT_MOST}) * {rise}"
            if first:
                line = f"{percent_text(first)} + {line}"
            named = isinstance(self.node, Listed)
            old = str(self.steps[1]) if named else flow(self.node)
            yield Change(path_of(self.used), old, line, self.used)

    def _with(self, rungs: Sequence[Rung]) -> Change:
        """It has other rows."""
        place, node = self.node.place, self.node
        rows = [(rung.cell, Scalar(percent_text(rung.rate), place)) for rung in rungs]
        if isinstance(node, Listed):
            made = (Listed((Scalar(cell, place), rate), place) for cell, rate in rows)
            new: Node = Listed(tuple(made), place)
        else:
            head = {key: child for key, _, child in node.items() if key in HEAD}
            rest = {"else": head.pop("else")} if "else" in head else {}
            entries: dict[str, Node] = {**head, **dict(rows), **rest}
            new = Mapping(entries, dict.fromkeys(entries, place), place)
        return Change(path_of(self.steps), flow(node), flow(new), self.steps)


def ladders(root: Mapping, acting: Collection[str], *, rising: bool) -> Iterator[Ladder]:
    """Tables of the rules that act, or of the scores of parts, written there or named."""
    section, key = ("parts", "score") if rising else ("rules", "cut")
    node, tables = root.get(section), root.get("tables")
    for name, _, item in node.items() if isinstance(node, Mapping) else ():
        if not isinstance(item, Mapping) or not (rising or name in acting):
            continue
        used = (section, name, key)
        table = item.get(key)
        if isinstance(table, Mapping) and table.get("kind") is None:
            rows = [(cell, value) for cell, _, value in table.items() if cell not in HEAD]
            yield from _ladder(used, table, table, rows, used)
        named = tables.get(text_of(table)) if isinstance(tables, Mapping) else None
        listed = named.get("rows") if isinstance(named, Mapping) else None
        if isinstance(named, Mapping) and isinstance(listed, Listed):
            told = [row_of(row) for row in listed.items]
            yield from _ladder(("tables", text_of(table), "rows"), named, listed, told, used)


def row_of(row: Node) -> tuple[str, Node]:
    """Cell and value of a row of two; anything else is no row of a ladder."""
    items = row.items if isinstance(row, Listed) else ()
    return (text_of(items[0]), items[1]) if len(items) == len(("cell", "value")) else ("-", row)


def bands(root: Mapping, cut: Node | None) -> list[tuple[str, Fraction | None]]:
    """Cells and percents of a table that is written there, or named as `tarif` or `tarif(x)`."""
    return [(cell, percent_of(text_of(value))) for cell, value in cells_of(root, cut)]


def cells_of(root: Mapping, cut: Node | None) -> list[tuple[str, Node]]:
    """Cells and values of such a table, as they are written; none of anything else."""
    tables, name = root.get("tables"), text_of(cut).partition("(")[0].strip()
    named = tables.get(name) if isinstance(tables, Mapping) else None
    table = cut if isinstance(cut, Mapping) else named
    if not isinstance(table, Mapping) or table.get("kind") is not None:
        return []
    listed = table.get("rows")
    if isinstance(listed, Listed):
        return [row_of(row) for row in listed.items]
    return [(key, child) for key, _, child in table.items() if key not in HEAD]


def _ladder(
    steps: tuple[Step, ...],
    table: Mapping,
    node: Mapping | Listed,
    rows: Sequence[tuple[str, Node]],
    used: tuple[Step, ...],
) -> Iterator[Ladder]:
    rungs = list[Rung]()
    for cell, value in rows:
        rate = percent_of(text_of(value))
        band = written_band(cell)
        if rate is None or any(end and _value(end) is None for end in (band.low, band.high)):
            return
        rungs.append(Rung(cell, rate))
    if rungs:
        by = text_of(table.get("by")) or "minutes"
        yield Ladder(steps, by, node, tuple(rungs), used)


# ------------------------------------------------------------------ pieces
def _rises(jump: Fraction, first: Fraction) -> Iterator[Fraction]:
    """A jump in rises of which each is at most twice the one before."""
    while jump > 0:
        rise = min(jump, first) if first > 0 else jump
        yield rise
        jump, first = jump - rise, TWICE * first


def _between(low: Fraction, high: Fraction, number: int, count: int) -> Fraction:
    return _fine(low + (high - low) * number / count)


def _fine(rate: Fraction) -> Fraction:
    return Fraction(int(rate * FINE), FINE)


def _cells(band: Rung, before: Rung, count: int) -> list[str]:
    """The band of a row as so many, each as wide as the others; none where it is too narrow.

    One that has no end is divided into rows as wide as the one before.
    """
    written = written_band(band.cell)
    low, high = band.low or Fraction(0), band.high
    if high is None:
        width = (before.high - before.low + 1) if before.high and before.low else AN_HOUR
    else:
        width = (high - low + 1) / count
    ends = [int(low + width * n) for n in range(1, count)]
    if width < 1 or ends != sorted(set(ends)) or (ends and ends[0] <= low):
        return []
    unit = _unit(written.low or written.high)
    first = f"over {written.low}" if written.over else written.low
    last = f"under {written.high}" if written.under else written.high
    lows = [first, *(_said(end, unit) for end in ends)]
    # Minutes are whole: a row ends where the next has not begun.
    closed = unit is Unit.DURATION
    highs = [_said(end - 1, unit) if closed else f"under {_said(end, unit)}" for end in ends]
    return [f"{a}..{b}" for a, b in zip(lows, [*highs, last], strict=True)]


def _value(text: str) -> Fraction | None:
    """Minutes, percents, rupiah or a number as it is."""
    literal = parse_literal(text)
    if literal is None:
        return None
    value = Fraction(literal.value, 10**literal.type.scale)
    match literal.type.unit:
        case Unit.DURATION:
            return value / MINUTE
        case Unit.PERCENT:
            return value * 100
        case Unit.NUMBER | Unit.MONEY:
            return value
    return None


def _unit(text: str) -> Unit | None:
    literal = parse_literal(text)
    return None if literal is None else literal.type.unit


def _said(value: int, unit: Unit | None) -> str:
    match unit:
        case Unit.DURATION:
            return f"{value}m"
        case Unit.PERCENT:
            return f"{value}%"
        case Unit.MONEY:
            return f"Rp {value:,}".replace(",", ".")
    return str(value)


def percent_of(text: str) -> Fraction | None:
    """The share that a literal percent says."""
    literal = parse_literal(text)
    if literal is None or literal.type.unit is not Unit.PERCENT:
        return None
    return Fraction(literal.value, 10**literal.type.scale)


def text_of(node: Node | None) -> str:
    """The text of a leaf, empty of anything else."""
    return node.text if isinstance(node, Scalar) else ""
