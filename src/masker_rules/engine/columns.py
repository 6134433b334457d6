"""The order of the columns in which results are told as a table: that of the regulation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["BESIDE", "COUNT", "HEAD", "LINE", "PART", "SUMS", "in_order", "whole_numbers"]

HEAD = ("nip", "name", "period", "status")
PART, LINE, COUNT = "part_", "line_", "count_"
#: What every output for machines says beside the numbers.
BESIDE = ("missing", "warnings", "profile", "profile_status")
SUMS = ("gross", "deductions", "net", "lowest", "highest")


def in_order(names: Iterable[str], known: Sequence[str]) -> list[str]:
    """Names of columns in groups: person, parts, lines, sums, counts.

    In a group those of the regulation come first, in its order; then the others by name.
    """
    place = {name: index for index, name in enumerate(known)}

    def order(name: str) -> tuple[int, int, str]:
        groups = (name in HEAD, name.startswith(PART), name.startswith(LINE), name in SUMS)
        group = groups.index(True) if any(groups) else len(groups)
        return group, place.get(name, len(place)), name

    return sorted(dict.fromkeys(names), key=order)


def whole_numbers(names: Iterable[str]) -> list[str]:
    """The columns that hold whole rupiah, also where nobody has any."""
    return [name for name in names if name in SUMS or name.startswith(LINE)]
