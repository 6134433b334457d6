"""From punches to the taps of a scheduled day: the rules of :mod:`masker_rules.attendance.taps`.

Days whose taps belong to sessions or may be of another date are not read here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw

from masker_rules.attendance.clock import DAY
from masker_rules.columnar.evidence import (
    EVIDENCE,
    PLACED,
    PLACES,
    Evidences,
    Sites,
    all_reasons,
    evidence_of,
)
from masker_rules.columnar.notes import as_notes
from masker_rules.columnar.pages import Pages
from masker_rules.columnar.people import People, cell_of
from masker_rules.columnar.tables import (
    Frame,
    beside,
    empty_table,
    flag,
    kept,
    scale_of,
    schema_of,
)

__all__ = ["TAPS", "Taps"]

#: The taps of a day, the kind of punch that makes each, and whether the first or the last counts.
TAPS = {
    "in_at": ("in", "first"),
    "out_at": ("out", "last"),
    "break_out_at": ("break_out", "last"),
    "break_in_at": ("break_in", "first"),
}
_INEXACT = ("lat_inexact", "accuracy_m_inexact")
_ENDS = ("_first", "_last")


class Taps:
    """The taps of all people.

    Args:
        pages: Plans, with windows and verdicts of the profile.
        frames: Canonical frames.
        people: Person-months.
        grid: Scheduled days of service: `cell`, `row` (of the employees table), `required_in`,
            `required_out` and the windows.
        last_known: Ordinal of the last known day.
        wanted: Names of taps that are asked for.
        nights: Days of service of those of whom a shift may take punches of another date, those
            before and after a month too: `pm`, `cell`, `ordinal`, `start`, `end`, `first`,
            `month_last`; None where there is nobody.

    Attributes:
        sessions: `cell`, `number`, `in_at`, `out_at` of sessions; None without any.
        days: `cell`, the taps asked for, `flagged`, `location_in` and `location_out`, of every
            day with an accepted punch.
        apel: `cell`, `second` of accepted apel taps.
        notes: What is told of punches.
        routed: `pm`, `reason`.
    """

    def __init__(
        self,
        pages: Pages,
        frames: Mapping[str, Frame],
        people: People,
        grid: Frame,
        last_known: int,
        wanted: Sequence[str],
        nights: Frame | None = None,
    ) -> None:
        settings = pages.settings
        self._placing = pages.placing() if pages.has_sessions else None
        self._last_known = last_known
        self._settings, self._people, self._grid = settings, people, grid
        self._wanted = list(wanted)
        rows = frames.get("punches", empty_table(people.rows, schema_of("punches")))
        self._far: Frame | None = None
        if nights is None:
            rows = self._in_months(rows, people, last_known)
        self._counts = self._told(rows)
        told = (*EVIDENCE, *_INEXACT)
        self._columns = [name for name in told if self._counts[name]]
        self._sites = Sites(frames.get("sites"), settings.site_radius_m)
        punches = self._of_people(self._in_months(rows, people, last_known), people)
        if nights is not None:
            shifted = self._assigned(rows, people, nights)
            others = punches.join(nights.select("pm").unique(), on="pm", how="anti")
            punches = nw.concat([others, shifted])
        punches = kept(punches)
        doubts = [nw.col(name) for name in _INEXACT if self._counts[name]]
        if self._sites.are_inexact:
            doubts += [~nw.col(name).is_null() for name in PLACED if self._counts[name]]
        nobody = empty_table(people.rows, {"pm": nw.Int64, "reason": nw.String})
        self.routed = nobody
        if doubts:
            doubtful = punches.filter(nw.any_horizontal(*doubts, ignore_nulls=False))
            self.routed = doubtful.select("pm", reason=nw.lit("place"))
        judged = self._judged(punches)
        accepted = punches
        if judged is not None:
            accepted = judged.filter(nw.col("verdict") != "reject")
        self.apel = accepted.filter(nw.col("kind") == "apel").select("cell", "second")
        plain = judged is None or not self._has_flags
        self.days = self._days(accepted) if plain else self._judged_days(accepted)
        self.sessions = self._session_taps(accepted)
        self.notes = self._notes(punches, judged)

    # -------------------------------------------------------------- which punches
    def _in_months(self, rows: Frame, people: People, last_known: int) -> Frame:
        first = people.months[0].first.toordinal()
        last = min(people.months[-1].last.toordinal(), last_known)
        return rows.filter(nw.col("time") >= first * DAY, nw.col("time") < (last + 1) * DAY)

    def _told(self, rows: Frame) -> Mapping[str, int]:
        """How many punches tell each column."""
        told = ("nip", "kind", *EVIDENCE)
        counts = [nw.col(name).count() for name in told]
        counts += [flag(nw.col(name)).sum().alias(name) for name in _INEXACT]
        (found,) = rows.select(*counts).collect().rows(named=True)
        return {name: int(number or 0) for name, number in found.items()}

    def _of_people(self, rows: Frame, people: People) -> Frame:
        columns = self._columns
        ordinal = nw.col("time") // DAY
        rows = rows.select("row", "nip", "time", "kind", "ref", *columns).with_columns(
            ordinal=ordinal
        )
        months = people.people.select("nip", "pm", "first", "place")
        if len(people.months) == 1:
            found = rows.join(months.drop("place"), on="nip", how="inner")
        else:
            dates = [
                (day.toordinal(), place)
                for place, month in enumerate(people.months)
                for day in month.dates()
            ]
            table = beside(rows, dates, {"ordinal": nw.Int64, "place": nw.Int64})
            rows = rows.join(table, on="ordinal", how="inner")
            found = rows.join(months, on=["nip", "place"], how="inner")
        return found.select(
            "row",
            "pm",
            "time",
            "kind",
            "ref",
            "ordinal",
            *columns,
            cell=cell_of(nw.col("pm"), nw.col("ordinal"), nw.col("first")),
            second=nw.col("time") - nw.col("ordinal") * DAY,
        )

    def _assigned(self, rows: Frame, people: People, nights: Frame) -> Frame:
        """Punches of those with nights, each with the day to which it belongs."""
        months = nights.select("pm", "first", "month_last").unique()
        nips = people.people.select("pm", "nip").join(months, on="pm", how="inner")
        columns = ("row", "nip", "time", "kind", "ref", *self._columns)
        found = rows.select(*columns).with_columns(own=nw.col("time") // DAY)
        found = found.join(nips, on="nip", how="inner").filter(
            nw.col("own") >= nw.col("first") - 1, nw.col("own") <= nw.col("month_last") + 1
        )
        found = found.with_columns(own_cell=cell_of(nw.col("pm"), nw.col("own"), nw.col("first")))
        reach = self._settings.shift_reach
        is_night = (nw.col("end") > DAY) | (nw.col("start") < reach)
        shifts = nights.select("cell", "ordinal", "start", "end", night=is_night)
        found = found.with_columns(
            best=nw.lit(None, dtype=nw.Int64), nearest=nw.lit(None, dtype=nw.Int64)
        )
        for step in (-1, 0, 1):
            candidate = shifts if step == 0 else shifts.filter(nw.col("night"))
            candidate = candidate.with_columns(own_cell=nw.col("cell") - step).drop(
                "cell", "night"
            )
            found = self._nearer(found.join(candidate, on="own_cell", how="left"), reach)
        found = kept(found.with_columns(ordinal=nw.coalesce(nw.col("best"), nw.col("own"))))
        known = nw.min_horizontal(nw.col("month_last"), nw.lit(self._last_known, dtype=nw.Int64))
        found = found.filter(nw.col("ordinal") >= nw.col("first"), nw.col("ordinal") <= known)
        found = found.select(
            "row",
            "pm",
            "time",
            "kind",
            "ref",
            "ordinal",
            *self._columns,
            cell=cell_of(nw.col("pm"), nw.col("ordinal"), nw.col("first")),
            second=nw.col("time") - nw.col("ordinal") * DAY,
        )
        hours = shifts.select("cell", "start", "end")
        far = found.join(hours, on="cell", how="inner").filter(
            (nw.col("second") < nw.col("start") - reach)
            | (nw.col("second") > nw.col("end") + reach)
        )
        self._far = as_notes(
            far,
            "punch-far-from-shift",
            day=nw.col("ordinal"),
            time=nw.col("time"),
            kind=nw.col("kind"),
            ref=nw.col("ref"),
        )
        return found

    @staticmethod
    def _nearer(found: Frame, reach: int) -> Frame:
        """`best` and `nearest` after one more day on which a punch may lie."""
        moment = nw.col("time")
        start = nw.col("ordinal") * DAY + nw.col("start")
        end = nw.col("ordinal") * DAY + nw.col("end")
        kind = nw.coalesce(nw.col("kind"), nw.lit(""))
        zero = nw.lit(0, dtype=nw.Int64)
        outside = nw.max_horizontal(start - moment, moment - end, zero)
        away = (
            nw.when(kind == "in")
            .then((moment - start).abs())
            .otherwise(nw.when(kind == "out").then((moment - end).abs()).otherwise(outside))
        )
        reached = (moment >= start - reach) & (moment <= end + reach)
        away = nw.when(reached).then(away)
        found = found.with_columns(away=away)
        nearest = nw.col("nearest")
        later_wins = ~kind.is_in(["out", "break_out"])
        taken = nearest.is_null() | (nw.col("away") < nearest)
        taken = taken | ((nw.col("away") == nearest) & later_wins)
        taken = (~nw.col("away").is_null() & taken).fill_null(value=False)
        found = found.with_columns(
            best=nw.when(taken).then(nw.col("ordinal")).otherwise(nw.col("best")),
            nearest=nw.when(taken).then(nw.col("away")).otherwise(nearest),
        )
        return found.drop("ordinal", "start", "end", "away")

    # -------------------------------------------------------------- what becomes of them
    @property
    def _needs_hours(self) -> bool:
        """Whether the hours of a day decide what a punch is, or whether it is accepted."""
        if self._placing is not None:
            return True
        return bool(self._settings.accepted) or self._counts["kind"] < self._counts["nip"]

    def _judged(self, punches: Frame) -> Frame | None:
        """Punches on scheduled days with kind and verdict; None where each is taken as stated."""
        plain = self._is_plain()
        self._has_flags = not plain
        if not self._needs_hours and plain:
            return None
        wanted = [name for name in self._grid.collect_schema().names() if name.endswith(_ENDS)]
        asked = ["cell", "required_in", "required_out", *wanted]
        if self._placing is not None:
            asked.append("spot")
        hours = self._grid.select(*asked, stint="row")
        found = punches.join(hours, on="cell", how="inner")
        if self._placing is not None:
            found = self._in_sessions(found, self._placing)
        found = found.with_columns(kind=self._kind())
        columns = ("pm", "cell", "second", "kind", "time", "ref", "ordinal", *self._columns)
        columns = (*columns, "number") if self._placing is not None else columns
        # Hours are asked once; what comes after reads the answer alone.
        found = kept(found.select("row", "stint", *columns, taken=self._is_taken()))
        self._untaken = found.filter(~nw.col("taken") | nw.col("kind").is_null())
        found = found.filter(nw.col("taken"), ~nw.col("kind").is_null())
        if plain:
            told = {"verdict": nw.lit("accept"), "pending": nw.lit(value=False)}
            return kept(found.select(*columns, **told))
        evidence = Evidences(self._settings, self._sites, self._columns, self._people)
        return evidence.of(found, columns)

    @staticmethod
    def _in_sessions(punches: Frame, placing: Frame) -> Frame:
        """Punches with the `number` of their session, 0 without, and what is required there."""
        kind, second = nw.col("kind"), nw.col("second")
        names = punches.collect_schema().names()
        inside = {
            word: (second >= nw.col(f"{word}_from")) & (second <= nw.col(f"{word}_to"))
            for word in ("in", "out", "any")
        }
        belongs = (
            nw.when(kind.is_null())
            .then(inside["any"])
            .otherwise(nw.when(kind == "in").then(inside["in"]).otherwise(inside["out"]))
        )
        placed = (kind.is_null() | kind.is_in(["in", "out"])).fill_null(value=True)
        replaced = [n for n in placing.collect_schema().names() if n in names and n != "spot"]
        own = punches.filter(placed).drop(*replaced).join(placing, on="spot", how="inner")
        own = own.filter(belongs).select(*names, "number")
        spots = placing.select("spot").unique()
        whole = nw.concat(
            [
                punches.filter(~placed),
                punches.filter(placed).join(spots, on="spot", how="anti"),
            ]
        )
        return nw.concat([whole.with_columns(number=nw.lit(0, dtype=nw.Int64)), own])

    def _session_taps(self, accepted: Frame) -> Frame | None:
        """The first in and the last out of each session."""
        if self._placing is None:
            return None
        second, kind = nw.col("second"), nw.col("kind")
        taps = accepted.filter(nw.col("number") > 0).select(
            "cell",
            "number",
            in_at=nw.when(kind == "in").then(second),
            out_at=nw.when(kind == "out").then(second),
        )
        return taps.group_by("cell", "number").agg(nw.col("in_at").min(), nw.col("out_at").max())

    def _is_plain(self) -> bool:
        """Whether every punch is accepted without doubt, whatever its time is."""
        if self._columns:
            return False
        verdict = self._settings.verdict
        return all(verdict(evidence_of({"sentinel": at}, None)) == "accept" for at in (0, 1))

    def _kind(self) -> nw.Expr:
        stated, second = nw.col("kind"), nw.col("second")
        if self._counts["kind"] == self._counts["nip"]:
            return stated
        if not self._settings.kinds:
            middle = (nw.col("required_in") + nw.col("required_out")) // 2
            found = nw.when(second < middle).then(nw.lit("in")).otherwise(nw.lit("out"))
        else:
            found = nw.lit(None, dtype=nw.String)
            for kind, _ in reversed(self._settings.kinds):
                inside = _inside(f"kind_{kind}", second)
                found = nw.when(inside).then(nw.lit(kind)).otherwise(found)
        return nw.when(stated.is_null()).then(found).otherwise(stated)

    def _is_taken(self) -> nw.Expr:
        refused = nw.lit(value=False)
        for kind in self._settings.accepted:
            inside = _inside(f"accepted_{kind}", nw.col("second"))
            refused = refused | ((nw.col("kind") == kind) & ~inside)
        return ~refused

    def _days(self, accepted: Frame) -> Frame:
        stated = {name: TAPS[name] for name in self._wanted}
        second, kind = nw.col("second"), nw.col("kind")
        columns = {name: nw.when(kind == word).then(second) for name, (word, _) in stated.items()}
        totals = [
            nw.col(name).min() if which == "first" else nw.col(name).max()
            for name, (_, which) in stated.items()
        ]
        return kept(accepted.select("cell", **columns).group_by("cell").agg(*totals))

    def _judged_days(self, accepted: Frame) -> Frame:
        """The same where taps carry flags and places: of one second the better one counts."""
        second, kind = nw.col("second") + DAY, nw.col("kind")
        flagged = flag(nw.col("verdict") == "flag") * 4
        place = nw.lit(0, dtype=nw.Int64)
        for number, word in enumerate(PLACES):
            there = nw.lit(number, dtype=nw.Int64)
            place = nw.when(nw.col("location") == word).then(there).otherwise(place)
        worse = flagged + place
        columns, totals = {}, []
        for name, (word, which) in TAPS.items():
            code = second * 8 + (worse if which == "first" else 7 - worse)
            columns[name] = nw.when(kind == word).then(code)
            totals.append(nw.col(name).min() if which == "first" else nw.col(name).max())
        found = accepted.select("cell", **columns).group_by("cell").agg(*totals)
        rests = {f"{name}_": nw.col(name) - nw.col(name) // 8 * 8 for name in TAPS}
        found = found.with_columns(
            **{name: nw.col(name) // 8 - DAY for name in TAPS},
            **{
                name: rest if TAPS[name.removesuffix("_")][1] == "first" else 7 - rest
                for name, rest in rests.items()
            },
        )
        counted = [(nw.col(f"{name}_") >= 4).fill_null(value=False) for name in TAPS]
        found = found.with_columns(
            flagged=nw.any_horizontal(*counted, ignore_nulls=False),
            location_in=_place_of("in_at_"),
            location_out=_place_of("out_at_"),
        )
        return kept(found.select("cell", *self._wanted, "flagged", "location_in", "location_out"))

    # -------------------------------------------------------------- what is told of them
    def _notes(self, punches: Frame, judged: Frame | None) -> Frame:
        told: dict[str, Any] = {
            "day": nw.col("ordinal"),
            "time": nw.col("time"),
            "kind": nw.col("kind"),
            "ref": nw.col("ref"),
        }
        more = [] if self._far is None else [self._far]
        planned = self._grid.select("cell")
        if judged is None:
            # Few days have a punch and no work: look for them among the days, not the punches.
            free = kept(self.days.select("cell").join(planned, on="cell", how="anti"))
            free = punches.join(free, on="cell", how="semi")
            return nw.concat([as_notes(free, "punch-free-day", **told), *more])
        free = punches.join(planned, on="cell", how="anti")
        found = [as_notes(free, "punch-free-day", **told), *more]
        code = (
            nw.when(nw.col("kind").is_null())
            .then(nw.lit("punch-outside-kinds"))
            .otherwise(nw.lit("punch-outside-window"))
        )
        found.append(as_notes(self._untaken, code, **told))
        if self._has_flags:
            pending = judged.filter(nw.col("pending"), nw.col("verdict") != "reject")
            found.append(as_notes(pending, "punch-pending", **told))
            found.append(self._verdict_notes(judged, told))
        return nw.concat(found)

    def _verdict_notes(self, judged: Frame, told: dict[str, Any]) -> Frame:
        """One note for each reason of a verdict."""
        doubted = judged.filter(nw.col("verdict") != "accept")
        records = [(one, reason) for one in all_reasons() for reason in one.split()]
        table = beside(judged, records, {"reasons": nw.String, "reason": nw.String})
        rejected = nw.col("verdict") == "reject"
        word = nw.when(rejected).then(nw.lit("rejected-")).otherwise(nw.lit("flagged-"))
        more = {name: nw.col(name) for name in ("distance", "location", "origin")}
        network = [nw.col(name) for name in ("ssid", "bssid") if name in self._columns]
        if network:
            more["network"] = nw.coalesce(*network) if len(network) > 1 else network[0]
        if "origin" not in self._columns:
            del more["origin"]
        if "accuracy_m" in self._columns:
            more["accuracy"] = nw.col("accuracy_m") // 10 ** scale_of("punches", "accuracy_m")
        code = nw.concat_str(nw.lit("punch-"), word, nw.col("reason"))
        return as_notes(doubted.join(table, on="reasons", how="inner"), code, **told, **more)


def _inside(stem: str, second: nw.Expr) -> nw.Expr:
    return (second >= nw.col(f"{stem}_first")) & (second <= nw.col(f"{stem}_last"))


def _place_of(name: str) -> nw.Expr:
    """The location of a tap; without one it is unknown."""
    found = nw.lit("unknown")
    for number, word in enumerate(PLACES):
        for code in (number, number + 4):
            found = nw.when(nw.col(name) == code).then(nw.lit(word)).otherwise(found)
    return found
