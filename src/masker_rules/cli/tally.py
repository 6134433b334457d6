"""What a run came to in a few lines: results by status, sums, and how it was computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from masker_rules.cli.terminal import Terminal

if TYPE_CHECKING:
    from masker_rules.api import Results
    from masker_rules.engine.result import How, Remark

__all__ = ["PROMINENT", "Tally"]

#: Warnings that concern every number of a run: they stand first, never in a list.
PROMINENT = ("placeholder-rates", "unconfirmed-rates", "estimated-calendar")
STATUSES = ("payable", "postponed", "withheld", "zero", "not_eligible", "incomplete")


class Tally:
    """Adds up runs; it keeps no result.

    Attributes:
        alarms: What concerns every number, each said once.
    """

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self._alarms: dict[str, None] = {}
        self._statuses: Counter[str] = Counter()
        self._gross = self._deductions = self._net = self._known = self._aside = 0
        self._hows: list[How] = []

    def add(self, results: Results) -> None:
        """Count the results of a run, or of a part of it."""
        if results.table is not None:
            self._add_table(results.table(), results.common)
        else:
            self._add_items(results)
        self._aside += len(results.set_aside)
        if results.how is not None:
            self._hows.append(results.how)

    def _add_items(self, results: Results) -> None:
        for item in results:
            self._statuses[item.status] += 1
            if item.net is not None:
                self._known += 1
                self._gross += item.gross or 0
                self._deductions += item.deductions or 0
                self._net += item.net
            self._alarm(item.warnings)

    def _add_table(self, table: Any, common: Sequence[Remark]) -> None:
        """The same of results that are no objects."""
        for status, net, gross, deductions in table.select(
            "status", "net", "gross", "deductions"
        ).iter_rows():
            self._statuses[status] += 1
            if net is not None:
                self._known += 1
                self._gross += gross or 0
                self._deductions += deductions or 0
                self._net += net
        self._alarm(common)

    def _alarm(self, remarks: Iterable[Remark]) -> None:
        for note in remarks:
            if note.code in PROMINENT:
                self._alarms[note.message(self.terminal.lang)] = None

    @property
    def alarms(self) -> list[str]:
        return list(self._alarms)

    @property
    def is_clean(self) -> bool:
        """Whether no result is incomplete and no row was set aside."""
        return not self._aside and not self._statuses["incomplete"]

    def tell(self) -> None:
        """On stderr: what concerns every number, the sums, and rows set aside."""
        if self.terminal.quiet:
            return
        for message in self._alarms:
            self.terminal.say(self.terminal.text("alarm", message=message), "bold yellow")
        for line in self.sums():
            self.terminal.say(line)
        if self._aside:
            count = self.terminal.number(self._aside)
            self.terminal.say(self.terminal.text("set_aside", count=count))

    def sums(self) -> Iterator[str]:
        """How many results of each status, and what they add up to."""
        say, number = self.terminal.text, self.terminal.number
        told = ", ".join(
            f"{number(self._statuses[status])} {self.terminal.word('status', status)}"
            for status in STATUSES
            if self._statuses[status]
        )
        count = self._statuses.total()
        yield say("counted", count=number(count), told=told or "–")
        if self._known:
            yield say(
                "sums",
                gross=number(self._gross),
                deductions=number(self._deductions),
                net=number(self._net),
            )
        if count > self._known:
            yield say("sums_without", count=number(count - self._known))

    def tell_engine(self) -> None:
        """On stderr: which engine computed how many, where it is not the reference engine."""
        texts = (note.text(self.terminal.lang) for how in self._hows for note in how.notes)
        for text in dict.fromkeys(texts):
            self.terminal.say(text, "yellow")
        for engine in sorted({how.engine for how in self._hows} - {"reference"}):
            self._tell_share([how for how in self._hows if how.engine == engine], engine)

    def _tell_share(self, hows: list[How], engine: str) -> None:
        say, number = self.terminal.text, self.terminal.number
        asked = sum(how.asked for how in hows)
        left = asked - sum(how.in_frames for how in hows)
        if not left:
            self.terminal.say(say("engine_all", engine=engine, all=number(asked)))
            return
        # Hundredths of a percent, half up.
        share = Fraction((20_000 * left + asked) // (2 * asked), 10_000)
        self.terminal.say(
            say(
                "engine",
                engine=engine,
                count=number(asked - left),
                all=number(asked),
                left=number(left),
                share=self.terminal.percent(share),
            )
        )
