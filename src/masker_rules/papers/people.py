"""Who stands on a list of payment, and who is left out of it and why."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias, TypeVar

from masker_rules.engine.result import Result
from masker_rules.facts.definition import definition
from masker_rules.facts.rows import Account, Official
from masker_rules.language.plan import Plan

__all__ = [
    "STAFF",
    "Group",
    "LeftOut",
    "Lists",
    "Staff",
    "Why",
    "account_of",
    "grade_group",
    "groups_of",
    "holding",
    "plans_of",
]

_Row = TypeVar("_Row", Account, Official)
#: Papers of each are apart; `other` is who is in neither of the two.
Staff: TypeAlias = Literal["pns", "pppk", "other"]
#: Why somebody does not stand on a list; the words are `papers.why.<code>`, but of `listed`, who
#: is counted.
Why: TypeAlias = Literal[
    "incomplete", "postponed", "withheld", "not_eligible", "no_account", "not_asked", "listed"
]
#: All kinds of staff, in the order of their papers.
STAFF: tuple[Staff, ...] = ("pns", "pppk", "other")
_STAFF: Mapping[str | None, Staff] = {"PNS": "pns", "CPNS": "pns", "PPPK": "pppk"}
#: Statuses with which a person stands on the list of the month, be it with nothing.
ON_LIST = frozenset({"payable", "zero"})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who is not on the list."""

    result: Result
    why: Why
    list_number: int = 0
    """Of `listed`: the list of the month on which the person stands."""
    asked: bool = True
    """False of those whom the list is expressly not for, whatever else keeps them off it."""


@dataclass(frozen=True, slots=True)
class Group:
    """People whose papers are one set: of a unit, a kind of staff and a regulation."""

    unit: str
    """Empty of people without one."""
    staff: Staff
    plan: Plan
    paid: tuple[Result, ...]
    """By grade from the highest, then class, name, nip."""
    left_out: tuple[LeftOut, ...]

    @property
    def everybody(self) -> tuple[Result, ...]:
        """Those on the list and those left out, in one order."""
        return tuple(sorted((*self.paid, *(one.result for one in self.left_out)), key=_order))

    @property
    def asked(self) -> tuple[Result, ...]:
        """Everybody but those whom the list is expressly not for."""
        without = {one.result.nip for one in self.left_out if not one.asked}
        return tuple(item for item in self.everybody if item.nip not in without)

    @property
    def waiting(self) -> tuple[LeftOut, ...]:
        """Those left out whom no list of the month pays."""
        return tuple(one for one in self.left_out if one.why != "listed")

    @property
    def net(self) -> int:
        """Rupiah that the list pays."""
        return sum(item.net or 0 for item in self.paid)


@dataclass(frozen=True, slots=True)
class Lists:
    """Which people of a run a list is for.

    Attributes:
        only, without: NIPs; None of `only` is everybody.
        accounts: Of the pack; None where it has no table of them: nobody knows, and the numbers
            are lines to fill by hand.
        listed: Number of the list of the month on which a person stands already.
        on: The day on which accounts and officials hold.
    """

    on: date
    only: Collection[str] | None = None
    without: Collection[str] = ()
    accounts: Mapping[str, Sequence[Account]] | None = None
    listed: Mapping[str, int] | None = None

    def why_not(self, item: Result) -> LeftOut | None:
        """Why a person is left out; None of who is on the list."""
        asked = (self.only is None or item.nip in self.only) and item.nip not in self.without
        if (number := (self.listed or {}).get(item.nip)) is not None:
            return LeftOut(item, "listed", number, asked=asked)
        if item.status not in ON_LIST:
            return LeftOut(item, item.status, asked=asked)  # type: ignore[arg-type]
        if not asked:
            return LeftOut(item, "not_asked", asked=False)
        if self.accounts is not None and item.net and account_of(self, item.nip) is None:
            return LeftOut(item, "no_account")
        return None


def plans_of(results: Iterable[Result]) -> Mapping[str, Plan]:
    """The regulations of people, by id."""
    known: dict[str, Plan] = {}
    for item in results:
        # The plan of a month with a change writes amounts otherwise: the plain one goes before.
        if (plan := _plan_of(item)) is not None and (
            plan.id not in known or not plan.over_segments
        ):
            known[plan.id] = plan
    return known


def groups_of(results: Iterable[Result], lists: Lists, known: Mapping[str, Plan]) -> list[Group]:
    """People in sets of papers, by unit, staff and regulation.

    Args:
        results: Of one month.
        lists: Who is on the list.
        known: The regulations of everybody, one at least. Of those whom no computation explains,
            because nobody can read their row, it is the first: they are left out, and named.
    """
    found: dict[tuple[str, int, str], list[Result]] = {}
    for item in results:
        plan = _plan_of(item) or next(iter(known.values()))
        staff = STAFF.index(staff_of(item))
        found.setdefault((item.person.unit or "", staff, plan.id), []).append(item)
    return [
        _group(unit, STAFF[staff], known[plan], items, lists)
        for (unit, staff, plan), items in sorted(found.items())
    ]


def _plan_of(item: Result) -> Plan | None:
    return item.computation.plan if item.computation else None


def _group(unit: str, staff: Staff, plan: Plan, items: list[Result], lists: Lists) -> Group:
    items.sort(key=_order)
    why = {item.nip: lists.why_not(item) for item in items}
    paid = tuple(item for item in items if why[item.nip] is None)
    return Group(unit, staff, plan, paid, tuple(one for one in why.values() if one is not None))


def staff_of(item: Result) -> Staff:
    """On which papers a person stands."""
    return _STAFF.get(item.person.category, "other")


def _order(item: Result) -> tuple[int, int, str, str]:
    grades = definition().vocabularies["grade"]
    grade = item.person.grade
    rank = -grades.index(grade) if grade in grades else 1
    return rank, -(item.person.job_class or 0), item.name.casefold(), item.nip


def grade_group(item: Result) -> str:
    """`III` of III/d; of PPPK the range in which the grade lies, `XII–IX`; empty of none."""
    grade = item.person.grade or ""
    return grade.partition("/")[0] if "/" in grade else _grouped().get(grade, grade)


@cache
def _grouped() -> Mapping[str, str]:
    """The group of each grade that stands in one of `forms.toml`."""
    forms = tomllib.loads((files(__package__) / "forms.toml").read_text("utf-8"))
    grades = definition().vocabularies["grade"]
    return {
        grade: f"{high}–{low}"
        for high, low in forms["grades"]["groups"]
        for grade in grades[grades.index(low) : grades.index(high) + 1]
    }


# ------------------------------------------------------------------ dated rows
def account_of(lists: Lists, nip: str) -> Account | None:
    """The account of a person that holds on the day."""
    rows = (lists.accounts or {}).get(nip, ())
    return holding(rows, lists.on, lambda row: row.account)


def _holds(row: Account | Official, on: date) -> bool:
    return (row.valid_from or date.min) <= on <= (row.valid_until or date.max)


def holding(rows: Iterable[_Row], on: date, name: Callable[[_Row], str]) -> _Row | None:
    """The row that begins last of those that hold on a day; of several the first by name."""
    there: Iterator[_Row] = (row for row in rows if _holds(row, on))
    return min(
        there, key=lambda row: (-(row.valid_from or date.min).toordinal(), name(row)), default=None
    )
