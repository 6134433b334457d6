"""The arguments and options that commands share; their words stand in `cli.options.<name>`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from masker_rules.cli.terminal import Terminal

__all__ = [
    "Against",
    "All",
    "AsOf",
    "Beside",
    "Chunk",
    "Engine",
    "Format",
    "Identities",
    "MaybeProfile",
    "Moved",
    "Nips",
    "NoLookBack",
    "Out",
    "PackPath",
    "Period",
    "Processes",
    "ProfileRef",
    "Restore",
    "RunName",
    "Strict",
    "Trace",
    "Unit",
]


def _engine(context: typer.Context, word: str | None) -> str | None:
    """The engine that a word means; of an old word it is said on stderr."""
    if word is None:
        return None
    from masker_rules.engines import engine_named  # noqa: PLC0415  (heavy: not for the help)

    terminal: Terminal = context.obj
    engine, told = engine_named(word)
    if told is not None:
        terminal.say(told.said(terminal.lang))
    return engine


# No `Path`: it would take a slash out of the URL of a database.
PackPath = Annotated[str, typer.Argument(metavar="PACK")]
ProfileRef = Annotated[str, typer.Option("--profile", metavar="ID|PATH")]
RunName = Annotated[str | None, typer.Option("--run", metavar="NAME")]
MaybeProfile = Annotated[str | None, typer.Option("--profile", metavar="ID|PATH")]
Period = Annotated[str | None, typer.Option("--period", metavar="2026-03")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE")]
All = Annotated[bool, typer.Option("--all")]
Nips = Annotated[list[str] | None, typer.Option("--nip", metavar="NIP")]
Format = Annotated[str | None, typer.Option("--format", metavar="FORMAT")]
Out = Annotated[Path | None, typer.Option("--out", metavar="PATH")]
Engine = Annotated[str | None, typer.Option("--engine", metavar="NAME", callback=_engine)]
Chunk = Annotated[bool, typer.Option("--chunk")]
NoLookBack = Annotated[bool, typer.Option("--no-look-back")]
Processes = Annotated[int | None, typer.Option("--processes", metavar="N", min=1)]
Identities = Annotated[Path | None, typer.Option("--identities", metavar="FILE")]
Beside = Annotated[Path | None, typer.Option("--beside", metavar="FILE")]
Moved = Annotated[str | None, typer.Option("--moved", metavar="PERCENT")]
Strict = Annotated[bool, typer.Option("--strict")]
Restore = Annotated[bool, typer.Option("--restore")]
Against = Annotated[str | None, typer.Option("--against", metavar="2026-02")]
Unit = Annotated[str | None, typer.Option("--unit", metavar="UNIT")]
Trace = Annotated[bool, typer.Option("--trace")]
