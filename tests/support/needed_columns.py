"""Looks for a change of one column, or of the rows of one key, that changes what is paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from damages import results_of
from needed_facts import filled_world
from random_names import seeded

import masker_rules as mr
from masker_rules.engine.needs import KeyNeed, Needs, TableNeed
from masker_rules.facts.definition import ColumnDef, definition

__all__ = ["KEYED", "asked", "unshown"]

Tables = dict[str, list[dict[str, Any]]]
#: Columns that name the key of a row.
KEYED = {"scores": "measure", "amounts": "component", "carried": "key", "attributes": "key"}
#: Within the month that is paid.
MIDDLE = "2026-07-15"
DAYS = (-400, -40, -31, -20, -9, -1, 1, 9, 20, 31, 40, 400)
CLOCKS = ("06:00", "07:15", "07:45", "08:30", "10:30", "12:00", "13:30", "15:00", "16:45", "23:30")
#: Columns whose texts tie rows together.
NAMES = frozenset({"unit", "position", "schedule", "device", "ssid", "bssid"})
COUNTED = frozenset({"money", "amount", "percent", "number", "minutes", "count", "coordinate"})
NUMBERS = ("0", "1", "2", "5", "12", "60", "75", "90", "100", "600", "3000", "5000000")


def asked(needs: Needs) -> Iterator[tuple[str, str]]:
    """Table and column, and table and `=key`, of all that is listed."""
    for table in needs.tables:
        yield from ((table.name, column.name) for column in table.columns)
        yield from ((table.name, f"={key.key}") for key in table.keys)


def told(results: dict[str, mr.Result]) -> list[Any]:
    return [(one.nip, one.status, one.net, one.bounds) for one in results.values()]


def unshown(
    ref: str, worlds: int, tries: int, known: set[tuple[str, str]]
) -> set[tuple[str, str]]:
    """What is listed, and of which no change was found that changes a result.

    Args:
        ref: The regulation.
        worlds: So many random packs are looked at.
        tries: So many changes of each column in each of them.
        known: Of these none is looked for.
    """
    needs = mr.load_profile(ref).needs()
    left = set(asked(needs)) - known
    for number in range(worlds):
        profile, tables, month = filled_world(ref, number)
        whole = told(results_of(profile, tables, month))
        for table, column in sorted(left):
            for attempt in range(tries):
                rng = seeded(f"needed {ref} {number} {table} {column} {attempt}")
                changed = _changed(rng, tables, needs, table, column)
                try:
                    found = changed and told(results_of(profile, changed, month))
                except (
                    mr.MaskerRulesError
                ):  # the pack as a whole is refused: nothing is paid of it
                    found = None
                if found and found != whole:
                    left.discard((table, column))
                    break
        if not left:
            break
    return left


def _changed(rng: Random, tables: Tables, needs: Needs, name: str, column: str) -> Tables | None:
    rows = [dict(row) for row in tables.get(name, ())]
    need = needs.table(name)
    assert need is not None
    if column.startswith("="):
        key = next(one for one in need.keys if f"={one.key}" == column)
        rows = _of_key(rng, rows, name, key, tables)
    else:
        known = definition().tables[name].column(column)
        words = next(one.words for one in need.columns if one.name == column)
        if not rows:
            rows = [_row(rng, tables, need)]
        pool = sorted({str(row.get(column, "")) for row in rows})
        # All rows, or a few: what is unknown of all is dear to bound, and may cancel out.
        share, alike = rng.choice((0.1, 0.3, 1)), rng.random() < 0.4
        same = _value(rng, known, words, pool, pool[-1], tables)
        for row in rows:
            if rng.random() < share or len(rows) < 4:
                old = str(row.get(column, ""))
                row[column] = same if alike else _value(rng, known, words, pool, old, tables)
    return {**tables, name: rows}


def _of_key(
    rng: Random, rows: list[dict[str, Any]], name: str, key: KeyNeed, tables: Tables
) -> list[dict[str, Any]]:
    """Without the rows of a key, with other values in them, or with rows where there are none."""
    if name == "salaries":
        return [{**row, key.key: rng.choice(("", *NUMBERS))} for row in rows]
    column, value = KEYED[name], "amount" if name == "amounts" else "value"
    own = [row for row in rows if row.get(column) == key.key]
    if own and rng.random() < 0.5:
        return [row for row in rows if row.get(column) != key.key]
    if own:
        return [{**row, value: rng.choice(("", *NUMBERS))} if row in own else row for row in rows]
    period = {} if name in {"amounts", "attributes"} else {"period": "2026-07"}
    nips = sorted({row["nip"] for row in tables["employees"]})
    return [*rows, *({"nip": nip, column: key.key, value: "3", **period} for nip in nips)]


def _row(rng: Random, tables: Tables, need: TableNeed) -> dict[str, Any]:
    known = definition().tables[need.name]
    row = {}
    for one in need.columns:
        column = known.column(one.name)
        row[one.name] = _value(rng, column, one.words, [], "", tables) or ""
    return row


def _value(
    rng: Random,
    column: ColumnDef,
    words: tuple[str, ...],
    pool: list[str],
    old: str,
    tables: Tables,
) -> str:
    if rng.random() < 0.1:
        return ""
    if words and rng.random() < 0.8:
        return rng.choice(words)
    if column.type in {"date", "stamp", "moment"}:
        return _moved(rng, old, column.type)
    if column.name in NAMES:
        others = {
            row[column.name] for rows in tables.values() for row in rows if column.name in row
        }
        return rng.choice(sorted(others - {""}) or ["lain"]) if rng.random() < 0.7 else "lain"
    return rng.choice(_choices(column, pool or [old], tables))


def _choices(column: ColumnDef, pool: list[str], tables: Tables) -> list[str]:
    """Values of a type, beside those that stand there."""
    found = {
        "codes": [*definition().doubts],
        "flag": ["true", "false"],
        "score": [*pool, *NUMBERS, "baik", "kurang", "sangat_kurang"],
        "clock": [*CLOCKS],
        "nip": [row["nip"] for row in tables["employees"]],
    }
    if column.type in COUNTED:
        return [*pool, *NUMBERS]
    return found.get(column.type, pool)


def _moved(rng: Random, old: str, kind: str) -> str:
    day = old[:10] or MIDDLE
    try:
        moved = date.fromisoformat(day) + timedelta(days=rng.choice(DAYS))
    except ValueError:
        return old
    if day < "2020" or rng.random() < 0.2:
        moved = date.fromisoformat(MIDDLE) + timedelta(days=rng.choice(DAYS))
    if kind == "date":
        return moved.isoformat()
    clock = rng.choice(CLOCKS)
    if rng.random() < 0.6:
        moved = date.fromisoformat(day)
    return datetime.combine(moved, datetime.strptime(clock, "%H:%M").time()).strftime(
        "%Y-%m-%d %H:%M"
    )
