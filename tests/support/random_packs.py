"""Random packs: raw tables for a regulation, people and months, with everything offices do.

    tables = random_tables(random.Random(7), profile, people=20, months=["2026-07"])
    pack = Pack(**tables)

Rows are dicts of texts as a CSV would have them. Nothing is in order; a few rows are wrong on
purpose; a table may be left out. The same seed gives the same tables.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Any

__all__ = ["Person", "month_of", "nip_of", "random_period", "random_tables"]

Row = dict[str, str]
Tables = dict[str, list[Row]]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
UNITS = ("dinas_a", "dinas_b", "puskesmas", "")
POSITIONS = ("kepala_bidang", "analis", "pengelola", "guru_kelas", "")
#: Each minute of the day as it is written.
CLOCKS = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(1440)]
#: Minutes around which bands of regulations begin.
MINUTES = (0, 0, 0, 1, 4, 5, 6, 10, 11, 15, 16, 29, 30, 31, 45, 60, 61, 75, 90, 91, 120, 121, 241)
AMOUNTS = (999_999, 1_000_000, 1_000_001, 2_500_000, 3_333_333, 4_500_001, 7_000_000, 12_345_679)
CODES_OF_LEAVE = (
    "cuti_tahunan", "cuti_besar", "cuti_sakit", "cuti_melahirkan", "cuti_alasan_penting", "cltn",
    "sakit", "izin", "dispensasi", "dinas_luar", "dinas_dalam", "diklat", "tugas_belajar", "wfh",
    "off", "alpa", "cuti_bersama",
)  # fmt: skip
REASONS = ("keluarga_sakit", "menikah", "gugur_kandungan", "kecelakaan_kerja", "rawat_jalan", "")
EVENTS = ("apel_pagi", "apel_pagi", "apel_sore", "upacara", "rapat", "senam")
SANCTIONS = (
    "teguran_lisan", "teguran_tertulis", "pernyataan_tidak_puas", "penundaan_kgb",
    "pemotongan_tpp", "penurunan_jabatan", "pelaksana", "pemberhentian", "hukdis_sedang",
)  # fmt: skip
VIOLATIONS = ("razia", "atribut", "manipulasi_data", "lhkpn", "tptgr", "aset")
PREDICATES = ("sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang", "tidak_ada")
COMPONENTS = (
    "tpp", "beban_kerja", "prestasi_kerja", "kondisi_kerja", "tempat_bertugas",
    "kelangkaan_profesi", "pertimbangan_objektif", "payment_percent", "unit_price",
)  # fmt: skip
KNOWN = ("punches", "activities", "scores", "amounts", "salaries", "events", "attributes")
#: Rows that a reader must set aside or remark on, by table.
ODD: dict[str, tuple[Row, ...]] = {
    "punches": ({"time": "2026-13-01 07:10"}, {"time": "2026-07-01 07:10", "kind": "masuk"},
                {"time": ""}),
    "absences": ({"code": "cuti_aneh", "from": "2026-07-02", "until": "2026-07-03"},
                 {"code": "izin", "from": "2026-07-09", "until": "2026-07-08"}),
    "activities": ({"date": "2026-07-31", "minutes": "banyak"},),
    "scores": ({"period": "2026-Q9", "measure": "capaian", "value": "90"},
               {"period": "2026-07", "measure": "capain", "value": "90"}),
    "amounts": ({"component": "tpp", "amount": "2.000.000"},),
    "sanctions": ({"code": "hukuman", "decided_on": "2026-07-01"},),
    "violations": ({"date": "2026-07-33", "code": "razia"},),
    "carried": ({"period": "2026-07", "key": "utang", "value": "1"},),
    "deductions": ({"period": "2026-07", "code": "zakat", "amount": "-5"},),
    "rosters": ({"date": "2026-07-06", "shift": "siang"},),
    "away": ({"from": "2026-07-06 10:00", "until": "2026-07-06 09:00"},),
    "assignments": ({"kind": "PLX", "from": "2026-07-01", "until": ""},),
    "salaries": ({"period": "2026-07", "gross": "lima"},),
    "attendance_at_events": ({"date": "2026-07-06", "event": "apel_pagi", "status": "telat"},),
    "attributes": ({"key": "agama", "value": "isalm"}, {"key": "sertifikatt", "value": "true"},
                   {"key": "masa", "value": "banyak"}),
}  # fmt: skip


@dataclass(slots=True)
class Person:
    """One person while the pack is drawn.

    Attributes:
        nip: 18 digits.
        schedule: Whose hours are drawn around; the profile may give the person others.
        careful: Share of days on time.
        zone: Offset that some stamps are written with.
    """

    nip: str
    schedule: str
    careful: float
    unit: str = ""
    position: str = ""
    job_class: str = ""
    staff_group: str = ""
    shifts: dict[dt.date, str] = field(default_factory=dict)


def nip_of(number: int) -> str:
    """A NIP with a valid birth date for each number below 15 000."""
    born = f"{1970 + number % 30}{1 + number % 12:02d}{1 + number % 28:02d}"
    return f"{born}201001{1 + number % 2}{1 + number // 2 % 998:03d}"


def random_tables(
    rng: Random,
    profile: Mapping[str, Any],
    people: int,
    months: Sequence[str],
    *,
    absent: float = 0.02,
    odd: float = 0.08,
    history: float = 0.3,
) -> Tables:
    """Tables of a pack.

    Args:
        rng: The only source of chance.
        profile: The document: its hours, shifts and words are drawn around.
        people: How many NIPs; some also have rows without an employees row.
        months: `2026-07`, in order; what is drawn lies in and around them.
        absent: Chance that one of the tables that make results incomplete is left out.
        odd: Chance that a table has a row that cannot be used.
        history: Chance that the months before have punches too.
    """
    return _Draft(rng, profile, months).tables(people, absent, odd, history)


def random_period(rng: Random) -> tuple[list[str], str | None]:
    """Months to compute, and the last known day: mostly the end of the last of them."""
    months = rng.choice((["2026-07"], ["2026-07"], ["2026-03"], ["2026-06", "2026-07"]))
    as_of = f"{months[-1]}-{rng.randrange(5, 29):02d}" if rng.random() < 0.15 else None
    return months, as_of


def month_of(text: str) -> tuple[dt.date, dt.date]:
    """First and last day of `2026-07`."""
    year, month = (int(part) for part in text.split("-"))
    after = dt.date(year + month // 12, month % 12 + 1, 1)
    return dt.date(year, month, 1), after - dt.timedelta(days=1)


class _Draft:
    def __init__(self, rng: Random, profile: Mapping[str, Any], months: Sequence[str]) -> None:
        self.rng, self.profile, self.months = rng, profile, list(months)
        self.first, self.last = month_of(months[0])[0], month_of(months[-1])[1]
        self.made: Tables = {}
        words = profile.get("words", {})
        self.codes = (*CODES_OF_LEAVE, *words.get("absences.code", {}))
        self.violations = (*VIOLATIONS, *words.get("violations.code", {}))
        self.sanctions = (*SANCTIONS, *words.get("sanctions.code", {}))
        self.events = (*EVENTS, *words.get("events.event", {}))
        self.groups = ("office", "", "teacher", "health", "field", "leadership",
                       *words.get("staff_group", {}))  # fmt: skip
        inputs = profile.get("inputs", {}).values()
        self.attributes = [one for one in inputs if str(one["from"]).startswith("attributes.")]
        self.hours = {name: _week(entry) for name, entry in profile.get("hours", {}).items()}
        self.shifts = {
            name: _clocks(str(entry["hours"])) for name, entry in profile.get("shifts", {}).items()
        }

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def cell(self, *texts: str) -> str:
        """One of the texts, rarely an empty cell: what it says is unknown."""
        return "" if self.chance(0.03) else self.rng.choice(texts)

    def add(self, table: str, **cells: str) -> None:
        self.made.setdefault(table, []).append(
            {name.rstrip("_"): cell for name, cell in cells.items()}
        )

    def date(self, margin: int = 0) -> dt.date:
        """A date of the months, or up to `margin` days around them."""
        days = (self.last - self.first).days
        return self.first + dt.timedelta(days=self.rng.randrange(-margin, days + margin + 1))

    # -------------------------------------------------------------- the whole
    def tables(self, count: int, absent: float, odd: float, history: float) -> Tables:
        rng = self.rng
        self.made = {name: [] for name in ("employees", *KNOWN)}
        # A month that is cut off begins in the one before.
        before = (history and self.chance(history)) or "performance_month" in self.profile
        people = [self._person(number) for number in range(count)]
        for person in people:
            self._punches(person, months_before=before)
            self._facts(person)
        self._office(people)
        for table, rows in ODD.items():
            if self.chance(odd) and people and (table in KNOWN or self.chance(0.5)):
                self.add(table, nip=rng.choice(people).nip, **rng.choice(rows))
        for name in KNOWN:
            if self.chance(absent):
                del self.made[name]
        for rows in self.made.values():
            rng.shuffle(rows)
        return self.made

    # -------------------------------------------------------------- people
    def _person(self, number: int) -> Person:
        rng = self.rng
        schedules = ["", "", *self.hours]
        person = Person(nip_of(number), rng.choice(schedules), rng.choice((0.95, 0.8, 0.6, 0.3)))
        row = self._employee(person, number)
        category = rng.choice(("PNS", "PNS", "PNS", "CPNS", "PPPK", "NON_ASN"))
        row |= {"category": category, "grade": self._grade(category)}
        if self.chance(0.12):
            row["service_start"] = str(self.date())
        elif self.chance(0.8):
            row["service_start"] = rng.choice(("2010-01-01", "2015-03-01", "2026-01-15"))
        if self.chance(0.08):
            row["service_end"] = str(self.date(15))
        if row.get("service_end", "9") < row.get("service_start", ""):
            del row["service_end"]
        if self.chance(0.25):
            self._change(person, row)
        else:
            self.made["employees"].append(row)
        return person

    def _employee(self, person: Person, number: int) -> Row:
        rng = self.rng
        person.unit, person.position = rng.choice(UNITS), rng.choice(POSITIONS)
        person.job_class = rng.choice(("", *(str(n) for n in range(3, 13))))
        person.staff_group = rng.choice(self.groups)
        return {
            "nip": person.nip,
            "name": f"Acak {number}",
            "job_class": person.job_class,
            "position": person.position,
            "position_kind": rng.choice(("struktural", "fungsional", "pelaksana", "")),
            "staff_group": person.staff_group,
            "unit": person.unit,
            "schedule": person.schedule if not self.chance(0.02) else "tidak_ada",
            "tax_status": rng.choice(("TK/0", "K/1", "K/3", "")),
            "npwp": rng.choice(("true", "false", "")),
            "education": rng.choice(("S1", "S2", "D3", "SMA", "")),
        }

    def _grade(self, category: str) -> str:
        if self.chance(0.05):
            return ""
        if category in {"PPPK", "NON_ASN"}:
            return self.rng.choice(("V", "IX", "XI", ""))
        return self.rng.choice(("II/c", "III/a", "III/d", "IV/b", "I/c"))

    def _change(self, person: Person, row: Row) -> None:
        """A transfer, a promotion, another group: two dated rows, sometimes three or a tie."""
        rng = self.rng
        turn = self.date(5)
        later = {**row, **self._employee(person, 0), "name": row["name"], "valid_from": str(turn)}
        if self.chance(0.4):
            later = {**row, "valid_from": str(turn), "job_class": rng.choice(("", "4", "9"))}
        if self.chance(0.3):
            later["category"] = rng.choice(("PNS", "PPPK", "CPNS"))
            later["grade"] = self._grade(later["category"])
        rows = [row, later]
        if self.chance(0.2):
            row["valid_until"] = str(turn - dt.timedelta(days=rng.choice((1, 1, 4))))
        if self.chance(0.15):
            rows.append({**later, "valid_from": str(self.date()), "unit": rng.choice(UNITS)})
        if self.chance(0.04):
            rows.append({**later, "grade": self._grade("PNS"), "position": rng.choice(POSITIONS)})
        self.made["employees"] += rows

    # -------------------------------------------------------------- presence
    def _days(self, *, months_before: bool) -> Iterable[dt.date]:
        first = self.first - dt.timedelta(days=2)
        if months_before:
            first = (self.first - dt.timedelta(days=self.rng.choice((31, 62, 100)))).replace(day=1)
        for step in range((self.last - first).days + 3):
            yield first + dt.timedelta(days=step)

    def _punches(self, person: Person, *, months_before: bool) -> None:
        on_shifts = bool(self.shifts) and self.chance(0.25)
        if self.chance(0.02):
            return
        for day in self._days(months_before=months_before):
            sessions = self._hours(person, day)
            if on_shifts and day >= self.first:
                sessions = self._roster(person, day)
            if sessions:
                self._day(person, day, sessions)
            elif self.chance(0.04):
                self._tap(
                    person, day, 600 + self.rng.randrange(300), self.rng.choice(("in", "out"))
                )

    def _hours(self, person: Person, day: dt.date) -> list[tuple[int, int]]:
        week = self.hours.get(person.schedule) or next(iter(self.hours.values()), OFFICE)
        return week.get(WEEKDAYS[day.weekday()], [])

    def _roster(self, person: Person, day: dt.date) -> list[tuple[int, int]]:
        rng = self.rng
        roll = rng.random()
        date = str(day)
        if roll < 0.12:
            self.add("rosters", nip=person.nip, date=date, off="true")
            return []
        if roll < 0.2:
            self.add("rosters", nip=person.nip, date=date, start="20:00", end="31:30")
            return [(20 * 60, 31 * 60 + 30)]
        if roll < 0.3:
            return self._hours(person, day)
        shift = rng.choice(list(self.shifts))
        person.shifts[day] = shift
        self.add("rosters", nip=person.nip, date=date, shift=shift)
        return self.shifts[shift]

    def _day(self, person: Person, day: dt.date, sessions: list[tuple[int, int]]) -> None:
        """The taps of one day: mostly in time, else one of the things that happen."""
        rng = self.rng
        start, end = sessions[0][0], sessions[-1][1]
        if self.chance(person.careful):
            self._pair(person, day, start - rng.randrange(20), end + rng.randrange(30))
        else:
            self._trouble(person, day, start, end)
        if len(sessions) > 1 and self.chance(0.6):
            self._between(person, day, sessions)
        if self.chance(0.2):
            self._tap(person, day, start - rng.choice((0, 5, 15, 45)), "apel")

    def _pair(self, person: Person, day: dt.date, first: int, last: int) -> None:
        self._tap(person, day, first, "in")
        self._tap(person, day, last, "out")

    def _trouble(self, person: Person, day: dt.date, start: int, end: int) -> None:
        rng = self.rng
        late, early = rng.choice(MINUTES), rng.choice(MINUTES)
        roll = rng.random()
        if roll < 0.4:
            self._pair(person, day, start + late, end + 5)
        elif roll < 0.55:
            self._pair(person, day, start - 5, end - early)
        elif roll < 0.65:
            self._pair(person, day, start + late, end - early)
        elif roll < 0.73:
            self._tap(person, day, start + late, "in")
        elif roll < 0.81:
            self._tap(person, day, end - early, "out")
        elif roll < 0.93:
            return
        elif roll < 0.97:
            for minute in (start + late, start + late + 7, end - early, end + 60):
                self._tap(person, day, minute, "")
        else:
            self._tap(person, day, rng.choice((0, 23 * 60 + 59)), rng.choice(("in", "out")))

    def _between(self, person: Person, day: dt.date, sessions: list[tuple[int, int]]) -> None:
        """Taps at the ends of sessions that are no ends of the day: breaks, or ins and outs."""
        kinds = self.rng.choice((("break_out", "break_in"), ("out", "in"), ("", "")))
        for before, after in pairwise(sessions):
            if self.chance(0.85):
                self._tap(person, day, before[1] + self.rng.randrange(-5, 12), kinds[0])
            if self.chance(0.85):
                self._tap(person, day, after[0] + self.rng.choice((-8, -1, 0, 4, 31)), kinds[1])

    def _tap(self, person: Person, day: dt.date, minute: int, kind: str) -> None:
        rng = self.rng
        step, minute = divmod(minute, 1440)
        date = day + dt.timedelta(step) if step else day
        time = f"{date.isoformat()} {CLOCKS[minute]}"
        if self.chance(0.7):
            time += rng.choice((":00", ":01", ":17", ":59"))
        row = {"nip": person.nip, "time": time, "kind": "" if self.chance(0.15) else kind}
        if self.chance(0.12):
            row |= self._evidence()
        if self.chance(0.01):
            row["time"] += "+08:00"
        self.made["punches"].append(row)
        if self.chance(0.01):
            self.made["punches"].append(dict(row))

    def _evidence(self) -> Row:
        rng = self.rng
        found = {"origin": rng.choice(("machine", "mobile", "web", "operator", ""))}
        if self.chance(0.6):
            found |= {"lat": rng.choice(("-1.6000", "-1.6005", "-1.7")), "lon": "123.4900"}
            found["accuracy_m"] = rng.choice(("5", "30", "200", ""))
            found["mock"] = rng.choice(("true", "false", "false", ""))
        if self.chance(0.3):
            found["ssid"] = rng.choice(("kantor", "warung"))
        if self.chance(0.4):
            found["review"] = rng.choice(("pending", "accepted", "rejected"))
        if self.chance(0.2):
            found["device"] = rng.choice(("m1", "m2"))
        return found

    # -------------------------------------------------------------- letters, reports, scores
    def _facts(self, person: Person) -> None:
        for _ in range(self.rng.choice((0, 0, 1, 1, 2, 3))):
            self._absence(person)
        self._activities(person)
        self._amounts(person)
        self._scores(person)
        rare = (
            (self._sanction, 0.15), (self._violation, 0.25), (self._away, 0.25),
            (self._assignment, 0.15), (self._carried, 0.3), (self._deduction, 0.15),
            (self._event_attendance, 0.3),
        )  # fmt: skip
        for make, share in rare:
            while self.chance(share):
                make(person)
        if self.chance(0.9):
            self._salary(person)
        for entry in self.attributes:
            if self.chance(0.8):
                self._attribute(person, entry)

    def _attribute(self, person: Person, entry: Mapping[str, Any]) -> None:
        """One row, or two that follow each other; rarely of a cell that says nothing."""
        rng = self.rng
        changes = [None, None, *([str(self.date(20))] if self.chance(0.2) else [])]
        for first in changes[1:]:
            row = {"key": str(entry["from"]).partition(".")[2], "value": self._worth(entry)}
            if first is not None:
                row["valid_from"] = first
            elif self.chance(0.3):
                row["valid_from"] = rng.choice(("2020-01-01", "2026-02-01"))
            if self.chance(0.08):
                row["valid_until"] = str(self.date(20))
            if row.get("valid_until", "9") < row.get("valid_from", ""):
                del row["valid_until"]
            if self.chance(0.1):
                row["known_at"] = "2026-07-01 08:00"
            self.add("attributes", nip=person.nip, **row)

    def _worth(self, entry: Mapping[str, Any]) -> str:
        texts = {
            "flag": ("true", "false"), "word": entry.get("words", ()), "count": ("0", "3", "12"),
            "date": ("2026-03-31", "2026-04-01", "2025-12-31"), "number": ("75.5", "75.4", "0"),
            "percent": ("50%", "12.5", "100"), "money": ("0", "150000"), "minutes": ("0", "90"),
        }  # fmt: skip
        if self.chance(0.03):
            return self.rng.choice(("", "none"))
        return self.rng.choice(texts[str(entry["type"])])

    def _absence(self, person: Person) -> None:
        rng = self.rng
        begin = self.date(40) if self.chance(0.4) else self.date()
        length = rng.choice((0, 0, 0, 1, 2, 4, 9, 20, 45))
        row = {
            "nip": person.nip,
            "code": rng.choice(self.codes),
            "from": str(begin),
            "until": "" if self.chance(0.04) else str(begin + dt.timedelta(days=length)),
            "approved": rng.choice(("true", "true", "true", "true", "false", "")),
        }
        if self.chance(0.2):
            row |= {"part": rng.choice(("am", "pm", "full")), "until": str(begin)}
        if self.chance(0.4):
            row |= {"reason": rng.choice(REASONS), "inpatient": rng.choice(("true", "false", ""))}
        if self.chance(0.3):
            row["document"] = rng.choice(("SK 1", "SK 2"))
        if self.chance(0.3):
            row["child_number"] = rng.choice(("1", "2", "3", "4", ""))
        if self.chance(0.3):
            row["known_at"] = rng.choice((f"{begin} 08:00", str(begin)))
        if self.chance(0.05):
            row["code"] = row["code"].upper().replace("_", " ")
        self.made.setdefault("absences", []).append(row)
        if self.chance(0.15):
            follow = {
                **row,
                "from": str(begin + dt.timedelta(days=length + rng.choice((0, 1, 3)))),
            }
            follow["until"] = str(dt.date.fromisoformat(follow["from"]) + dt.timedelta(days=2))
            self.made["absences"].append(follow)

    def _activities(self, person: Person) -> None:
        rng = self.rng
        for _ in range(rng.choice((0, 1, 3, 6))):
            self.add(
                "activities",
                nip=person.nip,
                date=str(self.date(3)),
                minutes=self._unless_open(rng.choice(("30", "240", "1500", "3375", "6750"))),
                quantity=rng.choice(("1", "2.5", "20", "")),
                score=rng.choice(("75.5", "90", "100", "")),
                status=self._unless_open(
                    rng.choice(("approved", "approved", "approved", "pending", "rejected"))
                ),
                conforming=rng.choice(("true", "false", "")),
            )

    def _unless_open(self, cell: str) -> str:
        """A cell that nobody filled is unknown: few are."""
        return "" if self.chance(0.005) else cell

    def _amounts(self, person: Person) -> None:
        """By nip, by position or by class; a change in the month, a tie, or none at all."""
        rng = self.rng
        for component in COMPONENTS:
            if self.chance(0.02):
                continue
            row = {"component": component, "nip": person.nip, "amount": self._amount(component)}
            if component in {"tpp", "payment_percent", "beban_kerja"} and self.chance(0.1):
                turn = self.date()
                second = {**row, "amount": self._amount(component), "valid_from": str(turn)}
                row["valid_until"] = str(turn - dt.timedelta(days=1))
                self.made["amounts"].append(second)
            elif component == "tpp" and self.chance(0.2):
                row.pop("nip")
                key = rng.choice(("position", "job_class"))
                if not (value := getattr(person, key)):
                    continue
                row[key] = value
                if self.chance(0.4):
                    row["unit"] = person.unit
                if self.chance(0.3):
                    row["staff_group"] = person.staff_group
            self.made["amounts"].append(row)

    def _amount(self, component: str) -> str:
        rng = self.rng
        if component == "payment_percent":
            return rng.choice(("100%", "80%", "62.5%", "33.333333%", "0%", "75"))
        if component == "unit_price":
            return rng.choice(("10000", "33333", "0"))
        if self.chance(0.02):
            return "0"
        return str(rng.choice(AMOUNTS) if self.chance(0.5) else rng.randrange(500_000, 15_000_000))

    def _periods(self, month: str) -> list[str]:
        """The period of a month, of its quarter, year and half-year, and of those before."""
        year, number = (int(part) for part in month.split("-"))
        quarter = (number - 1) // 3 + 1
        back = [f"{year}-{number - 1:02d}" if number > 1 else f"{year - 1}-12"]
        back.append(f"{year}-Q{quarter - 1}" if quarter > 1 else f"{year - 1}-Q4")
        half = [f"{year}-S{(number + 5) // 6}"]
        half.append(f"{year}-S1" if number > 6 else f"{year - 1}-S2")
        older = [str(year - 1), str(year - 2)]
        return [month, month, f"{year}-Q{quarter}", str(year), *back, *older, *half]

    def _scores(self, person: Person) -> None:
        rng = self.rng
        for month in self.months:
            values = self._measures()
            for measure, value in values.items():
                if self.chance(0.03):
                    continue
                who = {"nip": person.nip}
                row = {"period": month, "measure": measure, "value": value, **who}
                self.made["scores"].append(row)
                if self.chance(0.4):
                    period = rng.choice(self._periods(month)[2:])
                    again = {**row, "period": period, "value": self._measures()[measure]}
                    self.made["scores"].append(again)

    def _measures(self) -> Row:
        rng = self.rng
        return {
            "capaian": self.cell("100", "90%", "89.999999", "75", "60.5", "0"),
            "target_minutes": rng.choice(("6750", "3375", "0", "450")),
            "skp": rng.choice(("90", "75.5", "60", "100", "49.999999")),
            "perilaku": rng.choice(("90", "80", "60")),
            "predikat": self.cell(*PREDICATES),
            "hasil_kerja": self.cell("di_atas", "sesuai", "di_bawah"),
            "perilaku_rating": rng.choice(("di_atas", "sesuai", "di_bawah")),
            "kinerja_opd": rng.choice(("100", "85", "50")),
            "serapan_anggaran": rng.choice(("100", "92.5", "79.999999")),
            "working_days": rng.choice(("20", "22", "0")),
            "indeks_kapasitas": rng.choice(("1", "0.85", "1.2")),
        }

    def _sanction(self, person: Person) -> None:
        rng = self.rng
        decided = self.date(200) if self.chance(0.6) else self.date(20)
        self.add(
            "sanctions",
            nip=person.nip,
            code=rng.choice(self.sanctions),
            decided_on="" if self.chance(0.05) else str(decided),
            effective_from="" if self.chance(0.5) else str(decided + dt.timedelta(days=20)),
            months=rng.choice(("", "1", "3", "6", "12", "0")),
            percent=rng.choice(("", "25", "12.5%")),
        )

    def _violation(self, person: Person) -> None:
        rng = self.rng
        date = self.date(70 if self.chance(0.3) else 0)
        self.add(
            "violations",
            nip=person.nip,
            date=str(date),
            code=rng.choice(self.violations),
            quantity=rng.choice(("", "1", "2", "0.5")),
        )

    def _away(self, person: Person) -> None:
        rng = self.rng
        day, begin = self.date(), rng.choice((8 * 60, 10 * 60 + 30, 11 * 60 + 45, 15 * 60 + 50))
        end = begin + rng.choice((1, 15, 45, 120))
        self.add(
            "away",
            nip=person.nip,
            from_=f"{day} {begin // 60:02d}:{begin % 60:02d}:{rng.choice((0, 31)):02d}",
            until=f"{day} {end // 60:02d}:{end % 60:02d}:{rng.choice((45, 59)):02d}",
            permitted=rng.choice(("true", "false", "")),
        )

    def _assignment(self, person: Person) -> None:
        rng = self.rng
        begin = self.date(60)
        until = begin + dt.timedelta(days=rng.choice((10, 40, 100)))
        self.add(
            "assignments",
            nip=person.nip,
            kind=rng.choice(("PLT", "PLH", "PJ")),
            position=rng.choice(POSITIONS),
            job_class=rng.choice(("", "8", "9")),
            from_=str(begin),
            until="" if self.chance(0.3) else str(until),
        )

    def _carried(self, person: Person) -> None:
        rng = self.rng
        key = rng.choice(
            ("unexcused_days", "sick_days", "late_minutes", "sick_spells", "overpayment")
        )
        period = rng.choice((self.months[0], *self._periods(self.months[0])[4:5]))
        value = "50000" if key == "overpayment" else rng.choice(("0", "1", "3", "12"))
        self.add("carried", nip=person.nip, period=period, key=key, value=value)

    def _deduction(self, person: Person) -> None:
        rng = self.rng
        self.add(
            "deductions",
            nip=person.nip,
            period=rng.choice(self.months),
            code=rng.choice(("korpri", "zakat", "koperasi", "kelebihan_bayar", "arisan")),
            amount=rng.choice(("10000", "250000", "99000000")),
        )

    def _salary(self, person: Person) -> None:
        rng = self.rng
        for month in self.months:
            self.add(
                "salaries",
                nip=person.nip,
                period=month,
                gross=self.cell("4500000", "6789012"),
                health_contribution=self.cell("45000", "0"),
                tax=rng.choice(("0", "12500", "-1000")),
                ytd_gross=self.cell("0", "27000000"),
                ytd_tax=rng.choice(("0", "150000")),
            )

    def _event_attendance(self, person: Person) -> None:
        self.add(
            "attendance_at_events",
            nip=person.nip,
            date=str(self.date()),
            event=self.rng.choice(self.events),
            status=self.rng.choice(("present", "absent", "excused")),
        )

    # -------------------------------------------------------------- what is of the office
    def _office(self, people: Sequence[Person]) -> None:
        rng = self.rng
        for _ in range(rng.choice((0, 2, 5, 9)) * len(self.months)):
            times = rng.choice(
                (("07:00", "07:30"), ("07:15", "07:30"), ("", ""), ("08:00", "09:00"))
            )
            self.add(
                "events",
                date=str(self.date()),
                event=rng.choice(self.events),
                unit=rng.choice(("", "", *UNITS)),
                staff_group=rng.choice(("", "", "teacher", "office")),
                from_=times[0],
                until=times[1],
            )
        for event in self.made["events"]:
            for person in people:
                if self.chance(0.06):
                    self.add("attendance_at_events", nip=person.nip, date=event["date"],
                             event=event["event"],
                             status=rng.choice(("present", "absent", "excused")))  # fmt: skip
        for unit in UNITS[:3]:
            if self.chance(0.5):
                self.add("scores", period=rng.choice(self.months), measure="kinerja_opd",
                         value=self._measures()["kinerja_opd"], unit=unit)  # fmt: skip
        makers = ((self._calendar, 0.5), (self._outage, 0.35), (self._site, 0.6),
                  (self._schedule, 0.3), (self._scores_of_all, 0.5))  # fmt: skip
        for make, share in makers:
            while self.chance(share):
                make()
        if self.chance(0.1):
            self.add("punches", nip=nip_of(9000), time=f"{self.date()} 07:30", kind="in")

    def _calendar(self) -> None:
        rng = self.rng
        kind = rng.choice(("holiday", "joint_leave", "workday", "half_day", "ramadan"))
        date = str(self.date(3))
        # Two rows of one date that contradict each other end the run, as they should.
        if any(row["date"] == date for row in self.made.get("calendar", ())):
            return
        self.add("calendar", date=date, kind=kind, name="Hari",
                 unit=rng.choice(("", "", "dinas_a")),
                 staff_group=rng.choice(("", "", "teacher")))  # fmt: skip

    def _outage(self) -> None:
        rng = self.rng
        day, hour = self.date(), rng.choice((5, 7, 12, 15, 20))
        self.add("outages", from_=f"{day} {hour:02d}:00", until=f"{day} {hour + 1:02d}:30",
                 unit=rng.choice(("", "dinas_a")), device=rng.choice(("", "", "m1")),
                 decided_by="sekda")  # fmt: skip

    def _site(self) -> None:
        rng = self.rng
        row = {"unit": rng.choice(UNITS[:3]), "name": "kantor"}
        if self.chance(0.8):
            row |= {"lat": "-1.6000", "lon": "123.4900", "radius_m": rng.choice(("50", "100", ""))}
        if self.chance(0.4) or "lat" not in row:
            row["ssid"] = "kantor"
        self.made.setdefault("sites", []).append(row)

    def _schedule(self) -> None:
        rng = self.rng
        row = {
            "schedule": rng.choice([*self.hours, "office"]),
            "weekday": str(rng.randrange(1, 7)),
            "start": "08:00",
            "end": "15:00",
            "unit": rng.choice(("", "dinas_b")),
        }
        if self.chance(0.4):
            row |= {"break_start": "12:00", "break_end": "12:45"}
        if self.chance(0.3):
            row["season"] = "ramadan"
        if self.chance(0.4):
            row["valid_from"] = str(self.date())
        self.made.setdefault("schedules", []).append(row)

    def _scores_of_all(self) -> None:
        rng = self.rng
        measure = rng.choice(("target_minutes", "working_days", "capaian", "kinerja_opd"))
        period = rng.choice(self._periods(rng.choice(self.months)))
        if any(r["measure"] == measure and r["period"] == period and not r.get("nip")
               for r in self.made["scores"]):  # fmt: skip
            return
        self.add("scores", period=period, measure=measure, value=self._measures()[measure])


# ------------------------------------------------------------------ hours of the profile
def _clocks(text: str) -> list[tuple[int, int]]:
    """Stretches of hours in minutes: `07:30..12:00 13:00..16:00`."""
    found = [60 * int(h) + int(m) for h, m in CLOCK.findall(text.partition("=")[0])]
    return list(zip(found[::2], found[1::2], strict=False))


def _week(entry: Mapping[str, Any]) -> dict[str, list[tuple[int, int]]]:
    week: dict[str, list[tuple[int, int]]] = {}
    for days, cell in entry.get("normal", {}).items():
        text = cell["hours"] if isinstance(cell, Mapping) else str(cell)
        first, _, last = (part.strip() for part in days.partition(".."))
        begin = WEEKDAYS.index(first)
        length = (WEEKDAYS.index(last or first) - begin) % 7
        for step in range(length + 1):
            week[WEEKDAYS[(begin + step) % 7]] = _clocks(text)
    return week


OFFICE = {weekday: [(7 * 60 + 30, 16 * 60)] for weekday in WEEKDAYS[:5]}
