"""One fact at a time through the door that whole packs go through."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from numbers import Real
from typing import Any

from masker_rules.errors import FactsError, Problems
from masker_rules.facts import PackRemark, SetAside, TableDef, definition
from masker_rules.facts.canonical import Key, keyed, text_of
from masker_rules.facts.definition import NONE
from masker_rules.facts.identity import bare, lacks_nip
from masker_rules.facts.intake import Intake, TableRows, match_header
from masker_rules.facts.objects import object_table
from masker_rules.facts.rows import ROW_TYPES, Row
from masker_rules.facts.stamps import clock_text
from masker_rules.facts.vocabulary import nearest

__all__ = ["Cell", "Door", "Fact", "answered", "of_nobody", "table_of"]

#: A cell as a line of JSON holds it: a text, a number, a flag, or None.
Cell = str | Real | None
#: Digits of the digest that a fact without a name of its own is called by.
DIGITS = 24

_TABLES = {row: name for name, row in ROW_TYPES.items()}


@dataclass(frozen=True)
class Fact:
    """One row of one table, with the name by which it can be withdrawn.

    Attributes:
        ref: Its name.
        table: Of the contract.
        cells: What it says, by column: in canonical spelling, or as given where the row is set
            aside.
        row: The row; None where it is set aside.
        aside: Why it does not count; None where it does.
        remarks: What to say of it as long as it holds.
        told: What to say when it comes: of its spelling, too.
    """

    ref: str
    table: str
    cells: Mapping[str, Cell]
    row: Row | None
    aside: SetAside | None
    remarks: tuple[PackRemark, ...] = ()
    told: tuple[PackRemark, ...] = ()

    @property
    def nip(self) -> str | None:
        """Whom it is about; None where that is nobody in particular."""
        if self.table == "identities":
            return None
        told = self.row if self.aside is None else self.aside
        return getattr(told, "nip", None)

    def says(self, other: Fact) -> bool:
        """Whether the two say the same."""
        return (self.table, self.cells) == (other.table, other.cells)

    @property
    def number(self) -> str:
        """The text in place of the NIP that an office can be asked about."""
        if self.aside is None:
            return self.nip or ""
        return bare(self.aside.number) if lacks_nip(self.aside) else ""

    @cached_property
    def key(self) -> Key:
        """Canonical texts of the row, column by column."""
        assert self.row is not None
        return keyed(definition().tables[self.table], [self.row])[0][0]


class Door:
    """Reads facts as the readers of packs do: the same words, the same reasons."""

    def __init__(self) -> None:
        self._intakes: dict[
            tuple[str, tuple[str, ...]], tuple[Intake, tuple[PackRemark, ...]]
        ] = {}

    def read(self, table: str, cells: object, ref: str | None = None) -> Fact:
        """A fact of a table.

        Args:
            table: Name of the table.
            cells: A row object, a model, or a mapping of columns to cells.
            ref: Its name; None makes one of what the fact says, so that the same fact has the
                same name however it is spelled.

        Raises:
            FactsError: no such table, or `cells` is no row [unknown-table, not-a-row].
        """
        known = definition().tables
        if table not in known:
            near = nearest(table, known) or "-"
            raise FactsError.of("unknown-table", table=table, nearest=near)
        return self._read(known[table], cells, ref)

    def _read(self, table: TableDef, cells: object, ref: str | None) -> Fact:
        _, header, records = object_table(table, [cells])
        _, values = next(records)
        assert not isinstance(values, Exception)
        plain = [_plain(value) for value in values]
        intake, remarks = self._intake(table, tuple(header))
        intake.result = read = TableRows()
        intake.take([(0, plain)])
        if not read.rows:
            raw = {name: cell for name, cell in zip(header, plain, strict=True) if cell != ""}
            told = (*remarks, *read.remarks)
            fact = Fact("", table.name, raw, None, read.set_aside[0], told=told)
        else:
            row = read.rows[0]
            cells, told = _canonical(table, row), (*remarks, *read.remarks)
            fact = Fact("", table.name, cells, row, None, self._lasting(table, cells, told), told)
        return replace(fact, ref=ref or _named(fact))

    def _lasting(
        self, table: TableDef, cells: Mapping[str, Cell], told: tuple[PackRemark, ...]
    ) -> tuple[PackRemark, ...]:
        """Remarks on a row, as they are when its canonical cells come back from a store."""
        if not told:
            return ()
        intake, _ = self._intake(table, tuple(cells))
        intake.result = TableRows()
        return tuple(intake.take([(0, list(cells.values()))]).remarks)

    def _intake(
        self, table: TableDef, header: tuple[str, ...]
    ) -> tuple[Intake, tuple[PackRemark, ...]]:
        found = self._intakes.get((table.name, header))
        if found is None:
            # A column that is missing is a cell that is empty: the row says so by itself.
            file, remarks = f"<{table.name}>", list[PackRemark]()
            positions = match_header(table, file, header, Problems(), remarks)
            found = Intake(table, file, positions), tuple(remarks)
            self._intakes[table.name, header] = found
        return found


def answered(fact: Fact, answers: Mapping[str, str]) -> Fact:
    """A fact of which the office says whose it is.

    Args:
        fact: As it was read.
        answers: Whose texts in place of a NIP are.
    """
    # Whoever is answered for is known as nobody by that number.
    return _again(fact, answers, frozenset(answers.values()) - {fact.number}, None)


def of_nobody(fact: Fact, answers: Mapping[str, str]) -> Fact:
    """A fact about somebody who is not in the pack, as the pack reads it.

    Args:
        fact: As it was read.
        answers: Whose texts in place of a NIP are.
    """
    return _again(fact, answers, frozenset(), frozenset())


def _again(
    fact: Fact,
    answers: Mapping[str, str],
    known: frozenset[str],
    other_ids: frozenset[str] | None,
) -> Fact:
    table, header = definition().tables[fact.table], tuple(fact.cells)
    file = f"<{table.name}>"
    positions = match_header(table, file, header, Problems(), [])
    intake = Intake(table, file, positions, other_ids, answers, known)
    read = intake.take([(0, list(fact.cells.values()))])
    if not read.rows:
        return replace(fact, row=None, aside=read.set_aside[0], remarks=())
    told = tuple(read.remarks)
    return Fact(fact.ref, table.name, fact.cells, read.rows[0], None, told, told)


def table_of(row: Row) -> str:
    """The table of a row object."""
    return _TABLES[type(row)]


def _canonical(table: TableDef, row: Row) -> Mapping[str, Cell]:
    return dict(_texts(table, row))


def _texts(table: TableDef, row: Row) -> Iterator[tuple[str, str]]:
    for column in table.columns:
        value = getattr(row, column.field)
        if column.name in row.none:
            yield column.name, NONE
        elif value is not None:
            is_clock = column.type == "clock"
            yield column.name, clock_text(value) if is_clock else text_of(value)


def _named(fact: Fact) -> str:
    text = json.dumps(fact.cells, ensure_ascii=False, sort_keys=True)
    said = text.encode(errors="surrogatepass")  # a row set aside says what it says
    return f"{fact.table}-{hashlib.sha256(said).hexdigest()[:DIGITS]}"


def _plain(value: Any) -> Cell:
    """A cell as JSON has it, so that it reads the same when it comes back from a store."""
    if value is None or isinstance(value, str | Real):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
