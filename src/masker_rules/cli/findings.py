"""Rows set aside and remarks, drawn for people: where, what stood there, why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from masker_rules.cli.terminal import Terminal
from masker_rules.texts import harmless
from masker_rules.texts.spoken import Column

if TYPE_CHECKING:
    from rich.console import Console

    from masker_rules.facts import PackRemark, SetAside

__all__ = ["draw_findings", "draw_rows", "heading", "indented", "noted", "place_of"]


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
        draw_rows(console, terminal, remarks, limit)


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
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    for item in found[:limit]:
        head = Text.assemble((harmless(place_of(item)), "cyan"), (f" [{item.code}]", "dim"))
        if item.column or item.value:
            value = harmless(item.value).replace("\n", "␣")
            label = Column(item.column).said(terminal.lang)
            head.append(f" {label} = {value}" if item.column else f" {value}")
        console.print(Padding(head, (0, 0, 0, 2)))
        indented(console, item.reason(terminal.lang), 6, "dim")
    rest = len(found) - len(found[:limit])
    if rest:
        console.print(Text(f"  {terminal.text('and_more', count=terminal.number(rest))}"))


def place_of(item: SetAside | PackRemark) -> str:
    """`punches.csv:38`, or what is known of it."""
    return f"{item.file or item.table}:{item.line}" if item.line else item.file or item.table
