"""A pack under a vocabulary: canonical words, the profile's own, and unknown ones."""

from __future__ import annotations

from decimal import Decimal

import pytest
from packs import NIP, codes, one, pack_of

from masker_rules.errors import RequestError
from masker_rules.facts import Pack, Vocabulary

CANONICAL = Vocabulary.canonical()
HEAD = "nip,code,from,until\n"


def absences(folder, *words):
    rows = "".join(f"{NIP},{word},2026-03-0{n},2026-03-0{n}\n" for n, word in enumerate(words, 2))
    return pack_of(folder, absences=HEAD + rows)


@pytest.mark.parametrize(
    "spelling", ["cuti_tahunan", "CUTI_TAHUNAN", "Cuti Tahunan", "cuti-tahunan", " cuti  tahunan "]
)
def test_word_when_spelled_otherwise_then_canonical(tmp_path, spelling):
    [row] = absences(tmp_path, spelling).under(CANONICAL).rows("absences")
    assert row.code == "cuti_tahunan"


@pytest.mark.parametrize("word", ["cuti", "cuti_tahun", "tahunan", "cutitahunan", "sakit2"])
def test_word_when_unknown_then_set_aside_never_guessed(tmp_path, word):
    pack = absences(tmp_path, word).under(CANONICAL)
    bad = one(pack.set_aside)
    assert (bad.code, bad.column, bad.value, bad.line) == ("unknown-word", "code", word, 2)
    assert (bad.nip, bad.dates[0].isoformat()) == (NIP, "2026-03-02")
    assert pack.rows("absences") == ()


def test_word_when_unknown_then_the_nearest_is_named(tmp_path):
    bad = one(absences(tmp_path, "cuti_tahunn").under(CANONICAL).set_aside)
    assert "cuti_tahunan" in bad.reason("en")
    assert "yang paling mirip: cuti_tahunan" in bad.reason("id")


def test_word_when_read_without_a_vocabulary_then_kept_as_it_stands(tmp_path):
    [row] = absences(tmp_path, "TLD").rows("absences")
    assert row.code == "TLD"


def test_word_when_the_profile_maps_it_then_its_meaning(tmp_path):
    vocabulary = CANONICAL.extended({"absences.code": {"DL-PENUH": "dinas_luar"}})
    pack = absences(tmp_path, "dl penuh", "dinas_luar").under(vocabulary)
    assert [row.code for row in pack.rows("absences")] == ["dinas_luar", "dinas_luar"]


def test_word_when_the_profile_adds_it_then_allowed(tmp_path):
    vocabulary = CANONICAL.extended({"absences.code": ["piket"]})
    [row] = absences(tmp_path, "PIKET").under(vocabulary).rows("absences")
    assert row.code == "piket"


def test_rows_when_two_spellings_mean_the_same_then_one_fact(tmp_path):
    text = HEAD + "".join(f"{NIP},{w},2026-03-02,2026-03-02\n" for w in ("sakit", "SAKIT"))
    pack = pack_of(tmp_path, absences=text)
    assert len(pack.rows("absences")) == 2
    under = pack.under(CANONICAL)
    assert len(under.rows("absences")) == 1
    assert codes(under.set_aside) == ["duplicate-row"]


def test_digest_when_spelled_otherwise_then_the_same_under_a_vocabulary(tmp_path):
    first = absences(tmp_path / "a", "Sakit", "IZIN").under(CANONICAL)
    second = absences(tmp_path / "b", "sakit", "izin").under(CANONICAL)
    assert first.digest == second.digest


def test_deduction_when_its_code_is_new_then_it_counts_and_is_listed(tmp_path):
    text = f"nip,period,code,amount\n{NIP},2026-03,Dharma Wanita,10000\n"
    pack = pack_of(tmp_path, deductions=text).under(CANONICAL)
    [row] = pack.rows("deductions")
    assert (row.code, row.amount) == ("dharma_wanita", Decimal(10_000))
    assert codes(pack.warnings) == ["unlisted-word"]


def test_shift_when_the_profile_names_none_then_any_and_else_only_its_own(tmp_path):
    pack = pack_of(tmp_path, rosters=f"nip,date,shift\n{NIP},2026-03-02,pagi\n")
    assert len(pack.under(CANONICAL).rows("rosters")) == 1
    own = CANONICAL.extended({"shift": ["malam"]})
    assert codes(pack.under(own).set_aside) == ["unknown-word"]


@pytest.mark.parametrize(
    ("measure", "value", "code"),
    [
        ("skp", "87.5", None),
        ("skp", "baik", "score-not-number"),
        ("capaian", "95%", None),
        ("predikat", "Sangat Baik", None),
        ("predikat", "tidak ada", None),
        ("predikat", "istimewa", "unknown-word"),
        ("predikat", "3", "unknown-word"),
        ("perilaku_rating", "di_atas", None),
        ("hasil_kerja", "baik", "unknown-word"),
        ("predikat", "", None),
        ("skp", "", None),
        ("sklp", "1", "unknown-word"),
    ],
)
def test_score_when_under_its_measure_then_of_its_kind(tmp_path, measure, value, code):
    text = f"period,measure,value,nip\n2026-03,{measure},{value},{NIP}\n"
    pack = pack_of(tmp_path, scores=text).under(CANONICAL)
    assert codes(pack.set_aside) == ([code] if code else [])


def test_score_when_empty_then_unknown_and_not_tidak_ada(tmp_path):
    text = f"period,measure,value,nip\n2026-03,predikat,,{NIP}\n2026-04,predikat,tidak_ada,{NIP}\n"
    found = pack_of(tmp_path, scores=text).under(CANONICAL).rows("scores")
    assert [row.value for row in found] == [None, "tidak_ada"]


def test_measure_when_of_the_profile_then_its_kind_is_checked(tmp_path):
    own = CANONICAL.extended({"scores.measure": ["mutu"]}, {"mutu": ("tinggi", "rendah")})
    text = f"period,measure,value,nip\n2026-03,mutu,TINGGI,{NIP}\n2026-03,mutu,5,{NIP}\n"
    pack = pack_of(tmp_path, scores=text).under(own)
    assert [row.value for row in pack.rows("scores")] == ["tinggi"]
    assert codes(pack.set_aside) == ["unknown-word"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"absence.code": ["x"]}, "unknown-vocabulary"),
        ({"absences.code": {"DL": "dinas_luarr"}}, "unknown-meaning"),
        ({"absences.code": {"Izin": "cuti_alasan_penting"}}, "two-meanings"),
    ],
)
def test_vocabulary_when_a_mapping_cannot_be_meant_then_refused(words, code):
    with pytest.raises(RequestError) as caught:
        CANONICAL.extended(words)
    assert caught.value.code == code


def test_vocabulary_when_extended_then_the_canonical_one_is_untouched():
    CANONICAL.extended({"absences.code": ["piket"]})
    assert CANONICAL.find("absences.code", "piket") is None


def test_under_when_twice_then_the_same_pack():
    pack = Pack(employees=[{"nip": NIP, "grade": "iii/D", "staff_group": "Office"}])
    once = pack.under(CANONICAL)
    assert once.under(CANONICAL).digest == once.digest
    assert once.rows("employees")[0].grade == "III/d"


@pytest.mark.parametrize(("value", "code"), [("150000.5", "not-whole-rupiah"), ("150000", None)])
def test_carried_when_a_local_word_means_overpayment_then_whole_rupiah_too(tmp_path, value, code):
    vocabulary = CANONICAL.extended({"carried.key": {"lebih_bayar": "overpayment"}})
    text = f"nip,period,key,value\n{NIP},2026-03,lebih bayar,{value}\n"
    pack = pack_of(tmp_path, carried=text).under(vocabulary)
    assert codes(pack.set_aside) == ([code] if code else [])
    assert len(pack.rows("carried")) == (0 if code else 1)
    if code:
        assert (pack.set_aside[0].column, pack.set_aside[0].value) == ("value", value)


def test_word_when_unknown_then_the_nearest_is_told_as_it_is_written(tmp_path):
    table = f"nip,category,grade\n{NIP},PNS,iii/f\n"
    bad = one(pack_of(tmp_path, employees=table).under(CANONICAL).set_aside)
    assert bad.reason("en").endswith("; nearest: III/d")


def test_word_when_none_is_near_then_few_words_are_listed(tmp_path):
    bad = one(pack_of(tmp_path, employees=f"nip,category\n{NIP},P3K\n").set_aside)
    assert bad.reason("en").endswith("; it has PNS, CPNS, PPPK, NON_ASN")
    assert bad.reason("id").endswith("; pilihannya PNS, CPNS, PPPK, NON_ASN")
    # Sixteen codes of leave are no help in a line.
    many = one(absences(tmp_path, "xyzzy").under(CANONICAL).set_aside)
    assert (many.code, "it has" in many.reason("en")) == ("unknown-word", False)
