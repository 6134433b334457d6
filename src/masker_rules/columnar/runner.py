"""One run: in frames who can be computed in frames, by the reference engine everybody else.

What comes out is the same as from the reference engine, to the last byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any

import narwhals as nw
import polars as pl

from masker_rules.attendance import TapOffsets
from masker_rules.attendance.zones import NEAR, SHIFTS
from masker_rules.columnar.assembly import Person, Values, result_of, result_program, values_of
from masker_rules.columnar.attendance import Attended, attend
from masker_rules.columnar.backends import Backend, PolarsBackend
from masker_rules.columnar.formulas import NotColumnarError
from masker_rules.columnar.general import deductions_of, general_of
from masker_rules.columnar.known import Knowledge
from masker_rules.columnar.month_facts import month_facts
from masker_rules.columnar.notes import note_of
from masker_rules.columnar.packs import FactFrames
from masker_rules.columnar.program import FrameProgram
from masker_rules.columnar.sheets import MONTHLY, PERSON_MONTH, ROW, Frame, Key
from masker_rules.columnar.tables import beside
from masker_rules.columnar.widths import TooWideError
from masker_rules.engine.compute import (
    Computed,
    Job,
    columns_of,
    each_once,
    header_of,
    the_month,
    the_people,
    with_clock_doubts,
)
from masker_rules.engine.doubts import Doubts
from masker_rules.engine.inputs import Inputs, calendar_of
from masker_rules.engine.judging import Told
from masker_rules.engine.known import KnownMonths
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Remark, Result, Results
from masker_rules.engine.versions import CutProfile, version_of
from masker_rules.language.plan import MONTH, PUNCHED, Plan, Window
from masker_rules.periods import Month

__all__ = ["Ran", "run_frames"]

Pair = tuple[str, Month]
#: What doubts about clocks are told from.
OFFSETS = ("start", "end", "in_at", "out_at")
#: Rows of the months of a window are numbered on, month after month.
TURN = 10**6


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run gave, and how.

    Attributes:
        results: As of the reference engine.
        in_frames: Person-months that were computed in frames.
        reasons: Why the others were not, with their number; a person-month may have several.
    """

    results: Results
    in_frames: int
    reasons: Mapping[str, int]


def run_frames(  # noqa: PLR0913  (as compute_results, and where the frames live)
    profile: Profile,
    pack: FactFrames,
    months: Sequence[Month] | None = None,
    *,
    as_of: date | None = None,
    nips: Iterable[str] | None = None,
    explainer: Callable[[Result, str], str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    backend: Backend | None = None,
) -> Ran:
    """Results of everybody in the pack, as `engine.compute.compute_results`.

    Args:
        profile: The regulation.
        pack: The facts, in the pack's or the profile's words.
        months: Performance months; None where the punches cover one.
        as_of: Last known day; None is the last day of the last month.
        nips: Only these people.
        explainer: Makes the text of `Result.explain`.
        progress: Called with person-months done and to do.
        backend: Where frames are computed; None = in memory, by Polars.

    Raises:
        RequestError: as `compute_results`.
        CalendarError: as `compute_results`.
    """
    run = _Run(profile, pack, months, as_of, explainer, backend or PolarsBackend())
    return run.ran(nips, progress)


class _Run:
    def __init__(
        self,
        profile: Profile,
        pack: FactFrames,
        months: Sequence[Month] | None,
        as_of: date | None,
        explainer: Callable[[Result, str], str] | None,
        backend: Backend,
    ) -> None:
        self.profile, self.pack, self.as_of = profile, pack, as_of
        self.explainer, self.backend = explainer, backend
        punched = pack.months()
        self.months = the_month(months, punched)
        self.known = frozenset(self.months) | punched
        self.holding = {month: version_of(profile, month) for month in self.months}
        self.packs = {
            one: pack.under(one.vocabulary) for one in dict.fromkeys(self.holding.values())
        }
        self.calendars = {
            one: calendar_of(
                one, KnownMonths(None, self.known), self.months, own.rows("sanctions")
            )
            for one, own in self.packs.items()
        }

    def ran(self, nips: Iterable[str] | None, progress: Callable[[int, int], None] | None) -> Ran:
        """Everybody asked for, in order of period and nip."""
        asked = None if nips is None else list(nips)
        people = {
            one: the_people(own.nips(), own.set_aside, asked) for one, own in self.packs.items()
        }
        todo = [(nip, month) for month in self.months for nip in people[self.holding[month]]]
        found: dict[Pair, Result] = {}
        units: dict[Pair, str] = {}
        offsets = {month: TapOffsets() for month in self.months}
        reasons: Counter[str] = Counter()
        for version, own in self.packs.items():
            theirs = [month for month in self.months if self.holding[month] is version]
            some = _InFrames(self, version, own, theirs)
            reasons += some.reasons(asked)
            found |= some.results
            units |= some.units
            some.count(offsets)
        in_frames = len(found)
        left = [pair for pair in todo if pair not in found]
        if progress is not None:
            progress(in_frames, len(todo))
        if left:
            job = self.reference(left)
            for done, pair in enumerate(left, in_frames + 1):
                result = found[pair] = job.result(*pair)
                if result.computation is not None:
                    units[pair] = result.computation.inputs.employee.unit or ""
                if progress is not None:
                    progress(done, len(todo))
            for month, own_offsets in job.offsets.items():
                offsets[month].merge(own_offsets)
        items = [found[pair] for pair in sorted(todo, key=lambda pair: (pair[1], pair[0]))]
        return Ran(self._results(items, offsets, units), in_frames, dict(reasons))

    def reference(self, pairs: Iterable[Pair]) -> Job:
        """The reference engine for some people and months."""
        asked = frozenset(pairs)
        return Job(
            self.profile,
            self.pack.pack_of({nip for nip, _ in asked}),
            self.months,
            as_of=self.as_of,
            explainer=self.explainer,
            asked=asked,
            known=self.known,
        )

    def _results(
        self,
        items: Sequence[Result],
        offsets: Mapping[Month, TapOffsets],
        units: Mapping[Pair, str],
    ) -> Results:
        last = self.holding[max(self.holding)]
        own = self.packs[last]
        return Results(
            tuple(with_clock_doubts(items, offsets, units)),
            header_of(self.holding, self.calendars[last], own.digest, own.counts()),
            each_once(one.set_aside for one in self.packs.values()),
            each_once(one.warnings for one in self.packs.values()),
            columns_of(self.holding.values()),
        )


class _InFrames:
    """What can be computed in frames of the months of one version of the regulation."""

    def __init__(
        self, run: _Run, version: Profile, pack: FactFrames, months: Sequence[Month]
    ) -> None:
        self.run, self.version, self.pack, self.months = run, version, pack, months
        self.results: dict[Pair, Result] = {}
        self.units: dict[Pair, str] = {}
        self._routed: list[Frame] = []
        self._whole = ""
        self._attended: Attended | None = None
        program = self._program()
        if program is not None:
            self._compute(program)

    def _program(self) -> FrameProgram | None:
        """The program of the version, or None where all of it is for the reference engine."""
        if isinstance(self.version, CutProfile):
            self._whole = "month-cut"
            return None
        try:
            return program_of(self.version)
        except (TooWideError, NotColumnarError) as error:
            self._whole = f"not-in-frames: {error}"
            return None

    def _compute(self, program: FrameProgram) -> None:
        run, backend = self.run, self.run.backend
        plan = self.version.plan
        frames = {
            name: backend.taken(frame) for name, frame in self.pack.frames(plan.zone).items()
        }
        also = {key.grain: _names(columns) for key, columns in program.facts.items()}
        also["day"] = also.get("day", frozenset()) | set(OFFSETS)
        also.pop(MONTH, None)
        reached = sorted({*self.months, *self._earlier()})
        attended = attend(self.version, frames, reached, run.as_of, None, also)
        periods = [_number(month) for month in self.months]
        people = attended.people.filter(nw.col("period").is_in(periods))
        known = Knowledge(frozenset(self.pack.tables), self.pack.set_aside, run.known, run.as_of)
        facts = month_facts(self.version, frames, known, people, self.months, windows=True)
        every = backend.persist(facts.every)
        links = {
            window: backend.persist(self._links(window, attended.people))
            for _, window in self.version.program().earlier.values()
        }
        gone = attended.routed.select(PERSON_MONTH).unique()
        self._routed = [
            attended.routed.join(people.select(PERSON_MONTH), on=PERSON_MONTH, how="semi"),
            every.filter(~nw.col("reason").is_null()),
        ]
        for own in links.values():
            met = own.join(gone, left_on="src", right_on=PERSON_MONTH, how="semi")
            met = met.filter(nw.col("src") != nw.col(PERSON_MONTH))
            reason = nw.lit("earlier-month")
            self._routed.append(met.select(PERSON_MONTH).unique().with_columns(reason=reason))
        month = every.filter(nw.col("reason").is_null())
        for frame in self._routed:
            month = month.join(frame.select(PERSON_MONTH), on=PERSON_MONTH, how="anti")
        given = self._sheets(program, attended, month, links)
        outside = _outside(program, given, backend)
        if outside is not None:
            self._routed.append(outside.with_columns(reason=nw.lit("beyond-limits")))
            given[MONTHLY] = given[MONTHLY].join(outside, on=PERSON_MONTH, how="anti")
        made = program.run(given, backend.persist)
        if program.asked is not None:
            asked = made[MONTHLY].filter(nw.col(program.asked) == 1).select(PERSON_MONTH)
            self._routed.append(asked.with_columns(reason=nw.lit("unknown-asked")))
            kept = made[MONTHLY].filter(nw.col(program.asked) == 0)
            made[MONTHLY] = backend.persist(kept)
        self._attended = attended
        self._judge(plan, values_of(program, made, backend), known, frames, every)

    def _earlier(self) -> Iterator[Month]:
        """The earlier months whose rows windows read, as :meth:`MonthRows.earlier`."""
        for grain, window in self.version.program().earlier.values():
            for month in self.months:
                for past in window.before(month):
                    if grain not in PUNCHED or past in self.run.known:
                        yield past

    def _links(self, window: Window, people: Frame) -> Frame:
        """Which person-months a window of each one reads: `pm`, `src`, and their order `turn`."""
        turns = [
            (_number(month), _number(past), turn)
            for month in self.months
            for turn, past in enumerate(
                [*window.before(month), *([month] if window.with_this_month else [])]
            )
        ]
        schema = {"period": nw.Int64, "past": nw.Int64, "turn": nw.Int64}
        own = people.select(PERSON_MONTH, "nip", "period")
        asked = own.join(beside(people, turns, schema), on="period", how="inner")
        source = own.select("nip", src=nw.col(PERSON_MONTH), past=nw.col("period"))
        return asked.join(source, on=["nip", "past"], how="inner").select(
            PERSON_MONTH, "src", "past", "turn"
        )

    def _sheets(
        self,
        program: FrameProgram,
        attended: Attended,
        month: Frame,
        links: Mapping[Window, Frame],
    ) -> dict[Key, Frame]:
        """The frames that the program runs over."""
        given: dict[Key, Frame] = {}
        for key in program.facts:
            if key == MONTHLY:
                given[key] = self.run.backend.persist(month)
            elif key.window is None:
                given[key] = attended.rows[key.grain]
            else:
                rows, own = attended.rows[key.grain], links[key.window]
                if key.grain in PUNCHED:
                    known = [_number(one) for one in sorted({*self.run.known, *self.months})]
                    own = own.filter(nw.col("past").is_in(known))
                rows = rows.rename({PERSON_MONTH: "src"}).join(own, on="src", how="inner")
                turned = nw.col("turn") * TURN + nw.col(ROW)
                given[key] = rows.with_columns(place=nw.col(ROW)).with_columns(i=turned)
        return given

    def _judge(
        self,
        plan: Plan,
        values: Mapping[int, Values],
        known: Knowledge,
        frames: Mapping[str, Frame],
        every: Frame,
    ) -> None:
        backend, run = self.run.backend, self.run
        general = general_of(self.version, known, run.calendars[self.version], self.months)
        by_number = {_number(month): month for month in self.months}
        assert self._attended is not None
        notes = _by_person(backend.collected(self._attended.notes), values)
        taken = deductions_of(frames, self._attended.people, self.months)
        deductions = _by_person(backend.collected(taken), values)
        columns = (PERSON_MONTH, "nip", "period", "name", "category", "unit")
        for pm, nip, period, name, category, unit in backend.collected(
            every.select(*columns)
        ).iter_rows():
            if pm not in values:
                continue
            month = by_number[period]
            said = sorted(map(note_of, notes.get(pm, ())), key=_note_order)
            told = Told(
                nip=nip,
                period=month,
                name=name or "",
                why=[Remark(n.code, n.day, n.params) for n in said if n.kind == "status"],
                warnings=[
                    *general.before[month],
                    *(Remark(n.code, n.day, n.params) for n in said if n.kind != "status"),
                    *general.after,
                ],
                deductions=tuple(
                    (row["code"], row["amount"])
                    for row in sorted(
                        deductions.get(pm, ()), key=lambda r: (r["place"], r["code"])
                    )
                ),
                open_counts=general.open_counts,
                explainer=run.explainer,
            )
            result = result_of(plan, Person(told, category or "?"), values[pm])
            later = _Later(partial(run.reference, [(nip, month)]), nip, month)
            object.__setattr__(result, "computation", later)
            self.results[nip, month] = result
            self.units[nip, month] = unit or ""

    def reasons(self, nips: Sequence[str] | None) -> Counter[str]:
        """Why person-months are left to the reference engine."""
        if self._whole:
            return Counter({self._whole: len(self.months) * len(nips or self.pack.nips())})
        found: Counter[str] = Counter()
        for frame in self._routed:
            table = self.run.backend.collected(frame.select(PERSON_MONTH, "reason").unique())
            found.update(table["reason"].to_list())
        return found

    def count(self, offsets: Mapping[Month, TapOffsets]) -> None:
        """Add how far taps lie from their schedules, of those who were computed here."""
        if self._attended is None or not self.results:
            return
        backend = self.run.backend
        people = backend.collected(self._attended.people.select(PERSON_MONTH, "nip", "period"))
        by_number = {_number(month): month for month in self.months}
        computed = [
            (pm, self.units[nip, by_number[period]], period)
            for pm, nip, period in people.iter_rows()
            if period in by_number and (nip, by_number[period]) in self.results
        ]
        table = pl.DataFrame(
            computed,
            schema={PERSON_MONTH: pl.Int64, "unit": pl.String, "period": pl.Int64},
            orient="row",
        )
        days = self._attended.rows["day"].join(backend.frame(table), on=PERSON_MONTH, how="inner")
        sums = (
            days.with_columns(**_near())
            .group_by("period", "unit", "day__date")
            .agg(*(nw.col(name).sum() for name in _near()))
        )
        for period, unit, day, *numbers in backend.collected(sums).iter_rows():
            counts = [int(number) for number in numbers]
            offsets[by_number[period]].count(unit, date.fromordinal(day), counts)


@dataclass
class _Later:
    """A computation made by the reference engine when somebody asks for it."""

    job: Callable[[], Job]
    nip: str
    month: Month
    _made: list[Computed] = field(default_factory=list)

    @cached_property
    def _computed(self) -> Computed:
        found = self.job().result(self.nip, self.month).computation
        assert found is not None
        return found

    @property
    def plan(self) -> Plan:
        return self._computed.plan

    @property
    def inputs(self) -> Inputs:
        return self._computed.inputs

    @property
    def values(self) -> dict[str, Any]:
        return self._computed.values

    @property
    def doubts(self) -> Doubts:
        return self._computed.doubts


_programs: dict[str, FrameProgram] = {}


def program_of(profile: Profile) -> FrameProgram:
    """The program of a profile's results, compiled once; errors as :func:`result_program`."""
    if profile.digest not in _programs:
        _programs[profile.digest] = result_program(profile.plan)
    return _programs[profile.digest]


def _names(columns: Iterable[str]) -> frozenset[str]:
    return frozenset(column.partition("__")[2] for column in columns)


def _number(month: Month) -> int:
    return month.year * 12 + month.month - 1


def _near() -> dict[str, nw.Expr]:
    """Counts of taps and of those near each shift, in the order of `TapOffsets`."""
    found: dict[str, nw.Expr] = {}
    for tap, required in (("in_at", "start"), ("out_at", "end")):
        moment = nw.col(f"day__{tap}")
        found[f"{tap}_n"] = _one(~moment.is_null())
        for hours in SHIFTS:
            offset = moment - nw.col(f"day__{required}") - hours * 3600
            near = (offset <= NEAR) & (offset >= -NEAR)
            found[f"{tap}_{hours}"] = _one(near.fill_null(value=False))
    return found


def _one(flag: nw.Expr) -> nw.Expr:
    return nw.when(flag).then(nw.lit(1)).otherwise(nw.lit(0))


def _by_person(
    table: pl.DataFrame, wanted: Mapping[int, Values]
) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in table.iter_rows(named=True):
        if row[PERSON_MONTH] in wanted:
            found.setdefault(row[PERSON_MONTH], []).append(row)
    return found


def _note_order(note: Any) -> tuple[Any, ...]:
    return (note.day or date.min, note.code, sorted(note.params.items()))


def _outside(program: FrameProgram, frames: Mapping[Key, Frame], backend: Backend) -> Frame | None:
    """Person-months with a fact, or a number of rows, that the widths were not chosen for."""
    found = []
    for key, frame in frames.items():
        tests = [
            (nw.col(name) < extent.low) | (nw.col(name) > extent.high)
            for name, extent in program.extents.get(key, {}).items()
        ]
        if tests:
            flag = nw.any_horizontal(*tests, ignore_nulls=True)
            found.append(frame.filter(flag).select(PERSON_MONTH))
        if key != MONTHLY and key.grain not in {"day", "calendar", "leave"}:
            counted = frame.group_by(PERSON_MONTH).agg(nw.len().alias("rows"))
            many = counted.filter(nw.col("rows") > program.limits.rows(key.grain, key.window))
            found.append(many.select(PERSON_MONTH))
    if not found:
        return None
    pms = backend.persist(nw.concat(found).unique())
    return pms if len(backend.collected(pms)) else None
