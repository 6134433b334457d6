"""What a result lacks, in words: the names of `bounds.missing` as people read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from masker_rules.engine.lookups import SECONDS
from masker_rules.engine.open_points import MONTH_WITHOUT_PUNCHES, PART_WITHOUT_PUNCHES
from masker_rules.engine.pools import DIFFERENT
from masker_rules.facts.definition import NOT_MADE
from masker_rules.facts.doubts import COLUMN
from masker_rules.language.catalogue import PACK_DECIMALS
from masker_rules.legal import Text
from masker_rules.texts import render
from masker_rules.texts.spoken import Code, Day, Listed, Named, Period, Span, named, readable

__all__ = [
    "COLUMNS",
    "OF_THE_LAW",
    "MissingKind",
    "MissingName",
    "days_of",
    "kind_of",
    "label_of",
    "missing_names",
    "months_said",
    "named_place",
    "names_of_others",
    "others_missing",
    "whose_said",
]

_WITH_KEYS = [
    "absences", "activities", "amounts", "attributes", "carried", "employees", "salaries",
    "sanctions", "scores",
]  # fmt: skip
_MONTH = r"\d{4}-\d{2}"
_PRECISE = r"(?P<table>\w+)\.(?P<key>[\w.]+) \(too-precise: (?P<value>.+), {}\)\Z"
_PATTERNS = tuple(
    (kind, re.compile(pattern, re.DOTALL))
    for kind, pattern in (
        ("table", r"(?P<table>punches|activities|events|schedules)\Z"),
        ("month_without_punches", rf"{MONTH_WITHOUT_PUNCHES}\Z"),
        ("months", rf"(?P<table>punches) (?P<first>{_MONTH})(?:\.\.(?P<last>{_MONTH}))?\Z"),
        (
            "part_without_punches",
            rf"{PART_WITHOUT_PUNCHES} (?P<first>{_MONTH}-\d{{2}})\.\.(?P<last>{_MONTH}-\d{{2}})\Z",
        ),
        ("night", rf"punches from (?P<day>(?P<next>{_MONTH})-\d{{2}})\Z"),
        ("employee_rows", r"employees \(two-employee-rows\)\Z"),
        ("post", r"amounts\.tpp \(assignment\)\Z"),
        (
            "of_another",
            r"(?P<table>amounts)\.(?P<key>[\w.]+) \((?P<whose>(?:job_class \d|position ).*)\)\Z",
        ),
        ("disputed_pool", rf"(?P<key>pools\.[\w\-]+)(?:\.\w+)? \({DIFFERENT}\)\Z"),
        ("pool", r"(?P<key>pools\.[\w\-]+)(?:\.\w+)? \((?P<others>.+)\)\Z"),
        ("pool_open", r"(?P<key>pools\.[\w\-]+)(?:\.\w+)?\Z"),
        ("different", rf"{DIFFERENT}\Z"),
        ("later", r"(?P<grain>days|activities) from (?P<day>\d{4}-\d{2}-\d{2})\Z"),
        (
            "doubt",
            rf"(?P<table>\w+) \((?P<row>(?P<file>.+): (?P<column>{COLUMN}) = (?P<value>.+))\)\Z",
        ),
        (
            "cell",
            r"(?P<table>\w+) \((?P<row>(?P<file>.+?): (?P<column>\w+) = (?P<value>.*))\)\Z",
        ),
        (
            "precise_row",
            r"(?P<table>\w+) \((?P<row>(?P<file>.+): (?P<day>\d{4}-\d{2}-\d{2})), too-precise\)\Z",
        ),
        ("row", r"(?P<table>\w+) \((?P<row>(?P<file>.+): (?P<value>.+))\)\Z"),
        ("ambiguous", r"(?P<table>\w+)\.(?P<key>[\w.]+) \(ambiguous-amount\)\Z"),
        ("not_made", rf"(?P<table>\w+)\.(?P<key>[\w.]+) \({NOT_MADE}\)\Z"),
        ("precise", r"(?P<table>\w+)\.(?P<key>[\w.]+) \(too-precise\)\Z"),
        ("precise_whole", _PRECISE.format("0")),
        ("precise_time", _PRECISE.format(SECONDS)),
        ("precise_cell", _PRECISE.format(r"(?P<decimals>\d+)")),
        (
            "input",
            r"(?P<table>" + "|".join(_WITH_KEYS) + r")\.(?P<key>[\w.]+)\Z",
        ),
    )
)
_NO_LABELS: Mapping[str, Text] = {}
#: Tables whose keys are columns.
COLUMNS = frozenset({"absences", "activities", "employees", "sanctions"})
#: Kinds whose key is a place of the regulation.
OF_THE_LAW = frozenset({"law", "pool", "pool_open", "disputed_pool"})
#: Between two names, not within the row that one of them quotes.
_PARTED = re.compile(r", (?![^()]*\))")
_HOLDER = re.compile(r"(?:(?<=\A)|(?<=, ))(?:position|job_class)(?= )")


class MissingKind(NamedTuple):
    """What kind of thing a name stands for, and its pieces as the pack writes them."""

    kind: str
    parts: dict[str, str]


def kind_of(name: str) -> MissingKind:
    """What a name of `bounds.missing` says; `law` where it is a place of the regulation."""
    for kind, pattern in _PATTERNS:
        if found := pattern.match(name):
            return MissingKind(kind, found.groupdict())
    return MissingKind("law", {"key": name})


@dataclass(frozen=True, slots=True)
class MissingName:
    """A name of `bounds.missing` as a parameter of a text."""

    name: str
    label: Text | None = None

    def said(self, lang: str) -> str:
        """What is missing: `capaian kinerja (penilaian)`."""
        kind, parts = kind_of(self.name)
        # A cell may be empty: what stands in it is told all the same.
        words: dict[str, object] = {
            name: text or "“”" for name, text in parts.items() if text is not None
        }
        if table := parts.get("table"):
            words["table"] = Code(table, "table")
        if column := parts.get("column"):
            words["column"] = Code(column, "column")
        if day := parts.get("day"):
            words["day"] = Day(date.fromisoformat(day))
        if key := parts.get("key"):
            group = "column" if parts.get("table") in COLUMNS else "item"
            words["item"] = readable(lang, group, key)
        if kind == "precise_row":
            words["most"] = PACK_DECIMALS
        if kind == "months":
            words["months"] = months_said(lang, parts)
        if kind == "part_without_punches":
            words["span"] = days_of(parts)
        if kind in OF_THE_LAW:
            words["key"] = named_place(self.label, parts["key"])
        if whose := parts.get("whose"):
            words["whose"] = whose_said(lang, whose)
        return render(lang, f"missing.{kind}", words)

    def __str__(self) -> str:
        return self.said("en")


def others_missing(parts: Mapping[str, str], labels: Mapping[str, Text] = _NO_LABELS) -> Listed:
    """What is not known of others who share in a pool; `parts` are those of its name."""
    return missing_names(names_of_others(parts), labels)


def names_of_others(parts: Mapping[str, str]) -> Sequence[str]:
    """The names of what is not known of others who share in a pool."""
    return _PARTED.split(parts["others"]) if parts.get("others") else ()


def named_place(label: Text | None, path: str) -> Named:
    """What a place of the regulation is called; a pool without a label by its name."""
    pool = path.removeprefix("pools.")
    if label is None and pool != path:
        return Named(Text(*(readable(lang, "quantity", pool) for lang in ("id", "en"))), path)
    return Named(label, path)


def days_of(parts: Mapping[str, str]) -> Span:
    """The days of a name that says the first and the last."""
    first, last = (date.fromisoformat(parts[end]) for end in ("first", "last"))
    return Span(first, last)


def months_said(lang: str, parts: Mapping[str, str]) -> str:
    """The months of a name: `Juni 2022 s.d. Agustus 2022`."""
    ends = [Period(parts[end]) for end in ("first", "last") if parts.get(end)]
    if len(ends) == 1:
        return ends[0].said(lang)
    return render(lang, "names.span.both", dict(zip(("first", "last"), ends, strict=True)))


def whose_said(lang: str, whose: str) -> str:
    """Whose amount it is: `jabatan Camat, kelas jabatan 7` of `position Camat, job_class 7`."""
    return _HOLDER.sub(lambda found: named(lang, "column", found[0]), whose)


def missing_names(names: Iterable[str], labels: Mapping[str, Text] = _NO_LABELS) -> Listed:
    """Several names as one parameter of a text; `labels` are those of the regulation."""
    return Listed(tuple(MissingName(name, label_of(name, labels)) for name in names))


def label_of(path: str, labels: Mapping[str, Text]) -> Text | None:
    """The label of a place of the regulation, or of the block in which it stands."""
    path = path.partition(" (")[0]
    while path and path not in labels:
        path = path.rpartition(".")[0]
    return labels.get(path)
