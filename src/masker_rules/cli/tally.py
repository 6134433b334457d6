"""What a run came to in a few lines: results by status, sums, and how it was computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from masker_rules.cli.terminal import Terminal
from masker_rules.engine.columns import PROMINENT

if TYPE_CHECKING:
    from masker_rules.api import Results
    from masker_rules.engine.beside import Beside, Earlier, Nets
    from masker_rules.engine.result import Remark
    from masker_rules.engine.results import How
    from masker_rules.periods import Month

__all__ = ["Tally", "Totals"]

#: So many lines of a list are shown.
SHOWN = 10
STATUSES = ("payable", "postponed", "withheld", "zero", "not_eligible", "incomplete")


@dataclass
class Totals:
    """What results come to; those of several runs add up, also those of other processes.

    Attributes:
        statuses: How many results of each.
        known: How many have amounts.
        gross, deductions, net: Rupiah, of those.
        aside: Rows set aside.
        alarms: What concerns every number.
        hows: How each run was computed.
        granted_to_some: Amounts of which no row means that they are not granted.
        unsettled: Why amounts are provisional.
        unit_days: Unit, and working day on which nobody of it has a punch.
        beside: The results beside earlier ones.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    known: int = 0
    gross: int = 0
    deductions: int = 0
    net: int = 0
    aside: int = 0
    alarms: list[Remark] = field(default_factory=list)
    hows: list[How] = field(default_factory=list)
    granted_to_some: set[str] = field(default_factory=set)
    unsettled: list[Remark] = field(default_factory=list)
    unit_days: set[tuple[str, date]] = field(default_factory=set)
    beside: Beside | None = None

    @classmethod
    def of(cls, results: Results) -> Totals:
        """Those of one run; none of its results is kept."""
        totals = cls(aside=len(results.set_aside))
        if results.table is not None:
            columns = results.table().select("status", "net", "gross", "deductions")
            for status, net, gross, deductions in columns.iter_rows():
                totals._count(status, net, gross, deductions)
            totals._alarm(results.common)
        else:
            for item in results:
                totals._count(item.status, item.net, item.gross, item.deductions)
                totals._alarm(item.warnings)
        if results.how is not None:
            totals.hows.append(results.how)
        for profile in results.about.get("profiles", [results.about["profile"]]):
            totals.granted_to_some.update(profile["granted_to_some"])
        checks = results.checks
        totals.unsettled += checks.why
        totals.unit_days.update(checks.unit_days_without_punches)
        totals.beside = checks.beside
        return totals

    def _count(
        self, status: str, net: int | None, gross: int | None, deductions: int | None
    ) -> None:
        self.statuses[status] += 1
        if net is not None:
            self.known += 1
            self.gross += gross or 0
            self.deductions += deductions or 0
            self.net += net

    def _alarm(self, remarks: Iterable[Remark]) -> None:
        for note in remarks:
            if note.code in PROMINENT and note not in self.alarms:
                self.alarms.append(note)

    def add(self, other: Totals) -> None:
        """Count those of another run too."""
        self.statuses += other.statuses
        self.known += other.known
        self.gross += other.gross
        self.deductions += other.deductions
        self.net += other.net
        self.aside += other.aside
        self._alarm(other.alarms)
        self.hows += other.hows
        self.granted_to_some |= other.granted_to_some
        self.unsettled += [note for note in other.unsettled if note not in self.unsettled]
        self.unit_days |= other.unit_days
        self.beside = self.beside or other.beside


class Tally:
    """Tells the sums of a run, or of all its parts.

    Attributes:
        totals: They grow while parts are computed.
        earlier: The result that all parts together are put beside.
    """

    def __init__(self, terminal: Terminal, earlier: Earlier | None = None) -> None:
        self.terminal, self.totals, self.earlier = terminal, Totals(), earlier
        self._nets: dict[Month, dict[str, int | None]] = {}

    def add_part(self, totals: Totals, nets: Nets | None) -> None:
        """Count a part; its nets are kept only where something is put beside them."""
        self.totals.add(totals)
        for month, own in (nets or {}).items():
            self._nets.setdefault(month, {}).update(own)

    def put_beside(self, *, whole: bool) -> Beside | None:
        """All parts beside the earlier result, once the last is counted.

        Args:
            whole: Whether each was computed; else nobody knows who is in the earlier one only.
        """
        if self.earlier is not None:
            found = self.earlier.beside(self._nets)
            self.totals.beside = found if whole else replace(found, only_before=())
        return self.totals.beside

    def add(self, results: Results) -> None:
        """Count the results of a run."""
        self.totals.add(Totals.of(results))

    @property
    def alarms(self) -> list[str]:
        """What concerns every number, each said once."""
        said = (note.message(self.terminal.lang) for note in self.totals.alarms)
        return list(dict.fromkeys(said))

    @property
    def is_clean(self) -> bool:
        """Whether no result is incomplete and no row was set aside."""
        return not self.totals.aside and not self.totals.statuses["incomplete"]

    @property
    def is_settled(self) -> bool:
        """Whether nothing was lost that may be anybody's."""
        return not self.totals.unsettled

    def tell(self) -> None:
        """On stderr: what concerns every number, the sums, and rows set aside."""
        if self.terminal.quiet:
            return
        for message in self.alarms:
            self.terminal.say(self.terminal.text("alarm", message=message), "bold yellow")
        for line in self.lines():
            self.terminal.say(line)
        if self.totals.aside:
            count = self.terminal.number(self.totals.aside)
            self.terminal.say(self.terminal.text("set_aside", count=count))

    def lines(self) -> Iterator[str]:
        """How many results of each status, and what they add up to."""
        say, number = self.terminal.text, self.terminal.number
        told = ", ".join(
            f"{number(self.totals.statuses[status])} {self.terminal.word('status', status)}"
            for status in STATUSES
            if self.totals.statuses[status]
        )
        count = self.totals.statuses.total()
        yield say("counted", count=number(count), told=told or "–")
        if self.totals.known:
            yield say(
                "sums",
                gross=number(self.totals.gross),
                deductions=number(self.totals.deductions),
                net=number(self.totals.net),
            )
        if count > self.totals.known:
            yield say("sums_without", count=number(count - self.totals.known))
        if self.totals.granted_to_some:
            names = (self._amount(key) for key in sorted(self.totals.granted_to_some))
            yield say("granted_to_some", names=", ".join(names))
        yield say(
            "settled" if self.is_settled else "provisional",
            zero=self._share_of("zero"),
            incomplete=self._share_of("incomplete"),
        )
        for note in self.totals.unsettled:
            yield f"- {note.message(self.terminal.lang)} [{note.code}]"
        yield from self._silent()
        yield from self._beside()

    def _silent(self) -> Iterator[str]:
        """The working days on which nobody of a unit has a punch."""
        days = sorted(self.totals.unit_days)
        if days:
            yield self.terminal.text("silent", count=self.terminal.number(len(days)))
            yield from self._some(
                [f"{unit or '–'}, {self.terminal.day(day)}" for unit, day in days]
            )

    def _beside(self) -> Iterator[str]:
        """Who is paid otherwise than in the earlier result, or is in one of them only."""
        told, say, number = self.totals.beside, self.terminal.text, self.terminal.number
        if told is None:
            return
        yield say(
            "beside",
            compared=number(told.compared),
            moved=number(len(told.moved)),
            share=self.terminal.percent(told.share),
            now=number(len(told.only_now)),
            before=number(len(told.only_before)),
        )
        moved = (
            say(
                "moved",
                nip=m.nip,
                period=self.terminal.month(m.period),
                before=number(m.before),
                net=number(m.net),
            )
            for m in told.moved
        )
        yield from self._some(moved)
        for key, pairs in (("only_now", told.only_now), ("only_before", told.only_before)):
            yield from self._some(
                say(key, nip=nip, period=self.terminal.month(period)) for nip, period in pairs
            )

    @staticmethod
    def _some(told: Iterable[str]) -> Iterator[str]:
        """The first lines of a list."""
        lines = [f"- {line}" for line in told]
        yield from lines[:SHOWN]
        if len(lines) > SHOWN:
            yield f"- … (+{len(lines) - SHOWN})"

    def _share_of(self, status: str) -> str:
        """The share of the results with a status."""
        count = self.totals.statuses.total() or 1
        own = self.totals.statuses[status]
        return self.terminal.percent(_hundredths(own, count))

    def _amount(self, key: str) -> str:
        """A component of the pay in words, where there are some."""
        return self.terminal.named("item", key)

    def tell_engine(self) -> None:
        """On stderr: which engine computed how many, where it is not the reference engine."""
        for engine in sorted({how.engine for how in self.totals.hows} - {"reference"}):
            self._tell_share([how for how in self.totals.hows if how.engine == engine], engine)

    def _tell_share(self, hows: list[How], engine: str) -> None:
        say, number = self.terminal.text, self.terminal.number
        asked = sum(how.asked for how in hows)
        left = asked - sum(how.in_frames for how in hows)
        if not left:
            self.terminal.say(say("engine_all", engine=engine, all=number(asked)))
            return
        share = _hundredths(left, asked)
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


def _hundredths(part: int, whole: int) -> Fraction:
    """A share in hundredths of a percent, half up."""
    return Fraction((20_000 * part + whole) // (2 * whole), 10_000)
