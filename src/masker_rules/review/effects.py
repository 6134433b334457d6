"""What one regulation pays a person-month for, cause by cause, and what another changes of it.

Results add up: the gross is the full amount with all findings and the additions, the net is the
gross with the lines that take from it. So the difference of two nets is the sum of the
differences of these, cause by cause: exact, and nobody has to say in which order things changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from masker_rules.engine.findings import RESIDUAL
from masker_rules.engine.result import Finding, LineItem, Result
from masker_rules.language.expressions import needed, parts
from masker_rules.language.pay import ADDITION, NEGATIVE_KINDS
from masker_rules.language.pieces import TOTAL
from masker_rules.language.plan import POOLS, Fact, plain_name
from masker_rules.legal import Source, Text
from masker_rules.periods import Month
from masker_rules.texts.spoken import Named

if TYPE_CHECKING:
    from masker_rules.engine.profile import Profile
    from masker_rules.engine.sets import ProfileSet

__all__ = [
    "ELIGIBILITY",
    "FULL",
    "KINDS",
    "NOT_ELIGIBLE",
    "Articles",
    "Cause",
    "Change",
    "Paid",
    "causes_of",
    "change_of",
    "pools_below",
]

#: In the order in which money comes about.
KINDS = ("eligibility", "full", "part", "rule", "residual", "addition", "line")
NOT_ELIGIBLE = "not_eligible"


@dataclass(frozen=True, slots=True)
class Cause:
    """Something by which a regulation gives or takes money.

    Attributes:
        kind: One of `KINDS`.
        path: Of the rule or part (`rules.late`), or the id of the line.
        code: Of the findings, where the rule has several.
    """

    kind: str
    path: str
    code: str = ""

    @property
    def whole(self) -> Cause:
        """The rule or line that it belongs to, whatever the code."""
        return Cause(self.kind, self.path)

    @property
    def order(self) -> tuple[int, str, str]:
        """As money comes about, then by name."""
        return KINDS.index(self.kind), self.path, self.code


FULL = Cause("full", "full")
ELIGIBILITY = Cause("eligibility", "eligibility")


def pools_below(regulation: Profile | ProfileSet) -> dict[str, Named]:
    """The pools that the full amount of a regulation rests on, by path, as people call them."""
    members = getattr(regulation, "members", ())
    found = {}
    for law in [one.profile for one in members] or [regulation]:
        plan, full = law.plan, f"{TOTAL}.full"
        under = needed(plan, [full]) if full in plan.by_name else ()
        read = {fact.name for one in under for fact in parts(Fact, one.expr)}
        for item in plan.inputs.values():
            if item.table == POOLS and item.name in read:
                path = f"{POOLS}.{item.key}"
                found[path] = Named(plan.labels.get(path), path)
    return found


@dataclass(slots=True)
class Articles:
    """What one regulation calls its causes, and the articles of each; learnt from results."""

    labels: dict[Cause, Text] = field(default_factory=dict)
    sources: dict[Cause, dict[Source, None]] = field(default_factory=dict)
    # By the source itself, which results share: it is kept, so that its number stays its own.
    _met: dict[tuple[str, str, int], tuple[Cause, Source | None]] = field(default_factory=dict)

    def of_finding(self, finding: Finding) -> Cause:
        """The cause of a finding."""
        key = finding.rule, finding.code, id(finding.source)
        found = self._met.get(key)
        if found is None:
            path = plain_name(finding.rule)
            cause = Cause("part" if path.startswith("parts.") else "rule", path, finding.code)
            if finding.code == RESIDUAL:
                cause = Cause("residual", RESIDUAL)
            self.learn(cause, finding.label, finding.source)
            found = self._met[key] = cause, finding.source
        return found[0]

    def of_line(self, line: LineItem) -> Cause:
        """The cause of a line."""
        key = line.id, line.kind, id(line.source)
        found = self._met.get(key)
        if found is None:
            cause = Cause("addition" if line.kind == ADDITION else "line", line.id)
            self.learn(cause, line.label, line.source)
            found = self._met[key] = cause, line.source
        return found[0]

    def learn(self, cause: Cause, label: Text, source: Source | None) -> None:
        """Note the words of a cause; of several articles each stands once."""
        whole = cause.whole
        self.labels.setdefault(whole, label)
        known = self.sources.setdefault(whole, {})
        if source is not None and cause.kind != "residual":
            known.setdefault(source)

    def label(self, cause: Cause) -> Text | None:
        """How the regulation calls it; None where it never met it."""
        return self.labels.get(cause.whole)

    def article(self, cause: Cause, lang: str) -> str:
        """Documents and articles, empty where there is none."""
        found = (source.text(lang) for source in self.sources.get(cause.whole, ()))
        return "; ".join(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Paid:
    """One person-month under one regulation.

    Attributes:
        net: Rupiah; None where incomplete.
        lowest, highest: Between what the net lies; None is open.
        causes: Exact rupiah of each cause, their sum is the net; empty where incomplete.
        missing: Tables of which something is missing, where incomplete.
    """

    status: str
    net: int | None
    lowest: int | None
    highest: int | None
    causes: Mapping[Cause, Fraction | int]
    missing: frozenset[str] = frozenset()

    @classmethod
    def of(cls, result: Result, articles: Articles) -> Paid:
        """What a result pays for; `articles` learns its words."""
        if result.net is None:
            bounds = result.bounds
            lowest = bounds.lowest if bounds else None
            highest = bounds.highest if bounds else None
            missing = frozenset(map(_table, bounds.missing if bounds else ()))
            return cls(result.status, None, lowest, highest, {}, missing)
        causes: dict[Cause, Fraction | int] = {}
        for cause, amount in causes_of(result, articles):
            causes[cause] = causes.get(cause, 0) + amount
        net = result.net
        return cls(result.status, net, net, net, {c: _plain(v) for c, v in causes.items() if v})


def _table(missing: str) -> str:
    """The table of what is missing: `scores` of `scores.kinerja`, of `days from …` the days."""
    return missing.partition(" ")[0].partition(".")[0]


def _plain(value: Fraction | int) -> Fraction | int:
    return int(value) if value.denominator == 1 else value


def causes_of(result: Result, articles: Articles) -> Iterator[tuple[Cause, Fraction | int]]:
    """What a complete result pays for, cause by cause; a cause may come several times.

    Args:
        result: With a net.
        articles: Learns its words.
    """
    assert result.gross is not None
    full: Fraction | int = result.gross
    for finding in result.findings:
        full -= finding.amount
        yield articles.of_finding(finding), finding.amount
    for line in result.lines:
        if line.kind == ADDITION:
            full -= line.amount
            yield articles.of_line(line), line.amount
        elif line.kind in NEGATIVE_KINDS:
            yield articles.of_line(line), line.amount
    if full:
        yield FULL, full


@dataclass(frozen=True, slots=True)
class Change:
    """What a draft changes of one person-month.

    Attributes:
        before, after: Under the baseline and under the draft.
        net: By how much the net changes; None where one of them is incomplete.
        lowest, highest: Between what the change lies; None is open.
        causes: Of the change, exact, adding up to `net`; none where it is incomplete.
    """

    nip: str
    period: Month
    before: Paid
    after: Paid
    net: int | None
    lowest: int | None
    highest: int | None
    causes: Mapping[Cause, Fraction | int]

    @property
    def is_known(self) -> bool:
        """Whether both regulations say what is paid."""
        return self.net is not None

    @property
    def is_of_anybody(self) -> bool:
        """Whether one of the regulations entitles the person."""
        return {self.before.status, self.after.status} != {NOT_ELIGIBLE}


def change_of(nip: str, period: Month, before: Paid, after: Paid) -> Change:
    """The difference of two regulations for one person-month.

    Where only one of them pays the person at all, all of the change is a matter of eligibility.
    """
    lowest = _less(after.lowest, before.highest)
    highest = _less(after.highest, before.lowest)
    if before.net is None or after.net is None:
        return Change(nip, period, before, after, None, lowest, highest, {})
    net = after.net - before.net
    causes: dict[Cause, Fraction | int]
    if (before.status == NOT_ELIGIBLE) != (after.status == NOT_ELIGIBLE):
        causes = {ELIGIBILITY: net} if net else {}
    else:
        causes = dict(after.causes)
        for cause, amount in before.causes.items():
            causes[cause] = causes.get(cause, 0) - amount
        causes = {cause: _plain(amount) for cause, amount in causes.items() if amount}
    return Change(nip, period, before, after, net, net, net, causes)


def _less(value: int | None, other: int | None) -> int | None:
    return None if value is None or other is None else value - other
