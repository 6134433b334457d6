"""Results read back from the JSON that `Results.to_json` wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
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
    Finding,
    Grounds,
    LineItem,
    Person,
    Remark,
    Result,
    Results,
)
from masker_rules.errors import RequestError
from masker_rules.legal import Source, Text
from masker_rules.periods import Month

__all__ = ["results_of_json"]

#: A number as `exact_text` and `percent_text` write it.
_EXACT = re.compile(r"-?\d+(\.\d+)?%?\Z|-?\d+/[1-9]\d*\Z", re.ASCII)
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


def _exact(value: object) -> Fraction:
    """Rupiah as written, `-8000` or `"-2666.5"`, or a share, `"90.25%"` or `"3037/3375"`.

    Raises:
        ValueError: it is neither.
    """
    text = str(value) if type(value) in {int, str} else ""
    if _EXACT.match(text) is None:
        raise ValueError
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def _words(value: object) -> Text:
    return Text(str(value), str(value))


def _source(value: object) -> Source:
    return Source(_words(value), "", "", confirmed=True, layer="")


WrittenMonth = Annotated[Month, BeforeValidator(_month)]
Exact = Annotated[Fraction, BeforeValidator(_exact)]
Words = Annotated[Text, BeforeValidator(_words)]
Told = Annotated[Source, BeforeValidator(_source)]
Day = Annotated[date | None, Field(strict=False)]
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
    day: Day = Field(alias="date")
    code: str
    rule: str
    quantity: str
    rate: Exact | None
    of: str
    amount: Exact
    label: Words
    source: Told


class _Line(_Read):
    id: str
    kind: str
    amount: int
    label: Words
    source: Told


class _Consequence(_Read):
    code: str
    starts: WrittenMonth | None = Field(alias="from")
    months: int | None
    basis: Words
    source: Told


class _Bounds(_Read):
    lowest: int | None
    highest: int | None
    missing: Several[str]


class _Result(_Read):
    nip: str
    period: WrittenMonth
    status: str
    person: _Person | None = None
    why_status: Several[_Remark]
    warnings: Several[_Remark]
    parts: dict[str, Exact | None]
    lines: Several[_Line]
    gross: int | None
    deductions: int | None
    net: int | None
    bounds: _Bounds | None
    pay_in: WrittenMonth | None
    consequences: Several[_Consequence]
    findings: Several[_Finding]
    counts: dict[str, int | str]

    def made(self) -> Result:
        person = self.person
        return Result(
            nip=self.nip,
            period=self.period,
            person=Person() if person is None else Person(**dict(person)),
            status=self.status,
            parts=self.parts,
            lines=tuple(LineItem(**dict(line)) for line in self.lines),
            gross=self.gross,
            deductions=self.deductions,
            net=self.net,
            bounds=None if self.bounds is None else Bounds(**dict(self.bounds)),
            findings=tuple(Finding(**dict(finding)) for finding in self.findings),
            counts=self.counts,
            why_status=tuple(remark.made() for remark in self.why_status),
            warnings=tuple(remark.made() for remark in self.warnings),
            pay_in=self.pay_in,
            consequences=tuple(Consequence(**dict(one)) for one in self.consequences),
        )


class _UnitDay(_Read):
    unit: str
    day: Annotated[date, Field(strict=False, alias="date")]


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
    share: Exact
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

    results: Several[_Result]
    pack: dict[str, Any]
    checks: _Checks | None = None

    def made(self) -> Results:
        header = {**(self.model_extra or {})}
        pack = {**self.pack}
        aside, remarks = (tuple(map(_Row, pack.pop(key, ()))) for key in ("set_aside", "warnings"))
        items = tuple(one.made() for one in self.results)
        checks = self.checks
        beside = None if checks is None or checks.beside is None else checks.beside.made()
        found = Results(items, {**header, "pack": pack}, aside, remarks)
        names = tuple(name for row in found.to_rows() for name in row)
        return replace(
            found,
            columns=tuple(dict.fromkeys(names)),
            grounds=None if checks is None else KnownGrounds(checks.grounds()),
            earlier=None if beside is None else _Moved(beside),
        )


def results_of_json(text: str | bytes) -> Results:
    """The results that a JSON of `Results.to_json` tells; see :meth:`Results.from_json`."""
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        raise RequestError.of("result-unreadable", at="-") from None
    schema = tree.get("schema", SCHEMA) if isinstance(tree, dict) else SCHEMA
    if schema != SCHEMA:
        raise RequestError.of("result-of-another-schema", found=schema, known=SCHEMA)
    try:
        return _Run.model_validate(tree).made()
    except ValidationError as wrong:
        at = ".".join(map(str, wrong.errors()[0]["loc"])) or "-"
        raise RequestError.of("result-unreadable", at=at) from None
