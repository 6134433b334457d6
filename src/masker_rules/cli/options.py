"""The arguments and options that commands share; their words stand in `cli.options.<name>`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "AsOf",
    "Chunk",
    "Engine",
    "Format",
    "MaybeProfile",
    "Nips",
    "Out",
    "PackPath",
    "Period",
    "Processes",
    "ProfileRef",
    "Strict",
    "Trace",
]

# No `Path`: it would take a slash out of the URL of a database.
PackPath = Annotated[str, typer.Argument(metavar="PACK")]
ProfileRef = Annotated[str, typer.Option("--profile", metavar="ID|PATH")]
MaybeProfile = Annotated[str | None, typer.Option("--profile", metavar="ID|PATH")]
Period = Annotated[str | None, typer.Option("--period", metavar="2026-03")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE")]
Nips = Annotated[list[str] | None, typer.Option("--nip", metavar="NIP")]
Format = Annotated[str | None, typer.Option("--format", metavar="FORMAT")]
Out = Annotated[Path | None, typer.Option("--out", metavar="PATH")]
Engine = Annotated[str | None, typer.Option("--engine", metavar="NAME")]
Chunk = Annotated[bool, typer.Option("--chunk")]
Processes = Annotated[int | None, typer.Option("--processes", metavar="N", min=1)]
Strict = Annotated[bool, typer.Option("--strict")]
Trace = Annotated[bool, typer.Option("--trace")]
