"""What is known of punches and the verdict on it, by :mod:`masker_rules.attendance.evidence`.

Each combination of what punches say that occurs is judged once, by the reference engine. Places
are many: a punch that is certainly within the radius of a site, by whole numbers alone, is only
that; of the others the distance is worked out one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations
from typing import Any

import narwhals as nw

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.evidence import SiteIndex, reasons
from masker_rules.attendance.settings import (
    AttendanceSettings,
    Evidence,
    accept_all_but_rejected,
)
from masker_rules.columnar.people import People
from masker_rules.columnar.tables import Frame, Schema, beside, count_of, kept, objects, scale_of
from masker_rules.facts.rows import Punch, Site
from masker_rules.facts.stamps import SENTINELS, Stamp

__all__ = [
    "EVIDENCE",
    "PLACED",
    "PLACES",
    "Evidences",
    "Sites",
    "all_reasons",
    "evidence_of",
]

#: What tells where a punch was made.
PLACED = ("lat", "lon", "ssid", "bssid")
#: What evidence is made of, beside the time.
EVIDENCE = ("review", "mock", "origin", "accuracy_m", *PLACED)
#: Locations, the better first.
PLACES = ("inside", "unknown", "outside")
_WORDS = frozenset({"review", "origin", "ssid", "bssid", "unit"})
_NOTHING = -1
#: Instead of the degrees of a punch: it has none, or is certainly inside.
_NOWHERE, _NEAR = -(10**17), -(10**18)
#: A unit of degrees is less than this many hundred-thousandths of a centimetre on the ground.
_PER_DEGREE_UNIT = 11_120
#: Farther than this nobody is near, in units of degrees; its square fits.
_FARTHEST = 10**8

_VERDICT: Schema = {
    "verdict": nw.String,
    "pending": nw.Boolean,
    "location": nw.String,
    "distance": nw.Int64,
    "reasons": nw.String,
}


class Sites:
    """The table `sites`; a number with too many decimals is none that can be compared here."""

    def __init__(self, frame: Frame | None, default_m: int | None) -> None:
        self.rows: list[Site] = []
        self.are_inexact = False
        if frame is not None:
            numbers = [nw.col(f"{name}_inexact") for name in ("lat", "lon", "radius_m")]
            inexact = frame.filter(nw.any_horizontal(*numbers, ignore_nulls=False))
            self.are_inexact = bool(count_of(inexact))
            self.rows = [] if self.are_inexact else objects("sites", frame)
        self.units = sorted({site.unit for site in self.rows})
        self.index = SiteIndex(self.rows, default_m)
        self._default_m = default_m

    def circles(self) -> list[tuple[str, int, int, int]]:
        """Unit, place and the square of the distance at which one is certainly inside."""
        found = []
        for site in self.rows:
            radius = self._default_m if site.radius_m is None else site.radius_m
            if site.lat is None or site.lon is None or radius is None:
                continue
            if abs(site.lat) > 90 or abs(site.lon) > 180 or (site.lat == 0 and site.lon == 0):
                continue
            # One centimetre less: distances are rounded.
            reach = (int(radius * 100) - 1) * 100_000 // _PER_DEGREE_UNIT
            if reach > 0:
                reach = min(reach, _FARTHEST)
                found.append((site.unit, _units(site.lat), _units(site.lon), reach * reach))
        return found


def _units(degrees: Decimal) -> int:
    return int(degrees.scaleb(scale_of("sites", "lat")))


def _decimal(value: int | None, scale: int) -> Decimal | None:
    return None if value is None else Decimal(value).scaleb(-scale)


class Evidences:
    """Judges the punches of a pack.

    Args:
        settings: The verdict.
        sites: Where one may punch.
        columns: Of `EVIDENCE`, those that some punch tells.
        people: Whose unit decides which sites are theirs.
    """

    def __init__(
        self,
        settings: AttendanceSettings,
        sites: Sites,
        columns: Sequence[str],
        people: People,
    ) -> None:
        self._settings, self._sites, self._people = settings, sites, people
        self._is_placed = bool(sites.rows) and any(name in columns for name in PLACED)
        self._has_places = self._is_placed and "lat" in columns and "lon" in columns
        keys = [name for name in EVIDENCE if name in columns and name not in PLACED]
        if self._is_placed:
            keys += ["unit", *(name for name in PLACED if name in columns)]
        self._keys = [*keys, "sentinel"]

    def of(self, punches: Frame, columns: Sequence[str]) -> Frame:
        """Punches with `verdict`, `pending`, `location`, `distance` and `reasons`.

        Args:
            punches: Accepted by the windows; `stint` is the employees row that holds.
            columns: What else is wanted of them.
        """
        if self._is_placed:
            named = nw.col("unit").is_in(self._sites.units)
            unit = nw.when(named).then(nw.col("unit")).otherwise(nw.lit(""))
            rows = self._people.rows.select(stint="row", unit=unit)
            punches = punches.join(rows, on="stint", how="left")
        near: nw.Expr | None = None
        if self._has_places and self._settings.verdict is accept_all_but_rejected:
            punches = self._marked(punches)
            near = nw.col("near")
        judged = self._judged(punches, near)
        if near is None:
            return judged.select(*columns, *_VERDICT)
        # Of whom something is told besides, the distance is told too.
        known = judged.filter(~nw.col("verdict").is_null()).select(*columns, *_VERDICT)
        again = judged.filter(nw.col("verdict").is_null()).drop(*_VERDICT)
        return nw.concat([known, self._judged(again, None).select(*columns, *_VERDICT)])

    def _marked(self, punches: Frame) -> Frame:
        """`near`: within the radius of a site of the unit for certain."""
        schema: Schema = {
            "unit": nw.String,
            "site_lat": nw.Int64,
            "site_lon": nw.Int64,
            "reach": nw.Int64,
        }
        sites = beside(punches, self._sites.circles(), schema)
        lat, lon = nw.col("lat"), nw.col("lon")
        edge = 10 ** scale_of("punches", "lat")
        placed = punches.filter(
            (lat != 0) | (lon != 0),
            lat >= -90 * edge,
            lat <= 90 * edge,
            lon >= -180 * edge,
            lon <= 180 * edge,
        )
        found = placed.select("row", "unit", "lat", "lon").join(sites, on="unit", how="inner")
        found = found.with_columns(
            north=_limited(lat - nw.col("site_lat")), east=_limited(lon - nw.col("site_lon"))
        )
        square = nw.col("north") * nw.col("north") + nw.col("east") * nw.col("east")
        inside = found.filter(square <= nw.col("reach")).select("row").unique()
        inside = inside.with_columns(near=nw.lit(value=True))
        marked = punches.join(inside, on="row", how="left")
        return marked.with_columns(near=nw.col("near").fill_null(value=False))

    def _judged(self, punches: Frame, near: nw.Expr | None) -> Frame:
        keys = self._columns(near)
        names = list(keys)
        keyed = punches.with_columns(**keys)
        found = keyed.select(*names).unique().collect().sort(*names).rows()
        if len(found) == 1:
            told = zip(_VERDICT.items(), self._verdict(found[0]), strict=True)
            same = {name: nw.lit(value, dtype=kind) for (name, kind), value in told}
            return punches.with_columns(**same)
        records = [(*key, *self._verdict(key)) for key in found]
        types = keyed.select(*names).collect_schema()
        table = beside(punches, records, {**types, **_VERDICT})
        return kept(keyed.join(table, on=names, how="inner").drop(*names))

    def _columns(self, near: nw.Expr | None) -> dict[str, nw.Expr]:
        """Columns that verdicts are joined by; nothing is a value of its own."""
        found = {}
        for name in self._keys:
            clock = nw.col("time") - nw.col("time") // DAY * DAY
            value = clock.is_in([*SENTINELS]) if name == "sentinel" else nw.col(name)
            if name == "accuracy_m":
                value = value // 10 ** scale_of("punches", name)
            if name in {"mock", "sentinel"}:
                yes, no = nw.lit(1, dtype=nw.Int64), nw.lit(0, dtype=nw.Int64)
                value = nw.when(value).then(yes).otherwise(nw.when(~value).then(no))
            nothing: Any = "" if name in _WORDS else _NOTHING
            if name in {"lat", "lon"}:
                nothing = _NOWHERE
                if near is not None:
                    value = nw.when(near).then(nw.lit(_NEAR, dtype=nw.Int64)).otherwise(value)
            dtype = nw.String if name in _WORDS else nw.Int64
            found[f"_{name}"] = nw.coalesce(value, nw.lit(nothing, dtype=dtype))
        return found

    def _verdict(self, key: Iterable[Any]) -> tuple[Any, ...]:
        told = dict(zip(self._keys, key, strict=True))
        evidence = evidence_of(told, self._sites.index)
        verdict = self._settings.verdict(evidence)
        if told.get("lat") == _NEAR and verdict != "accept":
            return None, None, None, None, None
        why = "" if verdict == "accept" else " ".join(reasons(evidence, verdict))
        pending = evidence.review == "pending"
        return verdict, pending, evidence.location, evidence.distance_m, why


def _limited(value: nw.Expr) -> nw.Expr:
    """The size of a difference, so far as it matters."""
    return nw.min_horizontal(value.abs(), nw.lit(_FARTHEST + 1, dtype=nw.Int64))


def evidence_of(told: Mapping[str, Any], sites: SiteIndex | None) -> Evidence:
    """The evidence of a punch that tells this; -1 and empty words are nothing told."""
    accuracy, mock = told.get("accuracy_m", _NOTHING), told.get("mock", _NOTHING)
    at = [told.get(name, _NOWHERE) for name in ("lat", "lon")]
    scale = scale_of("punches", "lat")
    lat, lon = (_decimal(None if n in {_NOWHERE, _NEAR} else n, scale) for n in at)
    punch = Punch(
        nip="",
        time=Stamp(date.min, 0),
        review=told.get("review") or None,
        mock=None if mock == _NOTHING else bool(mock),
        origin=told.get("origin") or None,
        accuracy_m=None if accuracy == _NOTHING else Decimal(accuracy),
        ssid=told.get("ssid") or None,
        bssid=told.get("bssid") or None,
        lat=lat,
        lon=lon,
    )
    second = 0 if told["sentinel"] else 1
    found = (sites or SiteIndex(())).evidence(punch, told.get("unit") or None, second)
    if told.get("lat") != _NEAR:
        return found
    return Evidence(
        review=found.review,
        location="inside",
        mock=found.mock,
        network=found.network,
        origin=found.origin,
        accuracy_m=found.accuracy_m,
        distance_m=None,
        sentinel=found.sentinel,
    )


@cache
def all_reasons() -> tuple[str, ...]:
    """Every list of reasons that a verdict may have, each in one text."""
    doubts = ("outside", "mock", "network", "sentinel")
    several = (combinations(doubts, length) for length in range(1, len(doubts) + 1))
    return ("review", "other", *(" ".join(found) for lists in several for found in lists))
