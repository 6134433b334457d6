"""People of an invented regency whose explanations are kept as golden files."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import masker_rules as mr

DATA = Path(__file__).parents[1] / "data" / "explain"
PROFILE = DATA / "contoh.yaml"
NIP = "198501012010011001"
JULY, MARCH = (2026, 7), (2026, 3)


def days_of(year: int, month: int) -> list[date]:
    """Monday to Friday of a month."""
    first = date(year, month, 1)
    days = (first + timedelta(days=step) for step in range(31))
    return [day for day in days if day.month == month and day.weekday() < 5]


def punches(
    month: tuple[int, int], changed: dict[int, tuple[str | None, str | None]]
) -> list[dict[str, Any]]:
    """In and out of every weekday at the normal hours, but for the days of `changed`."""
    rows = []
    for day in days_of(*month):
        usual = ("07:30", "16:30" if day.weekday() == 4 else "16:00")
        taps = zip(("in", "out"), changed.get(day.day, usual), strict=True)
        rows += [{"nip": NIP, "time": f"{day} {t}", "kind": k} for k, t in taps if t is not None]
    return rows


def person(**changed: Any) -> dict[str, Any]:
    return {
        "nip": NIP,
        "name": "Contoh Satu",
        "category": "PNS",
        "grade": "III/d",
        "job_class": "9",
        "staff_group": "office",
        "unit": "Dinas Contoh",
        **changed,
    }


def pack(
    month: tuple[int, int] = JULY,
    changed: dict[int, tuple[str | None, str | None]] | None = None,
    *,
    tpp: str = "4000000",
    percent: str = "100%",
    minutes: str = "6075",
    target: str | None = "6750",
    **given: Any,
) -> dict[str, Any]:
    """The tables of one person; a table given as None is left out."""
    period = f"{month[0]}-{month[1]:02d}"
    score = {"period": period, "measure": "target_minutes", "value": target}
    found: dict[str, Any] = {
        "employees": [person()],
        "punches": punches(month, changed or {}),
        "amounts": [
            {"nip": NIP, "component": "tpp", "amount": tpp},
            {"nip": NIP, "component": "payment_percent", "amount": percent},
        ],
        "scores": [score] if target else [],
        "activities": [
            {"nip": NIP, "date": f"{period}-28", "minutes": minutes, "status": "approved"}
        ],
        "events": [],
    }
    found.update(given)
    return {name: rows for name, rows in found.items() if rows is not None}


def compute(month: tuple[int, int], tables: dict[str, Any], **given: Any) -> mr.Result:
    results = mr.compute(PROFILE, tables, f"{month[0]}-{month[1]:02d}", **given)
    found: mr.Result = results[0]
    return found


GONE = (None, None)
#: Joint leave, Nyepi and Idul Fitri of March 2026.
FREE = (18, 19, 20, 23, 24)
SCENARIOS: dict[str, tuple[tuple[int, int], dict[str, Any]]] = {
    "payable": (
        JULY,
        pack(
            JULY,
            {
                2: ("07:40", "16:00"),
                3: ("08:10", "16:30"),
                7: ("08:40", "16:00"),
                8: ("09:10:59", "16:00"),
                9: ("07:30", "15:40"),
                10: GONE,
                14: (None, "16:00"),
            },
            events=[{"date": "2026-07-06", "event": "apel_pagi"}],
            attendance_at_events=[
                {"nip": NIP, "date": "2026-07-06", "event": "apel_pagi", "status": "absent"}
            ],
            deductions=[{"nip": NIP, "period": "2026-07", "code": "koperasi", "amount": "100000"}],
        ),
    ),
    "zero": (JULY, pack(JULY, dict.fromkeys((13, 14, 15, 16), GONE))),
    "incomplete": (JULY, pack(JULY, {2: ("07:40", "16:00")}, target=None)),
    "not_eligible": (JULY, pack(JULY, employees=[person(category="NON_ASN", grade=None)])),
    "ramadan": (
        MARCH,
        pack(
            MARCH,
            {
                **dict.fromkeys(range(2, 18), ("08:00", "15:30")),
                **dict.fromkeys(FREE, GONE),
                3: ("08:31", "15:00"),
                6: ("08:00", "14:30"),
                30: ("08:01", "16:00"),
            },
            tpp="3777777",
            percent="83.5%",
            minutes="5003",
            target="6700",
        ),
    ),
    "half_day": (
        JULY,
        pack(
            JULY,
            {2: ("13:20", "16:00"), 3: ("07:30", "12:00")},
            employees=[person(category="CPNS")],
            absences=[
                {
                    "nip": NIP,
                    "code": "cuti_tahunan",
                    "from": f"2026-07-{day:02d}",
                    "until": f"2026-07-{day:02d}",
                    "part": part,
                    "approved": approved,
                }
                for day, part, approved in (
                    (2, "am", "true"),
                    (3, "pm", "true"),
                    (7, "full", ""),
                    (8, "full", "true"),
                )
            ],
        ),
    ),
}


def scenario(name: str) -> mr.Result:
    """The result of one of the people."""
    month, tables = SCENARIOS[name]
    return compute(month, tables)


def golden(name: str, lang: str) -> Path:
    """Where the explanation of one of the people is kept."""
    return DATA / f"{name}.{lang}.txt"


def main() -> None:
    """Write the golden files anew; read the difference before it is kept."""
    for name in SCENARIOS:
        for lang in ("id", "en"):
            golden(name, lang).write_text(scenario(name).explain(lang), "utf-8")


if __name__ == "__main__":
    main()
