"""Facts of a month fed one by one: how many a second, and how much memory.

    python bench/watch.py [PEOPLE] [FILE]

Every person taps in and out on every working day of March 2026 under the regulation of the example
month. With FILE the session lives in it, one commit a fact. Seconds are of the processor.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from masker_rules import demo
from masker_rules.watch import Session

DAYS = [date(2026, 3, 2) + timedelta(n) for n in range(30)]
TAPS = (("07:20", "in"), ("16:40", "out"))


def nips(count: int) -> list[str]:
    """NIPs with a valid date of birth."""
    return [
        f"19{70 + n % 30}0{1 + n % 9}152010{1 + n // 900:02d}1{1 + n % 900:03d}"
        for n in range(count)
    ]


def facts(people: list[str]) -> Iterator[dict[str, Any]]:
    """Everybody's row of employees, then the taps day by day."""
    for nip in people:
        yield {"table": "employees", "nip": nip, "category": "PNS", "grade": "III/d"}
    for day in DAYS:
        if day.weekday() < 5:
            for nip in people:
                for clock, kind in TAPS:
                    yield {"table": "punches", "nip": nip, "time": f"{day} {clock}", "kind": kind}


def main() -> None:
    """Feed, then say what stands and the results, each with its time."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    session = Session(demo.PROFILE, sys.argv[2] if len(sys.argv) > 2 else None)
    session.declare("scores", "amounts")
    told = list(facts(nips(count)))
    begun = time.process_time()
    for fact in told:
        session.feed(fact)
    spent = time.process_time() - begun
    print(f"{len(told)} facts: {len(told) / spent:,.0f} a second")
    begun = time.process_time()
    session.alerts("2026-03-17 00:00")
    spent = time.process_time() - begun
    print(f"a day that goes by, {count} people: {count / spent:,.0f} people a second")
    session.feed(
        {"table": "absences", "nip": told[0]["nip"], "code": "izin", "from": "2026-03-16"}
    )
    begun = time.process_time()
    session.alerts("2026-03-17 00:01")
    print(f"alerts after one letter: {(time.process_time() - begun) * 1000:.0f} ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory {peak} MiB")


if __name__ == "__main__":
    main()
