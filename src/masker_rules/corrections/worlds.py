"""Many hypothetical packs at once: in each everybody has at most one fact more.

What somebody is paid does not rest on the rows of others, but for what people have together and
for days on which nobody of a unit punched. So the k-th fact of each person stands in the k-th
pack, and one computation of it tells what each of these facts is worth to its person. Facts that
others may feel stand in a pack of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from masker_rules.corrections.facts import Cut, Fact
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Result
from masker_rules.engine.sets import ProfileSet
from masker_rules.engines import compute_given
from masker_rules.errors import CalendarError
from masker_rules.facts import Pack, SetAside
from masker_rules.facts.rows import Row
from masker_rules.language.plan import plain_name
from masker_rules.periods import CALENDAR, Month

__all__ = ["Nets", "Pay", "Trial", "Worlds"]


@dataclass(frozen=True, slots=True)
class Pay:
    """What a month of a person pays.

    Attributes:
        net: Rupiah; None where incomplete.
        taken: Exact rupiah that each rule took of each day, or of the month (None).
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
    """Something that may be so of a person: a fact, or an answer to rows set aside.

    Attributes:
        fact: The row; None where only rows set aside are answered.
        answered: Rows set aside of which it says what they are.
    """

    nip: str
    fact: Fact | None
    answered: tuple[SetAside, ...] = ()


@dataclass
class Worlds:
    """Computes what people are paid in packs that might be.

    Attributes:
        pack: What is known.
        months: Of which results are asked for.
        tried: How many person-months were computed.
        packs: In how many packs.
    """

    regulation: Profile | ProfileSet
    pack: Pack
    months: Sequence[Month]
    as_of: dt.date | None = None
    engine: str | None = None
    tried: int = 0
    packs: int = 0
    _unit_days: Mapping[str, frozenset[dt.date]] = field(default_factory=dict)

    def nets(self, trials: Sequence[Trial]) -> list[Nets]:
        """What each trial pays its person, month by month."""
        found: list[Nets | None] = [None] * len(trials)
        for world in self._worlds(trials):
            pack = self._pack(trials[place] for place in world)
            paid = self._paid(pack, [trials[place].nip for place in world])
            for place in world:
                found[place] = paid[trials[place].nip]
        return [one for one in found if one is not None]

    def _worlds(self, trials: Sequence[Trial]) -> Iterator[list[int]]:
        """Places of trials that stand in one pack."""
        layers: dict[tuple[str, int], list[int]] = {}
        seen: dict[tuple[str, str], int] = {}
        for place, trial in enumerate(trials):
            if self._is_felt_by_others(trial):
                yield [place]
                continue
            table = "" if trial.fact is None else trial.fact.table
            number = seen.get((table, trial.nip), 0)
            seen[table, trial.nip] = number + 1
            layers.setdefault((table, number), []).append(place)
        for places in layers.values():
            for begin in range(0, len(places), PAGE):
                yield places[begin : begin + PAGE]

    def _is_felt_by_others(self, trial: Trial) -> bool:
        regulations = (
            [self.regulation]
            if isinstance(self.regulation, Profile)
            else [member.profile for member in self.regulation.members]
        )
        if trial.answered or any(one.has_pools for one in regulations):
            return True
        if trial.fact is None:
            return False
        if trial.fact.kind.is_of_unit:
            return True
        if trial.fact.table == "punches":
            return not self._is_punched(trial.nip, trial.fact.row.time.day)  # type: ignore[attr-defined]
        return False

    def _is_punched(self, nip: str, day: dt.date) -> bool:
        """Whether somebody of each unit of a person punched on a day."""
        if not self._unit_days:
            self._unit_days = self.pack.unit_days()
        rows = self.pack.by_nip("employees").get(nip, ())
        return all(day in self._unit_days.get(row.unit or "", ()) for row in rows)

    def _pack(self, trials: Iterable[Trial]) -> Pack:
        more: dict[str, list[Row]] = {}
        without: dict[str, list[Row]] = {}
        answered: list[SetAside] = []
        for trial in trials:
            answered += trial.answered
            if trial.fact is not None:
                more.setdefault(trial.fact.table, []).append(trial.fact.row)
                if trial.fact.replaces is not None:
                    without.setdefault(trial.fact.table, []).append(trial.fact.replaces)
        return self.pack.corrected(more, without, answered)

    def _paid(self, pack: Pack, nips: Sequence[str]) -> dict[str, dict[Month, Pay]]:
        try:
            results = compute_given(
                self.regulation,
                pack,
                self.months,
                engine=self.engine,
                as_of=self.as_of,
                nips=sorted(set(nips)),
            )
        except CalendarError:
            # A day cannot be a holiday and a declared working day: such a fact cannot be.
            return {nip: {} for nip in nips}
        self.packs += 1
        self.tried += len(results)
        found: dict[str, dict[Month, Pay]] = {nip: {} for nip in nips}
        for item in results:
            found[item.nip][CALENDAR.named(item.period)] = Pay.of(item)
        return found
