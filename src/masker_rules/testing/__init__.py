"""Cases of a regulation, mutants and boundaries of its law, and laws of the domain."""

from masker_rules.testing.cases import CaseReport, CaseResult, run_cases
from masker_rules.testing.coverage import Coverage, Reachable
from masker_rules.testing.expected import Mismatch
from masker_rules.testing.laws import DECLARABLE, LAWS, check_law
from masker_rules.testing.mutation import Mutation, MutationReport, mutate

__all__ = [
    "DECLARABLE",
    "LAWS",
    "CaseReport",
    "CaseResult",
    "Coverage",
    "Mismatch",
    "Mutation",
    "MutationReport",
    "Reachable",
    "check_law",
    "mutate",
    "run_cases",
]
