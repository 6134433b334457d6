"""Programs of regulations for frames, compiled once, and which months they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from masker_rules.columnar.assembly import result_program
from masker_rules.columnar.program import FrameProgram
from masker_rules.columnar.row_formulas import NotColumnarError
from masker_rules.columnar.widths import TooWideError
from masker_rules.engine.profile import Profile
from masker_rules.engine.versions import CutProfile, version_of
from masker_rules.errors import RequestError
from masker_rules.language.plan import PUNCHED
from masker_rules.periods import Month

__all__ = ["earlier_months", "program_of", "too_wide"]

_programs: dict[tuple[str, bool], FrameProgram] = {}


def program_of(profile: Profile, *, windows: bool) -> FrameProgram:
    """The program of a profile's results, compiled once; errors as :func:`result_program`."""
    key = profile.digest, windows
    if key not in _programs:
        _programs[key] = result_program(profile.plan, windows=windows)
    return _programs[key]


def too_wide(profile: Profile, months: Iterable[Month], punched: frozenset[Month]) -> str | None:
    """The first quantity whose numbers no column can hold; None where all fit.

    Args:
        profile: The regulation; months in which it is not in force are left out.
        months: Performance months.
        punched: Months of which the pack holds a punch.
    """
    theirs: dict[Profile, list[Month]] = {}
    for month in months:
        with suppress(RequestError):
            theirs.setdefault(version_of(profile, month), []).append(month)
    for version, own in theirs.items():
        if isinstance(version, CutProfile):
            continue
        windows = any(earlier_months(version, own, punched.union(own)))
        try:
            program_of(version, windows=windows)
        except TooWideError as error:
            return str(error)
        except NotColumnarError:
            continue  # everybody is for the reference engine, and that is told
    return None


def earlier_months(
    version: Profile, months: Iterable[Month], known: frozenset[Month]
) -> Iterator[Month]:
    """The earlier months whose rows windows read, as :meth:`MonthRows.earlier`."""
    for grain, window in version.program().earlier.values():
        for month in months:
            for past in window.before(month):
                if grain not in PUNCHED or past in known:
                    yield past
