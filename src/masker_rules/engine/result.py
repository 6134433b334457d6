"""Results as data: one per person and month, and the whole of a run as the contract's JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from masker_rules.engine.beside import Beside, Nets, Standing
from masker_rules.engine.columns import PERSON, in_order, whole_numbers
from masker_rules.errors import RequestError
from masker_rules.language.plan import plain_name
from masker_rules.legal import Source, Text
from masker_rules.periods import Month
from masker_rules.texts import json_text, render
from masker_rules.units import exact_text, percent_text

if TYPE_CHECKING:
    from masker_rules.engine.compute import Computed
    from masker_rules.engine.notebook import Shown
    from masker_rules.facts.frames import Kind
    from masker_rules.facts.rows import Employee

__all__ = [
    "Bounds",
    "Checks",
    "Consequence",
    "Finding",
    "Grounds",
    "How",
    "LineItem",
    "Person",
    "Remark",
    "Result",
    "Results",
]


#: What of a row of a result is told in a language; it is not compared.
IN_WORDS = frozenset({"basis", "label", "message", "reason", "source"})
#: Lists of a result whose rows tell such.
WORDED = ("why_status", "warnings", "lines", "consequences", "findings")


def _beyond_words(told: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
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

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Result):
            return NotImplemented
        return self._meant() == other._meant()

    def _meant(self) -> dict[str, Any]:
        return _beyond_words(self.as_dict(), WORDED)

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


@dataclass(frozen=True, slots=True)
class How:
    """How a run was computed; the results are the same whatever this says.

    Attributes:
        engine: `reference`, `columns` or `spark`.
        asked: Employee-months of the run.
        in_frames: How many of them another engine than the reference engine computed.
        reasons: Why not the others, as short words with their number; one may have several.
    """

    engine: str
    asked: int
    in_frames: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the facts of a run have to say on whether it is settled.

    Attributes:
        why: Why it is not.
        rows_of_nobody: How many rows of each personal table have no number that can be read.
        months: Of the run, without a punch of anybody though punches decide.
        unit_days: Unit, and working day on which nobody of it has a punch.
    """

    why: tuple[Remark, ...] = ()
    rows_of_nobody: Mapping[str, int] = field(default_factory=dict)
    months: tuple[Month, ...] = ()
    unit_days: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Checks:
    """Whether a run may be paid; compared as :class:`Result` is, beyond words.

    Attributes:
        settled: Whether nothing was lost that may be anybody's; else amounts are provisional.
        why: Why not.
        zero, incomplete: How many results are so.
        rows_of_nobody: How many rows of each personal table have no number that can be read.
        months_without_punches: Of the run, though punches decide.
        unit_days_without_punches: Unit, and working day on which several people of it were due and
            nobody of it has a punch.
        beside: The results beside earlier ones, where these were given.
    """

    settled: bool
    why: tuple[Remark, ...]
    zero: int
    incomplete: int
    rows_of_nobody: Mapping[str, int]
    months_without_punches: tuple[Month, ...]
    unit_days_without_punches: tuple[tuple[str, date], ...] = ()
    beside: Beside | None = None

    def as_dict(self, lang: str = "id") -> dict[str, Any]:
        """The checks as the contract's JSON has them."""
        return {
            "settled": self.settled,
            "why": [remark.as_dict(lang) for remark in self.why],
            "zero": self.zero,
            "incomplete": self.incomplete,
            "rows_of_nobody": dict(self.rows_of_nobody),
            "months_without_punches": [str(month) for month in self.months_without_punches],
            "unit_days_without_punches": [
                {"unit": unit, "date": day.isoformat()}
                for unit, day in self.unit_days_without_punches
            ],
            **({} if self.beside is None else {"beside": self.beside.as_dict()}),
        }

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Checks):
            return NotImplemented
        return self._meant() == other._meant()

    def _meant(self) -> dict[str, Any]:
        return _beyond_words(self.as_dict(), ("why",))

    def __hash__(self) -> int:
        return hash((self.settled, self.zero, self.incomplete))


@dataclass(frozen=True, slots=True, eq=False)
class Results(Sequence[Result]):
    """The results of a run, ordered by period and nip.

    Two runs are equal where their JSON says the same beyond words, as of :class:`Result`.

    Attributes:
        set_aside: Rows of the pack that do not count.
        remarks: Warnings about files, columns and rows that do.
        columns: Of :meth:`to_rows`, as the regulations order them.
        how: Which engine computed; None where nobody chose one.
        kind: The library of the caller's frames; None where none were given.
        table: Makes the Polars frame of :meth:`to_frame` without an object for each result, with
            `beside` that of :meth:`flat_rows`; None where there are objects.
        common: What is said beside every result of a month, where there is such a table.
        grounds: Finds what the facts say on whether the run is settled.
        earlier: The result beside which these stand; None where none was given.
    """

    items: Sequence[Result]
    header: Mapping[str, Any]
    set_aside: tuple[Any, ...] = ()
    remarks: tuple[Any, ...] = ()
    columns: tuple[str, ...] = ()
    how: How | None = field(default=None, repr=False, compare=False)
    kind: Kind | None = field(default=None, repr=False, compare=False)
    table: Callable[..., Any] | None = field(default=None, repr=False, compare=False)
    common: tuple[Remark, ...] = field(default=(), repr=False, compare=False)
    grounds: Callable[[], Grounds] | None = field(default=None, repr=False, compare=False)
    earlier: Standing | None = field(default=None, repr=False, compare=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Results:
        """Results as `to_json` wrote them, in the language that they were written in.

        Args:
            text: The JSON, of this version or of an earlier one.

        Raises:
            RequestError: it is no such JSON, or one of a later schema [result-unreadable,
                result-of-another-schema].
        """
        from masker_rules.engine.result_reading import results_of_json  # noqa: PLC0415  (needs us)

        return results_of_json(text)

    def person(self, nip: str, period: str | Month | None = None) -> Result:
        """The result of one person.

        Args:
            nip: Whose.
            period: Of which month; None = the only one, or the last.

        Raises:
            RequestError: there is none, or the text is no month [no-such-result, bad-period].
        """
        month = Month.parse(period) if isinstance(period, str) else period
        found = [
            item
            for item in self.items
            if item.nip == nip and (month is None or item.period == month)
        ]
        if not found:
            raise RequestError.of("no-such-result", nip=nip, period=month or "-")
        return found[-1]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Results):
            return NotImplemented
        return self._meant() == other._meant()

    def _meant(self) -> dict[str, Any]:
        told = self.as_dict()
        return {
            **told,
            "checks": _beyond_words(told["checks"], ("why",)),
            "pack": _beyond_words(told["pack"], ("set_aside", "warnings")),
            "results": [_beyond_words(row, WORDED) for row in told["results"]],
        }

    def __hash__(self) -> int:
        return hash((len(self.items), self.header["masker"]))

    def __reduce__(self) -> tuple[Any, ...]:
        """As what they say: neither facts nor frames travel with them."""
        names = ("set_aside", "remarks", "columns", "how", "common", "earlier")
        told: dict[str, Any] = {name: getattr(self, name) for name in names}
        told |= {"items": tuple(self.items), "header": dict(self.header)}
        return _travelled, (told, self._grounds())

    def _grounds(self) -> Grounds:
        return Grounds() if self.grounds is None else self.grounds()

    @property
    def checks(self) -> Checks:
        """Whether the run may be paid."""
        if self.table is not None:
            statuses = Counter(self.table()["status"].to_list())
        else:
            statuses = Counter(item.status for item in self.items)
        known = self._grounds()
        return Checks(
            not known.why,
            known.why,
            statuses["zero"],
            statuses["incomplete"],
            known.rows_of_nobody,
            known.months,
            known.unit_days,
            None if self.earlier is None else self.earlier.beside(self.nets()),
        )

    def nets(self) -> Nets:
        """What each person is paid, by month; None where that is not known."""
        found: dict[Month, dict[str, int | None]] = {}
        if self.table is not None:
            for nip, period, net in self.table().select("nip", "period", "net").iter_rows():
                found.setdefault(Month.parse(period), {})[nip] = net
        else:
            for item in self.items:
                found.setdefault(item.period, {})[item.nip] = item.net
        return found

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Result]:
        return iter(self.items)

    def __getitem__(self, key: Any) -> Any:
        """By position, or by nip (the only result, or the last period's)."""
        if isinstance(key, str):
            found = [item for item in self.items if item.nip == key]
            if not found:
                raise KeyError(key)
            return found[-1]
        return self.items[key]

    def as_dict(self, lang: str = "id") -> dict[str, Any]:
        """The whole run as the contract's JSON has it."""
        header = {key: value for key, value in self.header.items() if key != "pack"}
        pack = dict(self.header["pack"])
        pack["set_aside"] = [item.as_dict(lang) for item in self.set_aside]
        pack["warnings"] = [item.as_dict(lang) for item in self.remarks]
        return {
            **header,
            "columns": list(self.columns),
            "checks": self.checks.as_dict(lang),
            "pack": pack,
            "results": [item.as_dict(lang) for item in self.items],
        }

    def to_json(self, lang: str = "id") -> str:
        """The contract's JSON: the same call gives the same bytes."""
        return json_text(self.as_dict(lang)) + "\n"

    def show(self, lang: str = "id") -> Shown:
        """A table for notebooks: the first results, and what concerns all.

        Args:
            lang: `id` or `en`.
        """
        from masker_rules.engine.notebook import Shown, results_html  # noqa: PLC0415  (likewise)

        return Shown(results_html(self, lang))

    def _repr_html_(self) -> str:
        """The same in Indonesian, where results are the last thing of a cell."""
        return self.show().html

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat mapping per result, for tables: parts, lines and counts as columns."""
        rows = []
        for item in self.items:
            row: dict[str, Any] = {
                "nip": item.nip,
                "name": item.name,
                "period": str(item.period),
                "status": item.status,
                **{name: getattr(item.person, name) for name in PERSON},
            }
            for name, share in item.parts.items():
                row[f"part_{name}"] = None if share is None else percent_text(share)
            for line in item.lines:
                if line.kind != "total":
                    row[f"line_{line.id}"] = line.amount
            row |= {"gross": item.gross, "deductions": item.deductions, "net": item.net}
            row["lowest"] = item.bounds.lowest if item.bounds else None
            row["highest"] = item.bounds.highest if item.bounds else None
            row |= {f"count_{name}": value for name, value in item.counts.items()}
            rows.append(row)
        names = in_order((name for row in rows for name in row), self.columns)
        return [{name: row.get(name) for name in names} for row in rows]

    def whose(self) -> Iterator[tuple[str, str]]:
        """Nip and period of each result."""
        if self.table is not None:
            yield from self.table().select("nip", "period").iter_rows()
            return
        for item in self.items:
            yield item.nip, str(item.period)

    def flat_rows(self) -> list[dict[str, Any]]:
        """The rows with what every output for machines says beside the numbers (`BESIDE`)."""
        if self.table is not None:
            found: list[dict[str, Any]] = self.table(beside=True).to_dicts()
            return found
        profile = self.header["profile"]
        rows = self.to_rows()
        for row, item in zip(rows, self.items, strict=True):
            row["missing"] = "; ".join(item.bounds.missing) if item.bounds else ""
            row["warnings"] = " ".join(dict.fromkeys(note.code for note in item.warnings))
            row["profile"] = profile["id"]
            row["profile_status"] = profile["status"]
        return rows

    def flat_frame(self) -> Any:
        """:meth:`flat_rows` as a Polars frame, without a mapping each where there is a table.

        Raises:
            AdapterUnavailableError: the extra `batch` is not installed [reader-extra-missing].
        """
        from masker_rules.facts.frames import frame_of  # noqa: PLC0415  (an extra)

        if self.table is not None:
            return self.table(beside=True)
        rows = self.flat_rows()
        return frame_of(rows, whole_numbers(rows[0] if rows else ()))

    def findings_to_rows(self, lang: str = "id") -> list[dict[str, Any]]:
        """One flat mapping per finding, as the contract's JSON has it, with nip and period."""
        return [
            {"nip": item.nip, "period": str(item.period), **finding.as_dict(lang)}
            for item in self.items
            for finding in item.findings
        ]

    def to_frame(self, like: Any = None) -> Any:
        """One row per result as a frame, the columns those of :meth:`to_rows`.

        Args:
            like: A frame of the library that is wanted, or its name: `polars`, `pandas`,
                `pyarrow`, `duckdb`, … . None is the library of the frames that were computed,
                and Polars where they were none.

        Returns:
            A frame of that library; lazy where the other one is. Rupiah and counts are whole
            numbers (`Int64` in pandas, where a missing one is no float).

        Raises:
            AdapterUnavailableError: the extra `batch` is not installed [reader-extra-missing].
            RequestError: `like` is neither a frame nor names a library [unknown-frames].
        """
        from masker_rules.facts.frames import frame_like, frame_of, kind_named  # noqa: PLC0415

        kind = self.kind if like is None else kind_named(like)
        if self.table is not None:
            return frame_like(self.table(), kind)
        rows = self.to_rows()
        return frame_like(frame_of(rows, whole_numbers(rows[0] if rows else ())), kind)


def _travelled(told: Mapping[str, Any], grounds: Grounds) -> Results:
    return Results(**told, grounds=lambda: grounds)
