"""What the importers share: the shape of a result, and how a file is opened."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from masker_rules.errors import FactsError, Place
from masker_rules.facts.findings import Remark, SetAside, shown
from masker_rules.facts.sources import file_bytes

__all__ = ["MAX_OFFICE_BYTES", "Imported", "Report", "read_office"]

MAX_OFFICE_BYTES = 512 * 1024 * 1024


class Imported(NamedTuple):
    """Tables of a pack, the records set aside, and remarks on those that were kept."""

    tables: dict[str, list[dict[str, str]]]
    set_aside: list[SetAside]
    remarks: list[Remark]


def read_office(path: Path, kind: str) -> bytes:
    """The bytes of an office file.

    Raises:
        FactsError: it cannot be opened or is too large [office-file, file-too-large].
    """
    place = Place(path.name)
    try:
        size = path.stat().st_size
        if size > MAX_OFFICE_BYTES:
            raise FactsError.of("file-too-large", place, size=size, limit=MAX_OFFICE_BYTES)
        return file_bytes(path)
    except OSError as bad:
        detail = bad.strerror or type(bad).__name__
        raise FactsError.of("office-file", place, kind=kind, detail=detail) from None


class Report:
    """Collects what an importer sets aside or remarks about one source table."""

    def __init__(self, table: str) -> None:
        self._table = table
        self.set_aside: list[SetAside] = []
        self.remarks: list[Remark] = []

    def aside(
        self,
        place: Place,
        code: str,
        *,
        column: str = "",
        value: object = "",
        nip: str | None = None,
        table: str = "",
        params: Mapping[str, object] | None = None,
    ) -> None:
        """Set one record aside."""
        name = table or self._table
        item = SetAside(
            name, place.file, place.line, column, shown(value), code, params or {}, nip
        )
        self.set_aside.append(item)

    def remark(
        self,
        place: Place,
        code: str,
        *,
        column: str = "",
        value: object = "",
        nip: str | None = None,
        table: str = "",
        params: Mapping[str, object] | None = None,
    ) -> None:
        """Remark on a record that is kept."""
        name = table or self._table
        self.remarks.append(
            Remark(name, place.file, place.line, column, shown(value), code, params or {}, nip)
        )
