"""Terms: named constants that an upper layer sets, fixes, bounds or leaves open."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from installed import install
from regulations import HEADER, regulation, tables

import masker_rules as mr

ABOVE, BELOW = "id/uji-atas/pp-1-2020", "id/uji-bawah/perbup-2-2020"
LATE = {"each": "late", "cut": {"1m..30m": "tl1", "31m..": "tl1 * 2"}, "of": "discipline"}
PARTS = {"discipline": {"weight": "100%", "round": "Rp 1"}}


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Two layers: the blocks of the upper one, and of the lower one, which is loaded."""

    def make(above: dict[str, Any], below: dict[str, Any], **header: Any) -> mr.Profile:
        upper = regulation(
            header={"id": ABOVE, "source": "uji pasal 3"},
            parts=PARTS,
            **{"rules": {"late": LATE}, **above},
        )
        own = {**HEADER, "id": BELOW, "extends": ABOVE, "use": ["parts", "rules"], **header}
        lower = {
            "profile": {**own, "source": "perbup pasal 9"},
            "sources": {"perbup": {"title": "Perbup Bawah 2/2020", "kind": "regulation"}},
            **below,
        }
        install(monkeypatch, tmp_path, {ABOVE: upper, BELOW: lower})
        return mr.load_profile(BELOW)

    return make


def net(profile: Any, clock: str) -> int | None:
    rows = tables(punches={date(2026, 7, 6): (clock, "16:00")})
    found: int | None = mr.compute(profile, rows, "2026-07")[0].net
    return found


def refused(stack: Any, above: dict[str, Any], below: dict[str, Any]) -> mr.ProfileError:
    with pytest.raises(mr.ProfileError) as caught:
        stack(above, below)
    # Both articles with their places, whatever the message is about.
    told = str(caught.value)
    assert "Perbup Uji 1/2020, pasal 3" in told
    assert f"{ABOVE}/profile.yaml:1:" in told
    assert "Perbup Bawah 2/2020, pasal 9" in told
    assert f"{BELOW}/profile.yaml:1:" in told
    return caught.value


def test_term_when_named_in_a_table_then_its_value_counts(stack: Any) -> None:
    profile = stack({"terms": {"tl1": {"value": "1.5%"}}}, {})

    assert net(profile, "08:30") == 985_000
    assert net(profile, "08:31") == 970_000


def test_term_when_redefined_below_then_the_lower_value_counts(stack: Any) -> None:
    assert net(stack({"terms": {"tl1": "1.5%"}}, {"terms": {"tl1": "0.5%"}}), "08:30") == 995_000


@pytest.mark.parametrize(
    ("written", "text", "expected"),
    [
        ("Rp 100.000", "tpp - t", 900_000),
        ("0.5", "tpp * t", 500_000),
        ("yes", "if t then tpp else Rp 1", 1_000_000),
        ("2026-07-01", "if t = 2026-07-01 then tpp else Rp 1", 1_000_000),
    ],
)
def test_term_when_of_another_unit_then_formulas_know_it(
    written: str, text: str, expected: int
) -> None:
    profile = regulation(terms={"t": written}, amount={"is": text, "round": "Rp 1"})

    assert net(profile, "08:00") == expected


def test_term_when_fixed_and_written_again_then_both_articles(stack: Any) -> None:
    above = {"terms": {"tl1": {"value": "1.5%", "fixed": "yes"}}}
    error = refused(stack, above, {"terms": {"tl1": "1.5%"}})

    assert error.code == "fixed-overridden"
    assert net(stack_again(above), "08:30") == 985_000


def stack_again(above: dict[str, Any]) -> Any:
    return regulation(parts=PARTS, rules={"late": LATE}, **above)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ({"rules": {"late": {**LATE, "fixed": "yes"}}}, {"rules": {"late": "none"}}),
        ({"rules": {"late": {**LATE, "fixed": "yes"}}}, {"rules": {"late": LATE}}),
        (
            {"tables": {"t": {"by": "minutes", "1m..": "1%", "fixed": "yes"}}},
            {"tables": {"t": {"by": "minutes", "1m..": "2%"}}},
        ),
        (
            {"quantities": {"q": {"is": "Rp 1", "fixed": "yes"}}},
            {"quantities": {"q": "Rp 2"}},
        ),
    ],
)
def test_item_when_fixed_and_written_again_then_both_articles(
    stack: Any, above: dict[str, Any], below: dict[str, Any]
) -> None:
    error = refused(stack, {"terms": {"tl1": "1%"}, **above}, below)

    assert error.code == "fixed-overridden"


def test_fixed_when_the_regulation_itself_changes_then_it_may(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = regulation(
        header={"id": ABOVE}, terms={"tl1": {"value": "1%", "fixed": "yes"}}, parts=PARTS,
        rules={"late": LATE},
    )  # fmt: skip
    change = {"profile": {**HEADER, "id": BELOW, "amends": ABOVE}, "terms": {"tl1": "2%"}}
    lower = regulation(
        header={"id": "id/uji/tiga", "extends": BELOW, "use": ["parts", "rules"]},
        terms={"tl1": "3%"},
    )
    install(monkeypatch, tmp_path, {ABOVE: first, BELOW: change})

    assert net(BELOW, "08:30") == 980_000
    with pytest.raises(mr.ProfileError) as caught:
        mr.load_profile(lower)
    assert caught.value.code == "fixed-overridden"


OPEN = {"terms": {"tl1": {"open": "percent", "range": "0.5%..2%"}}}


@pytest.mark.parametrize(
    ("value", "expected"), [("0.5%", 995_000), ("1.25%", 987_500), ("2%", 980_000)]
)
def test_open_term_when_filled_in_the_range_then_it_counts(
    stack: Any, value: str, expected: int
) -> None:
    assert net(stack(OPEN, {"terms": {"tl1": value}}), "08:30") == expected


@pytest.mark.parametrize("value", ["0.49%", "2.01%", "Rp 1"])
def test_open_term_when_filled_outside_then_both_articles(stack: Any, value: str) -> None:
    error = refused(stack, OPEN, {"terms": {"tl1": {"value": value}}})

    assert error.code == "term-out-of-range"


def test_open_term_when_left_empty_then_both_articles(stack: Any) -> None:
    assert refused(stack, OPEN, {}).code == "open-term-empty"


def test_open_term_when_opened_again_then_the_next_layer_may_fill_it(stack: Any) -> None:
    narrower = {"tl1": {"open": "percent", "range": "0.5%..1%"}}
    profile = stack(OPEN, {"terms": narrower})
    below = regulation(
        header={"id": "id/uji/tiga", "extends": BELOW, "use": ["parts", "rules"]},
        terms={"tl1": "1%"},
    )

    assert profile.id == BELOW
    assert net(below, "08:30") == 990_000
    below["terms"] = {"tl1": "1.01%"}
    with pytest.raises(mr.ProfileError) as caught:
        mr.load_profile(below)
    assert caught.value.code == "term-out-of-range"


def test_open_term_when_opened_wider_then_both_articles(stack: Any) -> None:
    wider = {"terms": {"tl1": {"open": "percent", "range": "0.5%..3%"}}}

    assert refused(stack, OPEN, wider).code == "term-out-of-range"


def test_open_term_when_the_regulation_itself_is_computed_then_incomplete_in_its_range() -> None:
    profile = regulation(parts=PARTS, rules={"late": LATE}, **OPEN)
    rows = tables(punches={date(2026, 7, 6): ("08:30", "16:00")})
    result = mr.compute(profile, rows, "2026-07")[0]

    assert result.status == "incomplete"
    assert result.bounds is not None
    assert result.bounds.missing == ("terms.tl1",)
    assert (result.bounds.lowest, result.bounds.highest) == (980_000, 995_000)


def test_term_when_its_name_is_taken_then_it_is_refused() -> None:
    with pytest.raises(mr.ProfileError) as caught:
        mr.load_profile(regulation(terms={"late": "1%"}))
    assert caught.value.code == "term-name-taken"


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("PNS", "words"),
        ("sakit", "words"),
        ("islam", "words"),
        ("cuti", "groups"),
        ("category", "facts"),
        ("minutes", "facts"),
        ("alpha", ""),
        ("cuti_lama", ""),
    ],
)
def test_term_when_it_has_the_name_of_a_word_or_fact_then_it_is_told(
    name: str, section: str
) -> None:
    """Otherwise a cell or a formula that names the word may find the term, or the other way."""
    words = {"from": "attributes.agama", "type": "word", "words": ["islam", "hindu"]}
    law = regulation(terms={name: "1%"}, inputs={"agama": words})
    if not section:
        mr.load_profile(law)
        return
    with pytest.raises(mr.ProfileError) as caught:
        mr.load_profile(law)
    (problem,) = caught.value.problems
    assert (problem.code, problem.params["section"]) == ("term-name-taken", section)


@pytest.mark.parametrize(
    "blocks",
    [
        {"quantities": {"late_from": {"each": "day", "is": "late_from + 15m"}}},
        {"quantities": {"category": {"is": "5"}}},
        {"inputs": {"year": {"from": "scores.capaian", "type": "percent"}}},
    ],
)
def test_definition_when_formulas_would_read_a_fact_instead_then_it_is_told(
    blocks: dict[str, Any],
) -> None:
    with pytest.raises(mr.ProfileError) as caught:
        mr.load_profile(regulation(**blocks))
    assert [one.code for one in caught.value.problems] == ["fact-name-taken"]
    # At another grain the name is its own: `status` of a day beside that of a report.
    mr.load_profile(regulation(quantities={"late_from": {"is": "5"}}))


@pytest.mark.parametrize("written", ["much", {"label": "no value"}])
def test_term_when_it_is_no_constant_then_it_is_refused(written: Any) -> None:
    with pytest.raises(mr.ProfileError) as caught:
        mr.load_profile(regulation(terms={"t": written}, amount="tpp * t"))
    assert caught.value.code in {"literal-wanted", "missing-key"}
