"""Where a command speaks: language, streams, colours, progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from masker_rules.texts import (
    decimal,
    grouped,
    harmless,
    render,
    spoken,
    without_passwords,
)
from masker_rules.units import percent_text

if TYPE_CHECKING:
    from datetime import date

    from rich.console import Console

    from masker_rules.periods import DateRange, Month

__all__ = ["PLAIN_WIDTH", "Terminal", "console_of"]

#: Width of tables that no terminal measures: in a pipe or a file.
PLAIN_WIDTH = 120

Progress = Callable[[int, int], None]


class Terminal:
    """Language and streams of one run.

    Args:
        lang: `id` or `en`.
        quiet: Only results and errors.
    """

    def __init__(self, lang: str, *, quiet: bool = False) -> None:
        self.lang = lang
        self.quiet = quiet

    # ------------------------------------------------------------------ words
    def text(self, key: str, **params: object) -> str:
        """The text `cli.<key>` of the catalogs."""
        return render(self.lang, f"cli.{key}", params)

    def number(self, value: int | None) -> str:
        """`1.234.567` (`1,234,567` in English), a dash where there is none."""
        return "–" if value is None else grouped(self.lang, value)

    def percent(self, share: Fraction | None) -> str:
        """`92,5%` (`92.5%` in English), exact; a dash where there is none."""
        return "–" if share is None else decimal(self.lang, percent_text(share))

    def word(self, group: str, value: str) -> str:
        """A code in words where the catalog has them, else the code."""
        key = f"cli.{group}.{value}"
        found = render(self.lang, key, {})
        return value if found == key else found

    def in_force(self, dates: DateRange, *, start_known: bool) -> str:
        """`sejak 1 Januari 2026`; where the start is not known it says so."""
        return spoken.in_force(self.lang, dates.first, dates.last, start_known=start_known)

    def day(self, day: date) -> str:
        """`11 Maret 2026`."""
        return spoken.day(self.lang, day)

    def month(self, month: Month) -> str:
        """`Maret 2026`."""
        return spoken.month(self.lang, month.year, month.month)

    def months(self, months: Sequence[Month]) -> str:
        """`Maret 2026`, `Januari 2026 s.d. Juni 2026`."""
        ends = [*map(self.month, dict.fromkeys((min(months), max(months))))]
        told = self.text("months", first=ends[0], last=ends[-1])
        return told if len(ends) > 1 else ends[0]

    def table(self, name: str) -> str:
        """`rekaman presensi (punches)`: what a table is called, and its file."""
        return spoken.Column(name, "table").said(self.lang)

    def named(self, group: str, code: str) -> str:
        """What a code of a group of names is called."""
        return spoken.readable(self.lang, group, code)

    # ------------------------------------------------------------------ streams
    @cached_property
    def out(self) -> Console:
        """Results for people."""
        return _console(sys.stdout)

    @cached_property
    def err(self) -> Console:
        """Everything else."""
        return _console(sys.stderr)

    def say(self, text: str, style: str = "") -> None:
        """A remark on stderr, unless the run is quiet."""
        if not self.quiet:
            self.err.print(_plain(harmless(without_passwords(text)), style), soft_wrap=True)

    def complain(self, text: str) -> None:
        """An error on stderr."""
        if not text:
            return
        # Without the console: it must work whatever has gone wrong.
        sys.stderr.write(harmless(without_passwords(text)) + "\n")
        sys.stderr.flush()

    # ------------------------------------------------------------------ progress
    @contextmanager
    def progress(self, what: str) -> Iterator[Progress | None]:
        """A callback that draws a bar on stderr; None where nobody looks at it."""
        if self.quiet or not self.err.is_terminal:
            yield None
            return
        from rich.progress import (  # noqa: PLC0415
            BarColumn,
            MofNCompleteColumn,
            TextColumn,
            TimeRemainingColumn,
        )
        from rich.progress import Progress as Bar  # noqa: PLC0415

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Bar(*columns, TimeRemainingColumn(), console=self.err, transient=True) as bar:
            task = bar.add_task(what, total=None)

            def step(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            yield step


def console_of(stream: Any, **more: Any) -> Console:
    """Where tables and texts are drawn: a cell that moves the cursor is shown harmless."""
    from rich.console import Console  # noqa: PLC0415

    class Harmless(Console):
        def render(self, *args: Any, **more: Any) -> Iterator[Any]:
            for piece in super().render(*args, **more):
                yield piece if piece.control else piece._replace(text=harmless(piece.text))

    return Harmless(file=stream, highlight=False, markup=False, emoji=False, **more)


def _console(stream: Any) -> Console:
    width = None
    if not stream.isatty() and not os.environ.get("COLUMNS", "").isdigit():
        width = PLAIN_WIDTH
    return console_of(stream, width=width)


def _plain(text: str, style: str) -> Any:
    from rich.text import Text  # noqa: PLC0415

    return Text(text, style=style)
