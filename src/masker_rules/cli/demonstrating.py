"""`masker demo`: a shipped month of a shipped regency, for somebody who sees this first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from masker_rules.cli.computing import compute_pack
from masker_rules.cli.findings import heading
from masker_rules.cli.output import deliver_drawn
from masker_rules.cli.report import Report
from masker_rules.cli.terminal import Terminal

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["demo"]


def demo(
    context: typer.Context,
) -> int:
    """Words of the help: `cli.help.demo.about`."""
    from rich.text import Text  # noqa: PLC0415

    from masker_rules import demo as shipped  # noqa: PLC0415
    from masker_rules.explain import explain_text  # noqa: PLC0415

    terminal: Terminal = context.obj
    results = compute_pack(terminal, shipped.pack_path(), shipped.PROFILE, shipped.PERIOD)
    chosen = results[shipped.PERSON]

    def draw(console: Console) -> None:
        Report(results, terminal).draw(console)
        heading(console, terminal.text("demo_explained", name=chosen.name, nip=chosen.nip))
        console.print(Text(explain_text(chosen, terminal.lang).rstrip("\n")), soft_wrap=True)
        heading(console, terminal.text("demo_next"))
        for step in ("check", "compute", "explain"):
            told = terminal.text(f"demo_steps.{step}", profile=shipped.PROFILE)
            console.print(Text(f"  {told}"))

    deliver_drawn(draw, None, terminal)
    return 0
