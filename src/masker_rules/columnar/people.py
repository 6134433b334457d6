"""Who is computed: person-months, and the stretches of them on which one employees row holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import narwhals as nw

from masker_rules.columnar.dates import period_number
from masker_rules.columnar.pages import Pages
from masker_rules.columnar.tables import Frame, beside, count_of, kept
from masker_rules.periods import Month

__all__ = ["FIRST_DAY", "LAST_DAY", "People", "cell_of"]

FIRST_DAY, LAST_DAY = date.min.toordinal(), date.max.toordinal()


def cell_of(pm: Any, ordinal: Any, first: Any) -> Any:
    """The number of a calendar day of a person-month; `first` is the first of the month."""
    return pm * 64 + (ordinal - first)


class People:
    """Person-months and stints.

    Args:
        employees: The canonical frame.
        pages: Plans; they learn here what combinations occur.
        months: In order.
        nips: Only these people; None = everybody.

    Attributes:
        people: `pm`, `nip`, `place` (of the month among the months), `period`, `first`, `last`.
        stints: `pm`, `nip`, `row` (of the employees table), `segment`, `page`, `first`,
            `month_last`; the row holds from `hold_first` to `hold_last`, and the person serves by
            it from `serve_first` to `serve_last` (all ordinals; holding is clipped to the month).
            `whole`: it holds and the person serves on the whole month; `alone`: it holds on the
            days before and after the month too.
        rows: Employees rows of these people with `segment` and whether it is in doubt (`tied`).
    """

    def __init__(
        self,
        employees: Frame,
        pages: Pages,
        months: Sequence[Month],
        nips: Iterable[str] | None,
    ) -> None:
        if nips is not None:
            employees = employees.filter(nw.col("nip").is_in(sorted(set(nips))))
        self.months = tuple(months)
        self.rows = kept(self._rows(pages.with_slots(employees)))
        self.people = kept(self._people())
        self.stints = kept(self._stints())

    def _rows(self, employees: Frame) -> Frame:
        start = nw.coalesce(nw.col("valid_from"), nw.lit(FIRST_DAY, dtype=nw.Int64))
        rows = employees.with_columns(start=start, one=nw.lit(1, dtype=nw.Int64))
        several = rows.group_by("nip").agg(rows=nw.len())
        several = several.with_columns(rows=nw.col("rows").cast(nw.Int64))
        rows = rows.join(several, on="nip", how="left")
        order = ("start", "row")
        rows = rows.with_columns(
            segment=nw.col("one").cum_sum().over("nip", order_by=order).cast(nw.Int64) - 1,
            next_start=nw.col("start").shift(-1).over("nip", order_by=order),
        )
        tied = nw.col("next_start") == nw.col("start")
        tied = tied.fill_null(value=False)
        ties = rows.filter(tied).select("nip").unique().with_columns(tied=nw.lit(value=True))
        rows = rows.join(ties, on="nip", how="left")
        until = nw.coalesce(nw.col("valid_until"), nw.lit(LAST_DAY, dtype=nw.Int64))
        service_start = nw.coalesce(nw.col("service_start"), nw.lit(FIRST_DAY, dtype=nw.Int64))
        service_end = nw.coalesce(nw.col("service_end"), nw.lit(LAST_DAY, dtype=nw.Int64))
        is_first = nw.col("segment") == 0
        return rows.with_columns(
            tied=nw.col("tied").fill_null(value=False),
            holds_first=nw.when(is_first)
            .then(nw.lit(FIRST_DAY, dtype=nw.Int64))
            .otherwise(nw.col("start")),
            holds_last=nw.coalesce(nw.col("next_start") - 1, nw.lit(LAST_DAY, dtype=nw.Int64)),
            serve_first=nw.max_horizontal(nw.col("start"), service_start),
            serve_last=nw.min_horizontal(until, service_end),
        ).drop("one", "next_start")

    def _people(self) -> Frame:
        nips = self.rows.select("nip", one=nw.lit(1, dtype=nw.Int64)).unique()
        count = count_of(nips)
        ranked = nips.with_columns(
            rank=nw.col("one").cum_sum().over(order_by="nip").cast(nw.Int64) - 1
        )
        records = [
            (place, period_number(m), m.first.toordinal(), m.last.toordinal())
            for place, m in enumerate(self.months)
        ]
        names = ("place", "period", "first", "last")
        months = beside(self.rows, records, dict.fromkeys(names, nw.Int64))
        return (
            ranked.join(months, how="cross")
            .with_columns(pm=nw.col("place") * count + nw.col("rank"))
            .select("pm", "nip", "place", "period", "first", "last")
        )

    def _stints(self) -> Frame:
        rows = self.rows.select(
            "nip",
            "row",
            "rows",
            "segment",
            "slot",
            "holds_first",
            "holds_last",
            "serve_first",
            "serve_last",
        )
        found = self.people.rename({"last": "month_last"}).join(rows, on="nip", how="inner")
        found = found.filter(
            nw.col("holds_first") <= nw.col("month_last"), nw.col("holds_last") >= nw.col("first")
        )
        hold_first = nw.max_horizontal(nw.col("holds_first"), nw.col("first"))
        hold_last = nw.min_horizontal(nw.col("holds_last"), nw.col("month_last"))
        whole = (
            (nw.col("holds_first") <= nw.col("first"))
            & (nw.col("holds_last") >= nw.col("month_last"))
            & (nw.col("serve_first") <= nw.col("first"))
            & (nw.col("serve_last") >= nw.col("month_last"))
        )
        return found.with_columns(
            page=nw.col("slot") * len(self.months) + nw.col("place"),
            hold_first=hold_first,
            hold_last=hold_last,
            whole=whole,
            alone=(nw.col("holds_first") < nw.col("first"))
            & (nw.col("holds_last") > nw.col("month_last")),
        ).drop("holds_first", "holds_last", "slot")
