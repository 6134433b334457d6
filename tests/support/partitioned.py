"""Packs of small units, by month and unit, for a regulation that looks back."""

from __future__ import annotations

from regulations import NIP, discipline, tables, working_days

from masker_rules.columnar.partitions import Partition
from masker_rules.facts.writers import write_pack
from masker_rules.periods import Month

FEB, MARCH = Month(2026, 2), Month(2026, 3)
OTHER = "198501012010011002"
#: Three days without leave in two months cost 5 %.
LOOKING_BACK = discipline(
    often={
        "each": "month",
        "when": "count(status = alpa over last 2 months) >= 3",
        "cut": "5%",
        "of": "discipline",
    }
)


def partition(root, month, unit):
    return Partition(month, unit, str(root / f"period={month}/unit={unit}"))


def person(month, absent=(), nip=NIP):
    """Tables of one person who is absent on those working days of the month, from 0."""
    days = working_days(month.year, month.month)
    made = tables(
        period=(month.year, month.month), punches={days[at]: (None, None) for at in absent}
    )
    return {
        name: [{key: nip if key == "nip" else cell for key, cell in row.items()} for row in rows]
        for name, rows in made.items()
    }


def write(root, month, unit, *people):
    """The pack of a unit in a month."""
    folder = root / f"period={month}/unit={unit}"
    folder.mkdir(parents=True)
    names = people[0]
    write_pack({name: [row for one in people for row in one[name]] for name in names}, folder)
    return partition(root, month, unit)
