"""Entries of the ledger, and what those of a person and month come to.

An entry is never changed and never taken out: what was wrong is reversed by another one. Amounts
are whole rupiah before tax and other cuts, never negative: the kind says which way they go.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast, get_args

from masker_rules.errors import RequestError
from masker_rules.facts.nip import written_nip
from masker_rules.periods import Month
from masker_rules.texts import unseen

__all__ = ["KINDS", "Balance", "Entry", "Key", "Kind", "balances_of", "standing"]

#: What an entry says; `waived` is an overpayment that somebody decided not to ask back.
Kind: TypeAlias = Literal["paid", "topped_up", "recovered", "waived", "reversed"]
KINDS: tuple[Kind, ...] = get_args(Kind)
#: Whose, of which month of performance, and of which run.
Key: TypeAlias = tuple[str, Month, str]
#: Letters of an id: among a million entries two alike are not to be expected.
ID_LETTERS = 20
#: More than any payment, and what a spreadsheet shows to the rupiah.
LARGEST = 999_999_999_999_999


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    Raises:
        RequestError: it says what no entry can say [ledger-bad-entry].
    """

    kind: Kind
    """What happened."""
    nip: str
    """To whom."""
    period: Month
    """The month of performance, not that of payment."""
    amount: int
    """Whole rupiah before tax and other cuts; 0 only of `paid`."""
    pay_month: Month
    """The month in which it was paid, taken or decided."""
    document: str
    """What proves it, such as the number of an SP2D or of a decision."""
    run: str = ""
    """The run of its own that it is of, such as `thr`; empty for the ordinary month."""
    reverses: str = ""
    """Of `reversed`: the id of the entry that it undoes."""

    def __post_init__(self) -> None:
        for column, value, is_wrong in (
            ("kind", self.kind, self.kind not in KINDS),
            ("nip", self.nip, not _is_nip(self.nip)),
            ("amount", self.amount, not self._is_amount()),
            ("document", self.document, not _is_line(self.document)),
            ("run", self.run, bool(self.run) and not _is_line(self.run)),
            ("reverses", self.reverses, bool(self.reverses) != (self.kind == "reversed")),
        ):
            if is_wrong:
                raise RequestError.of("ledger-bad-entry", column=column, value=str(value))

    def _is_amount(self) -> bool:
        least = 0 if self.kind == "paid" else 1
        return type(self.amount) is int and least <= self.amount <= LARGEST

    @property
    def id(self) -> str:
        """The same for the same payment, whatever its amount: recorded again it adds nothing."""
        told = (
            self.kind, self.nip, str(self.period), self.run, str(self.pay_month), self.document,
            self.reverses,
        )  # fmt: skip
        return hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:ID_LETTERS]

    @property
    def key(self) -> Key:
        """Whose, of which month and run."""
        return self.nip, self.period, self.run

    def as_dict(self) -> dict[str, str | int]:
        """The entry as its row says it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "nip": self.nip,
            "period": str(self.period),
            "run": self.run,
            "amount": self.amount,
            "pay_month": str(self.pay_month),
            "document": self.document,
            "reverses": self.reverses,
        }

    @classmethod
    def of(cls, told: Mapping[str, object]) -> Entry:
        """The entry that a row says.

        Raises:
            RequestError: it says none [ledger-bad-entry, bad-period].
        """
        texts = {
            name: _text(told, name)
            for name in ("kind", "nip", "period", "run", "pay_month", "document", "reverses")
        }
        amount = told.get("amount")
        if type(amount) is not int:
            raise RequestError.of("ledger-bad-entry", column="amount", value=str(amount))
        return cls(
            kind=cast("Kind", texts["kind"]),
            nip=texts["nip"],
            period=Month.parse(texts["period"]),
            amount=amount,
            pay_month=Month.parse(texts["pay_month"]),
            document=texts["document"],
            run=texts["run"],
            reverses=texts["reverses"],
        )


def _text(told: Mapping[str, object], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str):
        raise RequestError.of("ledger-bad-entry", column=name, value=str(value))
    return value


def _is_nip(text: str) -> bool:
    """Whether a number is one as the packs have it: digits, without blanks or quote marks."""
    return text.isascii() and text.isdigit() and written_nip(text) == text


def _is_line(text: str) -> bool:
    """Whether a text is one line that people can see."""
    return bool(text.strip()) and text == text.strip() and not unseen(text)


@dataclass(frozen=True, slots=True)
class Balance:
    """What the entries of a person, month and run come to, reversed ones left out."""

    paid: int = 0
    """Whole rupiah that the lists of the month paid."""
    topped_up: int = 0
    """Arrears that were paid later."""
    recovered: int = 0
    """Of an overpayment, what was taken back."""
    waived: int = 0
    """Of an overpayment, what somebody decided not to ask back."""

    @property
    def received(self) -> int:
        """Rupiah that the person has had and kept."""
        return self.paid + self.topped_up - self.recovered

    def open(self, due: int) -> int:
        """What is still to be put right: above 0 it is owed to the person, below 0 by them.

        Args:
            due: Rupiah that the law gives.
        """
        return due - self.received + self.waived


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that nothing undoes, in order; a reversal that is reversed undoes nothing."""
    found = [*entries]
    undone: set[str] = set()
    # A reversal follows what it undoes: from the end on it is known which reversals stand.
    for one in reversed(found):
        if one.kind == "reversed" and one.id not in undone:
            undone.add(one.reverses)
    return [one for one in found if one.id not in undone and one.kind != "reversed"]


def balances_of(entries: Iterable[Entry]) -> dict[Key, Balance]:
    """What entries come to, by person, month and run."""
    sums: dict[Key, dict[str, int]] = {}
    for one in standing(entries):
        own = sums.setdefault(one.key, {})
        own[one.kind] = own.get(one.kind, 0) + one.amount
    return {key: Balance(**own) for key, own in sums.items()}
