"""Rosters: the rules of :mod:`masker_rules.attendance.rostered`."""

from __future__ import annotations

from datetime import date

import narwhals as nw

from masker_rules.columnar.dates import period_number
from masker_rules.columnar.notes import as_notes
from masker_rules.columnar.pages import Pages
from masker_rules.columnar.people import People, cell_of
from masker_rules.columnar.tables import Frame, beside, empty_table, kept
from masker_rules.periods import Month

__all__ = ["Rosters"]


class Rosters:
    """The table `rosters` of all people.

    Args:
        rows: The canonical frame.
        people: Person-months.
        pages: Plans; the days of rosters are planned here.

    Attributes:
        nips: `nip` of everybody with a roster row.
        cells: `cell` of every day of a roster row, and of every day of rest: there the weekday
            decides nothing. The days before and after a month are among them.
        months: `nip`, `period` in which a roster gives work: no weekday decides anything there.
        days: The days of the rows that give hours: `cell`, `pm`, the columns of a page's days.
        notes: Shifts on days of rest.
        routed: `pm`, `reason`: a shift that is not known, or two rows of one day.
    """

    def __init__(self, rows: Frame, people: People, pages: Pages) -> None:
        self._people, self._pages = people, pages
        nips = people.rows.select("nip").unique()
        rows = kept(rows.join(nips, on="nip", how="semi"))
        self.nips = rows.select("nip").unique()
        off = nw.col("off").fill_null(value=False)
        working = ~off & (~nw.col("shift").is_null() | ~nw.col("start").is_null())
        self.months = self._periods(rows.filter(working))
        here = kept(self._here(rows.with_columns(off=off)))
        rest = kept(self._rest(rows.filter(~off)))
        self.cells = nw.concat([here.select("cell"), rest.select("cell")]).unique()
        shifts = sorted(pages.settings.shifts)
        own = ~nw.col("start").is_null() & ~nw.col("end").is_null()
        named = nw.col("shift").is_in(shifts).fill_null(value=False) if shifts else None
        has_hours = own if named is None else own | named
        due = here.filter(~nw.col("off"))
        unknown = due.filter(~has_hours)
        doubled = here.group_by("pm", "cell").agg(rows=nw.len()).filter(nw.col("rows") > 1)
        reason = nw.lit("rosters")
        self.routed = nw.concat(
            [unknown.select("pm", reason=reason), doubled.select("pm", reason=reason)]
        )
        rested = due.join(rest, on="cell", how="semi").filter(nw.col("inside"))
        self.notes = as_notes(rested, "rest-day-rostered", day=nw.col("date"))
        self.days = kept(self._days(due.filter(has_hours)))

    def _periods(self, rows: Frame) -> Frame:
        """`nip` and month of the rows."""
        dates = rows.select("date").unique().collect()["date"].to_list()
        records = [(day, period_number(Month.of(date.fromordinal(day)))) for day in dates]
        table = beside(rows, sorted(records), {"date": nw.Int64, "period": nw.Int64})
        return kept(rows.join(table, on="date", how="inner").select("nip", "period").unique())

    def _near(self, rows: Frame) -> Frame:
        """Rows of each month, and of the days before and after it."""
        months = self._people.people.select("pm", "nip", "first", "last")
        found = rows.join(months, on="nip", how="inner").filter(
            nw.col("date") >= nw.col("first") - 1, nw.col("date") <= nw.col("last") + 1
        )
        inside = (nw.col("date") >= nw.col("first")) & (nw.col("date") <= nw.col("last"))
        cell = cell_of(nw.col("pm"), nw.col("date"), nw.col("first"))
        return found.with_columns(cell=cell, inside=inside)

    def _here(self, rows: Frame) -> Frame:
        return self._near(rows).select(
            "pm", "cell", "date", "inside", "shift", "start", "end", "off"
        )

    def _rest(self, rows: Frame) -> Frame:
        """`cell` of the days of rest after a shift."""
        steps = [
            (name, step)
            for name, shift in sorted(self._pages.settings.shifts.items())
            for step in range(1, shift.rest_days + 1)
        ]
        if not steps:
            return empty_table(rows, {"cell": nw.Int64})
        table = beside(rows, steps, {"shift": nw.String, "step": nw.Int64})
        found = rows.join(table, on="shift", how="inner")
        found = found.with_columns(date=nw.col("date") + nw.col("step"))
        return self._near(found).select("cell").unique()

    def _days(self, rows: Frame) -> Frame:
        stints = self._people.stints.filter(nw.col("alone")).select("pm", "page")
        several = self._people.stints.filter(~nw.col("alone"))
        several = several.select("pm", "page", "hold_first", "hold_last")
        found = nw.concat(
            [
                rows.join(stints, on="pm", how="inner"),
                rows.join(several, on="pm", how="inner")
                .filter(
                    nw.col("date") >= nw.col("hold_first"), nw.col("date") <= nw.col("hold_last")
                )
                .drop("hold_first", "hold_last"),
            ]
        )
        names = ["page", "date", "shift", "start", "end"]
        shift = nw.coalesce(nw.col("shift"), nw.lit(""))
        nothing = nw.lit(-1, dtype=nw.Int64)
        ends = {name: nw.coalesce(nw.col(name), nothing) for name in ("start", "end")}
        found = kept(found.select("pm", "cell", "page", "date", shift=shift, **ends))
        keys = found.select(*names).unique().collect().sort(*names).rows()
        schema = {
            "page": nw.Int64,
            "date": nw.Int64,
            "shift": nw.String,
            "start": nw.Int64,
            "end": nw.Int64,
            "roster": nw.Int64,
        }
        table = beside(found, [(*key, at) for at, key in enumerate(keys)], schema)
        told = [
            (page, day, shift_ or None, *(None if end == -1 else end for end in own))
            for page, day, shift_, *own in keys
        ]
        planned = self._pages.rostered(told).drop("page")
        found = found.join(table, on=names, how="inner").select("pm", "cell", "page", "roster")
        return found.join(planned, on="roster", how="inner").drop("roster")
