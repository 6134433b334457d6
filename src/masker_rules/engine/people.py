"""Who is in a pack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from masker_rules.errors import RequestError
from masker_rules.facts import Pack, SetAside
from masker_rules.facts.identity import strangers
from masker_rules.facts.rows import Employee
from masker_rules.periods import Month

__all__ = ["people_of", "row_of", "the_people", "units_in"]


def row_of(rows: Sequence[Employee], month: Month) -> int:
    """Index of the row in force at the end of the month, or of the one nearest to it."""
    before = [
        index
        for index, row in enumerate(rows)
        if row.valid_from is None or row.valid_from <= month.last
    ]
    return before[-1] if before else 0


def units_in(employees: Iterable[Employee], month: Month) -> frozenset[str]:
    """The units in which somebody stands at the end of a month."""
    by_nip: dict[str, list[Employee]] = {}
    for row in employees:
        by_nip.setdefault(row.nip, []).append(row)
    standing = (rows[row_of(rows, month)] for rows in map(_ordered, by_nip.values()))
    return frozenset(row.unit for row in standing if row.unit)


def _ordered(rows: Iterable[Employee]) -> list[Employee]:
    return sorted(rows, key=lambda row: row.valid_from or date.min)


def people_of(pack: Pack, nips: Iterable[str] | None) -> list[str]:
    """Everybody with an employees row, and everybody whose only such row was set aside."""
    return the_people(pack.by_nip("employees"), pack.set_aside, nips)


def the_people(
    employed: Iterable[str], set_aside: Iterable[SetAside], nips: Iterable[str] | None
) -> list[str]:
    """Those asked for, or everybody with an employees row that counts or was set aside.

    Where such a row has lost its number, so is everybody who has facts and no row of their own.

    Raises:
        RequestError: somebody asked for has none [nip-not-in-pack].
    """
    rows = [*set_aside]
    known = {*employed}
    known |= {aside.nip for aside in rows if aside.table == "employees" and aside.nip is not None}
    known |= strangers(rows)
    if nips is None:
        return sorted(known)
    wanted = sorted(set(nips))
    for nip in wanted:
        if nip not in known:
            raise RequestError.of("nip-not-in-pack", nip=nip)
    return wanted
