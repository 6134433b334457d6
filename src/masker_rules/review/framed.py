"""A table of a comparison as a frame: shares are numbers, money is whole rupiah."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from masker_rules.engine.workbook import SHARES
from masker_rules.facts.frames import frame_with_shares
from masker_rules.units import whole_that_add_up

if TYPE_CHECKING:
    from masker_rules.facts.frames import PolarsFrame

__all__ = ["framed"]

#: Columns of numbers that are no rupiah.
NUMBERS = SHARES | {"burden"}
#: Tables whose changes add up to the change of all.
ADDED = frozenset({"articles", "findings"})
#: What texts of regulations are compared in has the names of amounts.
OF_TEXTS = "differences"
#: Columns of whole numbers, in which nobody may have one.
WHOLE = (
    "before", "after", "change", "lowest", "highest", "before_lowest", "before_highest",
    "after_lowest", "after_highest", "incomplete_lowest", "incomplete_highest", "from", "until",
    "person_months",
)  # fmt: skip


def framed(name: str, rows: Sequence[Mapping[str, Any]]) -> PolarsFrame:
    """The frame of a table.

    Args:
        name: Of the table.
        rows: As `Comparison.table` gives them.

    Raises:
        AdapterUnavailableError: the extra `batch` is not installed [reader-extra-missing].
    """
    told = [_flat(row) for row in rows]
    if name in ADDED:
        changes = whole_that_add_up([Fraction(row["change"]) for row in rows])
        for row, change in zip(told, changes, strict=True):
            row["change"] = change
    columns = dict.fromkeys(key for row in told for key in row)
    whole = () if name == OF_TEXTS else WHOLE
    return frame_with_shares([{k: row.get(k) for k in columns} for row in told], whole, NUMBERS)


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            whole = whole_that_add_up([Fraction(one) for one in value.values()])
            found |= {f"{name}: {key}": one for key, one in zip(value, whole, strict=True)}
        elif isinstance(value, Fraction) and name not in NUMBERS:
            [found[name]] = whole_that_add_up([value])
        else:
            found[name] = value
    return found
