"""The packs of a folder computed one after another, here or by other processes.

Memory holds the packs that are being computed, and who stands in those that are looked back on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from masker_rules.engine.checks import KnownGrounds, together
from masker_rules.engine.compute import each_once
from masker_rules.engine.header import Header
from masker_rules.engine.lookback import cutoff_of, earlier_months
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Result
from masker_rules.engine.results import How, Results
from masker_rules.engine.sets import ProfileSet
from masker_rules.engines import (
    COLUMNS,
    REFERENCE,
    Facts,
    compute_given,
    engine_asked,
    together_many,
)
from masker_rules.errors import MaskerRulesError, RequestError
from masker_rules.history.links import Listed, knowing_others, stays
from masker_rules.history.parts import HistoryPack, facts_of, placed

__all__ = ["Group", "PackOutcome", "PartJob", "PartTask", "PartTasks", "compute_parts"]


@dataclass(frozen=True, slots=True)
class Group:
    """Some people of a pack, and the packs in which they stood in the months before.

    Attributes:
        earlier: These packs.
        nips: Who; None is everybody.
    """

    earlier: tuple[HistoryPack, ...] = ()
    nips: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class PartTask:
    """A pack to compute; another process can be sent it.

    Attributes:
        part: The pack.
        groups: Its people.
        wrong: Why they cannot be computed; None where nothing is known to be wrong.
    """

    part: HistoryPack
    groups: tuple[Group, ...] = (Group(),)
    wrong: MaskerRulesError | None = None


@dataclass(frozen=True, slots=True)
class PackOutcome:
    """What a pack of a history came to."""

    pack: HistoryPack
    """Which one."""
    results: Results | None
    """None where it cannot be computed."""
    wrong: MaskerRulesError | None = None
    """Why; its places begin with the name of the pack. None where it was computed."""


class PartTasks:
    """A task for each part of a history, in order; who stood where is read on the way.

    Args:
        regulation: What computes them.
        parts: Those that are computed.
        every: All packs of the folder; none where each part is all that is known.
    """

    def __init__(
        self,
        regulation: Profile | ProfileSet,
        parts: Sequence[HistoryPack],
        every: Sequence[HistoryPack] = (),
    ) -> None:
        self._regulation, self._parts = regulation, tuple(parts)
        asked = {part.name: part.months for part in parts}
        self._every = [Listed(part, asked.get(part.name), cutoff_of(regulation)) for part in every]
        self._by_name = {one.part.name: one for one in self._every}

    def __len__(self) -> int:
        return len(self._parts)

    def __iter__(self) -> Iterator[PartTask]:
        return map(self._task, self._parts)

    def _task(self, part: HistoryPack) -> PartTask:
        own = self._by_name.get(part.name)
        if own is None:
            return PartTask(part)
        try:
            if not any(earlier_months(self._regulation, month) for month in own.months):
                return PartTask(part)
            people = own.people
        except MaskerRulesError:
            return PartTask(part)  # whoever computes it is told the same
        try:
            found = stays(self._regulation, own, self._every, people)
        except MaskerRulesError as wrong:
            return PartTask(part, wrong=_lost(part, wrong))
        if not found:
            return PartTask(part)
        # Linked punches are of several months: those of this pack are named.
        part = replace(part, months=own.months)
        if len(found) == 1:
            (before,) = found
            return PartTask(part, (self._group(before, None),))
        groups = (self._group(before, nips) for before, nips in sorted(found.items()))
        return PartTask(part, tuple(groups))

    def _group(self, before: Sequence[int], nips: Sequence[str] | None) -> Group:
        earlier = tuple(self._every[at].part for at in before)
        return Group(earlier, None if nips is None else tuple(nips))


def _lost(part: HistoryPack, wrong: MaskerRulesError) -> MaskerRulesError:
    """What is wrong with an earlier pack, told of one that looks back on it."""
    place = wrong.problems[0].place
    lost = RequestError.of("earlier-part-unreadable", place, part=part.name, why=wrong.code)
    return RequestError([*lost.problems, *wrong.problems])


@dataclass(frozen=True, slots=True)
class PartJob:
    """How the parts of a history are computed; another process can be sent it.

    Attributes:
        regulation: One regulation, or several for different people.
        engine: As of `compute_given`; None where the size decides.
        as_of: Last known day; None is the last day of the last month of each part.
        explainer: Makes the text of `Result.explain`.
        among_many: The parts are many together, see `compute_given`.
    """

    regulation: Profile | ProfileSet
    engine: str | None
    as_of: date | None
    explainer: Callable[[Result, str], str] | None
    among_many: bool

    @classmethod
    def of(
        cls,
        regulation: Profile | ProfileSet,
        parts: Sequence[HistoryPack],
        *,
        engine: str | None = None,
        as_of: date | None = None,
        explainer: Callable[[Result, str], str] | None = None,
    ) -> PartJob:
        """The job of some parts.

        Args: as the attributes; `engine` may be an old word for one.

        Raises:
            RequestError: there is no such engine [unknown-engine].
            AdapterUnavailableError: a library that it needs is not installed
                [engine-extra-missing].
        """
        asked = engine_asked(engine)
        sizes = {Facts(part.path): len(part.months or ()) or 1 for part in parts}
        among_many = asked is None and together_many(sizes)
        return cls(regulation, asked, as_of, explainer, among_many)

    def run(self, task: PartTask) -> PackOutcome:
        """Compute a part, or tell what is wrong with it."""
        part, own = task.part, facts_of(task.part)
        if task.wrong is not None:
            return PackOutcome(part, None, task.wrong)
        found, read = [], dict[str, Facts]()
        try:
            pasts = [
                [self._earlier(part, one, read) for one in group.earlier] for group in task.groups
            ]
        except MaskerRulesError as wrong:
            return PackOutcome(part, None, wrong)
        try:
            if any(pasts):
                own.settle(self._form, 1, None)
            linked = [
                (own.after(past), group.nips or ())
                for group, past in zip(task.groups, pasts, strict=True)
            ]
            known = knowing_others(self.regulation, linked)
            for group, facts in zip(task.groups, known, strict=True):
                found.append(self._computed(part, facts, group.nips))
        except MaskerRulesError as wrong:
            return PackOutcome(part, None, placed(wrong, part))
        earlier = sorted({one.name for group in task.groups for one in group.earlier})
        return PackOutcome(part, _alone(found, own, earlier) if earlier else found[0])

    def _computed(self, part: HistoryPack, facts: Facts, nips: Sequence[str] | None) -> Results:
        return compute_given(
            self.regulation,
            facts,
            part.months,
            engine=self.engine,
            as_of=self.as_of,
            nips=nips,
            explainer=self.explainer,
            among_many=self.among_many,
        )

    @property
    def _form(self) -> str:
        """The form in which packs that are linked are read, all of them."""
        return self.engine or (COLUMNS if self.among_many else REFERENCE)

    def _earlier(self, part: HistoryPack, earlier: HistoryPack, read: dict[str, Facts]) -> Facts:
        """An earlier pack of a part, read once for all groups."""
        if earlier.name not in read:
            facts = facts_of(earlier, f"{earlier.name}/")
            try:
                facts.settle(self._form, 1, None)
                facts.months()
            except MaskerRulesError as wrong:
                raise _lost(part, placed(wrong, earlier)) from None
            read[earlier.name] = facts
        return read[earlier.name]


def _alone(found: Sequence[Results], own: Facts, earlier: Sequence[str]) -> Results:
    """The results of the groups of a pack, with what is told of this pack alone."""
    last, before = found[-1], tuple(f"{name}/" for name in earlier)

    def is_own(one: Any) -> bool:
        return not one.file.startswith(before)

    header: Any = last.header
    pack = own.frames if own.are_in_frames else own.pack
    if isinstance(header, Header):
        header = header.about(pack, earlier)
    else:
        told = {"digest": own.digest(), "rows": dict(own.counts()), "after": list(earlier)}
        header = {**header, "pack": told}
    more = {
        "header": header,
        "set_aside": tuple(filter(is_own, each_once(one.set_aside for one in found))),
        "remarks": tuple(filter(is_own, each_once(one.remarks for one in found))),
    }
    if len(found) == 1:
        return replace(last, **more)
    items = sorted((item for one in found for item in one), key=lambda r: (r.period, r.nip))
    grounds = together(one.grounds() for one in found if one.grounds is not None)
    return Results(
        tuple(items),
        columns=tuple(dict.fromkeys(name for one in found for name in one.columns)),
        how=_how(found),
        kind=last.kind,
        grounds=KnownGrounds(grounds),
        **more,
    )


def _how(found: Sequence[Results]) -> How | None:
    """How all groups were computed; the engine is that of the first that has another."""
    hows = [one.how for one in found if one.how is not None]
    if not hows:
        return None
    reasons: Counter[str] = Counter()
    for how in hows:
        reasons.update(how.reasons)
    engines = sorted({how.engine for how in hows} - {REFERENCE}) or [REFERENCE]
    in_frames = sum(how.in_frames for how in hows)
    return How(engines[0], sum(how.asked for how in hows), in_frames, dict(reasons))


def compute_parts(
    job: PartJob,
    tasks: PartTasks,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[PackOutcome]:
    """Compute each part; one that cannot be computed is told, and the others are computed.

    Args:
        job: How.
        tasks: What.
        progress: Called with parts done and to do.
    """
    for done, task in enumerate(tasks):
        if progress is not None:
            progress(done, len(tasks))
        yield job.run(task)
    if progress is not None:
        progress(len(tasks), len(tasks))
