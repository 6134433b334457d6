"""Who has more than the widths of columns were chosen for."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from masker_rules.columnar.backends import Backend
from masker_rules.columnar.program import FrameProgram
from masker_rules.columnar.sheets import MONTHLY, PERSON_MONTH, ROW, Frame, Key

__all__ = ["beyond_limits"]


def beyond_limits(
    program: FrameProgram, frames: Mapping[Key, Frame], backend: Backend
) -> Frame | None:
    """Person-months with a fact, or a number of rows, that the widths were not chosen for.

    Those of the months of a window count for the month that reads them.
    """
    found = []
    for key, frame in frames.items():
        tests = [
            (nw.col(name) < extent.low) | (nw.col(name) > extent.high)
            for name, extent in program.extents.get(key, {}).items()
        ]
        if tests:
            flag = nw.any_horizontal(*tests, ignore_nulls=True)
            found.append(frame.filter(flag).select(PERSON_MONTH))
        if key != MONTHLY:
            most = program.limits.rows(key.grain, key.window)
            if key.window is None and program.is_ordered(key.grain):
                found.append(frame.filter(nw.col(ROW) >= most).select(PERSON_MONTH))
            else:
                counted = frame.group_by(PERSON_MONTH).agg(nw.len().alias("rows"))
                found.append(counted.filter(nw.col("rows") > most).select(PERSON_MONTH))
    if not found:
        return None
    pms = backend.persist(nw.concat(found).unique())
    return pms if len(backend.collected(pms)) else None
