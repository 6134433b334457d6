"""The table of results: as many columns as the terminal is wide, and never a broken number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masker_rules.cli.terminal import Terminal, harmless
from masker_rules.units import percent_text

if TYPE_CHECKING:
    from rich.table import Table

    from masker_rules.api import Results

__all__ = ["paysheet"]

GAP = 2
NAME_WIDTHS = (8, 32)
STYLES = {"incomplete": "yellow", "zero": "red", "not_eligible": "dim"}


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    cells: list[str]
    total: str = ""
    right: bool = False

    @property
    def width(self) -> int:
        return max(map(len, [self.title, self.total, *self.cells]), default=0)


def paysheet(results: Results, terminal: Terminal, width: int) -> Table:
    """A row per result and a row of sums; columns that do not fit are left out, the least first.

    Args:
        results: The run.
        terminal: Language.
        width: Characters of a line.
    """
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    name = _Column(terminal.text("columns.name"), [harmless(item.name) for item in results])
    columns = _columns(results, terminal, width - _room_for(name))
    room = width - sum(column.width + GAP for column in columns)
    columns.insert(1, _cut(name, max(NAME_WIDTHS[0], min(room - GAP, NAME_WIDTHS[1]))))
    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, show_footer=len(results) > 1)
    for column in columns:
        table.add_column(
            Text(column.title, style="bold"),
            Text(column.total, style="bold"),
            justify="right" if column.right else "left",
            no_wrap=True,
            min_width=column.width,
        )
    for index, item in enumerate(results):
        style = STYLES.get(item.status, "")
        table.add_row(*(Text(column.cells[index]) for column in columns), style=style)
    return table


def _room_for(name: _Column) -> int:
    """What a name gets before further columns are added."""
    return min(max(name.width, NAME_WIDTHS[0]), 20) + GAP


def _cut(column: _Column, width: int) -> _Column:
    cells = [cell if len(cell) <= width else cell[: width - 1] + "…" for cell in column.cells]
    return _Column(column.title, cells, column.total, column.right)


def _columns(results: Results, terminal: Terminal, width: int) -> list[_Column]:
    """The columns that must be there, with those that fit in order of use."""
    say, number = terminal.text, terminal.number

    def money(key: str) -> _Column:
        values = [getattr(item, key) for item in results]
        total = number(sum(value for value in values if value is not None))
        return _Column(say(f"columns.{key}"), [number(v) for v in values], total, right=True)

    nips = _Column("NIP", [item.nip for item in results], say("total"))
    status = _Column(
        say("columns.status"), [terminal.word("status", item.status) for item in results]
    )
    columns = [nips, status, money("gross"), money("net")]
    several = len({item.period for item in results}) > 1
    if several:
        period = _Column(say("columns.period"), [str(item.period) for item in results])
        columns.insert(1, period)

    def fits(extra: _Column) -> bool:
        return sum(column.width + GAP for column in [*columns, extra]) <= width

    deductions = money("deductions")
    if not fits(deductions):
        return columns
    columns.insert(-1, deductions)
    for part in _parts(results, terminal.lang):
        if fits(part):
            columns.insert(-3, part)
    return columns


def _parts(results: Results, lang: str) -> list[_Column]:
    """What remains of each part, where the regulation has parts."""
    names = list(dict.fromkeys(name for item in results for name in item.parts))
    labels = next((item.computation.plan.labels for item in results if item.computation), {})
    columns = []
    for name in names:
        shares = [item.parts.get(name) for item in results]
        cells = ["–" if share is None else percent_text(share) for share in shares]
        label = labels.get(f"parts.{name}")
        columns.append(_Column(label.get(lang) if label else name, cells, right=True))
    return columns
