"""Puts `tests/support` on the path: what tests of several folders build their worlds with."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))
