"""Many hypothetical packs at once: in each somebody has at most one fact more.

What somebody is paid does not rest on the rows of others, but for what people have together and
for days on which nobody of a unit punched. So people are laid beside each other as copies, each
with a fact of its own, and one computation in columns tells what each of them is worth. Where
that cannot be, the k-th fact of each person stands in the k-th pack. Facts that others may feel
stand in a pack of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING

from masker_rules.corrections.apart import Apart, Corrected
from masker_rules.corrections.facts import Cut, Fact
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Result
from masker_rules.engine.sets import ProfileSet
from masker_rules.engines import SMALL_AMONG_MANY, engine_asked, originals_of
from masker_rules.errors import CalendarError
from masker_rules.facts import Pack
from masker_rules.facts.rows import Row
from masker_rules.language.plan import plain_name
from masker_rules.periods import CALENDAR, Month

if TYPE_CHECKING:
    from masker_rules.columnar.copies import Originals

__all__ = ["Nets", "Pay", "Trial", "Worlds"]


@dataclass(frozen=True, slots=True)
class Pay:
    """What a month of a person pays.

    Attributes:
        net: Rupiah; None where incomplete.
        taken: Exact rupiah that each rule took of each day, or of the month (None); nothing where
            nobody asks.
    """

    net: int | None
    taken: Mapping[tuple[str, dt.date | None], Fraction]

    @classmethod
    def of(cls, item: Result) -> Pay:
        """What a result pays."""
        taken: dict[tuple[str, dt.date | None], Fraction] = {}
        for one in item.findings:
            key = plain_name(one.rule).removeprefix("rules."), one.day
            taken[key] = taken.get(key, Fraction()) + one.amount
        return cls(item.net, taken)

    def of_cut(self, cut: Cut) -> Fraction:
        """What the rule of a cut took of its days."""
        days: tuple[dt.date | None, ...] = cut.days or (None,)
        return sum((self.taken.get((cut.rule, day), Fraction()) for day in days), Fraction())


#: By month.
Nets = Mapping[Month, Pay]
#: So many people stand in one pack: rows of others cost time and memory.
PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Trial:
    """A fact that may be so of a person; `month` is that of the cut."""

    nip: str
    month: Month
    fact: Fact


@dataclass
class Worlds:
    """Computes what people are paid in packs that might be.

    Attributes:
        pack: What is known.
        months: Of which results are asked for.
        base: What people are paid as it is. Of a month without an amount no fact has a value, and
            who is not paid more by a fact need not be told what of.
        tried: How many person-months were asked for.
        packs: In how many packs.
    """

    regulation: Profile | ProfileSet
    pack: Pack
    months: Sequence[Month]
    as_of: dt.date | None = None
    engine: str | None = None
    base: Mapping[str, Nets] = field(default_factory=dict)
    tried: int = 0
    packs: int = 0

    def __post_init__(self) -> None:
        self.engine = engine_asked(self.engine)

    def nets(self, trials: Sequence[Trial]) -> list[Nets]:
        """What each trial pays its person, month by month."""
        self.tried += sum(len(self._months(one.nip)) for one in trials)
        found = self._as_copies(trials)
        left = [place for place in range(len(trials)) if place not in found]
        for world in self._worlds(trials, left):
            paid = self._paid([trials[place] for place in world])
            found |= zip(world, paid, strict=True)
        return [found[place] for place in range(len(trials))]

    def _months(self, nip: str) -> tuple[Month, ...]:
        """The months of which a fact of a person may have a value."""
        own = self.base.get(nip, {})
        return tuple(month for month in own if own[month].net is not None)

    # ------------------------------------------------------------------ as copies
    @cached_property
    def _originals(self) -> Originals | None:
        return None if self._is_shared else originals_of(self.pack, self.engine)

    @cached_property
    def _is_shared(self) -> bool:
        """Whether people may have something together, or each a regulation of their own."""
        return not isinstance(self.regulation, Profile) or self._has_pools

    def _as_copies(self, trials: Sequence[Trial]) -> dict[int, Nets]:
        """What some trials pay, by place: those of whom nobody else feels anything."""
        is_many = self.engine is not None or len(trials) * len(self.months) >= SMALL_AMONG_MANY
        if not is_many or self._originals is None:
            return {}
        return {
            place: paid
            for places in self._pages(trials)
            for begin in range(0, len(places), PAGE)
            for place, paid in self._page(trials, places[begin : begin + PAGE])
        }

    def _pages(self, trials: Sequence[Trial]) -> Iterator[Sequence[int]]:
        """Places of trials that can stand beside each other as copies."""
        own: dict[str, list[int]] = {}
        of_units: dict[str, dict[str, dict[Row, list[int]]]] = {}
        for place, trial in enumerate(trials):
            table = trial.fact.table
            if unit := self._only_unit(trial):
                rows = of_units.setdefault(table, {}).setdefault(unit, {})
                rows.setdefault(trial.fact.row, []).append(place)
            elif not self._is_felt_by_others(trial):
                # A table that the pack lacks comes for everybody who stands there.
                own.setdefault("" if self.pack.has(table) else table, []).append(place)
        yield from own.values()
        for units in of_units.values():
            # The k-th row of each unit stands in the k-th pack, for all who are tried with it.
            each = (list(own.values()) for own in units.values())
            for several in zip_longest(*each, fillvalue=()):
                yield [place for some in several for place in some]

    def _page(self, trials: Sequence[Trial], places: Sequence[int]) -> Iterator[tuple[int, Nets]]:
        assert self._originals is not None
        assert isinstance(self.regulation, Profile), "one for everybody"
        of = self._originals.change
        changes = [
            of(one.nip, one.fact.table, one.fact.row, one.fact.replaces, self._asked(one))
            for one in (trials[place] for place in places)
        ]
        try:
            results = self._originals.results(self.regulation, changes, self.months, self.as_of)
        except CalendarError:
            return  # it is the row of one of them: each is tried by itself
        self.packs += 1
        for place, own in zip(places, results, strict=True):
            if own:
                yield (
                    place,
                    {
                        month: Pay(paid.net, {}) if paid.result is None else Pay.of(paid.result)
                        for month, paid in own.items()
                    },
                )

    def _asked(self, trial: Trial) -> dict[Month, int | None]:
        """What is asked of a copy: findings of the month of the cut, where it pays more."""
        own = self.base[trial.nip]
        months = self._months(trial.nip)
        return {month: own[month].net if month == trial.month else None for month in months}

    def _only_unit(self, trial: Trial) -> str | None:
        """The unit of which a row is, where it is one for many and its person is of no other."""
        if not trial.fact.kind.is_of_unit:
            return None
        unit: str | None = getattr(trial.fact.row, "unit", None)
        units = {row.unit for row in self.pack.by_nip("employees").get(trial.nip, ())}
        return unit if units == {unit} else None

    # ------------------------------------------------------------------ in packs of their own
    def _worlds(self, trials: Sequence[Trial], places: Iterable[int]) -> Iterator[list[int]]:
        """Places of trials that stand in one pack."""
        layers: dict[tuple[str, int], list[int]] = {}
        seen: dict[tuple[str, str], int] = {}
        for place in places:
            trial = trials[place]
            if self._is_felt_by_others(trial):
                yield [place]
                continue
            table = trial.fact.table
            number = seen.get((table, trial.nip), 0)
            seen[table, trial.nip] = number + 1
            layers.setdefault((table, number), []).append(place)
        for several in layers.values():
            for begin in range(0, len(several), PAGE):
                yield several[begin : begin + PAGE]

    def _is_felt_by_others(self, trial: Trial) -> bool:
        if self._has_pools or trial.fact.kind.is_of_unit:
            return True
        if trial.fact.table == "punches":
            return not self._is_punched(trial.nip, trial.fact.row.time.day)  # type: ignore[attr-defined]
        return False

    @cached_property
    def _has_pools(self) -> bool:
        if isinstance(self.regulation, Profile):
            return self.regulation.has_pools
        return any(member.profile.has_pools for member in self.regulation.members)

    @cached_property
    def _unit_days(self) -> Mapping[str, frozenset[dt.date]]:
        return self.pack.unit_days()

    def _is_punched(self, nip: str, day: dt.date) -> bool:
        """Whether somebody of each unit of a person punched on a day."""
        rows = self.pack.by_nip("employees").get(nip, ())
        return all(day in self._unit_days.get(row.unit or "", ()) for row in rows)

    @cached_property
    def _apart(self) -> Apart:
        return Apart(self.regulation, self.pack, self.as_of, self.engine)

    def _paid(self, trials: Sequence[Trial]) -> list[Nets]:
        """What trials that stand in one pack pay."""
        found: dict[str, dict[Month, Pay]] = {trial.nip: {} for trial in trials}
        pairs = {(nip, month) for nip in found for month in self._months(nip)}
        self.packs += 1
        try:
            for item in self._apart.results(_corrected(trials), pairs):
                found[item.nip][CALENDAR.named(item.period)] = Pay.of(item)
        except CalendarError:
            if len(trials) > 1:  # it is the row of one of them
                return [paid for trial in trials for paid in self._paid([trial])]
            # A day cannot be a holiday and a declared working day: such a fact cannot be.
            return [{}]
        return [found[trial.nip] for trial in trials]


def _corrected(trials: Iterable[Trial]) -> Corrected:
    more: dict[str, list[Row]] = {}
    without: dict[str, list[Row]] = {}
    for trial in trials:
        more.setdefault(trial.fact.table, []).append(trial.fact.row)
        if trial.fact.replaces is not None:
            without.setdefault(trial.fact.table, []).append(trial.fact.replaces)
    return Corrected(more, without)
