"""What can still be put right of a month: single facts, and how much each of them restores."""

from masker_rules.corrections.facts import Cut, Fact
from masker_rules.corrections.kinds import Kind
from masker_rules.corrections.limits import Refusal
from masker_rules.corrections.report import Nothing, Unsettled
from masker_rules.corrections.restoring import Restoration, Restored, restore

__all__ = [
    "Cut",
    "Fact",
    "Kind",
    "Nothing",
    "Refusal",
    "Restoration",
    "Restored",
    "Unsettled",
    "restore",
]
