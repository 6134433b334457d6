"""What the people of a unit, or all of them, have together, and what each gets of an amount.

First the points of everybody are worked out, then the amount is shared by them: whole rupiah that
add up to the amount, exactly. Whose points are not known may have any that the missing inputs
allow: what the others get lies between what that leaves them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import TYPE_CHECKING, Any, TypeAlias

from masker_rules.engine.cases import MonthCase, MonthCases
from masker_rules.engine.doubtful import UnenclosedError, doubtful_states
from masker_rules.engine.enclosed_values import unit_of
from masker_rules.engine.enclosing import Known, encloser_of
from masker_rules.engine.enclosures import ANYTHING, ZERO, Span, hull
from masker_rules.engine.open_points import named
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Remark
from masker_rules.engine.some_quantities import SomeQuantities, table_of
from masker_rules.facts.identity import lacks_nip
from masker_rules.language.plan import Input, Plan, Pool
from masker_rules.language.pools import pool_of
from masker_rules.legal import rupiah
from masker_rules.periods import Month

if TYPE_CHECKING:
    from masker_rules.engine.inputs import InputReader
    from masker_rules.facts import Pack

__all__ = ["DIFFERENT", "PoolReader", "Pooled", "Sharing", "pool_remarks", "shares_of"]

#: Who may take part in a month, by nip and name of the month, each with what must be known to tell
#: it: nothing, where that is sure.
Sharing: TypeAlias = Mapping[tuple[str, str], tuple[str, ...]]
#: Makes a reader in which only some month facts are asked for: of the whole pack, or of another.
MakeReader: TypeAlias = "Callable[[frozenset[str], Pack | None], InputReader]"

#: Stands for what is not known where people of a pool know different amounts.
DIFFERENT = "different-amounts"
#: So many places are named of those by which the points of others are not known.
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Pooled:
    """What a pool tells one person.

    Attributes:
        low, high: Between what it lies, in true units; None is without end. Equal where known.
        amount: Rupiah that are shared; None where that is not known, or nothing is.
        points: Points of all, and of the person; None where they are not known.
        people: How many take part.
        missing: What is not known of others, as `missing` lists it.
        assumed: Whose points are the value that the law gives for points that are not known.
    """

    low: Fraction
    high: Fraction | None
    amount: int | None = None
    points: tuple[Fraction, Fraction] | None = None
    people: int = 0
    missing: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        return self.low == self.high


_NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class _Member:
    """Somebody who takes part, or may.

    Attributes:
        unit: None where it is not known.
        points: In true units, where the person takes part.
        is_sure: Whether it is known that the person takes part.
        amount: What the person's own month says that is shared.
        rank: None where it is not known.
    """

    nip: str
    unit: str | None
    points: Span
    is_sure: bool
    amount: Span
    rank: Any
    missing: tuple[str, ...] = ()
    assumed: bool = False

    @property
    def is_known(self) -> bool:
        return self.is_sure and self.points.is_point and self.unit is not None

    @property
    def least(self) -> Fraction:
        """The points that the person brings at least."""
        return Fraction(self.points.low or 0) if self.is_sure and self.unit is not None else _NONE


def shares_of(
    amount: int, points: Mapping[str, Fraction], ranks: Mapping[str, Any] | None = None
) -> dict[str, int]:
    """Whole rupiah for each, in proportion to points, that add up to the amount.

    Args:
        amount: What is shared, not below 0.
        points: By nip, not below 0; where all are 0 nobody gets anything.
        ranks: By nip; the highest gets what whole shares leave. None: a rupiah each to those with
            the largest remainders. Of equals the first by nip.
    """
    total = sum(points.values(), Fraction(0))
    if not total:
        return dict.fromkeys(points, 0)
    exact = {nip: amount * own / total for nip, own in points.items()}
    found = {nip: floor(own) for nip, own in exact.items()}
    rest = amount - sum(found.values())
    taking = [nip for nip, own in points.items() if own]
    if ranks is not None:
        first = min(taking, key=lambda nip: (-ranks[nip], nip))
        found[first] += rest
        return found
    by_remainder = sorted(taking, key=lambda nip: (found[nip] - exact[nip], nip))
    for nip in by_remainder[:rest]:
        found[nip] += 1
    return found


def pool_remarks(found: Iterable[Pooled]) -> Iterator[Remark]:
    """What pools have to tell beside a result: whose points were taken, and what nobody gets."""
    told = [*found]
    assumed = sorted({nip for one in told for nip in one.assumed})
    if assumed:
        yield Remark("pool-points-assumed", None, {"people": ", ".join(assumed)})
    left = {one.amount for one in told if one.amount and one.points and not one.points[0]}
    for amount in sorted(left):
        yield Remark("pool-without-points", None, {"amount": rupiah(amount)})


class PoolReader:
    """Reads what pools tell the people of one pack under one profile.

    Args:
        profile: The regulation.
        reader: Makes a reader of the whole pack, or of another, in which only some month facts
            are asked for.
        nips: Everybody in the pack.
        sharing: Who of them takes part; None = everybody.
        elsewhere: The packs of those who stood in others before, by nip.
    """

    def __init__(
        self,
        profile: Profile,
        reader: MakeReader,
        nips: Sequence[str],
        sharing: Sharing | None,
        elsewhere: Mapping[str, Pack],
    ) -> None:
        self._nips = nips
        self._pools = {
            pool.name: _OnePool(profile, pool, reader, sharing, elsewhere)
            for pool in profile.plan.pools
        }
        self._found: dict[tuple[str, Month, str | None], _Group] = {}

    def of(self, item: Input, nip: str, unit: str | None, month: Month) -> Pooled:
        """What an input of a pool is for a person of a unit."""
        own = self._pools[pool_of(item)]
        if unit is None and not own.pool.everybody:
            return Pooled(Fraction(0), None, missing=("employees.unit",))
        group = self._group(own, month, None if own.pool.everybody else unit)
        told = item.key.partition(".")[2]
        if told == "points":
            return group.all_points()
        if told == "people":
            return group.people()
        return group.share(nip)

    def _group(self, own: _OnePool, month: Month, unit: str | None) -> _Group:
        key = own.pool.name, month, unit
        if key not in self._found:
            self._found[key] = _Group(own.pool, own.members_of(unit or "", month, self._nips))
        return self._found[key]


class _OnePool:
    """Works out the points of everybody in one pool."""

    def __init__(
        self,
        profile: Profile,
        pool: Pool,
        reader: MakeReader,
        sharing: Sharing | None,
        elsewhere: Mapping[str, Pack],
    ) -> None:
        self.pool, self._profile, self._make = pool, profile, reader
        self._sharing, self._elsewhere = sharing, elsewhere
        self._asked = SomeQuantities(profile, pool.quantities)
        self._members: dict[Month, list[_Member]] = {}
        self._places: dict[Month, dict[str | None, list[int]]] = {}
        self._readers: dict[int | None, tuple[InputReader, MonthCases]] = {}

    def _reader_of(self, nip: str) -> tuple[InputReader, MonthCases]:
        """What reads the facts of a person, and gives the case of a month."""
        pack = self._elsewhere.get(nip)
        key = None if pack is None else id(pack)
        if key not in self._readers:
            reader = self._make(self._asked.facts, pack)
            self._readers[key] = reader, MonthCases(self._profile, reader)
        return self._readers[key]

    def members(self, month: Month, nips: Sequence[str]) -> list[_Member]:
        """Everybody who takes part in a month, or may."""
        if month not in self._members:
            found = (self._shared(nip, month) for nip in nips)
            self._members[month] = [*(one for one in found if one is not None), *self._unnamed()]
        return self._members[month]

    def members_of(self, unit: str, month: Month, nips: Sequence[str]) -> list[_Member]:
        """Those of a unit, and those who may be, in the order of all.

        All are gone through once: a pack may have as many units as people.
        """
        members = self.members(month, nips)
        if month not in self._places:
            places = self._places[month] = {}
            for place, one in enumerate(members):
                places.setdefault(one.unit, []).append(place)
        found = self._places[month]
        return [members[at] for at in sorted((*found.get(unit, ()), *found.get(None, ())))]

    def _shared(self, nip: str, month: Month) -> _Member | None:
        """A member, as far as it is known that the regulation is theirs."""
        if self._sharing is None:
            return self._member(nip, month)
        lacking = self._sharing.get((nip, str(month)))
        if lacking is None:
            return None
        return self._anybody(nip, lacking) if lacking else self._member(nip, month)

    def _unnamed(self) -> Iterator[_Member]:
        """Rows of people that nobody can be told of: each may be one more who takes part."""
        reader, _ = self._reader_of("")
        for aside in reader.pack.set_aside:
            if aside.table == "employees" and lacks_nip(aside):
                yield self._anybody("", (named(aside),))

    def _anybody(self, nip: str, names: tuple[str, ...], unit: str | None = None) -> _Member:
        anything = Span(0, None)
        return _Member(
            nip, unit, anything, is_sure=False, amount=ANYTHING, rank=None, missing=names
        )

    def _member(self, nip: str, month: Month) -> _Member | None:
        reader, cases = self._reader_of(nip)
        asked = reader.readings.of(nip, month)
        lost = [
            one for one in reader.pack.set_aside if one.table == "employees" and one.nip == nip
        ]
        named = tuple(name for one in asked for name in one.names if self._asked.reads(name))
        if (
            nip not in reader.pack.by_nip("employees")
            or lost
            or "employees" in map(table_of, named)
        ):
            return self._anybody(nip, named or ("employees",))
        case = cases.of(nip, month)
        if named:
            return self._anybody(nip, named, self._unit(case))
        if not case.is_paid:
            return None
        if self._asked.is_plain(case):
            return self._known(nip, case)
        found = self._enclosed(nip, case)
        # A row that was set aside may have told the points: they are lost, not missing.
        is_lost = bool(reader.readings.left.get(nip))
        return found if found is None or is_lost else self._valued(found)

    def _valued(self, member: _Member) -> _Member:
        """The member with the points that the law gives where they are not known."""
        missing = self.pool.missing
        if missing is None or member.points.is_point:
            return member
        value = missing * unit_of(self._profile.plan.by_name[self.pool.points].type)
        return replace(member, points=Span(value, value), assumed=True)

    def _unit(self, case: MonthCase) -> str | None:
        """Where the person's points count; None where that is not known."""
        return "" if self.pool.everybody else case.inputs.employee.unit

    def _known(self, nip: str, case: MonthCase) -> _Member | None:
        pool, values = self.pool, self._asked.run(case)
        if pool.taking and not values[pool.taking]:
            return None
        points = max(Fraction(0), self._true(case.plan, pool.points, values))
        amount = self._true(case.plan, pool.amount, values) if pool.amount else Fraction(0)
        rank = self._true(case.plan, pool.rank, values) if pool.rank else Fraction(0)
        return _Member(
            nip, self._unit(case), Span(points, points), is_sure=True,
            amount=Span(amount, amount), rank=rank,
        )  # fmt: skip

    @staticmethod
    def _true(plan: Plan, name: str, values: Mapping[str, Any]) -> Fraction:
        value: Fraction = Fraction(values[name]) * unit_of(plan.by_name[name].type)
        return value

    def _enclosed(self, nip: str, case: MonthCase) -> _Member | None:
        """Whose points may be several: between what they lie."""
        pool, inputs, gaps = self.pool, case.inputs, self._asked.gaps(case)
        names = tuple(sorted({gap.name for gap in gaps})) or tuple(sorted(case.unknowns))
        values = self._asked.run(case)
        known = Known(values, (), inputs.segments if inputs.segmented else None, inputs.divisor)
        encloser = encloser_of(case.plan)
        try:
            states = doubtful_states(case.state, gaps)
            points, amount, rank = (
                hull(encloser.quantity(name, one, known) for one in states) if name else ZERO
                for name in (pool.points, pool.amount, pool.rank)
            )
            taking: set[bool] = set()
            for one in states:
                flags = [
                    {bool(flag) for flag in encloser.flag(name, one, known)}
                    for name in (pool.taking, case.plan.eligible)
                    if name
                ]
                taking |= _all_of(flags)
        except UnenclosedError:
            return self._anybody(nip, names, self._unit(case))
        if True not in taking:
            return None
        span = points.clipped(Span(0, None)) or ZERO
        return _Member(
            nip, self._unit(case), span, is_sure=taking == {True},
            amount=amount, rank=rank.low if rank.is_point else None, missing=names,
        )  # fmt: skip


def _all_of(flags: Sequence[set[bool]]) -> set[bool]:
    """What it may be that several flags hold together."""
    found = {True} if all(True in own for own in flags) else set()
    return found | ({False} if any(False in own for own in flags) else set())


def _most_of(members: Iterable[_Member]) -> Fraction | None:
    """The points that people bring at most; None without end."""
    found = [one.points.high for one in members]
    return None if None in found else sum((Fraction(end) for end in found if end), _NONE)


class _Group:
    """Those who take part in one pool of one unit, or of everybody."""

    def __init__(self, pool: Pool, members: Sequence[_Member]) -> None:
        self._pool, self._members = pool, members
        self._by_nip = {one.nip: one for one in members if one.nip}
        unknown = [one for one in members if not self._tells(one)]
        names = dict.fromkeys(name for one in unknown for name in one.missing)
        names |= {DIFFERENT: None} if self._is_disputed else {}
        self._missing = tuple(names)[:MOST_NAMED]
        self._assumed = tuple(one.nip for one in members if one.assumed)
        self._total = Span(sum((one.least for one in members), _NONE), _most_of(members))

    def _tells(self, one: _Member) -> bool:
        """Whether all that is asked of a member is known."""
        ranked = not self._pool.rank or one.rank is not None
        return one.is_known and ranked and one.amount.is_point

    @property
    def _is_disputed(self) -> bool:
        """Whether people know different amounts."""
        return len({one.amount.low for one in self._members if one.amount.is_point}) > 1

    @cached_property
    def _amount(self) -> Span:
        """What is shared: all who know it must know the same."""
        known = {one.amount.low for one in self._members if one.amount.is_point}
        if len(known) == 1:
            (value,) = known
            value = max(Fraction(0), Fraction(value or 0))
            return Span(value, value)
        if known:
            return Span(0, None)
        return hull(one.amount for one in self._members).clipped(Span(0, None)) or ZERO

    @cached_property
    def _shares(self) -> dict[str, int] | None:
        """What each gets, None where something that decides it is not known."""
        amount = self._amount
        if not all(one.is_known for one in self._members) or not amount.is_point:
            return None
        by_rank = bool(self._pool.rank)
        if by_rank and any(one.rank is None for one in self._members):
            return None
        points = {one.nip: Fraction(one.points.low or 0) for one in self._members}
        ranks = {one.nip: one.rank for one in self._members} if by_rank else None
        return shares_of(int(amount.low or 0), points, ranks)

    def share(self, nip: str) -> Pooled:
        """What a person gets."""
        own = self._by_nip.get(nip)
        if own is None or not self._members:
            return Pooled(Fraction(0), Fraction(0))
        if self._shares is not None:
            value, total = Fraction(self._shares[nip]), Fraction(self._total.low or 0)
            return Pooled(
                value, value, int(self._amount.low or 0),
                (total, Fraction(own.points.low or 0)), len(self._members), (), self._assumed,
            )  # fmt: skip
        return Pooled(*self._between(own), missing=self._missing, assumed=self._assumed)

    def _between(self, own: _Member) -> tuple[Fraction, Fraction | None]:
        """Between what the share lies: the more points the more, the more others have the less."""
        amount, points = self._amount, own.points
        low_of, high_of = self._others(own)
        low = Fraction(0)
        if high_of is not None and own.least:
            low = Fraction(floor((amount.low or 0) * own.least / (own.least + high_of)))
        if amount.high is None:
            return low, None
        if points.high is None:
            return low, Fraction(amount.high)
        whole = points.high + low_of
        if not whole:
            return Fraction(0), Fraction(0)
        # Beside the whole rupiah of the share, what whole shares leave: less than one of each.
        rest = len(self._members) if self._pool.rank else 1
        most = floor(amount.high * points.high / whole) + rest
        return low, Fraction(min(most, floor(amount.high)))

    def _others(self, own: _Member) -> tuple[Fraction, Fraction | None]:
        others = [one for one in self._members if one is not own]
        return sum((one.least for one in others), _NONE), _most_of(others)

    def all_points(self) -> Pooled:
        """The points of all who take part."""
        high = self._total.high
        low = Fraction(self._total.low or 0)
        return Pooled(
            low, None if high is None else Fraction(high),
            missing=self._missing, assumed=self._assumed,
        )  # fmt: skip

    def people(self) -> Pooled:
        """How many take part."""
        sure = sum(one.is_sure and one.unit is not None for one in self._members)
        most = len(self._members)
        return Pooled(Fraction(sure), Fraction(most), missing=self._missing)
