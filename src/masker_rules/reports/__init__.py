"""Reports to be looked at: one HTML file each, which fetches nothing and prints."""

from __future__ import annotations

from masker_rules.reports.comparison import comparison_html

__all__ = ["comparison_html"]
