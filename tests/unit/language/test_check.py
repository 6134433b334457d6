"""The checker: what it refuses, where, and what it derives."""

from __future__ import annotations

from typing import Any

import pytest
from regulations import discipline, regulation

import masker_rules as mr


def codes(profile: dict[str, Any]) -> list[str]:
    """Codes of the problems of a profile, in order of place; none where it loads."""
    try:
        mr.load_profile(profile)
    except mr.ProfileError as error:
        return [problem.code for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("sum(late) + tpp", "unit-mismatch"),
        ("tpp * tpp", "unit-mismatch-product"),
        ("sum(late) * tpp", "unit-mismatch-product"),
        ("tpp + 5%", "unit-mismatch"),
        ("tpp > sum(late)", "unit-mismatch"),
        ("tpp / working_days", "may-be-zero"),
        ("sum(in_at - start)", "may-be-none"),
        ("first(activity.minutes) + 1m", "nameless-may-be-none"),
        ("lat + 1", "unknown-name"),
        ("count(status = hadir)", "unknown-word"),
        ("minits(3)", "unknown-function"),
        ("floor(tpp)", "wrong-arguments"),
        ("floor(tpp; 1m)", "unit-mismatch"),
        ("floor(tpp; tpp)", "step-wanted"),
        ("late", "grain-too-fine"),
        ("count(late > 0m and activity.minutes > 0m)", "grain-mismatch"),
        ("count(tpp > Rp 0)", "nothing-to-aggregate"),
        ("category > PNS", "not-ordered"),
        ("if tpp then 1 else 2", "flag-wanted"),
        ("if category = PNS then tpp else 1", "unit-mismatch"),
        ("tpp +", "formula-syntax"),
        ("unknown", "unknown-without-unit"),
        ("sum(status)", "number-wanted"),
        ("if working_days > 3 then tpp + sum(late) else Rp 0", "unit-mismatch"),
        ("count(late in (1..5))", "unit-mismatch"),
        ("max(capaian; 1)", "percent-beside-number"),
    ],
)
def test_formula_when_wrong_then_refused_with_its_code(formula: str, code: str) -> None:
    assert codes(regulation(quantities={"x": formula})) == [code]


@pytest.mark.parametrize(
    ("formula", "unit"),
    [
        ("tpp * 12.5%", "money"),
        ("2% of tpp", "money"),
        ("sum(late) / 30m", "percent"),
        ("share(sum(late); sum(early); 0%)", "percent"),
        ("if working_days > 0 then tpp / working_days else Rp 0", "money"),
        ("sum(if in_at exists then in_at - start else 0m)", "duration"),
        ("count(in_at exists and in_at > start)", "number"),
        ("count(not (in_at exists) or in_at > start)", "number"),
        ("count(weekday in mon..thu)", "number"),
        ("count(status in leave or status = alpa)", "number"),
        ("highest(late where weekday = fri)", "duration"),
        ("max(tpp; Rp 1.000) - Rp 3", "money"),
        ("clamp(capaian; 50%; 100%)", "percent"),
        ("count(nth(late > 0m) > 5)", "number"),
        ("longest_run(status = alpa)", "number"),
        ("sum(activity.minutes * activity.quantity where activity.status = approved)", "duration"),
        ("count(event.missed where event.event = upacara)", "number"),
        ("round(tpp * 33%; Rp 1.000)", "money"),
        ("max(sum(late) / 30m; 100%)", "percent"),
        # A flag that may be absent holds where it is there and says yes.
        ("sum(if inpatient then 1 else 2)", "number"),
        ("if working_days > 3 then (if npwp then unknown else unknown) else Rp 1", "money"),
    ],
)
def test_formula_when_right_then_its_unit(formula: str, unit: str) -> None:
    profile = mr.load_profile(regulation(quantities={"x": formula}))

    assert unit == profile.plan.by_name["x"].type.unit


@pytest.mark.parametrize(
    ("formula", "part"),
    [
        ("tpp + sum(late)", "sum(…)"),
        ("tpp + floor(sum(late); 1m)", "floor(…)"),
        ("tpp + 5m", "5m"),
    ],
)
def test_formula_when_two_units_meet_then_both_parts_are_told_by_their_outside(
    formula: str, part: str
) -> None:
    with pytest.raises(mr.ProfileError) as caught:
        mr.load_profile(regulation(quantities={"x": formula}))

    assert f"`tpp` (an amount of money) and `{part}` (a duration)" in str(caught.value)


@pytest.mark.parametrize(
    ("formula", "code"),
    [("t(1; 2)", "wrong-arguments"), ("t()", "formula-syntax"), ("t(tpp)", "argument-unit")],
)
def test_named_table_when_called_wrongly_then_refused(formula: str, code: str) -> None:
    table = {"by": "n", "0..5": "1%", "6..": "2%"}
    assert codes(regulation(tables={"t": table}, quantities={"x": formula})) == [code]


def test_names_when_a_hundred_are_wrong_then_only_those_are_compared_with_all_there_are() -> None:
    wrong = {f"q{n:03}": f"tpq{n:03} + Rp 1" for n in range(102)}

    with pytest.raises(mr.ProfileError) as caught:
        mr.load_profile(regulation(quantities=wrong))

    told = [problem.params["nearest"] for problem in caught.value.problems]
    assert len(told) == 102
    assert sum(near != "-" for near in told) <= 100
    assert told[100:] == ["-", "-"]


def test_formula_when_wrong_then_line_and_column_of_the_word(tmp_path: Any) -> None:
    text = (
        "profile: {language: 1, id: id/x, title: x, status: draft, zone: Asia/Jakarta, "
        "in_force: .., rounding: half_up, source: s}\n"
        "sources: {s: {title: s, kind: regulation}}\n"
        "quantities:\n"
        "  salah: sum(late) + tpp\n"
    )
    path = tmp_path / "profile.yaml"
    path.write_text(text)

    with pytest.raises(mr.ProfileError) as caught:
        mr.load_profile(path)

    place = caught.value.problems[0].place
    assert place is not None
    assert (4, text.splitlines()[3].index("tpp") + 1) == (place.line, place.column)


def test_definition_when_it_reads_itself_then_the_chain_is_told() -> None:
    profile = regulation(quantities={"a": "b + Rp 1", "b": "c + Rp 1", "c": "a + Rp 1"})

    with pytest.raises(mr.ProfileError) as caught:
        mr.load_profile(profile)

    assert [p.code for p in caught.value.problems] == ["reads-its-own-result"]
    assert "a → b → c → a" in str(caught.value)


def test_problems_when_several_then_all_in_one_run() -> None:
    profile = discipline(
        late={"each": "late", "cut": {"1m..30m": "1%", "32m..": "2%"}, "of": "discipline"},
        base={"each": "alpa", "cut": "3%"},
        name={"each": "alpha", "cut": "3%", "of": "discipline"},
    )

    assert sorted(codes(profile)) == ["base-not-stated", "table-gap", "unknown-series"]


@pytest.mark.parametrize(
    ("cut", "code"),
    [
        ({"1m..30m": "1%", "31m..": "2%"}, None),
        ({"1m..30m": "1%", "30m..": "2%"}, "table-overlap"),
        ({"1m..30m": "1%", "under 40m": "2%", "40m..": "3%"}, "table-overlap"),
        ({"1m..30m": "1%", "32m..": "2%"}, "table-gap"),
        ({"1m..30m": "1%", "over 31m": "2%", "else": "0%"}, "table-gap"),
        ({"1m..30m": "1%", "over 30m": "2%"}, None),
        ({"5m..": "1%"}, "table-open-below"),
        ({"1m..30m": "1%"}, "table-open-above"),
        ({"5m..30m": "1%", "else": "0%"}, None),
        ({"1m..30m": "Rp 5", "31m..": "2%"}, "unit-mismatch"),
        ({"1..30": "1%", "31..": "2%"}, "unit-mismatch"),
        ({"x..30m": "1%"}, "bad-cell"),
    ],
)
def test_bands_when_checked_then_holes_and_overlaps_on_the_minute(
    cut: dict[str, str], code: str | None
) -> None:
    profile = discipline(late={"each": "late", "cut": cut, "of": "discipline"})

    assert codes(profile)[:1] == ([code] if code else [])


CLOSED = [["1..under 60", "50%"], ["60..under 80", "80%"], ["80..100", "100%"]]


@pytest.mark.parametrize(
    ("by", "problems"),
    [
        # nothing holds an input to its range: what a pack says beyond it has no row
        ("x", ["table-open-above", "table-open-below"]),
        ("round(x; 0.01)", ["table-open-above", "table-open-below"]),
        # a formula that stays within the rows needs no row beyond them
        ("clamp(x; 1; 100)", []),
        ("clamp(round(x; 0.01); 1; 100)", []),
        ("round(clamp(x; 1; 100); 0.01)", []),
        ("if x > 100 then 100 else if x < 1.5 then 1.5 else max(1; min(x; 90.5))", []),
        ("half", []),
        # one step more at either end, or an end that rounding moves beyond
        ("clamp(x; 1; 100.01)", ["table-open-above"]),
        ("clamp(x; 0.99; 100)", ["table-open-below"]),
        ("ceil(clamp(x; 1; 100); 3)", ["table-open-above"]),
        ("max(x; 1)", ["table-open-above"]),
    ],
)
def test_table_when_its_formula_stays_within_then_no_row_is_asked_beyond(
    by: str, problems: list[str]
) -> None:
    given = {
        "inputs": {"x": {"from": "scores.skp", "type": "number", "range": "0..100"}},
        "quantities": {"half": {"is": "clamp(x * 0.5; 1; 50)", "round": "0.01"}},
    }
    part = {"score": {"by": by, "rows": CLOSED}, "round": "Rp 1"}
    assert sorted(codes(regulation(parts={"total": part}, **given))) == problems
    # with another input beside it the same
    rows = [["1..100", "PNS", "50%"], ["-", "CPNS or PPPK or NON_ASN", "20%"]]
    part = {"score": {"by": [by, "category"], "rows": rows}, "round": "Rp 1"}
    found = codes(regulation(parts={"total": part}, **given))
    assert bool(found) == bool(problems)


def test_table_when_its_formula_is_a_chain_of_names_then_each_is_read_once() -> None:
    """Each of sixty names reads the one before it twice: read anew they were 2^60."""
    chain = {f"q{n}": f"max(q{n - 1}; q{n - 1})" for n in range(1, 60)}
    quantities = {"q0": "clamp(x; 1; 100)", **chain}
    inputs = {"x": {"from": "scores.skp", "type": "number", "range": "0..100"}}
    part = {"score": {"by": "q59", "rows": CLOSED}, "round": "Rp 1"}
    assert codes(regulation(parts={"total": part}, inputs=inputs, quantities=quantities)) == []


def test_bands_when_seconds_count_then_the_hole_between_two_minutes_shows() -> None:
    """A profile that counts seconds has 30 min 01 s to 30 min 59 s without a rate (B14)."""
    every_second = {
        "each": "day",
        "is": "if status = present and in_at exists then max(0s; in_at - late_from) else 0s",
    }
    cut = {"1s..30m": "1%", "31m..": "2%"}
    rule = {"each": "late", "cut": cut, "of": "discipline"}
    profile = discipline(late=rule) | {"quantities": {"late": every_second}}

    assert codes(profile) == ["table-gap"]
    profile["rules"]["late"]["cut"] = {"1s..30m": "1%", "over 30m": "2%"}
    assert codes(profile) == []


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["yes", "fri", "1%"], ["yes", "not fri", "2%"], ["no", "-", "3%"]], None),
        ([["yes", "fri", "1%"], ["no", "-", "3%"]], "table-not-covered"),
        ([["yes", "fri", "1%"], ["-", "-", "3%"]], "table-overlap"),
        ([["yes", "fri", "1%"], ["else", "0%"]], None),
        ([["yes", "fri"]], "wrong-row"),
        ([["yes", "jumat", "1%"], ["else", "0%"]], "unknown-word"),
    ],
)
def test_rows_when_two_inputs_then_every_combination_once(
    rows: list[list[str]], code: str | None
) -> None:
    cut = {"by": ["ramadan", "weekday"], "rows": rows}
    profile = discipline(missing={"each": "missing", "cut": cut, "of": "discipline"})

    assert codes(profile)[:1] == ([code] if code else [])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"header": {"zone": "Asia/Palu"}}, "bad-zone"),
        ({"header": {"status": "final"}}, "unknown-choice"),
        ({"header": {"rounding": "nearest"}}, "unknown-choice"),
        ({"header": {"in_force": "2026-02-30.."}}, "bad-date-range"),
        ({"header": {"in_force": "2026-02-01..2026-01-01"}}, "bad-date-range"),
        ({"header": {"source": "perda"}}, "unknown-source"),
        ({"header": {"source": ""}}, "missing-source"),
        ({"hours": {"office": {"normal": {"mon..fri": "16:00..08:00"}}}}, "bad-hours"),
        ({"hours": {"office": {"normal": {"senin": "08:00..16:00"}}}}, "unknown-word"),
        ({"hours": {"office": {"normal": {"mon..wed": "08:00..16:00", "tue": "09:00..15:00"}}}},
         "weekday-twice"),
        ({"parts": {"a": {"weight": "60%"}}}, "gross-not-rounded"),
        ({"pay": {"tax": {"kind": "tax", "cut": "5%", "of": "gross"}}}, "line-not-rounded"),
        ({"pay": {"tax": {"kind": "pajak", "cut": "5%", "of": "gross", "round": "Rp 1"}}},
         "unknown-choice"),
        ({"rule": {}}, "unknown-key"),
        ({"rules": {"x": {"each": "alpa", "of": "total"}}}, "one-verb-wanted"),
        ({"rules": {"x": {"each": "alpa", "cut": "3%", "of": "kinerja"}}}, "unknown-choice"),
        ({"rules": {"x": {"each": "alpa", "cut": "3%", "of": "total", "from": "kinerja"}}},
         "unknown-choice"),
        ({"rules": {"x": {"each": "month", "when": "late > 0m", "zero": "everything"}}},
         "grain-too-fine"),
        ({"rules": {"x": {"each": "telat pagi", "cut": "3%", "of": "total"}},
          "series": {"telat": {"each": "day", "when": "late > 0m"}}}, "unknown-series"),
        ({"rules": {"x": {"each": "alpa", "bring": "Rp 5"}}}, "word-wanted"),
        ({"hours": {"office": {"normal": {"mon..fri": "08:00"}}}}, "bad-hours"),
        ({"hours": {"office": {"normal": {"mon..fri": "08:00..16:00"}, "for": "category"}}},
         "flag-wanted"),
        ({"hours": {"office": {"normal": {"mon..fri": "08:00..16:00"},
                               "late_from": {"ramadhan": "08:00"}}}}, "unknown-word"),
        ({"punches": {"kinds": {"masuk": "06:00..12:00"}}}, "unknown-word"),
        ({"parts": {"p": {"earned": "sum(late)", "round": "Rp 1"}}}, "missing-key"),
        ({"parts": {"p": {"earned": "sum(late)", "target": "target_minutes", "round": "Rp 1"}}},
         "missing-key"),
        ({"parts": {"a": {"weight": "60%", "round": "Rp 1"}, "b": {"weight": "40%"},
                    "total": {"residual": "b"}}}, "missing-key"),
    ],
)  # fmt: skip
def test_profile_when_a_block_is_wrong_then_its_code(change: dict[str, Any], code: str) -> None:
    blocks = {"parts": {"total": {"round": "Rp 1"}}, **change}

    assert code in codes(regulation(**blocks))


@pytest.mark.parametrize(
    ("by", "cell", "code"),
    [
        ("position", "a..b", "words-without-order"),
        ("weekday", "fri..mon", "range-backwards"),
        ("weekday", "mon..fri", None),
        ("golongan", "IV..I", "range-backwards"),
        ("golongan", "over IV", "range-backwards"),
        ("golongan", "II..under II", "range-backwards"),
        ("golongan", "over I..under II", "range-backwards"),
        ("golongan", "under V", "unknown-word"),
        ("position", "under b", "words-without-order"),
        ("job_class", "0..1.5", "bad-cell"),
        ("job_class", "none", None),
    ],
)
def test_cell_when_it_is_no_range_of_its_column_then_refused(
    by: str, cell: str, code: str | None
) -> None:
    cut = {"by": by, cell: "1%", "else": "2%"}
    profile = discipline(r={"each": "day", "cut": cut, "of": "discipline"})

    assert codes(profile) == ([code] if code else [])


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["..50%", "10%"], ["over 50%", "90%"]], None),
        ([["..50.1%", "10%"], ["over 50.1%", "90%"]], None),
        ([["..50%", "10%"], ["51%..", "90%"]], "table-gap"),
        ([["..50%", "10%"], ["51%..", "90%"], ["else", "0%"]], "table-gap"),
    ],
)
def test_named_table_when_called_then_read_on_the_lattice_of_its_argument(
    rows: list[list[str]], code: str | None
) -> None:
    table = {"by": "x", "rows": rows}
    profile = regulation(
        tables={"t": table}, parts={"d": {"score": "t(capaian)", "round": "Rp 1"}}
    )

    assert codes(profile)[:1] == ([code] if code else [])


def test_named_table_when_a_value_has_decimals_then_no_float_and_the_right_row() -> None:
    from regulations import NIP, tables

    rows = [["..50.1%", "PNS", "80%"], ["over 50.1%", "PNS", "100%"], ["else", "0%"]]
    profile = regulation(
        tables={"t": {"by": ["s", "k"], "rows": rows}},
        parts={"d": {"score": "t(capaian; category)", "round": "Rp 1"}},
    )

    def net(value: str) -> int | None:
        row = {"nip": NIP, "period": "2026-07", "measure": "capaian", "value": value}
        result: mr.Result = mr.compute(profile, tables(scores=[row]), "2026-07")[0]
        return result.net

    assert [net(value) for value in ("50.1", "50.100001", "50.5")] == [800_000, 1e6, 1e6]


def test_parts_when_two_and_one_has_no_weight_then_refused() -> None:
    parts = {"a": {"weight": "60%", "round": "Rp 1"}, "b": {"round": "Rp 1"}}

    assert codes(regulation(parts=parts)) == ["missing-key"]


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ({"at_most": "90%"}, ["key-without-effect"]),
        ({"at_most": "none"}, []),
        ({"at_most": "90%", "score": "share(capaian; 100%; 0%)"}, []),
    ],
)
def test_part_when_nothing_says_what_it_earns_then_a_limit_of_that_is_refused(
    part: dict[str, str], told: list[str]
) -> None:
    assert codes(regulation(parts={"a": {"round": "Rp 1", **part}})) == told


@pytest.mark.parametrize("key", ["weight", "score", "at_most", "at_least"])
def test_total_when_it_is_the_sum_of_parts_then_a_key_without_effect_is_refused(key: str) -> None:
    parts = {"a": {"round": "Rp 1"}, "total": {key: "50%"}}

    assert codes(regulation(parts=parts)) == ["key-without-effect"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ({"1m..60m": "1%", "over 60m": "2%"}, "table-asked-with-zero"),
        ({"1m..60m": "1%", "over 60m": "2%", "else": "0%"}, None),
        ({"..60m": "1%", "over 60m": "2%"}, None),
    ],
)
def test_table_when_a_formula_may_ask_with_zero_then_zero_must_be_said(
    rows: dict[str, str], code: str | None
) -> None:
    rule = {"each": "month", "cut": "t(sum(late))", "of": "discipline"}
    profile = discipline(late=rule) | {"tables": {"t": {"by": "minutes", **rows}}}

    assert codes(profile)[:1] == ([code] if code else [])


@pytest.mark.parametrize(
    ("rows", "asked", "code"),
    [
        ({"1..5": "1%", "6..": "2%"}, "3", None),
        ({"1..5": "1%", "6..": "2%"}, "0", "table-asked-with-zero"),
        ({"1m..5m": "1%", "6m..": "2%"}, "30m", None),
        ({"1m..5m": "1%", "6m..": "2%"}, "0m", "table-asked-with-zero"),
        ({"Rp 1..Rp 5": "1%", "Rp 6..": "2%"}, "Rp 5", None),
        ({"25%..": "2%", "1%..under 25%": "1%", "under 1%": "0%"}, "0.5%", None),
    ],
)
def test_table_when_asked_with_a_literal_then_that_is_what_must_have_a_row(
    rows: dict[str, str], asked: str, code: str | None
) -> None:
    rule = {"each": "month", "cut": f"t({asked})", "of": "discipline"}
    profile = discipline(late=rule) | {"tables": {"t": {"by": "x", **rows}}}

    assert codes(profile)[:1] == ([code] if code else [])


def test_table_when_asked_with_a_literal_above_its_rows_then_only_the_open_end_is_told() -> None:
    rule = {"each": "month", "cut": "t(7)", "of": "discipline"}
    profile = discipline(late=rule) | {"tables": {"t": {"by": "x", "1..5": "1%"}}}

    assert codes(profile) == ["table-open-above"]


def test_table_when_a_row_is_for_none_and_the_input_always_is_then_refused() -> None:
    score = {"by": "predikat", "baik": "100%", "none": "0%", "else": "50%"}

    assert codes(regulation(parts={"p": {"score": score, "round": "Rp 1"}})) == ["never-none"]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("any(punch.mock = yes)", ["unknown-name"]),
        ("count(punch where punch.review = pending)", ["unknown-name"]),
        # rows of accepted punches
        ("any(punch.location = outside)", []),
        ("count(punch)", []),
    ],
)
def test_formula_when_it_asks_for_the_evidence_outside_a_verdict_then_refused(
    formula: str, expected: list[str]
) -> None:
    assert codes(regulation(quantities={"x": formula}))[:1] == expected


@pytest.mark.parametrize("fact", ["time > 08:00", "kind = in", "flagged"])
def test_verdict_when_it_asks_for_what_it_makes_then_refused(fact: str) -> None:
    verdict = {"verdict": f"if {fact} then reject else accept", "source": "uji pasal 6"}
    assert codes(regulation(punches=verdict))[:1] == ["unknown-name"]


# ------------------------------------------------------------------ cells of an optional number
@pytest.mark.parametrize(
    ("table", "problems"),
    [
        ({"by": "job_class", "1..8": "1%", "9..": "2%"}, ["table-not-covered"]),
        ({"by": "job_class", "1..8": "1%", "9..": "2%", "none": "0%"}, []),
        ({"by": "job_class", "1..8": "1%", "none or 9..": "2%"}, []),
        ({"by": "job_class", "1..8": "1%", "else": "2%"}, []),
        ({"by": "job_class", "1..8 or none": "1%", "9.. or none": "2%"}, ["table-overlap"]),
        ({"by": "week", "1..": "1%", "none": "2%"}, ["never-none"]),
        (
            {"by": ["job_class", "npwp"], "rows": [["0..", "-", "1%"], ["none", "yes", "2%"]]},
            ["table-not-covered"],
        ),
        (
            {"by": ["job_class", "npwp"], "rows": [["0..", "-", "1%"], ["none", "-", "2%"]]},
            [],
        ),
        (
            {"by": ["job_class", "npwp"], "rows": [["-", "yes", "1%"], ["-", "no", "2%"]]},
            [],
        ),
    ],
)
def test_table_over_an_optional_number_when_read_then_none_is_a_cell_and_a_hole(
    table: dict[str, Any], problems: list[str]
) -> None:
    rule = {"each": "day", "cut": table, "of": "discipline"}
    assert codes(discipline(kelas=rule)) == problems


@pytest.mark.parametrize("none", ["none", "none or 4.."])
def test_named_table_when_nobody_calls_it_then_a_cell_none_is_read(none: str) -> None:
    table = {"by": "job_class", "0..3": "1%", none: "2%"}
    assert codes(regulation(tables={"tarif": table})) == (
        [] if "4" in none else ["table-open-above"]
    )


def test_named_table_when_asked_with_what_always_exists_then_none_can_never_fit() -> None:
    table = {"by": "n", "0..": "1%", "none": "2%"}
    named = {"tables": {"tarif": table}}
    assert codes({**discipline(r=_asks("tarif(week)")), **named}) == ["never-none"]
    assert codes({**discipline(r=_asks("tarif(job_class)")), **named}) == []


def _asks(formula: str) -> dict[str, Any]:
    return {"each": "day", "cut": formula, "of": "discipline"}


# ------------------------------------------------------------------ found by strangers
def test_quantity_when_another_grain_has_a_fact_of_its_name_then_no_cycle() -> None:
    """`activity.status` is the status of a report, whatever the profile calls `status`."""
    present = "in_at exists or any(activity.status = approved over day)"
    told = f"if absence exists then absence else if {present} then present else alpa"
    status = {"each": "day", "is": told}
    assert (
        codes(
            discipline(a={"each": "alpa", "cut": "1%", "of": "discipline"})
            | {"quantities": {"status": status}}
        )
        == []
    )


def test_table_when_who_asks_it_is_wrong_then_only_that_is_told() -> None:
    """Of what a table is asked is a guess then, and what it lacks would be another."""
    rate = {"by": "golongan", "none": "unknown", "I or II": "0%", "III": "5%", "IV": "15%"}
    tax = {"kind": "tax", "cut": "rate(golongan)", "of": "gross", "round": "Rp 1"}
    law = discipline(a={"each": "alpa", "cut": "4%", "of": "discipline"})
    law |= {"tables": {"rate": rate}, "pay": {"tax": tax}}
    assert codes(law) == []
    law["rules"]["a"]["cut"] = "4% * abc"
    assert codes(law) == ["unknown-name"]
