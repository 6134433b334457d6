"""RESULTS.md, a section for each script, and the machine that the figures are of."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

__all__ = ["RESULTS", "keep", "kept", "machine", "peak_bytes", "peak_of_children", "table"]

RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
_TITLE = "# Figures\n"


def machine() -> str:
    """Processor, cores and Python; nothing that names the machine."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text("utf-8").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        model = names[0] if names else model
    python = platform.python_version()
    cores = os.cpu_count()
    return f"{model}, {cores} cores; {platform.python_implementation()} {python}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def keep(title: str, text: str, results: Path = RESULTS) -> None:
    """Put a section into the file in place of the one of the same title, or at its end."""
    sections = kept(results)
    sections[title] = text.strip()
    body = "".join(f"\n## {name}\n\n{section}\n" for name, section in sections.items())
    results.write_text(_TITLE + body, "utf-8")


def kept(results: Path = RESULTS) -> dict[str, str]:
    """The sections of the file by title."""
    if not results.exists():
        return {}
    parts = re.split(r"^## (.+)\n", results.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return {name: text.strip() for name, text in zip(parts[::2], parts[1::2], strict=True)}


def peak_bytes() -> int:
    """The most memory that this process itself has held (resident, in bytes).

    What `getrusage` tells includes the parent's from before `exec`; Linux tells the process's own.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    import resource  # noqa: PLC0415  (not on Windows)

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if platform.system() == "Darwin" else peak * 1024


def peak_of_children() -> int:
    """The most memory that one of the processes that ran from here has held, in bytes.

    On Linux not less than what this process held when it began them.
    """
    import resource  # noqa: PLC0415  (not on Windows)

    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak if platform.system() == "Darwin" else peak * 1024
