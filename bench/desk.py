"""The regulator's desk: a draft compared over a history, and an audit of every regulation.

    python bench/desk.py                                  # 36 months of 10,000 people
    python bench/desk.py --people 1000 --months 3 --keep
    python bench/desk.py --only audit

The history is that of `examples/make_history.py`, a pack for each month; the draft is an example.
`masker compare` runs as a process of its own, from reading the packs to the written report.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import results

from masker_rules.engine.profile import load_profile
from masker_rules.periods import Month
from masker_rules.profiles import known_ids
from masker_rules.review.audit import audit
from masker_rules.testing.cases import alone

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
FIRST = Month(2024, 1)
LAW = "id/kab-banggai-kepulauan"
DRAFT = EXAMPLES / "drafts" / "half-and-half.yaml"


def main() -> None:
    """Measure, print, and write the sections of RESULTS.md."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--people", type=int, default=10_000)
    options.add_argument("--months", type=int, default=36)
    options.add_argument(
        "--history", type=Path, help="packs of those months, by name of the month"
    )
    options.add_argument("--only", choices=("compare", "audit"), help="instead of both")
    options.add_argument("--keep", action="store_true", help="leave RESULTS.md as it is")
    options.add_argument("--note", default="", help="what else the machine did")
    asked = options.parse_args()
    head = "; ".join(filter(None, (results.machine(), asked.note))) + "."
    sections = {}
    if asked.only != "audit":
        with tempfile.TemporaryDirectory() as scratch:
            text = compared(asked.history or made(Path(scratch), asked), asked, Path(scratch))
        sections["A draft compared over a history"] = f"{head}\n\n{text}"
    if asked.only != "compare":
        sections["Audits of the shipped regulations"] = f"{head}\n\n{audited()}"
    for title, text in sections.items():
        print(f"## {title}\n\n{text}\n", flush=True)
        if not asked.keep:
            results.keep(title, text)


def months_of(count: int) -> list[Month]:
    """So many months from the first on."""
    return [FIRST.plus(number) for number in range(count)]


def made(folder: Path, asked: argparse.Namespace) -> Path:
    """The history, a pack for each month: memory holds one."""
    home = folder / "history"
    for month in months_of(asked.months):
        script = [sys.executable, str(EXAMPLES / "make_history.py"), str(home / str(month))]
        people = ["--people", str(asked.people), "--months", "1", "--first", str(month)]
        subprocess.run([*script, *people], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return home


def compared(history: Path, asked: argparse.Namespace, scratch: Path) -> str:
    """One draft over the history, to the report."""
    months = months_of(asked.months)
    report = scratch / "report.html"
    command = [sys.executable, "-m", "masker_rules.cli", "compare", str(history), "--baseline"]
    command += [LAW, "--overlay", str(DRAFT), "--period", f"{months[0]}..{months[-1]}"]
    command += ["--out", str(report), "--quiet"]
    begun, before = time.monotonic(), os.times()
    subprocess.run(command, check=True)  # noqa: S603
    seconds, after = time.monotonic() - begun, os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    count = asked.people * asked.months
    peak = results.peak_of_children() // 2**20
    told = {
        "months × people": f"{asked.months} × {asked.people:,}",
        "seconds": f"{seconds:,.0f}",
        "CPU seconds": f"{cpu:,.0f}",
        "person-months a CPU second, both sides": f"{2 * count / cpu:,.0f}",
        "peak MiB": f"{peak:,}",
        "report MiB": f"{report.stat().st_size / 2**20:.1f}",
    }
    return results.table(list(told), [list(told.values())])


def audited() -> str:
    """Every regulation of the package: everything asked, nothing kept from the one before."""
    rows, kinds = [], dict[str, Counter[bool]]()
    for ref in known_ids():
        profile = alone(load_profile(ref))
        begun = time.process_time()
        found = audit(profile)
        spent = time.process_time() - begun
        # A cure is looked for, and tried, where it is asked for.
        cured = Counter((one.code, one.change is not None) for one in found)
        in_all = time.process_time() - begun
        for (code, is_cured), count in cured.items():
            kinds.setdefault(code, Counter())[is_cured] += count
        sums = len(found.warnings), len(found.notes)
        tried = sum(count for (_, is_cured), count in cured.items() if is_cured)
        rows.append((ref, f"{spent:.1f}", f"{in_all:.1f}", *map(str, (*sums, tried))))
        print(*rows[-1], *(code for code, is_cured in cured if not is_cured), flush=True)
    heads = ("regulation", "CPU seconds", "with cures", "warnings", "notes", "with a tried cure")
    by_kind = [(code, str(of[True]), str(of[False])) for code, of in sorted(kinds.items())]
    cures = results.table(("finding", "with a tried cure", "without, and why is told"), by_kind)
    return f"{results.table(heads, rows)}\n\n{cures}"


if __name__ == "__main__":
    main()
