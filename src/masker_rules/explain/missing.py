"""What an incomplete result lacks, what that leaves open, and what to enter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from masker_rules.engine.missing_names import (
    COLUMNS,
    OF_THE_LAW,
    MissingName,
    days_of,
    kind_of,
    months_said,
    named_place,
    others_missing,
    whose_said,
)
from masker_rules.engine.result import Bounds, Result
from masker_rules.engine.words import Words
from masker_rules.explain.document import Entry, Section
from masker_rules.language.catalogue import PACK_DECIMALS
from masker_rules.texts.spoken import Period, readable

__all__ = ["missing_section"]


def missing_section(result: Result, words: Words) -> tuple[Section, ...]:
    """The section of an incomplete result; nothing for any other."""
    if result.bounds is None:
        return ()
    entries = tuple(
        Entry(
            MissingName(name, words.label(name)).said(words.lang),
            ((words.say("cure"), _cure(name, result, words)),),
        )
        for name in result.bounds.missing
    )
    texts = (*_bounds(result.bounds, words), words.say("partial"))
    return (Section("missing", words.say("section.missing"), texts, entries),)


def _bounds(bounds: Bounds, words: Words) -> Iterator[str]:
    for end, value, empty in (
        ("lowest", bounds.lowest, "open_low"),
        ("highest", bounds.highest, "open_high"),
    ):
        text = words.say(empty) if value is None else words.money(value)
        yield f"{words.say('head.net')}, {words.say(end)}: {text}"


#: Tables of many rows of a person, of which a cell may be empty.
OF_ROWS = frozenset({"absences", "activities"})


def _period(name: str, result: Result, words: Words) -> str:
    """The month, quarter or year that the row to fill is of."""
    places = result.bounds.to_fill if result.bounds else ()
    told = [one.row["period"] for one in places if one.missing == name and "period" in one.row]
    if not told or told == [str(result.period)]:
        return words.month(result.period)
    return words.listed([Period(one).said(words.lang) for one in told])


def _cure(name: str, result: Result, words: Words) -> str:
    kind, parts = kind_of(name)
    table, key = parts.get("table", ""), parts.get("key", "")
    told: dict[str, object] = {
        "key": key,
        "written": table or str(result.period),
        "table": words.table(table),
        "period": _period(name, result, words),
        "row": parts.get("row", ""),
        "whose": whose_said(words.lang, parts.get("whose") or ""),
        "next": parts.get("next", ""),
        "value": parts.get("value", ""),
        "decimals": parts.get("decimals", ""),
        "most": PACK_DECIMALS,
        "months": months_said(words.lang, parts) if kind == "months" else "",
        "others": others_missing(parts, words.plan.labels if words.plan else {}),
    }
    if kind == "part_without_punches":
        told["span"] = days_of(parts)
    if kind == "night":
        told["day"] = words.day(date.fromisoformat(parts["day"]))
    if kind in OF_THE_LAW:
        told["item"] = named_place(words.label(key), key)
    elif key:
        group = "column" if table in COLUMNS else "item"
        told["item"] = readable(words.lang, group, key)
    named = table if kind in {"table", "input"} else "row" if kind == "cell" else kind
    if kind == "input" and table in OF_ROWS:
        named = "empty_cell"
    return words.say(f"missing.{named}", **told)
