"""Whether the cases of a regulation notice its mutants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from masker_rules.engine.emit import compile_expr
from masker_rules.engine.profile import Profile
from masker_rules.errors import MaskerRulesError
from masker_rules.language.document import load_document
from masker_rules.language.lower import lower
from masker_rules.testing.cases import CaseResult, Trial, alone, cases_beside
from masker_rules.testing.coverage import reached_by_each
from masker_rules.testing.edits import Edit, apply_edits
from masker_rules.testing.mutants import Mutant, mutants
from masker_rules.testing.rows_met import RowsMet, rate_of_row, rows_met
from masker_rules.yamltext import Node

__all__ = ["Mutation", "MutationReport", "MutationStopped", "load_mutant", "mutate", "with_edits"]


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
    not run. Of all other changes every case judges, those first that come to what is changed.

    Args:
        profile: The regulation.
        progress: Called with mutants done and to do.

    Raises:
        ProfileError: a case file cannot be read.
        MutationStopped: the person at the keyboard has stopped it.
    """
    profile = alone(profile)
    trials = [Trial.of(case, profile) for case in cases_beside(profile)]
    met, results = rows_met(lambda: with_edits(profile, 0, ()), trials)
    judges = _Judges(trials, results, met, profile)
    todo = mutants(profile)
    items: list[Mutation] = []
    try:
        for done, mutant in enumerate(todo, 1):
            items.append(_fate(mutant, profile, judges))
            if progress is not None:
                progress(done, len(todo))
    except KeyboardInterrupt:
        report = MutationReport(profile, tuple(items), judges.failing)
        raise MutationStopped(report, len(todo)) from None
    return MutationReport(profile, tuple(items), judges.failing)


class _Judges:
    """The cases that pass, in the order in which they are likely to notice a mutant."""

    def __init__(
        self, trials: Sequence[Trial], results: Sequence[CaseResult], met: RowsMet, law: Profile
    ) -> None:
        self._trials = trials
        self._order = [number for number, result in enumerate(results) if result.passed]
        self._met = met
        reached = reached_by_each(law.plan, [result.result for result in results])
        self._paths = [frozenset(item.path for item in each) for each in reached]
        self._roots = [layer.root for layer in law.document.layers]
        self.failing = tuple(result.name for result in results if not result.passed)

    def notice(self, mutant: Mutant, changed: Profile) -> str | None:
        """The case that goes otherwise under a mutant, None where all pass."""
        row = rate_of_row(self._roots[mutant.layer], mutant)
        may = [number for number in self._order if self._met.may_notice(number, row)]
        for number in sorted(may, key=lambda number: not self._reaches(number, mutant)):
            if not self._trials[number].run(changed).passed:
                # Who noticed the last change is likely to notice the next, which stands beside.
                self._order.remove(number)
                self._order.insert(0, number)
                return self._trials[number].case.name
        return None

    def _reaches(self, number: int, mutant: Mutant) -> bool:
        """Whether a case comes to the rule, gate or table that a mutant changes."""
        return any(f"{mutant.path}.".startswith(f"{path}.") for path in self._paths[number])


def load_mutant(profile: Profile, mutant: Mutant) -> Profile:
    """The profile with one change.

    Raises:
        ProfileError: the changed file does not load.
    """
    return with_edits(profile, mutant.layer, mutant.edits)


def with_edits(profile: Profile, layer: int, edits: tuple[Edit, ...]) -> Profile:
    """The profile, loaded anew with some changes in one of its layers.

    Raises:
        ProfileError: the changed file does not load.
    """
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


def _fate(mutant: Mutant, profile: Profile, judges: _Judges) -> Mutation:
    try:
        changed = load_mutant(profile, mutant)
        changed.calendar(())
    except MaskerRulesError as refused:
        return Mutation(mutant, "refused", refused.code)
    noticed = judges.notice(mutant, changed)
    if noticed is None:
        return Mutation(mutant, "survived")
    return Mutation(mutant, "killed", noticed)
