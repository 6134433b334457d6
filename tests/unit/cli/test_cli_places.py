"""Where results may be written: files and devices; what may never let go is refused."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from masker import masker, with_sources

from masker_rules.cli.output import deliver, format_of, stream_to
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import RequestError

KNOWN = ("table", "json")


def a_socket(path):
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


@pytest.mark.parametrize("make", [os.mkfifo, a_socket])
@pytest.mark.parametrize(
    "write",
    [
        lambda out, _: format_of("json", out, KNOWN),
        lambda out, terminal: deliver("x", out, terminal),
        lambda out, terminal: stream_to(out, ["x"], terminal),
    ],
)
def test_out_when_a_pipe_or_a_socket_then_refused_at_once(tmp_path, monkeypatch, make, write):
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    make(Path("r"))
    with pytest.raises(RequestError) as caught:
        write(Path("r"), Terminal("id", quiet=True))
    assert caught.value.code == "out-not-a-file"


def test_command_when_out_is_a_pipe_then_it_ends_in_words(tmp_path):
    os.mkfifo(tmp_path / "r.json")
    done = masker("schema", "pack", "--out", tmp_path / "r.json")
    assert done.returncode == 2
    assert "out-not-a-file" in done.stderr


@pytest.mark.parametrize("name", ["/dev/stdout", "-"])
def test_command_when_out_is_stdout_then_a_pipe_gets_it(name):
    done = masker("schema", "pack", "--out", name)
    assert (done.returncode, done.stdout[:1]) == (0, "{")


def test_command_when_out_is_the_null_device_then_done():
    assert masker("schema", "pack", "--out", "/dev/null").returncode == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_command_when_stdout_is_full_then_the_error_names_it():
    line = [sys.executable, "-m", "masker_rules.cli", "schema", "pack"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            line,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            encoding="utf-8",
            env=with_sources({}),
        )
    assert done.returncode == 2
    assert "stdout" in done.stderr
