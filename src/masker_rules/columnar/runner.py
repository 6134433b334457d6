"""One run: in frames who can be computed in frames, by the reference engine everybody else.

What comes out is the same as from the reference engine, to the last byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from typing import Any

import narwhals as nw
import polars as pl

from masker_rules.attendance import TapOffsets
from masker_rules.attendance.zones import NEAR, SHIFTS
from masker_rules.columnar.assembly import (
    Outcomes,
    Person,
    outcomes_of,
    result_of,
    result_program,
    values_of,
)
from masker_rules.columnar.attendance import Attended, attend
from masker_rules.columnar.backends import Backend, PolarsBackend
from masker_rules.columnar.formulas import NotColumnarError
from masker_rules.columnar.general import General, deductions_of, general_of
from masker_rules.columnar.known import Knowledge
from masker_rules.columnar.late import LateHeader, LateItems
from masker_rules.columnar.month_facts import month_facts
from masker_rules.columnar.notes import STATUS_NOTES, note_of
from masker_rules.columnar.packs import FactFrames
from masker_rules.columnar.program import FrameProgram
from masker_rules.columnar.sheets import MONTHLY, PERSON_MONTH, ROW, Frame, Key
from masker_rules.columnar.table import Said, result_table
from masker_rules.columnar.tables import beside
from masker_rules.columnar.widths import TooWideError
from masker_rules.engine.columns import BESIDE, in_order, whole_numbers
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
from masker_rules.errors import RequestError
from masker_rules.facts.frames import frame_of
from masker_rules.language.plan import PUNCHED, Plan, Window
from masker_rules.periods import Month

__all__ = ["Ran", "run_frames", "too_wide"]

Pair = tuple[str, Month]
#: What doubts about clocks are told from.
OFFSETS = ("start", "end", "in_at", "out_at")
#: Whom results in frames are about.
_PEOPLE = {
    PERSON_MONTH: pl.Int64,
    "nip": pl.String,
    "period": pl.Int64,
    "name": pl.String,
    "category": pl.String,
    "unit": pl.String,
}
#: Rows of the months of a window are numbered on, month after month.
TURN = 10**6


class Ran:
    """What a run gave, and how.

    Attributes:
        in_frames: Person-months that were computed in frames.
        reasons: Why the others were not, with their number; a person-month may have several.
    """

    def __init__(self, run: _Run, framed: Sequence[_InFrames], others: Sequence[Result]) -> None:
        self._run, self._framed, self._others = run, framed, others
        self.in_frames = sum(one.size for one in framed)
        reasons: Counter[str] = Counter()
        for one in framed:
            reasons += one.reasons()
        self.reasons: Mapping[str, int] = dict(reasons)

    @cached_property
    def results(self) -> Results:
        """As of the reference engine, an object for each person-month."""
        items = [*self._others, *(item for one in self._framed for item in one.results())]
        items.sort(key=lambda item: (item.period, item.nip))
        return self._run.results(items, self._framed, self._others)

    @property
    def late(self) -> Results:
        """The same, whose objects and digest are made at the first look at them."""
        run = self._run
        return Results(
            LateItems(self.in_frames + len(self._others), lambda: self.results.items),
            LateHeader(run.header),
            run.set_aside,
            run.remarks,
            run.columns,
            table=lambda *, beside=False: self.flat if beside else self.table,
            common=run.common(self._framed),
        )

    @cached_property
    def table(self) -> pl.DataFrame:
        """The same as a table, without an object each; as `Results.to_frame`."""
        return self._run.table(self._framed, self._others)

    @cached_property
    def flat(self) -> pl.DataFrame:
        """The table with what is `missing`, and the codes of the `warnings`."""
        return self._run.flat(self._framed, self._others)


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
    asked: Collection[tuple[str, Month]] | None = None,
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
        asked: Only these people in these months; None = everybody in every month.

    Raises:
        RequestError: as `compute_results`.
        CalendarError: as `compute_results`.
    """
    run = _Run(profile, pack, months, as_of, explainer, backend or PolarsBackend())
    pairs = None if asked is None else frozenset(asked)
    return run.ran(None if nips is None else sorted(set(nips)), progress, pairs)


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

    def ran(
        self,
        nips: Sequence[str] | None,
        progress: Callable[[int, int], None] | None,
        asked: frozenset[Pair] | None,
    ) -> Ran:
        """Everybody asked for: in frames who can be, all others by the reference engine."""
        framed = []
        left: list[Pair] = []
        for version, own in self.packs.items():
            theirs = [month for month in self.months if self.holding[month] is version]
            people = the_people(own.nips(), own.set_aside, nips)
            if asked is not None:
                wanted = {nip for nip, _ in asked}
                people = [nip for nip in people if nip in wanted]
            some = _InFrames(self, version, own, theirs, people, asked)
            framed.append(some)
            left += some.left()
        done = sum(some.size for some in framed)
        whole = done + len(left)
        if progress is not None:
            progress(done, whole)
        others = []
        self.job = self.reference(left) if left else None
        for nip, month in left:
            assert self.job is not None
            others.append(self.job.result(nip, month))
            if progress is not None:
                progress(done + len(others), whole)
        return Ran(self, framed, others)

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

    def results(
        self, items: Sequence[Result], framed: Sequence[_InFrames], others: Sequence[Result]
    ) -> Results:
        """The run as the reference engine tells it, from its results in order."""
        units = self._units(others)
        for some in framed:
            units |= some.units()
        offsets = self._offsets(framed)
        return Results(
            tuple(with_clock_doubts(items, offsets, units)),
            self.header(),
            self.set_aside,
            self.remarks,
            self.columns,
        )

    def _offsets(self, framed: Sequence[_InFrames]) -> dict[Month, TapOffsets]:
        """How far the taps of units lie from their schedules, of everybody."""
        offsets = {month: TapOffsets() for month in self.months}
        for some in framed:
            some.count(offsets)
        if self.job is not None:
            for month, own_offsets in self.job.offsets.items():
                offsets[month].merge(own_offsets)
        return offsets

    @staticmethod
    def _units(others: Sequence[Result]) -> dict[Pair, str]:
        return {
            (item.nip, item.period): item.computation.inputs.employee.unit or ""
            for item in others
            if item.computation is not None
        }

    def common(self, framed: Sequence[_InFrames]) -> tuple[Remark, ...]:
        """What is said beside every result of a month."""
        found = (remark for some in framed for remark in some.common())
        return each_once([list(found)])

    @property
    def set_aside(self) -> tuple[Any, ...]:
        return each_once(one.set_aside for one in self.packs.values())

    @property
    def remarks(self) -> tuple[Any, ...]:
        return each_once(one.warnings for one in self.packs.values())

    @property
    def columns(self) -> tuple[str, ...]:
        return columns_of(self.holding.values())

    def header(self) -> dict[str, Any]:
        """What the run was computed with."""
        last = self.holding[max(self.holding)]
        own = self.packs[last]
        return header_of(self.holding, self.calendars[last], own.digest, own.counts())

    def table(self, framed: Sequence[_InFrames], others: Sequence[Result]) -> pl.DataFrame:
        """One row per result, ordered by period and nip."""
        rows = Results(tuple(others), {}, columns=self.columns).to_rows()
        return self._whole([one.table() for one in framed if one.size], rows)

    def flat(self, framed: Sequence[_InFrames], others: Sequence[Result]) -> pl.DataFrame:
        """The same with what every output must say beside the numbers."""
        last = self.holding[max(self.holding)]
        told = {"profile": {"id": last.id, "status": last.status}}
        offsets = self._offsets(framed)
        items = tuple(with_clock_doubts(others, offsets, self._units(others)))
        rows = Results(items, told, columns=self.columns).flat_rows()
        profile = {"profile": pl.lit(last.id), "profile_status": pl.lit(last.status)}
        tables = [one.table(offsets).with_columns(**profile) for one in framed if one.size]
        return self._whole(tables, rows)

    def _whole(
        self, tables: Sequence[pl.DataFrame], rows: Sequence[Mapping[str, Any]]
    ) -> pl.DataFrame:
        others = [frame_of(rows, whole_numbers(rows[0] if rows else ()))]
        table = _joined([*tables, *(others if rows or not tables else ())])
        beside = [name for name in BESIDE if name in table.columns]
        names = in_order((n for n in table.columns if n not in BESIDE), self.columns)
        return table.sort("period", "nip").select(*names, *beside)


def _joined(tables: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Tables below one another; a column that is text in one of them is text in all."""
    texts = {name for table in tables for name, kind in table.schema.items() if kind == pl.String}
    alike = [
        table.with_columns(
            pl.col(name).cast(pl.String)
            for name, kind in table.schema.items()
            if name in texts and kind != pl.String
        )
        for table in tables
    ]
    return pl.concat(alike, how="diagonal_relaxed")


class _InFrames:
    """What can be computed in frames of the months of one version of the regulation."""

    def __init__(
        self,
        run: _Run,
        version: Profile,
        pack: FactFrames,
        months: Sequence[Month],
        nips: Sequence[str],
        asked: frozenset[Pair] | None,
    ) -> None:
        self.run, self.version, self.pack, self.months = run, version, pack, months
        self._nips, self._asked = nips, asked
        self._by_number = {_number(month): month for month in months}
        self._routed: list[Frame] = []
        self._whole = ""
        self._people = pl.DataFrame(schema=_PEOPLE)
        self._made: _Made | None = None
        self._reached = frozenset(_earlier(version, months, run.known))
        program = self._program()
        if program is not None:
            self._compute(program)

    @property
    def size(self) -> int:
        """How many person-months were computed."""
        return len(self._people)

    def left(self) -> list[Pair]:
        """Whom the reference engine must compute, in order."""
        done = set(self._people.select("nip", "period").iter_rows())
        return [
            (nip, month)
            for month in self.months
            for nip in self._nips
            if (nip, _number(month)) not in done and self._is_asked(nip, month)
        ]

    def _is_asked(self, nip: str, month: Month) -> bool:
        return self._asked is None or (nip, month) in self._asked

    def _program(self) -> FrameProgram | None:
        """The program of the version, or None where all of it is for the reference engine."""
        if isinstance(self.version, CutProfile):
            self._whole = "month-cut"
            return None
        try:
            return program_of(self.version, windows=bool(self._reached))
        except (TooWideError, NotColumnarError) as error:
            self._whole = f"not-in-frames: {error}"
            return None

    def _compute(self, program: FrameProgram) -> None:
        run, backend = self.run, self.run.backend
        plan = self.version.plan
        frames = {
            name: backend.taken(frame) for name, frame in self.pack.frames(plan.zone).items()
        }
        also = {"day": frozenset(OFFSETS)}
        for key, columns in program.facts.items():
            if key != MONTHLY:
                also[key.grain] = also.get(key.grain, frozenset()) | _names(columns)
        reached = sorted({*self.months, *self._reached})
        asked = None if len(self._nips) >= len(self.pack.nips()) else self._nips
        attended = attend(self.version, frames, reached, run.as_of, asked, also)
        rows = {
            grain: backend.persist(frame if program.is_ordered(grain) else frame.drop(ROW))
            for grain, frame in attended.rows.items()
        }
        attended = replace(attended, rows=rows)
        periods = [_number(month) for month in self.months]
        people = attended.people.filter(nw.col("period").is_in(periods))
        known = Knowledge(frozenset(self.pack.tables), self.pack.set_aside, run.known, run.as_of)
        facts = month_facts(self.version, frames, known, people, self.months, windows=True)
        every = backend.persist(self._only_asked(facts.every))
        links = {
            window: backend.persist(self._links(window, attended.people))
            for window in {key.window for key in program.facts}
            if window is not None
        }
        gone = attended.routed.select(PERSON_MONTH).unique()
        self._routed = [
            attended.routed.join(every.select(PERSON_MONTH), on=PERSON_MONTH, how="semi"),
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
            met = made[MONTHLY].filter(nw.col(program.asked) == 1).select(PERSON_MONTH)
            self._routed.append(met.with_columns(reason=nw.lit("unknown-asked")))
            made[MONTHLY] = made[MONTHLY].filter(nw.col(program.asked) == 0)
        outcomes = outcomes_of(program, made, backend)
        self._people = (
            backend.collected(every.select(*_PEOPLE))
            .join(outcomes.month.select(PERSON_MONTH), on=PERSON_MONTH, how="semi")
            .sort("period", "nip")
        )
        general = general_of(self.version, known, run.calendars[self.version], self.months)
        taken = backend.collected(deductions_of(frames, people, self.months))
        self._made = _Made(program, attended, outcomes, general, taken)

    def _only_asked(self, people: Frame) -> Frame:
        """Without the months in which somebody is not asked for."""
        if self._asked is None:
            return people
        pairs = [(nip, _number(month)) for nip, month in sorted(self._asked)]
        schema = {"nip": nw.String, "period": nw.Int64}
        return people.join(beside(people, pairs, schema), on=["nip", "period"], how="semi")

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

    # ---------------------------------------------------------------- what comes out
    def table(self, offsets: Mapping[Month, TapOffsets] | None = None) -> pl.DataFrame:
        """One row per result; with the codes of warnings where offsets of taps are given."""
        made = self._made
        assert made is not None
        said = None if offsets is None else self._said(made, offsets)
        return result_table(
            made.program,
            made.outcomes,
            self._people,
            made.deductions,
            made.general.open_counts,
            said,
        )

    def _said(self, made: _Made, offsets: Mapping[Month, TapOffsets]) -> Said:
        """The codes of what is said beside results."""
        notes = self.run.backend.collected(made.attended.notes)
        kinds = notes.select("code").unique()["code"].to_list()
        warnings = [code for code in kinds if code not in STATUS_NOTES]
        ordered = notes.filter(pl.col("code").is_in(warnings)).sort(
            PERSON_MONTH, pl.col("day").fill_null(0), "code"
        )
        codes = ordered.group_by(PERSON_MONTH, maintain_order=True).agg(
            codes=pl.col("code").str.join(" ")
        )
        doubts = [
            (_number(month), unit, " ".join(note.code for note in found))
            for month in self.months
            for unit, found in offsets[month].notes().items()
        ]
        schema = {"period": pl.Int64, "unit": pl.String, "codes": pl.String}
        return Said(
            {_number(m): _codes(made.general.before[m]) for m in self.months},
            _codes(made.general.after),
            codes,
            pl.DataFrame(doubts, schema=schema, orient="row"),
        )

    def common(self) -> Iterator[Remark]:
        """What is said beside every result of a month."""
        if self._made is not None and self.size:
            for month in self.months:
                yield from self._made.general.before[month]

    def results(self) -> Iterator[Result]:
        """One object per result."""
        made = self._made
        if made is None:
            return
        values = values_of(made.program, made.outcomes)
        notes = _by_person(self.run.backend.collected(made.attended.notes), values)
        deductions = _by_person(made.deductions, values)
        for pm, nip, period, name, category, _ in self._people.iter_rows():
            month = self._by_number[period]
            told = self._told(nip, month, name, notes.get(pm, ()), deductions.get(pm, ()))
            later = _Later(partial(self.run.reference, [(nip, month)]), nip, month)
            person = Person(told, category or "?", later)
            yield result_of(self.version.plan, person, values[pm])

    def _told(
        self,
        nip: str,
        month: Month,
        name: str | None,
        notes: Sequence[Mapping[str, Any]],
        deductions: Sequence[Mapping[str, Any]],
    ) -> Told:
        """What the reference engine says beside a result."""
        assert self._made is not None
        general = self._made.general
        said = sorted(map(note_of, notes), key=_note_order)
        taken = sorted(deductions, key=lambda row: (row["place"], row["code"]))
        return Told(
            nip=nip,
            period=month,
            name=name or "",
            why=[Remark(n.code, n.day, n.params) for n in said if n.kind == "status"],
            warnings=[
                *general.before[month],
                *(Remark(n.code, n.day, n.params) for n in said if n.kind != "status"),
                *general.after,
            ],
            deductions=tuple((row["code"], row["amount"]) for row in taken),
            open_counts=general.open_counts,
            explainer=self.run.explainer,
        )

    def units(self) -> dict[Pair, str]:
        """The unit of each person, at the end of the month."""
        return {
            (nip, self._by_number[period]): unit or ""
            for nip, period, unit in self._people.select("nip", "period", "unit").iter_rows()
        }

    def reasons(self) -> Counter[str]:
        """Why person-months are left to the reference engine."""
        if self._whole:
            return Counter({self._whole: len(self.left())})
        found: Counter[str] = Counter()
        for frame in self._routed:
            table = self.run.backend.collected(frame.select(PERSON_MONTH, "reason").unique())
            found.update(table["reason"].to_list())
        return found

    def count(self, offsets: Mapping[Month, TapOffsets]) -> None:
        """Add how far taps lie from their schedules, of those who were computed here."""
        made, backend = self._made, self.run.backend
        if made is None or not self.size:
            return
        unit = pl.col("unit").fill_null("")
        own = backend.frame(self._people.select(PERSON_MONTH, "period", unit))
        days = made.attended.rows["day"].join(own, on=PERSON_MONTH, how="inner")
        near = _near()
        sums = (
            days.with_columns(**near)
            .group_by("period", "unit", "day__date")
            .agg(*(nw.col(name).sum() for name in near))
        )
        for period, name, day, *numbers in backend.collected(sums).iter_rows():
            counts = [int(number) for number in numbers]
            offsets[self._by_number[period]].count(name, date.fromordinal(day), counts)


@dataclass(frozen=True, slots=True)
class _Made:
    """What a run in frames is told from."""

    program: FrameProgram
    attended: Attended
    outcomes: Outcomes
    general: General
    deductions: pl.DataFrame


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


_programs: dict[tuple[str, bool], FrameProgram] = {}


def program_of(profile: Profile, *, windows: bool) -> FrameProgram:
    """The program of a profile's results, compiled once; errors as :func:`result_program`."""
    key = profile.digest, windows
    if key not in _programs:
        _programs[key] = result_program(profile.plan, windows=windows)
    return _programs[key]


def too_wide(profile: Profile, months: Iterable[Month], punched: frozenset[Month]) -> str | None:
    """The first quantity whose numbers no column can hold; None where all fit.

    Args:
        profile: The regulation; months in which it is not in force are left out.
        months: Performance months.
        punched: Months of which the pack holds a punch.
    """
    theirs: dict[Profile, list[Month]] = {}
    for month in months:
        with suppress(RequestError):
            theirs.setdefault(version_of(profile, month), []).append(month)
    for version, own in theirs.items():
        if isinstance(version, CutProfile):
            continue
        windows = any(_earlier(version, own, punched.union(own)))
        try:
            program_of(version, windows=windows)
        except TooWideError as error:
            return str(error)
        except NotColumnarError:
            continue  # everybody is for the reference engine, and that is told
    return None


def _earlier(
    version: Profile, months: Iterable[Month], known: frozenset[Month]
) -> Iterator[Month]:
    """The earlier months whose rows windows read, as :meth:`MonthRows.earlier`."""
    for grain, window in version.program().earlier.values():
        for month in months:
            for past in window.before(month):
                if grain not in PUNCHED or past in known:
                    yield past


def _codes(remarks: Iterable[Remark]) -> str:
    return " ".join(remark.code for remark in remarks)


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


def _by_person(table: pl.DataFrame, wanted: Mapping[int, Any]) -> dict[int, list[dict[str, Any]]]:
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
        if key.window is not None:
            continue
        tests = [
            (nw.col(name) < extent.low) | (nw.col(name) > extent.high)
            for name, extent in program.extents.get(key, {}).items()
        ]
        if tests:
            flag = nw.any_horizontal(*tests, ignore_nulls=True)
            found.append(frame.filter(flag).select(PERSON_MONTH))
        if key != MONTHLY:
            most = program.limits.rows(key.grain)
            if program.is_ordered(key.grain):
                found.append(frame.filter(nw.col(ROW) >= most).select(PERSON_MONTH))
            else:
                counted = frame.group_by(PERSON_MONTH).agg(nw.len().alias("rows"))
                found.append(counted.filter(nw.col("rows") > most).select(PERSON_MONTH))
    if not found:
        return None
    pms = backend.persist(nw.concat(found).unique())
    return pms if len(backend.collected(pms)) else None
