"""Which rows a frame holds, and the columns that every frame has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import narwhals as nw

from masker_rules.language.plan import MONTH, Window

__all__ = ["MONTHLY", "PERSON_MONTH", "ROW", "Frame", "Key"]

Frame = nw.LazyFrame[Any]

#: Columns that every frame has: the person-month; and the place of a row in it.
PERSON_MONTH, ROW = "pm", "i"


@dataclass(frozen=True, slots=True)
class Key:
    """Which rows: a grain, of this month or of a window."""

    grain: str
    window: Window | None = None

    @property
    def name(self) -> str:
        return self.grain if self.window is None else f"{self.grain} over {self.window.text}"


MONTHLY = Key(MONTH)
