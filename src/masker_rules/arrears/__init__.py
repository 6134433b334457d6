"""Arrears and overpayments (rapel): what was paid against what is due with what is known now."""

from masker_rules.arrears.causes import Cause
from masker_rules.arrears.putting_right import Rapel, rapel
from masker_rules.arrears.rows import Day, Line, PaidFrom, RapelRow, Status

__all__ = ["Cause", "Day", "Line", "PaidFrom", "Rapel", "RapelRow", "Status", "rapel"]
