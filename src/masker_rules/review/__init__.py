"""What a draft regulation would do: compared with the one of now, and searched for loopholes."""

from __future__ import annotations

from masker_rules.review.comparing import KeptHistory, compare
from masker_rules.review.comparison import Comparison, Effect, Side
from masker_rules.review.overlays import Overlaid, overlay
from masker_rules.review.sweeps import sweep
from masker_rules.review.tables import TABLES

__all__ = [
    "TABLES",
    "Comparison",
    "Effect",
    "KeptHistory",
    "Overlaid",
    "Side",
    "compare",
    "overlay",
    "sweep",
]
