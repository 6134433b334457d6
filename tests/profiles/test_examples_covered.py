"""No worked example is forgotten: a case repeats it, or a reason says why none does."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from masker_rules.engine.profile import load_profile
from masker_rules.testing.cases import run_cases

ROOT = Path(__file__).parents[2]
SMALL = sorted(path.parent for path in (ROOT / "tests/data/worked").glob("*/profile.yaml"))


@pytest.fixture(scope="module")
def book():
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        from worked_examples import Book
    finally:
        sys.path.pop(0)
    return Book()


def computed(book, name):
    return name in book.cases or f'"{name}"' in book.in_python


def test_examples_when_their_profile_exists_then_computed_or_left_out(book):
    forgotten = []
    for name, item in book.examples.items():
        home = book.home(item["regulation"])
        waits = home is not None and home.file is None
        if not waits and not computed(book, name) and name not in book.left_out:
            forgotten.append(f"{name}: no case has `example: {name}`, and no reason is given")
    assert not forgotten, "\n".join(forgotten)


def test_reasons_when_read_then_each_is_true(book):
    for name, reason in book.left_out.items():
        assert not computed(book, name), f"{name} is computed: take its reason away"
        unconfirmed = book.examples[name].get("confirmed") == "false"
        assert (reason == "unconfirmed") is unconfirmed, name
        if not unconfirmed:
            assert reason["open"], name


def test_open_points_when_their_profile_exists_then_a_question_says_what_is_taken(book):
    told = []
    for name, point in book.points.items():
        home = book.answering(name)
        if home is None:
            because = book.answers.get(name, {}).get("because")
            told += [] if because else [f"{name}: neither a profile nor a reason"]
        elif home.file is not None:
            questions = book.questions(name)
            missing = [one for one, taken in questions.items() if taken is None]
            if missing or not questions:
                told.append(
                    f"{name} ({point['question']}): name the questions of {home.name} in "
                    f"tests/data/examples_left_out.yaml; not there: {missing}"
                )
    assert not told, "\n".join(told)


def test_names_when_cases_or_reasons_name_an_example_then_there_is_one(book):
    known = {*book.examples, *book.points}
    assert set(book.cases) <= known
    assert set(book.left_out) <= set(book.examples)
    assert set(book.answers) <= set(book.points)


@pytest.mark.parametrize("folder", SMALL, ids=lambda path: path.name)
def test_small_regulation_when_its_cases_run_then_all_pass_and_nothing_is_left_out(folder):
    report = run_cases(folder)

    assert load_profile(folder).warnings == ()
    assert len(report) > 0
    assert not report.failed, "\n".join(case.text("en") for case in report.failed)
    assert not report.coverage.missed, [f"{one} at {one.place}" for one in report.coverage.missed]
