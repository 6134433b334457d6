"""The pack: everything that is known about a period, read, checked and put in order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Protocol, Unpack

from masker_rules.errors import FactsError, Problems
from masker_rules.facts import canonical
from masker_rules.facts.definition import TableDef, definition
from masker_rules.facts.doubts import doubts_together, dubious
from masker_rules.facts.empties import EVERYWHERE, Empties
from masker_rules.facts.findings import PackRemark, SetAside
from masker_rules.facts.given import GivenTables
from masker_rules.facts.intake import (
    Record,
    TableRows,
    Untold,
    match_header,
    no_decisions,
)
from masker_rules.facts.manifest import said_of_empties
from masker_rules.facts.namesakes import HELD, NAMED, holders, remarks_of_names, remarks_of_people
from masker_rules.facts.objects import object_table
from masker_rules.facts.people import People, twice
from masker_rules.facts.repeats import given_columns, repeat
from masker_rules.facts.rows import ROW_TYPES, PersonalRow, Row
from masker_rules.facts.shares import Percents, remarks_of_items, shares_of_items, shares_of_rows
from masker_rules.facts.stamps import Stamp
from masker_rules.facts.typed_rows import TypedRows
from masker_rules.facts.vocabulary import Vocabulary, nearest
from masker_rules.facts.words import translate
from masker_rules.garbage import collected_rarely
from masker_rules.periods import CALENDAR, Cutoff, Month

__all__ = [
    "STANDING",
    "Pack",
    "RawTable",
    "in_place",
    "in_reading_order",
    "known_on",
    "position",
    "tables_after",
]

_TABLES = {row: name for name, row in ROW_TYPES.items()}
#: Tables of how things stand in a period, not of what happened on a day of it.
STANDING = frozenset({"employees", "amounts", "schedules", "sites", "carried", "attributes"})


class Given(Protocol):
    """Knows which tables were given."""

    def has(self, table: str) -> bool: ...


@dataclass(slots=True)
class RawTable:
    """A table as a source gives it: a header, and records not yet looked at."""

    file: str
    header: Sequence[str]
    records: Iterable[Record]


class Pack(TypedRows):
    """The facts of a period.

    Args:
        tables: Rows by table name: lists of row objects, dicts or pydantic models, or any eager
            or lazy frame that Narwhals knows. A table that is given is known even where it is
            empty; one that is not given is absent.
        empty: What an empty cell means where the definition says otherwise, by `table.column`:
            `{"employees.position_kind": "none"}`.

    Raises:
        FactsError: a table has no such name, or its header cannot be used [unknown-table,
            missing-column, duplicate-column, not-a-table]; `empty` says what no column can mean
            [empty-unknown-column, empty-unknown-meaning, empty-never, pack-not-a-mapping].
        AdapterUnavailableError: a frame is given and Narwhals is not installed.

    Attributes:
        set_aside: Rows that do not count, by table, file and line.
        warnings: Remarks on rows that do, and on files, columns and tables.
    """

    def __init__(self, *, empty: object = None, **tables: Unpack[GivenTables]) -> None:
        known = definition().every
        for name in tables:
            if name not in known:
                near = nearest(name, known) or "-"
                raise FactsError.of("unknown-table", table=name, nearest=near)
        empties = said_of_empties(empty)
        raw = {name: object_table(known[name], given) for name, given in tables.items()}
        made = {name: RawTable(*parts) for name, parts in raw.items()}
        self._state = _read_tables(made, empties)

    @classmethod
    def _of(cls, state: _State) -> Pack:
        pack = cls.__new__(cls)
        pack._state = state  # noqa: SLF001  (its own)
        return pack

    @classmethod
    def from_tables(
        cls,
        tables: Mapping[str, RawTable],
        remarks: Iterable[PackRemark] = (),
        empties: Empties = EVERYWHERE,
    ) -> Pack:
        """A pack of tables that a reader has opened, and what its empty cells mean.

        Raises:
            FactsError: a header cannot be used [missing-column, duplicate-column].
        """
        state = _read_tables(tables, empties)
        state.remarks[:0] = remarks
        return cls._of(state)

    @classmethod
    def of_rows(
        cls,
        rows: Mapping[str, Sequence[Row]],
        set_aside: Iterable[SetAside] = (),
        remarks: Iterable[PackRemark] = (),
        *,
        days: frozenset[date] | None = None,
        empties: Empties = EVERYWHERE,
        untold: Mapping[str, frozenset[date]] = MappingProxyType({}),
    ) -> Pack:
        """A pack of rows that have been read before: in canonical order, each fact once.

        Args:
            rows: By table.
            set_aside: As of a pack.
            remarks: Its warnings.
            days: Of a part of a pack :meth:`punched_days` of the whole; None = it is the whole.
            empties: What the pack says of its empty cells.
            untold: As of a linked pack.
        """
        kept = {name: tuple(given) for name, given in rows.items()}
        return cls._of(
            _State(kept, list(set_aside), list(remarks), days=days, empties=empties, untold=untold)
        )

    def has(self, table: str) -> bool:
        """Whether the table was given, be it empty: what is absent is unknown."""
        return table in self._state.rows

    def _rows(self, table: str) -> tuple[Any, ...]:
        definition().every[table]
        return self._state.rows.get(table, ())

    def columns_given(self, table: str) -> tuple[str, ...]:
        """The columns that a table had where it was read; none of a pack made of another one."""
        return self._state.columns.get(table, ())

    def unfilled(self, table: str) -> frozenset[str]:
        """The columns in which no row of a table says anything; none of a table without rows."""
        rows, columns = self._rows(table), definition().every[table].columns
        return frozenset(
            one.name
            for one in columns
            if rows
            and all(getattr(row, one.field) is None and one.name not in row.none for row in rows)
        )

    def known_by(self, day: date, zone: str) -> Pack:
        """What of this pack was known at the end of a day.

        Args:
            day: The last one on which something became known.
            zone: On whose clock a day ends, where a row says a moment of another one.
        """
        state = _State(
            set_aside=[*self._state.set_aside],
            remarks=[*self._state.remarks],
            empties=self._state.empties,
        )
        for name, rows in self._state.rows.items():
            known = definition().every[name].known
            kept = tuple(row for row in rows if not known or known_on(row, known, zone) <= day)
            state.rows[name] = kept
            if len(kept) == len(rows):
                state.unchanged[name] = self._state
        return Pack._of(state)

    @property
    def undated(self) -> list[str]:
        """Tables that hold rows and no column that says when one became known."""
        return [
            name
            for name in self.tables
            if (known := definition().tables[name].known)
            and self._state.rows[name]
            and not {*known} & {*self.columns_given(name)}
        ]

    @property
    def set_aside_of_papers(self) -> tuple[SetAside, ...]:
        """Rows of tables for papers that do not count; they concern no result."""
        return tuple(sorted(self._state.aside_of_papers, key=position))

    def by_nip(self, table: str) -> Mapping[str, tuple[Any, ...]]:
        """Rows of a table by NIP, each in canonical order; rows without a NIP are not in it."""
        found = self._state.by_nip.get(table)
        if found is None and (source := self._state.unchanged.get(table)) is not None:
            found = self._state.by_nip[table] = Pack._of(source).by_nip(table)
        if found is None:
            grouped: dict[str, list[Any]] = {}
            for row in self._rows(table):
                if row.nip is not None:
                    grouped.setdefault(row.nip, []).append(row)
            found = {nip: tuple(rows) for nip, rows in grouped.items()}
            self._state.by_nip[table] = found
        return found

    def dubious(self, table: str) -> Sequence[PersonalRow]:
        """Rows of a table that an importer doubts, in canonical order."""
        return dubious(self.rows(table))

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables given, in the order of the contract."""
        return tuple(name for name in definition().tables if name in self._state.rows)

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        return tuple(sorted(self._state.set_aside, key=position))

    @property
    def warnings(self) -> tuple[PackRemark, ...]:
        found = self._state.remarks
        shares = remarks_of_items(self.tables, self._shares)
        return tuple(sorted([*found, *(one for one in shares if one not in found)], key=position))

    def shares(self) -> frozenset[tuple[str, str, str]]:
        """Table, item and period of percents that seem to be shares of one; "" is of none."""
        return frozenset(shares_of_items(self.tables, self._shares))

    def _shares(self, percents: Percents) -> tuple[Iterable[tuple[str, ...]], str]:
        rows = self._rows(percents.table)
        return shares_of_rows(percents, rows), rows[0].place.file if rows else ""

    def punched_days(self) -> frozenset[date]:
        """Days with a punch of anybody, be it of the whole of which this is a part."""
        if self._state.days is None:
            self._state.days = frozenset(row.time.day for row in self.rows("punches"))
        return self._state.days

    @property
    def untold(self) -> Mapping[str, frozenset[date]]:
        """Days of earlier packs that do not tell what this one does, by table."""
        return self._state.untold

    def months(self, cutoff: Cutoff = CALENDAR) -> frozenset[Month]:
        """Months that hold a punch of anybody, be it of the whole of which this is a part."""
        return frozenset(map(cutoff.of, self.punched_days()))

    def periods_in(self, table: str, cutoff: Cutoff = CALENDAR) -> frozenset[str]:
        """Periods that rows of a table name; of one whose rows have a date, its months."""
        said = {getattr(row, definition().tables[table].first) for row in self.rows(table)}
        return frozenset(
            one if isinstance(one, str) else str(cutoff.of(one, table)) for one in said
        )

    def unit_days(self) -> dict[str, frozenset[date]]:
        """The days on which somebody of a unit punched, by unit; "" is of who has none."""
        units: dict[str, set[date]] = {}
        punches = self.by_nip("punches")
        for nip, rows in self.by_nip("employees").items():
            days = {row.time.day for row in punches.get(nip, ())}
            for unit in {row.unit or "" for row in rows}:
                units.setdefault(unit, set()).update(days)
        return {unit: frozenset(days) for unit, days in units.items()}

    def counts(self) -> dict[str, int]:
        """Accepted rows of each table given."""
        return {name: len(self._state.rows[name]) for name in self.tables}

    @property
    def digest(self) -> str:
        """SHA-256 of the accepted rows in canonical form, whatever their source and order."""
        if not self._state.digest:
            digests = [(name, self._state.digest_of(name)) for name in self.tables]
            self._state.digest = canonical.digest_of(digests)
        return self._state.digest

    def under(self, vocabulary: Vocabulary) -> Pack:
        """This pack in canonical words; rows with words that `vocabulary` lacks are set aside.

        Of a column of which the pack says what empty means, the regulation says nothing.
        """
        vocabulary = vocabulary.beside(self._state.empties)
        state = _State(
            set_aside=list(self._state.set_aside),
            remarks=list(self._state.remarks),
            # A punch in doubt was one all the same.
            days=self.punched_days() if vocabulary.says_of("punches") else self._state.days,
            elsewhere=_each_under(self.elsewhere, vocabulary),
            untold=self.untold,
        )
        for name in self.tables:
            table = definition().tables[name]
            if vocabulary.concerns(table):
                state.add(table, translate(table, self._state.rows[name], vocabulary))
            else:
                state.rows[name] = self._state.rows[name]
                state.unchanged[name] = self._state
        return Pack._of(state)

    def translated(self, table: str, rows: Sequence[Row], vocabulary: Vocabulary) -> Sequence[Row]:
        """Rows that might stand in a table, as :meth:`under` would have them.

        Args:
            table: Its name.
            rows: In words of this pack; one with a word that `vocabulary` lacks is left out.
            vocabulary: Of a regulation.
        """
        meant = vocabulary.beside(self._state.empties)
        defined = definition().tables[table]
        if not meant.concerns(defined):
            return rows
        return translate(defined, tuple(rows), meant).rows

    def of_people(self, nips: Sequence[str], set_aside: Iterable[SetAside]) -> Pack:
        """The rows of some people and those of nobody; a part of this pack.

        Args:
            nips: The people.
            set_aside: What was set aside of them.
        """
        # Who punched in a month is a matter of all.
        state = _State(
            set_aside=[*set_aside],
            days=self.punched_days(),
            empties=self._state.empties,
            untold=self.untold,
        )
        for name in self.tables:
            table = definition().tables[name]
            if table.has("nip"):
                own = self.by_nip(name)
                theirs = (row for nip in nips for row in own.get(nip, ()))
                state.add(table, TableRows([*self._of_nobody(name), *theirs]))
            else:
                state.rows[name] = self._state.rows[name]
        return Pack._of(state)

    def replacing(self, more: Mapping[str, Sequence[Row]], without: Collection[Row] = ()) -> Pack:
        """This pack with further rows.

        Args:
            more: Rows by table, in the words of this pack; one that fills empty cells of a row
                that stands there is in its place.
            without: Rows that are left out.
        """
        # A punch makes a month known.
        days = {row.time.day for row in more.get("punches", ())}  # type: ignore[attr-defined]
        own = self._state
        state = _State(
            set_aside=[*own.set_aside], days=self.punched_days() | days, untold=self.untold
        )
        for name in self.tables:
            added, rows = more.get(name, ()), own.rows[name]
            if without:
                rows = tuple(row for row in rows if row not in without)
            if name == "employees":
                # A person has one row of a beginning.
                begun = set(map(_beginning, added))
                rows = tuple(row for row in rows if _beginning(row) not in begun)
            elif added:
                rows = tuple(row for row in rows if not any(_fills(one, row) for one in added))
            table = definition().tables[name]
            if added or len(rows) < len(own.rows[name]):
                state.add(table, TableRows([*rows, *added]))
                continue
            state.rows[name] = own.rows[name]
            if table.has("nip"):
                self.by_nip(name)
                state.by_nip[name] = own.by_nip[name]
        return Pack._of(state)

    def corrected(
        self,
        more: Mapping[str, Sequence[Row]],
        without: Mapping[str, Collection[Row]] = MappingProxyType({}),
    ) -> Pack:
        """This pack with other rows of its own words; only what changes is put in order again.

        Args:
            more: Rows by table that come in; a table that it does not have comes with them.
            without: Rows by table that go out.
        """
        own = self._state
        days = {row.time.day for row in more.get("punches", ())}  # type: ignore[attr-defined]
        state = replace(
            own,
            rows=dict(own.rows),
            by_nip=dict(own.by_nip),
            of_nobody=dict(own.of_nobody),
            set_aside=list(own.set_aside),
            digest="",
            digests={},
            days=self.punched_days() | days,
            unchanged=dict(own.unchanged),
        )
        for name in {*more, *without}:
            table = definition().tables[name]
            added, gone = more.get(name, ()), without.get(name, ())
            state.rows[name] = in_place(table, own.rows.get(name, ()), added, gone)
            state.by_nip.pop(name, None)
            state.of_nobody.pop(name, None)
            state.unchanged.pop(name, None)
        return Pack._of(state)

    def of_what_counts(self) -> Pack:
        """This pack as if rows that were set aside did not stand in it."""
        return Pack._of(replace(self._state, set_aside=[], digest=""))

    def _of_nobody(self, name: str) -> tuple[Row, ...]:
        found = self._state.of_nobody.get(name)
        if found is None:
            found = tuple(row for row in self._rows(name) if row.nip is None)
            self._state.of_nobody[name] = found
        return found

    def after(self, earlier: Sequence[Pack]) -> Pack:
        """This pack, and what earlier packs say happened to its people.

        Of tables that tell how things stand (people, amounts, hours, sites, what was carried) only
        this pack's rows count, and a table that it does not hold stays unknown. A row that several
        packs hold is one row. Which months hold a punch is known of all of them, also of people
        who are not in this one.
        """
        if not earlier:
            return self
        theirs = {None, *self.by_nip("employees")}
        said = (one._state.empties for one in earlier)  # noqa: SLF001  (its own)
        state = _State(
            days=frozenset().union(*(one.punched_days() for one in (self, *earlier))),
            empties=self._state.empties.beside(said),
            untold=untold_after(self, earlier),
        )
        for name in tables_after(self, earlier):
            if name in STANDING:
                state.rows[name] = self._state.rows[name]
                state.unchanged[name] = self._state
                continue
            read = TableRows()
            for pack in (self, *earlier):
                own = pack is self
                read.rows += [
                    row for row in pack.rows(name) if own or getattr(row, "nip", None) in theirs
                ]
            state.add(definition().tables[name], read)
            state.set_aside.clear()  # a row that several packs hold
        for pack in (self, *earlier):
            own = pack is self
            state.set_aside += [
                one for one in pack.set_aside if own or one.nip in theirs or one.is_of_nobody
            ]
            state.remarks += [one for one in pack.warnings if own or one.nip in theirs]
        return Pack._of(state)

    def pack_of(self, nips: Iterable[str]) -> Pack:  # noqa: ARG002  (all of it is there)
        """The whole pack: it is in memory."""
        return self

    def beside(self, elsewhere: Mapping[str, Pack]) -> Pack:
        """This pack, some of whose people are linked to other earlier ones than it is.

        Args:
            elsewhere: By nip the same pack, as it is linked for that person.
        """
        return Pack._of(replace(self._state, elsewhere=elsewhere))

    @property
    def elsewhere(self) -> Mapping[str, Pack]:
        """The pack as it is linked for people who stood elsewhere before, by nip."""
        return self._state.elsewhere

    def __repr__(self) -> str:
        counts = ", ".join(f"{name}: {count}" for name, count in self.counts().items())
        return f"Pack({counts}; set aside: {len(self._state.set_aside)})"


def _each_under(packs: Mapping[str, Pack], vocabulary: Vocabulary) -> Mapping[str, Pack]:
    """Packs by nip in canonical words, each translated once."""
    found = {id(pack): pack.under(vocabulary) for pack in packs.values()}
    return {nip: found[id(pack)] for nip, pack in packs.items()}


#: Tables of happenings of which a pack without them says nothing.
HAPPENINGS = ("activities", "events")


class EarlierPack(Given, Protocol):
    """An earlier pack that another is linked to."""

    @property
    def set_aside(self) -> Sequence[SetAside]: ...

    def counts(self) -> Mapping[str, int]: ...

    def punched_days(self) -> frozenset[date]: ...


def untold_after(own: Given, earlier: Iterable[EarlierPack]) -> dict[str, frozenset[date]]:
    """Days of earlier packs of which a table is not there, or that of another office, by table."""
    found: dict[str, frozenset[date]] = {}
    for pack in earlier:
        for name in filter(own.has, HAPPENINGS):
            is_lost = any(one.table == name for one in pack.set_aside)
            if not pack.has(name) or (is_lost and not pack.counts()[name]):
                found[name] = found.get(name, frozenset()) | pack.punched_days()
    return found


def tables_after(own: Given, earlier: Iterable[Given]) -> list[str]:
    """Tables of a pack that is linked to earlier ones: its own, and what is said of whole months.

    One that it does not hold stays unknown.
    """
    said = any(one.has("complete") for one in earlier)
    tables = definition().tables
    return [name for name in tables if own.has(name) or (said and name == "complete")]


def position(finding: SetAside | PackRemark) -> tuple[int, str, int, str, str]:
    """Where a finding stands among others."""
    order = list(definition().every)
    rank = order.index(finding.table) if finding.table in order else -1
    return rank, finding.file, finding.line, finding.code, finding.column


@dataclass(slots=True)
class _State:
    rows: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    set_aside: list[SetAside] = field(default_factory=list)
    remarks: list[PackRemark] = field(default_factory=list)
    by_nip: dict[str, Mapping[str, tuple[Row, ...]]] = field(default_factory=dict)
    of_nobody: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    digest: str = ""
    days: frozenset[date] | None = None
    digests: dict[str, str] = field(default_factory=dict)
    unchanged: dict[str, _State] = field(default_factory=dict)
    empties: Empties = EVERYWHERE
    elsewhere: Mapping[str, Pack] = field(default_factory=dict)
    untold: Mapping[str, frozenset[date]] = field(default_factory=dict)
    aside_of_papers: list[SetAside] = field(default_factory=list)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def digest_of(self, name: str) -> str:
        """Digest of one table; asked of the pack it was taken over from where it is the same."""
        if name not in self.digests:
            source = self.unchanged.get(name)
            table = definition().tables[name]
            self.digests[name] = (
                source.digest_of(name)
                if source is not None
                else canonical.table_digest(table, self.rows[name])
            )
        return self.digests[name]

    def add(self, table: TableDef, read: TableRows, given: Collection[str] = ()) -> None:
        """Keep the rows of a table in canonical order, each fact once.

        Args:
            table: Its definition.
            read: What it gave.
            given: The columns that its file has.
        """
        kept: dict[canonical.Key, Row] = {}
        for key, row in canonical.keyed(table, doubts_together(table, read.rows)):
            first = kept.setdefault(key, row)
            if first is not row:
                early, late = sorted((first, row), key=lambda r: r.place)
                kept[key] = early
                read.set_aside.append(repeat(table, late, given))
        self.rows[table.name] = tuple(kept[key] for key in sorted(kept))
        if table.for_papers:
            self.aside_of_papers += read.set_aside
            return
        self.set_aside += read.set_aside
        self.remarks += read.remarks


def known_on(row: Any, columns: Iterable[str], zone: str) -> date:
    """The day on which a row became known: the last that one of its columns says.

    Where none says one it was known from the beginning.
    """
    said = (getattr(row, name) for name in columns)
    days = [at.local(zone).day if isinstance(at, Stamp) else at for at in said if at is not None]
    return max(days, default=date.min)


def in_place(
    table: TableDef, rows: Sequence[Row], added: Iterable[Row], gone: Collection[Row]
) -> tuple[Row, ...]:
    """Rows in canonical order with some more and without others, each fact once."""

    def key(row: Row) -> canonical.Key:
        return canonical.keyed(table, (row,))[0][0]

    lost = set()
    for row in gone:
        at = bisect_left(rows, key(row), key=key)
        if at < len(rows) and key(rows[at]) == key(row):
            lost.add(at)
    places: dict[int, dict[canonical.Key, Row]] = {}
    for row in added:
        own = key(row)
        at = bisect_left(rows, own, key=key)
        is_there = at < len(rows) and key(rows[at]) == own and at not in lost
        if not is_there:
            places.setdefault(at, {})[own] = row
    found: list[Row] = []
    begin = 0
    for at in sorted({*places, *lost}):
        found += rows[begin:at]
        here = places.get(at, {})
        found += (here[one] for one in sorted(here))
        begin = at + 1 if at in lost else at
    return (*found, *rows[begin:])


def _beginning(row: Any) -> tuple[str, date | None]:
    return row.nip, row.valid_from


def _fills(new: Row, old: Row) -> bool:
    """Whether a row is another one of which some empty cells are filled."""
    columns = definition().tables[_TABLES[type(old)]].columns
    return new.place == old.place and all(
        getattr(old, column.field) in (None, getattr(new, column.field)) for column in columns
    )


@collected_rarely()
def _read_tables(tables: Mapping[str, RawTable], empties: Empties) -> _State:
    problems, state = Problems(), _State(empties=empties)
    matched: dict[str, list[int | None]] = {}
    for name, raw in tables.items():
        table = definition().every[name]
        matched[name] = match_header(table, raw.file, raw.header, problems, state.remarks)
    problems.raise_if_any(FactsError)
    people = People()
    for name, table in in_reading_order():
        if name in tables:
            raw = tables[name]
            intake = people.intake(empties.table(name), raw.file, matched[name])
            untold = Untold(table, raw.file, raw.header, matched[name])
            read = intake.take(untold.watching(raw.records))
            if not table.for_papers:
                codes = {getattr(row, "code", "") for row in read.rows}
                meant = empties.table(name)
                state.remarks += no_decisions(meant, raw.file, matched[name], codes)
                state.remarks += untold.remarks()
            if name == "identities":
                people.ask(read.rows)
            elif name == "employees":
                people.learn({row.nip for row in read.rows}, read)  # type: ignore[attr-defined]
            elif name != "officials":  # who signs need not be paid here
                people.part_strangers(table, read)
            state.columns[name] = tuple(given_columns(table, matched[name]))
            state.add(table, read, state.columns[name])
    state.remarks += twice(state.rows.get("employees", ()))
    people_of = state.rows.get("employees", ())
    held = {name: holders(people_of, name) for name in HELD}
    named = {name: state.rows[name] for name in NAMED if name in state.rows}
    state.remarks += remarks_of_names(named, held)
    for name in HELD:
        state.remarks += remarks_of_people(name, people_of, held[name])
    return state


def in_reading_order() -> list[tuple[str, TableDef]]:
    """All tables: first what the office says of numbers, then the people, then the others."""
    tables = definition().every
    others = (item for item in tables.items() if item[0] != "identities")
    return [("identities", tables["identities"]), *others]
