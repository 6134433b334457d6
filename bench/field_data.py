"""A month of an office, and the damage that was measured in such months.

The month is that of `nation_data.py` with NIPs as they really are, columns that are empty for
many, and what attendance systems really write. The same seed gives the same rows.

Damage was counted in one ministry of about 5,000 people, from the source code of the program that
met it; where nobody counted, the number is ours (`SEEN`). Three things that were
counted are no damage of a file (an in punch after the day, one tap copied, a Saturday at work):
they are in the whole month and in the damaged one, and every reader takes them alike.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from nation_data import Mix, month_of, pack_tables

__all__ = [
    "COUNTED",
    "EMPTY",
    "PEOPLE",
    "PERIOD",
    "SEEN",
    "SHARES",
    "Damaged",
    "damaged",
    "month",
    "written",
]

PERIOD = "2026-07"
UNITS = 40
#: The counts below are of so many people.
PEOPLE = 5_000
Row = dict[str, str]
Tables = dict[str, list[Row]]


class Share(NamedTuple):
    """Rows of 5,000 people, and what is done to them."""

    rows: int
    what: str


#: Damage that somebody counted: rows of 5,000 people, and what is done to them.
COUNTED = {
    "zeros": Share(23, "NIP as a number in a sheet: the last three digits are 000"),
    "double": Share(23, "NIP as a double: the last digits are others"),
    "nik": Share(286, "the NIK (16 digits) in place of the NIP"),
    "blanks": Share(15, "blanks after the NIP"),
    "person": Share(13, "a person who stands twice, with another spelling of the name"),
    "repeat": Share(17, "two identical rows of one absence"),
    "filled": Share(3_320, "an out punch of 23:59 that nobody made"),
    "shifted": Share(4_596, "a date that went through a time zone: `2026-07-05T16:00:00.000Z`"),
}
#: Damage that was seen and not counted: the numbers are ours.
SEEN = {
    "quote": Share(50, "an apostrophe or a backtick before the NIP"),
    "printed": Share(15, "blanks inside the NIP: 8-6-1-3"),
    "dated": Share(100, "a date as people write it: `Senin, 06-07-2026`, `06-Jul-2026`"),
    "rupiah": Share(50, "rupiah as people write them: `4.250.000,00`"),
    "nothing": Share(100, "`-`, `0` or 00:00 in place of a punch that was not made"),
}
SHARES = COUNTED | SEEN
#: The share of people for whom a column is rightly empty, in percent; ours.
EMPTY = {"position_kind": 60, "tax_status": 40, "npwp": 30, "education": 25}
#: What stands in both packs: an in punch after the day, one tap copied, a Saturday at work.
LATE_IN, COPIED, SATURDAY = 559, 359, 295

_MIX = Mix(transfers=2)
_KINDS = ("struktural", "fungsional", "pelaksana")
_TAX = ("TK/0", "K/0", "K/1", "K/2", "K/3")
_SCHOOL = ("SMA", "D-III", "S-1", "S-2")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nov", "Des")
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


@dataclass
class Damaged:
    """Tables as they are handed in.

    Attributes:
        tables: The rows of each.
        truth: Row by row what ought to stand there; None where there ought to be no row.
        done: How many rows of each kind of damage.
        niks: The number of the identity card of each person, by NIP.
    """

    tables: Tables
    truth: dict[str, list[Row | None]]
    done: Counter[str] = field(default_factory=Counter)
    niks: dict[str, str] = field(default_factory=dict)


# ------------------------------------------------------------------ the month
def month(people: int, seed: int = 0) -> tuple[Tables, list[Row]]:
    """The whole month of so many people in 40 units.

    Returns:
        The tables, and the out punches of 23:59 that the attendance system will add.
    """
    rng = Random(seed)  # noqa: S311
    tables: Tables = {}
    sizes = [people // UNITS + (unit < people % UNITS) for unit in range(UNITS)]
    first = 0
    for unit, size in enumerate(sizes, 1):
        made = pack_tables(month_of(PERIOD), unit, size, first=first, mix=_MIX) if size else {}
        first += size
        for name, frame in made.items():
            rows = tables.setdefault(name, [])
            if name not in {"events", "scores"} and not (name == "amounts" and rows):
                rows += [_texts(row) for row in frame.to_dicts()]
            elif name == "amounts":  # the rows of classes are of all units
                rows += [row for row in map(_texts, frame.to_dicts()) if row["nip"]]
            elif not rows:
                rows += [_texts(row) for row in frame.to_dicts()]
    _number(rng, tables)
    _describe(rng, tables)
    share = tables["scores"].pop()
    tables["scores"] = [{**share, "nip": nip} for nip in _nips(tables)]
    return tables, _system(rng, tables, people)


def _texts(row: Mapping[str, Any]) -> Row:
    return {name: _text(value) for name, value in row.items()}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _nips(tables: Tables) -> list[str]:
    return list(dict.fromkeys(row["nip"] for row in tables["employees"]))


def _number(rng: Random, tables: Tables) -> None:
    """NIPs of people who were born and appointed in many years, and mostly in few months."""
    given: dict[str, str] = {}
    taken: set[str] = set()
    for old in _nips(tables):
        while old not in given:
            born = date(1966, 1, 1) + timedelta(rng.randrange(12_500))
            year = min(born.year + rng.randrange(19, 30), 2025)
            appointed = year * 100 + rng.choice((1, 1, 1, 3, 3, 4, 12, 12, rng.randrange(1, 13)))
            new = f"{born:%Y%m%d}{appointed}{rng.randrange(1, 3)}{rng.randrange(1, 41):03d}"
            # A number that a double makes of another person's would be no visible damage.
            if new not in taken and not {_double(new), f"{new[:15]}000"} & taken:
                given[old] = new
                taken |= {new, _double(new)}
    for rows in tables.values():
        for row in rows:
            if row.get("nip"):
                row["nip"] = given[row["nip"]]


def _describe(rng: Random, tables: Tables) -> None:
    """What a personnel list holds besides; a person is described alike in each of his rows."""
    told = {
        nip: {
            "position": f"Analis {rng.randrange(1, 60)}",
            "position_kind": rng.choice(_KINDS),
            "tax_status": rng.choice(_TAX),
            "npwp": "false" if rng.randrange(100) < EMPTY["npwp"] else "true",
            "education": rng.choice(_SCHOOL),
        }
        for nip in _nips(tables)
    }
    tables["employees"] = [{**row, **told[row["nip"]]} for row in tables["employees"]]


def _system(rng: Random, tables: Tables, people: int) -> list[Row]:
    """What attendance systems write that no reader can doubt; the out punches to be filled in."""
    punches = tables["punches"]
    outs = [at for at, row in enumerate(punches) if row["kind"] == "out"]
    ins = [at for at, row in enumerate(punches) if row["kind"] == "in"]
    for at in rng.sample(ins, _scaled(LATE_IN, people)):
        punches[at]["time"] = f"{punches[at]['time'][:10]} 16:31:05"
    for at in rng.sample(outs, _scaled(COPIED, people)):
        before = punches[at - 1]
        if before["nip"] == punches[at]["nip"] and before["time"][:10] == punches[at]["time"][:10]:
            punches[at]["time"] = _later(before["time"], 70)
    filled = sorted(rng.sample(outs, _scaled(SHARES["filled"].rows, people)))
    fills = [{**punches[at], "time": f"{punches[at]['time'][:10]} 23:59:00"} for at in filled]
    gone = set(filled)
    kept = [row for at, row in enumerate(punches) if at not in gone]
    for nip in rng.sample(_nips(tables), _scaled(SATURDAY, people)):
        for kind, clock in (("in", "07:40:11"), ("out", "12:05:40")):
            kept.append({**punches[0], "nip": nip, "time": f"2026-07-04 {clock}", "kind": kind})
    tables["punches"] = kept
    return fills


def _later(stamp: str, seconds: int) -> str:
    return str(datetime.fromisoformat(stamp[:19]) + timedelta(seconds=seconds))


def _scaled(rows: int, people: int) -> int:
    return max(1, round(rows * people / PEOPLE))


def _double(nip: str) -> str:
    return str(int(float(nip)))


# ------------------------------------------------------------------ the damage
def damaged(tables: Tables, fills: Sequence[Row], people: int, seed: int = 0) -> Damaged:
    """The month as it is handed in.

    Args:
        tables: The whole month.
        fills: Out punches that the attendance system adds.
        people: The shares are of so many.
        seed: Another seed damages other rows.
    """
    made = Damaged(
        {name: [dict(row) for row in rows] for name, rows in tables.items()},
        {name: list(rows) for name, rows in tables.items()},
    )
    return _Damager(made, Random(seed + 1), people).run(fills)  # noqa: S311


class _Damager:
    def __init__(self, made: Damaged, rng: Random, people: int) -> None:
        self.made = made
        self.rng = rng
        self.people = people
        self.touched: set[tuple[str, int]] = set()

    def run(self, fills: Sequence[Row]) -> Damaged:
        personal = ("amounts", "scores", "absences", "activities")
        self.cells("nik", ["employees"], "nip", self._nik)
        self.cells("zeros", [*personal, "employees"], "nip", lambda cell: f"{cell[:15]}000")
        self.cells("double", personal, "nip", _double)
        self.cells("blanks", ["employees", "amounts"], "nip", lambda cell: f"{cell}  ")
        self.cells("quote", ["amounts", "employees"], "nip", lambda c: self.rng.choice("'`") + c)
        self.cells("printed", ["amounts", "scores"], "nip", _printed)
        self.cells("dated", ["absences"], "from", self._dated, half=True)
        self.cells("dated", ["activities"], "date", self._dated, half=True)
        self.cells("rupiah", ["amounts"], "amount", _rupiah)
        self._shift()
        self._add("employees", "person", lambda row: {**row, "name": f"Drs. {row['name']}, M.Si"})
        self._add("absences", "repeat", dict)
        for row in fills:
            self._put("punches", "filled", row)
        self._add("punches", "nothing", self._nothing)
        for row in self.made.tables["employees"]:
            chosen = Random(f"{row['name']} empty")  # noqa: S311  (alike in each of his rows)
            for column, share in EMPTY.items():
                rightly = row[column] == "false" if column == "npwp" else None
                if rightly or (rightly is None and chosen.randrange(100) < share):
                    row[column] = ""
                    self.made.done[f"empty {column}"] += 1
        return self.made

    def cells(
        self,
        kind: str,
        names: Sequence[str],
        column: str,
        change: Callable[[str], str],
        *,
        half: bool = False,
    ) -> None:
        """Change cells of a column, spread over the tables."""
        total = _scaled(SHARES[kind].rows, self.people)
        total = max(1, total // 2) if half else total
        for at, name in enumerate(names):
            count = total // len(names) + (at < total % len(names))
            rows = self.made.tables[name]
            free = [
                number
                for number, row in enumerate(rows)
                if (name, number) not in self.touched
                and row[column]
                and change(row[column]) != row[column]
            ]
            for number in self.rng.sample(free, min(count, len(free))):
                self._touch(name, number, kind)
                rows[number][column] = change(rows[number][column])

    def _touch(self, name: str, number: int, kind: str) -> None:
        self.touched.add((name, number))
        self.made.done[kind] += 1

    def _nik(self, nip: str) -> str:
        """A number of an identity card; it tells the birth date day first."""
        if nip not in self.made.niks:
            area, serial = self.rng.randrange(1, 20), len(self.made.niks) % 9999 + 1
            born = f"{nip[6:8]}{nip[4:6]}{nip[2:4]}"
            self.made.niks[nip] = f"7302{area:02d}{born}{serial:04d}"
        return self.made.niks[nip]

    def _dated(self, cell: str) -> str:
        day = date.fromisoformat(cell)
        return self.rng.choice(
            (
                f"{_DAYS[day.weekday()]}, {day:%d-%m-%Y}",
                f"{day:%d}-{_MONTHS[day.month - 1]}-{day:%Y}",
                f"{day:%d/%m/%Y}",
            )
        )

    def _shift(self) -> None:
        """The reports of whole units, one after the other, went through a time zone."""
        rows = self.made.tables["activities"]
        left = _scaled(SHARES["shifted"].rows, self.people)
        for number, row in enumerate(rows):
            if left and ("activities", number) not in self.touched:
                day = date.fromisoformat(row["date"]) - timedelta(1)
                row["date"] = f"{day}T16:00:00.000Z"
                self._touch("activities", number, "shifted")
                left -= 1

    def _add(self, name: str, kind: str, change: Callable[[Row], Row]) -> None:
        rows = self.made.tables[name]
        free = [number for number in range(len(rows)) if (name, number) not in self.touched]
        count = min(_scaled(SHARES[kind].rows, self.people), len(free))
        for number in self.rng.sample(free, count):
            self._put(name, kind, change(rows[number]))

    def _put(self, name: str, kind: str, row: Row) -> None:
        self.made.tables[name].append(row)
        self.made.truth[name].append(None)
        self._touch(name, len(self.made.tables[name]) - 1, kind)

    def _nothing(self, row: Row) -> Row:
        time = self.rng.choice(("-", "0", f"{row['time'][:10]} 00:00:00"))
        return {**row, "time": time, "kind": "out"}


def _printed(nip: str) -> str:
    return f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"


def _rupiah(cell: str) -> str:
    return f"{int(cell):,}".replace(",", ".") + ",00" if cell.isdigit() else cell


# ------------------------------------------------------------------ files
def written(folder: Path, tables: Mapping[str, Iterable[Row]]) -> Path:
    """Write tables as a pack; the row of index 0 stands in line 2."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        every = list(rows)
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, list(every[0]) if every else ["nip"], lineterminator="\n")
            out.writeheader()
            out.writerows(every)
    return folder
