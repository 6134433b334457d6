"""Reports to be looked at: one HTML file each, which fetches nothing and prints."""

from __future__ import annotations

from masker_rules.reports.audit import audit_html
from masker_rules.reports.comparison import comparison_html

__all__ = ["audit_html", "comparison_html"]
