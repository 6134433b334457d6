"""Results beside earlier ones: who is paid much more or less, and who is in one of them only."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from masker_rules.errors import RequestError
from masker_rules.facts.sources import file_bytes, readable, source_name
from masker_rules.periods import Month
from masker_rules.units import percent_of, percent_text

if TYPE_CHECKING:
    from masker_rules.engine.result_json import BesideJson, MoveJson, WhoseJson

__all__ = ["MOVED", "Beside", "Earlier", "Move", "Nets", "Paid", "earlier_of"]

#: Who is paid so much more or less than before is named, where nobody says another share.
MOVED = Fraction(1, 10)
#: What people are paid by month; None = not known.
Nets = Mapping[Month, Mapping[str, int | None]]


@runtime_checkable
class Paid(Protocol):
    """Results, as far as they say what people are paid."""

    def nets(self) -> Nets: ...


@dataclass(frozen=True, slots=True)
class Move:
    """Who is paid otherwise than before."""

    nip: str
    """Who."""
    period: Month
    """The month."""
    against: Month
    """The month of the earlier result beside which it stands."""
    net: int
    """Whole rupiah now."""
    before: int
    """Whole rupiah in the earlier result."""

    def as_dict(self) -> MoveJson:
        """As the contract's JSON has it."""
        return {
            "nip": self.nip,
            "period": str(self.period),
            "against": str(self.against),
            "net": self.net,
            "before": self.before,
        }


@dataclass(frozen=True, slots=True)
class Beside:
    """Results beside earlier ones."""

    share: Fraction
    """Who moved by no more than this share of the earlier amount is not named."""
    compared: int
    """How many people and months both results pay a known amount."""
    moved: tuple[Move, ...]
    """Who moved by more, by period and nip."""
    only_now: tuple[tuple[str, Month], ...]
    """Nip and period of whoever stands in these results only."""
    only_before: tuple[tuple[str, Month], ...]
    """Nip and period of whoever stands in the earlier ones only."""

    def as_dict(self) -> BesideJson:
        """As the contract's JSON has it."""
        return {
            "share": percent_text(self.share),
            "compared": self.compared,
            "moved": [one.as_dict() for one in self.moved],
            "only_now": _whose(self.only_now),
            "only_before": _whose(self.only_before),
        }


def _whose(pairs: Iterable[tuple[str, Month]]) -> list[WhoseJson]:
    return [{"nip": nip, "period": str(period)} for nip, period in pairs]


class AnyEarlier(Protocol):
    """An earlier result, as far as later ones stand beside it."""

    def beside(self, nets: Nets) -> Beside:
        """Later results beside it."""
        ...


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier result, and by how much one may move from it without being named."""

    nets: Nets
    share: Fraction

    def beside(self, nets: Nets) -> Beside:
        """Later results beside it: each month beside the same one, or the last before it."""
        compared = 0
        moved: list[Move] = []
        now: list[tuple[str, Month]] = []
        before: list[tuple[str, Month]] = []
        for period, own in sorted(nets.items()):
            against = max((month for month in self.nets if month <= period), default=None)
            if against is None:
                continue
            theirs = self.nets[against]
            now += [(nip, period) for nip in sorted(own.keys() - theirs.keys())]
            before += [(nip, against) for nip in sorted(theirs.keys() - own.keys())]
            for nip in sorted(own.keys() & theirs.keys()):
                net, earlier = own[nip], theirs[nip]
                if net is None or earlier is None:
                    continue
                compared += 1
                if abs(net - earlier) > self.share * abs(earlier):
                    moved.append(Move(nip, period, against, net, earlier))
        return Beside(self.share, compared, tuple(moved), tuple(now), tuple(before))


def earlier_of(
    given: str | os.PathLike[str] | Mapping[str, Any] | Paid,
    share: str | Fraction = MOVED,
    nips: Iterable[str] | None = None,
) -> Earlier:
    """An earlier result.

    Args:
        given: Results, the file of their JSON, or that JSON as a mapping.
        share: As a percent, or as a share of one.
        nips: Only these people; None = everybody.

    Raises:
        RequestError: it is no such result, or the share is no percent [beside-unusable,
            bad-share]; the file cannot be read [file-unusable].
    """
    exact = share if isinstance(share, Fraction) else percent_of(str(share))
    if exact is None:
        raise RequestError.of("bad-share", value=str(share))
    nets = given.nets() if isinstance(given, Paid) else _nets_of(*_tree(given))
    if nips is not None:
        asked = frozenset(nips)
        nets = {
            month: {nip: net for nip, net in own.items() if nip in asked}
            for month, own in nets.items()
        }
    return Earlier(nets, exact)


def _tree(given: Any) -> tuple[str, Any]:
    """The name of what is given, and its JSON."""
    if isinstance(given, Mapping):
        return "<dict>", given
    with readable(given, RequestError):
        data = file_bytes(Path(given))
    name = source_name(given)
    try:
        return name, json.loads(data)
    except (ValueError, RecursionError):
        raise RequestError.of("beside-unusable", path=name) from None


def _nets_of(name: str, tree: Any) -> Nets:
    found: dict[Month, dict[str, int | None]] = {}
    try:
        for row in tree["results"]:
            nip, net = row["nip"], row["net"]
            if not isinstance(nip, str) or not (net is None or type(net) is int):
                raise TypeError  # noqa: TRY301  (told below as all that is no result)
            found.setdefault(Month.parse(row["period"]), {})[nip] = net
    except (KeyError, TypeError, RequestError):
        raise RequestError.of("beside-unusable", path=name) from None
    return found
