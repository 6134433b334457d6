"""`*_attlog.dat`: the log that a fingerprint machine writes to a USB stick.

A line holds PIN, time, device, status, verified, workcode (dialect `usb`); a push body holds PIN,
time, status, verify, workcode (dialect `adms`). The two cannot be told apart by looking, so the
dialect is an argument. Separators met: tab, comma, runs of blanks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from masker_rules.errors import FactsError, Place, RequestError
from masker_rules.facts.cells import stamp_value
from masker_rules.facts.findings import CellError
from masker_rules.facts.office.common import Imported, Report, read_office
from masker_rules.facts.office.pins import PinMap
from masker_rules.facts.stamps import Stamp
from masker_rules.facts.vocabulary import nearest

__all__ = ["DIALECTS", "import_attlog"]

# Position of device and status after PIN and time; -1: the line does not name the device.
DIALECTS = {"usb": (2, 3), "adms": (-1, 2)}
_FIELDS = range(4, 12)
_KINDS = {"0": "in", "1": "out", "2": "break_out", "3": "break_in"}
_OVERTIME = {"4", "5"}


@dataclass(frozen=True, slots=True)
class _Tap:
    pin: str
    time: Stamp
    device: str
    status: str
    place: Place


def import_attlog(files: list[Path], map_file: Path | None, dialect: str = "usb") -> Imported:
    """Punches of machine logs.

    Rules: the same log exported twice counts once (device, PIN, second); a PIN is looked up with
    its date and its leading zeros; a status key that nobody uses (always 0) decides nothing.

    Raises:
        RequestError: no such dialect [unknown-import].
        FactsError: no PIN can be told to anybody [map-needed], or a file cannot be read.
    """
    if dialect not in DIALECTS:
        near, known = nearest(dialect, DIALECTS) or "-", ", ".join(DIALECTS)
        raise RequestError.of("unknown-import", kind=dialect, nearest=near, known=known)
    report = Report("punches")
    pins = PinMap.read(map_file, report)
    taps = [tap for path in files for tap in _taps(path, dialect, report)]
    taps = _once(taps, report)
    unused = _unused_devices(taps)
    for device, tap in sorted(unused.items()):
        report.remark(tap.place, "status-unused", column="kind", value=device)
    punches = [row for tap in taps if (row := _punch(tap, pins, unused, report))]
    if taps and not punches and not len(pins):
        raise FactsError.of("map-needed", taps[0].place)
    return Imported({"punches": punches}, report.set_aside, report.remarks)


def _taps(path: Path, dialect: str, report: Report) -> Iterator[_Tap]:
    text = read_office(path, "attlog").decode("utf-8-sig", "replace")
    serial = _serial(path.name)
    for number, raw in enumerate(text.splitlines(), 1):
        if raw.strip():
            try:
                yield _tap(raw, dialect, serial, path.name, number)
            except CellError as bad:
                value = bad.params.pop("value", raw.strip())
                report.aside(
                    Place(path.name, number),
                    bad.code,
                    column=bad.column,
                    value=value,
                    params=bad.params,
                )


def _serial(name: str) -> str:
    """`AF4C211360651` of `AF4C211360651_attlog.dat`."""
    head, mark, _ = name.casefold().rpartition("_attlog")
    return name[: len(head)].strip() if mark else ""


def _tap(raw: str, dialect: str, serial: str, file: str, line: int) -> _Tap:
    fields = _fields(raw)
    if len(fields) not in _FIELDS or not (fields[0].isascii() and fields[0].isdigit()):
        raise CellError("not-a-record")
    time = stamp_value(fields[1])
    if not isinstance(time, Stamp):
        raise CellError("bad-time", "time", value=fields[1])
    device_at, status_at = DIALECTS[dialect]
    device = serial or (fields[device_at] if device_at >= 0 else "")
    return _Tap(fields[0], time, device, fields[status_at], Place(file, line))


def _fields(raw: str) -> list[str]:
    mark = next((mark for mark in "\t," if mark in raw), None)
    if mark:
        return [cell.strip() for cell in raw.split(mark)]
    # Cut by blanks, date and clock are two pieces of one field.
    pieces = raw.split()
    return [*pieces[:1], " ".join(pieces[1:3]), *pieces[3:]]


def _once(taps: list[_Tap], report: Report) -> list[_Tap]:
    seen: dict[tuple[str, str, Stamp], _Tap] = {}
    for tap in taps:
        first = seen.setdefault((tap.device, tap.pin, tap.time), tap)
        if first is not tap:
            report.aside(tap.place, "duplicate-row", value=tap.pin)
    return list(seen.values())


def _unused_devices(taps: list[_Tap]) -> dict[str, _Tap]:
    """Devices whose status is always 0 though somebody tapped twice on a day."""
    statuses: dict[str, set[str]] = {}
    days: dict[str, set[tuple[str, object]]] = {}
    repeated: dict[str, _Tap] = {}
    for tap in taps:
        statuses.setdefault(tap.device, set()).add(tap.status)
        day = (tap.pin, tap.time.day)
        if day in days.setdefault(tap.device, set()):
            repeated.setdefault(tap.device, tap)
        days[tap.device].add(day)
    return {device: tap for device, tap in repeated.items() if statuses[device] == {"0"}}


def _punch(
    tap: _Tap, pins: PinMap, unused: dict[str, _Tap], report: Report
) -> dict[str, str] | None:
    try:
        nip = pins.holder(tap.pin, tap.time.day)
    except CellError as bad:
        report.aside(tap.place, bad.code, column="nip", value=tap.pin, params=bad.params)
        return None
    kind = "" if tap.device in unused else _KINDS.get(tap.status, "")
    if tap.status not in _KINDS:
        code = "status-overtime" if tap.status in _OVERTIME else "status-unknown"
        report.remark(tap.place, code, column="kind", value=tap.status, nip=nip)
    return {
        "nip": nip,
        "time": str(tap.time),
        "kind": kind,
        "device": tap.device,
        "origin": "machine",
        "ref": str(tap.place),
    }
