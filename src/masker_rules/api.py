"""The calls that other programs make: load a regulation, read a pack, compute."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from masker_rules.engine.compute import compute_results
from masker_rules.engine.profile import Profile, load_profile
from masker_rules.engine.result import Result, Results
from masker_rules.engine.sets import ProfileSet, compute_set, is_set, load_set
from masker_rules.errors import RequestError
from masker_rules.explain import explain_text
from masker_rules.facts import Pack, read_pack
from masker_rules.periods import Month, parse_months

__all__ = ["Pack", "Profile", "Result", "Results", "compute", "load_profile", "read_pack"]


def compute(
    profile: Profile | ProfileSet | str | Path | dict[str, Any],
    pack: Pack | str | Path | Mapping[str, Any],
    period: str | Month | None = None,
    *,
    as_of: date | str | None = None,
    nips: Iterable[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Results:
    """Pay of everybody in a pack under a regulation.

    Args:
        profile: A loaded profile, or an id, path or mapping to load; a mapping or file with the
            key `profiles` lists several, each for other people.
        pack: A pack, the path of one, or tables by name: rows, dicts, models or frames.
        period: `2026-03` or `2026-01..2026-06`; None where the punches cover one month.
        as_of: Last known day; later days are `not_yet`. None is the end of the period.
        nips: Only these people.
        progress: Called with person-months done and to do.

    Returns:
        Results ordered by period and nip; `results["…"]` is one person's.

    Raises:
        ProfileError: the profile is wrong or unknown.
        FactsError: the pack as a whole cannot be read.
        RequestError: no such period or person, or the regulation is not in force then.
        CalendarError: a year has no calendar.
    """
    regulation = regulation_of(profile)
    if isinstance(pack, Mapping):
        pack = Pack(**pack)
    facts = pack if isinstance(pack, Pack) else read_pack(pack)
    months = (period,) if isinstance(period, Month) else _months(period)
    if isinstance(regulation, ProfileSet):
        return compute_set(
            regulation,
            facts,
            months,
            as_of=_date(as_of),
            nips=nips,
            explainer=explain_text,
            progress=progress,
        )
    return compute_results(
        regulation,
        facts,
        months,
        as_of=_date(as_of),
        nips=nips,
        explainer=explain_text,
        progress=progress,
    )


def regulation_of(
    ref: Profile | ProfileSet | str | Path | dict[str, Any],
) -> Profile | ProfileSet:
    """A regulation, or the set of regulations that a mapping or file with `profiles` lists.

    Raises:
        ProfileError: as :func:`load_profile`.
    """
    if isinstance(ref, Profile | ProfileSet):
        return ref
    return load_set(ref) if is_set(ref) else load_profile(ref)


def _months(period: str | None) -> tuple[Month, ...] | None:
    return parse_months(period) if period else None


def _date(value: date | str | None) -> date | None:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise RequestError.of("bad-date", value=value) from None
