"""Exact quantities: units with a static scale, rounding, literals and their printed forms."""

from masker_rules.units.literals import (
    MAX_DIGITS,
    Literal,
    parse_literal,
    percent_of,
    whole_number,
)
from masker_rules.units.printing import exact_text, percent_text, scaled_text, share_of
from masker_rules.units.rounding import (
    Mode,
    Step,
    round_half,
    round_to_step,
    whole_that_add_up,
)
from masker_rules.units.types import Type, Unit, UnitError, common_scale

__all__ = [
    "MAX_DIGITS",
    "Literal",
    "Mode",
    "Step",
    "Type",
    "Unit",
    "UnitError",
    "common_scale",
    "exact_text",
    "parse_literal",
    "percent_of",
    "percent_text",
    "round_half",
    "round_to_step",
    "scaled_text",
    "share_of",
    "whole_number",
    "whole_that_add_up",
]
