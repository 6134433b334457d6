"""Several regulations for different people of one pack."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from regulations import NIP, regulation, tables, working_days

import masker_rules as mr
from masker_rules.errors import ProfileError, RequestError

OTHER = "198701012012012002"


def rated(name: str, rate: str) -> dict[str, Any]:
    """A regulation in which a day without notice costs `rate`."""
    rule = {"each": "alpa", "cut": rate, "of": "discipline"}
    parts = {"discipline": {"weight": "100%", "round": "Rp 1"}}
    return regulation(header={"id": f"id/uji/{name}"}, parts=parts, rules={"alpa": rule})


def facts(**columns: str) -> dict[str, Any]:
    """Two people who were never there on the first working day of July, one of them a teacher."""
    found = tables()
    first = working_days(2026, 7)[0]
    punches = [row for row in found["punches"] if not row["time"].startswith(str(first))]
    person = found["employees"][0]
    found["employees"] = [person, {**person, "nip": OTHER, "staff_group": "teacher", **columns}]
    found["punches"] = [*punches, *({**row, "nip": OTHER} for row in punches)]
    found["amounts"] = [{**found["amounts"][0], "nip": nip} for nip in (NIP, OTHER)]
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Profiles `guru` (10 %) and `umum` (1 %), and a set of both, as files."""
    for name, rate in (("guru", "10%"), ("umum", "1%")):
        (tmp_path / name).mkdir()
        text = json.dumps(rated(name, rate))
        (tmp_path / name / "profile.yaml").write_text(text, "utf-8")
    lines = [
        "profiles:",
        "  - {use: guru, for: {staff_group: teacher or health}}",
        "  - use: umum",
    ]
    (tmp_path / "himpunan.yaml").write_text("\n".join(lines), "utf-8")
    return tmp_path


def test_set_when_a_group_has_its_own_then_each_by_the_first_that_fits(folder: Path) -> None:
    results = mr.compute(folder / "himpunan.yaml", facts(), "2026-07")
    assert [(r.nip, r.net) for r in results] == [(NIP, 990_000), (OTHER, 900_000)]
    told = results.as_dict()
    assert [one["id"] for one in told["profiles"]] == ["id/uji/guru", "id/uji/umum"]


def test_set_when_the_group_changes_then_the_month_decides(folder: Path) -> None:
    given = facts(valid_until="2026-07-15")
    given["employees"].append({**given["employees"][0], "nip": OTHER, "valid_from": "2026-07-16"})
    results = mr.compute(folder / "himpunan.yaml", given, "2026-07")
    assert results[OTHER].net == 990_000


def test_set_when_somebody_is_under_none_then_it_says_who(folder: Path) -> None:
    only = {"profiles": [{"use": str(folder / "guru"), "for": {"staff_group": "teacher"}}]}
    with pytest.raises(RequestError, match=NIP):
        mr.compute(only, facts(), "2026-07")


def test_set_when_only_some_are_asked_then_the_others_need_no_regulation(folder: Path) -> None:
    only = {"profiles": [{"use": str(folder / "guru"), "for": {"staff_group": "teacher"}}]}
    results = mr.compute(only, facts(), "2026-07", nips=[OTHER])
    assert [(r.nip, r.net) for r in results] == [(OTHER, 900_000)]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"for": {"unit": "x"}}, "missing-key"),
        ({"use": "x", "for": {"umur": "5"}}, "unknown-choice"),
    ],
)
def test_set_when_an_entry_is_wrong_then_it_is_refused(entry: dict[str, Any], code: str) -> None:
    with pytest.raises(ProfileError) as wrong:
        mr.compute({"profiles": [entry]}, facts(), "2026-07")
    assert wrong.value.code == code


# ------------------------------------------------------------------ whose regulation is not known
@pytest.fixture
def by_unit(folder: Path) -> dict[str, Any]:
    """Who stands in `Dinas Pendidikan` is paid by `guru`, everybody else by `umum`."""
    school = {"use": str(folder / "guru"), "for": {"unit": "Dinas Pendidikan"}}
    return {"profiles": [school, {"use": str(folder / "umum")}]}


@pytest.mark.parametrize("engine", ["reference", "columns"])
@pytest.mark.parametrize(
    ("unit", "net", "bounds"),
    [
        ("Dinas Pendidikan", 900_000, None),
        ("Dinas Kesehatan", 990_000, None),
        ("", None, (900_000, 990_000, ("employees.unit",))),
    ],
)
def test_set_when_the_cell_that_decides_is_empty_then_between_all_that_may_be_meant(
    by_unit: dict[str, Any], engine: str, unit: str, net: int | None, bounds: Any
) -> None:
    given = facts(unit=unit)
    given["employees"][0]["unit"] = "Dinas Kesehatan"
    results = mr.compute(by_unit, given, "2026-07", engine=engine)
    found = results[OTHER]
    told = found.bounds and (found.bounds.lowest, found.bounds.highest, found.bounds.missing)
    assert (found.net, told) == (net, bounds)
    assert results[NIP].net == 990_000
    assert len(results) == 2


@pytest.mark.parametrize(
    ("cells", "bounds"),
    [
        # The unit tells: only the tenth that it costs there is in question.
        ({"unit": "Dinas Pendidikan", "staff_group": "kata"}, (900_000, 900_000)),
        ({"unit": "Dinas Kesehatan", "staff_group": "kata"}, (990_000, 990_000)),
        ({"unit": "", "staff_group": "kata"}, (900_000, 990_000)),
    ],
)
def test_set_when_another_cell_is_a_word_that_nobody_knows_then_by_what_decides(
    by_unit: dict[str, Any], cells: dict[str, str], bounds: tuple[int, int]
) -> None:
    found = mr.compute(by_unit, facts(**cells), "2026-07")[OTHER]
    assert found.bounds is not None
    lowest, highest = found.bounds.lowest, found.bounds.highest
    assert lowest is None or lowest <= bounds[0]
    assert highest is None or highest >= bounds[1]


def test_set_when_the_group_that_decides_is_a_word_that_nobody_knows_then_between_both(
    folder: Path,
) -> None:
    given = facts()
    given["employees"][1]["staff_group"] = "gru"
    found = mr.compute(folder / "himpunan.yaml", given, "2026-07")[OTHER]
    assert found.bounds is not None
    assert found.bounds.lowest is None or found.bounds.lowest <= 900_000
    assert found.bounds.highest is None or found.bounds.highest >= 990_000


def test_set_when_both_that_may_be_meant_pay_the_same_then_only_the_law_is_open(
    by_unit: dict[str, Any],
) -> None:
    given = facts(unit="")
    given["punches"] = tables()["punches"] + [{**r, "nip": OTHER} for r in tables()["punches"]]
    found = mr.compute(by_unit, given, "2026-07")[OTHER]
    assert found.bounds is not None
    assert (found.bounds.lowest, found.bounds.highest) == (1_000_000, 1_000_000)


def test_set_when_a_later_row_cannot_be_read_then_it_may_have_told_another(
    by_unit: dict[str, Any],
) -> None:
    given = facts(unit="Dinas Kesehatan")
    given["employees"].append({**given["employees"][1], "unit": "x", "valid_from": "entah"})
    found = mr.compute(by_unit, given, "2026-07")[OTHER]
    assert found.bounds is not None
    assert found.bounds.lowest is None or found.bounds.lowest <= 900_000
    assert found.bounds.highest is None or found.bounds.highest >= 990_000


def test_set_when_only_a_regulation_that_may_be_meant_is_there_then_nothing_is_known(
    folder: Path,
) -> None:
    only = {"profiles": [{"use": str(folder / "guru"), "for": {"unit": "Dinas Pendidikan"}}]}
    found = mr.compute(only, facts(unit=""), "2026-07", nips=[OTHER])[OTHER]
    assert found.bounds is not None
    assert (found.bounds.lowest, found.bounds.highest) == (None, None)


def test_set_when_a_row_stands_twice_then_nothing_is_lost(by_unit: dict[str, Any]) -> None:
    given = facts(unit="Dinas Pendidikan")
    given["employees"].append({**given["employees"][1]})
    assert mr.compute(by_unit, given, "2026-07")[OTHER].net == 900_000
