"""What a regulation has beside one person and one calendar month, laid over a drawn one.

It is drawn apart, so that all else of a regulation is the same with it and without.
"""

from __future__ import annotations

from random import Random
from typing import Any

__all__ = ["lay_beside"]

Section = dict[str, Any]
SOURCE = "perbup pasal 7"
#: Whose amount: of a class, of a post, of nobody; and what of it is paid beside.
CLASSES = (
    "7", "if job_class exists then job_class else 8", "if category = PNS then 9 else none",
    "if job_class exists then (if job_class < 9 then job_class + 1 else none) else 6",
)  # fmt: skip
OF_ANOTHER = ("min(amount_lain; Rp 500.000)", "amount_lain * 10%")
POINTS = (
    "count(status = present)", "if job_class exists then job_class else 3", "days_in_service",
    "count(activity where activity.status = approved)", "2",
)  # fmt: skip
OF_POOL = ("bagian_bersama", "min(bagian_bersama; Rp 400.000)", "poin_bersama * Rp 1.000",
           "orang_bersama * Rp 7.000")  # fmt: skip


def lay_beside(rng: Random, found: Section) -> Section:
    """The regulation with, now and then, another's amount, a pool, or months that are cut off."""
    if rng.random() < 0.1:
        _another(rng, found)
    if rng.random() < 0.08:
        _pool(rng, found)
    if rng.random() < 0.06:
        days = rng.choice(("21..20", "16..15", "26..25"))
        found["performance_month"] = {"days": days, "source": SOURCE}
        if rng.random() < 0.5:
            found["performance_month"]["tables"] = {"activities": "calendar"}
    if "shifts" in found and rng.random() < 0.2:
        found["rosters"] = rng.choice(("days", "month"))
    return found


def _paid(found: Section, name: str, formula: str) -> None:
    line = {"kind": "addition", "is": formula, "round": "Rp 1 down", "source": SOURCE}
    found.setdefault("pay", {})[name] = line


def _another(rng: Random, found: Section) -> None:
    whose: Section = {"job_class": rng.choice(CLASSES)}
    if rng.random() < 0.3:
        whose["position"] = "kepala_bidang"
    component = rng.choice(("tpp", "tpp", "beban_kerja"))
    entry: Section = {"from": f"amounts.{component}", "type": "money", "for": whose}
    if rng.random() < 0.3:
        entry["missing"] = "Rp 250.000"
    found.setdefault("inputs", {})["amount_lain"] = entry
    formula = rng.choice(OF_ANOTHER)
    if "none" in whose["job_class"]:
        formula = f"if amount_lain exists then {formula} else Rp 0"
    _paid(found, "tambahan_lain", formula)


def _pool(rng: Random, found: Section) -> None:
    pool: Section = {
        "points": rng.choice(POINTS),
        "amount": rng.choice(("Rp 10.000.000", "Rp 1.000.001")),
        "source": SOURCE,
    }
    choices = (
        ("of", 0.5, ("everybody", "unit")), ("missing", 0.3, ("0", "1")),
        ("for", 0.4, ("category in (PNS; CPNS)", "days_in_service > 10", "education exists")),
        ("label", 0.3, ("dana bersama",)), ("note", 0.2, ("contoh",)), ("fixed", 0.2, ("yes",)),
    )  # fmt: skip
    for key, share, words in choices:
        if rng.random() < share:
            pool[key] = rng.choice(words)
    if rng.random() < 0.3:
        pool |= {"rest": "first by rank", "rank": "days_in_service"}
    elif rng.random() < 0.3:
        pool["rest"] = "largest remainder"
    found["pools"] = {"bersama": pool}
    found.setdefault("inputs", {}).update(
        bagian_bersama={"from": "pools.bersama", "type": "money"},
        poin_bersama={"from": "pools.bersama.points", "type": "number"},
        orang_bersama={"from": "pools.bersama.people", "type": "count"},
    )
    _paid(found, "tambahan_bersama", rng.choice(OF_POOL))
