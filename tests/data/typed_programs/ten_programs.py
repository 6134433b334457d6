"""Ten common programs. Behind each `reveal_type` stands what a type checker must infer."""

import json
from fractions import Fraction
from pathlib import Path
from typing import reveal_type

import polars as pl

import masker_rules as mr
from masker_rules.explain import explain_html, explain_json


def pay_of_one_person() -> None:
    results = mr.compute("id/kab-bulukumba", "pack", "2026-03")
    result = results.person("198501012010011001", mr.Month(2026, 3))
    reveal_type(result)  # masker_rules.engine.result.Result
    reveal_type(result.net)  # int | None
    reveal_type(result.person.job_class)  # int | None
    reveal_type(results["198501012010011001"].gross)  # int | None
    reveal_type(results[0].status == "payable")  # bool
    reveal_type(results[:3])  # typing.Sequence[masker_rules.engine.result.Result]


def what_it_cost() -> None:
    for result in mr.compute("id/bgn", {"employees": [{"nip": "1"}]}):
        for finding in result.findings:
            reveal_type(finding.amount)  # fractions.Fraction
            reveal_type(finding.day)  # datetime.date | None
        reveal_type(result.parts)  # typing.Mapping[str, fractions.Fraction | None]
        reveal_type(result.counts)  # typing.Mapping[str, int | str]
        if result.bounds is not None:
            reveal_type(result.bounds.lowest)  # int | None


def the_json() -> None:
    results = mr.compute("id/bgn", Path("pack"))
    told = results.as_dict("en")
    reveal_type(told["results"][0]["net"])  # int | None
    reveal_type(told["results"][0]["person"]["unit"])  # str | None
    reveal_type(told["results"][0]["findings"][0]["amount"])  # int | str
    reveal_type(told["results"][0]["findings"][0]["rupiah"])  # int
    reveal_type(told["results"][0]["findings"][0]["exact"])  # str
    reveal_type(told["checks"]["settled"])  # bool
    reveal_type(told["pack"]["set_aside"][0]["line"])  # int
    reveal_type(results.about["profile"]["id"])  # str
    reveal_type(mr.Results.from_json(json.dumps(told)))  # masker_rules.engine.results.Results


def frames(table: pl.DataFrame) -> None:
    results = mr.compute("id/bgn", {"employees": table})
    reveal_type(results.to_frame())  # masker_rules.facts.frames.Frame
    reveal_type(results.to_frame("polars"))  # polars.dataframe.frame.DataFrame
    reveal_type(results.to_frame("polars", of="findings"))  # polars.dataframe.frame.DataFrame
    reveal_type(results.to_frame(like=table))  # polars.dataframe.frame.DataFrame
    reveal_type(results.to_rows()[0]["net"])  # int | str | None


def facts() -> None:
    pack = mr.read_pack("pack")
    reveal_type(pack.rows("punches")[0].time.day)  # datetime.date
    reveal_type(pack.rows("employees")[0].grade)  # str | None
    reveal_type(pack.set_aside[0].reason("en"))  # str
    tables = {"employees": [{"nip": "1"}], "punches": list[dict[str, str]]()}
    reveal_type(mr.Pack(**tables))  # masker_rules.facts.pack.Pack


def a_regulation() -> None:
    profile = mr.load_profile({"profile": {"id": "id/x"}})
    reveal_type(profile.id)  # str
    need = profile.needs().table("punches")
    reveal_type(need)  # masker_rules.engine.needs.TableNeed | None
    if need is not None:
        reveal_type([column.why for column in need.columns])  # list[tuple[str, ...]]


def a_history() -> None:
    for outcome in mr.compute_history("id/bgn", "folder"):
        reveal_type(outcome.pack.months)  # tuple[masker_rules.periods.Month, ...] | None
        reveal_type(outcome.results)  # masker_rules.engine.results.Results | None
        if outcome.wrong is not None:
            reveal_type(outcome.wrong.problems[0].code)  # str


def a_draft() -> None:
    draft = mr.overlay("id/bgn", {"rules.late.cut[1m..30m]": "1%"})
    comparison = mr.compare("id/bgn", draft, "history")
    reveal_type(comparison)  # masker_rules.review.comparison.Comparison
    reveal_type(comparison.table("summary"))  # list[typing.Mapping[str, object]]
    reveal_type(comparison.to_frame())  # polars.dataframe.frame.DataFrame
    reveal_type(comparison.explained("1", mr.Month(2026, 3)))  # tuple[str, str]
    reveal_type(mr.audit("id/bgn").warnings[0].cure("id"))  # str


def explanations(results: mr.Results) -> None:
    reveal_type(results[0].explain("en"))  # str
    reveal_type(explain_html(results[0]))  # str
    reveal_type(explain_json(results[0], trace=True))  # str


def before_paying(results: mr.Results) -> None:
    earlier = mr.compute("id/bgn", "pack", beside=results, moved=Fraction(1, 4))
    beside = earlier.checks.beside
    if beside is not None:
        reveal_type(beside.moved[0].before)  # int
    reveal_type(earlier.checks.months_without_punches)  # tuple[masker_rules.periods.Month, ...]
    reveal_type([one.message("id") for one in earlier.checks.why])  # list[str]
