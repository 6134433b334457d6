"""`masker profiles audit`: what a regulation does that its author may not want."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from masker_rules.cli.findings import heading
from masker_rules.cli.judging import Ref, require_profile
from masker_rules.cli.options import Format, Out
from masker_rules.cli.output import deliver, deliver_drawn, format_of
from masker_rules.cli.running import DONE, FINDINGS
from masker_rules.cli.terminal import Terminal
from masker_rules.texts import harmless

if TYPE_CHECKING:
    from rich.console import Console

    from masker_rules.review.audit import Audit

__all__ = ["audit"]

STYLES = {"warning": "yellow", "note": "dim"}


def audit(  # noqa: PLR0913, PLR0917  (an argument per option)
    context: typer.Context,
    ref: Ref,
    history: Annotated[str | None, typer.Option("--history", metavar="PACK")] = None,
    only: Annotated[str | None, typer.Option("--only", metavar="CHECK,…")] = None,
    baseline: Annotated[str | None, typer.Option("--baseline", metavar="ID|PATH")] = None,
    examples: Annotated[bool, typer.Option("--examples")] = False,  # noqa: FBT002
    format: Format = None,
    out: Out = None,
) -> int:
    """Words of the help: `cli.help.profiles.audit.about`."""
    from masker_rules.review.audit import audit as looked_at  # noqa: PLC0415

    terminal: Terminal = context.obj
    require_profile(ref)
    chosen = format_of(format, out, ("table", "json", "yaml", "html"))
    asked = None if only is None else [name.strip() for name in only.split(",")]
    found = looked_at(ref, history, only=asked)
    beside = None
    if baseline is not None:
        from masker_rules.review.audit_compare import compare_audits  # noqa: PLC0415

        require_profile(baseline)
        beside = compare_audits(looked_at(baseline, history, only=asked), found)
    if chosen == "json":
        deliver((beside or found).to_json(terminal.lang), out, terminal)
    elif chosen == "yaml":
        deliver(found.cases(terminal.lang), out, terminal)
    elif chosen == "html":
        from masker_rules.reports.audit import audit_html  # noqa: PLC0415

        deliver(audit_html(beside or found, terminal.lang), out, terminal)
    elif beside is not None:
        deliver(beside.text(terminal.lang), out, terminal)
    else:
        deliver_drawn(
            lambda console: _draw(console, found, terminal, examples=examples), out, terminal
        )
    return FINDINGS if (beside or found).warnings else DONE


def _draw(console: Console, found: Audit, terminal: Terminal, *, examples: bool) -> None:
    from rich.text import Text  # noqa: PLC0415

    for item in found:
        first, *rest = item.text(terminal.lang).split("\n")
        # Never folded: editors and terminals jump to `file:line:column`.
        console.print(Text(harmless(first), style=STYLES[item.severity]), soft_wrap=True)
        for line in rest:
            console.print(Text(harmless(line)), soft_wrap=True)
        case = item.case(found.profile, terminal.lang) if examples else ""
        for line in case.splitlines():
            console.print(Text(f"    {harmless(line)}".rstrip(), style="cyan"), soft_wrap=True)
    heading(console, terminal.text("audit_checks"))
    for check in found.checks:
        console.print(Text(f"  {check.text(terminal.lang)}"), soft_wrap=True)
    if found.unasked:
        heading(console, terminal.text("audit_unasked"))
    for what in found.unasked:
        console.print(Text(f"  {what.said(terminal.lang)}", style="dim"), soft_wrap=True)
    counts = {
        "warnings": terminal.number(len(found.warnings)),
        "notes": terminal.number(len(found.notes)),
    }
    style = "bold yellow" if found.warnings else "bold green"
    console.print(Text(terminal.text("audit_found", **counts), style=style))
