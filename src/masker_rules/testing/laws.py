"""Laws of the domain, as a test suite for any regulation.

Each law is a property of random months: a package that brings profiles runs them on its own.

    import pytest
    from masker_rules.testing import LAWS, check_law

    @pytest.mark.parametrize("law", LAWS)
    def test_law(law):
        check_law(law, "id/kab-contoh/perbup-12-2026")

Hypothesis must be installed (the extra `testing`); how many months are drawn is its own setting.
A law that a regulation breaks on purpose is declared in the header of the profile with a reason:
`declares: {more-late-never-pays-more: …}`. Only the laws of `DECLARABLE` can be.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from masker_rules.api import compute
from masker_rules.engine.findings import exact_of
from masker_rules.engine.profile import Profile, load_profile
from masker_rules.engine.result import Result
from masker_rules.engine.results import Results
from masker_rules.errors import AdapterUnavailableError, RequestError
from masker_rules.explain.trace import trace_dict
from masker_rules.facts.vocabulary import nearest
from masker_rules.language.declared import DECLARABLE
from masker_rules.periods import Month
from masker_rules.testing.casefile import VERSION
from masker_rules.testing.drafts import Draft
from masker_rules.testing.months import Months
from masker_rules.testing.world import period_of, tables_of
from masker_rules.units import Unit, exact_text

if TYPE_CHECKING:
    from hypothesis import settings as Settings  # noqa: N812
    from hypothesis.strategies import SearchStrategy

__all__ = ["DECLARABLE", "LAWS", "breaks", "check_law", "declared"]

#: Kinds of lines that are paid beside the parts.
ADDITION = "addition"
TAKES = frozenset({"deduction", "contribution", "tax"})
GIVES = frozenset({"part", ADDITION})


def check_law(
    law: str, profile: str | Path | Profile, *, settings: Settings | None = None
) -> None:
    """Try to break one law of the domain with random months of a regulation.

    Args:
        law: One of `LAWS`.
        profile: An id or alias, a path, or a loaded profile.
        settings: How Hypothesis looks; None is the profile of settings that is loaded.

    Raises:
        AssertionError: a month breaks the law; it is printed as a case.
        RequestError: there is no such law [unknown-law].
        AdapterUnavailableError: Hypothesis is not installed [reader-extra-missing].
    """
    checked = _law(law)
    loaded = profile if isinstance(profile, Profile) else load_profile(profile)
    if law in declared(loaded):
        return
    try:
        from hypothesis import given  # noqa: PLC0415  (an extra)
    except ImportError:
        raise AdapterUnavailableError.of(
            "reader-extra-missing", library="hypothesis", extra="testing"
        ) from None
    months = Months(loaded)
    if not months.periods:
        return

    def broken(found: Any) -> None:
        checked.test(loaded, found)

    broken.__name__ = broken.__qualname__ = law.replace("-", "_")
    run = given(checked.months(months))(broken)
    (settings(run) if settings is not None else run)()


def breaks(law: str, profile: Profile, found: Any) -> bool:
    """Whether something that was drawn for a law breaks it.

    Args:
        law: One of `LAWS`.
        profile: The regulation.
        found: What the strategy of the law drew: a month, or two.

    Raises:
        RequestError: there is no such law [unknown-law].
    """
    checked = _law(law)
    try:
        checked.test(profile, found)
    except AssertionError:
        return True
    return False


def declared(profile: Profile) -> frozenset[str]:
    """The laws that a regulation says it breaks on purpose."""
    entry = profile.document.top.header.get("declares")
    return frozenset(name for name, _ in entry.items()) if entry is not None else frozenset()


@dataclass(frozen=True, slots=True)
class _Law:
    months: Callable[[Months], SearchStrategy[Any]]
    test: Callable[[Profile, Any], None]


def _law(name: str) -> _Law:
    found = _LAWS.get(name)
    if found is None:
        near = nearest(name, LAWS) or LAWS[0]
        raise RequestError.of("unknown-law", name=name, nearest=near, known=", ".join(LAWS))
    return found


# ------------------------------------------------------------------ help
def _computed(draft: Draft) -> Result:
    return draft.result


def _settled(result: Result) -> bool:
    return result.net is not None and result.status != "not_eligible"


def _added(result: Result) -> int:
    """What lines pay beside the parts."""
    return sum(line.amount for line in result.lines if line.kind == ADDITION)


def _told(draft: Draft, said: str) -> str:
    """A message with the month as a case file that shows it."""
    lines = [f"{said}. The month, as a case:", f"case: {VERSION}", "cases:"]
    return "\n".join([*lines, *draft.written({"error": "…"})])


# ------------------------------------------------------------------ laws of pay
def _within_bounds(_: Profile, draft: Draft) -> None:
    result = _computed(draft)
    if not _settled(result) or result.computation is None:
        return
    assert result.gross is not None
    assert result.net is not None
    plan = result.computation.plan
    full = exact_of(plan, "total.full", result.computation.values)
    added = _added(result)
    # Each rounding of money may lift a part by less than its step.
    steps = sum(
        Fraction(step.size, 10**step.scale)
        for base in plan.bases
        if (step := base.round) is not None and step.unit is Unit.MONEY
    )
    assert result.gross >= 0, _told(draft, f"gross is {result.gross}, below 0")
    assert result.net >= 0, _told(draft, f"net is {result.net}, below 0")
    most = full + added + steps
    said = f"gross is {result.gross}, above the full amount of {exact_text(full)}"
    assert result.gross <= most, _told(draft, said)


def _lateness_costs(_: Profile, pair: tuple[Draft, Draft]) -> None:
    earlier, later = (_computed(draft) for draft in pair)
    if earlier.net is None or later.net is None:
        return
    said = f"{pair[1].name} pays {later.net}, {pair[0].name} only {earlier.net}"
    assert later.net <= earlier.net, _told(pair[1], said)


# ------------------------------------------------------------------ laws of arithmetic
def _lines_add_up(_: Profile, draft: Draft) -> None:
    result = _computed(draft)
    if result.net is None or result.gross is None or not result.lines:
        return
    given = sum(line.amount for line in result.lines if line.kind in GIVES)
    taken = sum(line.amount for line in result.lines if line.kind in TAKES)
    totals = {line.id: line.amount for line in result.lines if line.kind == "total"}
    found = (totals["gross"], totals["net"], result.gross, result.net, result.deductions)
    wanted = (given, given + taken, given, given + taken, -taken)
    said = f"gross, net, gross, net, deductions are {found}, the lines say {wanted}"
    assert found == wanted, _told(draft, said)
    signs = all(line.amount >= 0 for line in result.lines if line.kind in GIVES) and all(
        line.amount <= 0 for line in result.lines if line.kind in TAKES
    )
    assert signs, _told(draft, "a line has the other sign")


def _findings_add_up(_: Profile, draft: Draft) -> None:
    result = _computed(draft)
    if not _settled(result) or result.computation is None:
        return
    plan = result.computation.plan
    full = exact_of(plan, "total.full", result.computation.values)
    lost = sum((finding.amount for finding in result.findings), Fraction(0))
    assert result.gross is not None
    left = result.gross - _added(result)
    said = f"findings add up to {exact_text(lost)}, of {exact_text(full)} is left {left}"
    assert full + lost == left, _told(draft, said)


def _trace_reproduces(_: Profile, draft: Draft) -> None:
    result = _computed(draft)
    if not _settled(result) or result.computation is None or result.status == "zero":
        return
    quantities = cast("list[dict[str, Any]]", trace_dict(result)["quantities"])
    traced = {item["name"]: item["value"] for item in quantities}
    plan = result.computation.plan
    paid = {line.id: line.amount for line in result.lines}
    paid["gross"] -= _added(result)
    named = {line.id: line.amount for line in plan.lines}
    for line, quantity in {"gross": "total.paid", **named}.items():
        value = traced[quantity]
        if value != "?":
            said = f"the trace says {quantity} = {value}, the line {line} is {paid[line]}"
            assert abs(paid[line]) == Fraction(str(value)), _told(draft, said)


# ------------------------------------------------------------------ laws of reading
def _order_is_nothing(profile: Profile, drawn: tuple[Draft, Any]) -> None:
    draft, random = drawn
    tables, _ = tables_of(draft.case, profile)
    month = period_of(draft.case)
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in tables.items()}
    first = _without_lines(compute(profile, tables, month))
    second = _without_lines(compute(profile, shuffled, month))
    assert first == second, _told(draft, "another order of the rows gives another result")


def _without_lines(results: Results) -> Mapping[str, Any]:
    """Results as data, without the line numbers of rows set aside: those do depend on order."""
    made: dict[str, Any] = json.loads(results.to_json())
    for row in made["pack"]["set_aside"]:
        row.pop("line", None)
    made["pack"]["set_aside"].sort(key=json.dumps)
    return made


def _same_bytes(profile: Profile, draft: Draft) -> None:
    tables, _ = tables_of(draft.case, profile)
    month = period_of(draft.case)
    first = compute(profile, tables, month).to_json()
    second = compute(_again(profile), tables, month).to_json()
    assert first == second, _told(draft, "the same call gives other bytes")


@cache
def _again(profile: Profile) -> Profile:
    """The profile read once more from its file, so that nothing of the first reading helps."""
    return load_profile(profile.path) if profile.path is not None else profile


# ------------------------------------------------------------------ laws of time
def _dates_in_force(profile: Profile, draft: Draft) -> None:
    in_force = profile.plan.in_force
    for edge, outward in ((in_force.first, -1), (in_force.last, 1)):
        if edge is None:
            continue
        month = profile.plan.cutoff.of(edge)
        is_whole = edge == (month.first if outward < 0 else month.last)
        if profile.versions or not is_whole:
            continue  # another version computes what lies beyond, or the rest of the month
        tables, nip = tables_of(draft.case, profile)
        computed = compute(profile, tables, month)
        assert computed[nip].period == month, _told(draft, f"{month} is not computed")
        beyond = month.plus(outward)
        said = f"{beyond} is not in force, and is not refused as such"
        assert _refusal(profile, tables, beyond) == "not-in-force", _told(draft, said)


def _refusal(profile: Profile, tables: Mapping[str, Any], month: Month) -> str:
    try:
        compute(profile, tables, month)
    except RequestError as refused:
        return refused.code
    return ""


def _with_random(months: Months) -> SearchStrategy[Any]:
    from hypothesis import strategies as st  # noqa: PLC0415

    return st.tuples(months.drafts(), st.randoms(use_true_random=False))


_LAWS = {
    "pay-within-bounds": _Law(Months.drafts, _within_bounds),
    "more-late-never-pays-more": _Law(Months.lateness, _lateness_costs),
    "lines-add-up": _Law(Months.drafts, _lines_add_up),
    "findings-add-up": _Law(Months.drafts, _findings_add_up),
    "trace-reproduces": _Law(Months.drafts, _trace_reproduces),
    "order-is-nothing": _Law(_with_random, _order_is_nothing),
    "same-bytes": _Law(Months.drafts, _same_bytes),
    "dates-in-force": _Law(Months.drafts, _dates_in_force),
}
#: Names of the laws, in the order in which they are checked.
LAWS = tuple(_LAWS)
