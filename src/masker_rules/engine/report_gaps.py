"""Reports of activities of which somebody left cells empty that the pay reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from masker_rules.engine.gaps import BIG, MINUTES_OF_A_MONTH, Gap, State, window_grain
from masker_rules.engine.item_rows import ActivityRow
from masker_rules.language.catalogue import PACK_DECIMALS

__all__ = ["has_open_report", "report_gaps"]

GRAIN = "activity"
SCORE = 10**PACK_DECIMALS
#: What an empty cell may stand for: minutes as seconds, for one row may report a month; the
#: decision; whether it conforms, or that nobody has to say so.
POSSIBLE: Mapping[str, Sequence[Any]] = {
    "minutes": (0, 60, MINUTES_OF_A_MONTH),
    "score": (0, SCORE, 100 * SCORE, *(big * SCORE for big in BIG)),
    "status": ("approved", "rejected", "pending"),
    "conforming": (True, False, None),
}


def report_gaps(
    needed: Mapping[str, frozenset[str]], rows: Mapping[str, Sequence[Any]]
) -> Iterator[Gap]:
    """The gaps `activities.minutes` and their like, where the pay reads an empty cell.

    Args:
        needed: Facts that the pay reads, by grain.
        rows: Rows of the month by grain, and of windows over earlier ones.
    """
    if not has_open_report(needed, rows):
        return
    for name, values in POSSIBLE.items():
        if name in needed.get(GRAIN, ()) and any(
            name in row.unknown for own in _reports(rows) for row in own
        ):
            options = tuple(_filled(name, value) for value in values)
            yield Gap(f"activities.{name}", options, open_end=name == "score")


def has_open_report(read: Mapping[str, frozenset[str]], rows: Mapping[str, Sequence[Any]]) -> bool:
    """Whether any report has an empty cell that is read."""
    facts = read.get(GRAIN, frozenset())
    return any(row.unknown & facts for own in _reports(rows) for row in own)


def _reports(rows: Mapping[str, Sequence[Any]]) -> Iterator[Sequence[Any]]:
    return (own for key, own in rows.items() if window_grain(key) == GRAIN)


def _filled(name: str, value: Any) -> Callable[[State], None]:
    def filled(row: ActivityRow) -> ActivityRow:
        return row._replace(**{name: value}) if name in row.unknown else row

    def apply(state: State) -> None:
        for key, own in state.rows.items():
            if window_grain(key) == GRAIN:
                state.rows[key] = [filled(row) for row in own]

    return apply
