"""The table of results: as many columns as the terminal is wide, and never a broken number."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from masker_rules.cli.terminal import Terminal
from masker_rules.texts import harmless

if TYPE_CHECKING:
    from rich.table import Table

    from masker_rules.api import Results

__all__ = ["PaySheet", "paysheet"]

GAP = 2
#: A name may be cut: the NIP beside it says who it is.
NAME_WIDTHS = (8, 32)
#: What a name keeps when further columns are added.
NAME_ROOM = 14
STYLES = {"incomplete": "yellow", "zero": "red", "not_eligible": "dim"}


@dataclass(frozen=True, slots=True)
class PaySheet:
    """A drawn run.

    Attributes:
        table: A row per result and a row of sums.
        left_out: Titles of the columns for which there was no room.
    """

    table: Table
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    cells: list[str]
    total: str = ""
    right: bool = False

    @property
    def width(self) -> int:
        """Cells stay whole; a title is wrapped between its words."""
        return max(map(len, [*self.title.split(), self.total, *self.cells]), default=0)

    @property
    def head(self) -> str:
        return textwrap.fill(self.title, max(self.width, 1), break_long_words=False)


def paysheet(results: Results, terminal: Terminal, width: int) -> PaySheet:
    """Draw a run; columns that do not fit are left out, the least important first.

    Args:
        results: The run.
        terminal: Language.
        width: Characters of a line.
    """
    name = _Column(terminal.text("columns.name"), [harmless(item.name) for item in results])
    room = width - min(max(name.width, NAME_WIDTHS[0]), NAME_ROOM) - GAP
    columns, left_out = _columns(results, terminal, room)
    rest = width - sum(column.width + GAP for column in columns) - GAP
    columns.insert(1, _cut(name, max(NAME_WIDTHS[0], min(rest, NAME_WIDTHS[1]))))
    table = _drawn(columns, [STYLES.get(item.status, "") for item in results])
    return PaySheet(table, tuple(column.title for column in left_out))


def _drawn(columns: list[_Column], styles: list[str]) -> Table:
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, show_footer=len(styles) > 1)
    for column in columns:
        table.add_column(
            Text(column.head, style="bold"),
            Text(column.total, style="bold"),
            justify="right" if column.right else "left",
            vertical="bottom",
            no_wrap=True,
            min_width=column.width,
        )
    for index, style in enumerate(styles):
        table.add_row(*(Text(column.cells[index]) for column in columns), style=style)
    return table


def _cut(column: _Column, width: int) -> _Column:
    cells = [cell if len(cell) <= width else cell[: width - 1] + "…" for cell in column.cells]
    return replace(column, cells=cells)


def _columns(
    results: Results, terminal: Terminal, width: int
) -> tuple[list[_Column], list[_Column]]:
    """The columns that must be there with those that fit, and those that do not."""
    say, number = terminal.text, terminal.number

    def money(key: str) -> _Column:
        values = [getattr(item, key) for item in results]
        total = number(sum(value for value in values if value is not None))
        return _Column(say(f"columns.{key}"), [number(v) for v in values], total, right=True)

    nips = _Column("NIP", [item.nip for item in results], say("total"))
    status = _Column(
        say("columns.status"), [terminal.word("status", item.status) for item in results]
    )
    head, tail, left_out = [nips], [money("gross"), money("net")], []
    if len({item.period for item in results}) > 1:
        head.append(
            _Column(say("columns.period"), [terminal.month(item.period) for item in results])
        )
    head.append(status)
    extra = [money("deductions"), *_parts(results, terminal)]
    for column in extra:
        if sum(each.width + GAP for each in [*head, *tail, column]) > width:
            left_out.append(column)
        elif column is extra[0]:
            tail.insert(1, column)
        else:
            head.append(column)
    return [*head, *tail], left_out


def _parts(results: Results, terminal: Terminal) -> list[_Column]:
    """What remains of each part, where the regulation has parts."""
    names = list(dict.fromkeys(name for item in results for name in item.parts))
    labels = next((item.computation.plan.labels for item in results if item.computation), {})
    columns = []
    for name in names:
        cells = [terminal.percent(item.parts.get(name)) for item in results]
        label = labels.get(f"parts.{name}")
        columns.append(_Column(label.get(terminal.lang) if label else name, cells, right=True))
    return columns
