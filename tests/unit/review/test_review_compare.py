"""Changes, sums and articles of a comparison, worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from review_month import ANI, BUDI, CICI, DIDI, PERIOD, REGULATION, tables

import masker_rules as mr

#: Late costs 0.5 % and absence 3 % of 40 % of the amount: Ani 2,000, Budi 24,000.
#: With absence at 5 % Budi loses 40,000: 16,000 more.


@pytest.fixture(scope="module")
def dearer(compared):
    return compared({"rules.alpa.cut": "5%"})


def by_nip(rows):
    return {row["nip"]: row for row in rows}


def test_absence_when_dearer_then_only_who_was_absent_loses(dearer):
    (summary,) = dearer.table("summary")

    assert summary["before"] == 2 * (1_000_000 + 2_000_000 + 3_000_000) - 2_000 - 24_000
    assert summary["change"] == -16_000
    assert summary["yearly_change"] == -96_000
    assert (summary["losers"], summary["winners"], summary["unchanged"]) == (1, 0, 2)
    assert by_nip(dearer.table("persons"))[BUDI]["change"] == -16_000


def test_change_when_asked_for_articles_then_stands_at_the_one_that_takes_it(dearer):
    (row,) = dearer.table("articles", lang="en")

    assert (row["path"], row["label"], row["change"]) == ("rules.alpa", "Alpa", -16_000)
    assert row["article_before"] == "Perbup Contoh 1/2026, pasal 6"
    assert "Simulation" in row["article_after"]
    assert row["person_months"] == 1


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("tables.tarif[..30m]", "2%"),
        ("quantities.kena.is", "late > 40m"),
        ("hours.office.normal[mon..fri]", "07:45..16:00"),
    ],
)
def test_article_when_what_a_rule_rests_on_changed_then_named_beside_the_rule_s(pack, path, value):
    """Ani is late by 10 minutes on one day; the article of the rule itself is as it was."""
    late = {**REGULATION["rules"]["late"], "when": "kena", "cut": "tarif"}
    law = {
        **REGULATION,
        "tables": {"tarif": {"by": "late", "..30m": "0.5%", "31m..": "1%",
                             "source": "perbup pasal 17"}},
        "quantities": {"kena": {"is": "late > 0m", "each": "day", "source": "perbup pasal 4"}},
        "rules": {**REGULATION["rules"], "late": late},
    }  # fmt: skip
    base = mr.load_profile(law)
    made = mr.compare(base, mr.overlay(base, {path: value}), pack, PERIOD)
    (row,) = made.table("articles", lang="en")

    assert row["path"] == "rules.late"
    assert row["article_before"] == "Perbup Contoh 1/2026, pasal 5"
    *own, changed = row["article_after"].split("; ")
    # Where nobody is late under the draft, its rule takes nothing and says nothing.
    assert own == ([row["article_before"]] if path.startswith("tables") else [])
    assert "Simulation" in changed


def test_article_when_another_day_is_due_then_that_of_the_hours_stands_beside_the_rule_s(pack):
    """On Saturdays nobody came: absence costs more, by the article of the hours."""
    hours = {"office": {"normal": {"mon..fri": "07:30..16:00"}, "source": "perbup pasal 3"}}
    base = mr.load_profile({**REGULATION, "hours": hours})
    week = {"normal": {"mon..sat": "07:30..16:00"}, "source": "perbup pasal 3"}
    draft = mr.load_profile({**REGULATION, "hours": {"office": week}})
    rows = {row["path"]: row for row in mr.compare(base, draft, pack, PERIOD).table("articles")}
    assert "pasal 3" in rows["rules.alpa"]["article_after"]
    assert "pasal 3" not in rows["rules.alpa"]["article_before"]


def test_weight_when_changed_then_every_rule_on_the_part_carries_its_share(compared):
    made = compared({"parts.productivity.weight": "50%", "parts.discipline.weight": "50%"})

    changes = {row["path"]: row["change"] for row in made.table("articles")}
    # 0.5 % and 3 % of 10 % of the amount more; nothing is lost for productivity here.
    assert changes == {"rules.late": -500, "rules.alpa": -6_000}


def test_rule_when_taken_away_then_its_cuts_come_back(compared):
    made = compared({"rules.alpa": "none"})

    assert [row["change"] for row in made.table("articles")] == [24_000]
    assert {row["outcome"]: row["count"] for row in made.table("outcomes")
            if row["of"] == "people"} == {"losers": 0, "unchanged": 2, "winners": 1}  # fmt: skip


def test_incomplete_months_when_compared_then_apart_and_in_no_sum(dearer):
    (summary,) = dearer.table("summary")
    rows = dearer.table("incomplete")

    assert summary["incomplete"] == 2
    assert [row["nip"] for row in rows] == [DIDI, DIDI]
    months = by_nip(dearer.table("person_months"))
    assert months[DIDI]["change"] is None
    assert by_nip(dearer.table("persons"))[DIDI]["months"] == 0


def test_groups_when_summed_then_a_unit_bears_what_its_people_lose(dearer):
    rows = [row for row in dearer.table("groups") if row["dimension"] == "unit"]

    assert [(row["group"], row["change"]) for row in rows] == [
        ("Dinas A", -16_000),
        ("Dinas B", 0),
    ]
    golongan = {r["group"]: r["change"] for r in dearer.table("groups")
                if r["dimension"] == "golongan"}  # fmt: skip
    assert golongan == {"III": 0, "IV": -16_000}


def test_months_when_told_then_the_month_of_the_absence(dearer):
    changes = {row["period"]: row["change"] for row in dearer.table("months")}
    assert changes == {"2026-07": -16_000, "2026-08": 0}


def test_histogram_when_nobody_else_changes_then_zero_has_its_own_bar(dearer):
    bars = {row["sign"]: row["people"] for row in dearer.table("histogram") if row["people"]}
    # Ani and Cici do not change; Budi loses 16,000 in two months.
    assert bars == {-1: 1, 0: 2}
    bar = next(row for row in dearer.table("histogram") if row["sign"] < 0 and row["people"])
    assert bar["above"] <= 8_000 < bar["below"]


def test_deciles_when_nobody_is_paid_nothing_then_row_zero_is_there_and_empty(dearer):
    rows = dearer.table("deciles")
    assert [row["decile"] for row in rows] == list(range(11))
    assert rows[0]["people"] == 0
    assert sum(row["people"] for row in rows) == 3


def test_equity_when_one_group_bears_all_then_its_burden_is_one_over_its_share_of_pay(baseline):
    groups = {BUDI: "health", CICI: "teacher"}
    given = tables()
    for row in given["employees"]:
        row["staff_group"] = groups.get(row["nip"], "office")
    made = mr.compare(baseline, mr.overlay(baseline, {"rules.alpa.cut": "5%"}), given, PERIOD)

    rows = [row for row in made.table("equity") if row["dimension"] == "staff_group"]
    # Paid before, in two months: Ani 1,998,000, Budi 3,976,000, Cici 6,000,000.
    assert {
        row["group"]: (row["pay_share"], row["lost_share"], row["burden"]) for row in rows
    } == {
        "health": (Fraction(3_976, 11_974), 1, Fraction(11_974, 3_976)),
        "office": (Fraction(1_998, 11_974), 0, 0),
        "teacher": (Fraction(6_000, 11_974), 0, 0),
    }


def test_person_when_explained_then_both_regulations_speak(dearer):
    before, after = dearer.explained(BUDI, dearer.months[0], lang="en")
    assert "3%" in before
    assert "5%" in after


def test_people_when_anonymous_then_no_nip_and_no_name(dearer):
    told = dearer.anonymous().to_json()
    assert not [text for text in (ANI, BUDI, CICI, DIDI, "Ani", "Budi") if text in told]
    (summary,) = dearer.anonymous().table("summary")
    assert summary == dearer.table("summary")[0]


def test_draft_when_not_yet_in_force_then_is_tried_on_the_history_and_said_so(baseline, pack):
    draft = {**REGULATION, "profile": {**REGULATION["profile"], "in_force": "2027-01-01..",
             "id": "id/kab-contoh/perbup-2-2027", "status": "draft"}}  # fmt: skip
    made = mr.compare(baseline, draft, pack, PERIOD)

    assert made.effects[0].total == 0
    assert str(made.effects[0].draft.in_force) == "2027-01-01.."
    assert made.as_dict()["drafts"][0]["computed_outside_force"] == "2027-01-01.."


def test_stretches_when_months_are_computed_apart_then_the_same_tables(
    baseline, pack, monkeypatch
):
    draft = mr.overlay(baseline, {"rules.late.cut[1m..30m]": "2%"})
    whole = mr.compare(baseline, draft, pack, PERIOD).to_json()
    monkeypatch.setattr("masker_rules.review.comparing.AT_ONCE", 4)

    assert mr.compare(baseline, draft, pack, PERIOD).to_json() == whole


def test_engines_when_one_after_the_other_then_the_same_bytes(compared):
    pytest.importorskip("polars")
    settings = {"rules.late.cut[1]": "2%"}

    assert compared(settings, engine="columns").to_json() == compared(settings).to_json()


def test_sweep_when_two_paths_move_together_then_one_draft_a_step(baseline):
    ranges = {"parts.discipline.weight": "30%..50%:10%", "parts.productivity.weight":
              "70%..50%:10%"}  # fmt: skip
    made = mr.sweep(baseline, ranges, tables(), PERIOD)

    assert [effect.draft.name for effect in made.effects] == [
        "30% / 70%", "40% / 60%", "50% / 50%",
    ]  # fmt: skip
    # A tenth of the amount more or less: 500 of Ani, 6,000 of Budi.
    assert [effect.total for effect in made.effects] == [6_500, 0, -6_500]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1%..2%:0.5%", ["1%", "1.5%", "2%"]),
        ("10m..0m:5m", ["10m", "5m", "0m"]),
        ("1..2:2", ["1"]),
    ],
)
def test_range_when_read_then_both_ends_and_the_unit(text, values):
    from masker_rules.review.sweeps import values_of

    assert values_of("x", text) == values


@pytest.mark.parametrize(
    ("ranges", "code"),
    [
        ({"rules.alpa.cut": "1%-2%"}, "bad-sweep"),
        ({"rules.alpa.cut": "1%..2m:1%"}, "bad-sweep"),
        ({"rules.alpa.cut": "1%..2%:0%"}, "bad-sweep"),
        ({"rules.alpa.cut": "1..2..3:1"}, "bad-sweep"),
        ({}, "bad-sweep"),
        ({"rules.alpa.cut": "0%..100%:0.1%"}, "sweep-too-long"),
        ({"rules.alpa.cut": "1%..2%:1%", "parts.discipline.weight": "1%..3%:1%"}, "sweep-uneven"),
    ],
)
def test_range_when_wrong_then_refused_in_words(baseline, ranges, code):
    with pytest.raises(mr.RequestError) as wrong:
        mr.sweep(baseline, ranges, tables(), PERIOD)
    assert wrong.value.code == code


def test_drafts_when_there_is_none_then_refused(baseline, pack):
    with pytest.raises(mr.RequestError) as wrong:
        mr.compare(baseline, [], pack, PERIOD)
    assert wrong.value.code == "no-draft"


def test_table_when_unknown_then_the_known_ones_are_named(dearer):
    with pytest.raises(mr.RequestError) as wrong:
        dearer.table("articals")
    assert wrong.value.code == "unknown-comparison-table"


def test_share_when_of_the_whole_budget_then_exact(dearer):
    share = dearer.table("summary")[0]["change_share"]
    assert share == Fraction(-16_000, 11_974_000)
