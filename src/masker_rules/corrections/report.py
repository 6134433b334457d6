"""What can still be put right, as data, as the JSON of the contract and as rows of tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from masker_rules.corrections.facts import Cut, Fact, row_texts
from masker_rules.corrections.limits import Refusal
from masker_rules.engine.result import Person, Result
from masker_rules.facts import SetAside
from masker_rules.legal import Text
from masker_rules.periods import Month
from masker_rules.texts import json_text, render, spoken

__all__ = ["Nothing", "Restoration", "Restored", "text_of"]


@dataclass(frozen=True, slots=True)
class Restored:
    """A single fact, and what it restores."""

    cut: Cut
    """What it touches; a fact that touches several stands beside the first."""
    person: Person
    """Whom it is about."""
    fact: Fact
    """The row that comes in, or stands in the place of another."""
    amount: int
    """Rupiah: the net with it less the net without."""
    net: int
    """With it."""
    later: Mapping[Month, int] | None
    """Rupiah of each later month that the pack knows; None where it knows none."""
    until: dt.date | None
    """The last day on which it can be put right; None = unknown."""
    decided_by: Text | None
    """Who decides; None = unknown."""
    uncounted: int = 0
    """Rows set aside beside it that may say something of the month, and are taken not to."""

    @property
    def is_in_pack(self) -> bool:
        """The row stands there pending, refused or set aside."""
        return self.fact.kind.is_in_pack

    @property
    def order(
        self,
    ) -> tuple[
        bool,
        tuple[Month, str, tuple[dt.date, ...], str, tuple[str, ...]],
        str,
        tuple[tuple[str, str], ...],
    ]:
        """Never by rupiah: what is in the pack first, then by date and article."""
        return (
            not self.is_in_pack,
            self.cut.key,
            self.fact.kind.name,
            tuple(sorted(row_texts(self.fact.row, self.fact.table).items())),
        )

    def text(self, lang: str) -> str:
        """What would have to be so, in words; what nobody recorded is told as such."""
        return text_of([self], lang)

    def as_dict(self, lang: str) -> dict[str, object]:
        """As the contract's JSON has it."""
        replaces = self.fact.replaces
        return {
            "nip": self.cut.nip,
            "name": self.person.name,
            "unit": self.person.unit,
            "period": str(self.cut.period),
            "date": self.cut.days[0].isoformat() if self.cut.days else None,
            "days": [day.isoformat() for day in self.fact.days or self.cut.days],
            "rule": self.cut.rule,
            "codes": list(self.cut.codes),
            "label": self.cut.label.get(lang),
            "source": self.cut.source.text(lang),
            "kind": self.fact.kind.name,
            "said": self.text(lang),
            "fact": {
                "table": self.fact.table,
                "row": dict(row_texts(self.fact.row, self.fact.table)),
                "replaces": None
                if replaces is None
                else dict(row_texts(replaces, self.fact.table)),
            },
            "in_pack": self.is_in_pack,
            "set_aside": None if self.fact.aside is None else dict(self.fact.aside.as_dict(lang)),
            "uncounted": self.uncounted,
            "amount": self.amount,
            "net": self.net,
            "later": None
            if self.later is None
            else [
                {"period": str(month), "amount": amount} for month, amount in self.later.items()
            ],
            "until": None if self.until is None else self.until.isoformat(),
            "decided_by": None if self.decided_by is None else self.decided_by.get(lang),
        }


def text_of(found: Sequence[Restored], lang: str) -> str:
    """What would have to be so, any of several facts of one kind."""
    kind, row = found[0].fact.kind, found[0].fact.row
    said = {
        "row": _either(found, lang),
        "place": str(row.place),
        "cell": _cell(found[0].fact.aside, lang),
        "event": spoken.word(lang, getattr(row, "event", "") or ""),
    }
    text = render(lang, f"restore.kinds.{kind.name}", said)
    return text if kind.is_in_pack else render(lang, "restore.if_true", {"fact": text})


def _cell(aside: SetAside | None, lang: str) -> str:
    """The cell that cannot be read, and what stands in it."""
    if aside is None:
        return ""
    return f"{spoken.Column(aside.column).said(lang)} “{aside.value}”"


def _either(found: Sequence[Restored], lang: str) -> str:
    """One of several: those that say the same of a day together, and what all end with once."""
    if len(found) == 1:
        return ", ".join(_told(found[0], lang))
    ends = {end for *_, end in (_told(one, lang) for one in found)}
    is_of_one_day = len(ends) == 1
    is_parted = any(getattr(one.fact.row, "part", "full") != "full" for one in found)
    #: By what is told first the other words, each as it stands with one of them.
    others: dict[str, list[str]] = {}
    for one in found:
        first, *rest = _told(one, lang)
        is_whole = getattr(one.fact.row, "part", "") == "full"
        words = [spoken.word(lang, "full"), *rest] if is_whole and is_parted else rest
        others.setdefault(first, []).append(", ".join(words[:-1] if is_of_one_day else words))
    alike: dict[tuple[str, ...], list[str]] = {}
    for first, rest in others.items():
        alike.setdefault(tuple(dict.fromkeys(rest)), []).append(first)
    plain = ("", spoken.word(lang, "full"))
    told = [
        f"{spoken.listed(lang, names, 'or')} ({spoken.listed(lang, words, 'or')})"
        if not (len(words) == 1 and words[0] in plain)
        else spoken.listed(lang, names, "or")
        for words, names in alike.items()
    ]
    text = "; ".join(told)
    return f"{text}, {ends.pop()}" if is_of_one_day and len(_told(found[0], lang)) > 1 else text


def _told(one: Restored, lang: str) -> list[str]:
    """Code, part and days of a row, or its hour, one after another."""
    row: Any = one.fact.row
    table = one.fact.table
    if table == "punches":
        hour = spoken.hour(lang, row.time.second)
        kinds = [spoken.word(lang, row.kind)] if row.kind else []
        # A damaged time is told with the day that it would be of.
        days = [spoken.day(lang, row.time.day)] if one.fact.aside is not None else []
        return [*days, *_mended(one, lang), *kinds, hour]
    if table == "absences":
        words = [spoken.word(lang, row.code)]
        if row.part != "full":
            words.append(spoken.word(lang, row.part))
        if row.reason:
            words.append(spoken.word(lang, row.reason))
        first, last = row.from_, row.until
        span = spoken.day(lang, first)
        if last is None or last != first:
            end = "…" if last is None else spoken.day(lang, last)
            span = f"{span} – {end}"
        return [*words, *_mended(one, lang), span]
    cells = row_texts(row, table)
    return [spoken.word(lang, text) for name, text in cells.items() if name not in {"nip", "date"}]


def _mended(one: Restored, lang: str) -> list[str]:
    """What a row that cannot be read would have to say in cells that are not told of others."""
    aside, cells = one.fact.aside, row_texts(one.fact.row, one.fact.table)
    lost = aside.unread or () if aside is not None else ()
    told = []
    for name in lost:
        if name in _ANSWERS and name in cells:
            said = cells[name]
            told.append(spoken.word(lang, name if said == "true" else said))
    return told


#: Columns whose word tells what they answer.
_ANSWERS = frozenset({"approved", "inpatient", "review"})


@dataclass(frozen=True, slots=True)
class Nothing:
    """A cut that no offered fact restores.

    Attributes:
        cut: What was cut.
        person: Of whom.
        refusals: Why facts that would restore it are not offered; none where nothing restores it.
        tried: How many facts were tried.
    """

    cut: Cut
    person: Person
    refusals: tuple[Refusal, ...]
    tried: int

    def as_dict(self, lang: str) -> dict[str, object]:
        """As JSON."""
        return {
            "nip": self.cut.nip,
            "name": self.person.name,
            "unit": self.person.unit,
            "period": str(self.cut.period),
            "date": self.cut.days[0].isoformat() if self.cut.days else None,
            "days": [day.isoformat() for day in self.cut.days],
            "rule": self.cut.rule,
            "codes": list(self.cut.codes),
            "label": self.cut.label.get(lang),
            "source": self.cut.source.text(lang),
            "nothing": not self.refusals,
            "why": [
                {"reason": one.reason, "code": one.code, "message": one.text(lang)}
                for one in self.refusals
            ],
            "tried": self.tried,
        }


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A person-month of which something is missing, so that no fact has a value yet.

    Attributes:
        nip: Of whom.
        period: The performance month.
        person: As in that month.
        missing: As `bounds.missing` of the result.
        set_aside: Rows that may say something of the month, and cannot be read or are of nobody.
    """

    nip: str
    period: Month
    person: Person
    missing: tuple[str, ...]
    set_aside: tuple[SetAside, ...] = ()

    def as_dict(self, lang: str) -> dict[str, object]:
        """As JSON."""
        return {
            "nip": self.nip,
            "name": self.person.name,
            "unit": self.person.unit,
            "period": str(self.period),
            "missing": list(self.missing),
            "set_aside": [dict(one.as_dict(lang)) for one in self.set_aside],
        }


@dataclass(frozen=True, slots=True)
class Restoration:
    """What can still be put right of some months."""

    profile: Mapping[str, object]
    """Id, status, digest and unconfirmed paths of the regulation."""
    months: Sequence[Month]
    """The months asked for."""
    rows: tuple[Restored, ...]
    """What restores something: rows in the pack first, then what nobody recorded."""
    not_restored: tuple[Nothing, ...]
    """What no offered fact restores."""
    not_offered: tuple[Refusal, ...]
    """Leave that is not offered to anybody, and why."""
    incomplete: tuple[Unsettled, ...]
    """Person-months without an amount, of which nothing can be said."""
    tried: int
    """How many person-months were computed, beside those of the pack itself."""
    shared: tuple[str, ...] = ()
    """Pools of the regulation: what restores something to one may move what others get."""

    def as_dict(self, lang: str = "id") -> dict[str, object]:
        """As the contract's JSON has it."""
        return {
            "profile": dict(self.profile),
            "periods": [str(month) for month in self.months],
            "rows": [one.as_dict(lang) for one in self.rows],
            "not_restored": [one.as_dict(lang) for one in self.not_restored],
            "not_offered": [
                {"code": one.code, "reason": one.reason, "message": one.text(lang)}
                for one in self.not_offered
            ],
            "incomplete": [one.as_dict(lang) for one in self.incomplete],
            "tried": self.tried,
            **({"shared": list(self.shared)} if self.shared else {}),
        }

    def to_json(self, lang: str = "id") -> str:
        """As JSON text."""
        return json_text(self.as_dict(lang)) + "\n"

    def section(self, result: Result, lang: str) -> object:
        """What can still be put right of a result, as a section of its explanation or slip."""
        # What is told is made of this.
        from masker_rules.corrections.section import section_of  # noqa: PLC0415

        return section_of(self, result, lang)

    def flat_rows(self, lang: str = "id") -> Iterator[dict[str, object]]:
        """A row for each fact, for CSV and workbooks: the worklist of a unit."""
        for one in self.rows:
            told = one.as_dict(lang).items()
            plain = {k: v for k, v in told if k != "later" and not isinstance(v, list | dict)}
            later = None if one.later is None else sum(one.later.values())
            yield {
                **plain,
                "days": " ".join(day.isoformat() for day in one.fact.days or one.cut.days),
                "codes": " ".join(one.cut.codes),
                "table": one.fact.table,
                "later": later,
            }
