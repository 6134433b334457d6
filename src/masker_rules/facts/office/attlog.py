"""`*_attlog.dat`: the log that a fingerprint machine writes to a USB stick.

A line holds PIN, time, device, status, verified, workcode (dialect `usb`); a push body holds PIN,
time, status, verify, workcode (dialect `adms`). Only some logs can be told apart by looking: of
the others the dialect is asked for. Separators met: tab, comma, runs of blanks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from masker_rules.errors import FactsError, Place, Problems, RequestError
from masker_rules.facts.cells import stamp_value
from masker_rules.facts.findings import CellError, shown
from masker_rules.facts.office.common import Imported, Report, quoted, read_office
from masker_rules.facts.office.json_text import ExtraLinesError, read_json
from masker_rules.facts.office.looks import office_text, refuse_header, refuse_json
from masker_rules.facts.office.masker_doubts import is_repeat
from masker_rules.facts.office.pins import PinMap
from masker_rules.facts.stamps import Stamp
from masker_rules.facts.vocabulary import nearest

__all__ = ["DIALECTS", "import_attlog", "is_record"]

# Position of device and status after PIN and time; -1: the line does not name the device.
DIALECTS = {"usb": (2, 3), "adms": (-1, 2)}
_FIELDS = range(4, 12)
_KINDS = {"0": "in", "1": "out", "2": "break_out", "3": "break_in"}
_OVERTIME = {"4", "5"}
# What the column of the status can hold; another value there names a machine.
_STATUSES = {*_KINDS, *_OVERTIME, "255"}
# A record has at most 11 short fields: a longer line is none, and is not cut into pieces.
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class _Tap:
    pin: str
    time: Stamp
    device: str
    status: str
    place: Place


def import_attlog(files: list[Path], map_file: Path | None, dialect: str = "") -> Imported:
    """Punches of machine logs.

    Rules: the same log exported twice counts once (device, PIN, second); a PIN is looked up with
    its date and its leading zeros; a status key that nobody uses (always 0) decides nothing.

    Raises:
        RequestError: no such dialect [unknown-import].
        FactsError: no PIN can be told to anybody [map-needed], a file cannot be read or is no log
            (codes `office-…`), or its dialect must be named [dialect-needed].
    """
    if dialect and dialect not in DIALECTS:
        near, known = nearest(dialect, DIALECTS) or "-", ", ".join(DIALECTS)
        raise RequestError.of("unknown-import", kind=dialect, nearest=near, known=known)
    report = Report("punches")
    pins = PinMap.read(map_file, report)
    torn: list[list[str]] = []
    taps = _once(_all_taps(files, dialect, report, torn), report)
    unused = _unused_devices(taps)
    for device, tap in sorted(unused.items()):
        report.remark(tap.place, "status-unused", column="kind", value=device)
    _doubt_repeats(taps, report)
    punches = [row for tap in taps if (row := _punch(tap, pins, unused, report))]
    if taps and not punches and not len(pins):
        raise FactsError.of("map-needed", taps[0].place)
    for pin, time, *_ in torn:
        if nip := pins.only_holder(pin):
            report.leave("punches", {"nip": nip, "time": time, "origin": "machine"})
    return Imported(
        {"punches": punches}, report.set_aside, report.remarks, report.counts(), report.unread
    )


def _all_taps(
    files: list[Path], dialect: str, report: Report, torn: list[list[str]]
) -> list[_Tap]:
    """The taps of all files; what is wrong with any of them is told at once.

    Records without a time that can be read are added to `torn`.
    """
    taps, problems = [], Problems()
    for path in files:
        try:
            taps += _taps(path, dialect, report, torn)
        except FactsError as bad:
            problems.extend(bad.problems)
    problems.raise_if_any(FactsError)
    return taps


def _taps(path: Path, dialect: str, report: Report, torn: list[list[str]]) -> list[_Tap]:
    data = read_office(path, "attlog")
    text = office_text(data, path, "attlog")
    first = text.lstrip("\ufeff\0 \n")[:1]
    if first and first in "{[":
        refuse_json(_first_value(text, path.name), path, "attlog")
    lines = [(number, raw) for number, raw in enumerate(text.split("\n"), 1) if raw.strip()]
    if len(lines[0][1]) <= _LONGEST:
        refuse_header(lines[0][1], path, "attlog")
    fields = list(_records(path.name, lines, report, torn))
    report.saw(path.name, len(lines))
    if not fields:
        if "\0" in text:
            raise FactsError.of("office-nul", Place(path.name), position=text.index("\0"))
        raise FactsError.of(
            "office-no-record", Place(path.name, lines[0][0]), kind="attlog", lines=len(lines),
            first=shown(lines[0][1].strip()),
        )  # fmt: skip
    device_at, status_at = DIALECTS[dialect or _dialect(path, lines, fields)]
    serial = _serial(path.name)
    return [
        _Tap(cells[0], time, serial or (cells[device_at] if device_at >= 0 else ""),
             cells[status_at], Place(path.name, line))
        for line, time, cells in fields
    ]  # fmt: skip


def _first_value(text: str, file: str) -> object:
    try:
        return read_json(text, file, lines=True)
    except ExtraLinesError:
        return read_json(text.strip().partition("\n")[0], file)


def _records(
    file: str, lines: list[tuple[int, str]], report: Report, torn: list[list[str]]
) -> Iterator[tuple[int, Stamp, list[str]]]:
    for number, raw in lines:
        try:
            yield number, *_record(raw)
        except CellError as bad:
            torn += [[str(cell) for cell in bad.cells]] if bad.cells else []
            value = bad.params.pop("value", raw.strip())
            report.aside(
                Place(file, number), bad.code, column=bad.column, value=value, params=bad.params
            )


def _dialect(
    path: Path, lines: list[tuple[int, str]], fields: list[tuple[int, Stamp, list[str]]]
) -> str:
    """The dialect of a log where its content or the name that the machine gives is certain.

    Raises:
        FactsError: it is not [dialect-needed].
    """
    thirds = {cells[2] for _, _, cells in fields}
    is_padded = any(raw[0] == " " and "\t" in raw for _, raw in lines)
    if is_padded or not thirds <= _STATUSES or (_serial(path.name) and len(thirds) == 1):
        return "usb"
    raise FactsError.of(
        "dialect-needed", Place(path.name, fields[0][0]), path=quoted(path), options="--out pack"
    )


def _serial(name: str) -> str:
    """`AF4C211360651` of `AF4C211360651_attlog.dat`."""
    head, mark, _ = name.casefold().rpartition("_attlog")
    return name[: len(head)].strip() if mark else ""


def _record(raw: str) -> tuple[Stamp, list[str]]:
    """Time and fields of a line."""
    fields = _fields(raw) if len(raw) <= _LONGEST and "\0" not in raw else []
    if len(fields) not in _FIELDS or not all(_is_number(fields[at]) for at in (0, 3)):
        raise CellError("not-a-record")
    time = _time(fields)
    return time, fields


def _time(fields: list[str]) -> Stamp:
    """The time of a record; an error holds its fields."""
    try:
        found = stamp_value(fields[1])
    except CellError as bad:
        wrong = bad
    else:
        if isinstance(found, Stamp):
            return found
        wrong = CellError("bad-time", "time", value=fields[1])
    wrong.cells = fields
    raise wrong


def is_record(raw: str) -> bool:
    """Whether a line is one of a machine's log."""
    try:
        _record(raw)
    except CellError:
        return False
    return True


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


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


def _doubt_repeats(taps: list[_Tap], report: Report) -> None:
    """PackRemark on taps of one status, of one PIN, seconds apart: all are kept."""
    last: dict[tuple[str, str], _Tap] = {}
    for tap in sorted(taps, key=lambda tap: (tap.time.day, tap.time.second)):
        before = last.get((tap.pin, tap.status))
        if before and is_repeat(before.time, tap.time):
            report.remark(
                tap.place, "tap-again", column="time", value=tap.pin,
                params={"first": str(before.place)}
            )  # fmt: skip
        last[tap.pin, tap.status] = tap


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
        **report.doubts_of(tap.place),
    }
