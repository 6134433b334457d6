"""Make the example month: raw office files, the pack made from them, and the pack of the demo.

    python examples/make_banggai.py [folder]

The same bytes come out at every run. `raw/` is what the offices of an invented regency hand in;
`pack/` is made from it by the importers of masker_rules. Without an argument the folder of the
example is rewritten, and the pack that `masker demo` shows with it.
"""

from __future__ import annotations

import csv
import shutil
import sys
from pathlib import Path

from banggai_raw import write_raw

from masker_rules.facts import read_pack
from masker_rules.facts.office import Imported, import_files
from masker_rules.facts.writers import write_pack

HERE = Path(__file__).resolve().parent
HOME = HERE / "banggai-kepulauan-2026-03"
DEMO = HERE.parent / "src" / "masker_rules" / "demo" / "pack"
#: Tables that the personnel office keeps as they stand in a pack.
KEPT = (
    "absences",
    "amounts",
    "away",
    "calendar",
    "outages",
    "rosters",
    "schedules",
    "scores",
    "sites",
)

Rows = list[dict[str, str]]


def main() -> None:
    """Write the example, or the same below the folder of the first argument."""
    home = Path(sys.argv[1]) if len(sys.argv) > 1 else HOME
    write_raw(home / "raw")
    make_pack(home / "raw", home / "pack")
    if home == HOME:
        _copy(home / "pack", DEMO)


def make_pack(raw: Path, out: Path) -> list[Imported]:
    """The pack of the raw files: what was imported, what is kept by hand, one row per fact.

    Returns:
        What the importers report of the app and of each machine.
    """
    app = import_files("masker-asn", [raw / "getHariKerja.jsonl", *raw.glob("getRiwayat_*.json")])
    machines = import_files("attlog", raw.glob("*_attlog.dat"), map_file=raw / "pins.csv")
    tables: dict[str, Rows] = {name: _kept(raw / f"{name}.csv") for name in KEPT}
    tables["absences"] += _without_letter(app.tables["absences"], tables["absences"])
    tables["calendar"] += app.tables["calendar"]
    tables["events"] = app.tables["events"]
    tables["punches"] = app.tables["punches"] + machines.tables["punches"]
    # Read and written again: NIPs without the blanks of the spreadsheet, known columns only.
    employees = read_pack(raw).rows("employees")
    _clear(out)
    write_pack({**tables, "employees": employees}, out)
    return [app, machines]


def _kept(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _without_letter(rows: Rows, letters: Rows) -> Rows:
    """The app's rows less each `cuti` whose letter says which leave it is."""
    return [
        row
        for row in rows
        if row["code"] != "cuti"
        or not any(
            letter["nip"] == row["nip"] and letter["from"] <= row["from"] <= letter["until"]
            for letter in letters
        )
    ]


def _copy(pack: Path, to: Path) -> None:
    _clear(to)
    for path in sorted(pack.glob("*.csv")):
        shutil.copyfile(path, to / path.name)


def _clear(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.csv"):
        old.unlink()


if __name__ == "__main__":
    main()
