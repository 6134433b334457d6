"""Many hypothetical packs in one: a person with a row changed stands beside the others as a copy.

A month rests on the rows of its person, on those of nobody and on what is known of the whole
pack. So copies of one person under numbers of their own, each with another row, tell in one run
what each of these rows would give. Rows are copied in frames; as objects only those that somebody
asks for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from typing import Any, NamedTuple

import narwhals as nw
import polars as pl

from masker_rules.columnar.packs import PackInMemory
from masker_rules.columnar.runner import results_in_frames
from masker_rules.columnar.tables import Frame, frame_of_rows
from masker_rules.engine.memory import Memory
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Result
from masker_rules.engine.speaking import speaking
from masker_rules.engine.versions import held_months
from masker_rules.facts import Pack, Vocabulary
from masker_rules.facts.canonical import keyed
from masker_rules.facts.definition import definition
from masker_rules.facts.doubts import COLUMN
from masker_rules.facts.identity import Damaged, lacks_nip
from masker_rules.facts.pack import in_place
from masker_rules.facts.rows import Row
from masker_rules.periods import Month

__all__ = ["Change", "Originals", "Paid"]

#: Stands between the number of a person and that of a copy: no number of a pack has it.
_MARK = "~"


@dataclass(frozen=True, slots=True)
class Change:
    """A row that comes in for a person, or stands in the place of another.

    Attributes:
        nip: Of whom.
        table: Of the row.
        row: In words of the pack or of the regulation; where it is of no person, all who stand
            beside each other have it.
        replaces: The row in whose place it stands; None where it only comes in.
        asked: Net of each performance month that is asked for, above which its result is wanted;
            None = the net alone is.
    """

    nip: str
    table: str
    row: Row
    replaces: Row | None
    asked: Mapping[Month, int | None]


class Paid(NamedTuple):
    """What a month pays: the net, and the result where it is wanted."""

    net: int | None
    result: Result | None


class _Place(NamedTuple):
    """Where a change stands among the rows of a table: which row goes, before which one comes."""

    gone: int | None
    at: int | None
    row: Row | None


class Originals:
    """A pack whose people are copied; what copies are made of is made once.

    Args:
        pack: The facts.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._memory = Memory()
        self._frames: dict[tuple[str, str], pl.DataFrame] = {}
        self._numbers: dict[str, dict[int, int]] = {}

    def under(self, vocabulary: Vocabulary) -> Originals:
        """These in canonical words, as `Pack.under`."""
        made = lambda: Originals(self.pack.under(vocabulary))  # noqa: E731  (kept)
        return self._memory.of("words", vocabulary, made)

    def frame(self, table: str, zone: str) -> pl.DataFrame:
        """The canonical frame of a table, without rows where the pack lacks it."""
        if (table, zone) not in self._frames:
            made = frame_of_rows(table, self.pack.rows(table), zone)
            self._frames[table, zone] = made.collect("polars").to_native()
        return self._frames[table, zone]

    def number(self, table: str, row: Row) -> int:
        """The place of a row of the pack in its table."""
        if table not in self._numbers:
            rows = self.pack.rows(table)
            self._numbers[table] = {id(one): number for number, one in enumerate(rows)}
        return self._numbers[table][id(row)]

    #: A change of a person, as :class:`Change`.
    change = Change

    def dubious(self, table: str) -> Sequence[Any]:
        """Rows of a table that an importer doubts; nobody of them has copies."""
        return self._memory.of(f"dubious {table}", (), lambda: self.pack.dubious(table))

    def in_doubt(self, version: Profile) -> frozenset[str]:
        """People of whom a row set aside or in doubt may speak: a copy would not have it."""
        return self._memory.of("doubt", version, lambda: self._in_doubt(version))

    def _in_doubt(self, version: Profile) -> frozenset[str]:
        pack = self.under(version.vocabulary).pack
        people = pack.by_nip("employees")
        rows = speaking(version, pack)
        found = {one.nip for one in rows if one.nip is not None}
        texts = Damaged((one.number for one in rows if lacks_nip(one)), people)
        found |= {nip for nip in people if texts.of(nip)}
        for name in pack.tables:
            if definition().tables[name].has(COLUMN):
                found |= {nip for row in pack.dubious(name) if (nip := getattr(row, "nip", None))}
        return frozenset(found)

    def results(
        self,
        profile: Profile,
        changes: Sequence[Change],
        months: Sequence[Month],
        as_of: date | None = None,
    ) -> list[Mapping[Month, Paid]]:
        """What each change makes of its person, month by month, all of them in one run.

        Tables that the pack lacks come with a change, for everybody: such changes stand together
        only with others of their table.

        Args:
            profile: The regulation; people have nothing together under it.
            changes: Any number, also of one person.
            months: All performance months that are asked for of somebody.
            as_of: Last known day.

        Returns:
            By change and calendar month; none where one of its months is not computed in frames,
            or where a row that speaks of the person would not be that of a copy.
        """
        versions = held_months(profile, months).values()
        doubted = frozenset[str]().union(*map(self.in_doubt, versions))
        size = len(str(len(changes)))
        numbers = [f"{one.nip}{_MARK}{number:0{size}}" for number, one in enumerate(changes)]
        copies = {
            nip: one for nip, one in zip(numbers, changes, strict=True) if one.nip not in doubted
        }
        found: dict[str, dict[Month, Paid]] = {nip: {} for nip in numbers}
        if copies:
            asked = {
                (nip, month): net
                for nip, one in copies.items()
                for month, net in one.asked.items()
            }
            pack = Copies(self, copies)
            for pair, net, result in results_in_frames(profile, pack, months, as_of, asked):
                found[pair[0]][pair[1]] = Paid(net, result)
        return [
            found[nip] if found[nip].keys() == one.asked.keys() else {}
            for nip, one in zip(numbers, changes, strict=True)
        ]


class Copies(PackInMemory):
    """The pack, and beside its people copies of them with a row changed each.

    Args:
        originals: The pack.
        copies: What is changed, by the number of the copy.
    """

    def __init__(self, originals: Originals, copies: Mapping[str, Change]) -> None:
        super().__init__(originals.pack)
        self._originals, self._copies = originals, copies
        #: So many numbers lie between two rows of the pack: each copy may have one of them.
        self._step = len(copies) + 1
        self._by_nip: dict[str, _WithCopies] = {}
        self._places: dict[str, dict[str, _Place]] = {}
        self._shared: dict[str, Sequence[Any]] = {}

    @cached_property
    def tables(self) -> tuple[str, ...]:
        came = {one.table for one in self._copies.values()}
        return tuple(name for name in definition().tables if self._pack.has(name) or name in came)

    def has(self, table: str) -> bool:
        return table in self.tables

    def nips(self) -> Sequence[str]:
        return tuple(self.by_nip("employees"))

    def under(self, vocabulary: Vocabulary) -> Copies:
        """These in canonical words; of a copy whose row has none the person is as in the pack."""
        meant = {}
        for nip, one in self._copies.items():
            rows, gone = (
                self._pack.translated(one.table, [row] if row else [], vocabulary)
                for row in (one.row, one.replaces)
            )
            if rows and len(gone) == (one.replaces is not None):
                meant[nip] = replace(one, row=rows[0], replaces=gone[0] if gone else None)
        return Copies(self._originals.under(vocabulary), meant)

    # ------------------------------------------------------------------ as objects
    def rows(self, table: str) -> Sequence[Any]:
        own = self._pack.rows(table)
        if not self._is_personal(table):
            return self._of_all(table)
        each = self.by_nip(table)
        return (*own, *(row for nip in self._copies for row in each.get(nip, ())))

    def _of_all(self, table: str) -> Sequence[Any]:
        """The rows of a table of which none is of a person, with those that come in."""
        if table not in self._shared:
            changes = [one for one in self._copies.values() if one.table == table]
            more = [one.row for one in changes]
            gone = [one.replaces for one in changes if one.replaces is not None]
            own = self._pack.rows(table)
            found = in_place(definition().tables[table], own, more, gone) if more else own
            self._shared[table] = found
        return self._shared[table]

    def by_nip(self, table: str) -> Mapping[str, Sequence[Any]]:
        if table not in self._by_nip:
            own = self._pack.by_nip(table)
            self._by_nip[table] = _WithCopies(own, self._copies, partial(self._changed, table))
        return self._by_nip[table]

    def _changed(self, table: str, copy: str) -> tuple[Any, ...]:
        """The rows of a copy, in canonical order."""
        one = self._copies[copy]
        rows = self._pack.by_nip(table).get(one.nip, ())
        place = self._at(table).get(copy)
        if place is not None:
            every = self._pack.rows(table)
            gone = None if place.gone is None else every[place.gone]
            kept = [row for row in rows if row is not gone]
            if place.row is not None:
                come = [(_key(table, place.row), place.row), *((_key(table, r), r) for r in kept)]
                kept = [row for _, row in sorted(come, key=lambda pair: pair[0])]
            rows = tuple(kept)
        return tuple(replace(row, nip=copy) for row in rows)

    def dubious(self, table: str) -> Sequence[Any]:
        return self._originals.dubious(table)

    def row(self, table: str, number: int) -> Any:
        place, copy = divmod(number, self._step)
        if not copy:
            return (
                self._pack.rows(table)[place]
                if self._is_personal(table)
                else self._of_all(table)[place]
            )
        return self._changes[copy - 1].row

    # ------------------------------------------------------------------ in frames
    def frames(self, zone: str) -> Mapping[str, Frame]:
        return {name: nw.from_native(self._frame(name, zone).lazy()) for name in self.tables}

    def _frame(self, table: str, zone: str) -> pl.DataFrame:
        """The rows of nobody and of copies: nothing else is computed."""
        row = pl.col("row") * self._step
        if not self._is_personal(table):
            frame = frame_of_rows(table, self._of_all(table), zone)
            made: pl.DataFrame = frame.collect("polars").to_native()
            return made.with_columns(row)
        own = self._originals.frame(table, zone)
        places = self._at(table)
        laid = self._who.join(own.with_columns(row), on="nip", maintain_order="left_right")
        gone = [
            (nip, one.gone * self._step) for nip, one in places.items() if one.gone is not None
        ]
        if gone:
            lost = pl.DataFrame(gone, {"copy": pl.String, "row": pl.Int64}, orient="row")
            laid = laid.join(lost, on=["copy", "row"], how="anti")
        parts = [own.filter(pl.col("nip").is_null()).with_columns(row)]
        come = [(nip, one) for nip, one in places.items() if one.row is not None]
        if come:
            more = self._come(table, come, zone)
            laid = pl.concat([laid, more.select(laid.columns)]).sort("number", "row")
        parts.append(laid.with_columns(nip=pl.col("copy")).select(own.columns))
        return pl.concat(parts)

    def _come(self, table: str, come: Sequence[tuple[str, _Place]], zone: str) -> pl.DataFrame:
        rows = [one.row for _, one in come if one.row is not None]
        numbers = [self._numbers[nip] for nip, _ in come]
        # Between the row before and the one before which it comes.
        places = [
            ((one.at or 0) - 1) * self._step + 1 + number
            for (_, one), number in zip(come, numbers, strict=True)
        ]
        made: pl.DataFrame = frame_of_rows(table, rows, zone).collect("polars").to_native()
        return made.with_columns(
            pl.Series("row", places, pl.Int64),
            pl.Series("copy", [nip for nip, _ in come]),
            pl.Series("number", numbers, pl.Int64),
        )

    @cached_property
    def _changes(self) -> Sequence[Change]:
        return tuple(self._copies.values())

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {nip: number for number, nip in enumerate(self._copies)}

    @cached_property
    def _who(self) -> pl.DataFrame:
        """Each copy, in order of numbers, and of whom it is one."""
        return pl.DataFrame(
            {
                "nip": pl.Series([one.nip for one in self._copies.values()], dtype=pl.String),
                "copy": pl.Series([*self._copies], dtype=pl.String),
                "number": pl.Series([*self._numbers.values()], dtype=pl.Int64),
            }
        )

    # ------------------------------------------------------------------ what is changed
    @staticmethod
    def _is_personal(table: str) -> bool:
        return definition().tables[table].has("nip")

    def _at(self, table: str) -> Mapping[str, _Place]:
        """Where the changes of a table stand, by copy."""
        if table not in self._places:
            self._places[table] = {
                nip: self._place(one) for nip, one in self._copies.items() if one.table == table
            }
        return self._places[table]

    def _place(self, change: Change) -> _Place:
        """As `Pack.corrected` puts a row in order: what is there already comes no second time."""
        table = change.table
        rows = self._pack.by_nip(table).get(change.nip, ())
        key, gone = partial(_key, table), None
        number = partial(self._originals.number, table)
        if change.replaces is not None:
            at, is_there = _found(rows, change.replaces, key)
            gone = number(rows[at]) if is_there else None
        at, is_there = _found(rows, change.row, key)
        if is_there and number(rows[at]) != gone:
            return _Place(gone, None, None)
        if at < len(rows):
            return _Place(gone, number(rows[at]), change.row)
        return _Place(gone, number(rows[-1]) + 1 if rows else 0, change.row)


def _found(rows: Sequence[Row], row: Row, key: Callable[[Row], Any]) -> tuple[int, bool]:
    """Where a row stands, or would stand, among rows in order; and whether it stands there."""
    own = key(row)
    at = bisect_left(rows, own, key=key)
    return at, at < len(rows) and key(rows[at]) == own


def _key(table: str, row: Row) -> Any:
    return keyed(definition().tables[table], (row,))[0][0]


class _WithCopies(Mapping[str, Sequence[Any]]):
    """Rows of people and of their copies; those of a copy are made when they are asked for."""

    def __init__(
        self,
        own: Mapping[str, Sequence[Any]],
        copies: Mapping[str, Change],
        make: Callable[[str], tuple[Any, ...]],
    ) -> None:
        self._own, self._copies, self._make = own, copies, make
        self._made: dict[str, tuple[Any, ...]] = {}

    def __getitem__(self, nip: str) -> Sequence[Any]:
        if nip not in self._copies:
            return self._own[nip]
        if nip not in self._made:
            self._made[nip] = self._make(nip)
        found = self._made[nip]
        if not found:
            raise KeyError(nip)
        return found

    def __iter__(self) -> Iterator[str]:
        yield from self._own
        yield from (nip for nip in self._copies if nip in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)
