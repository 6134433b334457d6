"""Run the cells of a notebook in order and store what they show, without Jupyter.

    python examples/run_notebook.py examples/regulators_desk.ipynb

The notebook is its own source; `tests/examples` looks that the stored outputs are those of today.
Cells are plain Python: no magics, nothing is awaited.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

__all__ = ["executed", "read", "text_of"]

Notebook = dict[str, Any]


def main() -> None:
    """Execute every notebook that is named, in place."""
    for name in sys.argv[1:]:
        path = Path(name)
        done = text_of(executed(read(path), path.parent))
        path.write_text(done, "utf-8")


def read(path: Path) -> Notebook:
    """A notebook as data."""
    found: Notebook = json.loads(path.read_text("utf-8"))
    return found


def text_of(notebook: Notebook) -> str:
    """A notebook as Jupyter writes it."""
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def executed(notebook: Notebook, folder: Path) -> Notebook:
    """The notebook with new outputs, run in its folder as Jupyter would."""
    names: dict[str, Any] = {"__name__": "__main__"}
    cells, count = [], 0
    # Scripts beside the notebook can be imported.
    sys.path.insert(0, str(folder.resolve()))
    before = Path.cwd()
    os.chdir(folder)
    try:
        for cell in notebook["cells"]:
            if cell["cell_type"] != "code":
                cells.append(cell)
                continue
            count += 1
            outputs = _run("".join(cell["source"]), names, count)
            cells.append({**cell, "execution_count": count, "outputs": outputs})
    finally:
        os.chdir(before)
        sys.path.pop(0)
    return {**notebook, "cells": cells}


def _run(source: str, names: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Run a cell; its last expression is shown."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)  # noqa: S102  (a notebook is run)
        shown = None
        if isinstance(last, ast.Expr):
            shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        text = _lines(printed.getvalue())
        outputs.append({"name": "stdout", "output_type": "stream", "text": text})
    if shown is not None:
        outputs.append({
            "data": _data(shown), "execution_count": count, "metadata": {},
            "output_type": "execute_result",
        })  # fmt: skip
    return outputs


def _data(shown: Any) -> dict[str, list[str]]:
    data = {"text/plain": _lines(repr(shown))}
    html = getattr(shown, "_repr_html_", None)
    return {"text/html": _lines(html()), **data} if html is not None else data


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


if __name__ == "__main__":
    main()
