"""`masker ledger …`: what was paid, put right, dropped and undone, for as long as anybody asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from masker_rules.cli.options import Format, Nips, Out, Period
from masker_rules.cli.output import deliver, deliver_drawn, format_of
from masker_rules.cli.running import DONE
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import RequestError
from masker_rules.facts.nip import written_nip
from masker_rules.facts.sources import file_bytes, readable, source_name
from masker_rules.periods import Month, parse_months
from masker_rules.texts import harmless, json_text

if TYPE_CHECKING:
    from rich.console import Console

    from masker_rules.ledger import Entry, Recorded

__all__ = ["Document", "LedgerFile", "PayMonth", "ledger", "tell_recorded", "there"]

FORMATS = ("table", "json", "csv", "xlsx")
LedgerFile = Annotated[Path, typer.Option("--ledger", metavar="FILE")]
PayMonth = Annotated[str, typer.Option("--pay-month", metavar="2026-07")]
Document = Annotated[str, typer.Option("--document", metavar="NUMBER")]
RunOf = Annotated[str, typer.Option("--run", metavar="NAME")]


def record(
    context: typer.Context,
    results: Annotated[list[Path], typer.Argument(metavar="RESULT")],
    ledger: LedgerFile,
    pay_month: PayMonth,
    document: Document,
    recovers: Annotated[Path | None, typer.Option("--recovers", metavar="RAPEL")] = None,
    except_: Annotated[list[str] | None, typer.Option("--except", metavar="NIP")] = None,
) -> int:
    """Words of the help: `cli.help.ledger.record.about`."""
    from masker_rules.engine.results import Results  # noqa: PLC0415  (heavy: not for the help)
    from masker_rules.ledger import Ledger, entries_of  # noqa: PLC0415
    from masker_rules.ledger.results import PAID_STATUSES  # noqa: PLC0415

    terminal: Terminal = context.obj
    kept = Ledger(ledger)
    month = Month.parse(pay_month)
    claims = None if recovers is None else _open_claims(recovers)
    without = frozenset(map(written_nip, except_ or ()))
    entries: list[Entry] = []
    asked = 0
    for path in results:
        with readable(path, RequestError):
            raw = file_bytes(path)
        found = Results.from_json(raw)
        asked += sum(one.status in PAID_STATUSES and one.nip not in without for one in found)
        entries += entries_of(found, month, document, kept, claims, without)
    tell_recorded(terminal, kept.record(entries), ledger)
    if before := asked - sum(one.kind == "paid" for one in entries):
        terminal.say(terminal.text("ledger.paid_before", count=before), "bold yellow")
    return DONE


def _open_claims(path: Path) -> dict[str, dict[Month, int]]:
    """What a rapel says can be taken back, by person and month."""
    with readable(path, RequestError):
        raw = file_bytes(path)
    found: dict[str, dict[Month, int]] = {}
    try:
        for row in json.loads(raw)["rows"]:
            amount = row["recoverable"]
            if type(amount) is not int or not isinstance(row["nip"], str):
                raise TypeError  # noqa: TRY301  (told below as all that is no rapel)
            if amount:
                found.setdefault(row["nip"], {})[Month.parse(row["period"])] = amount
    except (ValueError, KeyError, TypeError, RecursionError):
        raise RequestError.of("rapel-unusable", path=source_name(path)) from None
    return found


def add(  # noqa: PLR0913, PLR0917  (an argument per option)
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND")],
    ledger: LedgerFile,
    nip: Annotated[str, typer.Option("--nip", metavar="NIP")],
    period: Annotated[str, typer.Option("--period", metavar="2026-03")],
    amount: Annotated[str, typer.Option("--amount", metavar="RUPIAH")],
    pay_month: PayMonth,
    document: Document,
    run: RunOf = "",
) -> int:
    """Words of the help: `cli.help.ledger.add.about`."""
    from masker_rules.ledger import Entry, Ledger  # noqa: PLC0415

    if not (amount.isascii() and amount.isdigit()):
        raise RequestError.of("ledger-bad-entry", column="amount", value=amount)
    if kind not in {"paid", "topped_up", "recovered", "waived"}:
        raise RequestError.of("ledger-bad-entry", column="kind", value=kind)
    one = Entry(
        kind, written_nip(nip), Month.parse(period), int(amount),  # type: ignore[arg-type]
        Month.parse(pay_month), document, run,
    )  # fmt: skip
    tell_recorded(context.obj, Ledger(ledger).record([one]), ledger)
    return DONE


def reverse(
    context: typer.Context,
    entry: Annotated[str, typer.Argument(metavar="ID")],
    ledger: LedgerFile,
    pay_month: PayMonth,
    document: Document,
) -> int:
    """Words of the help: `cli.help.ledger.reverse.about`."""
    from masker_rules.ledger import Ledger  # noqa: PLC0415

    kept = Ledger(there(ledger))
    undone = kept.reversal(entry, Month.parse(pay_month), document)
    tell_recorded(context.obj, kept.record([undone]), ledger)
    return DONE


def show(
    context: typer.Context,
    ledger: LedgerFile,
    nip: Nips = None,
    period: Period = None,
    format: Format = None,
    out: Out = None,
) -> int:
    """Words of the help: `cli.help.ledger.show.about`."""
    from masker_rules.facts.exports import rows_csv, rows_xlsx  # noqa: PLC0415
    from masker_rules.ledger import Ledger  # noqa: PLC0415
    from masker_rules.ledger.ledger import told  # noqa: PLC0415

    terminal: Terminal = context.obj
    chosen = format_of(format, out, FORMATS)
    kept = Ledger(there(ledger))
    whose = frozenset(map(written_nip, nip or ()))
    months = parse_months(period) if period else ()

    def is_asked(one: Entry) -> bool:
        return (not whose or one.nip in whose) and (not months or one.period in months)

    rows = [
        {**one.as_dict(), "stands": stands} for one, stands in told(kept.entries) if is_asked(one)
    ]
    if chosen == "table":
        deliver_drawn(lambda console: _draw(console, rows, kept.digest, terminal), out, terminal)
    elif chosen == "json":
        deliver(json_text({"digest": kept.digest, "entries": rows}) + "\n", out, terminal)
    elif chosen == "csv":
        deliver(rows_csv(rows, COLUMNS), out, terminal)
    else:
        sheet = [{name: row[name] for name in COLUMNS} for row in rows]
        deliver(rows_xlsx({"ledger": sheet}), out, terminal)
    return DONE


COLUMNS = (
    "nip", "period", "run", "kind", "amount", "pay_month", "document", "stands", "id", "reverses",
)  # fmt: skip


def _draw(
    console: Console, rows: Sequence[dict[str, Any]], digest: str, terminal: Terminal
) -> None:
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for name in ("nip", "period", "kind", "amount", "pay_month", "document", "id"):
        right = "right" if name == "amount" else "left"
        table.add_column(terminal.text(f"ledger.column.{name}"), justify=right)  # type: ignore[arg-type]
    for row in rows:
        style = "" if row["stands"] else "dim strike"
        kind = terminal.word("ledger.kind", row["kind"])
        table.add_row(
            row["nip"], " ".join(filter(None, (row["period"], row["run"]))), kind,
            terminal.number(row["amount"]), row["pay_month"], harmless(row["document"]),
            row["id"], style=style,
        )  # fmt: skip
    console.print(table)
    console.print(terminal.text("ledger.state", count=len(rows), digest=digest))


def there(path: Path) -> Path:
    """A ledger that is read: one that is not there is a name typed wrong.

    Raises:
        RequestError: it is not there [ledger-not-there].
    """
    if not path.exists():
        raise RequestError.of("ledger-not-there", path=source_name(path))
    return path


def tell_recorded(terminal: Terminal, done: Recorded, path: Path) -> None:
    """On stderr: how many entries are new, and how many stood there."""
    said = {"added": len(done.added), "known": done.known, "path": source_name(path)}
    terminal.say(terminal.text("ledger.recorded", **said))


ledger: dict[str, Callable[..., int]] = {
    "record": record,
    "add": add,
    "reverse": reverse,
    "show": show,
}
