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
