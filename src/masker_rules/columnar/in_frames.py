"""The months of one version of a regulation in frames: who can be computed there, and the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any, Protocol

import narwhals as nw
import numpy as np
import polars as pl

from masker_rules.attendance import Note, TapOffsets
from masker_rules.attendance.notes import STATUS_NOTES
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
from masker_rules.columnar.attendance import AttendedMonths, attend
from masker_rules.columnar.chunks import TURN, Look, beyond_limits, people_of, sheets_of
from masker_rules.columnar.dates import period_number
from masker_rules.columnar.general import General, deductions_of, general_of
from masker_rules.columnar.in_memory import as_frame, collected, persisted
from masker_rules.columnar.known import Knowledge
from masker_rules.columnar.late import LateComputation
from masker_rules.columnar.month_facts import month_facts
from masker_rules.columnar.packs import FactFrames
from masker_rules.columnar.program import FrameProgram
from masker_rules.columnar.programs import earlier_months, program_of
from masker_rules.columnar.sheets import MONTHLY, PERSON_MONTH, ROW, Frame, Key
from masker_rules.columnar.table import Said, fits, result_table
from masker_rules.columnar.tables import beside
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

    attended: AttendedMonths
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
            window: collected(self._links(window, attended.people))
            for window in {key.window for key in program.facts}
            if window is not None
        }
        gone = attended.routed.select(PERSON_MONTH).unique()
        self._routed = [
            attended.routed.join(every.select(PERSON_MONTH), on=PERSON_MONTH, how="semi"),
            every.filter(~nw.col("reason").is_null()),
        ]
        for own in map(as_frame, links.values()):
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
        looks = {
            key: self._look(links[key.window], key.grain, people_of(tables))
            for key in program.facts
            if key.window is not None and key not in tables
        }
        sheets = sheets_of(program, tables, attended.words, attended, looks)
        outcomes = outcomes_of(program, sheets, attended.words, people_of(tables))
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

    def _attended(self, program: FrameProgram, frames: Mapping[str, Frame]) -> AttendedMonths:
        """What attendance makes of the pack, and of the earlier months that windows read."""
        run, version = self.run, self.version
        also: dict[str, frozenset[str]] = {}
        for key, columns in program.facts.items():
            if key != MONTHLY:
                also[key.grain] = also.get(key.grain, frozenset()) | _names(columns)
        reached = sorted({*self.months, *self._reached})
        known = frozenset(self.pack.nips())
        nips = [nip for nip in self._nips if nip in known]
        by = (version.attendance_by, run.calendars[version].digest, version.plan.sanctions)
        return run.memory.of(
            "rows",
            (self.pack, reached, run.as_of, nips, also, by),
            lambda: attend(version, self.pack, frames, reached, nips, run.as_of, also),
        )

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

    def _known(self) -> list[int]:
        """Months of which the facts are known."""
        return [period_number(one) for one in sorted({*self.run.known, *self.months})]

    def _look(self, links: pl.DataFrame, grain: str, people: Array) -> Look:
        """Who looks through a window at which person-month, in order."""
        if grain in PUNCHED:
            links = links.filter(pl.col("past").is_in(self._known()))
        links = links.filter(pl.col(PERSON_MONTH).is_in(people.tolist()))
        links = links.sort(PERSON_MONTH, "turn")
        numbers = np.searchsorted(people, links[PERSON_MONTH].to_numpy())
        return numbers, links["src"].to_numpy()

    def _tables(
        self,
        program: FrameProgram,
        attended: AttendedMonths,
        month: Frame,
        links: Mapping[Window, pl.DataFrame],
    ) -> dict[Key, pl.DataFrame]:
        """The frames that the plan is walked over, in memory."""
        given: dict[Key, Frame] = {MONTHLY: month}
        for key in program.facts:
            if key.grain not in attended.others:
                continue
            rows = attended.others[key.grain]
            if key.window is not None:
                own = as_frame(links[key.window])
                if key.grain in PUNCHED:
                    own = own.filter(nw.col("past").is_in(self._known()))
                rows = rows.rename({PERSON_MONTH: "src"}).join(own, on="src", how="inner")
                rows = rows.with_columns(i=nw.col("turn") * TURN + nw.col(ROW))
            given[key] = rows
        found = {}
        for key, frame in given.items():
            there = frame.collect_schema().names()
            wanted = {PERSON_MONTH, "turn", *program.facts[key]}
            wanted |= {ROW} if program.is_ordered(key.grain) else set()
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
        count = len(made.attended.nips)
        notes = pl.concat(
            [
                pl.DataFrame(
                    {PERSON_MONTH: who + place * count, "day": day},
                    schema={PERSON_MONTH: pl.Int64, "day": pl.Int64},
                ).with_columns(code=pl.lit(code))
                for place, part in enumerate(made.attended.parts)
                for code, who, day in part.notes.codes()
                if code not in STATUS_NOTES
            ]
            or [pl.DataFrame(schema={PERSON_MONTH: pl.Int64, "day": pl.Int64, "code": pl.String})]
        )
        ordered = notes.sort(PERSON_MONTH, "day", "code")
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
        deductions = _by_person(made.deductions, pms)
        people: dict[int, Person] = {}
        for pm, nip, period, name, category, _ in self._people.iter_rows():
            if pm in pms:
                month = self._by_number[period]
                place, who = divmod(pm, len(made.attended.nips))
                notes = made.attended.parts[place].notes.of(who)
                told = self._told(nip, month, name, notes, deductions.get(pm, ()))
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
        notes: Sequence[Note],
        deductions: Sequence[Mapping[str, Any]],
    ) -> Told:
        """What the reference engine says beside a result."""
        assert self._made is not None
        general = self._made.general
        taken = sorted(deductions, key=lambda row: (row["place"], row["code"]))
        return Told(
            nip=nip,
            period=month,
            name=name or "",
            why=[Remark(n.code, n.day, n.params) for n in notes if n.kind == "status"],
            warnings=[
                *general.before[month],
                *(Remark(n.code, n.day, n.params) for n in notes if n.kind != "status"),
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
        reached = {month: offsets.get(month, TapOffsets()) for month in made.attended.months}
        units = self._people.select(PERSON_MONTH, pl.col("unit").fill_null(""))
        made.attended.count(reached, dict(units.iter_rows()))


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
