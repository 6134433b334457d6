"""Who is in a pack."""

from __future__ import annotations

from collections.abc import Iterable

from masker_rules.errors import RequestError
from masker_rules.facts import Pack, SetAside
from masker_rules.facts.identity import strangers

__all__ = ["people_of", "the_people"]


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
