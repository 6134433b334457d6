"""The command line in a process of its own, as somebody types it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import masker_rules

#: Where this process took the package from: an installation or a checkout.
HOME = Path(masker_rules.__file__).parents[1]


def masker(*arguments, **environment):
    """The finished process of `masker ARGUMENTS`, its streams as text."""
    command = [sys.executable, "-m", "masker_rules.cli", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, check=False, encoding="utf-8", env=with_sources(environment)
    )


def with_sources(environment):
    """The environment of this process with other values, and the package that is tested."""
    paths = filter(None, (str(HOME), os.environ.get("PYTHONPATH", "")))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **environment}
