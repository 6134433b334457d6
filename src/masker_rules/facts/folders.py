"""Folders of packs: which folder is a pack, and which packs stand below one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from masker_rules.facts.cells import fold
from masker_rules.facts.definition import definition
from masker_rules.facts.findings import PackRemark
from masker_rules.facts.vocabulary import nearest
from masker_rules.texts import LANGUAGES
from masker_rules.texts.spoken import named

__all__ = [
    "MANIFEST",
    "MONTH",
    "TABLE_SUFFIXES",
    "UNFINISHED",
    "half_written",
    "is_archive",
    "is_like_manifest",
    "is_pack",
    "is_part",
    "like_tables",
    "nameless_below",
    "packs_below",
    "table_meant",
    "table_of_file",
    "with_month",
]

#: How alike the name of a file must be to that of a table: `notes` is not `rosters`.
_ALIKE = 0.75
#: Name of the file in which a pack says what it says of itself.
MANIFEST = "pack.yaml"
#: Name of the file that names the tables of a pack that are being renamed.
UNFINISHED = ".unfinished"
#: Of the tables of a pack in a folder.
TABLE_SUFFIXES = (".csv", ".parquet")
#: A month in the name of a folder or file; a date is none.
MONTH = re.compile(r"(?<![0-9])[0-9]{4}-(?:0[1-9]|1[0-2])(?!-?[0-9])")
_ARCHIVES = (".zip", ".xlsx")


def is_pack(folder: Path) -> bool:
    """Whether a folder holds the table that every pack has, or says that it is one."""
    return any(
        entry.name == MANIFEST
        or (fold(entry.stem) == "employees" and entry.suffix.casefold() in TABLE_SUFFIXES)
        for entry in folder.iterdir()
    )


def half_written(folder: Path) -> tuple[str, ...]:
    """The tables of a pack of which nobody knows whether they are the new ones or the old."""
    mark = folder / UNFINISHED
    return tuple(mark.read_text(errors="replace").split()) if mark.is_file() else ()


def is_part(name: str) -> bool:
    """Whether a file of a pack has this name: a table, or what the pack says of itself."""
    return name == MANIFEST or name.casefold().endswith(TABLE_SUFFIXES)


def is_like_manifest(name: str) -> bool:
    """Whether a file was probably meant to be `pack.yaml`, and has another name."""
    return name != MANIFEST and name.casefold() in {MANIFEST, "pack.yml", "pack.json"}


def table_of_file(name: str) -> str:
    """The table whose file has this name; empty: it is the name of none."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122  (a name, not a path)
    known = {fold(table): table for table in definition().every}
    return known.get(fold(stem), "") if suffix.casefold() in TABLE_SUFFIXES else ""


def table_meant(name: str) -> str:
    """The table that a file, folder, sheet or table of another name was probably meant to be.

    One that resembles a table's, or has it as a word; empty: there is no such table.
    """
    known = sorted(definition().every, key=len, reverse=True)
    words = (one for one in known if re.search(_as_word(one), name, re.IGNORECASE))
    return next(words, "") or nearest(name.partition(".")[0] or name, known, _ALIKE)


def _as_word(table: str) -> str:
    return rf"(?<![^\W\d_]){table.replace('_', '[-_ ]')}(?![^\W\d_])"


def like_tables(name: str) -> Iterator[PackRemark]:
    """A remark on a file that is none of a pack, where its name resembles that of a table."""
    near = "" if name.startswith("~") else table_meant(name)
    if near:
        yield PackRemark("", name, 0, "", name, "unknown-table-file", {"nearest": near})


def packs_below(folder: Path) -> Iterator[Path]:
    """Every folder that is a pack, and every `.zip` and `.xlsx` with a month in its name."""
    for path, files in _below(folder):
        if files is None:
            yield path
        else:
            yield from (path / name for name in files if is_archive(name))


def nameless_below(folder: Path) -> Iterator[Path]:
    """Every `.zip` and `.xlsx` in no pack that may be one, and whose name tells no month."""
    for path, files in _below(folder):
        found = (name for name in files or () if _is_packed(name) and not is_archive(name))
        yield from (path / name for name in found)


def _below(folder: Path) -> Iterator[tuple[Path, list[str] | None]]:
    """Every folder with the names of its files; None of a pack, which is not entered."""
    for home, names, files in os.walk(folder, onerror=_raised):
        path = Path(home)
        names[:] = sorted(name for name in names if not name.startswith("."))
        if path != folder and is_pack(path):
            names.clear()
            yield path, None
        else:
            yield path, sorted(files)


def with_month(name: str) -> str:
    """The name of a file as one of a pack of a month: the one that it has in words, or any."""
    words = {named(lang, "month", str(n)): n for lang in LANGUAGES for n in range(1, 13)}
    told = (number for word, number in words.items() if word.casefold() in name.casefold())
    return f"2026-{next(told, 1):02d}-{name}"


def _raised(bad: OSError) -> None:
    """A folder that cannot be read is told, not passed over."""
    raise bad


def is_archive(name: str) -> bool:
    """Whether a file has the name of a pack in one file: a month, and how it ends."""
    return _is_packed(name) and bool(MONTH.search(os.path.splitext(name)[0]))  # noqa: PTH122


def _is_packed(name: str) -> bool:
    return name.casefold().endswith(_ARCHIVES) and not name.startswith((".", "~"))
