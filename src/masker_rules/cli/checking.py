"""`masker check`: what would be set aside and why, before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from masker_rules.cli.findings import draw_findings, draw_rows, heading, indented
from masker_rules.cli.options import (
    Format,
    Identities,
    MaybeProfile,
    Out,
    PackPath,
    Strict,
)
from masker_rules.cli.output import deliver, deliver_drawn, format_of
from masker_rules.cli.running import DONE, NOT_CLEAN
from masker_rules.cli.terminal import Terminal
from masker_rules.facts.doubts import count_doubts
from masker_rules.texts import json_text
from masker_rules.texts.spoken import Column

if TYPE_CHECKING:
    from rich.console import Console

    from masker_rules.columnar.packs import FactFrames
    from masker_rules.engine.needs import ColumnNeed
    from masker_rules.facts import Pack, SetAside
    from masker_rules.facts.rows import PersonalRow

__all__ = ["check"]

FORMATS = ("table", "json", "csv")
COLUMNS = ("table", "file", "line", "column", "value", "code", "nip", "reason")


def check(
    context: typer.Context,
    pack: PackPath,
    profile: MaybeProfile = None,
    format: Format = None,
    out: Out = None,
    strict: Strict = False,  # noqa: FBT002
    identities: Identities = None,
) -> int:
    """Words of the help: `cli.help.check.about`."""
    from masker_rules.engines import Facts  # noqa: PLC0415
    from masker_rules.facts.reader import read_for_papers  # noqa: PLC0415

    terminal: Terminal = context.obj
    chosen = format_of(format, out, FORMATS)
    facts = Facts(pack)
    facts.settle(None, 1, None)
    found: FactFrames | Pack = facts.frames if facts.are_in_frames else facts.pack
    empty: Mapping[str, Sequence[ColumnNeed]] = {}
    if profile is not None:
        from masker_rules.engine.needs import unfilled  # noqa: PLC0415
        from masker_rules.engine.profile import load_profile  # noqa: PLC0415

        law = load_profile(profile)
        found = found.under(law.vocabulary)
        empty = unfilled(law.needs(), found)
    signed = read_for_papers(pack).set_aside_of_papers
    if chosen == "table":
        deliver_drawn(
            lambda console: _draw(console, found, empty, signed, terminal), out, terminal
        )
    else:
        deliver(_data(found, empty, chosen, terminal.lang), out, terminal)
    if identities is not None:
        deliver(_identities(found), identities, terminal)
    if profile is None:
        terminal.say(terminal.text("check_without_profile"))
    return NOT_CLEAN if strict and (found.set_aside or signed) else DONE


def _identities(pack: FactFrames | Pack) -> str:
    """The table `identities`, with an empty cell for each number that nobody can read."""
    from masker_rules.facts.exports import rows_csv  # noqa: PLC0415
    from masker_rules.facts.identity import open_identities  # noqa: PLC0415

    rows = open_identities(pack.set_aside, pack.rows("identities"), pack.by_nip("employees"))
    return rows_csv(rows, ("table", "written", "nip"))


def _draw(
    console: Console,
    pack: FactFrames | Pack,
    empty: Mapping[str, Sequence[ColumnNeed]],
    signed: Sequence[SetAside],
    terminal: Terminal,
) -> None:
    """The tables and what does not count; `signed` are rows of tables that only papers read."""
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    titles = [terminal.text(f"columns.{name}") for name in ("table", "accepted", "aside")]
    table.add_column(Text(titles[0], style="bold"), no_wrap=True)
    for title in titles[1:]:
        table.add_column(Text(title, style="bold"), justify="right", no_wrap=True)
    aside = [item.table for item in pack.set_aside]
    for name, count in pack.counts().items():
        lost = aside.count(name)
        style = "yellow" if lost else ""
        table.add_row(
            terminal.table(name), terminal.number(count), terminal.number(lost), style=style
        )
    console.print(table)
    draw_findings(console, terminal, pack.set_aside, pack.warnings)
    if signed:
        told = terminal.text("set_aside_of_papers", count=terminal.number(len(signed)))
        heading(console, told)
        draw_rows(console, terminal, signed)
    if empty:
        heading(console, terminal.text("unfilled"))
    for name, columns in empty.items():
        told = "; ".join(_means(column, terminal) for column in columns)
        indented(console, f"{terminal.table(name)}: {told}", 2)
    rows = _dubious(pack)
    if rows:
        counts = count_doubts(rows).items()
        codes = ", ".join(f"{code} {terminal.number(count)}" for code, count in counts)
        heading(console, terminal.text("doubts", count=terminal.number(len(rows)), codes=codes))
    if not pack.set_aside and not signed:
        console.print()
        console.print(Text(terminal.text("nothing_aside"), style="green"))


def _means(column: ColumnNeed, terminal: Terminal) -> str:
    """What a column is called, and what its empty cells mean."""
    called = Column(column.name).said(terminal.lang)
    return f"{called} = {terminal.named('empty', column.empty)}"


def _dubious(pack: FactFrames | Pack) -> list[PersonalRow]:
    """The rows that an importer doubts."""
    return [row for table in pack.tables for row in pack.dubious(table)]


def _data(
    pack: FactFrames | Pack, empty: Mapping[str, Sequence[ColumnNeed]], chosen: str, lang: str
) -> str:
    if chosen == "csv":
        from masker_rules.facts.exports import rows_csv  # noqa: PLC0415

        rows = [{**item.as_dict(lang), "nip": item.nip} for item in pack.set_aside]
        return rows_csv([{name: row[name] for name in COLUMNS} for row in rows], COLUMNS)
    made: dict[str, Any] = {
        "pack": {
            "digest": pack.digest,
            "rows": pack.counts(),
            "set_aside": [item.as_dict(lang) for item in pack.set_aside],
            "warnings": [item.as_dict(lang) for item in pack.warnings],
            "doubts": count_doubts(_dubious(pack)),
            "unfilled": [
                {"table": name, "column": one.name, "empty": one.empty}
                for name, columns in empty.items()
                for one in columns
            ],
        }
    }
    return json_text(made) + "\n"
