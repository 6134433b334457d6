"""A pack straight into frames: plain rows all at once, every other row through the usual door.

What is read, set aside, remarked, counted and digested is what
:func:`masker_rules.facts.read_pack` gives for the same tables; only the rows stay in frames.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import narwhals as nw
import polars as pl

from masker_rules.columnar.framed import framed
from masker_rules.columnar.ordered import (
    ROW,
    filled,
    frame_of_rows,
    in_order,
    rows_of,
    table_digest,
)
from masker_rules.columnar.plain_cells import OFFSET, WORD
from masker_rules.columnar.plain_rows import CUT, NAMES, plain_rows
from masker_rules.columnar.sources import Source, open_source, raw_source, source_of
from masker_rules.columnar.tables import Frame
from masker_rules.columnar.worded import worded
from masker_rules.errors import FactsError, Problems
from masker_rules.facts import canonical
from masker_rules.facts.definition import TableDef, definition
from masker_rules.facts.doubts import COLUMN, dubious
from masker_rules.facts.empties import EVERYWHERE, Empties
from masker_rules.facts.findings import PackRemark, SetAside
from masker_rules.facts.identity import without_hopeless
from masker_rules.facts.intake import TableRows, Untold, match_header, no_decisions
from masker_rules.facts.manifest import EMPTY, said_of_empties
from masker_rules.facts.namesakes import HELD, NAMED, remarks_of_names, remarks_of_people
from masker_rules.facts.nip import NIP_LENGTH
from masker_rules.facts.pack import (
    STANDING,
    Pack,
    RawTable,
    in_reading_order,
    position,
    tables_after,
    untold_after,
)
from masker_rules.facts.people import People, twice
from masker_rules.facts.reader import opened
from masker_rules.facts.repeats import given_columns, repeat
from masker_rules.facts.rows import PersonalRow, Row
from masker_rules.facts.shares import Percents, remarks_of_items, shares_of_items
from masker_rules.facts.sources import readable
from masker_rules.facts.stamps import DAY_SECONDS
from masker_rules.facts.vocabulary import Vocabulary, nearest
from masker_rules.facts.words import translate
from masker_rules.garbage import collected_rarely
from masker_rules.periods import CALENDAR, Cutoff, Month

__all__ = ["FramePack", "read_frames"]

#: A number of a frame that is at most 1.
_SHARE = r"^(?:0(?:\.[0-9]+)?|1)$"


@dataclass(slots=True)
class _Kept:
    """The accepted rows of a table.

    Attributes:
        frame: Each fact once, its place in canonical order in the column `row`; only columns
            that hold a value.
        file: Where they were read.
        digest: Once it has been asked for.
    """

    table: TableDef
    frame: pl.DataFrame
    file: str
    digest: str = ""


@dataclass(slots=True)
class _State:
    tables: dict[str, _Kept] = field(default_factory=dict)
    set_aside: list[SetAside] = field(default_factory=list)
    remarks: list[PackRemark] = field(default_factory=list)
    everybody: pl.Enum | None = None
    days: frozenset[date] | None = None
    empties: Empties = EVERYWHERE
    untold: Mapping[str, frozenset[date]] = field(default_factory=dict)

    def add(
        self,
        table: TableDef,
        frame: pl.DataFrame,
        read: TableRows,
        file: str,
        given: Collection[str] = (),
    ) -> None:
        """Keep a table: its plain rows, and those that went through the usual door.

        Args:
            table: Its definition.
            frame: Its plain rows.
            read: Those that went through the usual door.
            file: Where they stand.
            given: The columns that its file has.
        """
        if read.rows:
            frame = pl.concat([frame, filled(frame_of_rows(table, read.rows))], how="diagonal")
        kept, again = in_order(table, frame, self.everybody)
        self.set_aside += read.set_aside
        self.set_aside += [repeat(table, row, given) for row in rows_of(table, again, file)]
        self.remarks += read.remarks
        self.tables[table.name] = _Kept(table, kept, file)


def _items_of_shares(percents: Percents, frame: pl.DataFrame) -> Sequence[tuple[str, ...]]:
    """As `shares_of_rows`."""
    names, word = {*percents.by, percents.column}, WORD.format(percents.column)
    if not names <= set(frame.columns):
        return ()
    rows = frame.filter(pl.col(percents.column).is_not_null())
    if word in rows.columns:
        rows = rows.filter(~pl.col(word).fill_null(value=False))
    value = pl.col(percents.column).cast(pl.String)
    shares = value.str.contains(_SHARE).all() & (value != "0").any()
    groups = rows.group_by(pl.col(percents.by).cast(pl.String)).agg(shares.alias("shares"))
    return groups.filter("shares").select(percents.by).rows()


class FramePack:
    """The facts of a period in frames; :func:`read_frames` makes it.

    Attributes:
        set_aside: Rows that do not count, as `Pack.set_aside`.
        warnings: Remarks, as `Pack.warnings`.
    """

    def __init__(self, state: _State) -> None:
        self._state = state
        self._by_nip: dict[str, Mapping[str, Sequence[Any]]] = {}

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables given, in the order of the contract."""
        return tuple(name for name in definition().tables if name in self._state.tables)

    def has(self, table: str) -> bool:
        """Whether the table was given, be it empty."""
        return table in self._state.tables

    def counts(self) -> dict[str, int]:
        """Accepted rows of each table given."""
        return {name: len(self._state.tables[name].frame) for name in self.tables}

    def unfilled(self, table: str) -> frozenset[str]:
        """As `Pack.unfilled`."""
        if not self.has(table) or self._state.tables[table].frame.is_empty():
            return frozenset()
        kept, none = self._state.tables[table], set[str]()
        if NAMES in kept.frame.columns:
            none = {
                one for names in kept.frame[NAMES].unique() for one in (names or "").split(",")
            }
        return frozenset(
            name
            for name in kept.table.names
            if name not in none
            and (name not in kept.frame or kept.frame[name].null_count() == len(kept.frame))
        )

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        return tuple(sorted(self._state.set_aside, key=position))

    @property
    def warnings(self) -> tuple[PackRemark, ...]:
        found = self._state.remarks
        shares = remarks_of_items(self.tables, self._shares)
        return tuple(sorted([*found, *(one for one in shares if one not in found)], key=position))

    def shares(self) -> frozenset[tuple[str, str, str]]:
        """As `Pack.shares`."""
        return frozenset(shares_of_items(self.tables, self._shares))

    def _shares(self, percents: Percents) -> tuple[Sequence[tuple[str, ...]], str]:
        kept = self._state.tables[percents.table]
        return _items_of_shares(percents, kept.frame), kept.file if len(kept.frame) else ""

    @property
    def digest(self) -> str:
        """SHA-256 of the accepted rows, as `Pack.digest`."""
        return canonical.digest_of((name, self._digest_of(name)) for name in self.tables)

    def _digest_of(self, name: str) -> str:
        kept = self._state.tables[name]
        if not kept.digest:
            kept.digest = table_digest(kept.table, kept.frame)
        return kept.digest

    def punched_days(self) -> frozenset[date]:
        """Days with a punch of anybody, as `Pack.punched_days`."""
        if self._state.days is None:
            days = self._punches().select("day").unique().collect()["day"]
            self._state.days = frozenset(map(date.fromordinal, days))
        return self._state.days

    def months(self, cutoff: Cutoff = CALENDAR) -> frozenset[Month]:
        """Months that hold a punch of anybody, as `Pack.months`."""
        return frozenset(map(cutoff.of, self.punched_days()))

    def periods_in(self, table: str, cutoff: Cutoff = CALENDAR) -> frozenset[str]:
        """Periods that rows of a table name, as `Pack.periods_in`."""
        said = self._state.tables[table].frame[definition().tables[table].first].unique()
        if said.dtype.is_integer():
            return frozenset(str(cutoff.of(date.fromordinal(day), table)) for day in said)
        return frozenset(said.cast(pl.String))

    def unit_days(self) -> dict[str, frozenset[date]]:
        """The days on which somebody of a unit punched, as `Pack.unit_days`."""
        if "employees" not in self._state.tables:
            return {}
        people = self._state.tables["employees"].frame
        unit = pl.col("unit") if "unit" in people.columns else pl.lit(None, pl.String)
        who = people.select(pl.col("nip").cast(pl.String), unit=unit.fill_null("")).unique()
        met = who.join(self._punches().unique().collect(), on="nip", how="left")
        each = met.group_by("unit").agg(pl.col("day").drop_nulls().unique())
        return {unit: frozenset(map(date.fromordinal, days)) for unit, days in each.iter_rows()}

    def _punches(self) -> pl.LazyFrame:
        """Who punched on which day (ordinal)."""
        frame = self._state.tables["punches"].frame if self.has("punches") else pl.DataFrame()
        if not len(frame):
            return pl.LazyFrame(schema={"nip": pl.String, "day": pl.Int64})
        offset = OFFSET.format("time")
        shift = pl.col(offset).fill_null(0) * 60 if offset in frame.columns else pl.lit(0)
        day = ((pl.col("time") + shift) // DAY_SECONDS).cast(pl.Int64)
        return frame.lazy().select(pl.col("nip").cast(pl.String), day=day)

    def nips(self) -> tuple[str, ...]:
        """Everybody with an employees row that counts, in order."""
        kept = self._state.tables.get("employees")
        if kept is None or not len(kept.frame):
            return ()
        return tuple(kept.frame["nip"].unique().sort().to_list())

    def rows(self, table: str) -> Sequence[Row]:
        """The rows of a table as objects, in canonical order; for tables that are small."""
        kept = self._state.tables.get(table)
        return () if kept is None else tuple(rows_of(kept.table, kept.frame, kept.file))

    def by_nip(self, table: str) -> Mapping[str, Sequence[Any]]:
        """The same by person; rows of nobody are not in it."""
        if table not in self._by_nip:
            found: dict[str, list[Any]] = {}
            for row in self.rows(table):
                if row.nip is not None:  # type: ignore[attr-defined]
                    found.setdefault(row.nip, []).append(row)  # type: ignore[attr-defined]
            self._by_nip[table] = found
        return self._by_nip[table]

    def dubious(self, table: str) -> Sequence[PersonalRow]:
        """Rows of a table that an importer doubts, in canonical order."""
        kept = self._state.tables.get(table)
        if kept is None or COLUMN not in kept.frame.columns:
            return ()
        frame = kept.frame.filter(pl.col(COLUMN).is_not_null())
        return dubious(rows_of(kept.table, frame, kept.file))

    def row(self, table: str, number: int) -> Row:
        """The row of a number of a frame."""
        kept = self._state.tables[table]
        (row,) = rows_of(kept.table, kept.frame.filter(pl.col(ROW) == number), kept.file)
        return row

    def under(self, vocabulary: Vocabulary) -> FramePack:
        """This pack in canonical words, as `Pack.under`."""
        vocabulary = vocabulary.beside(self._state.empties)
        state = _State(
            set_aside=list(self._state.set_aside),
            remarks=list(self._state.remarks),
            everybody=self._state.everybody,
            # A punch in doubt was one all the same.
            days=self.punched_days() if vocabulary.says_of("punches") else self._state.days,
            untold=self.untold,
        )
        for name in self.tables:
            kept = self._state.tables[name]
            if vocabulary.concerns(kept.table):
                plain, others = worded(kept.table, kept.frame, vocabulary)
                rows = tuple(rows_of(kept.table, others, kept.file))
                state.add(kept.table, plain, translate(kept.table, rows, vocabulary), kept.file)
            else:
                state.tables[name] = kept
        return FramePack(state)

    @property
    def untold(self) -> Mapping[str, frozenset[date]]:
        """As `Pack.untold`."""
        return self._state.untold

    def after(self, earlier: Sequence[FramePack]) -> FramePack:
        """This pack, and what earlier packs say happened to its people.

        Of tables that tell how things stand (people, amounts, hours, sites, what was carried) only
        this pack's rows count, and a table that it does not hold stays unknown. A row that several
        packs hold is one row. Which months hold a punch is known of all of them, also of people
        who are not in this one.
        """
        if not earlier:
            return self
        people = self.nips()
        asked = pl.Series(people, dtype=pl.String).implode()
        said = (pack._state.empties for pack in earlier)  # noqa: SLF001  (its own)
        state = _State(
            everybody=self._state.everybody,
            days=frozenset().union(*(one.punched_days() for one in (self, *earlier))),
            empties=self._state.empties.beside(said),
            untold=untold_after(self, earlier),
        )
        for name in tables_after(self, earlier):
            given = [pack._state.tables[name] for pack in (self, *earlier) if pack.has(name)]  # noqa: SLF001  (its own)
            kept = given[0]
            if name in STANDING:
                state.tables[name] = kept
                continue
            frames = [kept.frame]
            for other in given[1:]:
                frame = other.frame
                if "nip" in frame.columns:
                    nip = pl.col("nip")
                    frame = frame.filter(nip.is_in(asked) | nip.is_null())
                frames.append(frame)
            frame, _ = in_order(kept.table, pl.concat(frames, how="diagonal"), state.everybody)
            state.tables[name] = _Kept(kept.table, frame, kept.file)
        theirs = {None, *people}
        for pack in (self, *earlier):
            own = pack is self
            state.set_aside += [
                one for one in pack.set_aside if own or one.nip in theirs or one.is_of_nobody
            ]
            state.remarks += [one for one in pack.warnings if own or one.nip in theirs]
        return FramePack(state)

    def frames(self, zone: str) -> dict[str, Frame]:
        """The canonical frame of each table, as :func:`masker_rules.columnar.tables.frames_of`.

        Args:
            zone: IANA name of the profile's zone; stamps with an offset are brought to it.

        Raises:
            RequestError: a stamp has an offset and there is no such zone [unknown-zone].
        """
        return {
            name: nw.from_native(framed(kept.table, kept.frame, zone))
            for name, kept in self._in_order()
        }

    def _in_order(self) -> Iterable[tuple[str, _Kept]]:
        return ((name, self._state.tables[name]) for name in self.tables)

    def pack_of(self, nips: Iterable[str]) -> Pack:
        """A pack of some people: their rows, all rows of nobody, and what was set aside of both.

        It is a part of this one, whose months are known to it.
        """
        wanted = frozenset(nips)
        asked = pl.Series(sorted(wanted), dtype=pl.String)
        rows = {}
        for name, kept in self._in_order():
            frame = kept.frame
            if "nip" in frame.columns:
                nip = pl.col("nip")
                frame = frame.filter(nip.is_in(asked.implode()) | nip.is_null())
            rows[name] = rows_of(kept.table, frame, kept.file)
        theirs = (*wanted, None)
        return Pack.of_rows(
            rows,
            [one for one in self._speaking if one.nip in theirs or one.is_of_nobody],
            [item for item in self._state.remarks if item.nip in theirs],
            days=self.punched_days(),
            empties=self._state.empties,
            untold=self.untold,
        )

    @cached_property
    def _speaking(self) -> list[SetAside]:
        """What was set aside, without rows that may be of too many people to say anything."""
        return without_hopeless(self._state.set_aside, self.nips())

    def __repr__(self) -> str:
        counts = ", ".join(f"{name}: {count}" for name, count in self.counts().items())
        return f"FramePack({counts}; set aside: {len(self._state.set_aside)})"


@collected_rarely()
def read_frames(
    given: str | os.PathLike[str] | Mapping[str, object],
    only: Collection[str] = (),
    prefix: str = "",
) -> FramePack:
    """The pack that stands at a path or is given as tables, in frames.

    Args:
        given: A path or URL as of :func:`masker_rules.facts.read_pack`; or tables by name, each a
            frame of any library that Narwhals knows, or rows, as of
            :class:`masker_rules.facts.Pack`; beside them `empty`, as there.
        only: Read these tables of a path and nothing else; empty = all.
        prefix: Stands before the name of each file in what is reported.

    Raises:
        FactsError: as `read_pack` and `Pack`.
        AdapterUnavailableError: as `read_pack`.
    """
    remarks: list[PackRemark] = []
    if isinstance(given, Mapping):
        known = definition().every
        tables = {name: table for name, table in given.items() if name != EMPTY}
        for name in tables:
            if name not in known:
                near = nearest(name, known) or "-"
                raise FactsError.of("unknown-table", table=name, nearest=near)
        empties = said_of_empties(given.get(EMPTY))
        sources = {
            name: source_of(known[name], table)
            for name, table in tables.items()
            if name in definition().tables
        }
        return FramePack(_read(sources, remarks, empties))
    with readable(given), opened(given, remarks, open_source, only, prefix) as found:
        return FramePack(
            _read(
                {
                    name: raw_source(table) if isinstance(table, RawTable) else table
                    for name, table in found.tables.items()
                    if name in definition().tables
                },
                remarks,
                found.empties,
            )
        )


def _read(
    sources: Mapping[str, Source], remarks: Sequence[PackRemark], empties: Empties
) -> _State:
    problems, state = Problems(), _State(remarks=list(remarks), empties=empties)
    matched = {
        name: match_header(
            definition().tables[name], source.file, source.header, problems, state.remarks
        )
        for name, source in sources.items()
    }
    problems.raise_if_any(FactsError)
    people = People()
    for name, table in in_reading_order():
        if name in sources:
            source = sources[name]
            meant = empties.table(name)
            untold = Untold(table, source.file, source.header, matched[name])
            frame, read = _read_table(meant, source, matched[name], people, untold)
            state.remarks += no_decisions(meant, source.file, matched[name], _codes(frame, read))
            state.remarks += untold.remarks()
            if name == "identities":
                people.ask([*rows_of(table, frame, source.file), *read.rows])
            elif name == "employees":
                people.learn(_nips(frame, read), read)
                state.everybody = pl.Enum(sorted(people.known or ()))
            else:
                people.part_strangers(table, read)
            state.add(table, frame, read, source.file, given_columns(table, matched[name]))
            if name == "employees":
                several = state.tables[name].frame.filter(pl.len().over("nip") > 1)
                state.remarks += twice(rows_of(table, several, source.file))
    people_of = state.tables.get("employees")
    held = {name: {} if people_of is None else _holders(people_of.frame, name) for name in HELD}
    state.remarks += remarks_of_names(
        {
            name: rows_of(kept.table, kept.frame, kept.file)
            for name, kept in state.tables.items()
            if name in NAMED
        },
        held,
    )
    if people_of is not None:
        for name in HELD:
            alone = [text for text, count in held[name].items() if count == 1]
            some = people_of.frame.filter(pl.col(name).is_in(alone)) if alone else None
            if some is not None:
                rows = rows_of(people_of.table, some, people_of.file)
                state.remarks += remarks_of_people(name, rows, held[name])
    return state


def _holders(employees: pl.DataFrame, column: str) -> dict[str, int]:
    """How many people have each name of a column."""
    if column not in employees.columns:
        return {}
    found = employees.drop_nulls(column).group_by(column).agg(pl.col("nip").n_unique())
    return dict(found.rows())


def _codes(frame: pl.DataFrame, read: TableRows) -> set[str]:
    """What the rows of a table are, of one that has codes."""
    plain = (
        set(frame["code"].unique()) if "code" in frame.columns else {""} if len(frame) else set()
    )
    return plain | {getattr(row, "code", "") for row in read.rows}


def _nips(frame: pl.DataFrame, read: TableRows) -> set[str]:
    plain = set(frame["nip"].to_list()) if "nip" in frame.columns else set()
    return plain | {row.nip for row in read.rows}  # type: ignore[attr-defined]


def _read_table(
    table: TableDef,
    source: Source,
    positions: Sequence[int | None],
    people: People,
    untold: Untold,
) -> tuple[pl.DataFrame, TableRows]:
    """The plain rows of a table, and what the usual door says of the others."""
    asked: list[str | None] = [None] * len(source.header)
    for column, at in zip(table.columns, positions, strict=True):
        if at is not None:
            asked[at] = column.name
    for at in untold.asked:
        asked[at] = _beside(at)
    cells = source.cells(asked)
    nothing = frame_of_rows(table, ())
    intake = people.intake(table, source.file, positions)
    if cells is None:
        return nothing, intake.take(untold.watching(source.records(None)))
    _look(cells, untold)
    found = plain_rows(table, cells, _usual(people))
    if found.plain.all():
        return found.frame, TableRows()
    try:
        return found.frame, intake.take(source.records(found.plain))
    except FactsError:
        # What is wrong with the file as a whole is said by who reads all of it, with its line.
        return nothing, people.intake(table, source.file, positions).take(source.records(None))


def _beside(at: int) -> str:
    """Name in the frame of a column that is not read."""
    return f" {at}"


def _look(cells: pl.DataFrame, untold: Untold) -> None:
    """Tell which of the columns that are not read hold anything."""
    whole = cells.filter(CUT) if CUT in cells.columns else cells
    for at in untold.asked:
        column = whole[_beside(at)].drop_nulls()
        is_text = column.dtype == pl.String
        if (column.str.strip_chars() != "").any() if is_text else len(column):
            untold.tell(at)


def _usual(people: People) -> pl.Series | None:
    if people.known is None:
        return None
    return pl.Series([nip for nip in people.known if len(nip) == NIP_LENGTH], dtype=pl.String)
