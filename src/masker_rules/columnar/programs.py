"""Programs of regulations for frames, made once, and which months they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from masker_rules.columnar.assembly import result_program
from masker_rules.columnar.program import FrameProgram
from masker_rules.engine.known import KnownMonths
from masker_rules.engine.profile import Profile
from masker_rules.periods import Month

__all__ = ["earlier_months", "program_of"]

_programs: dict[str, FrameProgram] = {}


def program_of(profile: Profile) -> FrameProgram:
    """The program of a profile's results, made once."""
    if profile.digest not in _programs:
        _programs[profile.digest] = result_program(profile.plan)
    return _programs[profile.digest]


def earlier_months(
    version: Profile, months: Iterable[Month], known: KnownMonths
) -> Iterator[Month]:
    """The earlier months whose rows windows read, as :meth:`MonthRows.earlier`."""
    for grain, window in version.program().earlier.values():
        for month in months:
            for past in window.before(month):
                if known.holds(grain, past):
                    yield past
