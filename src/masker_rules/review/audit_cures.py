"""A cure of a finding that was tried: one rate written otherwise, and the finding is gone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Result
from masker_rules.errors import MaskerRulesError
from masker_rules.review.audit_base import net_of
from masker_rules.testing.drafts import Draft
from masker_rules.testing.edits import Step, rewrite
from masker_rules.testing.mutation import with_edits
from masker_rules.units import Unit, parse_literal, percent_text
from masker_rules.yamltext import Mapping, Node, Scalar
from masker_rules.yamltext import Sequence as Listed

__all__ = ["Again", "Change", "changed_by", "cure_of"]

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
}
#: Changes that are tried of one finding.
MOST_TRIES = 60
#: So many of those that mend the example are audited.
MOST_AUDITS = 5
#: Where rates stand.
SECTIONS = ("rules", "tables", "parts", "quantities", "terms")


Again = Callable[[Profile], Collection[str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One leaf of the profile written otherwise.

    Attributes:
        path: As `profiles show --numbers` prints it, `rules.late.cut[61m..]`.
        old, new: What it says, and what it would say.
        steps: Where it stands in the file.
    """

    path: str
    old: str
    new: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Leaf:
    steps: tuple[Step, ...]
    text: str
    value: Fraction


def changed_by(profile: Profile, change: Change) -> Profile:
    """The profile with a change.

    Raises:
        ProfileError: it does not load with it.
    """
    top = len(profile.document.layers) - 1
    return with_edits(profile, top, (rewrite(change.steps, change.new),))


def cure_of(profile: Profile, code: str, example: Sequence[Draft], again: Again) -> Change | None:
    """The smallest change of one rate after which an audit no longer finds this.

    Args:
        profile: The regulation.
        code: Of the finding.
        example: Its months.
        again: Codes that the same check of an audit finds in another regulation.

    Returns:
        None where no single rate mends it.
    """
    if code not in SHOULD_PAY_MORE or not example:
        return None
    should = SHOULD_PAY_MORE[code]
    more, less = (example[0], example[-1]) if should != SECOND else (example[-1], example[0])
    passing = 0
    for change in islice(_changes(profile, more, less), MOST_TRIES):
        try:
            law = changed_by(profile, change)
        except MaskerRulesError:
            continue
        if should and not _pays_more(law, more, less):
            continue
        passing += 1
        if code not in again(law):
            return change
        if passing == MOST_AUDITS:
            return None
    return None


def _pays_more(law: Profile, more: Draft, less: Draft) -> bool:
    pays = [net_of(Draft(one.sentence, one.given, law)) for one in (more, less)]
    return pays[0] is not None and pays[1] is not None and pays[0] >= pays[1]


def _changes(profile: Profile, more: Draft, less: Draft) -> Iterator[Change]:
    """Rates that act in the months; first what pays too much is cut more, to the nearest value."""
    results = [_result(draft) for draft in (less, more)]
    rules = {f.rule.removeprefix("rules.") for r in results if r for f in r.findings}
    leaves = [leaf for leaf in _leaves(profile.document.top.root) if _acts(leaf, rules)]
    own = {leaf.value for leaf in leaves}
    values = own | {a + b for a in own for b in own if a + b < 1}
    acting = [_rates(result) for result in results]
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
        for leaf, value in sorted(found, key=_distance):
            if (leaf, value) not in told:
                told.add((leaf, value))
                yield Change(_path(leaf.steps), leaf.text, percent_text(value), leaf.steps)
    if not any(acting):
        for leaf, value in sorted(
            ((leaf, v) for leaf in leaves for v in {*own, Fraction(1)}), key=_distance
        ):
            if value != leaf.value:
                yield Change(_path(leaf.steps), leaf.text, percent_text(value), leaf.steps)


def _distance(pair: tuple[_Leaf, Fraction]) -> tuple[Fraction, str]:
    leaf, value = pair
    return abs(value - leaf.value), _path(leaf.steps)


def _rates(result: Result | None) -> frozenset[Fraction]:
    """Rates of rules; what a score left is no rate that stands in the file."""
    found = result.findings if result is not None else ()
    own = [one for one in found if one.rule.startswith("rules.")]
    return frozenset(abs(Fraction(one.rate)) for one in own if one.rate is not None)


def _acts(leaf: _Leaf, rules: set[str]) -> bool:
    return leaf.steps[0] != "rules" or leaf.steps[1] in rules


def _result(draft: Draft) -> Result | None:
    try:
        found: Result = draft.trial.computed(draft.profile)[draft.trial.nip]
    except MaskerRulesError:
        return None
    return found


def _leaves(root: Mapping) -> Iterator[_Leaf]:
    for section in SECTIONS:
        node = root.get(section)
        if node is not None:
            yield from _below((section,), node)


def _below(steps: tuple[Step, ...], node: Node) -> Iterator[_Leaf]:
    match node:
        case Scalar(text=text):
            literal = parse_literal(text)
            # Weights say how parts share an amount, and limits what no rate passes.
            rate = steps[-1] not in ("weight", "at_most", "at_least")
            if literal is not None and literal.type.unit is Unit.PERCENT and rate:
                value = Fraction(literal.value, 10**literal.type.scale)
                yield _Leaf(steps, text, value)
        case Listed(items=items):
            for index, item in enumerate(items):
                yield from _below((*steps, index), item)
        case Mapping():
            for key, _, child in node.items():
                yield from _below((*steps, key), child)


def _path(steps: tuple[Step, ...]) -> str:
    plain = (str(step).isidentifier() for step in steps)
    told = (f".{step}" if own else f"[{step}]" for step, own in zip(steps, plain, strict=True))
    return "".join(told).lstrip(".")
