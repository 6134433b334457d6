"""What files say now is what holds of them."""

import csv

from regulations import NIP, discipline, tables

from masker_rules.watch import Session
from masker_rules.watch.sources import FolderSource


def written(folder, given):
    folder.mkdir(parents=True)
    for name, rows in given.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(dict.fromkeys(k for row in rows for k in row)))
            writer.writeheader()
            writer.writerows(rows)
    return FolderSource(folder)


def test_sources_of_one_name_when_both_are_read_then_neither_withdraws_the_others_facts(tmp_path):
    whole = tables()
    person = {name: whole[name] for name in ("employees", "amounts")}
    first = [row for row in whole["punches"] if str(row["time"]) < "2026-07-16"]
    rest = [row for row in whole["punches"] if row not in first]
    sources = [
        written(tmp_path / "gedung-a" / "pack", {**person, "punches": first}),
        written(tmp_path / "gedung-b" / "pack", {**person, "punches": rest}),
    ]
    session = Session(discipline())

    for source in sources:
        assert source.poll(session)
    recap = session.results("2026-07")[NIP]

    assert recap.counts["present"] == 23
    assert recap.counts["absent"] == 0
