"""Cases on both sides of every boundary of a regulation, for a person to check and sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from masker_rules.engine.profile import Profile
from masker_rules.errors import MaskerRulesError
from masker_rules.testing.cases import Trial, alone, cases_beside
from masker_rules.testing.dials import Dials, Setting
from masker_rules.testing.drafts import Draft, Outcome, case_file
from masker_rules.testing.killers import base_of

__all__ = ["Boundary", "boundaries", "boundary_cases"]

#: Rounding alone makes one step up to twice as large as the next; a bend is more than that.
ROUNDED = 3


@dataclass(frozen=True, slots=True)
class Boundary:
    """Neighbouring settings of one dial, between which the law changes its mind.

    Attributes:
        dial: What is turned.
        drafts: The months, in order.
    """

    dial: str
    drafts: tuple[Draft, ...]


def boundaries(profile: Profile) -> tuple[Boundary, ...]:
    """Every boundary near a number that the regulation names.

    The months are variations of the quietest month of the cases beside the profile; without a
    case whose month is paid there is nothing to vary.

    Raises:
        ProfileError: a case file cannot be read.
    """
    profile = alone(profile)
    trials = [Trial.of(case, profile) for case in cases_beside(profile) if case.signed]
    base = base_of(profile, trials)
    if base is None:
        return ()
    ordered = [s for s in Dials(profile, base).settings() if s.position is not None]
    ordered.sort(key=lambda setting: setting.dial)
    found = []
    for dial, settings in groupby(ordered, key=lambda setting: setting.dial):
        found += [Boundary(dial, drafts) for drafts in _breaks(list(settings))]
    return tuple(found)


def boundary_cases(profile: Profile, found: Iterable[Boundary], note: str) -> str:
    """A case file with every month of the boundaries once, marked as checked by nobody."""
    drafts: dict[str, Draft] = {}
    for boundary in found:
        for draft in boundary.drafts:
            drafts.setdefault(draft.name, draft)
    cases = (draft.written(_brief(draft.outcome)) for draft in drafts.values())
    return case_file(profile, cases, note)


def _breaks(settings: Sequence[Setting]) -> Iterator[tuple[Draft, ...]]:
    known = [s for s in sorted(settings, key=_position) if _readable(s.draft)]
    for run in _runs(known):
        marked: set[int] = set()
        is_number = all(not s.is_told for s in run)
        for index, (first, second) in enumerate(pairwise(run)):
            if _kind(first.draft.outcome) != _kind(second.draft.outcome):
                marked |= {index, index + 1}
            if (
                index
                and is_number
                and _bends(*(s.draft.outcome for s in run[index - 1 : index + 2]))
            ):
                marked |= {index - 1, index, index + 1}
        drafts = [run[index].draft for index in sorted(marked)]
        if drafts:
            yield tuple(drafts)


def _runs(settings: Sequence[Setting]) -> Iterator[list[Setting]]:
    """Settings that follow each other without a step left out."""
    run: list[Setting] = []
    for setting in settings:
        if run and _position(setting) != _position(run[-1]) + 1:
            yield run
            run = []
        run.append(setting)
    if run:
        yield run


def _position(setting: Setting) -> int:
    assert setting.position is not None
    return setting.position


def _readable(draft: Draft) -> bool:
    try:
        return bool(draft.outcome)
    except MaskerRulesError:
        return False


def _kind(outcome: Outcome) -> object:
    """Status, and which codes cost which rates: what differs beyond an amount."""
    findings = {tuple(word for word in f.split()[1:4:2]) for f in outcome.get("findings", ())}
    return outcome.get("error"), outcome.get("status"), frozenset(findings)


def _bends(before: Outcome, at: Outcome, after: Outcome) -> bool:
    """Whether pay grows otherwise behind a setting than before it."""
    nets = [item.get("net") for item in (before, at, after)]
    if None in nets:
        return False
    low, middle, high = (int(str(net)) for net in nets)
    steps = sorted((abs(middle - low), abs(high - middle)))
    return steps[1] > ROUNDED * max(1, steps[0])


def _brief(outcome: Outcome) -> Outcome:
    """What a person checks at a boundary; counts only repeat what is given."""
    return {key: value for key, value in outcome.items() if key != "counts"}
