"""What a month that was paid adds to the ledger: what each person got, and gave back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from masker_rules.engine.result import Result
from masker_rules.engine.sheet import deduction_line
from masker_rules.errors import RequestError
from masker_rules.language.plan import OVERPAYMENT
from masker_rules.ledger.entries import Entry
from masker_rules.ledger.ledger import Ledger
from masker_rules.periods import CALENDAR, Month

__all__ = ["PAID_STATUSES", "OpenClaims", "entries_of"]

#: With which somebody stands on the list of the month, be it with nothing.
PAID_STATUSES = frozenset({"payable", "zero"})
#: What is still to be recovered, rupiah by person and month of performance.
OpenClaims = Mapping[str, Mapping[Month, int]]


def entries_of(
    results: Iterable[Result],
    pay_month: Month,
    document: str,
    ledger: Ledger,
    open_claims: OpenClaims | None = None,
    without: Collection[str] = (),
) -> list[Entry]:
    """The entries of a month that was paid.

    Args:
        results: What was paid; who is not payable was not paid, and adds nothing.
        pay_month: In which.
        document: What proves it.
        ledger: Where they will stand: whoever stands there with this payment is left alone, for
            what was open has changed since. So is who stands there as paid for the month by
            another one: a month is paid once, and what is due beyond it is arrears.
        open_claims: What was to be recovered; the oldest month first. None where nothing was.
        without: NIPs that the list was not for.

    Raises:
        RequestError: the month takes back an overpayment and nobody says of which month, or more
            than is open [ledger-recovery-of-which, ledger-recovery-too-large].
    """
    known = {one.id for one in ledger.entries}
    before = {one.key for one in ledger.standing() if one.kind == "paid"}
    found: list[Entry] = []
    for item in results:
        if item.status not in PAID_STATUSES or item.nip in without:
            continue
        month = CALENDAR.named(item.period)
        paid = Entry("paid", item.nip, month, item.gross or 0, pay_month, document, item.run)
        if paid.id not in known and paid.key in before:
            continue
        found.append(paid)
        taken = recovered_in(item)
        if taken and paid.id not in known:
            claims = None if open_claims is None else open_claims.get(item.nip, {})
            found += _recoveries(item, taken, claims, pay_month, document)
    return found


def recovered_in(item: Result) -> int:
    """Rupiah of an overpayment that a month takes back."""
    names = {OVERPAYMENT, deduction_line(OVERPAYMENT, (OVERPAYMENT,))}
    return -sum(line.amount for line in item.lines if line.id in names)


def _recoveries(
    item: Result,
    taken: int,
    claims: Mapping[Month, int] | None,
    pay_month: Month,
    document: str,
) -> Sequence[Entry]:
    said: dict[str, Any] = {"nip": item.nip, "period": str(item.period), "amount": taken}
    if claims is None:
        raise RequestError.of("ledger-recovery-of-which", **said)
    found, left = [], taken
    for month, claim in sorted(claims.items()):
        part = min(left, claim)
        if part > 0:
            found.append(Entry("recovered", item.nip, month, part, pay_month, document))
            left -= part
    if left:
        raise RequestError.of("ledger-recovery-too-large", **said, open=taken - left)
    return found
