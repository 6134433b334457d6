"""MASKER ASN: replies of `getRiwayat` (JSON) and of `getHariKerja` (one JSON object a line).

Every value of the app is a text. What it does not know is not added: leave has no type, a
location of (0, 0) is none, the time of a row that an operator filed is the time of filing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from masker_rules.errors import FactsError, Place
from masker_rules.facts.office.common import Imported, Report, read_office
from masker_rules.facts.office.masker_days import WorkDays
from masker_rules.facts.office.masker_rows import Raw, absence_rows, parse_records, punch_rows

__all__ = ["import_masker_asn"]


@dataclass(slots=True)
class _Sources:
    """The lines of all files, each with its file and line."""

    days: list[Raw] = field(default_factory=list)
    records: list[Raw] = field(default_factory=list)


def import_masker_asn(files: list[Path]) -> Imported:
    """Punches, absences, working days and apel of MASKER ASN.

    Rules: `status` 1 is accepted, 2 rejected, anything else pending; TLD is `dinas_luar`, TDD is
    `dinas_dalam`; `Cuti` becomes the local word `cuti`, which no canonical code matches, so that
    it is never taken for annual leave: a second source or the profile must name its type. A row of
    an absence is dated by `id_hari`, a punch by its time. A date without a row is no working day.

    Raises:
        FactsError: a file is neither of the two [office-file].
    """
    report, sources = Report("punches"), _Sources()
    for path in files:
        _read(path, sources, report)
    days = WorkDays(sources.days, report)
    records = parse_records(sources.records, report)
    tables: dict[str, list[dict[str, str]]] = {}
    if sources.records:
        tables["punches"] = punch_rows(records, days, report)
        tables["absences"] = absence_rows(records, days, report)
    if sources.days:
        tables["calendar"] = days.calendar()
        tables["events"] = days.events()
    return Imported(tables, report.set_aside, report.remarks)


def _read(path: Path, sources: _Sources, report: Report) -> None:
    data = read_office(path, "MASKER ASN")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        raise FactsError.of("not-utf8", Place(path.name), position=bad.start) from None
    if path.suffix.casefold() == ".jsonl":
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                sources.days.append((path.name, number, _json(line, path.name, number)))
        return
    reply = _json(text, path.name, 1)
    listed = reply.get("list_absen") if isinstance(reply, dict) else None
    if isinstance(reply, dict) and reply.get("response") != "Success":
        report.aside(Place(path.name, 1), "reply-error", value=reply.get("response", ""))
    elif not isinstance(listed, list):
        raise FactsError.of(
            "office-file", Place(path.name), kind="MASKER ASN", detail="list_absen"
        )
    else:
        # A JSON array has no lines of its own: 1 + number of the row.
        sources.records += [(path.name, at + 1, row) for at, row in enumerate(listed, 1)]


def _json(text: str, file: str, line: int) -> object:
    try:
        return json.loads(text)
    except ValueError as bad:
        detail = str(bad)[:200]
    except RecursionError:
        detail = "nested too deep"
    raise FactsError.of("office-file", Place(file, line), kind="MASKER ASN", detail=detail)
