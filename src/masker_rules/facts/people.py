"""Who is in a pack: rows about others are set aside, and of one person one row holds at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from masker_rules.facts.cells import fold
from masker_rules.facts.definition import TableDef
from masker_rules.facts.findings import PackRemark, SetAside, shown
from masker_rules.facts.identity import bare
from masker_rules.facts.intake import Intake, TableRows, dates_of, said_by
from masker_rules.facts.nip import NIP_LENGTH
from masker_rules.facts.rows import Employee, Identity, Row

__all__ = ["People", "twice"]


class People:
    """Who is in the pack; rows about others are set aside, for a typing error hides there."""

    def __init__(self) -> None:
        self.other_ids: frozenset[str] | None = None
        self.known: frozenset[str] | None = None
        self._neighbours: dict[str, str] = {}
        self._answers: dict[str, dict[str, str]] = {}

    def ask(self, rows: Iterable[Row]) -> None:
        """Learn what the office says of numbers that cannot be read.

        Of answers that contradict each other none counts: the rows are asked about again.
        """
        said: dict[tuple[str, str], set[str]] = {}
        for row in rows:
            assert isinstance(row, Identity)
            if row.nip is not None:
                said.setdefault((row.table, bare(row.written)), set()).add(fold(row.nip))
        for (table, written), answers in said.items():
            if len(answers) == 1:
                self._answers.setdefault(table, {})[written] = answers.pop()

    @property
    def answers(self) -> Mapping[str, Mapping[str, str]]:
        """Whose a text in place of a NIP is, by table."""
        return self._answers

    def intake(self, table: TableDef, file: str, positions: Sequence[int | None]) -> Intake:
        """The door of a table."""
        answers = self._answers.get(table.name)
        return Intake(table, file, positions, self.other_ids, answers, self.known)

    def learn(self, nips: set[str], employees: TableRows) -> None:
        """Everybody of the employees rows that were kept, and of those that were set aside."""
        self.other_ids = frozenset(nip for nip in nips if len(nip) != NIP_LENGTH)
        # A person whose own row is set aside is known all the same: one fault, one report.
        self.known = frozenset(nips | {item.nip for item in employees.set_aside if item.nip})

    def part_strangers(self, table: TableDef, read: TableRows) -> None:
        """Set aside the rows about people who are not known."""
        if self.known is None or not table.has("nip"):
            return
        known = self.known
        kept: list[Row] = []
        strange: list[Row] = []
        for row in read.rows:
            nip = row.nip  # type: ignore[attr-defined]
            (kept if nip is None or nip in known else strange).append(row)
        if strange:
            read.rows[:] = kept
            lines = {(row.place.file, row.place.line) for row in strange}
            read.remarks[:] = [r for r in read.remarks if (r.file, r.line) not in lines]
            read.set_aside += [self._stranger(table, row) for row in strange]

    def _stranger(self, table: TableDef, row: Row) -> SetAside:
        nip = row.nip  # type: ignore[attr-defined]
        values = [getattr(row, column.field) for column in table.columns]
        return SetAside(
            table.name,
            row.place.file,
            row.place.line,
            "nip",
            shown(nip),
            "unknown-nip",
            {"nearest": self._near(nip)},
            nip,
            dates_of(table, values),
            said_by(table, values, ("nip",)),
            ("nip",),
            none=row.none,
        )

    def _near(self, nip: str) -> str:
        # A stranger has a row for every day, and everybody known is looked at.
        found = self._neighbours.get(nip)
        if found is None:
            found = self._neighbours[nip] = self._nearest(nip)
        return found

    def _nearest(self, nip: str) -> str:
        close = [
            other
            for other in self.known or ()
            if len(other) == len(nip) and sum(a != b for a, b in zip(other, nip, strict=True)) == 1
        ]
        return min(close, default="")


def twice(employees: Iterable[Row]) -> list[PackRemark]:
    """Remarks on people of whom several different rows begin on one date: which one holds?"""
    beginning: dict[tuple[str, date | None], list[Row]] = {}
    for row in employees:
        assert isinstance(row, Employee)
        beginning.setdefault((row.nip, row.valid_from), []).append(row)
    found = [(nip, row) for (nip, _), rows in beginning.items() if len(rows) > 1 for row in rows]
    return [
        PackRemark(
            "employees", row.place.file, row.place.line, "nip", nip, "person-twice", {}, nip
        )
        for nip, row in found
    ]
