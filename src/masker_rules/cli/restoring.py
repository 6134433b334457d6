"""`masker restore`: deductions that can still be corrected, and what each fact restores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from masker_rules.cli.options import (
    AsOf,
    Engine,
    Format,
    Nips,
    Out,
    PackPath,
    Period,
    ProfileRef,
    Unit,
)
from masker_rules.cli.output import deliver, format_of
from masker_rules.cli.running import DONE
from masker_rules.cli.terminal import Terminal

if TYPE_CHECKING:
    from masker_rules.corrections import Restoration

__all__ = ["restore", "restored"]

FORMATS = ("text", "json", "csv")
Worklist = Annotated[bool, typer.Option("--worklist")]


def restore(  # noqa: PLR0913, PLR0917  (an argument per option)
    context: typer.Context,
    pack: PackPath,
    profile: ProfileRef,
    period: Period = None,
    nip: Nips = None,
    unit: Unit = None,
    as_of: AsOf = None,
    worklist: Worklist = False,  # noqa: FBT002
    format: Format = None,
    out: Out = None,
    engine: Engine = None,
) -> int:
    """Words of the help: `cli.help.restore.about`."""
    terminal: Terminal = context.obj
    chosen = format_of(format, out, FORMATS)
    found = restored(
        terminal, pack, profile, period,
        nips=nip, unit=unit, as_of=as_of, engine=engine, worklist=worklist,
    )  # fmt: skip
    deliver(_written(found, chosen, terminal.lang), out, terminal)
    return DONE


def restored(
    terminal: Terminal,
    pack: str,
    profile: str,
    period: str | None,
    *,
    nips: Sequence[str] | None = None,
    **more: Any,
) -> Restoration:
    """What can still be put right, with progress on the screen; `more` as of `mr.restore`."""
    from masker_rules.corrections import restore as tried  # noqa: PLC0415  (heavy: not for the help)

    with terminal.progress(terminal.text("computing")) as progress:
        return tried(profile, pack, period, nips=nips or None, progress=progress, **more)


def _written(found: Restoration, chosen: str, lang: str) -> str | bytes:
    from masker_rules.corrections.told import restoration_text  # noqa: PLC0415
    from masker_rules.facts.exports import rows_csv  # noqa: PLC0415

    if chosen == "json":
        return found.to_json(lang)
    if chosen == "csv":
        return rows_csv(list(found.flat_rows(lang)))
    return restoration_text(found, lang)
