"""What empty cells of rows that count may say, where empty is not known.

Here are the cells by which somebody finds hours, amounts and rows that hold for some, and those
of letters and acting posts; what formulas ask of the person is a gap of the month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import product
from math import prod
from typing import Any

from masker_rules.engine.profile import Profile
from masker_rules.engine.questions import AS_IT_IS, MOST, Question, Reading
from masker_rules.engine.sites import reads_sites
from masker_rules.engine.speaking import Facts, tables_read
from masker_rules.facts import SetAside
from masker_rules.facts.definition import ColumnDef, definition
from masker_rules.facts.person import COLUMN_OF, OF_GRADE, graded_facts
from masker_rules.facts.rows import Absence, Assignment, Employee, Row
from masker_rules.language.catalogue import vocabularies
from masker_rules.language.expressions import words_said
from masker_rules.language.plan import Plan
from masker_rules.periods import Month

__all__ = ["OTHER", "Blanks", "numbers_of", "words_of"]

#: A unit, a post, a group that nobody has.
OTHER = "\x00"
_EMPLOYEES = definition().tables["employees"]
CATEGORIES, TAX = (_EMPLOYEES.column(name).words for name in ("category", "tax_status"))
#: Whole numbers of a column that tells no most of them.
CHILDREN = range(1, 8)
#: Facts of the person of which a gap of the month speaks, see `OpenPoints.person`.
IN_GAPS = frozenset({"category", "position_kind", *OF_GRADE.values()})
#: A grade of each golongan, and of each of PPPK.
GRADES = ("I/a", "II/a", "III/a", "IV/a", *vocabularies()["golongan_pppk"])
#: Tables whose rows may hold for one unit.
WITH_UNITS = ("amounts", "calendar", "events", "outages", "schedules", "scores")


class Blanks:
    """Finds what empty cells may say of any person and month.

    Args:
        profile: The regulation.
        pack: The facts in its words.
        shared: Rows for many that are set aside: their units and posts may be meant, too.
        reached: A month, and the earlier ones that its rules look back at.
    """

    def __init__(
        self,
        profile: Profile,
        pack: Facts,
        shared: Sequence[SetAside],
        reached: Callable[[Month], Sequence[Month]],
    ) -> None:
        self._profile, self._pack = profile, pack
        self._shared, self._reached = shared, reached

    def of(self, nip: str, month: Month) -> Iterator[Question]:
        """What the person's own rows leave open."""
        yield from self._of_person(nip)
        yield from self._of_rows(nip, month)
        yield from self._unordered(nip, month)

    def _of_person(self, nip: str) -> Iterator[Question]:
        """Cells of the person's rows that are empty and decide whose rows or hours hold."""
        people: Sequence[Employee] = self._pack.by_nip("employees").get(nip, ())
        empty = self.empty(people)
        if not empty:
            return
        names = tuple(f"employees.{name}" for name in empty)
        filled = self.fillings(people, empty)
        yield Question(names) if filled is None else Question(names, (AS_IT_IS, *filled[1:]))

    def empty(self, people: Sequence[Employee]) -> dict[str, Sequence[Any]]:
        """Columns that are empty in one of the rows, with what they may say."""
        return {
            name: known
            for name, known in self._deciding.items()
            if any(_is_open(row, name) for row in people)
        }

    def fillings(
        self, people: Sequence[Employee], empty: Mapping[str, Sequence[Any]]
    ) -> list[Reading] | None:
        """The rows with all that their empty cells may say, as they are first; None: too many."""
        if prod(len(known) + 1 for known in empty.values()) > MOST:
            return None
        options: list[Reading] = []
        for values in product(*([None, *known] for known in empty.values())):
            rows = list(people)
            for name, value in zip(empty, values, strict=True):
                rows = [_filled(row, name, value) for row in rows]
            options.append(Reading({"employees": tuple(rows)}))
        return options

    def _of_rows(self, nip: str, month: Month) -> Iterator[Question]:
        """Cells of the person's other rows that are read, and empty in a way that says nothing."""
        for table, columns in self._asked_of_rows.items():
            for row in self._pack.by_nip(table).get(nip, ()):
                empty = [name for name in columns if row.lacks(name)]
                if empty and self._reaches(table, row, month):
                    yield self._blank_row(table, row, empty)

    def _blank_row(self, table: str, row: Row, empty: Sequence[str]) -> Question:
        names = tuple(f"{table}.{name}" for name in empty)
        values = [[None, *self._may_say(name)] for name in empty]
        if prod(map(len, values)) > MOST:
            return Question(names)
        options = [AS_IT_IS]
        for choice in list(product(*values))[1:]:
            said: dict[str, Any] = dict(zip(empty, choice, strict=True))
            options.append(Reading({table: (replace(row, **said),)}))
        return Question(names, tuple(options))

    def _may_say(self, name: str) -> Sequence[Any]:
        """What a cell of an absence or an assignment may say."""
        match name:
            case "inpatient":
                return (False, True)
            case "position":
                return [*self.posts, *sorted(words_of(self._profile.plan)), OTHER]
        return numbers_of(_EMPLOYEES.column("job_class"))

    @cached_property
    def _asked_of_rows(self) -> Mapping[str, Sequence[str]]:
        """Columns of the person's own rows that are unknown where they are empty, and read."""
        grains = self._profile.pay_program.grains
        of_leave = {*grains.get("leave", ()), *grains.get("day", ())}
        asked = {
            "absences": ["inpatient"] if "inpatient" in of_leave else [],
            "assignments": ["position", "job_class"] if grains.get("assignment") else [],
        }
        return {table: columns for table, columns in asked.items() if columns}

    def _reaches(self, table: str, row: Absence | Assignment, month: Month) -> bool:
        """Whether the row speaks of a month, or of one that its rules look back at."""
        days_in, reached = self._profile.plan.cutoff.days_in, self._reached(month)
        begin, end = days_in(table, reached[0]).first, days_in(table, reached[-1]).last
        return row.from_ <= end and (row.until is None or row.until >= begin)

    def _unordered(self, nip: str, month: Month) -> Iterator[Question]:
        """Letters of a day of which only another says when it became known: either prevails."""
        letters: Sequence[Absence] = self._pack.by_nip("absences").get(nip, ())
        dated = [(row, row.known_at) for row in letters if row.known_at is not None]
        if not dated or len(dated) == len(letters):
            return
        reached = self._reached(month)
        begin, end = reached[0].first, reached[-1].plus(1).first
        for row in letters:
            met = [
                known
                for other, known in dated
                if row.known_at is None
                and max(row.from_, other.from_, begin)
                <= min(row.until or date.max, other.until or date.max, end)
            ]
            if met:
                latest = replace(max(met), day=max(met).day + timedelta(days=1))
                option = Reading({"absences": (replace(row, known_at=latest),)})
                yield Question(("absences.known_at",), (AS_IT_IS, option))

    @cached_property
    def _deciding(self) -> dict[str, Sequence[Any]]:
        """Columns of employees that are unknown where they are empty, with what they may say.

        What formulas ask of the person is a gap of the month; here are those by which somebody
        finds hours, amounts and rows that hold for some, and those that no gap stands for.
        """
        plan, program = self._profile.plan, self._profile.pay_program
        hours = {name for one in plan.attendance.hours for name in one.reads or ()}
        of_day = program.grains.get("day", frozenset())
        read = hours | of_day | (program.facts - IN_GAPS)
        said = sorted(words_of(plan))
        values: dict[str, Sequence[Any]] = {
            "category": CATEGORIES,
            "education": [*said, OTHER],
            "golongan": GRADES,
            "golongan_pppk": GRADES,
            "job_class": numbers_of(_EMPLOYEES.column("job_class")),
            "npwp": (False, True),
            "position": [*dict.fromkeys((*self.posts, *said, OTHER))],
            "position_kind": sorted(self._profile.vocabulary.allowed("position_kind")),
            "tax_status": TAX,
            "unit": [*dict.fromkeys((*self.units, *said, OTHER))],
        }
        found: dict[str, Sequence[Any]] = {"unit": self.units, "position": self.posts}
        found |= {COLUMN_OF.get(name, name): own for name, own in values.items() if name in read}
        return {name: values for name, values in found.items() if values}

    @cached_property
    def units(self) -> list[str]:
        """Units of which rows say anything that is read."""
        tables = [name for name in WITH_UNITS if name in tables_read(self._profile)]
        tables += ["sites"] if reads_sites(self._profile) else []
        found = {row.unit for name in tables for row in self._pack.rows(name) if row.unit}
        return sorted(found | self._profile.units_of_calendar | self._told("unit"))

    @cached_property
    def posts(self) -> list[str]:
        """Posts that have an amount."""
        found = {row.position for row in self._pack.rows("amounts") if row.position}
        return sorted(found | self._told("position"))

    def _told(self, name: str) -> set[str]:
        """What rows for many that are set aside say in a column.

        Where one of them lost it, it may be what the empty cell of the person would say: both are
        then the same that nobody else has.
        """
        said = {str(one.said[name]) for one in self._shared if name in one.said}
        is_lost = any(name in (one.unread or ()) for one in self._shared)
        return said | {OTHER} if is_lost else said


def numbers_of(column: ColumnDef) -> range:
    """The whole numbers that a cell may say."""
    if column.minimum is None or column.maximum is None:
        return CHILDREN
    return range(int(column.minimum), int(column.maximum) + 1)


def _is_open(row: Employee, name: str) -> bool:
    return bool(graded_facts(row)) if name == "grade" else row.lacks(name)


@lru_cache(maxsize=64)
def words_of(plan: Plan) -> frozenset[str]:
    """Words that the law itself says, in formulas, tables and of whom hours hold."""
    of_hours = (word for one in plan.attendance.hours for word in one.says)
    posts = [item.post for item in plan.inputs.values() if item.post is not None]
    asked = [one for post in posts for one in (post.job_class, post.position) if one is not None]
    formulas = (*(quantity.expr for quantity in plan.quantities), *asked)
    return words_said(formulas).union(of_hours)


def _filled(row: Employee, name: str, value: Any) -> Employee:
    changed: dict[str, Any] = {name: value}
    return replace(row, **changed) if _is_open(row, name) else row
