"""The calls that other programs make: load a regulation, read a pack, compute."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from masker_rules.engine.beside import MOVED, earlier_of
from masker_rules.engine.lookback import refuse_split
from masker_rules.engine.profile import Profile, load_profile
from masker_rules.engine.result import Result
from masker_rules.engine.results import Results
from masker_rules.engine.run_totals import ORDINARY, Runs
from masker_rules.engine.sets import ProfileSet, is_set, load_set
from masker_rules.engines import Facts, compute_given, nips_asked
from masker_rules.errors import RequestError
from masker_rules.explain import explain_text
from masker_rules.facts import Pack, read_pack
from masker_rules.history import (
    HistoryPack,
    Listed,
    PackOutcome,
    PartJob,
    PartTasks,
    compute_parts,
    parts_of,
)
from masker_rules.periods import CALENDAR, Month, parse_date, parse_months

__all__ = [
    "HistoryPack",
    "Pack",
    "PackOutcome",
    "Profile",
    "Result",
    "Results",
    "Runs",
    "compute",
    "compute_history",
    "compute_runs",
    "load_profile",
    "read_pack",
]


def compute(  # noqa: PLR0913  (an argument per choice)
    profile: Profile | ProfileSet | str | Path | Mapping[str, object],
    pack: Pack | str | Path | Mapping[str, object],
    period: str | Month | None = None,
    *,
    as_of: date | str | None = None,
    nips: Iterable[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    engine: str | None = None,
    beside: Results | Mapping[str, object] | str | Path | None = None,
    moved: str | Fraction = MOVED,
    run: str | None = None,
) -> Results:
    """Pay of everybody in a pack under a regulation.

    Args:
        profile: A loaded profile, or an id, path or mapping to load; a mapping or file with the
            key `profiles` lists several, each for other people.
        pack: A pack, the path of one, or tables by name: rows, dicts, models or frames; beside
            them `empty`, what their empty cells mean (see `Pack`).
        period: `2026-03` or `2026-01..2026-06`; None where the punches cover one month.
        as_of: Last known day; later days are `not_yet`. None is the end of the period.
        nips: Only these people.
        progress: Called with person-months done and to do.
        engine: `reference`, `columns` or `spark`; the results are the same. None is the
            reference engine for less than 2,000 employee-months, else columns where the extra
            `batch` is installed. `polars` and `duckdb` are old words for `columns`, with a
            `FutureWarning`.
        beside: An earlier result: `Results`, the file of its JSON, or that JSON. Who moved, and
            who is in one of the two only, stands in `results.checks.beside`.
        moved: Who moved by more than this share of the earlier amount is named: a percent (`25%`),
            or a fraction of one.
        run: A run of its own that the regulation declares, such as `thr`; None is the ordinary
            month.

    Returns:
        Results ordered by period and nip; `results["…"]` is one person's, `results.how` says
        which engine computed how many, and `results.to_frame()` gives frames of the library that
        the tables were given in.

    Raises:
        ProfileError: the profile is wrong or unknown.
        FactsError: the pack as a whole cannot be read.
        RequestError: no such period, person or engine, the regulation is not in force then, or
            does not fit into the engine asked for; `beside` is no result, or `moved` no percent
            [beside-unusable, bad-share].
        AdapterUnavailableError: an engine or a format whose extra is not installed.
        CalendarError: a year has no calendar.
    """
    months = (period,) if isinstance(period, Month) else _months(period)
    nips = nips_asked(nips)
    earlier = None if beside is None else earlier_of(beside, moved, nips)
    results = compute_given(
        regulation_of(profile, run),
        pack,
        months,
        engine=engine,
        as_of=day_of(as_of),
        nips=nips,
        explainer=explain_text,
        progress=progress,
    )
    return results if earlier is None else replace(results, earlier=earlier)


def compute_runs(
    profile: Profile | ProfileSet | str | Path | Mapping[str, object],
    pack: Pack | str | Path | Mapping[str, object],
    period: str | Month | None = None,
    *,
    as_of: date | str | None = None,
    nips: Iterable[str] | None = None,
    engine: str | None = None,
) -> Runs:
    """The ordinary month of a pack and every run of its own that exists in it, and their sum.

    Args:
        profile: As of :func:`compute`.
        pack: As of :func:`compute`.
        period: As of :func:`compute`.
        as_of: As of :func:`compute`.
        nips: Only these people.
        engine: As of :func:`compute`.

    Raises:
        MaskerRulesError: as :func:`compute`.
    """
    regulation, facts, whose = regulation_of(profile), Facts(pack), nips_asked(nips)
    more: dict[str, Any] = {"as_of": day_of(as_of), "nips": whose, "engine": engine}
    months = (period,) if isinstance(period, Month) else _months(period)
    ordinary = compute_given(regulation, facts, months, explainer=explain_text, **more)
    found, titles = {ORDINARY: ordinary}, {}
    held = months or sorted({CALENDAR.named(one.period) for one in ordinary})
    for run in regulation.runs_declared():
        own = [month for month in held if run.exists_in(month)]
        if own:
            titles[run.name] = run.title
            computed = regulation.in_run(run.name)
            found[run.name] = compute_given(computed, facts, own, explainer=explain_text, **more)
    return Runs(found, titles)


def compute_history(  # noqa: PLR0913  (as compute)
    profile: Profile | ProfileSet | str | Path | Mapping[str, object],
    folder: str | Path,
    period: str | Month | None = None,
    *,
    as_of: date | str | None = None,
    progress: Callable[[int, int], None] | None = None,
    engine: str | None = None,
    look_back: bool = True,
    run: str | None = None,
) -> Iterator[PackOutcome]:
    """Compute a history of packs one after another, so that memory holds few of them.

    Args:
        profile: As of :func:`compute`.
        folder: Every folder below it that holds a table `employees` is a pack, such as
            `period=2026-03/unit=dinas-pendidikan`; `period=…` in its path names its month.
        period: Only these months; of a pack whose path names none, all of them.
        as_of: Last known day; None is the end of each pack's own period.
        progress: Called with packs done and to do.
        engine: As of :func:`compute`; where it is None the size of all packs together
            decides, and those below 100 employee-months are left to the reference engine.
        look_back: What the regulation reads of earlier months comes from the packs of those
            months, for each person those in which they stood. Otherwise each pack is all that
            is known.
        run: As of :func:`compute`.

    Returns:
        Each pack with its results in order of period and path; or what is wrong with it, while
        the others are computed.

    Raises:
        ProfileError: the profile is wrong or unknown.
        RequestError: there is no pack below the folder, or it is a database; there is no such
            engine, or the regulation does not fit into it.
        AdapterUnavailableError: an engine whose extra is not installed.
    """
    more: dict[str, Any] = {"as_of": as_of, "engine": engine, "look_back": look_back, "run": run}
    return compute_parts(*history_job(profile, folder, period, **more), progress)


def history_job(  # noqa: PLR0913  (as compute_history)
    profile: Profile | ProfileSet | str | Path | Mapping[str, object],
    folder: str | Path,
    period: str | Month | None = None,
    *,
    as_of: date | str | None = None,
    engine: str | None = None,
    look_back: bool = True,
    run: str | None = None,
    known: tuple[date, str] | None = None,
) -> tuple[PartJob, PartTasks]:
    """What :func:`compute_history` does, not yet done: how, and with which packs.

    Arguments and errors are those of :func:`compute_history`; of each pack only what was `known`
    at the end of a day, on the clock of a zone.
    """
    regulation = regulation_of(profile, run)
    months = (period,) if isinstance(period, Month) else _months(period)
    parts, every = (
        [replace(part, known=known) for part in parts_of(folder, some)] for some in (months, None)
    )
    refuse_split(regulation, [Listed(part, part.months) for part in parts])
    more: dict[str, Any] = {"as_of": day_of(as_of), "explainer": explain_text}
    tasks = PartTasks(regulation, parts, every if look_back else ())
    return PartJob.of(regulation, parts, engine=engine, **more), tasks


def regulation_of(
    ref: Profile | ProfileSet | str | Path | Mapping[str, object], run: str | None = None
) -> Profile | ProfileSet:
    """A regulation, or the set of regulations that a mapping or file with `profiles` lists.

    Args:
        ref: The regulation, or what names it.
        run: A run of it; of a set that of each of its regulations.

    Raises:
        ProfileError: as :func:`load_profile`.
    """
    if not isinstance(ref, Profile | ProfileSet):
        ref = load_set(ref) if is_set(ref) else load_profile(ref)
    return ref.in_run(run) if run else ref


def _months(period: str | None) -> tuple[Month, ...] | None:
    return None if period is None or period == "" else parse_months(period)


def day_of(value: date | str | None) -> date | None:
    """A date, or the date that a text writes.

    Raises:
        RequestError: it is no date [bad-date].
    """
    if value is None or isinstance(value, date):
        return value
    try:
        return parse_date(value)
    except (TypeError, ValueError):
        raise RequestError.of("bad-date", value=value) from None
