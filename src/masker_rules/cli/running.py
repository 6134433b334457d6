"""Runs a command line and ends it: what went wrong as words on stderr, and an exit code."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, cast

from masker_rules.cli.terminal import Terminal
from masker_rules.errors import MaskerRulesError, RequestError
from masker_rules.facts.sources import source_name
from masker_rules.garbage import collect_rarely
from masker_rules.texts import LANGUAGES

__all__ = [
    "DONE",
    "FINDINGS",
    "INTERRUPTED",
    "NOT_CLEAN",
    "WRONG",
    "BugElsewhereError",
    "Spoken",
    "bug_of",
    "main",
    "run",
    "spoken",
]

DONE, NOT_CLEAN, WRONG, FINDINGS, INTERRUPTED = 0, 1, 2, 3, 130
DEFAULT_LANGUAGE = LANGUAGES[0]


def main() -> NoReturn:
    """The entry point `masker`: runs the arguments of the process and ends it."""
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        # The bytes of an output do not depend on the locale of the machine.
        with contextlib.suppress(AttributeError, ValueError):
            cast("Any", stream).reconfigure(encoding="utf-8", errors="backslashreplace")
    collect_rarely()
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _close_quietly()
    except OSError as bad:
        if not code:
            bad.filename = bad.filename or "stdout"
            Terminal(DEFAULT_LANGUAGE).complain(file_problem(bad).text(DEFAULT_LANGUAGE))
            code = WRONG
        _close_quietly()
    sys.exit(code)


class _Closed(io.RawIOBase):
    """Stands for a standard output that whoever started the process has closed."""

    def writable(self) -> bool:
        return True

    def write(self, _: Any) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "stdout")


def _open_what_is_closed() -> None:
    """Streams that are not there: what is written to stdout then is an error in words."""
    # Else the next file that is opened would become the standard output.
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
    if sys.stdin is None:
        sys.stdin = io.StringIO()
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(_Closed(), encoding="utf-8", write_through=True)
    if sys.stderr is None:
        sys.stderr = io.StringIO()


def run(argv: Sequence[str]) -> int:
    """Run one command line.

    Args:
        argv: The arguments behind `masker`.

    Returns:
        The exit code: 0 done; 1 done, but `--strict` finds it not clean; 2 the request, profile
        or pack is wrong; 3 findings; 130 interrupted.
    """
    terminal = Terminal(DEFAULT_LANGUAGE)
    try:
        settings = spoken(argv)
        terminal = Terminal(settings.lang, quiet=settings.quiet)
        return _invoke(settings.rest, terminal)
    except MaskerRulesError as wrong:
        terminal.complain(wrong.text(terminal.lang))
        return WRONG
    except KeyboardInterrupt:
        terminal.complain(terminal.text("interrupted"))
        return INTERRUPTED
    except BrokenPipeError:
        _close_quietly()
        return DONE
    except OSError as bad:
        terminal.complain(file_problem(bad).text(terminal.lang))
        return WRONG
    except Exception as bug:  # noqa: BLE001  (nobody must have to read a traceback)
        kind, detail, place = bug_of(bug)
        terminal.complain(terminal.text("bug", kind=kind, detail=detail, place=place))
        return WRONG


@dataclass(slots=True)
class Spoken:
    """What every command understands, wherever it stands, and the arguments without it.

    Attributes:
        lang: `id` or `en`.
        quiet: Only results and errors.
        rest: What is left for the command.
    """

    lang: str
    quiet: bool
    rest: list[str]


def spoken(argv: Sequence[str]) -> Spoken:
    """`--lang` and `--quiet` of a command line: the words of the help depend on them.

    Raises:
        RequestError: there is no such language, or none is named [unknown-language,
            option-without-value].
    """
    found = Spoken(DEFAULT_LANGUAGE, quiet=False, rest=[])
    words = iter(argv)
    for word in words:
        if word == "--":
            found.rest += [word, *words]
        elif word == "--quiet":
            found.quiet = True
        elif word == "--lang":
            found.lang = next(words, "")
            if not found.lang:
                raise RequestError.of("option-without-value", option=word)
        elif word.startswith("--lang="):
            found.lang = word.partition("=")[2]
        else:
            found.rest.append(word)
    if found.lang not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise RequestError.of("unknown-language", lang=found.lang, known=known)
    return found


def _invoke(argv: list[str], terminal: Terminal) -> int:
    import typer  # noqa: PLC0415  (heavy: not for an import of the package)

    from masker_rules.cli.app import command_tree  # noqa: PLC0415
    from masker_rules.cli.usage import UsageError, usage_problem  # noqa: PLC0415

    command = command_tree()
    try:
        with command.make_context("masker", argv, obj=terminal) as context:
            return command.invoke(context) or DONE
    except typer.Exit as end:
        return int(end.exit_code)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except UsageError as wrong:
        raise usage_problem(wrong) from None


def file_problem(bad: OSError) -> RequestError:
    """What the system says of a file, as an error of ours [file-unusable]."""
    path = bad.filename if isinstance(bad.filename, str) else ""
    detail = bad.strerror or type(bad).__name__
    return RequestError.of("file-unusable", path=source_name(path) or "?", detail=detail)


class BugElsewhereError(Exception):
    """A bug that another process met: what :func:`bug_of` says of it there."""


def bug_of(bug: Exception) -> tuple[str, str, str]:
    """Kind, detail and place of what nobody raises on purpose."""
    if isinstance(bug, BugElsewhereError):
        kind, detail, place = bug.args
        return kind, detail, place
    frames = traceback.extract_tb(bug.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return type(bug).__name__, " ".join(str(bug).split())[:200], place


def _close_quietly() -> None:
    """Nobody reads any more: let the end of the process have nowhere to complain."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
