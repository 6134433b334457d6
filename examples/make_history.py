"""Make a history to try drafts on: 24 months of 1,000 invented people, as one pack.

    python examples/make_history.py FOLDER [--people 1000] [--months 24] [--first 2024-01]

The same bytes come out at every run and on every Python. There are offices near and far, schools
with hours of their own, health centres that work by a roster; rainy seasons and Ramadan, leave of
several kinds, duty, transfers, promotions, people who come and who go. Every person, number and
place is invented.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import blake2b
from pathlib import Path

from masker_rules.calendars import Calendar
from masker_rules.periods import Month

Row = dict[str, object]

#: Kind of hours, name, latitude and longitude in degrees, how hard it is to reach (of 100).
UNITS = (
    ("office", "Sekretariat Contoh", "-1.3077", "123.2900", 0),
    ("office", "Badan Kepegawaian Contoh", "-1.3102", "123.2931", 0),
    ("office", "Dinas Pekerjaan Umum Contoh", "-1.3140", "123.2952", 2),
    ("office", "Dinas Pendidikan Contoh", "-1.3159", "123.2967", 2),
    ("office", "Kecamatan Pesisir Contoh", "-1.4200", "123.3500", 10),
    ("office", "Kecamatan Pulau Contoh", "-1.7800", "123.6000", 25),
    ("health", "Puskesmas Kota Contoh", "-1.3120", "123.2874", 2),
    ("health", "Puskesmas Pulau Contoh", "-1.7900", "123.6100", 25),
    ("teacher", "SMP Kota Contoh", "-1.3090", "123.2890", 2),
    ("teacher", "SMP Pesisir Contoh", "-1.4210", "123.3510", 12),
    ("teacher", "SD Pulau Contoh", "-1.7700", "123.5900", 28),
)
#: How many of 100 people belong to each unit.
SHARES = (14, 8, 14, 10, 9, 8, 8, 6, 9, 7, 7)
#: Kind of hours -> Ramadan or not -> ISO weekday -> in and out, in minutes of the day.
HOURS = {
    "office": {
        False: dict.fromkeys(range(1, 5), (450, 960)) | {5: (450, 990)},
        True: dict.fromkeys(range(1, 5), (480, 900)) | {5: (480, 930)},
    },
    "teacher": {
        False: dict.fromkeys(range(1, 5), (420, 840)) | {5: (420, 660), 6: (420, 780)},
        True: dict.fromkeys(range(1, 5), (450, 780)) | {5: (450, 660), 6: (450, 720)},
    },
}
SCHOOL = "sekolah"
#: Morning, afternoon, night; the night ends on the next day.
SHIFTS = {"P": (420, 840), "S": (840, 1260), "M": (1260, 1860)}
CYCLE = ("P", "P", "S", "S", "M", "", "")
#: TPP by job class, in rupiah.
AMOUNTS = {5: 1_650_000, 6: 1_900_000, 7: 2_250_000, 8: 2_800_000, 9: 3_500_000, 11: 5_200_000,
           13: 9_000_000}  # fmt: skip
GRADES = {5: "II/b", 6: "II/d", 7: "III/a", 8: "III/c", 9: "III/d", 11: "IV/a", 13: "IV/c"}
#: Of 100 people how many begin in which job class.
CLASSES = (5,) * 14 + (6,) * 18 + (7,) * 28 + (8,) * 18 + (9,) * 14 + (11,) * 6 + (13,) * 2
#: Months of rain, in which roads and boats are late.
RAIN = frozenset({11, 12, 1, 2})
#: Code, days, and how many of 10,000 people-days begin one.
LEAVE = (
    ("cuti_tahunan", 4, 30), ("cuti_sakit", 3, 12), ("cuti_alasan_penting", 2, 6),
    ("cuti_melahirkan", 60, 1), ("dinas_luar", 3, 28), ("diklat", 5, 4), ("izin", 1, 12),
    ("sakit", 1, 14),
)  # fmt: skip
PUNCHES = ("nip", "time", "kind")


def draw(*key: object) -> int:
    """A number of 64 bits that depends on nothing but `key`."""
    text = "|".join(map(str, key)).encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, with the traits that decide how often what happens.

    Attributes:
        number: From 0.
        careless: Of 1,000 days on how many something is late or early.
        moved: The day of a transfer to `new_unit`, and of a promotion; None of neither.
    """

    number: int
    nip: str
    unit: int
    job_class: int
    careless: int
    begins: date | None
    ends: date | None
    moved: date | None
    new_unit: int
    promoted: date | None

    def unit_on(self, day: date) -> int:
        """Where the person works on a day."""
        return self.new_unit if self.moved is not None and day >= self.moved else self.unit

    def serves(self, day: date) -> bool:
        """Whether the person is in service."""
        after = self.begins is None or day >= self.begins
        return after and (self.ends is None or day <= self.ends)


def main() -> None:
    """Write the pack."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--first", default="2024-01")
    asked = parser.parse_args()
    first = Month.parse(asked.first)
    write_history(asked.folder, asked.people, [first.plus(n) for n in range(asked.months)])


def write_history(folder: Path, people: int, months: list[Month]) -> None:
    """The pack of a history.

    Args:
        folder: Where it goes; made where it is not.
        people: How many, at most 90,000.
        months: In order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    everybody = [_person(number, months) for number in range(people)]
    leave = {person.nip: list(_leave(person, months)) for person in everybody}
    _write(folder, "employees", (row for one in everybody for row in _employees(one)))
    _write(folder, "amounts", _amounts())
    _write(folder, "sites", _sites())
    _write(folder, "schedules", _schedules())
    _write(folder, "scores", (row for one in everybody for row in _scores(one, months)))
    _write(folder, "rosters", (row for one in everybody for row in _rosters(one, months)))
    _write(folder, "absences", (row for rows in leave.values() for row in rows))
    with (folder / "punches.csv").open("w", encoding="utf-8", newline="") as stream:
        stream.write(",".join(PUNCHES) + "\n")
        for one in everybody:
            stream.writelines(_punches(one, months, _away_days(leave[one.nip])))


def _write(folder: Path, table: str, rows: Iterator[Row]) -> None:
    listed = list(rows)
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(listed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)


# ------------------------------------------------------------------ people
def _person(number: int, months: list[Month]) -> Person:
    def chance(what: str, of: int) -> bool:
        return draw(number, what) % of == 0

    days = (months[-1].last - months[0].first).days + 1

    def some_day(what: str) -> date:
        return months[0].first + timedelta(draw(number, what, "day") % days)

    born = date(1966, 1, 1) + timedelta(draw(number, "born") % 12_000)
    nip = f"{born:%Y%m%d}{2000 + number % 20}01{1 + number % 2}{number // 20 % 900 + 100:03d}"
    unit = _unit(draw(number, "unit") % 100)
    same = [n for n, one in enumerate(UNITS) if one[0] == UNITS[unit][0] and n != unit]
    begins = some_day("begins") if chance("new", 25) else None
    ends = some_day("ends") if chance("leaves", 40) and begins is None else None
    return Person(
        number=number,
        nip=nip,
        unit=unit,
        job_class=CLASSES[draw(number, "class") % 100],
        careless=(15, 30, 45, 70, 120, 260)[draw(number, "careless") % 6],
        begins=begins,
        ends=ends,
        moved=some_day("moved") if chance("transfer", 12) else None,
        new_unit=same[draw(number, "to") % len(same)],
        promoted=some_day("promoted") if chance("promotion", 10) else None,
    )


def _unit(share: int) -> int:
    for number, part in enumerate(SHARES):
        share -= part
        if share < 0:
            return number
    raise AssertionError(share)


def _employees(person: Person) -> Iterator[Row]:
    changes = sorted({day for day in (person.moved, person.promoted) if day is not None})
    for valid_from in (None, *changes):
        day = valid_from or date.min
        kind, name, *_ = UNITS[person.unit_on(day)]
        is_promoted = person.promoted is not None and day >= person.promoted
        job_class = _next(person.job_class) if is_promoted else person.job_class
        yield {
            "nip": person.nip,
            "name": f"Pegawai Contoh {person.number + 1}",
            "category": "PPPK" if person.number % 9 == 4 else "PNS",
            "grade": "IX" if person.number % 9 == 4 else GRADES[job_class],
            "job_class": job_class,
            "position_kind": ("struktural" if job_class > 9 else
                              "fungsional" if kind != "office" else "pelaksana"),
            "staff_group": kind,
            "unit": name,
            "schedule": SCHOOL if kind == "teacher" else "",
            "service_start": person.begins or "",
            "service_end": person.ends or "",
            "valid_from": valid_from or "",
        }  # fmt: skip


def _next(job_class: int) -> int:
    return next((known for known in AMOUNTS if known > job_class), job_class)


def _amounts() -> Iterator[Row]:
    for job_class, amount in AMOUNTS.items():
        yield {"component": "tpp", "amount": amount, "job_class": job_class}


def _sites() -> Iterator[Row]:
    for _, name, lat, lon, _ in UNITS:
        yield {"unit": name, "name": name, "lat": lat, "lon": lon, "radius_m": 150}


def _schedules() -> Iterator[Row]:
    for is_ramadan, week in HOURS["teacher"].items():
        for weekday, (start, end) in week.items():
            yield {
                "schedule": SCHOOL,
                "weekday": weekday,
                "start": _clock(start),
                "end": _clock(end),
                "season": "ramadan" if is_ramadan else "normal",
            }


def _scores(person: Person, months: list[Month]) -> Iterator[Row]:
    for month in months:
        if not any(map(person.serves, month.dates())):
            continue
        if draw(person.number, month, "late report") % 400 == 0:
            continue  # nobody delivered it: that month is incomplete
        done = 100 - draw(person.number, month, "done") % 100 // 40 * (person.careless // 15)
        yield {"period": month, "measure": "capaian", "value": f"{done}%", "nip": person.nip}


# ------------------------------------------------------------------ days
@cache
def _calendar(year: int) -> Calendar:
    return Calendar.for_years((year,))


@cache
def _hours_on(kind: str, day: date) -> tuple[int, int] | None:
    """In and out of the people with fixed hours; None on a free day."""
    calendar = _calendar(day.year)
    kinds = calendar.kinds(day)
    if kinds.holiday or kinds.joint_leave:
        return None
    return HOURS[kind][calendar.is_ramadan(day)].get(day.isoweekday())


def _shift_on(person: Person, day: date) -> str:
    return CYCLE[(day.toordinal() + person.number) % len(CYCLE)]


def _rosters(person: Person, months: list[Month]) -> Iterator[Row]:
    for day in _days(person, months):
        if UNITS[person.unit_on(day)][0] == "health":
            shift = _shift_on(person, day)
            start, end = SHIFTS.get(shift, (0, 0))
            yield {
                "nip": person.nip,
                "date": day,
                "start": _clock(start) if shift else "",
                "end": _clock(end) if shift else "",
                "off": "" if shift else "true",
            }


def _due(person: Person, day: date) -> tuple[int, int] | None:
    kind = UNITS[person.unit_on(day)][0]
    if kind == "health":
        return SHIFTS.get(_shift_on(person, day))
    return _hours_on(kind, day)


def _days(person: Person, months: list[Month]) -> Iterator[date]:
    for month in months:
        yield from (day for day in month.dates() if person.serves(day))


def _leave(person: Person, months: list[Month]) -> Iterator[Row]:
    until = date.min
    for day in _days(person, months):
        if day <= until:
            continue
        dice = draw(person.number, day, "leave") % 10_000
        for code, length, chance in LEAVE:
            # Annual leave is taken before feasts and in the holidays of schools.
            often = 3 if code == "cuti_tahunan" and day.month in {6, 7, 12} else 1
            dice -= chance * often
            if dice < 0:
                if code != "cuti_melahirkan" or person.nip[14] == "2":
                    until = day + timedelta(draw(person.number, day, "length") % length)
                    yield {"nip": person.nip, "code": code, "from": day, "until": until,
                           "approved": "true"}  # fmt: skip
                break


def _away_days(rows: list[Row]) -> set[date]:
    found: set[date] = set()
    for row in rows:
        begin, end = row["from"], row["until"]
        assert isinstance(begin, date)
        assert isinstance(end, date)
        found |= {begin + timedelta(n) for n in range((end - begin).days + 1)}
    return found


def _punches(person: Person, months: list[Month], away: set[date]) -> Iterator[str]:
    for day in _days(person, months):
        due = None if day in away else _due(person, day)
        if due is None:
            continue
        dice = draw(person.number, day)
        hard = UNITS[person.unit_on(day)][4] * (3 if day.month in RAIN else 1)
        often = person.careless + hard + (25 if _calendar(day.year).is_ramadan(day) else 0)
        if dice % 1000 < often // 12:
            continue  # absent without notice
        for number, (kind, moment) in enumerate(zip(("in", "out"), due, strict=True)):
            own = dice >> (20 + 20 * number)
            if own % 1000 < often // 15:
                continue  # not punched
            slack = 1 + own % 25
            is_late = own // 1000 % 1000 < often
            if is_late:
                slack = -(1 + own % 29 if own % 10 < 7 else 31 + own % 80)
            minute = moment - slack if kind == "in" else moment + slack
            at = day + timedelta(minute // 1440)
            yield f"{person.nip},{at} {_clock(minute % 1440)}:{own % 60:02d},{kind}\n"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


if __name__ == "__main__":
    main()
