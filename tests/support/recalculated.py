"""A workbook computed anew by LibreOffice, its cached values poisoned before.

cells = recalculated({"a": workbook_of(papers)}, tmp_path)["a"]
"""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["POISON", "cells_of", "formulas_of", "poisoned", "recalculated"]

#: Stands in place of every cached value.
POISON = -987654321
_FORMULA = re.compile(rb"(<f>[^<]*</f>)<v>[^<]*</v>")
#: Formulas of workbooks are always computed anew when they are loaded.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def poisoned(workbook: bytes) -> bytes:
    """The workbook with a wrong value beside every formula."""
    stream = io.BytesIO()
    count = 0
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                content, found = _FORMULA.subn(rb"\1<v>%d</v>" % POISON, content)
                count += found
            new.writestr(name, content)
    assert count, "there is no formula"
    return stream.getvalue()


def recalculated(workbooks: Mapping[str, bytes], folder: Path) -> dict[str, dict[str, Any]]:
    """Cells of workbooks by name, as LibreOffice computes them."""
    home, given, made = folder / "home", folder / "given", folder / "made"
    (home / "user").mkdir(parents=True)
    (home / "user/registrymodifications.xcu").write_text(SETTINGS, "utf-8")
    given.mkdir()
    for name, raw in workbooks.items():
        (given / f"{name}.xlsx").write_bytes(poisoned(raw))
    command = ["soffice", f"-env:UserInstallation={home.as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(made), *map(str, given.glob("*.xlsx"))]
    subprocess.run(command, check=True, capture_output=True, timeout=280)
    return {name: cells_of((made / f"{name}.xlsx").read_bytes()) for name in workbooks}


def cells_of(workbook: bytes) -> dict[str, Any]:
    """Values by sheet and cell, as they are cached."""
    return _cells(workbook, data_only=True)


def formulas_of(workbook: bytes) -> dict[str, str]:
    """Formulas by sheet and cell."""
    cells = _cells(workbook, data_only=False)
    return {at: text for at, text in cells.items() if isinstance(text, str) and text[:1] == "="}


def _cells(workbook: bytes, *, data_only: bool) -> dict[str, Any]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook), data_only=data_only)
    return {
        f"{sheet.title}!{cell.coordinate}": cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
