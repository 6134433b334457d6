"""A history computed part by part into one file: what is made of a part is put aside at once.

Memory holds one part of each process. The whole stands aside until it is complete and is then
renamed.
"""

from __future__ import annotations

import shutil
import sys
from array import array
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from masker_rules.cli.output import of_stdout, to_stdout
from masker_rules.cli.pieces import FORMS, Writing, Written
from masker_rules.cli.processes import each_done
from masker_rules.cli.running import DONE, NOT_CLEAN, WRONG
from masker_rules.cli.tally import Tally
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import RequestError
from masker_rules.facts.aside import folder_aside, put_in_place
from masker_rules.facts.sources import source_name

if TYPE_CHECKING:
    from masker_rules.history import PartJob, PartTasks

__all__ = ["CHUNK_FORMATS", "write_chunked"]

CHUNK_FORMATS = tuple(FORMS)
#: How many people a message names.
NAMED = 5


def write_chunked(
    job: PartJob,
    parts: PartTasks,
    out: Path | None,
    form: str,
    tally: Tally,
    *,
    strict: bool,
    processes: int = 1,
) -> int:
    """Compute the parts, write what they come to, and tell it.

    Args:
        job: How a part is computed.
        parts: What is computed, in order.
        out: The file; None is stdout.
        form: One of `CHUNK_FORMATS`.
        tally: Tells what they come to, on its terminal.
        strict: Whether an incomplete result or a row set aside is worth an exit code.
        processes: So many parts are computed at a time.

    Returns:
        The exit code: that of something wrong if a part could not be computed, or a person has a
        result of the same month in several.

    Raises:
        RequestError: the file cannot be written [out-unusable], or a process ended before it was
            done [process-ended].
    """
    target = None if out is None or to_stdout(out) else out.resolve()
    terminal, twice, wrong = tally.terminal, _Twice(), 0
    pieces: list[Written] = []
    try:
        with folder_aside(target) as folder:
            has_earlier = tally.earlier is not None
            writing = Writing(job, FORMS[form](terminal.lang), folder, has_earlier)
            with terminal.progress(terminal.text("computing_parts")) as progress:
                for piece in each_done(writing, enumerate(parts), processes):
                    pieces.append(replace(piece, totals=None, whose=None, nets=None))
                    if progress is not None:
                        progress(len(pieces), len(parts))
                    if piece.wrong is not None:
                        wrong += 1
                        terminal.complain(piece.wrong.text(terminal.lang))
                        continue
                    assert piece.totals is not None
                    assert piece.whose is not None
                    tally.add_part(piece.totals, piece.nets)
                    twice.add(piece.whose)
            if wrong < len(pieces):
                whole = folder / "whole"
                writing.form.join(pieces, whole, tally.put_beside(whole=not wrong))
                _deliver(whole, target)
    except OSError as bad:
        if target is None:
            raise
        detail = bad.strerror or type(bad).__name__
        raise RequestError.of("out-unusable", path=source_name(f"{out}"), detail=detail) from None
    if wrong < len(pieces):
        if target is not None:
            terminal.say(terminal.text("wrote", path=source_name(f"{out}")))
        tally.tell()
        tally.tell_engine()
    return _ended(
        terminal, wrong, twice.found(), clean=tally.is_settled and (tally.is_clean or not strict)
    )


def _deliver(whole: Path, target: Path | None) -> None:
    if target is not None:
        put_in_place(whole, target)
        return
    with whole.open("rb") as source, of_stdout():
        sys.stdout.flush()
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

    def add(self, whose: Mapping[str, array[int]]) -> None:
        for period, nips in whose.items():
            self._seen.setdefault(period, array("q")).extend(nips)

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
