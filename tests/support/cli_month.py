"""A month of three people, small enough to redo by hand."""

from __future__ import annotations

from datetime import date, timedelta

PAID, UNKNOWN, OTHER = "198501012010011001", "199003152015032992", "200001012024012003"
PROFILE = "id/kab-bulukumba"
# 10 minutes late on one day cost 0.5% of the discipline part, which is 40% of 4,000,000.
GROSS = 4_000_000 - 8_000
HEALTH = 40_000  # 1% of the full amount
TAX = 197_600  # 5% of 3,992,000 - 40,000
NET = GROSS - HEALTH - TAX


def tables():
    """Attendance without fault in July 2026 but for ten minutes; one target is unknown."""
    people = [
        {"nip": PAID, "name": "Contoh Satu", "category": "PNS", "grade": "III/d"},
        {"nip": UNKNOWN, "name": "Contoh Dua", "category": "PNS", "grade": "III/a"},
        {"nip": OTHER, "name": "Contoh Tiga", "category": "NON_ASN", "grade": ""},
    ]
    nips = [person["nip"] for person in people]
    days = [date(2026, 7, 1) + timedelta(days=n) for n in range(31)]
    return {
        "employees": [{**person, "staff_group": "office", "unit": "DINAS"} for person in people],
        "punches": [row for nip in nips for day in days for row in _punches(nip, day)],
        "amounts": [
            {"nip": nip, "component": component, "amount": amount}
            for nip in nips
            for component, amount in (("tpp", "4000000"), ("payment_percent", "100"))
        ],
        "scores": [
            {"nip": nip, "period": "2026-07", "measure": "target_minutes", "value": "6000"}
            for nip in nips
            if nip != UNKNOWN
        ],
        "activities": [
            {"nip": nip, "date": "2026-07-31", "minutes": "6000", "status": "approved"}
            for nip in nips
        ],
        "events": [],
        "attendance_at_events": [],
    }


def _punches(nip, day):
    if day.weekday() > 4:
        return
    late = 10 if (nip, day.day) == (PAID, 2) else 0
    yield {"nip": nip, "time": f"{day} 07:{30 + late}", "kind": "in"}
    yield {
        "nip": nip,
        "time": f"{day} {'15:30' if day.weekday() == 4 else '16:00'}",
        "kind": "out",
    }
