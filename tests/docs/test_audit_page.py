"""The page of audit findings is what an audit finds today; some of it is computed anew."""

from __future__ import annotations

import importlib.util
import os

import pytest
from long_runs import slow_but
from pages import ROOT

from masker_rules.profiles import known_ids

#: Computed again on each push, and in the long run; all of them, which takes many minutes, where
#: `MASKER_AUDIT=all`.
SAMPLE = "id/kab-pakpak-bharat/perubahan-2019"
LONG = (SAMPLE, "id/kab-tulang-bawang/siap-tuba")
WANTED = known_ids() if os.environ.get("MASKER_AUDIT") == "all" else LONG


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("make_audit", ROOT / "docs/make_audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def written(maker):
    return maker.sections(maker.PAGE.read_text("utf-8"))


def test_page_when_read_then_every_profile_has_a_section_of_today(maker, written):
    assert list(written) == list(known_ids())
    old = [ref for ref, text in written.items() if maker.digest_of(ref) not in text]
    assert not old, f"run `python docs/make_audit.py {' '.join(old)}`"
    assert maker.page_of(written) == maker.PAGE.read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("ref", slow_but(lambda name: name == SAMPLE, WANTED))
def test_section_when_made_again_then_equals_the_committed_one(maker, written, ref):
    assert maker.section(ref) == written[ref], f"run `python docs/make_audit.py {ref}`"
