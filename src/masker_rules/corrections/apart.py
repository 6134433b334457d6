"""Hypothetical packs, each by itself: with a fact more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from masker_rules.engine.compute import Job
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Result
from masker_rules.engine.sets import ProfileSet
from masker_rules.engine.speaking import speaking
from masker_rules.engines import compute_given
from masker_rules.facts import Pack, SetAside
from masker_rules.facts.identity import without_hopeless
from masker_rules.facts.rows import Row
from masker_rules.periods import CALENDAR, Month

__all__ = ["Apart", "Corrected"]

#: Of more people a part of the pack is no longer what takes less time.
FEW = 200


@dataclass(frozen=True, slots=True)
class Corrected:
    """What is otherwise in a pack; as `Pack.corrected`."""

    more: Mapping[str, Sequence[Row]]
    without: Mapping[str, Sequence[Row]]


@dataclass
class Apart:
    """Computes some people of a pack in which something is otherwise.

    Of a few people nothing but their rows and those of nobody is looked at, unless they have
    something together with others.
    """

    regulation: Profile | ProfileSet
    pack: Pack
    as_of: dt.date | None
    engine: str | None

    def __post_init__(self) -> None:
        self._part: tuple[Sequence[str], Pack] = (), self.pack
        self._wholes: dict[Profile, Pack] = {}

    def results(
        self, corrected: Corrected, pairs: Collection[tuple[str, Month]]
    ) -> Iterable[Result]:
        """The results of people in months.

        Raises:
            CalendarError: a day cannot be what it is said to be.
        """
        nips = sorted({nip for nip, _ in pairs})
        months = sorted({month for _, month in pairs})
        law = self.regulation
        if self._is_alone(len(nips)):
            assert isinstance(law, Profile), "people have nothing together"
            pack = self._part_of(nips).corrected(corrected.more, corrected.without)
            job = Job(law, pack, months, as_of=self.as_of, asked=pairs, speaking=self._speaking)
            return [job.result(nip, month) for nip, month in job.todo(nips)]
        pack = self.pack.corrected(corrected.more, corrected.without)
        found = compute_given(law, pack, months, engine=self.engine, as_of=self.as_of, nips=nips)
        return [one for one in found if (one.nip, CALENDAR.named(one.period)) in pairs]

    def _is_alone(self, people: int) -> bool:
        """Whether so many people can be computed of a part of the pack."""
        law = self.regulation
        return people <= FEW and isinstance(law, Profile) and not law.has_pools

    def _part_of(self, nips: Sequence[str]) -> Pack:
        if nips != self._part[0]:
            theirs = {*nips, None}
            aside = [one for one in self._aside if one.nip in theirs or one.is_of_nobody]
            self._part = nips, self.pack.of_people(nips, aside)
        return self._part[1]

    @cached_property
    def _aside(self) -> list[SetAside]:
        """What was set aside, without rows that may be of too many people to say anything."""
        return without_hopeless(self.pack.set_aside, self.pack.by_nip("employees"))

    def _speaking(self, version: Profile, part: Pack) -> Sequence[SetAside]:
        if version not in self._wholes:
            self._wholes[version] = self.pack.under(version.vocabulary)
        return speaking(version, part, self._wholes[version])
