"""What stands for whom at a moment: thresholds reached and near, on the days that are over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from masker_rules.attendance.rows import DayRow
from masker_rules.engine.consequences import basis_of
from masker_rules.engine.findings import exact
from masker_rules.engine.inputs import InputReader, Inputs
from masker_rules.engine.month_rows import UNDER_DAYS
from masker_rules.engine.profile import Profile
from masker_rules.engine.versions import cutoff_on, version_of
from masker_rules.facts import Pack
from masker_rules.facts.rows import Row
from masker_rules.language.plan import Plan, plain_name
from masker_rules.legal import Text
from masker_rules.periods import Month
from masker_rules.units import Type, Unit, exact_text, percent_text
from masker_rules.watch.alerts import Alert
from masker_rules.watch.backends import Backend, Event, Ladder, Met, Tally
from masker_rules.watch.holding import EVERYBODY, Held
from masker_rules.watch.thresholds import Near, Rule, Thresholds, with_ladders

__all__ = ["Watcher"]

DAY = 86_400


@dataclass(frozen=True, slots=True)
class _Ready:
    """A regulation with the ladders of others, and what is asked of it."""

    profile: Profile
    thresholds: Thresholds
    ladder: Ladder


@dataclass(slots=True)
class _Found:
    """Alerts of one person and month, and up to which day."""

    until: date
    alerts: tuple[Alert, ...]


@dataclass(slots=True)
class Watcher:
    """Works out the alerts of whoever was touched, or whose days went by.

    Args:
        profile: The regulation.
        others: Plans whose ladders hold beside it.
        held: The facts.
        near: What is near.
        backend: Decides which numbers are reached and which are near.
        since: First month that is watched; what lies before is told by `carried`. None = every
            month that holds a punch, which a night before the first of a month does, too.
    """

    profile: Profile
    others: Sequence[Plan]
    held: Held
    near: Near
    backend: Backend
    since: Month | None = None
    _found: dict[tuple[Month, str], _Found] = field(default_factory=dict)
    _asked: dict[Profile, _Ready] = field(default_factory=dict)

    def touch(self, nips: Collection[str]) -> None:
        """Forget what was found of some, or of everybody."""
        if nips == EVERYBODY:
            self._found.clear()
        for key in [key for key in self._found if key[1] in nips]:
            del self._found[key]

    def standing(self, until: date) -> dict[tuple[Any, ...], Alert]:
        """What stands when a day is over, by key: of everybody, and of every known month so far.

        Raises:
            RequestError: the regulation is not in force in a month [not-in-force], or does not
                fit into the backend [backend-too-large, backend-too-many].
            CalendarError: a year has no calendar.
            EvaluationError: the backend failed [backend-failed].
        """
        last = self.held.month_of(until)
        # Of a month without a punch of anybody nobody knows who was there.
        months = sorted(month for month in self._known if month <= last)
        found: dict[tuple[Any, ...], Alert] = {}
        for month in months:
            # A day later nights that end after the month are over, and nothing changes any more.
            self._refresh(month, min(until, self._end(month) + timedelta(1)))
            for nip in self.held.nips:
                for alert in self._found[month, nip].alerts:
                    found[alert.key] = alert
        return found

    @property
    def _known(self) -> set[Month]:
        since = self.since
        return {month for month in self.held.known_months if since is None or month >= since}

    @property
    def _days(self) -> frozenset[date]:
        """Days with punches, of the months that are watched."""
        since = self.since
        return frozenset(
            day for day in self.held.known_days if since is None or day >= since.first
        )

    def _end(self, month: Month) -> date:
        """The last day of which anything is counted in a month."""
        return cutoff_on(self.profile, month.last).end(month)

    # ---------------------------------------------------------------- whom and how
    def _refresh(self, month: Month, until: date) -> None:
        stale = [
            nip
            for nip in self.held.nips
            if (known := self._found.get((month, nip))) is None or known.until != until
        ]
        if not stale:
            return
        if self.profile.plan.pools:
            # What one gets of a pool is another's affair, too.
            stale = [*self.held.nips]
        holding = version_of(self.profile, month)
        if holding not in self._asked:
            own = with_ladders(holding, self.others)
            thresholds = Thresholds(own.plan)
            ladder = thresholds.ladder(own.digest, self.near)
            self._asked[holding] = _Ready(own, thresholds, ladder)
        ready = self._asked[holding]
        own = ready.profile
        over = self._end(month)
        end = min(until, over)
        # Nights that end after the month are over, too: who has no punch of their end made none.
        after = (month.plus(1),) if until > over else ()
        pack = self._pack(stale, after).under(own.vocabulary)
        reader = cache(lambda last: InputReader(own, pack, (month,), last))
        for nip in stale:
            alerts: tuple[Alert, ...] = ()
            if nip in pack.by_nip("employees"):
                last, inputs = end, reader(end).read(nip, month)
                if last == until and _ends_later(inputs, until):
                    last = end - timedelta(1)
                    inputs = reader(last).read(nip, month)
                asked = _Asked(ready.thresholds, inputs, month, is_over=last == over)
                alerts = tuple(_alerts(ready, asked, nip, self.backend))
            self._found[month, nip] = _Found(until, alerts)

    def _pack(self, nips: Sequence[str], months: Sequence[Month]) -> Pack:
        """The facts of some, without punches of months that are not watched.

        Args:
            nips: Whose.
            months: Of which all punches are there, as of `Held.pack`.
        """
        pack, since = self.held.pack(nips, months), self.since
        if since is None:
            return pack
        rows: dict[str, Sequence[Row]] = {table: pack.rows(table) for table in pack.tables}
        rows["punches"] = [r for r in pack.rows("punches") if r.time.day >= since.first]
        return Pack.of_rows(rows, pack.set_aside, days=self._days)


def _ends_later(inputs: Inputs, day: date) -> bool:
    """Whether the shift of a day ends on the next one: that day is not over before."""
    return any(row.date == day and row.end > DAY for row in inputs.attendance.days)


def _alerts(ready: _Ready, asked: _Asked, nip: str, backend: Backend) -> Iterator[Alert]:
    inputs = asked.inputs
    if not inputs.in_service:
        return
    met = backend.decide(ready.ladder, asked.tally(nip))
    who = {"nip": nip, "name": inputs.employee.name or "", "unit": inputs.employee.unit or ""}
    for rule in ready.thresholds.rules:
        yield from asked.of(rule, who, met)


class _Asked:
    """One person and month: what is counted, and what follows from it.

    Args:
        is_over: Whether the month is over: nothing more comes to what it alone counts.
    """

    def __init__(
        self, thresholds: Thresholds, inputs: Inputs, month: Month, *, is_over: bool
    ) -> None:
        self.thresholds, self.inputs, self.month = thresholds, inputs, month
        self.is_over = is_over
        self.doubt = tuple(sorted(gap.name for gap in inputs.gaps if gap.aside))
        self.facts, self.rows = inputs.facts, _settled(inputs.rows)
        told = thresholds.counts(self.facts, self.rows)
        self.counts = {c.name: told[c.name] for c in thresholds.counters}
        self.told = told
        self.follows = thresholds.follow(self.facts, self.rows, self.counts)

    def tally(self, nip: str) -> Tally:
        """What is counted, as backends want it."""
        values = {
            at: int(value)
            for at, counter in enumerate(self.thresholds.counters)
            # None: known not to exist, nothing is counted.
            if (value := self.counts[counter.name]) is not None
        }
        return Tally(nip, self.month, values, lambda: list(self._events(values)))

    def _events(self, values: Mapping[int, int]) -> Iterator[Event]:
        """What counts, by day; first what no row tells, as days that `carried` tells."""
        found: list[Event] = []
        for at, value in values.items():
            told = self.thresholds.hits(at, self.facts, self.rows) if value else ()
            rows = [
                Event(day.toordinal() if (day := _day_of(row)) else 0, at, amount)
                for row, amount in told
            ]
            rest = value - sum(event.amount for event in rows)
            if rest < 0:  # what is counted is no sum of its rows
                rows, rest = [], value
            found += [Event(0, at, rest)] if rest else []
            found += rows
        yield from sorted(found)

    def of(self, rule: Rule, who: Mapping[str, str], met: Mapping[int, Met]) -> Iterator[Alert]:
        """What a rule says: every level reached, and the next one where it is near."""
        now = self.follows[rule.level]
        levels: list[Alert] = []
        for at, edges in zip(rule.counters, rule.edges, strict=True):
            if at not in met:
                continue
            own = self.thresholds.numbers(at, edges)
            name = self.thresholds.counters[at].name
            before = self._at(rule, name, 0)
            for number in (*met[at].reached, *met[at].near):
                if number not in own:
                    continue
                level = self._at(rule, name, number)
                if level == before:
                    continue
                before = level
                is_near = number in met[at].near
                if is_near and self._is_late(at):
                    break
                if not level or not (is_near or now):
                    continue
                levels.append(self._alert(rule, who, level, at, number, is_near=is_near))
                if is_near:
                    break
        if now and all(one.near for one in levels):
            levels = [self._alert(rule, who, now, None, None)]
        yield from _each_once(levels)

    def _is_late(self, counter: int) -> bool:
        """Whether nothing more can come to a counter: its month is over, or its year."""
        is_yearly = self.thresholds.counters[counter].year_long
        return self.is_over and (not is_yearly or self.month.month == 12)

    def _at(self, rule: Rule, counter: str, number: int) -> Any:
        """What would follow from another number; nothing where no facts could give it.

        A formula may look at what exists only beside the number: the highest of no rows.
        """
        changed = {**self.counts, counter: number}
        try:
            return self.thresholds.follow(self.facts, self.rows, changed)[rule.level]
        except TypeError:
            return None

    def _alert(
        self,
        rule: Rule,
        who: Mapping[str, str],
        level: Any,
        at: int | None,
        number: int | None,
        *,
        is_near: bool = False,
    ) -> Alert:
        among = rule.counters if at is None else (at,)
        counters = [self.thresholds.counters[one] for one in among]
        yearly = any(counter.year_long for counter in counters)
        days = sorted({day for one in among for day in self._days(one)})
        told, count, threshold = self.told, None, None
        unit = None if at is None else counters[0].expr.type.unit
        least = 0 if unit is Unit.PERCENT else 1
        if at is not None and number is not None:
            kind, value = counters[0].expr.type, self.counts[counters[0].name]
            if unit is Unit.PERCENT and number - 1 in rule.edges[rule.counters.index(at)]:
                number -= 1  # what must be passed is told, not the smallest number beyond it
            count, threshold = _plain(value, kind), _plain(number, kind)
            if not is_near and unit is not Unit.PERCENT:
                # What was reached on the way rests on the days until then.
                days = days[: int(threshold)] if len(days) == count else days
                if rule.bring is not None and told[rule.bring.number] == value:
                    told = {**told, rule.bring.number: number}
        basis = rule.label
        if rule.bring is not None:
            basis = basis_of(self.thresholds.plan, rule.bring, told, self.month)
        return Alert(
            **who,
            rule=plain_name(rule.path).removeprefix("rules."),
            kind=rule.kind,
            code=rule.word if isinstance(level, bool) else self._code(rule, level),
            near=is_near,
            number=count,
            threshold=threshold,
            # Less than a minute is told as one.
            missing=((threshold or 0) - (count or 0) or least) if is_near else 0,
            in_minutes=unit is Unit.DURATION,
            in_percent=unit is Unit.PERCENT,
            period=str(self.month.year) if yearly else str(self.month),
            days=tuple(days),
            label=rule.label,
            basis=basis,
            source=Text(rule.source.text("id"), rule.source.text("en")),
            doubt=self.doubt,
        )

    @staticmethod
    def _code(rule: Rule, level: Any) -> str:
        """What follows: a word, a percent, or rupiah where the rule takes an amount."""
        if isinstance(level, str):
            return level
        number = exact(level, rule.type)
        is_money = rule.type.unit is Unit.MONEY
        return f"Rp {exact_text(number)}" if is_money else percent_text(number)

    def _days(self, counter: int) -> Iterator[date]:
        for row, _ in self.thresholds.hits(counter, self.facts, self.rows):
            day = _day_of(row)
            if day is not None:
                yield day


def _day_of(row: Any) -> date | None:
    day = getattr(row, "date", None)
    if isinstance(day, int):
        return date.fromordinal(day)
    return day if isinstance(day, date) else None


def _plain(value: Any, kind: Type) -> int | Fraction:
    """Whole minutes of a duration, else the number: a percent or a score may have a part."""
    number = exact(value, kind)
    if kind.unit is Unit.DURATION:
        return int(number // 60)
    return int(number) if number.denominator == 1 else number


def _each_once(levels: Iterable[Alert]) -> Iterator[Alert]:
    """Of alerts of one rule that say the same, the nearest."""
    found: dict[tuple[str, str], Alert] = {}
    for alert in levels:
        key = alert.code, alert.period
        first = found.get(key)
        if first is None or (first.near and alert.missing < first.missing):
            found[key] = alert
    yield from found.values()


def _settled(rows: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Rows of which nothing follows from days that nobody knows yet."""
    days = rows["day"]
    open_ = {index for index, day in enumerate(days) if day.state != "known"}
    if not open_:
        return dict(rows)
    return {
        **rows,
        "day": [_on_time(day) if index in open_ else day for index, day in enumerate(days)],
        **{
            grain: [row for row in rows[grain] if row.day_index not in open_]
            for grain in UNDER_DAYS
        },
    }


def _on_time(day: DayRow) -> DayRow:
    return day._replace(
        in_at=day.start,
        out_at=day.end,
        break_out_at=day.break_start,
        break_in_at=day.break_end,
    )
