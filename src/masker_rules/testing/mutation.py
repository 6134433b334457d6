"""Whether the cases of a regulation notice its mutants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from masker_rules.engine.emit import compile_expr
from masker_rules.engine.profile import Profile
from masker_rules.errors import MaskerRulesError
from masker_rules.language.document import load_document
from masker_rules.language.lower import lower
from masker_rules.testing.cases import Trial, alone, cases_beside
from masker_rules.testing.edits import apply_edits
from masker_rules.testing.mutants import Mutant, mutants
from masker_rules.yamltext import Node

__all__ = ["Mutation", "MutationReport", "load_mutant", "mutate"]


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


def mutate(profile: Profile, progress: Callable[[int, int], None] | None = None) -> MutationReport:
    """Run the cases beside a profile against each of its mutants.

    Args:
        profile: The regulation.
        progress: Called with mutants done and to do.

    Raises:
        ProfileError: a case file cannot be read.
    """
    profile = alone(profile)
    trials = [Trial.of(case, profile) for case in cases_beside(profile)]
    judges: list[Trial] = []
    failing: list[Trial] = []
    for trial in trials:
        passed = trial.run(profile).passed
        (judges if passed else failing).append(trial)
    todo = mutants(profile)
    items = []
    for done, mutant in enumerate(todo, 1):
        items.append(_met(mutant, profile, judges))
        if progress is not None:
            progress(done, len(todo))
    return MutationReport(profile, tuple(items), tuple(trial.case.name for trial in failing))


def load_mutant(profile: Profile, mutant: Mutant) -> Profile:
    """The profile with one change.

    Raises:
        ProfileError: the changed file does not load.
    """
    layers = profile.document.layers
    roots: list[Node] = [layer.root for layer in layers]
    roots[mutant.layer] = apply_edits(roots[mutant.layer], mutant.edits)
    # By what the layer above calls it, which may be an alias.
    below = {
        name.text(): (layer.file, root)
        for layer, above, root in zip(layers, layers[1:], roots, strict=False)
        if (name := above.below) is not None
    }
    document = load_document(profile.document.top.file, roots[-1], below.__getitem__)
    plan, warnings = lower(document, compile_expr)
    return Profile(document, plan, warnings)


def _met(mutant: Mutant, profile: Profile, judges: list[Trial]) -> Mutation:
    try:
        changed = load_mutant(profile, mutant)
        changed.calendar(())
    except MaskerRulesError as refused:
        return Mutation(mutant, "refused", refused.code)
    for index, trial in enumerate(judges):
        if not trial.run(changed).passed:
            # Who noticed the last change is likely to notice the next one, which stands beside.
            judges.insert(0, judges.pop(index))
            return Mutation(mutant, "killed", trial.case.name)
    return Mutation(mutant, "survived")
