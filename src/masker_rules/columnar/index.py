"""The rows that attendance reads, where punches and records stand in frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial

import numpy as np
import polars as pl

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.columns import Array, WordCodes
from masker_rules.attendance.index import BEST_FIRST, PackIndex, Records
from masker_rules.attendance.punches import FINER, KINDS, NOTHING, NOWHERE, Punches, metres_of
from masker_rules.columnar.packs import FactFrames
from masker_rules.columnar.sheets import Frame
from masker_rules.columnar.tables import scale_of
from masker_rules.facts.rows import Punch
from masker_rules.facts.stamps import Stamp
from masker_rules.periods import CALENDAR, Cutoff

__all__ = ["FrameIndex", "codes_of"]

_WORDS = ("review", "origin", "ssid", "bssid", "device")


class FrameIndex(PackIndex):
    """The rows of a pack whose large tables are frames.

    Args:
        pack: The facts.
        frames: Its canonical frames.
        zone: IANA name of the profile's zone.
        cutoff: Which dates a month has.
    """

    def __init__(
        self,
        pack: FactFrames,
        frames: Mapping[str, Frame],
        zone: str,
        cutoff: Cutoff = CALENDAR,
    ) -> None:
        super().__init__(pack, zone, cutoff)
        self._facts, self._frames = pack, frames

    def punches(self, nips: Sequence[str]) -> Punches:
        table = self._of("punches", nips)
        if table is None:
            return super().punches(())
        words = WordCodes()
        kinds = {kind: number for number, kind in enumerate(KINDS)}
        kind = table["kind"].replace_strict(kinds, default=NOTHING, return_dtype=pl.Int64)
        told: dict[str, Array] = {}
        for name in _WORDS:
            if table[name].null_count() < len(table):
                told[name] = codes_of(table[name], words)
        if table["mock"].null_count() < len(table):
            told["mock"] = table["mock"].cast(pl.Int64).fill_null(NOTHING).to_numpy()
        metres = self._metres(table)
        if (metres != NOTHING).any():
            told["accuracy_m"] = metres
        for name in ("lat", "lon"):
            finer = table[f"{name}_inexact"].fill_null(value=False)
            if table[name].null_count() < len(table) or finer.any():
                parts = table[name].fill_null(NOWHERE).to_numpy()
                told[name] = np.where(finer.to_numpy(), FINER, parts)
        return Punches(
            table["who"].to_numpy(),
            table["time"].to_numpy(),
            kind.to_numpy(),
            told,
            words,
            partial(self._punch, table),
            self._zone,
        )

    def _metres(self, table: pl.DataFrame) -> Array:
        whole = table["accuracy_m"] // 10 ** scale_of("punches", "accuracy_m")
        found: Array = whole.fill_null(NOTHING).to_numpy().copy()
        for place in np.flatnonzero(table["accuracy_m_inexact"].fill_null(value=False)).tolist():
            found[place] = metres_of(self._facts.row("punches", table["row"][place]))
        return found

    def _punch(self, table: pl.DataFrame, number: int) -> Punch:
        told = table.row(number, named=True)
        if told["lat_inexact"] or told["lon_inexact"]:
            found: Punch = self._facts.row("punches", told["row"])
            return found
        day, second = divmod(told["time"], DAY)
        time = Stamp(date.fromordinal(day), second)
        words = {name: told[name] for name in ("ssid", "bssid", "ref")}
        return Punch(told["nip"], time, **words)

    def records(self, nips: Iterable[str], words: WordCodes) -> Records:
        table = self._of("attendance_at_events", list(nips))
        if table is None:
            return super().records((), words)
        status = table["status"].replace_strict(
            {word: number for number, word in enumerate(BEST_FIRST)}, return_dtype=pl.Int64
        )
        return Records(
            table["who"].to_numpy(),
            table["date"].to_numpy(),
            codes_of(table["event"], words),
            status.to_numpy(),
        )

    def _of(self, name: str, nips: Sequence[str]) -> pl.DataFrame | None:
        """The rows of people, numbered in the order given."""
        if name not in self._frames or not nips:
            return None
        frame: pl.DataFrame = self._frames[name].collect("polars").to_native()
        everybody = pl.Enum(nips)
        who = frame["nip"].cast(pl.String).cast(everybody, strict=False).to_physical()
        found = frame.with_columns(who=who.cast(pl.Int64))
        return found.filter(pl.col("who").is_not_null()) if found["who"].null_count() else found


def codes_of(column: pl.Series, words: WordCodes) -> Array:
    """The codes of a column of words, -1 for none."""
    own = column.drop_nulls().unique().to_list()
    codes = np.array([*map(words.code, own), -1], np.int64)
    places = column.cast(pl.Enum(own)).to_physical().cast(pl.Int64).fill_null(len(own))
    found: Array = codes[places.to_numpy()]
    return found
