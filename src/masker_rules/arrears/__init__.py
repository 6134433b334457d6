"""Arrears and overpayments (rapel): what was paid against what is due with what is known now."""

from masker_rules.arrears.causes import Cause
from masker_rules.arrears.corrections import Correction, Day, Line, PaidFrom, Status
from masker_rules.arrears.putting_right import Rapel, rapel

__all__ = ["Cause", "Correction", "Day", "Line", "PaidFrom", "Rapel", "Status", "rapel"]
