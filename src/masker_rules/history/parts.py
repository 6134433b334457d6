"""The packs of a folder, and the months that their names tell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from masker_rules.engines import Facts
from masker_rules.errors import MaskerRulesError, Place, RequestError
from masker_rules.facts import Pack
from masker_rules.facts.folders import MONTH, packs_below
from masker_rules.facts.reader import read_part, refuse_nameless
from masker_rules.facts.sources import is_url, readable, source_name
from masker_rules.periods import Month, parse_months
from masker_rules.texts.spoken import Code

__all__ = ["HistoryPack", "facts_of", "parts_of", "placed"]

_PERIOD = "period="


@dataclass(frozen=True, slots=True)
class HistoryPack:
    """A pack of a history."""

    path: Path
    """Where it stands."""
    name: str
    """The same below the folder of the history, with slashes: `2026-03/dinas-kesehatan`."""
    months: tuple[Month, ...] | None
    """What its name or a folder `period=…` says; None where none does."""
    known: tuple[date, str] | None = None
    """Of it only what was known at the end of a day, on the clock of a zone; None is all of it."""

    def read(self, prefix: str = "", only: Collection[str] = ()) -> Pack:
        """The pack; arguments and errors as of `facts.reader.read_part`."""
        found = read_part(self.path, prefix, only)
        return found if self.known is None else found.known_by(*self.known)


def facts_of(part: HistoryPack, prefix: str = "") -> Facts:
    """A pack of a history, read when it is needed."""
    return Facts(part.path, prefix) if part.known is None else Facts(part.read(prefix))


def parts_of(folder: str | Path, months: Sequence[Month] | None = None) -> list[HistoryPack]:
    """The packs below a folder, in order of period and name.

    Args:
        folder: Of a history: every folder below it that holds a table `employees` is a pack, and
            every `.zip` and `.xlsx` with a month in its name. `period=2026-03` in the path names
            the month, else a month in the name of the folder or file.
        months: Only these; a pack whose path names no month is of all of them.

    Raises:
        RequestError: there is none [no-parts], or a folder names no period [bad-period]; what is
            given is a database [parts-of-database].
        FactsError: there is a workbook or archive, and its name tells no month
            [pack-without-month].
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
    if not below:
        refuse_nameless(home)
    if not found:
        told = (
            "..".join(dict.fromkeys([str(months[0]), str(months[-1])]))
            if months
            else Code("month", "any")
        )
        raise RequestError.of("no-parts", path=source_name(folder), period=told)
    return sorted(found, key=lambda part: (part.months or (), part.name))


def _or_none(months: Sequence[Month] | None) -> tuple[Month, ...] | None:
    return tuple(months) if months else None


def _part(folder: Path, path: Path) -> HistoryPack:
    below = path.relative_to(folder)
    name = below.as_posix()
    parts = below.parts if path.is_dir() else (*below.parts[:-1], path.stem)
    told = [text.removeprefix(_PERIOD) for text in parts if text.startswith(_PERIOD)]
    if told:
        return HistoryPack(path, name, parse_months(told[-1]))
    named = [found for text in parts if len(found := set(MONTH.findall(text))) == 1]
    return HistoryPack(path, name, tuple(map(Month.parse, named[-1])) if named else None)


def placed(wrong: MaskerRulesError, part: HistoryPack) -> MaskerRulesError:
    """The same error with the part before each place."""
    return type(wrong)(
        replace(problem, place=_below(problem.place, part)) for problem in wrong.problems
    )


def _below(place: Place | None, part: HistoryPack) -> Place:
    if place is None or Path(place.file) == part.path:
        return Place(part.name)
    if place.file.startswith(f"{part.name}/"):
        return place
    return replace(place, file=f"{part.name}/{place.file}")
