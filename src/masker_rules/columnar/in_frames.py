"""The months of one version of a regulation in frames: who can be computed there, and the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Protocol

import narwhals as nw
import numpy as np
import polars as pl

from masker_rules.attendance import Note, TapOffsets
from masker_rules.attendance.notes import STATUS_NOTES
from masker_rules.calendars import Calendar
from masker_rules.columnar.assembly import (
    Outcomes,
    Subject,
    outcomes_of,
    result_in_scenarios,
    result_of,
    scenarios_of,
    values_of,
)
from masker_rules.columnar.attendance import AttendedMonths, attend
from masker_rules.columnar.chunks import TURN, Look, beyond_limits, sheets_of
from masker_rules.columnar.dates import period_number
from masker_rules.columnar.general import General, general_of
from masker_rules.columnar.in_memory import as_frame, collected
from masker_rules.columnar.known import Knowledge
from masker_rules.columnar.late import LateComputation
from masker_rules.columnar.month_facts import Left, PersonMonth, read_months, vector_of
from masker_rules.columnar.packs import FactFrames
from masker_rules.columnar.program import FrameProgram
from masker_rules.columnar.programs import earlier_months, program_of
from masker_rules.columnar.sheets import MONTHLY, PERSON_MONTH, ROW, Frame, Key
from masker_rules.columnar.table import Said, fits, result_table
from masker_rules.engine.chunk import Sheet
from masker_rules.engine.columns import PERSON
from masker_rules.engine.compute import Job
from masker_rules.engine.judging import Told
from masker_rules.engine.known import KnownMonths
from masker_rules.engine.memory import Memory
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Person, Remark, Result
from masker_rules.engine.unit_doubts import Doubted
from masker_rules.engine.vectors import Array
from masker_rules.engine.versions import CutProfile
from masker_rules.language.plan import Window
from masker_rules.periods import CALENDAR, Month

__all__ = ["InFrames", "Pair"]

Pair = tuple[str, Month]

#: Whom results in frames are about.
PEOPLE = {
    PERSON_MONTH: pl.Int64,
    "nip": pl.String,
    "period": pl.Int64,
    "name": pl.String,
    **{name: pl.Int64 if name == "job_class" else pl.String for name in PERSON},
}


#: What is taken from them after all that the regulation computes, in order of `place`.
DEDUCTIONS = {PERSON_MONTH: pl.Int64, "place": pl.Int64, "code": pl.String, "amount": pl.Int64}


class Run(Protocol):
    """What all versions of one run share; see :class:`masker_rules.columnar.runner._Run`."""

    @property
    def as_of(self) -> date | None: ...

    @property
    def known(self) -> Mapping[Profile, KnownMonths]: ...

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
        self._routed: list[Left] = []
        self._whole = ""
        self._people: dict[int, PersonMonth] = {}
        self._made: Made | None = None
        self._reached = frozenset(earlier_months(version, months, run.known[version]))
        program = self._program()
        if program is not None:
            self._compute(program)

    @property
    def size(self) -> int:
        """How many person-months were computed."""
        return len(self._people)

    def left(self) -> list[Pair]:
        """Whom the reference engine must compute, in order."""
        done = {(one.nip, one.month) for one in self._people.values()}
        return [
            (nip, month)
            for month in self.months
            for nip in self._nips
            if (nip, month) not in done and self._is_asked(nip, month)
        ]

    def _is_asked(self, nip: str, month: Month) -> bool:
        return self._asked is None or (nip, month) in self._asked

    def _program(self) -> FrameProgram | None:
        """The program of the version, or None where all of it is for the reference engine."""
        if isinstance(self.version, CutProfile):
            self._whole = "month-cut"
            return None
        if self.version.plan.pools:
            self._whole = "pools"
            return None
        if self.version.plan.balances:
            self._whole = "balances"
            return None
        return program_of(self.version)

    def _compute(self, program: FrameProgram) -> None:
        run, zone = self.run, self.version.plan.zone
        frames = run.memory.of("frames", (self.pack, zone), partial(self.pack.frames, zone))
        attended = self._attended(program, frames)
        months = run.known[self.version]
        known = Knowledge(frozenset(self.pack.tables), self.pack.set_aside, months, run.as_of)
        # Numbers of person-months are looked up by halving, however months were given.
        asked = sorted(
            attended.number(nip, month)
            for month in self.months
            for nip in attended.nips
            if self._is_asked(nip, month)
        )
        read, left = read_months(self.version, self.pack, attended, known, asked)
        wanted = frozenset(asked)
        self._routed = [(pm, reason) for pm, reason in attended.routed if pm in wanted]
        self._routed += [*left, *self._by_earlier(program, attended, asked)]
        lost = {pm for pm, _ in self._routed}
        tables = self._tables(program, attended)
        outside = set(beyond_limits(tables)[PERSON_MONTH].to_list())
        self._routed += [(one.pm, "beyond-limits") for one, _ in read if one.pm in outside]
        lost |= outside
        kept = [(one, facts) for one, facts in read if one.pm not in lost]
        people = np.array([one.pm for one, _ in kept], np.int64)
        vectors = {
            name: vector_of([facts[name] for _, facts in kept], attended.words)
            for name in _names(program.facts[MONTHLY])
        }
        looks = {
            key: self._look(key.window, key.grain, attended, people)
            for key in program.facts
            if key.window is not None and key not in tables
        }
        month = Sheet(np.arange(len(kept)), vectors.__getitem__)
        sheets = sheets_of(program, tables, attended.words, attended, looks, (people, month))
        outcomes = outcomes_of(program, sheets, attended.words, people)
        self._people = {one.pm: one for one, _ in kept}
        self._made = Made(
            attended,
            outcomes,
            general_of(self.version, known, run.calendars[self.version], self.months),
        )

    def _by_earlier(
        self, program: FrameProgram, attended: AttendedMonths, asked: Sequence[int]
    ) -> Iterator[Left]:
        """Those who look back at a month of which something is not worked out."""
        gone = {pm for pm, _ in attended.routed}
        windows = {key.window for key in program.facts} - {None}
        if gone and windows:
            wanted = np.array(asked, np.int64)
            for window in windows:
                assert window is not None
                links = self._links(window, attended)
                met = np.isin(links[:, 1], [*gone]) & (links[:, 0] != links[:, 1])
                for pm in np.intersect1d(links[met, 0], wanted).tolist():
                    yield pm, "earlier-month"

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

    def _links(self, window: Window, attended: AttendedMonths) -> Array:
        """Which person-months a window of each one reads, in order, and the month of each."""
        places = {month: place for place, month in enumerate(attended.months)}
        turns = [
            (places[month], places[past], period_number(past), turn)
            for month in self.months
            for turn, past in enumerate(
                [*window.before(month), *([month] if window.with_this_month else [])]
            )
            if past in places
        ]
        who, count = np.arange(len(attended.nips)), len(attended.nips)
        blocks = [np.zeros((0, 4), np.int64)]
        for place, past, number, turn in turns:
            said = np.full((2, count), [[number], [turn]])
            blocks.append(np.stack([place * count + who, past * count + who, *said], axis=1))
        return np.concatenate(blocks)

    def _seen(self, window: Window, grain: str, attended: AttendedMonths) -> Array:
        """The links of a window that show the rows of a grain."""
        links, known = self._links(window, attended), self.run.known[self.version]
        held = [period_number(one) for one in attended.months if known.holds(grain, one)]
        return links[np.isin(links[:, 2], held)]

    def _look(self, window: Window, grain: str, attended: AttendedMonths, people: Array) -> Look:
        """Who looks through a window at which person-month, in order."""
        links = self._seen(window, grain, attended)
        links = links[np.isin(links[:, 0], people)]
        links = links[np.lexsort((links[:, 3], links[:, 0]))]
        return np.searchsorted(people, links[:, 0]), links[:, 1]

    def _tables(self, program: FrameProgram, attended: AttendedMonths) -> dict[Key, pl.DataFrame]:
        """The frames of rows that attendance does not make, in memory."""
        found = {}
        for key in program.facts:
            if key.grain not in attended.others:
                continue
            rows = attended.others[key.grain]
            if key.window is not None:
                links = self._seen(key.window, key.grain, attended)
                names = (PERSON_MONTH, "src", "past", "turn")
                own = pl.DataFrame(dict(zip(names, links.T, strict=True)))
                rows = rows.rename({PERSON_MONTH: "src"}).join(
                    as_frame(own), on="src", how="inner"
                )
                rows = rows.with_columns(i=nw.col("turn") * TURN + nw.col(ROW))
            there = rows.collect_schema().names()
            wanted = {PERSON_MONTH, "turn", *program.facts[key]}
            wanted |= {ROW} if program.is_ordered(key.grain) else set()
            found[key] = collected(rows.select(*(n for n in there if n in wanted)))
        return found

    # ---------------------------------------------------------------- what comes out
    def table(self, doubted: Doubted | None = None) -> pl.DataFrame:
        """One row per result; with the codes of warnings where `doubted` says what of units."""
        made = self._made
        assert made is not None
        said = None if doubted is None else self._said(made, doubted)
        return result_table(
            made.outcomes,
            self._table_of_people(),
            self._table_of_deductions(),
            made.general.open_counts,
            said,
        )

    def _table_of_people(self) -> pl.DataFrame:
        """Whom results are about."""
        records = [
            (
                one.pm,
                one.nip,
                period_number(one.month),
                *Person.of(one.employee).as_dict().values(),
            )
            for one in self._people.values()
        ]
        return pl.DataFrame(records, schema=PEOPLE, orient="row")

    def _table_of_deductions(self) -> pl.DataFrame:
        """What is taken from them, in order."""
        records = [
            (one.pm, place, code, amount)
            for one in self._people.values()
            for place, (code, amount) in enumerate(one.deductions)
        ]
        return pl.DataFrame(records, schema=DEDUCTIONS, orient="row")

    def _said(self, made: Made, doubted: Doubted) -> Said:
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
            for unit, found in doubted[month].items()
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

    def above(
        self, nets: Mapping[Pair, int | None]
    ) -> Iterator[tuple[Pair, int | None, Result | None]]:
        """Person and month with the net of each result, and those that exceed others as objects.

        Args:
            nets: What is to be exceeded, by person and calendar month; None = no object is made.
        """
        made = self._made
        if made is None:
            return
        told = made.outcomes.people, made.outcomes.asked
        known: dict[Pair, int] = {}
        if self.has_table:
            rows = self.table().select("nip", "period", "net").iter_rows()
            known = {(nip, Month.parse(period)): net for nip, period, net in rows}
        wanted = np.ones(len(told[0]), bool)
        for place, (pm, is_asking) in enumerate(zip(*(one.tolist() for one in told), strict=True)):
            person = self._people[pm]
            pair = person.nip, CALENDAR.named(person.month)
            if not is_asking and pair in known:
                least, net = nets.get(pair), known[pair]
                if least is None or net <= least:
                    wanted[place] = False
                    yield pair, net, None
        for one in self._results(made, wanted):
            yield (one.nip, CALENDAR.named(one.period)), one.net, one

    def _results(self, made: Made, wanted: Array) -> Iterator[Result]:
        plan, outcomes = self.version.plan, made.outcomes
        plain, asking = (
            np.flatnonzero(wanted & flag) for flag in (~outcomes.asked, outcomes.asked)
        )
        numbers = outcomes.people.tolist()
        pms = set(outcomes.people[wanted].tolist())
        people: dict[int, Subject] = {}
        for pm, one in self._people.items():
            if pm in pms:
                place, who = divmod(pm, len(made.attended.nips))
                told = self._told(one, made.attended.parts[place].notes.of(who))
                later = LateComputation(self.run.reference, one.nip, one.month)
                people[pm] = Subject(told, one.employee.category or "?", later)
        found = {
            numbers[one.month]: result_in_scenarios(plan, people[numbers[one.month]], one)
            for one in scenarios_of(outcomes, asking)
        }
        values = values_of(outcomes.walk, outcomes.program.names, plain)
        own = dict(zip(outcomes.people[plain].tolist(), values, strict=True))
        for pm, person in people.items():
            yield found[pm] if pm in found else result_of(plan, person, own[pm])

    def _told(self, one: PersonMonth, notes: Sequence[Note]) -> Told:
        """What the reference engine says beside a result."""
        assert self._made is not None
        general = self._made.general
        return Told(
            nip=one.nip,
            period=one.month,
            person=Person.of(one.employee),
            why=[Remark(n.code, n.day, n.params) for n in notes if n.kind == "status"],
            warnings=[
                *general.before[one.month],
                *(Remark(n.code, n.day, n.params) for n in notes if n.kind != "status"),
                *general.after,
            ],
            deductions=one.deductions,
            open_counts=general.open_counts,
            explainer=self.run.explainer,
        )

    def units(self) -> dict[Pair, str]:
        """The unit of each person, at the end of the month."""
        return {(one.nip, one.month): one.employee.unit or "" for one in self._people.values()}

    def reasons(self) -> Counter[str]:
        """Why person-months are left to the reference engine."""
        if self._whole:
            return Counter({self._whole: len(self.left())})
        found = Counter(reason for _, reason in {*self._routed})
        known = frozenset(self.pack.nips())
        lost = [nip for nip, _ in self.left() if nip not in known]
        return found + Counter({"no-employees-row": len(lost)})

    def count(self, offsets: Mapping[Month, TapOffsets]) -> None:
        """Add how far taps lie from their schedules, of those who were computed here."""
        made = self._made
        if made is None or not self.size:
            return
        reached = {month: offsets.get(month, TapOffsets()) for month in made.attended.months}
        units = {pm: one.employee.unit or "" for pm, one in self._people.items()}
        made.attended.count(reached, units)


def _codes(remarks: Iterable[Remark]) -> str:
    return " ".join(remark.code for remark in remarks)


def _names(columns: Iterable[str]) -> frozenset[str]:
    return frozenset(column.partition("__")[2] for column in columns)
