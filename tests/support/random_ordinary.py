"""Random packs in which most people lead ordinary lives, so that frames compute them.

`random_packs` draws everything that offices do, for everybody; nearly all of its people have
something that is handed over to the reference engine. Here the rare is taken away from most of
them again, and what is missing is filled in: their months show whether the engines agree.
"""

from __future__ import annotations

from random import Random

from random_packs import AMOUNTS, COMPONENTS, PREDICATES, Row, Tables

__all__ = ["ordinary"]

#: Tables of things that happen to few; of an ordinary life one row in ten is left.
RARE = ("rosters", "away", "sanctions", "assignments", "carried", "deductions")
MEASURES = {
    "capaian": ("100", "90%", "89.999999", "60.5"), "target_minutes": ("6750", "450"),
    "skp": ("90", "75.5", "49.999999"), "perilaku": ("90", "60"), "predikat": PREDICATES[:5],
    "hasil_kerja": ("di_atas", "sesuai"), "perilaku_rating": ("sesuai", "di_bawah"),
    "kinerja_opd": ("100", "85"), "serapan_anggaran": ("100", "79.999999"),
    "working_days": ("20", "22"), "indeks_kapasitas": ("1", "0.85"),
}  # fmt: skip
#: Cells of the employees row that rules ask for.
CELLS = {
    "grade": (), "job_class": ("5", "8", "11"), "position": ("analis",),
    "position_kind": ("pelaksana", "struktural"), "unit": ("dinas_a", "puskesmas"),
    "tax_status": ("TK/0", "K/3"), "education": ("S1", "SMA"), "npwp": ("true", "false"),
    "staff_group": ("office", "teacher"),
}  # fmt: skip
#: Grades of those who have one.
GRADES = {"PPPK": ("V", "IX"), **dict.fromkeys(("PNS", "CPNS"), ("II/c", "III/d", "IV/b"))}


def ordinary(rng: Random, tables: Tables, months: list[str], share: float) -> Tables:
    """The tables with a share of the people made ordinary; `months` are those computed."""
    nips = sorted({row["nip"] for row in tables["employees"]})
    chosen = {nip for nip in nips if rng.random() < share}
    made = {table: list(rows) for table, rows in tables.items()}
    for table in RARE:
        made[table] = [
            row for row in made.get(table, []) if row["nip"] not in chosen or rng.random() < 0.1
        ]
    made["outages"] = [{**row, "device": ""} for row in made.get("outages", [])]
    made["employees"] = _employed(rng, made["employees"], chosen)
    made["absences"] = _apart(made.get("absences", []), chosen)
    made["amounts"] = _all_amounts(rng, made.get("amounts", []), sorted(chosen))
    made["scores"] = _all_scores(rng, made.get("scores", []), sorted(chosen), months)
    return {table: rows for table, rows in made.items() if rows or table in tables}


def _employed(rng: Random, rows: list[Row], chosen: set[str]) -> list[Row]:
    """One whole row for each of the chosen, in service all the time."""
    seen: set[str] = set()
    kept = []
    for row in rows:
        nip = row["nip"]
        if nip not in chosen:
            kept.append(row)
            continue
        if nip in seen:
            continue
        seen.add(nip)
        one = {k: v for k, v in row.items() if k not in {"valid_from", "valid_until"}}
        one.pop("service_end", None)
        one["service_start"] = rng.choice(("2010-01-01", "2025-11-03"))
        if one["schedule"] == "tidak_ada":
            one["schedule"] = ""
        for cell, texts in CELLS.items():
            if not one.get(cell):
                own = GRADES.get(one["category"], ()) if cell == "grade" else texts
                one[cell] = rng.choice(own) if own else ""
        kept.append(one)
    return kept


def _apart(rows: list[Row], chosen: set[str]) -> list[Row]:
    """Absences of the chosen that do not touch each other: the first of each month."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for row in sorted(rows, key=lambda row: (row["from"], str(sorted(row.items())))):
        key = (row["nip"], row["from"][:7])
        if row["nip"] in chosen:
            if key in seen:
                continue
            seen.add(key)
            kept.append({**row, "approved": row.get("approved") or "true"})
            continue
        kept.append(row)
    return kept


def _all_amounts(rng: Random, rows: list[Row], chosen: list[str]) -> list[Row]:
    """An amount of each component, of most of the chosen one that holds all the time."""
    steady = {nip for nip in chosen if rng.random() < 0.9}
    rows = [
        {cell: text for cell, text in row.items() if cell != "valid_until"}
        if row.get("nip") in steady
        else row
        for row in rows
        if row.get("nip") not in steady or "valid_from" not in row
    ]
    known = {(row.get("nip"), row["component"]) for row in rows}
    for nip in chosen:
        for component in COMPONENTS:
            if (nip, component) in known or (component == "tpp" and rng.random() < 0.5):
                continue
            amount = "80%" if component == "payment_percent" else str(rng.choice(AMOUNTS))
            rows.append({"component": component, "nip": nip, "amount": amount})
    return rows


def _all_scores(rng: Random, rows: list[Row], chosen: list[str], months: list[str]) -> list[Row]:
    """A score of every measure for the month, its quarter and year, and those before."""
    known = {(row.get("nip"), row["period"], row["measure"]) for row in rows}
    for month in months:
        year, number = (int(part) for part in month.split("-"))
        quarter = (number - 1) // 3 + 1
        before = f"{year}-Q{quarter - 1}" if quarter > 1 else f"{year - 1}-Q4"
        periods = (month, f"{year}-Q{quarter}", str(year), before, str(year - 1))
        for nip in chosen:
            for measure, texts in MEASURES.items():
                for period in periods:
                    if (nip, period, measure) in known:
                        continue
                    known.add((nip, period, measure))
                    row = {"period": period, "measure": measure, "value": rng.choice(texts)}
                    rows.append({**row, "nip": nip})
    return rows
