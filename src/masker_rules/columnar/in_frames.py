"""The months of one version of a regulation in frames: who can be computed there, and the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from typing import Any, Protocol

import narwhals as nw
import numpy as np
import polars as pl

from masker_rules.attendance import TapOffsets
from masker_rules.calendars import Calendar
from masker_rules.columnar.assembly import (
    Outcomes,
    Person,
    outcomes_of,
    result_in_scenarios,
    result_of,
    scenarios_of,
    values_of,
)
from masker_rules.columnar.attendance import Attended, attend
from masker_rules.columnar.chunks import TURN, beyond_limits, people_of, sheets_of
from masker_rules.columnar.clocks import OFFSETS, near
from masker_rules.columnar.dates import period_number
from masker_rules.columnar.general import General, deductions_of, general_of
from masker_rules.columnar.in_memory import as_frame, collected, persisted
from masker_rules.columnar.known import Knowledge
from masker_rules.columnar.late import LateComputation
from masker_rules.columnar.month_facts import month_facts
from masker_rules.columnar.notes import STATUS_NOTES, note_of
from masker_rules.columnar.packs import FactFrames
from masker_rules.columnar.program import DAY_INDEX, SEEN_BY, FrameProgram
from masker_rules.columnar.programs import earlier_months, program_of
from masker_rules.columnar.sheets import MONTHLY, PERSON_MONTH, ROW, Frame, Key
from masker_rules.columnar.table import Said, fits, result_table
from masker_rules.columnar.tables import beside
from masker_rules.engine.chunk import WordCodes
from masker_rules.engine.compute import Job
from masker_rules.engine.judging import Told
from masker_rules.engine.memory import Memory
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Remark, Result
from masker_rules.engine.vectors import Array
from masker_rules.engine.versions import CutProfile
from masker_rules.language.plan import PUNCHED, Window
from masker_rules.periods import Month

__all__ = ["InFrames", "Pair"]

Pair = tuple[str, Month]

#: Whom results in frames are about.
PEOPLE = {
    PERSON_MONTH: pl.Int64,
    "nip": pl.String,
    "period": pl.Int64,
    "name": pl.String,
    "category": pl.String,
    "unit": pl.String,
}


class Run(Protocol):
    """What all versions of one run share; see :class:`masker_rules.columnar.runner._Run`."""

    @property
    def as_of(self) -> date | None: ...

    @property
    def known(self) -> frozenset[Month]: ...

    @property
    def calendars(self) -> Mapping[Profile, Calendar]: ...

    @property
    def memory(self) -> Memory: ...

    @property
    def explainer(self) -> Callable[[Result, str], str] | None: ...

    def reference(self, pairs: Iterable[Pair], memory: Memory | None = None) -> Job: ...


@dataclass(frozen=True, slots=True)
class Made:
    """What a run in frames is told from."""

    attended: Attended
    outcomes: Outcomes
    general: General
    deductions: pl.DataFrame


class InFrames:
    """What can be computed in frames of the months of one version of the regulation."""

    def __init__(
        self,
        run: Run,
        version: Profile,
        pack: FactFrames,
        months: Sequence[Month],
        nips: Sequence[str],
        asked: frozenset[Pair] | None,
    ) -> None:
        self.run, self.version, self.pack, self.months = run, version, pack, months
        self._nips, self._asked = nips, asked
        self._by_number = {period_number(month): month for month in months}
        self._routed: list[Frame] = []
        self._whole = ""
        self._people = pl.DataFrame(schema=PEOPLE)
        self._made: Made | None = None
        self._reached = frozenset(earlier_months(version, months, run.known))
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
            if (nip, period_number(month)) not in done and self._is_asked(nip, month)
        ]

    def _is_asked(self, nip: str, month: Month) -> bool:
        return self._asked is None or (nip, month) in self._asked

    def _program(self) -> FrameProgram | None:
        """The program of the version, or None where all of it is for the reference engine."""
        if isinstance(self.version, CutProfile):
            self._whole = "month-cut"
            return None
        return program_of(self.version)

    def _compute(self, program: FrameProgram) -> None:
        run, zone = self.run, self.version.plan.zone
        frames = run.memory.of("frames", (self.pack, zone), partial(self.pack.frames, zone))
        attended = self._attended(program, frames)
        periods = [period_number(month) for month in self.months]
        people = attended.people.filter(nw.col("period").is_in(periods))
        known = Knowledge(frozenset(self.pack.tables), self.pack.set_aside, run.known, run.as_of)
        facts = month_facts(self.version, frames, known, people, self.months)
        every = persisted(self._only_asked(facts.every))
        links = {
            window: persisted(self._links(window, attended.people))
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
        tables = self._tables(program, attended, month, links)
        outside = beyond_limits(tables)
        tables[MONTHLY] = self._without(tables[MONTHLY], outside[PERSON_MONTH], "beyond-limits")
        words = WordCodes()
        sheets = sheets_of(program, tables, words)
        outcomes = outcomes_of(program, sheets, words, people_of(tables))
        self._people = (
            collected(every.select(*PEOPLE))
            .join(tables[MONTHLY].select(PERSON_MONTH), on=PERSON_MONTH, how="semi")
            .sort("period", "nip")
        )
        self._made = Made(
            attended,
            outcomes,
            general_of(self.version, known, run.calendars[self.version], self.months),
            collected(deductions_of(frames, people, self.months)),
        )

    def _without(self, month: pl.DataFrame, pms: pl.Series, reason: str) -> pl.DataFrame:
        """The months but for some, which are handed over for a reason."""
        if pms.is_empty():
            return month
        gone = pl.DataFrame({PERSON_MONTH: pms})
        self._routed.append(as_frame(gone.with_columns(reason=pl.lit(reason))))
        return month.join(gone, on=PERSON_MONTH, how="anti")

    def _attended(self, program: FrameProgram, frames: Mapping[str, Frame]) -> Attended:
        """What attendance makes of the pack, and of the earlier months that windows read."""
        run, version = self.run, self.version
        also = {"day": frozenset(OFFSETS)}
        for key, columns in program.facts.items():
            if key != MONTHLY:
                also[key.grain] = also.get(key.grain, frozenset()) | _names(columns)
        reached = sorted({*self.months, *self._reached})
        asked = None if len(self._nips) >= len(self.pack.nips()) else self._nips

        def attended() -> Attended:
            made = attend(version, frames, reached, run.as_of, asked, also)
            rows = {
                grain: persisted(frame if program.is_ordered(grain) else frame.drop(ROW))
                for grain, frame in made.rows.items()
            }
            return replace(made, rows=rows)

        ordered = [grain for grain in version.program().grains if program.is_ordered(grain)]
        made_of = (self.pack, reached, run.as_of, asked, also, ordered)
        by = (version.attendance_by, run.calendars[version].digest, version.plan.sanctions)
        return run.memory.of("rows", (made_of, by), attended)

    def _only_asked(self, people: Frame) -> Frame:
        """Without the months in which somebody is not asked for."""
        if self._asked is None:
            return people
        pairs = [(nip, period_number(month)) for nip, month in sorted(self._asked)]
        schema = {"nip": nw.String, "period": nw.Int64}
        return people.join(beside(people, pairs, schema), on=["nip", "period"], how="semi")

    def _links(self, window: Window, people: Frame) -> Frame:
        """Which person-months a window of each one reads: `pm`, `src`, and their order `turn`."""
        turns = [
            (period_number(month), period_number(past), turn)
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

    def _tables(
        self,
        program: FrameProgram,
        attended: Attended,
        month: Frame,
        links: Mapping[Window, Frame],
    ) -> dict[Key, pl.DataFrame]:
        """The frames that the plan is walked over, in memory."""
        given: dict[Key, Frame] = {MONTHLY: month}
        for key in program.facts:
            if key == MONTHLY:
                continue
            if key.window is None:
                given[key] = attended.rows[key.grain]
            else:
                rows, own = attended.rows[key.grain], links[key.window]
                if key.grain in PUNCHED:
                    known = [period_number(one) for one in sorted({*self.run.known, *self.months})]
                    own = own.filter(nw.col("past").is_in(known))
                rows = rows.rename({PERSON_MONTH: "src"}).join(own, on="src", how="inner")
                turned = nw.col("turn") * TURN + nw.col(ROW)
                given[key] = rows.with_columns(i=turned)
        found = {}
        for key, frame in given.items():
            there = frame.collect_schema().names()
            wanted = {PERSON_MONTH, ROW, "turn", *program.facts[key]}
            wanted |= {DAY_INDEX} if key.grain in SEEN_BY else set()
            found[key] = collected(frame.select(*(n for n in there if n in wanted)))
        return found

    # ---------------------------------------------------------------- what comes out
    def table(self, offsets: Mapping[Month, TapOffsets] | None = None) -> pl.DataFrame:
        """One row per result; with the codes of warnings where offsets of taps are given."""
        made = self._made
        assert made is not None
        said = None if offsets is None else self._said(made, offsets)
        return result_table(
            made.outcomes,
            self._people,
            made.deductions,
            made.general.open_counts,
            said,
        )

    def _said(self, made: Made, offsets: Mapping[Month, TapOffsets]) -> Said:
        """The codes of what is said beside results."""
        notes = collected(made.attended.notes)
        kinds = notes.select("code").unique()["code"].to_list()
        warnings = [code for code in kinds if code not in STATUS_NOTES]
        ordered = notes.filter(pl.col("code").is_in(warnings)).sort(
            PERSON_MONTH, pl.col("day").fill_null(0), "code"
        )
        codes = ordered.group_by(PERSON_MONTH, maintain_order=True).agg(
            codes=pl.col("code").str.join(" ")
        )
        doubts = [
            (period_number(month), unit, " ".join(note.code for note in found))
            for month in self.months
            for unit, found in offsets[month].notes().items()
        ]
        schema = {"period": pl.Int64, "unit": pl.String, "codes": pl.String}
        return Said(
            {period_number(m): _codes(made.general.before[m]) for m in self.months},
            _codes(made.general.after),
            codes,
            pl.DataFrame(doubts, schema=schema, orient="row"),
        )

    def common(self) -> Iterator[Remark]:
        """What is said beside every result of a month."""
        if self._made is not None and self.size:
            for month in self.months:
                yield from self._made.general.before[month]

    @cached_property
    def has_table(self) -> bool:
        """Whether a table holds those of whom one walk tells the result."""
        made = self._made
        return made is not None and not made.outcomes.asked.all() and fits(made.outcomes)

    def beside(self) -> Iterator[Result]:
        """The results that :meth:`table` does not hold."""
        made = self._made
        if made is None:
            return
        if self.has_table:
            yield from self._results(made, made.outcomes.asked)
        else:
            yield from self.results()

    def results(self) -> Iterator[Result]:
        """One object per result."""
        made = self._made
        if made is not None:
            yield from self._results(made, np.ones(len(made.outcomes.people), bool))

    def _results(self, made: Made, wanted: Array) -> Iterator[Result]:
        plan, outcomes = self.version.plan, made.outcomes
        plain, asking = (
            np.flatnonzero(wanted & flag) for flag in (~outcomes.asked, outcomes.asked)
        )
        numbers = outcomes.people.tolist()
        pms = set(outcomes.people[wanted].tolist())
        notes = _by_person(collected(made.attended.notes), pms)
        deductions = _by_person(made.deductions, pms)
        people: dict[int, Person] = {}
        for pm, nip, period, name, category, _ in self._people.iter_rows():
            if pm in pms:
                month = self._by_number[period]
                told = self._told(nip, month, name, notes.get(pm, ()), deductions.get(pm, ()))
                later = LateComputation(partial(self.run.reference, [(nip, month)]), nip, month)
                people[pm] = Person(told, category or "?", later)
        found = {
            numbers[one.month]: result_in_scenarios(plan, people[numbers[one.month]], one)
            for one in scenarios_of(outcomes, asking)
        }
        values = values_of(outcomes.walk, outcomes.program.names, plain)
        own = dict(zip(outcomes.people[plain].tolist(), values, strict=True))
        for pm, person in people.items():
            yield found[pm] if pm in found else result_of(plan, person, own[pm])

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
            table = collected(frame.select(PERSON_MONTH, "reason").unique())
            found.update(table["reason"].to_list())
        return found

    def count(self, offsets: Mapping[Month, TapOffsets]) -> None:
        """Add how far taps lie from their schedules, of those who were computed here."""
        made = self._made
        if made is None or not self.size:
            return
        unit = pl.col("unit").fill_null("")
        own = as_frame(self._people.select(PERSON_MONTH, "period", unit))
        days = made.attended.rows["day"].join(own, on=PERSON_MONTH, how="inner")
        counted = near()
        sums = (
            days.with_columns(**counted)
            .group_by("period", "unit", "day__date")
            .agg(*(nw.col(name).sum() for name in counted))
        )
        for period, name, day, *numbers in collected(sums).iter_rows():
            counts = [int(number) for number in numbers]
            offsets[self._by_number[period]].count(name, date.fromordinal(day), counts)


def _codes(remarks: Iterable[Remark]) -> str:
    return " ".join(remark.code for remark in remarks)


def _names(columns: Iterable[str]) -> frozenset[str]:
    return frozenset(column.partition("__")[2] for column in columns)


def _by_person(table: pl.DataFrame, wanted: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in table.iter_rows(named=True):
        if row[PERSON_MONTH] in wanted:
            found.setdefault(row[PERSON_MONTH], []).append(row)
    return found


def _note_order(note: Any) -> tuple[Any, ...]:
    return (note.day or date.min, note.code, sorted(note.params.items()))
