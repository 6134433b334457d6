"""How far taps lie from schedules, counted in frames as :class:`TapOffsets` counts them."""

from __future__ import annotations

import narwhals as nw

from masker_rules.attendance.zones import NEAR, SHIFTS

__all__ = ["OFFSETS", "near"]

#: What doubts about clocks are told from.
OFFSETS = ("start", "end", "in_at", "out_at")


def near() -> dict[str, nw.Expr]:
    """Counts of taps and of those near each shift, in the order of `TapOffsets`."""
    found: dict[str, nw.Expr] = {}
    for tap, required in (("in_at", "start"), ("out_at", "end")):
        moment = nw.col(f"day__{tap}")
        found[f"{tap}_n"] = _one(~moment.is_null())
        for hours in SHIFTS:
            offset = moment - nw.col(f"day__{required}") - hours * 3600
            near = (offset <= NEAR) & (offset >= -NEAR)
            found[f"{tap}_{hours}"] = _one(near.fill_null(value=False))
    return found


def _one(flag: nw.Expr) -> nw.Expr:
    return nw.when(flag).then(nw.lit(1)).otherwise(nw.lit(0))
