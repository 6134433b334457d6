"""Parquet through Polars, an extra."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from masker_rules.errors import AdapterUnavailableError, FactsError, Place
from masker_rules.facts.intake import Record, records_of

if TYPE_CHECKING:
    import polars as pl

__all__ = ["parquet_frame", "parquet_rows", "parquet_table"]


def parquet_table(data: bytes, file: str) -> tuple[Sequence[str], Iterator[Record]]:
    """Header and records of a Parquet file; line = 1 + row number.

    Raises:
        AdapterUnavailableError: Polars is not installed [reader-extra-missing].
        FactsError: the bytes are no Parquet [not-parquet].
    """
    frame = parquet_frame(data, file)
    return list(frame.columns), records_of(frame.iter_rows())


def parquet_frame(data: bytes, file: str) -> pl.DataFrame:
    """A Parquet file as a frame; raises as :func:`parquet_table`."""
    try:
        import polars as pl  # noqa: PLC0415  (an extra)
    except ImportError:
        raise AdapterUnavailableError.of(
            "reader-extra-missing", Place(file), library="polars", extra="batch"
        ) from None
    try:
        return pl.read_parquet(io.BytesIO(data))
    # A page that contradicts its header ends in a panic, which is no `Exception`.
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as bad:
        detail = str(bad).splitlines()[0][:200] if str(bad) else type(bad).__name__
        raise FactsError.of("not-parquet", Place(file), detail=detail) from None


def parquet_rows(path: Path) -> int | None:
    """How many rows a Parquet file says it has; None where it does not say."""
    try:
        import polars as pl  # noqa: PLC0415  (an extra)
    except ImportError:
        return None
    try:
        frame = pl.scan_parquet(path, hive_partitioning=False, glob=False)
        return int(frame.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        return None
