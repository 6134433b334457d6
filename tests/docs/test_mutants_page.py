"""The page of mutants is what the kept figures say, and they are about the cases of today."""

from __future__ import annotations

import importlib.util
import json

import pytest
from pages import ROOT

from masker_rules import yamltext
from masker_rules.engine.profile import load_profile
from masker_rules.profiles import known_ids
from masker_rules.testing.cases import cases_beside


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("bench_mutants", ROOT / "bench/mutants.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def figures(maker):
    return json.loads(maker.FIGURES.read_text("utf-8"))


def test_page_when_made_again_then_equals_the_committed_one(maker, figures):
    reasons = yamltext.plain(yamltext.parse_yaml(maker.REASONS.read_bytes(), maker.REASONS.name))
    made = maker.page(figures, reasons)
    assert made == maker.PAGE.read_text("utf-8"), "run `python bench/mutants.py --page`"


def test_figures_when_kept_then_of_every_regulation_with_its_cases_of_today(figures):
    today = {ref: len(list(cases_beside(load_profile(ref)))) for ref in known_ids()}
    old = sorted(
        ref for ref in {*today, *figures} if figures.get(ref, {}).get("cases") != today.get(ref)
    )
    assert not old, f"run `python bench/mutants.py {' '.join(old)}`"
