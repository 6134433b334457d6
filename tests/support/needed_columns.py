"""Looks for a change of one column, or of the rows of one key, that changes what is paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from needed_facts import filled_world
from random_names import seeded

import masker_rules as mr
from masker_rules.engine.needs import KeyNeed, Needs, TableNeed
from masker_rules.facts.definition import ColumnDef, definition
from masker_rules.periods import Month

__all__ = ["KEYED", "asked", "unshown"]

Tables = dict[str, list[dict[str, Any]]]
#: Columns that name the key of a row.
KEYED = {"scores": "measure", "amounts": "component", "carried": "key", "attributes": "key"}
DAYS = (-400, -40, -31, -20, -9, -1, 1, 9, 20, 31, 40, 400)
CLOCKS = ("06:00", "07:15", "07:45", "08:30", "10:30", "12:00", "13:30", "15:00", "16:45", "23:30")
#: Days from the month beyond which nothing but a long ladder looks.
FAR = 2000
#: Columns whose texts tie rows together.
NAMES = frozenset({"unit", "position", "schedule", "device", "ssid", "bssid"})
COUNTED = frozenset({"money", "amount", "percent", "number", "minutes", "count", "coordinate"})
NUMBERS = ("0", "1", "2", "5", "12", "60", "75", "90", "100", "600", "3000", "5000000")


def asked(needs: Needs) -> Iterator[tuple[str, str]]:
    """Table and column, and table and `=key`, of all that is listed."""
    for table in needs.tables:
        yield from ((table.name, column.name) for column in table.columns)
        yield from ((table.name, f"={key.key}") for key in table.keys)


def told(profile: mr.Profile, tables: Tables, month: str, *, paid: bool) -> list[Any] | None:
    """What people are paid, and what the law brings besides, or all that is said of them; None
    where the pack is refused.
    """
    try:
        results = mr.compute(profile, mr.Pack(**tables), month)
    except mr.MaskerRulesError:
        return None
    return [*map(_paid, results)] if paid else [one.as_dict() for one in results]


def _paid(one: mr.Result) -> tuple[Any, ...]:
    bounds = one.bounds and (one.bounds.lowest, one.bounds.highest)
    lines = [(line.id, line.amount) for line in one.lines]
    besides = [(item.code, item.starts, item.months) for item in one.consequences]
    return one.nip, one.status, one.parts, lines, one.net, bounds, one.pay_in, besides


def unshown(
    ref: str, worlds: int, tries: int, known: set[tuple[str, str]], *, paid: bool = True
) -> set[tuple[str, str]]:
    """What is listed, and of which no change was found that changes a result.

    Args:
        ref: The regulation.
        worlds: So many random packs are looked at.
        tries: So many changes of each column in each of them.
        known: Of these none is looked for.
        paid: What is paid must change; else any of what is said is enough.
    """
    needs = mr.load_profile(ref).needs()
    left = set(asked(needs)) - known
    for number in range(worlds):
        profile, tables, month = filled_world(ref, number)
        whole = told(profile, tables, month, paid=paid)
        for table, column in sorted(left):
            for attempt in range(tries):
                rng = seeded(f"needed {ref} {number} {table} {column} {attempt}")
                changed = _Changer(rng, tables, month).changed(needs, table, column)
                found = changed and told(profile, changed, month, paid=paid)
                if found and found != whole:
                    left.discard((table, column))
                    break
        if not left:
            break
    return left


class _Changer:
    """Changes of facts, within and around the month that is paid."""

    def __init__(self, rng: Random, tables: Tables, month: str) -> None:
        self.rng, self.tables, self.month = rng, tables, month

    def changed(self, needs: Needs, name: str, column: str) -> Tables:
        """The tables with another value in some cells of a column, or of the rows of a key."""
        rng = self.rng
        rows = [dict(row) for row in self.tables.get(name, ())]
        need = needs.table(name)
        assert need is not None
        if column.startswith("="):
            key = next(one for one in need.keys if f"={one.key}" == column)
            return {**self.tables, name: self.of_key(rows, name, key)}
        known = definition().tables[name].column(column)
        words = next(one.words for one in need.columns if one.name == column)
        if not rows:
            rows = [self.row(need)]
        pool = sorted({str(row.get(column, "")) for row in rows})
        # All rows, or a few: what many may be may cancel out.
        share, alike = rng.choice((0.1, 0.3, 1)), rng.random() < 0.4
        same = self.other(known, words, pool, pool[-1])
        for row in [row for row in rows if rng.random() < share] or [rng.choice(rows)]:
            old = str(row.get(column, ""))
            row[column] = same if alike else self.other(known, words, pool, old)
            if share < 0.3 and not known.required and rng.random() < 0.3:
                row[column] = ""
        return {**self.tables, name: rows}

    def of_key(self, rows: list[dict[str, Any]], name: str, key: KeyNeed) -> list[dict[str, Any]]:
        """Without the rows of a key, with other values in them, or with first rows."""
        rng = self.rng
        if name == "salaries":
            return [{**row, key.key: rng.choice(("", *NUMBERS))} for row in rows]
        column, value = KEYED[name], "amount" if name == "amounts" else "value"
        own = [row for row in rows if row.get(column) == key.key]
        if own and rng.random() < 0.5:
            return [row for row in rows if row.get(column) != key.key]
        if own:
            return [{**row, value: rng.choice(NUMBERS)} if row in own else row for row in rows]
        period = {} if name in {"amounts", "attributes"} else {"period": self.month}
        nips = sorted({row["nip"] for row in self.tables["employees"]})
        return [*rows, *({"nip": nip, column: key.key, value: "3", **period} for nip in nips)]

    def row(self, need: TableNeed) -> dict[str, Any]:
        """A row where there is none yet."""
        known = definition().tables[need.name]
        return {
            one.name: self.value(known.column(one.name), one.words, [], "") for one in need.columns
        }

    def other(self, column: ColumnDef, words: tuple[str, ...], pool: list[str], old: str) -> str:
        """A value, as a rule another one than stands there."""
        tried = (self.value(column, words, pool, old) for _ in range(5))
        return next((found for found in tried if found != old), old)

    def value(self, column: ColumnDef, words: tuple[str, ...], pool: list[str], old: str) -> str:
        """Another value of a column."""
        rng = self.rng
        if words and rng.random() < 0.9:
            return rng.choice(words)
        if column.type in {"date", "stamp", "moment"}:
            return self.moved(old, column.type)
        if column.name in NAMES:
            others = {
                row[column.name]
                for rows in self.tables.values()
                for row in rows
                if column.name in row
            }
            return rng.choice([*sorted(others), "lain"])
        return rng.choice(self.choices(column, pool or [old]))

    def choices(self, column: ColumnDef, pool: list[str]) -> list[str]:
        """Values of a type, beside those that stand there."""
        found = {
            "codes": [*definition().doubts],
            "flag": ["true", "false"],
            "score": [*pool, *NUMBERS, "baik", "kurang", "sangat_kurang"],
            "clock": [*CLOCKS],
            "month": [self.month, *(str(Month.parse(self.month).plus(n)) for n in (-1, 1))],
            "period": [*pool, self.month, self.month[:4], "2025"],
            "nip": [row["nip"] for row in self.tables["employees"]],
        }
        if column.type in COUNTED:
            return [*pool, *NUMBERS]
        return found.get(column.type, pool)

    def moved(self, old: str, kind: str) -> str:
        """A date or a time some days away, or within the month."""
        rng, day = self.rng, old[:10]
        try:
            moved = date.fromisoformat(day) + timedelta(days=rng.choice(DAYS))
        except ValueError:
            day, moved = "", date.max
        middle = date.fromisoformat(f"{self.month}-15")
        if not day or abs(moved - middle).days > FAR or rng.random() < 0.2:
            moved = middle + timedelta(days=rng.choice(DAYS))
        if kind == "date":
            return moved.isoformat()
        if day and rng.random() < 0.6:
            moved = date.fromisoformat(day)
        clock = datetime.strptime(rng.choice(CLOCKS), "%H:%M").time()
        return datetime.combine(moved, clock).strftime("%Y-%m-%d %H:%M")
