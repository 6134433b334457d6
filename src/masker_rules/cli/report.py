"""What `compute` tells people: the table, the sums, and everything that needs a second look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from masker_rules.cli.findings import draw_alike, draw_rows, heading, indented, noted
from masker_rules.cli.paysheet import paysheet
from masker_rules.cli.tally import Tally
from masker_rules.cli.terminal import Terminal
from masker_rules.engine.columns import PROMINENT
from masker_rules.engine.missing_names import missing_names
from masker_rules.texts import harmless
from masker_rules.texts.spoken import spelled_out

if TYPE_CHECKING:
    from rich.console import Console

    from masker_rules.api import Result, Results
    from masker_rules.engine.result import Remark

__all__ = ["Report"]

SHOWN = 10
ALIKE = 3


class Report:
    """A run as people read it.

    Args:
        results: The run.
        terminal: Language and streams.
        hint: Command that shows every row set aside, empty where none can be named.
    """

    def __init__(self, results: Results, terminal: Terminal, hint: str = "") -> None:
        self.results = results
        self.terminal = terminal
        self.hint = hint
        self.tally = Tally(terminal)
        self.tally.add(results)

    # ------------------------------------------------------------------ drawing
    def draw(self, console: Console) -> None:
        """Head, warnings, table, sums, and what needs a second look."""
        self._head(console)
        self._alarms(console)
        self._sheet(console)
        self._summary(console)
        self._incomplete(console)
        self._unpaid(console)
        self._set_aside(console)
        self._remarks(console)
        self._undecided(console)
        self._warnings(console)

    def tell(self) -> None:
        """The same on stderr in a few lines, beside an output for machines."""
        self.tally.tell()

    def _head(self, console: Console) -> None:
        from rich.text import Text  # noqa: PLC0415

        profile = self.results.about["profile"]
        status = self.terminal.word("profile_status", profile["status"])
        plan = next((r.computation.plan for r in self.results if r.computation), None)
        if plan is not None:
            title = spelled_out(self.terminal.lang, plan.title.get(self.terminal.lang))
            console.print(Text(title, style="bold"))
        console.print(Text(self.terminal.text("regulation_status", status=status)))
        if months := {item.period for item in self.results}:
            told = self.terminal.months([*months])
            console.print(Text(self.terminal.text("period", period=told)))
        console.print(Text(f"[{profile['id']}]", style="dim"))
        console.print()

    def _alarms(self, console: Console) -> None:
        for message in self.tally.alarms:
            indented(console, self.terminal.text("alarm", message=message), 0, "bold yellow")
            console.print()

    def _sheet(self, console: Console) -> None:
        sheet = paysheet(self.results, self.terminal, console.width)
        console.print(sheet.table)
        if sheet.left_out:
            names = ", ".join(sheet.left_out)
            console.print()
            indented(console, self.terminal.text("columns_left_out", names=names), 0, "dim")

    def _summary(self, console: Console) -> None:
        from rich.text import Text  # noqa: PLC0415

        heading(console, self.terminal.text("summary"))
        for line in self.tally.lines():
            console.print(Text(f"  {line}"))

    def _incomplete(self, console: Console) -> None:
        found = [item for item in self.results if item.status == "incomplete"]
        self._people(console, "incomplete_people", found, self._bounds_text)

    def _unpaid(self, console: Console) -> None:
        kinds = ("zero", "postponed", "withheld", "not_eligible")
        found = [item for item in self.results if item.status in kinds]
        self._people(console, "unpaid_people", found, self._why_text)

    def _people(self, console: Console, title: str, found: Sequence[Result], told: Any) -> None:
        from rich.text import Text  # noqa: PLC0415

        if not found:
            return
        heading(console, self.terminal.text(title, count=self.terminal.number(len(found))))
        for item in found[:SHOWN]:
            console.print(
                Text(harmless(f"  {item.nip}  {item.name}")), no_wrap=True, overflow="ellipsis"
            )
            for line in told(item):
                indented(console, line, 6, "dim")
        rest = len(found) - SHOWN
        if rest > 0:
            more = self.terminal.text("more_people", count=self.terminal.number(rest))
            console.print(Text(f"  {more}"))

    def _bounds_text(self, item: Result) -> Iterator[str]:
        say, number, bounds = self.terminal.text, self.terminal.number, item.bounds
        if bounds is None:
            return
        yield say("missing", names=missing_names(bounds.missing).said(self.terminal.lang) or "–")
        if bounds.lowest is not None and bounds.highest is not None:
            yield say("between", low=number(bounds.lowest), high=number(bounds.highest))
        elif bounds.lowest is not None:
            yield say("at_least", low=number(bounds.lowest))
        elif bounds.highest is not None:
            yield say("at_most", high=number(bounds.highest))
        else:
            yield say("unbounded")

    def _why_text(self, item: Result) -> Iterator[str]:
        for note in item.why_status:
            yield note.message(self.terminal.lang)

    def _remarks(self, console: Console) -> None:
        """Files and columns that nobody reads, and rows that call for a look."""
        found = self.results.remarks
        if not found:
            return
        heading(console, self.terminal.text("remarks", count=self.terminal.number(len(found))))
        draw_alike(console, self.terminal, found, SHOWN)

    def _set_aside(self, console: Console) -> None:
        from rich.text import Text  # noqa: PLC0415

        found = self.results.set_aside
        if not found:
            return
        heading(console, self.terminal.text("set_aside", count=self.terminal.number(len(found))))
        draw_rows(console, self.terminal, found, SHOWN)
        if len(found) > SHOWN and self.hint:
            console.print(Text(f"  {self.terminal.text('see_all', command=self.hint)}"))

    # ------------------------------------------------------------------ of several people
    def _undecided(self, console: Console) -> None:
        """What may still change an amount that is settled; of the unpaid it is told above."""
        paid = (item for item in self.results if item.status == "payable")
        found = ((item, note) for item in paid for note in item.why_status)
        self._noted(console, "undecided", found)

    def _warnings(self, console: Console) -> None:
        found = ((item, note) for item in self.results for note in item.warnings)
        told = ((item, note) for item, note in found if note.code not in PROMINENT)
        self._noted(console, "warnings", told)

    def _noted(self, console: Console, title: str, found: Iterable[tuple[Result, Remark]]) -> None:
        """Remarks by their code, each message once with the people it concerns."""
        groups: dict[str, dict[str, list[Result]]] = {}
        for item, note in found:
            told = note.dated(self.terminal.lang)
            groups.setdefault(note.code, {}).setdefault(told, []).append(item)
        if not groups:
            return
        heading(console, self.terminal.text(title))
        for code, messages in sorted(groups.items()):
            for message, people in list(messages.items())[:ALIKE]:
                noted(console, f"{message} ({self._whom(people)})", f"[{code}]", 2)
            rest = len(messages) - ALIKE
            if rest > 0:
                more = self.terminal.text("more_alike", count=self.terminal.number(rest))
                indented(console, more, 6, "dim")

    def _whom(self, people: Sequence[Result]) -> str:
        if len(people) == 1:
            return f"{people[0].name or people[0].nip}"
        return self.terminal.text("concerns", count=self.terminal.number(len(people)))
