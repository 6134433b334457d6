"""A directory of CSV tables: what is read, what is set aside, what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from packs import EMPLOYEES, NIP, OTHER, codes, one, pack_of, write

import masker_rules as mr
from masker_rules.errors import FactsError
from masker_rules.facts import Stamp, read_pack
from masker_rules.facts.rows import Employee, Punch

DAY = date(2026, 3, 2)
PUNCHES = "nip,time,kind\n"
IN = f"{NIP},2026-03-02 07:21:09,in\n"


def refused(folder, **tables):
    with pytest.raises(FactsError) as caught:
        pack_of(folder, **tables)
    for problem in caught.value.problems:
        for lang in ("id", "en"):
            assert "{" not in problem.text(lang)
    return caught.value


# --- what is read ----------------------------------------------------------------------------


def test_pack_when_read_then_typed_rows(tmp_path):
    pack = pack_of(tmp_path, punches=PUNCHES + IN)
    assert pack.rows("punches") == (Punch(NIP, Stamp(DAY, 26_469), "in"),)
    assert pack.rows("employees")[0] == Employee(NIP, "Contoh Satu", "PNS")
    assert pack.counts() == {"employees": 2, "punches": 1}
    assert pack.set_aside == ()
    assert pack.warnings == ()


def test_pack_when_a_table_is_empty_then_known_and_when_absent_unknown(tmp_path):
    pack = pack_of(tmp_path, punches=PUNCHES)
    assert pack.has("punches")
    assert pack.rows("punches") == ()
    assert not pack.has("absences")
    assert pack.rows("absences") == ()


def test_pack_when_with_bom_blanks_and_other_case_in_the_header_then_read(tmp_path):
    text = f"\ufeff NIP ,Time\n{NIP},2026-03-02 07:21\n"
    assert len(pack_of(tmp_path, punches=text).rows("punches")) == 1


def test_pack_when_rows_are_grouped_then_by_nip_in_canonical_order(tmp_path):
    late = f"{NIP},2026-03-02 16:00,out\n"
    pack = pack_of(tmp_path, punches=PUNCHES + late + IN)
    grouped = pack.by_nip("punches")
    assert list(grouped) == [NIP]
    assert [row.kind for row in grouped[NIP]] == ["in", "out"]
    assert grouped is pack.by_nip("punches")


def test_pack_when_defaults_are_left_empty_then_their_values(tmp_path):
    pack = pack_of(
        tmp_path,
        absences=f"nip,code,from,until\n{NIP},sakit,2026-03-02,\n",
        violations=f"nip,date,code\n{NIP},2026-03-02,razia\n",
        schedules="schedule,weekday,start,end\npagi,1,07:30,16:00\n",
    )
    [absence] = pack.rows("absences")
    assert (absence.part, absence.until, absence.approved) == ("full", None, None)
    assert pack.rows("violations")[0].quantity == Decimal(1)
    assert pack.rows("schedules")[0].season == "normal"


def test_pack_when_states_differ_then_kept_with_their_state(tmp_path):
    rows = "".join(
        f"{NIP},2026-03-02 07:2{n},in,{state},2026-03-05 10:00\n"
        for n, state in enumerate(["pending", "accepted", "rejected", ""])
    )
    pack = pack_of(tmp_path, punches="nip,time,kind,review,received_at\n" + rows)
    found = pack.rows("punches")
    assert [row.review for row in found] == ["pending", "accepted", "rejected", None]
    assert {row.received_at for row in found} == {Stamp(date(2026, 3, 5), 36_000)}


def test_pack_when_a_night_ends_past_midnight_then_clock_beyond_24(tmp_path):
    text = f"nip,date,start,end\n{NIP},2026-03-02,22:00,31:30\n"
    [roster] = pack_of(tmp_path, rosters=text).rows("rosters")
    assert (roster.start, roster.end) == (79_200, 113_400)


# --- rows set aside --------------------------------------------------------------------------


def test_row_when_bad_then_set_aside_with_place_value_and_reason(tmp_path):
    pack = pack_of(tmp_path, punches=PUNCHES + IN + f"{NIP},2026-13-01 07:10,in\n")
    bad = one(pack.set_aside)
    assert (bad.table, bad.file, bad.line) == ("punches", "punches.csv", 3)
    assert (bad.column, bad.value, bad.code) == ("time", "2026-13-01 07:10", "bad-time")
    assert (bad.nip, bad.dates) == (NIP, None)
    assert "2026-13-01 07:10" in bad.reason("id")
    assert "2026-13-01 07:10" in bad.reason("en")
    assert bad.as_dict("en")["reason"] == bad.reason("en")
    assert len(pack.rows("punches")) == 1


def test_line_when_a_cell_spans_lines_then_where_the_record_begins(tmp_path):
    text = f'nip,date,title\n{NIP},2026-03-02,"satu\ndua\ntiga"\n{NIP},2026-03-40,x\n'
    pack = pack_of(tmp_path, activities=text)
    assert one(pack.rows("activities")).title == "satu\ndua\ntiga"
    assert one(pack.set_aside).line == 5


def test_line_when_lines_are_blank_then_still_that_of_the_file(tmp_path):
    pack = pack_of(tmp_path, punches=PUNCHES + "\n,,\n" + f"{NIP},x,in\n")
    assert one(pack.set_aside).line == 4


def test_row_when_several_cells_are_bad_then_the_first_by_the_definition(tmp_path):
    pack = pack_of(tmp_path, punches=f"kind,time,nip\nmasuk,kemarin,{NIP}\n")
    assert one(pack.set_aside).column == "time"


@pytest.mark.parametrize(
    ("table", "text", "column", "code"),
    [
        ("punches", f"nip,time,kind\n{NIP},2026-03-02 07:21,masuk\n", "kind", "unknown-word"),
        ("punches", f"nip,time\n{NIP},\n", "time", "missing-value"),
        ("punches", f"nip,time\n{NIP},-\n", "time", "missing-value"),
        ("punches", "nip,time\n,2026-03-02 07:21\n", "nip", "missing-value"),
        ("punches", f"nip,time\n{NIP}\n", "", "ragged-row"),
        ("punches", f"nip,time\n{NIP},2026-03-02 07:21,in\n", "", "ragged-row"),
        ("punches", f'nip,time\n{NIP},"2026-03-02" 07:21\n', "", "bad-quoting"),
        ("punches", f'nip,time\n"=""{NIP}""",2026-03-02 07:21\n', "nip", "formula-cell"),
        ("punches", f"nip,time\n{NIP},=NOW()\n", "time", "formula-cell"),
        (
            "absences",
            f"nip,code,from,until\n{NIP},sakit,2026-03-05,2026-03-04\n",
            "until",
            "swapped-range",
        ),
        ("rosters", f"nip,date,start,end\n{NIP},2026-03-02,22:00,07:30\n", "end", "swapped-range"),
        ("rosters", f"nip,date,start,end\n{NIP},2026-03-02,07:30,07:30\n", "end", "empty-range"),
        ("rosters", f"nip,date,start,end\n{NIP},2026-03-02,07:30,\n", "end", "only-one-of"),
        ("rosters", f"nip,date,off\n{NIP},2026-03-02,\n", "shift", "none-of"),
        (
            "away",
            f"nip,from,until\n{NIP},2026-03-02 10:30,2026-03-02 10:00\n",
            "until",
            "swapped-range",
        ),
        (
            "outages",
            "from,until\n2026-03-02 10:30,2026-03-02 11:00Z\n",
            "until",
            "mixed-offsets",
        ),
        ("amounts", "component,amount,nip\ntpp,5000,\n", "job_class", "none-of"),
        (
            "amounts",
            f"component,amount,nip,job_class\ntpp,5000,{NIP},7\n",
            "job_class",
            "too-many-of",
        ),
        ("amounts", "component,amount,job_class\ntpp,-1,7\n", "amount", "out-of-range"),
        ("amounts", "component,amount,job_class\ntpp,5000,18\n", "job_class", "out-of-range"),
        ("amounts", "component,amount,job_class\ntpp,50%,7\n", "amount", "bad-money"),
        ("amounts", "component,amount,job_class\ntpp,604.000,7\n", "amount", "bad-money"),
        ("amounts", "component,amount,job_class\ntpp,Rp5000,7\n", "amount", "bad-money"),
        (
            "schedules",
            "schedule,weekday,start,end\npagi,8,07:30,16:00\n",
            "weekday",
            "out-of-range",
        ),
        ("salaries", f"nip,period,gross\n{NIP},2026,5000\n", "period", "bad-period"),
        ("employees", f"nip,job_class\n{NIP},0\n", "job_class", "out-of-range"),
        ("employees", f"nip,category\n{NIP},HONORER\n", "category", "unknown-word"),
        ("employees", f"nip,tax_status\n{NIP},TK/4\n", "tax_status", "unknown-word"),
        ("sites", "unit,lat,lon\nDinas,1312482,123298373\n", "lat", "bad-coordinate"),
        ("sites", "unit,lat,lon\nDinas,0,0\n", "lat", "no-location"),
        ("sites", "unit,name\nDinas,Kantor\n", "lat", "none-of"),
    ],
)
def test_row_when_it_cannot_be_believed_then_set_aside(tmp_path, table, text, column, code):
    pack = pack_of(tmp_path, **{table: text})
    bad = one(pack.set_aside)
    assert (bad.column, bad.code, bad.line) == (column, code, 2)
    assert pack.rows(table) == ()
    for lang in ("id", "en"):
        assert "reasons." not in bad.reason(lang)
        assert "{" not in bad.reason(lang)


@pytest.mark.parametrize("job_class", [1, 17])
def test_row_when_on_the_bounds_then_kept(tmp_path, job_class):
    pack = pack_of(tmp_path, employees=f"nip,job_class\n{NIP},{job_class}\n")
    assert pack.rows("employees")[0].job_class == job_class


def test_amount_when_payment_percent_then_a_percent(tmp_path):
    text = "component,amount,job_class\npayment_percent,87.125%,7\nPayment-Percent,80,8\n"
    found = pack_of(tmp_path, amounts=text).rows("amounts")
    assert {row.amount for row in found} == {Decimal("87.125"), Decimal(80)}
    assert {type(row.amount) for row in found} == {Decimal}


def test_row_when_broken_but_its_nip_is_readable_then_the_nip_is_named(tmp_path):
    text = f'nip,time\n{NIP}\n{OTHER},"2026-03-02" 07:21\n'
    pack = pack_of(tmp_path, punches=text)
    assert [bad.nip for bad in pack.set_aside] == [NIP, OTHER]


@pytest.mark.parametrize(
    ("table", "text", "dates"),
    [
        ("punches", f"nip,time,kind\n{NIP},2026-03-02 07:21,x\n", (DAY, DAY)),
        (
            "punches",
            f"nip,time,kind\n{NIP},2026-03-02 07:21Z,x\n",
            (date(2026, 3, 1), date(2026, 3, 3)),
        ),
        (
            "absences",
            f"nip,code,from,until,part\n{NIP},sakit,2026-03-02,,x\n",
            (DAY, date.max),
        ),
        (
            "absences",
            f"nip,code,from,until\n{NIP},sakit,2026-03-05,2026-03-02\n",
            (DAY, date(2026, 3, 5)),
        ),
        (
            "salaries",
            f"nip,period,gross\n{NIP},2026-02,x\n",
            (date(2026, 2, 1), date(2026, 2, 28)),
        ),
        (
            "scores",
            f"period,measure,value,nip\n2026-Q2,skp,1.2.3,{NIP}\n",
            (date(2026, 4, 1), date(2026, 6, 30)),
        ),
        (
            "carried",
            f"nip,period,key,value\n{NIP},2026-03,sick_days,x\n",
            (date(2026, 3, 1), date(2026, 12, 31)),
        ),
        (
            "sanctions",
            f"nip,code,effective_from,months\n{NIP},pemotongan_tpp,2026-03-02,x\n",
            (DAY, date.max),
        ),
        ("employees", f"nip,category,valid_from\n{NIP},x,2026-03-02\n", (DAY, date.max)),
    ],
)
def test_dates_when_a_row_is_set_aside_then_those_it_speaks_of(tmp_path, table, text, dates):
    assert one(pack_of(tmp_path, **{table: text}).set_aside).dates == dates


# --- duplicates and strangers ----------------------------------------------------------------


def test_row_when_it_stands_twice_then_counts_once_and_is_listed(tmp_path):
    pack = pack_of(tmp_path, punches=PUNCHES + IN + IN)
    assert len(pack.rows("punches")) == 1
    repeat = one(pack.set_aside)
    assert (repeat.code, repeat.line, repeat.is_repeat) == ("duplicate-row", 3, True)
    for lang in ("id", "en"):
        assert "2" not in repeat.reason(lang)


def test_row_when_it_stands_twice_then_shuffled_rows_change_the_line_alone(tmp_path):
    out = f"{NIP},2026-03-02 16:00,out\n"

    def told(folder, text):
        repeat = one(pack_of(tmp_path / folder, punches=PUNCHES + text).set_aside)
        return {key: value for key, value in repeat.as_dict().items() if key != "line"}

    assert told("a", IN + IN + out) == told("b", out + IN + IN)


# --- scores and whole rupiah -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("owner", "code"),
    [
        ((NIP, ""), None),
        (("", "Dinas A"), None),
        (("", ""), None),
        ((NIP, "Dinas A"), "at-most-one-of"),
    ],
)
def test_score_when_it_names_a_person_and_a_unit_then_it_says_two_things(tmp_path, owner, code):
    text = "period,measure,value,nip,unit\n2026-03,skp,90," + ",".join(owner) + "\n"
    pack = pack_of(tmp_path, scores=text)
    assert len(pack.rows("scores")) == (0 if code else 1)
    assert codes(pack.set_aside) == ([code] if code else [])
    if code:
        [aside] = pack.set_aside
        assert (aside.column, aside.nip, aside.dates) == (
            "unit",
            NIP,
            (date(2026, 3, 1), date(2026, 3, 31)),
        )
        assert "NIP, unit kerja (unit)" in aside.reason("id")
        assert "NIP, unit" in aside.reason("en")


@pytest.mark.parametrize(
    ("text", "amount"),
    [("5000.75", None), ("5000.5", None), ("5000.01", None), ("5000", 5000), ("5000.00", 5000)],
)
def test_deduction_when_with_a_part_of_a_rupiah_then_set_aside(tmp_path, text, amount):
    rows = f"nip,period,code,amount\n{NIP},2026-03,korpri,{text}\n"
    pack = pack_of(tmp_path, deductions=rows)
    assert [row.amount for row in pack.rows("deductions")] == ([amount] if amount else [])
    if amount is None:
        aside = one(pack.set_aside)
        assert (aside.code, aside.column, aside.value, aside.nip) == (
            "not-whole-rupiah",
            "amount",
            text,
            NIP,
        )


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("overpayment", "150000.5", "not-whole-rupiah"),
        ("Overpayment", "150000.5", "not-whole-rupiah"),
        ("overpayment", "150000", None),
        ("overpayment", "150000.0", None),
        ("unexcused_days", "0.5", None),
    ],
)
def test_carried_when_a_part_of_a_rupiah_is_overpaid_then_set_aside(tmp_path, key, value, code):
    pack = pack_of(tmp_path, carried=f"nip,period,key,value\n{NIP},2026-03,{key},{value}\n")
    assert codes(pack.set_aside) == ([code] if code else [])


def test_money_when_of_another_table_then_decimals_stay_legal(tmp_path):
    text = f"nip,period,gross\n{NIP},2026-03,5000.75\n"
    [row] = pack_of(tmp_path, salaries=text).rows("salaries")
    assert row.gross == Decimal("5000.75")


def test_row_when_the_same_moment_is_written_with_two_offsets_then_a_duplicate(tmp_path):
    text = f"nip,time\n{NIP},2026-03-02 07:00+08:00\n{NIP},2026-03-01 23:00Z\n"
    assert codes(pack_of(tmp_path, punches=text).set_aside) == ["duplicate-row"]


def test_row_when_only_its_document_differs_then_no_duplicate(tmp_path):
    head = "nip,code,from,until,document\n"
    rows = "".join(f"{NIP},sakit,2026-03-02,2026-03-02,{n}\n" for n in "12")
    pack = pack_of(tmp_path, absences=head + rows)
    assert len(pack.rows("absences")) == 2
    assert pack.set_aside == ()


def test_row_when_nobody_has_its_nip_then_set_aside_with_the_nearest(tmp_path):
    typo = NIP[:-1] + "2"
    stranger = one(pack_of(tmp_path, punches=PUNCHES + IN.replace(NIP, typo)).set_aside)
    assert (stranger.code, stranger.value) == ("unknown-nip", typo)
    assert NIP in stranger.reason("en")


def test_row_when_the_persons_own_row_is_set_aside_then_no_stranger(tmp_path):
    pack = pack_of(
        tmp_path, employees=EMPLOYEES.replace("PNS\n", "PSN\n", 1), punches=PUNCHES + IN
    )
    assert codes(pack.set_aside) == ["unknown-word"]
    assert len(pack.rows("punches")) == 1


def test_number_when_of_a_non_asn_then_kept_and_remarked(tmp_path):
    people = "nip,category\n12345678,NON_ASN\n"
    pack = pack_of(tmp_path, employees=people, punches="nip,time\n12345678,2026-03-02 07:21\n")
    assert pack.set_aside == ()
    assert codes(pack.warnings) == ["nip-other"]


def test_number_when_of_a_pns_then_set_aside(tmp_path):
    pack = pack_of(tmp_path, employees="nip,category\n12345678,PNS\n")
    assert codes(pack.set_aside) == ["nip-length"]


# --- remarks ---------------------------------------------------------------------------------


def test_nip_when_trimmed_then_listed(tmp_path):
    pack = pack_of(tmp_path, punches=PUNCHES + IN.replace(NIP, f"'{NIP} "))
    remark = one(pack.warnings)
    assert (remark.code, remark.line, remark.value) == ("nip-trimmed", 2, f"'{NIP} ")
    assert pack.rows("punches")[0].nip == NIP


@pytest.mark.parametrize("clock", ["00:00:00", "23:59", "23:59:00", "24:00"])
def test_time_when_a_sentinel_then_kept_and_listed(tmp_path, clock):
    pack = pack_of(tmp_path, punches=f"nip,time\n{NIP},2026-03-02 {clock}\n")
    assert codes(pack.warnings) == ["sentinel-time"]
    assert len(pack.rows("punches")) == 1


@pytest.mark.parametrize("clock", ["00:00:01", "23:58:59", "23:59:01"])
def test_time_when_beside_a_sentinel_then_an_ordinary_time(tmp_path, clock):
    assert pack_of(tmp_path, punches=f"nip,time\n{NIP},2026-03-02 {clock}\n").warnings == ()


def test_fraction_when_not_zero_then_dropped_and_listed(tmp_path):
    text = f"nip,time\n{NIP},2026-03-02 07:21:09.900\n{NIP},2026-03-02 07:21:10.000\n"
    text += f"{NIP},2026-03-02 07:21:11.000+08:00\n"
    pack = pack_of(tmp_path, punches=text)
    assert sorted(row.time.second for row in pack.rows("punches")) == [
        26_469,
        26_470,
        26_471,
    ]
    assert [(r.code, r.line) for r in pack.warnings] == [("fraction-dropped", 2)]


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        ("0", "0", "no-location"),
        ("0.000000", "0.0", "no-location"),
        ("1312482", "123298373", "bad-coordinate"),
        ("-1.312482", "123298373", "bad-coordinate"),
        ("-1.312482", "", "half-location"),
        ("", "123.298373", "half-location"),
        ("91.0", "123.298373", "coordinate-out-of-range"),
        ("123.298373", "-1.312482", "coordinate-out-of-range"),
        ("-1,312482", "x", "bad-coordinate"),
    ],
)
def test_location_when_it_cannot_be_true_then_none_and_the_punch_stays(tmp_path, lat, lon, code):
    text = f'nip,time,lat,lon\n{NIP},2026-03-02 07:21,"{lat}","{lon}"\n'
    pack = pack_of(tmp_path, punches=text)
    [punch] = pack.rows("punches")
    assert (punch.lat, punch.lon) == (None, None)
    assert codes(pack.warnings) == [code]


@pytest.mark.parametrize(("lat", "lon"), [("90.0", "180.0"), ("-90.0", "-180.0"), ("0", "0.1")])
def test_location_when_on_the_edge_of_the_globe_then_kept(tmp_path, lat, lon):
    pack = pack_of(tmp_path, punches=f"nip,time,lat,lon\n{NIP},2026-03-02 07:21,{lat},{lon}\n")
    assert pack.rows("punches")[0].lat == Decimal(lat)
    assert pack.warnings == ()


@pytest.mark.parametrize("title", ["status", "photo", "device_id", "pangkat_golongan"])
def test_column_when_it_is_the_office_s_own_then_it_stands_for_no_other(tmp_path, title):
    text = f"nip,category,{title}\n{NIP},PNS,aktif\n"
    assert codes(pack_of(tmp_path, employees=text).warnings) == ["unknown-column"]


def test_column_when_unknown_then_a_warning_with_the_nearest(tmp_path):
    pack = pack_of(tmp_path, punches=f"nip,time,knid,\n{NIP},2026-03-02 07:21,in,\n")
    assert codes(pack.warnings) == ["column-in-doubt", "unknown-column"]
    for remark in pack.warnings:
        assert remark.column == "knid"
        assert "kind" in remark.reason("en")
    assert pack.rows("punches")[0].kind is None


ASKED = f"nip,from,until,code\n{NIP},2026-03-02,2026-03-02,izin\n"


def test_column_when_nothing_in_the_table_can_be_approved_then_told(tmp_path):
    remark = one(pack_of(tmp_path, absences=ASKED).warnings)
    assert (remark.code, remark.table, remark.column) == ("no-decisions", "absences", "approved")
    assert "persetujuan" in remark.reason("id")


def test_column_when_the_pack_says_what_an_empty_approval_means_then_nothing_is_told(tmp_path):
    (tmp_path / "pack.yaml").write_text("empty: {absences.approved: 'true'}\n")
    pack = pack_of(tmp_path, absences=ASKED)
    assert pack.warnings == ()
    assert one(pack.rows("absences")).approved is True


def test_file_when_no_table_then_a_warning_with_the_nearest(tmp_path):
    pack = pack_of(tmp_path, punch="nip,time\n")
    remark = one(pack.warnings)
    assert (remark.code, remark.file) == ("unknown-table-file", "punch.csv")
    assert "punches" in remark.reason("id")


def test_folder_when_inside_a_pack_then_not_read_and_listed(tmp_path):
    write(tmp_path)
    (tmp_path / "raw").mkdir()
    (tmp_path / "README.md").write_text("x")
    (tmp_path / ".hidden").mkdir()
    assert codes(read_pack(tmp_path).warnings) == ["ignored-folder"]


# --- what is refused as a whole --------------------------------------------------------------


def test_pack_when_without_employees_then_refused(tmp_path):
    (tmp_path / "punches.csv").write_text(PUNCHES)
    with pytest.raises(FactsError, match=r"employees\.csv") as caught:
        read_pack(tmp_path)
    assert caught.value.code == "missing-table"


@pytest.mark.parametrize("lang", ["en", "id"])
def test_pack_when_a_folder_of_packs_then_one_is_named_and_how_to_compute_all(tmp_path, lang):
    for unit in ("b", "a"):
        (tmp_path / "period=2026-07").mkdir(exist_ok=True)
        write(tmp_path / f"period=2026-07/unit={unit}")
    with pytest.raises(FactsError) as caught:
        read_pack(tmp_path)
    assert caught.value.code == "folder-of-packs"
    assert "period=2026-07/unit=a" in caught.value.text(lang)
    assert "--chunk" in caught.value.text(lang)


def test_pack_when_its_table_is_misspelled_then_no_folder_of_packs(tmp_path):
    write(tmp_path / "2026-06")
    (tmp_path / "punches.csv").write_text(PUNCHES)
    with pytest.raises(FactsError) as caught:
        read_pack(tmp_path)
    assert caught.value.code == "missing-table"


@pytest.mark.parametrize(
    ("name", "code"), [("nowhere", "pack-not-found"), ("a.txt", "not-a-pack")]
)
def test_pack_when_no_pack_then_refused(tmp_path, name, code):
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(FactsError) as caught:
        read_pack(tmp_path / name)
    assert caught.value.code == code


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_header_when_that_of_another_table_then_refused(engine):
    """Whoever is not in the file put in place of employees would be gone without a word."""
    row = {"nip": "198501012010011001", "from": "2026-07-01", "until": "2026-07-02"}
    away = [{**row, "code": "sakit"}]
    with pytest.raises(mr.FactsError) as caught:
        mr.compute("id/kab-bulukumba", {"employees": away}, "2026-07", engine=engine)
    assert caught.value.code == "another-table"
    assert "“absences”" in caught.value.text("en")
    # A column of one's own beside them is a remark, as ever.
    kept = mr.Pack(employees=[{**row, "pangkat": "Penata"}])
    assert {one.code for one in kept.warnings if one.column == "pangkat"} == {"unknown-column"}


def test_header_when_wrong_in_several_tables_then_all_are_told(tmp_path):
    error = refused(tmp_path, punches="nip,nip\n", absences="nip,code,from\n")
    found = {(p.code, p.params["table"], p.params["column"]) for p in error.problems}
    assert found == {
        ("duplicate-column", "punches", "nip"),
        ("missing-column", "punches", "time"),
        ("missing-column", "absences", "until"),
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "table-file-empty"),
        ("\n\n", "table-file-empty"),
        (f"nip;time\n{NIP};2026-03-02 07:21\n", "wrong-delimiter"),
        (b"nip,time\n\xff", "not-utf8"),
        ("nip,time\n".encode("utf-16"), "nul-byte"),
        (f'nip,time\n{NIP},"2026-03-02 07:21\n{OTHER},2026-03-02 07:22\n', "unclosed-quote"),
        (f'nip,time\n{NIP},"a\n{OTHER},"b"\n', "unclosed-quote"),
        ("nip,time\n" + NIP + "," + "1" * 131_073 + "\n", "cell-too-large"),
    ],
)
def test_table_when_no_csv_then_refused(tmp_path, text, code):
    assert refused(tmp_path, punches=text).code == code


def test_table_when_it_stands_twice_then_refused(tmp_path):
    write(tmp_path, punches=PUNCHES)
    (tmp_path / "Punches.CSV").write_text(PUNCHES)
    with pytest.raises(FactsError) as caught:
        read_pack(tmp_path)
    assert caught.value.code == "table-twice"
