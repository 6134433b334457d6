"""From what a plan came to, to the result of one person and month."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from masker_rules.engine.consequences import consequences, notices
from masker_rules.engine.enclosures import Span, hull
from masker_rules.engine.gaps import Gap
from masker_rules.engine.missing_names import missing_names
from masker_rules.engine.questions import Choice, Ends, Question, number_of
from masker_rules.engine.result import Bounds, Person, Remark, Result
from masker_rules.engine.scenarios import Outcome
from masker_rules.engine.shared import (
    bounds_of,
    common_counts,
    common_findings,
    common_shares,
    counts_of,
    known_counts,
    missing_of,
    settled_counts,
    settled_findings,
    settles,
)
from masker_rules.engine.sheet import Left, Money, pay_sheet
from masker_rules.engine.to_fill import with_places
from masker_rules.language.plan import Outcome as Gate
from masker_rules.language.plan import Plan, plain_name
from masker_rules.legal import Text, rupiah
from masker_rules.periods import CALENDAR, Month
from masker_rules.texts.spoken import Named

if TYPE_CHECKING:
    from masker_rules.engine.compute import Computed
    from masker_rules.engine.inputs import Inputs

__all__ = [
    "Outlook",
    "Told",
    "ends_of",
    "in_doubt",
    "judge",
    "nobody",
    "not_eligible",
    "outlook",
]

#: How a gate of each status is told.
GATES = {"zero": "gate", "postponed": "gate-postponed", "withheld": "gate-withheld"}


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a result is about, and what is known of it besides the plan.

    Attributes:
        why, warnings: What the facts and the regulation have to say beside it.
        deductions: Code and rupiah of what is taken after all that the regulation computes.
        open_counts: Counts that cannot be told.
    """

    nip: str
    period: Month
    person: Person
    why: Sequence[Remark]
    warnings: Sequence[Remark]
    deductions: tuple[tuple[str, int], ...] = ()
    open_counts: frozenset[str] = frozenset()
    explainer: Callable[[Result, str], str] | None = None

    def counts(self, found: dict[str, int | str]) -> dict[str, int | str]:
        """Counts without those that cannot be told."""
        return {name: value for name, value in found.items() if name not in self.open_counts}


def judge(
    plan: Plan,
    told: Told,
    outcomes: Sequence[Outcome],
    met: Sequence[Gap],
    computation: Computed | None,
    *,
    whole: bool,
    within: Span | None = None,
) -> Result:
    """The result of everything that what is missing allows.

    Args:
        plan: The regulation.
        told: Whom it is about.
        outcomes: One where nothing is missing.
        met: What is missing.
        computation: Kept for explanations.
        whole: Whether every combination of what is missing was computed.
        within: Between what the net is shown to lie; None = the outcomes are all that there are.
    """
    sheets, same = _sheets(plan, told.deductions, outcomes, whole=whole)
    sheet = sheets[0]
    missing = missing_of(met, outcomes)
    gates = [_gate_remark(gate) for gate in sheet.gates] if same else []
    warnings = [*told.warnings]
    if same and settles(met, sheet):
        if missing:
            params = {"missing": missing_names(missing, plan.labels)}
            warnings.append(Remark("missing-made-no-difference", None, params))
        findings = settled_findings(plan, outcomes, sheets)
        warnings += _questions(plan, outcomes[0].values, findings)
        counts, unknown = settled_counts(plan, outcomes, sheets, findings)
        return Result(
            nip=told.nip,
            period=told.period,
            person=told.person,
            status=sheet.status,
            parts=common_shares(plan, outcomes),
            lines=sheet.lines,
            gross=sheet.gross,
            deductions=sheet.gross - sheet.net,
            net=sheet.net,
            bounds=None,
            findings=findings,
            counts=told.counts(counts),
            unknown_counts=unknown,
            why_status=(*told.why, *gates),
            warnings=(*warnings, *notices(plan, outcomes), *map(_left, sheet.left)),
            pay_in=CALENDAR.named(told.period.plus(sheet.months)) if sheet.months else None,
            consequences=consequences(plan, outcomes, told.period),
            run=plan.run,
            computation=computation,
            explainer=told.explainer,
        )
    findings = common_findings(plan, outcomes, sheets) if whole else ()
    if whole:
        warnings += _common_questions(plan, outcomes, findings)
    incomplete = Remark("incomplete", None, {"missing": missing_names(missing, plan.labels)})
    bounds = bounds_of(outcomes, sheets, met, missing, whole=whole, within=within)
    return Result(
        nip=told.nip,
        period=told.period,
        person=told.person,
        status="incomplete",
        parts=common_shares(plan, outcomes),
        lines=(),
        gross=None,
        deductions=None,
        net=None,
        bounds=with_places(bounds, told.nip, told.period, plan),
        findings=findings,
        counts=told.counts(common_counts(plan, outcomes, ())),
        why_status=(*told.why, *gates, incomplete),
        warnings=(*warnings, *notices(plan, outcomes)),
        consequences=consequences(plan, outcomes, told.period),
        run=plan.run,
        computation=computation,
        explainer=told.explainer,
    )


def _left(left: Left) -> Remark:
    """That a deduction exceeds what there was, and how much of it nobody has taken."""
    rest = left.asked - left.taken
    money = {"asked": left.asked, "taken": left.taken, "left": rest}
    params = {"label": left.label, **{name: rupiah(value) for name, value in money.items()}}
    return Remark("deduction-left", None, params)


def in_doubt(
    questions: Sequence[Question],
    found: Result,
    tried: Mapping[Choice, Result] | None,
    within: Span | None = None,
) -> Result:
    """The result of all that rows set aside or in doubt may say of a month.

    Args:
        questions: The rows.
        found: With the pack as it is.
        tried: With each choice of what they may say, the first as the pack is; None where what
            they may say could not be tried.
        within: Between what the net is shown to lie, where there is more than was tried.
    """
    results = [found] if tried is None else [*tried.values()]
    known = {_paid(one) for one in results}
    is_own = any(one.is_own for one in questions)
    names = _names(questions, tried)
    plan = found.computation.plan if found.computation else None
    named = plan.counts if plan else found.counts
    counts, unknown = known_counts([one.counts for one in results], named)
    brought = tuple(c for c in found.consequences if all(c in o.consequences for o in results))
    is_same = tried is not None and len(known) == 1 and not is_own
    if within is not None and (found.net is None or within != Span(found.net, found.net)):
        is_same = False
    if is_same and (found.bounds is None or not names):
        hidden = {*unknown, *(name for one in results for name in one.unknown_counts)}
        return replace(
            found,
            counts={name: value for name, value in counts.items() if name not in hidden},
            unknown_counts=tuple(sorted(hidden)),
            consequences=brought,
        )
    missing = {name for one in results if one.bounds is not None for name in one.bounds.missing}
    told = tuple(sorted(missing.union(names)))
    lowest = highest = None
    if tried is not None:
        ends = {choice: ends_of(one) for choice, one in tried.items()}
        lowest, highest = (_end(ends, questions, side) for side in (0, 1))
        if within is not None:
            both = hull((Span(lowest, highest), within))
            lowest, highest = (None if end is None else int(end) for end in both)
    same = [remark for remark in found.why_status if remark.code != "incomplete"]
    labels = plan.labels if plan else {}
    return replace(
        found,
        status="incomplete",
        parts={
            name: share if all(one.parts.get(name) == share for one in results) else None
            for name, share in found.parts.items()
        },
        lines=(),
        gross=None,
        deductions=None,
        net=None,
        bounds=with_places(Bounds(lowest, highest, told), found.nip, found.period, plan),
        findings=tuple(f for f in found.findings if all(f in one.findings for one in results)),
        counts=counts,
        unknown_counts=(),
        consequences=brought,
        why_status=(*same, Remark("incomplete", None, {"missing": missing_names(told, labels)})),
        pay_in=None,
    )


def _paid(result: Result) -> tuple[Any, ...]:
    """What of a result is paid, and when."""
    return result.status, result.net, result.lines, result.pay_in, result.bounds


def _names(questions: Sequence[Question], tried: Mapping[Choice, Result] | None) -> set[str]:
    """Names of the rows; of those that an importer doubts only such as change what is paid.

    Which ones do is known where every combination was tried.
    """
    every = {name for one in questions for name in one.names}
    if tried is None:
        return every
    paid = {choice: _paid(one) for choice, one in tried.items()}
    if len(paid) < number_of(questions):
        is_same = len(set(paid.values())) == 1 and all(one.is_doubt for one in questions)
        return set() if is_same else every
    found: set[str] = set()
    for at, question in enumerate(questions):
        as_it_is = {choice: own for choice, own in paid.items() if not choice[at]}
        moves = any(
            own != as_it_is[*choice[:at], 0, *choice[at + 1 :]] for choice, own in paid.items()
        )
        if moves or not question.is_doubt:
            found.update(question.names)
    return found


def nobody(found: Result) -> Result:
    """The result of somebody who is not among the people after all."""
    return replace(
        found,
        status="not_eligible",
        parts={},
        lines=(),
        gross=0,
        deductions=0,
        net=0,
        bounds=None,
        findings=(),
        counts={},
        pay_in=None,
        consequences=(),
    )


def ends_of(result: Result) -> Ends:
    """The lowest and the highest amount; None where it is open."""
    if result.bounds is not None:
        return result.bounds.lowest, result.bounds.highest
    return result.net, result.net


def _end(
    ends: Mapping[Choice, Ends],
    questions: Sequence[Question],
    side: int,
) -> int | None:
    """The lowest (0) or highest (1) amount; None where a value without bound still moves it."""
    nets = {choice: own[side] for choice, own in ends.items()}
    for at, question in enumerate(questions):
        last = len(question.options) - 1
        for choice, net in nets.items():
            if question.open_end and choice[at] == last and net is not None:
                before = nets.get((*choice[:at], last - 1, *choice[at + 1 :]))
                if before is not None and (net > before if side else net < before):
                    return None
    known = [net for net in nets.values() if net is not None]
    if len(known) < len(nets):
        return None
    return max(known) if side else min(known)


@dataclass(frozen=True, slots=True)
class Outlook:
    """Of a result only what is paid.

    Attributes:
        status, net, bounds: As in :class:`~masker_rules.engine.result.Result`.
        inputs: What is known of the person; None of somebody whose employees row was set aside.
    """

    nip: str
    name: str
    status: str
    net: int | None
    bounds: Bounds | None
    inputs: Inputs | None


def outlook(  # noqa: PLR0913  (as judge)
    plan: Plan,
    inputs: Inputs,
    nip: str,
    deductions: Sequence[tuple[str, int]],
    outcomes: Sequence[Outcome],
    met: Sequence[Gap],
    *,
    whole: bool,
    within: Span | None = None,
) -> Outlook:
    """What is paid, as :func:`judge` tells it; nothing of why."""
    sheets, same = _sheets(plan, deductions, outcomes, whole=whole)
    name, sheet = inputs.employee.name or "", sheets[0]
    if same and settles(met, sheet):
        return Outlook(nip, name, sheet.status, sheet.net, None, inputs)
    missing = missing_of(met, outcomes)
    bounds = bounds_of(outcomes, sheets, met, missing, whole=whole, within=within)
    return Outlook(nip, name, "incomplete", None, bounds, inputs)


def _sheets(
    plan: Plan,
    deductions: Sequence[tuple[str, int]],
    outcomes: Sequence[Outcome],
    *,
    whole: bool,
) -> tuple[list[Money], bool]:
    """The money of every outcome, and whether it is the same in all."""
    sheets = [pay_sheet(plan, outcome.values, deductions) for outcome in outcomes]
    first = sheets[0].status, sheets[0].lines
    return sheets, whole and all((other.status, other.lines) == first for other in sheets)


def not_eligible(
    plan: Plan,
    told: Told,
    why: Remark,
    outcome: Outcome,
    computation: Computed | None,
    *,
    certain: bool,
) -> Result:
    """The result of somebody who is paid nothing under the regulation.

    Args:
        plan: The regulation.
        told: Whom it is about.
        why: Not eligible, or not in service.
        outcome: What the plan came to nevertheless.
        computation: Kept for explanations.
        certain: Nothing is missing that could change counts or consequences.
    """
    return Result(
        nip=told.nip,
        period=told.period,
        person=told.person,
        status="not_eligible",
        parts={},
        lines=(),
        gross=0,
        deductions=0,
        net=0,
        bounds=None,
        findings=(),
        counts=told.counts(counts_of(plan, outcome.values, ())) if certain else {},
        why_status=(why, *told.why),
        warnings=tuple(told.warnings),
        consequences=consequences(plan, [outcome], told.period) if certain else (),
        run=plan.run,
        computation=computation,
        explainer=told.explainer,
    )


def _gate_remark(gate: Gate) -> Remark:
    return Remark(
        GATES[gate.status],
        None,
        {"label": gate.label, "source": Text(gate.source.text("id"), gate.source.text("en"))},
    )


def _common_questions(
    plan: Plan, outcomes: Sequence[Outcome], findings: Sequence[Any]
) -> list[Remark]:
    """Open questions that touched this result whatever the unknown is."""
    first, *others = (_questions(plan, outcome.values, findings) for outcome in outcomes)
    return [remark for remark in first if all(remark in other for other in others)]


def _questions(plan: Plan, values: dict[str, Any], findings: Sequence[Any]) -> list[Remark]:
    """Open questions that touched this result."""
    touched = {finding.rule for finding in findings}
    remarks = []
    for question in plan.questions:
        about = question.about
        if question.when:
            holds = values[question.when]
        else:
            holds = about in touched or not about.startswith("rules.")
        if question.open and holds:
            params = {
                "id": question.id,
                "about": Named(plan.labels.get(plain_name(about)), plain_name(about)),
                "ask": question.ask,
                "taken": question.taken,
            }
            remarks.append(Remark("question", None, params))
    return remarks
