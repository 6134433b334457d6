"""Work shared out to processes: in order, a few things ahead, and nobody is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from masker import with_sources
from worked_elsewhere import Square, fail_at_three, killed_at_three

from masker_rules.cli.processes import AHEAD, in_order
from masker_rules.errors import RequestError

SUPPORT = Path(__file__).parents[2] / "support"


@pytest.mark.parametrize("processes", [1, 2])
def test_things_when_worked_on_then_in_their_order(processes):
    done = in_order(Square(10), range(12), processes)
    assert list(done) == [10 + number**2 for number in range(12)]


def test_things_when_nobody_takes_what_is_done_then_they_wait():
    given = []

    def things():
        for number in range(100):
            given.append(number)
            yield number

    done = in_order(Square(0), things(), 2)
    assert next(done) == 0
    assert len(given) == 2 * AHEAD + 1
    done.close()


def test_work_when_done_by_two_then_in_other_processes():
    ids = set(in_order(Square.process, range(4), 2))
    assert os.getpid() not in ids


@pytest.mark.parametrize("processes", [1, 2])
def test_error_when_work_raises_then_after_what_came_before(processes):
    done = in_order(fail_at_three, range(9), processes)
    assert [next(done) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="three"):
        next(done)


def test_process_when_killed_then_said_what_to_do():
    with pytest.raises(RequestError) as wrong:
        list(in_order(killed_at_three, range(9), 2))
    assert wrong.value.code == "process-ended"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_processes_when_the_first_is_killed_then_none_is_left():
    """Else they wait for ever, each with a pack in memory."""
    code = (
        "import sys; from worked_elsewhere import Square; "
        "from masker_rules.cli.processes import in_order; "
        "done = in_order(Square.process, range(9), 2); "
        "print(next(done), next(done), flush=True); sys.stdin.read()"
    )
    paths = os.pathsep.join([str(SUPPORT), with_sources({})["PYTHONPATH"]])
    first = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=with_sources({}) | {"PYTHONPATH": paths},
        text=True,
    )
    others = {int(number) for number in first.stdout.readline().split()}
    assert others
    first.send_signal(signal.SIGKILL)
    first.wait()
    first.stdin.close()
    first.stdout.close()
    until = time.monotonic() + 30
    while any(map(_lives, others)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(_lives, others))


def _lives(number: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{number}/status").read_text()
    except FileNotFoundError:
        return False
