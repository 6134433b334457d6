"""What an incomplete result lacks, what that leaves open, and what to enter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from masker_rules.engine.open_points import MONTH_WITHOUT_PUNCHES, PART_WITHOUT_PUNCHES
from masker_rules.engine.pools import DIFFERENT
from masker_rules.engine.result import Bounds, Result
from masker_rules.explain.document import Entry, Section
from masker_rules.explain.words import Words
from masker_rules.facts.doubts import COLUMN

__all__ = ["missing_section"]

TABLES = frozenset({"punches", "activities", "events", "schedules"})
_LATER = re.compile(r"(days|activities) from (\d{4}-\d{2}-\d{2})\Z")
_NIGHT = re.compile(r"punches from (?P<day>(?P<next>\d{4}-\d{2})-\d{2})\Z")
_PART = re.compile(rf"{PART_WITHOUT_PUNCHES} (?P<first>.+)\.\.(?P<last>.+)\Z")
_DOUBTED = re.compile(rf"\w+ \((?P<row>.+: {COLUMN} = .+)\)\Z", re.DOTALL)
_ASIDE = re.compile(r"\w+ \((?P<row>.+: .+)\)\Z", re.DOTALL)
_MARKED = re.compile(
    r"(?P<table>\w+)\.(?P<key>[\w.]+) \((?P<mark>ambiguous-amount|too-precise)\)\Z"
)
_INPUT = re.compile(
    r"(?P<table>scores|amounts|attributes|carried|employees|salaries|sanctions)\.(?P<key>[\w.]+)\Z"
)
_OF_ANOTHER = re.compile(
    r"amounts\.(?P<key>[\w.]+) \((?P<whose>(?:job_class \d|position ).*)\)\Z", re.DOTALL
)
_POOL = re.compile(r"pools\.(?P<pool>[\w\-]+)(?:\.\w+)? \((?P<others>.+)\)\Z", re.DOTALL)
_DISPUTED = re.compile(rf"pools\.(?P<pool>[\w\-]+) \({DIFFERENT}\)\Z")
#: Rows, and which text says what to do of each.
_ROWS = {
    _PART: "part_without_punches",
    _NIGHT: "night",
    _OF_ANOTHER: "of_another",
    _DISPUTED: "disputed_pool",
    _POOL: "pool",
    _DOUBTED: "doubt",
    _ASIDE: "row",
}
_POST = "amounts.tpp (assignment)"
_EMPLOYEE_ROWS = "employees (two-employee-rows)"


def missing_section(result: Result, words: Words) -> tuple[Section, ...]:
    """The section of an incomplete result; nothing for any other."""
    if result.bounds is None:
        return ()
    entries = tuple(
        Entry(name, ((words.say("cure"), _cure(name, str(result.period), words)),))
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


def _cure(name: str, period: str, words: Words) -> str:
    if name in TABLES:
        return words.say(f"missing.{name}")
    if name == MONTH_WITHOUT_PUNCHES:
        return words.say("missing.month_without_punches", period=period)
    if name == _EMPLOYEE_ROWS:
        return words.say("missing.employee_rows")
    if name == _POST:
        return words.say("missing.post")
    if _LATER.match(name):
        return words.say("missing.later")
    for pattern, key in _ROWS.items():
        if found := pattern.match(name):
            return words.say(f"missing.{key}", **{"period": period, **found.groupdict()})
    if found := _MARKED.match(name):
        key = "ambiguous" if found["mark"].startswith("ambiguous") else "precise"
        return words.say(f"missing.{key}", table=found["table"], key=found["key"])
    if found := _INPUT.match(name):
        return words.say(f"missing.{found['table']}", key=found["key"], period=period)
    return words.say("missing.law", key=name)
