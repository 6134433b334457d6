"""Frames and tables of Polars in memory, computed on all cores."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl

__all__ = ["as_frame", "collected"]

Frame = nw.LazyFrame[Any]


def as_frame(table: pl.DataFrame) -> Frame:
    """A table as a frame."""
    return nw.from_native(table.lazy())


def collected(frame: Frame) -> pl.DataFrame:
    """A frame as a table."""
    table: pl.DataFrame = frame.to_native().collect(engine="streaming")
    return table
