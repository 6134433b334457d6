"""Alerts: what follows from what is known, or nearly does, and when that is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from masker_rules.engine.words import Words
from masker_rules.legal import Text
from masker_rules.texts import render
from masker_rules.texts.spoken import Code
from masker_rules.units import exact_text, percent_text

__all__ = ["RAISED", "WITHDRAWN", "Alert", "News"]

RAISED, WITHDRAWN = "raised", "withdrawn"


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that follows for a person, or is near.

    Attributes:
        nip, name, unit: The person.
        rule: Path of the rule without `rules.`.
        kind: `bring`, `gate`, `flag` or `cut`.
        code: What follows: `teguran_lisan`, `zero`, `withheld`, `warning` …; of a cut its rate.
        near: It does not follow yet; `missing` tells how much is missing.
        number: What is counted, as of now; None where nothing is. Like `threshold` and `missing`
            a Fraction where it is not whole, as a percent may be; in JSON then an exact text.
        threshold: From which number on it follows; None where that is not one number.
        missing: How far away that is; 0 where it is reached.
        period: `2026` of what runs through the year, else `2026-03`.
        days: The days that count.
        label: The rule in words.
        basis: On what it rests.
        source: Regulation and article.
        in_minutes: Whether number, threshold and missing are minutes; else they are counts,
        in_percent: or shares of one, which messages tell as percents.
        doubt: Rows of the person that were set aside and may say otherwise.
    """

    nip: str
    name: str
    unit: str
    rule: str
    kind: str
    code: str
    near: bool
    number: int | Fraction | None
    threshold: int | Fraction | None
    missing: int | Fraction
    period: str
    days: tuple[date, ...]
    label: Text
    basis: Text
    source: Text
    doubt: tuple[str, ...] = ()
    in_minutes: bool = False
    in_percent: bool = False

    @property
    def key(self) -> tuple[str, str, str, int | Fraction, str]:
        """What makes two alerts the same, whatever counts for them."""
        return self.nip, self.rule, self.period, self.threshold or 0, self.code

    def message(self, lang: str = "id") -> str:
        """The alert in words, with the article."""
        group = "near" if self.near else "reached"
        unit = "minutes" if self.in_minutes else "times"
        missing: object = _plain(self.missing)
        if self.in_percent:
            missing = percent_text(Fraction(self.missing))
        told = {
            "name": self.name or self.nip,
            "nip": self.nip,
            "what": _word(lang, self.kind, self.code),
            "label": self.label.get(lang),
            "basis": self.basis.get(lang),
            "days": Words(None, lang).days(self.days),
            "missing": render(lang, f"watch.missing.{unit}", {"number": missing}),
            "source": self.source.get(lang),
        }
        dated = "dated" if self.days else "undated"
        said = render(lang, f"watch.{group}.{dated}", told)
        if not self.doubt:
            return said
        rows = "; ".join(_row(lang, name) for name in self.doubt)
        return render(lang, "watch.doubt", {"said": said, "rows": rows})

    def as_dict(self, lang: str = "id") -> dict[str, object]:
        """As JSON has it."""
        return {
            "nip": self.nip,
            "name": self.name,
            "unit": self.unit,
            "rule": self.rule,
            "kind": self.kind,
            "code": self.code,
            "near": self.near,
            "number": _plain(self.number),
            "threshold": _plain(self.threshold),
            "missing": _plain(self.missing),
            "in_minutes": self.in_minutes,
            "in_percent": self.in_percent,
            "period": self.period,
            "days": [day.isoformat() for day in self.days],
            "label": self.label.get(lang),
            "basis": self.basis.get(lang),
            "source": self.source.get(lang),
            "doubt": list(self.doubt),
            "message": self.message(lang),
        }

    def kept(self) -> dict[str, Any]:
        """As a store keeps it: in both languages."""
        return {
            **{name: getattr(self, name) for name in _PLAIN},
            **{name: _plain(getattr(self, name)) for name in _NUMBERS},
            "days": [day.isoformat() for day in self.days],
            "doubt": list(self.doubt),
            **{name: [getattr(self, name).id, getattr(self, name).en] for name in _TEXTS},
        }

    @classmethod
    def recalled(cls, kept: Mapping[str, Any]) -> Alert:
        """What :meth:`kept` gave."""
        # What was kept before percents were told apart has no percents.
        told: dict[str, Any] = {name: kept[name] for name in _PLAIN if name in kept}
        told |= {name: _number(kept[name]) for name in _NUMBERS}
        told |= {name: Text(*kept[name]) for name in _TEXTS}
        told["doubt"] = tuple(kept["doubt"])
        return cls(**told, days=tuple(date.fromisoformat(day) for day in kept["days"]))


_ASIDE = re.compile(r"(?P<table>\w+) \((?P<file>[^:]+): (?P<what>.+)\)\Z", re.DOTALL)
_RUPIAH = re.compile(r"Rp (?P<amount>-?[\d./]+)\Z")
_PERCENT = re.compile(r"(?P<share>-?[\d.]+)%\Z")
_TEXTS = ("label", "basis", "source")
_PLAIN = (
    "nip", "name", "unit", "rule", "kind", "code", "near", "period", "in_minutes", "in_percent",
)  # fmt: skip
_NUMBERS = ("number", "threshold", "missing")


def _plain(number: int | Fraction | None) -> int | str | None:
    """As JSON has it."""
    return exact_text(number) if isinstance(number, Fraction) else number


def _number(plain: int | str | None) -> int | Fraction | None:
    return Fraction(plain) if isinstance(plain, str) else plain


@dataclass(frozen=True, slots=True)
class News:
    """Something that was said.

    Attributes:
        serial: Its number among all that was said, from 1.
        at: The moment that the caller gave.
        what: `raised`, or `withdrawn` where facts came that it does not follow from any more.
        alert: As it stands; of a withdrawn one as it stood.
    """

    serial: int
    at: str
    what: str
    alert: Alert

    def message(self, lang: str = "id") -> str:
        """In words."""
        return render(lang, f"watch.{self.what}", {"alert": self.alert.message(lang)})

    def as_dict(self, lang: str = "id") -> dict[str, object]:
        """As JSON has it."""
        said = {"serial": self.serial, "at": self.at, "what": self.what}
        return {**said, **self.alert.as_dict(lang), "message": self.message(lang)}

    def kept(self) -> dict[str, Any]:
        """As a store keeps it."""
        return {"at": self.at, "what": self.what, "alert": self.alert.kept()}

    @classmethod
    def recalled(cls, serial: int, kept: Mapping[str, Any]) -> News:
        """What :meth:`kept` gave."""
        return cls(serial, kept["at"], kept["what"], Alert.recalled(kept["alert"]))


def _word(lang: str, kind: str, code: str) -> str:
    for key in (f"watch.codes.{code}", f"names.word.{code}"):
        found = render(lang, key, {})
        if found != key:
            return found
    return render(lang, f"watch.kinds.{kind}", {"code": _figure(lang, code)})


def _figure(lang: str, code: str) -> str:
    """A code that is rupiah or a percent, as explanations write it; any other stays."""
    words = Words(None, lang)
    if found := _RUPIAH.match(code):
        return words.money(Fraction(found["amount"]))
    if found := _PERCENT.match(code):
        return words.percent(Fraction(found["share"]) / 100)
    return code


def _row(lang: str, name: str) -> str:
    """A row set aside, as the engine names it: its table, its file where it has one, and what."""
    found = _ASIDE.match(name)
    if found is None:
        return name
    # The facts of a session come from no file: theirs is called by the table.
    own = found["file"] == f"<{found['table']}>"
    where = "row" if own else "row_of_file"
    told = found.groupdict()
    return render(lang, f"watch.{where}", {**told, "table": Code(told["table"], "table")})
