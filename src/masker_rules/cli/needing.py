"""`masker needs`: what a regulation reads of a pack, and an empty pack to fill."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from masker_rules.cli.findings import heading, indented
from masker_rules.cli.options import Format, Out
from masker_rules.cli.output import deliver, deliver_drawn, format_of
from masker_rules.cli.terminal import Terminal
from masker_rules.facts.aside import writable
from masker_rules.texts import json_text, render, spoken

if TYPE_CHECKING:
    from rich.console import Console

    from masker_rules.engine.needs import ColumnNeed, KeyNeed, Needs, TableNeed
    from masker_rules.facts.definition import ColumnDef
    from masker_rules.facts.template import BlankSheet

__all__ = ["needs"]

FORMATS = ("table", "json")


def needs(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="ID")],
    template: Annotated[Path | None, typer.Option("--template", metavar="DIR")] = None,
    format: Format = None,
    out: Out = None,
) -> int:
    """Words of the help: `cli.help.needs.about`."""
    from masker_rules.engine.profile import load_profile  # noqa: PLC0415

    terminal: Terminal = context.obj
    chosen = format_of(format, out, FORMATS)
    page = _Page(load_profile(ref).needs(), terminal)
    if template is not None:
        from masker_rules.facts.template import template_xlsx  # noqa: PLC0415

        name = f"{page.needs.profile.replace('/', '-')}.xlsx"
        made = template_xlsx(page.sheets())
        with writable(template):
            template.mkdir(parents=True, exist_ok=True)
        deliver(made, template / name, terminal)
        return 0
    if chosen == "json":
        deliver(json_text(page.needs.as_dict(terminal.lang)) + "\n", out, terminal)
    else:
        deliver_drawn(page.draw, out, terminal)
    return 0


class _Page:
    def __init__(self, needs: Needs, terminal: Terminal) -> None:
        from masker_rules.facts.definition import definition  # noqa: PLC0415

        self.needs, self.terminal, self.lang = needs, terminal, terminal.lang
        self._tables = definition().tables

    def draw(self, console: Console) -> None:
        """Each table with its columns and keys; then the earlier months."""
        console.print(
            self._say("title", profile=self.needs.label("profile", self.lang)), style="bold"
        )
        if self.needs.cutoff:
            console.print(self._say("months", days=self.needs.cutoff))
        for table in self.needs.tables:
            word = self._say("required" if table.required else "optional")
            heading(console, f"{self.terminal.table(table.name)}: {word}")
            indented(console, self._doc(table.name), 2, "dim")
            if table.why:
                indented(console, self._say("because", why=self._why(table.why)), 2)
            plain = [column.name for column in table.columns if not column.why]
            indented(console, self._say("columns", names=", ".join(map(self._column, plain))), 2)
            for column in table.columns:
                if column.why:
                    indented(console, f"{self._column(column.name)}: {self._why(column.why)}", 4)
            for key in table.keys:
                indented(console, self._key(key), 4)
            told = [self._column(column.name) for column in table.columns if not column.decides]
            if told:
                indented(console, self._say("told_only", names=", ".join(told)), 2)
        if self.needs.windows:
            heading(console, self._say("earlier"))
        for window, why in self.needs.windows.items():
            indented(console, f"{self._window(window)}: {self._why(why)}", 2)

    def sheets(self) -> list[BlankSheet]:
        """The tables to fill, without those that only an importer fills."""
        from masker_rules.facts.doubts import COLUMN  # noqa: PLC0415
        from masker_rules.facts.template import BlankColumn, BlankSheet  # noqa: PLC0415

        found = []
        for table in self.needs.tables:
            known = self._tables[table.name]
            columns: list[BlankColumn] = []
            blank = self._without_rows(table)
            for one in table.columns:
                column = known.column(one.name)
                if column.name == COLUMN:
                    continue
                needed = column.required == "value"
                note = self._note(table, one) if columns else f"{blank}\n{self._note(table, one)}"
                words = _choices(table, one, column)
                columns.append(BlankColumn(one.name, column.type, note, words, needed))
            found.append(BlankSheet(table.name, columns, table.required))
        return [*found, *map(self._for_papers, PAPERS)]

    def _for_papers(self, name: str) -> BlankSheet:
        """A table that papers read and no regulation."""
        from masker_rules.facts.definition import definition  # noqa: PLC0415
        from masker_rules.facts.template import BlankColumn, BlankSheet  # noqa: PLC0415

        table = definition().every[name]
        columns: list[BlankColumn] = []
        for column in table.columns:
            note = f"{column.doc[self.lang]}\n{self._if_empty(column)}"
            if not columns:
                note = f"{self._say('blank.papers')}\n{table.doc[self.lang]}\n{note}"
            needed = column.required == "value"
            columns.append(BlankColumn(column.name, column.type, note, column.words, needed))
        return BlankSheet(name, columns)

    def _without_rows(self, table: TableNeed) -> str:
        """What a sheet says that is left without rows."""
        if table.decides_without_rows:
            return self._say("blank.decides")
        return self._say("blank.unknown" if table.required else "blank.nothing")

    def _note(self, table: TableNeed, column: ColumnNeed) -> str:
        """What a cell of the workbook is told beside: what it means, why, what empty means."""
        known = self._tables[table.name].column(column.name)
        lines = [known.doc[self.lang]]
        if column.why:
            lines.append(self._say("because", why=self._why(column.why)))
        if column.name in KEYS and table.keys:
            lines += [self._key(key) for key in table.keys]
        if not column.decides:
            lines.append(self._say("told_only", names=self._column(column.name)))
        lines.append(self._if_empty(known, column.empty))
        return "\n".join(lines)

    def _if_empty(self, column: ColumnDef, means: str = "") -> str:
        """What an empty cell does; `means` is what the regulation says of it."""
        if column.required == "value":
            return self._say("must")
        return self._say("empty", meaning=self.terminal.named("empty", means or column.empty))

    def _key(self, key: KeyNeed) -> str:
        kind, back = key.period
        when = {0: "now", 1: "before"}.get(back, "ago")
        period = self._say(f"periods.{kind}_{when}", back=back)
        no_row = self._say(f"rows.{ROWS[key.no_row]}") if key.no_row in ROWS else key.no_row
        label = f"{self.terminal.named('item', key.key)} ({key.key})"
        label = f"{label} ({self.needs.whose(key, self.lang)})" if key.whose else label
        kind = self.terminal.named("type", key.type)
        told = f"{label}: {kind}, {period}; {self._say('no_row', value=no_row)}"
        return f"{told}; {self._say('because', why=self._why(key.why))}" if key.why else told

    def _why(self, why: tuple[str, ...]) -> str:
        told = []
        for path in why:
            source = self.needs.source(path, self.lang)
            label = self.needs.label(path, self.lang)
            item = f"{label} ({source})" if source else label
            whom = self.needs.holds_for(path, self.lang)
            told.append(f"{item}, {self._say('whom', whom=whom)}" if whom else item)
        return "; ".join(told)

    def _window(self, written: str) -> str:
        """`previous 3 months` in words."""
        count = "".join(filter(str.isdigit, written))
        name = written.replace(count, "n") if count else written
        return render(self.lang, f"names.window.{name}", {"count": count})

    def _column(self, name: str) -> str:
        """`akhir (until)`: what a column is called, and its heading in the file."""
        return spoken.Column(name).said(self.lang)

    def _doc(self, table: str) -> str:
        return self._tables[table].doc[self.lang]

    def _say(self, key: str, **params: object) -> str:
        return self.terminal.text(f"needs.{key}", **params)


def _choices(table: TableNeed, column: ColumnNeed, known: ColumnDef) -> Sequence[str]:
    """What a cell may be chosen from: of measures and components those that are read."""
    if known.type == "flag":
        return FLAGS
    if column.name in KEYS and table.keys:
        return list(dict.fromkeys(key.key for key in table.keys))
    return column.words


#: Tables that papers read, which whoever prepares the files fills in as well.
PAPERS = ("accounts", "officials")
#: What a flag can be, as it is written.
FLAGS = ("true", "false")
#: Columns that hold the keys of a table.
KEYS = frozenset({"measure", "component", "key"})
#: Words for what holds without a row.
ROWS = {"unknown": "unknown", "not granted": "not_granted"}
