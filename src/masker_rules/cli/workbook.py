"""Workbooks as people read them: sheets, headings and cells in the words of the glossary.

CSV, Parquet and frames keep the codes of columns, for programs read them; the last sheet of a
workbook says which column each heading is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from masker_rules.cli.tally import PROMINENT, Tally
from masker_rules.cli.terminal import Terminal
from masker_rules.engine.columns import COUNT, LINE, PART
from masker_rules.engine.missing_names import missing_names
from masker_rules.explain.words import Words, is_short
from masker_rules.facts.exports import Share
from masker_rules.legal import Text
from masker_rules.texts import keys, render, spoken

if TYPE_CHECKING:
    from masker_rules.api import Result, Results
    from masker_rules.language.plan import Plan
    from masker_rules.review import Comparison

__all__ = ["comparison_sheets", "result_sheets"]

Row = dict[str, Any]
Sheets = dict[str, list[Row]]
#: Characters that a cell holds.
CELL = 32_000
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
CAUSES = "causes"


class _Headings:
    """Headings of one sheet, each once, and which column each is."""

    def __init__(self, terminal: Terminal) -> None:
        self.lang = terminal.lang
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
def result_sheets(results: Results, terminal: Terminal, tally: Tally) -> Sheets:
    """The workbook of a run: results, rows set aside, what the run was, and its columns."""
    headings = _Headings(terminal)
    rows = results.flat_rows()
    labels = _labels_of(results, rows[0] if rows else (), terminal)
    told = [_told(row, item, terminal) for row, item in zip(rows, results, strict=True)]
    aside = [
        {
            **item.as_dict(terminal.lang),
            "table": spoken.named(terminal.lang, "table", item.table),
            "column": spoken.named(terminal.lang, "column", item.column) if item.column else "",
        }
        for item in results.set_aside
    ]
    return {
        headings.sheet("results"): headings.rows("results", told, labels),
        headings.sheet("set_aside"): headings.rows("set_aside", aside, {}),
        headings.sheet("about"): headings.rows("about", _about(results, terminal, tally), {}),
        headings.sheet("columns"): headings.columns,
    }


def _labels_of(results: Results, names: Iterable[str], terminal: Terminal) -> dict[str, str]:
    """What the regulations call parts, lines and counts."""
    lang, found = terminal.lang, dict[str, str]()
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


def _told(row: Mapping[str, Any], item: Result, terminal: Terminal) -> Row:
    """A row of results in words; shares are numbers where they have an end."""
    lang, plan = terminal.lang, _plan_of(item)
    labels = plan.labels if plan else {}
    found = {name: _cell("results", name, value, terminal) for name, value in row.items()}
    for name in found:
        if name.startswith(PART):
            found[name] = _share(item.parts.get(name.removeprefix(PART)), lang)
    missing = item.bounds.missing if item.bounds else ()
    return found | {
        "period": terminal.month(item.period),
        "missing": missing_names(missing, labels).said(lang)[:CELL],
        "warnings": _warnings(item, terminal)[:CELL],
        "profile": plan.title.get(lang) if plan else row["profile"],
    }


def _warnings(item: Result, terminal: Terminal) -> str:
    told = (note.dated(terminal.lang) for note in item.warnings if note.code not in PROMINENT)
    return "; ".join(dict.fromkeys(told))


def _about(results: Results, terminal: Terminal, tally: Tally) -> list[Row]:
    header = results.about
    profile = header["profile"]
    said: list[tuple[str, object]] = [
        ("masker", header["masker"]),
        ("profile_id", profile["id"]),
        ("profile_status", terminal.word("profile_status", profile["status"])),
        ("profile_digest", profile["digest"]),
        ("unconfirmed", len(profile["unconfirmed"])),
        ("calendar_digest", header["calendar"]["digest"]),
        ("pack_digest", header["pack"]["digest"]),
    ]
    said += [("alarm", message) for message in tally.alarms]
    return [
        {"key": _capital(terminal.named("heading", key)), "value": value} for key, value in said
    ]


# ------------------------------------------------------------------ comparisons
def comparison_sheets(found: Comparison, terminal: Terminal, tables: Sequence[str]) -> Sheets:
    """The workbook of a comparison: its tables for each draft, and their columns."""
    headings, sheets = _Headings(terminal), Sheets()
    for index in range(len(found.effects)):
        mark = f"{index + 1} " if len(found.effects) > 1 else ""
        for name in tables:
            rows = found.table(name, index, terminal.lang)
            labels = _causes_of(found, index, terminal.lang)
            told = [_flat(name, row, terminal) for row in rows]
            columns = dict.fromkeys(key for row in told for key in row)
            whole = [{key: row.get(key) for key in columns} for row in told]
            sheets[f"{mark}{headings.sheet(name)}"] = headings.rows(name, whole, labels)
    named = {tuple(row.items()): row for row in headings.columns}
    return {**sheets, headings.sheet("columns"): [*named.values()]}


def _causes_of(found: Comparison, index: int, lang: str) -> dict[str, str]:
    """What the causes of changes are called, by the column in which their money stands."""
    told = {}
    for row in found.table("findings", index, lang):
        code = f"[{row['code']}]" if row["code"] else ""
        told[f"{CAUSES}: {row['path']}{code}"] = f"{row['label']} {code}".rstrip() + " (Rp)"
    return told


def _flat(table: str, row: Mapping[str, Any], terminal: Terminal) -> Row:
    """A row in words, its causes as columns of their own."""
    found: Row = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            found |= {f"{name}: {key}": _number(one, terminal) for key, one in value.items()}
        else:
            found[name] = _cell(table, name, value, terminal)
    if table in {"groups", "equity"}:
        unknown = render(terminal.lang, "review.group.unknown", {})
        found["group"] = _cell(table, row["dimension"], row["group"], terminal) or unknown
    return found


# ------------------------------------------------------------------ cells
def _cell(table: str, name: str, value: Any, terminal: Terminal) -> Any:
    if name in SHARES:
        return _share(value, terminal.lang)
    if name == "period" and isinstance(value, str):
        return spoken.Period(value).said(terminal.lang)
    group = CODED_IN.get((table, name)) or CODED.get(name)
    if group and isinstance(value, str):
        key = f"{group}.{value}"
        return render(terminal.lang, key, {}) if key in keys(terminal.lang) else value
    return value if value is None or isinstance(value, str) else _number(value, terminal)


def _number(value: Fraction | int | None, terminal: Terminal) -> Any:
    """A number as a number; one without an end as a text that says what it is exactly."""
    if value is None or is_short(Fraction(value)):
        return value
    return spoken.exact_number(terminal.lang, value)


def _share(value: Fraction | int | None, lang: str) -> Any:
    if value is None:
        return None
    share = Fraction(value)
    return Share(share) if is_short(share * 100) else spoken.exact_share(lang, share)
