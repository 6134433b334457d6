"""What is to be put right of one person and month: the rows of a rapel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from masker_rules.arrears.causes import Cause
from masker_rules.engine.result import Bounds, Person, Remark, Result
from masker_rules.legal import Text
from masker_rules.periods import Month
from masker_rules.texts import render
from masker_rules.units import whole_that_add_up

__all__ = ["Day", "Line", "PaidFrom", "RapelRow", "Status", "days_between", "lines_of"]

#: `even`: nothing; `incomplete`: what is due is not known; `waiting`: it is postponed or withheld;
#: `paid_unknown`: what was paid is not known; `not_computed`: the person is not in the pack.
Status: TypeAlias = Literal[
    "arrears", "overpaid", "even", "incomplete", "waiting", "paid_unknown", "not_computed"
]
#: Where it stands what was paid.
PaidFrom: TypeAlias = Literal["ledger", "payments", "recomputed"]
#: Rules of lines that are none of the regulation.
BEFORE_CUTS, OTHERWISE = "before_cuts", "paid_otherwise"


@dataclass(frozen=True, slots=True)
class Day:
    """What changed of one day, rule and article."""

    day: date | None
    """None where it concerns the month."""
    rule: str
    """Path of the rule; `before_cuts` for the amount before any, `paid_otherwise` for what was
    paid otherwise than the old facts come to.
    """
    code: str
    """As the profile names it, such as `TL1`; empty of the two above."""
    label: Text
    """What the regulation calls it."""
    source: Text
    """The article."""
    knew: int
    """Whole rupiah as it was known, negative where something was lost."""
    know: int
    """Whole rupiah as it is known now."""

    @property
    def amount(self) -> int:
        """By how much what is due changes."""
        return self.know - self.knew

    def as_dict(self, lang: str) -> dict[str, object]:
        """As JSON has it."""
        return {
            "date": self.day.isoformat() if self.day else None,
            "rule": self.rule,
            "code": self.code,
            "label": self.label.get(lang),
            "source": self.source.get(lang),
            "knew": self.knew,
            "know": self.know,
            "amount": self.amount,
        }


@dataclass(frozen=True, slots=True)
class Line:
    """What changed by one rule and article; the lines of a row add up to its difference."""

    rule: str
    """As of a day."""
    label: Text
    """What the regulation calls it."""
    source: Text
    """The article."""
    amount: int
    """Whole rupiah."""

    def as_dict(self, lang: str) -> dict[str, object]:
        """As JSON has it."""
        return {
            "rule": self.rule,
            "label": self.label.get(lang),
            "source": self.source.get(lang),
            "amount": self.amount,
        }


@dataclass(frozen=True, slots=True)
class RapelRow:
    """What is to be put right of a person and month."""

    nip: str
    """Whose."""
    period: Month
    """The month of performance."""
    person: Person
    """Whom it is about; empty where the pack does not tell."""
    run: str
    """The run of its own, such as `thr`; empty for the ordinary month."""
    status: Status
    """`arrears`, `overpaid`, `even`, `incomplete`, `waiting`, `paid_unknown` or `not_computed`."""
    paid: int | None
    """Whole rupiah before tax and other cuts that the person has had; None where not known."""
    paid_from: PaidFrom | None
    """Where that stands."""
    due: int | None
    """What the law gives with what is known now, before tax and other cuts; None where not
    known.
    """
    waived: int
    """Of an overpayment, what somebody decided not to ask back."""
    difference: int | None
    """`due` less `paid` plus `waived`: above 0 it is owed to the person, below 0 by them."""
    decision: int
    """Of an overpayment, what only a text that came later causes: somebody must decide on it."""
    budget_year: int
    """The year of the budget that paid the month."""
    days: tuple[Day, ...] = ()
    """What changed day by day; they add up to the difference."""
    lines: tuple[Line, ...] = ()
    """The same by rule and article."""
    causes: tuple[Cause, ...] = ()
    """Rows and texts that changed."""
    because_of: tuple[Month, ...] = ()
    """Earlier months that changed, where nothing of this month did."""
    bounds: Bounds | None = None
    """Between what the net of the month lies, where that is not known."""
    why: tuple[Remark, ...] = ()
    """Why what is due is not known, or waits."""

    @property
    def recoverable(self) -> int:
        """Rupiah of an overpayment that can be taken back without a further decision."""
        return max(0, -(self.difference or 0) - self.decision)

    def as_dict(self, lang: str) -> dict[str, object]:
        """The row as the contract's JSON has it."""
        bounds = self.bounds
        return {
            "nip": self.nip,
            "period": str(self.period),
            "run": self.run,
            "status": self.status,
            "person": self.person.as_dict(),
            "paid": self.paid,
            "paid_from": self.paid_from,
            "due": self.due,
            "waived": self.waived,
            "difference": self.difference,
            "decision": self.decision,
            "recoverable": self.recoverable,
            "budget_year": self.budget_year,
            # The pay month computes them once: nobody knows them here.
            "tax": None,
            "deductions": None,
            "net": None,
            "lines": [one.as_dict(lang) for one in self.lines],
            "days": [one.as_dict(lang) for one in self.days],
            "causes": [one.as_dict(lang) for one in self.causes],
            "because_of": [str(month) for month in self.because_of],
            "bounds": None
            if bounds is None
            else {
                "lowest": bounds.lowest,
                "highest": bounds.highest,
                "missing": list(bounds.missing),
            },
            "why": [remark.as_dict(lang) for remark in self.why],
        }


# ------------------------------------------------------------------ what changed
_Place: TypeAlias = tuple[date | None, str, str, str]


@dataclass(slots=True)
class _Share:
    label: Text
    source: Text
    knew: Fraction = Fraction()
    know: Fraction = Fraction()


def days_between(before: Result | None, after: Result, difference: int) -> tuple[Day, ...]:
    """What changed day by day, rule by rule; the days add up to the difference.

    Args:
        before: As it was known; None where nobody kept it.
        after: As it is known now; its gross is known.
        difference: What is to be put right.
    """
    shares: dict[_Place, _Share] = {}
    changed = 0
    if before is not None:
        _add(shares, before, is_new=False)
        _add(shares, after, is_new=True)
        changed = (after.gross or 0) - (before.gross or 0)
    if difference != changed:
        words = _words(OTHERWISE if before is not None else "not_compared")
        own = _Share(words, Text("", ""), Fraction(changed), Fraction(difference))
        shares[None, OTHERWISE, "", ""] = own
    kept = [(place, one) for place, one in shares.items() if one.knew != one.know]
    kept.sort(key=lambda pair: (pair[0][0] or date.max, pair[0][1:]))
    knew = whole_that_add_up([one.knew for _, one in kept])
    # What did not change is left out of both, so that both sums are rounded the same way.
    know = whole_that_add_up([one.know for _, one in kept])
    return tuple(
        Day(day, rule, code, one.label, one.source, then, now)
        for ((day, rule, code, _), one), then, now in zip(kept, knew, know, strict=True)
    )


def _add(shares: dict[_Place, _Share], result: Result, *, is_new: bool) -> None:
    """The findings of a result, and what they were taken from."""
    lost = sum((one.amount for one in result.findings), Fraction())
    gross = next((line for line in result.lines if line.id == "gross"), None)
    article = Text("", "")
    if gross is not None and gross.source is not None:
        article = Text(gross.source.text("id"), gross.source.text("en"))
    # The article may have changed with the amount: it is one line all the same.
    told: list[tuple[_Place, Text, Text, Fraction]] = [
        ((None, BEFORE_CUTS, "", ""), _words(BEFORE_CUTS), article, (result.gross or 0) - lost)
    ]
    for one in result.findings:
        source = Text(one.source.text("id"), one.source.text("en"))
        place = (one.day, one.rule, one.code, source.id)
        told.append((place, one.label, source, one.amount))
    for place, label, source, amount in told:
        share = shares.setdefault(place, _Share(label, source))
        if is_new:
            share.know += amount
            share.source = source
        else:
            share.knew += amount


def lines_of(days: Iterable[Day]) -> tuple[Line, ...]:
    """What changed by rule and article."""
    sums: dict[tuple[str, str], Line] = {}
    for one in days:
        key = one.rule, one.source.id
        found = sums.get(key)
        amount = one.amount + (found.amount if found else 0)
        sums[key] = Line(one.rule, one.label, one.source, amount)
    return tuple(line for line in sums.values() if line.amount)


def _words(rule: str) -> Text:
    return Text(render("id", f"arrears.{rule}", {}), render("en", f"arrears.{rule}", {}))


def sums_of(rows: Iterable[RapelRow]) -> Mapping[str, int]:
    """Rupiah and people of some rows."""
    found = [*rows]
    return {
        "people": len({one.nip for one in found}),
        "rows": len(found),
        "amount": sum(one.difference or 0 for one in found),
    }
