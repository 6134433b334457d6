"""`masker profiles lint` and `test`: what is wrong with a regulation, and whether it says so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from masker_rules.cli.findings import heading, indented
from masker_rules.cli.options import Format, Out
from masker_rules.cli.output import deliver, deliver_drawn, format_of
from masker_rules.cli.running import DONE, FINDINGS
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import CalendarError, Problem, ProfileError
from masker_rules.language.runs import split_ref
from masker_rules.texts import harmless, json_text

if TYPE_CHECKING:
    from rich.console import Console

    from masker_rules.language.lint import Linted

__all__ = ["Ref", "lint", "require_profile"]

FORMATS = ("table", "json")
Ref = Annotated[str, typer.Argument(metavar="ID|PATH")]


def lint(
    context: typer.Context,
    ref: Ref,
    format: Format = None,
    out: Out = None,
) -> int:
    """Words of the help: `cli.help.profiles.lint.about`."""
    terminal: Terminal = context.obj
    chosen = format_of(format, out, FORMATS)
    require_profile(ref)
    found, linted = _problems(ref)
    if chosen == "json":
        made = _data(found, linted, terminal.lang)
        deliver(json_text(made) + "\n", out, terminal)
    else:
        deliver_drawn(lambda console: _draw(console, found, linted, terminal), out, terminal)
    return FINDINGS if found else DONE


def require_profile(ref: str) -> None:
    """Tell a profile that is not there from one that is wrong.

    Raises:
        ProfileError: there is none [profile-not-found, profile-file-missing].
    """
    from masker_rules.profiles import find  # noqa: PLC0415

    # A name of a run behind it is judged where it is loaded.
    ref = split_ref(ref)[0]
    path = Path(ref)
    if path.is_dir():
        path /= "profile.yaml"
    if path.is_file():
        with path.open("rb"):
            return
    if path.suffix in {".yaml", ".yml"}:
        raise ProfileError.of("profile-file-missing", path=ref)
    find(ref)


def _problems(ref: str) -> tuple[list[Problem], Linted | None]:
    """Everything that loading a profile says, also what only shows when it is used.

    What lint says beside it is None where the profile does not load.
    """
    from masker_rules.engine.profile import load_profile  # noqa: PLC0415

    linted = None
    try:
        profile = load_profile(ref)
        profile.calendar(())
    except (ProfileError, CalendarError) as wrong:
        found = wrong.problems
    else:
        found, linted = profile.warnings, profile.linted
    # A table that two series read is judged twice, and says the same twice.
    return list({problem.text(): problem for problem in found}.values()), linted


def _draw(
    console: Console, found: Sequence[Problem], linted: Linted | None, terminal: Terminal
) -> None:
    from rich.text import Text  # noqa: PLC0415

    notes = [finding.problem for finding in linted.notes] if linted else []
    for problem in (*found, *notes):
        _draw_problem(console, problem, terminal)
    if linted and linted.accepted:
        heading(console, terminal.text("accepted"))
        for item in linted.accepted:
            problem = item.finding.problem
            line = f"{problem.place} [{problem.code}] {item.because.get(terminal.lang)}"
            console.print(Text(harmless(line), style="dim"), soft_wrap=True)
    if not found:
        said = "only_notes" if notes else "no_findings"
        console.print(Text(terminal.text(said), style="green"))
        return
    errors = sum(problem.severity == "error" for problem in found)
    console.print()
    counts = {"errors": errors, "warnings": len(found) - errors}
    told = {name: _counted(terminal, name, count) for name, count in counts.items()}
    console.print(Text(terminal.text("findings", **told), style="bold"))


def _draw_problem(console: Console, problem: Problem, terminal: Terminal) -> None:
    from rich.text import Text  # noqa: PLC0415

    style = {"error": "red", "warning": "yellow"}.get(problem.severity, "dim")
    first, *rest = problem.text(terminal.lang).split("\n")
    # Never folded: editors and terminals jump to `file:line:column`.
    console.print(Text(harmless(first), style=style), soft_wrap=True)
    for line in rest:
        indented(console, line.strip(), 4)


def _counted(terminal: Terminal, what: str, count: int) -> str:
    key = f"counted_{what}.{'one' if count == 1 else 'many'}"
    return terminal.text(key, count=terminal.number(count))


def _data(found: Sequence[Problem], linted: Linted | None, lang: str) -> dict[str, Any]:
    """Findings, notes and what is accepted; `path` is what `lint` of a profile accepts them at."""
    listed = (*linted.warnings, *linted.notes) if linted else ()
    paths = {finding.problem.text(): finding.path for finding in listed}
    told = [
        _problem_dict(problem, lang) | {"path": paths.get(problem.text(), "")} for problem in found
    ]
    notes = [
        _problem_dict(finding.problem, lang) | {"path": finding.path}
        for finding in (linted.notes if linted else ())
    ]
    accepted = [
        _problem_dict(item.finding.problem, lang)
        | {"path": item.finding.path, "because": item.because.get(lang)}
        for item in (linted.accepted if linted else ())
    ]
    return {"findings": told, "notes": notes, "accepted": accepted}


def _problem_dict(problem: Problem, lang: str) -> dict[str, Any]:
    place = problem.place
    meant = problem.params.get("meant")
    written, better = getattr(meant, "found", None) or ("", "")
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": place.file if place else "",
        "line": place.line if place else 0,
        "column": place.column if place else 0,
        "law": problem.law.get(lang),
        "message": problem.text(lang),
        "written": written,
        "better": better,
    }
