"""The same work on many things, by several processes at a time."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from typing import Any, TypeVar

from masker_rules.cli.running import collect_rarely
from masker_rules.errors import RequestError

__all__ = ["in_order"]

Thing = TypeVar("Thing")
Done = TypeVar("Done")
#: So many things wait for each process: it never stands still, and few results wait to be taken.
AHEAD = 2


def in_order(
    work: Callable[[Thing], Done], things: Iterable[Thing], processes: int
) -> Iterator[Done]:
    """What work makes of each thing, in the order of the things.

    Args:
        work: Sent once to each process, with all that it holds.
        things: Sent one by one.
        processes: How many; 1 is this one.

    Raises:
        RequestError: a process ended before it was done [process-ended].
    """
    if processes == 1:
        yield from map(work, things)
        return
    threads = max(1, (os.cpu_count() or 1) // processes)
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _begin, (work, threads))
    waiting: deque[Future[Done]] = deque()
    try:
        for thing in things:
            waiting.append(pool.submit(_do, thing))
            if len(waiting) > AHEAD * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise RequestError.of("process-ended", processes=processes) from None
    finally:
        pool.shutdown(cancel_futures=True)


# ------------------------------------------------------------------ in the other process
_given: Callable[[Any], Any] | None = None


def _begin(work: Callable[[Any], Any], threads: int) -> None:
    global _given  # noqa: PLW0603  (a process has one work)
    _given = work
    # Polars reads it when it is loaded: all processes together use the cores once.
    os.environ.setdefault("POLARS_MAX_THREADS", str(threads))
    # Whoever interrupts is heard by the first process, which tells the others.
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
    return _given(thing)
