"""Random packs in which employees rows, amounts, scores, salaries and carried state vary."""

from __future__ import annotations

import random
from typing import Any

from regulations import regulation

from masker_rules.facts import Pack

UNITS, POSITIONS, GROUPS = ["Dinas A", "Dinas B"], ["Analis", "Guru"], ["office", "teacher"]
GRADES = ["I/a", "II/c", "III/d", "IV/e"]
CATEGORIES = ["PNS"] * 8 + ["CPNS", "PPPK", "NON_ASN", ""]
EDGES = ["2025-12-31", "2026-05-31", "2026-06-01", "2026-06-15", "2026-07-31", "2026-08-01"]
PERIODS = ["2025", "2026", "2026-Q1", "2026-Q2", "2026-05", "2026-06", "2026-07"]
MONEY = ["0", "1000000", "2500000.50", "3000000", "900719925474099200", "5000000000000"]
NUMBERS = ["0", "1", "1.5", "2.25", "99999999"]
PERCENTS = ["80%", "100%", "0", "12.345678%", "1.2345678%", "20000%"]

#: What formulas read of the person and the month, as counts so that nothing of it is needed.
COUNTED = {
    "served": "if months_of_service exists then months_of_service else 999",
    "days_served": "days_in_service",
    "moment": "year * 100 + month_of_year + days",
    "long": "if service_start exists and service_start < first_day then 1 else 0",
    "own_class": "if job_class exists then job_class else 99",
    "lowest": "if lowest_class exists then lowest_class else 99",
    "taxed": "if npwp then 1 else 0",
    "told": "if position exists and unit exists and education exists then 1 else 0",
    "status": "if tax_status exists then 1 else 0",
    "teacher": "if staff_group = teacher then 1 else 0",
    "kind": "if position_kind exists then 1 else 0",
    "third": "if golongan exists and golongan = III then 1 else 0",
}
INPUTS = {
    "tpp": {"from": "amounts.tpp", "type": "money"},
    "beban": {"from": "amounts.beban_kerja", "type": "money", "missing": "Rp 0"},
    "harga": {"from": "amounts.unit_price", "type": "number", "missing": "1"},
    "bayar": {"from": "amounts.payment_percent", "type": "percent", "missing": "100%"},
    "capaian": {"from": "scores.capaian", "type": "percent"},
    "lalu": {
        "from": "scores.capaian", "type": "percent", "of": "previous quarter", "missing": "50%",
    },
    "setahun": {"from": "scores.capaian", "type": "percent", "of": "year", "missing": "90%"},
    "predikat": {
        "from": "scores.predikat", "type": "word predikat", "of": "quarter", "missing": "baik",
    },
    "menit": {"from": "scores.target_minutes", "type": "minutes", "missing": "0m"},
    "gaji": {"from": "salaries.gross", "type": "money", "missing": "Rp 0"},
    "pajak": {"from": "salaries.tax", "type": "money", "of": "previous month", "missing": "Rp 5"},
    "hari": {"from": "carried.unexcused_days", "type": "count", "of": "year"},
    "sisa": {"from": "carried.balance", "type": "money", "missing": "Rp 0"},
    "sisa_lalu": {
        "from": "carried.balance", "type": "money", "of": "previous year", "missing": "Rp 7",
    },
}  # fmt: skip
WORDS = {"carried.key": {"balance": "new"}}
SCORE = (
    "capaian * harga * bayar * lalu * setahun"
    " * (if predikat = baik and menit < 60m then 100% else 50%)"
)


def reader(**blocks: Any) -> dict[str, Any]:
    """A regulation that reads every kind of input and of fact."""
    total = {"score": SCORE, "at_most": "none", "round": "Rp 1"}
    return regulation(
        **{
            "inputs": INPUTS,
            "words": WORDS,
            "amount": "tpp + beban + gaji + pajak + sisa + sisa_lalu + hari * Rp 1.000",
            "counts": COUNTED,
            "parts": {"total": total},
            **blocks,
        }
    )


def random_pack(seed: int, people: int = 12) -> Pack:
    """Employees of every kind, with rows of every table that month facts are read from."""
    rng = random.Random(seed)  # noqa: S311  (a world that can be made again)
    return Pack(**_World(rng, people).tables())


class _World:
    def __init__(self, rng: random.Random, people: int) -> None:
        self.rng = rng
        self.nips = [f"1985{number:04d}2010011001" for number in range(101, 101 + people)]

    def maybe(self, values: list[str], often: float = 0.5) -> str:
        return self.rng.choice(values) if self.rng.random() < often else ""

    def span(self, often: float) -> dict[str, str]:
        first, last = sorted((self.maybe(EDGES, often), self.maybe(EDGES, often)))
        if not first and self.rng.random() < 0.5:
            first, last = last, first
        return {"valid_from": first, "valid_until": last}

    def tables(self) -> dict[str, list[dict[str, str]]]:
        rng = self.rng
        found: dict[str, list[dict[str, str]]] = {
            "employees": [row for nip in self.nips for row in self.employee(nip)],
            "amounts": [row for nip in self.nips for row in self.amounts({"nip": nip}, 0.8)],
            "scores": [row for nip in self.nips for row in self.scores({"nip": nip}, 0.3)],
            "salaries": [row for nip in self.nips for row in self.salaries(nip)],
            "carried": [row for nip in self.nips for row in self.carried(nip)],
            "deductions": [row for nip in self.nips for row in self.deductions(nip)],
            "punches": [
                {"nip": self.nips[0], "time": f"2026-{month:02d}-06 08:00", "kind": "in"}
                for month in range(1 if rng.random() < 0.7 else 5, 6)
            ],
            "activities": [],
            "absences": [],
        }
        for unit in UNITS:
            found["scores"] += self.scores({"unit": unit}, 0.3)
        found["scores"] += self.scores({}, 0.8)
        for number in range(3, 9):
            found["amounts"] += self.amounts({"job_class": str(number)}, 0.6)
        for position in POSITIONS:
            found["amounts"] += self.amounts({"position": position}, 0.3)
        if rng.random() < 0.5:
            found["events"] = []
        if rng.random() < 0.2:
            found.pop(rng.choice(["salaries", "carried", "deductions", "scores"]))
        return found

    def employee(self, nip: str) -> list[dict[str, str]]:
        rng = self.rng
        row = {
            "nip": nip,
            "name": f"Pegawai {nip[4:8]}",
            "category": rng.choice(CATEGORIES),
            "grade": self.maybe(GRADES, 0.9),
            "job_class": self.maybe(["3", "5", "8", "9"], 0.9),
            "position": self.maybe(POSITIONS),
            "position_kind": self.maybe(["pelaksana"], 0.5),
            "staff_group": self.maybe(GROUPS),
            "unit": self.maybe(UNITS, 0.8),
            "service_start": self.maybe(["2026-06-01", "2010-01-31", "2024-02-29"], 0.6),
            "service_end": self.maybe(["2026-06-30", "2026-06-10"], 0.05),
            "tax_status": self.maybe(["K/1"]),
            "npwp": self.maybe(["true", "false"]),
            "education": self.maybe(["S1"]),
        }
        if rng.random() < 0.85:
            return [{**row, **self.span(0.05)}]
        second = {**row, "job_class": "5", "unit": UNITS[0]}
        return [{**row, **self.span(0.3)}, {**second, **self.span(0.8)}]

    def amounts(self, owner: dict[str, str], often: float) -> list[dict[str, str]]:
        rng = self.rng
        values = {
            "tpp": MONEY, "beban_kerja": MONEY, "unit_price": NUMBERS, "payment_percent": PERCENTS,
        }  # fmt: skip
        found = []
        for component, amounts in values.items():
            while rng.random() < often:
                often_plain = rng.choice(amounts[:2])
                amount = rng.choice(amounts) if rng.random() < 0.05 else often_plain
                row = {**owner, "component": component, "amount": amount}
                row |= {"unit": self.maybe(UNITS, 0.05), "staff_group": self.maybe(GROUPS, 0.05)}
                found.append({**row, **self.span(rng.choice([0, 0, 0, 0.4]))})
                if rng.random() < 0.9:
                    break
        return found

    def scores(self, owner: dict[str, str], often: float) -> list[dict[str, str]]:
        rng = self.rng
        found = []
        for period in PERIODS:
            for measure, values in (
                ("capaian", PERCENTS), ("predikat", ["baik", "kurang", "tidak_ada"]),
                ("target_minutes", ["30", "90", "1.5", "0.123"]),
            ):  # fmt: skip
                while rng.random() < often:
                    plain = values[0]
                    value = rng.choice([*values, ""]) if rng.random() < 0.1 else plain
                    row = {"period": period, "measure": measure, "value": value}
                    found.append({**owner, **row})
                    if rng.random() < 0.97:
                        break
        return found

    def salaries(self, nip: str) -> list[dict[str, str]]:
        return [
            {"nip": nip, "period": period, "gross": self.maybe(MONEY[:2], 0.98),
             "tax": self.maybe(MONEY[:2], 0.98)}
            for period in ("2026-05", "2026-06", "2026-07")
            for _ in range(self.rng.choice([0] + [1] * 20 + [2]))
        ]  # fmt: skip

    def carried(self, nip: str) -> list[dict[str, str]]:
        return [
            {"nip": nip, "period": period, "key": key, "value": self.rng.choice(values)}
            for period in ("2025-03", "2025-12", "2026-01", "2026-06")
            for key, values in (
                ("unexcused_days", ["0", "2", "3", "0.5"]),
                ("balance", ["1000", "2500.5", "99"]),
                ("overpayment", ["0", "1000", "250000"]),
            )
            if self.rng.random() < 0.2
        ]

    def deductions(self, nip: str) -> list[dict[str, str]]:
        return [
            {"nip": nip, "period": period, "code": code, "amount": self.rng.choice(MONEY[:2])}
            for period in ("2026-06", "2026-07")
            for code in ("zakat", "koperasi", "iuran")
            if self.rng.random() < 0.3
        ]
