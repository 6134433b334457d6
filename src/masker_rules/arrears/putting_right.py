"""`rapel`: what each person was paid, what is due now, and what of it is to be put right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from masker_rules._version import __version__
from masker_rules.api import day_of, regulation_of
from masker_rules.arrears.causes import TEXT, Cause, Changes
from masker_rules.arrears.rows import (
    PaidFrom,
    RapelRow,
    Status,
    days_between,
    lines_of,
    sums_of,
)
from masker_rules.arrears.worlds import Amount, Side, Whose, World
from masker_rules.engine.lookback import cutoff_of, versions_in
from masker_rules.engine.result import Person
from masker_rules.engines import Facts
from masker_rules.errors import RequestError, check_language
from masker_rules.facts import Pack
from masker_rules.facts.definition import definition
from masker_rules.facts.reader import read_part
from masker_rules.ledger import Balance, Entry, Ledger
from masker_rules.periods import Month, parse_months
from masker_rules.texts import json_text

if TYPE_CHECKING:
    from masker_rules.engine.profile import Profile
    from masker_rules.engine.result import Result
    from masker_rules.engine.sets import ProfileSet
    from masker_rules.engines import Given

__all__ = ["Rapel", "rapel"]

#: Tables of a pack that say what was paid, and whose number is whose.
_OF_PAYMENTS = ("employees", "identities", "payments")


@dataclass(frozen=True, slots=True, eq=False)
class Rapel:
    """What is to be put right, person by person and month by month, in order of both."""

    rows: tuple[RapelRow, ...]
    """By month, then nip."""
    paid_from: Mapping[Month, PaidFrom]
    """Where it stands what was paid, by month of performance."""
    settled: bool
    """Whether nothing was lost that may be anybody's; else all of it is provisional."""
    profile: Mapping[str, object]
    """The regulation by which it is due: `id`, `status`, `digest`, `unconfirmed`."""
    ledger: str
    """Which state of the ledger it was read from; empty without one."""
    known_at: date | None
    """The day whose knowledge the old facts are; None where two packs were given, or one."""
    pay_month: Month | None
    """In which it is to be put right; None where nobody said."""
    against: str = ""
    """The old regulation where another one was given: its digest."""
    profiles: tuple[Mapping[str, object], ...] = ()
    """All regulations by which it is due, of all months, each as `profile`."""

    @property
    def year(self) -> int:
        """The current budget year: that of the pay month, else the last of the rows."""
        if self.pay_month is not None:
            return self.pay_month.year
        return max((row.budget_year for row in self.rows), default=0)

    def arrears(self, *, earlier: bool | None = None) -> list[RapelRow]:
        """Rows of whoever is owed something.

        Args:
            earlier: Only those of earlier budget years, or only those of the current one.
        """
        return self._of("arrears", earlier)

    def overpaid(self, *, earlier: bool | None = None) -> list[RapelRow]:
        """Rows of whoever was paid too much; arguments as of :meth:`arrears`."""
        return self._of("overpaid", earlier)

    def undecided(self) -> list[RapelRow]:
        """Overpayments that only a text which came later causes, be it in part."""
        return [row for row in self.rows if row.decision]

    def unsettled(self) -> list[RapelRow]:
        """Rows that settle nothing: what is due or was paid is not known, or waits."""
        return [row for row in self.rows if row.difference is None]

    def _of(self, status: Status, earlier: bool | None) -> list[RapelRow]:
        return [
            row
            for row in self.rows
            if row.status == status
            and (earlier is None or (row.budget_year < self.year) is earlier)
        ]

    def open_claims(self) -> dict[str, dict[Month, int]]:
        """What can be taken back without a further decision: rupiah by person and month."""
        found: dict[str, dict[Month, int]] = {}
        for row in self.rows:
            if row.recoverable:
                found.setdefault(row.nip, {})[row.period] = row.recoverable
        return found

    def carried(self, month: Month) -> list[dict[str, str | int]]:
        """Rows of the table `carried` that take all of it back in a month of performance."""
        return [
            {"nip": nip, "period": str(month), "key": "overpayment", "value": sum(own.values())}
            for nip, own in sorted(self.open_claims().items())
        ]

    def entries(self, document: str) -> list[Entry]:
        """What the ledger is told when the arrears are paid.

        Args:
            document: What proves it, such as the number of an SP2D.

        Raises:
            RequestError: nobody said in which month [rapel-needs-pay-month], something was lost
                that may be anybody's [rapel-not-settled], or the ledger does not hold what was
                paid of a month [rapel-month-not-in-ledger].
        """
        rows = self.arrears()
        if self.pay_month is None:
            raise RequestError.of("rapel-needs-pay-month")
        if not self.settled:
            raise RequestError.of("rapel-not-settled")
        for row in rows:
            if row.paid_from != "ledger":
                raise RequestError.of("rapel-month-not-in-ledger", period=str(row.period))
        return [
            Entry(
                "topped_up", row.nip, row.period, row.difference or 0, self.pay_month, document,
                row.run,
            )
            for row in rows
        ]  # fmt: skip

    def as_dict(self, lang: str = "id") -> dict[str, object]:
        """As JSON; a test holds its form.

        Raises:
            RequestError: there is no such language [unknown-language].
        """
        check_language(lang)
        return {
            "masker": __version__,
            "profile": dict(self.profile),
            "against_profile": self.against or None,
            "settled": self.settled,
            "ledger": self.ledger or None,
            "known_at": None if self.known_at is None else self.known_at.isoformat(),
            "known_by": {} if self.known_at is None else known_columns(),
            "pay_month": None if self.pay_month is None else str(self.pay_month),
            "budget_year": self.year,
            "paid_from": {str(month): source for month, source in self.paid_from.items()},
            "totals": {
                "arrears": sums_of(self.arrears(earlier=False)),
                "arrears_earlier": sums_of(self.arrears(earlier=True)),
                "overpaid": sums_of(self.overpaid(earlier=False)),
                "overpaid_earlier": sums_of(self.overpaid(earlier=True)),
                "decision": sum(row.decision for row in self.rows),
                "unsettled": len(self.unsettled()),
            },
            "rows": [row.as_dict(lang) for row in self.rows],
        }

    def to_json(self, lang: str = "id") -> str:
        """The same as text: the same call gives the same bytes."""
        return json_text(self.as_dict(lang)) + "\n"

    def to_rows(self) -> list[dict[str, object]]:
        """A flat row per person and month, without lines and days."""
        return [
            {
                "nip": row.nip,
                "name": row.person.name,
                "unit": row.person.unit,
                "period": str(row.period),
                "run": row.run,
                "budget_year": row.budget_year,
                "status": row.status,
                "paid_from": row.paid_from,
                "paid": row.paid,
                "due": row.due,
                "waived": row.waived,
                "difference": row.difference,
                "decision": row.decision,
                "because_of": " ".join(map(str, row.because_of)),
            }
            for row in self.rows
        ]


def known_columns() -> dict[str, list[str]]:
    """Which columns of each table say when a row became known, the last one filled counts."""
    return {name: [*table.known] for name, table in definition().tables.items() if table.known}


def _laws(about: Mapping[str, Any]) -> Sequence[Mapping[str, object]]:
    """The regulations of a run, as its header tells them."""
    return about.get("profiles") or [about["profile"]]


def rapel(  # noqa: PLR0913  (an argument per choice)
    profile: Profile | ProfileSet | str | Path | Mapping[str, object],
    pack: Given,
    period: str | None = None,
    *,
    ledger: Ledger | str | Path | None = None,
    against: Given | None = None,
    against_profile: Profile | ProfileSet | str | Path | Mapping[str, object] | None = None,
    known_at: date | str | None = None,
    pay_month: Month | str | None = None,
    nips: Iterable[str] | None = None,
    run: str | None = None,
    engine: str | None = None,
) -> Rapel:
    """What each person was paid against what is due with what is known now.

    What was paid is what the ledger says of a month; else the table `payments` of the pack; else
    what the old facts come to.

    Args:
        profile: The regulation as it is known now; as of :func:`masker_rules.compute`.
        pack: What is known now; or the folder of a history.
        period: `2026-03` or `2026-01..2026-06`; None is all months of the pack.
        ledger: What was paid and put right, or its file.
        against: What was known when it was paid: an old pack, or the folder of an old history.
        against_profile: The regulation as it was known then; None = the same.
        known_at: In place of an old pack: of the pack, or of each pack of the folder, what was
            known at the end of that day.
        pay_month: In which it is to be put right.
        nips: Only these people.
        run: As of :func:`masker_rules.compute`.
        engine: As of :func:`masker_rules.compute`.

    Raises:
        RequestError: nothing says what was paid [rapel-nothing-paid]; both an old pack and a day
            are given [rapel-two-olds]; a day is given, and
            tables do not say when their rows became known [known-at-without-column].
        MaskerRulesError: as :func:`masker_rules.compute`; as :class:`masker_rules.Ledger`.
    """
    asked = _Asked(
        regulation_of(profile, run),
        None if against_profile is None else regulation_of(against_profile, run),
        Ledger(ledger) if isinstance(ledger, str | Path) else ledger,
        Month.parse(pay_month) if isinstance(pay_month, str) else pay_month,
        tuple(nips) if nips is not None else None,
        run or "",
        engine,
    )
    return _Rapel(asked, pack, period, against, day_of(known_at)).made()


@dataclass(frozen=True, slots=True)
class _Asked:
    regulation: Profile | ProfileSet
    old_regulation: Profile | ProfileSet | None
    ledger: Ledger | None
    pay_month: Month | None
    nips: tuple[str, ...] | None
    run: str
    engine: str | None


class _Rapel:
    def __init__(
        self,
        asked: _Asked,
        pack: Given,
        period: str | None,
        against: Given | None,
        known_at: date | None,
    ) -> None:
        self.asked, self.known_at = asked, known_at
        self.new, self.old = _sides(pack, against, known_at, asked.regulation)
        cutoff = cutoff_of(asked.regulation)
        self.months = (
            parse_months(period) if period else tuple(self.new.months(cutoff, asked.engine))
        )
        self.payments = _payments(self.new)
        if asked.ledger is None and not self.payments and self.old is None:
            raise RequestError.of("rapel-nothing-paid")
        self.balances = asked.ledger.balances() if asked.ledger else {}
        self.entries = asked.ledger.standing() if asked.ledger else []

    # -------------------------------------------------------------- worlds
    @cached_property
    def due(self) -> World:
        asked = self.asked
        return self.new.compute(asked.regulation, self.months, asked.nips, engine=asked.engine)

    @cached_property
    def before(self) -> World | None:
        """What was known then; None where nothing says it."""
        if self.old is None:
            return None
        asked = self.asked
        cutoff = cutoff_of(asked.old_regulation or asked.regulation)
        held = {*self.old.months(cutoff, asked.engine)}
        months = tuple(month for month in self.months if month in held)
        as_of = None
        if self.known_at is not None:
            # A month that was not over was not paid.
            months = tuple(month for month in months if month.last <= self.known_at)
        if not months:
            return World([])
        there = self._there(months)
        return self.old.compute(
            asked.old_regulation or asked.regulation, months, there, engine=asked.engine,
            as_of=as_of,
        )  # fmt: skip

    def _there(self, months: Sequence[Month]) -> tuple[str, ...] | None:
        """The people asked for who stand in the old facts."""
        if self.asked.nips is None or self.old is None:
            return self.asked.nips
        packs = self.old.packs(months)
        known = {nip for _, pack in packs for nip in pack.by_nip("employees")}
        return tuple(nip for nip in self.asked.nips if nip in known)

    # -------------------------------------------------------------- what was paid
    @cached_property
    def paid_from(self) -> dict[Month, PaidFrom]:
        """Where it stands, by month; a month of which nothing says it was not paid yet."""
        in_ledger = {
            one.period for one in self.entries if one.kind == "paid" and one.run == self.asked.run
        }
        in_table = {month for _, month in self.payments} if not self.asked.run else set()
        computed = {*self.before.months} if self.before is not None else set()
        found: dict[Month, PaidFrom] = {}
        for month in self.months:
            if month in in_ledger:
                found[month] = "ledger"
            elif month in in_table:
                found[month] = "payments"
            elif month in computed:
                found[month] = "recomputed"
        return found

    @cached_property
    def _paid_in(self) -> dict[Whose, int]:
        """The year in which each month was first paid."""
        years: dict[Whose, int] = {}
        for one in self.entries:
            if one.kind == "paid" and one.run == self.asked.run:
                whose = one.nip, one.period
                years[whose] = min(years.get(whose, one.pay_month.year), one.pay_month.year)
        return years

    def _paid(self, whose: Whose, source: PaidFrom) -> tuple[int | None, Balance]:
        nip, month = whose
        if source == "ledger":
            own = self.balances.get((nip, month, self.asked.run), Balance())
            return own.received, own
        if source == "payments":
            return self.payments.get(whose, (0, None))[0], Balance()
        assert self.before is not None
        was = self.before.amounts.get(whose)
        return (0 if was is None else _payable(was)), Balance()

    # -------------------------------------------------------------- rows
    def made(self) -> Rapel:
        rows = [*self._rows()]
        self._explain(rows)
        asked = self.asked
        laws = [law for one in self.due.runs for law in _laws(one.header)]
        old = asked.old_regulation
        is_settled = self.due.settled and (self.before is None or self.before.settled)
        return Rapel(
            tuple(rows),
            self.paid_from,
            is_settled,
            laws[0] if laws else {},
            asked.ledger.digest if asked.ledger else "",
            self.known_at,
            asked.pay_month,
            "" if old is None else _digest(old),
            tuple(law for at, law in enumerate(laws) if law not in laws[:at]),
        )

    def _rows(self) -> Iterator[RapelRow]:
        keys = {whose for whose in self.due.amounts if whose[1] in self.paid_from}
        keys |= {
            (nip, month)
            for (nip, month, run) in self.balances
            if run == self.asked.run
            and self.paid_from.get(month) == "ledger"
            and (self.asked.nips is None or nip in self.asked.nips)
        }
        keys |= {
            whose
            for whose in self.payments
            if self.paid_from.get(whose[1]) == "payments"
            and (self.asked.nips is None or whose[0] in self.asked.nips)
        }
        for whose in sorted(keys, key=lambda pair: (pair[1], pair[0])):
            yield self._row(whose)

    def _row(self, whose: Whose) -> RapelRow:
        nip, month = whose
        source = self.paid_from[month]
        paid, balance = self._paid(whose, source)
        in_table = self.payments.get(whose, (0, None))[1] if source == "payments" else None
        year = self._paid_in.get(whose) or (in_table or month).year
        bare = RapelRow(
            nip, month, Person(), self.asked.run, "even", paid, source, None, balance.waived, None,
            0, year,
        )  # fmt: skip
        amount = self.due.amounts.get(whose)
        if amount is None:
            return replace(bare, status="not_computed")
        due = self._due(whose, amount)
        if due is None or paid is None:
            item = self.due.result(whose)
            status: Status = "paid_unknown"
            if due is None:
                status = "incomplete" if amount.status == "incomplete" else "waiting"
            return replace(
                bare,
                status=status,
                due=due,
                person=item.person,
                bounds=item.bounds,
                why=item.why_status,
            )
        difference = due - paid + balance.waived
        status = "arrears" if difference > 0 else "overpaid" if difference < 0 else "even"
        return replace(bare, status=status, due=due, difference=difference)

    def _due(self, whose: Whose, amount: Amount) -> int | None:
        """What is to be paid now; None where that is not known, or it waits."""
        if amount.status == "postponed":
            pay_in = self.due.result(whose).pay_in
            is_over = pay_in and self.asked.pay_month and pay_in <= self.asked.pay_month
            return amount.gross if is_over else None
        return _payable(amount)

    # -------------------------------------------------------------- why
    def _explain(self, rows: list[RapelRow]) -> None:
        """Whom the rows are about, and of those that differ, why."""
        differ = {row.nip for row in rows if row.difference}
        changes = None
        if self.old is not None and differ:
            changes = Changes(
                self.old.packs(self.months), self.new.packs(self.months), sorted(differ)
            )
        by_facts = self._by_facts(differ)
        for at, row in enumerate(rows):
            whose = row.nip, row.period
            if whose not in self.due.amounts:
                continue
            if not row.difference:
                if row.person == Person():
                    rows[at] = replace(row, person=_person_of(self.due, whose))
                continue
            rows[at] = self._explained(row, changes, by_facts)

    def _explained(
        self, row: RapelRow, changes: Changes | None, by_facts: World | None
    ) -> RapelRow:
        whose = row.nip, row.period
        item = self.due.result(whose)
        assert row.difference is not None
        days = days_between(self._known(whose), item, row.difference)
        row = replace(row, person=item.person, days=days, lines=lines_of(days))
        if changes is not None:
            own, earlier = changes.causes(row.nip, item.person.unit or "", row.period)
            text = self._text_cause(whose, by_facts)
            of_earlier = () if own or text else _months_of(earlier, row.period)
            causes = (*(own or ([] if text else earlier)), *text)
            row = replace(row, causes=causes, because_of=of_earlier)
        return replace(row, decision=self._decision(row, by_facts))

    def _known(self, whose: Whose) -> Result | None:
        """The result of then, where its gross is known."""
        if self.before is None or (was := self.before.amounts.get(whose)) is None:
            return None
        return None if was.gross is None else self.before.result(whose)

    def _by_facts(self, nips: Iterable[str]) -> World | None:
        """What would be due had only the facts changed, not the text."""
        asked = self.asked
        whose = sorted(nips)
        if asked.old_regulation is None or not whose:
            return None
        return self.new.compute(asked.old_regulation, self.months, whose, engine=asked.engine)

    def _text_cause(self, whose: Whose, by_facts: World | None) -> list[Cause]:
        if by_facts is None or by_facts.amounts.get(whose) == self.due.amounts[whose]:
            return []
        return [Cause(TEXT, "added", "", None, None, _digest(self.asked.regulation))]

    def _decision(self, row: RapelRow, by_facts: World | None) -> int:
        """Of an overpayment, what would not be there had only the facts changed."""
        assert row.difference is not None
        if by_facts is None or row.difference >= 0 or row.paid is None:
            return 0
        amount = by_facts.amounts.get((row.nip, row.period))
        due = None if amount is None else _payable(amount)
        if due is None:
            return -row.difference
        by_facts_alone = min(0, due - row.paid + row.waived)
        return max(0, by_facts_alone - row.difference)


def _sides(
    pack: Given, against: Given | None, known_at: date | None, regulation: Profile | ProfileSet
) -> tuple[Side, Side | None]:
    """The facts of now, and those of then where something says them."""
    new = Side(pack)
    if known_at is None:
        return new, None if against is None else Side(against)
    if against is not None:
        raise RequestError.of("rapel-two-olds")
    known = known_at, versions_in(regulation)[0].plan.zone
    if new.is_folder:
        _refuse_undated((f"{part.name}/", part.read()) for part in new.parts())
        return new, Side(pack, known)
    whole = Facts(pack).pack
    _refuse_undated([("", whole)])
    return Side(whole), Side(whole, known)


def _refuse_undated(packs: Iterable[tuple[str, Pack]]) -> None:
    """Refuse tables of packs, each with the folder before it, that do not say what was known."""
    undated = [(folder, table) for folder, pack in packs for table in pack.undated]
    if undated:
        tables = ", ".join(f"{folder}{table}" for folder, table in undated)
        raise RequestError.of("known-at-without-column", tables=tables, first=undated[0][1])


def _payments(side: Side) -> dict[Whose, tuple[int, Month | None]]:
    """Rupiah that the table `payments` says, and the month of the first payment."""
    given = side.given
    if side.is_folder:
        packs: Iterable[Pack] = (pack for _, pack in side.packs(None))
    elif isinstance(given, str | Path):
        packs = (read_part(given, only=_OF_PAYMENTS),)
    else:
        packs = (side.facts.pack,)
    found: dict[Whose, tuple[int, Month | None]] = {}
    for pack in packs:
        rows: Iterable[Any] = pack.rows("payments") if pack.has("payments") else ()
        for row in rows:
            whose = row.nip, Month.parse(row.period)
            amount, month = found.get(whose, (0, None))
            own = Month.parse(row.pay_month) if row.pay_month else None
            first = min((one for one in (month, own) if one), default=None)
            found[whose] = amount + int(row.gross), first
    return found


def _payable(amount: Amount) -> int | None:
    """What a month is paid by its status; None where that is not known, or it waits."""
    if amount.status == "not_eligible":
        return 0
    return amount.gross if amount.status in {"payable", "zero"} else None


def _person_of(world: World, whose: Whose) -> Person:
    return world.result(whose).person


def _months_of(causes: Iterable[Cause], before: Month) -> tuple[Month, ...]:
    """The earlier months in which rows that changed begin."""
    found = {Month.of(one.first) for one in causes if one.first is not None}
    return tuple(sorted(month for month in found if month < before))


def _digest(regulation: Profile | ProfileSet) -> str:
    return " ".join(dict.fromkeys(one.digest for one in versions_in(regulation)))
