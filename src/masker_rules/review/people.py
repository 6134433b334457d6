"""Who bears it: what is known of each person in each month, as groups of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from masker_rules.attendance.evidence import kilometres_between
from masker_rules.engine.lookback import cutoff_of
from masker_rules.engine.profile import Profile
from masker_rules.engine.sets import ProfileSet
from masker_rules.facts.person import golongan_of
from masker_rules.facts.rows import Employee, Site
from masker_rules.history import History
from masker_rules.periods import CALENDAR, Cutoff, Month

__all__ = ["DIMENSIONS", "EQUITY", "UNKNOWN", "People"]

#: By which people are put into groups, in the order of the report.
DIMENSIONS = (
    "unit", "golongan", "job_class", "staff_group", "category", "position_kind", "shifts",
    "distance",
)  # fmt: skip
#: Of these, the ones that ask whether somebody bears more than others.
EQUITY = ("staff_group", "category", "shifts", "distance")
#: Of what the pack does not tell.
UNKNOWN = ""
#: Kilometres from the seat at which a band of units begins; bands of a picture, not of a law.
BANDS = (0, 5, 20, 50, 100)


class People:
    """Everybody in a pack, month by month.

    Args:
        rows: Employees rows.
        rostered: Who works by a roster.
        sites: Where the units are.
        cutoff: Which dates a month has.
    """

    def __init__(
        self,
        rows: Iterable[Employee],
        rostered: Iterable[str],
        sites: Iterable[Site],
        cutoff: Cutoff = CALENDAR,
    ) -> None:
        by_nip: dict[str, list[Employee]] = {}
        for row in rows:
            by_nip.setdefault(row.nip, []).append(row)
        self._rows = {
            nip: sorted(found, key=lambda row: row.valid_from or date.min)
            for nip, found in by_nip.items()
        }
        self._rostered, self._cutoff = frozenset(rostered), cutoff
        self._bands = _bands(self._rows, sites)

    @classmethod
    def of(cls, history: History, regulation: Profile | ProfileSet) -> People:
        """Those of a history, in the words of a regulation."""
        profile = regulation
        if isinstance(profile, ProfileSet):
            profile = profile.members[0].profile
        words = profile.vocabulary
        # Where units moved, the last pack knows where they are.
        sites = [row for _, row in history.rows("sites", words)]
        if any(month for month, _ in history.rows("sites", words)):
            sites.reverse()
        rows = _dated(history.rows("employees", words))
        return cls(rows, history.nips_in("rosters"), sites, cutoff_of(regulation))

    def name(self, nip: str) -> str:
        """As the last row calls the person."""
        rows = self._rows.get(nip, ())
        return next((row.name for row in reversed(rows) if row.name), "")

    def renamed(self, names: Mapping[str, str]) -> People:
        """The same people under other numbers, and without names."""
        rostered = (names[nip] for nip in self._rostered if nip in names)
        made = People((), rostered, (), self._cutoff)
        made._rows = {
            names[nip]: [replace(row, nip=names[nip], name=None) for row in rows]
            for nip, rows in self._rows.items()
            if nip in names
        }
        made._bands = self._bands
        return made

    def groups(self, nip: str, month: Month) -> Mapping[str, str]:
        """The group of each dimension at the end of a month; `UNKNOWN` where nobody says."""
        row = self._at(nip, month)
        if row is None:
            return dict.fromkeys(DIMENSIONS, UNKNOWN)
        return {
            "unit": row.unit or UNKNOWN,
            "golongan": golongan_of(row.grade) or row.grade or UNKNOWN,
            "job_class": UNKNOWN if row.job_class is None else str(row.job_class),
            "staff_group": row.staff_group,
            "category": row.category or UNKNOWN,
            "position_kind": row.position_kind or UNKNOWN,
            "shifts": "roster" if nip in self._rostered else "schedule",
            "distance": self._bands.get(row.unit or "", UNKNOWN),
        }

    def _at(self, nip: str, month: Month) -> Employee | None:
        """The row that holds at the end of the month, or the first."""
        rows = self._rows.get(nip)
        if not rows:
            return None
        last = self._cutoff.named(month).last
        before = [r for r in rows if r.valid_from is None or r.valid_from <= last]
        return before[-1] if before else rows[0]


def _dated(rows: Iterable[tuple[Month | None, Employee]]) -> Iterator[Employee]:
    """Rows of packs by month in order, each beginning no earlier than its pack speaks."""
    in_order = sorted(
        rows,
        key=lambda pair: (
            (pair[0] is not None and pair[0].first) or date.min,
            pair[1].valid_from or date.min,
        ),
    )
    for month, row in in_order:
        if month is None or (row.valid_from is not None and row.valid_from > month.first):
            yield row
        else:
            yield replace(row, valid_from=month.first)


def _bands(rows: Mapping[str, Sequence[Employee]], sites: Iterable[Site]) -> dict[str, str]:
    """How far each unit lies from the seat: the unit with a place where most people work."""
    places: dict[str, Site] = {}
    for site in sites:
        if kilometres_between(site, site) is not None:
            places.setdefault(site.unit, site)
    heads = Counter(unit for found in rows.values() if (unit := found[-1].unit) in places)
    if not heads:
        return {}
    seat = places[min(heads, key=lambda unit: (-heads[unit], unit or "")) or ""]
    return {unit: _band(kilometres_between(seat, site) or 0) for unit, site in places.items()}


def _band(kilometres: int) -> str:
    begin = max(edge for edge in BANDS if edge <= kilometres)
    later = [edge for edge in BANDS if edge > begin]
    return f"{begin}–{later[0]} km" if later else f"≥ {begin} km"
