"""The result of one person and month, as data and as the contract's JSON has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from masker_rules.errors import RequestError
from masker_rules.language.plan import plain_name
from masker_rules.legal import Source, Text
from masker_rules.periods import CALENDAR, DateRange, Month
from masker_rules.texts import render
from masker_rules.units import exact_text, percent_text

if TYPE_CHECKING:
    from masker_rules.engine.compute import Computed
    from masker_rules.facts.rows import Employee

__all__ = [
    "WORDED",
    "Bounds",
    "Consequence",
    "Finding",
    "LineItem",
    "Person",
    "Remark",
    "Result",
    "beyond_words",
]


#: What of a row of a result is told in a language; it is not compared.
IN_WORDS = frozenset({"basis", "label", "message", "reason", "source"})
#: Lists of a result whose rows tell such.
WORDED = ("why_status", "warnings", "lines", "consequences", "findings")


def beyond_words(told: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """What is told, without the words in the rows of some lists."""
    return {
        **told,
        **{
            name: [{k: v for k, v in row.items() if k not in IN_WORDS} for row in told[name]]
            for name in names
        },
    }


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said beside a result; its words are `notes.<code>` of the catalogs.

    Attributes:
        said: The words as they were written, of a result that is read back; empty of all others.
    """

    code: str
    day: date | None
    params: Mapping[str, Any] = field(default_factory=dict)
    said: str = ""

    def message(self, lang: str) -> str:
        """The remark in words; a text in both languages is taken in `lang`."""
        if self.said:
            return self.said
        params = {
            key: value.get(lang) if isinstance(value, Text) else value
            for key, value in self.params.items()
        }
        return render(lang, f"notes.{self.code}", params)

    def as_dict(self, lang: str) -> dict[str, Any]:
        day = self.day.isoformat() if self.day else None
        return {"code": self.code, "date": day, "message": self.message(lang)}


class Finding(NamedTuple):
    """What one day or month cost: quantity × rate of a base, before any rounding.

    Attributes:
        day: None where it concerns the month.
        code: As the profile names it; `residual` for what a floor, cap or rounding gave back.
        rule: Path of the rule or part.
        quantity: `10m`, `1`, empty for a residual.
        rate: Share of the base; None for a residual.
        of: Name of the base.
        amount: Exact rupiah, negative where something was lost.
        row: Cell of the table row that applied, empty without a table.
    """

    day: date | None
    code: str
    rule: str
    quantity: str
    rate: Fraction | None
    of: str
    amount: Fraction
    label: Text
    source: Source
    row: str = ""

    def as_dict(self, lang: str) -> dict[str, Any]:
        amount: int | str = exact_text(self.amount)
        if self.amount.denominator == 1:
            amount = int(self.amount)
        return {
            "date": self.day.isoformat() if self.day else None,
            "code": self.code,
            "rule": plain_name(self.rule).removeprefix("rules."),
            "quantity": self.quantity,
            "rate": percent_text(self.rate) if self.rate is not None else None,
            "of": self.of,
            "amount": amount,
            "label": self.label.get(lang),
            "source": self.source.text(lang),
        }


@dataclass(frozen=True, slots=True)
class Consequence:
    """What the law brings besides money.

    Attributes:
        code: `teguran_lisan`, `salary_stop`, … .
        starts: Month in which it begins; None where a decision must be made first.
        months: Its length; None where the law says none.
        basis: On what it rests.
    """

    code: str
    starts: Month | None
    months: int | None
    basis: Text
    source: Source

    def as_dict(self, lang: str) -> dict[str, Any]:
        return {
            "code": self.code,
            "from": None if self.starts is None else str(self.starts),
            "months": self.months,
            "basis": self.basis.get(lang),
            "source": self.source.text(lang),
        }


@dataclass(frozen=True, slots=True)
class LineItem:
    """A line of the pay sheet, signed, in whole rupiah."""

    id: str
    kind: str
    amount: int
    label: Text
    source: Source | None

    def as_dict(self, lang: str) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "amount": self.amount,
            "label": self.label.get(lang),
            "source": self.source.text(lang) if self.source else "",
        }


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what the net could lie; None is open."""

    lowest: int | None
    highest: int | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a result is about, as the `employees` row that holds at the end of the month tells.

    Attributes:
        name: Empty where the row has none, or nobody can read it.
        unit, grade, job_class, position, category: None where the cell is empty.
        staff_group: `office` where the cell is empty.
    """

    name: str = ""
    unit: str | None = None
    grade: str | None = None
    job_class: int | None = None
    position: str | None = None
    category: str | None = None
    staff_group: str | None = None

    @classmethod
    def of(cls, employee: Employee) -> Person:
        """The person of an employees row."""
        found = {item.name: getattr(employee, item.name) for item in fields(cls)}
        return cls(**{**found, "name": employee.name or ""})

    def as_dict(self) -> dict[str, Any]:
        """The person as the contract's JSON has it."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """One person and month.

    Two results are equal where they say the same beyond words: numbers, codes, paths, days and
    names; not messages, labels, bases and sources, which each language tells otherwise. A result
    that travelled (pickled, read back from JSON) no longer explains itself.

    Attributes:
        person: Whom it is about, as in that month.
        status: payable, zero, postponed, withheld, not_eligible or incomplete.
        parts: What remains of each part after its rules, as a share of one.
        gross, deductions, net: Whole rupiah, None where incomplete.
        bounds: Of `net`, only where incomplete.
        pay_in: Month to which a payment is postponed.
    """

    nip: str
    period: Month
    person: Person
    status: str
    parts: Mapping[str, Fraction | None]
    lines: tuple[LineItem, ...]
    gross: int | None
    deductions: int | None
    net: int | None
    bounds: Bounds | None
    findings: tuple[Finding, ...]
    counts: Mapping[str, int | str]
    why_status: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    pay_in: Month | None = None
    consequences: tuple[Consequence, ...] = ()
    computation: Computed | None = field(default=None, repr=False, compare=False)
    explainer: Callable[[Result, str], str] | None = field(default=None, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The name of the person; empty where it is not known."""
        return self.person.name

    def as_dict(self, lang: str = "id") -> dict[str, Any]:
        """The result as the contract's JSON has it."""
        bounds = None
        if self.bounds is not None:
            bounds = {
                "lowest": self.bounds.lowest,
                "highest": self.bounds.highest,
                "missing": list(self.bounds.missing),
            }
        return {
            "nip": self.nip,
            "period": str(self.period),
            **self._days(),
            "status": self.status,
            "person": self.person.as_dict(),
            "why_status": [remark.as_dict(lang) for remark in self.why_status],
            "warnings": [remark.as_dict(lang) for remark in self.warnings],
            "parts": {
                name: None if share is None else percent_text(share)
                for name, share in self.parts.items()
            },
            "lines": [line.as_dict(lang) for line in self.lines],
            "gross": self.gross,
            "deductions": self.deductions,
            "net": self.net,
            "bounds": bounds,
            "pay_in": None if self.pay_in is None else str(self.pay_in),
            "consequences": [item.as_dict(lang) for item in self.consequences],
            "findings": [finding.as_dict(lang) for finding in self.findings],
            "counts": dict(self.counts),
        }

    def _days(self) -> dict[str, str]:
        """Its days, where the name of the period does not tell them."""
        month = self.period
        if month == CALENDAR.named(month):
            return {}
        return {"period_days": str(DateRange(month.first, month.last))}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Result):
            return NotImplemented
        return self._meant() == other._meant()

    def _meant(self) -> dict[str, Any]:
        return beyond_words(self.as_dict(), WORDED)

    def __hash__(self) -> int:
        return hash((self.nip, self.period, self.status, self.net))

    def __reduce__(self) -> tuple[Any, ...]:
        """As what it says: the facts that it was computed from do not travel with it."""
        told = [getattr(self, item.name) for item in fields(self) if item.compare]
        return Result, tuple(told)

    def explain(self, lang: str = "id") -> str:
        """The explanation as text: each day and rupiah with its article.

        Raises:
            RequestError: the result was read back, so that its facts are not there
                [explanation-needs-facts].
        """
        if self.explainer is None:
            raise RequestError.of("explanation-needs-facts", nip=self.nip, period=self.period)
        return self.explainer(self, lang)
