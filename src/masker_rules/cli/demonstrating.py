"""`masker demo`: a shipped month of a shipped regency, for somebody who sees this first."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from masker_rules.cli.computing import compute_pack
from masker_rules.cli.findings import heading
from masker_rules.cli.output import deliver_drawn
from masker_rules.cli.report import Report
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import RequestError
from masker_rules.facts.aside import writable
from masker_rules.facts.sources import source_name

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["demo"]

#: What to type next: the first writes the pack that the others read.
STEPS = ("pack", "check", "compute", "explain")


def demo(
    context: typer.Context,
    pack: Annotated[Path | None, typer.Option("--pack", metavar="DIR")] = None,
) -> int:
    """Words of the help: `cli.help.demo.about`."""
    from rich.text import Text  # noqa: PLC0415

    from masker_rules import demo as shipped  # noqa: PLC0415
    from masker_rules.explain import explain_text  # noqa: PLC0415

    terminal: Terminal = context.obj
    if pack is not None:
        _copy(shipped.pack_path(), pack)
    results = compute_pack(terminal, shipped.pack_path(), shipped.PROFILE, shipped.PERIOD)
    chosen = results[shipped.PERSON]

    def draw(console: Console) -> None:
        Report(results, terminal).draw(console)
        heading(console, terminal.text("demo_explained", name=chosen.name, nip=chosen.nip))
        console.print(Text(explain_text(chosen, terminal.lang).rstrip("\n")), soft_wrap=True)
        heading(console, terminal.text("demo_next"))
        folder = shlex.quote(str(pack or terminal.text("demo_pack")))
        told_of = {"profile": shipped.PROFILE, "period": shipped.PERIOD, "nip": shipped.PERSON}
        for step in STEPS[1:] if pack else STEPS:
            told = terminal.text(f"demo_steps.{step}", pack=folder, **told_of)
            console.print(Text(f"  {told}"), soft_wrap=True)

    deliver_drawn(draw, None, terminal)
    return 0


def _copy(shipped: Path, folder: Path) -> None:
    """Write the tables of the shipped month into a folder that is not there yet.

    Raises:
        RequestError: something is there [demo-would-overwrite], or it cannot be written
            [out-unusable].
    """
    if folder.exists():
        raise RequestError.of("demo-would-overwrite", path=source_name(folder))
    with writable(folder):
        folder.mkdir(parents=True)
        for table in sorted(shipped.glob("*.csv")):
            shutil.copyfile(table, folder / table.name)
