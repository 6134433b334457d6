"""`masker runs`: the ordinary month and the runs of their own, and what people get in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from masker_rules.cli.findings import indented
from masker_rules.cli.options import (
    AsOf,
    Engine,
    Format,
    Nips,
    Out,
    PackPath,
    Period,
    ProfileRef,
    Strict,
)
from masker_rules.cli.output import deliver, deliver_drawn, format_of
from masker_rules.cli.running import DONE, NOT_CLEAN
from masker_rules.cli.terminal import Terminal
from masker_rules.texts import harmless

if TYPE_CHECKING:
    from rich.console import Console

    from masker_rules.api import Runs
    from masker_rules.engine.run_totals import RunTotal

__all__ = ["runs"]

FORMATS = ("table", "json", "csv")


def runs(  # noqa: PLR0913, PLR0917  (an argument per option)
    context: typer.Context,
    pack: PackPath,
    profile: ProfileRef,
    period: Period = None,
    as_of: AsOf = None,
    nip: Nips = None,
    format: Format = None,
    out: Out = None,
    engine: Engine = None,
    strict: Strict = False,  # noqa: FBT002
) -> int:
    """Words of the help: `cli.help.runs.about`."""
    from masker_rules import api  # noqa: PLC0415  (heavy: not for the help)
    from masker_rules.facts.exports import rows_csv  # noqa: PLC0415  (likewise)

    terminal: Terminal = context.obj
    chosen = format_of(format, out, FORMATS)
    found = api.compute_runs(profile, pack, period, as_of=as_of, nips=nip or None, engine=engine)
    if chosen == "table":
        deliver_drawn(lambda console: _draw(console, found, terminal), out, terminal)
    else:
        data = found.to_json(terminal.lang) if chosen == "json" else rows_csv(found.to_rows())
        deliver(data, out, terminal)
    is_settled = all(one.checks.settled for one in found.results.values())
    is_whole = all(total.net is not None for total in found.totals)
    is_read = not any(one.set_aside for one in found.results.values())
    return DONE if is_settled and (not strict or (is_whole and is_read)) else NOT_CLEAN


def _draw(console: Console, found: Runs, terminal: Terminal) -> None:
    from rich.table import Table  # noqa: PLC0415

    say = terminal.text
    for name, results in found.results.items():
        told = results.about["profile"]
        status = terminal.word("profile_status", told["status"])
        indented(console, f"{_title(found, name, terminal)} ({status}) [{told['id']}]", 0, "dim")
    console.print()
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for title in (say("columns.period"), "NIP", say("columns.name")):
        table.add_column(title)
    for name in found.results:
        table.add_column(_title(found, name, terminal), justify="right")
    table.add_column(say("runs_sum"), justify="right")
    for total in found.totals:
        person = next(iter(total.results.values()))
        own = [_amount(total, name, terminal) for name in found.results]
        summed = _told(total.net, total.lowest, total.highest, terminal)
        told_month = terminal.months([total.period])
        table.add_row(told_month, total.nip, harmless(person.name), *own, summed)
    console.print(table)


def _title(found: Runs, name: str, terminal: Terminal) -> str:
    return found.titles[name].get(terminal.lang) if name else terminal.text("ordinary_month")


def _amount(total: RunTotal, name: str, terminal: Terminal) -> str:
    one = total.results.get(name)
    if one is None:
        return "–"
    low, high = (one.bounds.lowest, one.bounds.highest) if one.bounds else (None, None)
    told = _told(one.net, low, high, terminal)
    paid = {"payable", "incomplete"}
    return told if one.status in paid else f"{told} ({terminal.word('status', one.status)})"


def _told(net: int | None, low: int | None, high: int | None, terminal: Terminal) -> str:
    """An amount, or between what it lies."""
    if net is not None:
        return terminal.number(net)
    ends = ("…" if end is None else terminal.number(end) for end in (low, high))
    return "–".join(ends)
