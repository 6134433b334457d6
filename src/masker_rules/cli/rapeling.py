"""`masker rapel`: what was paid too little or too much of earlier months, why, and its papers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from masker_rules.cli.ledgering import tell_recorded, there
from masker_rules.cli.options import (
    Engine,
    Format,
    Nips,
    Out,
    PackPath,
    Period,
    ProfileRef,
    RunName,
    Strict,
)
from masker_rules.cli.output import deliver, deliver_drawn, format_of
from masker_rules.cli.papering import FORMATS as PAGES
from masker_rules.cli.papering import tables_of_papers
from masker_rules.cli.running import DONE, NOT_CLEAN
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import RequestError
from masker_rules.facts.aside import replace_file, writable
from masker_rules.facts.sources import source_name
from masker_rules.periods import Month
from masker_rules.texts import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from masker_rules.arrears import Rapel, RapelRow

__all__ = ["rapel"]

FORMATS = ("table", "json", "csv", "xlsx")
File = Annotated[Path | None, typer.Option("--ledger", metavar="FILE")]


def rapel(  # noqa: PLR0913, PLR0917  (an argument per option)
    context: typer.Context,
    pack: PackPath,
    profile: ProfileRef,
    period: Period = None,
    ledger: File = None,
    against: Annotated[str | None, typer.Option("--against", metavar="OLDPACK")] = None,
    against_profile: Annotated[
        str | None, typer.Option("--against-profile", metavar="ID|PATH")
    ] = None,
    known_at: Annotated[str | None, typer.Option("--known-at", metavar="DATE")] = None,
    pay_month: Annotated[str | None, typer.Option("--pay-month", metavar="2026-07")] = None,
    nip: Nips = None,
    run: RunName = None,
    format: Format = None,
    out: Out = None,
    engine: Engine = None,
    record: Annotated[bool, typer.Option("--record")] = False,  # noqa: FBT002
    document: Annotated[str | None, typer.Option("--document", metavar="NUMBER")] = None,
    withhold_in: Annotated[str | None, typer.Option("--withhold-in", metavar="2026-06")] = None,
    papers: Annotated[Path | None, typer.Option("--papers", metavar="DIR")] = None,
    page: Annotated[str, typer.Option("--page", metavar="FORMAT")] = PAGES[0],
    office: Annotated[Path | None, typer.Option("--office", metavar="FILE")] = None,
    strict: Strict = False,  # noqa: FBT002
) -> int:
    """Words of the help: `cli.help.rapel.about`."""
    from masker_rules import arrears  # noqa: PLC0415  (heavy: not for the help)
    from masker_rules.ledger import Ledger  # noqa: PLC0415

    terminal: Terminal = context.obj
    chosen = format_of(format, out, FORMATS)
    if page not in PAGES:
        raise RequestError.of("unknown-format", format=page, known=", ".join(PAGES))
    if record and (ledger is None or document is None):
        option = "--ledger" if ledger is None else "--document"
        raise RequestError.of("missing-option", option=option, command="masker rapel --record")
    kept = None if ledger is None else Ledger(there(ledger))
    month = None if withhold_in is None else Month.parse(withhold_in)
    found = arrears.rapel(
        profile, pack, period, ledger=kept, against=against, against_profile=against_profile,
        known_at=known_at, pay_month=pay_month, nips=nip or None, run=run, engine=engine,
    )  # fmt: skip
    entries = found.entries(document) if record and document is not None else []
    if papers is not None:
        _write_papers(terminal, found, pack, papers, page, office)
    if month is not None:
        _deliver_carried(found, month, out, terminal)
    elif chosen == "table":
        deliver_drawn(lambda console: _draw(console, found, terminal), out, terminal)
    else:
        deliver(_data(found, chosen, terminal), out, terminal)
    if kept is not None and ledger is not None and record:
        tell_recorded(terminal, kept.record(entries), ledger)
    if not found.settled:
        terminal.say(terminal.text("arrears.not_settled"), "bold yellow")
    is_clean = found.settled and (not strict or not found.unsettled())
    return DONE if is_clean else NOT_CLEAN


def _data(found: Rapel, chosen: str, terminal: Terminal) -> str | bytes:
    from masker_rules.facts.exports import rows_csv, rows_xlsx  # noqa: PLC0415

    if chosen == "json":
        return found.to_json(terminal.lang)
    rows = found.to_rows()
    return rows_csv(rows) if chosen == "csv" else rows_xlsx({"rapel": rows})


def _deliver_carried(found: Rapel, month: Month, out: Path | None, terminal: Terminal) -> None:
    """The table `carried` of the month that takes the overpayments back."""
    from masker_rules.facts.exports import rows_csv  # noqa: PLC0415

    names = ("nip", "period", "key", "value")
    deliver(rows_csv(found.carried(month), names), out, terminal)


def _write_papers(
    terminal: Terminal, found: Rapel, pack: str, folder: Path, page: str, office: Path | None
) -> None:
    from masker_rules.arrears.papers import papers_of  # noqa: PLC0415
    from masker_rules.facts.folders import is_pack  # noqa: PLC0415
    from masker_rules.facts.sources import is_url  # noqa: PLC0415
    from masker_rules.papers import office_given, pdf_of, workbook_of  # noqa: PLC0415
    from masker_rules.papers.signers import Signers  # noqa: PLC0415

    said = office_given(pack, office)
    signers = Signers()
    if is_url(pack) or Path(pack).is_file() or is_pack(Path(pack)):
        tables = tables_of_papers(terminal, pack)
        signers = Signers(tables.officials, tables.aside)
    with writable(folder):
        folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for made in papers_of(found, said, signers, terminal.lang):
        is_pdf = page == "pdf" or made.is_letter
        raw = pdf_of(made.papers, made.day) if is_pdf else workbook_of(made.papers)
        replace_file(folder / f"{made.name}.{'pdf' if is_pdf else page}", raw)
        written += 1
    terminal.say(terminal.text("wrote_each", count=written, path=source_name(folder)))


# ------------------------------------------------------------------ the screen
def _draw(console: Console, found: Rapel, terminal: Terminal) -> None:
    say = terminal.text
    for month, source in found.paid_from.items():
        told = say(f"arrears.paid_from.{source}")
        console.print(say("arrears.from", month=terminal.month(month), source=told), style="dim")
    if not found.paid_from:
        console.print(say("arrears.nothing_paid"))
    for title, rows in (
        ("arrears", found.arrears(earlier=False)),
        ("arrears_earlier", found.arrears(earlier=True)),
        ("overpaid", found.overpaid(earlier=False)),
        ("overpaid_earlier", found.overpaid(earlier=True)),
    ):
        if rows:
            console.print()
            console.print(say(f"arrears.title.{title}", year=found.year), style="bold")
            _draw_rows(console, rows, terminal)
    undecided = found.undecided()
    if undecided:
        console.print()
        console.print(say("arrears.title.decision"), style="bold")
        for row in undecided:
            amount = terminal.number(row.decision)
            console.print(f"- {row.nip} {harmless(row.person.name)} {row.period}: Rp {amount}")
    waiting = found.unsettled()
    if waiting:
        console.print()
        console.print(say("arrears.title.unsettled"), style="bold")
        for row in waiting:
            console.print(harmless(_waiting(row, terminal)))
    console.print()
    console.print(say("arrears.gross"), style="dim")


def _draw_rows(console: Console, rows: Iterable[RapelRow], terminal: Terminal) -> None:
    from rich.table import Table  # noqa: PLC0415

    say = terminal.text
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for name in ("nip", "name", "period"):
        table.add_column(say(f"arrears.column.{name}"))
    for name in ("paid", "due", "difference"):
        table.add_column(say(f"arrears.column.{name}"), justify="right")
    table.add_column(say("arrears.column.why"))
    for row in rows:
        number = terminal.number
        table.add_row(
            row.nip, harmless(row.person.name), str(row.period), number(row.paid),
            number(row.due), number(row.difference), harmless(_why(row, terminal)),
        )  # fmt: skip
    console.print(table)


def _why(row: RapelRow, terminal: Terminal) -> str:
    """The rules by which it changed, and the month because of which."""
    told = [line.label.get(terminal.lang) for line in row.lines]
    if row.because_of:
        months = terminal.months(row.because_of)
        told.append(terminal.text("arrears.because_of", months=months))
    return "; ".join(dict.fromkeys(told))


def _waiting(row: RapelRow, terminal: Terminal) -> str:
    say, number = terminal.text, terminal.number
    told = f"- {row.nip} {row.person.name} {row.period}: {say(f'arrears.status.{row.status}')}"
    if row.bounds is not None:
        ends = [number(row.bounds.lowest), number(row.bounds.highest)]
        told += say("arrears.bounds", lowest=ends[0], highest=ends[1])
    for remark in row.why:
        told += f"; {remark.message(terminal.lang)}"
    return told
