"""What the outcomes of one person have in common, and between which amounts the net lies."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from fractions import Fraction
from typing import Any

from masker_rules.engine.enclosures import Span
from masker_rules.engine.findings import (
    RESIDUAL,
    exact_of,
    findings_of,
    part_shares,
    plain_count,
    with_residual,
)
from masker_rules.engine.gaps import Gap
from masker_rules.engine.result import Bounds, Finding
from masker_rules.engine.scenarios import Outcome
from masker_rules.engine.sheet import Money
from masker_rules.language.plan import Plan

__all__ = [
    "bounds_of",
    "common_counts",
    "common_findings",
    "common_shares",
    "counts_of",
    "known_counts",
    "missing_of",
    "settled_counts",
    "settled_findings",
    "settles",
]


def missing_of(gaps: Sequence[Gap], outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """Names of what is missing; an `unknown` of the law only where every state meets it."""
    silent = {name for outcome in outcomes for name in outcome.asked}
    always = silent.intersection(*(outcome.asked for outcome in outcomes))
    return tuple(sorted({g.name for g in gaps if g.name not in silent or g.name in always}))


def counts_of(plan: Plan, values: dict[str, Any], findings: Sequence[Any]) -> dict[str, int | str]:
    """The profile's counts, and how often each other code of the findings stands on a day.

    A code with the name of a count does not take its place: a name means one thing in each month.
    """
    counts = {
        name: plain_count(values[path], plan.by_name[path].type)
        for name, path in plan.counts.items()
    }
    codes: dict[str, int] = {}
    for finding in findings:
        if finding.day is not None and finding.code not in counts:
            codes[finding.code] = codes.get(finding.code, 0) + 1
    return {**counts, **dict(sorted(codes.items()))}


def settles(gaps: Sequence[Gap], sheet: Money) -> bool:
    """Whether outcomes that are the same in every state prove that what is missing is nothing.

    A gate that holds whatever is missing settles the month (nothing is paid), but never one with
    a row set aside; else only gaps whose every value was looked at do.
    """
    if any(gap.forced for gap in gaps):
        return False
    if sheet.status == "zero":
        return not any(gap.aside for gap in gaps)
    return all(gap.proves for gap in gaps)


def settled_findings(
    plan: Plan, outcomes: Sequence[Outcome], sheets: Sequence[Money]
) -> tuple[Finding, ...]:
    """Findings of a result that is the same in every state; what differs goes to the residual."""
    first = findings_of(plan, outcomes[0].values, outcomes[0].state.rows, sheets[0].gates)
    if len(outcomes) == 1:
        return first
    common = common_findings(plan, outcomes, sheets)
    if len(common) == len([finding for finding in first if finding.code != RESIDUAL]):
        return first
    amounts = {exact_of(plan, "total.full", outcome.values) for outcome in outcomes}
    if len(amounts) > 1:
        return ()
    return with_residual(plan, common, sheets[0].total, amounts.pop())


def common_counts(
    plan: Plan, outcomes: Sequence[Outcome], findings: Sequence[Finding]
) -> dict[str, int | str]:
    """Counts that are the same whatever the unknown is."""
    first = counts_of(plan, outcomes[0].values, findings)
    others = [counts_of(plan, outcome.values, findings) for outcome in outcomes[1:]]
    return {n: v for n, v in first.items() if all(other[n] == v for other in others)}


def known_counts(
    each: Sequence[Mapping[str, int | str]], named: Container[str]
) -> tuple[dict[str, int | str], tuple[str, ...]]:
    """The counts that are the same in every state, and the names of those that are not.

    Args:
        each: Counts of each state.
        named: Those that the regulation names; any other is of a code, and where it is absent
            the code stands on no day.
    """
    names = dict.fromkeys(name for counts in each for name in counts)
    known: dict[str, int | str] = {}
    for name in names:
        values = {counts.get(name, None if name in named else 0) for counts in each}
        value = values.pop()
        if not values and value is not None:
            known[name] = value
    return known, tuple(name for name in names if name not in known)


def settled_counts(
    plan: Plan, outcomes: Sequence[Outcome], sheets: Sequence[Money], findings: Sequence[Finding]
) -> tuple[dict[str, int | str], tuple[str, ...]]:
    """Of a result that is paid the same in every state; `findings` are of all of them."""
    if len(outcomes) == 1:
        return counts_of(plan, outcomes[0].values, findings), ()
    each = [
        counts_of(plan, one.values, findings_of(plan, one.values, one.state.rows, sheet.gates))
        for one, sheet in zip(outcomes, sheets, strict=True)
    ]
    return known_counts(each, plan.counts)


def common_findings(
    plan: Plan, outcomes: Sequence[Outcome], sheets: Sequence[Money]
) -> tuple[Finding, ...]:
    """What the days cost whatever the unknown is."""
    common: list[Finding] | None = None
    for outcome, sheet in zip(outcomes, sheets, strict=True):
        found = findings_of(plan, outcome.values, outcome.state.rows, sheet.gates)
        if common is None:
            common = [finding for finding in found if finding.code != RESIDUAL]
        else:
            alike: dict[tuple[Any, ...], list[Finding]] = {}
            for finding in found:
                alike.setdefault(finding[:4], []).append(finding)
            common = [one for one in common if one in alike.get(one[:4], ())]
        if not common:
            break
    return tuple(common or ())


def common_shares(plan: Plan, outcomes: Sequence[Outcome]) -> dict[str, Fraction | None]:
    """What remains of each part; None where it differs."""
    first = part_shares(plan, outcomes[0].values)
    others = [part_shares(plan, outcome.values) for outcome in outcomes[1:]]
    return {
        name: share if all(other[name] == share for other in others) else None
        for name, share in first.items()
    }


def bounds_of(
    outcomes: Sequence[Outcome],
    sheets: Sequence[Money],
    gaps: Sequence[Gap],
    missing: tuple[str, ...],
    *,
    whole: bool,
    within: Span | None = None,
) -> Bounds:
    """Between which amounts the net lies, open where a value without bound still moves it.

    Where the outcomes are not all that there are, the net is shown to lie `within`.
    """
    if any(gap.forced for gap in gaps):
        return Bounds(None, None, missing)
    if not whole:
        low, high = within or (None, None)
        return Bounds(_whole(low), _whole(high), missing)
    met = [gap for gap in gaps if gap.options]
    nets = {outcome.choice: sheet.net for outcome, sheet in zip(outcomes, sheets, strict=True)}
    ends = within or Span(min(nets.values()), max(nets.values()))
    lowest, highest = map(_whole, ends)
    for index, gap in enumerate(met):
        if not gap.open_end:
            continue
        last = len(gap.options) - 1
        for choice, net in nets.items():
            if choice[index] == last:
                before = nets[(*choice[:index], last - 1, *choice[index + 1 :])]
                highest = None if net > before else highest
                lowest = None if net < before else lowest
    return Bounds(lowest, highest, missing)


def _whole(end: int | Fraction | None) -> int | None:
    return None if end is None else int(end)
