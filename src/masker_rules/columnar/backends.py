"""What differs between the libraries that hold the frames: making, keeping and reading them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import narwhals as nw

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Backend", "DuckBackend", "PolarsBackend"]

Frame = nw.LazyFrame[Any]


class Backend(Protocol):
    """A library that computes frames."""

    def frame(self, table: pl.DataFrame) -> Frame:
        """A table in memory as a frame."""

    def taken(self, frame: Frame) -> Frame:
        """A frame of Polars as one of this library."""

    def persist(self, frame: Frame) -> Frame:
        """The frame computed once, for several uses."""

    def collected(self, frame: Frame) -> pl.DataFrame:
        """The frame as a table in memory."""


@dataclass
class PolarsBackend:
    """Frames in memory, computed on all cores; what one makes any other can go on with."""

    def frame(self, table: pl.DataFrame) -> Frame:
        return nw.from_native(table.lazy())

    def taken(self, frame: Frame) -> Frame:
        return frame

    def persist(self, frame: Frame) -> Frame:
        kept: Frame = nw.from_native(self.collected(frame).lazy())
        return kept

    def collected(self, frame: Frame) -> pl.DataFrame:
        table: pl.DataFrame = frame.to_native().collect(engine="streaming")
        return table


class DuckBackend:
    """Relations of one DuckDB connection, kept in its temporary tables.

    Args:
        connection: Of `duckdb.connect()`; None makes one in memory.
    """

    def __init__(self, connection: Any = None) -> None:
        import duckdb  # noqa: PLC0415

        self.connection = connection or duckdb.connect()
        self._made = 0

    def frame(self, table: pl.DataFrame) -> Frame:
        name = self._fresh()
        self.connection.register("given", table.to_arrow())
        self.connection.table("given").create(name)
        self.connection.unregister("given")
        return nw.from_native(self.connection.table(name))

    def taken(self, frame: Frame) -> Frame:
        return self.frame(frame.to_native().collect())

    def persist(self, frame: Frame) -> Frame:
        name = self._fresh()
        frame.to_native().create(name)
        return nw.from_native(self.connection.table(name))

    def collected(self, frame: Frame) -> pl.DataFrame:
        table: pl.DataFrame = frame.collect("polars").to_native()
        return table

    def _fresh(self) -> str:
        self._made += 1
        return f"masker_{self._made}"
