"""Frames made from rows, behind the door where Polars may be imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from masker_rules.errors import AdapterUnavailableError

__all__ = ["frame_of"]


def frame_of(rows: Sequence[Mapping[str, Any]]) -> Any:
    """A Polars frame with one row per mapping.

    Raises:
        AdapterUnavailableError: the extra `batch` is not installed [reader-extra-missing].
    """
    try:
        import polars as pl  # noqa: PLC0415  (an extra)
    except ImportError:
        raise AdapterUnavailableError.of(
            "reader-extra-missing", library="Polars", extra="batch"
        ) from None
    return pl.DataFrame(list(rows), infer_schema_length=None, strict=False)
