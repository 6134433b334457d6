"""A batch: the packs of a folder in turn, with a page and a line of JSON for each person.

Run it as `python examples/batch_explanations.py [history] [out]`; a history is a folder of packs
by month, here one of a single month. `masker explain PACK --all --out DIR` does it for one pack.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

import masker_rules as mr
from masker_rules.explain import explain_html

PACK = Path(__file__).parent / "banggai-kepulauan-2026-03" / "pack"
PROFILE = "id/kab-banggai-kepulauan"


def explain_history(history: Path, out: Path) -> None:
    """Write what each pack of a history comes to; one that cannot be read stops no other."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / "results.jsonl").open("w", encoding="utf-8") as lines:
        for outcome in mr.compute_history(PROFILE, history):
            if outcome.results is None:
                print(outcome.pack.name, "cannot be computed:", outcome.wrong)
                continue
            checks = outcome.results.checks
            print(outcome.pack.name, len(outcome.results), "settled:", checks.settled)
            for result in outcome.results:
                lines.write(json.dumps(result.as_dict(), ensure_ascii=False) + "\n")
                page = explain_html(result)
                (out / f"{result.nip}-{result.period}.html").write_text(page, "utf-8")


def main() -> None:
    """The history that is named, or one of the example month."""
    with tempfile.TemporaryDirectory() as aside:
        history, out = Path(aside, "history"), Path(aside, "out")
        if len(sys.argv) > 2:
            history, out = Path(sys.argv[1]), Path(sys.argv[2])
        else:
            shutil.copytree(PACK, history / "period=2026-03")
        explain_history(history, out)
        print(len(list(out.glob("*.html"))), "pages")


if __name__ == "__main__":
    main()
