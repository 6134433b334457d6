"""The README's commands are what a newcomer types."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

BLOCK = re.compile(r"^```bash\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module", params=["README.md", "README.id.md"])
def blocks(request, root):
    return BLOCK.findall((root / request.param).read_text("utf-8"))


def test_readme_when_read_then_first_block_runs_the_main_job(blocks):
    assert "masker demo" in blocks[0]


def test_readme_when_read_then_second_block_runs_the_tests(blocks):
    assert "-m pytest" in blocks[1]


def test_readme_when_read_then_blocks_hold_commands_only(blocks):
    for line in "".join(blocks[:2]).splitlines():
        assert line.strip(), "no empty line"
        assert not line.startswith(("$", "#", ">")), f"no prompt and no comment: {line}"


def test_readme_when_read_then_bash_accepts_every_block(blocks):
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash on this machine")
    for block in blocks:
        done = subprocess.run(
            [bash, "-n"], input=block, text=True, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_readmes_when_compared_then_first_two_blocks_are_equal(root):
    english, indonesian = (
        BLOCK.findall((root / name).read_text("utf-8"))[:2]
        for name in ("README.md", "README.id.md")
    )
    assert english == indonesian
