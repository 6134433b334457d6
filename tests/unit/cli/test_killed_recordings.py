"""Recordings that are killed at any moment: no entry is lost, none doubled, none is half."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from masker import with_sources

from masker_rules.ledger import Ledger

#: Records batches of three entries, one after the other, and tells each that is whole.
RECORDER = """
import sys
from masker_rules.ledger import Entry, Ledger
from masker_rules.periods import Month
PERIOD, PAID_IN = Month(2026, 1), Month(2026, 2)
ledger, first = Ledger(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
for batch in range(first, first + 400):
    rows = [
        Entry("paid", f"1990061820160129{one}", PERIOD, batch + 1, PAID_IN, f"SP2D {batch}")
        for one in (14, 15, 16)
    ]
    ledger.record(rows)
    print(batch, flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_recordings_when_killed_200_times_then_nothing_is_lost_doubled_or_half(tmp_path):
    path, order = tmp_path / "ledger.jsonl", random.Random(20261203)  # noqa: S311  (no secret)
    told: set[int] = set()
    first, kills = 0, 0
    while kills < 200:
        # Two at once, so that the lock is killed, too.
        alive = [
            subprocess.Popen(
                [sys.executable, "-c", RECORDER, str(path), str(first)],
                stdout=subprocess.PIPE,
                env=with_sources({}),
                text=True,
            )
            for _ in range(2)
        ]
        for one in alive:
            one.stdout.readline()
        time.sleep(order.random() * 0.05)
        for one in alive:
            os.kill(one.pid, signal.SIGKILL)
            out, _ = one.communicate()
            kills += 1
            told |= {int(line) for line in out.split("\n")[:-1] if line.strip().isdigit()}
        kept = Ledger(path)  # damaged rows would be refused here
        batches: dict[str, int] = {}
        for entry in kept.entries:
            batches[entry.document] = batches.get(entry.document, 0) + 1
        lost = {batch for batch in told if f"SP2D {batch}" not in batches}
        assert not lost
        assert set(batches.values()) <= {3}, "a batch is half or doubled"
        assert len({entry.id for entry in kept.entries}) == len(kept.entries)
        first = max(told, default=-1) + 1
    assert kills == 200
    assert len(told) > 50, "recordings really ran"
