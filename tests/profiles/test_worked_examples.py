"""The worked examples of the regulations that have profiles, each computed to the rupiah."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from july import DAYS, NIP, PERIOD, PLAIN, clock, hhmm, july

import masker_rules as mr
from masker_rules import yamltext

BULUKUMBA = {"late_from": "07:30", "start": "07:30", "end": "16:00", "friday_end": "15:30"}
BANGGAI = {**BULUKUMBA, "friday_end": "16:30"}
TULANG_BAWANG = {"late_from": "08:00", "start": "07:30", "end": "16:30", "friday_end": "16:30"}
GRADE = {"II": "II/c", "III": "III/b", "IV": "IV/a"}


def plain(node):
    if isinstance(node, yamltext.Scalar):
        return int(node.text) if node.text.isdigit() and not node.quoted else node.text
    if isinstance(node, yamltext.Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(child) for key, _, child in node.items()}


@pytest.fixture(scope="module")
def examples():
    path = Path(__file__).parents[1] / "data" / "examples.yaml"
    listed = plain(yamltext.parse_yaml(path.read_bytes(), path.name))["examples"]
    return {item["id"]: (item["facts"], item["expected"]) for item in listed}


def amounts(**components):
    return [{"component": c, "amount": str(a), "nip": NIP} for c, a in components.items()]


def scores(**values):
    return [
        {"measure": m, "value": str(v), "nip": NIP, "period": PERIOD} for m, v in values.items()
    ]


def person(grade="III/b"):
    return [{"nip": NIP, "name": "Contoh", "category": "PNS", "grade": grade}]


def result_of(profile, **tables):
    return mr.compute(profile, {"employees": person(), **tables}, PERIOD)[NIP]


def lines(result):
    return {line.id: line.amount for line in result.lines}


def left(points):
    return 1 - Fraction(points) / 100


def bulukumba(facts, **month):
    minutes = facts.get("activity_minutes", 6750)
    activity = {"nip": NIP, "date": "2026-07-31", "minutes": minutes, "status": "approved"}
    return result_of(
        "id/kab-bulukumba",
        employees=person(GRADE[facts.get("golongan", "III")]),
        amounts=amounts(
            tpp=facts.get("pagu", 4000000),
            payment_percent=f"{facts.get('payment_percent', '100')}%",
        ),
        scores=scores(target_minutes=facts.get("target_minutes", 6750)),
        activities=[activity],
        **july(**BULUKUMBA, **month),
    )


@pytest.mark.parametrize(
    "example", ["bulukumba-gol3", "bulukumba-gol4", "bulukumba-gol2", "bulukumba-activity-cap"]
)
def test_bulukumba_when_a_whole_month_then_every_line_of_the_example(examples, example):
    facts, expected = examples[example]
    result = bulukumba(
        facts,
        late=facts["late_minutes"],
        early=facts["early_minutes"],
        alpa=facts["alpa_days"],
        apel_missed=facts["monday_apel_missed"],
    )
    found = lines(result)
    assert result.parts["discipline"] == left(expected["points_of_D"])
    assert found["productivity"] == expected["K"]
    assert found["discipline"] == expected["D"]
    assert found["health_contribution"] == -expected["bpjs"]
    assert result.gross - expected["bpjs"] == expected["taxable"]
    assert found["tax"] == -expected["tax"]
    assert result.net == expected["paid"]


def test_bulukumba_when_more_than_three_unexcused_days_then_nothing_is_paid(examples):
    facts, expected = examples["bulukumba-tms"]
    result = bulukumba(facts, alpa=facts["alpa_days"])
    found = lines(result)
    assert result.status == "zero"
    assert (found["health_contribution"], found["tax"]) == (expected["bpjs"], expected["tax"])
    assert result.net == expected["paid"]


@pytest.mark.parametrize("side", ["late", "early"])
def test_bulukumba_when_minutes_of_the_table_then_its_points(examples, side):
    facts, expected = examples["bulukumba-brackets"]
    for minutes, points in zip(facts["minutes"], expected["points_of_D"], strict=True):
        result = bulukumba({}, **{side: [minutes]})
        assert result.parts["discipline"] == left(points), minutes


def test_bulukumba_when_a_punch_is_missing_then_the_points_of_90_minutes(examples):
    facts, expected = examples["bulukumba-missing-punch"]
    missing = bulukumba({}, missing_out=facts["missing_punches"])
    late = bulukumba({}, late=[expected["treated_as_minutes"]])
    assert missing.parts["discipline"] == left(expected["points_of_D"])
    assert missing.net == late.net


@pytest.mark.parametrize(
    ("profile", "percents", "base"),
    [
        ("id/kab-tulang-bawang", "percent_of_D", "discipline"),
        ("id/kab-tulang-bawang/percent-of-total", "percent_of_T", "total"),
    ],
)
def test_tulang_bawang_when_worded_either_way_then_the_same_rupiah(
    examples, profile, percents, base
):
    facts, expected = examples["tulangbawang-two-bases"]
    result = result_of(
        profile,
        amounts=amounts(tpp=facts["amount"]),
        scores=scores(capaian="100%"),
        **july(**TULANG_BAWANG, late=facts["late_minutes"]),
    )
    found = [(f.rate * 100, f.of, -f.amount) for f in result.findings]
    wanted = zip(expected[percents], expected["cut"], strict=True)
    assert found == [(Fraction(p), base, cut) for p, cut in wanted]
    assert result.net == facts["amount"] - sum(expected["cut"])


def test_bgn_when_late_then_the_two_rows(examples):
    facts, expected = examples["bgn-two-brackets"]
    result = result_of(
        "id/bgn", amounts=amounts(tpp=5000000), **july(**BANGGAI, late=facts["late_minutes"])
    )
    assert [f.rate * 100 for f in result.findings] == [Fraction(p) for p in expected["percents"]]


def test_banggai_kepulauan_when_computed_then_placeholder_rates_and_the_warning(examples):
    facts, expected = examples["placeholder-banggai-kepulauan"]
    result = result_of(
        "id/kab-banggai-kepulauan",
        amounts=amounts(tpp=facts["amount"]),
        scores=scores(capaian=f"{facts['kinerja_percent']}%"),
        **july(
            **BANGGAI,
            late=facts["late_minutes"],
            missing_out=facts["missing_punches"],
            alpa=facts["absent_days"],
        ),
    )
    found = lines(result)
    assert result.parts["discipline"] == left(expected["points_of_D"])
    assert (found["productivity"], found["discipline"]) == (expected["K"], expected["D"])
    assert result.net == expected["before_tax"]
    assert "placeholder-rates" in {remark.code for remark in result.warnings}


def month_of(taps, absences=(), **tables):
    """Result tables of July: `taps` replaces the in and out of a day; None is a day without."""
    usual = {day: ("07:30", "16:30" if day.isoweekday() == 5 else "16:00") for day in DAYS}
    punches = [
        {"nip": NIP, "time": f"{day} {at}", "kind": kind}
        for day, times in (usual | taps).items()
        for kind, at in zip(("in", "out"), times or (), strict=False)
        if at
    ]
    leave = [
        {
            "nip": NIP,
            "code": code,
            "from": day.isoformat(),
            "until": day.isoformat(),
            "approved": "true",
        }
        for day, code in absences
    ]
    return {"punches": punches, "absences": leave, **tables}


def test_panrb_when_five_minutes_late_then_half_an_hour_makes_good(examples):
    facts, expected = examples["panrb-makegood-0735"]
    day = PLAIN[0]
    soon = clock(hhmm(expected["earliest_out"]) - 1)
    enough, short = (
        result_of("id/panrb", amounts=amounts(tpp=5000000), **month_of({day: (facts["in"], out)}))
        for out in (expected["earliest_out"], soon)
    )
    assert sum(f.rate * 100 for f in enough.findings) == Fraction(expected["cut_percent"])
    assert [f.day for f in short.findings] == [day]


def test_klhk_when_reports_do_not_conform_then_the_rows_by_their_number(examples):
    facts, expected = examples["klh2025-bad-reports"]
    pairs = zip(facts["nonconforming_reports"], expected["percent_of_K"], strict=True)
    for number, percent in pairs:
        reports = [
            {"nip": NIP, "date": day.isoformat(), "conforming": str(at >= number).lower()}
            for at, day in enumerate(DAYS)
        ]
        result = result_of(
            "id/klhk", amounts=amounts(tpp=5000000), **month_of({}, activities=reports)
        )
        assert result.parts["productivity"] == Fraction(percent) / 100, number


def test_bakamla_when_a_predicate_is_given_then_its_cut(examples):
    facts, expected = examples["bakamla-predicates"]
    for word, percent in zip(facts["predicates"], expected["cut_percent"], strict=True):
        result = result_of(
            "id/bakamla",
            amounts=amounts(tpp=5000000),
            scores=scores(predikat=word),
            **month_of({}),
        )
        assert result.parts["total"] == left(percent), word


def test_rembang_when_golongan_iv_then_the_region_bears_tax_and_share(examples):
    facts, borne = examples["rembang-tax-borne"]
    _, paid = examples["rembang-net"]
    result = result_of(
        "id/kab-rembang",
        employees=person(GRADE[facts["golongan"]]),
        amounts=amounts(tpp=facts["amount"]),
        **month_of({}),
    )
    found = lines(result)
    assert (found["tax_borne"], found["employer_share"]) == (borne["tax"], borne["employer_bpjs"])
    assert found["health_contribution"] == -paid["employee_bpjs"]
    assert result.net == paid["paid"]
    cost = result.gross + found["tax_borne"] + found["employer_share"]
    assert cost == paid["cost_to_budget"]


@pytest.mark.parametrize("example", ["pakpak-2019", "pakpak-2019-five"])
def test_pakpak_bharat_when_absent_then_each_cut_of_its_base(examples, example):
    facts, expected = examples[example]
    free = iter(PLAIN)
    taps = {next(free): None for _ in range(facts["unexcused_days"])}
    counted = (
        ("sakit", facts["sick_days"]),
        ("cuti_alasan_penting", facts["important_reason_days"]),
    )
    leave = [(next(free), code) for code, number in counted for _ in range(number)]
    result = result_of(
        "id/kab-pakpak-bharat", amounts=amounts(tpp=facts["amount"]), **month_of(taps, leave)
    )
    assert result.net == expected["paid"]
    for code, cut in (
        ("A", "unexcused"),
        ("sakit", "sick"),
        ("cuti_alasan_penting", "important"),
    ):
        if f"cut_{cut}" in expected:
            taken = sum(f.amount for f in result.findings if f.code == code)
            assert -taken == expected[f"cut_{cut}"]


INSIDE, OUTSIDE = ("-6.2", "106.8"), ("-6.3", "106.8")


def sipp_day(day, start="07:30", end="16:00", place_in=INSIDE, place_out=INSIDE):
    """Punch rows of one day with their places; an empty time is no punch."""
    told = (("in", start, place_in), ("out", end, place_out))
    return [
        {"nip": NIP, "time": f"{day} {at}", "kind": kind, "lat": lat, "lon": lon}
        for kind, at, (lat, lon) in told
        if at
    ]


@pytest.mark.parametrize("example", ["sipp-score", "sipp-score-outside"])
def test_sipp_when_inside_or_outside_then_the_score(examples, example):
    facts, expected = examples[example]
    late, away, early, no_out, absent, *rest = DAYS
    place = OUTSIDE if "early_outside" in facts else INSIDE
    rows = [
        *sipp_day(late, start="07:40"),
        *sipp_day(away, place_in=OUTSIDE),
        *sipp_day(early, end="15:00", place_out=place),
        *sipp_day(no_out, end=""),
    ]
    for day in rest:
        rows += sipp_day(day, end="16:30" if day.isoweekday() == 5 else "16:00")
    missed = [
        {"nip": NIP, "date": day.isoformat(), "event": "apel_pagi", "status": "absent"}
        for day in rest[: facts["apel_missed"]]
    ]
    result = result_of(
        "id/sipp",
        employees=[{**person()[0], "unit": "Dinas"}],
        amounts=amounts(tpp=1000000),
        sites=[{"unit": "Dinas", "lat": INSIDE[0], "lon": INSIDE[1], "radius_m": "100"}],
        events=[{"date": row["date"], "event": "apel_pagi"} for row in missed],
        attendance_at_events=missed,
        punches=rows,
    )
    assert absent not in {row["time"][:10] for row in rows}
    assert result.parts["total"] == left(expected["deductions"])
    assert result.parts["total"] * 100 == Fraction(expected["score"])


def test_pekalongan_when_a_second_before_and_after_each_limit_then_its_code(examples):
    facts, expected = examples["pekalongan-seconds"]
    names = {"M1": "on_time", "M2": "in_m2", "M3": "in_m3", "M4": "in_m4", "M5": "in_m5"}
    day, usual = PLAIN[0], dict.fromkeys(DAYS, (facts["start"], "16:30"))
    for at, code in zip(facts["in_times"], expected["codes"], strict=True):
        result = result_of(
            "id/kota-pekalongan",
            amounts=amounts(tpp=3000000),
            **month_of(usual | {day: (at, "16:30")}, events=[], attendance_at_events=[]),
        )
        found = {c: result.counts[name] for c, name in names.items() if result.counts[name]}
        found["M1"] -= len(DAYS) - 1
        found["M0"] = result.counts["missing_in"]
        assert {c: n for c, n in found.items() if n} == {code: 1}, at


def test_pekalongan_when_seven_days_lack_a_punch_then_all_is_cut(examples):
    facts, expected = examples["pekalongan-tk7"]
    for number, cut in zip(facts["tk_days"], expected["full_cut"], strict=True):
        taps = dict.fromkeys(DAYS, ("07:15", "16:30")) | dict.fromkeys(PLAIN[:number])
        result = result_of(
            "id/kota-pekalongan",
            amounts=amounts(tpp=3000000),
            **month_of(taps, events=[], attendance_at_events=[]),
        )
        assert (result.status == "zero") is (cut == "true"), number


def test_tapanuli_tengah_when_points_are_lost_then_92_of_100(examples):
    facts, expected = examples["tapteng-92-points"]
    late, absent = PLAIN[:2]
    result = result_of(
        "id/kab-tapanuli-tengah",
        amounts=amounts(tpp=facts["amount"]),
        scores=scores(skp=facts["skp"], submitted_day=facts["submitted_day"]),
        **month_of({late: (clock(hhmm("07:30") + facts["late_sum"]), "16:00"), absent: None}),
    )
    assert result.parts["total"] * 100 == expected["points"]
    assert result.net == expected["paid"]


def test_dki_jakarta_when_attendance_is_lost_then_the_cap_falls(examples):
    facts, expected = examples["dki-cap-lowered"]
    # three of the 23 working days of July are holidays of the region
    holidays = [{"date": day.isoformat(), "kind": "holiday"} for day in PLAIN[:3]]
    activity = {
        "nip": NIP,
        "date": "2026-07-31",
        "minutes": facts["activity_minutes"],
        "status": "approved",
    }
    result = result_of(
        "id/prov-dki-jakarta",
        amounts=amounts(tpp=10000000),
        scores=scores(attendance_reduction=facts["attendance_reduction_minutes"]),
        activities=[activity],
        calendar=holidays,
        **month_of({}),
    )
    assert result.counts["working_days"] == facts["working_days"]
    assert result.parts["total"] * 100 == Fraction(expected["score_percent"])


def earned_at_kemenlu(month, predicates):
    """Percent that the predicates (by quarter) pay of a month without any cut."""
    by_quarter = [
        {"measure": "predikat", "value": word, "nip": NIP, "period": quarter}
        for quarter, word in predicates.items()
    ]
    facts = {"amounts": amounts(tpp=10000000), "scores": by_quarter, "punches": []}
    # who is on duty has no day that is cut
    duty = [
        {"nip": NIP, "code": "dinas_luar", "from": "2025-01-01", "until": "", "approved": "true"}
    ]
    result = mr.compute("id/kemenlu", {"employees": person(), "absences": duty, **facts}, month)
    return result[NIP].parts["total"]


def test_kemenlu_when_a_quarter_is_over_then_its_predicate_pays_the_next(examples):
    facts, expected = examples["kemenlu-quarter-shift"]
    for month, percent in expected["pay_percent"].items():
        found = earned_at_kemenlu(month, facts["predicate_by_quarter"])
        assert found * 100 == Fraction(percent), month


def test_kemenlu_when_a_predicate_is_given_then_its_percent(examples):
    facts, expected = examples["kemenlu-predicates"]
    for word, percent in zip(facts["predicates"], expected["pay_percent"], strict=True):
        assert earned_at_kemenlu("2026-07", {"2026-Q2": word}) * 100 == Fraction(percent), word


def leave_of(code, days, **facts):
    """Rows of one absence each for the given working days, all approved."""
    return [
        {
            "nip": NIP,
            "code": code,
            "from": day.isoformat(),
            "until": day.isoformat(),
            "approved": "true",
            **facts,
        }
        for day in days
    ]


@pytest.mark.parametrize(
    "example", ["kementan2025-sick-and-important", "kementan2025-death-3-days"]
)
def test_kementan_2025_when_sick_or_away_then_each_cut_of_its_base(examples, example):
    facts, expected = examples[example]
    important = facts["important_reason_days"]
    # the first working days of the month follow each other, so they are one spell
    reason = "keluarga_meninggal" if facts["death_of_close_family"] == "true" else "menikah"
    month = month_of({})
    month["absences"] = [
        *leave_of("cuti_alasan_penting", DAYS[:important], reason=reason),
        *leave_of(
            "cuti_sakit", DAYS[important : important + facts.get("sick_days_with_letter", 0)]
        ),
    ]
    result = result_of(
        "id/kementan", amounts=amounts(tpp=facts["amount"]), scores=scores(capaian="100%"), **month
    )
    for code, cut in (("cuti_sakit", "sick"), ("cuti_alasan_penting", "important")):
        taken = sum(f.amount for f in result.findings if f.code == code)
        assert -taken == expected.get(f"cut_{cut}", 0)
    assert result.net == expected["paid"]


SICKNESS = {
    "sick": {},
    "inpatient": {"inpatient": "true"},
    "duty_accident": {"reason": "kecelakaan_kerja"},
}


def test_bkkbn_when_sick_then_free_days_by_its_kind(examples):
    facts, expected = examples["bkkbn-free-days"]
    for case, points in zip(facts["cases"], expected["points_of_D"], strict=True):
        length = case.get("days") or case["calendar_days"]
        row = {
            "nip": NIP,
            "code": "cuti_sakit",
            "from": (DAYS[-1] - timedelta(days=length - 1)).isoformat(),
            "until": DAYS[-1].isoformat(),
            "approved": "true",
            **SICKNESS[case["kind"]],
        }
        # every row ends on the last day of July: no day of it costs in a later month
        facts_of_july = month_of({}) | {"absences": [row]}
        result = result_of("id/bkkbn", amounts=amounts(tpp=10000000), **facts_of_july)
        assert result.parts["discipline"] == left(points), case


def test_barru_when_a_report_is_missing_then_it_scores_nothing(examples):
    facts, expected = examples["barru-kinerja"]
    holidays = [{"date": day.isoformat(), "kind": "holiday"} for day in PLAIN[:3]]
    days = iter(day for day in DAYS if day not in PLAIN[:3])
    reports = [
        {"nip": NIP, "date": next(days).isoformat(), "score": score, "status": "approved"}
        for score, number in facts["report_scores"].items()
        for _ in range(number)
        if score != "0"
    ]
    result = result_of(
        "id/kab-barru",
        amounts=amounts(tpp=facts["amount"]),
        calendar=holidays,
        activities=reports,
        events=[],
        attendance_at_events=[],
        **month_of({}),
    )
    assert result.counts["working_days"] == facts["working_days"]
    assert sum(int(row["score"]) for row in reports) == expected["sum_scores"]
    assert lines(result)["productivity"] == expected["K"]


@pytest.mark.parametrize(
    ("month", "first", "last", "minutes"),
    [
        ("2026-07", "2026-07-06", "2026-07-10", "normal_week_minutes"),
        ("2026-03", "2026-03-02", "2026-03-06", "ramadan_week_minutes"),
    ],
)
def test_barru_when_one_week_is_served_then_its_target(examples, month, first, last, minutes):
    _, expected = examples["barru-week-minutes"]
    served = [{**person()[0], "service_start": first, "service_end": last}]
    facts = {"employees": served, "amounts": amounts(tpp=1000000), "punches": []}
    result = mr.compute("id/kab-barru", facts, month)[NIP]
    assert result.counts["target_minutes"] == expected[minutes]


JAMBI = {
    "BK": "beban_kerja",
    "PK": "prestasi_kerja",
    "KK": "kondisi_kerja",
    "TB": "tempat_bertugas",
    "KP": "kelangkaan_profesi",
}


def jambi(predicate="baik", base=None, month=None, **tables):
    base = base or dict.fromkeys(JAMBI, 1000000)
    return result_of(
        "id/prov-jambi",
        amounts=amounts(**{JAMBI[name]: amount for name, amount in base.items()}),
        scores=scores(predikat=predicate),
        **{"events": [], "attendance_at_events": [], **(month or month_of({})), **tables},
    )


def test_jambi_when_events_are_missed_then_two_percent_each_and_all_from_28(examples):
    facts, expected = examples["jambi-asub-step"]
    for number, percent in zip(facts["asub"], expected["percent_of_DK"], strict=True):
        held = [(day, word) for word in ("apel_pagi", "apel_sore") for day in DAYS][:number]
        events = [{"date": day.isoformat(), "event": word} for day, word in held]
        missed = [{"nip": NIP, "status": "absent", **row} for row in events]
        result = jambi(events=events, attendance_at_events=missed)
        assert result.parts["discipline"] == left(percent), number


def test_jambi_when_the_appraiser_did_not_appraise_then_five_points_less(examples):
    facts, expected = examples["jambi-not-appraised"]
    words = {"cukup": "butuh_perbaikan", "tidak_buat": "tidak_ada"}
    neglected = [{"nip": NIP, "date": "2026-07-15", "code": "tidak_menilai"}]
    for word, percent in zip(facts["predicates"], expected["skp_percent"], strict=True):
        result = jambi(words.get(word, word), violations=neglected)
        assert result.parts["productivity"] * 100 == Fraction(percent), word


def test_jambi_when_absence_passes_all_of_it_then_nothing_is_left(examples):
    facts, expected = examples["jambi-absence-cap"]
    # 40 days of alpa do not fit in a month: half leave, late and early are 4.3 % on each of 23
    # days, and the weekends, made working days, 3 %
    taps = dict.fromkeys(DAYS, ("14:05", "14:29"))
    half = [
        {
            "nip": NIP,
            "code": "cuti_tahunan",
            "from": day.isoformat(),
            "until": day.isoformat(),
            "part": "am",
            "approved": "true",
        }
        for day in DAYS
    ]
    month = month_of(taps) | {"absences": half}
    weekends = [
        {"schedule": "office", "weekday": day, "start": "07:30", "end": "16:00"} for day in (6, 7)
    ]
    result = jambi(facts["predicate"], facts["base"], month, schedules=weekends)
    assert lines(result)["gross"] == expected["before_tax"]


def test_bsn_when_a_deadline_was_missed_then_the_next_three_months(examples):
    facts, expected = examples["bsn-three-months"]
    missed = [
        {"nip": NIP, "date": f"{facts['deadline_missed_in']}-15", "code": "lewat_batas_rencana"}
    ]
    months = expected["cut_by_month"]
    # the performance part is 60 %
    amount = facts["K"] * 10 // 6
    facts_of_months = {
        "employees": person(),
        "amounts": amounts(tpp=amount),
        "punches": [],
        "violations": missed,
    }
    first, *_, last = months
    results = mr.compute("id/bsn", facts_of_months, f"{first}..{last}")
    found = {str(result.period): amount - result.net for result in results}
    assert found == months


def test_bogor_when_minutes_are_counted_then_against_effective_days(examples):
    facts, expected = examples["bogor-effective-minutes"]
    activity = {
        "nip": NIP,
        "date": "2026-07-31",
        "minutes": facts["accumulated_minutes"],
        "status": "approved",
    }
    result = result_of(
        "id/kota-bogor",
        amounts=amounts(nilai_jabatan=facts["post_value"]),
        activities=[activity],
        calendar=[{"date": PLAIN[0].isoformat(), "kind": "holiday"}],
        **month_of({}),
    )
    assert result.counts["effective_days"] == facts["effective_days"]
    assert facts["effective_days"] * 300 == expected["effective_minutes"]
    assert result.parts["productivity"] * 100 == Fraction(expected["kinerja_percent"])
    found = lines(result)
    assert found["productivity"] == expected["K"]
    assert found["discipline"] == expected["allowance"] * 40 // 100
