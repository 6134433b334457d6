"""Work shared out to processes: in order, a few things ahead, and nobody is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import pytest
from masker import with_sources
from worked_elsewhere import (
    Square,
    fail_at_three,
    fail_unsent,
    killed_at_three,
    refuse,
    sleep_from_two_on,
)

from masker_rules.cli.processes import AHEAD, each_done
from masker_rules.cli.running import BugElsewhereError, bug_of
from masker_rules.errors import RequestError

SUPPORT = Path(__file__).parents[2] / "support"


@pytest.mark.parametrize("processes", [1, 2])
def test_things_when_worked_on_then_in_their_order(processes):
    done = each_done(Square(10), range(12), processes)
    assert list(done) == [10 + number**2 for number in range(12)]


def test_things_when_nobody_takes_what_is_done_then_they_wait():
    given = []

    def things():
        for number in range(100):
            given.append(number)
            yield number

    done = each_done(Square(0), things(), 2)
    assert next(done) == 0
    assert len(given) == 2 * AHEAD + 1
    done.close()


def test_work_when_done_by_two_then_in_other_processes():
    ids = set(each_done(Square.process, range(4), 2))
    assert os.getpid() not in ids


def test_error_when_work_raises_then_after_what_came_before():
    done = each_done(fail_at_three, range(9), 1)
    assert [next(done) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="three"):
        next(done)


def test_error_when_work_raises_elsewhere_then_its_kind_and_place_are_told():
    done = each_done(fail_at_three, range(9), 2)
    assert [next(done) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(BugElsewhereError) as told:
        next(done)
    kind, detail, place = bug_of(told.value)
    assert (kind, detail) == ("ValueError", "three is too many")
    assert place.startswith("worked_elsewhere.py:")


def test_error_when_it_cannot_be_sent_then_told_all_the_same():
    with pytest.raises(BugElsewhereError, match="UnsentError"):
        list(each_done(fail_unsent, range(9), 2))


def test_error_of_ours_when_work_raises_it_elsewhere_then_itself():
    with pytest.raises(RequestError) as wrong:
        list(each_done(refuse, range(9), 2))
    assert wrong.value.code == "no-parts"


def test_work_when_interrupted_then_nobody_waits_for_the_others():
    done = each_done(sleep_from_two_on, range(9), 2)
    assert [next(done), next(done)] == [0, 1]
    with pytest.raises(KeyboardInterrupt):
        done.throw(KeyboardInterrupt)
    assert active_children() == []


def test_process_when_killed_then_said_what_to_do():
    with pytest.raises(RequestError) as wrong:
        list(each_done(killed_at_three, range(9), 2))
    assert wrong.value.code == "process-ended"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_processes_when_the_first_is_killed_then_none_is_left():
    """Else they wait for ever, each with a pack in memory."""
    code = (
        "import sys; from worked_elsewhere import Square; "
        "from masker_rules.cli.processes import each_done; "
        "done = each_done(Square.process, range(9), 2); "
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
