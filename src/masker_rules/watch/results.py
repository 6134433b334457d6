"""Results of what holds: only whoever was touched is computed again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Generic, TypeVar

from masker_rules.attendance import TapOffsets
from masker_rules.engine.compute import Job
from masker_rules.engine.header import Header
from masker_rules.engine.judging import Outlook
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Result
from masker_rules.engine.results import Results
from masker_rules.engine.versions import held_months
from masker_rules.explain import explain_text
from masker_rules.periods import Month
from masker_rules.watch.holding import EVERYBODY, Held
from masker_rules.watch.nobody import Heard, RowsOfNobody

__all__ = ["Ledger"]

Asked = tuple[tuple[Month, ...], date | None]
T = TypeVar("T")


@dataclass(slots=True)
class _Kept(Generic[T]):
    items: dict[tuple[Month, str], T] = field(default_factory=dict)
    clean: set[str] = field(default_factory=set)
    heard: tuple[Heard, ...] = ()


class Ledger:
    """Keeps results, and outlooks, until a fact touches them.

    Args:
        profile: The regulation.
        held: The facts.
    """

    def __init__(self, profile: Profile, held: Held) -> None:
        self._profile, self._held = profile, held
        self._nobody = RowsOfNobody(held)
        self._results: dict[Asked, _Kept[Result]] = {}
        self._outlooks: dict[Asked, _Kept[Outlook]] = {}

    def touch(self, nips: Collection[str]) -> None:
        """Forget what is kept of some, or of everybody."""
        if nips == EVERYBODY:
            self._results.clear()
            self._outlooks.clear()
        for results in self._results.values():
            results.clean -= set(nips)
        for outlooks in self._outlooks.values():
            outlooks.clean -= set(nips)

    @property
    def nips(self) -> Sequence[str]:
        """Everybody who has a result."""
        return self._nobody.people

    def of(self, nip: str, month: Month, as_of: date | None) -> Result:
        """One person's result."""
        kept = self._refreshed(self._results, ((month,), as_of), [nip], Job.result)
        return kept.items[month, nip]

    def outlooks(self, month: Month, as_of: date | None) -> tuple[Outlook, ...]:
        """What everybody is paid, in order."""
        asked = (month,), as_of
        kept = self._refreshed(self._outlooks, asked, self.nips, Job.outlook)
        return tuple(kept.items[pair] for pair in sorted(kept.items))

    def results(self, months: Sequence[Month], as_of: date | None) -> Results:
        """Everybody's, as `compute` gives them on the pack of all that holds."""
        asked = tuple(months), as_of
        kept = self._refreshed(self._results, asked, self.nips, Job.result)
        whole = Job(self._profile, self._held.pack(months=months), months, as_of=as_of)
        for (month, _), item in kept.items.items():
            if item.computation is not None:
                inputs = item.computation.inputs
                offsets = whole.offsets.setdefault(month, TapOffsets())
                offsets.add(inputs.employee.unit or "", inputs.attendance.days)
        found = whole.results([kept.items[pair] for pair in sorted(kept.items)])
        # That all punches are there is the session's word: no row of the facts.
        assert isinstance(found.header, Header)
        return replace(found, header=found.header.about(self._held.pack(), ()))

    def _refreshed(
        self,
        all_kept: dict[Asked, _Kept[T]],
        asked: Asked,
        nips: Sequence[str],
        work_out: Callable[[Job, str, Month], T],
    ) -> _Kept[T]:
        months, as_of = asked
        # Of each month only the last moment asked for is kept: time does not go back.
        for other in [key for key in all_kept if key[0] == months and key[1] != as_of]:
            del all_kept[other]
        kept = all_kept.setdefault(asked, _Kept())
        everybody = self.nips
        versions = dict.fromkeys(held_months(self._profile, months).values())
        heard = tuple(self._nobody.heard(version) for version in versions)
        if heard != kept.heard:
            pairs = [*zip(kept.heard, heard, strict=False)]
            kept.clean -= {nip for nip in kept.clean if any(a.differs(b, nip) for a, b in pairs)}
            kept.heard = heard
        if self._profile.plan.pools and any(nip not in kept.clean for nip in everybody):
            # What one gets of a pool is another's affair, too.
            nips, kept.clean = everybody, set()
        stale = [nip for nip in nips if nip not in kept.clean]
        if stale:
            job = Job(
                self._profile,
                self._held.pack(stale, months),
                months,
                as_of=as_of,
                explainer=explain_text,
                speaking=self._nobody.speaking,
            )
            for month in months:
                for nip in stale:
                    kept.items.pop((month, nip), None)
            for nip, month in job.todo(stale):
                kept.items[month, nip] = work_out(job, nip, month)
            kept.clean.update(stale)
        known = {*everybody}
        for pair in [pair for pair in kept.items if pair[1] not in known]:
            del kept.items[pair]
        return kept
