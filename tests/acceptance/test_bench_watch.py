"""What the measurement of the watch says of its backends is what they said."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

import watch


@pytest.mark.parametrize(
    ("durable", "said"),
    [
        ({"digest": "a"}, "What was said is the same in both."),
        ({"digest": "b"}, "What was said is NOT THE SAME in both."),
        (
            {"refused": "durable-rules is not installed"},
            "Of the backends own and durable only own ran: nothing was compared.",
        ),
    ],
)
def test_backends_when_one_did_not_run_then_no_claim_about_both(durable, said):
    assert watch.compared({"own": {"digest": "a"}, "durable": durable}) == said
