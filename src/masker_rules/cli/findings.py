"""Rows set aside and remarks, drawn for people: where, what stood there, why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from masker_rules.cli.terminal import Terminal
from masker_rules.texts import harmless
from masker_rules.texts.spoken import Column

if TYPE_CHECKING:
    from rich.console import Console

    from masker_rules.facts import PackRemark, SetAside

#: Of more remarks of one kind in a column than the second, the first so many are shown.
_FIRST, _ALIKE = 3, 5

__all__ = ["draw_alike", "draw_findings", "draw_rows", "heading", "indented", "noted", "place_of"]


def draw_findings(
    console: Console,
    terminal: Terminal,
    set_aside: Sequence[SetAside],
    remarks: Sequence[PackRemark],
    *,
    limit: int | None = None,
) -> None:
    """Draw both lists, each under its heading; nothing where a list is empty."""
    if set_aside:
        heading(console, terminal.text("set_aside", count=terminal.number(len(set_aside))))
        draw_rows(console, terminal, set_aside, limit)
    if remarks:
        heading(console, terminal.text("remarks", count=terminal.number(len(remarks))))
        draw_alike(console, terminal, remarks, limit)


def heading(console: Console, text: str) -> None:
    """A heading with an empty line above."""
    from rich.text import Text  # noqa: PLC0415

    console.print()
    console.print(Text(text, style="bold"))


def indented(console: Console, text: str, indent: int, style: str = "") -> None:
    """A paragraph whose every line begins after `indent` blanks."""
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console.print(Padding(Text(harmless(text), style=style), (0, 0, 0, indent), expand=False))


def noted(console: Console, text: str, code: str, indent: int) -> None:
    """A paragraph with a code behind it, in grey: support asks for it."""
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    told = Text.assemble(harmless(text), (f" {code}", "dim"))
    console.print(Padding(told, (0, 0, 0, indent), expand=False))


def draw_rows(
    console: Console,
    terminal: Terminal,
    found: Sequence[SetAside | PackRemark],
    limit: int | None = None,
) -> None:
    """One finding a paragraph: the place, then the reason, wrapped under itself."""
    for item in found[:limit]:
        _draw_row(console, terminal, item)
    _and_more(console, terminal, len(found) - len(found[:limit]))


def draw_alike(
    console: Console,
    terminal: Terminal,
    remarks: Sequence[PackRemark],
    limit: int | None = None,
) -> None:
    """Remarks as :func:`draw_rows`; of many of one kind in a column the first, and their number.

    All of them stand in what is written for machines.
    """
    sizes = Counter(map(_kind, remarks))
    few = {kind: size if size <= _ALIKE else _FIRST for kind, size in sizes.items()}
    told = 0
    for item in _first_of_each(remarks, few)[:limit]:
        _draw_row(console, terminal, item)
        kind = _kind(item)
        few[kind] -= 1
        told += 1
        if not few[kind] and sizes[kind] > _ALIKE:
            rest = sizes[kind] - _FIRST
            words = {"count": terminal.number(rest), "code": item.code, "file": item.file}
            indented(console, terminal.text("more_cells", **words), 6)
            told += rest
    _and_more(console, terminal, len(remarks) - told)


def _kind(item: PackRemark) -> tuple[str, str, str]:
    return item.file or item.table, item.column, item.code


def _first_of_each(
    remarks: Sequence[PackRemark], few: Mapping[tuple[str, str, str], int]
) -> list[PackRemark]:
    seen: Counter[tuple[str, str, str]] = Counter()
    shown = []
    for item in remarks:
        seen[_kind(item)] += 1
        if seen[_kind(item)] <= few[_kind(item)]:
            shown.append(item)
    return shown


def _and_more(console: Console, terminal: Terminal, rest: int) -> None:
    from rich.text import Text  # noqa: PLC0415

    if rest:
        console.print(Text(f"  {terminal.text('and_more', count=terminal.number(rest))}"))


def _draw_row(console: Console, terminal: Terminal, item: SetAside | PackRemark) -> None:
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    head = Text.assemble((harmless(place_of(item)), "cyan"), (f" [{item.code}]", "dim"))
    if item.column or item.value:
        value = harmless(item.value).replace("\n", "␣")
        label = Column(item.column).said(terminal.lang)
        head.append(f" {label} = {value}" if item.column else f" {value}")
    console.print(Padding(head, (0, 0, 0, 2)))
    indented(console, item.reason(terminal.lang), 6, "dim")


def place_of(item: SetAside | PackRemark) -> str:
    """`punches.csv:38`, or what is known of it."""
    return f"{item.file or item.table}:{item.line}" if item.line else item.file or item.table
