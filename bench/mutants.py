"""How good the cases of each shipped profile are: `python bench/mutants.py [ID...]`.

Measures the named profiles, or all of them, keeps the figures in `mutants.json` and writes the
page of the reference from it. `--page` only writes the page. Why a change may survive is said by
hand in `survivors.yaml`; what nobody has explained is named all the same.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from masker_rules import yamltext
from masker_rules.profiles import known_ids
from masker_rules.testing.cases import run_cases
from masker_rules.testing.mutation import mutate

HERE = Path(__file__).resolve().parent
FIGURES = HERE / "mutants.json"
REASONS = HERE / "survivors.yaml"
PAGE = HERE.parent / "docs" / "reference" / "mutants.md"
#: Share of the mutants that the cases must notice, in percent.
WANTED = 90

HEAD = """\
<!-- Written by bench/mutants.py: run it again after a change of profiles or cases. -->
# Cases and mutants

How far the cases beside each shipped profile are to be trusted.
Coverage counts the rules, gates and rows of tables that some case reaches.
A mutant is the law with one small thing changed: a minute, a rate by one step, `<` for `<=`, a
row taken out.
It is killed when a case fails on it; mutants that do not load are not counted.
`masker profiles test ID --mutate` shows the same for one profile, with the case that would kill
each survivor.
Written by `python bench/mutants.py`.

| profile | cases | coverage | mutants | killed | % |
|---|---|---|---|---|---|
"""
SURVIVORS = """
## Survivors

*Equivalent*: the change cannot alter any result, so that no case can kill it.

"""


def measured(ref: str) -> dict[str, Any]:
    """The figures of one profile."""
    ran = run_cases(ref)
    report = mutate(ran.profile)
    cover = ran.coverage
    return {
        "cases": len(ran),
        "failing": list(report.failing),
        "reachable": len(cover.reachable),
        "reached": len(cover.reachable) - len(cover.missed),
        "killed": report.count("killed"),
        "refused": report.count("refused"),
        "survivors": [
            {"path": item.mutant.path, "old": item.mutant.old, "new": item.mutant.new}
            for item in report.survivors
        ],
    }


def rows(figures: Mapping[str, Any]) -> Iterator[str]:
    """One row of the table for each profile."""
    for ref, told in sorted(figures.items()):
        killed, total = told["killed"], told["killed"] + len(told["survivors"])
        # Downwards, so that nothing short of all is 100.
        tenths = killed * 1000 // total if total else 1000
        share = f"{tenths // 10}.{tenths % 10}"
        mark = "" if tenths >= WANTED * 10 else f" (below {WANTED})"
        reach = f"{told['reached']} / {told['reachable']}"
        yield f"| `{ref}` | {told['cases']} | {reach} | {total} | {killed} | {share}{mark} |"


def named(figures: Mapping[str, Any], reasons: Mapping[str, Any]) -> Iterator[str]:
    """Each survivor with the reason why it may survive."""
    for ref, told in sorted(figures.items()):
        if not told["survivors"]:
            continue
        yield f"### {ref}\n"
        for item in told["survivors"]:
            old, new = item["old"], item["new"]
            change = f"`{old}` → `{new}`" if new else f"`{old}` taken out"
            yield f"- `{item['path']}`: {change}: {_reason(reasons.get(ref, ()), item)}"
        yield ""


def _reason(told: Sequence[Mapping[str, Any]], item: Mapping[str, str]) -> str:
    """The first entry that is about the path and, where it names one, about the change."""
    for entry in told:
        if entry["path"] == item["path"] and entry.get("new", item["new"]) == item["new"]:
            return str(entry["why"])
    return "no case yet"


def page(figures: Mapping[str, Any], reasons: Mapping[str, Any]) -> str:
    """The page of the reference."""
    table = "\n".join(rows(figures))
    return f"{HEAD}{table}\n{SURVIVORS}" + "\n".join(named(figures, reasons))


def main() -> None:
    """Measure what is asked for, keep it, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", help="full ids; all where none is named")
    parser.add_argument("--page", action="store_true", help="only write the page")
    asked = parser.parse_args()
    for ref in () if asked.page else asked.ids or known_ids():
        told = measured(ref)
        # Read anew each time: the figures of a profile that took minutes must not be lost.
        figures = {**_kept(), ref: told}
        text = json.dumps(figures, ensure_ascii=False, indent=1, sort_keys=True)
        FIGURES.write_text(text + "\n", "utf-8")
        print(*rows({ref: told}), flush=True)
    kept = {ref: told for ref, told in _kept().items() if ref in known_ids()}
    reasons = yamltext.plain(yamltext.parse_yaml(REASONS.read_bytes(), REASONS.name))
    PAGE.write_text(page(kept, reasons), "utf-8")


def _kept() -> dict[str, Any]:
    return json.loads(FIGURES.read_text("utf-8")) if FIGURES.is_file() else {}


if __name__ == "__main__":
    main()
