"""The same explanation whatever the machine's language, zone and hash seed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = """
import json, sys
from explained import SCENARIOS, scenario
from masker_rules.explain import explain_dict, explain_html, explain_text, trace_dict
for name in SCENARIOS:
    result = scenario(name)
    for lang in ("id", "en"):
        print(explain_text(result, lang), explain_html(result, lang))
        print(json.dumps([explain_dict(result, lang), trace_dict(result, lang)]))
"""


def printed(**machine: str) -> str:
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests/support")])
    env = {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", **machine}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=env, capture_output=True, check=True
    )
    return hashlib.sha256(done.stdout).hexdigest()


@pytest.fixture(scope="module")
def here() -> str:
    return printed(LANG="C.UTF-8", TZ="UTC", PYTHONHASHSEED="0")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "zone", "seed"),
    [("id_ID.UTF-8", "Asia/Jakarta", "1"), ("de_DE.UTF-8", "America/New_York", "4242")],
)
def test_bytes_when_the_machine_differs_then_the_same(
    here: str, lang: str, zone: str, seed: str
) -> None:
    assert here == printed(LANG=lang, LC_ALL=lang, LANGUAGE=lang, TZ=zone, PYTHONHASHSEED=seed)
