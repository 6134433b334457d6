"""How often Python looks for garbage in cycles while many rows are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collect_rarely", "collected_rarely"]

#: Objects made between two looks, and young looks between older ones.
_RARELY = (200_000, 30, 30)


def collect_rarely() -> None:
    """Look less often from now on: for processes that are our own."""
    gc.set_threshold(*_RARELY)


@contextmanager
def collected_rarely() -> Iterator[None]:
    """Look less often meanwhile: rows and results are kept, and hold no cycles.

    A quarter of the time of a run is otherwise the collector walking through a pack again and
    again. Whoever has turned it off, or set it higher, is left alone.
    """
    before = gc.get_threshold()
    if 0 < before[0] < _RARELY[0]:
        gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)
