"""Pages of the documentation as a reader with a keyboard takes them: blocks, run in order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from masker import with_sources

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(?P<head>\w.*)\n(?P<text>(?:.*\n)*?)```$", re.MULTILINE)
TITLE = re.compile(r'title="([^"]+)"')
EXIT_CODE = re.compile(r"\s+# exit code (\d+)$")
#: What only a newcomer needs: here the environment is there already.
ENVIRONMENT = re.compile(r"python3 -m venv |\S*pip install ")
#: Stands in a shown output for lines that are left out.
DOTS = "…"


@dataclass(frozen=True)
class Block:
    """A fenced block; `title` is the file that it is the text of, if it is one."""

    language: str
    title: str
    text: str
    line: int


@dataclass(frozen=True)
class Command:
    text: str
    code: int


def pages() -> list[str]:
    """Every page of people, relative to the root; decisions are history and run nothing."""
    found = [*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")]
    found += (ROOT / "examples").rglob("*.md")
    names = sorted(path.relative_to(ROOT).as_posix() for path in found)
    return [name for name in names if not name.startswith("docs/adr/")]


def blocks(page: str) -> list[Block]:
    text = (ROOT / page).read_text("utf-8")
    found = []
    for match in FENCE.finditer(text):
        head, title = match["head"], TITLE.search(match["head"])
        line = text.count("\n", 0, match.start()) + 1
        found.append(Block(head.split()[0], title.group(1) if title else "", match["text"], line))
    return found


def commands(block: Block) -> list[Command]:
    """What is typed, one command after the other, with the exit code that the page tells."""
    found = []
    for line in block.text.replace("\\\n", " ").splitlines():
        code = EXIT_CODE.search(line)
        text = EXIT_CODE.sub("", line).strip()
        if text and not text.startswith("#") and not ENVIRONMENT.match(text):
            found.append(Command(text, int(code.group(1)) if code else 0))
    return found


class Desk:
    """A clone as a reader has it after the first command of the README.

    Args:
        folder: Where it is made; `masker` and `python` are those of this process.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "examples", folder / "examples")
        profiles = Path("src/masker_rules/profiles")
        shutil.copytree(ROOT / profiles, folder / profiles)
        self._program("masker", "-m masker_rules.cli ")
        self._program("python", "")
        path = f"{folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        self.environment = with_sources({"PATH": path, "COLUMNS": "120"})

    def _program(self, name: str, arguments: str) -> None:
        path = self.folder / ".venv" / "bin" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments}"$@"\n', "utf-8")
        path.chmod(0o755)

    def write(self, block: Block) -> None:
        """The file that the reader saves under the title of the block; its folder is there."""
        (self.folder / block.title).write_text(block.text, "utf-8")

    def run(self, block: Block) -> str:
        """All that the commands of a block print; each must end as the page says."""
        printed = []
        for command in commands(block):
            done = subprocess.run(
                ["bash", "-c", command.text],
                cwd=self.folder,
                env=self.environment,
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            told = f"line {block.line}: {command.text}\n{done.stdout}{done.stderr}"
            assert done.returncode == command.code, f"exit code {done.returncode}, {told}"
            assert "Traceback" not in done.stderr, told
            printed.append(done.stdout + done.stderr)
        return "".join(printed)


def missing_line(shown: str, printed: str) -> str:
    """The first line of a shown output that was not printed in that order; empty if none.

    A shown line may be a piece of a printed one; dots within it stand for anything.
    """
    rest = iter(_lines(printed))
    for line in _lines(shown):
        pattern = re.compile(".*".join(re.escape(piece) for piece in line.split(DOTS)))
        if line != DOTS and not any(pattern.search(candidate) for candidate in rest):
            return line
    return ""


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
