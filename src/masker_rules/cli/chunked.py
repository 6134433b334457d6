"""A history computed part by part into one file: what is made of a part is put aside at once.

Memory holds one part. The whole stands aside until it is complete and is then renamed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from abc import ABC, abstractmethod
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from masker_rules.cli.aside import folder_aside, put_in_place
from masker_rules.cli.output import to_stdout
from masker_rules.cli.running import DONE, NOT_CLEAN, WRONG
from masker_rules.cli.tally import Tally
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import MaskerRulesError, RequestError

if TYPE_CHECKING:
    from masker_rules.api import Results
    from masker_rules.parts import PartRun

__all__ = ["CHUNK_FORMATS", "write_chunked"]

CHUNK_FORMATS = ("csv", "json", "parquet")
#: How many people a message names.
NAMED = 5


def write_chunked(
    runs: Iterable[PartRun], out: Path | None, form: str, terminal: Terminal, *, strict: bool
) -> int:
    """Write what the parts come to, and tell it.

    Args:
        runs: The parts in order.
        out: The file; None is stdout.
        form: One of `CHUNK_FORMATS`.
        terminal: Language and streams.
        strict: Whether an incomplete result or a row set aside is worth an exit code.

    Returns:
        The exit code: that of something wrong if a part could not be computed, or a person has a
        result of the same month in several.

    Raises:
        RequestError: the file cannot be written [out-unusable].
    """
    target = None if out is None or to_stdout(out) else out.resolve()
    tally, twice, wrong = Tally(terminal), _Twice(), 0
    try:
        with folder_aside(target) as folder:
            pieces: _Pieces = _FORMS[form](folder, terminal.lang)
            for run in runs:
                pieces.add(run)
                if run.results is None:
                    wrong += 1
                    assert run.wrong is not None
                    terminal.complain(run.wrong.text(terminal.lang))
                    continue
                tally.add(run.results)
                twice.add(run.results)
            if pieces.count:
                whole = folder / "whole"
                pieces.join(whole)
                _deliver(whole, target)
    except OSError as bad:
        if target is None:
            raise
        detail = bad.strerror or type(bad).__name__
        raise RequestError.of("out-unusable", path=str(out), detail=detail) from None
    if pieces.count:
        if target is not None:
            terminal.say(terminal.text("wrote", path=str(out)))
        tally.tell()
        tally.tell_engine()
    return _ended(terminal, wrong, twice.found(), clean=tally.is_clean or not strict)


def _deliver(whole: Path, target: Path | None) -> None:
    if target is not None:
        put_in_place(whole, target)
        return
    sys.stdout.flush()
    with whole.open("rb") as source:
        shutil.copyfileobj(source, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _ended(terminal: Terminal, wrong: int, twice: list[str], *, clean: bool) -> int:
    if wrong:
        told = RequestError.of("parts-left-out", count=wrong)
        terminal.complain(told.text(terminal.lang))
    if twice:
        more = ", …" if len(twice) > NAMED else ""
        named = ", ".join(twice[:NAMED]) + more
        told = RequestError.of("person-in-two-parts", count=len(twice), people=named)
        terminal.complain(told.text(terminal.lang))
    if wrong or twice:
        return WRONG
    return DONE if clean else NOT_CLEAN


class _Twice:
    """Who has results of one month in several parts; eight bytes for each person-month."""

    def __init__(self) -> None:
        self._seen: dict[str, array[int]] = {}

    def add(self, results: Results) -> None:
        for nip, period in results.whose():
            if nip.isdigit() and len(nip) < 19:
                self._seen.setdefault(period, array("q")).append(int(nip))

    def found(self) -> list[str]:
        """Each with the month, in order."""
        return [
            f"{nip:018d} ({period})"
            for period, nips in sorted(self._seen.items())
            for nip in _repeated(nips)
        ]


def _repeated(numbers: array[int]) -> list[int]:
    ordered = sorted(numbers)
    found = (one for one, following in pairwise(ordered) if one == following)
    return list(dict.fromkeys(found))


# ------------------------------------------------------------------ the forms
class _Pieces(Protocol):
    """What was made of the parts so far, in a folder aside."""

    count: int

    def add(self, run: PartRun) -> None: ...

    def join(self, whole: Path) -> None: ...


class _Tables(ABC):
    """Pieces that are tables: a file for each part."""

    suffix = ""

    def __init__(self, folder: Path, lang: str) -> None:
        self.folder, self.lang, self.count = folder, lang, 0
        self.files: list[Path] = []
        self._names: dict[str, None] = {}
        self._known: dict[str, None] = {}

    def add(self, run: PartRun) -> None:
        if run.results is None:
            return
        self.count += 1
        self._known.update(dict.fromkeys(run.results.columns))
        file = self.folder / f"{self.count:07d}.{self.suffix}"
        if not run.results:
            return
        self._names.update(dict.fromkeys(self.write(run.results, file)))
        self.files.append(file)

    @property
    def order(self) -> list[str]:
        """The columns of all parts, as one run has them."""
        from masker_rules.engine.columns import BESIDE, in_order  # noqa: PLC0415

        names = [name for name in self._names if name not in BESIDE]
        return [*in_order(names, list(self._known)), *BESIDE]

    @abstractmethod
    def write(self, results: Results, file: Path) -> Iterable[str]:
        """Write the results of one part, and give the names of the columns."""

    @abstractmethod
    def join(self, whole: Path) -> None:
        """Write one file of the files of all parts."""


class _Csv(_Tables):
    suffix = "csv"

    def write(self, results: Results, file: Path) -> Iterable[str]:
        from masker_rules.facts.exports import rows_csv  # noqa: PLC0415

        rows = results.flat_rows()
        file.write_text(rows_csv(rows), "utf-8", newline="")
        return rows[0]

    def join(self, whole: Path) -> None:
        from masker_rules.facts.exports import join_csv  # noqa: PLC0415

        join_csv(self.files, self.order, whole)


class _Parquet(_Tables):
    suffix = "parquet"

    def write(self, results: Results, file: Path) -> Iterable[str]:
        frame = results.flat_frame()
        frame.write_parquet(file)
        names: list[str] = frame.columns
        return names

    def join(self, whole: Path) -> None:
        from masker_rules.facts.exports import join_parquet, rows_parquet  # noqa: PLC0415

        if self.files:
            join_parquet(self.files, self.order, whole)
        else:
            whole.write_bytes(rows_parquet([]))


class _Json:
    """The contract's JSON: `pack.parts` names the parts, lists are those of all of them."""

    LISTS: Mapping[str, int] = {"set_aside": 3, "warnings": 3, "results": 2}

    def __init__(self, folder: Path, lang: str) -> None:
        self.folder, self.lang, self.count = folder, lang, 0
        self._begun: dict[str, bool] = {}
        self._parts: list[dict[str, Any]] = []
        self._headers: list[tuple[tuple[str, ...], dict[str, Any]]] = []
        self._rows: Counter[str] = Counter()

    def add(self, run: PartRun) -> None:
        told: dict[str, Any] = {"part": run.part.name}
        self._parts.append(told)
        if run.results is None:
            assert isinstance(run.wrong, MaskerRulesError)
            told |= {"digest": None, "rows": {}, "error": run.wrong.code}
            return
        self.count += 1
        header, results = dict(run.results.header), run.results
        told |= header.pop("pack")
        self._rows.update(told["rows"])
        periods = tuple(sorted({str(item.period) for item in results}))
        if not self._headers or self._headers[-1][1] != header:
            self._headers.append((periods, header))
        else:
            self._headers[-1] = (tuple(sorted({*self._headers[-1][0], *periods})), header)
        part = {"part": run.part.name}
        for name, found in (("set_aside", results.set_aside), ("warnings", results.remarks)):
            self._append(name, ({**one.as_dict(self.lang), **part} for one in found))
        self._append("results", (one.as_dict(self.lang) for one in results))

    def _append(self, name: str, entries: Iterable[dict[str, Any]]) -> None:
        with (self.folder / name).open("a", encoding="utf-8", newline="") as stream:
            for entry in entries:
                if self._begun.get(name):
                    stream.write(",")
                self._begun[name] = True
                stream.write(f"\n{_indented(entry, self.LISTS[name])}")

    def join(self, whole: Path) -> None:
        digests = sorted(part["digest"] for part in self._parts if part["digest"])
        pack = {
            "digest": "sha256:" + hashlib.sha256("\n".join(digests).encode()).hexdigest(),
            "rows": dict(self._rows),
            "parts": self._parts,
            "set_aside": None,
            "warnings": None,
        }
        shell = {**self._header(), "pack": pack, "results": None}
        with whole.open("w", encoding="utf-8", newline="") as stream:
            for line in _lines(shell):
                name = line.partition('"')[2].partition('": null')[0]
                if name in self.LISTS and line.lstrip().startswith(f'"{name}": null'):
                    self._insert(stream, name, line)
                else:
                    stream.write(line)

    def _header(self) -> dict[str, Any]:
        """That of the last period, with every version that was used."""
        _, last = self._headers[-1]
        versions: dict[str, dict[str, Any]] = {}
        for periods, header in self._headers:
            own = dict(header["profile"])
            for version in own.pop("versions", [{**own, "periods": periods}]):
                held = versions.setdefault(version["digest"], {**version, "periods": []})
                held["periods"] = sorted({*held["periods"], *version["periods"]})
        profile = dict(last["profile"])
        if len(versions) > 1 and "profiles" not in last:
            profile["versions"] = list(versions.values())
        estimated = {year for _, one in self._headers for year in one["calendar"]["estimated"]}
        calendar = {**last["calendar"], "estimated": sorted(estimated)}
        return {**last, "profile": profile, "calendar": calendar}

    def _insert(self, stream: IO[str], name: str, line: str) -> None:
        """A line `"name": null` with the list in place of the null."""
        indent = len(line) - len(line.lstrip(" "))
        stream.write(f'{" " * indent}"{name}": [')
        if self._begun.get(name):
            with (self.folder / name).open(encoding="utf-8", newline="") as source:
                shutil.copyfileobj(source, stream)
            stream.write(f"\n{' ' * indent}")
        stream.write("]" + line.partition("null")[2])


def _lines(value: dict[str, Any]) -> Iterator[str]:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    yield from (f"{line}\n" for line in text.split("\n"))


def _indented(entry: dict[str, Any], depth: int) -> str:
    text = json.dumps(entry, ensure_ascii=False, indent=1)
    return " " * depth + text.replace("\n", "\n" + " " * depth)


_FORMS: Mapping[str, Any] = {"csv": _Csv, "json": _Json, "parquet": _Parquet}
