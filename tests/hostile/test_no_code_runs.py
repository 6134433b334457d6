"""Nothing that a profile says is run as Python, wherever in the file it stands.

The reference engine compiles source that it writes from a plan (ADR 0010), so a name or a text
that reached the source as it is would be code. Each payload calls a builtin that only this test
defines.
"""

from __future__ import annotations

import builtins
import copy
import json
import os
from pathlib import Path

import pytest
import regulations
from ruamel.yaml import YAML

import masker_rules as mr

RICH = Path(__file__).parents[1] / "data/invented/laut-biru/profile.yaml"
PAYLOADS = (
    "masker_ran()",
    "x') or masker_ran() or ('",
    "x': masker_ran(), 'y",
    "x]+[masker_ran()]+[y",
    "x\n    masker_ran()\n    y",
)
SMALL = {
    "quantities": {"NAME": {"each": "day", "is": "late + 1m"}},
    "inputs": {"NAME": {"from": "scores.capaian", "type": "percent", "missing": "75%"}},
    "parts": {"NAME": {"weight": "100%", "round": "Rp 1"}},
    "rules": {"NAME": {"each": "alpa", "cut": "3%", "of": "total"}},
    "hours": {"NAME": {"normal": {"mon..fri": "08:00..16:00"}}},
}


@pytest.fixture
def ran(monkeypatch):
    calls = []
    monkeypatch.setattr(builtins, "masker_ran", lambda: calls.append(1) or 1, raising=False)
    return calls


@pytest.fixture
def use(tmp_path):
    def load_and_compute(profile):
        path = tmp_path / "profile.yaml"
        path.write_text(json.dumps(profile, ensure_ascii=False), "utf-8")
        try:
            results = mr.compute(mr.load_profile(path), regulations.tables(), period="2026-07")
            for result in results:
                result.explain(lang="en")
        except Exception:  # noqa: BLE001  (how it is refused is tested elsewhere)
            return False
        return True

    return load_and_compute


def places(node, at=()):
    """Every key and every scalar of a profile, as a path."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield (*at, key), True
            yield from places(value, (*at, key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from places(value, (*at, number))
    else:
        yield at, False


def replaced(profile, place, is_key, payload):
    changed = copy.deepcopy(profile)
    node = changed
    for step in place[:-1]:
        node = node[step]
    if is_key:
        renamed = {payload if key == place[-1] else key: value for key, value in node.items()}
        node.clear()
        node.update(renamed)
    else:
        node[place[-1]] = payload
    return changed


def test_payload_when_run_then_seen(ran):
    exec(PAYLOADS[0])  # noqa: S102  (the wire over which the others must not trip)
    assert ran


@pytest.mark.parametrize("section", SMALL)
def test_name_when_plain_then_computed(use, section):
    assert use(regulations.regulation(**{section: {"nama": SMALL[section]["NAME"]}}))


@pytest.mark.parametrize("section", SMALL)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_name_when_it_is_python_then_not_run(ran, use, section, payload):
    use(regulations.regulation(**{section: {payload: SMALL[section]["NAME"]}}))
    assert not ran


#: Every so many places are tried with a payload, each payload in others; 1 tries all in all.
EVERY = int(os.environ.get("MASKER_PLACES_EVERY", "20"))


@pytest.mark.slow
@pytest.mark.parametrize("payload", PAYLOADS)
def test_profile_when_any_place_holds_python_then_not_run(ran, use, payload):
    rich = json.loads(
        json.dumps(YAML(typ="safe", pure=True).load(RICH.read_text("utf-8")), default=str)
    )
    tried = list(places(rich))[PAYLOADS.index(payload) :: EVERY]
    computed = [use(replaced(rich, *place, payload)) for place in tried]
    assert not ran
    assert any(computed)  # labels and titles: the text reaches the explanation
