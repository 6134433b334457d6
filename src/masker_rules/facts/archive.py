"""Zip archives, looked at before anything is unpacked."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from masker_rules.errors import FactsError, Place
from masker_rules.facts.findings import PackRemark
from masker_rules.facts.folders import (
    MANIFEST,
    is_like_manifest,
    is_part,
    like_tables,
    table_meant,
    table_of_file,
)

__all__ = ["MAX_MEMBERS", "MAX_RATIO", "MAX_UNPACKED", "archive_files", "check_archive", "unpack"]

MAX_MEMBERS = 200
MAX_UNPACKED = 512 * 1024 * 1024
MAX_RATIO = 100
# Below this size a high ratio is only a small table of equal rows.
_SMALL = 1024 * 1024

#: What `zipfile` raises for an archive that it cannot read; the last one is its word for a
#: compression or a version that it does not know.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


def check_archive(archive: zipfile.ZipFile, file: str) -> None:
    """Refuse an archive by what its directory says, before a byte is unpacked.

    Raises:
        FactsError: [zip-too-many-members, zip-too-large, zip-ratio, zip-encrypted, zip-link,
            path-leaves-pack].
    """
    place, members = Place(file), archive.infolist()
    if len(members) > MAX_MEMBERS:
        count = len(members)
        raise FactsError.of("zip-too-many-members", place, count=count, limit=MAX_MEMBERS)
    size = sum(member.file_size for member in members)
    if size > MAX_UNPACKED:
        raise FactsError.of("zip-too-large", place, size=size, limit=MAX_UNPACKED)
    for member in members:
        _check_member(member, place)


def _check_member(member: zipfile.ZipInfo, place: Place) -> None:
    name = member.filename
    if leaves_pack(member.orig_filename) or leaves_pack(name):
        raise FactsError.of("path-leaves-pack", place, path=name)
    if member.flag_bits & 1:
        raise FactsError.of("zip-encrypted", place, member=name)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise FactsError.of("zip-link", place, member=name)
    packed = max(member.compress_size, 1)
    if member.file_size > _SMALL and member.file_size > MAX_RATIO * packed:
        raise FactsError.of("zip-ratio", place, member=name, limit=MAX_RATIO)


def leaves_pack(name: str) -> bool:
    """Whether a member's path is absolute, climbs, or is written for another system."""
    path = PurePosixPath(name)
    return "\\" in name or ":" in name or path.is_absolute() or ".." in path.parts


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> bytes:
    """The bytes of a member, never more than its directory entry declares.

    Raises:
        FactsError: the member is damaged or lies about its size [not-a-zip].
    """
    try:
        with archive.open(member) as stream:
            data = stream.read(member.file_size + 1)
    except _DAMAGED as bad:
        raise FactsError.of("not-a-zip", Place(file), detail=str(bad)) from None
    if len(data) != member.file_size:
        raise FactsError.of("not-a-zip", Place(file), detail=f"{member.filename}: size")
    return data


def open_archive(path: Path, code: str) -> zipfile.ZipFile:
    """The archive at `path`, its directory checked."""
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGED as bad:
        raise FactsError.of(code, Place(path.name), detail=str(bad)) from None
    check_archive(archive, path.name)
    return archive


def archive_files(path: Path, remarks: list[PackRemark]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each table file, and of `pack.yaml`, at the top of the archive.

    Raises:
        FactsError: a folder has the name of a table's file [table-not-a-file], and the codes of
            :func:`check_archive` and :func:`unpack`.
    """
    with open_archive(path, "not-a-zip") as archive:
        folders: set[str] = set()
        for member in sorted(archive.infolist(), key=lambda item: item.filename):
            parts = PurePosixPath(member.filename).parts
            if member.is_dir() or len(parts) > 1:
                folders.add(parts[0])
            elif is_part(member.filename):
                yield member.filename, unpack(archive, member, path.name)
            elif is_like_manifest(member.filename):
                about = {"nearest": MANIFEST}
                name = member.filename
                remarks.append(PackRemark("", name, 0, "", name, "unknown-table-file", about))
            elif not member.filename.startswith("."):
                remarks += like_tables(member.filename)
        for folder in sorted(folders):
            if table := table_of_file(folder):
                raise FactsError.of("table-not-a-file", Place(folder), table=table)
            about = {"nearest": table_meant(folder)}
            remarks.append(PackRemark("", path.name, 0, "", folder, "ignored-folder", about))
