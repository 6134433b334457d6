"""Planted flaws: how many lint and audit find, miss, and find where there is none.

    python bench/flaws.py               # all of them; lint in seconds, audit in minutes
    python bench/flaws.py --only lint

A flaw is found where its code is told with the numbers and articles that its file asks for; a
false one is a warning on the clean control (of an audit: on the base that the drafts are laid
over, by the same checks).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import results

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))
from flawed import BASE, FLAWS, LINT_FLAWS, flawed, planted
from installed import install

import masker_rules as mr
from masker_rules.errors import ProfileError

HEADS = ("by", "flaws", "found", "missed", "clean controls", "false", "CPU seconds")
#: Of every draft that has a score, flawed or clean.
OF_EVERY_SCORE = "none-not-asked"
#: As many months as an audit draws where draws find the flaw; else few.
DRAWN, FEW = 20, 5


def main() -> None:
    """Print a line for what went wrong, and the sums; of both they are kept in RESULTS.md."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--only", choices=("lint", "audit"), help="instead of both")
    asked = options.parse_args()
    rows = []
    for name, run in (("lint", of_lint), ("audit", of_audit)):
        if asked.only in (None, name):
            begun = time.process_time()
            found, missed, false, controls = 0, 0, 0, 0
            for flaw, is_control, told in run():
                controls += is_control
                found += told and not is_control
                missed += not told and not is_control
                false += told and is_control
                if told is is_control:
                    print(f"{name}: {flaw}: {'false' if is_control else 'missed'}", flush=True)
            spent = time.process_time() - begun
            figures = (found + missed, found, missed, controls, false, round(spent))
            rows.append((name, *map(str, figures)))
            print(
                *(f"{head} {cell};" for head, cell in zip(HEADS, rows[-1], strict=True)),
                flush=True,
            )
    if asked.only is None:
        results.keep("Planted flaws", f"{results.machine()}.\n\n{results.table(HEADS, rows)}")


def of_lint() -> Iterator[tuple[str, bool, bool]]:
    """Each draft and each control, and whether what was planted (or anything) is told."""
    for name, flaw in LINT_FLAWS.items():
        words = [*flaw.get("says", []), *flaw.get("law", [])]
        texts = [text for code, text in told_of(name, control=False) if code == flaw["finds"]]
        yield name, False, any(all(word in text for word in words) for text in texts)
        yield name, True, bool(told_of(name, control=True))


def told_of(name: str, *, control: bool) -> list[tuple[str, str]]:
    """Everything that loading and lint say of a draft."""
    draft, others = planted(name, control=control)
    with tempfile.TemporaryDirectory() as scratch, pytest.MonkeyPatch.context() as patch:
        if others:
            ids = list(others)
            is_one = draft["profile"]["id"] in others
            index = {"id/kab-uji": {"points_to": ids[-1], "versions": ids[:-1]}} if is_one else {}
            install(patch, Path(scratch), others, index)
        try:
            profile = mr.load_profile(draft)
        except ProfileError as refused:
            return [(problem.code, problem.text("en")) for problem in refused.problems]
        linted = profile.linted
        found = [*profile.told, *(one.problem for one in (*linted.warnings, *linted.notes))]
        return [(one.code, one.text("en")) for one in found if one.code != OF_EVERY_SCORE]


def of_audit() -> Iterator[tuple[str, bool, bool]]:
    """The same of audits, each by the check that is to find it."""
    for name, flaw in FLAWS.items():
        found = mr.audit(flawed(name), only=[flaw["by"]], examples=draws(flaw))
        yield name, False, any(is_it(flaw, item) for item in found)
    for check in sorted({str(flaw["by"]) for flaw in FLAWS.values()}):
        yield f"the base, by {check}", True, bool(mr.audit(BASE, only=[check]).warnings)


def draws(flaw: dict[str, Any]) -> int:
    """How many months an audit draws for a flaw."""
    return DRAWN if flaw["by"] == "drawn" else FEW


def is_it(flaw: dict[str, Any], item: Any) -> bool:
    """Whether a finding is the one that was planted."""
    wanted = flaw.get("says", {})
    params = item.problem.params
    return item.code == flaw["finds"] and all(
        said(params[key]) == value for key, value in wanted.items()
    )


def said(value: Any) -> str:
    """A value as an English text quotes it."""
    told = getattr(value, "said", None)
    return str(value) if told is None else str(told("en"))


if __name__ == "__main__":
    main()
