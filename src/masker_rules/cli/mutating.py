"""`profiles test --mutate` and `--boundaries`: how good the cases are, which are missing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from masker_rules.cli.findings import heading
from masker_rules.cli.output import deliver, deliver_drawn, format_of
from masker_rules.cli.running import DONE, FINDINGS, INTERRUPTED
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import RequestError
from masker_rules.texts import harmless, json_text
from masker_rules.units import percent_of, percent_text

if TYPE_CHECKING:
    from rich.console import Console

    from masker_rules.testing.killers import Killer
    from masker_rules.testing.mutation import MutationReport

__all__ = ["draft_boundaries", "judge_by_mutants"]

#: Share of the mutants that the cases must notice.
THRESHOLD = Fraction(9, 10)
FATES = ("killed", "survived", "refused")


def judge_by_mutants(
    ref: str, threshold: str | None, format: str | None, out: Path | None, terminal: Terminal
) -> int:
    """Run the cases against mutants of the law, and show those that no case notices."""
    from masker_rules.engine.profile import load_profile  # noqa: PLC0415
    from masker_rules.testing.killers import killing_cases, written  # noqa: PLC0415
    from masker_rules.testing.mutation import MutationStopped, mutate  # noqa: PLC0415

    wanted = THRESHOLD if threshold is None else _share(threshold)
    chosen = format_of(format, out, ("table", "json"))
    profile = load_profile(ref)
    try:
        with terminal.progress(terminal.text("mutating")) as progress:
            report = mutate(profile, progress)
    except MutationStopped as stopped:
        terminal.say(_so_far(stopped.report, stopped.todo, terminal))
        return INTERRUPTED
    try:
        with terminal.progress(terminal.text("looking_for_cases")) as progress:
            killers = killing_cases(report, progress)
    except KeyboardInterrupt:
        terminal.say(_score(report, terminal))
        return INTERRUPTED
    cases = written(profile, killers, terminal.text("drafted_note"))
    if chosen == "json":
        made = {**_as_dict(report, killers), "threshold": percent_text(wanted), "cases": cases}
        deliver(json_text(made) + "\n", out, terminal)
    else:
        deliver_drawn(lambda console: _draw(console, report, cases, terminal), out, terminal)
    return FINDINGS if report.score < wanted or report.failing else DONE


def draft_boundaries(ref: str, out: Path | None, terminal: Terminal) -> int:
    """Write cases on both sides of each boundary, for a person to sign."""
    from masker_rules.engine.profile import load_profile  # noqa: PLC0415
    from masker_rules.testing.boundaries import boundaries, boundary_cases  # noqa: PLC0415

    profile = load_profile(ref)
    found = boundaries(profile)
    if not found:
        terminal.say(terminal.text("no_boundaries"))
        return DONE
    deliver(boundary_cases(profile, found, terminal.text("drafted_note")), out, terminal)
    return DONE


def _share(text: str) -> Fraction:
    share = percent_of(text)
    if share is None:
        raise RequestError.of("bad-threshold", value=text)
    return share


def _draw(console: Console, report: MutationReport, cases: str, terminal: Terminal) -> None:
    from rich.text import Text  # noqa: PLC0415

    for name in report.failing:
        console.print(Text(terminal.text("fails_itself", name=harmless(name)), style="red"))
    if report.survivors:
        console.print(Text(terminal.text("survivors"), style="bold"))
    for item in report.survivors:
        change = item.mutant
        new = change.new or terminal.text("taken_out")
        line = f"  {change.place}: {change.path}: {change.old} → {new}"
        # Never folded: editors and terminals jump to `file:line:column`.
        console.print(Text(harmless(line), style="yellow"), soft_wrap=True)
    if cases:
        heading(console, terminal.text("would_notice"))
        console.print(Text(cases), soft_wrap=True)
    style = "bold yellow" if report.survivors else "bold green"
    console.print(Text(_score(report, terminal), style=style))


def _score(report: MutationReport, terminal: Terminal) -> str:
    counts = {name: terminal.number(report.count(name)) for name in FATES}
    return terminal.text("mutants", score=_rounded(report.score, terminal), **counts)


def _so_far(report: MutationReport, todo: int, terminal: Terminal) -> str:
    """The score of the mutants that were met before somebody stopped."""
    done, all_ = terminal.number(len(report.items)), terminal.number(todo)
    met = terminal.text("mutants_so_far", done=done, todo=all_)
    return f"{met} {_score(report, terminal)}"


def _rounded(score: Fraction, terminal: Terminal) -> str:
    """A tenth of a percent, downwards: nothing short of all is 100."""
    return terminal.percent(Fraction(int(score * 1000), 1000))


def _as_dict(report: MutationReport, killers: Sequence[Killer | None]) -> dict[str, Any]:
    notices = dict(zip(report.survivors, killers, strict=True))
    return {
        "profile": report.profile.id,
        "digest": report.profile.digest,
        "score": percent_text(report.score),
        **{fate: report.count(fate) for fate in FATES},
        "failing": list(report.failing),
        "mutants": [
            {
                "place": str(item.mutant.place),
                "path": item.mutant.path,
                "old": item.mutant.old,
                "new": item.mutant.new,
                "fate": item.fate,
                "by": item.by or (killer[0].name if (killer := notices.get(item)) else ""),
            }
            for item in report.items
        ],
    }
