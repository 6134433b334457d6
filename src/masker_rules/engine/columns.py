"""The order of the columns in which results are told as a table: that of the regulation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = [
    "BESIDE",
    "COUNT",
    "FINDING",
    "HEAD",
    "LINE",
    "PART",
    "PERSON",
    "PROMINENT",
    "PROVISIONAL",
    "RUN",
    "SCHEMA",
    "SUMS",
    "UNCOUNTED",
    "codes_among",
    "in_order",
    "whole_numbers",
]

HEAD = ("nip", "name", "period", "status")
#: Where the results are of a run of its own.
RUN = "run"
#: Of the JSON of results: what is added to it changes nothing, what would break a reader does.
SCHEMA = "1"
#: What is told of the person.
PERSON = ("unit", "grade", "job_class", "position", "category", "staff_group")
#: What tables tell of a finding, beside whose it is.
FINDING = (
    "date", "code", "rule", "quantity", "rate", "of", "amount", "exact", "label", "source",
)  # fmt: skip
PART, LINE, COUNT = "part_", "line_", "count_"
#: What every output for machines says beside the numbers.
BESIDE = ("missing", "warnings", "profile", "profile_status")
#: Warnings that concern every number of a run: they stand first, never in a list.
PROMINENT = ("placeholder-rates", "unconfirmed-rates", "estimated-calendar")
#: Stands first among the warnings of every row where the run is not settled.
PROVISIONAL = "provisional"
SUMS = ("gross", "deductions", "net", "lowest", "highest")
#: Statuses of results of which nothing says on how many days a code of the findings stands.
UNCOUNTED = ("incomplete", "not_eligible")


def codes_among(names: Iterable[str], known: Sequence[str]) -> list[str]:
    """The columns that say on how many days a code of the findings stands.

    Args:
        names: Columns of results.
        known: Those that the regulations name, the counts that they ask for among them; none
            where they are not known, and then no column is taken for one of a code.
    """
    own = frozenset(known)
    return [name for name in names if own and name.startswith(COUNT) and name not in own]


def in_order(names: Iterable[str], known: Sequence[str]) -> list[str]:
    """Names of columns in groups: person, parts, lines, sums, counts.

    In a group those of the regulation come first, in its order; then the others by name.
    """
    place = {name: index for index, name in enumerate(known)}

    def order(name: str) -> tuple[int, int, str]:
        groups = (
            name in {*HEAD, RUN},
            name in PERSON,
            name.startswith(PART),
            name.startswith(LINE),
            name in SUMS,
        )
        group = groups.index(True) if any(groups) else len(groups)
        return group, place.get(name, len(place)), name

    return sorted(dict.fromkeys(names), key=order)


def whole_numbers(names: Iterable[str]) -> list[str]:
    """The columns that hold whole rupiah or a class, also where nobody has any."""
    whole = {*SUMS, "job_class"}
    return [name for name in names if name in whole or name.startswith(LINE)]
