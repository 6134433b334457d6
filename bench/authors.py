"""What authors of regulations wait for: loading, lint and cases of long regulations.

    python bench/authors.py                # measures, prints, writes its section of RESULTS.md
    python bench/authors.py --keep         # leaves RESULTS.md as it is
    python bench/authors.py --only rules --largest 500 --profile

Each form is written at doubling sizes: rules with bands of minutes; one table by range, by word,
by date. Seconds are of the processor, in a process of its own for each regulation. The exponent
is of the growth since the size before: 1 is linear, 2 is quadratic.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import math
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import results

from masker_rules.engine.profile import load_profile
from masker_rules.language.lint import lint
from masker_rules.testing.cases import run_cases

STEPS = ("load", "lint", "cases")
SIZES = {"rules": (125, 250, 500, 1000, 3000), "range": (1000, 2000, 4000, 5000)}
CASES = 20

HEADER = """\
profile:
  language: 1
  id: bench/authors
  title: {id: Aturan panjang, en: A long regulation}
  status: placeholder
  zone: Asia/Makassar
  in_force: 2012-01-01..
  rounding: half_up
  source: perbup pasal 1

sources:
  perbup:
    title: {id: Aturan yang dibuat untuk mengukur, en: Made to measure with}
    kind: memory
    confirmed: "no"

hours:
  office:
    normal: {mon..fri: 07:30..16:00}

amount: {is: tpp, round: Rp 1}
"""
PARTS = """
parts:
  productivity: {weight: 60%, score: capaian, round: Rp 1, source: perbup pasal 2}
  discipline: {weight: 40%, round: Rp 1, source: perbup pasal 2}
"""
CASE_HEADER = """\
case: 1
profile: bench/authors
period: 2026-07

given:
  employee: {category: PNS, grade: III/b, job_class: 8, position: jabatan_7}
  days: on time
  tables:
    amounts: [{component: tpp, job_class: 8, amount: 5000000}]
    scores: [{measure: capaian, period: 2026-07, value: 100}]

cases:
"""


# ------------------------------------------------------------------ regulations
def of_rules(count: int) -> Iterator[str]:
    """Late and early minutes by bands, absence, and again for the next position."""
    yield PARTS
    yield "rules:"
    for number in range(count):
        post = number // 3
        first = number % 20 + 5
        yield f"  rule_{number:04}:"
        yield f"    label: {{id: Aturan {number}, en: Rule {number}}}"
        yield f"    each: {('late', 'early', 'alpa')[number % 3]}"
        yield f"    when: position = jabatan_{post}"
        if number % 3 == 2:
            yield f"    cut: {number % 7 + 1}%"
        else:
            yield (
                f"    cut: {{1m..{first}m: 0.25%, {first + 1}m..30m: 0.5%, 31m..60m: 1%,"
                " 61m..90m: 1.25%, 91m..: 1.5%}"
            )
        yield f"    of: discipline\n    source: perbup pasal {number + 3}"


def of_table(rows: Iterator[str], by: str, asked: str) -> Iterator[str]:
    """One table, and a part that is earned by what it says."""
    yield f"\ntables:\n  tarif:\n    by: {by}\n    source: perbup lampiran\n    rows:"
    yield from (f"      - [{row}]" for row in rows)
    yield f"\nquantities:\n  share: {{is: tarif({asked}), source: perbup pasal 2}}"
    yield (
        "\nparts:"
        "\n  productivity: {weight: 60%, score: share, round: Rp 1, source: perbup pasal 2}"
        "\n  discipline: {weight: 40%, round: Rp 1, source: perbup pasal 2}"
        "\nrules:\n  alpa: {each: alpa, cut: 3%, of: discipline, source: perbup pasal 3}"
    )


def share(number: int) -> str:
    """A percent with two decimals, another in most rows."""
    return f"{50 + number % 5000 / 100:.2f}%"


def by_range(count: int) -> Iterator[str]:
    """Rows by minutes, without a hole."""
    yield f"0m, {share(0)}"
    yield from (f"{5 * n + 1}m..{5 * n + 5}m, {share(n)}" for n in range(count - 2))
    yield f"{5 * (count - 2) + 1}m.., {share(count)}"


def by_word(count: int) -> Iterator[str]:
    """Rows by position, and all others."""
    yield from (f"jabatan_{n}, {share(n)}" for n in range(count - 1))
    yield "else, 100%"


def by_date(count: int) -> Iterator[str]:
    """Rows by day: a value for each two days from 2012 on."""
    first = date(2012, 1, 1)
    for number in range(count - 1):
        day = first + timedelta(days=2 * number)
        yield f"{day}..{day + timedelta(days=1)}, {share(number)}"
    yield f"{first + timedelta(days=2 * count - 2)}.., {share(count)}"


FORMS: dict[str, Callable[[int], Iterator[str]]] = {
    "rules": of_rules,
    "range": lambda count: of_table(by_range(count), "minutes", "sum(late)"),
    "word": lambda count: of_table(by_word(count), "position", "position"),
    "date": lambda count: of_table(by_date(count), "last_day", "last_day"),
}


def write(form: str, count: int, folder: Path) -> Path:
    """A regulation with its cases, in a folder."""
    path = folder / "profile.yaml"
    path.write_text(HEADER + "\n".join(FORMS[form](count)) + "\n", "utf-8")
    (folder / "cases").mkdir(exist_ok=True)
    cases = (
        f"  hari {day}:\n    days: {{2026-07-{day:02}: alpa}}\n    expect: {{status: payable}}"
        for day in range(1, CASES + 1)
    )
    (folder / "cases" / "made.yaml").write_text(CASE_HEADER + "\n".join(cases) + "\n", "utf-8")
    return path


# ------------------------------------------------------------------ measuring
def measure(path: Path) -> dict[str, float]:
    """Seconds of each step, after the libraries are imported."""
    load_profile(Path(__file__).parent / "profiles" / "bench.yaml")
    seconds, begin = {}, time.process_time()
    profile = load_profile(path)
    seconds["load"], begin = time.process_time() - begin, time.process_time()
    lint(profile.document, profile.plan)
    seconds["lint"], begin = time.process_time() - begin, time.process_time()
    report = run_cases(profile)
    seconds["cases"] = time.process_time() - begin
    failed = [case.text() for case in report if case.result is None]
    assert not failed, failed[0]
    return seconds


def measured(form: str, count: int) -> dict[str, float]:
    """The same in a process of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        path = write(form, count, Path(scratch))
        command = [sys.executable, __file__, "--path", str(path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    found: dict[str, float] = json.loads(done.stdout)
    return found


def table_of(forms: list[str], largest: int) -> str:
    """A row for each size, with the exponents of the growth since the one before."""
    head = ("regulation", "load", "lint", f"{CASES} cases", "growth: load", "lint", "cases")
    rows = []
    for form in forms:
        before: tuple[int, dict[str, float]] | None = None
        for count in SIZES.get(form, SIZES["range"]):
            if count > largest:
                break
            found = measured(form, count)
            name = (
                f"{count:,} rules" if form == "rules" else f"a table of {count:,} rows by {form}"
            )
            growth = [exponent(before, (count, found), step) for step in STEPS]
            rows.append((name, *(f"{found[step]:.2f} s" for step in STEPS), *growth))
            print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
            before = count, found
    return results.table(head, rows)


def exponent(
    before: tuple[int, dict[str, float]] | None, now: tuple[int, dict[str, float]], step: str
) -> str:
    """By which power of the size the seconds of a step grew; of hundredths nothing can be said."""
    if before is None or before[1][step] < 0.05:
        return ""
    return f"{math.log(now[1][step] / before[1][step]) / math.log(now[0] / before[0]):.1f}"


def main() -> None:
    """Measure, print, and write the section of RESULTS.md."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--only", choices=tuple(FORMS), action="append", help="not all forms")
    options.add_argument("--largest", type=int, default=10_000, help="no larger sizes")
    options.add_argument("--keep", action="store_true", help="leave RESULTS.md as it is")
    options.add_argument("--profile", action="store_true", help="which functions take the time")
    options.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.path:
        print(json.dumps(measure(asked.path)))
        return
    forms = asked.only or list(FORMS)
    if asked.profile:
        profiled(forms, asked.largest)
        return
    text = table_of(forms, asked.largest)
    print(text)
    if not asked.keep:
        results.keep("What authors wait for", f"{results.machine()}; seconds of CPU.\n\n{text}")


def profiled(forms: list[str], count: int) -> None:
    """The functions that take the time of one regulation of each form."""
    for form in forms:
        with tempfile.TemporaryDirectory() as scratch:
            path = write(form, count, Path(scratch))
            watch = cProfile.Profile()
            watch.runcall(measure, path)
            pstats.Stats(watch).sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    main()
