"""Results that travel: JSON and back, pickled, equal; and found by person and month."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from damages import damages, shipped_world
from long_runs import slow_but
from random_names import seeded
from regulations import NIP, discipline, regulation, tables

import masker_rules as mr
from masker_rules.engine.result import Person
from masker_rules.facts.exports import rows_csv
from masker_rules.profiles import known_ids

SOME = ("id/kab-barru/e-kinerja", "id/kota-banjarmasin/operated", "id/nasional/kerangka")
RULES = {"late": {"each": "late", "cut": "0.333%", "of": "discipline"}}


def ran(ref: str) -> mr.Results:
    """A month with a damaged row, so that somebody is incomplete and something is set aside."""
    profile, given, month = shipped_world(ref, 1, 3)
    damage = next(iter(damages(seeded(f"read back {ref}"), given, ("unreadable",))))
    return mr.compute(profile, damage.pack(), month)


def computed(period: str = "2026-07", **columns: Any) -> mr.Results:
    given = tables(punches={date(2026, 7, 1): ("08:07", "16:00")})
    given["employees"][0] |= columns
    return mr.compute(mr.load_profile(discipline(**RULES)), mr.Pack(**given), period)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("ref", slow_but(SOME.__contains__, known_ids()))
def test_results_when_read_back_then_equal_and_the_same_bytes(ref, lang):
    results = ran(ref)
    again = mr.Results.from_json(results.to_json(lang))
    assert again == results
    assert again.to_json(lang) == results.to_json(lang)
    assert again.to_rows() == results.to_rows()
    assert again.checks.as_dict(lang) == results.checks.as_dict(lang)
    assert again[0].findings == () or again[0].findings[0].amount == results[0].findings[0].amount
    assert unpickled(pickle.dumps(results)) == results


def several() -> mr.Results:
    """Parts and lines whose order is not that of the alphabet, a deduction, a lost row."""
    given = tables(punches={date(2026, 7, 1): ("08:07", "16:00")})
    given["deductions"] = [
        {"nip": NIP, "period": "2026-07", "code": code, "amount": "1000"} for code in ("z", "a")
    ]
    given["employees"].append({"nip": "19850101201001100", "name": "B"})
    parts = {
        "work": {"weight": "60%", "round": "Rp 1"},
        "discipline": {"weight": "40%", "round": "Rp 1"},
    }
    law = regulation(parts=parts, rules=RULES)
    return mr.compute(mr.load_profile(law), mr.Pack(**given), "2026-07")


def test_results_when_read_back_then_columns_in_the_same_order():
    results = several()
    again = mr.Results.from_json(results.to_json())
    names = [*results.to_rows()[0]]
    assert names.index("part_work") < names.index("part_discipline")
    assert [*again.to_rows()[0]] == names
    assert [*again.to_frame().columns] == [*results.to_frame().columns] == names
    assert [*again.flat_frame().columns] == [*results.flat_frame().columns]
    assert again.to_frame().equals(results.to_frame())


def test_results_when_read_back_in_two_languages_then_all_three_are_equal():
    for results in (several(), ran(SOME[0])):
        read = [mr.Results.from_json(results.to_json(lang)) for lang in ("id", "en")]
        assert read[0].to_json() != read[1].to_json()
        every = [results, *read]
        assert all(a == b and hash(a) == hash(b) for a in every for b in every)
        assert all(a.checks == b.checks for a in every for b in every)
        assert all(a[0] == b[0] and hash(a[0]) == hash(b[0]) for a in every for b in every)


def test_checks_when_a_number_or_a_code_differs_then_unequal():
    results = computed()
    for said in ({"rows_of_nobody": {"punches": 1}}, {"why": [WARNING]}):
        tree = json.loads(results.to_json())
        tree["checks"] |= said
        assert mr.Results.from_json(json.dumps(tree)).checks != results.checks
    assert results.checks != "settled"


def test_results_when_compared_then_a_rupiah_a_name_or_a_warning_makes_them_unequal():
    results, text = computed(), computed().to_json()
    rupiah, name = ("findings", 0, "amount"), ("person", "name")
    for path, value in ((rupiah, -1), (name, "Lain"), (("warnings",), [WARNING])):
        tree = json.loads(text)
        row = tree["results"][0]
        for key in path[:-1]:
            row = row[key]
        row[path[-1]] = value
        assert mr.Results.from_json(json.dumps(tree)) != results
    assert mr.Results.from_json(text) == results
    assert results != text


def test_json_when_written_before_amounts_were_of_one_type_then_read_the_same():
    results = computed()
    tree = json.loads(results.to_json())
    for finding in tree["results"][0]["findings"]:
        del finding["rupiah"], finding["exact"]
    assert mr.Results.from_json(json.dumps(tree)) == results


def unpickled(data: bytes) -> Any:
    return pickle.loads(data)  # noqa: S301  (our own)


WARNING = {"code": "uji", "date": None, "message": "Uji."}


def test_results_when_pickled_then_equal_in_another_process():
    results = computed()
    sent = pickle.dumps(results)
    code = (
        "import pickle, sys; found = pickle.load(sys.stdin.buffer); "
        "sys.stdout.buffer.write(pickle.dumps(found)); sys.stderr.write(str(found[0].net))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=sent, capture_output=True, check=True
    )
    assert int(done.stderr) == results[0].net
    assert unpickled(done.stdout) == results


@pytest.mark.slow
def test_results_of_every_regulation_when_pickled_then_equal_in_another_process():
    every = {ref: ran(ref) for ref in known_ids()}
    code = (
        "import pickle, sys; found = pickle.load(sys.stdin.buffer); "
        "sys.stdout.buffer.write(pickle.dumps({k: (v, hash(v)) for k, v in found.items()}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps(every), capture_output=True, check=True
    )
    assert {ref: found for ref, (found, _) in unpickled(done.stdout).items()} == every


def test_accounts_when_they_lie_beside_then_in_no_result(tmp_path):
    """Of banks nothing is told in results, whichever table holds it."""
    given = tables(punches={date(2026, 7, 1): ("08:07", "16:00")})
    for name, rows in given.items():
        heads = {key: None for row in rows for key in row}
        text = rows_csv([{**heads, **row} for row in rows]) if rows else ""
        if text:
            (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    (tmp_path / "accounts.csv").write_text(f"nip,bank,account\n{NIP},BPD,9988776655\n", "utf-8")
    results = mr.compute(mr.load_profile(discipline(**RULES)), tmp_path, "2026-07")
    assert results[0].net is not None
    assert "9988776655" not in results.to_json()
    assert not [name for name in results.to_rows()[0] if "account" in name or "bank" in name]


@pytest.mark.parametrize("travelled", [lambda r: unpickled(pickle.dumps(r)),
                                       lambda r: mr.Results.from_json(r.to_json())])  # fmt: skip
def test_result_when_it_travelled_then_it_says_that_it_explains_nothing(travelled):
    with pytest.raises(mr.RequestError, match="explanation-needs-facts"):
        travelled(computed())[0].explain()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "result-unreadable"),
        ("[]", "result-unreadable"),
        ("[" * 100_000, "result-unreadable"),
        ('{"results": 1}', "result-unreadable"),
        ('{"schema": "2", "results": []}', "result-of-another-schema"),
    ],
)
def test_json_when_it_is_no_result_then_refused(text, code):
    with pytest.raises(mr.RequestError, match=code):
        mr.Results.from_json(text)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("net", "1000"),
        ("net", 1000.5),
        ("net", True),
        ("period", "2026-13"),
        ("parts", {"discipline": "banyak"}),
        ("parts", {"discipline": 0.5}),
        ("nip", 7),
        ("findings", [{}]),
    ],
)
def test_json_when_a_value_is_wrong_then_refused_with_its_place(key, value):
    tree = json.loads(computed().to_json())
    tree["results"][0][key] = value
    with pytest.raises(mr.RequestError, match=rf"results\.0\.{key}"):
        mr.Results.from_json(json.dumps(tree))


WRONG = {
    "a share that is no percent": ("results.0.parts", "98"),
    "a share as a number": ("results.0.parts", 98),
    "rupiah in percent": ("results.0.findings.0.amount", "2%"),
    "whole rupiah as text": ("results.0.findings.0.amount", "-8000"),
    "a day as a number": ("results.0.findings.0.date", 0),
    "a day with a clock": ("results.0.findings.0.date", "2026-07-01T00:00:00"),
    "no label": ("results.0.findings.0.label", None),
    "a source that is no text": ("results.0.lines.0.source", {"a": 1}),
    "a status that is none": ("results.0.status", "foo"),
    "nobody": ("results.0.nip", ""),
    "rows set aside that are a text": ("pack.set_aside", "abc"),
    "rows set aside that are numbers": ("pack.set_aside", [1, 2]),
    "no list of warnings": ("pack.warnings", None),
    "a schema that is a number": ("schema", 1),
    "no version": ("masker", None),
    "a regulation without id": ("profile", {}),
}
#: What contradicts something else: the place that is named, and what is written there.
AT_ODDS = {
    "incomplete with a net": ("bounds", {"status": "incomplete"}),
    "incomplete without bounds": ("bounds", {"status": "incomplete", "net": None}),
    "paid without a net": ("net", {"net": None}),
    "paid without a gross": ("gross", {"gross": None}),
    "paid with bounds": ("bounds", {"bounds": {"lowest": 1, "highest": 2, "missing": []}}),
    "another net than its line": ("net", {"net": 1}),
    "another gross than its line": ("gross", {"gross": 1}),
}


def put(tree: Any, path: str, value: Any) -> None:
    *way, last = path.split(".")
    for key in way:
        tree = tree[int(key) if key.isdigit() else key]
    tree[last] = dict.fromkeys(tree[last], value) if last == "parts" else value


@pytest.mark.parametrize(("path", "value"), WRONG.values(), ids=WRONG)
def test_json_when_something_is_of_another_kind_then_refused_with_its_place(path, value):
    tree = json.loads(computed().to_json())
    put(tree, path, value)
    with pytest.raises(mr.RequestError, match="result-unreadable") as told:
        mr.Results.from_json(json.dumps(tree))
    assert path in str(told.value)


@pytest.mark.parametrize(("name", "said"), AT_ODDS.values(), ids=AT_ODDS)
def test_json_when_a_result_contradicts_itself_then_refused_with_its_place(name, said):
    tree = json.loads(computed().to_json())
    tree["results"][0] |= said
    with pytest.raises(mr.RequestError, match=rf"results\.0\.{name} "):
        mr.Results.from_json(json.dumps(tree))


def test_json_when_a_person_stands_there_twice_then_refused():
    tree = json.loads(computed().to_json())
    tree["results"] *= 2
    with pytest.raises(mr.RequestError, match=r"results\.1 "):
        mr.Results.from_json(json.dumps(tree))


def test_json_when_a_key_stands_there_twice_then_refused_by_name():
    text = computed().to_json().replace('"net":', '"net": 5, "net":')
    with pytest.raises(mr.RequestError, match=r"result-unreadable.*\bnet\b"):
        mr.Results.from_json(text)


def test_json_when_it_says_nothing_of_the_run_then_refused_with_what_is_missing():
    with pytest.raises(mr.RequestError, match=r": masker "):
        mr.Results.from_json('{"results": [], "pack": {}}')


def test_json_when_of_the_first_version_then_read_without_person_and_checks():
    tree = json.loads(computed().to_json())
    del tree["schema"], tree["checks"], tree["results"][0]["person"]
    again = mr.Results.from_json(json.dumps(tree))
    assert again[0].net == computed()[0].net
    assert again[0].person == Person()


def test_json_when_a_later_version_adds_something_then_read_without_it():
    tree = json.loads(computed().to_json())
    tree["results"][0]["baru"] = {"apa": "saja"}
    assert mr.Results.from_json(json.dumps(tree)) == computed()


def test_person_when_told_then_as_the_row_of_the_end_of_the_month():
    """A move within the month: whom the result is about is as on its last day."""
    given = tables()
    [row] = given["employees"]
    given["employees"] = [
        {**row, "unit": "Dinas A", "job_class": "7", "valid_until": "2026-07-14"},
        {**row, "unit": "Dinas B", "job_class": "9", "position": "Analis"},
    ]
    given["employees"][1]["valid_from"] = "2026-07-15"
    profile = mr.load_profile(discipline(**RULES))
    for engine in ("reference", "columns"):
        results = mr.compute(profile, mr.Pack(**given), "2026-07", engine=engine)
        person = results.person(NIP).person
        told = person.unit, person.job_class, person.position, person.category, person.grade
        assert told == ("Dinas B", 9, "Analis", "PNS", "III/d")
        assert json.loads(results.to_json())["results"][0]["person"]["unit"] == "Dinas B"
        assert results.to_rows()[0]["unit"] == results.to_frame()["unit"][0] == "Dinas B"


def test_person_when_asked_for_then_that_month_or_the_last_or_a_word():
    results = computed("2026-06..2026-07")
    assert str(results.person(NIP, "2026-06").period) == "2026-06"
    assert str(results.person(NIP).period) == "2026-07"
    for nip, period in ((NIP, "2026-05"), ("198501012010011002", None)):
        with pytest.raises(mr.RequestError, match="no-such-result"):
            results.person(nip, period)
    with pytest.raises(mr.RequestError, match="bad-period"):
        results.person(NIP, "Juli")
