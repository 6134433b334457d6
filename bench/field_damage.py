"""A damaged month of 5,000 people, and an office that mends it in three rounds.

    python bench/field_damage.py                    # prints the rounds as Markdown
    python bench/field_damage.py --people 500 --profile id/kab-bulukumba --folder FOLDER
    python bench/field_damage.py --keep             # its section of RESULTS.md

`field_data.py` makes a whole month and damages it. Round 0 computes it as it is. In each later
round an office does what the messages of `masker check` and `masker compute` ask, and nothing
else: it fills the table `identities`, says what an empty column means, corrects the cells that are
named by file and line. It knows the truth of its people, but only looks up what a message names.
After each round: how many are incomplete, and whether every settled amount is that of the whole
month.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import results

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

import field_data
from damages import judged
from field_data import PERIOD, Damaged, Row

PROFILE = Path(__file__).resolve().parent / "profiles" / "field.yaml"
#: What the law allows to become of an amount.
ALLOWED = ("equal", "bounded", "open")
SECTION = "A month with the damage of the field"
HEAD = (
    *("round", "settled", "incomplete", *ALLOWED, "not as the law says", "exit", "CPU s"),
    *("rows named", "what the office did before"),
)
ROUNDS = ("as it is", "`identities`", "empty columns", "corrected cells")
#: Where `missing` names a column of a table.
COLUMN = re.compile(r"(?P<table>[a-z_]+)\.(?P<column>[a-z_]+)")
#: The office looks into a column as a whole where it is missing for one in so many people.
MANY = 50
#: A remark that asks for a correction: one of the two rows.
TWICE = "person-twice"


@dataclass
class Seen:
    """What a round showed.

    Attributes:
        found: Results of `compute` as JSON.
        named: Rows that `check` names for correction: those set aside, and people who stand twice.
        asked: Rows of the table `identities` as `check` writes them.
        exit_code: Of `compute`.
        seconds: CPU seconds of `compute` and its children.
        words: What `compute` said at the end.
    """

    found: Mapping[str, Any]
    named: Sequence[Mapping[str, Any]]
    asked: Sequence[Row]
    exit_code: int
    seconds: float
    words: str

    @property
    def incomplete(self) -> list[Mapping[str, Any]]:
        return [one for one in self.found["results"] if one["status"] == "incomplete"]


@dataclass
class Office:
    """Whoever keeps the pack, and knows the people.

    Attributes:
        folder: Of the pack.
        made: The tables as they were handed in, beside the truth of each row.
        declares: Whether an empty column is told in `pack.yaml` rather than filled.
    """

    folder: Path
    made: Damaged
    declares: bool = False
    did: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, folder: Path, people: int, seed: int = 0) -> Office:
        """The office of a month: the packs `whole` and `pack` are written into the folder."""
        tables, fills = field_data.month(people, seed)
        made = field_data.damaged(tables, fills, people, seed)
        for name, rows in (("whole", tables), ("pack", made.tables)):
            shutil.rmtree(folder / name, ignore_errors=True)
            field_data.written(folder / name, rows)
        return cls(folder / "pack", made)

    # ------------------------------------------------------------ round 1
    def answer(self, seen: Seen) -> None:
        """Fill the table `identities`, where a text is of one person."""
        whose: dict[tuple[str, str], set[str]] = {}
        for name, rows in self.made.tables.items():
            for row, truth in zip(rows, self.made.truth[name], strict=True):
                if row.get("nip") and truth is not None:
                    key = name, row["nip"].strip(" '`")
                    whose.setdefault(key, set()).add(truth["nip"])
        for asked in seen.asked:
            people = whose.get((asked["table"], asked["written"]), set())
            asked["nip"] = next(iter(people)) if len(people) == 1 else ""
            self.did["identities answered" if asked["nip"] else "identities left open"] += 1
        field_data.written(self.folder, {"identities": seen.asked})

    # ------------------------------------------------------------ round 2
    def say_what_empty_means(self, seen: Seen) -> None:
        """Where a column is missing for many, say what empty means there, or fill it."""
        missing = Counter(
            name
            for one in seen.incomplete
            for name in (one["bounds"]["missing"] if one["bounds"] else ())
            if COLUMN.fullmatch(name)
        )
        told = []
        for name, people in missing.items():
            table, column = name.split(".")
            rows = self.made.tables.get(table, [])
            if people * MANY <= len(seen.found["results"]) or not rows or column not in rows[0]:
                continue
            if self.declares:
                told.append(f"  {name}: none\n")
                self.did[f"`pack.yaml`: {name}"] += 1
                continue
            for row, truth in zip(rows, self.made.truth[table], strict=True):
                if not row[column] and truth is not None:
                    row[column] = truth[column]
                    self.did[f"filled: {name}"] += 1
        if told:
            (self.folder / "pack.yaml").write_text(f"empty:\n{''.join(told)}", "utf-8")
        self._write()

    # ------------------------------------------------------------ round 3
    def correct(self, seen: Seen) -> None:
        """Correct the cells that are named by file and line; drop rows that ought not to be."""
        drop: dict[str, set[int]] = {}
        for one in seen.named:
            rows, at = self.made.tables[one["table"]], one["line"] - 2
            truth = self.made.truth[one["table"]][at]
            if truth is None:
                drop.setdefault(one["table"], set()).add(at)
                self.did["rows dropped"] += 1
            elif one["column"] and rows[at][one["column"]] != truth[one["column"]]:
                rows[at][one["column"]] = truth[one["column"]]
                self.did["cells corrected"] += 1
        for table, gone in drop.items():
            for rows in (self.made.tables, self.made.truth):
                rows[table] = [row for at, row in enumerate(rows[table]) if at not in gone]
        self._write()

    def _write(self) -> None:
        field_data.written(self.folder, self.made.tables)


def main() -> int:
    """The rounds; 1 where a settled amount is not that of the whole month."""
    options = argparse.ArgumentParser(description="A damaged month, mended in three rounds.")
    options.add_argument("--people", type=int, default=field_data.PEOPLE)
    options.add_argument(
        "--profile", default=str(PROFILE), help="a profile like that of Bulukumba"
    )
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--declare", action="store_true", help="tell empty columns in pack.yaml")
    options.add_argument("--folder", type=Path, help="keep the packs here")
    options.add_argument("--keep", action="store_true", help="write the section of RESULTS.md")
    chosen = options.parse_args()
    lines, is_lawful = [], True
    with tempfile.TemporaryDirectory() as scratch:
        office = Office.of(chosen.folder or Path(scratch), chosen.people, chosen.seed)
        office.declares = chosen.declare
        whole = seen_of(office.folder.with_name("whole"), chosen.profile)
        for line in _head(office, whole, chosen.people):
            print(line, flush=True)
            lines.append(line)
        asked = []
        for number, did, seen in rounds(office, chosen.profile):
            line = _row(f"{number}: {ROUNDS[number]}", whole, seen, did)
            print(line, flush=True)
            lines.append(line)
            asked += _asked(number, seen)
            is_lawful &= not judged_of(whole, seen).keys() - {*ALLOWED}
        print("", *asked, sep="\n")
        lines += ["", *asked]
    if chosen.keep:
        results.keep(SECTION, "\n".join(lines))
    return 0 if is_lawful else 1


def rounds(office: Office, profile: str) -> Iterator[tuple[int, Counter[str], Seen]]:
    """Number of each round, what the office did before, and what the round showed."""
    steps = (None, office.answer, office.say_what_empty_means, office.correct)
    seen = None
    for number, step in enumerate(steps):
        office.did.clear()
        if step is not None and seen is not None:
            step(seen)
        seen = seen_of(office.folder, profile)
        yield number, office.did, seen


def _head(office: Office, whole: Seen, people: int) -> Iterator[str]:
    yield f"{people:,} people in {field_data.UNITS} units; {results.machine()}."
    yield ""
    yield from _told_of_damage(office.made)
    yield ""
    yield f"The whole month: {_count(whole)}, {whole.seconds:.1f} CPU seconds."
    yield ""
    yield f"| {' | '.join(HEAD)} |"
    yield "|---" * len(HEAD) + "|"


def _told_of_damage(made: Damaged) -> Iterator[str]:
    yield "| damage | rows | counted in the field, of 5,000 people |"
    yield "|---|---|---|"
    for name, share in field_data.SHARES.items():
        counted = f"{share.rows:,}" if name in field_data.COUNTED else "seen, not counted"
        yield f"| {share.what} | {made.done[name]:,} | {counted} |"
    for name in field_data.EMPTY:
        yield f"| `employees.{name}` empty | {made.done[f'empty {name}']:,} | seen, not counted |"


def _row(name: str, whole: Seen, seen: Seen, did: Counter[str]) -> str:
    classes = judged_of(whole, seen)
    wrong = {word: count for word, count in classes.items() if word not in ALLOWED}
    share = 100 * len(seen.incomplete) / max(len(seen.found["results"]), 1)
    cells = (
        name,
        "yes" if seen.found["checks"]["settled"] else "no",
        f"{len(seen.incomplete):,} ({share:.2f} %)",
        *(f"{classes[word]:,}" for word in ALLOWED),
        ", ".join(f"**{word} {count}**" for word, count in wrong.items()) or "0",
        str(seen.exit_code),
        f"{seen.seconds:.1f}",
        f"{len(seen.named):,}",
        "; ".join(f"{what} {count:,}" for what, count in did.items()) or "-",
    )
    return "| " + " | ".join(cells) + " |"


def judged_of(whole: Seen, seen: Seen) -> Counter[str]:
    """People by what became of their amount, as `damages.judged` says it."""
    return judged(_by_nip(whole), _by_nip(seen))


def _by_nip(seen: Seen) -> dict[str, Any]:
    every = json.loads(
        json.dumps(seen.found["results"]), object_hook=lambda one: SimpleNamespace(**one)
    )
    return {one.nip: one for one in every}


def _count(seen: Seen) -> str:
    counts = Counter(one["status"] for one in seen.found["results"])
    return ", ".join(f"{count:,} {status}" for status, count in sorted(counts.items()))


def _asked(number: int, seen: Seen) -> Iterator[str]:
    """What the messages of a round ask: rows set aside by reason, and what is missing."""
    yield f"Round {number} asks:"
    yield ""
    reasons = Counter((one["table"], one["column"], one["code"]) for one in seen.named)
    for (table, column, code), count in reasons.most_common():
        yield f"- {count:,} × `{table}.{column}` [{code}]"
    columns = Counter(
        name if COLUMN.fullmatch(name) else name.partition(" ")[0] + ": named rows"
        for one in seen.incomplete
        for name in set((one["bounds"] or {"missing": ["no bounds"]})["missing"])
    )
    for name, count in columns.most_common(12):
        yield f"- missing {count:,} × `{name}`"
    if seen.asked:
        yield f"- `identities`: {len(seen.asked):,} texts"
    for one in seen.found["checks"]["why"]:
        yield f"- not settled: {one['message']} [{one['code']}]"
    yield ""


def seen_of(pack: Path, profile: str) -> Seen:
    """Check and compute a pack with the command line."""
    beside = pack.with_name(f"{pack.name}.out")
    beside.mkdir(exist_ok=True)
    checked, identities, computed = (
        beside / name for name in ("check.json", "identities.csv", "results.json")
    )
    _masker("check", pack, "--profile", profile, "--format", "json", "--out", checked,
            "--identities", identities)  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = _masker("compute", pack, "--profile", profile, "--period", PERIOD, "--lang", "en",
                   "--format", "json", "--out", computed)  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with identities.open(encoding="utf-8", newline="") as file:
        asked = list(csv.DictReader(file))
    pack_of = json.loads(checked.read_text("utf-8"))["pack"]
    return Seen(
        json.loads(computed.read_text("utf-8")),
        [*pack_of["set_aside"], *(one for one in pack_of["warnings"] if one["code"] == TWICE)],
        asked,
        done.returncode,
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        done.stderr,
    )


def _masker(*argv: object) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "masker_rules.cli", *map(str, argv)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode > 1:
        raise SystemExit(done.stderr)
    return done


if __name__ == "__main__":
    sys.exit(main())
