"""Six people and one year: what was paid from January to October 2026, and what is known later.

Everybody has Rp 1,000,000 a month. A day without leave (alpa) costs 3 %; three in two months cost
5 % more; four in one month leave nothing.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import date

from regulations import discipline, working_days

ANI, BUDI, CICI, DEDE, EKA, FAJAR = (f"1985010120100110{n:02d}" for n in range(1, 7))
YEAR = "2026-01..2026-10"
LETTER = "800/17/2026"


def law(cut="3%"):
    return discipline(
        absent={"each": "alpa", "cut": cut, "of": "discipline"},
        often={
            "each": "month",
            "when": "count(status = alpa over last 2 months) >= 3",
            "cut": "5%",
            "of": "discipline",
        },
        none={
            "each": "month",
            "when": "count(status = alpa over month) >= 4",
            "zero": "everything",
        },
    )


#: Days on which nobody of these punched.
AWAY = {
    ANI: [
        date(2026, 2, 4),
        date(2026, 2, 5),
        date(2026, 2, 6),
        date(2026, 2, 9),
        date(2026, 3, 10),
    ],
    BUDI: [date(2026, 5, 20)],
    CICI: [date(2026, 4, 8)],
    EKA: [date(2026, 1, day) for day in (12, 13, 14, 15)],
}


def leave(nip, first, last):
    return {
        "nip": nip, "code": "cuti_tahunan", "from": f"{first}", "until": f"{last}",
        "document": LETTER, "approved": "true",
    }  # fmt: skip


def then():
    """The pack as it was known when the months were paid."""
    people = (ANI, BUDI, CICI, DEDE, EKA, FAJAR)
    punches = [
        {"nip": nip, "time": f"{day} {clock}", "kind": kind}
        for nip in people
        for month in range(1, 11)
        for day in working_days(2026, month)
        if day not in AWAY.get(nip, ())
        for kind, clock in (("in", "08:00"), ("out", "16:00"))
    ]
    amounts = [{"nip": nip, "component": "tpp", "amount": "1000000"} for nip in people]
    amounts[-1]["unit"] = "a"
    amounts.append({"nip": FAJAR, "component": "tpp", "amount": "1220000", "unit": "b"})
    return {
        "employees": [
            {
                "nip": nip, "name": f"Uji {nip[-1]}", "category": "PNS", "grade": "III/d",
                "unit": "a", "service_start": "2026-01-01", "valid_from": "2026-01-01",
            }
            for nip in people
        ],
        "punches": punches,
        "amounts": amounts,
        "absences": [leave(EKA, "2026-01-12", "2026-01-15")],
        "scores": [], "activities": [], "events": [], "calendar": [], "carried": [],
    }  # fmt: skip


def now():
    """What is known in November."""
    made = deepcopy(then())
    # A late letter excuses three of Ani's four days in February.
    made["absences"] = [leave(ANI, "2026-02-04", "2026-02-06")]  # and Eka's was forged
    # The calendar is amended: the 20th of May was a holiday.
    made["calendar"] = [
        {"date": "2026-05-20", "kind": "holiday", "name": "Libur", "decree": "SK 2"}
    ]
    # The amount of Dede's post was raised from June on.
    made["amounts"] += [
        {"nip": DEDE, "component": "tpp", "amount": "1100000", "valid_from": "2026-06-01"}
    ]
    # Fajar moved to unit b on the 16th of October.
    made["employees"] += [
        {**made["employees"][-1], "unit": "b", "valid_from": "2026-10-16"},
    ]
    return made
