"""March 2026 of an office of any size, for the regulation of Bulukumba: tables of texts.

Everything comes from the number of the person and of the day: the first people are the same
whatever the size.
"""

from __future__ import annotations

import datetime as dt

PROFILE = "id/kab-bulukumba"
PERIOD = "2026-03"

#: Working days: Ramadan until the 17th, then joint leave, Nyepi and Idul Fitri.
DAYS = [dt.date(2026, 3, day) for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17)]
DAYS += [dt.date(2026, 3, day) for day in (25, 26, 27, 30, 31)]
LATE = (0, 0, 0, 0, 12, 0, 45, 0, 75, 0, 0, 120)


def nip(number):
    born = f"{1970 + number % 30}{1 + number % 12:02d}{1 + number % 28:02d}"
    return f"{born}201001{1 + number % 2}{1 + number // 2:03d}"


def hours(day):
    if day <= dt.date(2026, 3, 20):
        return 8 * 60, 15 * 60
    return 7 * 60 + 30, 15 * 60 + 30 if day.isoweekday() == 5 else 16 * 60


def tables(people):
    """The tables of a pack of that many people, all rows good."""
    made = {
        "employees": [],
        "punches": [],
        "absences": [],
        "events": [
            {"date": "2026-03-30", "event": "apel_pagi", "from": "07:00", "until": "07:30"}
        ],
        "activities": [],
        "scores": [{"period": PERIOD, "measure": "target_minutes", "value": "6750"}],
        "amounts": [],
    }
    for number in range(people):
        who = nip(number)
        person = {"name": f"Contoh {number}", "category": "PNS", "grade": GRADES[number % 4]}
        made["employees"].append({"nip": who, **person})
        amounts = (("tpp", str(2_000_001 + 1_237 * number)), ("payment_percent", "100%"))
        made["amounts"] += [{"component": c, "amount": a, "nip": who} for c, a in amounts]
        report = {"date": "2026-03-31", "minutes": str(5000 + 7 * number), "status": "approved"}
        made["activities"].append({"nip": who, **report})
        for position, day in enumerate(DAYS):
            made["punches"] += punches(who, number, position, day)
        made["absences"] += absences(who, number)
    return made


GRADES = ("II/c", "III/a", "III/d", "IV/b")


def punches(who, number, position, day):
    start, end = hours(day)
    late = LATE[(7 * number + position) % len(LATE)]
    found = []
    if (number + 3 * position) % 41:
        found.append({"nip": who, "time": stamp(day, start + late), "kind": "in"})
        found.append({"nip": who, "time": stamp(day, end + number % 9), "kind": "out"})
        if day == DAYS[-2] and number % 5:
            found.append({"nip": who, "time": stamp(day, start - 15), "kind": "apel"})
    return found


def stamp(day, minute):
    return f"{day} {minute // 60:02d}:{minute % 60:02d}:17"


def absences(who, number):
    if number % 10:
        return []
    row = {"nip": who, "code": "cuti_tahunan", "from": "2026-03-10", "until": "2026-03-11"}
    return [{**row, "approved": "true"}]


def csv_text(rows):
    """One table as CSV; the cells of these tables need no quotes."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(names), *(",".join(row.get(name, "") for name in names) for row in rows)]
    return "\n".join(lines) + "\n"


def write_tables(folder, made):
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in made.items():
        (folder / f"{name}.csv").write_text(csv_text(rows), "utf-8")
    return folder
