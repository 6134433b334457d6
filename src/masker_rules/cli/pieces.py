"""What is made of one part of a history, in whatever process, and how the pieces are joined.

A piece that another process made is told by plain values and the names of its files.
"""

from __future__ import annotations

import hashlib
import shutil
from abc import ABC, abstractmethod
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from masker_rules.cli.tally import Totals
from masker_rules.errors import MaskerRulesError
from masker_rules.texts import json_text

if TYPE_CHECKING:
    from masker_rules.api import Results
    from masker_rules.engine.beside import Beside, Nets
    from masker_rules.facts.exports import Zeros
    from masker_rules.history import PartJob, PartTask

__all__ = ["FORMS", "Form", "Writing", "Written"]

#: Numbers that eight bytes hold have fewer digits.
DIGITS = 19


@dataclass(frozen=True, slots=True)
class Written:
    """What was made of a part.

    Attributes:
        part: Its name.
        told: What the form needs to join it; None where it could not be computed.
        wrong: Why.
        totals: What its results come to.
        whose: By period the numbers of those who have a result, as far as they are NIPs.
        nets: What people are paid, where they are put beside an earlier result.
    """

    part: str
    told: Any = None
    wrong: MaskerRulesError | None = None
    totals: Totals | None = None
    whose: Mapping[str, array[int]] | None = None
    nets: Nets | None = None


class Form(Protocol):
    """A format in which a history is written."""

    def make(self, results: Results, part: str, stem: Path) -> Any:
        """Write the results of one part into files whose names begin with the stem."""

    def join(self, pieces: Sequence[Written], whole: Path, beside: Beside | None) -> None:
        """Write one file of those of all parts, at least one of which was computed."""


@dataclass(frozen=True, slots=True)
class Writing:
    """Computes a part and writes its piece.

    Attributes:
        folder: Where pieces stand aside.
        with_nets: Whether what people are paid is told.
    """

    job: PartJob
    form: Form
    folder: Path
    with_nets: bool = False

    def __call__(self, numbered: tuple[int, PartTask]) -> Written:
        number, task = numbered
        run, part = self.job.run(task), task.part
        if run.results is None:
            return Written(part.name, wrong=run.wrong)
        return Written(
            part.name,
            told=self.form.make(run.results, part.name, self.folder / f"{number:07d}"),
            totals=Totals.of(run.results),
            whose=_whose(run.results),
            nets=run.results.nets() if self.with_nets else None,
        )


def _whose(results: Results) -> dict[str, array[int]]:
    found: dict[str, array[int]] = {}
    for nip, period in results.whose():
        if nip.isdigit() and len(nip) < DIGITS:
            found.setdefault(period, array("q")).append(int(nip))
    return found


# ------------------------------------------------------------------ tables
@dataclass(frozen=True, slots=True)
class _Table:
    """A piece that is a table.

    Attributes:
        columns: That the regulation has.
        names: Of the columns written; none where nobody has a result.
    """

    file: Path
    columns: tuple[str, ...]
    names: tuple[str, ...] = ()


class _Tables(ABC):
    """A file for each part."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def make(self, results: Results, part: str, stem: Path) -> _Table:  # noqa: ARG002
        names = tuple(self.write(results, stem)) if results else ()
        return _Table(stem, tuple(results.columns), names)

    def join(
        self,
        pieces: Sequence[Written],
        whole: Path,
        beside: Beside | None,  # noqa: ARG002  (a table has no place for it)
    ) -> None:
        tables = [piece.told for piece in pieces if piece.told is not None]
        order, codes = _order(tables)
        self.joined([table.file for table in tables if table.names], order, codes, whole)

    @abstractmethod
    def write(self, results: Results, file: Path) -> Iterable[str]:
        """Write the results of one part, and give the names of the columns."""

    @abstractmethod
    def joined(
        self, files: Sequence[Path], order: Sequence[str], codes: Sequence[str], whole: Path
    ) -> None:
        """Write the tables below one another; a settled result has no day of an absent code."""


def _order(tables: Sequence[_Table]) -> tuple[list[str], list[str]]:
    """The columns of all parts, as one run has them; and which of them count a code's days."""
    from masker_rules.engine.columns import BESIDE, codes_among, in_order  # noqa: PLC0415

    written = dict.fromkeys(name for table in tables for name in table.names)
    known = dict.fromkeys(name for table in tables for name in table.columns)
    names = in_order([name for name in written if name not in BESIDE], list(known))
    return [*names, *BESIDE], codes_among(names, list(known))


def _zeros(codes: Sequence[str]) -> Zeros:
    from masker_rules.engine.columns import UNCOUNTED  # noqa: PLC0415
    from masker_rules.facts.exports import Zeros  # noqa: PLC0415

    return Zeros(tuple(codes), "status", UNCOUNTED)


class _Csv(_Tables):
    def write(self, results: Results, file: Path) -> Iterable[str]:
        from masker_rules.facts.exports import rows_csv  # noqa: PLC0415

        rows = results.flat_rows()
        file.write_text(rows_csv(rows), "utf-8", newline="")
        return rows[0]

    def joined(
        self, files: Sequence[Path], order: Sequence[str], codes: Sequence[str], whole: Path
    ) -> None:
        from masker_rules.facts.exports import join_csv  # noqa: PLC0415

        join_csv(files, order, whole, _zeros(codes))


class _Parquet(_Tables):
    def write(self, results: Results, file: Path) -> Iterable[str]:
        from masker_rules.facts.exports import write_parquet  # noqa: PLC0415

        frame = results.flat_frame()
        write_parquet(frame, file)
        names: list[str] = frame.columns
        return names

    def joined(
        self, files: Sequence[Path], order: Sequence[str], codes: Sequence[str], whole: Path
    ) -> None:
        from masker_rules.facts.exports import join_parquet, rows_parquet  # noqa: PLC0415

        if files:
            join_parquet(files, order, whole, _zeros(codes))
        else:
            whole.write_bytes(rows_parquet([]))


# ------------------------------------------------------------------ the contract's JSON
#: Lists of the JSON, and how far their entries stand from the margin.
LISTS: Mapping[str, int] = {"set_aside": 3, "warnings": 3, "results": 2}


@dataclass(frozen=True, slots=True)
class _Lists:
    """A piece of the JSON, whose lists stand in files as they stand in the whole.

    Attributes:
        header: Without the pack.
        checks: As the JSON has them.
        pack: `digest` and `rows` of the part.
        periods: Of its results, in order.
        lists: Files by the name of the list; one without entries has none.
    """

    header: dict[str, Any]
    checks: dict[str, Any]
    pack: dict[str, Any]
    periods: tuple[str, ...]
    lists: Mapping[str, Path]


class _Json:
    """`pack.parts` names the parts, lists are those of all of them."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def make(self, results: Results, part: str, stem: Path) -> _Lists:
        header: dict[str, Any] = {**results.header, "columns": list(results.columns)}
        lang, named = self.lang, {"part": part}
        entries: dict[str, Iterable[Mapping[str, object]]] = {
            "set_aside": ({**one.as_dict(lang), **named} for one in results.set_aside),
            "warnings": ({**one.as_dict(lang), **named} for one in results.remarks),
            "results": (one.as_dict(lang) for one in results),
        }
        files = {name: stem.with_suffix(f".{name}") for name in entries}
        lists = {
            name: file for name, file in files.items() if _wrote(file, entries[name], LISTS[name])
        }
        periods = tuple(sorted({str(item.period) for item in results}))
        checks = results.checks.as_dict(lang)
        pack = dict(header.pop("pack"))
        return _Lists(header, dict(checks), pack, periods, lists)

    def join(self, pieces: Sequence[Written], whole: Path, beside: Beside | None) -> None:
        told = [piece.told for piece in pieces if piece.told is not None]
        digests = sorted(one.pack["digest"] for one in told)
        rows = Counter[str]()
        for one in told:
            rows.update(one.pack["rows"])
        pack = {
            "digest": "sha256:" + hashlib.sha256("\n".join(digests).encode()).hexdigest(),
            "rows": dict(rows),
            "parts": [_part(piece) for piece in pieces],
            "set_aside": None,
            "warnings": None,
        }
        checks = _checks([one.checks for one in told])
        if beside is not None:
            checks["beside"] = beside.as_dict()
        shell = {**_header(told), "checks": checks, "pack": pack, "results": None}
        with whole.open("w", encoding="utf-8", newline="") as stream:
            for line in _lines(shell):
                name = line.partition('"')[2].partition('": null')[0]
                if name in LISTS and line.lstrip().startswith(f'"{name}": null'):
                    files = [one.lists[name] for one in told if name in one.lists]
                    _insert(stream, files, name, line)
                else:
                    stream.write(line)


def _part(piece: Written) -> dict[str, Any]:
    if piece.told is not None:
        return {"part": piece.part, **piece.told.pack}
    assert piece.wrong is not None
    return {"part": piece.part, "digest": None, "rows": {}, "error": piece.wrong.code}


def _wrote(file: Path, entries: Iterable[Mapping[str, object]], depth: int) -> bool:
    """Whether there are any; they are written with the commas between them."""
    begun = False
    with file.open("w", encoding="utf-8", newline="") as stream:
        for entry in entries:
            text = json_text(entry)
            margin = "\n" + " " * depth
            stream.write(("," if begun else "") + margin + text.replace("\n", margin))
            begun = True
    if not begun:
        file.unlink()
    return begun


def _checks(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The checks of all parts: settled where each of them is."""
    rows: Counter[str] = Counter()
    for one in found:
        rows.update(one["rows_of_nobody"])
    why: list[dict[str, Any]] = []
    for note in (note for one in found for note in one["why"]):
        if note not in why:
            why.append(note)
    return {
        "settled": not why,
        "why": why,
        "zero": sum(one["zero"] for one in found),
        "incomplete": sum(one["incomplete"] for one in found),
        "rows_of_nobody": dict(rows),
        "months_without_punches": sorted(
            {m for one in found for m in one["months_without_punches"]}
        ),
        "unit_days_without_punches": sorted(
            {
                (day["unit"], day["date"]): day
                for one in found
                for day in one["unit_days_without_punches"]
            }.values(),
            key=lambda day: (day["unit"], day["date"]),
        ),
    }


def _header(told: Sequence[_Lists]) -> dict[str, Any]:
    """That of the last period, with every version that was used."""
    last = told[-1].header
    versions: dict[str, dict[str, Any]] = {}
    for one in told:
        own = dict(one.header["profile"])
        for version in own.pop("versions", [{**own, "periods": one.periods}]):
            held = versions.setdefault(version["digest"], {**version, "periods": []})
            held["periods"] = sorted({*held["periods"], *version["periods"]})
    profile = dict(last["profile"])
    if len(versions) > 1 and "profiles" not in last:
        profile["versions"] = list(versions.values())
    estimated = {year for one in told for year in one.header["calendar"]["estimated"]}
    calendar = {**last["calendar"], "estimated": sorted(estimated)}
    columns = dict.fromkeys(name for one in told for name in one.header["columns"])
    return {**last, "profile": profile, "calendar": calendar, "columns": list(columns)}


def _insert(stream: IO[str], files: Sequence[Path], name: str, line: str) -> None:
    """A line `"name": null` with the list in place of the null."""
    indent = " " * (len(line) - len(line.lstrip(" ")))
    stream.write(f'{indent}"{name}": [')
    for place, file in enumerate(files):
        stream.write("," if place else "")
        with file.open(encoding="utf-8", newline="") as source:
            shutil.copyfileobj(source, stream)
    stream.write((f"\n{indent}" if files else "") + "]" + line.partition("null")[2])


def _lines(value: dict[str, Any]) -> Iterator[str]:
    text = json_text(value)
    yield from (f"{line}\n" for line in text.split("\n"))


FORMS: Mapping[str, Callable[[str], Form]] = {"csv": _Csv, "json": _Json, "parquet": _Parquet}
