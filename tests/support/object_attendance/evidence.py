"""What is known about a punch: place, network, mock flag, origin, review.

Floats live only in this module, and only as far as whole centimetres: a distance on the sphere
never becomes money or minutes. What the evidence *means* is the profile's verdict.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from masker_rules.attendance.settings import Evidence, Verdict
from masker_rules.facts.rows import Punch, Site
from masker_rules.facts.stamps import SENTINELS
from object_attendance.clock import DAY

__all__ = ["SiteIndex", "distance_cm", "is_sentinel", "kilometres_between", "reasons"]

#: Mean radius of the earth in metres (IUGG).
EARTH_RADIUS_M = 6_371_008.8

#: More centimetres than two places can be apart.
_FAR = 10**10


def distance_cm(lat: float, lon: float, to_lat: float, to_lon: float) -> int:
    """Centimetres between two places in degrees, by the haversine on the sphere.

    The argument of the arc sine is clamped, so identical and opposite points are no domain
    error: identical points are 0.

    Examples:
        >>> distance_cm(-1.3, 123.3, -1.3, 123.3)
        0
    """
    phi, to_phi = radians(lat), radians(to_lat)
    half_lat, half_lon = (to_phi - phi) / 2, radians(to_lon - lon) / 2
    chord = sin(half_lat) ** 2 + cos(phi) * cos(to_phi) * sin(half_lon) ** 2
    return round(200 * EARTH_RADIUS_M * asin(sqrt(min(1.0, max(0.0, chord)))))


def kilometres_between(site: Site, other: Site) -> int | None:
    """Whole kilometres between two sites; None where the place of one is not known."""
    first, second = _place(site.lat, site.lon), _place(other.lat, other.lon)
    if first is None or second is None:
        return None
    return distance_cm(*first, *second) // 100_000


def _place(lat: object, lon: object) -> tuple[float, float] | None:
    """Degrees, or None: missing, out of range, and (0, 0) are no place."""
    if lat is None or lon is None:
        return None
    north, east = float(str(lat)), float(str(lon))
    if not (abs(north) <= 90 and abs(east) <= 180) or (north == 0 and east == 0):
        return None
    return north, east


def _folded(text: str) -> str:
    return text.strip().replace("-", ":").casefold()


def is_sentinel(second: int) -> bool:
    """Whether a clock shows exactly 00:00:00 or 23:59:00, as devices write for "no time"."""
    return second % DAY in SENTINELS


class _UnitSites:
    """The places and networks of one unit."""

    def __init__(self, sites: Iterable[Site], default_m: int | None) -> None:
        self.places: list[tuple[float, float, int | None]] = []
        self.ssids: set[str] = set()
        self.bssids: set[str] = set()
        for site in sites:
            place = _place(site.lat, site.lon)
            if place:
                metres = default_m if site.radius_m is None else site.radius_m
                self.places.append((*place, None if metres is None else int(metres * 100)))
            if site.ssid:
                self.ssids.add(site.ssid.strip())
            if site.bssid:
                self.bssids.add(_folded(site.bssid))

    def locate(self, place: tuple[float, float] | None) -> tuple[str, int | None]:
        """`inside`, `outside` or `unknown`, and whole metres to the nearest site."""
        if place is None or not self.places:
            return "unknown", None
        nearest, location = _FAR, "unknown"
        for lat, lon, radius in self.places:
            away = distance_cm(place[0], place[1], lat, lon)
            nearest = min(nearest, away)
            if radius is not None and location != "inside":
                location = "inside" if away <= radius else "outside"
        return location, nearest // 100

    def network(self, ssid: str | None, bssid: str | None) -> str:
        """The access point decides where both sides name one, else the network's name."""
        if bssid and self.bssids:
            return "known" if _folded(bssid) in self.bssids else "foreign"
        if ssid and self.ssids:
            return "known" if ssid.strip() in self.ssids else "foreign"
        return "unknown"


class SiteIndex:
    """The pack's sites by unit; a unit has all the sites that name it.

    Args:
        sites: The table `sites`.
        default_m: Radius of a site whose row gives none, None = unknown.
    """

    def __init__(self, sites: Iterable[Site], default_m: int | None = None) -> None:
        self._sites = tuple(sites)
        self._default_m = default_m
        self._units: dict[str | None, _UnitSites] = {}

    def _of(self, unit: str | None) -> _UnitSites:
        found = self._units.get(unit)
        if found is None:
            own = (site for site in self._sites if site.unit == unit)
            found = _UnitSites(own, self._default_m)
            self._units[unit] = found
        return found

    def evidence(self, punch: Punch, unit: str | None, second: int) -> Evidence:
        """The evidence of `punch` for a person of `unit`; `second` is its local clock."""
        sites = self._of(unit)
        location, metres = sites.locate(_place(punch.lat, punch.lon))
        return Evidence(
            review=punch.review or "accepted",
            location=location,
            mock=punch.mock,
            network=sites.network(punch.ssid, punch.bssid),
            origin=punch.origin,
            accuracy_m=None if punch.accuracy_m is None else int(punch.accuracy_m),
            distance_m=metres,
            sentinel=is_sentinel(second),
        )


def reasons(evidence: Evidence, verdict: Verdict) -> tuple[str, ...]:
    """Why a verdict that is not `accept` was given; the ends of the note codes.

    A rejected review explains a rejection alone. `other` stands where the profile judged by
    something that is no doubt in itself (a missing location, the accuracy, the origin).
    """
    if verdict == "reject" and evidence.review == "rejected":
        return ("review",)
    found = [
        name
        for name, doubtful in (
            ("outside", evidence.location == "outside"),
            ("mock", evidence.mock is True),
            ("network", evidence.network == "foreign"),
            ("sentinel", evidence.sentinel),
        )
        if doubtful
    ]
    return tuple(found) or ("other",)
