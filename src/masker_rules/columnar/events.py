"""Events that name people: the rules of :mod:`masker_rules.attendance.events`."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.settings import AttendanceSettings
from masker_rules.columnar.notes import as_notes
from masker_rules.columnar.pages import Pages
from masker_rules.columnar.people import People, cell_of
from masker_rules.columnar.tables import Frame, empty_table, flag, kept, numbered, schema_of

__all__ = ["Events"]

#: Of two contradicting records the one better for the person stands.
_BEST_FIRST = ("present", "excused", "absent")


class Events:
    """The event rows of all people.

    Args:
        settings: Whether the ends of an event lie inside it.
        frames: Canonical frames.
        people: Person-months.
        pages: What is held on each spot.
        days: Days of service: `pm`, `i`, `cell`, `spot`, `ordinal`, `later` (not yet known),
            `half`, `late_from`, `early_until`.
        apel: Accepted apel taps: `cell`, `second`.
        last_known: Ordinal of the last known day.

    Attributes:
        rows: `pm`, `i`, `day_index`, `cell`, `date` (ordinal), `event`, `recorded`, `tapped`,
            `covered`.
        notes: Records that contradict each other or that nobody was to be at.
    """

    def __init__(
        self,
        settings: AttendanceSettings,
        frames: Mapping[str, Frame],
        people: People,
        pages: Pages,
        days: Frame,
        apel: Frame,
        last_known: int,
    ) -> None:
        self._settings = settings
        words, times, every = pages.held()
        days = days.rename({"i": "day_index"})
        known = kept(days.filter(~nw.col("later")).join(words, on="spot", how="inner"))
        recorded = self._recorded(frames, people, last_known)
        rows = known.join(recorded, on=["cell", "event"], how="left")
        rows = rows.join(self._tapped(known, times, apel), on=["cell", "event"], how="left")
        rows = rows.join(self._uncovered(known, times), on=["cell", "event"], how="left")
        found = rows.select(
            "pm",
            "cell",
            "day_index",
            "order",
            "event",
            date=nw.col("ordinal"),
            recorded=nw.col("best"),
            tapped=nw.col("tapped").fill_null(value=False),
            covered=~nw.col("half").is_null() & nw.col("uncovered").is_null(),
        )
        later = days.filter(nw.col("later")).join(every, on="spot", how="inner")
        later = later.select(
            "pm",
            "cell",
            "day_index",
            "order",
            "event",
            date=nw.col("ordinal"),
            recorded=nw.lit(None, dtype=nw.String),
            tapped=nw.lit(value=False),
            covered=nw.lit(value=False),
        )
        self.rows = numbered(nw.concat([found, later]), ("day_index", "order"))
        self.notes = self._notes(recorded, known)

    def _recorded(self, frames: Mapping[str, Frame], people: People, last_known: int) -> Frame:
        """What was recorded of each person at each event, and the word that stands."""
        table = "attendance_at_events"
        rows = frames.get(table, empty_table(people.rows, schema_of(table)))
        months = people.people.select("pm", "nip", "first", "last")
        found = rows.join(months, on="nip", how="inner").filter(
            nw.col("date") >= nw.col("first"),
            nw.col("date") <= nw.col("last"),
            nw.col("date") <= last_known,
        )
        said = {word: flag(nw.col("status") == word) for word in _BEST_FIRST}
        found = found.with_columns(
            cell=cell_of(nw.col("pm"), nw.col("date"), nw.col("first")), **said
        )
        found = found.group_by("pm", "cell", "date", "event").agg(
            *(nw.col(word).max() for word in _BEST_FIRST)
        )
        best = nw.lit(None, dtype=nw.String)
        for word in reversed(_BEST_FIRST):
            best = nw.when(nw.col(word) == 1).then(nw.lit(word)).otherwise(best)
        return kept(found.with_columns(best=best))

    def _tapped(self, known: Frame, times: Frame, apel: Frame) -> Frame:
        """Events with an apel tap inside the times of one of their rows."""
        room = 0 if self._settings.event_ends_included else 1
        found = apel.join(known.select("cell", "spot", "event"), on="cell", how="inner")
        found = found.join(times, on=["spot", "event"], how="inner")
        first, last = nw.col("from_"), nw.col("until")
        inside = (first.is_null() | (first + room <= nw.col("second"))) & (
            last.is_null() | (nw.col("second") <= last - room)
        )
        found = found.filter(inside.fill_null(value=True))
        return found.select("cell", "event").unique().with_columns(tapped=nw.lit(value=True))

    @staticmethod
    def _uncovered(known: Frame, times: Frame) -> Frame:
        """Events on half days of which a row begins outside the half that is excused."""
        halves = known.filter(~nw.col("half").is_null())
        found = halves.join(times, on=["spot", "event"], how="inner")
        begin = nw.col("from_")
        excused = (
            nw.when(nw.col("half") == "am")
            .then(begin < nw.col("late_from"))
            .otherwise((begin >= nw.col("early_until")) & (begin < 2 * DAY))
        )
        found = found.filter(~begin.is_null(), ~excused)
        return found.select("cell", "event").unique().with_columns(uncovered=nw.lit(value=True))

    @staticmethod
    def _notes(recorded: Frame, known: Frame) -> Frame:
        several = recorded.filter(nw.sum_horizontal(*_BEST_FIRST) > 1)
        texts = nw.lit("")
        for word in sorted(_BEST_FIRST):
            comma = nw.when(texts == "").then(nw.lit("")).otherwise(nw.lit(", "))
            longer = nw.concat_str(texts, comma, nw.lit(word))
            texts = nw.when(nw.col(word) == 1).then(longer).otherwise(texts)
        told = {"day": nw.col("date"), "event": nw.col("event")}
        conflicts = as_notes(
            several, "event-two-records", used=nw.col("best"), others=texts, **told
        )
        undue = recorded.join(known.select("cell", "event"), on=["cell", "event"], how="anti")
        return nw.concat([conflicts, as_notes(undue, "event-not-due", **told)])
