"""What rows that were set aside may say of somebody: rows of nobody, and rows for many people.

A row whose NIP cannot be read is a row of one of those whose NIP may have become that text, or of
nobody. A row for many people of which one cell cannot be read says one of the things that the cell
may have said. Each reading is tried as a row of the pack: the month is computed with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, partial
from itertools import combinations as combinations_of
from math import ceil, floor
from typing import Any

from masker_rules.engine.blanks import OTHER, Blanks, numbers_of, words_of
from masker_rules.engine.dubious import DubiousRows
from masker_rules.engine.gaps import BIG, MINUTES_OF_A_MONTH, SPELL
from masker_rules.engine.known import KnownMonths
from masker_rules.engine.lookups import period_of
from masker_rules.engine.open_points import days_told, named
from masker_rules.engine.profile import Profile
from masker_rules.engine.questions import AS_IT_IS, MOST, Question, Reading
from masker_rules.engine.sites import sites_there_may_be
from masker_rules.engine.speaking import Facts, speaking
from masker_rules.engine.turning_points import turning_points
from masker_rules.facts import SetAside
from masker_rules.facts.cells import MAX_CLOCK, fold
from masker_rules.facts.definition import ColumnDef, definition
from masker_rules.facts.identity import Damaged, is_one_person, lacks_nip
from masker_rules.facts.rows import ROW_TYPES, Absence, Employee, Row
from masker_rules.facts.stamps import Stamp
from masker_rules.facts.words import translate
from masker_rules.language.attribute_words import ATTRIBUTES
from masker_rules.language.plan import OVERPAYMENT, PRESENCE
from masker_rules.periods import Month
from masker_rules.units import Unit

__all__ = ["Readings"]

#: Amounts in place of one that cannot be read: the last two show whether the pay still moves.
AMOUNTS = (Decimal(0), *map(Decimal, BIG))
#: Numbers in place of one that cannot be read, likewise.
NUMBERS = (*map(Decimal, (0, 1, 2, 5, 10, 20, 50, 100)), *AMOUNTS[1:])
#: What stands for a cell of a type, and whether the last value stands for one without bound.
SAMPLES: Mapping[str, tuple[Sequence[Any], bool]] = {
    "flag": ((False, True), False),
    "minutes": ((0, 1, MINUTES_OF_A_MONTH // 60), False),
    "amount": (AMOUNTS, True),
    "money": (AMOUNTS, True),
    "number": (NUMBERS, True),
}
#: Dates of service, and what is counted from the first of them.
SERVICE = frozenset({"service_start", "service_end"})
MONTHS_OF_SERVICE = "months_of_service"
#: Seconds.
MINUTE = 60
#: Types of which only some of the values are tried.
BETWEEN = frozenset({"amount", "clock", "minutes", "moment", "money", "number"})
#: Tables of which a gap of the month speaks, and of how many rows of a person each is tried.
WITH_GAPS, FEW = frozenset({"absences", "activities", "punches"}), 3
#: Cells of which some values are tried, beside what :meth:`OpenPoints.aside` says of their days.
SAMPLED = frozenset(
    {("absences", name) for name in ("code", "from", "until", "child_number", "known_at")}
    | {("activities", name) for name in ("minutes", "quantity", "score")}
)
#: Facts of leave that rest on where its spell began.
SPELL_OF_LEAVE = frozenset({"spell", "day", "month", "working_day", "lasted"})
#: Types of which everything that a cell may say can be tried.
LISTED = frozenset({"attribute", "word", "flag", "date", "period", "month"})
#: Of a range that ends before it begins either end may be the mistake.
RANGES = frozenset({"swapped-range", "empty-range", "mixed-offsets"})
#: Columns that name what a row gives, of tables that give each once.
_NAMES = {"amounts": "component", "scores": "measure"}
#: What they give, and what says nothing of whom and when.
_GIVEN = frozenset({"amount", "value", "doubt"})
#: Tables whose rows are asked for by a period of their own.
UNDATED = frozenset({"scores", "salaries", "carried"})


class Readings:
    """Finds what rows set aside may say of any person and month.

    Args:
        profile: The regulation.
        pack: The facts in its words.
        known: The rows that speak, of the whole where the pack is a part of it; see
            :func:`speaking`.
        months: Of which months facts are known; None = that is not asked.

    Attributes:
        left: Rows of people who are known, by nip, of which the gaps of a month speak; see
            :meth:`~masker_rules.engine.open_points.OpenPoints.aside`.
    """

    def __init__(
        self,
        profile: Profile,
        pack: Facts,
        known: Sequence[SetAside] | None = None,
        months: KnownMonths | None = None,
    ) -> None:
        self._profile, self._pack, self._known = profile, pack, months
        self.left: dict[str, list[SetAside]] = {}
        self._by_text: dict[str, list[SetAside]] = {}
        self._of_person: dict[str, list[SetAside]] = {}
        self._shared: list[SetAside] = []
        self._employees: list[SetAside] = []
        self._months: dict[Month, list[Month]] = {}
        self._told: dict[str, frozenset[tuple[Any, ...]]] = {}
        for one in speaking(profile, pack) if known is None else known:
            if one.nip is not None and not one.is_of_nobody:
                is_listed, is_all = _is_listed(one)
                if is_listed:
                    self._of_person.setdefault(one.nip, []).append(one)
                if not is_all:
                    self.left.setdefault(one.nip, []).append(one)
            elif not lacks_nip(one):
                self._shared.append(one)
            elif one.table == "employees":
                self._employees.append(one)
            else:
                self._by_text.setdefault(one.number, []).append(one)
        people = pack.by_nip("employees")
        self._texts = Damaged(self._by_text, people)
        lost = (one.number for one in self._employees if one.unread is not None)
        self._numbers = Damaged(lost, people)
        self._dubious = DubiousRows(profile, pack)
        self._blanks = Blanks(profile, pack, self._shared, self._reached)
        read = profile.pay_program.facts
        items = (item for name, item in profile.plan.inputs.items() if name in read)
        self._asks_others = any(item.post is not None for item in items)
        for nip in self._of_person:
            self._leave_many(nip)

    def _leave_many(self, nip: str) -> None:
        """Of many rows of a person the gaps of the month speak, which take them together."""
        rows = self._of_person[nip]
        many = [one for one in rows if one.table in WITH_GAPS]
        if len(many) > FEW:
            left = self.left.setdefault(nip, [])
            left += [one for one in many if one not in left]
            self._of_person[nip] = [one for one in rows if one not in many]

    def of(self, nip: str, month: Month) -> list[Question]:
        """What rows of nobody, rows for many and rows in doubt may say of a month of somebody."""
        sure = [
            *self._blanks.of(nip, month),
            *self._doubts(nip, month),
        ]
        if not (self._by_text or self._of_person or self._shared or self._employees):
            return sure
        about = (*self._of_person.get(nip, ()), *self._earlier(nip, month), *self._shared)
        return [
            *sure,
            *self._own(nip, month),
            *self._person(nip),
            *(
                self._question(one, nip, month)
                for one in about
                if self._meets(one, nip, month) and not self._says_nothing(one)
            ),
        ]

    def never_tried(self, nip: str) -> list[SetAside]:
        """Rows of a person that no question stands for."""
        tried = self._of_person.get(nip, ())
        return [one for one in self.left.get(nip, ()) if one not in tried]

    def of_stranger(self, nip: str, month: Month) -> tuple[tuple[str, ...], list[Reading] | None]:
        """What is known of somebody without an employees row that counts.

        Returns:
            Names of the rows that may be theirs, and each such row with all others of the person;
            None where one of them cannot be read.
        """
        if own := self._own_rows(nip):
            names = tuple(sorted({named(one) for one in own}))
            asked = [self._question(one, nip, month) for one in own]
            if len(asked) > 1 or not all(one.options for one in asked):
                return names, None
            return self._with_blanks(names, [row for one in asked for row in one.options[1:]])
        rows = [one for one in self._employees if self._may_be(one, nip)]
        names = tuple(sorted({named(one) for one in rows}))
        if 2 ** len(rows) > MOST:
            return names, None
        own_rows = self._by_text.get(nip, ())
        # Several may be rows of one person: of the unit before, and of the one after.
        some = (each for count in range(len(rows)) for each in combinations_of(rows, count + 1))
        made = [self._as_rows_of(nip, [*own_rows, *each]) for each in some if _begin_apart(each)]
        known = [reading for reading in made if reading is not None]
        return self._with_blanks(names, known) if len(known) == len(made) else (names, None)

    def _own_rows(self, nip: str) -> list[SetAside]:
        """Rows of people that carry the number of somebody and were set aside."""
        theirs = (*self._of_person.get(nip, ()), *self.left.get(nip, ()))
        return [one for one in theirs if one.table == "employees"]

    def name_of(self, nip: str) -> str:
        """The name that all those rows tell; empty where they tell none, or several."""
        told = {str(one.said.get("name", "")) for one in self._own_rows(nip)} - {""}
        return told.pop() if len(told) == 1 else ""

    def _with_blanks(
        self, names: tuple[str, ...], known: Sequence[Reading]
    ) -> tuple[tuple[str, ...], list[Reading] | None]:
        """Rows of a stranger with all that their empty cells may say; None for too many."""
        found: list[Reading] = []
        asked = {*names}
        for reading in known:
            people: list[Any] = list(reading.more.get("employees", ()))
            empty = self._blanks.empty(people)
            asked |= {f"employees.{name}" for name in empty}
            filled = self._blanks.fillings(people, empty)
            if filled is None:
                return tuple(sorted(asked)), None
            found += [Reading({**reading.more, **option.more}) for option in filled]
        return tuple(sorted(asked)), found if len(found) <= MOST else None

    def has_more(self, nip: str, month: Month, names: Iterable[str]) -> bool:
        """Whether other rows than those named, and than a stranger's own, may say something."""
        known = {*names, *map(named, self._by_text.get(nip, ()))}
        return any(not known.issuperset(one.names) for one in self.of(nip, month))

    def _earlier(self, nip: str, month: Month) -> Iterator[SetAside]:
        """Letters before a month, of which no gap of it speaks, that its spells may rest on."""
        listed = self._of_person.get(nip, ())
        for one in self.left.get(nip, ()):
            is_early = one not in listed and not self._lies_in(one, month)
            if is_early and self._joins(one, nip, month):
                yield one

    # ---------------------------------------------------------------- rows of nobody
    def _own(self, nip: str, month: Month) -> Iterator[Question]:
        """Rows that may be the person's, those of one text together."""
        for text in self._texts.of(nip):
            rows = [one for one in self._by_text[text] if self._touches(one, nip, month)]
            if is_one_person(text):
                yield from self._theirs(rows, nip)
            else:
                for one in rows:
                    yield from self._theirs([one], nip)

    def _person(self, nip: str) -> Iterator[Question]:
        """Employees rows that may be another row of the person."""
        held = {row.valid_from for row in self._pack.by_nip("employees").get(nip, ())}
        for one in self._employees:
            if self._may_be(one, nip) and one.said.get("valid_from") not in held:
                yield from self._theirs([one], nip)

    def _may_be(self, aside: SetAside, nip: str) -> bool:
        """Whether an employees row whose number is not read may be of a person."""
        return aside.unread is None or aside.number in self._numbers.of(nip)

    def _theirs(self, rows: Sequence[SetAside], nip: str) -> Iterator[Question]:
        if not rows:
            return
        names = tuple(sorted({named(one) for one in rows}))
        made = self._as_rows_of(nip, rows)
        yield Question(names) if made is None else Question(names, (AS_IT_IS, made))

    def _as_rows_of(self, nip: str, rows: Sequence[SetAside]) -> Reading | None:
        """Rows of nobody as those of a person; None where one lacks more than its number."""
        made: dict[str, tuple[Row, ...]] = {}
        for one in rows:
            row = self._row(one, {"nip": nip}) if one.unread == ("nip",) else None
            if row is None:
                return None
            made[one.table] = (*made.get(one.table, ()), row)
        return Reading(made)

    # ---------------------------------------------------------------- rows in doubt
    def _doubts(self, nip: str, month: Month) -> Iterator[Question]:
        """Rows that count, and that an importer doubts."""
        for one in self._dubious.of(nip) if self._dubious else ():
            if self._meets(one.aside, nip, month):
                name = one.aside.table
                told = days_told(self._profile.plan.cutoff, name, month)
                question = one.question(told, partial(self._days, month, name))
                if question is not None:
                    yield question

    def _days(self, month: Month, table: str) -> list[date]:
        """Days of which a table tells what the rules of a month look at."""
        cutoff = self._profile.plan.cutoff
        read = (one for one in self._reached(month) if self._is_read(one, month, table))
        reached = (days_told(cutoff, table, one) for one in read)
        return [day for one in reached for day in one.dates()]

    def _is_read(self, one: Month, month: Month, table: str) -> bool:
        """Whether a row for many may tell anything of a month that the rules look back at.

        Of an earlier one of which nothing is known no day is read, but those of the calendar are.
        """
        is_of_person = definition().tables[table].has("nip")
        if self._known is None or is_of_person or one in self._known:
            return True
        grains = {grain for grain, _ in self._profile.program().earlier.values()}
        near = 1 if self._profile.reads_beside else 0
        return "calendar" in grains or abs(one.since(month)) <= near

    # ---------------------------------------------------------------- rows for many
    def _reached(self, month: Month) -> list[Month]:
        """A month, the earlier ones that its rules look back at, and what lies beside them."""
        if month not in self._months:
            windows = [window for _, window in self._profile.program().earlier.values()]
            found = {month, *(one for window in windows for one in window.before(month))}
            if "ordered" in self._profile.program().grains.get(PRESENCE, ()):
                found.add(month.plus(1))
            if self._profile.reads_beside:
                found |= {one.plus(step) for one in found for step in (-1, 1)}
            self._months[month] = sorted(found)
        return self._months[month]

    def _touches(self, aside: SetAside, nip: str, month: Month) -> bool:
        """Whether a row may speak of a month, or of one that its rules look back at."""
        return self._lies_in(aside, month) or self._joins(aside, nip, month)

    def _lies_in(self, aside: SetAside, month: Month) -> bool:
        if aside.dates is None or aside.table in UNDATED:
            return True
        # The night of the last day of a month ends on the first of the next.
        cutoff = self._profile.plan.cutoff
        reached = [days_told(cutoff, aside.table, one) for one in self._reached(month)]
        begin, end = reached[0].first, reached[-1].plus(1).first
        return any(first <= end and last >= begin for first, last in aside.stretches)

    def _joins(self, aside: SetAside, nip: str, month: Month) -> bool:
        """Whether a spell of leave in the months read may have begun with an earlier letter."""
        is_letter = aside.table == "absences" and self._counts_spells
        begin = self._reached(month)[0].first
        return (
            is_letter
            and any(first < begin for first, _ in aside.stretches)
            and self._is_away(nip, begin, month.last)
        )

    @cached_property
    def _counts_spells(self) -> bool:
        """Whether it matters how far a day lies in a spell of leave."""
        grains = self._profile.pay_program.grains
        of_day, of_leave = grains.get("day", frozenset()), grains.get("leave", frozenset())
        return not (of_day.isdisjoint(SPELL) and of_leave.isdisjoint(SPELL_OF_LEAVE))

    def _is_away(self, nip: str, begin: date, end: date) -> bool:
        """Whether a letter that is the person's, or may be, reaches into a stretch of days."""
        letters: Sequence[Absence] = self._pack.by_nip("absences").get(nip, ())
        theirs = (one for text in self._texts.of(nip) for one in self._by_text[text])
        lost = (*self._of_person.get(nip, ()), *self.left.get(nip, ()), *theirs)
        return any(
            row.from_ <= end and (row.until is None or row.until >= begin) for row in letters
        ) or any(
            first <= end and last >= begin
            for one in lost
            if one.table == "absences"
            for first, last in one.stretches
        )

    def _meets(self, aside: SetAside, nip: str, month: Month) -> bool:
        """Whether the row may be about the person in the month."""
        if not self._touches(aside, nip, month):
            return False
        if aside.nip is not None:
            return True
        people: Sequence[Employee] = self._pack.by_nip("employees").get(nip, ())
        if not people:
            # What somebody is, of whom no row counts, is not known.
            return True
        scope = ["unit", "staff_group"]
        if not (self._asks_others or nip in self._pack.by_nip("assignments")):
            # Whoever acts in a post, or asks for another's amount, looks up that one, too.
            scope += ["position", *(["job_class"] if self._profile.job_class is None else ())]
        for name in scope:
            said = self._scope(aside, name)
            if said is not None and all(_said_of(row, name) not in (None, said) for row in people):
                return False
        return True

    def _says_nothing(self, aside: SetAside) -> bool:
        """Whether a row is of a word that nobody knows, and of each known one the same stands.

        A component or a measure is told once of the same person, post or unit and time: what else
        such a row may be is nothing that the regulation reads.
        """
        name = _NAMES.get(aside.table, "")
        if aside.unread != (name,) or aside.code != "unknown-word":
            return False
        read = self._profile.pay_program.facts
        items = self._profile.plan.inputs.values()
        words = {item.key for item in items if item.table == aside.table and item.name in read}
        # Whoever acts in a post is paid of its amount, whatever the regulation calls an input.
        words |= {"tpp"} if aside.table == "amounts" else set()
        rows = [self._row(aside, {name: word}) for word in sorted(words)]
        told = self._told_once(aside.table)
        return all(row is not None and _told_of(aside.table, row) in told for row in rows)

    def _told_once(self, table: str) -> frozenset[tuple[Any, ...]]:
        if table not in self._told:
            rows = self._pack.rows(table)
            self._told[table] = frozenset(_told_of(table, row) for row in rows)
        return self._told[table]

    def _scope(self, aside: SetAside, name: str) -> Any:
        """Whom a row is about, in the words of the profile; None where that is not known."""
        said = aside.said.get(name)
        field = None if said is None else definition().tables[aside.table].column(name).profile
        if not field:
            return said
        meant = self._profile.vocabulary.find(field, str(said))
        if meant is None and field in definition().open_vocabularies:
            return fold(str(said))
        return meant

    def _question(self, aside: SetAside, nip: str, month: Month) -> Question:
        names, is_own = (named(aside),), aside.nip is not None
        if aside.table == "sites" and aside.unread:
            return Question(names, (AS_IT_IS, *self._sites(aside, nip)))
        if not aside.unread or len(aside.unread) > 1 or aside.code in RANGES:
            return Question(names)
        (name,) = aside.unread
        column = definition().tables[aside.table].column(name)
        # Of a letter before the month no list of dates holds the day on which a spell began.
        is_early = not self._lies_in(aside, month) and column.type == "date"
        found = None if is_early else self._values(aside, column, nip, month)
        if found is None:
            return Question(names)
        values, open_end = found
        options = [AS_IT_IS]
        rows = [self._row(aside, {name: value}) for value in values]
        if (aside.table, name) == (ATTRIBUTES, "key"):
            # It was one of the keys that may have such a value; of none it is as good as empty.
            fit = [row for row in rows if row is not None]
            empty = {"value": None}
            rows = [*fit] or [self._row(aside, {name: value, **empty}) for value in values]
        for row in rows:
            if row is None:
                return Question(names)
            options.append(Reading({aside.table: (row,)}))
        if column.may_be_none and not column.none:
            nothing = self._row(aside, {}, none=name)
            options[1:1] = [Reading({aside.table: (nothing,)})] if nothing is not None else []
        is_sampled = column.type in BETWEEN or name in self._profile.pay_program.facts & SERVICE
        return Question(names, tuple(options), open_end, is_own, is_sampled=is_sampled)

    def _sites(self, aside: SetAside, nip: str) -> Iterator[Reading]:
        """Sites that a row may have said, as far as they could judge the person's punches."""
        people: Sequence[Employee] = self._pack.by_nip("employees").get(nip, ())
        units = sorted({row.unit for row in people if row.unit})
        punches = self._pack.by_nip("punches").get(nip, ())
        for rows in sites_there_may_be(aside.said, aside.unread or (), units, punches):
            yield Reading({"sites": rows})

    def _values(
        self, aside: SetAside, column: ColumnDef, nip: str, month: Month
    ) -> tuple[Sequence[Any], bool] | None:
        """What a cell may have said; None where that cannot be listed."""
        match column.type:
            case "word":
                words = column.words or sorted(self._profile.vocabulary.allowed(column.profile))
                return (words, False) if words else None
            case "text":
                return self._texts_of(column, nip), False
            case "date" | "moment" | "period" | "month":
                return self._times(aside.table, column, month), False
            case "count":
                return numbers_of(column), False
            case "clock":
                return self._clocks(aside, column.name), False
            case "attribute":
                # An empty cell of it may say everything that is declared.
                return (None,), False
        return SAMPLES.get(column.type)

    def _times(self, table: str, column: ColumnDef, month: Month) -> Sequence[Any]:
        """Dates, moments and periods that mean anything for a month."""
        if column.type in ("period", "month"):
            return sorted(set(self._periods(month)))
        if column.type == "moment":
            told = days_told(self._profile.plan.cutoff, table, month)
            known = [told.first - timedelta(days=1), *told.dates(), told.plus(1).first]
            return [None, *(Stamp(day, 0) for day in known)]
        days = self._days(month, table)
        beside = days[0] - timedelta(days=1), days[-1] + timedelta(days=1)
        known = [*([None] if column.empty == "open" else ()), *beside, *days]
        if column.name in SERVICE:
            known += sorted(set(self._begins_of_service(month)).difference(known))
        return known

    def _clocks(self, aside: SetAside, name: str) -> Sequence[int]:
        """The first and the last time that a cell may have, and the hours of the law between."""
        weeks = (own.weeks.values() for own in self._profile.plan.attendance.hours)
        hours = [one for own in weeks for week in own for one in week.values()]
        low, high = 0, MAX_CLOCK - MINUTE
        for begin, end in definition().tables[aside.table].ranges:
            other = aside.said.get({begin: end, end: begin}.get(name, ""))
            if isinstance(other, int):
                low, high = (low, other - MINUTE) if name == begin else (other + MINUTE, high)
        known = {end for one in hours for end in (one.start, one.end)}
        return sorted({low, high, *(one for one in known if low < one < high)})

    def _begins_of_service(self, month: Month) -> Iterator[date]:
        """The earliest date of all, and those from which the months of service turn what is paid.

        Between two that lie beside each other nothing turns.
        """
        first = definition().types["date"].low
        assert isinstance(first, date)
        yield first
        longest = month.since(Month.of(first))
        if MONTHS_OF_SERVICE in self._profile.pay_program.facts:
            for edge in turning_points(self._profile.plan, MONTHS_OF_SERVICE, Unit.NUMBER):
                near = range(max(0, floor(edge) - 1), min(ceil(edge) + 2, longest))
                yield from (month.plus(-months).first for months in near)

    def _texts_of(self, column: ColumnDef, nip: str) -> list[str]:
        """Texts of a cell that mean anything for a person, and one that means nothing."""
        if column.silent:
            return [OTHER]
        people: Sequence[Employee] = self._pack.by_nip("employees").get(nip, ())
        own = {_said_of(row, column.name) for row in people if hasattr(row, column.name)}
        if column.name == "schedule":
            own.update(one.name for one in self._profile.plan.attendance.hours)
        own.update(
            {"unit": self._blanks.units, "position": self._blanks.posts}.get(column.name, ())
        )
        if column.name == "device":
            # An outage of a device concerns whoever punched there.
            own.update(one.device for one in self._pack.by_nip("punches").get(nip, ()))
        own |= words_of(self._profile.plan)
        return [*sorted(text for text in own - {OTHER} if text), OTHER]

    def _periods(self, month: Month) -> Iterator[str]:
        """Periods by which a month is looked up."""
        yield str(month)
        for item in self._profile.plan.inputs.values():
            if item.table != "amounts":
                yield period_of(item, month)

    def _row(self, aside: SetAside, read: Mapping[str, Any], none: str = "") -> Row | None:
        """The row with what it may say, in the words of the profile; None where it is none.

        Args:
            aside: The row set aside.
            read: Values by column.
            none: A column that may be known to have no value; empty for none.
        """
        table = definition().tables[aside.table]
        said = {**aside.said, **read}
        if any(c.required == "value" and said.get(c.name) is None for c in table.columns):
            return None
        fields: dict[str, Any] = {c.field: said.get(c.name) for c in table.columns}
        row = ROW_TYPES[aside.table](**fields, none=aside.none.union([none] if none else ()))
        rows = translate(table, (row,), self._profile.vocabulary).rows
        return rows[0] if rows else None


def _told_of(table: str, row: Row) -> tuple[Any, ...]:
    """What a row gives, to whom and of when."""
    columns = definition().tables[table].columns
    return tuple(getattr(row, one.field) for one in columns if one.name not in _GIVEN)


def _begin_apart(rows: Sequence[SetAside]) -> bool:
    """Whether rows of people may be of one person: who has one of each beginning."""
    return len({one.said.get("valid_from") for one in rows}) == len(rows)


def _is_listed(aside: SetAside) -> tuple[bool, bool]:
    """Whether the row lacks one cell of which something can be tried, and whether that is all."""
    if aside.unread is None or len(aside.unread) != 1 or aside.code in RANGES:
        return False, False
    (name,) = aside.unread
    column = definition().tables[aside.table].column(name)
    if (aside.table, name) in SAMPLED:
        return True, False
    if column.type == "count":
        has_ends = column.minimum is not None and column.maximum is not None
        return has_ends, has_ends
    found = column.type in LISTED or (aside.table, name) == ("deductions", "amount")
    found |= (aside.table, name, aside.said.get("key")) == ("carried", "value", OVERPAYMENT)
    found |= column.type == "text" and (column.silent or aside.table == "employees")
    return found, found


def _said_of(row: Employee, name: str) -> Any:
    return getattr(row, name)
