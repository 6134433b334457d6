"""Spells of leave and duty, across months: the rules of :mod:`masker_rules.attendance.leave`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import narwhals as nw

from masker_rules.columnar.dates import period_number
from masker_rules.columnar.leave import Leave
from masker_rules.columnar.pages import Pages
from masker_rules.columnar.people import People
from masker_rules.columnar.tables import Frame, beside, kept, numbered
from masker_rules.errors import CalendarError
from masker_rules.periods import Month

__all__ = ["Spells"]

#: Months before the first one in which working days are counted; who has older ones is routed.
_BACK = 36


class Spells:
    """The calendar days of leave and duty of all people.

    Args:
        leave: Absences.
        people: Person-months.
        pages: Plans, by which working days are counted.
        days: Scheduled days of service: `cell`, `i`.
        last_known: Ordinal of the last known day.
        rostered: `nip` of people with a roster; None where there are none.
        working: Whether the working days of a spell are asked for.

    Attributes:
        rows: `pm`, `i`, `cell`, `day_index` (-1 where the day is not scheduled), the facts of
            leave.
        routed: `pm`, `reason`.
    """

    def __init__(
        self,
        leave: Leave,
        people: People,
        pages: Pages,
        days: Frame,
        last_known: int,
        rostered: Frame | None = None,
        *,
        working: bool,
    ) -> None:
        self._leave, self._people, self._pages = leave, people, pages
        self._counts: Frame | None = None
        self._is_open = False
        self._first_counted = people.months[0].plus(-_BACK).first.toordinal()
        covers = self._covers(last_known)
        doubtful = self._doubtful(rostered)
        spells = kept(self._spells())
        found = covers.join(spells, on=["nip", "code"], how="inner").filter(
            nw.col("ordinal") >= nw.col("begin"), nw.col("ordinal") <= nw.col("end")
        )
        found = self._with_month(kept(found))
        if working:
            found = self._with_working_days(found)
        else:
            found = found.with_columns(working_day=nw.lit(0, dtype=nw.Int64))
        indexes = days.select("cell", day_index="i")
        found = found.join(indexes, on="cell", how="left").with_columns(
            day_index=nw.coalesce(nw.col("day_index"), nw.lit(-1, dtype=nw.Int64))
        )
        found = found.with_columns(
            date=nw.col("ordinal"),
            scheduled=nw.col("day_index") >= 0,
            day=nw.col("ordinal") - nw.col("begin") + 1,
            row_day=nw.col("ordinal") - nw.col("begins") + 1,
            lasted=nw.min_horizontal(nw.col("end"), nw.col("last")) - nw.col("begin") + 1,
        )
        self.rows = kept(numbered(found, ["ordinal"]))
        if not working:
            doubtful = doubtful.join(self._parted, on="nip", how="semi")
        routed = covers.join(doubtful, on="nip", how="semi").select("pm")
        if self._is_open:
            routed = covers.select("pm")
        self.routed = routed.unique().with_columns(reason=nw.lit("spells"))

    # -------------------------------------------------------------- which days
    def _single(self) -> Frame:
        """People of one employees row: the slot and the service that hold throughout."""
        return self._people.rows.filter(nw.col("rows") == 1).select(
            "nip", "slot", "serve_first", "serve_last"
        )

    def _covers(self, last_known: int) -> Frame:
        """Known days of service under a full row of leave or duty."""
        covers = self._leave.covers.filter(
            nw.col("part") == "full",
            nw.col("code").is_in(self._leave.numbered),
            nw.col("ordinal") <= last_known,
        )
        people = self._people.people.select("pm", "last", "period")
        stints = self._people.stints.select(
            "pm", "nip", "hold_first", "hold_last", "serve_first", "serve_last"
        )
        found = covers.join(people, on="pm", how="inner").join(stints, on="pm", how="inner")
        ordinal = nw.col("ordinal")
        return kept(
            found.filter(
                ordinal >= nw.max_horizontal(nw.col("serve_first"), nw.col("hold_first")),
                ordinal <= nw.min_horizontal(nw.col("serve_last"), nw.col("hold_last")),
            )
        )

    def _doubtful(self, rostered: Frame | None) -> Frame:
        """People of whom the plan of a slot does not tell the working days by itself."""
        several = self._people.rows.filter(nw.col("rows") > 1).select("nip")
        found = [several, self._leave.removing_nips()]
        if rostered is not None:
            found.append(rostered)
        return nw.concat(found).unique()

    # -------------------------------------------------------------- spells
    def _spells(self) -> Frame:
        """`nip`, `code`, `spell`, `begin`, `end` of every spell that the pack knows."""
        rows = self._leave.numbered_rows().join(self._single(), on="nip", how="left")
        order = ("from_", "ends", "row")
        reached = nw.col("ends").cum_max().over("nip", "code", order_by=order)
        rows = rows.with_columns(reached=reached)
        before = nw.col("reached").shift(1).over("nip", "code", order_by=order)
        rows = kept(rows.with_columns(before=before))
        # People with days between two rows of one code; whether they are worked decides.
        between = nw.col("from_") > nw.col("before") + 1
        self._parted = rows.filter(between).select("nip").unique()
        gap_first = nw.max_horizontal(nw.col("before") + 1, nw.col("serve_first"))
        gap_last = nw.min_horizontal(nw.col("from_") - 1, nw.col("serve_last"))
        rows = rows.with_columns(gap_first=gap_first, gap_last=gap_last)
        is_gap = ~nw.col("before").is_null() & (nw.col("gap_first") <= nw.col("gap_last"))
        gaps = kept(rows.filter(is_gap).select("row", "slot", "gap_first", "gap_last"))
        parted = self._with_count(gaps, "gap_first", "gap_last").filter(nw.col("working") > 0)
        parted = parted.select("row").with_columns(parted=nw.lit(value=True))
        rows = rows.join(parted, on="row", how="left")
        new = nw.when(nw.col("before").is_null() | ~nw.col("parted").is_null())
        one, none = nw.lit(1, dtype=nw.Int64), nw.lit(0, dtype=nw.Int64)
        rows = rows.with_columns(new=new.then(one).otherwise(none))
        group = nw.col("new").cum_sum().over("nip", "code", order_by=order)
        rows = rows.with_columns(group=group.cast(nw.Int64))
        spells = rows.group_by("nip", "code", "group").agg(
            begin=nw.col("from_").min(), end=nw.col("ends").max()
        )
        number = nw.col("spell").cum_sum().over("nip", order_by=("begin", "code", "end"))
        spells = spells.with_columns(spell=nw.lit(1, dtype=nw.Int64))
        return spells.with_columns(spell=number.cast(nw.Int64)).drop("group")

    def _with_month(self, found: Frame) -> Frame:
        """`month`: the calendar month of the spell, 1 = where it began."""
        begins = found.select("begin").unique().collect()["begin"].to_list()
        records = [(day, period_number(Month.of(date.fromordinal(day)))) for day in begins]
        table = beside(found, sorted(records), {"begin": nw.Int64, "begun": nw.Int64})
        found = found.join(table, on="begin", how="inner")
        return found.with_columns(month=nw.col("period") - nw.col("begun") + 1)

    def _with_working_days(self, found: Frame) -> Frame:
        """`working_day`: working days of the spell up to the date."""
        slots = self._single().select("nip", "slot")
        found = found.join(slots, on="nip", how="inner").with_columns(
            from_day=nw.max_horizontal(nw.col("begin"), nw.col("serve_first")),
        )
        counted = self._with_count(kept(found), "from_day", "ordinal")
        return counted.rename({"working": "working_day"})

    # -------------------------------------------------------------- working days
    def _with_count(self, rows: Frame, first: str, last: str) -> Frame:
        """`working`: the days that the plan of the slot has from `first` to `last`."""
        ends = rows.select(nw.col(first).min(), nw.col(last).max().alias("to")).collect()
        lowest, highest = ends[first].item(), ends["to"].item()
        schema = {"slot": nw.Int64, "at": nw.Int64, "done": nw.Int64}
        records: list[tuple[int, int, int]] = []
        if lowest is not None:
            if lowest < self._first_counted:
                self._is_open = True
                lowest = self._first_counted
            try:
                records = list(self._sums(lowest, highest))
            except CalendarError:
                self._is_open = True
        sums = beside(rows, records, schema)
        rows = rows.with_columns(before_first=nw.col(first) - 1)
        begun = sums.rename({"at": "before_first", "done": "begun_"})
        rows = rows.join(begun, on=["slot", "before_first"], how="left")
        rows = rows.join(sums.rename({"at": last}), on=["slot", last], how="left")
        working = (nw.col("done") - nw.col("begun_")).fill_null(0)
        return rows.with_columns(working=working).drop("done", "begun_", "before_first")

    def _sums(self, lowest: int, highest: int) -> Iterator[tuple[int, int, int]]:
        """Scheduled days of each slot up to each date, from the month of `lowest` on."""
        first = Month.of(date.fromordinal(lowest))
        last = Month.of(date.fromordinal(highest))
        for number, slot in enumerate(self._pages.slots):
            done, month = 0, first
            yield number, month.first.toordinal() - 1, 0
            while month <= last:
                planned = self._pages.month(slot, month)
                for day, one in zip(month.dates(), planned, strict=True):
                    done += one is not None
                    yield number, day.toordinal(), done
                month = month.plus(1)
