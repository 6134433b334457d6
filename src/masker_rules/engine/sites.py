"""What a site that was set aside may say of somebody's punches, and who is judged by places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from masker_rules.engine.profile import Profile
from masker_rules.facts.rows import Punch, Row, Site
from masker_rules.language.expressions import parts
from masker_rules.language.plan import Const, Fact

__all__ = ["reads_sites", "sites_there_may_be"]

#: Facts of a punch that sites decide, and facts of a day that say them.
PLACED = frozenset({"location", "network", "distance_m"})
LOCATIONS = frozenset({"location_in", "location_out", "location"})
#: A network that nobody hears.
UNHEARD = "\x00"
#: No punch is made here; farther than any two places are apart.
POLE = Decimal(90), Decimal(0)
EVERYWHERE = Decimal(10**8)


def reads_sites(profile: Profile) -> bool:
    """Whether the place or the network of a punch can decide what somebody is paid."""
    grains = profile.pay_program.grains
    read = grains.get("day", frozenset()) | grains.get("session", frozenset())
    read |= grains.get("punch", frozenset())
    if read & LOCATIONS:
        return True
    rule = getattr(profile.plan.attendance.verdict, "expr", None)
    if rule is None:  # the contract's own verdict flags, and takes no punch away
        return "flagged" in read
    is_placed = any(fact.name in PLACED for fact in parts(Fact, rule))
    rejects = any(word.value == "reject" for word in parts(Const, rule))
    return is_placed and (rejects or "flagged" in read)


def sites_there_may_be(
    said: Mapping[str, Any], unread: Iterable[str], units: Sequence[str], punches: Sequence[Punch]
) -> list[tuple[Row, ...]]:
    """Sites in place of one of which some cells cannot be read, each list one reading.

    A punch lies inside at best where the site is where it was made, and outside at worst wherever
    else; so the site is tried at all places of the person at once, and at none of them.

    Args:
        said: The cells that are readable.
        unread: The others.
        units: Whose site it may be, where that is not readable.
        punches: Of the person.
    """
    lost = frozenset(unread)
    if {"lat", "lon"} & lost:
        lost |= {"lat", "lon"}
    known = {name: value for name, value in said.items() if name not in lost}
    near: list[dict[str, Any]] = [{}]
    far: dict[str, Any] = {}
    if "lat" in lost:
        places = {(p.lat, p.lon) for p in punches if p.lat is not None and p.lon is not None}
        near = [{"lat": lat, "lon": lon} for lat, lon in sorted(places)] or near
        far |= {"lat": POLE[0], "lon": POLE[1], "radius_m": Decimal(0)}
    if "radius_m" in lost:
        near = [{**one, "radius_m": EVERYWHERE} for one in near]
        far |= {"radius_m": Decimal(0)}
    for name in ("ssid", "bssid"):
        if name in lost:
            heard = sorted({getattr(p, name) for p in punches} - {None})
            near = [{**one, name: text} for one in near for text in heard] or near
            far |= {name: UNHEARD}
    owners = [known["unit"]] if "unit" in known else units
    rest = {name: value for name, value in known.items() if name != "unit"}
    return [
        tuple(Site(**{**rest, **one, "unit": unit}) for unit in owners for one in readings)
        for readings in (near, [far])
    ]
