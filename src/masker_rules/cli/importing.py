"""`masker import`: office files into the tables of a pack."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from masker_rules.cli.findings import draw_findings
from masker_rules.cli.options import Strict
from masker_rules.cli.running import DONE, NOT_CLEAN
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import RequestError
from masker_rules.facts.sources import source_name

if TYPE_CHECKING:
    from masker_rules.facts.office import Imported

__all__ = ["import_"]

#: Kinds that offices have and that a later version reads.
LATER = ("adms", "bkn-rekap", "day-matrix", "fingerspot")
SHOWN = 20


def import_(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE")],
    out: Annotated[Path, typer.Option("--out", metavar="PACK")],
    map: Annotated[Path | None, typer.Option("--map", metavar="CSV")] = None,
    dialect: Annotated[str, typer.Option("--dialect", metavar="usb|adms")] = "",
    strict: Strict = False,  # noqa: FBT002
) -> int:
    """Words of the help: `cli.help.import.about`."""
    from masker_rules.facts.office import import_files  # noqa: PLC0415
    from masker_rules.facts.writers import add_to_pack  # noqa: PLC0415

    terminal: Terminal = context.obj
    if kind in LATER:
        raise RequestError.of("not-in-this-version", what=f"import {kind}")
    found = import_files(kind, files, map_file=map, dialect=dialect)
    written = add_to_pack(found.tables, out)
    _tell(terminal, found, written)
    return NOT_CLEAN if strict and found.set_aside else DONE


def _tell(terminal: Terminal, found: Imported, written: Sequence[Path]) -> None:
    if terminal.quiet:
        return
    for path in written:
        count = terminal.number(len(found.tables[path.stem]))
        terminal.say(terminal.text("imported", path=source_name(path), rows=count))
    draw_findings(terminal.err, terminal, found.set_aside, found.remarks, limit=SHOWN)
    if "employees" not in found.tables:
        terminal.say(terminal.text("import_employees"))
