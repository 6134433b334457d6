"""The office files of the example, as the systems of an office write them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from banggai_month import (
    FREE,
    HOURS,
    MONDAYS,
    MONTH,
    SHIFTS,
    Day,
    clock,
    days_of,
    draw,
    is_ramadan,
    roster,
    second,
)
from banggai_people import BADAN, DINAS, MACHINES, PEOPLE, PLACES, PUSKESMAS, SEKOLAH, Person

__all__ = ["write_raw"]

DAY_NAMES = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
JENIS = {"in": "Masuk Kerja", "out": "Pulang Kerja", "apel": "Apel"}
NIPS = {person.name.split()[1]: person.nip for person in PEOPLE}

#: Where somebody moved to: day, unit, amount there.
MOVES = {NIPS["Sengon"]: (date(2026, 3, 16), BADAN, 4900850)}
#: The server of one office did not answer.
OUTAGE = (BADAN, date(2026, 3, 12), "06:00:00", "10:00:00")
#: Single rows of the app that look different, by person, day and kind.
AWAY_FROM_OFFICE = {("Eboni", 11, "in")}
LOST_POINT = {("Cemara", 16, "in")}
BY_OPERATOR = {("Gambir", 16, "in")}
SENT_TWICE = {("Zaitun", 5, "in")}
REDONE = {("Mahoni", 11, "in")}

#: Letters that the personnel office holds; the app says `Cuti` and not which.
LETTERS = """\
Flamboyan,cuti_tahunan,2026-03-09,2026-03-11,,,,800/011/2026,true
Akasia,cuti_besar,2026-02-02,2026-05-01,,,,800/004/2026,true
Beringin,cuti_melahirkan,2026-03-16,2026-06-13,,,2,800/015/2026,true
Lontar,cuti_alasan_penting,2026-03-12,2026-03-12,pm,keluarga_sakit,,800/012/2026,true
Lontar,izin,2026-03-26,2026-03-26,am,,,800/019/2026,true
Widuri,cuti_alasan_penting,2026-03-06,2026-03-04,,menikah,,800/009/2026,true
"""


def write_raw(home: Path) -> None:
    """Write every raw file below `home`, replacing those of an earlier run."""
    home.mkdir(parents=True, exist_ok=True)
    for old in home.iterdir():
        old.unlink()
    for name, text in _files():
        (home / name).write_bytes(text.encode())


def _files() -> Iterator[tuple[str, str]]:
    yield "getHariKerja.jsonl", "".join(_work_days())
    numbers = iter(range(90_001, 99_999))
    for person in PEOPLE:
        if person.unit not in MACHINES:
            yield f"getRiwayat_{person.nip}.json", _history(person, numbers)
    for unit, machine in MACHINES.items():
        yield f"{machine}_attlog.dat", _machine_log(unit, machine)
    yield "pins.csv", _csv(("pin", "nip", "valid_from", "valid_until"), _pins())
    yield "employees.csv", _employees()
    for name, (columns, rows) in _kept_tables().items():
        yield f"{name}.csv", _csv(columns, rows)


def _csv(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue()


# ------------------------------------------------------------------ the app
def _day_id(day: date) -> str:
    return str(700 + day.day)


def _is_office_day(day: date) -> bool:
    return day.isoweekday() < 6 and day not in FREE


def _work_days() -> Iterator[str]:
    for day in MONTH:
        reply: dict[str, str] = {"response": "Tanggal tidak tersedia"}
        if _is_office_day(day):
            start, end = HOURS["office"][is_ramadan(day)][day.isoweekday()]
            apel = day.day in MONDAYS
            begin = second(start) - 900
            reply = {
                "id_hari": _day_id(day), "hari": DAY_NAMES[day.weekday()],
                "masuk_kerja": "06:00:00", "pulang_kerja": f"{end}:00",
                "masuk_apel": clock(begin if apel else 0),
                "pulang_apel": clock(begin + 1800 if apel else 0),
                "keterangan": "Absensi Harian & Apel" if apel else "Absensi Harian",
                "response": "Success",
            }  # fmt: skip
        request = {"tglSekarang": day.isoformat()}
        yield json.dumps({"request": request, "reply": reply}) + "\n"


def _history(person: Person, numbers: Iterator[int]) -> str:
    rows = [row for day in days_of(person) for row in _rows(person, day, numbers)]
    lines = ",\n ".join(json.dumps(row) for row in rows)
    return f'{{"response":"Success","list_absen":[\n {lines}]}}\n'


def _rows(person: Person, day: Day, numbers: Iterator[int]) -> Iterator[dict[str, str]]:
    name = person.name.split()[1]
    for kind, at, status in sorted(day.taps, key=lambda tap: tap[1]):
        if kind == "in" and _is_down(person, day.date, at):
            continue
        key = (name, day.date.day, kind)
        number = next(numbers)
        row = _row(person, day.date, JENIS[kind], f"{day.date} {clock(at)}", status, number)
        row |= _location(person, key)
        if key in REDONE:
            yield {**row, "status": "2", "date_created": f"{day.date} {clock(at - 240)}"}
        yield row
        if key in SENT_TWICE:
            yield {**row, "id_absensi": str(next(numbers))}
    for word, status in day.rows:
        filed = f"{day.date} {clock(9 * 3600 + draw(person.nip, day.date, 'filed') % 14_400)}"
        row = _row(person, day.date, word, filed, status, next(numbers))
        yield {**row, "img": f"https://example.invalid/icon_{word.lower()}.png", **NOWHERE}


NOWHERE = {"latitude": "0", "longitude": "0"}


def _row(
    person: Person, day: date, jenis: str, filed: str, status: str, number: int
) -> dict[str, str]:
    return {
        "id_absensi": str(number), "nip": person.nip, "id_hari": _day_id(day),
        "img": f"https://example.invalid/{number}.jpg", **NOWHERE, "jenis": jenis,
        "status": status, "date_created": filed,
    }  # fmt: skip


def _unit(person: Person, day: date) -> str:
    move = MOVES.get(person.nip)
    return move[1] if move and day >= move[0] else person.unit


def _is_down(person: Person, day: date, at: int) -> bool:
    unit, when, begin, end = OUTAGE
    return (unit, when) == (_unit(person, day), day) and second(begin) <= at < second(end)


def _location(person: Person, key: tuple[str, int, str]) -> dict[str, str]:
    if key in BY_OPERATOR:
        return NOWHERE
    lat, lon = PLACES[_unit(person, MONTH[key[1] - 1])]
    lat += draw(*key, "lat") % 6000 - 3000 + (180_000 if key in AWAY_FROM_OFFICE else 0)
    lon += draw(*key, "lon") % 6000 - 3000
    places = {"latitude": _degrees(lat), "longitude": _degrees(lon)}
    if key in LOST_POINT:
        return {name: text.replace("-", "").replace(".", "") for name, text in places.items()}
    return places


def _degrees(value: int) -> str:
    """Ten-millionths of a degree as a decimal text."""
    whole, rest = divmod(abs(value), 10_000_000)
    return f"{'-' if value < 0 else ''}{whole}.{rest:07d}"


# ------------------------------------------------------------------ the machines
def _staff(unit: str) -> list[Person]:
    return [person for person in PEOPLE if person.unit == unit]


def _pin(person: Person) -> str:
    return str(MACHINES[person.unit] * 1000 + int(person.nip[-3:]))


def _pins() -> Iterator[tuple[str, ...]]:
    for unit in MACHINES:
        for person in _staff(unit):
            yield _pin(person), person.nip, "2024-01-01", ""


def _machine_log(unit: str, machine: int) -> str:
    """PIN, time, machine, status, verified, workcode; the school's keys are never pressed."""
    taps: list[tuple[str, str, int]] = []
    for person in _staff(unit):
        for day in days_of(person):
            for kind, at, _ in day.taps:
                later, clocked = divmod(at, 86_400)
                stamp = f"{day.date + timedelta(later)} {clock(clocked)}"
                taps.append((stamp, _pin(person), int(kind == "out" and unit == PUSKESMAS)))
    # A technician's card, and a finger that was read twice.
    taps.append((f"{MONTH[9]} 10:04:11", f"{machine}999", 0))
    first = min(tap for tap in taps if tap[0].startswith(str(MONTH[2])))
    taps.append(first)
    taps.sort()
    return "".join(
        f"{pin:>9}\t{stamp}\t{machine}\t{status}\t1\t0\r\n" for stamp, pin, status in taps
    )


# ------------------------------------------------------------------ the personnel office
def _employees() -> str:
    """As a spreadsheet program saves it: a BOM, CR LF, NIPs with blanks or a quote mark."""
    columns = (
        "No", "NIP", "Name", "Category", "Grade", "Job class", "Position", "Staff group", "Unit",
        "Schedule", "Service start", "Service end", "Valid from", "Keterangan",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for person in PEOPLE:
        rows.append((len(rows) + 1, *_employee(person, person.unit), "", ""))
        if person.nip in MOVES:
            day, unit, _ = MOVES[person.nip]
            rows.append((len(rows) + 1, *_employee(person, unit), day, "mutasi"))
    return "\ufeff" + _csv(columns, rows).replace("\n", "\r\n")


def _employee(person: Person, unit: str) -> tuple[object, ...]:
    nip = person.nip
    printed = f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"
    group = {PUSKESMAS: "health", SEKOLAH: "teacher"}.get(unit, "")
    return (
        printed if int(nip[-1]) % 3 else f"'{nip}", person.name, person.category, person.grade,
        person.job_class, person.position, group, unit, "sekolah" if unit == SEKOLAH else "",
        person.service_start, person.service_end,
    )  # fmt: skip


Table = tuple[tuple[str, ...], list[tuple[object, ...]]]


def _kept_tables() -> dict[str, Table]:
    """Tables that no system exports and somebody keeps by hand."""
    unit, day, begin, end = OUTAGE
    oleander = NIPS["Oleander"]
    return {
        "absences": (
            ("nip", "code", "from", "until", "part", "reason", "child_number", "document",
             "approved"),
            [
                (NIPS[name], *rest)
                for name, *rest in (line.split(",") for line in LETTERS.splitlines())
            ],
        ),
        "amounts": (("component", "amount", "nip", "unit"), list(_amounts())),
        "away": (
            ("nip", "from", "until", "permitted", "reason"),
            [
                (oleander, "2026-03-10 10:00", "2026-03-10 11:00", "true", "rapat di luar kantor"),
                (oleander, "2026-03-10 13:00", "2026-03-10 13:40", "false", ""),
                (oleander, "2026-03-25 09:00", "2026-03-25 09:30", "", ""),
            ],
        ),
        "calendar": (
            ("date", "kind", "name", "unit", "decree"),
            [
                (f"2026-03-{number:02d}", "workday", "Hari sekolah", SEKOLAH, "Kalender sekolah")
                for number in (7, 14, 28)
            ],
        ),
        "outages": (
            ("from", "until", "unit", "decided_by"),
            [(f"{day} {begin}", f"{day} {end}", unit, "Berita acara gangguan contoh")],
        ),
        "rosters": (("nip", "date", "start", "end", "off"), list(_rosters())),
        "schedules": (("schedule", "weekday", "start", "end", "season"), list(_schedules())),
        "scores": (
            ("period", "measure", "value", "nip"),
            [("2026-03", "capaian", p.capaian, p.nip) for p in PEOPLE if p.category != "NON_ASN"],
        ),
        "sites": (
            ("unit", "name", "lat", "lon", "radius_m"),
            [
                (unit, f"Kantor {unit}", _degrees(lat), _degrees(lon), 100)
                for unit, (lat, lon) in PLACES.items()
            ],
        ),
    }  # fmt: skip


def _amounts() -> Iterator[tuple[object, ...]]:
    for person in PEOPLE:
        if person.nip in MOVES:
            _, unit, amount = MOVES[person.nip]
            yield "tpp", person.tpp, person.nip, DINAS
            yield "tpp", amount, person.nip, unit
        elif person.tpp:
            yield "tpp", person.tpp, person.nip, ""


def _rosters() -> Iterator[tuple[object, ...]]:
    for person in _staff(PUSKESMAS):
        for day, shift in roster(person):
            times = SHIFTS.get(shift)
            yield (person.nip, day, *(times or ("", "")), "" if times else "true")


def _schedules() -> Iterator[tuple[object, ...]]:
    for season, ramadan in (("ramadan", True), ("normal", False)):
        for weekday, (start, end) in sorted(HOURS["sekolah"][ramadan].items()):
            yield "sekolah", weekday, start, end, season
