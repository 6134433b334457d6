"""Each check of lint: where it finds something, and where it must be silent."""

from __future__ import annotations

from copy import deepcopy

import pytest
from installed import install
from regulations import regulation

import masker_rules as mr
from masker_rules import yamltext
from masker_rules.errors import ProfileError
from masker_rules.facts.definition import definition
from masker_rules.language.catalogue import vocabularies
from masker_rules.language.lint import lint

LATE = {"each": "late", "cut": {"1m..30m": "0.5%", "31m..": "1%"}, "of": "discipline"}
ALPA = {"each": "alpa", "cut": "3%", "of": "discipline"}
HOURS = {"office": {"normal": {"mon..thu": "08:00..16:00", "fri": "08:00..16:30"}}}


def plain(node):
    if isinstance(node, yamltext.Scalar):
        return node.text
    if isinstance(node, yamltext.Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(child) for key, _, child in node.items()}


def clean(**blocks):
    """A regulation in which lint finds nothing, with the blocks given instead of its own."""
    parts = {"discipline": {"weight": "100%", "round": "Rp 1", "source": "uji pasal 8"}}
    rules = {
        "late": {**LATE, "source": "uji pasal 12"},
        "alpa": {**ALPA, "source": "uji pasal 13"},
    }
    given = {"hours": deepcopy(HOURS), "parts": parts, "rules": rules}
    given.update(blocks)
    return regulation(**given)


def read(text):
    return plain(yamltext.parse_yaml(text, "uji"))


def sourced(rules):
    return {name: {"source": "uji pasal 12", **rule} for name, rule in rules.items()}


def ruled(text, **blocks):
    """The clean regulation with the rules of a text."""
    return clean(rules=sourced(read(text)), **blocks)


def found(given, *, notes=False):
    linted = mr.load_profile(given).linted
    listed = linted.notes if notes else linted.warnings
    return [(finding.problem.code, finding.path) for finding in listed]


def skp_read_as(*formulas, empty=None):
    """Parts earned by formulas, in a regulation that reads `scores.skp` and education."""
    parts = {
        f"part{number}": {"weight": "50%", "score": text, "round": "Rp 1", "source": "uji pasal 8"}
        for number, text in enumerate(formulas)
    }
    given = clean(
        parts=parts,
        rules={},
        inputs={"nilai": {"from": "scores.skp", "type": "number", "range": "0..120"}},
        counts={"nilai": "if nilai exists then nilai else 0"},
    )
    return {**given, "empty": empty} if empty else given


NOT_ASKED = "if nilai >= 100 then 100% else 50%"
ASKED = "if nilai exists and nilai >= 100 then 100% else 50%"
IN_BRANCH = "if not (nilai exists) then 0% else (if nilai >= 100 then 100% else 50%)"
IN_AND = "if not (nilai exists) or nilai < 100 then 50% else 100%"


@pytest.mark.parametrize(
    ("formulas", "warned", "noted"),
    [
        ((ASKED, NOT_ASKED), ["parts.part1"], []),
        ((ASKED, IN_BRANCH), [], []),
        ((ASKED, IN_AND), [], []),
    ],
)
def test_score_when_a_formula_does_not_ask_for_it_then_said(formulas, warned, noted):
    given = skp_read_as(*formulas)
    assert [p for code, p in found(given) if code == "none-not-asked"] == warned
    assert [p for code, p in found(given, notes=True) if code == "none-not-asked"] == noted


def test_score_when_no_formula_asks_for_it_then_noted():
    given = {**skp_read_as(NOT_ASKED, NOT_ASKED), "counts": {}}
    noted = [path for code, path in found(given, notes=True) if code == "none-not-asked"]
    assert noted == ["parts.part0", "parts.part1"]
    assert found(given) == []


def test_word_when_the_profile_says_that_it_may_be_none_then_lint_asks_for_exists():
    bare, asked = "if education = S2 then 100% else 50%", "education exists and education = S2"
    asked = f"if {asked} then 100% else 50%"
    said = {"employees.education": "none"}
    assert found(skp_read_as(bare, asked)) == []
    assert found(skp_read_as(bare, asked, empty=said)) == [("none-not-asked", "parts.part0")]
    # A word that stands for every empty cell leaves none.
    word = {"employees.position_kind": "struktural"}
    text = "if position_kind = struktural then 100% else 50%"
    assert found(skp_read_as(text, text, empty=word)) == []


def params(given, code):
    linted = mr.load_profile(given).linted
    [finding] = [f for f in (*linted.warnings, *linted.notes) if f.problem.code == code]
    return finding.problem.params


def test_lint_when_clean_then_says_nothing():
    linted = mr.load_profile(clean()).linted
    assert (linted.warnings, linted.notes, linted.accepted) == ((), (), ())


# ------------------------------------------------------------------ rules
@pytest.mark.parametrize(
    ("rule", "code"),
    [
        # a late day has an in punch, so its status is present and nothing else
        ("{each: late, when: status = alpa}", "rule-never-applies"),
        ("{each: late, when: late < 1m}", "rule-never-applies"),
        ("{each: late, when: late < 2m}", ""),
        ("{each: late, when: late > 5m and late < 5m}", "rule-never-applies"),
        ("{each: late, when: minutes in (5m..4m)}", "rule-never-applies"),
        ("{each: late, when: minutes in (4m..5m)}", ""),
        # a calendar, that of a pack too, may declare a Saturday a workday
        ("{each: late, when: weekday = sat}", ""),
        ("{each: late, when: weekday in (sat..sun)}", ""),
        ("{each: late, when: weekday = sat and weekday = sun}", "rule-never-applies"),
        ("{each: late, when: weekday in (fri..sat)}", ""),
        ("{each: late, when: late_from > end + 48h}", "rule-never-applies"),
        ("{each: missed apel_pagi, when: status = cuti_tahunan}", "rule-never-applies"),
        ("{each: missed apel_pagi, when: status = alpa}", ""),
        ("{each: month, for: category = NON_ASN}", "rule-never-applies"),
        ("{each: month, for: category = CPNS}", ""),
        ("{each: month, when: count(status = alpa) < 0}", "rule-never-applies"),
        ("{each: month, when: count(status = alpa) < 1}", ""),
        ("{each: late, when: late > 0m}", "condition-always-holds"),
        ("{each: late, when: late > 1m}", ""),
        ("{each: day, when: late >= 0m}", "condition-always-holds"),
        ("{each: day, when: late >= 1m}", ""),
        ("{each: month, when: count(status = alpa) >= 0}", "condition-always-holds"),
        ("{each: month, when: count(status = alpa) >= 1}", ""),
        ("{each: late, when: late > 0m, for: category = CPNS}", "condition-always-holds"),
        ("{each: day, when: late > 5m and late = early and early < 5m}", "rule-never-applies"),
        ("{each: day, when: late > 5m and late = early and early < 7m}", ""),
        # The law does not say what the word is where nobody came: it may be any.
        ("{each: day, when: (if in_at exists then status else unknown) = alpa}", ""),
    ],
)
def test_condition_when_it_decides_nothing_then_told(rule, code):
    given = ruled("alpa: " + rule[:-1] + ", cut: 3%, of: discipline}")
    assert found(given) == ([(code, "rules.alpa")] if code else [])


def test_condition_when_it_never_holds_then_its_own_place_and_text():
    given = ruled("alpa: {each: late, when: status = alpa, cut: 3%, of: discipline}")
    told = params(given, "rule-never-applies")
    assert (told["key"], told["text"]) == ("when", "status = alpa")


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("{each: month, when: capaian > 100%, zero: everything}", "rule-never-applies"),
        ("{each: month, when: capaian > 99%, zero: everything}", ""),
        ("{each: month, when: capaian >= 0%, zero: everything}", "condition-always-holds"),
        ("{each: month, when: capaian < 0%, times: 80%, of: discipline}", "rule-never-applies"),
        ("{each: month, when: capaian < 1%, times: 80%, of: discipline}", ""),
        ("{each: month, when: capaian in (0%..100%), zero: everything}", "condition-always-holds"),
        ("{each: month, when: capaian in (1%..100%), zero: everything}", ""),
        ("{each: month, when: capaian in (101%..150%), zero: everything}", "rule-never-applies"),
        (
            "{each: month, when: any(late > 0m where status = alpa), zero: everything}",
            "rule-never-applies",
        ),
        (
            "{each: month, when: all(late > 0m where late < 0m), zero: everything}",
            "condition-always-holds",
        ),
        (
            "{each: month, when: sum(late where late < 0m) > 0m, zero: everything}",
            "rule-never-applies",
        ),
    ],
)
def test_gate_when_its_condition_decides_nothing_then_told(rule, code):
    assert found(ruled(f"gate: {rule}\nlate: {{each: late, cut: 1%, of: discipline}}")) == (
        [(code, "rules.gate")] if code else []
    )


def test_series_when_it_can_never_hit_then_the_rule_never_applies():
    series = {"split": {"each": "day", "when": "status = alpa and late > 0m", "measure": "late"}}
    given = ruled("late: {each: split, cut: 1%, of: discipline}", series=series)
    assert found(given) == [("rule-never-applies", "rules.late")]
    assert params(given, "rule-never-applies")["key"] == "each"


@pytest.mark.parametrize(
    ("cut", "code"),
    [
        ("0%", "rule-cuts-nothing"),
        ("0.01%", ""),
        ("{1m..30m: 0%, 31m..: 0%}", "rule-cuts-nothing"),
        ("{1m..30m: 0%, 31m..: 1%}", ""),
        ("unknown", ""),
        ("100%", ""),
        ("101%", "rule-cuts-more-than-base"),
        ("floor(minutes; 30m) / 30m * 5%", ""),
    ],
)
def test_cut_when_nothing_or_too_much_then_told(cut, code):
    given = ruled(f"late: {{each: late, cut: {cut}, of: discipline}}")
    assert found(given) == ([(code, "rules.late")] if code else [])


SPLIT = {
    "productivity": {"weight": "60%", "score": "capaian", "round": "Rp 1", "source": "uji"},
    "discipline": {"weight": "40%", "round": "Rp 1", "source": "uji"},
}


@pytest.mark.parametrize(
    ("cut", "is_told"),
    [
        ("90% - capaian", True),  # of 100 % the cut is -10 %, and pays more
        ("100% - capaian", False),  # the input goes to 100 %, and the cut to nothing
        ("max(0%; 90% - capaian)", False),
        ("capaian - 10%", True),  # of 5 % the cut is -5 %
        ("capaian - capaian", False),
        ("if count(leave) > 0 then 90% - capaian else 0%", True),
    ],
)
def test_cut_when_a_difference_with_an_input_may_be_below_nothing_then_told(cut, is_told):
    """A reckoned cut paid more in some months, silently."""
    rule = f"kinerja: {{each: month, cut: '{cut}', of: discipline}}"
    codes = [code for code, _ in found(ruled(rule, parts=deepcopy(SPLIT)))]
    assert ("rule-turns-sign" in codes) is is_told


@pytest.mark.parametrize(
    ("cut", "codes"),
    # 40 % of the total is the whole of a discipline part of 40 %
    [("40%", []), ("40.1%", [("rule-cuts-more-than-base", "rules.late")])],
)
def test_cut_when_of_the_total_then_compared_with_the_part_that_loses_it(cut, codes):
    given = ruled(
        f"late: {{each: late, cut: {cut}, of: total, from: discipline}}", parts=deepcopy(SPLIT)
    )
    assert found(given) == codes


def test_cut_when_above_the_base_and_limited_then_silent():
    given = ruled("late: {each: late, cut: 101%, of: discipline, at_most: 100%}")
    assert found(given) == []


@pytest.mark.parametrize(
    ("each", "cap", "told"),
    # 31 days of at most 0.5 % are 15.5 %
    [
        ("late", "15.5%", True),
        ("late", "15.4%", False),
        ("month", "0.5%", True),
        ("month", "0.5001%", True),
        ("missed", "99%", False),
        # a day has one late arrival, a week seven
        ("late", "0.5% per day", True),
        ("late", "3.5% per week", True),
        ("late", "3.4% per week", False),
        ("late or early", "1% per day", True),
        ("late or early", "0.9% per day", False),
    ],
)
def test_limit_when_no_month_reaches_it_then_told(each, cap, told):
    given = ruled(f"late: {{each: {each}, cut: 0.5%, of: discipline, at_most: {cap}}}")
    assert found(given) == ([("cap-never-reached", "rules.late")] if told else [])


TOGETHER = """
late: {{each: late, cut: {{1m..30m: 0.5%, 31m..: 1%}}, of: discipline}}
alpa: {{each: alpa, cut: {alpa}, of: discipline}}
most: {{each: month, limit: {limit}, at_most: {most}}}
"""


@pytest.mark.parametrize(
    ("alpa", "limit", "most", "told"),
    [
        # 1 % late and 3 % absent are at most 4 % of a day
        ("3%", "[late, alpa]", "[4% per day, 40%]", [("cap-never-reached", "rules.most")]),
        ("3%", "[late, alpa]", "[3.9% per day, 40%]", []),
        ("3%", "discipline", "[4% per day, 40%]", [("cap-never-reached", "rules.most")]),
        # 31 days of 4 % are 124 %
        ("3%", "[late, alpa]", "124%", [("cap-never-reached", "rules.most")]),
        ("3%", "[late, alpa]", "99%", []),
        ("3%", "[late, alpa]", "28% per week", [("cap-never-reached", "rules.most")]),
        # one day without notice is dearer than a day may be
        ("5%", "[late, alpa]", "4% per day", [("rate-above-limit", "rules.alpa")]),
        ("5%", "discipline", "4% per day", [("rate-above-limit", "rules.alpa")]),
        ("5%", "[late, alpa]", "5% per day", []),
        ("5%", "[late, alpa]", "Rp 40.000 per day", []),
    ],
)
def test_limit_of_a_day_when_no_row_reaches_it_or_one_is_above_it_then_told(
    alpa, limit, most, told
):
    text = TOGETHER.format(alpa=alpa, limit=limit, most=most)
    assert found(ruled(text)) == told


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("{each: late, cut: {1m..30m: 1%, 31m..: 5%}, of: discipline, at_most: 3% per day}", True),
        # what is reckoned from a measure is limited on purpose
        ("{each: late, cut: 1% per hour begun, of: discipline, at_most: 3% per day}", False),
        ("{each: alpa, cut: 5%, of: discipline, at_most: 3%}", True),
        ("{each: alpa, cut: Rp 50.000, from: discipline, at_most: Rp 40.000 per day}", True),
        ("{each: alpa, cut: Rp 50.000, from: discipline, at_most: Rp 60.000 per week}", False),
        ("{each: month, cut: 0.5%, of: discipline, at_most: 0.4%}", True),
    ],
)
def test_rate_when_its_own_limit_lies_below_it_then_told(rule, told):
    codes = [code for code, _ in found(ruled(f"own: {rule}")) if code == "rate-above-limit"]
    assert codes == (["rate-above-limit"] if told else [])


@pytest.mark.parametrize(("cap", "told"), [("100%", True), ("99%", False)])
def test_limit_when_the_score_never_passes_it_then_told(cap, told):
    parts = deepcopy(SPLIT)
    parts["productivity"]["at_most"] = cap
    given = clean(parts=parts)
    assert found(given) == ([("cap-never-reached", "parts.productivity")] if told else [])


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ("{each: late, cut: 1%, free: 2 per month, of: discipline}", []),
        ("{each: late, cut: 1%, free: 60m per month, of: discipline}", []),
        (
            "{each: late, when: late > 0m, cut: 1%, free: 2 per month, of: discipline}",
            ["condition-always-holds"],
        ),
        (
            "{each: late, when: status = alpa, cut: 1%, free: 2 per month, of: discipline}",
            ["rule-never-applies"],
        ),
        ("{each: late, cut: 1%, of: [productivity, discipline]}", []),
        ("{each: month, when: capaian > 90%, give: 120%, of: discipline}", []),
        ("{each: month, when: capaian > 90%, give: 0%, of: discipline}", ["rule-cuts-nothing"]),
        ("{each: month, when: capaian > 100%, postpone: 1 month}", ["rule-never-applies"]),
        ("{each: month, when: capaian > 100%, flag: tinggi}", ["rule-never-applies"]),
        ("{each: month, when: capaian < 50%, flag: rendah}", []),
    ],
)
def test_verb_when_its_rule_decides_nothing_then_told(rule, codes):
    parts = deepcopy(SPLIT)
    parts["discipline"]["score"] = "capaian"
    assert [code for code, _ in found(ruled(f"late: {rule}", parts=parts))] == codes


# ------------------------------------------------------------------ pairs of rules
@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("each: late, cut: 1%", "each: late, cut: 2%", "charged-twice"),
        ("each: late, when: late <= 30m, cut: 1%", "each: late, when: late > 30m, cut: 2%", ""),
        (
            "each: late, when: late <= 31m, cut: 1%",
            "each: late, when: late > 30m, cut: 2%",
            "charged-twice",
        ),
        (
            "each: late, for: category = PNS, cut: 1%",
            "each: late, for: category = CPNS, cut: 2%",
            "",
        ),
        ("each: late, cut: {1m..30m: 1%, 31m..: 0%}", "each: late, when: late > 30m, cut: 2%", ""),
        ("each: cuti_sakit, cut: 1%", "each: cuti_besar, cut: 2%", ""),
        ("each: cuti_sakit, cut: 1%", "each: cuti, cut: 2%", "charged-twice"),
        ("each: sakit, cut: 1%", "each: cuti, cut: 2%", ""),
        ("each: missed apel_pagi, cut: 1%", "each: missed upacara, cut: 1%", ""),
        ("each: missed apel_pagi, cut: 1%", "each: alpa, cut: 1%", ""),
        # Both series of the one meet those of the other: it is said once.
        ("each: late or early, cut: 1%", "each: late or early, cut: 2%", "charged-twice"),
        ("each: late, cut: 1%", "each: missing, cut: 1%", ""),
        ("each: day, when: late > 9m, cut: 1%", "each: day, when: early > 9m, cut: 1%", ""),
    ],
)
def test_rules_when_both_cut_one_row_then_told(first, second, code):
    given = ruled(f"a: {{{first}, of: discipline}}\nb: {{{second}, of: discipline}}")
    assert found(given) == ([(code, "rules.b")] if code else [])


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("each: late, cut: 1%, of: total, from: discipline", True),
        ("each: late, when: late > 60m, cut: 1%, of: total, from: discipline", True),
        ("each: late, when: late > 60m, cut: 1%, of: total, from: discipline, code: LB", False),
        ("each: early, cut: 1%, of: total, from: discipline", False),
    ],
)
def test_rules_when_one_event_has_two_bases_then_told(second, told):
    given = ruled(
        f"a: {{each: late, when: late <= 60m, cut: 1%, of: discipline}}\nb: {{{second}}}",
        parts=deepcopy(SPLIT),
    )
    assert found(given) == ([("two-bases-one-event", "rules.b")] if told else [])


def test_rules_when_two_then_the_article_of_the_other_is_named():
    given = ruled("a: {each: late, cut: 1%, of: discipline, source: uji pasal 9}")
    given["rules"]["b"] = {
        "each": "late",
        "cut": "1%",
        "of": "discipline",
        "source": "uji pasal 10",
    }
    [finding] = mr.load_profile(given).linted.warnings
    for lang in ("id", "en"):
        said = finding.problem.text(lang)
        assert "pasal 9" in said
        assert "pasal 10" in said


PRESUMED = "if missing_in then 90m else if in_at exists then max(0m; in_at - late_from) else 0m"


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        (f"if status = present then floor({PRESUMED}; 1m) else 0m", True),
        ("if in_at exists then floor(max(0m; in_at - late_from); 1m) else 0m", False),
    ],
)
def test_missing_punch_when_it_is_late_too_then_told(formula, told):
    late = {"late": {"each": "day", "is": formula, "source": "uji pasal 11"}}
    given = ruled(
        "late: {each: late, cut: 1%, of: discipline}\n"
        "missing: {each: missing, cut: 1%, of: discipline}",
        quantities=late,
    )
    assert found(given) == ([("missing-charged-twice", "rules.missing")] if told else [])


# ------------------------------------------------------------------ tables
@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("{1m..30m: 1%, 31m..: 2%}", ""),
        ("{0m: 0%, 1m..30m: 1%, 31m..: 2%}", "0m"),
        ("{..30m: 1%, 31m..: 2%}", ""),
        ("{1m..30m: 1%, 31m..60m: 2%, 61m..: 3%}", ""),
        ("{by: weekday, mon: 1%, sat: 2%, else: 3%}", ""),
        ("{by: weekday, mon..fri: 1%, sat..sun: 2%}", ""),
        ("{by: category, PNS: 1%, NON_ASN: 2%, else: 3%}", ""),
        ("{by: status, present: 1%, alpa: 2%, else: 3%}", "alpa"),
        ("{by: position, kepala: 1%, else: 3%}", ""),
    ],
)
def test_row_when_nothing_meets_it_then_told(table, row):
    given = ruled(f"late: {{each: late, cut: {table}, of: discipline}}")
    told = [finding.problem for finding in mr.load_profile(given).linted.warnings]
    assert [(p.code, p.params["row"]) for p in told] == (
        [("row-never-applies", row)] if row else []
    )


def test_row_when_its_input_has_a_range_then_what_lies_outside_is_told():
    score = {"by": "capaian", "0%..100%": "100%", "over 100%": "120%"}
    parts = deepcopy(SPLIT)
    parts["productivity"]["score"] = score
    inputs = {"capaian": {"from": "scores.capaian", "type": "percent", "range": "0%..100%"}}
    [finding] = mr.load_profile(clean(parts=parts, inputs=inputs)).linted.warnings
    assert finding.problem.code == "row-never-applies"
    assert finding.problem.params["known"] == "0%..100%"
    inputs["capaian"]["range"] = "0%..120%"
    assert found(clean(parts=parts, inputs=inputs)) == []


@pytest.mark.parametrize(
    ("rows", "told"),
    # the first day of a spell is day 1; on a day without leave there is none
    [
        ("none or 1..3: 0%, 4..: 2%", False),
        ("none or 0: 0%, 1..: 2%", False),
        ("0: 0%, 1..: 2%, none: 0%", True),
    ],
)
def test_row_when_it_counts_from_one_then_nought_never_comes(rows, told):
    given = ruled(f"sick: {{each: cuti_sakit, cut: {{by: spell_day, {rows}}}, of: discipline}}")
    assert found(given) == ([("row-never-applies", "rules.sick")] if told else [])


def test_row_when_a_series_of_its_own_has_nought_then_silent():
    series = {"masuk": {"each": "day", "when": "status = present", "measure": "late"}}
    given = ruled("late: {each: masuk, cut: {0m: 0%, 1m..: 2%}, of: discipline}", series=series)
    assert found(given) == []


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("{by: sum(late), 1m..60m: 1%, 61m..: 2%}", True),
        ("{by: sum(late), 0m..60m: 0%, 61m..: 2%}", False),
        ("{by: sum(late), 1m..60m: 1%, 61m..: 2%, else: 0%}", False),
    ],
)
def test_table_when_asked_with_nought_then_told(table, told):
    given = ruled(f"late: {{each: month, cut: {table}, of: discipline}}")
    assert found(given) == ([("table-asked-with-zero", "rules.late")] if told else [])


@pytest.mark.parametrize(
    ("when", "told"), [("late > 0m", False), ("late > 0m or early > 0m", True)]
)
def test_table_when_a_condition_keeps_nought_out_then_silent(when, told):
    given = ruled(
        f"late: {{each: day, when: {when}, cut: {{by: late, 1m..60m: 1%, 61m..: 2%}}, "
        "of: discipline}"
    )
    assert found(given) == ([("table-asked-with-zero", "rules.late")] if told else [])


@pytest.mark.parametrize(
    ("cut", "told"),
    [
        ("{1m..30m: 1%, 31m..60m: 0.5%, 61m..: 2%}", True),
        ("{1m..30m: 1%, 31m..60m: 1%, 61m..: 2%}", False),
        ("{1m..30m: 1%, 31m..: 0%}", True),
        ("{by: job_class, 1..7: 2%, 8..17: 1%, else: 1%}", False),
        ("{by: weekday, mon: 2%, else: 1%}", False),
    ],
)
def test_rates_when_they_fall_then_told(cut, told):
    given = ruled(f"late: {{each: late, cut: {cut}, of: discipline}}")
    assert found(given) == ([("rates-fall", "rules.late")] if told else [])


@pytest.mark.parametrize(
    ("verb", "table", "told"),
    [
        # more work, presence or score is better: less is cut of it
        ("cut", "{by: activity_minutes, ..under 3000m: 50%, 3000m..: 0%}", False),
        ("cut", "{by: count(status = present), ..10: 50%, 11..: 0%}", False),
        ("cut", "{by: count(activity), ..10: 50%, 11..: 0%}", False),
        ("cut", "{by: sum(activity.quantity), ..under 10: 50%, 10..: 0%}", False),
        ("cut", "{by: highest(activity.score; 0), ..under 10: 50%, 10..: 0%}", False),
        ("cut", "{by: count(not event.missed), ..3: 50%, 4..: 0%}", False),
        # what is given falls where breaches rise
        ("give", "{by: count(status = alpa), 0: 5%, 1..: 0%}", False),
        ("cut", "{by: count(status = alpa), 0: 5%, 1..: 0%}", True),
        ("cut", "{by: count(status in (alpa; cuti_sakit)), 0: 5%, 1..: 0%}", True),
        ("cut", "{by: count(status = present and late > 1h), 0: 5%, 1..: 0%}", True),
        ("cut", "{by: count(event.missed), ..3: 5%, 4..: 0%}", True),
        ("cut", "{by: sum(late) + sum(early), ..1h: 5%, over 1h: 0%}", True),
        ("cut", "{by: sum(away_unpermitted), ..1h: 5%, over 1h: 0%}", True),
        ("cut", "{by: count(violation), ..3: 5%, 4..: 0%}", True),
        ("cut", "{by: longest_run(status = alpa), ..3: 5%, 4..: 0%}", True),
        ("cut", "{by: lates, ..3: 5%, 4..: 0%}", True),
    ],
)
def test_rates_of_the_month_when_they_fall_then_told_where_more_is_worse(verb, table, told):
    given = ruled(
        f"x: {{each: month, {verb}: {table}, of: discipline}}",
        quantities={"lates": "2 * count(late > 0m)"},
    )
    codes = [code for code, _ in found(given)]
    assert ("rates-fall" in codes) is told


def test_rates_when_each_weekday_has_a_ladder_of_its_own_then_compared_within():
    table = {
        "by": ["minutes", "weekday"],
        "rows": [
            ["..30m", "mon", "2%"],
            ["31m..", "mon", "3%"],
            ["..30m", "not mon", "1%"],
            ["31m..", "not mon", "0.5%"],
        ],
    }
    given = clean()
    given["rules"]["late"]["cut"] = table
    [finding] = mr.load_profile(given).linted.warnings
    assert (finding.problem.params["more"], finding.problem.params["less"]) == ("1%", "0.5%")


def test_rates_when_another_rule_takes_over_then_a_fall_to_nothing_is_silent():
    given = ruled(
        "a: {each: late, cut: {1m..60m: 1%, 61m..: 0%}, of: discipline}\n"
        "b: {each: late, when: late > 60m, cut: 3%, of: discipline}"
    )
    assert found(given) == []


@pytest.mark.parametrize(("value", "told"), [("90.25%", False), ("90.255%", True)])
def test_row_when_finer_than_the_rounding_then_told(value, told):
    parts = deepcopy(SPLIT)
    score = {"by": "predikat", "baik": value, "else": "100%"}
    parts["productivity"].update(score=score, round=["0.01%", "Rp 1"])
    given = clean(parts=parts)
    assert found(given) == ([("finer-than-rounding", "parts.productivity")] if told else [])


# ------------------------------------------------------------------ what nothing names
RATE = {"by": "minutes", "1m..30m": "1%", "31m..": "2%", "source": "uji lampiran"}


@pytest.mark.parametrize(
    ("section", "name", "entry", "use"),
    [
        ("tables", "rate", RATE, "{each: late, cut: rate}"),
        (
            "quantities",
            "often",
            {"is": "count(late > 0m)", "source": "uji"},
            "{each: month, when: often > 3, cut: 1%}",
        ),
        (
            "inputs",
            "nilai",
            {"from": "scores.nilai", "type": "percent"},
            "{each: month, when: nilai < 50%, cut: 1%}",
        ),
        ("series", "very", {"each": "day", "when": "late > 60m"}, "{each: very, cut: 1%}"),
        ("groups", "long", ["cuti_besar"], "{each: long, cut: 1%}"),
    ],
)
def test_definition_when_nothing_uses_it_then_told(section, name, entry, use):
    unused = clean(**{section: {name: deepcopy(entry)}})
    assert found(unused) == [("never-used", f"{section}.{name}")]
    used = ruled(f"b: {use[:-1]}, of: discipline}}", **{section: {name: deepcopy(entry)}})
    assert found(used) == []


def test_definition_when_only_what_is_unused_uses_it_then_told():
    quantities = {
        "a": {"is": "count(late > 0m)", "source": "uji"},
        "b": {"is": "a + 1", "source": "uji"},
    }
    assert found(clean(quantities=quantities)) == [
        ("never-used", "quantities.a"),
        ("never-used", "quantities.b"),
    ]
    assert found(clean(quantities=quantities, counts={"c": "b"})) == []


def test_definition_when_it_redefines_the_prelude_then_used_as_there():
    late = {"each": "day", "is": "if status = present then early else 0m", "source": "uji"}
    assert found(clean(quantities={"late": late})) == []


def test_word_when_new_and_no_rule_treats_it_then_told():
    words = {"violations.code": {"bolos": "new"}}
    assert found(clean(words=words)) == [("word-never-treated", "words.violations.code.bolos")]
    one = ruled("v: {each: violation bolos, cut: 1%, of: discipline}", words=words)
    every = ruled("v: {each: violation, cut: 1%, of: discipline}", words=words)
    assert found(one) == found(every) == []


def test_source_when_nothing_names_it_then_told():
    given = clean()
    lain = {"title": "Perbup Lain", "kind": "regulation", "confirmed": "yes"}
    given["sources"] = {**given["sources"], "lain": lain}
    assert found(given) == [("source-never-named", "sources.lain")]
    given["rules"]["late"]["source"] = "lain pasal 2"
    assert found(given) == []


def test_schedule_when_its_people_have_another_already_then_told():
    hours = deepcopy(HOURS)
    teacher = {"for": "staff_group = teacher", "normal": {"mon..sat": "07:00..12:00"}}
    hours["guru"] = {**teacher, "normal": {"mon..thu": "07:00..14:00", "fri": "07:00..11:00"}}
    hours["guru_lain"] = {**hours["guru"]}
    given = clean(hours=hours)
    assert found(given) == [("schedule-never-had", "hours.guru_lain")]
    hours["guru_lain"]["for"] = "staff_group = health"
    assert found(clean(hours=hours)) == []


# ------------------------------------------------------------------ sources
def test_source_when_it_is_the_header_s_then_the_entries_are_named():
    given = clean()
    del given["rules"]["late"]["source"]
    del given["parts"]["discipline"]["source"]
    told = params(given, "source-from-default")
    assert (told["count"], told["paths"]) == (2, "parts.discipline, rules.late")
    given["profile"]["status"] = "operated"
    assert found(given) == []


def test_number_when_nobody_confirmed_it_then_a_note_and_no_finding():
    given = clean()
    given["rules"]["late"]["source"] = "unconfirmed"
    assert found(given) == []
    assert found(given, notes=True) == [("unconfirmed-numbers", "profile")]
    assert params(given, "unconfirmed-numbers")["paths"] == "rules.late"


# ------------------------------------------------------------------ parts
@pytest.mark.parametrize(("weight", "told"), [("40%", False), ("39.9%", True)])
def test_weights_when_they_do_not_add_up_then_told(weight, told):
    parts = deepcopy(SPLIT)
    parts["discipline"]["weight"] = weight
    assert found(clean(parts=parts)) == (
        [("weights-not-whole", "parts.productivity")] if told else []
    )


def test_indicators_when_their_weights_are_not_the_whole_then_told_once():
    """50 % and 40 % of the part: its best score is 90 %, and that is the same fact."""
    score = {"score": "clamp(capaian; 0%; 100%)", "source": "uji pasal 8"}
    earn = {"days": {"weight": "50%", **score}, "hours": {"weight": "40%", **score}}
    parts = {"discipline": {"earn": earn, "round": "Rp 1", "source": "uji pasal 8"}}
    assert found(clean(parts=parts)) == [("weights-not-whole", "parts.discipline.earn.days")]


def test_part_when_nothing_touches_it_then_told():
    parts = deepcopy(SPLIT)
    del parts["productivity"]["score"]
    given = clean(parts=parts)
    assert found(given) == [("part-untouched", "parts.productivity")]
    ask = {"about": "parts.productivity", "ask": "Apa?", "taken": "penuh", "when": "capaian < 1%"}
    for about in ("parts.productivity", "parts"):
        given["questions"] = {"penuh": {**ask, "about": about}}
        assert found(given) == []
    given["questions"] = {"penuh": {**ask, "about": "parts.discipline"}}
    assert found(given) == [("part-untouched", "parts.productivity")]


@pytest.mark.parametrize(
    ("total", "parts", "code"),
    [
        ("Rp 1", "Rp 1", "total-rounding-idle"),
        ("Rp 1", "Rp 100 down", "total-rounding-idle"),
        ("Rp 100", "Rp 1", "total-rounded-again"),
        ("Rp 100", "0.01%", ""),
    ],
)
def test_total_when_rounded_after_its_parts_then_told(total, parts, code):
    given = clean(parts=deepcopy(SPLIT))
    for part in given["parts"].values():
        part["round"] = parts
    given["parts"]["total"] = {"round": total, "source": "uji"}
    assert found(given) == ([(code, "parts.total")] if code else [])
    given["rules"]["plt"] = {
        "each": "month",
        "for": "category = CPNS",
        "times": "80%",
        "of": "total",
        "source": "uji",
    }
    assert found(given) == []


# ------------------------------------------------------------------ hours
@pytest.mark.parametrize(
    ("friday", "told"), [("08:00..16:00", True), ("08:00..16:01", False), ("07:59..16:00", False)]
)
def test_friday_when_it_is_as_the_other_days_then_asked(friday, told):
    hours = {"office": {"normal": {"mon..thu": "08:00..16:00", "fri": friday}}}
    assert found(clean(hours=hours)) == ([("friday-as-others", "hours.office")] if told else [])


def test_friday_when_a_question_is_about_the_hours_then_silent():
    hours = {"office": {"normal": {"mon..fri": "08:00..16:00"}}}
    ask = {"about": "hours.office", "ask": "Jumat?", "taken": "sama", "when": "any(weekday = fri)"}
    assert found(clean(hours=hours, questions={"jumat": ask})) == []


MON_THU = {"mon..thu": "07:30..12:00 13:00..16:00"}
FASTING = {"mon..thu": "08:00..12:00 12:30..15:00"}
WEEK = {"normal": "37h30m", "ramadan": "32h30m", "source": "uji pasal 3"}


@pytest.mark.parametrize(
    ("season", "days", "worked"),
    [
        # 4 × (4h30m + 3h) + 4h + 3h30m = 37h30m
        (
            "normal",
            {"mon..thu": "07:30..12:00 13:00..16:00", "fri": "07:30..11:30 13:00..16:30"},
            "",
        ),
        (
            "normal",
            {"mon..thu": "07:30..12:00 13:00..16:00", "fri": "07:30..11:30 13:00..16:31"},
            "37h31m",
        ),
        # without a break told, nobody knows what the week comes to
        ("normal", {"mon..thu": "07:30..16:00", "fri": "07:30..16:30"}, ""),
        # targets: 4 × 7h30m + 7h
        ("normal", {"mon..thu": "07:30..16:00 = 7h30m", "fri": "07:30..16:30 = 7h"}, "37h"),
        # 4 × (4h + 2h30m) + 4h + 2h30m = 32h30m
        (
            "ramadan",
            {"mon..thu": "08:00..12:00 12:30..15:00", "fri": "08:00..12:00 13:00..15:30"},
            "",
        ),
        ("ramadan", {"mon..thu": "08:00..12:00 12:30..15:00"}, "26h"),
    ],
)
def test_week_when_it_is_not_the_expected_one_then_told(season, days, worked):
    hours = deepcopy(HOURS)
    hours["office"][season] = days
    given = clean(hours=hours, expected_week=WEEK)
    told = [f.problem for f in mr.load_profile(given).linted.warnings]
    assert [(p.code, p.params["worked"]) for p in told] == (
        [("week-not-as-expected", worked)] if worked else []
    )
    del given["expected_week"]
    assert found(given) == []


def test_week_when_expected_in_no_duration_then_refused():
    with pytest.raises(ProfileError) as wrong:
        mr.load_profile(clean(expected_week={**WEEK, "ramadan": "32.5"}))
    assert [problem.code for problem in wrong.value.problems] == ["literal-wanted"]


@pytest.mark.parametrize(("target", "told"), [("8h", False), ("8h01m", True)])
def test_target_when_longer_than_the_day_then_told(target, told):
    hours = {"office": {"normal": {"mon..thu": f"08:00..16:00 = {target}", "fri": "08:00..17:00"}}}
    assert found(clean(hours=hours)) == (
        [("target-longer-than-day", "hours.office")] if told else []
    )


@pytest.mark.parametrize(
    ("shift", "told"),
    [
        ({"hours": "21:00..31:00"}, True),
        ({"hours": "21:00..31:00", "rest_days": "1"}, False),
        ({"hours": "16:00..24:00"}, False),
    ],
)
def test_shift_when_a_night_is_followed_by_no_free_day_then_told(shift, told):
    given = clean(shifts={"malam": {**shift, "source": "uji"}})
    assert found(given) == ([("night-without-rest", "shifts.malam")] if told else [])


@pytest.mark.parametrize(
    ("kinds", "codes"),
    [
        ({"in": "06:00..12:00", "out": "12:01..18:00"}, []),
        ({"in": "06:00..12:00", "out": "12:00..18:00"}, ["windows-overlap"]),
        ({"in": "06:00..07:59", "out": "14:00..18:00"}, ["window-meets-no-hours"]),
        ({"in": "06:00..08:00", "out": "14:00..18:00"}, []),
        ({"in": "start - 2h..start + 4h", "out": "end - 2h..end + 4h"}, []),
        ({"in": "start - 2h..start + 4h", "out": "end - 4h30m..end + 4h"}, ["windows-overlap"]),
    ],
)
def test_windows_when_they_do_not_fit_then_told(kinds, codes):
    given = clean(punches={"kinds": kinds, "source": "uji"})
    assert [code for code, _ in found(given)] == codes


# ------------------------------------------------------------------ questions
@pytest.mark.parametrize(
    ("about", "code"),
    [
        ("rules.late", ""),
        ("rules.telat", "question-about-nothing"),
        ("rules", ""),
        ("pay", ""),
        ("aturan", "question-about-nothing"),
        ("hours.office.normal", ""),
        ("hours.office.normal.sun", "question-about-nothing"),
        ("profile.in_force", ""),
    ],
)
def test_question_when_its_path_is_not_there_then_told(about, code):
    ask = {"about": about, "ask": "Apa?", "taken": "ini", "when": "capaian < 1%"}
    assert found(clean(questions={"apa": ask})) == ([(code, "questions.apa")] if code else [])


@pytest.mark.parametrize(
    ("about", "noted"), [("rules.late", False), ("rules", True), ("parts.discipline", True)]
)
def test_question_when_every_result_names_it_then_noted(about, noted):
    given = clean(questions={"apa": {"about": about, "ask": "Apa?", "taken": "ini"}})
    assert found(given) == []
    assert found(given, notes=True) == (
        [("question-on-every-result", "questions.apa")] if noted else []
    )


# ------------------------------------------------------------------ accepting
def test_finding_when_accepted_then_no_finding_and_its_reason_kept():
    given = ruled("late: {each: late, cut: {1m..30m: 1%, 31m..: 0.5%}, of: discipline}")
    given["lint"] = [
        {"accept": "rates-fall", "at": "rules.late", "because": {"id": "ya", "en": "so"}}
    ]
    linted = mr.load_profile(given).linted
    assert linted.warnings == ()
    [taken] = linted.accepted
    assert (taken.finding.problem.code, taken.because.en) == ("rates-fall", "so")


@pytest.mark.parametrize(
    ("code", "at"), [("rates-fall", "rules.alpa"), ("never-used", "rules.late")]
)
def test_finding_when_another_is_accepted_then_both_are_told(code, at):
    given = ruled("late: {each: late, cut: {1m..30m: 1%, 31m..: 0.5%}, of: discipline}")
    given["lint"] = [{"accept": code, "at": at, "because": "ya"}]
    assert sorted(code for code, _ in found(given)) == ["nothing-to-accept", "rates-fall"]


def test_finding_when_of_the_layer_below_then_not_told_again():
    # the national frame defines a table that this regulation does not use
    linted = mr.load_profile(clean(header={"extends": "id/nasional"})).linted
    assert linted.warnings == ()
    # But it has definitions of it that nobody confirmed, and every result of its own says so.
    assert [note.problem.code for note in linted.notes] == ["unconfirmed-numbers"]


def test_findings_when_the_layer_below_has_them_too_then_only_one_s_own(monkeypatch, tmp_path):
    """Of the upper rules one never applies, one always does; the lower layer writes `a` anew."""
    upper = ruled(
        "a: {each: late, when: late > 0m, cut: 1%, of: discipline}\n"
        "b: {each: late, cut: 2%, of: discipline}\n"
        "gate: {each: month, when: capaian > 100%, zero: everything}",
        header={"id": "id/uji/atas"},
    )
    header = {**upper["profile"], "id": "id/uji/bawah", "use": ["parts", "rules"]}
    lower = {
        "profile": {**header, "extends": "id/uji/atas"},
        "sources": upper["sources"],
        "hours": deepcopy(HOURS),
        "rules": {"a": {"each": "late", "cut": "3%", "of": "discipline", "source": "uji pasal 7"}},
    }
    install(monkeypatch, tmp_path, {"id/uji/atas": upper, "id/uji/bawah": lower})
    assert found("id/uji/atas") == [
        ("condition-always-holds", "rules.a"),
        ("charged-twice", "rules.b"),
        ("rule-never-applies", "rules.gate"),
    ]
    # The pair is told where the lower layer wrote one of the two.
    assert found("id/uji/bawah") == [("charged-twice", "rules.a")]


def test_rules_when_five_cut_one_row_then_each_is_told_with_three_before_it():
    rules = "\n".join(f"{name}: {{each: late, cut: 1%, of: discipline}}" for name in "abcde")
    given = mr.load_profile(ruled(rules))
    told = [f.problem.params for f in lint(given.document, given.plan).warnings]
    pairs = [(str(p["first"]), str(p["second"])) for p in told]
    assert sorted(pairs) == [
        (f"rules.{first}", f"rules.{second}")
        for first, second in ("ab", "ac", "ad", "ae", "bc", "bd", "be", "cd", "ce")
    ]


# ------------------------------------------------------------------ rows of a day
IDLE = "idle: {each: day, when: status = present and not any(activity.status = approved%s), %s}"
CUT = "cut: 1%, of: discipline"


@pytest.mark.parametrize(
    ("said", "told"),
    [("", [("day-or-month", "rules.idle")]), (" over day", []), (" over month", [])],
)
def test_aggregate_of_a_day_when_it_says_which_rows_then_nothing_is_asked(said, told):
    assert found(ruled(IDLE % (said, CUT))) == told


def test_aggregate_inside_another_when_it_does_not_say_which_rows_then_asked():
    formula = "count(status = present and any(event.event = apel_pagi%s)) > 20"
    for said, told in (("", [("day-or-month", "rules.many")]), (" over day", [])):
        rule = f"many: {{each: month, when: {formula % said}, {CUT}}}"
        assert found(ruled(rule)) == told


def test_quantity_of_a_day_when_it_does_not_say_which_rows_then_asked_at_the_quantity():
    written = {"idle": {"each": "day", "is": "count(activity) = 0", "source": "uji pasal 3"}}
    rule = f"idle: {{each: day, when: idle, {CUT}}}"
    assert found(ruled(rule, quantities=written)) == [("day-or-month", "quantities.idle")]


@pytest.mark.parametrize(
    ("each", "condition"),
    [
        ("alpa", "count(status = alpa) > 3"),
        ("missed", "count(event.missed) > 3 or any(late > 1h)"),
    ],
)
def test_aggregate_of_rows_of_its_own_when_in_a_row_then_only_the_month_can_be_meant(
    each, condition
):
    assert found(ruled(f"often: {{each: {each}, when: {condition}, {CUT}}}")) == []


def test_aggregate_of_rows_without_a_date_when_in_a_day_then_nothing_is_asked():
    condition = "status = alpa and any(sanction.code = pelaksana)"
    rule = f"idle: {{each: day, when: {condition}, {CUT}}}"
    assert found(ruled(rule)) == []


# ------------------------------------------------------------------ kinds of days
@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ({"duty": ["dinas_luar", "dinas_dalam", "diklat", "tugas_belajar"]}, []),
        (
            {"work": ["wfh", "izin"]},
            [("word-in-two-groups", "groups.work")],
        ),
        ({"leave": ["cuti", "sakit", "dispensasi"]}, [("word-in-no-group", "groups.leave")]),
        ({"work": ["wfh", "izin"], "leave": ["cuti", "sakit", "dispensasi"]}, []),
        ({"free": [], "leave": ["cuti", "sakit", "izin", "dispensasi", "off"]}, []),
        # taken away is as good as empty
        ({"free": "none"}, [("word-in-no-group", "groups.free")]),
        ({"work": "none"}, [("word-in-no-group", "groups.work")]),
        ({"duty": "none"}, [("word-in-no-group", "groups.duty")]),
        ({"leave": "none"}, [("word-in-no-group", "groups.leave")]),
    ],
)
def test_code_of_absence_when_in_two_groups_or_in_none_then_told(groups, told):
    assert found(clean(groups=groups)) == told


def test_code_of_absence_when_in_no_group_then_told_with_the_law_and_a_line_that_mends_it():
    rules = {"izin": {"each": "izin", "cut": "1%", "of": "discipline", "source": "uji pasal 15"}}
    draft = clean(groups={"leave": ["cuti", "sakit"]}, rules=rules)
    (finding,) = mr.load_profile(draft).linted.warnings
    text = finding.problem.text("en")
    assert "izin, dispensasi: in none of the groups" in text
    assert "pasal 15" in text  # the article of the rule that the codes decide
    assert "`groups: {leave: [cuti, sakit, izin, dispensasi]}`" in text
    mended = clean(groups={"leave": ["cuti", "sakit", "izin", "dispensasi"]}, rules=rules)
    assert found(mended) == []


# ------------------------------------------------------------------ what is told of several texts
def test_tax_status_when_formulas_name_it_then_the_words_are_those_of_the_table():
    of_table = definition().tables["employees"].column("tax_status").words
    assert vocabularies()["tax_status"] == tuple(of_table)


def test_hours_when_a_night_shift_is_longer_then_its_rows_are_met():
    """The longest hours count, of schedules and of shifts."""
    rule = "late: {each: late, cut: {1m..540m: 1%, over 540m: 2%}, of: discipline}"
    assert ("row-beyond-hours", "rules.late") in found(ruled(rule))
    night = {"malam": {"hours": "20:00..31:00", "rest_days": "1"}}
    assert found(ruled(rule, shifts=night)) == []


@pytest.mark.parametrize(
    ("when", "more", "told"),
    [
        ("count(status = alpa) = 3", "", True),
        ("count(status = alpa) = 3", "count(status = alpa) > 3", False),
        ("count(status = alpa) = 3", "count(status = alpa) > 4", True),
        # nothing happened at all: one is where it begins, and no reward
        ("count(activity) = 0", "", False),
        ("count(status = alpa) in (1..2; 3..)", "", False),
        ("count(status = alpa) in (1..2; 5)", "", True),
        ("not (count(status = alpa) = 3)", "", False),
        ("count(status = alpa) >= 3 and count(status = alpa) <= 3", "", True),
        (
            "count(status = alpa) > 2 and count(status = alpa) < 6",
            "count(status = alpa) > 5",
            False,
        ),
        ("count(status = alpa) >= 3 and count(status = present) <= 3", "", False),
        ("count(status = alpa over quarter) = 3", "", True),
        ("count(status = alpa over quarter) >= 3", "", False),
    ],
)
def test_gate_when_it_holds_for_one_number_then_told_unless_more_is_spoken_of(when, more, told):
    cut = {"each": "month", "cut": "1%", "of": "discipline", "source": "uji pasal 12"}
    rules = {"a": {**cut, "when": when}, **({"b": {**cut, "when": more}} if more else {})}
    codes = {code for code, _ in found(clean(rules=rules))}
    assert ("gate-of-one-number" in codes) is told


@pytest.mark.parametrize(
    ("cut", "told"),
    [
        ("if count(status = alpa) = 3 then 10% else 0%", True),
        ("if count(status = alpa) >= 3 then 10% else 0%", False),
        ("if count(status = alpa) = 3 then 10% else 5%", False),
        ("if count(status = alpa) in (1..3) then 0% else 10%", False),
        ("{by: count(status = alpa), 3: 20%, else: 0%}", True),
        ("{by: count(status = alpa), ..2: 0%, 3..: 20%}", False),
        ("{by: count(status = alpa), 3: 20%, 4..: 30%, else: 0%}", False),
        # of more work nobody gets off
        ("{by: count(activity), ..3: 20%, else: 0%}", False),
    ],
)
def test_cut_of_the_month_when_it_holds_for_one_number_then_told(cut, told):
    codes = [code for code, _ in found(ruled(f"x: {{each: month, cut: {cut}, of: discipline}}"))]
    assert ("gate-of-one-number" in codes) is told


@pytest.mark.parametrize(
    ("of", "pay", "missing"),
    [
        ("prestasi_kerja", {}, "tempat_bertugas"),
        (["prestasi_kerja", "tempat_bertugas"], {}, ""),
        ("prestasi_kerja + tempat_bertugas", {}, ""),
        ("prestasi_kerja", {"x": {"kind": "addition", "is": "tempat_bertugas"}}, ""),
    ],
)
def test_amount_when_no_part_is_a_share_of_a_term_then_told(of, pay, missing):
    parts = {"productivity": {"of": of, "score": "capaian"}, "discipline": {"of": "beban_kerja"}}
    parts = {name: {**part, "round": "Rp 1", "source": "uji"} for name, part in parts.items()}
    pay = {name: {**line, "round": "Rp 1", "source": "uji"} for name, line in pay.items()}
    given = clean(parts=parts, **({"pay": pay} if pay else {}))
    given["amount"] = {"is": "beban_kerja + prestasi_kerja + tempat_bertugas", "source": "uji"}
    told = [finding.problem for finding in mr.load_profile(given).linted.warnings]
    named = [one.params["names"] for one in told if one.code == "amount-in-no-part"]
    assert named == ([missing] if missing else [])


# ------------------------------------------------------------------ found by strangers
def test_condition_when_each_cut_is_rounded_to_rupiah_then_not_called_idle():
    """Without `not (half exists)` half a day without punches would cost 2 %."""
    rule = {**ALPA, "when": "not (half exists)", "round": "Rp 100", "source": "uji pasal 13"}
    assert "condition-always-holds" not in dict(found(clean(rules={"alpa": rule})))
    idle = {**rule, "when": "status = alpa"}
    assert ("condition-always-holds", "rules.alpa") in found(clean(rules={"alpa": idle}))


@pytest.mark.parametrize(
    ("key", "codes"), [("overpayment", ["overpayment-twice"]), ("sick_days", [])]
)
def test_overpayment_when_a_profile_reads_it_then_said_that_it_is_taken_anyway(key, codes):
    given = clean(
        inputs={"sisa": {"from": f"carried.{key}", "type": "money" if codes else "number",
                         "missing": "Rp 0" if codes else "0"}},
        counts={"sisa": "sisa"},
    )  # fmt: skip
    assert [code for code, _ in found(given)] == codes


def test_rule_when_its_name_begins_as_rupiah_then_linted():
    rule = {**ALPA, "source": "uji pasal 13"}
    assert found(clean(rules={"rupiah_x": rule})) == found(clean(rules={"absent": rule}))
