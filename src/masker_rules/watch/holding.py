"""The facts that hold: what was fed and not withdrawn, as a pack of everybody or of some.

What holds is a set. Facts enter it once, a name that was withdrawn never enters it again, and
nothing depends on which came first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from masker_rules.engine.speaking import WITH_WORDS
from masker_rules.facts import Pack, PackRemark, SetAside, Stamp, TableDef, definition
from masker_rules.facts.canonical import Key
from masker_rules.facts.doubts import doubts_together
from masker_rules.facts.intake import TableRows
from masker_rules.facts.nip import NIP_LENGTH
from masker_rules.facts.pack import position
from masker_rules.facts.people import People
from masker_rules.facts.presence import parts_of
from masker_rules.facts.repeats import repeat
from masker_rules.facts.rows import Complete, Punch, Row
from masker_rules.periods import Month
from masker_rules.watch.door import Fact, answered, of_nobody

__all__ = ["EVERYBODY", "OF_ALL", "Held"]

#: Stands for all people where some are named.
EVERYBODY = frozenset({"*"})

#: Tables of which a result says that they are absent; others, when absent, are empty.
TELLING = frozenset(
    {"punches", "activities", "scores", "amounts", "salaries", "events", "attributes"}
)

#: Tables whose rows of everybody decide what rows set aside may say of anybody.
OF_ALL = WITH_WORDS | {"employees"}

_Shelf = dict[str, dict[str, Fact]]


@dataclass(slots=True)
class Held:
    """Facts by name, and by whom they are about.

    Attributes:
        facts: Those that hold, by name.
        withdrawn: Names that were withdrawn, be it before the fact came.
        declared: Tables that are known even where they hold nothing.
        month_of: The month of a day.
        turns: How often anything changed that may say something of people whom it does not name.
    """

    facts: dict[str, Fact] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    declared: set[str] = field(default_factory=set)
    month_of: Callable[[date], Month] = Month.of
    turns: int = 0
    _own: dict[str, _Shelf] = field(default_factory=dict)
    _general: _Shelf = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)
    _days: dict[str, Counter[date]] = field(default_factory=dict)
    _known: Counter[date] = field(default_factory=Counter)
    _known_parts: Counter[tuple[Month, Month]] = field(default_factory=Counter)
    _written: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _meant: dict[str, Fact] = field(default_factory=dict)

    # ---------------------------------------------------------------- in and out
    def declare(self, table: str) -> frozenset[str]:
        """Know a table, be it empty; whom that touches."""
        fresh = table in TELLING and not self.has(table)
        self.declared.add(table)
        return EVERYBODY if fresh else frozenset()

    def add(self, fact: Fact) -> frozenset[str]:
        """Take a fact in; whom it touches: people, `EVERYBODY`, or nobody."""
        if fact.ref in self.withdrawn or fact.ref in self.facts:
            return frozenset()
        table = fact.table
        fresh = table in TELLING and not self.has(table)
        self.facts[fact.ref] = fact
        self._counts[table] += 1
        if fact.aside is not None and fact.number:
            self._written.setdefault((table, fact.number), set()).add(fact.ref)
        own = self.meant(fact)
        moved = self._put(own)
        moved |= self._ask_again(own)
        return self._touched(own, whole=moved or fresh)

    def withdraw(self, ref: str) -> frozenset[str]:
        """Take a fact out, or never let it in; whom that touches."""
        self.withdrawn.add(ref)
        fact = self.facts.pop(ref, None)
        if fact is None:
            return frozenset()
        table = fact.table
        self._counts[table] -= 1
        self._written.get((table, fact.number), set()).discard(ref)
        own = self._meant.pop(ref, fact)
        moved = self._take(own)
        moved |= self._ask_again(own)
        gone = table in TELLING and not self.has(table)
        return self._touched(own, whole=moved or gone)

    def _put(self, fact: Fact) -> bool:
        """Put a fact on its shelf; whether the known months changed."""
        moved = self._count(fact, 1)
        self._shelf(fact).setdefault(fact.table, {})[fact.ref] = fact
        self._turn(fact)
        return moved

    def _take(self, fact: Fact) -> bool:
        """Take a fact from its shelf; whether the known months changed."""
        self._turn(fact)
        del self._shelf(fact)[fact.table][fact.ref]
        return self._count(fact, -1)

    def _turn(self, fact: Fact) -> None:
        is_own = fact.nip is not None and not self._is_strange(fact.nip)
        self.turns += not is_own or fact.table in OF_ALL

    # ---------------------------------------------------------------- whose it is
    def meant(self, fact: Fact) -> Fact:
        """A fact as the office says whose it is, where its number is unreadable or nobody's."""
        answers, number = self._answers.get(fact.table, {}), fact.number
        if number not in answers or self.knows(number):
            return fact
        if fact.table == "employees" and fact.aside is None and len(number) == NIP_LENGTH:
            return fact
        if fact.ref in self.facts:
            return self._meant.setdefault(fact.ref, answered(fact, answers))
        return answered(fact, answers)

    def _ask_again(self, fact: Fact) -> bool:
        """Read anew what a changed answer, or a person who came or went, may be about."""
        if fact.table == "identities":
            rows = [one.row for one in self._general.get("identities", {}).values() if one.row]
            people = People()
            people.ask(rows)
            asked = {(table, text) for table, own in self._answers.items() for text in own}
            self._answers = people.answers
            asked |= {(table, text) for table, own in self._answers.items() for text in own}
        elif fact.table == "employees" and fact.nip is not None:
            asked = {(table, fact.nip) for table, own in self._answers.items() if fact.nip in own}
        else:
            return False
        moved = False
        for ref in sorted({ref for key in asked for ref in self._refs(*key)}):
            raw = self.facts[ref]
            before = self._meant.pop(ref, raw)
            after = self.meant(raw)
            if after != before:
                self._take(before)
                self._put(after)
                moved = True
        return moved

    def _refs(self, table: str, number: str) -> Iterator[str]:
        """Facts of a table that were given with a number, be it answered whose they are."""
        yield from self._written.get((table, number), ())
        yield from self._own.get(number, {}).get(table, ())
        yield from (ref for ref in self._meant if self.facts[ref].number == number)

    def _shelf(self, fact: Fact) -> _Shelf:
        return self._general if fact.nip is None else self._own.setdefault(fact.nip, {})

    def _touched(self, fact: Fact, *, whole: bool) -> frozenset[str]:
        if whole:
            return EVERYBODY
        if fact.nip is not None:
            return frozenset({fact.nip})
        # Whom a row set aside may be about that names nobody is asked when results are.
        return EVERYBODY if fact.row is not None else frozenset()

    def _count(self, fact: Fact, step: int) -> bool:
        """Keep the known months; whether they changed. The shelves are without the fact."""
        before = self._seen_parts
        nip = fact.nip
        if isinstance(fact.row, Punch):
            day = fact.row.time.day
            self._days.setdefault(fact.row.nip, Counter())[day] += step
            if self.knows(fact.row.nip):
                self._know(day, step)
        elif fact.table == "employees" and nip is not None and not self.knows(nip):
            # A stranger's punches begin or cease to count with the row of employees.
            for day, punches in self._days.get(nip, {}).items():
                self._know(day, step * punches)
        return before != self._seen_parts

    def _know(self, day: date, punches: int) -> None:
        """Count punches of a day, fewer where negative, of people who are known."""
        had = self._known[day] > 0
        self._known[day] += punches
        if had != (self._known[day] > 0):
            self._known_parts[self.month_of(day), Month.of(day)] += -1 if had else 1

    # ---------------------------------------------------------------- what is known
    def has(self, table: str) -> bool:
        """Whether a table is known."""
        return table in self.declared or self._counts[table] > 0

    def knows(self, nip: str) -> bool:
        """Whether somebody has an employees row, be it set aside."""
        return bool(self._own.get(nip, {}).get("employees"))

    def _is_strange(self, nip: str) -> bool:
        """Whether a pack takes a number for that of nobody, or for no number of a person."""
        own = self._own.get(nip, {}).get("employees", {}).values()
        return not own or (len(nip) != NIP_LENGTH and all(one.row is None for one in own))

    @property
    def nips(self) -> tuple[str, ...]:
        """Everybody with an employees row, in order."""
        return tuple(sorted(nip for nip in self._own if self.knows(nip)))

    @property
    def known_months(self) -> frozenset[Month]:
        """Months that hold a punch of somebody who is known."""
        return frozenset(month for month, _ in self._seen_parts)

    @property
    def _seen_parts(self) -> frozenset[tuple[Month, Month]]:
        """The same with the month of the calendar of each punch: a month has a part in two."""
        return frozenset(part for part, days in self._known_parts.items() if days)

    def _is_seen(self, month: Month) -> bool:
        """Whether each part of a month holds a punch of somebody who is known."""
        parts = (Month.of(date.fromordinal(part.start)) for part in parts_of(month))
        return self._seen_parts.issuperset((month, part) for part in parts)

    @property
    def known_days(self) -> frozenset[date]:
        """Days that hold a punch of somebody who is known."""
        return frozenset(day for day, count in self._known.items() if count)

    def latest(self, zone: str) -> Stamp | None:
        """The latest punch of somebody who is known, on the clock of a zone."""
        last = max(self.known_days, default=None)
        if last is None:
            return None
        # An offset may move a punch over midnight.
        near = (last, last - timedelta(days=1))
        return max(
            fact.row.time.local(zone)
            for nip, days in self._days.items()
            if self.knows(nip) and any(days[day] > 0 for day in near)
            for fact in self._own[nip].get("punches", {}).values()
            if isinstance(fact.row, Punch)
        )

    # ---------------------------------------------------------------- packs
    def outline(self) -> Pack:
        """What decides what rows set aside may say of anybody, see :data:`OF_ALL`."""
        return self.pack((), of_all=OF_ALL)

    def pack(
        self,
        nips: Collection[str] | None = None,
        months: Iterable[Month] = (),
        of_all: Collection[str] = (),
    ) -> Pack:
        """What holds as a pack: of everybody, or of some with all of nobody in particular.

        Args:
            nips: Some; None = everybody.
            months: Of which a session says that all punches are there: whoever has none so far
                was not seen.
            of_all: Tables of which the rows of everybody are in it.
        """
        rows: dict[str, list[Row]] = {}
        aside: list[SetAside] = []
        remarks: list[PackRemark] = []
        people = People()
        silent = {month for month in months if not self._is_seen(month)}
        strange: dict[str, None] = {}
        if self.has("employees"):
            strange = dict.fromkeys(nip for nip in self._own if self._is_strange(nip))
        for name, table in definition().tables.items():
            if not self.has(name) and not (name == "complete" and silent):
                continue
            facts = self._of(name, None if name in of_all else nips, strange)
            own = strange if name != "employees" else ()
            read, ordered = _read(table, _with_common_doubts(table, facts), own)
            if name == "employees":
                people.learn({*self.nips}, read)
            elif name != "identities":
                people.part_strangers(table, read)
            if name == "complete":
                read.rows = _declared(read.rows, silent)
            kept = {id(row) for row in read.rows}
            remarks += [r for fact in ordered if id(fact.row) in kept for r in fact.remarks]
            rows[name] = read.rows
            aside += read.set_aside
        return Pack.of_rows(
            rows,
            sorted(aside, key=_order),
            sorted(remarks, key=_order),
            days=self.known_days,
        )

    def _of(
        self, table: str, nips: Collection[str] | None, strange: Collection[str]
    ) -> Iterator[Fact]:
        """Facts of a table: of some, of everybody whom the pack does not know, and of nobody."""
        yield from self._general.get(table, {}).values()
        strangers = strange if table != "employees" else ()
        answers = self._answers.get(table, {})
        for nip in strangers:
            for fact in self._own[nip].get(table, {}).values():
                yield of_nobody(self.facts[fact.ref], answers)
        for nip in self._own if nips is None else nips:
            if nip in self._own and nip not in strangers:
                yield from self._own[nip].get(table, {}).values()


def _read(
    table: TableDef, facts: Iterable[Fact], strange: Collection[str]
) -> tuple[TableRows, list[Fact]]:
    """A table of facts, and those that count in order.

    Args:
        table: Its definition.
        facts: The facts.
        strange: Numbers of nobody: each row of theirs is told, be it said twice.
    """
    read, lost = TableRows(), list[Row]()
    keys: dict[Key, Fact] = {}
    for fact in facts:
        if fact.row is None:
            assert fact.aside is not None
            read.set_aside.append(fact.aside)
        elif fact.nip in strange:
            lost.append(fact.row)
        elif fact.key in keys:
            read.set_aside.append(repeat(table, fact.row))
        else:
            keys[fact.key] = fact
    ordered = [keys[key] for key in sorted(keys)]
    read.rows = [*(fact.row for fact in ordered if fact.row is not None), *lost]
    return read, ordered


def _declared(rows: Iterable[Row], months: Iterable[Month]) -> list[Row]:
    """Rows of `complete`, with those that say so of the punches of months."""
    said = {(row.period, row.table): row for row in rows if isinstance(row, Complete)}
    for month in months:
        said.setdefault((str(month), "punches"), Complete(period=str(month), table="punches"))
    return [said[key] for key in sorted(said)]


def _with_common_doubts(table: TableDef, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts; of those whose rows say the same each has the doubts of all."""
    held = [*facts]
    rows = iter(doubts_together(table, [fact.row for fact in held if fact.row is not None]))
    for fact in held:
        row = next(rows) if fact.row is not None else None
        yield fact if row is fact.row else replace(fact, row=row)


def _order(finding: SetAside | PackRemark) -> tuple[object, ...]:
    """Where a finding stands; facts have no lines, so what they say decides."""
    return position(finding), finding.value, finding.nip or ""
