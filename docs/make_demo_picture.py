"""Writes `docs/assets/demo.svg`, the output of `masker demo` as a picture."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

PICTURE = Path(__file__).resolve().parent / "assets" / "demo.svg"
WIDTH = 110


def main() -> int:
    """Run the demo as a terminal of fixed width would, and draw what it printed."""
    environment = os.environ | {
        "COLUMNS": str(WIDTH),
        "FORCE_COLOR": "1",
        "TERM": "xterm-256color",
    }
    command = [sys.executable, "-c", "from masker_rules.cli import main; main()", "demo"]
    done = subprocess.run(  # noqa: S603  (our own command)
        command, capture_output=True, text=True, encoding="utf-8", check=True, env=environment
    )
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(done.stdout), soft_wrap=True)
    PICTURE.parent.mkdir(exist_ok=True)
    svg = console.export_svg(title="masker demo", unique_id="demo")
    # The reader's own monospace font: a picture must not fetch one from elsewhere.
    PICTURE.write_text(re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL), "utf-8")
    print(f"wrote {PICTURE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
