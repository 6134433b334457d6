"""A pack in a database: a table or view for each table of the contract, read through SQLAlchemy.

Cells come as the driver gives them, not as SQLAlchemy would convert them, and go through the same
doors as those of Parquet and workbooks: a text is read as in CSV, NULL is an empty cell.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from masker_rules.errors import AdapterUnavailableError, FactsError, MaskerRulesError, Place
from masker_rules.facts.cells import fold
from masker_rules.facts.definition import ColumnDef, TableDef, definition
from masker_rules.facts.empties import EVERYWHERE, Empties
from masker_rules.facts.findings import PackRemark, lacking
from masker_rules.facts.folders import table_meant
from masker_rules.facts.intake import Record, records_of
from masker_rules.facts.manifest import SHEET, empties_in_rows
from masker_rules.facts.pack import RawTable
from masker_rules.facts.sources import source_name

__all__ = ["StoredRows", "database_employees", "database_tables"]

#: Rows that are fetched at a time.
AT_ONCE = 10_000
#: Rows of a view that are counted, and seconds for which they are.
MAX_VIEW_ROWS = 50_000_000
COUNTED_FOR = 30
#: Steps of SQLite for the same, and after how many of them it asks.
MAX_VIEW_STEPS, LOOKED_AFTER = 2_000_000_000, 1_000_000
_SHOWN = 200
#: Rows of `pack` that are read: there are not so many columns.
MAX_SAID = 10_000
#: A name that an option may have; another may be a piece of a password.
_OPTION = re.compile(r"[A-Za-z_]+")
#: A piece of a password that is worth hiding; shorter ones stand in every sentence.
_PIECE = 3
#: What drivers raise of a URL that says too little, or options that they cannot take.
_MISREAD = (AttributeError, TypeError, ValueError)


@contextmanager
def database_tables(
    url: str, remarks: list[PackRemark]
) -> Iterator[tuple[dict[str, RawTable], Empties]]:
    """The tables of a database while the connection is open, and what its table `pack` says.

    Nothing is written. PostgreSQL shows all tables as they are at one moment. `pack` has the
    columns `column` and `empty`: what an empty cell means.

    Args:
        url: As SQLAlchemy writes it: `sqlite:///history.db`, `postgresql+pg8000://…`.
        remarks: Where remarks on tables go.

    Raises:
        AdapterUnavailableError: SQLAlchemy or the driver is not installed [reader-extra-missing,
            database-driver-missing].
        FactsError: [bad-database-url, bad-database-option, pack-not-found, database-unreadable,
            missing-table, table-twice, float-column].
    """
    with _told(url), _connected(url) as (connection, library):
        tables = _tables(connection, library, remarks)
        if "employees" not in tables:
            raise FactsError.of("missing-table", Place(source_name(url)), table="employees")
        remarks[:] = [lacking(one, tables) for one in remarks]
        yield tables, _empties(connection, library)


def database_employees(url: str) -> int:
    """How many rows of employees a database holds; raises as :func:`database_tables`."""
    with _told(url), _connected(url) as (connection, library):
        tables = _tables(connection, library, [], only="employees")
        if "employees" not in tables:
            raise FactsError.of("missing-table", Place(source_name(url)), table="employees")
        rows = tables["employees"].records
        assert isinstance(rows, StoredRows)
        inner = rows.query.order_by(None).subquery()
        count = library.select(library.func.count()).select_from(inner)
        return int(connection.execute(count).scalar_one())


class StoredRows:
    """The records of a stored table, asked for anew each time; line = 1 + row number."""

    def __init__(
        self, connection: Any, query: Any, table: TableDef, columns: Sequence[_Stored]
    ) -> None:
        self.query = query
        self._connection, self._table, self._columns = connection, table, columns

    def __iter__(self) -> Iterator[Record]:
        return records_of(self.rows())

    def rows(self) -> Iterator[Sequence[object]]:
        """Their cells, in the order of the header.

        Raises:
            FactsError: a number is a float although the column does not say so [float-column].
        """
        found = self._connection.execution_options(yield_per=AT_ONCE).execute(self.query)
        flags = [at for at, column in enumerate(self._columns) if column.is_flag]
        exact = {at for at, column in enumerate(self._columns) if column.is_exact}
        for row in found:
            cells = list(row)
            for at in flags:
                if type(cells[at]) is int and cells[at] in {0, 1}:
                    cells[at] = bool(cells[at])
            for at, cell in enumerate(cells):
                if isinstance(cell, float):
                    if at in exact:
                        self._columns[at].refuse(self._table)
                    cells[at] = f"{Decimal(repr(cell)):f}"  # the digits that it shows
            yield cells


@dataclass(frozen=True, slots=True)
class _Stored:
    """A column of the database that the contract knows.

    Attributes:
        kind: Its type as the database calls it.
        is_flag: Declared BOOLEAN, which some databases keep as 0 and 1.
    """

    name: str
    known: ColumnDef
    kind: str
    is_flag: bool

    @property
    def is_exact(self) -> bool:
        """Whether a float would be wrong: everywhere but in places and distances on the earth."""
        return self.known.type != "coordinate" and self.known.unit != "metre"

    def refuse(self, table: TableDef) -> None:
        raise FactsError.of(
            "float-column", Place(table.name), table=table.name, column=self.name, kind=self.kind
        )


def _tables(
    connection: Any, library: Any, remarks: list[PackRemark], only: str = ""
) -> dict[str, RawTable]:
    inspector = library.inspect(connection)
    known = {fold(name): name for name in definition().every}
    tables: dict[str, RawTable] = {}
    views = frozenset(inspector.get_view_names())
    for stored in sorted({*inspector.get_table_names(), *inspector.get_view_names()}):
        name = known.get(fold(stored))
        if (only and name != only) or fold(stored) == SHEET:
            continue
        if name is None:
            near = {"nearest": table_meant(stored)}
            remarks.append(PackRemark("", stored, 0, "", stored, "unknown-table-file", near))
            continue
        if name in tables:
            first = tables[name].file
            raise FactsError.of("table-twice", Place(stored), table=name, first=first)
        if stored in views:
            _check_end(connection, library, stored)
        tables[name] = _table(connection, library, inspector, stored, definition().every[name])
    return tables


def _empties(connection: Any, library: Any) -> Empties:
    """What the table `pack` says of empty cells; nothing where there is none."""
    inspector = library.inspect(connection)
    found = EVERYWHERE
    for stored in sorted({*inspector.get_table_names(), *inspector.get_view_names()}):
        if fold(stored) == SHEET:
            header = [told["name"] for told in inspector.get_columns(stored)]
            columns = [library.column(name) for name in header]
            query = library.select(*columns).select_from(library.table(stored))
            rows = connection.execute(query.limit(MAX_SAID)).fetchall()
            found = empties_in_rows(header, enumerate(rows, 2), stored)
    return found


def _check_end(connection: Any, library: Any, view: str) -> None:
    """Count the rows of a view, no longer than it may take: it may have no end.

    Raises:
        FactsError: it has more rows than a view may, or they do not end in time [endless-view].
    """
    one = library.select(library.literal(1)).select_from(library.table(view))
    rows = one.limit(MAX_VIEW_ROWS + 1).subquery()
    asked = library.select(library.func.count()).select_from(rows)
    try:
        with _stopped_in_time(connection):
            count = connection.execute(asked).scalar_one()
    except library.exc.DBAPIError as bad:
        if not _was_stopped(bad):
            raise
        count = MAX_VIEW_ROWS + 1
    if count > MAX_VIEW_ROWS:
        raise FactsError.of("endless-view", Place(view), view=view, limit=MAX_VIEW_ROWS)


@contextmanager
def _stopped_in_time(connection: Any) -> Iterator[None]:
    """Where a statement that does not end is stopped; other databases have settings for it.

    SQLite stops after so many of its own steps: no clock says what can be read.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {COUNTED_FOR * 1000}")
        yield
        connection.exec_driver_sql("SET LOCAL statement_timeout = DEFAULT")
    elif connection.dialect.name == "sqlite":
        left = iter(range(MAX_VIEW_STEPS // LOOKED_AFTER))
        driver = connection.connection.driver_connection
        driver.set_progress_handler(lambda: next(left, None) is None, LOOKED_AFTER)
        try:
            yield
        finally:
            driver.set_progress_handler(None, 0)
    else:
        yield


def _was_stopped(bad: Any) -> bool:
    """SQLite says `interrupted`, PostgreSQL has a code for it."""
    said = str(bad.orig)
    return "interrupted" in said or "57014" in said


def _table(
    connection: Any, library: Any, inspector: Any, stored: str, table: TableDef
) -> RawTable:
    by_fold = {fold(column.name): column for column in table.columns}
    columns, others = list[_Stored](), list[str]()
    for told in inspector.get_columns(stored):
        known = by_fold.get(fold(told["name"]))
        if known is None:
            others.append(told["name"])
            continue
        is_flag = isinstance(told["type"], library.Boolean)
        column = _Stored(told["name"], known, str(told["type"]), is_flag)
        if isinstance(told["type"], library.Float) and column.is_exact:
            column.refuse(table)
        columns.append(column)
    # Columns without a type: the driver's own values, which no conversion has touched.
    asked = [library.column(column.name) for column in columns]
    key = inspector.get_pk_constraint(stored)["constrained_columns"] or ()
    query = library.select(*(asked or [library.null()])).select_from(library.table(stored))
    query = query.order_by(*map(library.column, key))
    rows = StoredRows(connection, query, table, columns)
    return RawTable(stored, [*(column.name for column in columns), *others], rows)


# ------------------------------------------------------------------ the connection
@contextmanager
def _connected(url: str) -> Iterator[tuple[Any, Any]]:
    library = _library()
    engine = _engine(library, url)
    try:
        with _connect(engine, url) as connection:
            if engine.dialect.name == "postgresql":
                connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            elif engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA query_only = ON")
            yield connection, library
    finally:
        engine.dispose()


def _library() -> Any:
    try:
        import sqlalchemy  # noqa: PLC0415  (an extra)
    except ImportError:
        raise AdapterUnavailableError.of(
            "reader-extra-missing", library="SQLAlchemy", extra="sql"
        ) from None
    return sqlalchemy


def _engine(library: Any, url: str) -> Any:
    place = Place(source_name(url))
    try:
        made = library.make_url(url)
        dialect = made.get_dialect()
    except (library.exc.ArgumentError, ValueError):  # which may quote the URL
        raise FactsError.of("bad-database-url", place) from None
    if dialect.name == "sqlite":
        _refuse_nothing(made.database, place)
    try:
        with warnings.catch_warnings():
            # Of an option that the driver does not know, and that would count for nothing.
            warnings.simplefilter("error", library.exc.SAWarning)
            return library.create_engine(made, poolclass=library.pool.NullPool)
    except ImportError as missing:
        driver = missing.name or made.drivername
        raise AdapterUnavailableError.of("database-driver-missing", place, driver=driver) from None
    except (*_MISREAD, library.exc.SAWarning):
        raise _misread(made, url) from None


def _connect(engine: Any, url: str) -> Any:
    try:
        return engine.connect()
    except _MISREAD:
        raise _misread(engine.url, url) from None
    except OSError as bad:
        detail = bad.strerror or type(bad).__name__
        raise FactsError.of(
            "database-unreadable", Place(source_name(url)), detail=detail
        ) from None


def _misread(made: Any, url: str) -> MaskerRulesError:
    """The options are to blame where there are some, else the URL; values are never told."""
    place = Place(source_name(url))
    # Before an `@` a `?` is one of a password, and what seems a name is a piece of it.
    if not made.query or "@" in url.partition("?")[2]:
        return FactsError.of("bad-database-url", place)
    names = ", ".join(sorted(one if _OPTION.fullmatch(one) else "***" for one in made.query))
    return FactsError.of("bad-database-option", place, driver=made.drivername, options=names)


def _refuse_nothing(file: str | None, place: Place) -> None:
    # SQLite would make an empty database of a name that it does not find.
    if file and not file.startswith("file:") and file != ":memory:" and not Path(file).is_file():
        raise FactsError.of("pack-not-found", place)


@contextmanager
def _told(url: str) -> Iterator[None]:
    """What the database refuses, as an error of ours that never shows the password."""
    try:
        yield
    except Exception as bad:
        detail = _detail(bad, url)
        if detail is None:
            raise
        raise FactsError.of(
            "database-unreadable", Place(source_name(url)), detail=detail
        ) from None


def _detail(bad: Exception, url: str) -> str | None:
    """The first line of what the driver says; None where it is no error of a database."""
    library = _library() if not isinstance(bad, AdapterUnavailableError) else None
    if library is None or not isinstance(bad, library.exc.SQLAlchemyError):
        return None
    said: object = getattr(bad, "orig", None) or bad
    args = getattr(said, "args", ())
    if args and isinstance(args[0], Mapping):  # pg8000: the fields of the server's message
        said = args[0].get("M", args[0])
    lines = str(said).splitlines() or [type(bad).__name__]
    text = lines[0]
    for secret in _secrets(library, url):
        text = text.replace(secret, "***")
    return text[:_SHOWN]


def _secrets(library: Any, url: str) -> list[str]:
    """The password as it is written and as it is meant, pieces of it, and values of options."""
    try:
        made = library.make_url(url)
    except (library.exc.ArgumentError, ValueError):
        return [url]
    who = url.rpartition("@")[0].partition("://")[2]
    written = who.partition(":")[2]
    # Of a password with signs that should have been escaped the driver takes a piece for a host.
    pieces = [one for one in re.split(r"[^\w%]+", written) if len(one) >= _PIECE]
    options = [one for value in made.query.values()
               for one in ((value,) if isinstance(value, str) else value)]  # fmt: skip
    found = {url, who, written, made.password, unquote(written), *pieces, *options}
    return sorted(filter(None, found), key=lambda one: (-len(one), one))
