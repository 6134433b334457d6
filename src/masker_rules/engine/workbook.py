"""Workbooks as people read them: sheets, headings and cells in the words of the glossary.

CSV, Parquet and frames keep the codes of columns, for programs read them; the last sheet of a
workbook says which column each heading is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from masker_rules.engine.columns import COUNT, LINE, PART, PROMINENT
from masker_rules.engine.missing_names import missing_names
from masker_rules.engine.words import Words, is_short
from masker_rules.facts.exports import Share
from masker_rules.legal import Text
from masker_rules.texts import keys, render, spoken

if TYPE_CHECKING:
    from masker_rules.engine.result import Result
    from masker_rules.engine.results import Results
    from masker_rules.language.plan import Plan

__all__ = ["Headings", "Row", "Sheets", "cell_in_words", "number_cell", "result_sheets"]

Row = dict[str, Any]
Sheets = dict[str, list[Row]]
#: Characters that a cell holds.
CELL = 32_000
#: Lines that take from what was earned.
TAKEN = frozenset({"deduction", "contribution", "tax"})
#: Columns of shares.
SHARES = frozenset({"change_share", "pay_share", "lost_share", "gained_share"})
#: Columns whose cells are codes, and the texts of these.
CODED = {
    "status": "cli.status",
    "status_before": "cli.status",
    "status_after": "cli.status",
    "profile_status": "cli.profile_status",
    "category": "names.word",
    "staff_group": "review.group.staff_group",
    "position_kind": "names.word",
    "shifts": "review.group.shifts",
    "kind": "names.cause",
    "of": "review.report",
    "outcome": "review.report.outcome",
    "dimension": "review.report.dimension",
    "side": "review.report.sides",
    "table": "names.table",
}
#: The same of one table only.
CODED_IN = {
    ("statuses", "before"): "cli.status",
    ("statuses", "after"): "cli.status",
    ("differences", "change"): "review.report.difference",
}


class Headings:
    """Headings of one sheet, each once, and which column each is."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.columns: list[Row] = []

    def rows(self, sheet: str, rows: Iterable[Row], labels: Mapping[str, str]) -> list[Row]:
        """Rows under headings; `labels` are those that the regulation gives."""
        told: dict[str, str] = {}
        found = []
        for row in rows:
            for name in row:
                if name not in told:
                    told[name] = self._heading(sheet, name, labels, frozenset(told.values()))
            found.append({told[name]: value for name, value in row.items()})
        where, heading, code = (
            _capital(self._known("heading", key)) for key in ("sheet", "title", "code")
        )
        title = self.sheet(sheet)
        self.columns += [
            {where: title, heading: label, code: name} for name, label in told.items()
        ]
        return found

    def sheet(self, name: str) -> str:
        """What a sheet is called."""
        return self._known("sheet", name)

    def _heading(
        self, sheet: str, name: str, labels: Mapping[str, str], taken: frozenset[str]
    ) -> str:
        label = labels.get(name) or self._text(sheet, name)
        label = _capital(label)
        return f"{label} [{name}]" if label in taken else label

    def _text(self, sheet: str, name: str) -> str:
        for key in (f"names.heading_of.{sheet}.{name}", f"names.heading.{name}"):
            if key in keys(self.lang):
                return render(self.lang, key, {})
        return spoken.readable(self.lang, "column", name)

    def _known(self, group: str, name: str) -> str:
        return spoken.readable(self.lang, group, name)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# ------------------------------------------------------------------ results
def result_sheets(results: Results, lang: str) -> Sheets:
    """The workbook of a run: results, rows set aside, what the run was, and its columns.

    Args:
        results: The run.
        lang: `id` or `en`.
    """
    headings = Headings(lang)
    rows = results.flat_rows()
    labels = _labels_of(results, rows[0] if rows else (), lang)
    told = [_told(row, item, lang) for row, item in zip(rows, results, strict=True)]
    aside = [
        {
            **item.as_dict(lang),
            "table": spoken.named(lang, "table", item.table),
            "column": spoken.named(lang, "column", item.column) if item.column else "",
        }
        for item in results.set_aside
    ]
    return {
        headings.sheet("results"): headings.rows("results", told, labels),
        headings.sheet("set_aside"): headings.rows("set_aside", aside, {}),
        headings.sheet("about"): headings.rows("about", _about(results, lang), {}),
        headings.sheet("columns"): headings.columns,
    }


def _labels_of(results: Results, names: Iterable[str], lang: str) -> dict[str, str]:
    """What the regulations call parts, lines and counts."""
    found = dict[str, str]()
    plans = {id(plan): plan for item in results if (plan := _plan_of(item)) is not None}
    labels: dict[str, Text] = {}
    for plan in plans.values():
        labels |= plan.labels
    lines = {line.id: line.label for item in results for line in item.lines}
    words = Words(next(iter(plans.values()), None), lang)
    for name in names:
        if name.startswith(PART):
            label = labels.get(f"parts.{name.removeprefix(PART)}")
            found[name] = f"{label.get(lang) if label else words.base(name[len(PART) :])} (%)"
        elif name.startswith(LINE) and (line := lines.get(name.removeprefix(LINE))) is not None:
            found[name] = f"{line.get(lang)} (Rp)"
        elif name.startswith(COUNT):
            found[name] = words.count(name.removeprefix(COUNT))
    return found


def _plan_of(item: Result) -> Plan | None:
    return item.computation.plan if item.computation else None


def _told(row: Mapping[str, Any], item: Result, lang: str) -> Row:
    """A row of results in words; shares are numbers where they have an end."""
    plan = _plan_of(item)
    labels = plan.labels if plan else {}
    found = {name: cell_in_words("results", name, value, lang) for name, value in row.items()}
    for name in found:
        if name.startswith(PART):
            found[name] = _share(item.parts.get(name.removeprefix(PART)), lang)
    missing = item.bounds.missing if item.bounds else ()
    found = _behind(found, "status", "why_status", _why(item, lang)[:CELL])
    return found | {
        "period": spoken.month(lang, item.period.year, item.period.month),
        "missing": missing_names(missing, labels).said(lang)[:CELL],
        "warnings": _warnings(item, lang)[:CELL],
        "profile": plan.title.get(lang) if plan else row["profile"],
    }


def _behind(row: Row, name: str, added: str, value: Any) -> Row:
    """A row with one more cell behind another."""
    found: Row = {}
    for key, cell in row.items():
        found[key] = cell
        if key == name:
            found[added] = value
    return found


def _why(item: Result, lang: str) -> str:
    """Why the month is paid as it is, and where nothing is left, what took it."""
    # What an incomplete month lacks stands in a column of its own.
    told = [note.dated(lang) for note in item.why_status if note.code != "incomplete"]
    if item.status == "payable" and item.net == 0:
        told.append(_nothing_left(item, lang))
    return "; ".join(dict.fromkeys(told))


def _nothing_left(item: Result, lang: str) -> str:
    if item.gross:
        taken = [line.label for line in item.lines if line.kind in TAKEN and line.amount < 0]
        key = "taken"
    else:
        taken = [finding.label for finding in item.findings if finding.amount < 0]
        key = "lost" if taken else "no_amount"
    labels = list(dict.fromkeys(label.get(lang) for label in taken))
    return render(lang, f"workbook.{key}", {"labels": spoken.listed(lang, labels)})


def _warnings(item: Result, lang: str) -> str:
    told = (note.dated(lang) for note in item.warnings if note.code not in PROMINENT)
    return "; ".join(dict.fromkeys(told))


def _alarms(results: Results, lang: str) -> list[str]:
    """What concerns every number of the run, each said once."""
    notes = results.common
    if results.table is None:
        notes = tuple(note for item in results for note in item.warnings)
    said = [note.message(lang) for note in notes if note.code in PROMINENT]
    if why := results.checks.why:
        said += [render(lang, "cli.arrears.not_settled", {}), *(one.message(lang) for one in why)]
    return list(dict.fromkeys(said))


def _about(results: Results, lang: str) -> list[Row]:
    header = results.about
    profile = header["profile"]
    said: list[tuple[str, object]] = [
        ("masker", header["masker"]),
        ("profile_id", profile["id"]),
        ("profile_status", _word(lang, "cli.profile_status", profile["status"])),
        ("profile_digest", profile["digest"]),
        ("unconfirmed", len(profile["unconfirmed"])),
        ("calendar_digest", header["calendar"]["digest"]),
        ("pack_digest", header["pack"]["digest"]),
    ]
    said += [("alarm", message) for message in _alarms(results, lang)]
    return [
        {"key": _capital(spoken.readable(lang, "heading", key)), "value": value}
        for key, value in said
    ]


# ------------------------------------------------------------------ cells
def cell_in_words(table: str, name: str, value: Any, lang: str) -> Any:
    """A cell of a column as people read it."""
    if name in SHARES:
        return _share(value, lang)
    if name == "period" and isinstance(value, str):
        return spoken.Period(value).said(lang)
    group = CODED_IN.get((table, name)) or CODED.get(name)
    if group and isinstance(value, str):
        return _word(lang, group, value)
    return value if value is None or isinstance(value, str) else number_cell(value, lang)


def number_cell(value: Fraction | int | None, lang: str) -> Any:
    """A number as a number; one without an end as a text that says what it is exactly."""
    if value is None or is_short(Fraction(value)):
        return value
    return spoken.exact_number(lang, value)


def _word(lang: str, group: str, code: str) -> str:
    key = f"{group}.{code}"
    return render(lang, key, {}) if key in keys(lang) else code


def _share(value: Fraction | int | None, lang: str) -> Any:
    if value is None:
        return None
    share = Fraction(value)
    return Share(share) if is_short(share * 100) else spoken.exact_share(lang, share)
