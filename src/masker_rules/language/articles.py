"""A regulation article by article: every leaf of its file with its source and its layer.

`profiles show --numbers` and `profiles diff` are made from it. Labels, notes and sources are no
leaves: they move nothing, and the source stands beside every leaf.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from masker_rules.errors import Place, Problems
from masker_rules.language.entries import Document, Entry
from masker_rules.language.hours import WEEKDAYS
from masker_rules.language.sources import UNCONFIRMED, Sources, text_of
from masker_rules.legal import Source
from masker_rules.yamltext import Sequence

__all__ = [
    "APART",
    "SECTIONS",
    "Article",
    "Difference",
    "articles",
    "compare",
    "item_of",
    "items_of",
    "numbers",
]

#: In the order in which money comes about.
SECTIONS = (
    "terms", "words", "groups", "empty", "inputs", "hours", "shifts", "punches", "calendar",
    "events_every_day", "spells", "rosters", "performance_month", "doubts", "corrections",
    "quotas", "tables",
    "quantities", "pools", "balances", "series", "counts",
    "amount", "parts", "rules", "pay", "questions",
)  # fmt: skip
#: What the header says that results depend on.
HEADER = ("status", "zone", "in_force", "rounding", "extends", "amends", "use")
#: Sections that are single items.
WHOLE = frozenset({
    "empty", "punches", "calendar", "events_every_day", "spells", "rosters", "performance_month",
    "amount",
})  # fmt: skip
ITEMS = frozenset(SECTIONS) - WHOLE
#: Keys whose texts are words for people, or say where something stands.
APART = frozenset({"label", "note", "source"})
#: Sections that hold words and texts, not numbers of the regulation.
WORDS = frozenset({"profile", "empty", "words", "groups", "inputs", "doubts", "questions"})

_DIGIT = re.compile(r"\d")
_NAME = re.compile(r"[A-Za-z_]\w*\Z")
_PARTS = re.compile(r"(\d+)")
_OWNER = re.compile(r"[^.\[]+\.[^.\[]+")


@dataclass(frozen=True, slots=True)
class Article:
    """One leaf.

    Attributes:
        path: `rules.late.cut[1m..30m]`: sections, items and keys; cells of a table in brackets.
        value: As written.
        source: Document and article; `UNCONFIRMED` where the item needs and states none.
        layer: Id of the profile that wrote it.
        place: Where.
    """

    path: str
    value: str
    source: Source
    layer: str
    place: Place

    def article(self, lang: str) -> str:
        """Document and article in words, empty where the item states none."""
        return "" if self.source is UNCONFIRMED else self.source.text(lang)

    @property
    def section(self) -> str:
        return re.split(r"[.\[]", self.path, maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class Difference:
    """What one regulation says of a path and the other does not, or says otherwise.

    Attributes:
        old, new: None where the path is not there.
    """

    path: str
    old: Article | None
    new: Article | None

    @property
    def change(self) -> str:
        """`added`, `removed` or `changed`."""
        if self.old is None:
            return "added"
        return "removed" if self.new is None else "changed"


def articles(document: Document, lang: str = "id") -> Iterator[Article]:
    """Every leaf of a profile and its layers as they stand, but for the language's own prelude.

    A text in both languages is one leaf, in `lang`.
    """
    sources = Sources(document, Problems())
    header = document.header
    for key in HEADER:
        entry = header.get(key)
        if entry is not None:
            yield from _leaves(f"profile.{key}", entry, None, lang)
    for name in SECTIONS:
        for path, entry in items_of(document, name):
            if entry.layer.id != "std":
                yield from _leaves(path, entry, sources, lang)


def numbers(document: Document) -> Iterator[Article]:
    """The leaves with a number in the value or in the cells that it stands beside."""
    for article in articles(document):
        cells = article.path.partition("[")[2]
        if article.section not in WORDS and _DIGIT.search(f"{article.value} {cells}"):
            yield article


def items_of(document: Document, name: str) -> Iterator[tuple[str, Entry]]:
    """The items of a section, with their paths."""
    if name == "calendar":
        for entry in document.calendar:
            yield f"calendar[{entry.text('date')}]", entry
    elif name in document.single:
        yield name, document.single[name]
    else:
        for key, entry in document.section(name).items():
            yield f"{name}.{key}", entry


def _leaves(path: str, entry: Entry, sources: Sources | None, lang: str) -> Iterator[Article]:
    value = _plain_value(entry, lang)
    if value is not None:
        source = sources.known(_item_of(entry)) if sources else UNCONFIRMED
        yield Article(path, value, source, entry.layer.id, entry.place)
    elif isinstance(entry.node, Sequence):
        for item in entry.list():
            *cells, last = item.list()
            key = " | ".join(cell.text() for cell in cells)
            yield from _leaves(f"{path}[{key}]", last, sources, lang)
    else:
        for key, child in entry.items():
            if key in APART:
                continue
            below = f"{path}.{key}" if _NAME.match(key) else f"{path}[{key}]"
            yield from _leaves(path if key == "rows" else below, child, sources, lang)


def _item_of(entry: Entry) -> Entry:
    """The item in which a leaf was written: of a change, or of the text that it changes."""
    while entry.parent is not None:
        entry = entry.parent
    return entry


def _plain_value(entry: Entry, lang: str) -> str | None:
    """The value of a leaf: a text, one in both languages, or a list of them."""
    if entry.is_text:
        return entry.text()
    if isinstance(entry.node, Sequence):
        items = entry.list()
        if any(isinstance(item.node, Sequence) for item in items):
            return None
        values = [_plain_value(item, lang) for item in items]
        return ", ".join(map(str, values)) if all(value is not None for value in values) else None
    if {key for key, _ in entry.items()} == {"id", "en"}:
        return text_of(entry).get(lang)
    return None


# ------------------------------------------------------------------ two regulations
def compare(first: Document, second: Document, lang: str = "id") -> list[Difference]:
    """Where two regulations differ, ordered by section and path.

    An item that only one of them has is one difference. Days of the week are compared one by one,
    whatever the ranges in which they are written, and told together where they changed alike.
    """
    old, new = (_by_path(document, lang) for document in (first, second))
    owners = {item_of(path) for path in old}, {item_of(path) for path in new}
    shared = owners[0] & owners[1]
    found = [
        Difference(path, old.get(path), new.get(path))
        for path in {**old, **new}
        if item_of(path) in shared and _value(old, path) != _value(new, path)
    ]
    found.sort(key=lambda item: _order(item.path))
    told = [_together(run) for run in _runs(found)]
    told += [Difference(item.path, item, None) for item in _whole(old, owners[0] - shared)]
    told += [Difference(item.path, None, item) for item in _whole(new, owners[1] - shared)]
    return sorted(told, key=lambda item: _order(item.path))


def item_of(path: str) -> str:
    """The item that a leaf belongs to: `rules.late.cut[1m..30m]` is of `rules.late`."""
    if path.startswith("profile."):
        return "profile"
    found = _OWNER.match(path)
    return found[0] if found and path.partition(".")[0] in ITEMS else path.partition(".")[0]


def _whole(known: Mapping[str, Article], owners: set[str]) -> Iterator[Article]:
    """Items as one leaf each: `each: late; cut[1m..30m]: 0.5%; of: discipline`."""
    by_owner: dict[str, list[Article]] = {}
    for article in {id(article): article for article in known.values()}.values():
        by_owner.setdefault(item_of(article.path), []).append(article)
    for owner, leaves in by_owner.items():
        if owner in owners:
            told = [f"{leaf.path[len(owner) :].lstrip('.')}: {leaf.value}" for leaf in leaves]
            value = leaves[0].value if leaves[0].path == owner else "; ".join(told)
            yield replace(leaves[0], path=owner, value=value)


def _value(known: Mapping[str, Article], path: str) -> str | None:
    article = known.get(path)
    return None if article is None else " ".join(article.value.split())


def _by_path(document: Document, lang: str) -> dict[str, Article]:
    return {
        path: article
        for article in articles(document, lang)
        for path in _weekdays_of(article.path)
    }


def _weekdays_of(path: str) -> Iterator[str]:
    """One path a day of `hours.office.normal[mon..thu]`: `hours.office.normal.mon` and so on."""
    if not path.startswith("hours."):
        yield path
        return
    first, bracket, rest = path.partition("[")
    inner, _, tail = rest.partition("]")
    begin, dots, end = inner.partition("..")
    if not bracket or not dots or begin not in WEEKDAYS or end not in WEEKDAYS:
        yield path
        return
    for day in WEEKDAYS[WEEKDAYS.index(begin) : WEEKDAYS.index(end) + 1]:
        yield f"{first}.{day}{tail}"


def _order(path: str) -> tuple[object, ...]:
    """Sections in their order, then paths with their numbers as numbers and days as days."""
    steps = re.split(r"[.\[\]]+", path)
    section = ("profile", *SECTIONS).index(steps[0])
    return (section, *(_natural(step) for step in steps[1:]))


def _natural(step: str) -> tuple[tuple[int, int, str], ...]:
    if step in WEEKDAYS:
        return ((1, WEEKDAYS.index(step), step),)
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in _PARTS.split(step)
        if part
    )


def _runs(found: list[Difference]) -> Iterator[list[Difference]]:
    """Differences of days that follow each other and changed alike, together."""
    keyed = [(_alike(item), item) for item in found]
    for _, group in groupby(keyed, key=lambda pair: pair[0]):
        run: list[Difference] = []
        for _, item in group:
            if run and not _follows(run[-1].path, item.path):
                yield run
                run = []
            run.append(item)
        yield run


def _alike(item: Difference) -> tuple[object, ...]:
    day = _day_of(item.path)
    if day is None:
        return (item.path,)
    return (
        item.path.replace(f".{day}", ".*", 1),
        *((a.value, a.source.text("id"), a.layer) if a else None for a in (item.old, item.new)),
    )


def _day_of(path: str) -> str | None:
    if not path.startswith("hours."):
        return None
    return next((step for step in path.split(".") if step in WEEKDAYS), None)


def _follows(before: str, after: str) -> bool:
    days = _day_of(before), _day_of(after)
    if days[0] is None or days[1] is None:
        return False
    return WEEKDAYS.index(days[1]) == WEEKDAYS.index(days[0]) + 1


def _together(run: list[Difference]) -> Difference:
    first, last = run[0], run[-1]
    if len(run) == 1:
        return first
    begin, end = _day_of(first.path), _day_of(last.path)
    path = first.path.replace(f".{begin}", f"[{begin}..{end}]", 1)
    return Difference(path, first.old, first.new)
