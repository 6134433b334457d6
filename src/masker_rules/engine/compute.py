"""The reference engine: one person and month at a time, with everything that explains it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from masker_rules.attendance import TapOffsets
from masker_rules.engine.cases import MonthCase, MonthCases
from masker_rules.engine.checks import LateGrounds, Silent
from masker_rules.engine.doubtful import Doubtful, UnenclosedError, doubtful_states, touched
from masker_rules.engine.doubts import CERTAIN, Doubts, doubts_of
from masker_rules.engine.emit import compile_plan
from masker_rules.engine.empty_tables import empty_tables
from masker_rules.engine.enclosing import Known, encloser_of
from masker_rules.engine.enclosures import ANYTHING, Span, hull
from masker_rules.engine.fine_cells import fine_cells
from masker_rules.engine.gaps import Gap, State
from masker_rules.engine.header import Header
from masker_rules.engine.inputs import InputReader, Inputs
from masker_rules.engine.judging import (
    Outlook,
    Told,
    ends_of,
    in_doubt,
    judge,
    nobody,
    not_eligible,
    outlook,
)
from masker_rules.engine.memory import Memory
from masker_rules.engine.missing_names import missing_names
from masker_rules.engine.month_facts import deductions_of
from masker_rules.engine.people import people_of
from masker_rules.engine.pools import Sharing, pool_remarks
from masker_rules.engine.profile import Profile
from masker_rules.engine.questions import (
    Choice,
    Question,
    Reading,
    by_day,
    combinations,
    extremes,
    joined,
    number_of,
)
from masker_rules.engine.remarks import common_remarks, general_rows
from masker_rules.engine.result import Bounds, Person, Remark, Result
from masker_rules.engine.results import Results
from masker_rules.engine.scenarios import Outcome, by_program, run_scenarios
from masker_rules.engine.sheet import pay_sheet, plan_columns
from masker_rules.engine.to_fill import with_places
from masker_rules.engine.unit_doubts import doubts_of_units, with_doubts
from masker_rules.engine.versions import among, held_months, performance_month
from masker_rules.errors import MaskerRulesError, Place, RequestError
from masker_rules.facts import Pack, SetAside
from masker_rules.facts.presence import Punched
from masker_rules.facts.rows import Row
from masker_rules.language.plan import Expr, Plan, Quantity
from masker_rules.periods import Month
from masker_rules.texts.spoken import Code

__all__ = [
    "Computation",
    "Computed",
    "Job",
    "columns_of",
    "compute_results",
    "each_once",
    "evaluate",
    "months_of",
    "the_month",
]

#: So many people are computed together where a row for many is open.
TOGETHER = 32


class Computed(Protocol):
    """What explanations read of a computation, be it kept or made when somebody asks."""

    @property
    def plan(self) -> Plan: ...

    @property
    def inputs(self) -> Inputs: ...

    @property
    def values(self) -> dict[str, Any]: ...

    @property
    def doubts(self) -> Doubts: ...


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


def evaluate(computation: Computed, expr: Expr, grain: str) -> Any:
    """The value of an expression in a computed month; a list where it is one of rows."""
    plan = computation.plan
    asked = Quantity("asked", grain, expr, plan.bases[-1].source, Place(plan.id))
    whole = replace(
        plan,
        quantities=(*plan.quantities, asked),
        by_name={**plan.by_name, asked.name: asked},
    )
    program = compile_plan(whole, (asked.name,))
    inputs = computation.inputs
    return program.run(inputs.facts, inputs.rows, lambda _: 0)[asked.name]


def months_of(
    profile: Profile, pack: Punched, months: Sequence[Month] | None
) -> tuple[Month, ...]:
    """The performance months asked for, or the only one in which the pack has punches.

    Raises:
        RequestError: no month was asked for and the punches cover none or several
            [period-needed].
    """
    found = the_month(months, () if months else pack.months(profile.plan.cutoff))
    return tuple(performance_month(profile, month) for month in found)


def the_month(months: Sequence[Month] | None, punched: Iterable[Month]) -> tuple[Month, ...]:
    """The months asked for, or the only one of those that hold a punch; errors likewise."""
    if months:
        return tuple(months)
    found = sorted(set(punched))
    if len(found) != 1:
        raise RequestError.of("period-needed", found=", ".join(map(str, found)) or "-")
    return (found[0],)


def compute_results(  # noqa: PLR0913  (nips names people, asked people and months)
    profile: Profile,
    pack: Pack,
    months: Sequence[Month] | None = None,
    *,
    as_of: date | None = None,
    nips: Iterable[str] | None = None,
    explainer: Callable[[Result, str], str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    asked: Collection[tuple[str, Month]] | None = None,
    memory: Memory | None = None,
    sharing: Sharing | None = None,
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
        asked: Only these people in these months; None = everybody in every month.
        memory: What earlier runs made of the same pack; None = nothing.
        sharing: Who takes part in what people have together; None = everybody in the pack.

    Raises:
        RequestError: no such period or nip, or the regulation is not in force then
            [period-needed, nip-not-in-pack, not-in-force].
        CalendarError: a year has no calendar.
    """
    job = Job(
        profile,
        pack,
        months,
        as_of=as_of,
        explainer=explainer,
        asked=asked,
        memory=memory,
        sharing=sharing,
    )
    todo = job.todo(nips)
    items = []
    for done, (nip, month) in enumerate(todo, 1):
        items.append(job.result(nip, month))
        if progress is not None:
            progress(done, len(todo))
    return job.results(items)


class Job:
    """What one run reads once, for any of its people and months.

    Args: as :func:`compute_results`; `speaking` tells which rows set aside may speak of anybody
        under a regulation, where the pack, which it is given in its words, is a part of another.

    Attributes:
        months: The performance months.
        offsets: How far the taps of units lie from their schedules, by month, of the results that
            have been made.
    """

    def __init__(  # noqa: PLR0913  (as compute_results)
        self,
        profile: Profile,
        pack: Pack,
        months: Sequence[Month] | None = None,
        *,
        as_of: date | None = None,
        explainer: Callable[[Result, str], str] | None = None,
        asked: Collection[tuple[str, Month]] | None = None,
        memory: Memory | None = None,
        speaking: Callable[[Profile, Pack], Sequence[SetAside]] | None = None,
        sharing: Sharing | None = None,
    ) -> None:
        wanted = self.months = months_of(profile, pack, months)
        self._asked = among(asked, wanted)
        needed = {*wanted} if self._asked is None else {month for _, month in self._asked}
        self._holding = held_months(profile, (month for month in wanted if month in needed))
        self._readers: dict[Profile, InputReader] = {}
        for one in dict.fromkeys(self._holding.values()):
            own = _under(one, pack, memory)
            self._readers[one] = InputReader(
                one,
                own,
                wanted,
                as_of,
                memory=memory,
                speaking=None if speaking is None else speaking(one, own),
                sharing=sharing,
            )
        self._engines = {
            one: _Engine(one, reader, explainer) for one, reader in self._readers.items()
        }
        self.offsets: dict[Month, TapOffsets] = {}

    def todo(self, nips: Iterable[str] | None = None) -> list[tuple[str, Month]]:
        """Whom to compute in which month, in order.

        Raises:
            RequestError: somebody is not in the pack [nip-not-in-pack].
        """
        people = {one: people_of(reader.pack, nips) for one, reader in self._readers.items()}
        pairs = [(nip, month) for month, one in self._holding.items() for nip in people[one]]
        return [pair for pair in pairs if self._asked is None or pair in self._asked]

    def result(self, nip: str, month: Month) -> Result:
        """One person and month."""
        result = self._engines[self._holding[month]].result(nip, month)
        if result.computation is not None:
            inputs = result.computation.inputs
            offsets = self.offsets.setdefault(month, TapOffsets())
            offsets.add(inputs.employee.unit or "", inputs.attendance.days)
        return result

    def outlook(self, nip: str, month: Month) -> Outlook:
        """What one person is paid in a month: of :meth:`result` status, net and bounds."""
        return self._engines[self._holding[month]].outlook(nip, month)

    def results(self, items: Sequence[Result]) -> Results:
        """The whole run, its results in order of period and nip."""
        last = self._readers[self._holding[max(self._holding)]]
        own = {one: reader.pack for one, reader in self._readers.items()}
        packs = own.values()
        units = {
            (item.nip, item.period): item.computation.inputs.employee.unit or ""
            for item in items
            if item.computation is not None
        }
        doubted = doubts_of_units(self.offsets, last.pack)
        return Results(
            tuple(with_doubts(items, doubted, units)),
            Header(self._holding, last.calendar, last.pack),
            each_once(one.set_aside for one in packs),
            each_once(
                [
                    *(one.warnings for one in packs),
                    fine_cells(items, packs),
                    [*empty_tables(own, self._holding)],
                ]
            ),
            columns_of(self._holding.values()),
            grounds=LateGrounds(last.pack, lambda: Silent.of(items, doubted), self._holding),
        )


def _under(profile: Profile, pack: Pack, memory: Memory | None) -> Pack:
    words = profile.vocabulary
    return (memory or Memory()).of("pack", (pack, words), lambda: pack.under(words))


def columns_of(profiles: Iterable[Profile]) -> tuple[str, ...]:
    """Columns of the results of several versions, each once."""
    plans = [one.plan for one in dict.fromkeys(profiles)]
    return tuple(dict.fromkeys(name for plan in plans for name in plan_columns(plan)))


def each_once(lists: Iterable[Sequence[Any]]) -> tuple[Any, ...]:
    """What several readings of a pack say, each once and in order; they cannot be hashed."""
    first, *others = lists
    found = list(first)
    for item in (item for said in others for item in said):
        if item not in found:
            found.append(item)
    return tuple(found)


class _Bounding:
    """Shows between what the net of a case lies.

    Args:
        case: The person and month.
        deductions: Code and rupiah of what is taken after all that the regulation computes.
    """

    def __init__(self, case: MonthCase, deductions: Sequence[tuple[str, int]]) -> None:
        self._case, self._deductions = case, deductions
        self._found: dict[tuple[str, ...], list[tuple[Doubtful, Span]]] = {}

    @property
    def is_needed(self) -> bool:
        """Whether anything is missing; what the law alone leaves unknown is tried."""
        return any(gap.options for gap in self._case.inputs.gaps)

    def settle(self, met: Sequence[Gap], first: Outcome) -> Sequence[Gap]:
        """The gaps, of those that the net does not ask for only the first option."""
        encloser, known = encloser_of(self._case.plan), self._known(first.values)
        try:
            states = doubtful_states(self._case.state, self._missing(met))
            read = frozenset[str]().union(*(encloser.read(one, known) for one in states))
        except UnenclosedError:
            return met
        return [
            gap
            if gap.name in read or not read.isdisjoint(touched(self._case.state, gap))
            else replace(gap, options=gap.options[:1], open_end=False, listed=True)
            for gap in met
        ]

    def within(self, met: Sequence[Gap], outcomes: Sequence[Outcome]) -> Span | None:
        """Between what the net is shown to lie; None where all that it can be was computed."""
        case = self._case
        if all(gap.listed for gap in met if gap.name not in case.unknowns):
            return None
        values = outcomes[0].values
        nets = [pay_sheet(case.plan, one.values, self._deductions).net for one in outcomes]
        tried = Span(min(nets), max(nets))
        try:
            found = self._enclosed(met, values)
        except UnenclosedError:
            return ANYTHING
        encloser, known = encloser_of(case.plan), self._known(values)
        return hull(encloser.narrowed(doubtful, own, tried, known) for doubtful, own in found)

    def between(self, met: Sequence[Gap], values: Mapping[str, Any]) -> Span:
        """Between what the net is shown to lie, whatever is missing is."""
        try:
            return hull(own for _, own in self._enclosed(met, values))
        except UnenclosedError:
            return ANYTHING

    def _enclosed(
        self, met: Sequence[Gap], values: Mapping[str, Any]
    ) -> list[tuple[Doubtful, Span]]:
        case, gaps = self._case, self._missing(met)
        key = tuple(f"{gap.name} {len(gap.options)}" for gap in gaps)
        if key not in self._found:
            encloser, known = encloser_of(case.plan), self._known(values)
            self._found[key] = [
                (one, encloser.net(one, known)) for one in doubtful_states(case.state, gaps)
            ]
        return self._found[key]

    def _missing(self, met: Sequence[Gap]) -> list[Gap]:
        """The gaps of the facts, without those of the law."""
        return [gap for gap in met if gap.name not in self._case.unknowns]

    def _known(self, values: Mapping[str, Any]) -> Known:
        inputs = self._case.inputs
        segments = inputs.segments if inputs.segmented else None
        return Known(values, self._deductions, segments, inputs.divisor)


def _shape(inputs: Inputs) -> Hashable:
    """Of which days there are rows of each grain."""
    rows = inputs.rows.items()
    return frozenset((grain, tuple(getattr(row, "date", 0) for row in own)) for grain, own in rows)


def _as_read(inputs: Inputs) -> Callable[[State], None]:
    def apply(state: State) -> None:
        state.facts.update(inputs.facts)
        state.rows.update(inputs.rows)

    return apply


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
        self._cases = MonthCases(profile, reader)
        self._known = set(reader.pack.by_nip("employees"))
        self._page: Sequence[str] = ()
        self._beside_page: dict[tuple[tuple[str, tuple[Row, ...]], ...], _Engine] = {}
        self._general = general_rows(reader.pack.set_aside)

    def result(self, nip: str, month: Month) -> Result:
        """One person and month, whatever rows set aside or in doubt may say of it."""
        found = self._result(nip, month)
        questions = self.reader.readings.of(nip, month) if nip in self._known else ()
        if not questions:
            return found
        found = self._in_doubt(found, questions)
        notes = tuple(one.note for one in questions if one.note is not None)
        return replace(found, warnings=(*found.warnings, *notes))

    def _in_doubt(self, found: Result, asked: Sequence[Question]) -> Result:
        """The result of every reading of the rows that may be about the person."""
        nip, month, questions = found.nip, found.period, by_day(asked)
        choices = combinations(questions)
        if choices is None:
            return in_doubt(questions, found, None)
        tried = {choices[0]: found}
        try:
            for choice in choices[1:]:
                tried[choice] = self._beside(found, questions, choice)
            if number_of(questions) > len(choices):
                ends = {choice: ends_of(one) for choice, one in tried.items()}
                for choice in dict.fromkeys(extremes(questions, ends)):
                    if choice not in tried:
                        tried[choice] = self._beside(found, questions, choice)
        except MaskerRulesError:
            # A calendar that contradicts itself is no month that there was.
            return in_doubt(questions, found, None)
        within = None
        if any(one.is_sampled for one in questions):
            within = self._between(nip, month, [*tried.values()])
        return in_doubt(questions, found, tried, within)

    def _between(self, nip: str, month: Month, results: Sequence[Result]) -> Span:
        """Between what the net is shown to lie where it may be any between several results."""
        made = [one.computation for one in results if one.computation is not None]
        if len(made) < len(results) or any(one.inputs.segmented for one in made):
            return ANYTHING
        case, deductions = self._cases.of(nip, month), tuple(self._deductions(nip, month))
        shapes: dict[Hashable, list[Computed]] = {}
        for one in made:
            # Between months of other days nothing lies.
            shapes.setdefault(_shape(one.inputs), []).append(one)
        found = []
        for first, *others in shapes.values():
            base = replace(case.state, facts=first.inputs.facts, rows=first.inputs.rows)
            options = tuple(_as_read(one.inputs) for one in (first, *others))
            gaps = [*made[0].inputs.gaps, Gap("", options, open_end=True)]
            bounding = _Bounding(replace(case, state=base), deductions)
            found.append(bounding.between(gaps, first.values))
        return hull(found)

    def _beside(self, found: Result, questions: Sequence[Question], choice: Choice) -> Result:
        """The result of one reading."""
        nip, month = found.nip, found.period
        reading = joined(one.options[at] for one, at in zip(questions, choice, strict=True))
        beside = self._under(nip, reading)
        # Without an employees row nobody is paid.
        if nip not in beside._known:  # noqa: SLF001  (its own)
            return nobody(found)
        return beside._result(nip, month)  # noqa: SLF001  (its own)

    def _under(self, nip: str, reading: Reading) -> _Engine:
        """The engine of a reading: of a person, or of some who stand beside each other."""
        rows = reading.for_many
        if rows is None:
            return _Engine(self.profile, self.reader.beside([nip], reading), self.explainer)
        page = self._pages[nip]
        if page != self._page:
            self._page, self._beside_page = page, {}
        if rows not in self._beside_page:
            reader = self.reader.beside(page, reading)
            self._beside_page[rows] = _Engine(self.profile, reader, self.explainer)
        return self._beside_page[rows]

    @cached_property
    def _pages(self) -> Mapping[str, Sequence[str]]:
        """By person the people whose months are read together where a row for many is open."""
        people = sorted(self._known)
        pages = [people[at : at + TOGETHER] for at in range(0, len(people), TOGETHER)]
        return {nip: page for page in pages for nip in page}

    def _result(self, nip: str, month: Month) -> Result:
        if nip not in self._known:
            return self._without_person(nip, month)
        case = self._cases.of(nip, month)
        plan, inputs = case.plan, case.inputs
        if not case.is_paid:
            return self._not_eligible(nip, month, case)
        probe = None if inputs.segmented else by_program(self.profile.pay_program, case.state)
        bounding = _Bounding(case, tuple(self._deductions(nip, month)))
        outcomes, met, whole = run_scenarios(
            by_program(case.program, case.state),
            inputs.gaps,
            case.unknowns,
            probe,
            bounding.settle if bounding.is_needed else None,
        )
        computation = Computation(plan, inputs, outcomes[0].values, doubts_of(outcomes))
        told = self._told(nip, month, inputs, plan)
        within = bounding.within(met, outcomes)
        return judge(plan, told, outcomes, met, computation, whole=whole, within=within)

    def outlook(self, nip: str, month: Month) -> Outlook:
        """What one person is paid in a month, without why: the same, and sooner."""
        if nip in self._known and self.reader.readings.of(nip, month):
            found = self.result(nip, month)
            inputs = found.computation.inputs if found.computation else None
            return Outlook(nip, found.name, found.status, found.net, found.bounds, inputs)
        if nip not in self._known:
            result = self._without_person(nip, month)
            return Outlook(nip, "", result.status, result.net, result.bounds, None)
        case = self._cases.of(nip, month)
        plan, inputs = case.plan, case.inputs
        if not case.is_paid:
            return Outlook(nip, inputs.employee.name or "", "not_eligible", 0, None, inputs)
        pay = None if inputs.segmented else self.profile.pay_program
        deductions = tuple(self._deductions(nip, month))
        bounding = _Bounding(case, deductions)
        # What is not paid by it may still meet what the law leaves open, and says so.
        program = pay if pay is not None and not case.unknowns else case.program
        outcomes, met, whole = run_scenarios(
            by_program(program, case.state),
            inputs.gaps,
            case.unknowns,
            None if pay is None else by_program(pay, case.state),
            bounding.settle if bounding.is_needed else None,
        )
        within = bounding.within(met, outcomes)
        return outlook(plan, inputs, nip, deductions, outcomes, met, whole=whole, within=within)

    # -------------------------------------------------------------- kinds of results
    def _told(self, nip: str, month: Month, inputs: Inputs, plan: Plan) -> Told:
        why, warnings = self._remarks(plan, inputs, month)
        return Told(
            nip=nip,
            period=month,
            person=Person.of(inputs.employee),
            why=why,
            warnings=warnings,
            deductions=tuple(self._deductions(nip, month)),
            open_counts=inputs.open_counts,
            explainer=self.explainer,
        )

    def _not_eligible(self, nip: str, month: Month, case: MonthCase) -> Result:
        inputs, plan, state = case.inputs, case.plan, case.state
        code = "not-eligible" if inputs.in_service else "not-in-service"
        remark = Remark(code, None, {"category": Code(inputs.employee.category or "?")})
        values = case.program.run(state.facts, state.rows, lambda name: state.unknowns[name])
        return not_eligible(
            plan,
            self._told(nip, month, inputs, plan),
            remark,
            Outcome(values, state, ()),
            Computation(plan, inputs, values),
            certain=all(gap.proves for gap in inputs.gaps),
        )

    def _without_person(self, nip: str, month: Month) -> Result:
        """Somebody whose employees row was set aside: listed, never dropped."""
        names, known = self.reader.readings.of_stranger(nip, month)
        if self.reader.readings.has_more(nip, month, names):
            # Other rows may be theirs, too: of all together nothing is said.
            known = None
        bounds = Bounds(None, None, names)
        if known:
            bounds = self._either(nip, month, known, names)
        remark = Remark("incomplete", None, {"missing": missing_names(bounds.missing)})
        return Result(
            nip=nip,
            period=month,
            person=Person(name=self.reader.readings.name_of(nip)),
            status="incomplete",
            parts={},
            lines=(),
            gross=None,
            deductions=None,
            net=None,
            bounds=with_places(bounds, nip, month, self.profile.plan),
            findings=(),
            counts={},
            why_status=(remark,),
            warnings=(),
            run=self.profile.plan.run,
            explainer=self.explainer,
        )

    def _either(
        self, nip: str, month: Month, known: Sequence[Reading], names: tuple[str, ...]
    ) -> Bounds:
        """Between what the net lies if one of several employees rows is the person's."""
        found = []
        for reading in known:
            beside = _Engine(self.profile, self.reader.beside([nip], reading), self.explainer)
            result = beside._result(nip, month)
            found.append(result.bounds or Bounds(result.net, result.net, ()))
        lows, highs = [one.lowest for one in found], [one.highest for one in found]
        missing = {*names, *(name for one in found for name in one.missing)}
        return Bounds(
            None if None in lows else min(low for low in lows if low is not None),
            None if None in highs else max(high for high in highs if high is not None),
            tuple(sorted(missing)),
        )

    def _deductions(self, nip: str, month: Month) -> Iterator[tuple[str, int]]:
        return deductions_of(self.reader.lookups, self.reader.pack, nip, month, self.profile.plan)

    # -------------------------------------------------------------- remarks
    def _remarks(
        self, plan: Plan, inputs: Inputs, month: Month
    ) -> tuple[list[Remark], list[Remark]]:
        why = [Remark(n.code, n.day, n.params) for n in inputs.notes if n.kind == "status"]
        warnings = [*common_remarks(self.profile, plan, self.reader.calendar, month)]
        warnings += [Remark(n.code, n.day, n.params) for n in inputs.notes if n.kind != "status"]
        warnings += pool_remarks(inputs.pooled.values())
        warnings += self._general
        return why, warnings
