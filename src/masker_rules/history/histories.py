"""A history as comparisons read it: one pack with many months, or a folder of packs by month.

In a folder each pack says how things stand in its month. What the regulation reads of earlier
months is taken from the packs of those months in which the person stood, in whatever unit.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from masker_rules.engine.compute import the_month
from masker_rules.engine.lookback import cutoff_of, has_pools, refuse_split
from masker_rules.engine.profile import Profile
from masker_rules.engine.sets import ProfileSet
from masker_rules.engines import COLUMNS, REFERENCE, Facts, Given, nips_asked, together_many
from masker_rules.errors import MaskerRulesError, RequestError
from masker_rules.facts import Vocabulary
from masker_rules.facts.folders import is_pack
from masker_rules.facts.sources import is_url, readable
from masker_rules.history.links import Standing, knowing_others, stays
from masker_rules.history.parts import HistoryPack, parts_of
from masker_rules.periods import CALENDAR, Cutoff, Month

__all__ = ["History", "Piece", "history_of"]

#: How many people or months a message names.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """What is computed together.

    Attributes:
        nips: Only these people; None is everybody.
        count: How many person-months.
    """

    facts: Facts
    months: tuple[Month, ...]
    nips: tuple[str, ...] | None
    count: int


class History(ABC):
    """Facts of many months.

    Attributes:
        months: Those that are computed, in order.
        absent: Months asked for of which the history holds nothing: they are not computed.
        engine: That was asked for; None where the size decides.
        among_many: A piece is one of several that are many together.
        is_kept: What was linked stays in memory, for whoever asks next.
    """

    months: tuple[Month, ...]
    absent: tuple[Month, ...] = ()
    engine: str | None = None
    among_many: bool = False
    is_kept: bool = False

    @abstractmethod
    def pieces(
        self, regulations: Sequence[Profile | ProfileSet], at_once: int
    ) -> Iterator[tuple[int, Piece]]:
        """All there is to compute, in the order of the months, and by which regulation.

        What several regulations compute of the same facts follows each other, so that what one
        makes of them can serve the next.

        Args:
            regulations: What computes it; each computes everything.
            at_once: So many results of one regulation may be computed together.

        Yields:
            The place of the regulation in the list, and a piece.
        """

    @abstractmethod
    def size(self) -> int:
        """How many person-months there are to compute."""

    @abstractmethod
    def piece_of(self, regulation: Profile | ProfileSet, nip: str, month: Month) -> Piece:
        """What computes one person in a month, and in the months beside it that are asked for.

        Which months are known decides what a window finds: alone a month may come out otherwise.

        Raises:
            RequestError: nobody is computed there [nip-not-in-pack].
        """

    @abstractmethod
    def rows(self, table: str, vocabulary: Vocabulary) -> Iterator[tuple[Month | None, Any]]:
        """Rows of a small table, each with the month from which its pack speaks; None of all."""

    @abstractmethod
    def nips_in(self, table: str) -> frozenset[str]:
        """Everybody with a row in a table."""

    @abstractmethod
    def header(self, header: Mapping[str, Any]) -> Mapping[str, Any]:
        """What results were computed with, in place of what the last piece says."""


def history_of(
    given: Given | Facts,
    months: Sequence[Month] | None,
    nips: Iterable[str] | None = None,
    engine: str | None = None,
    cutoff: Cutoff = CALENDAR,
) -> History:
    """The history that is given.

    Args:
        given: A pack, a path or URL, tables by name; a folder that is no pack and holds some is a
            history of them.
        months: Only these; None is all months of a folder, of a pack the only one with punches.
        nips: Only these people.
        engine: That is asked for.
        cutoff: Which dates a month has; its name is that of a calendar month.

    Raises:
        FactsError: a pack as a whole cannot be read.
        RequestError: nothing is there of these months [no-parts, months-not-in-history]; a pack
            of a folder does not tell its month, or holds punches of others only
            [part-without-month, part-of-other-months]; somebody stands in two packs
            of a month [person-in-two-parts] or in none [nip-not-in-pack]; no month is named and
            the punches do not decide it [period-needed].
        AdapterUnavailableError: a format whose extra is not installed.
    """
    asked = nips_asked(nips)
    people = None if asked is None else tuple(sorted(set(asked)))
    if parts := _packs_of(given):
        return _Folder(parts, months, people, engine, cutoff)
    facts = given if isinstance(given, Facts) else Facts(given)
    facts.check()
    return _OnePack(facts, months, people, engine, cutoff)


def months_in(given: Given, cutoff: Cutoff = CALENDAR) -> list[Month]:
    """All months that a history tells of: of a pack those with punches.

    Raises:
        FactsError: a pack as a whole cannot be read.
        RequestError: as :func:`history_of`.
    """
    parts = _packs_of(given)
    if not parts:
        return sorted(Facts(given).months_named(cutoff))
    return sorted({month for part in parts for month in Standing(part, None, cutoff).holds})


def _packs_of(given: Given | Facts) -> list[HistoryPack]:
    """The packs of a folder that is none itself; empty where it is one, or no folder."""
    if isinstance(given, str | Path) and not is_url(given):
        folder = Path(given)
        with readable(given):
            is_history = folder.is_dir() and not is_pack(folder)
        if is_history:
            return _parts_in(folder)
    return []


def _parts_in(folder: Path) -> list[HistoryPack]:
    """The packs of a folder, which may hold none."""
    try:
        return parts_of(folder)
    except RequestError as none:
        if none.code == "no-parts":
            return []
        raise


class _OnePack(History):
    def __init__(
        self,
        facts: Facts,
        months: Sequence[Month] | None,
        nips: tuple[str, ...] | None,
        engine: str | None,
        cutoff: Cutoff,
    ) -> None:
        self._facts, self._nips, self.engine = facts, nips, engine
        if months is None:
            self.months = the_month(None, facts.months_named(cutoff))
            return
        self.months = tuple(months)
        facts.settle(engine, len(self.months), nips)
        held = facts.months_named(cutoff)
        if held and facts.known_months(cutoff).isdisjoint(self.months):
            raise _nothing(self.months, held)

    def pieces(
        self, regulations: Sequence[Profile | ProfileSet], at_once: int
    ) -> Iterator[tuple[int, Piece]]:
        """Months that are computed together.

        Leave and reports of a month without a punch are known only where it is asked for, so that
        a history with one is computed in one go.
        """
        size, facts = len(self.months), self._facts
        if facts.are_many(at_once // size) and all(map(self._holds_all, regulations)):
            size = max(1, at_once // max(1, len(self._people)))
        for begin in range(0, len(self.months), size):
            months = self.months[begin : begin + size]
            for place, _ in enumerate(regulations):
                yield place, Piece(facts, months, self._nips, len(months) * len(self._people))

    def _holds_all(self, regulation: Profile | ProfileSet) -> bool:
        """Whether there is a punch in every month."""
        return self._facts.months_named(cutoff_of(regulation)) >= set(self.months)

    def size(self) -> int:
        return len(self.months) * len(self._people)

    def piece_of(self, regulation: Profile | ProfileSet, nip: str, month: Month) -> Piece:  # noqa: ARG002
        if month not in self.months or nip not in self._people:
            raise RequestError.of("nip-not-in-pack", nip=nip)
        return Piece(self._facts, self.months, (nip,), len(self.months))

    @cached_property
    def _people(self) -> Sequence[str]:
        return self._facts.people() if self._nips is None else self._nips

    def rows(self, table: str, vocabulary: Vocabulary) -> Iterator[tuple[Month | None, Any]]:
        return ((None, row) for row in self._facts.rows(table, vocabulary))

    def nips_in(self, table: str) -> frozenset[str]:
        return self._facts.nips_in(table)

    def header(self, header: Mapping[str, Any]) -> Mapping[str, Any]:
        return header


class _Folder(History):
    def __init__(
        self,
        parts: Sequence[HistoryPack],
        months: Sequence[Month] | None,
        nips: tuple[str, ...] | None,
        engine: str | None,
        cutoff: Cutoff,
    ) -> None:
        self._packs = [Standing(part, months, cutoff) for part in parts]
        sizes = {one.facts: len(one.months) if one.part.months else 1 for one in self._packs}
        self.engine = engine
        self.among_many = engine is None and together_many(sizes)
        for one in self._packs:
            # All in one form: a month is linked to earlier ones.
            one.read_for = engine or (COLUMNS if self.among_many else REFERENCE)
        self._nips = None if nips is None else frozenset(nips)
        self._links: dict[tuple[str, tuple[int, ...]], Facts] = {}
        held = {month for pack in self._packs for month in pack.months}
        self.months = tuple(sorted(held))
        self.absent = tuple(month for month in months or () if month not in held)
        if not held:
            raise _nothing(months or (), {one for pack in self._packs for one in pack.holds})
        self._refuse_strangers(nips or ())
        self._refuse_twice()
        for pack in self._packs:
            pack.check_months()

    def _refuse_strangers(self, nips: Sequence[str]) -> None:
        known = {nip for pack in self._packs if pack.months for nip in pack.people}
        for nip in nips:
            if nip not in known:
                raise RequestError.of("nip-not-in-pack", nip=nip)

    def _refuse_twice(self) -> None:
        """A person's month is computed of one pack: of two it would be paid twice."""
        stays = sorted(
            (nip, month) for pack in self._packs for month in pack.months for nip in pack.people
        )
        twice = [one for one, other in pairwise(stays) if one == other]
        if twice:
            named = ", ".join(f"{nip} ({month})" for nip, month in twice[:NAMED])
            more = ", …" if len(twice) > NAMED else ""
            count = len({nip for nip, _ in twice})
            raise RequestError.of("person-in-two-parts", count=count, people=named + more)

    def pieces(
        self,
        regulations: Sequence[Profile | ProfileSet],
        at_once: int,  # noqa: ARG002
    ) -> Iterator[tuple[int, Piece]]:
        computed = [pack for pack in self._packs if pack.months]
        for regulation in regulations:
            refuse_split(regulation, computed)
        for pack in computed:
            linked: dict[tuple[int, ...], list[tuple[int, list[str]]]] = {}
            for place, regulation in enumerate(regulations):
                for before, nips in stays(
                    regulation, pack, self._packs, self._asked_of(pack)
                ).items():
                    linked.setdefault(before, []).append((place, nips))
            for before, groups in linked.items():
                for place, nips in groups:
                    facts = self._shared(regulations[place], pack, before)
                    own = None if len(nips) == len(pack.people) else tuple(nips)
                    yield place, Piece(facts, pack.months, own, len(nips) * len(pack.months))

    def size(self) -> int:
        packs = [pack for pack in self._packs if pack.months]
        return sum(len(pack.months) * len(self._asked_of(pack)) for pack in packs)

    def piece_of(self, regulation: Profile | ProfileSet, nip: str, month: Month) -> Piece:
        for pack in self._packs:
            if month in pack.months and nip in self._asked_of(pack):
                (before,) = stays(regulation, pack, self._packs, (nip,))
                facts = self._shared(regulation, pack, before)
                return Piece(facts, pack.months, (nip,), len(pack.months))
        raise RequestError.of("nip-not-in-pack", nip=nip)

    def _asked_of(self, pack: Standing) -> frozenset[str]:
        return pack.people if self._nips is None else pack.people & self._nips

    def _shared(
        self, regulation: Profile | ProfileSet, pack: Standing, before: tuple[int, ...]
    ) -> Facts:
        """A pack linked to earlier ones, with those of all where people share in something."""
        if not has_pools(regulation):
            return self._linked(pack, before)
        groups = stays(regulation, pack, self._packs, pack.people)
        linked = [
            (pack.facts.after([self._packs[at].facts for at in own]), nips)
            for own, nips in groups.items()
        ]
        return knowing_others(regulation, linked)[[*groups].index(before)]

    def _linked(self, pack: Standing, before: tuple[int, ...]) -> Facts:
        """A pack with what the earlier ones say; the last is kept, as the next asks for it."""
        key = pack.part.name, before
        if key not in self._links:
            if not self.is_kept:
                self._links.clear()
            self._links[key] = pack.facts.after([self._packs[at].facts for at in before])
        return self._links[key]

    def rows(self, table: str, vocabulary: Vocabulary) -> Iterator[tuple[Month | None, Any]]:
        for pack in self._packs:
            if pack.months:
                for row in pack.facts.rows(table, vocabulary):
                    yield pack.months[0], row

    def nips_in(self, table: str) -> frozenset[str]:
        packs = [pack for pack in self._packs if pack.months]
        return frozenset().union(*(pack.facts.nips_in(table) for pack in packs))

    def header(self, header: Mapping[str, Any]) -> Mapping[str, Any]:
        """The packs one by one, and a digest of all of them, whatever the folders are called."""
        told, rows = [], Counter[str]()
        for pack in filter(lambda pack: pack.is_read, self._packs):
            counts = dict(pack.facts.counts())
            rows.update(counts)
            own = {"part": pack.part.name, "digest": pack.facts.digest(), "rows": counts}
            told.append(own)
        digests = "\n".join(sorted(str(one["digest"]) for one in told))
        whole = "sha256:" + hashlib.sha256(digests.encode()).hexdigest()
        return {**header, "pack": {"digest": whole, "rows": dict(rows), "parts": told}}


def _nothing(asked: Sequence[Month], held: Iterable[Month]) -> MaskerRulesError:
    known = sorted(set(held))
    told = ", ".join(map(str, known[:NAMED])) + (f" … {known[-1]}" if len(known) > NAMED else "")
    period = "..".join(dict.fromkeys([str(asked[0]), str(asked[-1])]))
    return RequestError.of("months-not-in-history", period=period, known=told)
