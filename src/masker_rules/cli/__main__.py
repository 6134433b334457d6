"""`python -m masker_rules.cli`."""

from __future__ import annotations

from masker_rules.cli import main

main()
