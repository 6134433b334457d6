"""`masker compare`: what a draft changes of what a regulation pays, over a history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from masker_rules.cli.findings import heading, indented
from masker_rules.cli.options import (
    AsOf,
    Engine,
    Format,
    Nips,
    Out,
    PackPath,
    Period,
    Strict,
)
from masker_rules.cli.output import deliver, deliver_drawn, format_of
from masker_rules.cli.running import DONE, NOT_CLEAN
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import RequestError
from masker_rules.texts import harmless
from masker_rules.texts.spoken import Listed, spelled_out

if TYPE_CHECKING:
    from rich.console import Console

    from masker_rules.review import Comparison

__all__ = ["compare"]

FORMATS = ("table", "html", "json", "csv", "parquet", "xlsx")
#: Articles and people in a table on the terminal.
SHOWN = 12
Baseline = Annotated[str, typer.Option("--baseline", metavar="ID|PATH")]
Drafts = Annotated[list[str] | None, typer.Option("--draft", metavar="ID|PATH")]
Sets = Annotated[list[str] | None, typer.Option("--set", metavar="PATH=TEXT")]
OverlayFile = Annotated[Path | None, typer.Option("--overlay", metavar="FILE")]
Sweeps = Annotated[list[str] | None, typer.Option("--sweep", metavar="PATH=A..B:STEP")]
TableName = Annotated[str, typer.Option("--table", metavar="NAME")]
Anonymous = Annotated[bool, typer.Option("--anonymous")]
Audited = Annotated[bool, typer.Option("--audit")]


def compare(  # noqa: PLR0913, PLR0917  (an argument per option)
    context: typer.Context,
    pack: PackPath,
    baseline: Baseline,
    draft: Drafts = None,
    set_: Sets = None,
    overlay: OverlayFile = None,
    sweep: Sweeps = None,
    period: Period = None,
    as_of: AsOf = None,
    nip: Nips = None,
    format: Format = None,
    table_name: TableName = "person_months",
    out: Out = None,
    engine: Engine = None,
    anonymous: Anonymous = False,  # noqa: FBT002
    audit: Audited = False,  # noqa: FBT002
    strict: Strict = False,  # noqa: FBT002
) -> int:
    """Words of the help: `cli.help.compare.about`."""
    from masker_rules import review  # noqa: PLC0415  (heavy: not for the help)

    terminal: Terminal = context.obj
    chosen = format_of(format, out, FORMATS)
    settings = dict(_set(text) for text in set_ or ())
    more: dict[str, Any] = {"as_of": as_of, "nips": nip or None, "engine": engine}
    drafts = _drafts(baseline, draft or [], settings, overlay, has_sweep=bool(sweep))
    if chosen in {"csv", "parquet"} and len(drafts) > 1:
        raise RequestError.of("one-table", format=chosen, count=len(drafts))
    with terminal.progress(terminal.text("computing")) as progress:
        if sweep:
            base = review.overlay(baseline, file=overlay) if overlay else baseline
            ranges = dict(_set(text) for text in sweep)
            found = review.sweep(
                base, ranges, pack, period, settings=settings, progress=progress, **more
            )
        else:
            found = review.compare(baseline, drafts, pack, period, progress=progress, **more)
    if audit:
        found = found.audited()
    if chosen == "table":
        deliver_drawn(lambda console: _draw(console, found, terminal, anonymous), out, terminal)
    else:
        deliver(_data(found, chosen, terminal.lang, table_name, anonymous), out, terminal)
    return NOT_CLEAN if strict and not _is_clean(found) else DONE


def _set(text: str) -> tuple[str, str]:
    path, sign, value = text.partition("=")
    if not sign or not path.strip() or not value.strip():
        raise RequestError.of("bad-set", text=text)
    return path.strip(), value.strip()


def _drafts(
    baseline: str,
    drafts: Sequence[str],
    settings: Mapping[str, str],
    file: Path | None,
    *,
    has_sweep: bool,
) -> list[Any]:
    """The drafts, each with what is laid over it; without any, that over the baseline."""
    from masker_rules.review import overlay  # noqa: PLC0415  (heavy: not for the help)

    if has_sweep and drafts:
        raise RequestError.of("bad-sweep", path="--draft", text="--sweep")
    if has_sweep or not (settings or file):
        return list(drafts)
    return [overlay(one, settings, file=file) for one in drafts or [baseline]]


def _is_clean(found: Comparison) -> bool:
    complete = all(change.is_known for effect in found.effects for change in effect.changes)
    return complete and not found.set_aside and not found.gaps


# ------------------------------------------------------------------ for machines
def _data(found: Comparison, chosen: str, lang: str, table: str, anonymous: bool) -> str | bytes:
    from masker_rules.facts.exports import rows_csv, rows_parquet  # noqa: PLC0415

    if chosen == "html":
        return found.to_html(lang, anonymous=anonymous)
    if anonymous:
        found = found.anonymous()
    if chosen == "json":
        return found.to_json(lang)
    if chosen == "xlsx":
        return found.xlsx(lang)
    rows = found.flat_table(table, 0, lang)
    return rows_csv(rows) if chosen == "csv" else rows_parquet(rows)


# ------------------------------------------------------------------ for people
def _draw(console: Console, found: Comparison, terminal: Terminal, anonymous: bool) -> None:
    from rich.text import Text  # noqa: PLC0415

    shown = found.anonymous() if anonymous else found
    say = terminal.text
    title = spelled_out(terminal.lang, shown.baseline.title.get(terminal.lang))
    console.print(Text(say("comparison.baseline", name=title), style="bold"))
    console.print(Text(f"[{shown.baseline.name}]", style="dim"))
    console.print(Text(say("period", period=terminal.months(shown.months))))
    for _, told in shown.checks(terminal.lang):
        console.print(Text(told, style="yellow"))
    for index, effect in enumerate(shown.effects):
        heading(console, say("comparison.draft", name=effect.draft.name))
        nothing = shown.nothing_text(index, terminal.lang)
        if nothing:
            indented(console, nothing, 2)
        (row,) = shown.table("summary", index, terminal.lang)
        for line in _summary(row, terminal, shown.not_known(index)):
            indented(console, line, 2)
        if not shown.swept:
            _articles(console, shown.table("articles", index, terminal.lang), terminal)
            _people(console, shown.table("persons", index, terminal.lang), terminal)
        if effect.audit is not None:
            heading(console, say("comparison.audit"))
            for line in effect.audit.text(terminal.lang).splitlines():
                indented(console, line, 2)


def _summary(row: Mapping[str, Any], terminal: Terminal, not_known: Listed) -> Iterator[str]:
    say = terminal.text
    yield say(
        "comparison.sums",
        before=terminal.number(row["before"]),
        after=terminal.number(row["after"]),
        change=_signed(row["change"], terminal),
        yearly=_signed(row["yearly_change"], terminal),
    )
    yield say(
        "comparison.outcomes",
        losers=terminal.number(row["losers"]),
        winners=terminal.number(row["winners"]),
        unchanged=terminal.number(row["unchanged"]),
    )
    if row["incomplete"]:
        count = terminal.number(row["incomplete"])
        yield say("comparison.incomplete", count=count, tables=not_known)


def _articles(console: Console, rows: Sequence[Mapping[str, Any]], terminal: Terminal) -> None:
    from rich.table import Table  # noqa: PLC0415

    if not rows:
        return
    say = terminal.text
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(say("columns.rule"))
    table.add_column(say("columns.source"))
    table.add_column(say("columns.change"), justify="right", no_wrap=True)
    for row in rows[:SHOWN]:
        article = row["article_after"] or row["article_before"]
        table.add_row(harmless(row["label"]), harmless(article), _signed(row["change"], terminal))
    console.print()
    console.print(table)


def _people(console: Console, rows: Sequence[Mapping[str, Any]], terminal: Terminal) -> None:
    from rich.table import Table  # noqa: PLC0415

    most = sorted(rows, key=lambda row: (-abs(row["change"]), row["nip"]))[:SHOWN]
    most = [row for row in most if row["change"]]
    if not most:
        return
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for key in ("name", "unit_name", "cause"):
        table.add_column(terminal.text(f"columns.{key}"))
    table.add_column(terminal.text("columns.change"), justify="right", no_wrap=True)
    for row in most:
        table.add_row(
            harmless(row["name"] or row["nip"]),
            harmless(row["unit"]),
            harmless(row["cause_label"]),
            _signed(row["change"], terminal),
        )
    console.print()
    console.print(table)


def _signed(value: int | Fraction, terminal: Terminal) -> str:
    number = round(value)
    return ("+" if number > 0 else "") + terminal.number(number)
