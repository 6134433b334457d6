"""From punches to the taps of a scheduled day: the rules of :mod:`masker_rules.attendance.taps`.

Days whose taps belong to sessions or may be of another date are not read here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.settings import AttendanceSettings, Evidence
from masker_rules.columnar.notes import as_notes
from masker_rules.columnar.people import People, cell_of
from masker_rules.columnar.tables import (
    Frame,
    Schema,
    beside,
    count_of,
    empty_table,
    flag,
    kept,
    scale_of,
    schema_of,
)
from masker_rules.facts.stamps import SENTINELS

__all__ = ["TAPS", "Taps"]

#: The taps of a day, the kind of punch that makes each, and whether the first or the last counts.
TAPS = {
    "in_at": ("in", "first"),
    "out_at": ("out", "last"),
    "break_out_at": ("break_out", "last"),
    "break_in_at": ("break_in", "first"),
}
_PLACED = ("lat", "ssid", "bssid")
#: What evidence of a punch without place and network is made of.
_SAID = ("review", "mock", "origin", "accuracy_m")
_INEXACT = ("lat_inexact", "accuracy_m_inexact")
_VERDICT: Schema = {"verdict": nw.String, "pending": nw.Boolean}


class Taps:
    """The taps of all people.

    Args:
        settings: Windows and verdicts of the profile.
        frames: Canonical frames.
        people: Person-months.
        grid: Scheduled days of service: `cell`, `required_in`, `required_out` and the windows.
        last_known: Ordinal of the last known day.
        wanted: Names of taps that are asked for.

    Attributes:
        days: `cell` and the taps asked for, of every day with a punch.
        apel: `cell`, `second` of accepted apel taps.
        notes: What is told of punches.
        routed: `pm`, `reason`.
    """

    def __init__(
        self,
        settings: AttendanceSettings,
        frames: Mapping[str, Frame],
        people: People,
        grid: Frame,
        last_known: int,
        wanted: Sequence[str],
    ) -> None:
        self._settings, self._grid, self._wanted = settings, grid, list(wanted)
        rows = frames.get("punches", empty_table(people.rows, schema_of("punches")))
        rows = self._in_months(rows, people, last_known)
        self._counts = self._told(rows)
        columns = [c for c in (*_PLACED, *_SAID, *_INEXACT) if self._counts[c]]
        punches = kept(self._of_people(rows, people, columns))
        placed = self._placed(frames)
        open_ = (
            [punches.filter(placed).select("pm", reason=nw.lit("place"))]
            if placed is not None
            else []
        )
        self._free: Frame | None = None
        judged = self._judged(punches)
        if judged is not None:
            bad = judged.filter(nw.col("verdict") != "accept")
            open_.append(bad.select("pm", reason=nw.lit("evidence")))
        accepted = punches if judged is None else judged
        self.apel = accepted.filter(nw.col("kind") == "apel").select("cell", "second")
        self.days = self._days(accepted)
        self.notes = self._notes(punches, judged)
        nobody = empty_table(people.rows, {"pm": nw.Int64, "reason": nw.String})
        self.routed = nw.concat([nobody, *open_])

    # -------------------------------------------------------------- which punches
    def _in_months(self, rows: Frame, people: People, last_known: int) -> Frame:
        first = people.months[0].first.toordinal()
        last = min(people.months[-1].last.toordinal(), last_known)
        return rows.filter(nw.col("time") >= first * DAY, nw.col("time") < (last + 1) * DAY)

    def _told(self, rows: Frame) -> Mapping[str, int]:
        """How many punches tell each column."""
        told = ("nip", "kind", *_PLACED, *_SAID)
        counts = [nw.col(name).count() for name in told]
        counts += [flag(nw.col(name)).sum().alias(name) for name in _INEXACT]
        (found,) = rows.select(*counts).collect().rows(named=True)
        return {name: int(number or 0) for name, number in found.items()}

    def _of_people(self, rows: Frame, people: People, columns: Sequence[str]) -> Frame:
        ordinal = nw.col("time") // DAY
        rows = rows.select("nip", "time", "kind", "ref", *columns).with_columns(ordinal=ordinal)
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
            "pm",
            "time",
            "kind",
            "ref",
            "ordinal",
            *columns,
            cell=cell_of(nw.col("pm"), nw.col("ordinal"), nw.col("first")),
            second=nw.col("time") - nw.col("ordinal") * DAY,
        )

    def _placed(self, frames: Mapping[str, Frame]) -> nw.Expr | None:
        """Punches of which more is told than is judged here; None where there are none."""
        tests = [nw.col(name) for name in _INEXACT if self._counts[name]]
        if "sites" in frames and count_of(frames["sites"]):
            # Without a site no place and no network can be compared with one.
            tests += [~nw.col(name).is_null() for name in _PLACED if self._counts[name]]
        return nw.any_horizontal(*tests, ignore_nulls=False) if tests else None

    # -------------------------------------------------------------- what becomes of them
    @property
    def _needs_hours(self) -> bool:
        """Whether the hours of a day decide what a punch is, or whether it is accepted."""
        return bool(self._settings.accepted) or self._counts["kind"] < self._counts["nip"]

    def _judged(self, punches: Frame) -> Frame | None:
        """Punches on scheduled days with kind and verdict; None where each is taken as stated."""
        verdicts = self._verdicts(punches)
        if not self._needs_hours and verdicts is None:
            return None
        wanted = [
            c for c in self._grid.collect_schema().names() if c.endswith(("_first", "_last"))
        ]
        hours = self._grid.select("cell", "required_in", "required_out", *wanted)
        found = punches.join(hours, on="cell", how="inner")
        found = found.with_columns(kind=self._kind())
        found = found.with_columns(taken=self._is_taken())
        self._untaken = kept(found.filter(~nw.col("taken") | nw.col("kind").is_null()))
        found = found.filter(nw.col("taken"), ~nw.col("kind").is_null())
        if verdicts is None:
            return kept(
                found.select(
                    "pm",
                    "cell",
                    "second",
                    "kind",
                    verdict=nw.lit("accept"),
                    pending=nw.lit(value=False),
                )
            )
        keys, table = verdicts
        found = found.with_columns(**self._keys(keys)).join(
            table, on=[f"_{key}" for key in keys], how="inner"
        )
        columns = ("pm", "cell", "second", "kind", "verdict", "pending", "time", "ref", "ordinal")
        return kept(found.select(*columns))

    def _kind(self) -> nw.Expr:
        stated, second = nw.col("kind"), nw.col("second")
        if self._counts["kind"] == self._counts["nip"]:
            return stated
        if not self._settings.kinds:
            middle = (nw.col("required_in") + nw.col("required_out")) // 2
            found = nw.when(second < middle).then(nw.lit("in")).otherwise(nw.lit("out"))
        else:
            found = nw.lit(None, dtype=nw.String)
            for kind in reversed(list(self._settings.kinds)):
                inside = _inside(f"kind_{kind}", second)
                found = nw.when(inside).then(nw.lit(kind)).otherwise(found)
        return nw.when(stated.is_null()).then(found).otherwise(stated)

    def _is_taken(self) -> nw.Expr:
        refused = nw.lit(value=False)
        for kind in self._settings.accepted:
            inside = _inside(f"accepted_{kind}", nw.col("second"))
            refused = refused | ((nw.col("kind") == kind) & ~inside)
        return ~refused

    def _keys(self, names: Sequence[str]) -> dict[str, nw.Expr]:
        """Columns that verdicts are joined by; nothing is a value of its own."""
        found = {}
        for name in names:
            value = nw.col(name) if name != "sentinel" else nw.col("second").is_in([*SENTINELS])
            if name == "accuracy_m":
                value = value // 10 ** scale_of("punches", name)
            if name in {"mock", "sentinel"}:
                yes, no = nw.lit(1, dtype=nw.Int64), nw.lit(0, dtype=nw.Int64)
                value = nw.when(value).then(yes).otherwise(nw.when(~value).then(no))
            nothing = "" if name in {"review", "origin"} else -1
            dtype = nw.String if nothing == "" else nw.Int64
            found[f"_{name}"] = nw.coalesce(value, nw.lit(nothing, dtype=dtype))
        return found

    def _verdicts(self, punches: Frame) -> tuple[list[str], Frame] | None:
        """Verdicts on all that is said of punches; None where all are accepted."""
        keys = [*(name for name in _SAID if self._counts[name]), "sentinel"]
        columns = self._keys(keys)
        if len(keys) == 1 and all(
            self._settings.verdict(_evidence({"sentinel": sentinel})) == "accept"
            for sentinel in (0, 1)
        ):
            return None
        found = punches.select(**columns).unique().collect().sort(*columns).rows()
        records = []
        for key in found:
            told = dict(zip(keys, key, strict=True))
            evidence = _evidence(told)
            verdict = self._settings.verdict(evidence)
            records.append((*key, verdict, evidence.review == "pending"))
        if all(verdict == "accept" and not pending for *_, verdict, pending in records):
            return None
        types = punches.select(**columns).collect_schema()
        return keys, beside(punches, records, {**types, **_VERDICT})

    def _days(self, accepted: Frame) -> Frame:
        stated = {name: TAPS[name] for name in self._wanted}
        second, kind = nw.col("second"), nw.col("kind")
        columns = {name: nw.when(kind == word).then(second) for name, (word, _) in stated.items()}
        totals = [
            nw.col(name).min() if which == "first" else nw.col(name).max()
            for name, (_, which) in stated.items()
        ]
        return kept(accepted.select("cell", **columns).group_by("cell").agg(*totals))

    # -------------------------------------------------------------- what is told of them
    def _notes(self, punches: Frame, judged: Frame | None) -> Frame:
        told: dict[str, Any] = {
            "day": nw.col("ordinal"),
            "time": nw.col("time"),
            "kind": nw.col("kind"),
            "ref": nw.col("ref"),
        }
        planned = self._grid.select("cell")
        if judged is None:
            # Few days have a punch and no work: look for them among the days, not the punches.
            free = kept(self.days.select("cell").join(planned, on="cell", how="anti"))
            return as_notes(punches.join(free, on="cell", how="semi"), "punch-free-day", **told)
        free = punches.join(planned, on="cell", how="anti")
        found = [as_notes(free, "punch-free-day", **told)]
        code = (
            nw.when(nw.col("kind").is_null())
            .then(nw.lit("punch-outside-kinds"))
            .otherwise(nw.lit("punch-outside-window"))
        )
        found.append(as_notes(self._untaken, code, **told))
        if "time" in judged.collect_schema().names():
            pending = judged.filter(nw.col("pending"))
            found.append(as_notes(pending, "punch-pending", **told))
        return nw.concat(found)


def _inside(stem: str, second: nw.Expr) -> nw.Expr:
    return (second >= nw.col(f"{stem}_first")) & (second <= nw.col(f"{stem}_last"))


def _evidence(told: Mapping[str, Any]) -> Evidence:
    """The evidence of a punch without place and network."""
    accuracy, mock = told.get("accuracy_m", -1), told.get("mock", -1)
    return Evidence(
        review=told.get("review") or "accepted",
        location="unknown",
        mock=None if mock == -1 else bool(mock),
        network="unknown",
        origin=told.get("origin") or None,
        accuracy_m=None if accuracy == -1 else accuracy,
        distance_m=None,
        sentinel=bool(told["sentinel"]),
    )
