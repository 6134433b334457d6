"""A folder of packs by month and unit, and the tasks in which it is computed, one at a time.

A partition is a pack of the contract that stands in `period=2026-07/unit=NAME`. Of earlier months
those are read that the regulation looks back on, for each person where they stood then.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import polars as pl

from masker_rules._version import __version__
from masker_rules.columnar.intake import FramePack, read_frames
from masker_rules.columnar.packs import FactFrames, PackInMemory
from masker_rules.columnar.runner import Ran, run_frames
from masker_rules.engine.compute import columns_of
from masker_rules.engine.lookback import (
    earlier_months,
    has_pools,
    in_force_in,
    versions_in,
)
from masker_rules.engine.people import the_people, units_in
from masker_rules.engine.profile import Profile, load_profile
from masker_rules.engine.results import Results
from masker_rules.engine.sets import ProfileSet, compute_set, is_set, load_set
from masker_rules.errors import FactsError, MaskerRulesError, RequestError
from masker_rules.facts import Pack
from masker_rules.facts.reader import OF_PEOPLE
from masker_rules.facts.sources import source_name
from masker_rules.periods import Month

__all__ = [
    "Group",
    "Job",
    "Outcome",
    "Partition",
    "PartitionUnits",
    "Ref",
    "Regulation",
    "Stay",
    "Task",
    "UnreadableError",
    "exceptions",
    "outcomes",
    "partitions_in",
    "people_in",
]

Ref = str | Path | dict[str, object]
#: Where somebody stood: a period and a unit.
Stay = tuple[str, str]
_PERIOD, _UNIT = "period=", "unit="


@dataclass(frozen=True, slots=True, order=True)
class Partition:
    """A pack of one unit in one month."""

    month: Month
    unit: str
    folder: str

    @property
    def stay(self) -> Stay:
        return str(self.month), self.unit

    def __str__(self) -> str:
        return f"{_PERIOD}{self.month}/{_UNIT}{self.unit}"


def partitions_in(root: str | Path) -> list[Partition]:
    """The packs of a folder, by month and unit.

    Args:
        root: Holds `period=2026-07/unit=NAME/` with the files of a pack each; anything else in it
            is left alone. Names are written as Hive does: `%2F` is a slash.

    Raises:
        FactsError: there is none [no-partitions].
        RequestError: a folder names no month [bad-period].
    """
    home = Path(root)
    found = [
        Partition(
            Month.parse(period.name.removeprefix(_PERIOD)),
            unquote(unit.name.removeprefix(_UNIT)),
            str(unit.resolve()),
        )
        for period in home.glob(f"{_PERIOD}*")
        for unit in period.glob(f"{_UNIT}*")
        if unit.is_dir()
    ]
    if not found:
        raise FactsError.of("no-partitions", path=source_name(root))
    return sorted(found)


# ------------------------------------------------------------------ the regulation
class Regulation:
    """A regulation, or several for different people, under the name by which others load it.

    Args:
        ref: An id, a path that every machine of the cluster sees, or a mapping.

    Raises:
        ProfileError: as :func:`masker_rules.engine.profile.load_profile`.
    """

    def __init__(self, ref: Ref) -> None:
        is_path = not isinstance(ref, dict) and Path(ref).exists()
        self.ref: str | dict[str, Any] = (
            ref if isinstance(ref, dict) else str(Path(ref).resolve() if is_path else ref)
        )
        self.loaded: Profile | ProfileSet = (
            load_set(self.ref) if is_set(self.ref) else load_profile(self.ref)
        )

    @property
    def profiles(self) -> list[Profile]:
        """All of them, of all versions."""
        return versions_in(self.loaded)

    @property
    def mark(self) -> str:
        """Another text where another regulation, or another release of this library, computes."""
        return " ".join([__version__, *(one.digest for one in self.profiles)])

    def in_force(self, month: Month) -> list[Profile]:
        """What computes a month.

        Raises:
            RequestError: the only regulation is not in force then [not-in-force].
        """
        return in_force_in(self.loaded, month)

    def columns(self, months: Iterable[Month]) -> tuple[str, ...]:
        """Columns of results as a table, in the order of the regulation."""
        return columns_of(version for month in months for version in self.in_force(month))

    def earlier(self, month: Month) -> list[Month]:
        """The earlier months that the regulation reads of a month."""
        return earlier_months(self.loaded, month)


# ------------------------------------------------------------------ reading
class UnreadableError(Exception):
    """A partition that cannot be read, and why."""

    def __init__(self, partition: Partition, why: MaskerRulesError | OSError) -> None:
        super().__init__(partition, why)
        self.partition, self.why = partition, why

    def text(self, lang: str) -> str:
        """Which partition, and what is wrong with it."""
        why = self.why
        return f"{self.partition}: {why if isinstance(why, OSError) else why.text(lang)}"


def _read(partition: Partition, only: Collection[str] = ()) -> FramePack:
    """The pack of a partition.

    Raises:
        UnreadableError: it is broken, or gone.
    """
    try:
        return read_frames(partition.folder, only)
    except (MaskerRulesError, OSError) as why:
        raise UnreadableError(partition, why) from why


# ------------------------------------------------------------------ who stood where
def people_in(partition: Partition) -> list[str]:
    """The nips of everybody in a partition; only its people are read.

    Raises:
        UnreadableError: they cannot be read.
    """
    pack = _read(partition, only=OF_PEOPLE)
    return the_people(pack.nips(), pack.set_aside, None)


class PartitionUnits:
    """A partition, as far as it tells who is in it.

    Attributes:
        name: The partition.
        months: Its month.
    """

    def __init__(self, partition: Partition) -> None:
        self._partition = partition
        self.name, self.months = str(partition), (partition.month,)

    def units(self, month: Month) -> frozenset[str]:
        """The units in which somebody stands at the end of a month.

        Raises:
            FactsError: they cannot be read.
        """
        try:
            people = _read(self._partition, only=OF_PEOPLE).by_nip("employees")
        except UnreadableError as error:
            raise error.why from error
        return units_in((row for rows in people.values() for row in rows), month)


@dataclass(frozen=True, slots=True)
class Group:
    """Some of a partition's people, and where their earlier months stand.

    Attributes:
        earlier: Partitions of earlier months.
        nips: Who; None is everybody who is in no other group.
    """

    earlier: tuple[Partition, ...] = ()
    nips: tuple[str, ...] | None = None


def exceptions(
    stays: Iterable[Stay], wanted: Mapping[str, Sequence[str]], held: frozenset[Stay]
) -> Iterator[tuple[Stay, tuple[Stay, ...]]]:
    """Where one person's earlier months do not all stand in the unit of the month.

    Args:
        stays: Where the person stood, in all months.
        wanted: The earlier months that each computed month reads.
        held: Partitions that there are.

    Returns:
        Each such stay with the earlier ones of the person, which may be none.
    """
    own = sorted(set(stays))
    for period, unit in own:
        if period not in wanted:
            continue
        reached = wanted[period]
        there = tuple(stay for stay in own if stay[0] in reached)
        usual = tuple((past, unit) for past in reached if (past, unit) in held)
        if there != usual:
            yield (period, unit), there


# ------------------------------------------------------------------ one task
@dataclass(frozen=True, slots=True)
class Task:
    """A partition to compute, its people in groups by their earlier months."""

    partition: Partition
    groups: tuple[Group, ...] = (Group(),)


@dataclass(frozen=True, slots=True)
class Job:
    """What all tasks of a run share.

    Attributes:
        ref: The regulation, as of :class:`Regulation`.
        mark: What it must be: `Regulation.mark` of whoever starts the run.
        as_of: Last known day; None is the last day of the month.
        full: Also the contract's JSON of each result, and of what the run was computed with.
        lang: Of messages.
    """

    ref: str | dict[str, Any]
    mark: str
    as_of: date | None = None
    full: bool = False
    lang: str = "id"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one group of a task.

    Attributes:
        table: One row per result, as `Results.exact_frame`; None where there is none.
        texts: The contract's JSON of each, in the same order, where it was asked for.
        people: How many results.
        in_frames: Of those, how many were computed in frames.
        reasons: Why the others were not, with their number.
        set_aside: Rows of the pack that do not count.
        run: The contract's JSON of the run without its results, where it was asked for.
        problem: Why nothing was computed, in words; empty where it was.
    """

    table: pl.DataFrame | None = None
    texts: tuple[str, ...] = ()
    people: int = 0
    in_frames: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    set_aside: int = 0
    run: str = ""
    problem: str = ""


_known: dict[str, Regulation] = {}


def _regulation(job: Job) -> Regulation:
    """The regulation of a job, loaded once in a process.

    Raises:
        RequestError: this machine has another one under that name, or another release
            [other-regulation].
    """
    if job.mark not in _known:
        here = Regulation(job.ref)
        if here.mark != job.mark:
            name = here.ref if isinstance(here.ref, str) else "<dict>"
            raise RequestError.of("other-regulation", id=name, here=here.mark, there=job.mark)
        _known[job.mark] = here
    return _known[job.mark]


def outcomes(job: Job, task: Task) -> Iterator[Outcome]:
    """Compute a task; what cannot be read is told, and does not stop the others.

    Raises:
        MaskerRulesError: the regulation cannot be used on this machine.
    """
    regulation = _regulation(job)
    elsewhere: dict[str, Pack] = {}
    for group in task.groups:
        try:
            pack = _read(task.partition)
            past = [_read(part) for part in group.earlier]
            nips = _nips(pack, task, group)
            if nips is None or nips:
                aside = len(pack.set_aside)
                month = task.partition.month
                facts: FactFrames = pack.after(past)
                if len(task.groups) > 1 and has_pools(regulation.loaded):
                    elsewhere = elsewhere or _elsewhere(pack, task)
                    facts = PackInMemory(_whole(pack.after(past)).beside(elsewhere))
                yield _computed(job, regulation, month, facts, nips, aside)
        except UnreadableError as error:
            yield Outcome(problem=error.text(job.lang))
        except MaskerRulesError as error:
            yield Outcome(problem=f"{task.partition}: {error.text(job.lang)}")


def _whole(pack: FramePack) -> Pack:
    return pack.pack_of(the_people(pack.nips(), pack.set_aside, None))


def _elsewhere(pack: FramePack, task: Task) -> dict[str, Pack]:
    """The partition as it is linked for each of its people: what they share is of all of them."""
    found: dict[str, Pack] = {}
    for group in task.groups:
        linked = _whole(pack.after([_read(part) for part in group.earlier]))
        nips = _nips(pack, task, group)
        found |= dict.fromkeys(nips or (), linked)
    return found


def _nips(pack: FramePack, task: Task, group: Group) -> Sequence[str] | None:
    if group.nips is not None:
        return group.nips
    others = {nip for one in task.groups if one.nips is not None for nip in one.nips}
    if not others:
        return None
    return [nip for nip in the_people(pack.nips(), pack.set_aside, None) if nip not in others]


def _computed(
    job: Job,
    regulation: Regulation,
    month: Month,
    pack: FactFrames,
    nips: Sequence[str] | None,
    aside: int,
) -> Outcome:
    ran: list[Ran] = []

    def by(profile: Profile, pack: FactFrames, months: Sequence[Month], **more: Any) -> Results:
        ran.append(run_frames(profile, pack, months, **more))
        return ran[-1].results

    more: dict[str, Any] = {"as_of": job.as_of, "nips": nips}
    results: Results | None = None
    loaded = regulation.loaded
    if isinstance(loaded, ProfileSet):
        results = compute_set(loaded, pack, (month,), **more, by=by)
    elif job.full:
        results = by(loaded, pack, (month,), **more)
    else:
        ran.append(run_frames(loaded, pack, (month,), **more))
    table = ran[0].table if results is None else results.exact_frame()
    reasons: Counter[str] = Counter()
    for one in ran:
        reasons.update(one.reasons)
    texts, run = _texts(results, job.lang) if results is not None and job.full else ((), "")
    in_frames = sum(one.in_frames for one in ran)
    return Outcome(table, texts, len(table), in_frames, dict(reasons), aside, run)


def _texts(results: Results, lang: str) -> tuple[tuple[str, ...], str]:
    """The contract's JSON in pieces: each result, and the rest."""
    whole: dict[str, Any] = {**results.as_dict(lang)}
    each = whole.pop("results")
    return tuple(_json(one) for one in each), _json(whole)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
