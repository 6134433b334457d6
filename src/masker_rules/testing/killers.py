"""The case that would notice a mutant: the same month under the law and under the mutant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from masker_rules.engine.profile import Profile
from masker_rules.errors import MaskerRulesError
from masker_rules.testing.cases import Trial, cases_beside
from masker_rules.testing.dials import Dials
from masker_rules.testing.drafts import (
    Draft,
    Given,
    Outcome,
    case_file,
    given_of,
    outcome_of,
    overlaid,
)
from masker_rules.testing.mutation import MutationReport, load_mutant

__all__ = ["Killer", "Killers", "base_of", "killing_cases", "written"]

#: Words of a case: days that are not told each, what they then are, and a value taken away.
REST, ON_TIME, NOTHING = "rest", "on time", "none"
LONGEST_MONTH = 31
#: A draft, and what the law says where the mutant says otherwise.
Killer = tuple[Draft, Outcome]


class Killers:
    """Looks for months in which a mutant pays otherwise: those of the cases, then variations."""

    def __init__(self, profile: Profile, trials: Sequence[Trial]) -> None:
        self.profile = profile
        self._told = [Draft(t.case.name, given_of(t.case), profile) for t in trials]
        self._tried: list[Draft] = []
        self._more = self._candidates(base_of(profile, trials))

    def find(self, mutant: Profile) -> Killer | None:
        """The first month that tells the two apart, None where none of them does."""
        for draft in self._drafts():
            differs = _difference(draft.outcome, outcome_of(draft.trial, mutant))
            if differs:
                return draft, differs
        return None

    def _drafts(self) -> Iterator[Draft]:
        yield from self._tried
        for draft in self._more:
            self._tried.append(draft)
            yield draft

    def _candidates(self, base: Given | None) -> Iterator[Draft]:
        yield from self._told
        if base is None:
            return
        for setting in Dials(self.profile, base).settings():
            try:
                _ = setting.draft.outcome
            except MaskerRulesError:
                continue
            yield setting.draft


def killing_cases(
    report: MutationReport, progress: Callable[[int, int], None] | None = None
) -> tuple[Killer | None, ...]:
    """For each survivor, in their order, the month that would notice it.

    Args:
        report: The mutants of a profile.
        progress: Called with survivors done and to do.
    """
    profile = report.profile
    trials = [Trial.of(case, profile) for case in cases_beside(profile)]
    killers = Killers(profile, [trial for trial in trials if trial.run(profile).passed])
    found: list[Killer | None] = []
    for done, item in enumerate(report.survivors, 1):
        found.append(killers.find(load_mutant(profile, item.mutant)))
        if progress is not None:
            progress(done, len(report.survivors))
    return tuple(found)


def written(profile: Profile, killers: Iterable[Killer | None], note: str) -> str:
    """A case file of the months found, each once with all that it must show; empty without any."""
    drafts: dict[str, tuple[Draft, Outcome]] = {}
    for killer in killers:
        if killer is not None:
            draft, shows = killer
            _, before = drafts.get(draft.name, (draft, {}))
            drafts[draft.name] = draft, overlaid(before, shows)
    if not drafts:
        return ""
    return case_file(profile, (d.written(shows) for d, shows in drafts.values()), note)


def base_of(profile: Profile, trials: Sequence[Trial]) -> Given | None:
    """What the quietest month of the cases gives: paid, with the fewest findings and days told.

    Of months as quiet, one in which everything is known.
    """
    found = []
    for number, trial in enumerate(trials):
        given = given_of(trial.case)
        outcome = outcome_of(trial, profile)
        if outcome.get("status") == "payable":
            days = given.get("days", {})
            told = _days_told(days) if isinstance(days, dict) else 0
            lacking = sum(_lacks(value) for value in given.values())
            found.append((len(outcome["findings"]), told, lacking, len(given), number, given))
    return min(found, key=lambda item: item[:5])[-1] if found else None


def _days_told(days: Given) -> int:
    """Days that a case tells; those of `rest` are all others, unless they are on time."""
    return len(days) + (LONGEST_MONTH if days.get(REST, ON_TIME) != ON_TIME else 0)


def _lacks(given: object) -> int:
    """Values that a case takes away."""
    values = given.values() if isinstance(given, dict) else ()
    return sum(value == NOTHING for value in values)


def _difference(law: Outcome, mutant: Outcome) -> Outcome:
    """What the law says, wherever the mutant says otherwise."""
    if "error" in law or "error" in mutant:
        brief = {key: law[key] for key in ("error", "status", "net") if key in law}
        return brief if law.get("error") != mutant.get("error") else {}
    found = {}
    for key, value in law.items():
        if mutant.get(key) == value:
            continue
        found[key] = value
        if key == "counts":
            found[key] = {n: v for n, v in value.items() if mutant[key].get(n) != v}
    return found
