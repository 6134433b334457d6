"""Facts made of what a regulation says that it reads, and of nothing else: a month of six people.

Every table, column and key that is listed is filled, so that nothing may be missing; each person
is found by another row of what holds for many, so that each column decides something.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from random_names import seeded
from random_packs import nip_of

import masker_rules as mr
from masker_rules.engine.needs import KeyNeed, Needs
from masker_rules.periods import Month
from masker_rules.testing.cases import alone

__all__ = ["PEOPLE", "Tables", "filled_world"]

Tables = dict[str, list[dict[str, str]]]
MONTH = "2026-07"
PEOPLE = tuple(nip_of(number) for number in range(6))
#: Working days with an outage: on those many a tap is lost.
OUTAGES = (6, 7, 10, 12, 15, 17, 18)
MINUTES = (-10, 0, 1, 6, 12, 20, 35, 65, 95, 130)
#: Nobody cuts anything of these in every other month: whatever changes of them is seen. Each is
#: away on the first holiday of the own unit or group and late on the second, and away on a day of
#: leave; one comes after half a day of duty.
STEADY = {PEOPLE[3]: 9, PEOPLE[4]: 11}
HALF_A_DAY, ON_LEAVE = 19, 13
#: Where the office stands, and a place far from it.
HERE, THERE = ("-3.5", "123.1"), ("-5.1", "119.4")


def filled_world(ref: str, number: int) -> tuple[mr.Profile, Tables, str]:
    """A regulation, facts of all that it reads, and the month; `number` chooses the facts."""
    profile = alone(mr.load_profile(ref))
    last = profile.plan.in_force.last
    month = MONTH if last is None or last >= date(2026, 7, 31) else f"{last:%Y-%m}"
    needs = profile.needs()
    made = _Filler(seeded(f"filled {ref} {number}"), profile, needs, Month.parse(month)).tables()
    kept = {}
    for need in needs.tables:
        names = {column.name for column in need.columns} - {"doubt"}
        rows = made.get(need.name, [])
        kept[need.name] = [{k: v for k, v in row.items() if k in names} for row in rows]
    return profile, kept, month


class _Filler:
    def __init__(self, rng: Random, profile: mr.Profile, needs: Needs, month: Month) -> None:
        self.rng, self.profile, self.needs, self.month = rng, profile, needs, month
        self.steady = STEADY if rng.random() < 0.5 else dict[str, int]()
        earlier = 2 if needs.windows else 0
        self.months = [month.plus(-n) for n in range(earlier, -1, -1)]
        self.days = [day for day in month.dates() if day.weekday() < 5]

    def words(self, table: str, column: str) -> tuple[str, ...]:
        need = self.needs.table(table)
        found = [one.words for one in need.columns if one.name == column] if need else []
        return found[0] if found else ()

    def word(self, table: str, column: str) -> str:
        return self.rng.choice(self.words(table, column) or ("",))

    def tables(self) -> Tables:
        tables: Tables = {}
        for need in self.needs.tables:
            make = getattr(self, need.name, None)
            tables[need.name] = list(make()) if make is not None else []
        return tables

    @property
    def group(self) -> str:
        """That of the fifth person, another than that of the others where there is one."""
        words = self.words("employees", "staff_group")
        return next((word for word in words if word != "office"), "office")

    # ------------------------------------------------------------------ people
    def employees(self):
        for n, nip in enumerate(PEOPLE):
            yield {
                "nip": nip, "name": f"Contoh {n + 1}", "category": ("PNS", "PPPK", "CPNS")[n % 3],
                "grade": ("III/c", "IX", "II/b", "IV/a", "IX", "III/a")[n],
                "job_class": str(8 + n % 2),
                "position": "analis" if n == 1 else "pengelola", "position_kind": "pelaksana",
                "staff_group": self.group if n == 4 else "office",
                "unit": "dinas_b" if n == 3 else "dinas_a",
                "schedule": "jadwal" if n in {2, 5} else "",
                "service_start": "2015-01-01", "service_end": "", "tax_status": "TK/0",
                "npwp": "true", "education": "S1", "supervisor": PEOPLE[0],
                "valid_from": "2010-01-01", "valid_until": "",
            }  # fmt: skip
        # A change in the month: the first row ends with the second.
        change = {"nip": PEOPLE[5], "name": "Contoh 6", "category": "CPNS", "grade": "III/a"}
        yield {
            **change, "job_class": "8", "position": "pengelola", "position_kind": "pelaksana",
            "staff_group": "office", "unit": "dinas_a", "schedule": "jadwal", "tax_status": "TK/0",
            "npwp": "true", "education": "S1", "service_start": "2015-01-01", "service_end": "",
            "supervisor": PEOPLE[0], "valid_from": f"{self.month}-16", "valid_until": "",
        }  # fmt: skip

    def attributes(self):
        for key in self.needs.table("attributes").keys:
            for nip in PEOPLE:
                yield {"nip": nip, "key": key.key, "value": self.value(key),
                       "valid_from": "2010-01-01", "valid_until": ""}  # fmt: skip

    def schedules(self):
        for weekday in range(1, 5):
            yield {
                "schedule": "jadwal", "weekday": str(weekday), "start": "07:45", "end": "16:15",
                "break_start": "12:00", "break_end": "12:30", "season": "normal", "unit": "",
                "valid_from": "2010-01-01", "valid_until": "",
            }  # fmt: skip

    def calendar(self):
        yield {"date": str(self.days[5]), "kind": "holiday", "unit": "", "staff_group": ""}
        for at, unit, staff in (
            (9, "dinas_b", ""), (10, "dinas_b", ""), (11, "", self.group), (12, "", self.group),
        ):  # fmt: skip
            yield {"date": str(self.days[at]), "kind": "holiday", "unit": unit,
                   "staff_group": staff}  # fmt: skip

    def rosters(self):
        shifts = self.words("rosters", "shift")
        # Whoever has a roster works on no other days; of the others the calendar speaks.
        for nip in (PEOPLE[0],) if self.steady else (PEOPLE[0], PEOPLE[5]):
            yield {"nip": nip, "date": str(self.days[2]), "shift": "", "start": "09:00",
                   "end": "17:30", "off": ""}  # fmt: skip
            yield {"nip": nip, "date": str(self.days[3]), "shift": "", "start": "", "end": "",
                   "off": "true"}  # fmt: skip
            for n, shift in enumerate(shifts[:2]):
                yield {"nip": nip, "date": str(self.days[4 + n]), "shift": shift, "start": "",
                       "end": "", "off": ""}  # fmt: skip

    # ------------------------------------------------------------------ attendance
    def punches(self):
        for nip in PEOPLE:
            for month in self.months:
                for day in month.dates():
                    yield from self.taps(nip, day)

    def taps(self, nip, day):
        if day.weekday() > 4:
            return
        if nip in self.steady:
            yield from self.steady_taps(nip, day)
            return
        if self.rng.random() < 0.04:
            return
        begin = 7 * 60 + 30 + self.rng.choice(MINUTES)
        end = 16 * 60 + 30 - self.rng.choice(MINUTES)
        where = THERE if self.rng.random() < 0.1 else HERE
        is_out = day in {self.days[at] for at in OUTAGES}
        lost = self.rng.random() * (0.2 if is_out else 1)
        for kind, minute in (("in", begin), ("out", end), ("apel", 7 * 60 + 10)):
            if (kind == "in" and lost < 0.08) or (kind == "out" and lost > 0.95):
                continue
            if kind in self.words("punches", "kind"):
                yield self.tap(nip, day, kind, minute, where)

    def steady_taps(self, nip, day):
        own = STEADY[nip]
        if day in {self.days[5], self.days[own], self.days[ON_LEAVE]}:
            return
        half = nip == PEOPLE[4] and day == self.days[HALF_A_DAY]
        late = day == self.days[own + 1]
        begin = 12 * 60 if half else 10 * 60 if late else 7 * 60
        # One is told present at each event of the own unit; the other taps, but not at another's.
        taps = [("in", begin), ("out", 17 * 60 + 30)]
        if nip == PEOPLE[4] and str(day) not in {
            row["date"] for row in self.events() if row["unit"] == "dinas_b"
        }:
            taps.append(("apel", 7 * 60 + 10))
        for kind, minute in taps:
            if kind in self.words("punches", "kind"):
                yield self.tap(nip, day, kind, minute, HERE)

    def tap(self, nip, day, kind, minute, where):
        return {
            "nip": nip, "time": f"{day} {minute // 60:02d}:{minute % 60:02d}", "kind": kind,
            "lat": where[0], "lon": where[1], "accuracy_m": "8", "mock": "false",
            "ssid": "kantor", "bssid": "00:11:22:33:44:55", "device": "M1",
            "origin": "machine", "review": "",
        }  # fmt: skip

    def absences(self):
        codes = self.words("absences", "code")
        for n, nip in enumerate(PEOPLE):
            for at in () if nip in self.steady else (1 + n, 8 + n, 14 + n % 3):
                day = self.days[at]
                until = day + timedelta(days=self.rng.choice((0, 0, 1, 3)))
                yield {
                    "nip": nip, "code": self.rng.choice(codes), "from": str(day),
                    "until": str(until), "part": "full", "approved": "true",
                    "reason": self.word("absences", "reason"), "document": "surat",
                    "inpatient": self.rng.choice(("true", "false")), "child_number": "1",
                    "known_at": f"{day} 08:00",
                }  # fmt: skip
        # Half a day, and two rows of one day of which the later one counts.
        half = {"reason": "", "document": "surat", "inpatient": "false", "child_number": "1"}
        half |= {"approved": "true", "nip": PEOPLE[0]}
        duty = "dinas_luar" if "dinas_luar" in codes else codes[0]
        if self.steady:
            day = str(self.days[HALF_A_DAY])
            yield {**half, "nip": PEOPLE[4], "code": duty, "from": day, "until": day, "part": "am",
                   "known_at": f"{day} 08:00"}  # fmt: skip
        for nip in self.steady:
            day, code = str(self.days[ON_LEAVE]), "dinas_luar" if nip == PEOPLE[3] else "izin"
            yield {**half, "nip": nip, "code": code if code in codes else codes[0], "from": day,
                   "until": day, "part": "full", "known_at": f"{day} 08:00"}  # fmt: skip
            # Said otherwise an hour before.
            before = self.rng.choice(("izin", "sakit", "cuti_sakit", "cuti_besar"))
            yield {**half, "nip": nip, "code": before if before in codes else codes[-1],
                   "from": day, "until": day, "part": "full",
                   "known_at": f"{day} 07:00"}  # fmt: skip
        day = str(self.days[16])
        for code in {"off"}.intersection(codes):
            yield {**half, "nip": PEOPLE[5], "code": code, "from": day, "until": day,
                   "part": "full", "known_at": f"{day} 09:00"}  # fmt: skip
        # A long illness, whose thirty days are over in the month.
        ill = "cuti_sakit" if "cuti_sakit" in codes else codes[0]
        begin, reasons = self.days[0] - timedelta(days=30), self.words("absences", "reason")
        reason = "gugur_kandungan" if "gugur_kandungan" in reasons and self.steady else ""
        yield {**half, "nip": PEOPLE[1], "code": ill, "from": str(begin), "reason": reason,
               "until": str(self.days[7]), "part": "full",
               "known_at": f"{begin} 08:00"}  # fmt: skip
        for day, code, part, hour in (
            (self.days[19], duty, "am", 8), (self.days[20], duty, "full", 8),
            (self.days[20], "izin" if "izin" in codes else codes[-1], "full", 9),
        ):  # fmt: skip
            yield {**half, "code": code, "from": str(day), "until": str(day), "part": part,
                   "known_at": f"{day} {hour:02d}:00"}  # fmt: skip

    def outages(self):
        for n, (unit, device) in enumerate((*(("dinas_b", ""), ("", "M1")) * 3, ("", ""))):
            day = self.days[OUTAGES[n]]
            yield {"from": f"{day} 06:30", "until": f"{day} 17:30", "unit": unit, "device": device}

    def away(self):
        for n, nip in enumerate(PEOPLE):
            day = self.days[7 + n]
            if nip in self.steady:
                continue
            yield {"nip": nip, "from": f"{day} 09:00", "until": f"{day} 11:30",
                   "permitted": self.rng.choice(("true", "false"))}  # fmt: skip

    def sites(self):
        for unit in ("dinas_a", "dinas_b"):
            yield {"unit": unit, "name": "kantor", "lat": HERE[0], "lon": HERE[1],
                   "radius_m": "100", "ssid": "kantor", "bssid": "00:11:22:33:44:55"}  # fmt: skip

    def events(self):
        for n, event in enumerate(self.words("events", "event")):
            for m, (unit, staff) in enumerate(
                (("", ""), ("dinas_b", ""), ("", self.group), ("dinas_a", ""))
            ):
                day = self.days[(2 * n + 7 * m) % len(self.days)]
                yield {"date": str(day), "event": event, "unit": unit, "staff_group": staff,
                       "from": "07:00", "until": "07:30"}  # fmt: skip

    def attendance_at_events(self):
        for row in self.events():
            for nip in PEOPLE[:4]:
                status = self.rng.choice(("present", "absent", "excused"))
                if nip in self.steady:
                    if row["staff_group"] not in {"", "office"} or row["unit"] == "dinas_a":
                        continue
                    status = "present"
                yield {"nip": nip, "date": row["date"], "event": row["event"], "status": status}

    def activities(self):
        for nip in PEOPLE:
            for day in self.days:
                yield {
                    "nip": nip, "date": str(day), "minutes": str(self.rng.choice((120, 240, 330))),
                    "quantity": "2", "score": "90", "title": "laporan", "conforming": "true",
                    "status": "approved", "submitted_at": f"{day} 16:00",
                    "decided_at": f"{day} 17:00",
                }  # fmt: skip

    # ------------------------------------------------------------------ the month
    def value(self, key: KeyNeed) -> str:
        item = next(
            one for one in self.profile.plan.inputs.values()
            if one.key == key.key and one.period == key.period
        )  # fmt: skip
        if item.words:
            return self.rng.choice(item.words)
        return {
            "percent": self.rng.choice(("2%", "1%")) if "tarif" in key.key else "87%",
            "word": self.rng.choice(("baik", "kurang", "butuh_perbaikan")),
            "duration": "4000" if "target" in key.key else "40", "flag": "true",
            "money": "3750000", "date": "2020-05-17",
        }.get(key.type, "3" if "day" in key.key else "85")  # fmt: skip

    def period(self, key: KeyNeed) -> str:
        kind, back = key.period
        if kind == "quarter":
            then = self.month.plus(-3 * back)
            return f"{then.year}-Q{(then.month + 2) // 3}"
        if kind == "year":
            return str(self.month.year - back)
        return str(self.month.plus(-back))

    def scores(self):
        for key in self.needs.table("scores").keys:
            row = {"period": self.period(key), "measure": key.key}
            for nip in PEOPLE[:3]:
                yield {**row, "value": self.value(key), "nip": nip, "unit": ""}
            yield {**row, "value": self.value(key), "nip": "", "unit": "dinas_b"}
            yield {**row, "value": self.value(key), "nip": "", "unit": ""}

    def amounts(self):
        for key in self.needs.table("amounts").keys:
            shapes = [
                ({"job_class": "8"}, 0), ({"job_class": "9"}, 1), ({"position": "analis"}, 2),
                ({"nip": PEOPLE[2]}, 3), ({"job_class": "9", "unit": "dinas_b"}, 4),
                ({"job_class": "8", "staff_group": self.group}, 5),
            ]  # fmt: skip
            empty = dict.fromkeys(("nip", "position", "job_class", "unit", "staff_group"), "")
            for shape, step in shapes:
                amount = (
                    str(100 - step) if key.type == "percent" else str(3_000_000 + 210_000 * step)
                )
                amount = str(3000 + 100 * step) if key.type == "number" else amount
                yield {**empty, **shape, "component": key.key, "amount": amount,
                       "valid_from": "2010-01-01", "valid_until": ""}  # fmt: skip

    def salaries(self):
        for nip in PEOPLE:
            yield {"nip": nip, "period": str(self.month), "gross": "4500000", "tax": "150000",
                   "health_contribution": "45000", "ytd_gross": "30000000",
                   "ytd_tax": "900000"}  # fmt: skip

    def deductions(self):
        for n, nip in enumerate(PEOPLE):
            code = self.word("deductions", "code") or "zakat"
            yield {"nip": nip, "period": str(self.month), "code": code, "amount": str(10_000 + n)}

    def carried(self):
        for key in self.needs.table("carried").keys:
            for nip in PEOPLE:
                value = "50000" if key.type == "money" else "2"
                yield {"nip": nip, "period": str(self.month), "key": key.key, "value": value}

    def sanctions(self):
        # Decided later, and not known from when: of this month it says nothing.
        later, codes = self.month.plus(1), self.words("sanctions", "code")
        code = "pemotongan_tpp" if "pemotongan_tpp" in codes else self.rng.choice(codes)
        yield {"nip": PEOPLE[5], "code": code, "months": "6",
               "decided_on": f"{later}-10", "effective_from": "", "percent": "10"}  # fmt: skip
        for n, nip in enumerate(PEOPLE[:3] if self.steady else PEOPLE[1:4]):
            first = self.month.plus(-n)
            yield {"nip": nip, "code": self.word("sanctions", "code"), "months": "6",
                   "decided_on": f"{first}-01", "effective_from": f"{first}-01",
                   "percent": "10"}  # fmt: skip

    def violations(self):
        for n, nip in enumerate(PEOPLE[:3]):
            for back in (0, 31):
                day = self.days[4 + n] - timedelta(days=back)
                yield {"nip": nip, "date": str(day), "quantity": "1",
                       "code": self.word("violations", "code")}  # fmt: skip
