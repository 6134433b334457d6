"""Rules and rows that nothing reaches: by reasoning, by search, and in a history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Result
from masker_rules.engine.results import Results
from masker_rules.engines import REFERENCE, compute_given
from masker_rules.errors import MaskerRulesError, Place, Problem, RequestError
from masker_rules.facts import Pack
from masker_rules.history import history_of, months_in
from masker_rules.language.plan import MONTH
from masker_rules.legal import Text
from masker_rules.review.audit_findings import NOTE, WARNING, Recorder
from masker_rules.review.audit_words import Number
from masker_rules.testing.cases import Trial
from masker_rules.testing.coverage import Reachable, cover
from masker_rules.testing.dials import Dials, Setting
from masker_rules.testing.drafts import Given
from masker_rules.texts import Phrase

__all__ = ["Happened", "check_history", "check_reachable", "check_reached"]

#: What a history may be: one as `compare` takes it, results, or several of them.
Happened = Pack | Results | str | Path | Mapping[str, object] | Sequence["Happened"]

#: What lint proves that nothing can meet.
IDLE = frozenset({
    "cap-never-reached",
    "never-used",
    "row-never-applies",
    "rule-cuts-nothing",
    "rule-never-applies",
})  # fmt: skip
#: Results that are computed together.
AT_ONCE = 2_000
#: Months of dials that are looked at for what they reach.
MOST_DIALS = 250


def check_reachable(record: Recorder) -> None:
    """What lint proves that no facts can reach."""
    linted = record.profile.linted
    accepted = [item.finding for item in linted.accepted]
    for finding in (*linted.warnings, *linted.notes, *accepted):
        problem = finding.problem
        if problem.code in IDLE:
            severity = NOTE if finding in accepted else WARNING
            told = Problem(problem.code, problem.params, problem.place, problem.law, severity)
            record.found("reachable", told, proven=True)
    plan = record.profile.plan
    record.checked("reachable", len(plan.charges) + len(plan.outcomes), proven=True)


def check_reached(record: Recorder, trials: Sequence[Trial], base: Given | None) -> None:
    """Rules and rows that no month of the audit, and no case, reaches."""
    results = [*_of_cases(record.profile, trials)]
    found = cover(record.profile.plan, results)
    dials = Dials(record.profile, base) if base is not None else None
    for settings in (dials.settings, dials.whole_months) if dials is not None else ():
        if found.missed:
            results += _of_dials(settings())
            found = cover(record.profile.plan, results)
    record.checked("reached", len(results), proven=False)
    for path, rows, place in _missed(found.missed):
        params = {"path": path, "rows": rows, "tried": Number(len(results))}
        problem = Problem("never-reached", params, place, severity=NOTE)
        record.found("reached", problem, proven=False, law=_law(record.profile, path))


def check_history(record: Recorder, history: Happened) -> None:
    """Rules and rows that never acted in what really happened.

    Raises:
        MaskerRulesError: the history cannot be read or computed, holds no month in which the
            regulation is in force, or results of another regulation.
    """
    results = [result for results in _computed(record.profile, history) for result in results]
    if not results:
        raise RequestError.of(
            "nothing-in-history",
            id=record.profile.id,
            held="-",
            in_force=str(record.profile.plan.in_force),
        )
    found = cover(record.profile.plan, results)
    months = len({result.period for result in results})
    record.checked("fired", len(results), proven=True)
    for path, rows, place in _missed(found.missed):
        params = {
            "path": path,
            "rows": rows,
            "tried": Number(len(results)),
            "months": Number(months),
        }
        problem = Problem("never-fired", params, place, severity=NOTE)
        record.found("fired", problem, proven=True, law=_law(record.profile, path))


def _missed(missed: Iterable[Reachable]) -> Iterator[tuple[str, Phrase | str, Place]]:
    """Path, its rows in words and the first place, a rule or table once."""
    by_path: dict[str, list[Reachable]] = {}
    for item in missed:
        by_path.setdefault(item.path, []).append(item)
    for path, items in by_path.items():
        # A rule of the whole month has no rows: its path says all.
        rows = ", ".join(f"`{item.what}`" for item in items if item.what not in {"", MONTH})
        yield path, Phrase("audit.rows", {"rows": rows}) if rows else "", items[0].place


def _law(profile: Profile, path: str) -> Text | None:
    source = profile.plan.rule_sources.get(path)
    return Text(source.text("id"), source.text("en")) if source is not None else None


# ------------------------------------------------------------------ months
def _of_cases(profile: Profile, trials: Sequence[Trial]) -> Iterator[Result]:
    for trial in trials:
        try:
            yield trial.computed(profile)[trial.nip]
        except MaskerRulesError:
            continue


def _of_dials(settings: Iterable[Setting]) -> Iterator[Result]:
    for setting in islice(settings, MOST_DIALS):
        try:
            yield setting.draft.result
        except MaskerRulesError:
            continue


def _computed(profile: Profile, history: Happened) -> Iterator[Results]:
    """Results of the reference engine, which keep what they were computed from."""
    if isinstance(history, Results):
        digest = history.about["profile"]["digest"]
        if digest != profile.digest:
            raise RequestError.of("results-of-another", id=profile.id)
        yield history
    elif isinstance(history, str | Path | Mapping | Pack):
        cutoff, in_force = profile.plan.cutoff, profile.plan.in_force
        held = months_in(history, cutoff)
        named = ((one, cutoff.named(one)) for one in held)
        months = [one for one, own in named if own.first in in_force and own.last in in_force]
        if not months:
            told = ", ".join(map(str, held)) or "-"
            raise RequestError.of(
                "nothing-in-history", id=profile.id, held=told, in_force=str(in_force)
            )
        given = history_of(history, months, engine=REFERENCE, cutoff=cutoff)
        for _, piece in given.pieces([profile], AT_ONCE):
            yield compute_given(
                profile, piece.facts, piece.months, nips=piece.nips, engine=REFERENCE
            )
    else:
        for one in history:
            yield from _computed(profile, one)
