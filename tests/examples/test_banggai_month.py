"""The example month computed: amounts worked out by hand, statuses, and what is said beside them.

Of every amount 60 % is productivity × capaian and 40 % discipline; each part half up to a rupiah.
Cuts of the discipline part: 0.5 / 1 / 1.25 / 1.5 % from 1, 31, 61, 91 minutes, a missing punch
1.5 %, a day without notice 3 %.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from banggai_people import PEOPLE

import masker_rules as mr
from masker_rules import demo

NIPS = {person.name.split()[1]: person.nip for person in PEOPLE}


@pytest.fixture(scope="module")
def results():
    return mr.compute(demo.PROFILE, demo.pack_path(), demo.PERIOD)


@pytest.fixture(scope="module")
def person(results):
    return lambda name: results[NIPS[name]]


def said(item):
    return {(remark.code, remark.day.day if remark.day else None) for remark in item.why_status}


def warned(item):
    return {(note.code, note.day.day if note.day else None) for note in item.warnings}


def half_up(value):
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


# name, productivity and discipline in rupiah
BY_HAND = [
    # 12 min 0.5, 45 min 1, no out 1.5, a day without notice 3, 20 min early 0.5: 6.5
    # 2 565 300 × 92.5 % = 2 372 902.5; 1 710 200 × 93.5 % = 1 599 037
    ("Anggrek", 2_372_903, 1_599_037),
    # 0, 1, 30, 31, 60, 61, 90, 91 minutes: 0 + 0.5 + 0.5 + 1 + 1 + 1.25 + 1.25 + 1.5 = 7
    # 3 650 250 × 60 %; 1 460 100 × 93 %
    ("Cemara", 2_190_150, 1_357_893),
    # the same minutes early; 2 190 150 × 96 %
    ("Dahlia", 2_102_544, 1_357_893),
    # two days without notice, 6
    # 5 925 000.6 × 98.25 % = 5 821 313.0895; 3 950 000.4 × 94 % = 3 713 000.376
    ("Eboni", 5_821_313, 3_713_000),
    # two outs and one in missing, 4.5
    # 1 500 599.4; 1 000 399.6 × 95.5 % = 955 381.618
    ("Nipah", 1_500_599, 955_382),
    # a refused permission and a duty that waits: two days without notice, 6
    # 2 565 300 × 91 %; 1 710 200 × 94 %
    ("Kenanga", 2_334_423, 1_607_588),
    # the rejected out is missing, 1.5
    # 2 340 199.8 × 87.5 % = 2 047 674.825; 1 560 133.2 × 98.5 % = 1 536 731.202
    ("Mahoni", 2_047_675, 1_536_731),
    # twelve days without notice, 36
    # 1 260 466.2 × 75.5 % = 951 651.981; 840 310.8 × 64 % = 537 798.912
    ("Duku", 951_652, 537_799),
    # 17 min late for the night of the 3rd, 0.5
    # 2 220 060 × 95 %; 1 480 040 × 99.5 % = 1 472 639.8
    ("Lavender", 2_109_057, 1_472_640),
    # 31 min late on the Saturday of Idul Fitri, 1
    # 1 830 480 × 92 % = 1 684 041.6; 1 220 320 × 99 % = 1 208 116.8
    ("Melati", 1_684_042, 1_208_117),
    # a Saturday without notice 3, one minute early on a Friday 0.5
    # 1 860 060 × 97.5 % = 1 813 558.5; 1 240 040 × 96.5 % = 1 196 638.6
    ("Vanili", 1_813_559, 1_196_639),
    # duty, half days of leave, time away and an outage cost nothing
    ("Yodium", 3_041_726, 2_048_300),  # 3 072 450 × 99 % = 3 041 725.5
    ("Lontar", 3_072_450, 2_048_300),
    ("Oleander", 2_980_277, 2_048_300),  # 3 072 450 × 97 % = 2 980 276.5
    ("Flamboyan", 1_971_135, 1_460_100),  # 2 190 150 × 90 %
]


@pytest.mark.parametrize(("name", "productivity", "discipline"), BY_HAND)
def test_month_when_computed_then_amounts_are_those_worked_out_by_hand(
    person, name, productivity, discipline
):
    item = person(name)
    lines = {line.id: line.amount for line in item.lines}
    assert item.status == "payable"
    assert (lines["productivity"], lines["discipline"]) == (productivity, discipline)
    assert (item.gross, item.net) == (productivity + discipline, productivity + discipline)


def test_transfer_when_in_the_middle_of_the_month_then_days_at_each_amount(person):
    # 2-13 March are 10 of 17 working days, 16-31 March are 7; 20 and 15 minutes late cost 1 %.
    amount = Fraction(4_275_500 * 10 + 4_900_850 * 7, 17)
    parts = half_up(amount * 60 / 100), half_up(amount * 40 / 100 * 99 / 100)
    assert parts == (2_719_798, 1_795_067)
    assert person("Sengon").net == sum(parts)


def test_service_when_it_begins_on_the_9th_then_12_of_17_days(person):
    # 2 920 200 × 12 / 17 stays exact: × 60 % = 1 236 790.588; × 40 % × 99.5 % = 820 404.423
    item = person("Tanjung")
    assert item.counts["working_days"] == 12
    assert item.net == 1_236_791 + 820_404


def test_service_when_it_ends_on_the_13th_then_10_of_17_days(person):
    # 7 650 000 × 10 / 17 = 4 500 000; 70 minutes late cost 1.25 % of 1 800 000.
    item = person("Ulin")
    assert item.counts["working_days"] == 10
    assert item.net == 2_700_000 + 1_777_500


def test_statuses_when_computed_then_as_the_stories_intend(results):
    found = {item.name.split()[1]: item.status for item in results}
    assert len(found) == 40
    assert {name: status for name, status in found.items() if status != "payable"} == {
        "Waru": "incomplete",
        "Widuri": "incomplete",
        "Jambu": "not_eligible",
    }


def test_capaian_when_not_delivered_then_bounds_from_nothing_to_all_of_it(person):
    # 33 minutes late cost 1 %: 1 460 100 × 99 % = 1 445 499; with 2 190 150 it is 3 635 649.
    item = person("Waru")
    assert item.bounds.missing == ("scores.capaian",)
    assert (item.bounds.lowest, item.bounds.highest) == (1_445_499, 3_635_649)
    assert item.net is None


def test_letter_when_its_dates_are_swapped_then_incomplete_and_named(person):
    # 1 860 060 × 94 % = 1 748 456.4; three days of 3 % or none: 1 240 040 × 91 % = 1 128 436.4.
    item = person("Widuri")
    assert item.bounds.missing == ("absences (absences.csv: until = 2026-03-04)",)
    assert (item.bounds.lowest, item.bounds.highest) == (2_876_892, 2_988_496)


def test_rows_set_aside_when_computed_then_only_the_swapped_letter(results):
    [item] = results.set_aside
    assert (item.table, item.code, item.nip) == ("absences", "swapped-range", NIPS["Widuri"])


def test_leave_when_no_letter_names_it_then_paid_and_the_question_is_listed(person):
    asked = {
        name: {
            note.params["about"].path for note in person(name).warnings if note.code == "question"
        }
        for name in ("Enau", "Bakau")
    }
    assert person("Enau").counts["leave"] == 1
    assert asked["Enau"] - asked["Bakau"] == {"words.absences.code"}


def test_absences_when_they_do_not_count_then_the_status_says_why(person):
    assert said(person("Kenanga")) >= {("absence-refused", 13), ("absence-pending", 26)}


def test_punches_when_waiting_or_rejected_then_named(person):
    assert ("punch-pending", 9) in said(person("Mahoni"))
    assert ("punch-rejected-review", 5) in warned(person("Mahoni"))


def test_duty_when_filed_later_than_the_punches_then_the_conflict_is_reported(person):
    item = person("Yodium")
    assert item.counts["duty"] == 2
    assert ("absence-with-punches", 9) in warned(item)


def test_outage_when_it_took_the_in_punches_then_nobody_lost_one(person):
    people = [p.name.split()[1] for p in PEOPLE if p.unit == "Badan Data Contoh"]
    present = set(people) - {"Palem", "Duku"}
    assert all(person(name).counts["missing_in"] == 0 for name in present)
    assert ("outage-absent", 12) in warned(person("Palem"))


def test_punch_when_far_from_the_office_then_flagged_and_counted(person):
    item = person("Eboni")
    assert ("punch-flagged-outside", 11) in warned(item)
    assert item.counts["missing_in"] == 0


def test_away_when_nobody_said_whether_it_was_permitted_then_named(person):
    assert ("away-unstated", 25) in said(person("Oleander"))


def test_roster_when_a_night_passes_the_end_of_the_month_then_the_out_of_april_counts(person):
    # Rotan's night of 28 February ends on 1 March; Lavender's night of 31 March on 1 April.
    for name in ("Rotan", "Lavender"):
        counts = person(name).counts
        assert (counts["missing_in"], counts["missing_out"], counts["absent"]) == (0, 0, 0)


def test_school_when_six_days_are_worked_then_20_working_days(person):
    assert person("Salam").counts["working_days"] == 20
    assert person("Bakau").counts["working_days"] == 17


def test_leave_when_it_covers_the_month_then_paid_in_full(person):
    item = person("Akasia")
    assert (item.counts["leave"], item.net) == (17, 3_650_250)


def test_rates_when_placeholder_then_every_result_says_so(results):
    assert results.header["profile"]["status"] == "placeholder"
    assert all(("placeholder-rates", None) in warned(item) for item in results)
