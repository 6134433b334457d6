"""Reports of activities whose minutes or status nobody wrote down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from masker_rules.engine.gaps import MINUTES_OF_A_MONTH, Gap, State, window_grain
from masker_rules.engine.item_rows import ActivityRow

__all__ = ["has_open_report", "report_gaps"]

GRAIN = "activity"
#: What an empty cell may stand for: minutes as seconds, for one row may report a month; the
#: decision.
POSSIBLE: Mapping[str, Sequence[Any]] = {
    "minutes": (0, 60, MINUTES_OF_A_MONTH),
    "status": ("approved", "rejected", "pending"),
}


def report_gaps(
    needed: Mapping[str, frozenset[str]], rows: Mapping[str, Sequence[Any]]
) -> Iterator[Gap]:
    """The gaps `activities.minutes` and `activities.status`, where the pay reads an empty cell.

    Args:
        needed: Facts that the pay reads, by grain.
        rows: Rows of the month by grain, and of windows over earlier ones.
    """
    if not has_open_report(rows):
        return
    for name, values in POSSIBLE.items():
        if name in needed.get(GRAIN, ()) and any(
            name in row.unknown for own in _reports(rows) for row in own
        ):
            yield Gap(f"activities.{name}", tuple(_filled(name, value) for value in values))


def has_open_report(rows: Mapping[str, Sequence[Any]]) -> bool:
    """Whether any report has an empty cell."""
    return any(row.unknown for own in _reports(rows) for row in own)


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
