"""How long an office of 5,000 people waits for what can be put right: `python bench/restore.py`.

The month is that of `field_data.py`; `--worklist` of `masker restore`, and two months beside each
other of the same people. Times are of one process, memory is its highest.
"""

from __future__ import annotations

import argparse
import resource
import time

import field_data

import masker_rules as mr


def main() -> None:
    """Measure, and print a line for each step."""
    options = argparse.ArgumentParser(description="What can be put right, of an office.")
    options.add_argument("--people", type=int, default=5_000)
    options.add_argument("--profile", default="id/kab-bulukumba")
    asked = options.parse_args()
    tables, _ = field_data.month(asked.people)
    pack = mr.Pack(**tables)
    began, spent = time.perf_counter(), time.process_time()
    found = mr.restore(asked.profile, pack, field_data.PERIOD, worklist=True, engine="columns")
    took, spent = time.perf_counter() - began, time.process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"restore --worklist: {asked.people} people, {len(found.rows)} facts, "
        f"{len(found.not_restored)} cuts left, {found.tried} person-months tried, "
        f"{took:.1f} s, {spent:.1f} CPU s, {peak} MiB"
    )


if __name__ == "__main__":
    main()
