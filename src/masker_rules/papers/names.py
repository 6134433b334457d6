"""Names of files that every system accepts, and of sheets that every workbook does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["FILE_LETTERS", "RUN", "SHEET_LETTERS", "file_words", "of_run", "sheet_name"]

#: Before the name of a run in the names of its files; words of a file name never have it.
RUN = "--"

#: Letters of the words of a file name: with what stands around them, far below 255 bytes.
FILE_LETTERS = 60
#: Letters that a name of a sheet may have.
SHEET_LETTERS = 31
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_NOT_IN_SHEETS = re.compile(r"[\[\]:*?/\\']")


def file_words(text: str) -> str:
    """`DINAS KESEHATAN (UPT. Banggai)` as `dinas-kesehatan-upt-banggai`; `unit` of nothing."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return _NOT_PLAIN.sub("-", plain).strip("-")[:FILE_LETTERS].strip("-") or "unit"


def of_run(name: str) -> str:
    """`--thr` of a run, nothing of the ordinary month."""
    return f"{RUN}{name}" if name else ""


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A name of a sheet that is not taken, whatever the case of its letters."""
    known = {name.casefold() for name in taken}
    plain = _NOT_IN_SHEETS.sub(" ", wanted)[:SHEET_LETTERS].strip() or "-"
    found, number = plain, 1
    while found.casefold() in known:
        number += 1
        found = f"{plain[: SHEET_LETTERS - len(str(number)) - 1]} {number}"
    return found
