"""`masker schema`: JSON Schemas, for editors and for programs that read results."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from masker_rules.cli.options import Out
from masker_rules.cli.output import deliver
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import RequestError
from masker_rules.texts import json_text

__all__ = ["schema"]

KINDS = ("profile", "pack", "result")


def schema(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="profile|pack|result")],
    out: Out = None,
) -> int:
    """Words of the help: `cli.help.schema.about`."""
    terminal: Terminal = context.obj
    if kind not in KINDS:
        raise RequestError.of("unknown-schema", kind=kind, known=", ".join(KINDS))
    made = _schema(kind, terminal.lang)
    deliver(json_text(made) + "\n", out, terminal)
    return 0


def _schema(kind: str, lang: str) -> dict[str, Any]:
    if kind == "profile":
        from masker_rules.language.schema import profile_schema  # noqa: PLC0415

        return profile_schema(lang)
    if kind == "pack":
        from masker_rules.facts.schema import pack_schema  # noqa: PLC0415

        return pack_schema(lang)
    from masker_rules.engine.result_schema import result_schema  # noqa: PLC0415

    return result_schema()
