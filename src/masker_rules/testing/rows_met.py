"""Which rows of tables a computation comes to: whoever meets none cannot notice their rates.

Coverage says what the results of a case rest on; this says more: every look-up is seen, also
those for bounds, for questions, for earlier months and for punches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from masker_rules.engine.profile import Profile
from masker_rules.engine.runtime import watching_rows
from masker_rules.errors import Place
from masker_rules.language.expressions import parts
from masker_rules.language.plan import Lookup
from masker_rules.testing.cases import CaseResult, Trial
from masker_rules.testing.edits import Step
from masker_rules.testing.mutants import Mutant
from masker_rules.units import parse_literal
from masker_rules.yamltext import Mapping, Node, Scalar, Sequence

__all__ = ["RowsMet", "rate_of_row", "rows_met"]


@dataclass(frozen=True, slots=True)
class RowsMet:
    """Rows by place.

    Attributes:
        known: Rows of the tables that the plan looks up: of others nothing is known.
        at_loading: Rows met when the regulation was loaded, which every case rests on.
        by_case: Rows met by each case, by its number.
    """

    known: frozenset[Place]
    at_loading: frozenset[Place]
    by_case: tuple[frozenset[Place], ...]

    def may_notice(self, case: int, row: Place | None) -> bool:
        """Whether a case may see another rate in a row; None is a change of another kind."""
        if row is None or row not in self.known or row in self.at_loading:
            return True
        return row in self.by_case[case]


def rows_met(
    load: Callable[[], Profile], trials: Iterable[Trial]
) -> tuple[RowsMet, list[CaseResult]]:
    """The rows that each trial meets, and how it went.

    Args:
        load: Loads the regulation anew: what is compiled already cannot be watched.
        trials: The cases.
    """
    met: set[Place] = set()
    with watching_rows(lambda row: met.add(row.place)):
        profile = load()
        at_loading = frozenset(met)
        by_case: list[frozenset[Place]] = []
        results: list[CaseResult] = []
        for trial in trials:
            met.clear()
            results.append(trial.run(profile))
            by_case.append(frozenset(met))
    known = frozenset(
        row.place
        for quantity in profile.plan.quantities
        for lookup in parts(Lookup, quantity.expr)
        for row in lookup.table.rows
    )
    return RowsMet(known, at_loading, tuple(by_case)), results


def rate_of_row(root: Node, mutant: Mutant) -> Place | None:
    """The row of which a mutant changes the rate from a number to another, and nothing else.

    Args:
        root: The file of the mutant's layer.
        mutant: The change.
    """
    if len(mutant.edits) != 1 or mutant.edits[0].what != "text":
        return None
    edit = mutant.edits[0]
    row, last = _at(root, edit.steps[:-1]), edit.steps[-1]
    leaf = _at(root, edit.steps)
    if not isinstance(leaf, Scalar) or not _alike(leaf.text, edit.text):
        return None
    if isinstance(row, Sequence):  # `- [1m..30m, 0.5%]`
        return row.place if last == len(row.items) - 1 else None
    return row.key_places[str(last)] if isinstance(row, Mapping) else None


def _alike(old: str, new: str) -> bool:
    """Whether two texts are numbers of one unit: whatever reads the plan reads the same."""
    first, second = parse_literal(old), parse_literal(new)
    return first is not None and second is not None and first.type.unit is second.type.unit


def _at(root: Node, steps: tuple[Step, ...]) -> Node | None:
    node: Node | None = root
    for step in steps:
        if isinstance(node, Sequence) and isinstance(step, int):
            node = node.items[step]
        else:
            node = node.get(str(step)) if isinstance(node, Mapping) else None
    return node
