"""The result of one person and month, as data and as the contract's JSON has it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from fractions import Fraction
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from masker_rules.errors import RequestError, check_language
from masker_rules.language.plan import plain_name
from masker_rules.legal import Source, Text
from masker_rules.periods import CALENDAR, DateRange, Month
from masker_rules.texts import render, spoken
from masker_rules.texts.spoken import Moment, Span
from masker_rules.units import exact_text, percent_text, whole_that_add_up

if TYPE_CHECKING:
    from masker_rules.engine.compute import Computed
    from masker_rules.engine.result_json import (
        BoundsJson,
        ConsequenceJson,
        FindingJson,
        LineJson,
        PersonJson,
        RemarkJson,
        ResultJson,
        ToFillJson,
    )
    from masker_rules.facts.rows import Employee

#: What becomes of a month of a person.
Status: TypeAlias = Literal[
    "payable", "zero", "postponed", "withheld", "not_eligible", "incomplete"
]
#: What a line of the pay sheet is.
LineKind: TypeAlias = Literal[
    "part", "addition", "deduction", "contribution", "tax", "total", "info"
]
#: What somebody does so that something is known: fills a cell, in a row that is there or in a new
#: one; corrects a row that is set aside or in doubt; leaves one of several that contradict each
#: other; hands in the rows of a table; waits until days are over; asks who wrote the regulation.
Do: TypeAlias = Literal["fill", "mend", "keep_one", "hand_in", "wait", "ask_law"]

__all__ = [
    "Bounds",
    "Consequence",
    "Do",
    "Finding",
    "LineItem",
    "LineKind",
    "Person",
    "Remark",
    "Result",
    "Status",
    "ToFill",
    "beyond_words",
    "meant",
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


def meant(told: Mapping[str, Any]) -> dict[str, Any]:
    """What is compared of a result, without words and what follows from the rest."""
    found = beyond_words(told, WORDED)
    if found["bounds"] is not None:
        found["bounds"] = {k: v for k, v in found["bounds"].items() if k != "to_fill"}
    return found


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said beside a result; its words are `notes.<code>` of the catalogs."""

    code: str
    """Stable kebab-case code, such as `score-missing`."""
    day: date | None
    """The day that it is about; None where it concerns the month."""
    params: Mapping[str, object] = field(default_factory=dict)
    """Values quoted by the words."""
    said: str = ""
    """The words as they were written, of a result that is read back; empty of all others."""

    def message(self, lang: str) -> str:
        """The remark in words; a text in both languages is taken in `lang`."""
        return self._worded(lang, self.params)

    def dated(self, lang: str, *, weekday: bool = False) -> str:
        """The remark behind the day that it is about: `11 Maret 2026: …`.

        A moment of that day is then said by its hour alone; a text that says the days of its row
        says that one already.
        """
        if self.day is None or any(isinstance(one, Span) for one in self.params.values()):
            return self.message(lang)
        hours = {
            key: value.of_day if isinstance(value, Moment) and value.on == self.day else value
            for key, value in self.params.items()
        }
        day = spoken.long_day(lang, self.day) if weekday else spoken.day(lang, self.day)
        return f"{day}: {self._worded(lang, hours)}"

    def _worded(self, lang: str, params: Mapping[str, object]) -> str:
        if self.said:
            return self.said
        texts = {
            key: value.get(lang) if isinstance(value, Text) else value
            for key, value in params.items()
        }
        return render(lang, f"notes.{self.code}", texts)

    def as_dict(self, lang: str) -> RemarkJson:
        """The remark as the contract's JSON has it."""
        day = self.day.isoformat() if self.day else None
        return {"code": self.code, "date": day, "message": self.message(lang)}


class Finding(NamedTuple):
    """What one day or month cost: quantity × rate of a base, before any rounding."""

    day: date | None
    """None where it concerns the month."""
    code: str
    """As the profile names it, such as `TL1`; `residual` for what a floor, cap or rounding
    gave back.
    """
    rule: str
    """Path of the rule or part, such as `rules.late`."""
    quantity: str
    """With its unit: `10m` (minutes), `1` (days or times), empty for a residual."""
    rate: Fraction | None
    """Share of the base, of one: `Fraction(1, 200)` is 0.5 %; None for a residual."""
    of: str
    """Name of the base, such as `discipline`."""
    amount: Fraction
    """Exact rupiah, negative where something was lost: `Fraction(-8000)`; in JSON also as
    `rupiah`, whole, and as the text `exact`.
    """
    label: Text
    """What the regulation calls it, in both languages."""
    source: Source
    """The article."""
    row: str = ""
    """Cell of the table row that applied, empty without a table."""

    def as_dict(self, lang: str, rupiah: int | None = None) -> FindingJson:
        """The finding as the contract's JSON has it.

        Args:
            lang: `id` or `en`, of the label and the source.
            rupiah: Whole rupiah, chosen so that all findings of a result add up; None where it
                stands alone.
        """
        exact = exact_text(self.amount)
        [alone] = whole_that_add_up([self.amount])
        return {
            "date": self.day.isoformat() if self.day else None,
            "code": self.code,
            "rule": plain_name(self.rule).removeprefix("rules."),
            "quantity": self.quantity,
            "rate": percent_text(self.rate) if self.rate is not None else None,
            "of": self.of,
            "amount": alone if self.amount.denominator == 1 else exact,
            "rupiah": alone if rupiah is None else rupiah,
            "exact": exact,
            "label": self.label.get(lang),
            "source": self.source.text(lang),
        }


@dataclass(frozen=True, slots=True)
class Consequence:
    """What the law brings besides money."""

    code: str
    """`teguran_lisan`, `salary_stop`, … ."""
    starts: Month | None
    """Month in which it begins; None where a decision must be made first."""
    months: int | None
    """Its length in months; None where the law says none."""
    basis: Text
    """On what it rests, such as `3 unexcused days in 2026`."""
    source: Source
    """The article."""

    def as_dict(self, lang: str) -> ConsequenceJson:
        """The consequence as the contract's JSON has it."""
        return {
            "code": self.code,
            "from": None if self.starts is None else str(self.starts),
            "months": self.months,
            "basis": self.basis.get(lang),
            "source": self.source.text(lang),
        }


@dataclass(frozen=True, slots=True)
class LineItem:
    """A line of the pay sheet."""

    id: str
    """As the regulation names it; `gross` and `net` stand in every result."""
    kind: LineKind
    """`part` and `addition` (positive); `deduction`, `contribution` and `tax` (negative);
    `total`; `info` (printed, in no sum).
    """
    amount: int
    """Whole rupiah, signed: `-40000` of a contribution."""
    label: Text
    """What the regulation calls it, in both languages."""
    source: Source | None
    """The article; None of `gross` and `net`."""

    def as_dict(self, lang: str) -> LineJson:
        """The line as the contract's JSON has it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "amount": self.amount,
            "label": self.label.get(lang),
            "source": self.source.text(lang) if self.source else "",
        }


@dataclass(frozen=True, slots=True)
class ToFill:
    """Where something that is missing is filled in, and what to do there."""

    missing: str
    """What it would settle, as `Bounds.missing` names it."""
    do: Do
    """`fill`, `mend`, `keep_one`, `hand_in`, `wait` or `ask_law`."""
    table: str = ""
    """Of the pack, such as `scores`; empty where no table tells it."""
    column: str = ""
    """To be filled or corrected, such as `value`; empty where the whole row or table is meant."""
    row: Mapping[str, str] = field(default_factory=dict)
    """Cells by which the row is known, as the pack writes them: `nip`, `period`, `measure`, … ;
    where there is no such row, one that begins with them.
    """
    file: str = ""
    """Of a row that is set aside or in doubt, the file; empty of all others."""
    value: str = ""
    """What stands in the column and cannot be read so."""
    first: date | None = None
    """Of a table that is handed in, and of days to wait for, the first day; None where the days
    do not matter.
    """
    last: date | None = None
    """And the last one; None is open."""

    def as_dict(self) -> ToFillJson:
        """The place as the JSON of results has it."""
        return {
            "missing": self.missing,
            "do": self.do,
            "table": self.table,
            "column": self.column,
            "row": dict(self.row),
            "file": self.file,
            "value": self.value,
            "from": self.first.isoformat() if self.first else None,
            "until": self.last.isoformat() if self.last else None,
        }


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what the net could lie where something is not known."""

    lowest: int | None
    """Whole rupiah, included, such as `3900000`; None is open."""
    highest: int | None
    """Whole rupiah, included, such as `4230000`; None is open."""
    missing: tuple[str, ...]
    """What is not known, such as `scores.target_minutes`."""
    to_fill: tuple[ToFill, ...] = field(default=(), compare=False)
    """Where to fill it in: one place or several for each of `missing`, in that order; it follows
    from them and the regulation, so that it is not compared.
    """


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a result is about, as the `employees` row that holds at the end of the month tells."""

    name: str = ""
    """Empty where the row has none, or nobody can read it."""
    unit: str | None = None
    """`DINAS KESEHATAN`; None where the cell is empty, as of all that follow."""
    grade: str | None = None
    """`III/c`, `IX`."""
    job_class: int | None = None
    """1 to 17."""
    position: str | None = None
    """`Analis Kepegawaian`."""
    category: str | None = None
    """`PNS`, `CPNS`, `PPPK` or `NON_ASN`."""
    staff_group: str | None = None
    """`office`, `teacher`, …; `office` where the cell is empty."""

    @classmethod
    def of(cls, employee: Employee) -> Person:
        """The person of an employees row."""
        found = {item.name: getattr(employee, item.name) for item in fields(cls)}
        return cls(**{**found, "name": employee.name or ""})

    def as_dict(self) -> PersonJson:
        """The person as the contract's JSON has it."""
        return {
            "name": self.name,
            "unit": self.unit,
            "grade": self.grade,
            "job_class": self.job_class,
            "position": self.position,
            "category": self.category,
            "staff_group": self.staff_group,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """One person and month.

    Two results are equal where they say the same beyond words: numbers, codes, paths, days and
    names; not messages, labels, bases and sources, which each language tells otherwise. A result
    that travelled (pickled, read back from JSON) no longer explains itself.
    """

    nip: str
    """Whose, as text of 18 digits."""
    period: Month
    """The month of performance, not that of payment."""
    person: Person
    """Whom it is about, as in that month."""
    status: Status
    """`payable` (also where caps leave 0), `zero`, `postponed`, `withheld`, `not_eligible` or
    `incomplete`.
    """
    parts: Mapping[str, Fraction | None]
    """What remains of each part after its rules, as a share of one: of `discipline`
    `Fraction(361, 400)` is 90.25 %; None where it is not known.
    """
    lines: tuple[LineItem, ...]
    """The lines of pay, signed, in the order of the regulation."""
    gross: int | None
    """Whole rupiah, the sum of parts and additions, such as `4500000`; None where incomplete."""
    deductions: int | None
    """Whole rupiah, `gross` less `net`, such as `270000`; None where incomplete."""
    net: int | None
    """Whole rupiah that are paid, or owed where postponed or withheld, such as `4230000`; None
    where incomplete.
    """
    bounds: Bounds | None
    """Of `net`, only where incomplete."""
    findings: tuple[Finding, ...]
    """What each day or month cost, in exact rupiah; they add up to what was lost."""
    counts: Mapping[str, int | str]
    """Days, times and minutes by name: `working_days`, `present`, `late_minutes`, … ."""
    why_status: tuple[Remark, ...]
    """Why the status is not `payable`, and what else bears on it."""
    warnings: tuple[Remark, ...]
    """What somebody should look at."""
    pay_in: Month | None = None
    """Month to which a payment is postponed; None where it is not known or not postponed."""
    consequences: tuple[Consequence, ...] = ()
    """What the law brings besides money."""
    unknown_counts: tuple[str, ...] = ()
    """Counts that nobody knows although the month is paid: what is missing changes them, and no
    amount. They are not among `counts`; a code that is in neither stands on no day.
    """
    run: str = ""
    """The run of its own that it is of, such as `thr`; empty for the ordinary month."""
    #: What an explanation and a trace are made of; None where nothing was computed.
    computation: Computed | None = field(default=None, repr=False, compare=False)
    #: Tells it in words, in a language; None where it travelled.
    explainer: Callable[[Result, str], str] | None = field(default=None, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The name of the person; empty where it is not known."""
        return self.person.name

    def as_dict(self, lang: str = "id") -> ResultJson:
        """The result as the contract's JSON has it.

        Args:
            lang: `id` or `en`, of messages, labels and sources.

        Raises:
            RequestError: there is no such language [unknown-language].
        """
        check_language(lang)
        bounds: BoundsJson | None = None
        if self.bounds is not None:
            bounds = {
                "lowest": self.bounds.lowest,
                "highest": self.bounds.highest,
                "missing": list(self.bounds.missing),
            }
            if self.bounds.to_fill:
                bounds["to_fill"] = [place.as_dict() for place in self.bounds.to_fill]
        made: ResultJson = {
            "nip": self.nip,
            "period": str(self.period),
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
            "findings": self.findings_as_dicts(lang),
            "counts": dict(self.counts),
        }
        if self.unknown_counts:
            made["unknown_counts"] = list(self.unknown_counts)
        if self.run:
            made["run"] = self.run
        month = self.period
        if month != CALENDAR.named(month):
            # The name of the month does not tell its days.
            made["period_days"] = str(DateRange(month.first, month.last))
        return made

    def findings_as_dicts(self, lang: str = "id") -> list[FindingJson]:
        """The findings as the contract's JSON has them."""
        whole = whole_that_add_up([finding.amount for finding in self.findings])
        return [f.as_dict(lang, rupiah) for f, rupiah in zip(self.findings, whole, strict=True)]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Result):
            return NotImplemented
        return self._meant() == other._meant()

    def _meant(self) -> dict[str, Any]:
        return meant(self.as_dict())

    def __hash__(self) -> int:
        return hash((self.nip, self.period, self.status, self.net))

    def __reduce__(self) -> tuple[Any, ...]:
        """As what it says: the facts that it was computed from do not travel with it."""
        told = [getattr(self, item.name) for item in fields(self) if item.compare]
        return Result, tuple(told)

    @property
    def digest(self) -> str:
        """SHA-256 of what the result says beyond words, `sha256:…`: equal results have one."""
        meant = json.dumps(self._meant(), ensure_ascii=False, sort_keys=True)
        return f"sha256:{sha256(meant.encode('utf-8', 'surrogatepass')).hexdigest()}"

    def slip(self, lang: str = "id", also: Sequence[object] = ()) -> bytes:
        """A page for the person, as PDF: what was due, was cut by which article, and is paid.

        The letterhead of an office stands on what `masker papers --kind slips` writes.

        Args:
            lang: `id` or `en`.
            also: What else is told on it: of `masker_rules.restore` what can still be put right.

        Raises:
            AdapterUnavailableError: the extra `papers` is not installed [reader-extra-missing].
        """
        # Papers stand above the engine: they are found by name when somebody asks for one.
        made: bytes = import_module("masker_rules.papers.slips").slip_pdf(self, lang, also)
        return made

    def explain(self, lang: str = "id") -> str:
        """The explanation as text: each day and rupiah with its article.

        Raises:
            RequestError: the result was read back, so that its facts are not there
                [explanation-needs-facts].
        """
        check_language(lang)
        self.refuse_if_travelled()
        assert self.explainer is not None
        return self.explainer(self, lang)

    def refuse_if_travelled(self) -> None:
        """Refuse to explain what is not explained by facts that are there.

        Raises:
            RequestError: the result was read back [explanation-needs-facts].
        """
        if self.explainer is None:
            raise RequestError.of("explanation-needs-facts", nip=self.nip, period=self.period)
