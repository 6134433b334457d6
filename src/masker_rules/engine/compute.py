"""The reference engine: one person and month at a time, with everything that explains it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from masker_rules._version import __version__
from masker_rules.attendance import suspect_zones
from masker_rules.engine.doubts import CERTAIN, Doubts, doubts_of
from masker_rules.engine.emit import Program
from masker_rules.engine.findings import (
    RESIDUAL,
    exact_of,
    findings_of,
    part_shares,
    plain_count,
    with_residual,
)
from masker_rules.engine.gaps import Gap, State
from masker_rules.engine.inputs import InputReader, Inputs, named
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Bounds, Finding, LineItem, Remark, Result, Results
from masker_rules.engine.scenarios import Outcome, run_scenarios, unknown_gaps
from masker_rules.errors import RequestError
from masker_rules.facts import Pack
from masker_rules.language.plan import Outcome as Gate
from masker_rules.language.plan import Plan
from masker_rules.legal import Text
from masker_rules.periods import Month
from masker_rules.texts import render

__all__ = ["Computation", "compute_results", "months_of"]

#: Tables whose rows may hold for several people.
GENERAL = frozenset({"amounts", "scores", "events", "calendar", "outages", "schedules", "sites"})
NEGATIVE = frozenset({"deduction", "contribution", "tax"})


@dataclass(frozen=True, slots=True)
class Computation:
    """What a result was made from: kept for explanations, never printed as a whole.

    Attributes:
        plan: The regulation.
        inputs: Facts and rows as read.
        values: All quantities of the state shown; of an incomplete result the first state.
        doubts: Which of them are different in another state that the missing inputs allow.
    """

    plan: Plan
    inputs: Inputs
    values: dict[str, Any]
    doubts: Doubts = CERTAIN


@dataclass(frozen=True, slots=True)
class Money:
    """The pay sheet of one outcome."""

    status: str
    gates: tuple[Gate, ...]
    lines: tuple[LineItem, ...]
    gross: int
    net: int


def months_of(pack: Pack, months: Sequence[Month] | None) -> tuple[Month, ...]:
    """The months asked for, or the only month in which the pack has punches.

    Raises:
        RequestError: no month was asked for and the punches cover none or several
            [period-needed].
    """
    if months:
        return tuple(months)
    found = sorted({Month.of(row.time.day) for row in pack.rows("punches")})
    if len(found) != 1:
        raise RequestError.of("period-needed", found=", ".join(map(str, found)) or "-")
    return (found[0],)


def compute_results(
    profile: Profile,
    pack: Pack,
    months: Sequence[Month] | None = None,
    *,
    as_of: date | None = None,
    nips: Iterable[str] | None = None,
    explainer: Callable[[Result, str], str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Results:
    """Results of everybody in the pack, ordered by period and nip.

    Args:
        profile: The regulation.
        pack: The facts, in the pack's or the profile's words.
        months: Performance months; None where the punches cover one.
        as_of: Last known day; None is the last day of the last month.
        nips: Only these people.
        explainer: Makes the text of `Result.explain`.
        progress: Called with people-months done and to do.

    Raises:
        RequestError: no such period or nip, or the regulation is not in force then
            [period-needed, nip-not-in-pack, not-in-force].
        CalendarError: a year has no calendar.
    """
    wanted = months_of(pack, months)
    for month in wanted:
        if month.first not in profile.plan.in_force or month.last not in profile.plan.in_force:
            known = str(profile.plan.in_force)
            raise RequestError.of("not-in-force", id=profile.id, period=month, known=known)
    facts = pack.under(profile.vocabulary)
    reader = InputReader(profile, facts, wanted, as_of)
    people = _people(facts, nips)
    engine = _Engine(profile, reader, explainer)
    todo = [(nip, month) for month in wanted for nip in people]
    items = []
    for done, (nip, month) in enumerate(todo, 1):
        items.append(engine.result(nip, month))
        if progress is not None:
            progress(done, len(todo))
    noted = _with_clock_doubts(items)
    return Results(tuple(noted), _header(profile, facts, reader), facts.set_aside)


def _with_clock_doubts(items: Sequence[Result]) -> Iterator[Result]:
    """Results with a warning where the taps of a whole unit lie hours beside its schedule."""
    months = {item.period for item in items}
    doubts = {}
    for month in months:
        taken = [
            (item.computation.inputs.employee.unit or "", item.computation.inputs.attendance)
            for item in items
            if item.period == month and item.computation is not None
        ]
        doubts[month] = suspect_zones(taken)
    for item in items:
        unit = item.computation.inputs.employee.unit if item.computation else None
        notes = doubts[item.period].get(unit or "", ())
        remarks = tuple(Remark(note.code, note.day, note.params) for note in notes)
        yield replace(item, warnings=(*item.warnings, *remarks)) if remarks else item


def _people(pack: Pack, nips: Iterable[str] | None) -> list[str]:
    """Everybody with an employees row, and everybody whose only such row was set aside."""
    known = set(pack.by_nip("employees"))
    known |= {
        aside.nip
        for aside in pack.set_aside
        if aside.table == "employees" and aside.nip is not None
    }
    if nips is None:
        return sorted(known)
    wanted = sorted(set(nips))
    for nip in wanted:
        if nip not in known:
            raise RequestError.of("nip-not-in-pack", nip=nip)
    return wanted


def _header(profile: Profile, pack: Pack, reader: InputReader) -> dict[str, Any]:
    return {
        "masker": __version__,
        "profile": {
            "id": profile.id,
            "status": profile.status,
            "digest": profile.digest,
            "unconfirmed": list(profile.plan.unconfirmed),
        },
        "calendar": {
            "digest": reader.calendar.digest,
            "estimated": list(reader.calendar.estimated_years),
        },
        "pack": {"digest": pack.digest, "rows": pack.counts()},
    }


class _Engine:
    def __init__(
        self,
        profile: Profile,
        reader: InputReader,
        explainer: Callable[[Result, str], str] | None,
    ) -> None:
        self.profile = profile
        self.reader = reader
        self.explainer = explainer
        self._known = set(reader.pack.by_nip("employees"))
        # Rows of nobody in particular may concern anybody: said beside every result.
        self._general = sorted(
            named(aside)
            for aside in reader.pack.set_aside
            if aside.nip is None and not aside.is_repeat and aside.table in GENERAL
        )
        self._unknowns: dict[bool, tuple[dict[str, Gap], dict[str, Any]]] = {}

    def result(self, nip: str, month: Month) -> Result:
        """One person and month."""
        if nip not in self._known:
            return self._without_person(nip, month)
        inputs = self.reader.read(nip, month)
        segmented = inputs.segmented
        plan = self.profile.compiled(segmented=segmented).plan
        program = self.profile.program(segmented=segmented)
        if segmented not in self._unknowns:
            self._unknowns[segmented] = unknown_gaps(plan)
        gaps, first = self._unknowns[segmented]
        state = State(inputs.facts, inputs.rows, dict(first))
        unsure = inputs.employee.category is None
        if not inputs.in_service or not (unsure or self._is_eligible(state)):
            return self._not_eligible(nip, month, inputs, plan, program, state)
        outcomes, met, whole = run_scenarios(program, state, inputs.gaps, gaps)
        return self._judge(nip, month, inputs, plan, outcomes, met, whole=whole)

    def _is_eligible(self, state: State) -> bool:
        run = self.profile.eligibility.run
        values = run(state.facts, state.rows, lambda name: state.unknowns[name])
        return bool(values[self.profile.plan.eligible])

    # -------------------------------------------------------------- kinds of results
    def _judge(
        self,
        nip: str,
        month: Month,
        inputs: Inputs,
        plan: Plan,
        outcomes: list[Outcome],
        met: list[Gap],
        *,
        whole: bool,
    ) -> Result:
        sheets = [self._money(plan, outcome.values, nip, month) for outcome in outcomes]
        first, sheet = outcomes[0], sheets[0]
        same = whole and all(
            (other.status, other.lines) == (sheet.status, sheet.lines) for other in sheets
        )
        settled = same and _settles(met, sheet)
        shares = _common_shares(plan, outcomes)
        why, warnings = self._remarks(plan, inputs, month)
        why += [_gate_remark(gate) for gate in sheet.gates] if same else []
        missing = _missing(met, outcomes)
        computation = Computation(plan, inputs, first.values, doubts_of(outcomes))
        if settled:
            if missing:
                params = {"missing": ", ".join(missing)}
                warnings.append(Remark("missing-made-no-difference", None, params))
            findings = _settled_findings(plan, outcomes, sheets)
            warnings += _questions(plan, first.values, findings)
            return Result(
                nip=nip,
                period=month,
                name=inputs.employee.name or "",
                status=sheet.status,
                parts=shares,
                lines=sheet.lines,
                gross=sheet.gross,
                deductions=sheet.gross - sheet.net,
                net=sheet.net,
                bounds=None,
                findings=findings,
                counts=_common_counts(plan, outcomes, findings),
                why_status=tuple(why),
                warnings=tuple(warnings),
                computation=computation,
                explainer=self.explainer,
            )
        bounds = _bounds(outcomes, sheets, met, missing, whole=whole)
        why.append(Remark("incomplete", None, {"missing": ", ".join(missing)}))
        return Result(
            nip=nip,
            period=month,
            name=inputs.employee.name or "",
            status="incomplete",
            parts=shares,
            lines=(),
            gross=None,
            deductions=None,
            net=None,
            bounds=bounds,
            findings=_common_findings(plan, outcomes, sheets) if whole else (),
            counts=_common_counts(plan, outcomes, ()),
            why_status=tuple(why),
            warnings=tuple(warnings),
            computation=computation,
            explainer=self.explainer,
        )

    def _not_eligible(
        self, nip: str, month: Month, inputs: Inputs, plan: Plan, program: Program, state: State
    ) -> Result:
        code = "not-eligible" if inputs.in_service else "not-in-service"
        category = inputs.employee.category or "?"
        why, warnings = self._remarks(plan, inputs, month)
        values = program.run(state.facts, state.rows, lambda name: state.unknowns[name])
        return Result(
            nip=nip,
            period=month,
            name=inputs.employee.name or "",
            status="not_eligible",
            parts={},
            lines=(),
            gross=0,
            deductions=0,
            net=0,
            bounds=None,
            findings=(),
            counts=_counts(plan, values, ()) if all(g.proves for g in inputs.gaps) else {},
            why_status=(Remark(code, None, {"category": category}), *why),
            warnings=tuple(warnings),
            computation=Computation(plan, inputs, values),
            explainer=self.explainer,
        )

    def _without_person(self, nip: str, month: Month) -> Result:
        """Somebody whose employees row was set aside: listed, never dropped."""
        names = tuple(
            sorted(
                named(aside)
                for aside in self.reader.pack.set_aside
                if aside.nip == nip and aside.table == "employees"
            )
        )
        remark = Remark("incomplete", None, {"missing": ", ".join(names)})
        return Result(
            nip=nip,
            period=month,
            name="",
            status="incomplete",
            parts={},
            lines=(),
            gross=None,
            deductions=None,
            net=None,
            bounds=Bounds(None, None, names),
            findings=(),
            counts={},
            why_status=(remark,),
            warnings=(),
            explainer=self.explainer,
        )

    # -------------------------------------------------------------- money
    def _money(self, plan: Plan, values: dict[str, Any], nip: str, month: Month) -> Money:
        gates = tuple(gate for gate in plan.outcomes if values[gate.flag])
        zero = any(gate.status == "zero" for gate in gates)
        if not values[plan.eligible]:
            return Money("not_eligible", (), (), 0, 0)
        gross = 0 if zero else int(values["total.paid"])
        source = plan.bases[-1].source
        lines = [*self._parts(plan, values, gross, zero=zero)]
        lines.append(LineItem("gross", "total", gross, _word("gross"), source))
        net = gross
        for line in plan.lines:
            amount = 0 if zero else int(values[line.amount])
            if line.kind in NEGATIVE:
                net -= amount
                amount = -amount
            lines.append(LineItem(line.id, line.kind, amount, line.label, line.source))
        taken_ids = {line.id for line in lines} | {"net"}
        for code, asked in self._deductions(nip, month):
            taken = max(0, min(asked, net))
            net -= taken
            name = f"deduction_{code}" if code in taken_ids else code
            lines.append(LineItem(name, "deduction", -taken, _deduction_label(code), None))
        lines.append(LineItem("net", "total", net, _word("net"), source))
        return Money("zero" if zero else "payable", gates, tuple(lines), gross, net)

    def _parts(
        self, plan: Plan, values: dict[str, Any], gross: int, *, zero: bool
    ) -> Iterator[LineItem]:
        """Lines that add up to the gross.

        Parts where the gross is their sum; where something acts on the total besides, or a part
        is no whole rupiah, the total is the one part and the whole parts are told as `info`.
        """
        total = plan.bases[-1]
        adds_up = parts_add_up(plan)
        for base in plan.bases[:-1]:
            paid = f"{base.name}.paid"
            kind = plan.by_name[paid].type
            if not kind.ratio and not kind.scale:
                amount = 0 if zero else int(values[paid])
                role = "part" if adds_up else "info"
                yield LineItem(base.name, role, amount, base.label, base.source)
        if not adds_up:
            label = total.label if total.printed else _word("total")
            yield LineItem(total.name, "part", gross, label, total.source)

    def _deductions(self, nip: str, month: Month) -> Iterator[tuple[str, int]]:
        """Recovered over-payment, then the fixed deductions of the pack, in order of code."""
        over = self.reader.lookups.carried(nip, str(month), "overpayment")
        if over:
            yield "overpayment", int(over)
        sums: dict[str, int] = {}
        for row in self.reader.pack.by_nip("deductions").get(nip, ()):
            if row.period == str(month):
                sums[row.code] = sums.get(row.code, 0) + int(row.amount)
        yield from sorted(sums.items())

    # -------------------------------------------------------------- remarks
    def _remarks(
        self, plan: Plan, inputs: Inputs, month: Month
    ) -> tuple[list[Remark], list[Remark]]:
        why = [Remark(n.code, n.day, n.params) for n in inputs.notes if n.kind == "status"]
        warnings: list[Remark] = []
        if plan.status == "placeholder":
            warnings.append(Remark("placeholder-rates", None, {"id": plan.id}))
        elif plan.unconfirmed:
            warnings.append(Remark("unconfirmed-rates", None, {"id": plan.id}))
        if month.year in self.reader.calendar.estimated_years:
            warnings.append(Remark("estimated-calendar", None, {"year": month.year}))
        warnings += [Remark(n.code, n.day, n.params) for n in inputs.notes if n.kind != "status"]
        if self._general:
            params = {"rows": ", ".join(self._general)}
            warnings.append(Remark("general-rows-set-aside", None, params))
        return why, warnings


def _missing(gaps: Sequence[Gap], outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """Names of what is missing; an `unknown` of the law only where every state meets it."""
    silent = {name for outcome in outcomes for name in outcome.asked}
    always = silent.intersection(*(outcome.asked for outcome in outcomes))
    return tuple(sorted({g.name for g in gaps if g.name not in silent or g.name in always}))


def parts_add_up(plan: Plan) -> bool:
    """Whether the gross of every person is the sum of whole parts."""
    *parts, total = plan.bases
    kinds = [plan.by_name[f"{base.name}.paid"].type for base in parts]
    is_whole = all(not kind.ratio and not kind.scale for kind in kinds)
    acts = total.charges or total.minus or any(base == total.name for _, base, _ in plan.factors)
    coarse = total.round is not None and (total.round.size, total.round.scale) != (1, 0)
    return bool(parts) and is_whole and not acts and not coarse


def _word(key: str) -> Text:
    return Text(render("id", f"words.{key}", {}), render("en", f"words.{key}", {}))


def _deduction_label(name: str) -> Text:
    return _word(name) if name == "overpayment" else Text(name, name)


def _gate_remark(gate: Gate) -> Remark:
    return Remark(
        "gate",
        None,
        {"label": gate.label, "source": Text(gate.source.text("id"), gate.source.text("en"))},
    )


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
                "about": about,
                "ask": question.ask,
                "taken": question.taken,
            }
            remarks.append(Remark("question", None, params))
    return remarks


def _counts(plan: Plan, values: dict[str, Any], findings: Sequence[Any]) -> dict[str, int | str]:
    counts = {
        name: plain_count(values[path], plan.by_name[path].type)
        for name, path in plan.counts.items()
    }
    codes: dict[str, int] = {}
    for finding in findings:
        if finding.day is not None:
            codes[finding.code] = codes.get(finding.code, 0) + 1
    return {**counts, **dict(sorted(codes.items()))}


def _settles(gaps: Sequence[Gap], sheet: Money) -> bool:
    """Whether outcomes that are the same in every state prove that what is missing is nothing.

    A gate that holds whatever is missing settles the month (nothing is paid), but never one with
    a row set aside; else only gaps whose every value was looked at do.
    """
    if any(gap.forced for gap in gaps):
        return False
    if sheet.status == "zero":
        return not any("(" in gap.name and not gap.proves for gap in gaps)
    return all(gap.proves for gap in gaps)


def _settled_findings(
    plan: Plan, outcomes: Sequence[Outcome], sheets: Sequence[Money]
) -> tuple[Finding, ...]:
    """Findings of a result that is the same in every state; what differs goes to the residual."""
    first = findings_of(plan, outcomes[0].values, outcomes[0].state.rows, sheets[0].gates)
    if len(outcomes) == 1:
        return first
    common = _common_findings(plan, outcomes, sheets)
    if len(common) == len([finding for finding in first if finding.code != RESIDUAL]):
        return first
    amounts = {exact_of(plan, "total.full", outcome.values) for outcome in outcomes}
    if len(amounts) > 1:
        return ()
    return with_residual(plan, common, sheets[0].gross, amounts.pop())


def _common_counts(
    plan: Plan, outcomes: Sequence[Outcome], findings: Sequence[Finding]
) -> dict[str, int | str]:
    """Counts that are the same whatever the unknown is."""
    first = _counts(plan, outcomes[0].values, findings)
    others = [_counts(plan, outcome.values, findings) for outcome in outcomes[1:]]
    return {n: v for n, v in first.items() if all(other[n] == v for other in others)}


def _common_findings(
    plan: Plan, outcomes: Sequence[Outcome], sheets: Sequence[Money]
) -> tuple[Finding, ...]:
    """What the days cost whatever the unknown is."""
    first, *others = (
        findings_of(plan, outcome.values, outcome.state.rows, sheet.gates)
        for outcome, sheet in zip(outcomes, sheets, strict=True)
    )
    known = [set(findings) for findings in others]
    return tuple(
        finding
        for finding in first
        if finding.code != RESIDUAL and all(finding in findings for findings in known)
    )


def _common_shares(plan: Plan, outcomes: Sequence[Outcome]) -> dict[str, Fraction | None]:
    first = part_shares(plan, outcomes[0].values)
    others = [part_shares(plan, outcome.values) for outcome in outcomes[1:]]
    return {
        name: share if all(other[name] == share for other in others) else None
        for name, share in first.items()
    }


def _bounds(
    outcomes: Sequence[Outcome],
    sheets: Sequence[Money],
    gaps: Sequence[Gap],
    missing: tuple[str, ...],
    *,
    whole: bool,
) -> Bounds:
    """Between which amounts the net lies, open where a value without bound still moves it."""
    if not whole or any(gap.forced for gap in gaps):
        return Bounds(None, None, missing)
    met = [gap for gap in gaps if gap.options]
    nets = {outcome.choice: sheet.net for outcome, sheet in zip(outcomes, sheets, strict=True)}
    low, high = min(nets.values()), max(nets.values())
    lowest: int | None = low
    highest: int | None = high
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
