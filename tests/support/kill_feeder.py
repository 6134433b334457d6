"""Feeds punches to a session in a file and tells each receipt; a test kills it at some moment.

Usage: python kill_feeder.py FILE FIRST COUNT
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from masker import with_sources
from regulations import NIP, discipline

from masker_rules.watch import Session


def feeding(file: Path, first: int, count: int) -> subprocess.Popen[str]:
    """A process that feeds and tells each receipt on a line."""
    return subprocess.Popen(
        [sys.executable, __file__, str(file), str(first), str(count)],
        stdout=subprocess.PIPE,
        env=with_sources({}),
        text=True,
    )


def main() -> None:
    file, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    session = Session(discipline(), file)
    session.feed({"table": "employees", "nip": NIP, "category": "PNS"})
    for number in range(first, first + count):
        hour, rest = divmod(number % 86_400, 3600)
        time = f"2026-07-{6 + number // 86_400:02d} {hour:02d}:{rest // 60:02d}:{rest % 60:02d}"
        receipt = session.feed({"table": "punches", "nip": NIP, "time": time, "kind": "in"})
        sys.stdout.write(f"{number} {receipt.ref}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
