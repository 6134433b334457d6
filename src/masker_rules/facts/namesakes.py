"""Names of units and schedules in rows for many that nobody has, and that resemble one of theirs.

A name that was cut off or mistyped is a legal text: the row is believed, and is about nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from masker_rules.facts.definition import definition
from masker_rules.facts.findings import PackRemark
from masker_rules.facts.vocabulary import nearest

__all__ = ["HELD", "NAMED", "remarks_of_names"]

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


def remarks_of_names(
    rows: Mapping[str, Iterable[Any]], held: Mapping[str, Iterable[str | None]]
) -> Iterator[PackRemark]:
    """Remarks on names that nobody has; of each table and name one, on its first row.

    Args:
        rows: By table rows for many.
        held: By column the names that people have.
    """
    known = {name: sorted({text for text in held.get(name, ()) if text}) for name in HELD}
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


def _meant(text: str, known: Iterable[str]) -> str:
    """The name that a text was, cut off or mistyped; numbers tell offices apart."""
    digits = _digits(text)
    like = [name for name in known if _digits(name) == digits]
    cut = [name for name in like if name.startswith(text) and len(name) < 2 * len(text)]
    return cut[0] if len(cut) == 1 else nearest(text, like, ALIKE)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
