"""The command line in a process of its own, as somebody types it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "src"


def masker(*arguments, **environment):
    """The finished process of `masker ARGUMENTS`, its streams as text."""
    command = [sys.executable, "-m", "masker_rules.cli", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, check=False, encoding="utf-8", env=with_sources(environment)
    )


def with_sources(environment):
    """The environment of this process with other values, and the sources that are tested."""
    paths = [str(SOURCES), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "COVERAGE_PROCESS_START": "",
        **environment,
    }
