"""A cure of a finding that was tried: one place written otherwise, and the finding is gone.

First a rate, also one inside a formula; then a limit or a row that is left open; last a rule or a
question that is taken out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import islice

from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Result
from masker_rules.errors import MaskerRulesError, Problem
from masker_rules.review.audit_base import net_of
from masker_rules.review.audit_changes import Change, changed_by, path_of, texts_of
from masker_rules.review.audit_rules import (
    absences_written,
    days_beyond,
    gates_written,
    in_rising_order,
    never_lower,
    punches_written,
)
from masker_rules.review.audit_steps import even_steps, from_it_on, only_above, rounded_down
from masker_rules.testing.drafts import Draft
from masker_rules.testing.edits import Step
from masker_rules.units import Unit, parse_literal, percent_text
from masker_rules.yamltext import Mapping, Node

__all__ = ["Again", "Tried", "cure_of", "without"]

#: Of which of its two months a finding says that it must pay at least as much as the other, if so.
FIRST, SECOND, NEITHER = 1, -1, 0
SHOULD_PAY_MORE = {
    "later-pays-more": FIRST,
    "leaving-earlier-pays-more": FIRST,
    "absence-cheaper-than-late": FIRST,
    "absence-cheaper-than-early": FIRST,
    "absence-cheaper-than-both": FIRST,
    "absence-cheaper-than-missing-punch": FIRST,
    "absence-cheaper-than-missed-event": FIRST,
    "absence-pays-more-in-month": FIRST,
    "attending-pays-less": FIRST,
    "no-punch-cheaper": FIRST,
    "one-more-day-pays-more": FIRST,
    "longer-leave-pays-more": FIRST,
    "notice-costs-more": FIRST,
    "leave-cheaper-than-late": FIRST,
    "leave-pays-more-than-presence": SECOND,
    "better-score-pays-less": SECOND,
    "higher-amount-pays-less": SECOND,
    "more-work-pays-less": SECOND,
    "absence-costs-no-more": NEITHER,
    "day-above-base": NEITHER,
    "later-pays-more-in-month": FIRST,
    "minute-costs-a-day": NEITHER,
    "absence-still-paid": NEITHER,
    "cuts-above-base": NEITHER,
    "groups-differ": NEITHER,
    "law-silent": NEITHER,
    "more-days-cost-nothing": NEITHER,
    "open-question-decides": NEITHER,
    "pay-out-of-bounds": NEITHER,
    "minute-cliff": NEITHER,
    "gate-cliff": NEITHER,
    "number-cliff": NEITHER,
    "parts-above-whole": NEITHER,
}
#: Findings that a day without notice costs too little, and that later minutes do.
TOO_CHEAP = frozenset(
    {
        "absence-cheaper-than-late",
        "absence-cheaper-than-early",
        "absence-cheaper-than-both",
        "absence-cheaper-than-missing-punch",
        "absence-cheaper-than-missed-event",
        "absence-pays-more-in-month",
        "attending-pays-less",
        "notice-costs-more",
    }
)
LATER = frozenset({"later-pays-more", "leaving-earlier-pays-more", "later-pays-more-in-month"})
#: What is written otherwise, by the rules that act in the example.
REWRITTEN: dict[str, Callable[[Mapping, Collection[str]], Iterator[Change]]] = {
    "minute-cliff": partial(even_steps, rising=False),
    "gate-cliff": partial(even_steps, rising=False),
    "number-cliff": partial(even_steps, rising=True),
    "one-more-day-pays-more": from_it_on,
    "longer-leave-pays-more": from_it_on,
    "absence-still-paid": gates_written,
}
#: What is written otherwise, whatever acts.
REWRITTEN_WHOLE: dict[str, Callable[[Mapping], Iterator[Change]]] = {
    "higher-amount-pays-less": only_above,
    "better-score-pays-less": in_rising_order,
    "parts-above-whole": rounded_down,
}
#: Findings about an item that nothing needs: it is taken out.
NEEDLESS = frozenset({"never-reached", "rule-never-applies"})
#: Changes that are tried of one finding.
MOST_TRIES = 60
#: So many of those that mend the example are audited.
MOST_AUDITS = 7
#: So many of the nearest values are tried before those that the law says elsewhere; few where what
#: the example pays does not tell most of them apart without an audit.
NEAREST, FEW = 8, 2
#: So many of those, before twice as much is tried.
SAID = 3
DOUBLED = (2, 4, 8)
#: Where rates stand.
SECTIONS = ("rules", "tables", "parts", "quantities", "terms")
#: Where a cap belongs on what takes or gives too much.
BOUNDS = {"cuts-above-base": "rules", "pay-out-of-bounds": "parts"}
#: Findings that something is there at all: it is taken out.
AS_A_WHOLE = {
    "groups-differ": "rules",
    "open-question-decides": "questions",
}
#: Fields without which a law still says what it takes.
LIMITS = frozenset({"at_most", "free"})
#: What a row says that the law leaves open, and an entry that a lower layer has and this has not.
OPEN, TAKEN_AWAY = "unknown", "none"
_PERCENT = re.compile(r"\d+(?:\.\d+)?%")


Again = Callable[[Profile], Collection[str]]


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A rate: of the text from `begin` to `end`."""

    steps: tuple[Step, ...]
    text: str
    value: Fraction
    begin: int
    end: int

    def change(self, value: Fraction) -> Change:
        """It says another rate."""
        new = f"{self.text[: self.begin]}{percent_text(value)}{self.text[self.end :]}"
        return Change(path_of(self.steps), self.text, new, self.steps)


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of the changes of one place that may mend a finding.

    Attributes:
        change: The first after which it is no longer found; None where none is.
        count: How many were tried.
    """

    change: Change | None = None
    count: int = 0


def cure_of(profile: Profile, code: str, example: Sequence[Draft], again: Again) -> Tried:
    """The smallest change of one place after which an audit no longer finds this.

    Args:
        profile: The regulation.
        code: Of the finding.
        example: Its months.
        again: Codes that the same check of an audit finds in another regulation, of this finding
            and of warnings that were not there before.

    Returns:
        No change where no single one mends it; none tried where its kind knows none.
    """
    if code not in SHOULD_PAY_MORE or not example:
        return Tried()
    should = SHOULD_PAY_MORE[code]
    more, less = (example[0], example[-1]) if should != SECOND else (example[-1], example[0])
    told = (
        _rewritten(profile, code, more, less),
        _bounded(profile, code),
        _rates_changed(profile, more, less, near=NEAREST if should else FEW),
        _rest(profile, code, more, less),
    )
    tried = 0
    for changes in told:
        passing = 0
        for change in islice(changes, MOST_TRIES):
            if change.steps[-1] == "cut" and _is_nothing(change.new):
                continue  # a rule that cuts nothing mends nothing
            try:
                law = changed_by(profile, change)
            except MaskerRulesError:
                continue
            tried += 1
            if should and not _pays_more(law, more, less):
                continue
            passing += 1
            if not again(law):
                return Tried(change, tried)
            if passing == MOST_AUDITS:
                break
    return Tried(None, tried)


def without(profile: Profile, problem: Problem) -> Change | None:
    """The change that takes out what nothing needs; None where its own file does not say it."""
    if problem.code not in NEEDLESS:
        return None
    path = str(problem.params["path"])
    steps = tuple(path.split("."))
    node: Node | None = profile.document.top.root
    for step in steps:
        node = node.get(step) if isinstance(node, Mapping) else None
    if node is None:
        return None
    change = Change(path, "", "", steps)
    try:
        changed_by(profile, change)
    except MaskerRulesError:
        return None
    return change


def _pays_more(law: Profile, more: Draft, less: Draft) -> bool:
    pays = [net_of(Draft(one.sentence, one.given, law)) for one in (more, less)]
    return pays[0] is not None and pays[1] is not None and pays[0] >= pays[1]


def _is_nothing(rate: str) -> bool:
    """Whether a rate takes nothing, also of each hour begun."""
    found = parse_literal(rate.partition(" per ")[0])
    return found is not None and found.value == 0


def _rates_changed(profile: Profile, more: Draft, less: Draft, *, near: int) -> Iterator[Change]:
    """Rates that act in the months; first what pays too much is cut more, to the nearest value."""
    results = [_result(draft) for draft in (less, more)]
    rules = _acting(less, more)
    leaves = [leaf for leaf in _leaves(profile.document.top.root) if _acts(leaf, rules)]
    own = {leaf.value for leaf in leaves}
    sums = {sum(_each_rate(result), Fraction(0)) for result in results}
    values = own | {a + b for a in own for b in own if a + b < 1} | {v for v in sums if v < 1}
    acting = [frozenset(_each_rate(result)) for result in results]
    if acting[1] and not acting[0]:
        acting[0] = frozenset({Fraction(0)})  # what costs nothing may stand in a row of 0
    told = set[tuple[_Leaf, Fraction]]()
    for up, rates in (
        (True, acting[0]),
        (False, acting[1]),
        (False, acting[0]),
        (True, acting[1]),
    ):
        found = [(leaf, v) for leaf in leaves if leaf.value in rates for v in values]
        found += [(leaf, Fraction(0)) for leaf in leaves if leaf.steps[-1] == "give"]
        found = [(leaf, v) for leaf, v in found if (v > leaf.value) is up and v != leaf.value]
        ordered = sorted(found, key=_distance)
        # Where the nearest do not do, one that the law says itself is tried before other sums,
        # and at last twice as much, and twice that.
        doubled = [
            (leaf, leaf.value * times)
            for leaf in leaves
            for times in DOUBLED
            if up and leaf.value in rates and leaf.value * times < 1
        ]
        said = [pair for pair in ordered if pair[1] in own]
        own_first = [*ordered[:near], *said[:SAID], *doubled, *said, *ordered]
        for leaf, value in own_first:
            if (leaf, value) not in told:
                told.add((leaf, value))
                yield leaf.change(value)
    if not any(acting):
        for leaf, value in sorted(
            ((leaf, v) for leaf in leaves for v in {*own, Fraction(1)}), key=_distance
        ):
            if value != leaf.value:
                yield leaf.change(value)


def _rewritten(profile: Profile, code: str, more: Draft, less: Draft) -> Iterator[Change]:
    """A whole item: a rule that is lacking, or one that is written otherwise."""
    root, acting = profile.document.top.root, _acting(more, less)
    if code in TOO_CHEAP:
        return absences_written(root, acting, _lacking(more, less))
    if code in LATER:
        return never_lower(root, acting)
    if code == "no-punch-cheaper":
        return punches_written(root, acting, _lacking(more, less))
    if code in REWRITTEN:
        return REWRITTEN[code](root, acting)
    return REWRITTEN_WHOLE[code](root) if code in REWRITTEN_WHOLE else iter(())


def _lacking(more: Draft, less: Draft) -> Fraction:
    """The share of what one month pays by which it is more than what the other one pays."""
    should, does = net_of(more), net_of(less)
    return Fraction(does - should, does) if does and should is not None else Fraction(0)


def _days_of_last(fewer: Draft, more: Draft) -> int:
    """How many days the second month has of the kind of which it has one more than the first."""
    told = [draft.given.get("days", {}) for draft in (fewer, more)]
    new = [text for day, text in told[1].items() if day not in told[0]]
    return sum(text in new for text in told[1].values())


def _acting(*drafts: Draft) -> set[str]:
    """Names of the rules that cut, or that decided, in some months."""
    results = [result for draft in drafts if (result := _result(draft)) is not None]
    paths = {finding.rule for result in results for finding in result.findings}
    paths |= {str(r.params.get("rule", "")) for result in results for r in result.why_status}
    return {path.removeprefix("rules.") for path in paths}


def _bounded(profile: Profile, code: str) -> Iterator[Change]:
    """Caps of what takes or gives too much."""
    node = profile.document.top.root.get(BOUNDS.get(code, ""))
    for name, _, entry in node.items() if isinstance(node, Mapping) else ():
        steps = (BOUNDS[code], name, "at_most")
        # A cap that stands there says something else.
        if isinstance(entry, Mapping) and entry.get("at_most") is None:
            yield Change(path_of(steps), "", "100%", steps)


def _rest(profile: Profile, code: str, more: Draft, less: Draft) -> Iterator[Change]:
    """Rows left open, limits, what the finding is about as a whole, and last a gate."""
    root = profile.document.top.root
    acting = _acting(less, more)
    for steps, text in texts_of(root):
        if text == OPEN:
            for rate in _rates_beside(root, steps):
                yield Change(path_of(steps), text, rate, steps)
    for steps, text in texts_of(root):
        if steps[0] == "rules" and steps[1] in acting and steps[-1] in LIMITS:
            yield Change(path_of(steps), text, "", steps)
    section = AS_A_WHOLE.get(code, "")
    own = root.get(section)
    for name in profile.document.section(section) if section else ():
        if section != "rules" or name in acting:
            # What a lower layer says is taken away by a word.
            here = isinstance(own, Mapping) and name in own.entries
            yield Change(f"{section}.{name}", "", "" if here else TAKEN_AWAY, (section, name))
    if code == "more-days-cost-nothing":
        yield from days_beyond(root, acting, _days_of_last(more, less))


def _rates_beside(root: Mapping, steps: tuple[Step, ...]) -> list[str]:
    """Rates of the other rows of a table, the nearest first, and of two the one before."""
    rows = [at for at, _ in texts_of(root) if at[:-1] == steps[:-1]]
    rates = {leaf.steps: leaf.text for leaf in _leaves(root)}
    own = rows.index(steps)
    near = sorted(rows, key=lambda at: (abs(rows.index(at) - own), rows.index(at)))
    return [rates[at] for at in near if at in rates]


def _distance(pair: tuple[_Leaf, Fraction]) -> tuple[Fraction, str]:
    leaf, value = pair
    return abs(value - leaf.value), path_of(leaf.steps)


def _each_rate(result: Result | None) -> list[Fraction]:
    """Rates of rules; what a score left is no rate that stands in the file."""
    found = result.findings if result is not None else ()
    own = [one for one in found if one.rule.startswith("rules.")]
    return [abs(Fraction(one.rate)) for one in own if one.rate is not None]


def _acts(leaf: _Leaf, rules: set[str]) -> bool:
    return leaf.steps[0] != "rules" or leaf.steps[1] in rules


def _result(draft: Draft) -> Result | None:
    try:
        return draft.result
    except MaskerRulesError:
        return None


def _leaves(root: Mapping) -> Iterator[_Leaf]:
    """The rates that a file says."""
    for steps, text in texts_of(root):
        # Weights say how parts share an amount, and limits what no rate passes.
        if steps[0] in SECTIONS and steps[-1] not in ("weight", "at_most", "at_least"):
            for found in _PERCENT.finditer(text):
                literal = parse_literal(found[0])
                if literal is not None and literal.type.unit is Unit.PERCENT:
                    value = Fraction(literal.value, 10**literal.type.scale)
                    yield _Leaf(steps, text, value, found.start(), found.end())
