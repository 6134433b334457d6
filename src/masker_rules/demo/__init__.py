"""The shipped month that `masker demo` computes, and what to show of it.

Everybody in it is invented. The pack is that of the month under `examples/`, written by
`examples/make_banggai.py`; which regulation, month and person are shown stands in `demo.toml`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

__all__ = ["PERIOD", "PERSON", "PROFILE", "pack_path"]

_HERE = Path(__file__).parent
_SHOWN: dict[str, str] = tomllib.loads((_HERE / "demo.toml").read_text("utf-8"))

#: Id of the regulation.
PROFILE: Final = _SHOWN["profile"]
#: Performance month, `YYYY-MM`.
PERIOD: Final = _SHOWN["period"]
#: NIP of the person whose explanation is instructive.
PERSON: Final = _SHOWN["person"]


def pack_path() -> Path:
    """The folder of the shipped pack."""
    return _HERE / "pack"
