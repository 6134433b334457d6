"""What an employees row says about the person, as the facts that formulas name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from masker_rules.facts.rows import Employee
from masker_rules.periods import Month

__all__ = [
    "COLUMN_OF",
    "GOLONGAN",
    "NO_GOLONGAN",
    "OF_GRADE",
    "PERSON_FACTS",
    "golongan_of",
    "graded_facts",
    "months_of_service",
    "person_facts",
]

#: Categories without a golongan: a letter grade of theirs is none.
NO_GOLONGAN = frozenset({"PPPK", "NON_ASN"})
#: The fact that a grade tells of each category that has one: an empty grade leaves it unknown.
OF_GRADE = {"PNS": "golongan", "CPNS": "golongan", "PPPK": "golongan_pppk"}
#: Columns of facts with another name.
COLUMN_OF = dict.fromkeys(OF_GRADE.values(), "grade")
#: Grades with a letter, and the golongan of each.
GOLONGAN = {f"{word}/{letter}": word for word in ("I", "II", "III", "IV") for letter in "abcde"}


def golongan_of(grade: str | None) -> str | None:
    """`III` of `III/d`; None for a grade without a letter."""
    return GOLONGAN.get(grade or "")


def graded_facts(employee: Employee) -> frozenset[str]:
    """The facts that a grade may tell, where the cell is empty and so unknown."""
    if not employee.lacks("grade"):
        return frozenset()
    if employee.lacks("category"):
        return frozenset(OF_GRADE.values())
    return frozenset({OF_GRADE.get(employee.category or "", "")} - {""})


def months_of_service(employee: Employee, month: Month) -> int | None:
    """Whole months from `service_start` to the last day of a month; None where it is empty.

    A month is complete on the day of the same number, in a month without it on the last day: so
    on the last day of a month every month begun in an earlier one is.
    """
    start = employee.service_start
    if start is None:
        return None
    return max(0, month.since(Month.of(start, month.begins)))


def person_facts(employee: Employee) -> Mapping[str, object]:
    """The month facts that stand in the employees row; empty cells take the contract's meaning.

    Dates are ordinals.
    """
    has_golongan = employee.category not in NO_GOLONGAN
    return {
        "category": employee.category,
        "golongan": golongan_of(employee.grade) if has_golongan else None,
        "golongan_pppk": _grade_of_pppk(employee),
        "job_class": employee.job_class,
        "position": employee.position,
        "position_kind": employee.position_kind,
        "staff_group": employee.staff_group,
        "unit": employee.unit,
        "tax_status": employee.tax_status,
        "npwp": employee.npwp is not False,
        "education": employee.education,
        "service_start": _ordinal(employee.service_start),
        "service_end": _ordinal(employee.service_end),
    }


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


def _grade_of_pppk(employee: Employee) -> str | None:
    """`IX` of a PPPK; None for everybody else, and for a grade with a letter."""
    grade = employee.grade
    is_theirs = employee.category == "PPPK" and grade is not None and golongan_of(grade) is None
    return grade if is_theirs else None


#: Names of the facts that an employees row tells by itself.
PERSON_FACTS = frozenset(person_facts(Employee("")))
