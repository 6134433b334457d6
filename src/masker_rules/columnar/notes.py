"""Notes as rows: what the reference engine says beside a month, told from columns when asked.

A frame of notes has one row per note: `pm`, `code`, `day` (ordinal, null where it concerns the
month) and the values that its text quotes, each in a column that is null where the code has no
such value; :func:`note_of` makes the reference engine's note of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import narwhals as nw

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.rows import Note
from masker_rules.columnar.tables import Frame, Schema
from masker_rules.facts.stamps import clock_text

__all__ = ["NOTE", "STATUS_NOTES", "as_notes", "note_of"]

#: Columns of a frame of notes.
NOTE: Schema = {
    "pm": nw.Int64,
    "code": nw.String,
    "day": nw.Int64,
    "time": nw.Int64,
    "kind": nw.String,
    "ref": nw.String,
    "absence": nw.String,
    "from_": nw.Int64,
    "until": nw.Int64,
    "part": nw.String,
    "event": nw.String,
    "used": nw.String,
    "others": nw.String,
    "distance": nw.Int64,
    "accuracy": nw.Int64,
    "location": nw.String,
    "origin": nw.String,
    "network": nw.String,
}
#: Codes of what may still change a result; all others are warnings.
STATUS_NOTES = frozenset(
    {
        "punch-pending",
        "absence-unknown-code",
        "absence-refused",
        "absence-pending",
        "alpa-half",
        "event-two-records",
        "away-unstated",
    }
)


def as_notes(frame: Frame, code: str | nw.Expr, **columns: nw.Expr) -> Frame:
    """Rows as notes of one code; values that are not given are null."""
    made = {"pm": nw.col("pm"), "code": nw.lit(code) if isinstance(code, str) else code, **columns}
    cells = {
        name: made.get(name, nw.lit(None, dtype=kind)).cast(kind) for name, kind in NOTE.items()
    }
    return frame.select(**cells)


def note_of(row: Mapping[str, Any]) -> Note:
    """The note that a row of such a frame stands for."""
    code: str = row["code"]
    params: dict[str, str] = {}
    if code.startswith("punch-"):
        day, second = divmod(row["time"], DAY)
        params["time"] = f"{date.fromordinal(day).isoformat()} {clock_text(second)}"
        params["kind"] = row["kind"] or "?"
        params["ref"] = row["ref"] or "-"
        if row["location"] is not None:
            numbers = {name: row[name] for name in ("distance", "accuracy")}
            params |= {n: "?" if value is None else str(value) for n, value in numbers.items()}
            params |= {name: row[name] or "?" for name in ("location", "origin", "network")}
    elif code == "away-unstated":
        params = {"from": clock_text(row["from_"]), "until": clock_text(row["until"])}
    elif row["absence"] is not None:
        params["code"] = row["absence"]
        if row["from_"] is not None:
            params["from"] = date.fromordinal(row["from_"]).isoformat()
            until = row["until"]
            params["until"] = "…" if until is None else date.fromordinal(until).isoformat()
        if row["others"] is not None:
            params["others"] = row["others"]
        if row["part"] is not None:
            params["part"] = row["part"]
    elif row["event"] is not None:
        params["event"] = row["event"]
        if row["used"] is not None:
            params |= {"used": row["used"], "records": row["others"]}
    about = None if row["day"] is None else date.fromordinal(row["day"])
    return Note(code, about, params, "status" if code in STATUS_NOTES else "warning")
