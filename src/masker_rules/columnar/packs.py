"""A pack as the columnar engine asks for it, be it in frames or in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from masker_rules.columnar.sheets import Frame
from masker_rules.columnar.tables import frames_of
from masker_rules.facts import Pack, SetAside, Vocabulary
from masker_rules.periods import CALENDAR, Cutoff, Month

__all__ = ["FactFrames", "PackInMemory"]


class FactFrames(Protocol):
    """What :class:`masker_rules.columnar.intake.FramePack` offers; see there."""

    @property
    def tables(self) -> tuple[str, ...]: ...

    @property
    def set_aside(self) -> tuple[SetAside, ...]: ...

    @property
    def warnings(self) -> tuple[Any, ...]: ...

    @property
    def digest(self) -> str: ...

    def has(self, table: str) -> bool: ...

    def counts(self) -> dict[str, int]: ...

    def unfilled(self, table: str) -> frozenset[str]: ...

    def months(self, cutoff: Cutoff = CALENDAR) -> frozenset[Month]: ...

    def punched_days(self) -> frozenset[date]: ...

    @property
    def untold(self) -> Mapping[str, frozenset[date]]: ...

    def periods_in(self, table: str, cutoff: Cutoff = CALENDAR) -> frozenset[str]: ...

    def shares(self) -> frozenset[tuple[str, str, str]]: ...

    def unit_days(self) -> Mapping[str, frozenset[date]]: ...

    def nips(self) -> Sequence[str]: ...

    def rows(self, table: str) -> Sequence[Any]: ...

    def by_nip(self, table: str) -> Mapping[str, Sequence[Any]]: ...

    def dubious(self, table: str) -> Sequence[Any]: ...

    def row(self, table: str, number: int) -> Any: ...

    def under(self, vocabulary: Vocabulary) -> FactFrames: ...

    def frames(self, zone: str) -> Mapping[str, Frame]: ...

    def pack_of(self, nips: Iterable[str]) -> Pack: ...


class PackInMemory:
    """A :class:`masker_rules.facts.Pack` whose rows become frames."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(self._pack.tables)

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        return self._pack.set_aside

    @property
    def warnings(self) -> tuple[Any, ...]:
        return self._pack.warnings

    @property
    def digest(self) -> str:
        return self._pack.digest

    def has(self, table: str) -> bool:
        return self._pack.has(table)

    def counts(self) -> dict[str, int]:
        return dict(self._pack.counts())

    def unfilled(self, table: str) -> frozenset[str]:
        """As `Pack.unfilled`."""
        return self._pack.unfilled(table)

    def punched_days(self) -> frozenset[date]:
        """Days with a punch of anybody."""
        return self._pack.punched_days()

    def months(self, cutoff: Cutoff = CALENDAR) -> frozenset[Month]:
        """Months that hold a punch of anybody."""
        return self._pack.months(cutoff)

    @property
    def untold(self) -> Mapping[str, frozenset[date]]:
        """As `Pack.untold`."""
        return self._pack.untold

    def periods_in(self, table: str, cutoff: Cutoff = CALENDAR) -> frozenset[str]:
        """Periods that rows of a table name, as `Pack.periods_in`."""
        return self._pack.periods_in(table, cutoff)

    def shares(self) -> frozenset[tuple[str, str, str]]:
        """As `Pack.shares`."""
        return self._pack.shares()

    def unit_days(self) -> Mapping[str, frozenset[date]]:
        """The days on which somebody of a unit punched, as `Pack.unit_days`."""
        return self._pack.unit_days()

    def nips(self) -> Sequence[str]:
        """Everybody with an employees row that counts."""
        return tuple(self._pack.by_nip("employees"))

    def rows(self, table: str) -> Sequence[Any]:
        """The rows of a table as objects."""
        return self._pack.rows(table)

    def by_nip(self, table: str) -> Mapping[str, Sequence[Any]]:
        """The same by person; rows of nobody are not in it."""
        return self._pack.by_nip(table)

    def dubious(self, table: str) -> Sequence[Any]:
        """Rows of a table that an importer doubts."""
        return self._pack.dubious(table)

    def row(self, table: str, number: int) -> Any:
        """The row of a number of a frame."""
        return self._pack.rows(table)[number]

    def under(self, vocabulary: Vocabulary) -> PackInMemory:
        return PackInMemory(self._pack.under(vocabulary))

    def frames(self, zone: str) -> Mapping[str, Frame]:
        return frames_of(self._pack, zone)

    def pack_of(self, nips: Iterable[str]) -> Pack:  # noqa: ARG002  (all of it is there)
        """The whole pack: it is in memory."""
        return self._pack
