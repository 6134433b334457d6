"""One state of the facts under one regulation, computed: amounts of all, results of those asked.

A history of 5,000 people is many results; only amounts are kept of those in whom nothing changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from masker_rules.api import history_job
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Result
from masker_rules.engine.results import Results
from masker_rules.engine.sets import ProfileSet
from masker_rules.engines import Facts, Given, compute_given
from masker_rules.explain import explain_text
from masker_rules.facts import Pack
from masker_rules.facts.folders import is_pack
from masker_rules.facts.sources import is_url
from masker_rules.history.histories import months_in
from masker_rules.history.jobs import compute_parts
from masker_rules.history.parts import HistoryPack, parts_of
from masker_rules.periods import CALENDAR, Cutoff, Month

__all__ = ["Amount", "Side", "Whose", "World"]

#: Nip and month of performance.
Whose = tuple[str, Month]


@dataclass(frozen=True, slots=True)
class Amount:
    """What somebody gets of a month.

    Attributes:
        status: As of a result.
        gross: Whole rupiah before tax and other cuts; None where incomplete.
    """

    status: str
    gross: int | None


class Side:
    """Facts as they are given: one pack with some months, or a folder of packs by month.

    Args:
        given: A pack, its path, tables by name, or the folder of a history.
        known: Of it only what was known at the end of a day, on the clock of a zone.
    """

    def __init__(self, given: Given, known: tuple[date, str] | None = None) -> None:
        self.given, self._known = given, known
        #: Of one pack, read once.
        self.facts = Facts(given)
        if known is not None and not self.is_folder:
            self.facts = Facts(self.facts.pack.known_by(*known))
        self._packs: list[tuple[str, Pack]] | None = None

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder of packs."""
        if not isinstance(self.given, str | Path) or is_url(self.given):
            return False
        folder = Path(self.given)
        return folder.is_dir() and not is_pack(folder)

    def months(self, cutoff: Cutoff, engine: str | None = None) -> list[Month]:
        """All months that it tells of: of a pack those with punches."""
        if self.is_folder:
            return months_in(self.given, cutoff)
        self.facts.settle(engine, 1, None)
        return sorted(self.facts.months_named(cutoff))

    def parts(self, months: Sequence[Month] | None = None) -> list[HistoryPack]:
        """The packs of a folder, not yet read."""
        return [replace(one, known=self._known) for one in parts_of(str(self.given), months)]

    def packs(self, months: Sequence[Month] | None) -> list[tuple[str, Pack]]:
        """The packs with the months that their names tell (empty: none), as objects."""
        if self._packs is None:
            if self.is_folder:
                self._packs = [(_told(one.months), one.read()) for one in self.parts(months)]
            else:
                self._packs = [("", self.facts.pack)]
        return self._packs

    def compute(
        self,
        regulation: Profile | ProfileSet,
        months: Sequence[Month] | None,
        nips: Iterable[str] | None = None,
        *,
        engine: str | None = None,
        as_of: date | None = None,
    ) -> World:
        """This side computed.

        Raises:
            MaskerRulesError: as :func:`masker_rules.compute`, or of the first pack of a folder
                that cannot be computed as `compute_history`.
        """
        more: dict[str, Any] = {"engine": engine, "as_of": as_of}
        if not self.is_folder:
            own = compute_given(
                regulation, self.facts, months, nips=nips, explainer=explain_text, **more
            )
            return World([own])
        asked = None if months is None else {*months}
        found = []
        wanted = None if nips is None else frozenset(nips)
        for outcome in compute_parts(
            *history_job(regulation, str(self.given), known=self._known, **more)
        ):
            if asked is not None and outcome.pack.months and asked.isdisjoint(outcome.pack.months):
                continue
            if outcome.results is None:
                assert outcome.wrong is not None
                raise outcome.wrong
            found.append(outcome.results)
        return World(found, wanted, asked)


def _told(months: Iterable[Month] | None) -> str:
    return "..".join(map(str, months or ()))


class World:
    """The amounts of everybody, and the results of whoever is asked for.

    Args:
        runs: What was computed.
        nips: Only these people; None is all.
        months: Only these months; None is all.
    """

    def __init__(
        self,
        runs: Sequence[Results],
        nips: frozenset[str] | None = None,
        months: set[Month] | None = None,
    ) -> None:
        self.runs = runs
        self._at: dict[Whose, tuple[int, int]] = {}
        amounts: dict[Whose, Amount] = {}
        for number, run in enumerate(runs):
            for place, (nip, month, amount) in enumerate(_amounts(run)):
                if (nips is None or nip in nips) and (months is None or month in months):
                    self._at[nip, month] = number, place
                    amounts[nip, month] = amount
        self.amounts: Mapping[Whose, Amount] = amounts

    @property
    def settled(self) -> bool:
        """Whether nothing was lost that may be anybody's."""
        return all(run.checks.settled for run in self.runs)

    @property
    def months(self) -> list[Month]:
        """Of which something was computed."""
        return sorted({month for _, month in self.amounts})

    def result(self, whose: Whose) -> Result:
        """The result of a person and month that is there."""
        number, place = self._at[whose]
        return self.runs[number].items[place]


def _amounts(run: Results) -> Iterable[tuple[str, Month, Amount]]:
    if run.table is not None:
        table = run.table().select("nip", "period", "status", "gross")
        for nip, period, status, gross in table.iter_rows():
            yield nip, Month.parse(period), Amount(status, gross)
        return
    for item in run.items:
        yield item.nip, CALENDAR.named(item.period), Amount(item.status, item.gross)
