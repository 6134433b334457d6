"""Times and memory of all papers of a month: 5,000 people in 40 units, as workbooks and as PDF.

    python bench/papers.py [--copies 125] [--keep]

Each format is one run of `masker papers` in a process of its own, on people who are copies of
those of the Banggai example.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from results import keep, machine, table

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "examples" / "banggai-kepulauan-2026-03" / "pack"
UNITS = 40
RUN = "from masker_rules.cli import main; main()"


def copied(target: Path, copies: int) -> int:
    """Write a pack of so many copies of everybody; how many people there are."""
    tables = {}
    for file in sorted(SOURCE.glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as stream:
            tables[file.name] = list(csv.DictReader(stream))
    nips = list(dict.fromkeys(row["nip"] for row in tables["employees.csv"]))
    made = [{nip: _nip(nip, at * len(nips) + i) for i, nip in enumerate(nips)}
            for at in range(copies)]  # fmt: skip
    for name, rows in tables.items():
        if not rows:
            continue
        of_people = "nip" in rows[0]
        with (target / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, [*rows[0]])
            writer.writeheader()
            for at, own in enumerate(made if of_people else made[:1]):
                for row in rows:
                    new = dict(row)
                    if row.get("nip"):
                        if row["nip"] not in own:
                            continue
                        new["nip"] = own[row["nip"]]
                    if name == "employees.csv":
                        new["unit"] = f"Dinas Contoh {at % UNITS + 1}"
                    writer.writerow(new)
    return copies * len(nips)


def _nip(like: str, number: int) -> str:
    """Another NIP of the same date of appointment and sex."""
    day, month = number % 28 + 1, number // 28 % 12 + 1
    return f"{like[:4]}{month:02}{day:02}{like[8:15]}{number // 336 % 999 + 1:03}"


def measured(words: Sequence[str]) -> tuple[float, float, float]:
    """Seconds, CPU seconds and peak MiB of one run of `masker`; not settled (1) is done, too."""
    begin = time.perf_counter()
    command = [sys.executable, "-c", RUN, *words, "--quiet"]
    with_pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    child = subprocess.Popen(command, **with_pipes)  # noqa: S603  (our own command)
    assert child.stderr is not None
    said = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) not in {0, 1}:
        raise SystemExit(said.decode()[-2000:])
    seconds = time.perf_counter() - begin
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def ran(pack: Path, out: Path, format: str) -> tuple[float, float, float, int]:
    """What one run measured, and how many files it wrote."""
    words = [
        "papers", str(pack), "--profile", "id/kab-banggai-kepulauan", "--period", "2026-03",
        "--out", str(out), "--format", format,
    ]  # fmt: skip
    return *measured(words), len([*out.glob(f"*.{format}")])


def main() -> None:
    """Measure both formats and keep the figures."""
    options = argparse.ArgumentParser()
    options.add_argument("--copies", type=int, default=125)
    options.add_argument("--keep", action="store_true", help="put the figures into RESULTS.md")
    asked = options.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        pack = Path(folder) / "pack"
        pack.mkdir()
        people = copied(pack, asked.copies)
        for kind in ("xlsx", "pdf"):
            out = Path(folder) / kind
            seconds, cpu, peak, files = ran(pack, out, kind)
            told = f"{seconds:,.0f}", f"{cpu:,.0f}", f"{peak:,.0f}"
            rows.append((kind, f"{people:,}", f"{files:,}", *told))
    text = table(["format", "people", "files", "seconds", "CPU seconds", "peak MiB"], rows)
    print(text)
    if asked.keep:
        about = (
            f"{machine()}; `masker papers`, all papers of {UNITS} units but slips, a process "
            "for each format, computing included, with other work on the machine."
        )
        keep("Papers of 5,000 people", f"{about}\n\n{text}")


if __name__ == "__main__":
    main()
