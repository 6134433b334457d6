"""Whether the cases of a regulation notice its mutants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from masker_rules.engine.emit import compile_expr
from masker_rules.engine.profile import Profile
from masker_rules.errors import MaskerRulesError
from masker_rules.language.document import load_document
from masker_rules.language.lower import lower
from masker_rules.testing.cases import Trial, alone, cases_beside
from masker_rules.testing.edits import Edit, apply_edits
from masker_rules.testing.mutants import Mutant, mutants
from masker_rules.testing.rows_met import rate_of_row, rows_met
from masker_rules.yamltext import Node

__all__ = ["Mutation", "MutationReport", "MutationStopped", "load_mutant", "mutate"]


@dataclass(frozen=True, slots=True)
class Mutation:
    """How the cases met one mutant.

    Attributes:
        mutant: The change.
        fate: `killed` by a case, `refused` by the loader, or `survived`.
        by: The case that noticed it, or the code of the loader's first problem.
    """

    mutant: Mutant
    fate: str
    by: str = ""


@dataclass(frozen=True)
class MutationReport:
    """The mutants of a profile.

    Attributes:
        profile: The law unchanged.
        items: Every mutant, in the order of the files.
        failing: Cases that the law itself does not pass: they judge no mutant.
    """

    profile: Profile
    items: tuple[Mutation, ...]
    failing: tuple[str, ...]

    def count(self, fate: str) -> int:
        """How many had one fate."""
        return sum(item.fate == fate for item in self.items)

    @property
    def survivors(self) -> tuple[Mutation, ...]:
        return tuple(item for item in self.items if item.fate == "survived")

    @property
    def score(self) -> Fraction:
        """Share of the mutants that load which some case noticed; 1 where there is none."""
        judged = self.count("killed") + self.count("survived")
        return Fraction(self.count("killed"), judged) if judged else Fraction(1)


class MutationStopped(KeyboardInterrupt):
    """Somebody stopped the mutants; `report` has those that were met, `todo` counts all."""

    def __init__(self, report: MutationReport, todo: int) -> None:
        super().__init__()
        self.report, self.todo = report, todo


def mutate(profile: Profile, progress: Callable[[int, int], None] | None = None) -> MutationReport:
    """Run the cases beside a profile against each of its mutants.

    A case that never meets the row of which only the rate is changed cannot notice it, and is
    not run; all others are.

    Args:
        profile: The regulation.
        progress: Called with mutants done and to do.

    Raises:
        ProfileError: a case file cannot be read.
        MutationStopped: the person at the keyboard has stopped it.
    """
    profile = alone(profile)
    trials = [Trial.of(case, profile) for case in cases_beside(profile)]
    met, results = rows_met(lambda: _changed(profile, 0, ()), trials)
    judges = [number for number, result in enumerate(results) if result.passed]
    failing = tuple(result.name for result in results if not result.passed)
    todo = mutants(profile)
    items: list[Mutation] = []
    try:
        for done, mutant in enumerate(todo, 1):
            row = rate_of_row(profile.document.layers[mutant.layer].root, mutant)
            may_notice = partial(met.may_notice, row=row)
            items.append(_fate(mutant, profile, trials, judges, may_notice))
            if progress is not None:
                progress(done, len(todo))
    except KeyboardInterrupt:
        report = MutationReport(profile, tuple(items), failing)
        raise MutationStopped(report, len(todo)) from None
    return MutationReport(profile, tuple(items), failing)


def load_mutant(profile: Profile, mutant: Mutant) -> Profile:
    """The profile with one change.

    Raises:
        ProfileError: the changed file does not load.
    """
    return _changed(profile, mutant.layer, mutant.edits)


def _changed(profile: Profile, layer: int, edits: tuple[Edit, ...]) -> Profile:
    """The profile, loaded anew with some changes in one of its layers."""
    layers = profile.document.layers
    roots: list[Node] = [each.root for each in layers]
    roots[layer] = apply_edits(roots[layer], edits)
    # By what the layer above calls it, which may be an alias.
    below = {
        name.text(): (layer.file, root)
        for layer, above, root in zip(layers, layers[1:], roots, strict=False)
        if (name := above.below) is not None
    }
    document = load_document(profile.document.top.file, roots[-1], below.__getitem__)
    plan, warnings = lower(document, compile_expr)
    return Profile(document, plan, warnings)


def _fate(
    mutant: Mutant,
    profile: Profile,
    trials: Sequence[Trial],
    judges: list[int],
    may_notice: Callable[[int], bool],
) -> Mutation:
    try:
        changed = load_mutant(profile, mutant)
        changed.calendar(())
    except MaskerRulesError as refused:
        return Mutation(mutant, "refused", refused.code)
    for index, number in enumerate(judges):
        if may_notice(number) and not trials[number].run(changed).passed:
            # Who noticed the last change is likely to notice the next one, which stands beside.
            judges.insert(0, judges.pop(index))
            return Mutation(mutant, "killed", trials[number].case.name)
    return Mutation(mutant, "survived")
