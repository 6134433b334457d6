"""The notebooks run as they stand, and what they store is what they show today."""

from __future__ import annotations

from pathlib import Path
from tempfile import gettempdir

import pytest
import run_notebook

import masker_rules as mr

EXAMPLES = Path(run_notebook.__file__).parent
NOTEBOOKS = ("regulators_desk.ipynb", "regulators_desk.id.ipynb")


@pytest.mark.slow
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebook_when_run_then_shows_what_it_stores(name):
    pytest.importorskip("altair")
    stored = run_notebook.read(EXAMPLES / name)
    done = run_notebook.executed(stored, EXAMPLES)

    for cell, again in zip(stored["cells"], done["cells"], strict=True):
        assert again == cell, f"run: python examples/run_notebook.py examples/{name}"
    assert Path.cwd() != EXAMPLES


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebook_when_stored_then_as_jupyter_writes_it_and_of_no_machine(name):
    text = (EXAMPLES / name).read_text("utf-8")
    notebook = run_notebook.read(EXAMPLES / name)

    assert text == run_notebook.text_of(notebook)
    assert gettempdir() not in text
    assert not [name for name in ("home", "root", "Users", "var") if f"/{name}/" in text]
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert all(cell["outputs"] for cell in code)


def test_notebooks_when_in_both_languages_then_the_same_code():
    codes = [
        [
            "".join(cell["source"]).replace('LANG = "id"', 'LANG = "en"')
            for cell in run_notebook.read(EXAMPLES / name)["cells"]
            if cell["cell_type"] == "code"
        ]
        for name in NOTEBOOKS
    ]
    assert codes[0] == codes[1]


def test_money_when_shown_then_the_articles_add_up_to_it():
    """What the notebook prints is what a comparison of its own comes to."""
    law, change = "id/kab-banggai-kepulauan", {"rules.alpa.cut": "4%"}
    pack = EXAMPLES / "banggai-kepulauan-2026-03/pack"
    made = mr.compare(law, mr.overlay(law, change), pack, "2026-03")
    total = sum(row["change"] for row in made.table("articles"))
    assert total == made.table("summary")[0]["change"] == -275_447
