"""The rows of MASKER ASN's `list_absen`: one record, its state, and what it becomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from masker_rules.errors import Place
from masker_rules.facts.cells import NoPlace, coordinate_value, fold, stamp_value
from masker_rules.facts.doubts import COLUMN
from masker_rules.facts.empties import UNREADABLE
from masker_rules.facts.findings import CellError
from masker_rules.facts.office.common import Report, is_text
from masker_rules.facts.office.masker_days import WorkDays
from masker_rules.facts.office.masker_doubts import doubt_punches
from masker_rules.facts.stamps import Stamp

__all__ = ["Raw", "Record", "absence_rows", "leave_rows", "parse_records", "punch_rows"]

Raw = tuple[str, int, object]

PUNCHES = {"masuk_kerja": "in", "pulang_kerja": "out", "apel": "apel"}
# `cuti` is no canonical word on purpose: the app does not know which leave it is.
ABSENCES = {
    "sakit": "sakit",
    "izin": "izin",
    "alpa": "alpa",
    "alpha": "alpa",
    "tld": "dinas_luar",
    "tdd": "dinas_dalam",
    "cuti": "cuti",
}
_REVIEW = {"1": "accepted", "2": "rejected"}
_APPROVED = {"1": "true", "2": "false"}
_GLOBE = {"latitude": 90, "longitude": 180}


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the app; `filed` is the phone's clock, None where it cannot be read."""

    place: Place
    id: str
    nip: str
    kind: str
    day_id: str
    status: str
    filed: Stamp | None
    filed_text: str
    lat: str
    lon: str

    @property
    def is_pending(self) -> bool:
        return self.status not in _REVIEW

    @property
    def is_operator(self) -> bool:
        """Whether an operator entered it: their rows stand at (0, 0)."""
        zero = {"0", "0.0"}
        return self.lat in zero and self.lon in zero

    @property
    def content(self) -> tuple[str, ...]:
        """Everything but the id and the state."""
        return self.nip, self.kind, self.day_id, self.filed_text, self.lat, self.lon


def parse_records(rows: Iterable[Raw], report: Report) -> tuple[list[Record], list[Record]]:
    """The rows that are records, each once and in its last state, and those set aside."""
    unread: list[Record] = []
    groups: dict[tuple[str, ...], list[Record]] = {}
    for raw in rows:
        record = _parse(raw, report, unread)
        if record is not None:
            key = (record.id,) if record.id else (*record.content, record.status)
            groups.setdefault(key, []).append(record)
    kept = [one for group in groups.values() for one in _settled(group, report, unread)]
    return kept, unread


def _parse(raw: Raw, report: Report, unread: list[Record]) -> Record | None:
    """A row as a record; what of one that is none can be told goes to `unread`."""
    file, line, row = raw
    place = Place(file, line)
    if not isinstance(row, dict):
        report.aside(place, "not-a-record", value=row)
        return None
    texts = {key: value.strip() for key, value in row.items() if isinstance(value, str)}
    if not is_text(texts.values()):
        report.aside(place, "broken-character")
        return None
    get = texts.get
    filed_text = get("date_created", "")
    number = _number(row.get("nip"))
    record = Record(
        place, get("id_absensi", ""), number or get("nip", ""), fold(get("jenis", "")),
        get("id_hari", ""), get("status", ""), _stamp(filed_text), filed_text,
        get("latitude", ""), get("longitude", ""),
    )  # fmt: skip
    lacking = next((name for name in ("nip", "jenis") if not texts.get(name)), "")
    if lacking:
        code = "nip-as-number" if lacking == "nip" and number else "missing-value"
        report.aside(place, code, column=lacking, value=row.get(lacking, ""))
    elif record.kind not in PUNCHES and record.kind not in ABSENCES:
        report.aside(place, "unknown-jenis", column="jenis", value=texts["jenis"], nip=record.nip)
    else:
        return record
    unread.append(record)
    return None


def _number(value: object) -> str:
    """A number in place of a text, as one whose last digits may be rounded; "" of no number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return f"{value}.0" if isinstance(value, int) else str(value)


def _stamp(text: str) -> Stamp | None:
    try:
        stamp = stamp_value(text)
    except CellError:
        return None
    return stamp if isinstance(stamp, Stamp) else None


def _settled(group: list[Record], report: Report, unread: list[Record]) -> Iterator[Record]:
    """One record of those that carry the same id, or none where they contradict each other."""
    last = _last_state(group)
    if last is None:
        for record in group:
            report.aside(record.place, "record-conflict", value=record.id, nip=record.nip)
            report.doubt(record.place, "record-conflict", {})
        unread.extend(group)
        return
    yield last
    for record in group:
        if record is not last:
            same = (record.content, record.status) == (last.content, last.status)
            code = "duplicate-row" if same else "superseded-row"
            params = {} if same else {"first": str(last.place)}
            report.aside(record.place, code, value=record.id, nip=record.nip, params=params)


def _last_state(group: list[Record]) -> Record | None:
    decided = {record.status for record in group if not record.is_pending}
    contents = {record.content for record in group}
    if len(contents) == 1 and len(decided) <= 1:
        # Waiting becomes decided, never the other way round.
        return next((record for record in group if record.status in decided), group[0])
    # A rejected row is redone under its id: same person, day and kind, a later time.
    same = {(record.nip, record.kind, record.day_id) for record in group}
    if len(same) > 1 or any(record.filed is None for record in group):
        return None
    *older, last = sorted(group, key=_clock)
    is_redo = all(record.status == "2" and record.filed != last.filed for record in older)
    return last if is_redo else None


def _clock(record: Record) -> tuple[dt.date, int]:
    # Not the stamps: one with an offset cannot be compared with one without.
    filed = record.filed or Stamp(dt.date.min, 0)
    return filed.day, filed.second


# --- punches ---------------------------------------------------------------------------------


def punch_rows(records: Iterable[Record], days: WorkDays, report: Report) -> list[dict[str, str]]:
    """Rows of `punches`; a punch that was sent twice counts once and keeps both ids."""
    sent: dict[tuple[str, ...], list[Record]] = {}
    for record in records:
        if record.kind in PUNCHES and _is_timed(record, days, report):
            sent.setdefault((*record.content, record.status), []).append(record)
    for _, *again in sent.values():
        for record in again:
            report.aside(record.place, "duplicate-row", value=record.id, nip=record.nip)
    doubt_punches([again[0] for again in sent.values()], days, report)
    return [_punch(again, report) for again in sent.values()]


def _is_timed(record: Record, days: WorkDays, report: Report) -> bool:
    if record.filed is None:
        report.aside(
            record.place, "bad-time", column="date_created",
            value=record.filed_text, nip=record.nip,
        )  # fmt: skip
        report.leave("punches", {**_punch([record], report), "time": record.filed_text})
        return False
    day = days.date_of(record.day_id)
    if record.is_operator and day is not None and day != record.filed.day:
        # The time is when the operator filed it: of the tap itself only the day is known.
        report.aside(
            record.place, "operator-punch-undated", column="date_created",
            value=record.filed_text, nip=record.nip, params={"day": day.isoformat()}
        )  # fmt: skip
        report.leave("punches", {**_punch([record], report), "time": day.isoformat()})
        return False
    return True


def _punch(again: list[Record], report: Report) -> dict[str, str]:
    record = again[0]
    lat, lon = _location(record, report)
    return {
        "nip": record.nip,
        "time": str(record.filed),
        "kind": PUNCHES.get(record.kind, record.kind),
        "lat": lat,
        "lon": lon,
        "origin": "operator" if record.is_operator else "mobile",
        "review": _REVIEW.get(record.status, "pending"),
        "ref": "+".join(sorted(r.id for r in again if r.id)),
        **report.doubts_of(record.place),
    }


def _location(record: Record, report: Report) -> tuple[str, str]:
    """Both coordinates as they stand, or none: a broken half breaks the pair."""
    if record.is_operator or not (record.lat or record.lon):
        return "", ""
    for name, text in (("latitude", record.lat), ("longitude", record.lon)):
        value = coordinate_value(text)
        if value is None:
            code = "half-location"
        elif isinstance(value, NoPlace):
            code = value.code
        elif abs(value) > _GLOBE[name]:  # type: ignore[arg-type]
            code = "coordinate-out-of-range"
        else:
            continue
        report.remark(record.place, code, column=name, value=text, nip=record.nip)
        return "", ""
    return record.lat, record.lon


# --- absences --------------------------------------------------------------------------------


def absence_rows(
    records: Iterable[Record], days: WorkDays, report: Report
) -> list[dict[str, str]]:
    """Rows of `absences`, one a day; the same day filed twice in the same state counts once."""
    rows: dict[tuple[str, ...], tuple[Record, dict[str, str]]] = {}
    for record in records:
        if record.kind in ABSENCES:
            row = _absence(record, days, report)
            if row is None:
                continue
            key = (row["nip"], row["code"], row["from"], row["approved"])
            first, kept = rows.setdefault(key, (record, row))
            if first is not record:
                kept["known_at"] = max(kept["known_at"], row["known_at"])
                if COLUMN not in row:
                    # Of the same day twice, one that names it is enough.
                    kept.pop(COLUMN, None)
                report.aside(
                    record.place,
                    "duplicate-row",
                    table="absences",
                    value=record.id,
                    nip=record.nip,
                )
    return [row for _, row in rows.values()]


def _absence(record: Record, days: WorkDays, report: Report) -> dict[str, str] | None:
    day = days.date_of(record.day_id)
    if day is None and record.filed is None:
        report.aside(
            record.place, "bad-time", column="date_created", table="absences",
            value=record.filed_text, nip=record.nip,
        )  # fmt: skip
        report.leave("absences", _absence_row(record, record.filed_text, report))
        return None
    if day is None and record.filed is not None:
        day = record.filed.day
        report.remark(
            record.place, "day-unknown", column="from", table="absences",
            value=record.day_id, nip=record.nip, params={"day": day.isoformat()}
        )  # fmt: skip
    code = ABSENCES[record.kind]
    if code == "cuti":
        report.remark(
            record.place, "leave-type-unknown", column="code", table="absences",
            value=code, nip=record.nip,
        )  # fmt: skip
    return _absence_row(record, "" if day is None else day.isoformat(), report)


def _absence_row(record: Record, text: str, report: Report) -> dict[str, str]:
    return {
        "nip": record.nip,
        "code": ABSENCES.get(record.kind, record.kind),
        "from": text,
        "until": text,
        "approved": _APPROVED.get(record.status, ""),
        "known_at": "" if record.filed is None else str(record.filed),
        **report.doubts_of(record.place),
    }


# --- what could not be read ------------------------------------------------------------------


def leave_rows(records: Iterable[Record], days: WorkDays, report: Report) -> None:
    """Leave the rows of records that were set aside, as far as each of them can be told.

    Of one of which nobody knows what it is there is a punch and an absence, both in doubt.
    """
    for record in records:
        is_known = record.kind in PUNCHES or record.kind in ABSENCES
        if not is_known:
            report.doubt(record.place, "kind-unknown", {})
        if record.kind not in ABSENCES:
            time = record.filed_text if record.filed is None else str(record.filed)
            row = {**_punch([record], report), "time": time}
            # An empty kind would say that windows decide.
            report.leave("punches", {**row, "kind": row["kind"] or UNREADABLE})
        if record.kind not in PUNCHES:
            day = days.date_of(record.day_id) or (record.filed and record.filed.day)
            text = day.isoformat() if day else record.filed_text
            report.leave("absences", _absence_row(record, text, report))
