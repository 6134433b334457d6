"""Times and memory of a rapel: 5,000 people, every tenth with a letter that came late.

    python bench/rapel.py [--copies 125]

Each step is a process of its own: the month as it was paid, its recording, recording it again, and
the rapel with the ledger and the old pack, on copies of the people of the Banggai example.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from pathlib import Path

from papers import copied, measured
from results import keep, machine, table

PROFILE = ("--profile", "id/kab-banggai-kepulauan", "--period", "2026-03")
PAID = ("--pay-month", "2026-04", "--document", "SP2D 1")


def late_letters(pack: Path, every: int = 10) -> int:
    """Add a letter for every tenth person; how many."""
    with (pack / "employees.csv").open(encoding="utf-8", newline="") as stream:
        nips = list(dict.fromkeys(row["nip"] for row in csv.DictReader(stream)))
    with (pack / "absences.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    added = [
        {**dict.fromkeys(rows[0], ""), "nip": nip, "code": "dinas_luar", "from": "2026-03-02",
         "until": "2026-03-31", "document": "800/1/2026", "approved": "true"}
        for nip in nips[::every]
    ]  # fmt: skip
    with (pack / "absences.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*rows[0]])
        writer.writeheader()
        writer.writerows([*rows, *added])
    return len(added)


def main() -> None:
    """Measure each step and keep the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--copies", type=int, default=125)
    parser.add_argument("--keep", action="store_true", help="put the figures into RESULTS.md")
    asked = parser.parse_args()
    copies = asked.copies
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        old, new = home / "old", home / "new"
        for pack in (old, new):
            pack.mkdir()
            people = copied(pack, copies)
        letters = late_letters(new)
        result, ledger = home / "paid.json", home / "ledger.jsonl"
        kept = ("--ledger", str(ledger))
        steps = {
            "the month, as JSON": ("compute", old, *PROFILE, "--format", "json", "--out", result),
            "recorded": ("ledger", "record", result, *kept, *PAID),
            "recorded again": ("ledger", "record", result, *kept, *PAID),
            "rapel with ledger and old pack": (
                "rapel", new, *PROFILE, *kept, "--against", old, "--format", "json",
                "--out", home / "rapel.json",
            ),
        }  # fmt: skip
        rows = []
        for name, words in steps.items():
            wall, cpu, peak = measured([str(word) for word in words])
            rows.append([name, f"{wall:.1f}", f"{cpu:.1f}", f"{peak:,.0f}"])
    told = table(["step", "wall s", "CPU s", "MiB"], rows)
    told += f"\n\n{people:,} people, {letters:,} letters. {machine()}"
    sys.stdout.write(told + "\n")
    if asked.keep:
        keep("Rapel of 5,000 people", told)


if __name__ == "__main__":
    main()
