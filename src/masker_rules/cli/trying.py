"""`masker profiles test`: the cases of a regulation, and what no case reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from masker_rules.cli.findings import heading
from masker_rules.cli.judging import require_profile
from masker_rules.cli.mutating import draft_boundaries, judge_by_mutants
from masker_rules.cli.options import Format, Out
from masker_rules.cli.output import deliver, deliver_drawn, format_of
from masker_rules.cli.running import DONE, FINDINGS
from masker_rules.cli.terminal import Terminal
from masker_rules.texts import harmless, json_text

if TYPE_CHECKING:
    from rich.console import Console

    from masker_rules.testing.cases import CaseReport

__all__ = ["try_cases"]

FORMATS = ("table", "json")


def try_cases(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="ID|PATH")],
    mutate: Annotated[bool, typer.Option("--mutate")] = False,  # noqa: FBT002
    threshold: Annotated[str | None, typer.Option("--threshold", metavar="PERCENT")] = None,
    boundaries: Annotated[bool, typer.Option("--boundaries")] = False,  # noqa: FBT002
    format: Format = None,
    out: Out = None,
) -> int:
    """Words of the help: `cli.help.profiles.test.about`."""
    from masker_rules.testing.cases import run_cases  # noqa: PLC0415

    terminal: Terminal = context.obj
    require_profile(ref)
    if boundaries:
        return draft_boundaries(ref, out, terminal)
    if mutate:
        return judge_by_mutants(ref, threshold, format, out, terminal)
    chosen = format_of(format, out, FORMATS)
    report = run_cases(ref)
    if chosen == "json":
        made = _as_dict(report, terminal.lang)
        deliver(json_text(made) + "\n", out, terminal)
    else:
        deliver_drawn(lambda console: _draw(console, report, terminal), out, terminal)
    return FINDINGS if report.failed or report.unsigned else DONE


def _draw(console: Console, report: CaseReport, terminal: Terminal) -> None:
    from rich.text import Text  # noqa: PLC0415

    number = terminal.number
    for case in report:
        style = "" if case.passed else "red" if case.signed else "yellow"
        first, *rest = case.text(terminal.lang).split("\n")
        # Never folded: editors and terminals jump to `file:line:column`, also of a mismatch.
        console.print(Text(harmless(first), style=style), soft_wrap=True)
        for line in rest:
            console.print(Text("    " + harmless(line.strip())), soft_wrap=True)
    passed = sum(case.passed for case in report)
    counts = {"passed": number(passed), "count": number(len(report))}
    key = "cases_passed" if len(report) else "cases_none"
    good = "bold green" if passed and passed == len(report) else "bold yellow"
    style = "bold red" if report.failed else good
    if len(report):
        console.print()
    console.print(Text(terminal.text(key, **counts), style=style))
    if report.unsigned:
        told = terminal.text("cases_unsigned", count=number(len(report.unsigned)))
        console.print(Text(told, style="yellow"))
    coverage = report.coverage
    reached = len(coverage.reachable) - len(coverage.missed)
    told = terminal.text(
        "coverage", reached=number(reached), count=number(len(coverage.reachable))
    )
    console.print(Text(told, style="bold"))
    if coverage.missed:
        heading(console, terminal.text("not_reached"))
    for item in coverage.missed:
        console.print(Text(f"  {item.place}: {item}", style="yellow"), soft_wrap=True)


def _as_dict(report: CaseReport, lang: str) -> dict[str, Any]:
    coverage = report.coverage
    return {
        "profile": report.profile.id,
        "digest": report.profile.digest,
        "passed": sum(case.passed for case in report),
        "failed": len(report.failed),
        "unsigned": len(report.unsigned),
        "cases": [
            {
                "name": case.name,
                "place": str(case.place),
                "example": case.example,
                "passed": case.passed,
                "signed": case.signed,
                "mismatches": [
                    {"what": found.what, "expected": found.expected, "got": found.got}
                    for found in case.mismatches
                ],
                "problems": [
                    {"code": one.code, "place": str(one.place or ""), "text": one.text(lang)}
                    for one in case.problems
                ],
            }
            for case in report
        ],
        "coverage": {
            "reachable": len(coverage.reachable),
            "missed": [
                {"path": item.path, "what": item.what, "place": str(item.place)}
                for item in coverage.missed
            ],
        },
    }
