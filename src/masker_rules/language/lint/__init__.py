"""Lint: what loads and can be computed, and is probably not what the regulation says.

Each check is a short function over a :class:`View` of the written profile and its plan. It speaks
of the profile's own entries, never of those of the layers below, which are linted by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from masker_rules.errors import Place
from masker_rules.language.document import Document
from masker_rules.language.lint import (
    aggregates,
    beyond,
    caps,
    charges,
    gates,
    groups,
    guards,
    hours,
    multiples,
    parts,
    provenance,
    questions,
    rows,
    rules,
    unfilled,
    unused,
    versions,
)
from masker_rules.language.lint.accepted import Accepted, sorted_out
from masker_rules.language.lint.view import Finding, Version, View
from masker_rules.language.plan import Plan

__all__ = ["Accepted", "Finding", "Linted", "Version", "lint"]

CHECKS = (
    parts.check_weights,
    parts.check_best,
    parts.check_floors,
    parts.check_modes,
    parts.check_untouched,
    parts.check_amounts,
    multiples.check_multiples,
    parts.check_roundings,
    parts.check_limits,
    rules.check_conditions,
    rules.check_gates,
    rules.check_cuts,
    rules.check_signs,
    caps.check_caps,
    charges.check_pairs,
    aggregates.check_silent,
    aggregates.check_restarted,
    beyond.check_beyond,
    gates.check_numbers,
    rows.check_asked,
    rows.check_falling,
    rows.check_finer,
    unused.check_definitions,
    unused.check_words,
    unused.check_sources,
    unused.check_schedules,
    provenance.check_defaults,
    provenance.check_unconfirmed,
    groups.check_kinds,
    hours.check_friday,
    hours.check_week,
    hours.check_targets,
    hours.check_shifts,
    hours.check_windows,
    questions.check_about,
    guards.check_asked_for,
    guards.check_overpayment,
    unfilled.check_unfilled,
    versions.check_versions,
    versions.check_additions,
)


@dataclass(frozen=True, slots=True)
class Linted:
    """What lint says.

    Attributes:
        warnings: What somebody should look at.
        notes: What is true and may be meant so; it counts as no finding.
        accepted: Findings that the profile accepts, with its reasons.
    """

    warnings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]


def lint(document: Document, plan: Plan, others: Iterable[Version] = ()) -> Linted:
    """Look a loaded profile through.

    Args:
        document: Its merged layers.
        plan: What it means.
        others: The other texts of the same regulation, by date.
    """
    view = View(document, plan, tuple(others))
    for check in CHECKS:
        check(view)
    accepted = sorted_out(view)
    taken = [item.finding for item in accepted]
    left = [f for f in sorted(view.problems.found, key=_order) if f not in taken]
    return Linted(
        tuple(f for f in left if f.problem.severity != "note"),
        tuple(f for f in left if f.problem.severity == "note"),
        accepted,
    )


def _order(finding: Finding) -> tuple[Place, str]:
    return finding.problem.place or Place(""), finding.problem.code
