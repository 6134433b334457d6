"""Damages that a reader of the files could see, and what must be true of the results then.

In a settled run every person and month is as in the whole pack, or incomplete with bounds that
hold what it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from agreement import measured
from random_names import seeded
from random_ordinary import ordinary
from random_packs import Tables, random_tables
from random_regulations import random_profile

import masker_rules as mr
from masker_rules.facts.definition import ColumnDef, definition
from masker_rules.testing.cases import alone

__all__ = [
    "KINDS",
    "Damage",
    "damages",
    "judged",
    "random_world",
    "results_of",
    "several",
    "shipped_world",
]

#: What happens to a cell: it cannot be read, is emptied, a spreadsheet rounds it, loses a digit.
KINDS = ("unreadable", "blank", "rounded", "cut")
MONTH = "2026-07"


@dataclass(frozen=True)
class Damage:
    """One cell of one row, and the tables with it."""

    kind: str
    table: str
    column: str
    was: str
    tables: Tables

    @property
    def place(self) -> str:
        return f"{self.kind} {self.table}.{self.column}"


def shipped_world(ref: str, number: int, people: int) -> tuple[mr.Profile, Tables, str]:
    """A shipped regulation and the tables of a month in which it is in force."""
    profile = alone(mr.load_profile(ref))
    last = profile.plan.in_force.last
    month = MONTH if last is None or last >= date(2026, 7, 31) else f"{last:%Y-%m}"
    return profile, _tables(seeded(f"damaged {ref} {number}"), profile, {}, people, month), month


def random_world(seed: int, people: int) -> tuple[mr.Profile, Tables, str] | None:
    """A random regulation with tables, None where it is refused."""
    document = random_profile(seeded(f"damaged {seed}"))
    try:
        profile = mr.load_profile(document)
    except mr.ProfileError:
        return None
    rng = seeded(f"damaged pack {seed}")
    return profile, _tables(rng, profile, document, people, MONTH), MONTH


def _tables(
    rng: Random, profile: mr.Profile, document: Mapping[str, Any], people: int, month: str
) -> Tables:
    drawn = random_tables(rng, document, people, [month], absent=0, odd=0, history=0)
    tables = ordinary(rng, drawn, [month], 1)
    measured(rng, profile.plan, tables, [month])
    for row in tables["employees"]:
        # Whoever is no civil servant may have any number: one that is cut is another person.
        row["category"] = "PPPK" if row["category"] == "NON_ASN" else row["category"]
    return tables


def damages(rng: Random, tables: Tables, kinds: tuple[str, ...] = KINDS) -> Iterator[Damage]:
    """One damage of each kind for each column that has a value."""
    for name, rows in tables.items():
        for column in definition().tables[name].columns:
            filled = [at for at, row in enumerate(rows) if row.get(column.name, "")]
            for kind in kinds if filled else ():
                at = rng.choice(filled)
                cell = _damaged(kind, column, rows[at][column.name])
                if cell is not None:
                    own = [dict(row) for row in rows]
                    own[at][column.name] = cell
                    was = rows[at][column.name]
                    yield Damage(kind, name, column.name, was, {**tables, name: own})


def several(rng: Random, tables: Tables, count: int) -> Damage:
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
        is_open = column.empty == "unknown" and not column.default
        return "" if is_open or column.required == "value" else None
    if kind == "rounded":
        return f"{float(cell):.5E}" if column.type == "nip" else None
    if kind == "cut":
        return cell[:-1] if column.type == "nip" else None
    if column.type == "text":
        return "=A1"
    if column.type == "nip":
        return "#N/A"
    return "kata_asing" if column.type == "word" else "#N/A"


def results_of(profile: mr.Profile, tables: Tables, month: str) -> dict[str, mr.Result]:
    """Results by person."""
    return {one.nip: one for one in mr.compute(profile, mr.Pack(**tables), month)}


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
