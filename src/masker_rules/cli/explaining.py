"""`masker explain`: why one person gets this amount, article by article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from masker_rules.cli.computing import compute_pack, is_clean
from masker_rules.cli.options import (
    AsOf,
    Format,
    Nips,
    Out,
    PackPath,
    Period,
    ProfileRef,
    Strict,
    Trace,
)
from masker_rules.cli.output import deliver, format_of
from masker_rules.cli.running import DONE, NOT_CLEAN
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import RequestError
from masker_rules.texts import json_text

if TYPE_CHECKING:
    from masker_rules.api import Result

__all__ = ["explain"]

FORMATS = ("text", "html", "json")


def explain(  # noqa: PLR0913, PLR0917  (an argument per option)
    context: typer.Context,
    pack: PackPath,
    profile: ProfileRef,
    nip: Nips = None,
    period: Period = None,
    as_of: AsOf = None,
    format: Format = None,
    out: Out = None,
    strict: Strict = False,  # noqa: FBT002
    trace: Trace = False,  # noqa: FBT002
) -> int:
    """Words of the help: `cli.help.explain.about`."""
    terminal: Terminal = context.obj
    chosen = format_of(format, out, FORMATS)
    if not nip:
        raise RequestError.of("missing-option", option="--nip", command="masker explain")
    if trace and chosen != "json":
        raise RequestError.of("trace-needs-json", format=chosen)
    results = compute_pack(terminal, pack, profile, period, as_of=as_of, nips=nip)
    if chosen == "html" and len(results) != 1:
        raise RequestError.of("one-explanation", count=len(results))
    deliver(_data(list(results), chosen, terminal.lang, trace=trace), out, terminal)
    return NOT_CLEAN if strict and not is_clean(results) else DONE


def _data(items: list[Result], chosen: str, lang: str, *, trace: bool) -> str:
    from masker_rules import explain as words  # noqa: PLC0415

    if chosen == "html":
        return words.explain_html(items[0], lang)
    if chosen == "text":
        texts = [words.explain_text(item, lang).rstrip("\n") + "\n" for item in items]
        return "\n".join(texts)
    made = [words.explain_dict(item, lang) for item in items]
    if trace:
        for entry, item in zip(made, items, strict=True):
            entry["trace"] = words.trace_dict(item, lang)
    return json_text(made if len(made) > 1 else made[0]) + "\n"
