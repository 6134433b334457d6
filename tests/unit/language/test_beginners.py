"""Lines of beginners: the message quotes what was written and gives a line that works."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from flawed import plain

import masker_rules as mr
from masker_rules import yamltext
from masker_rules.errors import ProfileError

FILE = Path(__file__).resolve().parents[2] / "data" / "beginners.yaml"
SECTION = re.compile(r"^(\w+):", re.MULTILINE)
ALL = plain(yamltext.parse_yaml(FILE.read_bytes(), FILE.name))
LINES = ALL["lines"]


def sections(text):
    starts = [match.start() for match in SECTION.finditer(text)] + [len(text)]
    blocks = [text[a:b] for a, b in pairwise(starts)]
    return {block.partition(":")[0]: block for block in blocks}


def file_of(wrong):
    """The base with the wrong sections in place of its own; of the header key by key."""
    base = sections(ALL["base"])
    for section, text in wrong.items():
        if section == "header":
            key = text.partition(":")[0]
            line = re.compile(rf"^  {key}:.*\n", re.MULTILINE)
            base["profile"] = line.sub("", base["profile"]) + f"  {text}\n"
        else:
            body = "".join(f"  {line}\n" for line in text.split("\n"))
            base[section] = f"{section}:\n{body}"
    return "".join(block.rstrip("\n") + "\n" for block in base.values())


def problems(text, path):
    """What is said of a file, none where it loads."""
    path.write_text(text, "utf-8")
    try:
        mr.load_profile(path)
    except ProfileError as refused:
        return refused.problems
    return ()


@pytest.mark.parametrize("name", LINES)
def test_line_when_a_beginner_wrote_it_then_named_and_mended(name, tmp_path):
    line = LINES[name]
    text = file_of(line["wrong"])
    told = problems(text, tmp_path / "profile.yaml")
    assert told, "it loads: nothing is said"
    if "says" in line:
        assert any(all(word in one.text("en") for word in line["says"]) for one in told)
        return
    found = [one.params["meant"].found for one in told if one.params.get("meant")]
    cures = [pair for pair in found if pair and pair[1] == line["better"]]
    assert cures, (found, [one.text("en") for one in told])
    written, better = cures[0]
    assert written != better
    for lang in ("id", "en"):
        messages = [one.text(lang) for one in told]
        assert any(f"`{written}`" in one and f"`{better}`" in one for one in messages), messages
    # What the message says works when it is pasted.
    assert text.count(written) == 1
    assert problems(text.replace(written, better), tmp_path / "profile.yaml") == ()


def test_lines_when_counted_then_sixty_and_three_quarters_have_a_cure():
    cured = [line for line in LINES.values() if "better" in line]
    assert len(LINES) >= 60
    assert 4 * len(cured) >= 3 * len(LINES)


@pytest.mark.parametrize("key", ["round", "weight", "score", "free", "each"])
def test_key_when_it_stands_in_the_wrong_place_then_it_is_not_offered_again(key, tmp_path):
    [told] = problems(file_of({"header": f"{key}: 1"}), tmp_path / "profile.yaml")
    assert told.code == "unknown-key"
    assert key not in str(told.params["nearest"]).split(", ")


def test_key_of_another_section_when_nothing_here_is_near_then_told_where_it_goes(tmp_path):
    table = "t:\n  by: minutes\n  rows: [[1m..30m, 1%]]\n  round: 1%\n  source: perbup pasal 2"
    [told] = problems(file_of({"tables": table}), tmp_path / "profile.yaml")
    assert (told.code, told.params["nearest"]) == ("unknown-key", "-")
    assert "write `round` in one of those in place of here" in told.text("en")
    assert "pindahkan `round`" in told.text("id")


def test_message_when_nobody_reads_it_then_nothing_is_tried(tmp_path):
    """A refused profile is caught more often than read: it is tried when somebody asks."""
    told = problems(file_of(LINES["clock_with_a_point"]["wrong"]), tmp_path / "profile.yaml")
    assert "found" not in vars(told[0].params["meant"])


def test_profile_given_as_a_mapping_when_wrong_then_mended_as_an_author_writes():
    given = yamltext.plain(yamltext.parse_yaml(ALL["base"].encode(), "base"))
    given["rules"]["late"]["cut"] = "6,5%"
    with pytest.raises(ProfileError, match=r"write `cut: 6\.5%` instead of `cut: 6,5%`"):
        mr.load_profile(given)


@pytest.mark.parametrize(
    "cut",
    # two thirds of a percent, half a percent or a half, a half of something
    ["2/3%", "0.5", "0.25 * 2", "5 * 2"],
)
def test_cut_when_its_percent_is_not_certain_then_none_is_offered(cut, tmp_path):
    text = file_of({"rules": f"late: {{each: late, cut: {cut}, of: discipline}}"})
    told = problems(text, tmp_path / "profile.yaml")
    assert told, "it loads: nothing is said"
    assert [one.params["meant"].found for one in told if one.params.get("meant")] == [None]


@pytest.mark.parametrize(
    "rule",
    [
        # two times are no two minutes that lack their unit
        "each: late, free: [2 per month, 15m per day], cut: 1%, of: discipline",
        # a tolerance may be subtracted, a limit or a pool
        "each: late, toleransi: 15m per day, cut: 1%, of: discipline",
        # a sum of money is no base
        "each: late, cut: 1%, of: tpp",
        "each: late, cut: {1m..30m: 1%, 30m..: 2%}, of: discipline",
        # of a percent or a half
        "each: month, for: category = CPNS, times: 0.8, of: productivity",
    ],
)
def test_line_when_several_things_may_be_meant_then_none_is_offered(rule, tmp_path):
    told = problems(file_of({"rules": f"late: {{{rule}}}"}), tmp_path / "profile.yaml")
    assert told, "it loads: nothing is said"
    assert [one.params["meant"].found for one in told if one.params.get("meant")] == [None]


def test_key_when_its_meaning_is_known_then_no_key_of_like_letters_is_offered(tmp_path):
    """`tunda` means `postpone`, and has the letters of `round`."""
    rule = "each: month, when: count(activity) = 0, tunda: 1 month"
    [told] = problems(file_of({"rules": f"late: {{{rule}}}"}), tmp_path / "profile.yaml")
    assert told.params["nearest"] == "postpone"
    assert told.params["meant"].found == ("tunda: 1 month", "postpone: 1 month")


def test_keys_when_two_of_one_rule_are_wrong_then_each_has_its_cure(tmp_path):
    """The other key is still wrong where one is mended: that is no fault of the cure."""
    rule = "late: {each: late, potongan: 1%, of: discipline, maksimal: 20%}"
    told = problems(file_of({"rules": rule}), tmp_path / "profile.yaml")
    found = {one.params["meant"].found for one in told if one.code == "unknown-key"}
    assert found == {("potongan: 1%", "cut: 1%"), ("maksimal: 20%", "at_most: 20%")}


def test_and_of_two_conditions_when_mended_then_it_stays_an_and(tmp_path):
    rule = "each: day, when: late > 30m & early > 10m, cut: 1%, of: discipline"
    [told] = problems(file_of({"rules": f"late: {{{rule}}}"}), tmp_path / "profile.yaml")
    assert told.params["meant"].found[1] == "when: late > 30m and early > 10m"


def test_table_of_percents_when_asked_with_a_share_then_no_percent_of_it_is_offered(tmp_path):
    rows = "t: {by: x, under 25%: 1%, 25%..: 2%, source: uji}"
    rule = "late: {each: late, cut: t(0.3), of: discipline}"
    [told] = problems(file_of({"tables": rows, "rules": rule}), tmp_path / "profile.yaml")
    assert told.code == "percent-beside-number"
    assert told.params["meant"].found is None


def test_number_when_it_multiplies_a_percent_then_it_alone_stays_a_number(tmp_path):
    """`capaian * 2%` is never above 30 %: the rule would hold for nobody."""
    rule = "low: {each: month, when: capaian exists and capaian * 2 > 30, cut: 1%, of: discipline}"
    [told] = problems(file_of({"rules": rule}), tmp_path / "profile.yaml")
    assert told.code == "percent-beside-number"
    assert told.params["meant"].found[1] == "when: capaian exists and capaian * 2 > 30%"


def test_percent_when_less_than_one_without_its_sign_then_both_meanings_are_said(tmp_path):
    rule = "late: {each: late, cut: 0.5, of: discipline}"
    [told] = problems(file_of({"rules": rule}), tmp_path / "profile.yaml")
    assert "write `0.5%`, or `50%` where it is a share of one" in told.text("en")
    assert "tulis `0.5%`, atau `50%` bila" in told.text("id")


@pytest.mark.parametrize(
    ("rule", "better", "without"),
    [
        (
            "late:\n  each: late\n  when: minutes > 10m\n  kecuali: ramadan\n  cut: 1%",
            "when: minutes > 10m and not ramadan",
            "  kecuali: ramadan\n",
        ),
        (
            "late: {each: late, when: ramadan or minutes > 10m, except: minutes > 1h, cut: 1%}",
            "when: (ramadan or minutes > 10m) and not (minutes > 1h)",
            ", except: minutes > 1h",
        ),
    ],
)
def test_exception_when_it_stands_beside_a_condition_then_both_are_one(
    rule, better, without, tmp_path
):
    # The source of the file and the part are those of the base.
    rule = rule.replace(
        "cut: 1%", "cut: 1%, of: discipline" if "{" in rule else "cut: 1%\n  of: discipline"
    )
    text = file_of({"rules": rule})
    (told,) = problems(text, tmp_path / "profile.yaml")
    assert f"write `{better}` instead of" in told.text("en")
    written = re.search(r"when: [^,\n]+", rule)[0]
    body = without.replace("  kecuali", "    kecuali")  # as the file indents it
    mended = text.replace(body, "").replace(written, better)
    assert mended != text
    assert problems(mended, tmp_path / "profile.yaml") == ()


def test_line_when_the_file_is_json_then_mended_as_in_yaml(tmp_path):
    base = plain(yamltext.parse_yaml(ALL["base"].encode(), "base"))
    base["rules"]["late"]["round"] = "1"
    path = tmp_path / "profile.yaml"
    text = json.dumps(base, indent=1)
    [told] = problems(text, path)
    assert told.params["meant"].found == ("round: 1", "round: Rp 1")
    # A pair of JSON may stand without its quotes, for JSON is YAML.
    assert problems(text.replace('"round": "1"', "round: Rp 1"), path) == ()


@pytest.mark.parametrize("grade", ["V", "X"])
def test_word_when_short_then_no_other_is_offered_in_its_place(grade, tmp_path):
    """Another grade is another law, however like it looks."""
    rule = (
        f"late: {{each: late, when: golongan exists and golongan = {grade}, cut: 1%, of: total}}"
    )
    [told] = problems(file_of({"rules": rule}), tmp_path / "profile.yaml")
    assert told.code == "unknown-word"
    assert told.params["meant"].found is None
