"""From a pack to amounts, one explanation and a table, with the public interface.

Run it as `python examples/compute_month.py [out.csv]`.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

import masker_rules as mr

PACK = Path(__file__).parent / "banggai-kepulauan-2026-03" / "pack"


def main() -> None:
    """Compute the example month and print what a treasurer asks first."""
    profile = mr.load_profile("id/kab-banggai-kepulauan")
    pack = mr.read_pack(PACK)
    results = mr.compute(profile, pack, period="2026-03")

    print("rows set aside:")
    for row in results.set_aside:
        print(f"  {row.file}:{row.line} {row.reason('en')}")

    print("people by status:", dict(sorted(Counter(item.status for item in results).items())))
    print("to be paid:", sum(item.net or 0 for item in results if item.status == "payable"))
    for item in results:
        if item.bounds:  # of whoever is incomplete
            lowest, highest = item.bounds.lowest, item.bounds.highest
            missing = ", ".join(item.bounds.missing)
            print(f"  {item.name}: {lowest} to {highest}, missing {missing}")

    print()
    print(results["198504122010011901"].explain(lang="en"))

    if len(sys.argv) > 1:
        rows = results.to_rows()
        with Path(sys.argv[1]).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    main()
