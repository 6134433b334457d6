"""What damaged packs cost beside a whole one; run it as `python bench/damage.py`.

    python bench/damage.py                     # 300 people, every damage
    python bench/damage.py --people 5000 --only cells

Each damage is one that a reader of the files sees. CPU seconds from the tables to the results and
their JSON, in a process that has computed a month before: what is paid once is in no figure.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import results

import masker_rules as mr

#: Rows by table.
Tables = dict[str, list[dict[str, str]]]
MONTH, FIRST, DAYS = "2026-07", date(2026, 7, 1), 31
FRIDAY = 4
REGULATIONS = ("id/kab-bulukumba", "id/kab-deli-serdang")
#: Unreadable cells of each person.
CELLS = 10
UNREADABLE = "#N/A"


def main() -> None:
    """Measure, print, and write the section of RESULTS.md."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--people", type=int, default=300)
    options.add_argument("--profile", action="append", help="instead of the two")
    options.add_argument("--only", choices=sorted(DAMAGES), action="append")
    options.add_argument("--keep", action="store_true", help="leave RESULTS.md as it is")
    asked = options.parse_args()
    rows = []
    for ref in asked.profile or REGULATIONS:
        for row in measured(ref, asked.people, asked.only or list(DAMAGES)):
            print(*row, sep=" | ", flush=True)
            rows.append(row)
    head = "regulation", "people", "damage", "CPU seconds", "× whole", "incomplete", "with bounds"
    text = f"{results.machine()}; one process.\n\n{results.table(head, rows)}"
    if not asked.keep:
        results.keep(f"Damaged packs: {asked.people:,} people", text)


def measured(ref: str, people: int, names: list[str]) -> list[tuple[str, ...]]:
    """A row for the whole pack, and one for each damage."""
    profile = mr.load_profile(ref)
    run(profile, pack(profile, 2))
    whole = pack(profile, people)
    spent, found = run(profile, whole)
    rows = [said(ref, people, "none", spent, spent, found)]
    for name in names:
        own, found = run(profile, DAMAGES[name](whole))
        rows.append(said(ref, people, name, own, spent, found))
    return rows


def said(
    ref: str, people: int, name: str, own: float, whole: float, found: list[mr.Result]
) -> tuple[str, ...]:
    """A row of the table."""
    open_ = [one for one in found if one.status == "incomplete"]
    bound = [one for one in open_ if one.bounds is not None and one.bounds.highest is not None]
    ratio = f"{own / whole:.1f}"
    return ref, f"{people:,}", name, f"{own:.2f}", ratio, str(len(open_)), str(len(bound))


def run(profile: mr.Profile, tables: Tables) -> tuple[float, list[mr.Result]]:
    """CPU seconds to the JSON, and the results."""
    begun = time.process_time()
    found = mr.compute(profile, mr.Pack(**tables), MONTH)
    found.to_json()
    return time.process_time() - begun, list(found)


# ------------------------------------------------------------------ a whole pack
def pack(profile: mr.Profile, people: int) -> Tables:
    """A month of an office: punches of every working day, and all that the law asks for."""
    rng = Random(people)  # noqa: S311  (no secret)
    tables: Tables = {name: [] for name in ("employees", "punches", "activities", "amounts")}
    tables |= {name: [] for name in ("scores", "salaries", "absences")}
    tables["events"], tables["attendance_at_events"] = [], []
    for number in range(people):
        nip = nip_of(number)
        grade, level = rng.choice(("II/c", "III/a", "III/d", "IV/b")), str(rng.randint(5, 12))
        person = {"nip": nip, "name": f"Contoh {number}", "category": "PNS", "grade": grade}
        person |= {"job_class": level, "position_kind": "pelaksana", "unit": "dinas"}
        tables["employees"].append(person)
        tables["activities"].append(
            {"nip": nip, "date": f"{MONTH}-20", "minutes": "7000", "status": "approved"}
        )
        for day in working_days():
            late, early = rng.choice((0, 0, 0, 7, 25, 48, 95)), rng.choice((0, 0, 0, 12, 70))
            for minute, kind in ((7 * 60 + 30 + late, "in"), (16 * 60 + 30 - early, "out")):
                at = f"{day} {minute // 60:02d}:{minute % 60:02d}"
                tables["punches"].append({"nip": nip, "time": at, "kind": kind})
        for item in profile.plan.inputs.values():
            measure(tables, number, item, nip)
    return tables


def measure(tables: Tables, number: int, item: Any, nip: str) -> None:
    """What a law reads of a person's month."""
    if item.table == "amounts":
        percent = item.type.unit.value == "percent"
        amount = "100%" if percent else str(1_000_001 + 1_237 * number)
        tables["amounts"].append({"nip": nip, "component": item.key, "amount": amount})
    elif item.table == "scores":
        value = item.gradings[0] if item.words else str((100, 90, 85)[number % 3])
        tables["scores"].append({"nip": nip, "period": MONTH, "measure": item.key, "value": value})


def working_days() -> list[date]:
    """Mondays to Fridays of the month."""
    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    return [day for day in days if day.weekday() <= FRIDAY]


def nip_of(number: int) -> str:
    """A number that no damage turns into another's."""
    born = f"{1970 + number % 30}{1 + number % 12:02d}{1 + number % 28:02d}"
    return f"{born}201001{1 + number % 2}{1 + number // 2 % 998:03d}"


# ------------------------------------------------------------------ damages
def absent(table: str) -> Callable[[Tables], Tables]:
    """A table that is not there."""
    return lambda tables: {name: rows for name, rows in tables.items() if name != table}


def cells(tables: Tables) -> Tables:
    """Ten times of the punches of each person are unreadable."""
    rng = Random(CELLS)  # noqa: S311
    own: dict[str, list[int]] = {}
    for at, row in enumerate(tables["punches"]):
        own.setdefault(row["nip"], []).append(at)
    hit = {at for places in own.values() for at in rng.sample(places, CELLS)}
    return {**tables, "punches": changed(tables["punches"], hit, "time")}


def changed(rows: list[dict[str, str]], hit: set[int], column: str) -> list[dict[str, str]]:
    """Rows of which some have an unreadable cell."""
    return [{**row, column: UNREADABLE} if at in hit else row for at, row in enumerate(rows)]


def beside(table: str, **row: str) -> Callable[[Tables], Tables]:
    """One more row for everybody, of which one cell is unreadable."""
    return lambda tables: {**tables, table: [*tables.get(table, ()), row]}


def unread_amount(tables: Tables) -> Tables:
    """What the whole office gets of a component stands in a row that cannot be read."""
    component = tables["amounts"][0]["component"]
    own = [row for row in tables["amounts"] if row["component"] != component]
    return {**tables, "amounts": [*own, {"component": component, "amount": UNREADABLE}]}


DAMAGES: Mapping[str, Callable[[Tables], Tables]] = {
    "no punches": absent("punches"),
    "no activities": absent("activities"),
    "no scores": absent("scores"),
    "no amounts": absent("amounts"),
    "cells": cells,
    "a calendar row without its date": beside(
        "calendar", date=UNREADABLE, kind="holiday", name="Libur"
    ),
    "an amount without its number": unread_amount,
    "hours without their end": beside(
        "schedules", schedule="office", weekday="1", start="07:30", end=UNREADABLE
    ),
    "an event without its date": beside(
        "events", date=UNREADABLE, event="apel_pagi", **{"from": "07:00", "until": "07:30"}
    ),
}


if __name__ == "__main__":
    main()
