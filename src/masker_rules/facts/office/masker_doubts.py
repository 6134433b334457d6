"""What may be wrong with punches that are kept: said with their place, never repaired.

The codes that doubt a row stand in `doubts` of `tables.yaml`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from masker_rules.facts.cells import clock_value
from masker_rules.facts.findings import CellError
from masker_rules.facts.office.common import Report
from masker_rules.facts.office.masker_days import WorkDays
from masker_rules.facts.stamps import DAY_SECONDS, Stamp, clock_text

if TYPE_CHECKING:
    from masker_rules.facts.office.masker_rows import Record

__all__ = ["doubt_punches", "is_repeat"]

#: Two taps of one kind nearer than this are one tap, said twice.
REPEAT_SECONDS = 60


def is_repeat(first: Stamp, again: Stamp) -> bool:
    """Whether two moments on one clock, in this order, are seconds apart."""
    days = (again.day - first.day).days
    return 0 <= days * DAY_SECONDS + again.second - first.second < REPEAT_SECONDS


def doubt_punches(records: Iterable[Record], days: WorkDays, report: Report) -> None:
    """PackRemark on punches whose kind, day or time is doubtful."""
    people: dict[str, list[Record]] = {}
    for record in records:
        people.setdefault(record.nip, []).append(record)
    for own in people.values():
        # A moment with an offset is not to be compared with one without: the clock decides.
        own.sort(key=lambda record: (_moment(record).day, _moment(record).second))
        _doubt_kinds(own, report)
        _doubt_repeats(own, report)
        timed = [record for record in own if not record.is_operator]
        _doubt_nights(timed, days, report)
        for record in timed:
            _doubt_time(record, days, report)


def _moment(record: Record) -> Stamp:
    return record.filed or Stamp(dt.date.min, 0)


def _doubt_kinds(records: list[Record], report: Report) -> None:
    """Days with two rows of one of in and out and none of the other.

    The app keeps one id for both rejected rows, so that a redo may overwrite the wrong one.
    """
    days: dict[object, dict[str, list[Record]]] = {}
    for record in records:
        if record.kind != "apel":
            day = days.setdefault(record.day_id or _moment(record).day, {})
            day.setdefault(record.kind, []).append(record)
    for kinds in days.values():
        [first, *others], *other_kind = kinds.values()
        if others and not other_kind:
            report.remark(
                first.place, "kind-doubtful", column="kind", value=first.kind, nip=first.nip
            )
            for record in others:
                report.doubt(record.place, "kind-doubtful", {})


def _doubt_repeats(records: list[Record], report: Report) -> None:
    last: dict[str, Record] = {}
    for record in records:
        before = last.get(record.kind)
        if before and is_repeat(_moment(before), _moment(record)):
            report.remark(
                record.place, "tap-again", column="time", value=record.filed_text,
                nip=record.nip, params={"first": str(before.place)}
            )  # fmt: skip
        last[record.kind] = record


def _doubt_nights(records: list[Record], days: WorkDays, report: Report) -> None:
    """Outs that are the first tap of their day: the app names a night by the day it ends on."""
    before: Record | None = None
    for record in records:
        moment = _moment(record)
        is_first = before is None or _moment(before).day < moment.day
        if record.kind == "pulang_kerja" and is_first:
            opens = _clock(days.hours_of(moment.day), "masuk_kerja")
            is_early = opens is not None and moment.second <= opens
            if is_early or (before and _is_night(_moment(before), moment, before.kind)):
                report.remark(
                    record.place, "out-after-midnight", column="time", value=record.filed_text,
                    nip=record.nip, params={"day": moment.day.isoformat()}
                )  # fmt: skip
        before = record


def _is_night(before: Stamp, out: Stamp, kind: str) -> bool:
    """Whether an in of the day before still waits for an out."""
    return kind == "masuk_kerja" and (out.day - before.day).days == 1


def _doubt_time(record: Record, days: WorkDays, report: Report) -> None:
    moment, day = _moment(record), days.date_of(record.day_id)
    if day is not None and day != moment.day:
        report.remark(
            record.place, "day-differs", column="time", value=record.filed_text, nip=record.nip,
            params={"day": day.isoformat()}
        )  # fmt: skip
        return
    hours = days.hours_of(moment.day)
    first, last = _OFFERED.get(record.kind, ("", ""))
    opens, closes = _clock(hours, first), _clock(hours, last)
    is_early = opens is not None and moment.second <= opens
    if is_early or (closes is not None and moment.second >= closes):
        report.remark(
            record.place, "time-not-offered", column="time", value=record.filed_text,
            nip=record.nip, params={"begin": _shown(opens), "end": _shown(closes)}
        )  # fmt: skip


#: After and before which clock of the working day the app offers a row, both strictly.
_OFFERED = {"masuk_kerja": ("masuk_kerja", ""), "apel": ("masuk_apel", "pulang_apel")}


def _clock(hours: dict[str, str] | None, name: str) -> int | None:
    """Second of the day; None where it is not known, and 00:00 is how the app says so."""
    try:
        found = clock_value(hours.get(name, "")) if hours else None
    except CellError:
        return None
    return found if isinstance(found, int) and found else None


def _shown(second: int | None) -> str:
    return "-" if second is None else clock_text(second)
