"""Lint: what loads and can be computed, and is probably not what the regulation says.

Each check is a short function over a :class:`View` of the written profile and its plan. It speaks
of the profile's own entries, never of those of the layers below, which are linted by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from masker_rules.errors import Place
from masker_rules.language.document import Document
from masker_rules.language.lint import (
    aggregates,
    charges,
    groups,
    guards,
    hours,
    parts,
    provenance,
    questions,
    rows,
    rules,
    unused,
)
from masker_rules.language.lint.accepted import Accepted, sorted_out
from masker_rules.language.lint.view import Finding, View
from masker_rules.language.plan import Plan

__all__ = ["Accepted", "Finding", "Linted", "lint"]

CHECKS = (
    parts.check_weights,
    parts.check_untouched,
    parts.check_roundings,
    parts.check_limits,
    rules.check_conditions,
    rules.check_gates,
    rules.check_cuts,
    rules.check_caps,
    charges.check_pairs,
    aggregates.check_silent,
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


def lint(document: Document, plan: Plan) -> Linted:
    """Look a loaded profile through.

    Args:
        document: Its merged layers.
        plan: What it means.
    """
    view = View(document, plan)
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
