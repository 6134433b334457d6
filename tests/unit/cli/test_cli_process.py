"""The command line as a process: streams, terminals, signals."""

from __future__ import annotations

import subprocess
import sys

import pytest
from cli_month import PROFILE
from terminals import on_a_terminal

pytest.importorskip("pty")

ASK = ("--profile", PROFILE)


@pytest.mark.slow
def test_terminal_when_looked_at_then_coloured(pack):
    code, seen = on_a_terminal("compute", pack, *ASK)
    assert code == 0
    assert "\x1b[1" in seen


@pytest.mark.slow
def test_terminal_when_no_color_is_asked_then_none(pack):
    code, seen = on_a_terminal("check", pack, NO_COLOR="1")
    assert code == 0
    assert "\x1b[3" not in seen


@pytest.mark.slow
def test_terminal_when_a_workbook_would_go_to_it_then_refused(pack):
    code, seen = on_a_terminal("compute", pack, *ASK, "--format", "xlsx")
    assert code == 2
    assert "[binary-to-screen]" in seen


@pytest.mark.slow
def test_pipe_when_read_then_stdout_is_the_result_alone(process, pack):
    done = process("compute", pack, *ASK, "--format", "json", env={"FORCE_COLOR": ""})
    assert done.returncode == 0
    assert done.stdout.startswith(b'{\n "masker"')
    assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.slow
def test_pipe_when_the_machine_differs_then_the_same_bytes(process, pack):
    argv = ("compute", pack, *ASK, "--format", "json")
    env = {"LC_ALL": "C", "TZ": "Asia/Jayapura", "PYTHONHASHSEED": "7"}
    assert process(*argv, env=env).stdout == process(*argv).stdout


@pytest.mark.slow
@pytest.mark.parametrize("form", ["json", "table"])
def test_pipe_when_closed_early_then_quiet(pack, form):
    command = [sys.executable, "-m", "masker_rules.cli", "compute", str(pack), *ASK]
    running = subprocess.Popen(
        [*command, "--format", form], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    running.stdout.close()
    error = running.stderr.read().decode()
    running.stderr.close()
    assert running.wait(timeout=60) == 0
    assert "Traceback" not in error
    assert "Exception ignored" not in error
    assert "BrokenPipe" not in error


def test_table_when_stdout_is_ascii_then_still_utf8(process):
    done = process("profiles", "list", env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert done.returncode == 0
    assert "·" in done.stdout.decode()


@pytest.mark.slow
def test_progress_when_on_a_terminal_then_drawn_unless_quiet(pack):
    code, seen = on_a_terminal("compute", pack, *ASK, "--format", "csv")
    assert code == 0
    assert "Menghitung" in seen
    assert "Menghitung" not in on_a_terminal("compute", pack, *ASK, "--quiet")[1]
