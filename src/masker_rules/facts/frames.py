"""Frames made from rows, behind the door where Polars may be imported."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from masker_rules.errors import AdapterUnavailableError, RequestError
from masker_rules.units import share_of

if TYPE_CHECKING:
    from typing import TypeAlias

    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    PolarsFrame: TypeAlias = pl.DataFrame
    PandasFrame: TypeAlias = pd.DataFrame
    ArrowFrame: TypeAlias = pa.Table
    DuckdbFrame: TypeAlias = duckdb.DuckDBPyRelation

__all__ = [
    "Frame",
    "Kind",
    "frame_like",
    "frame_of",
    "frame_with_shares",
    "kind_named",
    "kind_of",
    "polars",
    "with_share_numbers",
    "without_nan",
]

#: Names by which people call libraries, where Narwhals has another.
_NAMES = {"arrow": "pyarrow", "spark": "pyspark"}


class Frame(Protocol):
    """A frame of whatever library: what all of them have."""

    @property
    def columns(self) -> Iterable[object]:
        """Its columns: of most libraries their names."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A library of frames.

    Attributes:
        name: As Narwhals calls it: `polars`, `pandas`, `pyarrow`, `duckdb`, … .
        lazy: Whether its frames are computed only when somebody asks.
        session: What makes frames of Spark; None elsewhere.
    """

    name: str
    lazy: bool
    session: object = None


def kind_of(tables: Mapping[str, object]) -> Kind | None:
    """The library of the first table that is a frame; None where none is, or Narwhals absent."""
    for table in tables.values():
        kind = _kind(table)
        if kind is not None:
            return kind
    return None


def kind_named(like: object) -> Kind:
    """The library of a frame, or of that name.

    Raises:
        AdapterUnavailableError: the extra `batch` is not installed [reader-extra-missing].
        RequestError: it is neither a frame nor the name of a library [unknown-frames].
    """
    polars()
    kind = _named(like) if isinstance(like, str) else _kind(like)
    if kind is None:
        shown = like if isinstance(like, str) else type(like).__name__
        raise RequestError.of("unknown-frames", like=shown)
    return kind


def _named(name: Any) -> Kind | None:
    import narwhals as nw  # noqa: PLC0415  (an extra)

    try:
        found = nw.Implementation.from_backend(_NAMES.get(name, name))
    except (TypeError, ValueError):
        return None
    if found is nw.Implementation.UNKNOWN:
        return None
    return Kind(found.value, lazy=found.is_duckdb() or found.is_ibis())


def _kind(table: object) -> Kind | None:
    if isinstance(table, list | tuple | Mapping | str):
        return None
    try:
        import narwhals as nw  # noqa: PLC0415  (an extra)
    except ImportError:
        return None
    frame = nw.from_native(table, pass_through=True)
    if not isinstance(frame, nw.DataFrame | nw.LazyFrame):
        return None
    session = getattr(frame.to_native(), "sparkSession", None)
    return Kind(frame.implementation.value, isinstance(frame, nw.LazyFrame), session)


def without_nan(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with empty cells where a library of frames wrote "not a number"."""
    from polars import selectors  # noqa: PLC0415  (an extra)

    return frame.with_columns(selectors.float().fill_nan(None))


def with_share_numbers(frame: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """The frame with shares of one (0.9025) in columns of percents as text (`90.25%`)."""
    library = polars()
    columns = []
    for name in names:
        texts = frame[name].drop_nulls().unique().to_list()
        numbers = {text: float(share_of(text)) for text in texts}
        column = library.col(name).replace_strict(
            numbers, default=None, return_dtype=library.Float64
        )
        columns.append(column if numbers else library.lit(None, library.Float64).alias(name))
    return frame.with_columns(columns)


def frame_of(rows: Sequence[Mapping[str, Any]], whole: Sequence[str] = ()) -> pl.DataFrame:
    """A Polars frame with one row per mapping.

    Args:
        rows: With the same keys.
        whole: Columns of whole numbers; another one in which nobody has a value is text. So is
            one with a number of more than 64 bits, which no column of whole numbers holds.

    Raises:
        AdapterUnavailableError: the extra `batch` is not installed [reader-extra-missing].
    """
    library = polars()
    long = {name for row in rows for name, value in row.items() if _is_long(value)}
    if long:
        rows = [
            {name: str(v) if name in long and v is not None else v for name, v in row.items()}
            for row in rows
        ]
    frame: pl.DataFrame = library.DataFrame(list(rows), infer_schema_length=None, strict=False)
    empty = [name for name, kind in frame.schema.items() if kind == library.Null]
    return frame.cast({name: library.Int64 if name in whole else library.String for name in empty})


def frame_with_shares(
    rows: Sequence[Mapping[str, Any]], whole: Sequence[str], shares: Collection[str]
) -> pl.DataFrame:
    """The same as :func:`frame_of`, with the exact fractions of some columns as numbers.

    Args:
        rows: With the same keys.
        whole: Columns of whole numbers.
        shares: Columns of fractions.

    Raises:
        AdapterUnavailableError: the extra `batch` is not installed [reader-extra-missing].
    """
    told = [
        {n: float(v) if n in shares and v is not None else v for n, v in row.items()}
        for row in rows
    ]
    frame = frame_of(told, whole)
    library = polars()
    return frame.cast({name: library.Float64 for name in frame.columns if name in shares})


def _is_long(value: object) -> bool:
    return isinstance(value, int) and not -(2**63) <= value < 2**63


def frame_like(frame: pl.DataFrame, kind: Kind | None) -> Any:
    """The same frame of another library; None is Polars.

    Raises:
        AdapterUnavailableError: the library is not installed [frames-missing].
    """
    if kind is None:
        return frame
    try:
        return _brought(frame, kind)
    except ImportError:
        raise AdapterUnavailableError.of("frames-missing", library=kind.name) from None


def polars() -> Any:
    """The library.

    Raises:
        AdapterUnavailableError: the extra `batch` is not installed [reader-extra-missing].
    """
    try:
        import polars as pl  # noqa: PLC0415  (an extra)
    except ImportError:
        raise AdapterUnavailableError.of(
            "reader-extra-missing", library="Polars", extra="batch"
        ) from None
    return pl


def _brought(frame: pl.DataFrame, kind: Kind) -> Any:
    import narwhals as nw  # noqa: PLC0415  (an extra)

    library = nw.Implementation.from_string(kind.name)
    if kind.lazy:
        more = {} if kind.session is None else {"session": kind.session}
        return nw.from_native(frame).lazy(library, **more).to_native()  # type: ignore[arg-type]
    if library.is_polars():
        return frame
    if library.is_pandas_like():
        return _pandas(frame, library.to_native_namespace())
    columns = frame.to_dict(as_series=False)
    return nw.from_dict(columns, backend=library).to_native()  # type: ignore[arg-type]


def _pandas(frame: pl.DataFrame, library: Any) -> Any:
    """Columns that may lack a value and hold no float for that."""
    columns = {}
    for column in frame.get_columns():
        dtype = "Int64" if column.dtype.is_integer() else "string"
        dtype = "Float64" if column.dtype.is_float() else dtype
        columns[column.name] = library.array(column.to_list(), dtype=dtype)
    return library.DataFrame(columns)
