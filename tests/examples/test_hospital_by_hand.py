"""What the cases of the hospital expect is what a program without the library works out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hospital_by_hand import worked_out

from masker_rules import yamltext

FOLDER = Path(__file__).parents[2] / "examples" / "regulations" / "jaga-rumah-sakit" / "cases"


def plain(node: yamltext.Node) -> Any:
    if isinstance(node, yamltext.Scalar):
        return node.text
    if isinstance(node, yamltext.Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, yamltext.Mapping)
    return {key: plain(child) for key, _, child in node.items()}


def rostered() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """The cases that have a roster, with what the file gives to all of them."""
    found = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        file = plain(yamltext.parse_yaml(path.read_bytes(), path.name))
        for name, case in file["cases"].items():
            if "rosters" in case.get("tables", {}):
                found[f"{path.stem}: {name}"] = file, case
    return found


CASES = rostered()


def test_there_are_many_cases() -> None:
    assert len(CASES) > 60


@pytest.mark.parametrize("name", CASES)
def test_case_when_worked_out_without_the_library_then_the_same(name: str) -> None:
    file, case = CASES[name]
    period, given = case.get("period", file["period"]), file["given"]
    found = worked_out(
        period,
        {
            "grade": {**given["employee"], **case.get("employee", {})}["grade"],
            "duty": {**given["attributes"], **case.get("attributes", {})}["tugas_jaga"],
            "tables": case["tables"],
            "leave": {day: code for day, code in case.get("days", {}).items() if day != "rest"},
        },
    )
    expected = dict(case["expect"])
    for key, value in expected.pop("counts", {}).items():
        balance, _, stage = key.partition("_")
        own = found[balance][stage] if stage else found[key]
        assert own == int(value), key
    assert {key: str(found[key]) for key in expected} == expected
