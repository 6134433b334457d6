"""A pack of 500 employees with one row in a hundred broken in ten ways, and what must be said."""

from __future__ import annotations

from typing import NamedTuple

from office_month import nip, tables, write_tables

PEOPLE = 500
EACH = 19  # broken rows of each kind: 190 of some 19 000
#: What a spreadsheet left of the number of two people, born on one day.
ROUNDED = "1.9700101E+17"
LOST = PEOPLE + 7  # a number that nobody of the pack has


class Broken(NamedTuple):
    """A broken row as it must be reported; `who` is the person whom it makes incomplete."""

    table: str
    line: int
    column: str
    code: str
    who: str | None


class Spoiler:
    """Breaks rows of the tables in place and remembers what must be said of each."""

    def __init__(self, made):
        self.made = made
        self.expected = []
        self._turn = 0

    def row_of(self, table, **wanted):
        """The first row of the next person, and its index."""
        who = nip(self._turn)
        self._turn += 1
        for index, row in enumerate(self.made[table]):
            if row["nip"] == who and wanted.items() <= row.items():
                return index, row, who
        raise AssertionError(who)

    def spoil(self, table, reason, column, change, **wanted):
        for _ in range(EACH):
            index, row, who = self.row_of(table, **wanted)
            self.made[table][index] = change(dict(row))
            self.expected.append(Broken(table, index + 2, column, reason, who))

    def add(self, table, reason, column, change):
        """Put further broken rows at the end: rows of nobody whose result could be wrong."""
        for number in range(EACH):
            good = self.made[table][9000 + number * 31]
            self.made[table].append(change(dict(good), number))
            line = len(self.made[table]) + 1
            self.expected.append(Broken(table, line, column, reason, None))


def cell(column, value):
    return lambda row: {**row, column: value}


def spoiled_pack(folder):
    """The folder of the broken pack and what must be said of it."""
    made = tables(PEOPLE)
    spoiler = Spoiler(made)
    spoiler.spoil("punches", "bad-time", "time", cell("time", "2026-13-01 07:10"))
    spoiler.spoil("punches", "unknown-word", "kind", cell("kind", "masuk"))
    spoiler.spoil("activities", "bad-count", "minutes", cell("minutes", "6000 menit"))
    spoiler.spoil("amounts", "bad-money", "amount", cell("amount", "4.275.500"), component="tpp")
    spoiler.spoil("employees", "formula-cell", "name", cell("name", "=HYPERLINK(A1)"))
    spoiler.spoil("punches", "ragged-row", "", lambda row: {**row, "kind": "out,,mobile"})
    made["absences"] += [
        {"nip": nip(number), "code": "izin", "from": "2026-03-12", "until": "2026-03-13"}
        for number in range(6 * EACH, 7 * EACH)
    ]
    spoiler.spoil("absences", "swapped-range", "until", cell("until", "2026-03-11"), code="izin")
    spoiler.add("punches", "nip-as-number", "nip", lambda row, _: {**row, "nip": ROUNDED})
    spoiler.add("punches", "unknown-nip", "nip", lambda row, n: {**row, "nip": nip(LOST + n)})
    spoiler.add("punches", "duplicate-row", "", lambda row, _: row)
    return write_tables(folder, made), spoiler.expected
