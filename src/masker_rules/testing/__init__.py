"""Cases of a regulation: facts in, expected pay out, and which sentences no case reaches."""

from masker_rules.testing.cases import CaseReport, CaseResult, run_cases
from masker_rules.testing.coverage import Coverage, Reachable
from masker_rules.testing.expected import Mismatch

__all__ = ["CaseReport", "CaseResult", "Coverage", "Mismatch", "Reachable", "run_cases"]
