"""Results beside earlier ones: who moved, and who is in one of the two only."""

from __future__ import annotations

import json

import pytest
from masker import masker
from packs import write
from regulations import NIP, discipline, tables

import masker_rules as mr

ENGINES = pytest.mark.parametrize("engine", ["reference", "columns"])
LAW = discipline()
OTHER = "198602022011012002"


def run(amounts, period="2026-07", engine="reference", **more):
    """People who are paid these amounts."""
    given = tables(
        period=tuple(map(int, period.split("-"))),
        employees=[{"nip": nip, "category": "PNS", "grade": "III/a"} for nip in amounts],
        amounts=[
            {"nip": nip, "component": "tpp", "amount": amount}
            for nip, amount in amounts.items()
            if amount is not None
        ],
    )
    return mr.compute(LAW, given, period, engine=engine, **more)


@ENGINES
@pytest.mark.parametrize(
    ("before", "moved"), [(1_000_000, 0), (909_091, 0), (909_090, 1), (1_111_111, 0), (0, 1)]
)
def test_person_when_paid_more_than_a_tenth_otherwise_then_named(engine, before, moved):
    """Of 909.091 a tenth is 90.909,1 and the change 90.909; of 909.090 it is 90.909 and 90.910."""
    told = run({NIP: 1_000_000}, engine=engine, beside=run({NIP: before})).checks.beside
    assert (told.compared, len(told.moved)) == (1, moved)
    for one in told.moved:
        assert (one.nip, str(one.period), one.before, one.net) == (
            NIP,
            "2026-07",
            before,
            1_000_000,
        )


@ENGINES
def test_people_when_in_one_of_the_two_only_then_named(engine):
    told = run({NIP: 1}, engine=engine, beside=run({OTHER: 1})).checks.beside
    assert [nip for nip, _ in told.only_now] == [NIP]
    assert [nip for nip, _ in told.only_before] == [OTHER]
    assert (told.compared, told.moved) == (0, ())


def test_people_when_some_are_asked_for_then_the_others_are_not_missing():
    told = run({NIP: 1, OTHER: 1}, beside=run({NIP: 1, OTHER: 1}), nips=[NIP]).checks.beside
    assert (told.compared, told.only_now, told.only_before) == (1, (), ())


def test_month_when_the_earlier_result_is_of_months_before_it_then_beside_the_last_of_them():
    told = run({NIP: 1_000_000}, beside=run({NIP: 500_000}, "2026-05")).checks.beside
    assert [(str(one.against), one.before) for one in told.moved] == [("2026-05", 500_000)]
    later = run({NIP: 1_000_000}, beside=run({NIP: 500_000}, "2026-08")).checks.beside
    assert (later.compared, later.only_now, later.only_before) == (0, (), ())


def test_person_when_not_known_in_one_of_the_two_then_not_compared():
    for before, now in ((None, 1), (1, None)):
        told = run({NIP: now}, beside=run({NIP: before})).checks.beside
        assert (told.compared, told.moved, told.only_now, told.only_before) == (0, (), (), ())


def test_earlier_result_when_it_is_json_or_a_file_then_the_same(tmp_path):
    earlier = run({NIP: 500_000, OTHER: 1})
    (tmp_path / "earlier.json").write_text(earlier.to_json(), "utf-8")
    given = [earlier, json.loads(earlier.to_json()), tmp_path / "earlier.json"]
    told = [run({NIP: 1_000_000}, beside=one, moved="100%").checks.beside for one in given]
    assert told[0] == told[1] == told[2]
    assert told[0].moved == ()  # twice as much is 100 % more, and no more than that
    assert run({NIP: 1_000_001}, beside=earlier, moved="100%").checks.beside.moved


def test_json_when_beside_an_earlier_result_then_as_the_schema_has_it():
    results = run({NIP: 1_000_000}, beside=run({NIP: 500_000}))
    assert json.loads(results.to_json())["checks"]["beside"] == {
        "share": "10%",
        "compared": 1,
        "moved": [
            {
                "nip": NIP,
                "period": "2026-07",
                "against": "2026-07",
                "net": 1_000_000,
                "before": 500_000,
            }
        ],
        "only_now": [],
        "only_before": [],
    }
    assert "beside" not in json.loads(run({NIP: 1}).to_json())["checks"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "beside-unusable"),
        ({"results": [{"nip": 1, "period": "2026-07", "net": 1}]}, "beside-unusable"),
        ({"results": [{"nip": NIP, "period": "2026-13", "net": 1}]}, "beside-unusable"),
        ({"results": [{"nip": NIP, "period": "2026-07", "net": 1.5}]}, "beside-unusable"),
        ({"results": [{"nip": NIP, "period": "2026-07"}]}, "beside-unusable"),
        ({"results": 3}, "beside-unusable"),
        ("nowhere.json", "file-unusable"),
    ],
)
def test_earlier_result_when_it_is_none_then_refused(given, code):
    with pytest.raises(mr.RequestError) as wrong:
        run({NIP: 1}, beside=given)
    assert wrong.value.code == code


def test_share_when_it_is_no_percent_then_refused():
    with pytest.raises(mr.RequestError) as wrong:
        run({NIP: 1}, beside=run({NIP: 1}), moved="ten")
    assert wrong.value.code == "bad-share"


@pytest.mark.slow
def test_command_when_beside_an_earlier_result_then_said_at_the_end(tmp_path):
    people = f"nip,name,category,grade\n{NIP},A,PNS,III/d\n"
    punches = f"nip,time,kind\n{NIP},2026-03-02 07:00,in\n"
    folder = write(tmp_path, employees=people, punches=punches)
    line = ("compute", folder, "--profile", "id/kab-banggai-kepulauan", "--lang", "en")
    earlier = {"results": [{"nip": OTHER, "period": "2026-03", "net": 5}]}
    (tmp_path / "earlier.json").write_text(json.dumps(earlier), "utf-8")
    done = masker(*line, "--beside", tmp_path / "earlier.json")
    said = " ".join(done.stdout.split())
    assert "only now 1, only before 1" in said
    assert f"{OTHER}, March 2026: only before" in said
    (tmp_path / "earlier.json").write_text("no JSON", "utf-8")
    for more, code in (
        (("--beside", tmp_path / "earlier.json"), "beside-unusable"),
        (("--moved", "10%"), "only-with-beside"),
        (("--chunk", "--beside", tmp_path / "earlier.json"), "beside-unusable"),
        (("--chunk", "--moved", "10%"), "only-with-beside"),
    ):
        done = masker(*line, *more)
        assert (done.returncode, code in done.stderr) == (2, True)


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2])
def test_history_when_computed_in_parts_beside_an_earlier_result_then_as_whole(
    tmp_path, processes
):
    """Two parts; whoever stands in only one of them is no loss for the other."""
    folder = tmp_path / "history"
    for name, nip in (("unit=a", NIP), ("unit=b", OTHER)):
        own = folder / name
        own.mkdir(parents=True)
        people = f"nip,name,category,grade\n{nip},A,PNS,III/d\n"
        amounts = f"nip,component,amount\n{nip},tpp,1000000\n"
        write(own, employees=people, amounts=amounts, punches="nip,time,kind\n")
    (tmp_path / "law.yaml").write_text(json.dumps(LAW), "utf-8")
    gone = "197304152009022007"
    nets = {NIP: 500_000, OTHER: 1_000_000, gone: 5}
    earlier = {"results": [{"nip": n, "period": "2026-07", "net": v} for n, v in nets.items()]}
    (tmp_path / "earlier.json").write_text(json.dumps(earlier), "utf-8")
    line = ("compute", folder, "--profile", tmp_path / "law.yaml", "--period", "2026-07")
    more = ("--chunk", "--processes", processes, "--beside", tmp_path / "earlier.json")
    done = masker(*line, *more, "--format", "json", "--lang", "en")
    beside = json.loads(done.stdout)["checks"]["beside"]
    assert [(one["nip"], one["net"], one["before"]) for one in beside["moved"]] == [
        (NIP, 1_000_000, 500_000)
    ]
    assert (beside["compared"], beside["only_now"]) == (2, [])
    assert [one["nip"] for one in beside["only_before"]] == [gone]
    assert "only before 1" in " ".join(done.stderr.split())
