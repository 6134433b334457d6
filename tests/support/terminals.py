"""The command line as somebody at a terminal sees it; on Windows there is none."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def on_a_terminal(*argv, columns="100", **env):
    """What a person sees, stdout and stderr on one terminal."""
    pty = pytest.importorskip("pty")
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "masker_rules.cli", *map(str, argv)]
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    environment |= {"COLUMNS": columns, "TERM": "xterm-256color", **env}
    running = subprocess.Popen(command, stdout=follower, stderr=follower, env=environment)
    os.close(follower)
    seen = b""
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        seen += piece
    os.close(leader)
    return running.wait(timeout=60), seen.decode()
