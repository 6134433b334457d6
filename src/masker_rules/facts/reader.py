"""`read_pack`: a directory of CSV and Parquet, a workbook, a zip of tables, or a database.

Beside the tables of a directory or a zip `pack.yaml` may stand, see :mod:`.manifest`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from masker_rules.errors import FactsError, Place, Problems
from masker_rules.facts.cells import fold
from masker_rules.facts.csvtables import CsvTable
from masker_rules.facts.definition import definition
from masker_rules.facts.empties import EVERYWHERE, Empties
from masker_rules.facts.findings import PackRemark, lacking
from masker_rules.facts.folders import (
    MANIFEST,
    TABLE_SUFFIXES,
    UNFINISHED,
    half_written,
    is_archive,
    is_like_manifest,
    is_pack,
    like_tables,
    nameless_below,
    table_meant,
    table_of_file,
    with_month,
)
from masker_rules.facts.manifest import Manifest, read_manifest
from masker_rules.facts.pack import Pack, RawTable
from masker_rules.facts.sources import file_bytes, is_url, readable, source_name
from masker_rules.facts.vocabulary import nearest

__all__ = [
    "MAX_FILE_BYTES",
    "OF_PEOPLE",
    "OpenPack",
    "employees_at_most",
    "open_table",
    "open_tables",
    "opened",
    "read_for_papers",
    "read_pack",
    "read_part",
    "refuse_nameless",
]

MAX_FILE_BYTES = 512 * 1024 * 1024
#: The tables that tell who stands in a pack.
OF_PEOPLE = ("employees", "identities")


def read_pack(path: str | os.PathLike[str]) -> Pack:
    """The pack that stands at `path`.

    Args:
        path: A directory of `<table>.csv` and `<table>.parquet`, an `.xlsx` with sheets of the
            tables' names, or a `.zip` of such files; or the URL of a database that has a table
            or view for each, as SQLAlchemy writes it (`sqlite:///history.db`,
            `postgresql+pg8000://user:password@host/name`).

    Raises:
        FactsError: the pack as a whole cannot be read; single bad rows are in `set_aside`
            [pack-not-found, not-a-pack, folder-of-packs, pack-without-month, pack-half-written,
            missing-table, table-twice, path-leaves-pack, file-too-large, missing-column,
            duplicate-column, pack-file-missing, table-not-a-file, and what the readers and
            :func:`read_manifest` raise].
        AdapterUnavailableError: Parquet without the extra `batch`, a workbook without `excel`, a
            database without `sql` or its driver [reader-extra-missing, database-driver-missing].
    """
    return read_part(path)


def read_part(path: str | os.PathLike[str], prefix: str = "", only: Collection[str] = ()) -> Pack:
    """As :func:`read_pack`, with something before the name of every file in what is reported.

    Args:
        path: As there.
        prefix: What stands before the names.
        only: Read these tables and nothing else; empty = all.
    """
    remarks: list[PackRemark] = []
    with readable(path), opened(path, remarks, open_table, only, prefix) as found:
        return Pack.from_tables(found.tables, remarks, found.empties)


def read_for_papers(path: str | os.PathLike[str]) -> Pack:
    """The tables of a pack that only papers read, and those that say whose their rows are.

    Raises:
        FactsError: as :func:`read_pack`.
        AdapterUnavailableError: as :func:`read_pack`.
    """
    return read_part(path, only=(*OF_PEOPLE, *definition().papers))


class Opened(Protocol):
    """A table that is open: whatever reads it names its file."""

    @property
    def file(self) -> str: ...


AnyTable = TypeVar("AnyTable", bound=Opened)


@dataclass(frozen=True, slots=True)
class OpenPack(Generic[AnyTable]):
    """The tables of a pack, open, and what the pack says of their empty cells."""

    tables: Mapping[str, AnyTable | RawTable]
    empties: Empties = EVERYWHERE


@contextmanager
def opened(
    path: str | os.PathLike[str],
    remarks: list[PackRemark],
    open_file: Callable[[str, bytes, str], AnyTable],
    only: Collection[str] = (),
    prefix: str = "",
) -> Iterator[OpenPack[AnyTable]]:
    """The tables that stand at a path or in a database, for as long as they are read.

    Args:
        path: As for :func:`read_pack`.
        remarks: Where remarks on files go.
        open_file: As for :func:`open_tables`.
        only: As for :func:`open_tables`; of a database no more are read than are asked for.
        prefix: Stands before the name of each file in what is reported.

    Raises:
        FactsError: as :func:`read_pack`.
        AdapterUnavailableError: as :func:`read_pack`.
    """
    if isinstance(path, str) and is_url(path):
        from masker_rules.facts.database import database_tables  # noqa: PLC0415  (an extra)

        with database_tables(path, remarks) as (stored, empties):
            yield OpenPack({**stored}, empties)
        return
    found: list[PackRemark] = []

    def open_one(name: str, data: bytes, suffix: str) -> AnyTable:
        return open_file(prefix + name, data, suffix)

    pack = open_tables(path, found, open_one, only)
    for table in pack.tables.values():
        if isinstance(table, RawTable) and not table.file.startswith(prefix):
            table.file = prefix + table.file  # of a workbook
    remarks += [replace(one, file=prefix + one.file) for one in found]
    yield pack


def open_tables(
    path: str | os.PathLike[str],
    remarks: list[PackRemark],
    open_file: Callable[[str, bytes, str], AnyTable],
    only: Collection[str] = (),
) -> OpenPack[AnyTable]:
    """The tables that stand at `path`, opened; a workbook is opened by its own reader.

    Args:
        path: As for :func:`read_pack`.
        remarks: Where remarks on files go.
        open_file: Opens a file by its name, bytes and suffix (`csv` or `parquet`).
        only: Of a directory read no file but those of these tables; empty = all.

    Raises:
        FactsError: as :func:`read_pack`.
    """
    root = Path(path)
    if not root.exists():
        raise FactsError.of("pack-not-found", Place(source_name(path)))
    tables: dict[str, AnyTable | RawTable] = {}
    said = Manifest()
    if root.is_dir():
        _check_whole(root)
        said = _manifest_of(root)
        _check_files(said, {entry.name for entry in root.iterdir() if entry.is_file()})
        files = _directory(root, remarks, only, said)
        tables.update(_from_files(files, remarks, open_file, said))
    elif not root.is_file():  # a pipe or a device, which may never end
        raise FactsError.of("not-a-pack", Place(source_name(root)))
    elif root.suffix.casefold() == ".xlsx":
        from masker_rules.facts.workbook import workbook_tables  # noqa: PLC0415

        found, empties = workbook_tables(root, remarks)
        tables.update(found)
        said = Manifest(empties)
    elif root.suffix.casefold() == ".zip":
        from masker_rules.facts.archive import archive_files  # noqa: PLC0415

        members = archive_files(root, remarks)
        packed = dict(members)
        if MANIFEST in packed:
            said = read_manifest(packed.pop(MANIFEST), MANIFEST)
            _check_files(said, packed.keys())
        tables.update(_from_files(packed.items(), remarks, open_file, said))
    else:
        raise FactsError.of("not-a-pack", Place(source_name(root)))
    if "employees" not in tables:
        if not tables and (first := _first_pack(root)):
            raise FactsError.of("folder-of-packs", Place(source_name(root)), first=first)
        if not tables and root.is_dir():
            refuse_nameless(root)
        raise FactsError.of("missing-table", Place(source_name(root)), table="employees")
    remarks[:] = [lacking(one, tables) for one in remarks]
    return OpenPack(tables, said.empties)


def _check_whole(root: Path) -> None:
    """Refuse a pack of which some tables may be new and some those before."""
    if half := half_written(root):
        place = Place(source_name(root / UNFINISHED))
        raise FactsError.of("pack-half-written", place, tables=", ".join(half))


def _manifest_of(root: Path) -> Manifest:
    """What a directory says of itself; nothing where it has no `pack.yaml`."""
    path = root / MANIFEST
    if not path.exists():
        return Manifest()
    if not _stays(path, root.resolve()):
        raise FactsError.of("path-leaves-pack", Place(source_name(root)), path=MANIFEST)
    return read_manifest(file_bytes(path), MANIFEST)


def _check_files(said: Manifest, there: Collection[str]) -> None:
    """Refuse names of files that do not stand beside the manifest, or are no tables."""
    problems = Problems()
    for file, table in said.files.items():
        if file not in there or not file.casefold().endswith(TABLE_SUFFIXES):
            near = nearest(file, there) or "-"
            place = said.places.get(file)
            problems.add("pack-file-missing", place, file=file, table=table, nearest=near)
    problems.raise_if_any(FactsError)


def _first_pack(root: Path) -> str:
    """The first folder that is a pack, by month or by month and unit; empty: there is none."""
    below = (folder for depth in ("*", "*/*") for folder in sorted(root.glob(depth)))
    found = (one for one in below if is_archive(one.name) or (one.is_dir() and is_pack(one)))
    return next((one.relative_to(root).as_posix() for one in found), "")


def refuse_nameless(root: Path) -> None:
    """Refuse a folder without a pack, with a workbook or archive that may be one.

    Raises:
        FactsError: there is one, and its name tells no month [pack-without-month].
    """
    for path in nameless_below(root):
        name = path.name
        raise FactsError.of(
            "pack-without-month",
            Place(source_name(root)),
            name=name,
            named=with_month(name),
            path=source_name(path),
        )


def _directory(
    root: Path, remarks: list[PackRemark], only: Collection[str], said: Manifest
) -> Iterator[tuple[str, bytes]]:
    home = root.resolve()
    for entry in sorted(root.iterdir(), key=lambda item: item.name):
        table = said.files.get(entry.name, fold(entry.stem))
        if entry.name.startswith(".") or (only and table not in only):
            continue
        if not _stays(entry, home):
            raise FactsError.of("path-leaves-pack", Place(source_name(root)), path=entry.name)
        is_table = entry.suffix.casefold() in TABLE_SUFFIXES
        if not entry.is_file() and (name := table_of_file(entry.name)):
            # A pipe or a device may never end, and what stands in a folder is in parts.
            raise FactsError.of("table-not-a-file", Place(entry.name), table=name)
        if entry.is_dir():
            remarks.append(_ignored(entry.name, "ignored-folder", table_meant(entry.name)))
        elif is_like_manifest(entry.name):
            remarks.append(_ignored(entry.name, "unknown-table-file", MANIFEST))
        elif not (is_table and entry.is_file()):
            remarks += like_tables(entry.name)
        else:
            size = entry.stat().st_size
            if size > MAX_FILE_BYTES:
                place = Place(entry.name)
                raise FactsError.of("file-too-large", place, size=size, limit=MAX_FILE_BYTES)
            yield entry.name, entry.read_bytes()


def _stays(entry: Path, home: Path) -> bool:
    try:
        return entry.resolve(strict=True).is_relative_to(home)
    except (OSError, RuntimeError):  # a link that leads to itself, or nowhere
        return False


def _ignored(name: str, code: str, near: str = "") -> PackRemark:
    return PackRemark("", name, 0, "", name, code, {"nearest": near})


def _from_files(
    files: Iterable[tuple[str, bytes]],
    remarks: list[PackRemark],
    open_file: Callable[[str, bytes, str], AnyTable],
    said: Manifest,
) -> dict[str, AnyTable]:
    known = {fold(name): name for name in definition().every}
    tables: dict[str, AnyTable] = {}
    for name, data in files:
        spelling, _, suffix = name.rpartition(".")
        stem = said.files.get(name) or known.get(fold(spelling))
        if stem is None:
            remarks.append(_ignored(name, "unknown-table-file", table_meant(name)))
            continue
        if stem in tables:
            first = tables[stem].file
            raise FactsError.of("table-twice", Place(name), table=stem, first=first)
        tables[stem] = open_file(name, data, suffix.casefold())
    return tables


def open_table(name: str, data: bytes, suffix: str) -> RawTable:
    """A file as a table whose records are not yet looked at."""
    if suffix == "parquet":
        from masker_rules.facts.parquet import parquet_table  # noqa: PLC0415

        header, records = parquet_table(data, name)
        return RawTable(name, header, records)
    table = CsvTable(data, name)
    return RawTable(name, table.header, table.records())


def employees_at_most(path: str | os.PathLike[str]) -> int | None:
    """No fewer than there are rows of employees; None where only reading the pack tells."""
    if isinstance(path, str) and is_url(path):
        from masker_rules.facts.database import database_employees  # noqa: PLC0415  (an extra)

        return database_employees(path)
    with readable(path):
        return _employees_at_most(Path(path))


def _employees_at_most(root: Path) -> int | None:
    if not root.is_dir():
        return None
    for entry in root.iterdir():
        if fold(entry.stem) != "employees" or not entry.is_file():
            continue
        if entry.suffix.casefold() == ".csv" and entry.stat().st_size <= MAX_FILE_BYTES:
            data = entry.read_bytes()
            ends = data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
            lines = ends + (not data.endswith((b"\n", b"\r")))
            return max(0, lines - 1)  # the header is none
        if entry.suffix.casefold() == ".parquet":
            from masker_rules.facts.parquet import parquet_rows  # noqa: PLC0415

            return parquet_rows(entry)
    return None
