"""Results read back from the JSON that `Results.to_json` wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from masker_rules.engine.beside import Beside, Move, Nets
from masker_rules.engine.checks import KnownGrounds
from masker_rules.engine.columns import SCHEMA
from masker_rules.engine.result import (
    Bounds,
    Consequence,
    Do,
    Finding,
    LineItem,
    LineKind,
    Person,
    Remark,
    Result,
    Status,
    ToFill,
)
from masker_rules.engine.results import Grounds, Results
from masker_rules.errors import RequestError
from masker_rules.legal import Source, Text
from masker_rules.periods import DateRange, Month
from masker_rules.texts.spoken import Code
from masker_rules.units import share_of

__all__ = ["results_of_json"]

#: Rupiah that are not whole, as `exact_text` writes them, and a share, as `percent_text` does.
_RUPIAH = re.compile(r"-?\d+\.\d+\Z|-?\d+/[1-9]\d*\Z", re.ASCII)
_SHARE = re.compile(r"-?\d+(\.\d+)?%\Z|-?\d+/[1-9]\d*\Z", re.ASCII)
#: Days of a month that begins on another day than the first.
_SPAN = re.compile(r"\d{4}-\d{2}-(0[2-9]|1\d|2[0-8])\.\.", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
INCOMPLETE, TOTAL = "incomplete", "total"
#: Letters of a wrong value that are shown.
MOST_SHOWN = 40
T = TypeVar("T")


def _month(value: object) -> Month:
    """A month as written.

    Raises:
        ValueError: it is none.
    """
    try:
        return Month.parse(str(value))
    except RequestError:
        raise ValueError from None


def _day(value: object) -> object:
    """A day as written, `2026-07-01`.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, str) and _DAY.match(value) is not None:
        return date.fromisoformat(value)
    if value is None:
        return None
    raise ValueError


def _rupiah(value: object) -> Fraction:
    """Exact rupiah as written, `-8000`, `"-2666.5"` or `"-8000/3"`.

    Raises:
        ValueError: they are none.
    """
    if type(value) is int:
        return Fraction(value)
    if isinstance(value, str) and _RUPIAH.match(value) is not None:
        return Fraction(value)
    raise ValueError


def _share(value: object) -> Fraction:
    """A share as written, `"90.25%"` or `"3037/3375"`.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, str) and _SHARE.match(value) is not None:
        return share_of(value)
    raise ValueError


def _words(value: object) -> Text:
    """Words, which are the same in both languages here.

    Raises:
        ValueError: they are no text.
    """
    if isinstance(value, str):
        return Text(value, value)
    raise ValueError


def _source(value: object) -> Source:
    return Source(_words(value), "", "", confirmed=True, layer="")


WrittenMonth = Annotated[Month, BeforeValidator(_month)]
Rupiah = Annotated[Fraction, BeforeValidator(_rupiah)]
Share = Annotated[Fraction, BeforeValidator(_share)]
Words = Annotated[Text, BeforeValidator(_words)]
Told = Annotated[Source, BeforeValidator(_source)]
Day = Annotated[date | None, BeforeValidator(_day)]
Several = Annotated[tuple[T, ...], Field(strict=False)]


class _Read(BaseModel):
    """What a later version adds beside is left out: it changes nothing of what is read here."""

    model_config = ConfigDict(
        strict=True, frozen=True, extra="ignore", arbitrary_types_allowed=True
    )


class _Remark(_Read):
    code: str
    day: Day = Field(alias="date")
    said: str = Field(alias="message")

    def made(self) -> Remark:
        return Remark(self.code, self.day, said=self.said)


class _Person(_Read):
    name: str
    unit: str | None
    grade: str | None
    job_class: int | None
    position: str | None
    category: str | None
    staff_group: str | None


class _Finding(_Read):
    """`rupiah` and `exact` of it follow from its `amount`."""

    day: Day = Field(alias="date")
    code: str
    rule: str
    quantity: str
    rate: Share | None
    of: str
    amount: Rupiah
    label: Words
    source: Told


class _Line(_Read):
    id: str
    kind: LineKind
    amount: int
    label: Words
    source: Told


class _Consequence(_Read):
    code: str
    starts: WrittenMonth | None = Field(alias="from")
    months: int | None
    basis: Words
    source: Told


class _ToFill(_Read):
    missing: str
    do: Do
    table: str
    column: str
    row: dict[str, str]
    file: str
    value: str
    first: Day = Field(alias="from")
    last: Day = Field(alias="until")


class _Bounds(_Read):
    """The first files did not tell where to fill in what is missing."""

    lowest: int | None
    highest: int | None
    missing: Several[str]
    to_fill: Several[_ToFill] = ()

    def made(self) -> Bounds:
        places = tuple(ToFill(**dict(place)) for place in self.to_fill)
        return Bounds(self.lowest, self.highest, self.missing, places)


class _Result(_Read):
    nip: Annotated[str, Field(min_length=1)]
    period: WrittenMonth
    period_days: str = ""
    run: str = ""
    unknown_counts: list[str] = []
    status: Status
    person: _Person | None = None
    why_status: Several[_Remark]
    warnings: Several[_Remark]
    parts: dict[str, Share | None]
    lines: Several[_Line]
    gross: int | None
    deductions: int | None
    net: int | None
    bounds: _Bounds | None
    pay_in: WrittenMonth | None
    consequences: Several[_Consequence]
    findings: Several[_Finding]
    counts: dict[str, int | str]

    @property
    def month(self) -> Month:
        """The month with the days that stand beside its name."""
        found = _SPAN.match(self.period_days)
        return self.period.cut(int(found[1])) if found else self.period

    def at_odds(self) -> str:
        """The field that what stands beside it contradicts; empty where none does."""
        days = str(DateRange(self.month.first, self.month.last))
        if self.period_days and (self.month == self.period or days != self.period_days):
            return "period_days"
        is_open = self.status == INCOMPLETE
        if (self.bounds is not None) is not is_open:
            return "bounds"
        for name in ("gross", "deductions", "net"):
            if (getattr(self, name) is None) is not is_open:
                return name
        sums = {"gross": self.gross, "net": self.net}
        for line in self.lines:
            if line.kind == TOTAL and line.amount != sums.get(line.id, line.amount):
                return line.id
        return ""

    def made(self) -> Result:
        person = self.person
        return Result(
            nip=self.nip,
            period=self.month,
            person=Person() if person is None else Person(**dict(person)),
            status=self.status,
            parts=self.parts,
            lines=tuple(LineItem(**dict(line)) for line in self.lines),
            gross=self.gross,
            deductions=self.deductions,
            net=self.net,
            bounds=None if self.bounds is None else self.bounds.made(),
            findings=tuple(Finding(**dict(finding)) for finding in self.findings),
            counts=self.counts,
            why_status=tuple(remark.made() for remark in self.why_status),
            warnings=tuple(remark.made() for remark in self.warnings),
            pay_in=self.pay_in,
            consequences=tuple(Consequence(**dict(one)) for one in self.consequences),
            run=self.run,
            unknown_counts=tuple(self.unknown_counts),
        )


class _UnitDay(_Read):
    unit: str
    day: Annotated[date, BeforeValidator(_day), Field(alias="date")]


class _Move(_Read):
    nip: str
    period: WrittenMonth
    against: WrittenMonth
    net: int
    before: int


class _Whose(_Read):
    nip: str
    period: WrittenMonth


class _Beside(_Read):
    share: Share
    compared: int
    moved: Several[_Move]
    only_now: Several[_Whose]
    only_before: Several[_Whose]

    def made(self) -> Beside:
        now, before = (
            tuple((one.nip, one.period) for one in whose)
            for whose in (self.only_now, self.only_before)
        )
        moved = tuple(Move(**dict(one)) for one in self.moved)
        return Beside(self.share, self.compared, moved, now, before)


class _Checks(_Read):
    why: Several[_Remark]
    rows_of_nobody: dict[str, int]
    months_without_punches: Several[WrittenMonth]
    unit_days_without_punches: Several[_UnitDay] = ()
    beside: _Beside | None = None

    def grounds(self) -> Grounds:
        days = tuple((one.unit, one.day) for one in self.unit_days_without_punches)
        why = tuple(remark.made() for remark in self.why)
        return Grounds(why, self.rows_of_nobody, self.months_without_punches, days)


@dataclass(frozen=True, slots=True)
class _Moved:
    """What was found beside an earlier result, which is not there any more."""

    found: Beside

    def beside(self, nets: Nets) -> Beside:
        """What was found."""
        del nets
        return self.found


class _Profile(_Read):
    """What tables of results say of the regulation."""

    model_config = ConfigDict(strict=True, extra="allow")

    id: str
    status: str


class _Pack(_Read):
    """What is said of the pack."""

    model_config = ConfigDict(strict=True, extra="allow")

    set_aside: Several[dict[str, Any]] = ()
    warnings: Several[dict[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A row set aside, or a remark on one, as it was written."""

    row: Mapping[str, Any]

    def as_dict(self, lang: str = "id") -> dict[str, Any]:
        """As it was written, in the language that it was written in."""
        del lang
        return dict(self.row)


class _Run(_Read):
    """The whole of a run; the first files told neither a schema nor persons nor checks."""

    model_config = ConfigDict(strict=True, extra="allow")

    masker: str
    profile: _Profile
    results: Several[_Result]
    pack: _Pack
    checks: _Checks | None = None
    columns: Several[str] = ()

    def at_odds(self) -> str:
        """The place that another contradicts; empty where none does."""
        told = set[tuple[str, Month]]()
        for number, one in enumerate(self.results):
            if (one.nip, one.period) in told:
                return f"results.{number}"
            if name := one.at_odds():
                return f"results.{number}.{name}"
            told.add((one.nip, one.period))
        return ""

    def made(self, tree: Mapping[str, Any]) -> Results:
        """The results.

        Args:
            tree: The JSON, of which what is said of the run is kept in its own order.
        """
        own = {"columns", "results", "checks", "pack"}
        header = {key: value for key, value in tree.items() if key not in own}
        pack = {k: v for k, v in tree["pack"].items() if k not in {"set_aside", "warnings"}}
        items = tuple(one.made() for one in self.results)
        checks = self.checks
        beside = None if checks is None or checks.beside is None else checks.beside.made()
        aside, remarks = (
            tuple(map(_Row, rows)) for rows in (self.pack.set_aside, self.pack.warnings)
        )
        return Results(
            items,
            {**header, "pack": pack},
            aside,  # type: ignore[arg-type]  # they say what they said
            remarks,  # type: ignore[arg-type]
            self.columns,
            grounds=None if checks is None else KnownGrounds(checks.grounds()),
            earlier=None if beside is None else _Moved(beside),
        )


def results_of_json(text: str | bytes) -> Results:
    """The results that a JSON of `Results.to_json` tells; see :meth:`Results.from_json`."""
    try:
        tree = json.loads(text, object_pairs_hook=_each_once)
    except RequestError:
        raise
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(tree, dict):
        raise _unreadable()
    schema = tree.get("schema", SCHEMA)
    if not isinstance(schema, str):
        raise _unreadable(f"schema = {json.dumps(schema)[:MOST_SHOWN]} ≠ {json.dumps(SCHEMA)}")
    if schema != SCHEMA:
        raise RequestError.of("result-of-another-schema", found=schema, known=SCHEMA)
    try:
        run = _Run.model_validate(tree)
    except ValidationError as wrong:
        raise _unreadable(".".join(map(str, wrong.errors()[0]["loc"]))) from None
    if at := run.at_odds():
        raise _unreadable(at)
    return run.made(tree)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON: of a key that stands there twice nobody knows what it says."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _unreadable(next(name for name in names if names.count(name) > 1))
    return found


def _unreadable(at: object = Code("json", "any")) -> RequestError:
    return RequestError.of("result-unreadable", at=at)
