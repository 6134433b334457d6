"""The verdict on many punches: each combination of what punches tell is judged once.

Places are many. A punch that is within the radius of a site for certain, by whole numbers alone,
is only that; of the others the distance is worked out one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

import numpy as np

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.columns import Array
from masker_rules.attendance.evidence import SiteIndex
from masker_rules.attendance.punches import DEGREE, FINER, NOTHING, NOWHERE, Punches
from masker_rules.attendance.settings import (
    AttendanceSettings,
    Evidence,
    Verdict,
    accept_all_but_rejected,
)
from masker_rules.facts.rows import Punch, Site
from masker_rules.facts.stamps import SENTINELS, Stamp

__all__ = ["Judge", "Judged", "circles"]

#: Verdicts and places; their places in these are their numbers, the better first.
VERDICTS: tuple[Verdict, ...] = ("accept", "flag", "reject")
PLACES = ("inside", "unknown", "outside")
#: A part of a degree is less than this many hundred-thousandths of a centimetre on the ground.
_PER_PART = 11_120
#: Farther than this nobody is near, in parts of a degree; its square fits into 64 bits.
_FARTHEST = 10**8
#: So many values are always few.
_FEW = 1000
#: A place, and the square of the distance up to which one is inside.
_Circle = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Judged:
    """Verdicts on punches.

    Attributes:
        verdict, place: Places among `VERDICTS` and `PLACES`.
        pending: The review is not done.
        evidence: What is known of each, and `of` says of which it is.
    """

    verdict: Array
    place: Array
    pending: Array
    evidence: Sequence[Evidence]
    of: Array


class Judge:
    """Judges punches by the sites of a pack and the verdict of a profile.

    Args:
        settings: The verdict, and the radius of a site whose row gives none.
        sites: Where one may punch.
    """

    def __init__(self, settings: AttendanceSettings, sites: Sequence[Site]) -> None:
        self._settings = settings
        self._index = SiteIndex(sites, settings.site_radius_m)
        self._units = sorted({site.unit for site in sites})
        self._circles = circles(sites, settings.site_radius_m)

    def unit(self, name: str | None) -> int:
        """The number of a unit; `NOTHING` where it has no site."""
        return self._units.index(name) if name in self._units else NOTHING

    def of(self, punches: Punches, unit: Array) -> Judged | None:
        """The verdicts on punches; None where each is accepted, and no place is known.

        Args:
            punches: Whatever they are.
            unit: The number of the unit of each.
        """
        if not len(punches) or (not punches.told.keys() - {"device"} and self._trusts_clocks):
            return None
        keys = self._keys(punches, unit)
        near = self._near(punches, keys)
        if near is not None:
            keys = {**keys, "lat": np.where(near, 0, keys["lat"])}
            keys = {**keys, "lon": np.where(near, 0, keys["lon"])}
        first, of = _distinct([*keys.values(), *([] if near is None else [near])], len(punches))
        evidence = []
        for number in first.tolist():
            found = self._evidence(punches, keys, number)
            if near is not None and near[number]:
                found = replace(found, location="inside", distance_m=None)
            evidence.append(found)
        verdicts = [self._settings.verdict(one) for one in evidence]
        doubted = np.array([verdict != "accept" for verdict in verdicts], bool)
        if not doubted.any() and all(
            one.location == "unknown" and one.review != "pending" for one in evidence
        ):
            return None
        if near is not None and doubted.any():
            # Of whom something is told besides, the distance is told too.
            return self._told_again(punches, unit, doubted[of] & near, (evidence, of))
        return self._made(evidence, of)

    @cached_property
    def _trusts_clocks(self) -> bool:
        """Whether a punch of which nothing is told is accepted, whatever its time is."""
        evidence = [
            self._index.evidence(Punch("", Stamp(date.min, 0)), None, second)
            for second in (1, *SENTINELS)
        ]
        return all(self._settings.verdict(one) == "accept" for one in evidence)

    def _made(self, evidence: Sequence[Evidence], of: Array) -> Judged:
        told = [
            (
                VERDICTS.index(self._settings.verdict(one)),
                PLACES.index(one.location),
                one.review == "pending",
            )
            for one in evidence
        ]
        verdict, place, pending = np.array(told, np.int64).reshape(-1, 3)[of].T
        return Judged(verdict, place, pending.astype(bool), evidence, of)

    def _told_again(
        self,
        punches: Punches,
        unit: Array,
        doubted: Array,
        judged: tuple[Sequence[Evidence], Array],
    ) -> Judged:
        evidence, of = list(judged[0]), judged[1].copy()
        keys = self._keys(punches, unit)
        for number in np.flatnonzero(doubted).tolist():
            of[number] = len(evidence)
            evidence.append(self._evidence(punches, keys, number))
        return self._made(evidence, of)

    def _keys(self, punches: Punches, unit: Array) -> dict[str, Array]:
        """What verdicts are told apart by."""
        told = punches.told
        second = punches.time % DAY
        keys = {
            name: told[name] for name in ("review", "mock", "origin", "accuracy_m") if name in told
        }
        keys["sentinel"] = np.isin(second, [*SENTINELS]).astype(np.int64)
        placed = [name for name in ("lat", "lon", "ssid", "bssid") if name in told]
        if self._units and placed:
            keys["unit"] = unit
            keys |= {name: told[name] for name in placed}
            if "lat" in told and "lon" in told:
                # Finer degrees are none of those that are told apart here.
                finer = (told["lat"] == FINER) | (told["lon"] == FINER)
                keys["finer"] = np.where(finer, np.arange(len(punches)), NOTHING)
        return keys

    def _near(self, punches: Punches, keys: Mapping[str, Array]) -> Array | None:
        """Which punches are within the radius of a site of their unit for certain."""
        if not {"lat", "lon", "unit"} <= keys.keys():
            return None
        if self._settings.verdict is not accept_all_but_rejected:
            return None
        lat, lon, unit = keys["lat"], keys["lon"], keys["unit"]
        near = np.zeros(len(punches), bool)
        for number, name in enumerate(self._units):
            own = np.flatnonzero(unit == number)
            for site_lat, site_lon, reach in self._circles.get(name, ()) if len(own) else ():
                # `NOWHERE` and `FINER` are farther than any place.
                north = np.minimum(np.abs(lat[own] - site_lat), _FARTHEST + 1)
                east = np.minimum(np.abs(lon[own] - site_lon), _FARTHEST + 1)
                near[own] |= north * north + east * east <= reach
        return near

    def _evidence(self, punches: Punches, keys: Mapping[str, Array], number: int) -> Evidence:
        """The evidence of one punch."""
        is_finer = "finer" in keys and keys["finer"][number] != NOTHING
        punch = punches.at(number) if is_finer else _punch(punches, number)
        unit = None
        if "unit" in keys and keys["unit"][number] != NOTHING:
            unit = self._units[int(keys["unit"][number])]
        second = next(iter(SENTINELS)) if keys["sentinel"][number] else 1
        return self._index.evidence(punch, unit, second)


def _punch(punches: Punches, number: int) -> Punch:
    """What a punch tells."""
    told = {name: int(column[number]) for name, column in punches.told.items()}
    word = punches.words.word
    lat, lon = (
        None if (parts := told.get(name, NOWHERE)) == NOWHERE else Decimal(parts).scaleb(-8)
        for name in ("lat", "lon")
    )
    metres, mock = told.get("accuracy_m", NOTHING), told.get("mock", NOTHING)
    return Punch(
        nip="",
        time=Stamp(date.min, 0),
        lat=lat,
        lon=lon,
        accuracy_m=None if metres == NOTHING else Decimal(metres),
        mock=None if mock == NOTHING else bool(mock),
        ssid=word(told.get("ssid", NOTHING)),
        bssid=word(told.get("bssid", NOTHING)),
        origin=word(told.get("origin", NOTHING)),
        review=word(told.get("review", NOTHING)),
    )


def circles(sites: Sequence[Site], default_m: int | None) -> dict[str, list[_Circle]]:
    """By unit, where one is certainly inside."""
    found: dict[str, list[_Circle]] = {}
    for site in sites:
        radius = default_m if site.radius_m is None else site.radius_m
        if site.lat is None or site.lon is None or radius is None:
            continue
        # One centimetre less: distances are rounded; a site may be told more exactly than this.
        reach = (int(radius * 100) - 2) * 100_000 // _PER_PART
        if reach > 0:
            reach = min(reach, _FARTHEST)
            place = (int(site.lat * DEGREE), int(site.lon * DEGREE))
            found.setdefault(site.unit, []).append((*place, reach * reach))
    return found


def _distinct(columns: Sequence[Array], size: int) -> tuple[Array, Array]:
    """A row of each combination that occurs, and of which combination each row is."""
    code, count = np.zeros(size, np.int64), 1
    for column in columns:
        place, values = _numbered(column)
        if values > 1:
            code, count = _numbered(code * values + place)
    first = np.zeros(count, np.int64)
    first[code] = np.arange(size)
    return first, code


def _numbered(column: Array) -> tuple[Array, int]:
    """The values that occur as numbers from 0, and how many there are."""
    low, high = int(column.min()), int(column.max())
    if high - low > len(column) + _FEW:
        values, place = np.unique(column, return_inverse=True)
        return place, len(values)
    # Few values: where each occurs is looked up instead of sorted.
    there = np.zeros(high - low + 1, bool)
    there[column - low] = True
    numbers = np.cumsum(there) - 1
    return numbers[column - low], int(numbers[-1]) + 1
