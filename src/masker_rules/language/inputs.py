"""Inputs of a profile: month facts read from the pack, their period, bounds and default."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from masker_rules.facts.cells import fold
from masker_rules.facts.definition import NONE, definition
from masker_rules.facts.vocabulary import WORD, words_of_key
from masker_rules.language.attribute_words import ATTRIBUTES, check_key, own_words
from masker_rules.language.catalogue import type_named
from masker_rules.language.document import Entry
from masker_rules.language.plan import POOLS, Input
from masker_rules.language.pools import OF_ALL, pool_keys
from masker_rules.language.workspace import Workspace
from masker_rules.units import Type, Unit, parse_literal

__all__ = ["INPUT_TABLES", "column_type", "read_inputs"]

#: Tables that an input may name, with the columns that may stand as its key (none = any word).
INPUT_TABLES = {
    "scores": (),
    "amounts": (),
    "carried": (),
    "salaries": ("gross", "health_contribution", "tax", "ytd_gross", "ytd_tax"),
    ATTRIBUTES: (),
}
#: Types that an attribute may have.
OF_ATTRIBUTES = ("number", "count", "minutes", "money", "percent", "date", "flag", WORD)
_COLUMN_TYPES = {
    Unit.MONEY: "money",
    Unit.PERCENT: "percent",
    Unit.DURATION: "minutes",
    Unit.DATE: "date",
    Unit.FLAG: "flag",
    Unit.WORD: WORD,
}
PERIODS = ("month", "quarter", "year")
#: `3 months ago`, `1 quarter ago`.
_AGO = re.compile(r"(\d{1,3}) (month|quarter|year)s? ago\Z", re.ASCII)
#: Periods that rows of a table may be asked for; other tables have all of them.
KINDS_OF_PERIOD = {"carried": ("month", "year"), "salaries": ("month",), "amounts": ("month",)}
#: Whom an amount is granted to.
SOME = "some"
GRANTED = (SOME, "all")
#: What a message lists where `of` is something else.
OFFERED = (*PERIODS, *(f"previous {kind}" for kind in PERIODS), "2 months ago", "2 quarters ago")


def read_inputs(work: Workspace) -> None:
    """Keep every input of the profile in the workspace; report those that are wrong."""
    for name, entry in work.document.section("inputs").items():
        found = _input(work, name, entry)
        if found is None:
            continue
        if work.segmented and found.table == "amounts" and found.type.unit is Unit.MONEY:
            found = replace(found, type=found.type.as_ratio())
        work.inputs[name] = found
    _check_read_once(work)


def column_type(item: Input) -> str:
    """The type of columns of what an attribute may be."""
    named = "number" if item.type.scale else "count"
    return _COLUMN_TYPES.get(item.type.unit, named)


def _check_read_once(work: Workspace) -> None:
    """Report a key of attributes, however spelled, that two inputs declare: it means one thing."""
    first: dict[str, str] = {}
    for name, item in work.inputs.items():
        if item.table == ATTRIBUTES and first.setdefault(fold(item.key), name) != name:
            entry = work.document.section("inputs")[name]
            work.problems.add(
                "attribute-read-twice",
                entry.place,
                path=entry.path,
                key=item.key,
                other=first[fold(item.key)],
            )


def _input(work: Workspace, name: str, entry: Entry) -> Input | None:
    table, _, key = entry.text("from").partition(".")
    kind = type_named(entry.text("type"))
    period = _period(entry.text("of", "month"))
    if table == POOLS:
        return _of_pool(work, name, entry, key)
    columns = INPUT_TABLES.get(table)
    if not key or columns is None or (columns and key not in columns):
        _report(work, entry, "from", ", ".join(_offered_tables()))
        return None
    if table == ATTRIBUTES:
        return _attribute(work, name, entry, key)
    if kind is None or (columns and kind.unit is not Unit.MONEY):
        known = "money" if columns else "money, percent, number, count, minutes, word …"
        _report(work, entry, "type", known)
        return None
    _refuse_words(work, entry)
    kinds = KINDS_OF_PERIOD.get(table, PERIODS)
    if period is None or period[0] not in kinds:
        offered = [text for text in OFFERED if any(kind in text for kind in kinds)]
        _report(work, entry, "of", ", ".join(offered))
        return None
    low, high = _range(work, entry, kind)
    words = work.vocabulary(kind.vocabulary) if kind.unit is Unit.WORD else ()
    some = _granted_to_some(work, entry, table, kind)
    default = 0 if some else _default(work, entry, kind, words)
    _check_inside(work, entry, default, low, high)
    return Input(name, table, key, kind, period, low, high, words, default, some)


def _of_pool(work: Workspace, name: str, entry: Entry, key: str) -> Input | None:
    """The own share of a pool, the points of all, or how many people take part."""
    known = pool_keys(work)
    if key not in known:
        offered = ", ".join(f"{POOLS}.{one}" for one in known) or f"{POOLS}.…"
        _report(work, entry, "from", offered)
        return None
    kind, (_, _, told) = type_named(entry.text("type")), key.partition(".")
    wanted = OF_ALL.get(told, "money")
    if kind is None or not kind.numeric or (wanted and entry.text("type") != wanted):
        _report(work, entry, "type", wanted or "number, count, minutes, money, percent")
        return None
    for other in ("of", "range", "missing", "granted"):
        written = entry.get(other)
        if written is not None:
            work.problems.add("not-of-a-pool", written.place, path=f"{entry.path}.{other}")
    _refuse_words(work, entry)
    # Points of a month with a change are exact shares.
    return Input(name, POOLS, key, kind.as_ratio() if told == "points" else kind, low=0)


def _attribute(work: Workspace, name: str, entry: Entry, key: str) -> Input | None:
    """A dated fact of the person: of no period, and `none` may be what no row means."""
    kind = type_named(entry.text("type"))
    if kind is None or entry.text("type") not in OF_ATTRIBUTES:
        _report(work, entry, "type", ", ".join(OF_ATTRIBUTES))
        return None
    check_key(work, entry, key)
    period = entry.get("of")
    if period is not None:
        work.problems.add("period-not-here", period.place, path=period.path)
    _granted_to_some(work, entry, ATTRIBUTES, kind)
    words: tuple[str, ...] = ()
    if kind.unit is not Unit.WORD:
        _refuse_words(work, entry)
    else:
        words = own_words(work, entry, key)
        if not words:
            return None
        kind = replace(kind, vocabulary=words_of_key(key))
    low, high = _range(work, entry, kind)
    is_none = entry.text("missing") == NONE
    if is_none:
        return Input(
            name, ATTRIBUTES, key, replace(kind, optional=True), low=low, high=high, words=words,
            none_without_row=True,
        )  # fmt: skip
    default = _default(work, entry, kind, words)
    _check_inside(work, entry, default, low, high)
    return Input(name, ATTRIBUTES, key, kind, low=low, high=high, words=words, default=default)


def _refuse_words(work: Workspace, entry: Entry) -> None:
    written = entry.get("words")
    if written is not None:
        work.problems.add("words-not-here", written.place, path=written.path)


def _granted_to_some(work: Workspace, entry: Entry, table: str, kind: Type) -> bool:
    """Whether an amount is one that not everybody has."""
    written = entry.get("granted")
    if written is None:
        return False
    if table == "amounts" and kind.numeric and entry.get("missing") is None:
        if written.text() in GRANTED:
            return written.text() == SOME
        _report(work, entry, "granted", ", ".join(GRANTED))
        return False
    path = f"{entry.path}.granted"
    work.problems.add("granted-not-here", written.place, path=path)
    return False


def _offered_tables() -> list[str]:
    plain = [f"{table}.…" for table, columns in INPUT_TABLES.items() if not columns]
    return plain + [f"{t}.{column}" for t, columns in INPUT_TABLES.items() for column in columns]


def _report(work: Workspace, entry: Entry, field: str, known: str) -> None:
    place = (entry.get(field) or entry).place
    path = f"{entry.path}.{field}"
    work.problems.add("unknown-choice", place, value=entry.text(field), path=path, known=known)


def _period(text: str) -> tuple[str, int] | None:
    """`month`, `previous quarter`, `2 years ago` as kind and number of periods back."""
    if text in PERIODS:
        return text, 0
    first, _, kind = text.partition(" ")
    if first == "previous" and kind in PERIODS:
        return kind, 1
    found = _AGO.match(text)
    return (found[2], int(found[1])) if found else None


def _dates() -> tuple[int, int]:
    """Ordinals of the first and the last date that a cell may say."""
    bounds = definition().types["date"]
    assert isinstance(bounds.low, dt.date)
    assert isinstance(bounds.high, dt.date)
    return bounds.low.toordinal(), bounds.high.toordinal()


def _range(work: Workspace, entry: Entry, kind: Type) -> tuple[int | None, int | None]:
    written = entry.get("range")
    if written is None:
        if kind.unit is Unit.DATE:
            return _dates()
        return (0, None) if kind.numeric else (None, None)
    if not kind.numeric:
        work.problems.add("range-not-here", written.place, path=written.path, kind=kind)
        return None, None
    texts = [text.strip() for text in written.text().split("..")]
    ends = [_literal(work, written, text, kind) if text else None for text in texts]
    low, high = (*ends, None)[:2]
    if low is not None and high is not None and low > high:
        turned = f"{texts[1]}..{texts[0]}"
        work.problems.add(
            "input-range-backwards",
            written.place,
            path=written.path,
            range=written.text(),
            turned=turned,
        )
        return high, low
    return low, high


def _default(
    work: Workspace, entry: Entry, kind: Type, words: tuple[str, ...]
) -> int | str | bool | None:
    """What the law gives where no row exists, None where it gives nothing."""
    written = entry.get("missing")
    if written is None:
        return None
    text = written.text()
    if kind.unit is Unit.WORD:
        if words and text not in words:
            nearest = ", ".join(words)
            work.problems.add("unknown-word", written.place, word=text, nearest=nearest)
        return text
    return _literal(work, written, text, kind)


def _check_inside(
    work: Workspace, entry: Entry, value: int | str | None, low: int | None, high: int | None
) -> None:
    """Report what no row means where it lies outside of the range, by which bounds are held."""
    written = entry.get("missing")
    if written is None or not isinstance(value, int):
        return
    if (low is not None and value < low) or (high is not None and value > high):
        dates = definition().types["date"]
        work.problems.add(
            "missing-outside-range",
            written.place,
            path=written.path,
            value=written.text(),
            range=entry.text("range", f"{dates.low}..{dates.high}"),
        )


def _literal(work: Workspace, written: Entry, text: str, kind: Type) -> int | None:
    """A literal at the scale of `kind`; reports one of another unit or with more decimals."""
    if kind.unit is Unit.FLAG and text in {"yes", "no"}:
        return text == "yes"
    literal = parse_literal(text)
    if (
        literal is None
        or literal.type.unit is not kind.unit
        or literal.type.scale > kind.scale
        or not isinstance(literal.value, int)
    ):
        work.problems.add("literal-wanted", written.place, text=text, wanted=kind)
        return None
    factor: int = 10 ** (kind.scale - literal.type.scale)
    return literal.value * factor
