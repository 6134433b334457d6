"""The command line: `masker`."""

from __future__ import annotations

from masker_rules.cli.running import main, run

__all__ = ["main", "run"]
