"""One alphabet for ids and names, one range for each key: outside of it a profile is refused."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

import masker_rules as mr
from masker_rules.errors import ProfileError, RequestError
from masker_rules.facts.definition import definition
from masker_rules.language.ranges import RANGES
from masker_rules.language.schema import profile_schema
from masker_rules.periods import YEARS
from tests.support.regulations import discipline, regulation

SOURCE = "uji pasal 1"


def codes(profile: dict[str, Any]) -> set[str]:
    with pytest.raises(ProfileError) as refused:
        mr.load_profile(profile)
    return {problem.code for problem in refused.value.problems}


# ------------------------------------------------------------------ letters
@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("\u0430lpa", "alpa"),  # CYRILLIC SMALL LETTER A
        ("telat.pagi", "telat_pagi"),
        ("telat pagi", "telat_pagi"),
        ("tel\u00e1t", "telat"),
        ("\uff54\uff45\uff4c\uff41\uff54", "telat"),  # full width
        ("hari\u0663", "hari3"),  # ARABIC-INDIC DIGIT THREE
    ],
)
def test_name_when_of_other_letters_then_refused_and_the_nearest_loads(
    name: str, nearest: str
) -> None:
    rule = {"each": "alpa", "cut": "1%", "of": "discipline"}
    with pytest.raises(ProfileError, match="bad-name") as refused:
        mr.load_profile(discipline(**{name: rule}))
    assert f"`{nearest}`" in str(refused.value)
    mr.load_profile(discipline(**{nearest: rule}))


@pytest.mark.parametrize(
    "section",
    ["sources", "terms", "groups", "inputs", "tables", "quantities", "series", "counts", "pay"],
)
def test_section_when_a_name_holds_a_dot_then_refused(section: str) -> None:
    item: Any = {
        "sources": {"title": "a", "kind": "memory"},
        "terms": "1%",
        "groups": ["sakit"],
        "inputs": {"from": "scores.skp", "type": "number"},
        "tables": {"by": "x", "1..": "1%"},
        "series": {"each": "day"},
        "pay": {"kind": "info", "is": "Rp 1", "round": "Rp 1"},
    }.get(section, "1")
    assert "bad-name" in codes(regulation(**{section: {"a.b": item}}))


@pytest.mark.parametrize(
    "written",
    [
        "id/Kab/perbup",
        "id/kab.contoh/perbup",
        "id/k\u0430b/perbup",
        "id//perbup",
        "id/kab/perbup/",
    ],
)
def test_id_when_of_other_letters_then_refused(written: str) -> None:
    assert codes(regulation(header={"id": written})) == {"bad-profile-id"}


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\u2066", "\ufeff", "\u00ad", "\x07"])
@pytest.mark.parametrize("at", ["title", "label", "formula", "name"])
def test_text_when_it_holds_what_nobody_sees_then_refused(sign: str, at: str) -> None:
    text = f"a{sign}b"
    profile = {
        "title": regulation(header={"title": text}),
        "label": regulation(parts={"total": {"round": "Rp 1", "label": text}}),
        "formula": regulation(quantities={"x": f"working_days{sign} + 1"}),
        "name": regulation(quantities={text: "1"}),
    }[at]
    assert "unseen-letter" in codes(profile)


def test_text_when_of_several_lines_and_scripts_then_it_stands() -> None:
    mr.load_profile(regulation(header={"title": "Peraturan \u00e9 \u6cd5", "note": "satu\ndua"}))


def test_digits_when_of_another_script_then_no_number_of_a_profile() -> None:
    """Every number of a profile in turn, written in Arabic digits."""
    profile = regulation(
        header={"in_force": "2020-01-01..2030-12-31"},
        hours={"office": {"normal": {"mon..fri": "08:00..16:00 = 7h"}, "late_from": "08:05"}},
        parts={
            "a": {"weight": "60%", "round": "Rp 1"},
            "b": {"weight": "40%", "at_least": "5%", "round": "Rp 100"},
        },
        rules={
            "late": {"each": "late", "cut": {"1m..30m": "0.5%", "31m..": "1%"}, "of": "a",
                     "free": "2 per month", "at_most": "10%"},
            "poor": {"each": "month", "when": "working_days < 7", "times": "80%", "of": "b"},
            "off": {"each": "month", "when": "last_day > 2026-07-01", "postpone": "1 month"},
        },
        calendar=[{"date": "2026-07-02", "kind": "holiday", "name": "x", "decree": "y"}],
    )  # fmt: skip
    mr.load_profile(profile)
    text = json.dumps(profile)
    titles = ("Perbup", '"language"', "uji pasal")
    tried = 0
    for match in re.finditer(r'"[^"]*\d[^"]*"', text):
        if any(
            word in match[0] or word in text[match.start() - 14 : match.start()] for word in titles
        ):
            continue
        arabic = re.sub(r"\d", lambda digit: chr(0x660 + int(digit[0])), match[0])
        changed = text[: match.start()] + arabic + text[match.end() :]
        with pytest.raises(ProfileError):
            mr.load_profile(json.loads(changed))
        tried += 1
    assert tried > 15


# ------------------------------------------------------------------ ranges
def of_two(first: Any, second: Any) -> dict[str, Any]:
    return regulation(
        parts={"a": {"weight": first, "round": "Rp 1"}, "b": {"weight": second, "round": "Rp 1"}}
    )


@pytest.mark.parametrize(
    "weight",
    [
        *("-20%", "100.01%", "40% - 60%", "-(20%)", "if npwp then -5% else 40%"),
        {"by": "category", "PNS": "40%", "else": "-1%"},
    ],
)
def test_weight_when_outside_of_its_range_then_refused(weight: Any) -> None:
    assert codes(of_two(weight, "50%")) == {"outside-of-key"}


@pytest.mark.parametrize("weight", ["0%", "100%", "60% - 60%", "if npwp then 0% else 40%"])
def test_weight_when_at_the_ends_of_its_range_then_it_loads(weight: str) -> None:
    mr.load_profile(of_two(weight, "50%"))


@pytest.mark.parametrize(
    ("weight", "named", "is_outside"),
    [
        ("-20% * 1", "", True),
        ("50% * 2 / 1", "", False),
        ("50% * 3", "", True),
        ("min(-20%; 10%)", "", True),
        # 30 % - 50 %
        ("floor(30%; 10%) - 50%", "", True),
        ("-1% / 4", "", True),
        # what a name stands for, and what that one stands for
        ("share_of", "-20%", True),
        ("share_of * 2", "-(10%)", True),
        ("share_of", "if npwp then 40% else -1%", True),
        ("share_of", "if npwp then 40% else 0%", False),
        ("100% - share_of", "20%", False),
        ("100% - share_of", "120%", True),
        # whether it is depends on the month: nobody can say so beforehand
        ("share_of", "10% - capaian", False),
    ],
)
def test_weight_when_reckoned_or_named_then_held_against_its_range_too(
    weight: str, named: str, is_outside: bool
) -> None:
    """A weight of -20 % by another name paid -200,000 of 1,000,000."""
    law = of_two(weight, "50%")
    if named:
        law["quantities"] = {"named": {"is": named}, "share_of": {"is": "named"}}
    if is_outside:
        assert codes(law) == {"outside-of-key"}
    else:
        mr.load_profile(law)


def test_weight_of_an_indicator_when_negative_then_refused() -> None:
    earn = {
        "a": {"weight": "120%", "score": "capaian"},
        "b": {"weight": "-20%", "score": "capaian"},
    }
    assert codes(regulation(parts={"total": {"earn": earn, "round": "Rp 1"}})) == {
        "outside-of-key"
    }


@pytest.mark.parametrize(
    "rule",
    [
        {"cut": "-1%"},
        {"cut": {"1m..30m": "1%", "31m..": "-1%"}},
        {"cut": "tarif"},
        {"give": "-1%"},
        {"times": "-80%", "each": "month"},
        {"cut": "1%", "at_most": "-5%"},
        {"pay": "-50%", "each": "month"},
    ],
)
def test_verb_when_negative_then_refused(rule: dict[str, Any]) -> None:
    table = {"by": "minutes", "1m..": "-1%"}
    law = discipline(late={"each": "late", "of": "discipline", **rule})
    assert codes({**law, "tables": {"tarif": table}}) == {"outside-of-key"}


def test_line_of_pay_when_its_percent_is_negative_then_refused() -> None:
    tax = {"kind": "tax", "cut": "-5%", "of": "gross", "round": "Rp 1"}
    assert codes(regulation(pay={"tax": tax})) == {"outside-of-key"}


def test_schema_when_written_then_it_tells_ranges_and_letters() -> None:
    schema = profile_schema("en")
    part = schema["$defs"]["PartModel"]["properties"]
    assert part["weight"]["x-range"] == "0%..100%"
    assert len(RANGES) == len({(s, k) for s, k in RANGES})
    assert re.fullmatch(schema["properties"]["rules"]["propertyNames"]["pattern"], "telat_pagi")
    header = schema["$defs"]["Header"]["properties"]
    assert not re.fullmatch(header["id"]["pattern"], "id/Kab")


# ------------------------------------------------------------------ years
def test_years_when_of_a_pack_and_of_a_profile_then_the_same() -> None:
    for kind in ("date", "stamp", "moment", "period", "month"):
        said = definition().types[kind].said
        assert said == {"low": f"{YEARS[0]}-01-01", "high": f"{YEARS[-1]}-12-31"}


@pytest.mark.parametrize("year", ["1899", "2200", "9999"])
def test_year_when_beyond_the_range_then_no_date_of_a_profile(year: str) -> None:
    assert codes(regulation(header={"in_force": f"{year}-01-01.."})) == {"bad-date-range"}
    formula = f"if last_day > {year}-01-01 then 1 else 0"
    assert codes(regulation(quantities={"x": formula})) == {"no-such-literal"}
    table = {"by": "last_day", f"..{year}-01-01": "1%", "else": "2%"}
    assert codes(regulation(quantities={"x": {"is": table, "source": SOURCE}})) == {"bad-cell"}
    row = {"date": f"{year}-01-01", "kind": "holiday", "name": "x", "decree": "y"}
    assert codes(regulation(calendar=[row])) == {"calendar-bad-date"}


@pytest.mark.parametrize("period", ["1899-12", "2200-01", "9999-01"])
def test_period_when_beyond_the_range_then_refused(period: str) -> None:
    with pytest.raises(RequestError, match="bad-period"):
        mr.compute(mr.load_profile(regulation()), mr.Pack(employees=[]), period=period)
