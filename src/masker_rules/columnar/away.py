"""Time away inside the required hours: the rules of :mod:`masker_rules.attendance.away`."""

from __future__ import annotations

import narwhals as nw

from masker_rules.attendance.clock import DAY
from masker_rules.columnar.notes import as_notes
from masker_rules.columnar.people import People, cell_of
from masker_rules.columnar.tables import Frame, expanded, flag, kept

__all__ = ["Away"]

_TOTALS = ("away_permitted", "away_unpermitted")


class Away:
    """The table `away` of all people.

    Args:
        rows: The canonical frame.
        people: Person-months.
        days: Days of service: `cell`, `spot`, `required_in`, `required_out`.
        stretches: Where work is due on each spot, see `Pages.stretches`.
        last_known: Ordinal of the last known day.

    Attributes:
        days: `cell`, `away_permitted`, `away_unpermitted` of each day on which anybody was away.
        notes: Rows of which nobody said whether they were permitted.
    """

    def __init__(
        self, rows: Frame, people: People, days: Frame, stretches: Frame, last_known: int
    ) -> None:
        months = people.people.select("pm", "nip", "first", "last")
        rows = rows.select("nip", "from_", "until", "permitted", away="row")
        here = rows.join(months, on="nip", how="inner")
        # A shift that passes midnight may reach into the day after it.
        begin = nw.max_horizontal(nw.col("from_") // DAY - 1, nw.col("first"))
        last = nw.min_horizontal(nw.col("last"), nw.lit(last_known, dtype=nw.Int64))
        end = nw.min_horizontal(nw.col("until") // DAY, last)
        spans = expanded(here.with_columns(begin=begin, end=end))
        spans = spans.with_columns(cell=cell_of(nw.col("pm"), nw.col("ordinal"), nw.col("first")))
        hours = days.select("cell", "spot", "required_in", "required_out")
        pieces = self._pieces(spans.join(hours, on="cell", how="inner"), stretches)
        every = _lengths(pieces).rename({"length": "every"})
        permitted = _lengths(pieces.filter(nw.col("permitted").fill_null(value=False)))
        found = every.join(permitted, on="cell", how="left")
        allowed = nw.col("length").fill_null(0)
        found = found.with_columns(
            away_permitted=allowed, away_unpermitted=nw.col("every") - allowed
        )
        self.days = kept(found.select("cell", *_TOTALS))
        begun = nw.col("from_") // DAY
        unstated = here.filter(
            nw.col("permitted").is_null(), begun >= nw.col("first"), begun <= last
        )
        self.notes = as_notes(
            unstated,
            "away-unstated",
            day=begun,
            from_=nw.col("from_") - begun * DAY,
            until=nw.col("until") - nw.col("until") // DAY * DAY,
        )

    @staticmethod
    def _pieces(spans: Frame, stretches: Frame) -> Frame:
        """The parts of each row that lie in the required hours, outside the breaks."""
        midnight = nw.col("ordinal") * DAY
        spans = spans.with_columns(
            begin=nw.max_horizontal(nw.col("from_") - midnight, nw.col("required_in")),
            end=nw.min_horizontal(nw.col("until") - midnight, nw.col("required_out")),
        )
        parts = spans.join(stretches, on="spot", how="inner").with_columns(
            begin=nw.max_horizontal(nw.col("begin"), nw.col("from_at")),
            end=nw.min_horizontal(nw.col("end"), nw.col("to_at")),
        )
        return kept(parts.filter(nw.col("begin") < nw.col("end")))


def _lengths(pieces: Frame) -> Frame:
    """`cell`, `length`: the seconds of the union of the pieces of each day."""
    order = ("begin", "end", "away", "from_at")
    reached = nw.col("end").cum_max().over("cell", order_by=order)
    pieces = pieces.with_columns(reached=reached)
    before = nw.col("reached").shift(1).over("cell", order_by=order)
    pieces = pieces.with_columns(before=before)
    begin = nw.max_horizontal(nw.col("begin"), nw.coalesce(nw.col("before"), nw.col("begin")))
    more = nw.col("end") - begin
    counted = flag(more > 0) * more
    found = pieces.select("cell", counted=counted).group_by("cell")
    return found.agg(length=nw.col("counted").sum()).with_columns(
        length=nw.col("length").cast(nw.Int64)
    )
