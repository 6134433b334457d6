"""Names of units and schedules that resemble the one that was meant.

A name that was cut off or mistyped is a legal text and is believed: a row for many is then about
nobody, and a person stands alone in a unit of which no row for many speaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from masker_rules.facts.definition import definition
from masker_rules.facts.findings import PackRemark
from masker_rules.facts.vocabulary import nearest

__all__ = ["HELD", "NAMED", "holders", "remarks_of_names", "remarks_of_people"]

#: Columns of people that say in what they are.
HELD = ("unit", "schedule")
#: The same columns of rows for many, by table.
NAMED: Mapping[str, tuple[str, ...]] = {
    table.name: tuple(name for name in HELD if table.has(name))
    for table in definition().tables.values()
    if table.has("unit") and not table.has("nip")
}
#: From here on two names are one that was mistyped.
ALIKE = 0.9
#: Fewer people than these are as likely an office of its own.
SEVERAL = 3


def remarks_of_names(
    rows: Mapping[str, Iterable[Any]], held: Mapping[str, Iterable[str]]
) -> Iterator[PackRemark]:
    """Remarks on names that nobody has; of each table and name one, on its first row.

    Args:
        rows: By table rows for many.
        held: By column the names that people have.
    """
    known = {name: sorted(held.get(name, ())) for name in HELD}
    for table, some in rows.items():
        told: set[tuple[str, str]] = set()
        for row in sorted(some, key=lambda row: row.place.line):
            for name in NAMED[table]:
                text = getattr(row, name)
                if not text or text in known[name] or (name, text) in told:
                    continue
                told.add((name, text))
                if near := _meant(text, known[name]):
                    place = row.place.file, row.place.line
                    yield PackRemark(
                        table, *place, name, text, "name-of-nobody", {"nearest": near}
                    )


def holders(employees: Iterable[Any], column: str) -> dict[str, int]:
    """How many people have each name of a column."""
    found: dict[str, set[str]] = {}
    for row in employees:
        if text := getattr(row, column):
            found.setdefault(text, set()).add(row.nip)
    return {text: len(nips) for text, nips in found.items()}


def remarks_of_people(
    column: str, employees: Iterable[Any], held: Mapping[str, int]
) -> Iterator[PackRemark]:
    """Remarks on people who alone have a name that resembles one that several have.

    Args:
        column: That says the name.
        employees: Their rows, at least those of names that one person has.
        held: The names, with how many people have each.
    """
    known = sorted(text for text, count in held.items() if count >= SEVERAL)
    told: set[str] = set()
    for row in sorted(employees, key=lambda row: row.place.line) if known else ():
        text = getattr(row, column)
        if held.get(text) != 1 or text in told:
            continue
        told.add(text)
        if near := _meant(text, known):
            place = row.place.file, row.place.line
            params = {"nearest": near, "count": held[near]}
            yield PackRemark("employees", *place, column, text, "name-of-one", params, row.nip)


def _meant(text: str, known: Iterable[str]) -> str:
    """The name that a text was, cut off or mistyped; numbers tell offices apart."""
    digits = _digits(text)
    like = [name for name in known if _digits(name) == digits]
    cut = [name for name in like if name.startswith(text) and len(name) < 2 * len(text)]
    return cut[0] if len(cut) == 1 else nearest(text, like, ALIKE)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
