"""One run: in frames who can be computed in frames, by the reference engine everybody else.

What comes out is the same as from the reference engine, to the last byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from masker_rules.attendance import TapOffsets
from masker_rules.columnar.in_frames import InFrames, Pair
from masker_rules.columnar.late import LateComputation, LateItems
from masker_rules.columnar.packs import FactFrames
from masker_rules.engine.checks import LateGrounds, Silent
from masker_rules.engine.columns import (
    BESIDE,
    UNCOUNTED,
    codes_among,
    in_order,
    whole_numbers,
)
from masker_rules.engine.compute import (
    Job,
    columns_of,
    each_once,
    months_of,
)
from masker_rules.engine.empty_tables import empty_tables
from masker_rules.engine.fine_cells import fine_cells
from masker_rules.engine.header import Header
from masker_rules.engine.inputs import calendar_of
from masker_rules.engine.known import KnownMonths
from masker_rules.engine.memory import Memory
from masker_rules.engine.people import the_people
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Remark, Result
from masker_rules.engine.results import Results
from masker_rules.engine.speaking import speaking
from masker_rules.engine.unit_doubts import Doubted, doubts_of_units, with_doubts
from masker_rules.engine.versions import among, held_months
from masker_rules.facts import Pack, SetAside
from masker_rules.facts.frames import frame_of
from masker_rules.periods import Month

__all__ = ["Piece", "Ran", "Told", "join_pieces", "results_in_frames", "run_frames"]

Explainer = Callable[[Result, str], str]
#: The results of a run, how many were computed in frames, and why not the others.
Told = tuple[Results, int, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Piece:
    """The results of some people of a run, so that another process can put all together.

    Attributes:
        items: Without what they were computed from.
        computed: Those of them that were computed, and can be explained.
        offsets: How far the taps of their units lie from their schedules.
        units: Of each person.
        in_frames, reasons: As of :class:`Ran`.
    """

    items: tuple[Result, ...]
    computed: frozenset[Pair]
    offsets: Mapping[Month, TapOffsets]
    units: Mapping[Pair, str]
    in_frames: int
    reasons: Mapping[str, int]


class Ran:
    """What a run gave, and how.

    Attributes:
        in_frames: Person-months that were computed in frames.
        reasons: Why the others were not, with their number; a person-month may have several.
    """

    def __init__(self, run: _Run, framed: Sequence[InFrames], others: Sequence[Result]) -> None:
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
        """The same, whose objects are made at the first look at them."""
        run = self._run
        return Results(
            LateItems(self.in_frames + len(self._others), lambda: self.results.items),
            run.header(),
            run.set_aside,
            run.remarks(self._others),
            run.columns,
            table=lambda *, beside=False: self.flat if beside else self.table,
            common=run.common(self._framed),
            grounds=run.grounds(
                lambda: Silent.of(self._others, run.doubted(run.offsets(self._framed)))
            ),
        )

    def piece(self) -> Piece:
        """What another process needs of it."""
        items = [*self._others, *(item for one in self._framed for item in one.results())]
        return Piece(
            tuple(replace(item, computation=None, explainer=None) for item in items),
            frozenset((one.nip, one.period) for one in items if one.computation is not None),
            self._run.offsets(self._framed),
            self._run.units(self._framed, self._others),
            self.in_frames,
            self.reasons,
        )

    @cached_property
    def table(self) -> pl.DataFrame:
        """The same as a table, without an object each; as `Results.to_frame`."""
        return self._run.table(self._framed, [*self._others, *self._beside])

    @cached_property
    def flat(self) -> pl.DataFrame:
        """The table with what is `missing`, and the codes of the `warnings`."""
        return self._run.flat(self._framed, self._others, self._beside)

    @cached_property
    def _beside(self) -> list[Result]:
        """Results computed here that no table of a version holds."""
        return [item for one in self._framed for item in one.beside()]


def run_frames(  # noqa: PLR0913  (as compute_results, and who is asked)
    profile: Profile,
    pack: FactFrames,
    months: Sequence[Month] | None = None,
    *,
    as_of: date | None = None,
    nips: Iterable[str] | None = None,
    explainer: Explainer | None = None,
    progress: Callable[[int, int], None] | None = None,
    asked: Collection[tuple[str, Month]] | None = None,
    memory: Memory | None = None,
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
        asked: Only these people in these months; None = everybody in every month.
        memory: What earlier runs made of the same pack; None = nothing.

    Raises:
        RequestError: as `compute_results`.
        CalendarError: as `compute_results`.
    """
    run = _Run(profile, pack, months, as_of, explainer, memory)
    pairs = among(asked, run.months)
    return run.ran(None if nips is None else sorted(set(nips)), progress, pairs)


def results_in_frames(
    profile: Profile,
    pack: FactFrames,
    months: Sequence[Month],
    as_of: date | None,
    asked: Mapping[Pair, int | None],
) -> Iterator[tuple[Pair, int | None, Result | None]]:
    """What some people are paid, and nothing of the run as a whole, as far as frames tell.

    Of whom the reference engine is needed there is nothing.

    Args:
        profile: The regulation.
        pack: The facts.
        months: Performance months.
        as_of: Last known day.
        asked: People and months, each with the net above which its result is wanted; None = it
            never is.

    Yields:
        Person and month, the net, and the result where it is wanted.
    """
    run = _Run(profile, pack, months, as_of, None)
    pairs = among(asked, run.months)
    nips = sorted({nip for nip, _ in asked})
    for version, own in run.packs.items():
        theirs = [month for month in run.months if run.holding[month] is version]
        yield from InFrames(run, version, own, theirs, nips, pairs).above(asked)


def join_pieces(  # noqa: PLR0913  (as run_frames)
    profile: Profile,
    pack: FactFrames,
    months: Sequence[Month] | None,
    computed: Callable[[Sequence[Month], Sequence[str]], Iterable[Piece]],
    *,
    as_of: date | None = None,
    nips: Iterable[str] | None = None,
    explainer: Explainer | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Told:
    """A run whose people others compute.

    Args:
        profile: As of :func:`run_frames`, whose errors it raises; so are all but `computed`.
        pack: The facts.
        months: Performance months.
        computed: Gives the pieces of months and people, in any order; see `Ran.piece`.
        as_of: Last known day.
        nips: Only these people.
        explainer: Makes the text of `Result.explain`.
        progress: Called with person-months done and to do.

    """
    run = _Run(profile, pack, months, as_of, explainer)
    people = run.people(None if nips is None else sorted(set(nips)))
    return run.joined(computed(run.months, people), len(people) * len(run.months), progress)


class _Run:
    def __init__(
        self,
        profile: Profile,
        pack: FactFrames,
        months: Sequence[Month] | None,
        as_of: date | None,
        explainer: Explainer | None,
        memory: Memory | None = None,
    ) -> None:
        self.profile, self.pack, self.as_of = profile, pack, as_of
        self.explainer = explainer
        self.memory, self._shared = memory or Memory(), memory
        self.months = months_of(profile, pack, months)
        self.holding = held_months(profile, self.months)
        self.packs = {one: self._under(one) for one in dict.fromkeys(self.holding.values())}
        self.known = {one: KnownMonths(pack, self.months, one.plan.cutoff) for one in self.packs}
        self.calendars = {
            one: calendar_of(one, self.known[one], self.months, own.rows("sanctions"))
            for one, own in self.packs.items()
        }

    def _under(self, version: Profile) -> FactFrames:
        words = version.vocabulary
        return self.memory.of("words", words, lambda: self.pack.under(words))

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
            some = InFrames(self, version, own, theirs, people, asked)
            framed.append(some)
            left += some.left()
        done = sum(some.size for some in framed)
        whole = done + len(left)
        if progress is not None:
            progress(done, whole)
        others = []
        self.job = self.reference(left, self._shared) if left else None
        for nip, month in left:
            assert self.job is not None
            others.append(self.job.result(nip, month))
            if progress is not None:
                progress(done + len(others), whole)
        return Ran(self, framed, others)

    def people(self, nips: Sequence[str] | None) -> list[str]:
        """Everybody asked for, under whatever version."""
        each = (the_people(own.nips(), own.set_aside, nips) for own in self.packs.values())
        return sorted({nip for people in each for nip in people})

    def joined(
        self,
        pieces: Iterable[Piece],
        whole: int,
        progress: Callable[[int, int], None] | None,
    ) -> Told:
        """The results of all pieces, how many were in frames, and why not the others."""
        offsets = {month: TapOffsets() for month in self.months}
        units: dict[Pair, str] = {}
        items: list[Result] = []
        in_frames, reasons = 0, Counter[str]()
        for piece in pieces:
            items += (self._explained(item, piece.computed) for item in piece.items)
            for month, own in piece.offsets.items():
                offsets[month].merge(own)
            units |= piece.units
            in_frames += piece.in_frames
            reasons.update(piece.reasons)
            if progress is not None:
                progress(len(items), whole)
        items.sort(key=lambda item: (item.period, item.nip))
        return self._results(items, offsets, units), in_frames, dict(reasons)

    def _explained(self, item: Result, computed: Collection[Pair]) -> Result:
        pair = item.nip, item.period
        later = LateComputation(self.reference, *pair)
        return replace(
            item, explainer=self.explainer, computation=later if pair in computed else None
        )

    def reference(self, pairs: Iterable[Pair], memory: Memory | None = None) -> Job:
        """The reference engine for some people and months."""
        asked = frozenset(pairs)
        nips, kept = frozenset(nip for nip, _ in asked), memory or Memory()
        if any(version.plan.pools for version in self.packs):
            # What people have together is of everybody.
            nips = frozenset(self.people(None))
        return Job(
            self.profile,
            kept.of("people", nips, lambda: self.pack.pack_of(nips)),
            self.months,
            as_of=self.as_of,
            explainer=self.explainer,
            asked=asked,
            memory=memory,
            speaking=self._speaking_of,
        )

    def _speaking_of(self, version: Profile, _: Pack) -> Sequence[SetAside]:
        """The same; versions that cut a month between them are put together for that month."""
        known = self._speaking.get(version)
        if known is None:
            known = speaking(version, self.pack.under(version.vocabulary))
        return known

    @cached_property
    def _speaking(self) -> Mapping[Profile, Sequence[SetAside]]:
        """Rows set aside that may speak of anybody, by the regulation that reads them."""
        return {one: speaking(one, own) for one, own in self.packs.items()}

    def results(
        self, items: Sequence[Result], framed: Sequence[InFrames], others: Sequence[Result]
    ) -> Results:
        """The run as the reference engine tells it, from its results in order."""
        return self._results(items, self.offsets(framed), self.units(framed, others))

    def _results(
        self,
        items: Sequence[Result],
        offsets: Mapping[Month, TapOffsets],
        units: Mapping[Pair, str],
    ) -> Results:
        doubted = self.doubted(offsets)
        return Results(
            tuple(with_doubts(items, doubted, units)),
            self.header(),
            self.set_aside,
            self.remarks(items),
            self.columns,
            grounds=self.grounds(lambda: Silent.of(items, doubted)),
        )

    def grounds(self, silent: Callable[[], Silent]) -> LateGrounds:
        """What the facts say on whether the run is settled."""
        return LateGrounds(self.packs[self.holding[max(self.holding)]], silent, self.holding)

    def doubted(self, offsets: Mapping[Month, TapOffsets]) -> Doubted:
        """What is said of units."""
        return doubts_of_units(offsets, self.packs[self.holding[max(self.holding)]])

    def offsets(self, framed: Sequence[InFrames]) -> dict[Month, TapOffsets]:
        """How far the taps of units lie from their schedules, of everybody."""
        offsets = {month: TapOffsets() for month in self.months}
        for some in framed:
            some.count(offsets)
        if self.job is not None:
            for month, own_offsets in self.job.offsets.items():
                offsets[month].merge(own_offsets)
        return offsets

    def units(self, framed: Sequence[InFrames], others: Sequence[Result]) -> dict[Pair, str]:
        """The unit of each person, at the end of the month."""
        found = self._units(others)
        for some in framed:
            found |= some.units()
        return found

    @staticmethod
    def _units(others: Sequence[Result]) -> dict[Pair, str]:
        return {
            (item.nip, item.period): item.computation.inputs.employee.unit or ""
            for item in others
            if item.computation is not None
        }

    def common(self, framed: Sequence[InFrames]) -> tuple[Remark, ...]:
        """What is said beside every result of a month."""
        found = (remark for some in framed for remark in some.common())
        return each_once([list(found)])

    @property
    def set_aside(self) -> tuple[Any, ...]:
        return each_once(one.set_aside for one in self.packs.values())

    def remarks(self, items: Sequence[Result]) -> tuple[Any, ...]:
        """What is said of the pack; what is too fine for frames is in none of them."""
        packs = self.packs.values()
        own = [*empty_tables(self.packs, self.holding)]
        return each_once([*(one.warnings for one in packs), fine_cells(items, packs), own])

    @property
    def columns(self) -> tuple[str, ...]:
        return columns_of(self.holding.values())

    def header(self) -> Header:
        """What the run was computed with."""
        last = self.holding[max(self.holding)]
        # Of the run it holds no more than that: its frames are large.
        return Header(self.holding, self.calendars[last], self.packs[last])

    def table(self, framed: Sequence[InFrames], others: Sequence[Result]) -> pl.DataFrame:
        """One row per result, ordered by period and nip."""
        rows = Results(tuple(others), {}, columns=self.columns).to_rows()
        return self._whole([one.table() for one in framed if one.has_table], rows)

    def flat(
        self, framed: Sequence[InFrames], others: Sequence[Result], beside: Sequence[Result]
    ) -> pl.DataFrame:
        """The same with what every output must say beside the numbers."""
        last = self.holding[max(self.holding)]
        told = {"profile": {"id": last.id, "status": last.status}}
        offsets, units = self.offsets(framed), self.units(framed, others)
        doubted = self.doubted(offsets)
        items = tuple(with_doubts([*others, *beside], doubted, units))
        rows = Results(items, told, columns=self.columns).flat_rows()
        profile = {"profile": pl.lit(last.id), "profile_status": pl.lit(last.status)}
        tables = [one.table(doubted).with_columns(**profile) for one in framed if one.has_table]
        return self._whole(tables, rows)

    @staticmethod
    def _zeroed(table: pl.DataFrame, codes: Sequence[str]) -> pl.DataFrame:
        """A table whose settled results have no day of the codes that do not stand there."""
        is_counted = ~pl.col("status").is_in(UNCOUNTED)
        return table.with_columns(
            pl.when(is_counted).then(cell.fill_null(0)).otherwise(cell).alias(code)
            for code in codes
            for cell in (pl.col(code) if code in table.columns else pl.lit(None, pl.Int64),)
        )

    def _whole(
        self, tables: Sequence[pl.DataFrame], rows: Sequence[Mapping[str, Any]]
    ) -> pl.DataFrame:
        first = rows[0] if rows else {}
        whole = [*whole_numbers(first), *codes_among(first, self.columns)]
        others = [frame_of(rows, whole)]
        known = frozenset(others[0].columns if rows else ())
        # An empty cell of a row is a count that nobody knows; one of a table is no day.
        table = _joined([*tables, *(others if rows or not tables else ())])
        beside = [name for name in BESIDE if name in table.columns]
        names = in_order((n for n in table.columns if n not in BESIDE), self.columns)
        codes = codes_among(names, self.columns)
        made = [self._zeroed(one, codes) for one in tables]
        if rows:
            absent = [code for code in codes if code not in known]
            made += [self._zeroed(one, absent) for one in others]
        table = _joined(made or others)
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
