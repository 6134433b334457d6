"""A small regulation, four people and two months, of which every rupiah can be worked out by hand.

Discipline is 40 of 100 of the amount. Ani (1,000,000) is late by 10 minutes on one day of July;
Budi (2,000,000) is absent on one day of July and on none of August; Cici (3,000,000) is never
late; Didi's amount is not known, so that both months are incomplete.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

ANI, BUDI, CICI, DIDI = (f"19850101201001100{number}" for number in range(1, 5))
PERIOD = "2026-07..2026-08"

REGULATION: dict[str, Any] = {
    "profile": {
        "language": "1",
        "id": "id/kab-contoh/perbup-1-2026",
        "title": "TPP Kabupaten Contoh",
        "status": "operated",
        "zone": "Asia/Makassar",
        "in_force": "2026-01-01..",
        "rounding": "half_up",
        "source": "perbup",
    },
    "sources": {
        "perbup": {"title": "Perbup Contoh 1/2026", "kind": "regulation", "confirmed": "yes"}
    },
    "hours": {"office": {"normal": {"mon..fri": "07:30..16:00"}}},
    "amount": "tpp",
    "parts": {
        "productivity": {"label": "Produktivitas", "weight": "60%", "round": "Rp 1"},
        "discipline": {"label": "Disiplin", "weight": "40%", "round": "Rp 1"},
    },
    "rules": {
        "late": {
            "label": "Terlambat",
            "each": "late",
            "cut": {"1m..30m": "0.5%", "31m..": "1%"},
            "of": "discipline",
            "source": "perbup pasal 5",
        },
        "alpa": {
            "label": "Alpa",
            "each": "alpa",
            "cut": "3%",
            "of": "discipline",
            "source": "perbup pasal 6",
        },
    },
}


def tables() -> dict[str, list[dict[str, str]]]:
    """The pack."""
    people = ((ANI, "Ani", "Dinas A", "III/a"), (BUDI, "Budi", "Dinas A", "IV/a"),
              (CICI, "Cici", "Dinas B", "III/b"), (DIDI, "Didi", "Dinas B", "III/c"))  # fmt: skip
    punches = []
    for nip, *_ in people:
        day = dt.date(2026, 7, 1)
        while day < dt.date(2026, 9, 1):
            absent = nip == BUDI and day == dt.date(2026, 7, 8)
            if day.isoweekday() < 6 and not absent:
                late = nip == ANI and day == dt.date(2026, 7, 7)
                begin = "07:40" if late else "07:20"
                punches += [
                    {"nip": nip, "time": f"{day} {clock}", "kind": kind}
                    for clock, kind in ((begin, "in"), ("16:10", "out"))
                ]
            day += dt.timedelta(days=1)
    return {
        "employees": [
            {"nip": nip, "name": name, "category": "PNS", "grade": grade, "unit": unit,
             "job_class": "7"}
            for nip, name, unit, grade in people
        ],
        "punches": punches,
        "amounts": [
            {"component": "tpp", "nip": nip, "amount": amount}
            for nip, amount in ((ANI, "1000000"), (BUDI, "2000000"), (CICI, "3000000"))
        ],
    }  # fmt: skip
