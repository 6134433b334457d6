"""Which single facts restore what a month was cut for: found by computing each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from masker_rules.api import day_of, regulation_of
from masker_rules.attendance.rows import DayRow
from masker_rules.corrections.damaged import Damaged
from masker_rules.corrections.facts import (
    Cut,
    Fact,
    PersonMonth,
    cuts_of,
    row_texts,
)
from masker_rules.corrections.kinds import Kind, kinds
from masker_rules.corrections.limits import Limits, Refusal
from masker_rules.corrections.mending import may_be_claimed
from masker_rules.corrections.reach import Reach, reach_of
from masker_rules.corrections.report import Nothing, Restoration, Restored, Unsettled
from masker_rules.corrections.trying import facts_of
from masker_rules.corrections.worlds import Nets, Pay, Trial, Worlds
from masker_rules.engine.inputs import InputReader
from masker_rules.engine.lookback import versions_in
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Person, Result
from masker_rules.engine.sets import ProfileSet
from masker_rules.engine.versions import held_months
from masker_rules.engines import Facts, compute_given, nips_asked
from masker_rules.errors import RequestError
from masker_rules.facts import Pack, SetAside
from masker_rules.facts.definition import definition
from masker_rules.facts.identity import Numbers
from masker_rules.facts.presence import known_months
from masker_rules.facts.rows import Row
from masker_rules.garbage import collected_rarely
from masker_rules.periods import CALENDAR, Month, parse_months

__all__ = ["Restoration", "Restored", "restore"]

Given = Pack | str | Path | Mapping[str, object]
Progress = Callable[[int, int], None]
#: Whose fact it is: what makes two facts one.
_Key = tuple[str, Month, str, Row | None, Row | None]


def restore(  # noqa: PLR0913  (as compute)
    profile: Profile | ProfileSet | str | Path | Mapping[str, object],
    pack: Given,
    period: str | Month | None = None,
    *,
    nips: Iterable[str] | None = None,
    unit: str | None = None,
    as_of: dt.date | str | None = None,
    engine: str | None = None,
    worklist: bool = False,
    progress: Progress | None = None,
) -> Restoration:
    """Which single facts restore what was cut of months, and how much each of them restores.

    A single fact is one row that comes in, or one that stands in the place of another. What it is
    worth is the net with it less the net without, found by computing both: what several facts are
    worth together is no sum of them. Rows that are not in the pack are told as what would have to
    be true, and carry no document.

    Args:
        profile: As of :func:`masker_rules.compute`.
        pack: As of :func:`masker_rules.compute`; later months that it knows are computed too.
        period: The months that were cut; None where the punches cover one.
        nips: Only these people.
        unit: Only the people of this unit.
        as_of: The last known day: what could be put right only before it is not offered. None is
            the end of the period, and nothing is told to be too late.
        engine: As of :func:`masker_rules.compute`.
        worklist: Of each cut only the first fact, in the order of the kinds, that restores
            anything; for whole offices.
        progress: Called with kinds of facts tried and to try.

    Raises:
        MaskerRulesError: as :func:`masker_rules.compute`.
        RequestError: nobody of the pack is of the unit [nobody-in-unit].
    """
    regulation = regulation_of(profile)
    facts = Facts(pack)
    facts.check()
    months = _months(period) or _the_only(facts.pack)
    day = day_of(as_of)
    run = _Run(regulation, facts.pack, months, day, engine, worklist=worklist)
    with collected_rarely():
        return run.restoration(_asked(facts.pack, nips_asked(nips), unit), progress)


def _months(period: str | Month | None) -> tuple[Month, ...]:
    if not period:
        return ()
    return (period,) if isinstance(period, Month) else parse_months(period)


def _the_only(pack: Pack) -> tuple[Month, ...]:
    found = sorted(pack.months())
    if len(found) != 1:
        raise RequestError.of("period-needed", found=", ".join(map(str, found)) or "-")
    return (found[0],)


def _asked(pack: Pack, nips: list[str] | None, unit: str | None) -> list[str] | None:
    if unit is None:
        return nips
    own = [
        nip
        for nip, rows in pack.by_nip("employees").items()
        if any(row.unit == unit for row in rows) and (nips is None or nip in nips)
    ]
    if not own:
        units = sorted({row.unit for row in pack.rows("employees") if row.unit})
        raise RequestError.of("nobody-in-unit", unit=unit, known=", ".join(units) or "-")
    return own


@dataclass
class _Tried:
    """A cut, and what was found for it."""

    cut: Cut
    about: PersonMonth
    person: Person
    limits: Limits
    reads: Mapping[str, frozenset[str]]
    reach: Reach = Reach.DAYS
    seen: int = 0
    count: int = 0
    is_restored: bool = False
    #: Each with the number of the first fact that is refused for it.
    refusals: dict[Refusal, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A fact that is tried for a cut.

    Attributes:
        key: Of the fact.
        read: The same of what the regulation reads of its row: it is worth the same.
        number: Its number among those of the cut.
    """

    fact: Fact
    refusal: Refusal | None
    key: _Key
    read: _Key
    number: int


@dataclass(slots=True)
class _Alike:
    """Facts of a cut of which it is enough to know that one restores it."""

    refusal: Refusal | None
    is_worklist: bool
    facts: list[_Asked] = field(default_factory=list)

    def is_open(self, one: _Tried) -> bool:
        """Whether none of them is known to restore the cut."""
        if self.refusal is not None:
            return self.refusal not in one.refusals
        return not (self.is_worklist and one.is_restored)


class _Run:
    def __init__(
        self,
        regulation: Profile | ProfileSet,
        pack: Pack,
        months: Sequence[Month],
        as_of: dt.date | None,
        engine: str | None,
        *,
        worklist: bool,
        damaged: Damaged | None = None,
    ) -> None:
        self.regulation, self.pack, self.months = regulation, pack, months
        self.damaged = damaged
        self.as_of, self.is_worklist = as_of, worklist
        last = max(map(CALENDAR.named, months))
        known = {CALENDAR.named(month) for month in known_months(pack)}
        self.later = sorted(month for month in known if month > last and _holds(regulation, month))
        self.worlds = Worlds(regulation, pack, (*months, *self.later), as_of, engine)
        self.engine = engine
        self._tables: dict[Profile, Mapping[str, frozenset[str]]] = {}
        self._readers: dict[tuple[Profile, Month], InputReader] = {}
        self._values: dict[_Key, tuple[int | None, Nets]] = {}
        self._found: dict[_Key, Restored] = {}
        self.base: dict[str, dict[Month, Pay]] = {}
        self.worlds.base = self.base

    def restoration(self, nips: list[str] | None, progress: Progress | None) -> Restoration:
        """Everything that was asked."""
        results = compute_given(
            self.regulation,
            self.pack,
            (*self.months, *self.later),
            engine=self.engine,
            as_of=self.as_of,
            nips=nips,
        )
        tried: list[_Tried] = []
        unsettled: list[Result] = []
        asked = {CALENDAR.named(month) for month in self.months}
        for item in results:
            month = CALENDAR.named(item.period)
            self.base.setdefault(item.nip, {})[month] = Pay.of(item)
            if month not in asked or item.status == "not_eligible":
                continue
            if item.net is None:
                unsettled.append(item)
            else:
                tried += self._cuts(item)
        self._try(tried, progress)
        limits = tried[0].limits if tried else None
        found = [*_plainest(self._found.values())]
        waiting: tuple[Unsettled, ...] = ()
        if self.damaged is None:
            put_right, waiting = self._put_right(unsettled)
            found += put_right
        return Restoration(
            _told(self.regulation),
            self.months,
            tuple(sorted(found, key=lambda one: one.order)),
            tuple(
                Nothing(one.cut, one.person, _each_once(one.refusals), one.count)
                for one in sorted(tried, key=lambda one: one.cut.key)
                if not one.is_restored
            ),
            self._never_offered(limits),
            waiting,
            self.worlds.tried,
            _shared(self.regulation),
        )

    def _put_right(
        self, unsettled: Sequence[Result]
    ) -> tuple[list[Restored], tuple[Unsettled, ...]]:
        """What months without an amount lack, and what rows set aside would restore of them.

        Without the rows that cannot be read, and those of nobody, a month may have an amount: what
        each of them is worth is the net with it, put right, less that.
        """
        found: list[Restored] = []
        waiting: list[Unsettled] = []
        by_law: dict[Profile, list[Result]] = {}
        for item in unsettled:
            by_law.setdefault(self._profile(item.period, item.nip), []).append(item)
        for law, items in by_law.items():
            damaged = Damaged.of(self.pack, law)
            for item in items:
                missing = item.bounds.missing if item.bounds is not None else ()
                rows = damaged.speaking_of(item.nip, item.period)
                waiting.append(Unsettled(item.nip, item.period, item.person, missing, rows))
            people = {one.nip for one in waiting if one.set_aside}
            nips = sorted(people & damaged.without.by_nip("employees").keys())
            if nips:
                months = sorted({CALENDAR.named(one.period) for one in items})
                whole = self.regulation if isinstance(self.regulation, Profile) else law
                run = _Run(
                    whole, damaged.without, months, self.as_of, self.engine,
                    worklist=self.is_worklist, damaged=damaged,
                )  # fmt: skip
                asked = {(one.nip, one.period) for one in items}
                rows_of = run.restoration(nips, None).rows
                found += (one for one in rows_of if (one.cut.nip, one.cut.period) in asked)
                self.worlds.tried += run.worlds.tried
        return found, tuple(sorted(waiting, key=lambda one: (one.period, one.nip)))

    # ---------------------------------------------------------------- what was cut
    def _cuts(self, item: Result) -> Iterator[_Tried]:
        if not item.findings:
            return
        profile = self._profile(item.period, item.nip)
        reader = self._reader(profile, item.period)
        attendance = reader.rows.attended(item.nip, item.period)
        about = PersonMonth(
            item.nip,
            item.period,
            item.person.unit,
            self.pack,
            profile.vocabulary,
            attendance,
            self._aside(item.nip, item.period),
        )
        limits = Limits(profile.plan, reader.calendar, self._days_of(profile))
        reads = self._reads(profile)
        for cut in cuts_of(item, attendance.days):
            reach = Reach.DAYS if cut.days else reach_of(profile.plan, cut.rule)
            yield _Tried(cut, about, item.person, limits, reads, reach)

    def _aside(self, nip: str, month: Month) -> Sequence[SetAside]:
        """Rows set aside that may be a person's: all, or what leaves nothing open of the pay."""
        if self.damaged is not None:
            return self.damaged.speaking_of(nip, month)
        return [one for one, people in self._of_nobody if nip in people]

    @cached_property
    def _of_nobody(self) -> list[tuple[SetAside, frozenset[str]]]:
        rows = [one for one in self.pack.set_aside if may_be_claimed(one)]
        numbers = Numbers(self.pack.by_nip("employees")) if rows else None
        return [(one, numbers.meant_by(one.number)) for one in rows if numbers is not None]

    def _reads(self, profile: Profile) -> Mapping[str, frozenset[str]]:
        """The columns that a regulation reads, by table."""
        if profile not in self._tables:
            found = {
                table.name: frozenset(column.name for column in table.columns)
                for table in profile.needs().tables
            }
            settings = profile.plan.attendance
            by = {"reason": settings.spells_by_reason, "document": settings.spells_by_document}
            if "absences" in found:
                found["absences"] |= {column for column, is_read in by.items() if is_read}
            self._tables[profile] = found
        return self._tables[profile]

    def _profile(self, month: Month, nip: str = "") -> Profile:
        if isinstance(self.regulation, Profile):
            profile = self.regulation
        else:
            members = self.regulation.members
            rows = self.pack.by_nip("employees").get(nip, ())
            own = (one for one in members if rows and one.lacks(rows[-1]) == ())
            profile = next(own, members[0]).profile
        return next(iter(held_months(profile, [CALENDAR.named(month)]).values()))

    def _reader(self, profile: Profile, month: Month) -> InputReader:
        found = self._readers.get((profile, month))
        if found is None:
            pack = self.pack.under(profile.vocabulary)
            found = InputReader(profile, pack, [month], self.as_of)
            self._readers[profile, month] = found
        return found

    def _days_of(self, profile: Profile) -> Callable[[str, Month], list[DayRow] | None]:
        """Scheduled days of a person from the beginning of the year to the end of a month."""

        def days(nip: str, month: Month) -> list[DayRow] | None:
            reader = self._reader(profile, month)
            rows = self.pack.by_nip("employees").get(nip, ())
            since = min((row.service_start or dt.date.min for row in rows), default=dt.date.min)
            if not reader.known.year_before(month, since):
                return None
            return [
                day
                for one in month.year_so_far
                for day in self._reader(profile, one).rows.attended(nip, one).days
            ]

        return days

    # ---------------------------------------------------------------- trying
    def _try(self, tried: Sequence[_Tried], progress: Progress | None) -> None:
        if self.damaged is not None:
            stages = [([(kind, True) for kind in kinds() if kind.is_of_set_aside], False)]
        else:
            stages = list(_stages(self.is_worklist))
        for done, (kinds_here, is_last) in enumerate(stages, 1):
            self._stage([one for one in tried if self._is_open(one, is_last)], kinds_here)
            if progress is not None:
                progress(done, len(stages))

    def _is_open(self, one: _Tried, is_last: bool) -> bool:
        """Whether more is to be tried for a cut."""
        if not (self.is_worklist or is_last):
            return True
        return not one.is_restored

    def _stage(self, tried: Sequence[_Tried], some: Sequence[tuple[Kind, bool]]) -> None:
        """Try the facts of some kinds for some cuts, all of them together.

        Of facts that come to the same, being the first that restores a cut of a worklist or
        refused for one reason, a few are tried before the others: mostly one tells.
        """
        alike = [(one, own) for one in tried for own in self._alike(one, some)]
        for size in _ROUNDS:
            trials: dict[_Key, Trial] = {}
            wanted: list[tuple[_Tried, _Asked]] = []
            for one, own in alike:
                if own.is_open(one):
                    some_of, own.facts = own.facts[:size], own.facts[size:]
                    wanted += ((one, asked) for asked in some_of)
            for one, asked in wanted:
                if asked.read[3] == asked.read[4]:  # nothing that is read changes
                    self._values[asked.read] = 0, self.base[one.cut.nip]
                if asked.read not in self._values:
                    month = CALENDAR.named(one.cut.period)
                    trials[asked.read] = Trial(one.cut.nip, month, asked.fact)
            nets = self.worlds.nets(list(trials.values()))
            for key, paid in zip(trials, nets, strict=True):
                month = CALENDAR.named(key[1])
                self._values[key] = _change(self.base[key[0]].get(month), paid.get(month)), paid
            for one, asked in wanted:
                self._settle(one, asked)

    def _alike(self, one: _Tried, some: Sequence[tuple[Kind, bool]]) -> Iterable[_Alike]:
        """The facts of some kinds that touch a cut, those together that come to the same."""
        found: dict[object, _Alike] = {}
        cut = one.cut
        for kind, of_offered in some:
            if not self._applies(kind, one) or not self._reaches(kind, one):
                continue
            for fact in facts_of(kind, cut, one.about):
                refusal = one.limits.refusal(fact, cut.nip, cut.period, self.as_of)
                if (refusal is None) is not of_offered:
                    continue
                one.seen += 1
                row, old = (_read(row, kind, one.reads) for row in (fact.row, fact.replaces))
                key = cut.nip, cut.period, fact.table, fact.row, fact.replaces
                read = cut.nip, cut.period, fact.table, row, old
                # Of a cut that no worklist ends each fact that is offered is told.
                whose = refusal or (None if self.is_worklist else one.seen)
                own = found.setdefault(whose, _Alike(refusal, self.is_worklist))
                own.facts.append(_Asked(fact, refusal, key, read, one.seen))
        return found.values()

    def _applies(self, kind: Kind, one: _Tried) -> bool:
        """Whether rows of its table can say anything of the person."""
        if kind.table not in one.reads and kind.table not in _READ_ALWAYS:
            return False
        # A table that is absent is unknown where its rows are counted: one row would be all.
        return self.pack.has(kind.table) or kind.table in _EMPTY_WHERE_ABSENT

    def _reaches(self, kind: Kind, one: _Tried) -> bool:
        """Whether facts of a kind can change a cut of the month.

        Of everybody only those are tried of which the rule itself reads days; that others were
        not is said.
        """
        if kind.touches == "month" or one.reach is Reach.DAYS:
            return True
        if one.reach is Reach.PERHAPS and self.is_worklist:
            one.refusals.setdefault(Refusal("ask-alone"), 0)
            return False
        return one.reach is Reach.PERHAPS

    def _settle(self, one: _Tried, asked: _Asked) -> None:
        one.count += 1
        amount, paid = self._values[asked.read]
        month = CALENDAR.named(one.cut.period)
        # What it gives back may be of another rule: this one must have taken less.
        is_less = month in paid and paid[month].of_cut(one.cut) > self.base[one.cut.nip][
            month
        ].of_cut(one.cut)
        if amount is None or amount <= 0 or not is_less:
            return
        if asked.refusal is not None:
            one.refusals.setdefault(asked.refusal, asked.number)
            return
        if self.is_worklist and one.is_restored:
            return
        one.is_restored = True
        if asked.key in self._found:
            return
        cut, fact = one.cut, asked.fact
        correction = one.limits.correction(fact.table)
        net = paid[month].net
        assert net is not None, "its amount is known"
        others = len(one.about.aside) - 1 if self.damaged is not None else 0
        self._found[asked.key] = Restored(
            cut,
            one.person,
            fact,
            amount,
            net,
            self._later(cut.nip, paid),
            one.limits.until(fact.table, fact.days[0] if fact.days else None, cut.period),
            None if correction is None else correction.decided_by,
            others,
        )

    def _later(self, nip: str, paid: Nets) -> Mapping[Month, int] | None:
        """What each later month changes by, where it is known."""
        if not self.later:
            return None
        found = {}
        for month in self.later:
            if change := _change(self.base[nip].get(month), paid.get(month)):
                found[month] = change
        return found

    def _never_offered(self, limits: Limits | None) -> tuple[Refusal, ...]:
        """Leave that is offered to nobody, and why."""
        if limits is None:
            return ()
        codes = sorted(limits.plan.attendance.leave)
        said = (limits.leave(code, None, "", self.months[0]) for code in codes)
        return tuple(one for one in said if one is not None)


#: How many facts that come to the same are tried at once, and then all that are left.
_ROUNDS = (1, 4, None)
#: Tables whose rows attendance reads of every regulation.
_READ_ALWAYS = frozenset({"absences", "calendar", "rosters"})
#: Tables without which nothing happened.
_EMPTY_WHERE_ABSENT = frozenset({
    "absences", "attendance_at_events", "away", "calendar", "outages", "rosters", "violations",
})  # fmt: skip


def _stages(is_worklist: bool) -> Iterator[tuple[list[tuple[Kind, bool]], bool]]:
    """Kinds that are tried together, each as what is offered or not; then what is not."""
    every = kinds()
    if is_worklist:
        yield [(kind, True) for kind in every if kind.is_in_pack], False
        for kind in every:
            if kind.is_offered and not kind.is_in_pack:
                yield [(kind, True)], False
    else:
        yield [(kind, True) for kind in every if kind.is_offered], False
    yield [(kind, False) for kind in every], True


def _holds(regulation: Profile | ProfileSet, month: Month) -> bool:
    """Whether a regulation computes a later month: what is paid under another is not its own."""
    laws = (
        [regulation]
        if isinstance(regulation, Profile)
        else [one.profile for one in regulation.members]
    )
    try:
        for law in laws:
            held_months(law, [month])
    except RequestError:
        return False
    return True


def _change(before: Pay | None, after: Pay | None) -> int | None:
    """By how much the net changes; None where one of them is not known."""
    if before is None or after is None or before.net is None or after.net is None:
        return None
    return after.net - before.net


def _plainest(found: Iterable[Restored]) -> Iterator[Restored]:
    """Facts of which nothing that they say could be left out.

    A reason that restores no more than the letter without it is not asked of anybody.
    """
    rows = [(one, frozenset(row_texts(one.fact.row, one.fact.table).items())) for one in found]
    alike: dict[tuple[Any, ...], list[frozenset[tuple[str, str]]]] = {}
    for one, row in rows:
        alike.setdefault(_outcome(one), []).append(row)
    for one, row in rows:
        if one.is_in_pack or not any(other < row for other in alike[_outcome(one)]):
            yield one


def _outcome(one: Restored) -> tuple[Any, ...]:
    later = None if one.later is None else tuple(one.later.items())
    return one.cut.key, one.fact.table, one.fact.replaces, one.net, later


def _read(row: Row | None, kind: Kind, reads: Mapping[str, frozenset[str]]) -> Row | None:
    """What a regulation reads of a row of a fact, of the columns that facts of its kind set."""
    read = reads.get(kind.table)
    if row is None or read is None:
        return row
    columns = (definition().tables[kind.table].column(name) for name in kind.set)
    unread: dict[str, Any] = {c.field: None for c in columns if c.name not in read}
    return replace(row, **unread, none=row.none - {*unread}) if unread else row


def _each_once(refusals: Mapping[Refusal, int]) -> tuple[Refusal, ...]:
    ordered = sorted(refusals, key=refusals.__getitem__)
    return tuple({(one.reason, one.code): one for one in ordered}.values())


def _shared(regulation: Profile | ProfileSet) -> tuple[str, ...]:
    """What people have together under any version of the regulation."""
    pools = {pool.name for one in versions_in(regulation) for pool in one.plan.pools}
    return tuple(sorted(pools))


def _told(regulation: Profile | ProfileSet) -> dict[str, Any]:
    profiles = (
        [regulation]
        if isinstance(regulation, Profile)
        else [one.profile for one in regulation.members]
    )
    return {
        "id": " + ".join(one.id for one in profiles),
        "status": profiles[0].status,
        "digest": profiles[0].digest,
        "unconfirmed": sorted({path for one in profiles for path in one.plan.unconfirmed}),
    }
