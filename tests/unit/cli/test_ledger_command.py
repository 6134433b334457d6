"""`masker ledger` and `masker rapel`, typed: what is recorded, refused and printed."""

import csv
import json
import shutil

import pytest
from masker import masker

import masker_rules as mr
from masker_rules.demo import PERIOD, PROFILE, pack_path
from masker_rules.periods import Month

RUN = ("--profile", PROFILE, "--period", PERIOD)
NIP = "197912112005021910"
OTHER = "198504122010011901"


def entry(kind="paid", amount=1_000_000, document="SP2D 1", **more):
    said = {"nip": NIP, "period": Month(2026, 3), "pay_month": Month(2026, 4), **more}
    return mr.Entry(kind=kind, amount=amount, document=document, **said)


@pytest.fixture
def kept(tmp_path):
    made = mr.Ledger(tmp_path / "ledger.jsonl")
    made.record([entry()])
    return made


def refused(code, call, *given):
    with pytest.raises(mr.MaskerRulesError) as wrong:
        call(*given)
    assert wrong.value.code == code


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "bonus"},
        {"amount": -1},
        {"amount": 1.0},
        {"amount": True},
        {"kind": "topped_up", "amount": 0},
        {"document": ""},
        {"document": "a\nb"},
        {"nip": "1979 1211"},
        {"kind": "reversed"},
        {"reverses": "abc"},
    ],
)
def test_entry_when_it_says_what_none_can_then_refused(wrong):
    refused("ledger-bad-entry", lambda: entry(**wrong))


def test_amount_when_another_under_one_document_then_refused_and_the_file_stays(kept):
    raw = kept.path.read_bytes()
    refused("ledger-entry-differs", kept.record, [entry("waived", 5, "x"), entry(amount=2)])
    assert kept.path.read_bytes() == raw


def test_recovery_when_more_than_was_paid_then_refused(kept):
    refused("ledger-recovered-more", kept.record, [entry("recovered", 1_000_001, "STS 1")])
    assert kept.record([entry("recovered", 1_000_000, "STS 1")]).added


def test_reversal_when_of_nothing_or_twice_then_refused(kept):
    refused("ledger-no-such-entry", kept.reversal, "abc", Month(2026, 5), "SK 1")
    first = kept.entries[0]
    kept.record([kept.reversal(first.id, Month(2026, 5), "SK 1")])
    again = kept.reversal(first.id, Month(2026, 5), "SK 2")
    refused("ledger-reversed-twice", kept.record, [again])
    assert kept.balances() == {}


def test_row_when_a_person_edits_it_then_told_with_its_line_and_the_cure_works(kept):
    kept.record([entry("topped_up", 500, "SP2D 2")])
    whole = kept.path.read_text("utf-8")
    kept.path.write_text(whole.replace('"amount":500', '"amount":900'), "utf-8")
    with pytest.raises(mr.FactsError) as wrong:
        mr.Ledger(kept.path)
    assert wrong.value.code == "ledger-damaged"
    assert wrong.value.problems[0].place.line == 2
    assert "head -n 1 " in wrong.value.text("id")
    kept.path.write_text("".join(whole.splitlines(keepends=True)[:1]), "utf-8")  # what it does
    assert [one.kind for one in mr.Ledger(kept.path).entries] == ["paid"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("rapel", "{pack}", *RUN), "rapel-nothing-paid"),
        (("rapel", "{pack}", *RUN, "--ledger", "{none}"), "ledger-not-there"),
        (("rapel", "{pack}", *RUN, "--known-at", "2026-04-01"), "known-at-without-column"),
        (("ledger", "show", "--ledger", "{none}"), "ledger-not-there"),
    ],
)
def test_command_when_something_is_missing_then_refused_in_words(tmp_path, words, code):
    given = {"pack": pack_path(), "none": tmp_path / "none.jsonl"}
    done = masker(*(str(word).format(**given) for word in words))
    assert (done.returncode, f"[{code}]" in done.stderr) == (2, True), done.stderr


@pytest.fixture
def packs(tmp_path):
    """The demo month, and the same before the letter of a half day came."""
    new = shutil.copytree(pack_path(), tmp_path / "new")
    old = shutil.copytree(pack_path(), tmp_path / "old")
    with (new / "absences.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with (old / "absences.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*rows[0]])
        writer.writeheader()
        writer.writerows(row for row in rows if row["code"] != "cuti_alasan_penting")
    return old, new


def test_month_when_recorded_by_another_document_then_nobody_is_paid_twice(tmp_path):
    """The whole month stood twice, and a rapel found everybody overpaid by a month."""
    results = mr.compute(PROFILE, pack_path(), PERIOD, nips=[NIP, OTHER])
    first, both = tmp_path / "first.json", tmp_path / "both.json"
    first.write_text(mr.compute(PROFILE, pack_path(), PERIOD, nips=[NIP]).to_json())
    both.write_text(results.to_json())
    ledger = ("--ledger", tmp_path / "ledger.jsonl", "--pay-month", "2026-04", "--document")
    assert masker("ledger", "record", first, *ledger, "SP2D 1").returncode == 0
    done = masker("ledger", "record", both, *ledger, "SP2D 2")
    assert done.stderr.startswith("1 catatan")
    assert "1 pegawai sudah tercatat dibayar untuk bulan itu" in " ".join(done.stderr.split())
    kept = mr.Ledger(tmp_path / "ledger.jsonl")
    assert [(one.nip, one.document) for one in kept.entries] == [
        (NIP, "SP2D 1"),
        (OTHER, "SP2D 2"),
    ]
    # What was never paid is undone, and can then be recorded.
    wrong = kept.entries[0].id
    assert masker("ledger", "reverse", wrong, *ledger, "SK 1").returncode == 0
    done = masker("ledger", "record", both, *ledger, "SP2D 3")
    assert mr.Ledger(tmp_path / "ledger.jsonl").balances()[NIP, Month(2026, 3), ""].paid == (
        results[NIP].gross
    )


@pytest.mark.slow
def test_month_when_recorded_and_put_right_then_nothing_is_left(packs, tmp_path):
    """The letter takes back the cut of one day; the ledger, the table and the old pack agree."""
    old, new = packs
    result, ledger = tmp_path / "paid.json", tmp_path / "ledger.jsonl"
    assert masker("compute", old, *RUN, "--format", "json", "--out", result).returncode == 0
    paid = ("--ledger", ledger, "--pay-month", "2026-04", "--document", "SP2D 1")
    for added in ("38", "0"):
        done = masker("ledger", "record", result, *paid)
        assert done.returncode == 0, done.stderr
        assert done.stderr.startswith(f"{added} catatan")
    # As masker compute pays both packs: the one person differs by the finding of the day.
    net = [mr.compute(PROFILE, pack, PERIOD)[NIP].gross for pack in (old, new)]
    put = ("rapel", new, *RUN, "--ledger", ledger, "--against", old, "--format", "json")
    first = json.loads(masker(*put).stdout)
    rows = {row["nip"]: row for row in first["rows"] if row["difference"]}
    assert {nip: row["difference"] for nip, row in rows.items()} == {NIP: net[1] - net[0]}
    assert {day["date"] for day in rows[NIP]["days"] if day["date"]} == {"2026-03-12"}
    assert first["paid_from"] == {PERIOD: "ledger"}

    # The table of the contract says the same.
    with (new / "payments.csv").open("w", encoding="utf-8") as stream:
        stream.write("nip,period,pay_month,gross\n")
        stream.writelines(
            f"{item.nip},{PERIOD},2026-04,{item.gross}\n"
            for item in mr.Results.from_json(result.read_bytes())
            if item.gross is not None
        )
    table = json.loads(masker("rapel", new, *RUN, "--format", "json").stdout)
    assert table["paid_from"] == {PERIOD: "payments"}
    found = {row["nip"]: row["difference"] for row in table["rows"] if row["difference"]}
    assert found == {NIP: net[1] - net[0]}

    record = ("--record", "--pay-month", "2026-07", "--document", "SP2D 2")
    out = tmp_path / "papers"
    done = masker(*put, *record, "--papers", out)
    assert done.returncode == 0, done.stderr
    assert sorted(path.suffix for path in out.iterdir()) == [".pdf", ".xlsx"]
    after = json.loads(masker(*put).stdout)
    assert not [row for row in after["rows"] if row["difference"]]
    shown = masker("ledger", "show", "--ledger", ledger, "--nip", NIP, "--format", "csv").stdout
    assert [row["kind"] for row in csv.DictReader(shown.splitlines())] == ["paid", "topped_up"]
