"""Office files into tables of a pack: machine logs and the exports of presence apps."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from masker_rules.errors import RequestError
from masker_rules.facts.office.common import FileCount, Imported
from masker_rules.facts.vocabulary import nearest

__all__ = ["KINDS", "FileCount", "Imported", "import_files"]

KINDS = ("attlog", "masker-asn")


def import_files(
    kind: str,
    files: Iterable[str | os.PathLike[str]],
    *,
    map_file: str | os.PathLike[str] | None = None,
    dialect: str = "",
) -> Imported:
    """Tables of a pack from office files.

    Args:
        kind: `attlog` (USB file of a fingerprint machine) or `masker-asn` (JSON of the MASKER ASN
            app: replies of getRiwayat and lines of getHariKerja).
        files: The files; their order changes nothing.
        map_file: For `attlog`: a CSV of pin, nip, valid_from, valid_until.
        dialect: For `attlog`: `usb` or `adms`, which order the columns differently. Without it
            only a log that is certainly `usb` is read.

    Returns:
        Tables as lists of dicts of texts, the records that were set aside, remarks, and how many
        records of each file were read and refused.

    Raises:
        RequestError: no such kind or dialect [unknown-import].
        FactsError: a file holds no record, is damaged or of another kind (codes `office-…`), its
            dialect must be named [dialect-needed], or PINs have no map [map-needed].
    """
    paths = sorted((Path(file) for file in files), key=lambda path: (path.name, str(path)))
    if kind == "attlog":
        from masker_rules.facts.office.attlog import import_attlog  # noqa: PLC0415

        return import_attlog(paths, Path(map_file) if map_file else None, dialect)
    if kind == "masker-asn":
        from masker_rules.facts.office.masker_asn import import_masker_asn  # noqa: PLC0415

        return import_masker_asn(paths)
    known = ", ".join(KINDS)
    raise RequestError.of(
        "unknown-import", kind=kind, nearest=nearest(kind, KINDS) or "-", known=known
    )
