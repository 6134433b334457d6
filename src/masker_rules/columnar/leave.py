"""Which absence covers a day, and its spell: the rules of :mod:`masker_rules.attendance.leave`."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from masker_rules.attendance.leave import ALPA, JOINT_LEAVE
from masker_rules.attendance.settings import AttendanceSettings
from masker_rules.columnar.notes import as_notes
from masker_rules.columnar.pages import PARTS
from masker_rules.columnar.people import LAST_DAY, People, cell_of
from masker_rules.columnar.tables import Frame, empty_table, expanded, flag, kept, schema_of

__all__ = ["Leave"]

_FULL = "full"
#: Seconds of all days that can be written, for one number by which rows prevail.
_DAYS, _SECONDS = 2**22, 2**38


class Leave:
    """The absences of all people.

    Args:
        settings: What the profile says of codes.
        frames: Canonical frames.
        people: Person-months.
        last_known: Ordinal of the last known day.

    Attributes:
        covers: One row per covered calendar day of a person-month, the days before and after the
            month and those not yet known among them: `cell`, `pm`, `ordinal`, `code`, `part` (of
            the row that prevails), `is_full`, `reason`, `inpatient`, `child_number`, `begins` (of
            that row), `yielded` (how many rows did), `other` (the code of one of them), `removes`
            (the day is no working day).
        notes: Rows that do not count.
        routed: `pm`, `reason`.
    """

    def __init__(
        self,
        settings: AttendanceSettings,
        frames: Mapping[str, Frame],
        people: People,
        last_known: int,
    ) -> None:
        self.settings, self._people, self._last_known = settings, people, last_known
        self._removing = sorted({*settings.free, JOINT_LEAVE})
        self.numbered = sorted((settings.leave | settings.duty) - set(self._removing))
        known = {*settings.duty, *settings.leave, *settings.work, *settings.free}
        self._known = sorted(known | {ALPA, JOINT_LEAVE})
        rows = frames.get("absences", empty_table(people.rows, schema_of("absences")))
        self._rows = self._marked(rows)
        here = kept(self._here())
        self.notes = self._notes(here)
        found = kept(self._covers(here))
        self.covers = found.filter(nw.col("ties") == 1).drop("ties")
        self.routed = found.filter(nw.col("ties") > 1).select(
            "pm", reason=nw.lit("absences-alike")
        )

    def _marked(self, rows: Frame) -> Frame:
        """Rows with their last day and whether they count."""
        code, part = nw.col("code"), nw.col("part")
        approved = nw.col("approved").fill_null(value=False)
        refused = (~nw.col("approved")).fill_null(value=False)
        half_of_work = code.is_in(sorted(self.settings.work)) & (part != _FULL)
        half_alpa = (code == ALPA) & (part != _FULL)
        known = code.is_in(self._known)
        counts = approved | ((code == ALPA) & ~refused)
        note = (
            nw.when(~known)
            .then(nw.lit("absence-unknown-code"))
            .otherwise(
                nw.when(refused)
                .then(nw.lit("absence-refused"))
                .otherwise(
                    nw.when(half_alpa)
                    .then(nw.lit("alpa-half"))
                    .otherwise(
                        nw.when(~counts)
                        .then(nw.lit("absence-pending"))
                        .otherwise(nw.lit(None, dtype=nw.String))
                    )
                )
            )
        )
        return rows.with_columns(
            ends=nw.coalesce(nw.col("until"), nw.lit(LAST_DAY, dtype=nw.Int64)),
            counts=known & counts & ~half_of_work & ~half_alpa,
            half_alpa=half_alpa,
            note=note,
        )

    def _here(self) -> Frame:
        """Rows of each person-month that they touch."""
        people = self._people.people.select("pm", "nip", "first", "last")
        found = self._rows.join(people, on="nip", how="inner")
        # A shift of the day before or after may take punches of the month.
        return found.filter(
            nw.col("from_") <= nw.col("last") + 1, nw.col("ends") >= nw.col("first") - 1
        )

    def _notes(self, here: Frame) -> Frame:
        last = nw.min_horizontal(nw.col("last"), nw.lit(self._last_known, dtype=nw.Int64))
        open_ = here.filter(
            ~nw.col("note").is_null(),
            nw.col("from_") <= last,
            nw.col("ends") >= nw.col("first"),
            nw.col("first") <= last,
        )
        nothing = nw.lit(None, dtype=nw.String)
        return as_notes(
            open_,
            nw.col("note"),
            day=nw.max_horizontal(nw.col("from_"), nw.col("first")),
            absence=nw.col("code"),
            from_=nw.col("from_"),
            until=nw.col("until"),
            part=nw.when(nw.col("half_alpa")).then(nw.col("part")).otherwise(nothing),
        )

    def _covers(self, here: Frame) -> Frame:
        days = self._expanded(here.filter(nw.col("counts")))
        rank = (
            nw.when(nw.col("code") == ALPA)
            .then(nw.lit(0, dtype=nw.Int64))
            .otherwise(nw.lit(_SECONDS, dtype=nw.Int64))
            + nw.coalesce(nw.col("known_at") + 1, nw.lit(0, dtype=nw.Int64))
        ) * _DAYS + nw.col("from_")
        number = {f"is_{part}": flag(nw.col("part") == part) for part in PARTS}
        days = kept(days.with_columns(rank=rank, **number))
        best = days.group_by("cell").agg(
            best=nw.col("rank").max(),
            rows=nw.len(),
            has_am=nw.col("is_am").max(),
            has_pm=nw.col("is_pm").max(),
        )
        yielding = days.join(best.select("cell", "best"), on="cell", how="inner")
        yielding = yielding.filter(nw.col("rank") < nw.col("best")).select("cell", "code")
        others = yielding.group_by("cell").agg(other=nw.col("code").min())
        found = days.join(best, on="cell", how="inner").filter(nw.col("rank") == nw.col("best"))
        ties = found.group_by("cell").agg(ties=nw.len())
        is_full = (nw.col("part") == _FULL) | (nw.col("has_am") + nw.col("has_pm") == 2)
        removes = nw.col("code").is_in(self._removing)
        found = found.join(ties, on="cell", how="inner").join(others, on="cell", how="left")
        return found.select(
            "cell",
            "other",
            "pm",
            "ordinal",
            "code",
            "part",
            "reason",
            "inpatient",
            "child_number",
            "ties",
            is_full=is_full,
            begins=nw.col("from_"),
            yielded=nw.col("rows") - 1,
            removes=is_full & removes,
        )

    def numbered_rows(self) -> Frame:
        """Full rows of leave and duty that count: `nip`, `row`, `code`, `from_`, `ends`."""
        found = self._rows.filter(
            nw.col("counts"), nw.col("part") == _FULL, nw.col("code").is_in(self.numbered)
        )
        return found.select("nip", "row", "code", "from_", "ends")

    def removing_nips(self) -> Frame:
        """`nip` of whom a row takes working days away, at any time."""
        found = self._rows.filter(nw.col("counts"), nw.col("code").is_in(self._removing))
        return found.select("nip").unique()

    def _expanded(self, rows: Frame) -> Frame:
        """One row for each calendar day of the month that a row covers."""
        begin = nw.max_horizontal(nw.col("from_"), nw.col("first") - 1)
        end = nw.min_horizontal(nw.col("ends"), nw.col("last") + 1)
        found = expanded(rows.with_columns(begin=begin, end=end))
        return found.with_columns(cell=cell_of(nw.col("pm"), nw.col("ordinal"), nw.col("first")))
