"""The people of one pack handed out by Spark: what `engine="spark"` does.

Packs of many units and months are handed out by `masker_rules.columnar.spark`; here there is one,
which every machine reads or is sent, and each computes some of its people.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import uuid4

from py4j.protocol import Py4JError
from pyspark import SparkContext
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from masker_rules._version import __version__
from masker_rules.columnar.intake import read_frames
from masker_rules.columnar.packs import FactFrames, PackInMemory
from masker_rules.columnar.runner import Piece, Told, join_pieces, run_frames
from masker_rules.engine.profile import Profile
from masker_rules.errors import (
    AdapterUnavailableError,
    FactsError,
    MaskerRulesError,
    Place,
    RequestError,
)
from masker_rules.facts import Pack
from masker_rules.periods import Month

__all__ = ["on_spark"]

#: Tasks for each core, so that a slow one does not hold up the others.
_TASKS_A_CORE = 3
#: People in the smallest task: planning a regulation costs as much as computing some hundreds.
_LEAST = 250
#: What does not start says so in Spark's words, in Java's, or, where `SPARK_HOME` is of another
#: release, by classes that are not there.
_NO_START = (PySparkException, Py4JError, OSError, RuntimeError, TypeError, AttributeError)


@contextmanager
def on_spark(
    source: str | Pack,
) -> Iterator[Callable[..., Told]]:
    """What computes a pack by tasks of Spark.

    Args:
        source: The path of the pack, which every machine sees, or the pack, which each is sent.

    Yields:
        A call with the arguments and errors of `runner.run_frames`.

    Raises:
        AdapterUnavailableError: Spark cannot start here [spark-does-not-start].
    """
    with _session() as session:

        def compute(
            profile: Profile, pack: FactFrames, months: Sequence[Month] | None = None, **more: Any
        ) -> Told:
            digest = "" if isinstance(source, Pack) else pack.digest
            handed = _Handed(profile, source, digest, more.get("as_of"))
            return join_pieces(profile, pack, months, partial(_pieces, session, handed), **more)

        yield compute


@dataclass(frozen=True)
class _Handed:
    """What every task of a run reads.

    Attributes:
        profile: The regulation.
        source: The path of the pack, which every machine sees, or the pack.
        digest: What a path holds where the run starts; empty of a pack, which is sent.
        as_of: Last known day.
        release: Of this library, where the run starts.
        run: Another one in each: files may change from one run of a session to the next, also in
            rows that no digest counts.
    """

    profile: Profile
    source: str | Pack
    digest: str
    as_of: date | None
    release: str = __version__
    run: str = field(default_factory=lambda: uuid4().hex)


class _Own:
    """How many runs of this process use the session that was made here."""

    lock = Lock()
    runs = 0


@contextmanager
def _session() -> Iterator[SparkSession]:
    """The session of the program or of `spark-submit`; else one on the cores of this machine.

    Only one that was made here is stopped, by the last run that uses it.

    Raises:
        AdapterUnavailableError: Spark cannot start here [spark-does-not-start].
    """
    with _Own.lock:
        # Another thread's session is not active in this one, but stopping it would stop theirs.
        is_foreign = SparkContext._active_spark_context is not None and not _Own.runs  # noqa: SLF001  (only this tells)
        try:
            session = _found() if is_foreign or _Own.runs else _made()
        except _NO_START as why:
            raise AdapterUnavailableError.of("spark-does-not-start", why=_said(why)) from why
        _Own.runs += not is_foreign
    try:
        yield session
    finally:
        if not is_foreign:
            with _Own.lock:
                _Own.runs -= 1
                if not _Own.runs:
                    session.stop()


def _found() -> SparkSession:
    found: SparkSession = SparkSession.getActiveSession() or SparkSession.builder.getOrCreate()
    return found


def _made() -> SparkSession:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session: SparkSession = (
        SparkSession.builder.appName("masker_rules")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session


def _said(why: Exception) -> str:
    """The line that says it; below it Java lists where it was."""
    lines = str(why).splitlines() or [type(why).__name__]
    told = next((line for line in lines if line.startswith(": ")), lines[0])
    return told.removeprefix(": ")


def _pieces(
    session: SparkSession, handed: _Handed, months: Sequence[Month], people: Sequence[str]
) -> Iterator[Piece]:
    """The results of people, some by each task, as the tasks end.

    Args:
        session: Of the cluster; each machine has this library with the extra `spark`.
        handed: What each task reads.
        months: Performance months.
        people: NIPs.

    Raises:
        MaskerRulesError: what a task was refused with.
    """
    context = session.sparkContext
    groups = _groups(people, context.defaultParallelism)
    shared = context.broadcast(pickle.dumps(handed))
    wanted = tuple(months)

    def compute(group: Sequence[str]) -> bytes:
        try:
            return pickle.dumps(_piece(shared.value, wanted, group))
        except MaskerRulesError as error:
            return pickle.dumps(error)

    try:
        for told in _as_they_end(context, groups, compute):
            found = pickle.loads(told)  # noqa: S301  (written by the task)
            if isinstance(found, MaskerRulesError):
                raise found
            yield found
    finally:
        shared.unpersist()


def _as_they_end(
    context: SparkContext, groups: Sequence[Sequence[str]], compute: Any
) -> Iterable[bytes]:
    if not groups:
        return iter(())
    told: Iterable[bytes] = (
        context.parallelize(groups, len(groups))
        .map(compute)
        .toLocalIterator(prefetchPartitions=True)
    )
    return told


def _groups(people: Sequence[str], cores: int) -> list[list[str]]:
    size = max(_LEAST, -(-len(people) // (cores * _TASKS_A_CORE)))
    return [list(people[at : at + size]) for at in range(0, len(people), size)]


#: What the last task of this worker read, by the text that says it: it is the same for the next.
_read: dict[bytes, tuple[_Handed, FactFrames]] = {}


def _piece(text: bytes, months: Sequence[Month], people: Sequence[str]) -> Piece:
    if text not in _read:
        handed: _Handed = pickle.loads(text)  # noqa: S301  (written where the run starts)
        if handed.release != __version__:
            raise RequestError.of(
                "other-regulation", id="masker_rules", here=__version__, there=handed.release
            )
        _read.clear()
        _read[text] = handed, _facts(handed)
    handed, pack = _read[text]
    ran = run_frames(handed.profile, pack, months, as_of=handed.as_of, nips=people)
    return ran.piece()


def _facts(handed: _Handed) -> FactFrames:
    if isinstance(handed.source, Pack):
        return PackInMemory(handed.source)
    found = read_frames(Path(handed.source))
    if found.digest != handed.digest:
        raise FactsError.of("other-facts", Place(handed.source))
    return found
