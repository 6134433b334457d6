"""Results to stdout, or to a file that is either the old one or the whole new one."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from masker_rules.cli.terminal import PLAIN_WIDTH, Terminal, console_of
from masker_rules.errors import RequestError
from masker_rules.facts.aside import is_stream, replace_file, writable, written_aside
from masker_rules.facts.sources import source_name
from masker_rules.texts import harmless

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "BINARY",
    "deliver",
    "deliver_drawn",
    "deliver_each",
    "format_of",
    "of_stdout",
    "stream_to",
    "to_stdout",
]

BINARY = ("parquet", "xlsx")
_SUFFIXES = {
    ".json": "json",
    ".csv": "csv",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".html": "html",
    ".txt": "text",
    ".yaml": "yaml",
}

#: Names of stdout, which may be a pipe: whoever is at its other end reads it.
_STDOUT = frozenset({"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})


def format_of(given: str | None, out: Path | None, known: Sequence[str]) -> str:
    """The format asked for, else the one that the name of the file speaks of, else the first.

    Raises:
        RequestError: this command has no such format [unknown-format], a format for machines
            would go to the screen [binary-to-screen], or what stands where the file is to be
            written is none [out-not-a-file].
    """
    if out is not None and not to_stdout(out):
        with writable(out):
            is_stream(out)  # before anything is computed
    named = _SUFFIXES.get(out.suffix.casefold(), "") if out else ""
    chosen = given or (named if named in known else known[0])
    if chosen not in known:
        raise RequestError.of("unknown-format", format=chosen, known=", ".join(known))
    if chosen in BINARY and to_stdout(out) and sys.stdout.isatty():
        raise RequestError.of("binary-to-screen", format=chosen)
    return chosen


def to_stdout(out: Path | None) -> bool:
    """Whether there is no file to write to."""
    return out is None or str(out) in _STDOUT


@contextmanager
def of_stdout() -> Iterator[None]:
    """What the system has against writing to stdout, under that name."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as bad:
        raise OSError(bad.errno, bad.strerror, bad.filename or "stdout") from None


def deliver(data: str | bytes, out: Path | None, terminal: Terminal) -> None:
    """Write a result; a file is written aside and renamed, so that it is never half.

    Raises:
        RequestError: the file cannot be written [out-unusable].
    """
    raw = data.encode() if isinstance(data, str) else data
    if out is None or to_stdout(out):
        _to_stream(raw)
        return
    replace_file(out, raw)
    terminal.say(terminal.text("wrote", path=source_name(out)))


def deliver_each(files: Iterable[tuple[str, str]], folder: Path, terminal: Terminal) -> None:
    """Write files into a folder, each aside and renamed, so that none is ever half.

    Raises:
        RequestError: one cannot be written [out-unusable].
    """
    with writable(folder):
        folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, text in files:
        replace_file(folder / name, text.encode())
        count += 1
    terminal.say(terminal.text("wrote_each", count=count, path=source_name(folder)))


def stream_to(out: Path | None, pieces: Iterable[str], terminal: Terminal) -> None:
    """Write pieces as they are made; a file is there only when all of them are.

    Raises:
        RequestError: the file cannot be written [out-unusable].
    """
    if out is None or to_stdout(out):
        for piece in pieces:
            _to_stream(piece.encode())
        return
    with writable(out), written_aside(Path(os.path.realpath(out))) as stream:
        for piece in pieces:
            stream.write(piece.encode())
    terminal.say(terminal.text("wrote", path=source_name(out)))


def deliver_drawn(draw: Callable[[Console], None], out: Path | None, terminal: Terminal) -> None:
    """Draw on the terminal, or as plain text into a file."""
    if to_stdout(out) and terminal.out.is_terminal:
        draw(terminal.out)
        return
    page = io.StringIO()
    width = terminal.out.width if to_stdout(out) else PLAIN_WIDTH
    draw(console_of(page, width=width, no_color=True, force_terminal=False))
    # Cells are padded to the width of their column; behind the last one that is only noise.
    lines = [line.rstrip() for line in page.getvalue().split("\n")]
    deliver("\n".join(lines), out, terminal)


def _to_stream(raw: bytes) -> None:
    if sys.stdout.isatty():
        raw = harmless(raw.decode(errors="replace")).encode()
    binary = getattr(sys.stdout, "buffer", None)
    with of_stdout():
        if binary is None:
            sys.stdout.write(raw.decode())
            return
        sys.stdout.flush()
        binary.write(raw)
        binary.flush()
