"""Facts of a month fed as it goes by: events a second and peak memory, through each backend.

    python bench/watch.py                 # 2,000 people, writes its section of RESULTS.md
    python bench/watch.py --people 200 --keep

Every person taps in and out on the working days of March 2026, but for one day in ten; after each
day everybody's alerts are worked out under the regulation of the example month. Then the month is
told as far as it is over, first of everybody, then again after one letter. Each backend runs in a
process of its own. Seconds are of the processor: other work on the machine counts little.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from results import keep, machine, peak_bytes, table

from masker_rules import demo
from masker_rules.watch import Session

TITLE = "While the month runs"
DAYS = [day for n in range(30) if (day := date(2026, 3, 2) + timedelta(n)).weekday() < 5]
TAPS = (("07:20", "in"), ("16:40", "out"))


def nips(count: int) -> list[str]:
    """NIPs with a valid date of birth."""
    return [
        f"19{70 + n % 30}0{1 + n % 9}152010{1 + n // 900:02d}1{1 + n % 900:03d}"
        for n in range(count)
    ]


def people(known: list[str]) -> Iterator[dict[str, Any]]:
    """Everybody's row of employees, and what they are paid."""
    for nip in known:
        yield {"table": "employees", "nip": nip, "category": "PNS", "grade": "III/d"}
        yield {"table": "amounts", "nip": nip, "component": "tpp", "amount": "3000000"}


def taps(known: list[str], turn: int, day: date) -> Iterator[dict[str, Any]]:
    """Taps of a day; one person in ten stays away, each day others."""
    for number, nip in enumerate(known):
        if (number * 7 + turn * 3) % 10:
            for clock, kind in TAPS:
                yield {"table": "punches", "nip": nip, "time": f"{day} {clock}", "kind": kind}


def measured(backend: str, count: int) -> dict[str, Any]:
    """One backend in this process."""
    known = nips(count)
    session = Session(demo.PROFILE, since="2026-03", backend=backend)
    session.declare("scores")
    feeding = deciding = 0.0
    events = 0
    for turn, day in enumerate(DAYS):
        told = [*(people(known) if not turn else ()), *taps(known, turn, day)]
        begun = time.process_time()
        for fact in told:
            session.feed(fact)
        fed = time.process_time()
        session.alerts(f"{day + timedelta(1)} 00:00")
        feeding, deciding = feeding + fed - begun, deciding + time.process_time() - fed
        events += len(told)
    said = json.dumps([one.as_dict() for one in session.news], sort_keys=True)
    found = {
        "events": events,
        "feeding": feeding,
        "deciding": deciding,
        "alerts": len(session.news),
        "digest": hashlib.sha256(said.encode()).hexdigest(),
        "peak": peak_bytes(),
    }
    session.close()
    return found


def recaps(count: int) -> dict[str, Any]:
    """The month so far, of everybody and again, in this process."""
    known = nips(count)
    session = Session(demo.PROFILE, since="2026-03")
    session.declare("scores")
    session.feed_all(people(known))
    for turn, day in enumerate(DAYS[:12]):
        session.feed_all(taps(known, turn, day))
    letter = {"table": "absences", "nip": known[0], "code": "izin", "from": "2026-03-16"}
    spent = []
    for fact in (None, letter):
        if fact is not None:
            session.feed(fact)
        begun = time.process_time()
        session.recap("2026-03", "2026-03-18 00:00")
        spent.append(time.process_time() - begun)
    return {"first": spent[0], "again": spent[1], "peak": peak_bytes()}


def apart(what: str, count: int) -> dict[str, Any]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--people", str(count), "--one", what]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        return {"refused": done.stderr.strip().splitlines()[-1]}
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def shown(backend: str, told: dict[str, Any], count: int) -> list[str]:
    """A row of the table."""
    if "refused" in told:
        return [backend, told["refused"], "", "", "", ""]
    whole = told["feeding"] + told["deciding"]
    return [
        backend,
        f"{told['events'] / told['feeding']:,.0f} events/s",
        f"{count * len(DAYS) / told['deciding']:,.0f} people/s",
        f"{told['events'] / whole:,.0f} events/s",
        f"{told['peak'] // 2**20:,} MiB",
        f"{told['alerts']:,}",
    ]


def compared(found: Mapping[str, Mapping[str, Any]]) -> str:
    """Whether the backends that ran said the same."""
    digests = {backend: told["digest"] for backend, told in found.items() if "digest" in told}
    if len(digests) < len(found):
        ran = " and ".join(digests) or "none"
        return f"Of the backends {' and '.join(found)} only {ran} ran: nothing was compared."
    same = "the same" if len(set(digests.values())) == 1 else "NOT THE SAME"
    return f"What was said is {same} in both."


def main() -> None:
    """Measure, print, and write the section of RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--one", default="", help="own, durable or recap: only that, as JSON")
    parser.add_argument("--keep", action="store_true", help="leave RESULTS.md as it is")
    parser.add_argument("--note", default="", help="what else the machine did")
    asked = parser.parse_args()
    count = asked.people
    if asked.one:
        found = recaps(count) if asked.one == "recap" else measured(asked.one, count)
        print(json.dumps(found))
        return
    found = {backend: apart(backend, count) for backend in ("own", "durable")}
    recap = apart("recap", count)
    head = [
        "backend", "taking in", "alerts after a day", "both, the whole month", "peak", "said",
    ]  # fmt: skip
    rows = [shown(backend, told, count) for backend, told in found.items()]
    events = next(told["events"] for told in found.values() if "events" in told)
    spent = (
        f"{recap['first']:.1f} s the first time on a day, {recap['again']:.1f} s after a letter"
    )
    lines = [
        f"{machine()}; one core used, seconds of the processor. {asked.note}".strip(),
        "",
        f"{count:,} people, March 2026, {events:,} facts one by one, alerts after each day.",
        "",
        table(head, rows),
        "",
        compared(found),
        f"The month so far of {count:,} people on the 17th: {spent}.",
    ]
    text = "\n".join(lines)
    print(text)
    if not asked.keep:
        keep(TITLE, text)


if __name__ == "__main__":
    main()
