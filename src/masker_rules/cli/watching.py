"""`masker watch`: alerts while facts come, from lines on stdin, a machine log or a folder."""

from __future__ import annotations

import io
import queue
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from masker_rules.cli.options import ProfileRef
from masker_rules.cli.running import DONE, file_problem
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import MaskerRulesError, RequestError
from masker_rules.texts import json_text

if TYPE_CHECKING:
    from masker_rules.facts import Stamp
    from masker_rules.watch import News, Session
    from masker_rules.watch.sources import Source

__all__ = ["watch"]

#: Alerts that the live table shows.
SHOWN = 12
#: Looks at files that are still being written when the lines have ended.
LAST_LOOKS = 5


def watch(  # noqa: PLR0913, PLR0917  (an argument per option)
    context: typer.Context,
    profile: ProfileRef,
    pack: Annotated[Path | None, typer.Argument(metavar="PACK")] = None,
    db: Annotated[Path | None, typer.Option("--db", metavar="FILE")] = None,
    attlog: Annotated[list[Path] | None, typer.Option("--attlog", metavar="FILE")] = None,
    map: Annotated[Path | None, typer.Option("--map", metavar="CSV")] = None,
    dialect: Annotated[str, typer.Option("--dialect", metavar="usb|adms")] = "",
    lines: Annotated[bool, typer.Option("--lines")] = False,  # noqa: FBT002
    also: Annotated[list[str] | None, typer.Option("--also", metavar="ID|PATH")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="2026-03")] = None,
    near: Annotated[int, typer.Option("--near", metavar="N", min=0)] = 1,
    at: Annotated[str | None, typer.Option("--at", metavar="MOMENT")] = None,
    every: Annotated[int, typer.Option("--every", metavar="SECONDS", min=1)] = 2,
    once: Annotated[bool, typer.Option("--once")] = False,  # noqa: FBT002
    ack: Annotated[bool, typer.Option("--ack")] = False,  # noqa: FBT002
    after: Annotated[int | None, typer.Option("--after", metavar="SERIAL", min=0)] = None,
    backend: Annotated[str, typer.Option("--backend", metavar="own|durable")] = "own",
) -> int:
    """Words of the help: `cli.help.watch.about`."""
    from masker_rules.watch import Near, Session  # noqa: PLC0415  (heavy: not for the help)
    from masker_rules.watch.sources import AttlogSource, FolderSource  # noqa: PLC0415

    if pack is None and db is None:
        raise RequestError.of("nothing-to-watch")
    for option, is_given in (("--ack", ack), ("--after", after is not None)):
        if is_given and db is None:
            raise RequestError.of("needs-db", option=option)
    terminal: Terminal = context.obj
    sources: list[Source] = [] if pack is None else [FolderSource(pack)]
    sources += [AttlogSource(path, map, dialect) for path in attlog or ()]
    with (
        _ended_by(signal.SIGTERM),
        Session(
            profile, db, also=also or (), near=Near(near), since=since, backend=backend
        ) as session,
        _screen(
            terminal, session, is_live=terminal.out.is_terminal and not ack and after is None
        ) as show,
    ):
        if after is not None:
            _write(one.as_dict(terminal.lang) for one in session.news if one.serial > after)
        run = _Run(terminal, session, sources, show)
        run.look(at)
        if lines or not sources:
            run.follow_lines(every, is_told=ack)
        elif not once:
            run.follow(every)
        for told in _unsettled(terminal, session):
            terminal.say(told, "bold yellow")
    return DONE


class _Run:
    """One watch.

    Args:
        show: Called with what there is to say and the moment.
    """

    def __init__(
        self, terminal: Terminal, session: Session, sources: list[Source], show: Any
    ) -> None:
        self.terminal, self.session, self.sources, self.show = terminal, session, sources, show
        self._last: Stamp | None = None
        self._complaint = ""

    def look(self, at: str | None = None) -> None:
        """Look at the sources, then say what follows at the moment told, else at the latest."""
        for source in self.sources:
            source.poll(self.session)
        self._say(at)

    def _say(self, at: str | None = None) -> None:
        from masker_rules.watch.moments import moment_of  # noqa: PLC0415

        if at is not None:
            moment: Stamp | None = moment_of(at, self.session.profile.plan.zone)
        else:
            known = [one for one in (self._last, self.session.latest) if one is not None]
            moment = max(known, default=None)
        if moment is not None:
            self._last = moment
            self.show(self.session.alerts(moment), moment)

    def follow(self, every: int) -> None:
        """Look again and again, until a signal ends it."""
        while True:
            time.sleep(every)
            self._again(is_fed=False)

    def _again(self, *, is_fed: bool) -> None:
        """Look once more, and say what follows if something changed or facts were fed."""
        changed = self._polled()
        if is_fed or changed:
            try:
                self._say()
            except MaskerRulesError as wrong:
                self._complain(wrong)

    def _polled(self) -> bool:
        """Whether the sources changed; what is wrong with one for a moment ends no watch."""
        try:
            changed = [source.poll(self.session, settled=True) for source in self.sources]
        except MaskerRulesError as wrong:
            self._complain(wrong)
        except OSError as bad:
            self._complain(file_problem(bad))
        else:
            self._complaint = ""
            return any(changed)
        return False

    def _complain(self, wrong: MaskerRulesError) -> None:
        """Say what is wrong, once while it lasts.

        Raises:
            StoreError: what is fed is no longer kept.
        """
        from masker_rules.watch.store import StoreError  # noqa: PLC0415

        if isinstance(wrong, StoreError):
            raise wrong
        told = wrong.text(self.terminal.lang)
        if told != self._complaint:
            self.terminal.complain(told)
        self._complaint = told

    def follow_lines(self, every: int, *, is_told: bool) -> None:
        """Take line by line until there are no more; look at the sources in between.

        Args:
            every: Seconds between two looks.
            is_told: Whether each fact is acknowledged, when it is kept.
        """
        from masker_rules.watch.store import StoreError  # noqa: PLC0415

        waiting: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_pump, args=(waiting,), daemon=True).start()
        number = 0
        while True:
            try:
                line = waiting.get(timeout=every)
            except queue.Empty:
                self._again(is_fed=True)
                continue
            if line is None:
                self._end(every)
                return
            number += 1
            if not line.strip():
                continue
            try:
                self._take(line, number, is_told=is_told)
            except StoreError:
                raise
            except MaskerRulesError as wrong:
                # One line that is wrong does not end the watch.
                self.terminal.complain(wrong.text(self.terminal.lang))

    def _take(self, line: str, number: int, *, is_told: bool) -> None:
        from masker_rules.watch.sources import take_line  # noqa: PLC0415

        taken = take_line(self.session, line, number)
        if is_told:
            _write(one.as_dict() for one in taken.kept)
        if taken.moment is not None:
            self._polled()
            self._say(taken.moment)

    def _end(self, every: int) -> None:
        """The last look: files that are being written get some time to be whole."""
        for _ in range(LAST_LOOKS):
            self._again(is_fed=True)
            if not any(source.is_behind for source in self.sources):
                break
            time.sleep(every)


def _unsettled(terminal: Terminal, session: Session) -> list[str]:
    """Why nothing of it can be paid yet."""
    return [
        terminal.text("alarm", message=f"{note.message(terminal.lang)} [{note.code}]")
        for note in session.unsettled
    ]


def _write(lines: Iterable[dict[str, Any]]) -> None:
    for line in lines:
        sys.stdout.write(json_text(line, None) + "\n")
    sys.stdout.flush()


def _pump(waiting: queue.Queue[str | None]) -> None:
    # What is no text is refused as a line, not altered; a thread that reads `buffer` cannot be
    # stopped at the end of the program.
    try:
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
        for line in sys.stdin:
            waiting.put(line)
    finally:
        waiting.put(None)


@contextmanager
def _ended_by(number: int) -> Iterator[None]:
    """A signal ends the watch as Ctrl-C does."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(number, end)
    try:
        yield
    finally:
        signal.signal(number, before)


@contextmanager
def _screen(terminal: Terminal, session: Session, *, is_live: bool) -> Iterator[Any]:
    """Where alerts go: a table that lives in a terminal, lines of JSON elsewhere."""
    if not is_live:
        yield lambda news, _: _write(one.as_dict(terminal.lang) for one in news)
        return
    from rich.live import Live  # noqa: PLC0415

    with Live(console=terminal.out, auto_refresh=False) as live:

        def draw(_: list[News], moment: Any) -> None:
            live.update(_table(terminal, session, moment), refresh=True)

        yield draw


def _table(terminal: Terminal, session: Session, moment: Any) -> Any:
    from rich.console import Group  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from masker_rules.watch.moments import moment_of  # noqa: PLC0415
    from masker_rules.watch.recap import STATES  # noqa: PLC0415

    now = moment_of(moment, session.profile.plan.zone)
    units = session.recap(now.day, now).units()  # type: ignore[union-attr]
    shown = [name for name in (*STATES, "flagged") if any(name in own for own in units.values())]
    table = Table(title=f"{session.profile.id} · {now}")
    table.add_column(terminal.text("watch_unit"))
    for name in shown:
        table.add_column(terminal.text(f"watch_states.{name}"), justify="right")
    for unit, own in units.items():
        table.add_row(unit or "–", *(str(own.get(name, "")) for name in shown))
    said = [Text(one.message(terminal.lang)) for one in session.news[-SHOWN:]]
    doubts = [Text(told, style="bold yellow") for told in _unsettled(terminal, session)]
    return Group(table, *doubts, *said)
