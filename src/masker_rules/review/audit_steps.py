"""Changes of a whole item that make a jump into steps, or bound a rate.

They are candidates: whoever offers one has tried it and audited the law again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from fractions import Fraction

from masker_rules.review.audit_changes import (
    WHOLES,
    Change,
    items_of,
    leaf,
    path_of,
    written,
)
from masker_rules.review.audit_ladders import (
    AT_MOST,
    bands,
    ladders,
    percent_of,
    text_of,
)
from masker_rules.units import Unit, parse_literal, percent_text
from masker_rules.units.printing import duration_text
from masker_rules.yamltext import Mapping, Node

__all__ = [
    "even_steps",
    "from_it_on",
    "only_above",
    "rounded_down",
]

#: A condition that holds from some number on.
_FROM = re.compile(r"(?P<what>.+?) *(?P<sign>>=|>) *(?P<limit>[^<>=]+)")
#: Where a condition holds at one number alone, or up to another.
_UP_TO = re.compile(r"(?<= )(?:= (?=\d)|in \((?P<first>[^().]+?) *\.\.[^().]+\))")
#: A formula that gives its highest percent at once.
_AT_ONCE = re.compile(
    r"if (?P<what>\w+) *>=? *(?P<limit>[\d.]+\w*%?) then (?P<rate>[\d.]+%) else .+"
)
EVERYTHING, ALL = "everything", Fraction(1)
#: Keys that say what a rule or a line takes, and when.
VERBS = frozenset({"when", "zero", "cut", "of"})
#: A rate that is no table is spread over this time.
AN_HOUR = "1h"
#: As a formula writes no rupiah.
NO_MONEY = f"Rp {0}"


def even_steps(root: Mapping, acting: Collection[str], *, rising: bool) -> Iterator[Change]:
    """Each jump of what acts as rows between, as a straight line, or begun gradually.

    Args:
        root: The file.
        acting: Names of the rules that act in the example.
        rising: Whether more of it pays more, as of a score, and not less, as of minutes.
    """
    found = [*ladders(root, acting, rising=rising)]
    for ladder in found:
        yield from ladder.divided() if rising else ladder.evened()
    for name, rule in items_of(root, "rules"):
        if name in acting and not rising:
            yield from _begun("rules", name, rule)
    for ladder in found:
        yield from ladder.straight(rising=rising)
    section, key = ("parts", "score") if rising else ("rules", "cut")
    for name, item in items_of(root, section):
        formula = text_of(item.get(key))
        found_in = _AT_ONCE.fullmatch(formula) if rising or name in acting else None
        if found_in is not None:
            line = f"min({found_in['what']} / {found_in['limit']}; {AT_MOST})"
            new = _times(line, percent_of(found_in["rate"]))
            yield Change(path_of((section, name, key)), formula, new, (section, name, key))


def _begun(section: str, name: str, rule: Mapping) -> Iterator[Change]:
    """A rule that begins at once with all that it takes, in equal steps up to there."""
    steps = (section, name)
    rate = percent_of(text_of(rule.get("cut")))
    when = _FROM.fullmatch(text_of(rule.get("when")))
    limit = _first(when["sign"], when["limit"]) if when is not None else ""
    if when is not None and limit:
        share = f"min({when['what']} / {limit}; {AT_MOST})"
        zero = text_of(rule.get("zero"))
        wholes = WHOLES if zero == EVERYTHING else (zero or text_of(rule.get("of")),)
        cut = _times(share, ALL if zero else rate)
        for of in wholes if cut else ():
            yield written(steps, rule, _instead(rule, "when", {"cut": cut, "of": of}))
    elif rate is not None and when is None:
        share = _times(f"min(minutes / {AN_HOUR}; {AT_MOST})", rate)
        yield Change(path_of((*steps, "cut")), text_of(rule.get("cut")), share, (*steps, "cut"))


def _first(sign: str, limit: str) -> str:
    """The first value for which `> limit` or `>= limit` holds, as text; empty of no literal."""
    literal = parse_literal(limit.strip())
    if literal is None or literal.type.scale:
        return ""
    more = sign == ">"
    if literal.type.unit is Unit.DURATION:
        return duration_text(literal.value + 60 * more)
    return str(literal.value + more) if literal.type.unit is Unit.NUMBER else ""


def _times(share: str, rate: Fraction | None) -> str:
    if rate is None:
        return ""
    return share if rate == ALL else f"{share} * {percent_text(rate)}"


# ------------------------------------------------------------------ limits
def from_it_on(root: Mapping, acting: Collection[str]) -> Iterator[Change]:
    """Conditions that hold at a number and no longer above it, as conditions from it on."""
    for name, rule in items_of(root, "rules"):
        when, steps = text_of(rule.get("when")), ("rules", name, "when")
        new = _UP_TO.sub(lambda found: f">= {found['first'] or ''}", when)
        if name in acting and new != when:
            yield Change(path_of(steps), when, new, steps)


def only_above(root: Mapping) -> Iterator[Change]:
    """Lines whose higher percent is of all, as lines that take it of what lies above the limit."""
    for name, line in items_of(root, "pay"):
        added = _progressive(bands(root, line.get("cut")), text_of(line.get("of")))
        if added:
            yield written(("pay", name), line, _instead(line, "cut", {"is": " + ".join(added)}))


def _progressive(bands: list[tuple[str, Fraction | None]], of: str) -> list[str]:
    """What each band adds above its limit; nothing where a percent falls or a limit is missing."""
    below, added = Fraction(0), list[str]()
    for cell, rate in bands:
        limit = _limit(cell)
        if rate is None or rate < below or not of or (rate > below and added and not limit):
            return []
        base = f"max({of} - {limit}; {NO_MONEY})" if limit else f"({of})"
        added += [f"{base} * {percent_text(rate - below)}"] if rate > below else []
        below = rate
    return added


def _limit(cell: str) -> str:
    """Where a band of money begins, as text; empty where it is open below."""
    low = cell.removeprefix("over ").partition("..")[0].strip()
    literal = parse_literal(low)
    return low if literal is not None and literal.type.unit is Unit.MONEY and literal.value else ""


def rounded_down(root: Mapping) -> Iterator[Change]:
    """A part, and then everything, rounded down."""
    for name, part in items_of(root, "parts"):
        step = " ".join(text_of(part.get("round")).split()[:2])
        if step:
            steps = ("parts", name, "round")
            yield Change(path_of(steps), text_of(part.get("round")), f"{step} down", steps)
    header = root.get("profile")
    mode = text_of(header.get("rounding")) if isinstance(header, Mapping) else ""
    yield Change("profile.rounding", mode, "down", ("profile", "rounding"))


# ------------------------------------------------------------------ nodes
def _instead(item: Mapping, key: str, texts: dict[str, str]) -> dict[str, Node]:
    """An item with other texts in place of a key, and of what it takes and of what."""
    told = {name: leaf(text, item.place) for name, text in texts.items()}
    found: dict[str, Node] = {}
    for name, _, child in item.items():
        if name == key:
            found |= told
        elif name not in VERBS:
            found[name] = child
    return found
