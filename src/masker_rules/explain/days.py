"""What single days, events and violations cost: expected, happened, row, rate, rupiah, article."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction

from masker_rules.attendance.rows import DayRow
from masker_rules.engine.findings import charged
from masker_rules.engine.result import Finding
from masker_rules.engine.words import Value, Words
from masker_rules.explain.calculation import UNKNOWN, Calculator, Line
from masker_rules.explain.document import Entry
from masker_rules.explain.values import At, NotKnownError, Values
from masker_rules.language.catalogue import catalogue
from masker_rules.language.expressions import parts
from masker_rules.language.plan import MONTH, Charge, Cond, Const, DayLimit, Product, Ref
from masker_rules.units import Unit

__all__ = ["ChargeEntries"]

RAMADAN = "ramadan"
#: Sorts after every date: what concerns the month.
LAST = "9"


@dataclass(frozen=True, slots=True)
class ChargeEntries:
    """Entries of everything that the charges of a plan took."""

    values: Values
    words: Words

    def entries(self, *, of_month: bool) -> tuple[Entry, ...]:
        """Those of days, or those of the month, in the order of the findings."""
        found = []
        computation = self.values.computation
        plan, doubts = computation.plan, computation.doubts
        for charge in plan.charges:
            if (charge.grain == MONTH) is not of_month:
                continue
            hits = charged(plan, charge, computation.values, computation.inputs.rows)
            for index, finding in hits:
                if not doubts.quantity(charge.rate, index):
                    found.append(self._entry(charge, At(charge.grain, index), finding))
            found += self._open(charge)
        if not of_month:
            found += [entry for limit in plan.day_limits for entry in self._limited(limit)]
        found.sort(key=lambda entry: (entry.date or LAST, entry.title, entry.code))
        return tuple(found)

    def _limited(self, limit: DayLimit) -> Iterator[Entry]:
        """Dates of which several rules take more together than a limit leaves."""
        words, values = self.words, self.values
        plan = values.computation.plan
        unit = plan.by_name[limit.after].type.unit
        for at in values.places("calendar"):
            with suppress(NotKnownError):
                before = [values.quantity(name, at) for name in limit.before]
                after = values.quantity(limit.after, at)
                whole = sum((one for one in before if isinstance(one, Fraction)), Fraction(0))
                if whole != after:
                    shown = {"taken_together": whole, "within_limit": after}
                    lines = (
                        Line(words.say(key), "", "=", words.shown(v, unit), value=v, unit=unit)
                        for key, v in shown.items()
                    )
                    day = values.date(at)
                    yield Entry(
                        title=plan.labels[limit.rule].get(words.lang),
                        lines=tuple(lines),
                        source=words.source(plan.rule_sources[limit.rule]),
                        date=day.isoformat() if day is not None else "",
                    )

    def _open(self, charge: Charge) -> Iterator[Entry]:
        """Rows that are known and hit, at a rate that is not known."""
        if charge.grain == MONTH:
            return
        doubts = self.values.computation.doubts
        for at in self.values.places(charge.grain):
            seen = doubts.row("day", self._day_index(at)) or doubts.row(charge.grain, at.index)
            if doubts.quantity(charge.rate, at.index) and not seen:
                yield self._entry(charge, at, None)

    def _entry(self, charge: Charge, at: At, finding: Finding | None) -> Entry:
        words = self.words
        plan = self.values.computation.plan
        day = self.values.date(at)
        return Entry(
            title=plan.labels[charge.rule].get(words.lang),
            facts=tuple(self._facts(at)),
            lines=tuple(self._lines(charge, at, finding)),
            source=words.source(plan.rule_sources[charge.rule]),
            code=finding.code if finding is not None else charge.code,
            date=day.isoformat() if day is not None else "",
        )

    def _lines(self, charge: Charge, at: At, finding: Finding | None) -> list[Line]:
        words = self.words
        calculator = Calculator(self.values, words)
        plan = self.values.computation.plan
        lines: list[Line] = []
        if charge.measure:
            measure = plan.by_name[charge.measure]
            timed = measure.type.unit is Unit.DURATION
            what = words.say("duration" if timed else "counted")
            lines += calculator.lines(measure.expr, what, at)
        elif charge.grain != MONTH:
            lines += self._asked(calculator, charge, at)
        quantity = plan.by_name[charge.rate]
        rate = calculator.lines(quantity.expr, words.say("rate"), at)
        if finding is not None and rate[-1].value is None:
            # Of a row that is open in part a rate may be certain all the same.
            known, unit = self.values.quantity(charge.rate, at), quantity.type.unit
            shown = words.shown(known, unit)
            rate = [Line(words.say("rate"), "", "=", shown, value=known, unit=unit)]
        lines += rate if rate[-1].formula or len(rate) == 1 else rate[:-1]
        share = finding.rate if finding is not None else None
        if charge.base:
            lines[-1] = _noted(lines[-1], self._rate_text(charge, share))
        return [*lines, self._cost(calculator, charge, finding)]

    def _asked(self, calculator: Calculator, charge: Charge, at: At) -> Iterator[Line]:
        """The regulation's own quantities of the row that the condition of a rule asks for."""
        plan = self.values.computation.plan
        rate = plan.by_name[charge.rate].expr
        names = [ref.name for ref in parts(Ref, rate.test)] if isinstance(rate, Cond) else []
        for name in dict.fromkeys(names):
            quantity = plan.by_name[name]
            own = quantity.role == "profile" and quantity.grain == at.grain
            if own and quantity.type.numeric:
                yield from calculator.lines(quantity.expr, self.words.quantity(name), at)

    # -------------------------------------------------------------- rate and cost
    def _rupiah(self, finding: Finding | None, what: str) -> Line:
        """A rule that says rupiah itself."""
        if finding is None:
            return Line(what, "", "=", self.words.say("not_known"), unit=Unit.MONEY)
        amount = abs(finding.amount)
        text = self.words.shown(amount, Unit.MONEY)
        return Line(what, "", "=", text, value=amount, unit=Unit.MONEY)

    def _cost(self, calculator: Calculator, charge: Charge, finding: Finding | None) -> Line:
        what = self.words.say("cost")
        base: Value = None
        with suppress(NotKnownError):
            base = self.values.quantity(charge.base) if charge.base else None
        if not charge.base:
            return self._rupiah(finding, what)
        share = finding.rate if finding is not None else None
        if share is not None and isinstance(base, Fraction):
            return calculator.product(share, base, what)
        rate = UNKNOWN if share is None else self.words.percent(share)
        money = self.words.money(base) if isinstance(base, Fraction) else UNKNOWN
        unknown = self.words.say("not_known")
        return Line(what, f"{rate} × {money}", "=", unknown, unit=Unit.MONEY)

    def _rate_text(self, charge: Charge, share: Fraction | None) -> str:
        """Percent of what; of the total or the part too where one is a constant share of it."""
        words = self.words
        rate = UNKNOWN if share is None else words.percent(share)
        base, whole = words.base(charge.of), words.base(charge.into)
        factor = self._factor(charge)
        if self._is_own(charge):
            whole = words.base("total")
        text = words.say("rate_of", rate=rate, base=base)
        if share is not None and factor and words.is_whole(share * factor, Unit.PERCENT):
            other = words.percent(share * factor)
            text = words.say("rate_same", rate=rate, base=base, other=other, whole=whole)
        if self._is_own(charge):
            return text
        return words.say("rate_from", text=text, into=words.base(charge.into))

    def _factor(self, charge: Charge) -> Fraction | None:
        """By how much a percent of the rule's base is less or more of the other base."""
        of, into = self._weight(charge.of), self._weight(charge.into)
        if of is None or not into or (charge.of == charge.into == "total"):
            return None
        factor = of if self._is_own(charge) else of / into
        return factor if factor != 1 else None

    def _is_own(self, charge: Charge) -> bool:
        """Whether a percent is taken from the very base that it is a percent of."""
        return charge.base.partition(".")[0] == charge.into

    def _weight(self, base: str) -> Fraction | None:
        """The w where the full amount of a part is written as the total times a constant w."""
        if base == "total":
            return Fraction(1)
        quantity = self.values.computation.plan.by_name.get(f"{base}.full")
        expr = quantity.expr if quantity is not None else None
        if not isinstance(expr, Product):
            return None
        weight = Fraction(1)
        for arg in expr.args:
            if isinstance(arg, Const):
                weight *= self.values.number(arg)
            elif not isinstance(arg, Ref) or arg.name != "total.full":
                return None
        return weight

    # -------------------------------------------------------------- what was seen
    def _facts(self, at: At) -> Iterator[tuple[str, str]]:
        words = self.words
        if at.grain == "event":
            row = self.values.rows("event")[at.index]
            yield words.say("event"), self._event(row.event, row.recorded, tapped=row.tapped)
        elif at.grain == "violation":
            row = self.values.rows("violation")[at.index]
            kind = catalogue()["violation"].facts["quantity"].type
            quantity = self.values.fact("violation", "quantity", kind, at)
            shown = words.value(quantity, Unit.NUMBER)
            text = words.say("violation", code=words.word(row.code), quantity=shown)
            yield words.say("happened"), text
        elif at.grain == "sanction":
            row = self.values.rows("sanction")[at.index]
            text = words.say("sanction", code=words.word(row.code), number=row.number)
            yield words.say("happened"), text
        if (index := self._day_index(at)) >= 0:
            day = self.values.rows("day")[index]
            yield words.say("expected"), "; ".join(self._expected(day))
            yield words.say("happened"), "; ".join(self._happened(day))

    def _day_index(self, at: At) -> int:
        """The scheduled day that a row belongs to, -1 where it belongs to none."""
        if at.grain == "day" or (at.grain in catalogue() and "day" in catalogue()[at.grain].sees):
            return self.values.row("day", at)
        return -1

    def _event(self, event: str, recorded: str | None, *, tapped: bool) -> str:
        name = self.words.word(event)
        if recorded is not None:
            return self.words.say("event_recorded", event=name, recorded=self.words.word(recorded))
        return self.words.say("event_tapped" if tapped else "event_not_tapped", event=name)

    def _expected(self, day: DayRow) -> Iterator[str]:
        words = self.words
        key = "hours_ramadan" if day.season == RAMADAN else "hours"
        yield words.say(key, start=words.hour(day.start), end=words.hour(day.end))
        if day.half is not None:
            code = words.word(day.half_code or "")
            yield words.say("half", half=words.word(day.half), code=code)
        if day.late_from != day.start:
            yield words.say("late_from", time=words.hour(day.late_from))
        if day.early_until != day.end:
            yield words.say("early_until", time=words.hour(day.early_until))

    def _happened(self, day: DayRow) -> Iterator[str]:
        words = self.words
        if day.state != "known":
            yield words.say("not_known")
        elif day.absence is not None:
            yield words.word(day.absence)
        elif day.in_at is None and day.out_at is None:
            yield words.say("no_punch")
        else:
            for name, clock in (("in", day.in_at), ("out", day.out_at)):
                if clock is None:
                    yield words.say(f"no_{name}")
                else:
                    yield words.say(f"{name}_at", time=words.hour(clock))
        if day.outage:
            yield words.say("outage")


def _noted(line: Line, text: str) -> Line:
    return replace(line, note=f"{line.note}: {text}" if line.note else text)
