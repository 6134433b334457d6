"""Damages that a reader of the files could see, and what must be true of the results then.

A pack is refused as a whole, or the run is not settled, or every person and month is as in the
whole pack, or incomplete with bounds that hold what it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from agreement import measured
from random_names import seeded
from random_ordinary import ordinary
from random_packs import Tables, random_tables
from random_regulations import random_profile
from regulations import NIP, regulation

import masker_rules as mr
from masker_rules.facts import EVERYWHERE, Empties
from masker_rules.facts.definition import NONE, ColumnDef, TableDef, definition
from masker_rules.facts.doubts import COLUMN
from masker_rules.facts.writers import write_pack
from masker_rules.testing.cases import alone

__all__ = [
    "ALL",
    "ALLOWED",
    "DOUBTED",
    "KINDS",
    "Damage",
    "became",
    "damages",
    "judged",
    "of_one_person",
    "outside_world",
    "random_world",
    "results_of",
    "rows_world",
    "shipped_world",
    "with_none",
]

#: A row is doubted by an importer, for a reason of ours or of its own.
DOUBTED = "doubted"
DOUBTS = (*definition().doubts, "kode-asing")
#: What happens to a cell: it cannot be read, is emptied, a spreadsheet rounds it, loses a digit.
KINDS = ("unreadable", "blank", "rounded", "cut", DOUBTED)
#: And: the NIK in place of a NIP, a record that cannot be cut into cells, another file in place of
#: a table (of another table, month or office), several cells at once, and two that belong
#: together: of one row, or what somebody and a row for many must have in common.
ALL = (*KINDS, "nik", "ragged", "table", "month", "office", "several", "pair")
#: What rows for many name, and an employees row must say.
IN_COMMON = ("unit", "staff_group", "position", "job_class")
#: Tables of which a month without any row is not known: the others may rightly hold none of it.
#: Amounts hold from a day on: that some have ended is no other month's file.
EVERY_MONTH = frozenset(
    {"punches", "activities", "scores", "amounts", "salaries", "events", "attributes", "rosters"}
)
#: A word that no regulation knows.
FOREIGN = "kata_asing"
#: What may become of an amount.
ALLOWED = frozenset({"equal", "bounded", "open"})
MONTH = "2026-07"
OTHER_NIP = "198601012011011002"
#: Share of cells that say none.
NONE_AMONG = 0.15
#: Types of columns that tell a month.
_DATED = frozenset({"date", "stamp", "moment", "period", "month"})


@dataclass(frozen=True)
class Damage:
    """What happened to one table, or to several cells.

    Attributes:
        kind: One of `ALL`.
        table: The table; of several cells the first.
        column: The column, empty where the row or the file is meant.
        was: What stood there, or all that happened where it was several things.
        tables: All tables as they are then.
        ragged: The row that lost its last cells, and how many of them are left.
    """

    kind: str
    table: str
    column: str
    was: str
    tables: Tables
    ragged: tuple[int, int] | None = None

    @property
    def place(self) -> str:
        return f"{self.kind} {self.table}.{self.column}"

    def pack(self) -> mr.Pack:
        """The damaged pack.

        Raises:
            FactsError: it is refused.
        """
        if self.ragged is None:
            return mr.Pack(**self.tables)
        at, left = self.ragged
        with TemporaryDirectory() as scratch:
            folder = Path(scratch)
            write_pack(self.tables, folder)
            file = folder / f"{self.table}.csv"
            lines = file.read_text("utf-8").splitlines()
            lines[at + 1] = ",".join(lines[at + 1].split(",")[:left])
            file.write_text("\n".join(lines) + "\n", "utf-8")
            return mr.read_pack(folder)


def shipped_world(
    ref: str, number: int, people: int, history: int = 0
) -> tuple[mr.Profile, Tables, str]:
    """A shipped regulation and the tables of a month in which it is in force.

    Args:
        ref: The regulation.
        number: Chooses the tables.
        people: So many of them.
        history: Months before, for a regulation that looks back.
    """
    profile = alone(mr.load_profile(ref))
    last = profile.plan.in_force.last
    month = MONTH if last is None or last >= date(2026, 7, 31) else f"{last:%Y-%m}"
    rng = seeded(f"damaged {ref} {number}")
    return profile, _tables(rng, profile, {}, people, month, history), month


def random_world(
    seed: int, people: int, history: int = 0
) -> tuple[mr.Profile, Tables, str] | None:
    """A random regulation with tables as of `shipped_world`, None where it is refused."""
    document = random_profile(seeded(f"damaged {seed}"))
    try:
        profile = mr.load_profile(document)
    except mr.ProfileError:
        return None
    rng = seeded(f"damaged pack {seed}")
    return profile, _tables(rng, profile, document, people, MONTH, history), MONTH


def rows_world() -> tuple[mr.Profile, Tables, str]:
    """A regulation whose days ask about their punches and outages as rows, with a month."""
    days = {
        "mobile": {"each": "day", "is": "count(punch where punch.origin = mobile over day)"},
        "noon": {"each": "day", "is": "count(punch.time in (12:00..13:00) over day)"},
        "down": {"each": "day", "is": "sum(outage.inside over day)"},
    }
    paid = "sum(mobile) * Rp 1.000 + sum(noon) * Rp 20.000 + sum(down) / 1h * Rp 300.000"
    profile = regulation(
        quantities=days,
        pay={"piket": {"kind": "addition", "is": paid, "round": "Rp 1"}},
    )
    person = {"category": "PNS", "grade": "III/d", "unit": "A"}
    told = (("01", "08:00", "in"), ("01", "12:30", "break_out"), ("01", "16:00", "out"))
    tables = {
        "employees": [{"nip": nip, **person} for nip in (NIP, OTHER_NIP)],
        "punches": [
            {"nip": nip, "time": f"{MONTH}-{day} {clock}", "kind": kind}
            | {"origin": "mobile", "device": device}
            for nip, device in ((NIP, "M1"), (OTHER_NIP, "M2"))
            for day, clock, kind in (*told, ("02", "07:50", "in"), ("02", "12:10", "out"))
        ],
        "amounts": [
            {"component": "tpp", "amount": "1000000", "nip": nip} for nip in (NIP, OTHER_NIP)
        ],
        "outages": [
            {"from": f"{MONTH}-01 09:00", "until": f"{MONTH}-01 10:00", "unit": "A"},
            {"from": f"{MONTH}-02 09:00", "until": f"{MONTH}-02 11:00", "device": "M1"},
        ],
        "absences": [
            {"nip": OTHER_NIP, "from": f"{MONTH}-02", "until": f"{MONTH}-02", "code": "izin"}
            | {"part": "pm", "approved": "true"}
        ],
    }
    return mr.load_profile(profile), tables, MONTH


def outside_world() -> tuple[mr.Profile, Tables, str]:
    """A regulation that pays the amounts of others and work outside the schedule, with a month."""
    kelas = {"from": "attributes.kelas", "type": "count", "range": "1..9", "missing": "none"}
    tpp = {"from": "amounts.tpp", "type": "money"}
    inputs = {
        "kelas": kelas,
        "lain": {**tpp, "for": {"job_class": "kelas"}},
        "atas": {**tpp, "for": {"job_class": "job_class + 1"}},
    }
    free = "if scheduled then 0m else floor(last_punch - first_punch; 1h)"
    hours = {
        "jam": {"each": "presence", "is": "floor(ordered; 1h)"},
        "bebas": {"each": "presence", "is": free},
    }
    worked = {"kind": "addition", "is": "(sum(jam) + sum(bebas)) / 1h * Rp 20.000"}
    amount = "if lain exists then min(tpp; lain) else max(tpp; atas)"
    profile = regulation(
        inputs=inputs,
        amount={"is": amount, "round": "Rp 1"},
        quantities=hours,
        pay={"lembur": {**worked, "round": "Rp 1"}},
    )
    people = {NIP: ("7", "Analis"), OTHER_NIP: ("8", "Kepala seksi")}
    person = {"category": "PNS", "grade": "III/d", "unit": "A"}
    days = (("01", "08:00", "19:10"), ("04", "08:00", "12:30"), ("06", "07:50", "16:00"))
    evening, saturday = (f"{MONTH}-01 16:00", f"{MONTH}-01 20:00"), f"{MONTH}-04"
    tables = {
        "employees": [
            {"nip": nip, **person, "job_class": level, "position": post}
            for nip, (level, post) in people.items()
        ],
        "punches": [
            {"nip": nip, "time": f"{MONTH}-{day} {clock}", "kind": kind}
            for nip in people
            for day, first, last in days
            for clock, kind in ((first, "in"), (last, "out"))
        ],
        "amounts": [
            {"component": "tpp", "amount": f"{level}00000", "job_class": f"{level}"}
            | {"valid_from": "2026-01-01"}
            for level in range(5, 10)
        ],
        "attributes": [
            {"nip": OTHER_NIP, "key": "kelas", "value": "5", "valid_from": f"{MONTH}-15"}
        ],
        "orders": [
            {"nip": NIP, "from": evening[0], "until": evening[1], "approved": "true"},
            {"nip": OTHER_NIP, "from": f"{saturday} 09:00", "until": f"{saturday} 12:00"}
            | {"approved": "true", "document": "SPKL 1"},
        ],
        "rosters": [{"nip": OTHER_NIP, "date": f"{MONTH}-05", "off": "true"}],
    }
    return mr.load_profile(profile), tables, MONTH


def _tables(
    rng: Random,
    profile: mr.Profile,
    document: Mapping[str, Any],
    people: int,
    month: str,
    history: int,
) -> Tables:
    looks_back = profile.plan.windows or profile.program().earlier
    before = history if looks_back else 0
    drawn = random_tables(rng, document, people, [month], absent=0, odd=0, history=before)
    tables = ordinary(rng, drawn, [month], 1)
    measured(rng, profile.plan, tables, [month])
    for row in tables["employees"]:
        # Whoever is no civil servant may have any number: one that is cut is another person.
        row["category"] = "PPPK" if row["category"] == "NON_ASN" else row["category"]
    return tables


def with_none(rng: Random, tables: Tables) -> Tables:
    """The tables with some cells that say none, of columns whose empty cells are unknown."""
    found = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    for name, rows in found.items():
        columns = [c for c in definition().tables[name].columns if c.is_open and c.may_be_none]
        for row in rows:
            for column in columns:
                if row.get(column.name, "") and rng.random() < NONE_AMONG:
                    row[column.name] = NONE
    return found


def damages(
    rng: Random,
    tables: Tables,
    kinds: tuple[str, ...] = KINDS,
    empties: Empties = EVERYWHERE,
) -> Iterator[Damage]:
    """One damage of each kind for each column that has a value, and for each table.

    Args:
        rng: Chooses the cells.
        tables: The whole pack.
        kinds: Of damages.
        empties: What the regulation says of empty cells: one that says something is no damage.
    """
    for name, rows in tables.items():
        table = empties.table(name)
        for column in table.columns:
            filled = [at for at, row in enumerate(rows) if row.get(column.name, "")]
            for kind in kinds if filled else ():
                at = rng.choice(filled)
                was = rows[at][column.name]
                cell = _damaged(kind, column, was)
                if cell is not None:
                    own = _changed(tables, name, at, column.name, cell)
                    yield Damage(kind, name, column.name, was, own)
        for kind in kinds if rows else ():
            found = _as_a_whole(rng, kind, table, tables)
            if found is not None:
                yield found
    if "several" in kinds:
        yield from _several(rng, tables, empties)
    if "pair" in kinds:
        yield from _pairs(rng, tables, empties)


def _changed(tables: Tables, name: str, at: int, column: str, cell: str) -> Tables:
    own = [dict(row) for row in tables[name]]
    own[at][column] = cell
    return {**tables, name: own}


def _several(rng: Random, tables: Tables, empties: Empties) -> Iterator[Damage]:
    """Two to five cells of a pack at once, as often as there are tables."""
    for _ in tables:
        made, told, first = tables, [], ""
        for _ in range(rng.randrange(2, 6)):
            kinds = (rng.choice(("unreadable", "blank")),)
            one = rng.choice(list(damages(rng, made, kinds, empties)))
            made, first = one.tables, first or one.table
            told.append(f"{one.place} was {one.was!r}")
        yield Damage("several", first, "", "; ".join(told), made)


def _pairs(rng: Random, tables: Tables, empties: Empties) -> Iterator[Damage]:
    """Two cells of one row of each table, and one of somebody beside one of a row for many."""
    for name, rows in tables.items():
        cells = [
            [(name, at, column) for column in empties.table(name).columns if row.get(column.name)]
            for at, row in enumerate(rows)
        ]
        full = [one for one in cells if len(one) > 1]
        if full:
            yield from _both(tables, rng.sample(rng.choice(full), 2), rng)
    people = empties.table("employees")
    for name, rows in tables.items():
        for column in empties.table(name).columns:
            filled = [at for at, row in enumerate(rows) if row.get(column.name)]
            if filled and name != "employees" and column.name in IN_COMMON:
                own = rng.randrange(len(tables["employees"]))
                theirs = "employees", own, people.column(column.name)
                yield from _both(tables, [(name, rng.choice(filled), column), theirs], rng)


def _both(
    tables: Tables, cells: Sequence[tuple[str, int, ColumnDef]], rng: Random
) -> Iterator[Damage]:
    """Each of the cells cannot be read or is emptied; nothing where one of them cannot be so."""
    made, told = tables, []
    for number, (name, at, column) in enumerate(cells):
        was = tables[name][at].get(column.name, "")
        kind = rng.choice(("unreadable", "blank"))
        cell = _damaged(kind, column, was)
        if cell is None or not was:
            return
        # A word that several rows say is one of another regulation.
        cell = f"{cell}_{number}" if cell == FOREIGN else cell
        made = _changed(made, name, at, column.name, cell)
        told.append(f"{kind} {name}.{column.name} was {was!r}")
    yield Damage("pair", cells[0][0], "", "; ".join(told), made)


def _as_a_whole(rng: Random, kind: str, table: TableDef, tables: Tables) -> Damage | None:
    """A row in doubt, a record that is cut, or another file in place of the table."""
    name, rows = table.name, tables[table.name]
    if kind == DOUBTED:
        return _doubted(rng, table, tables)
    if kind == "ragged":
        at, width = rng.randrange(len(rows)), len({key for row in rows for key in row})
        if width < 2:  # a record of one cell cannot lose some of its cells
            return None
        left = rng.randrange(1, width)
        return Damage(kind, name, "", f"row {at}, {left} of {width} cells", tables, (at, left))
    if kind == "table":
        other = rng.choice([each for each in tables if each != name and tables[each]])
        return Damage(kind, name, "", other, {**tables, name: tables[other]})
    if kind == "month" and name in EVERY_MONTH and not table.has("valid_from"):
        dated = [column.name for column in table.columns if column.type in _DATED]
        own = [{k: _earlier(v) if k in dated else v for k, v in row.items()} for row in rows]
        return None if own == rows else Damage(kind, name, "", "", {**tables, name: own})
    if kind == "office" and table.has("nip") and name in EVERY_MONTH:
        own = [{**row, "nip": _of_another_office(row.get("nip", ""))} for row in rows]
        return Damage(kind, name, "", "", {**tables, name: own})
    return None


def _earlier(cell: str) -> str:
    """The same day of the year before: nothing of it is of the month or of one before."""
    return f"{int(cell[:4]) - 1}{cell[4:]}" if cell[:4].isdigit() else cell


def _of_another_office(nip: str) -> str:
    """The number of somebody who was born thirty years before and has no digit in common."""
    return nip and f"{int(nip[:4]) - 30}{nip[4:8]}{'199001'}{nip[14]}9{nip[16:]}"


def _doubted(rng: Random, table: TableDef, tables: Tables) -> Damage | None:
    """A row with a doubt, or all rows of its day or period with one each."""
    if not table.has(COLUMN):
        return None
    own = [dict(row) for row in tables[table.name]]
    chosen, first = rng.choice(own), table.first
    same = [r for r in own if first and r.get(first, "")[:10] == chosen.get(first, "")[:10]]
    for row in same if same and rng.random() < 0.5 else [chosen]:
        row[COLUMN] = rng.choice(DOUBTS)
    return Damage(DOUBTED, table.name, COLUMN, "", {**tables, table.name: own})


def of_one_person(rng: Random, tables: Tables, count: int) -> Damage:
    """So many damages of rows of one person, or of fewer where a cell is hit twice."""
    nip = rng.choice(tables["employees"])["nip"]
    cells = [
        (name, at, column)
        for name, rows in tables.items()
        for at, row in enumerate(rows)
        if row.get("nip") == nip
        for column in definition().tables[name].columns
        if row.get(column.name, "") and column.type != "nip"
    ]
    own = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    places = []
    while len(places) < count:
        name, at, column = rng.choice(cells)
        cell = _damaged(rng.choice(("unreadable", "blank")), column, "")
        if cell is not None:
            own[name][at][column.name] = cell
            places.append(f"{name}.{column.name}")
    return Damage("several", ", ".join(places), "", "", own)


def _damaged(kind: str, column: ColumnDef, cell: str) -> str | None:
    if kind == "blank":
        is_open = column.empty == "unknown"
        return "" if is_open or column.required == "value" else None
    if kind == "unreadable":
        if column.type == "text":
            return "=A1"
        return FOREIGN if column.type == "word" else "#N/A"
    if column.type != "nip":
        return None
    if kind == "rounded":
        return f"{float(cell):.5E}"
    if kind == "nik":
        return f"730201{cell[6:8]}{cell[4:6]}{cell[2:4]}0007"
    return cell[:-1] if kind == "cut" else None


def results_of(profile: mr.Profile, tables: Tables, month: str) -> dict[str, mr.Result]:
    """Results by person."""
    return {one.nip: one for one in mr.compute(profile, mr.Pack(**tables), month)}


def became(
    whole: Mapping[str, mr.Result], profile: mr.Profile, damage: Damage, month: str
) -> Counter[str]:
    """What became of people by a damage: as `judged`, `refused`, or `unsettled`.

    In a run that is not settled every amount is provisional, so only who is not what the law says
    is told as `unsettled`.
    """
    try:
        found = mr.compute(profile, damage.pack(), month)
    except mr.FactsError:
        return Counter({"refused": 1})
    said = judged(whole, {one.nip: one for one in found})
    if found.checks.settled:
        return said
    wrong = sum(count for word, count in said.items() if word not in ALLOWED)
    said = Counter({word: count for word, count in said.items() if word in ALLOWED})
    return said + Counter({"unsettled": wrong})


def judged(whole: Mapping[str, mr.Result], damaged: Mapping[str, mr.Result]) -> Counter[str]:
    """How many people are `equal`, `bounded` or `open`; the law forbids all other words."""
    found: Counter[str] = Counter()
    for nip, was in whole.items():
        if was.status != "incomplete":
            found[_said(was, damaged.get(nip))] += 1
    return found


def _said(was: mr.Result, now: mr.Result | None) -> str:
    if now is None:
        return "gone"
    if now.status != "incomplete":
        return "equal" if (now.status, now.net) == (was.status, was.net) else "silent"
    assert now.bounds is not None
    assert was.net is not None
    low, high = now.bounds.lowest, now.bounds.highest
    if not now.bounds.missing:
        return "nameless"
    if low is None and high is None:
        return "open"
    inside = (low is None or low <= was.net) and (high is None or was.net <= high)
    return "bounded" if inside else "outside"
