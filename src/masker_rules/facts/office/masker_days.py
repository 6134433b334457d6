"""The working days of MASKER ASN: pairs of a requested date and the reply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from masker_rules.errors import Place
from masker_rules.facts.cells import clock_value, date_value, fold
from masker_rules.facts.empties import UNREADABLE
from masker_rules.facts.findings import CellError
from masker_rules.facts.office.common import Report, is_text

__all__ = ["NO_DAY", "WorkDays"]

NO_DAY = "Tanggal tidak tersedia"
_STATES = {"Success": "workday", NO_DAY: "holiday"}
_NO_APEL = {"", "00:00:00", "00:00"}
_WEEKDAYS = {
    "senin": 1, "selasa": 2, "rabu": 3, "kamis": 4, "jumat": 5, "jum'at": 5, "sabtu": 6,
    "minggu": 7, "ahad": 7, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4,
    "friday": 5, "saturday": 6, "sunday": 7,
}  # fmt: skip


class WorkDays:
    """Dates that are working days or not, and which `id_hari` is which date.

    The reply holds no date: only the pair (requested date, reply) tells it.
    """

    def __init__(self, lines: Iterable[tuple[str, int, object]], report: Report) -> None:
        self._report = report
        self._days: dict[dt.date, dict[str, str] | None] = {}
        self._places: dict[dt.date, Place] = {}
        self._ids: dict[str, dt.date | None] = {}
        contradicted: set[dt.date] = set()
        for file, line, pair in lines:
            self._take(Place(file, line), pair, contradicted)
        for day in contradicted:
            del self._days[day]
        for day in sorted(self._days):
            self._number(day)

    def _take(self, place: Place, pair: object, contradicted: set[dt.date]) -> None:
        try:
            day, reply = _pair(pair)
        except CellError as bad:
            self._aside(place, bad.code, bad.column, bad.params.get("value", ""))
            self._leave(pair)
            return
        if day in contradicted:
            self._aside(place, "record-conflict", "", day.isoformat())
        elif day not in self._days:
            self._days[day], self._places[day] = reply, place
        elif self._days[day] == reply:
            self._report.aside(place, "duplicate-row", table="calendar", value=day.isoformat())
        else:
            contradicted.add(day)
            self._leave_day(day.isoformat(), "")
            for where in (self._places[day], place):
                self._aside(where, "record-conflict", "", day.isoformat())

    def _leave(self, pair: object) -> None:
        """Leave what can be told of a pair that is set aside."""
        if isinstance(pair, dict) and isinstance(request := pair.get("request"), dict):
            reply = pair.get("reply")
            state = reply.get("response") if isinstance(reply, dict) else None
            texts = [str(one or "") for one in (request.get("tglSekarang"), state)]
            if is_text(texts):
                self._leave_day(texts[0], _STATES.get(texts[1], texts[1]))

    def _leave_day(self, day: str, kind: str) -> None:
        self._report.leave("calendar", {"date": day, "kind": kind, "decree": "MASKER ASN"})
        # Whether there was an apel nobody knows either: an hour that cannot be read.
        self._report.leave("events", {"date": day, "event": "apel_pagi", "from": UNREADABLE})

    def _aside(self, place: Place, code: str, column: str, value: object) -> None:
        self._report.aside(place, code, table="calendar", column=column, value=value)

    def _number(self, day: dt.date) -> None:
        reply, place = self._days[day], self._places[day]
        if reply is None:
            return
        number = reply.get("id_hari", "")
        if number in self._ids:
            # One id for two dates tells neither.
            self._ids[number] = None
            self._report.remark(place, "day-id-twice", table="calendar", value=number)
        elif number:
            self._ids[number] = day
        named = _WEEKDAYS.get(fold(reply.get("hari", "")))
        if named is not None and named != day.isoweekday():
            self._report.remark(
                place, "weekday-differs", table="calendar", value=reply["hari"],
                params={"day": day.isoformat()}
            )  # fmt: skip

    def date_of(self, number: str) -> dt.date | None:
        """The date of an `id_hari`, None where no line tells it."""
        return self._ids.get(number)

    def hours_of(self, day: dt.date) -> dict[str, str] | None:
        """The row of the app for a day, None where it has none or none was read."""
        return self._days.get(day)

    def calendar(self) -> list[dict[str, str]]:
        """Rows of `calendar`: `workday` where the app has a row, `holiday` where it has none."""
        return [
            {
                "date": day.isoformat(),
                "kind": "holiday" if reply is None else "workday",
                "name": NO_DAY if reply is None else reply.get("keterangan", ""),
                "decree": "MASKER ASN",
            }
            for day, reply in sorted(self._days.items(), key=lambda item: item[0])
        ]

    def events(self) -> list[dict[str, str]]:
        """Rows of `events`: `apel_pagi` on each day whose apel does not stand at 00:00:00."""
        return [
            event
            for day, reply in sorted(self._days.items(), key=lambda item: item[0])
            if reply is not None and reply.get("masuk_apel", "") not in _NO_APEL
            for event in self._apel(day, reply)
        ]

    def _apel(self, day: dt.date, reply: dict[str, str]) -> Iterable[dict[str, str]]:
        begin, end = reply["masuk_apel"], reply.get("pulang_apel", "")
        end = "" if end in _NO_APEL else end
        place = self._places[day]
        event = {"date": day.isoformat(), "event": "apel_pagi", "from": begin, "until": end}
        for name, text in (("masuk_apel", begin), ("pulang_apel", end)):
            try:
                clock_value(text)
            except CellError as bad:
                self._report.aside(place, bad.code, table="events", column=name, value=text)
                self._report.leave("events", event)
                return
        yield event


def _pair(pair: object) -> tuple[dt.date, dict[str, str] | None]:
    if not isinstance(pair, dict):
        raise CellError("not-a-record", value=pair)
    request, reply = pair.get("request"), pair.get("reply")
    if not isinstance(request, dict) or not isinstance(reply, dict):
        raise CellError("not-a-record", value=pair)
    asked = request.get("tglSekarang")
    if not isinstance(asked, str):
        raise CellError("missing-value", "tglSekarang")
    try:
        day = date_value(asked)
    except CellError:
        raise CellError("bad-date", "tglSekarang", value=asked) from None
    state = reply.get("response")
    if state == NO_DAY:
        return day, None
    if state != "Success":
        raise CellError("reply-error", "response", value=state)
    texts = {key: str(value).strip() for key, value in reply.items()}
    if not is_text(texts.values()):
        raise CellError("broken-character", "reply")
    return day, texts
