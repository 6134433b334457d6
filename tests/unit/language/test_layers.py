"""Layers: what is inherited, what must be named, and what may be redefined."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from regulations import HOURS, SOURCES, discipline, regulation, tables

import masker_rules as mr
from masker_rules.engine.emit import compile_expr
from masker_rules.language import grammar
from masker_rules.language.document import Layer, load_document
from masker_rules.language.lower import lower
from masker_rules.language.plan import Plan

HEADER_ABOVE = {
    "language": "1", "id": "id/atas", "title": "Atas", "status": "in_force",
    "zone": "Asia/Jakarta", "in_force": "..", "rounding": "half_up", "source": "uji",
}  # fmt: skip
UPPER = {
    "profile": HEADER_ABOVE,
    "sources": SOURCES,
    "hours": HOURS,
    "tables": {"model": {"by": "minutes", "1m..30m": "0.5%", "31m..": "1%"}},
    "parts": {"discipline": {"weight": "100%", "round": "Rp 1"}},
    "rules": {
        "late": {"each": "late", "cut": "model", "of": "discipline"},
        "alpa": {"each": "alpa", "cut": "3%", "of": "discipline"},
    },
}  # fmt: skip


def stacked(**blocks: Any) -> Plan:
    """A profile over UPPER, with the header fields and blocks given."""
    own = {"id": "id/bawah", "extends": "id/atas", **blocks.pop("header", {})}
    header = {**HEADER_ABOVE, **own}
    data = json.dumps({"profile": header, **blocks}).encode()
    upper = json.dumps(UPPER).encode()
    return lower(load_document("bawah", data, lambda _: ("atas", upper)), compile_expr)[0]


def test_layer_when_nothing_is_used_then_only_definitions_are_inherited() -> None:
    plan = stacked(parts={"total": {"round": "Rp 1"}})

    assert plan.charges == ()
    assert [hours.name for hours in plan.attendance.hours] == ["office"]


@pytest.mark.parametrize(
    ("use", "rules"),
    [
        (["parts", "rules"], ["rules.late", "rules.alpa"]),
        (["parts", "rules.alpa"], ["rules.alpa"]),
        (["parts"], []),
    ],
)
def test_layer_when_blocks_are_named_then_those_apply(use: list[str], rules: list[str]) -> None:
    plan = stacked(header={"use": use})

    assert rules == [charge.rule for charge in plan.charges]


def test_layer_when_it_takes_over_what_no_lower_one_has_then_refused() -> None:
    own = {"zakat": {"each": "late", "cut": "1%", "of": "discipline"}}
    with pytest.raises(mr.ProfileError) as caught:
        stacked(header={"use": ["parts", "rules.zakat", "rules.alfa"]}, rules=own)
    told = [(one.code, one.params["name"]) for one in caught.value.problems]
    # Its own items are not what it could take over.
    assert told == [("use-of-nothing", "rules.zakat"), ("use-of-nothing", "rules.alfa")]


def test_layer_when_an_entry_is_written_again_then_the_lower_one_stands() -> None:
    table = {"by": "minutes", "1m..": "2%"}
    plan = stacked(header={"use": ["parts", "rules"]}, tables={"model": table})

    late = next(charge for charge in plan.charges if charge.rule == "rules.late")
    assert late.table is not None
    assert len(late.table.rows) == 1


def test_layer_when_an_entry_is_none_then_it_is_gone() -> None:
    plan = stacked(header={"use": ["parts", "rules"]}, rules={"late": "none"})

    assert [charge.rule for charge in plan.charges] == ["rules.alpa"]


def test_layer_when_it_extends_itself_then_the_chain_is_told() -> None:
    data = json.dumps(UPPER | {"profile": {**HEADER_ABOVE, "extends": "id/atas"}}).encode()

    with pytest.raises(mr.ProfileError) as caught:
        load_document("atas", data, lambda _: ("atas", data))

    assert caught.value.code == "extends-cycle"


def test_layer_when_the_digest_is_taken_then_every_layer_and_no_format_counts() -> None:
    first, second = stacked(header={"use": ["parts"]}), stacked(header={"use": ["parts"]})
    other = stacked(header={"use": ["parts", "rules"]})

    assert first.digest == second.digest
    assert first.digest != other.digest


def late_text(profile: dict[str, Any], clock: str) -> str:
    rows = tables(punches={date(2026, 7, 6): (clock, "16:00")})
    findings = mr.compute(profile, rows, "2026-07")[0].findings
    return findings[0].quantity if findings else ""


@pytest.mark.parametrize(
    ("formula", "clock", "expected"),
    [
        # dropped from the duration (the default): 30 min 59 s is 30
        (None, "08:30:59", "30m"),
        (None, "08:00:59", ""),
        # rounded up: one second is a minute
        ("ceil(max(0s; in_at - late_from); 1m)", "08:00:01", "1m"),
        ("ceil(max(0s; in_at - late_from); 1m)", "08:30:59", "31m"),
        # a grace just under a minute, subtracted
        ("floor(max(0s; in_at - late_from - 59s); 1m)", "08:01:58", ""),
        ("floor(max(0s; in_at - late_from - 59s); 1m)", "08:01:59", "1m"),
        # 60 minutes of tolerance, subtracted every day
        ("floor(max(0s; in_at - late_from - 60m); 1m)", "09:10:00", "10m"),
        # 60 minutes as a threshold
        ("if in_at - late_from > 60m then floor(in_at - late_from; 1m) else 0m", "09:00:00", ""),
        (
            "if in_at - late_from > 60m then floor(in_at - late_from; 1m) else 0m",
            "09:10:00",
            "70m",
        ),
    ],
)
def test_prelude_when_lateness_is_redefined_then_no_python_changes(
    formula: str | None, clock: str, expected: str
) -> None:
    profile = discipline(late={"each": "late", "cut": {"1m..": "1%"}, "of": "discipline"})
    if formula is not None:
        guard = "if status = present and in_at exists then"
        profile["quantities"] = {"late": {"each": "day", "is": f"{guard} {formula} else 0m"}}

    assert expected == late_text(profile, clock)


def test_points_when_two_bases_name_one_cut_then_the_same_rupiah() -> None:
    parts = {
        "a": {"weight": "60%", "round": "Rp 1"},
        "b": {"weight": "40%", "round": "Rp 1"},
    }
    one = regulation(parts=parts, rules={"x": {"each": "late", "cut": "1%", "of": "b"}})
    two = regulation(
        parts=parts, rules={"x": {"each": "late", "cut": "0.4%", "of": "total", "from": "b"}}
    )
    rows = tables(punches={date(2026, 7, 6): ("08:01", "16:00")})
    first, second = (mr.compute(profile, rows, "2026-07")[0] for profile in (one, two))

    assert first.net == second.net == 996_000
    assert first.parts == second.parts


def test_times_when_a_factor_applies_then_its_own_finding_and_nothing_is_lost() -> None:
    profile = discipline(
        alpa={"each": "alpa", "cut": "3%", "of": "discipline"},
        cpns={"each": "month", "when": "category = PNS", "times": "80%", "of": "discipline"},
    )
    result = mr.compute(profile, tables(punches={date(2026, 7, 6): (None, None)}), "2026-07")[0]

    # 1.000.000 x 97 % x 80 %
    assert result.net == 776_000
    assert {f.rule: int(f.amount) for f in result.findings} == {
        "rules.alpa": -30_000,
        "rules.cpns": -194_000,
    }


def test_prelude_when_a_regulation_is_loaded_after_another_then_its_formulas_are_not_parsed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mr.load_profile(regulation())
    again: list[str] = []
    parsed = grammar._parsed
    monkeypatch.setattr(grammar, "_parsed", lambda text: again.append(text) or parsed(text))
    mr.load_profile(regulation())
    assert again == []


def test_layer_when_the_same_bytes_come_again_then_read_once_and_anew_under_another_name() -> None:
    data = json.dumps(UPPER).encode()

    def layer(file: str) -> Layer:
        return load_document(file, data, lambda _: ("", b"")).top

    first, again, other = layer("satu"), layer("satu"), layer("dua")

    assert first is again
    assert [one.root.place.file for one in (first, other)] == ["satu", "dua"]


def test_file_when_another_number_of_the_same_length_is_written_in_the_same_second_then_it_holds(
    tmp_path: Path,
) -> None:
    path = tmp_path / "profile.yaml"
    found = []
    for share in ("60%", "40%"):
        path.write_text(json.dumps(UPPER).replace("100%", share), "utf-8")
        os.utime(path, (0, 0))
        found.append(mr.load_profile(path).digest)
    assert found[0] != found[1]
