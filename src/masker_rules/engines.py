"""Which engine computes, and one call for all of them: their results are the same bytes.

The reference engine begins at once and computes one person after another; the others take a
moment to begin and compute everybody at a time. What they cannot compute the reference engine
does, and the result says of how many.
"""

from __future__ import annotations

import inspect
import os
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from masker_rules.engine.compute import compute_results, the_month
from masker_rules.engine.memory import Memory
from masker_rules.engine.people import people_of, the_people
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Result
from masker_rules.engine.results import How, Results
from masker_rules.engine.sets import ProfileSet, compute_set
from masker_rules.errors import (
    AdapterUnavailableError,
    FactsError,
    MaskerRulesError,
    RequestError,
)
from masker_rules.facts import Pack, Vocabulary
from masker_rules.facts.frames import kind_of
from masker_rules.facts.presence import known_months
from masker_rules.facts.reader import employees_at_most, read_part
from masker_rules.facts.rows import Employee
from masker_rules.facts.sources import is_url
from masker_rules.garbage import collected_rarely
from masker_rules.periods import CALENDAR, Cutoff, Month
from masker_rules.texts import Phrase

if TYPE_CHECKING:
    from masker_rules.columnar.copies import Originals
    from masker_rules.columnar.packs import FactFrames
    from masker_rules.columnar.runner import Told

__all__ = [
    "COLUMNS",
    "ENGINES",
    "REFERENCE",
    "SMALL",
    "SMALL_AMONG_MANY",
    "Facts",
    "Given",
    "compute_given",
    "engine_asked",
    "engine_named",
    "originals_of",
    "together_many",
]

REFERENCE = "reference"
#: What computes many where nobody says which engine.
COLUMNS = "columns"
#: Each engine with the extra that brings it, and the libraries of which that consists.
_NEEDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    REFERENCE: ("", ()),
    COLUMNS: ("batch", ("narwhals", "polars")),
    "spark": ("spark", ("narwhals", "polars", "pyarrow", "pyspark")),
}
ENGINES = tuple(_NEEDS)
#: What engines were called before, and the engine that each of these words means now.
_OLD_WORDS: Mapping[str, str] = dict.fromkeys(("polars", "duckdb"), COLUMNS)
#: So many employee-months are many.
SMALL = 2_000
_SHOWN = 80
#: Of a pack that is one of many: the libraries are loaded by then, and the program is made.
SMALL_AMONG_MANY = 100

Given = Pack | str | Path | Mapping[str, object]
Progress = Callable[[int, int], None]


def engine_named(word: str) -> tuple[str, Phrase | None]:
    """The engine that a word means, and what to say of a word that meant another one before."""
    if word not in _OLD_WORDS:
        return word, None
    now = _OLD_WORDS[word]
    return now, Phrase("engines.old", {"word": word, "now": now})


def engine_asked(word: str | None) -> str | None:
    """The engine that somebody asks for, which can be used here; None where the size decides.

    Raises:
        RequestError: there is no such engine [unknown-engine].
        AdapterUnavailableError: a library that it needs is not installed [engine-extra-missing].

    Warns:
        FutureWarning: an old word is given; where the call into this library stands.
    """
    if word is None:
        return None
    engine, told = engine_named(str(word))
    if engine not in _NEEDS:
        raise RequestError.of("unknown-engine", engine=engine, known=", ".join(ENGINES))
    if told is not None:
        warnings.warn(FutureWarning(told), stacklevel=_levels_inside())
    extra, _ = _NEEDS[engine]
    missing = _missing(engine)
    if missing:
        raise AdapterUnavailableError.of(
            "engine-extra-missing", engine=engine, libraries=", ".join(missing), extra=extra
        )
    return engine


def _levels_inside() -> int:
    """The `stacklevel`, seen from the caller, of the first line outside this library."""
    frame, levels = inspect.currentframe(), 0
    while frame is not None and frame.f_globals.get("__name__", "").startswith(f"{__package__}."):
        frame, levels = frame.f_back, levels + 1
    return levels


def originals_of(pack: Pack, engine: str | None) -> Originals | None:
    """What lays people of a pack beside each other as copies; None where no engine here can.

    Args:
        pack: The facts.
        engine: As of :func:`compute_given`.
    """
    if engine not in {None, COLUMNS} or _missing(COLUMNS):
        return None
    from masker_rules.columnar.copies import Originals  # noqa: PLC0415  (an extra)

    return Originals(pack)


def together_many(facts: Mapping[Facts, int]) -> bool:
    """Whether several packs are many together, as far as can be told without reading them.

    Args:
        facts: The packs, each with how many months of it are computed.
    """
    if _missing(COLUMNS):
        return False
    whole = 0
    for one, months in facts.items():
        with suppress(MaskerRulesError):  # what cannot be read is told where it is computed
            whole += (one.at_most() or 0) * months
        if whole >= SMALL:
            return True
    return False


def _missing(engine: str) -> list[str]:
    return [name for name in _NEEDS[engine][1] if find_spec(name) is None]


def compute_given(  # noqa: PLR0913  (as compute_results, and which engine)
    regulation: Profile | ProfileSet,
    given: Given | Facts,
    months: Sequence[Month] | None = None,
    *,
    engine: str | None = None,
    as_of: date | None = None,
    nips: Iterable[str] | None = None,
    explainer: Callable[[Result, str], str] | None = None,
    progress: Progress | None = None,
    memory: Memory | None = None,
    among_many: bool = False,
) -> Results:
    """Results of everybody in what is given, by the engine asked for or the one that suits.

    Args:
        regulation: One regulation, or several for different people.
        given: A pack, the path of one, or tables by name; or `Facts` that were read before.
        months: Performance months; None where the punches cover one.
        engine: One of `ENGINES`, or an old word for one; None = the reference engine for less
            than `SMALL` employee-months of a pack that is not larger, else columns where the extra
            `batch` is installed.
        as_of: Last known day; None is the last day of the last month.
        nips: Only these people.
        explainer: Makes the text of `Result.explain`.
        progress: Called with people-months done and to do.
        memory: What was made of the same facts for other regulations.
        among_many: The facts are one of several packs that are many together: where nobody says
            which engine, the reference engine is for less than `SMALL_AMONG_MANY` of them.

    Raises:
        RequestError: as `compute_results` and :func:`engine_asked`.
        AdapterUnavailableError: as :func:`engine_asked`.
        FactsError: the pack as a whole cannot be read.
        CalendarError: a year has no calendar.
    """
    asked = engine_asked(engine)
    people = nips_asked(nips)
    facts = given if isinstance(given, Facts) else Facts(given)
    facts.check()
    more: dict[str, Any] = {"as_of": as_of, "explainer": explainer, "progress": progress}
    in_frames, reasons = 0, dict[str, int]()
    with collected_rarely():
        run = _Run(regulation, facts, months, people)
        more["nips"] = run.nips
        chosen = run.chosen(asked, among_many=among_many)
        if chosen == REFERENCE:
            results = run.by_reference(memory, **more)
        else:
            results, in_frames, reasons = run.in_frames(chosen, memory, **more)
    how = How(chosen, len(results), in_frames, reasons)
    return replace(results, how=how, kind=run.facts.kind)


def nips_asked(nips: Iterable[str] | None) -> list[str] | None:
    """The people asked for.

    Raises:
        RequestError: they are no list of texts [nips-not-a-list].
    """
    if nips is None:
        return None
    is_list = isinstance(nips, Iterable) and not isinstance(nips, str | bytes)
    asked = list(nips) if is_list else []
    if not is_list or not all(isinstance(nip, str) for nip in asked):
        raise RequestError.of("nips-not-a-list", given=repr(nips)[:_SHOWN])
    return asked


class Facts:
    """What was given, read once, in the form that is asked for.

    It may be given to several computations in turn.

    Args:
        given: A pack, the path of one, or tables by name.
        prefix: Stands before the name of each file in what is reported.
    """

    def __init__(self, given: Given, prefix: str = "") -> None:
        self._prefix = prefix
        self.kind = kind_of(given) if isinstance(given, Mapping) else None
        self._given = given
        if isinstance(given, Mapping):
            # An iterator can be read only once.
            self._given = {
                name: list(table) if isinstance(table, Iterator) else table
                for name, table in given.items()
            }

    def check(self) -> None:
        """Whether there is what every pack has, before anything is read.

        Raises:
            FactsError: nothing is given, or it holds no table of people [no-pack-given,
                missing-table]; of files and databases that shows when they are read.
        """
        given = self._given
        if not isinstance(given, Pack | str | os.PathLike | Mapping):
            raise FactsError.of("no-pack-given", kind=type(given).__name__)
        if isinstance(given, Pack):
            is_there = given.has("employees")
        else:
            is_there = not isinstance(given, Mapping) or "employees" in given
        if not is_there:
            raise FactsError.of("missing-table", table="employees")

    @cached_property
    def pack(self) -> Pack:
        """As objects."""
        if isinstance(self._given, Pack):
            return self._given
        if isinstance(self._given, Mapping):
            return Pack(**self._given)
        return read_part(self._given, self._prefix)

    @property
    def source(self) -> str | Pack:
        """For other machines: the path where they find it, else the pack itself.

        A database they may not reach, and its password is not handed on; and of a path alone they
        would not know by what names its files are reported.
        """
        given = self._given
        if isinstance(given, str | Path) and not is_url(given) and not self._prefix:
            return str(Path(given).resolve())
        return self.pack

    @cached_property
    def frames(self) -> FactFrames:
        """In columns."""
        from masker_rules.columnar.intake import read_frames  # noqa: PLC0415  (an extra)
        from masker_rules.columnar.packs import PackInMemory  # noqa: PLC0415

        if isinstance(self._given, Pack) or "pack" in self.__dict__:
            return PackInMemory(self.pack)
        return read_frames(self._given, prefix=self._prefix)

    @property
    def are_in_frames(self) -> bool:
        """Whether they were read in columns."""
        return "frames" in self.__dict__

    def rows(self, table: str, vocabulary: Vocabulary) -> Sequence[Any]:
        """The rows of a small table in the words of a regulation."""
        facts = self.frames if self.are_in_frames else self.pack
        return facts.under(vocabulary).rows(table)

    def months(self, cutoff: Cutoff = CALENDAR) -> frozenset[Month]:
        """Months that hold a punch of anybody."""
        return (self.frames if self.are_in_frames else self.pack).months(cutoff)

    def months_named(self, cutoff: Cutoff) -> frozenset[Month]:
        """The calendar months that have the names of those, as periods and folders have them."""
        return frozenset(map(CALENDAR.named, self.months(cutoff)))

    def known_months(self, cutoff: Cutoff = CALENDAR) -> frozenset[Month]:
        """Of months with a punch, or known to have none, the calendar months of their names."""
        found = known_months(self.frames if self.are_in_frames else self.pack, cutoff)
        return frozenset(map(CALENDAR.named, found)) | self.months_named(cutoff)

    def employees(self) -> Sequence[Employee]:
        """The rows of people that count."""
        return (self.frames if self.are_in_frames else self.pack).rows("employees")

    def nips_in(self, table: str) -> frozenset[str]:
        """Everybody with a row in a table."""
        if not self.are_in_frames:
            return frozenset(self.pack.by_nip(table))
        # Of no zone: only who stands there is asked.
        frame = self.frames.frames("UTC").get(table)
        found = () if frame is None else frame.select("nip").unique().collect()["nip"].to_list()
        return frozenset(nip for nip in found if nip is not None)

    def settle(self, engine: str | None, months: int, nips: Sequence[str] | None) -> None:
        """Read in the form in which that many months of these people will be computed."""
        if engine is None and not _missing(COLUMNS):
            most = (SMALL - 1) // max(1, months)
            is_many = len(nips) > most if nips is not None else self.are_many(most)
            engine = COLUMNS if is_many else REFERENCE
        if engine not in {None, REFERENCE}:
            self.frames  # noqa: B018  (kept)

    def after(self, earlier: Sequence[Facts]) -> Facts:
        """These facts, and what earlier ones say happened to their people; see `Pack.after`."""
        return _LinkedFacts(self, earlier) if earlier else self

    def beside(self, elsewhere: Mapping[str, Facts]) -> Facts:
        """These facts, some of whose people are linked to others; see `Pack.beside`."""
        packs = {nip: one.pack for nip, one in elsewhere.items()}
        return Facts(self.pack.beside(packs)) if packs else self

    def people(self) -> list[str]:
        """Everybody who has an employees row, be it set aside."""
        if self.are_in_frames:
            return the_people(self.frames.nips(), self.frames.set_aside, None)
        return people_of(self.pack, None)

    def digest(self) -> str:
        """That of the rows, in the words of the pack."""
        return self.frames.digest if self.are_in_frames else self.pack.digest

    def counts(self) -> Mapping[str, int]:
        """Accepted rows of each table given."""
        return self.frames.counts() if self.are_in_frames else self.pack.counts()

    def has(self, table: str) -> bool:
        """Whether the table was given, be it empty."""
        return table in (self.frames if self.are_in_frames else self.pack).tables

    def at_most(self) -> int | None:
        """No fewer than there are people; None where only reading tells."""
        return self._rows_at_most()

    def are_many(self, most: int) -> bool:
        """Whether there are more people than that, read as little as can be."""
        rows = self._rows_at_most()
        if rows is None:
            return len(people_of(self.pack, None)) > most
        return rows > most and len(self.frames.nips()) > most

    def are_unread_and_many(self, most: int) -> bool:
        """Whether nobody has read them yet, and there may be more people than that."""
        if isinstance(self._given, Pack) or "pack" in self.__dict__:
            return False
        return (self._rows_at_most() or 0) > most

    def _rows_at_most(self) -> int | None:
        """No fewer than there are rows of employees; None where only reading tells."""
        if isinstance(self._given, Pack):
            return len(self._given.rows("employees"))
        if isinstance(self._given, Mapping):
            try:
                return len(cast("Sized", self._given.get("employees", ())))
            except TypeError:  # a frame that is not computed yet
                return None
        return employees_at_most(self._given)


class _LinkedFacts(Facts):
    """Facts of a month, and of earlier ones that were read before."""

    def __init__(self, own: Facts, earlier: Sequence[Facts]) -> None:
        super().__init__(own._given)  # noqa: SLF001  (of its own kind)
        self._own, self._earlier = own, earlier

    @property
    def are_in_frames(self) -> bool:
        return super().are_in_frames or self._own.are_in_frames

    @property
    def source(self) -> Pack:
        """The pack itself: no path holds all of it."""
        return self.pack

    @cached_property
    def pack(self) -> Pack:
        return self._own.pack.after([one.pack for one in self._earlier])

    @cached_property
    def frames(self) -> FactFrames:
        from masker_rules.columnar.intake import FramePack  # noqa: PLC0415  (an extra)
        from masker_rules.columnar.packs import PackInMemory  # noqa: PLC0415

        own, *earlier = (one.frames for one in (self._own, *self._earlier))
        past = [one for one in earlier if isinstance(one, FramePack)]
        if not isinstance(own, FramePack) or len(past) < len(earlier):
            return PackInMemory(self.pack)
        return own.after(past)


class _Run:
    """One call, whatever the engine."""

    def __init__(
        self,
        regulation: Profile | ProfileSet,
        facts: Facts,
        months: Sequence[Month] | None,
        nips: list[str] | None,
    ) -> None:
        self.regulation, self.facts, self.months, self.nips = regulation, facts, months, nips

    # ---------------------------------------------------------------- the choice
    def chosen(self, asked: str | None, *, among_many: bool) -> str:
        """The engine."""
        if asked is not None:
            return asked
        return COLUMNS if self._suits_many(among_many=among_many) else REFERENCE

    def _suits_many(self, *, among_many: bool) -> bool:
        if _missing(COLUMNS):
            return False
        if among_many and self.facts.are_in_frames:
            return True
        limit = SMALL_AMONG_MANY if among_many else SMALL
        most = (limit - 1) // max(1, len(self.months or ()))
        if self.nips is not None:
            # To read many people as objects, for the sake of a few, takes longest.
            return len(self.nips) > most or self.facts.are_unread_and_many(most)
        # Who looks whether there are many may have read them.
        return self.facts.are_many(most) or (among_many and self.facts.are_in_frames)

    # ---------------------------------------------------------------- computing
    def by_reference(self, memory: Memory | None, **more: Any) -> Results:
        """By the reference engine."""
        by = partial(compute_results, memory=memory)
        if isinstance(self.regulation, ProfileSet):
            return compute_set(self.regulation, self.facts.pack, self.months, **more, by=by)
        return by(self.regulation, self.facts.pack, self.months, **more)

    def in_frames(
        self, engine: str, memory: Memory | None, **more: Any
    ) -> tuple[Results, int, dict[str, int]]:
        """By another one: the results, how many it computed, and why not the others."""
        told: list[Told] = []
        with _computer(engine, self.facts, memory) as compute:

            def by(*args: Any, **more: Any) -> Results:
                told.append(compute(*args, **more))
                return told[-1][0]

            frames = self.facts.frames
            if isinstance(self.regulation, ProfileSet):
                months = the_month(self.months, frames.months(self.regulation.cutoff))
                results = compute_set(self.regulation, frames, months, **more, by=by)
            else:
                results = by(self.regulation, frames, self.months, **more)
        reasons: Counter[str] = Counter()
        for _, _, why in told:
            reasons.update(why)
        return results, sum(count for _, count, _ in told), dict(reasons)


@contextmanager
def _computer(engine: str, facts: Facts, memory: Memory | None) -> Iterator[Callable[..., Told]]:
    """What computes a pack in frames, with the arguments of `columnar.runner.run_frames`."""
    if engine == "spark":
        from masker_rules.columnar.spark_people import on_spark  # noqa: PLC0415  (an extra)

        with on_spark(facts.source) as on_cluster:
            yield on_cluster
        return
    from masker_rules.columnar.runner import run_frames  # noqa: PLC0415

    def here(*args: Any, **more: Any) -> Told:
        ran = run_frames(*args, memory=memory, **more)
        return ran.late, ran.in_frames, ran.reasons

    yield here
