"""The same work on many things, by several processes at a time."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, connection, get_context, parent_process
from typing import Any, TypeVar

from masker_rules.cli.running import BugElsewhereError, bug_of
from masker_rules.errors import MaskerRulesError, RequestError
from masker_rules.garbage import collect_rarely

__all__ = ["each_done"]

Thing = TypeVar("Thing")
Done = TypeVar("Done")
#: So many things wait for each process: it never stands still, and few results wait to be taken.
AHEAD = 2
#: Windows waits for no more at a time.
MOST_ON_WINDOWS = 61


def each_done(
    work: Callable[[Thing], Done], things: Iterable[Thing], processes: int
) -> Iterator[Done]:
    """What work makes of each thing, in the order of the things.

    Args:
        work: Sent once to each process, with all that it holds.
        things: Sent one by one.
        processes: How many; 1 is this one.

    Raises:
        RequestError: a process ended before it was done [process-ended].
        BugElsewhereError: something that nobody raises on purpose, in another process.
    """
    if processes == 1:
        yield from map(work, things)
        return
    if sys.platform == "win32":
        processes = min(processes, MOST_ON_WINDOWS)
    threads, others = max(1, (os.cpu_count() or 1) // processes), set(active_children())
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _begin, (work, threads))
    waiting: deque[Future[Done]] = deque()
    try:
        for thing in things:
            with _deaf():
                waiting.append(pool.submit(_do, thing))
            if len(waiting) > AHEAD * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise RequestError.of("process-ended", processes=processes) from None
    except BaseException:
        # Nobody waits for what the others are at.
        for child in set(active_children()) - others:
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """A process that begins here does not hear whoever interrupts: the first one ends it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# ------------------------------------------------------------------ in the other process
_given: Callable[[Any], Any] | None = None


def _begin(work: Callable[[Any], Any], threads: int) -> None:
    global _given  # noqa: PLW0603  (a process has one work)
    _given = work
    # Polars reads it when it is loaded: its threads of all processes use the cores once.
    os.environ.setdefault("POLARS_MAX_THREADS", str(threads))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_rarely()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Nobody waits for what is made when the first process was killed."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _do(thing: Any) -> Any:
    assert _given is not None
    try:
        return _given(thing)
    except (MaskerRulesError, OSError):
        raise
    except Exception as bug:  # noqa: BLE001  (told as the bug that it is)
        # Not every error can be sent, and its place would be lost.
        raise BugElsewhereError(*bug_of(bug)) from None
