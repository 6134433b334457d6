"""A history in parts: a folder of packs by month and unit, computed one part after another.

Each is a pack of its own: what stands in another one is not known to it, and memory holds those
that are being computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Result, Results
from masker_rules.engine.sets import ProfileSet
from masker_rules.engines import Facts, compute_given, engine_asked, together_many
from masker_rules.errors import MaskerRulesError, Place, RequestError
from masker_rules.facts.folders import MONTH, packs_below
from masker_rules.facts.sources import is_url, readable, source_name
from masker_rules.periods import Month, parse_months

__all__ = ["Part", "PartJob", "PartRun", "compute_parts", "parts_of", "placed"]

_PERIOD = "period="


@dataclass(frozen=True, slots=True)
class Part:
    """A pack of a history.

    Attributes:
        path: Where it stands.
        name: The same below the folder of the history, with slashes.
        months: What a folder `period=…` says; None where none does.
    """

    path: Path
    name: str
    months: tuple[Month, ...] | None


@dataclass(frozen=True, slots=True)
class PartRun:
    """What a part came to.

    Attributes:
        results: None where it cannot be computed.
        wrong: Why; its places begin with the name of the part. None where it was computed.
    """

    part: Part
    results: Results | None
    wrong: MaskerRulesError | None = None


def parts_of(folder: str | Path, months: Sequence[Month] | None = None) -> list[Part]:
    """The packs below a folder, in order of period and name.

    Args:
        folder: Of a history: every folder below it that holds a table `employees` is a pack, and
            every `.zip` and `.xlsx` with a month in its name. `period=2026-03` in the path names
            the month, else a month in the name of the folder or file.
        months: Only these; a pack whose path names no month is of all of them.

    Raises:
        RequestError: there is none [no-parts], or a folder names no period [bad-period]; what is
            given is a database [parts-of-database].
    """
    if is_url(folder):
        raise RequestError.of("parts-of-database", path=source_name(folder))
    with readable(folder):
        below = list(packs_below(Path(folder)))
    home, found = Path(folder), []
    for path in below:
        part = _part(home, path)
        if part.months is None or months is None:
            found.append(part if part.months else replace(part, months=_or_none(months)))
        elif asked := tuple(month for month in part.months if month in months):
            found.append(replace(part, months=asked))
    if not found:
        told = "..".join(dict.fromkeys([str(months[0]), str(months[-1])])) if months else "-"
        raise RequestError.of("no-parts", path=source_name(folder), period=told)
    return sorted(found, key=lambda part: (part.months or (), part.name))


def _or_none(months: Sequence[Month] | None) -> tuple[Month, ...] | None:
    return tuple(months) if months else None


def _part(folder: Path, path: Path) -> Part:
    below = path.relative_to(folder)
    name = below.as_posix()
    parts = below.parts if path.is_dir() else (*below.parts[:-1], path.stem)
    told = [text.removeprefix(_PERIOD) for text in parts if text.startswith(_PERIOD)]
    if told:
        return Part(path, name, parse_months(told[-1]))
    named = [found for text in parts if len(found := set(MONTH.findall(text))) == 1]
    return Part(path, name, tuple(map(Month.parse, named[-1])) if named else None)


@dataclass(frozen=True, slots=True)
class PartJob:
    """How the parts of a history are computed; another process can be sent it.

    Attributes:
        regulation: One regulation, or several for different people.
        engine: As of `compute_given`; None where the size decides.
        as_of: Last known day; None is the last day of the last month of each part.
        explainer: Makes the text of `Result.explain`.
        among_many: The parts are many together, see `compute_given`.
    """

    regulation: Profile | ProfileSet
    engine: str | None
    as_of: date | None
    explainer: Callable[[Result, str], str] | None
    among_many: bool

    @classmethod
    def of(
        cls,
        regulation: Profile | ProfileSet,
        parts: Sequence[Part],
        *,
        engine: str | None = None,
        as_of: date | None = None,
        explainer: Callable[[Result, str], str] | None = None,
    ) -> PartJob:
        """The job of some parts.

        Args: as the attributes; `engine` may be an old word for one.

        Raises:
            RequestError: there is no such engine [unknown-engine].
            AdapterUnavailableError: a library that it needs is not installed
                [engine-extra-missing].
        """
        asked = engine_asked(engine)
        sizes = {Facts(part.path): len(part.months or ()) or 1 for part in parts}
        among_many = asked is None and together_many(sizes)
        return cls(regulation, asked, as_of, explainer, among_many)

    def run(self, part: Part) -> PartRun:
        """Compute a part, or tell what is wrong with it."""
        try:
            results = compute_given(
                self.regulation,
                part.path,
                part.months,
                engine=self.engine,
                as_of=self.as_of,
                explainer=self.explainer,
                among_many=self.among_many,
            )
        except MaskerRulesError as wrong:
            return PartRun(part, None, placed(wrong, part))
        return PartRun(part, results)


def compute_parts(
    job: PartJob,
    parts: Sequence[Part],
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[PartRun]:
    """Compute each part; one that cannot be computed is told, and the others are computed.

    Args:
        job: How.
        parts: Of :func:`parts_of`.
        progress: Called with parts done and to do.
    """
    for done, part in enumerate(parts):
        if progress is not None:
            progress(done, len(parts))
        yield job.run(part)
    if progress is not None:
        progress(len(parts), len(parts))


def placed(wrong: MaskerRulesError, part: Part) -> MaskerRulesError:
    """The same error with the part before each place."""
    return type(wrong)(
        replace(problem, place=_below(problem.place, part)) for problem in wrong.problems
    )


def _below(place: Place | None, part: Part) -> Place:
    if place is None or Path(place.file) == part.path:
        return Place(part.name)
    if place.file.startswith(f"{part.name}/"):
        return place
    return replace(place, file=f"{part.name}/{place.file}")
