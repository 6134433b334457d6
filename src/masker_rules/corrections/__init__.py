"""What can still be put right of a month: single facts, and how much each of them restores."""

from masker_rules.corrections.restoring import Restoration, Restored, restore

__all__ = ["Restoration", "Restored", "restore"]
