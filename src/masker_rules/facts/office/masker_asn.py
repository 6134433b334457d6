"""MASKER ASN: replies of `getRiwayat` (JSON) and of `getHariKerja` (one JSON object a line).

Every value of the app is a text. What it does not know is not added: leave has no type, a
location of (0, 0) is none, the time of a row that an operator filed is the time of filing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from masker_rules.errors import FactsError, Place, Problems
from masker_rules.facts.findings import shown
from masker_rules.facts.office.attlog import is_record
from masker_rules.facts.office.common import Imported, Report, read_office
from masker_rules.facts.office.json_text import ExtraLinesError, places_in_list, read_json
from masker_rules.facts.office.looks import (
    MASKER_KEYS,
    office_text,
    refuse_header,
    refuse_json,
    refuse_other,
)
from masker_rules.facts.office.masker_days import WorkDays
from masker_rules.facts.office.masker_rows import (
    Raw,
    absence_rows,
    leave_rows,
    parse_records,
    punch_rows,
)

__all__ = ["import_masker_asn"]

_KIND = "masker-asn"
_HEAD = 4096


@dataclass(slots=True)
class _Sources:
    """The lines of all files, each with its file and line."""

    days: list[Raw] = field(default_factory=list)
    records: list[Raw] = field(default_factory=list)
    empty: list[Place] = field(default_factory=list)


def import_masker_asn(files: list[Path]) -> Imported:
    """Punches, absences, working days and apel of MASKER ASN.

    Rules: `status` 1 is accepted, 2 rejected, anything else pending; TLD is `dinas_luar`, TDD is
    `dinas_dalam`; `Cuti` becomes the local word `cuti`, which no canonical code matches, so that
    it is never taken for annual leave: a second source or the profile must name its type. A row of
    an absence is dated by `id_hari`, a punch by its time. A date without a row is no working day.

    Raises:
        FactsError: a file is neither of the two, is damaged, or no file holds a record (codes
            `office-…`).
    """
    report, sources, problems = Report("punches"), _Sources(), Problems()
    for path in files:
        try:
            _read(path, sources, report)
        except FactsError as bad:
            problems.extend(bad.problems)
    if not (sources.days or sources.records):
        for place in sources.empty:
            problems.add("office-empty-list", place)
    problems.raise_if_any(FactsError)
    for place in sources.empty:
        report.remark(place, "empty-list")
    days = WorkDays(sources.days, report)
    records, unread = parse_records(sources.records, report)
    tables: dict[str, list[dict[str, str]]] = {}
    if sources.records:
        tables["punches"] = punch_rows(records, days, report)
        tables["absences"] = absence_rows(records, days, report)
    if sources.days:
        tables["calendar"] = days.calendar()
        tables["events"] = days.events()
    leave_rows(unread, days, report)
    return Imported(tables, report.set_aside, report.remarks, report.counts(), report.unread)


def _read(path: Path, sources: _Sources, report: Report) -> None:
    text = office_text(read_office(path, _KIND), path, _KIND)
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    first = lines[0][1].strip()
    if "\0" in text:
        raise FactsError.of("office-nul", Place(path.name), position=text.index("\0"))
    if first[0] not in "{[":
        _refuse_text(first, path, lines)
    try:
        value = read_json(text, path.name, lines=True)
    except ExtraLinesError:
        _read_lines(path, lines, sources, report)
    else:
        _take(value, text, path, sources, report)


def _refuse_text(first: str, path: Path, lines: list[tuple[int, str]]) -> NoReturn:
    if is_record(first):
        refuse_other(path, _KIND, "attlog")
    refuse_header(first[:_HEAD], path, _KIND)
    raise FactsError.of(
        "office-no-record", Place(path.name, lines[0][0]), kind=_KIND, lines=len(lines),
        first=shown(first),
    )  # fmt: skip


def _read_lines(
    path: Path, lines: list[tuple[int, str]], sources: _Sources, report: Report
) -> None:
    """One JSON object a line: pairs of `getHariKerja`, or whole replies."""
    pairs = 0
    for number, line in lines:
        value = read_json(line, path.name, number)
        if isinstance(value, dict) and "list_absen" in value:
            _take(value, line, path, sources, report, number)
            pairs += 1
        else:
            sources.days.append((path.name, number, value))
            report.saw(path.name)
            pairs += isinstance(value, dict) and MASKER_KEYS[1] <= value.keys()
    if not pairs:
        refuse_json(sources.days[-1][2], path, _KIND)


def _take(
    value: object, text: str, path: Path, sources: _Sources, report: Report, line: int = 1
) -> None:
    """A pair of `getHariKerja`, or the rows of a reply with their places."""
    if isinstance(value, dict) and MASKER_KEYS[1] <= value.keys():
        sources.days.append((path.name, line, value))
        report.saw(path.name)
        return
    listed = value.get("list_absen") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(listed, list):
        refuse_json(value, path, _KIND)
    if value.get("response") != "Success":
        answer = shown(value.get("response"))
        raise FactsError.of("office-reply-error", Place(path.name, line), answer=answer)
    if not listed:
        # A list that is empty for a reason is an error; a new employee has none without one.
        if value.keys() - {"response", "list_absen"}:
            refuse_json(value, path, _KIND)
        sources.empty.append(Place(path.name, line))
    report.saw(path.name, len(listed))
    lines = places_in_list(text, "list_absen")
    is_single = len(set(lines)) == len(lines) and line == 1
    sources.records += [
        (path.name if is_single else f"{path.name}#{at}", line - 1 + where, row)
        for at, (where, row) in enumerate(zip(lines, listed, strict=True), 1)
    ]
