"""A plug-in of pytest: many runs of one process, which share libraries and nothing of ours.

pytest stops where it is about to begin and reads from its standard input: in each line the tests
of a run, as JSON. For each it is forked, and the fork goes on as a run that has just been started,
so it imports our modules as they are by then. A line of its output answers with the code that the
run ended with and what it printed. The process ends where its input does. It needs `-s`, and Unix.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from tempfile import TemporaryFile

# What our modules and tests import from others, and can be forked as long as nobody has used it.
import lark  # noqa: F401
import narwhals  # noqa: F401
import numpy as np  # noqa: F401
import polars as pl  # noqa: F401
import pytest
import yaml  # noqa: F401

#: Seconds after which a run is given up, as one that a fault keeps from ending.
LONGEST = 600


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Every fork returns nothing, so that pytest goes on in it."""
    assert "masker_rules" not in sys.modules, "a fault would be planted in what is imported"
    for line in sys.stdin:
        with Path(os.devnull).open("rb") as nothing, TemporaryFile() as printed:
            run = os.fork()
            if run == 0:
                signal.alarm(LONGEST)
                for stream, number in ((nothing, 0), (printed, 1), (printed, 2)):
                    os.dup2(stream.fileno(), number)
                config.args = json.loads(line)
                return None
            code = os.waitstatus_to_exitcode(os.waitpid(run, 0)[1])
            printed.seek(0)
            answer = [code, printed.read().decode("utf-8", "replace")]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    return 0
