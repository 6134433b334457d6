"""`masker import`: office files into the tables of a pack."""

from __future__ import annotations

import dataclasses
import shlex
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from masker_rules.cli.findings import draw_rows, heading
from masker_rules.cli.options import Strict
from masker_rules.cli.running import DONE, NOT_CLEAN
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import FactsError, Place, Problem, Problems, RequestError
from masker_rules.facts.sources import source_name

if TYPE_CHECKING:
    from masker_rules.facts import PackRemark, SetAside
    from masker_rules.facts.office import FileCount, Imported

__all__ = ["import_"]

#: Kinds that offices have and that a later version reads.
LATER = ("adms", "bkn-rekap", "day-matrix", "fingerspot")
SHOWN = 20


def import_(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE")],
    out: Annotated[Path, typer.Option("--out", metavar="PACK")],
    map: Annotated[Path | None, typer.Option("--map", metavar="CSV")] = None,
    dialect: Annotated[str, typer.Option("--dialect", metavar="usb|adms")] = "",
    strict: Strict = False,  # noqa: FBT002
) -> int:
    """Words of the help: `cli.help.import.about`."""
    from masker_rules.facts.office import import_files  # noqa: PLC0415
    from masker_rules.facts.writers import add_to_pack  # noqa: PLC0415

    terminal: Terminal = context.obj
    if kind in LATER:
        raise RequestError.of("not-in-this-version", what=f"import {kind}")
    try:
        found = import_files(kind, files, map_file=map, dialect=dialect)
    except FactsError as wrong:
        raise _with_options(wrong, out, map) from None
    if not any(found.tables.values()):
        _tell_findings(terminal, found)
        raise _nothing(kind, found)
    written = add_to_pack(found.whole(), out)
    mostly = [count for count in found.files if count.refused > count.read]
    _tell(terminal, found, written, mostly)
    return NOT_CLEAN if mostly or (strict and found.set_aside) else DONE


def _with_options(wrong: FactsError, out: Path, map_file: Path | None) -> FactsError:
    """The same problems; a command that a cure names goes where this one would have gone."""
    return FactsError(_with_option(problem, out, map_file) for problem in wrong.problems)


def _with_option(problem: Problem, out: Path, map_file: Path | None) -> Problem:
    if "options" not in problem.params:
        return problem
    is_log = problem.params.get("other", "attlog") == "attlog"
    options = ["--map", str(map_file)] if map_file and is_log else []
    text = shlex.join([*options, "--out", str(out)])
    return dataclasses.replace(problem, params={**problem.params, "options": text})


def _nothing(kind: str, found: Imported) -> FactsError:
    """Why nothing is written: every record was refused."""
    problems = Problems()
    for file, _, refused in found.files:
        own = (i for i in found.set_aside if i.file == file or i.file.startswith(f"{file}#"))
        why = Counter(item.code for item in own)
        codes = ", ".join(f"{code} {count}" for code, count in why.most_common()) or "-"
        problems.add("office-all-refused", Place(file), kind=kind, lines=refused, codes=codes)
    return FactsError(problems)


def _tell(
    terminal: Terminal, found: Imported, written: Sequence[Path], mostly: Sequence[FileCount]
) -> None:
    if not terminal.quiet:
        for path in written:
            count = terminal.number(len(found.whole()[path.stem]))
            terminal.say(terminal.text("imported", path=source_name(path), rows=count))
        _tell_findings(terminal, found)
        if left := sum(map(len, found.unread.values())):
            terminal.say(terminal.text("import_unread", rows=terminal.number(left)))
    for file, read, refused in mostly:
        told = {"read": terminal.number(read), "refused": terminal.number(refused)}
        terminal.complain(terminal.text("import_mostly_refused", file=file, **told))
    if not terminal.quiet and "employees" not in found.tables:
        terminal.say(terminal.text("import_employees"))


def _tell_findings(terminal: Terminal, found: Imported) -> None:
    for title, items in (("set_aside", found.set_aside), ("remarks", found.remarks)):
        if items and not terminal.quiet:
            heading(terminal.err, terminal.text(title, count=terminal.number(len(items))))
            draw_rows(terminal.err, terminal, _few(items))
            if len(items) > SHOWN:
                codes = Counter(item.code for item in items).most_common()
                told = ", ".join(f"{code} {terminal.number(count)}" for code, count in codes)
                terminal.say(f"  {terminal.text('import_and_more', shown=SHOWN, codes=told)}")


def _few(items: Sequence[SetAside | PackRemark]) -> list[SetAside | PackRemark]:
    """At most `SHOWN` of them in their order, some of every code: none hides the others."""
    seen: Counter[str] = Counter()
    turns = []
    for at, item in enumerate(items):
        turns.append((seen[item.code], at))
        seen[item.code] += 1
    return [items[at] for at in sorted(at for _, at in sorted(turns)[:SHOWN])]
