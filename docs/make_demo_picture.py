"""Writes the pictures of `masker demo`: `python docs/make_demo_picture.py`.

They show the parts of the output that say what it is: the warning, some people (one of them
incomplete), and for one person a day that cost something and the sum of what was lost. Dots stand
where something is left out.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

ASSETS = Path(__file__).resolve().parent / "assets"
PICTURES = {"en": "demo.svg", "id": "demo.id.svg"}
#: Wide enough for the columns of both parts.
WIDTHS = {"en": 118, "id": 128}
DOTS = "⋮"
PEOPLE = ("1973", "198504", "199211", "199402", "199912")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")

Block = list[str]


def output(lang: str) -> str:
    """What the demo prints on a terminal of that width."""
    environment = os.environ | {
        "COLUMNS": str(WIDTHS[lang]),
        "FORCE_COLOR": "1",
        "TERM": "xterm-256color",
    }
    done = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "-m", "masker_rules.cli", "--lang", lang, "--quiet", "demo"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env=environment,
    )
    return done.stdout


def excerpt(printed: str) -> Iterator[str]:
    """The lines of the picture."""
    blocks = list(_blocks(printed))
    yield from [*blocks[0], "", *blocks[1], ""]
    people = _holding(blocks, "NIP  ")
    head = next(n for n, line in enumerate(people, 1) if _plain(line).startswith("NIP"))
    yield from people[:head]
    yield from (line for line in people[1:-1] if _plain(line).startswith(PEOPLE))
    yield from [f"  {DOTS}", people[-1], ""]
    yield from [*_holding(blocks, "(tabel penilaian)", "(table scores)")[:4], f"  {DOTS}", ""]
    yield from [_holding(blocks, "(NIP 198504122010011901)")[0], f"  {DOTS}"]
    yield from [*_holding(blocks, "[TL1]"), f"  {DOTS}"]
    yield from _holding(blocks, "−Rp 303.560", "−Rp 303,560")


def _blocks(printed: str) -> Iterator[Block]:
    """Paragraphs: what stands between empty lines."""
    block: Block = []
    for line in [*printed.splitlines(), ""]:
        if _plain(line).strip():
            block.append(line)
        elif block:
            yield block
            block = []


def _holding(blocks: list[Block], *words: str) -> Block:
    """The first paragraph with these words."""
    texts = ((block, _plain("\n".join(block))) for block in blocks)
    return next(block for block, text in texts if any(word in text for word in words))


def _plain(text: str) -> str:
    return COLOUR.sub("", text)


def draw(lang: str) -> str:
    """The picture, as a terminal window in SVG."""
    console = Console(record=True, width=WIDTHS[lang], file=io.StringIO(), force_terminal=True)
    for line in excerpt(output(lang)):
        console.print(Text.from_ansi(line.rstrip()), soft_wrap=True)
    command = "masker demo" if lang == "id" else f"masker demo --lang {lang}"
    svg = console.export_svg(title=command, unique_id="demo")
    # The reader's own monospace font: a picture must not fetch one from elsewhere.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE)


def main() -> int:
    """Draw the demo in both languages."""
    ASSETS.mkdir(exist_ok=True)
    for lang, name in PICTURES.items():
        (ASSETS / name).write_text(draw(lang), "utf-8")
        print(f"wrote {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
