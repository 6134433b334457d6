"""Office files into tables of a pack: machine logs and the exports of presence apps."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from masker_rules.errors import RequestError
from masker_rules.facts.office.common import Imported
from masker_rules.facts.vocabulary import nearest

__all__ = ["KINDS", "Imported", "import_files"]

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
        dialect: For `attlog`: `usb` (default) or `adms`, which order the columns differently; it
            is never guessed.

    Returns:
        Tables as lists of dicts of texts, the records that were set aside, and remarks.

    Raises:
        RequestError: no such kind or dialect [unknown-import].
        FactsError: a file is not what it is said to be [office-file], or PINs have no map
            [map-needed].
    """
    paths = sorted((Path(file) for file in files), key=lambda path: (path.name, str(path)))
    if kind == "attlog":
        from masker_rules.facts.office.attlog import import_attlog  # noqa: PLC0415

        return import_attlog(paths, Path(map_file) if map_file else None, dialect or "usb")
    if kind == "masker-asn":
        from masker_rules.facts.office.masker_asn import import_masker_asn  # noqa: PLC0415

        return import_masker_asn(paths)
    known = ", ".join(KINDS)
    raise RequestError.of(
        "unknown-import", kind=kind, nearest=nearest(kind, KINDS) or "-", known=known
    )
