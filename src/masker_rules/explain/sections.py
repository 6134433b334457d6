"""From a result to its explanation, section by section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import cast

from masker_rules.engine.compute import Computation, Computed
from masker_rules.engine.lookups import Holder
from masker_rules.engine.result import LineItem, Remark, Result
from masker_rules.engine.segments import SEGMENTS
from masker_rules.engine.words import Words
from masker_rules.errors import check_language
from masker_rules.explain.also import Also
from masker_rules.explain.calculation import UNKNOWN, Calculator, Line
from masker_rules.explain.days import ChargeEntries
from masker_rules.explain.document import Entry, Explanation, Section, Tally
from masker_rules.explain.missing import missing_section
from masker_rules.explain.values import NotKnownError, Values
from masker_rules.language.expressions import operands, walk
from masker_rules.language.job_class import CLASS
from masker_rules.language.pay import ADDITION
from masker_rules.language.pieces import EXACT
from masker_rules.language.plan import (
    MONTH,
    Balance,
    Base,
    Const,
    Expr,
    Fact,
    Outcome,
    Plan,
    Quantity,
    Ref,
)
from masker_rules.language.plan import Line as PayLine
from masker_rules.legal import Text
from masker_rules.texts.spoken import Named, Span, in_force, spelled_out
from masker_rules.units import Unit

__all__ = ["explanation_of", "sections_of"]

STAGES = ("full", "earned", "score", "points", "minus", "instead", "left", "paid")
#: Told even where there is nothing to work out.
SHOWN_ALWAYS = frozenset({"score", "points"})
FULL = "total.full"
QUESTION = "question"
NEGATIVE = frozenset({"deduction", "contribution", "tax"})


def explanation_of(result: Result, lang: str, also: Sequence[Also] = ()) -> Explanation:
    """The explanation of a result, as data.

    Args:
        result: Of one person.
        lang: `id` or `en`.
        also: What else is told of it, each as a section at the end.

    Raises:
        RequestError: its facts are not there, for it was read back or sent
            [explanation-needs-facts]; there is no such language [unknown-language].
    """
    check_language(lang)
    if result.computation is None:
        result.refuse_if_travelled()
        found = _of_nobody(result, lang)
    else:
        found = _Builder(result, result.computation, lang).explanation()
    return replace(found, sections=(*found.sections, *sections_of(result, also, lang)))


def sections_of(result: Result, also: Sequence[Also], lang: str) -> list[Section]:
    """What else is told of a result; what has nothing to say is left out."""
    found = (one.section(result, lang) for one in also)
    return [section for section in found if isinstance(section, Section)]


def _of_nobody(result: Result, lang: str) -> Explanation:
    """Somebody whose employees row was set aside."""
    words = Words(None, lang)
    head = (
        ("nip", words.say("head.nip"), result.nip),
        ("period", words.say("head.period"), words.month(result.period)),
        ("status", words.say("head.status"), words.say(f"status.{result.status}")),
    )
    sections = missing_section(result, words)
    title = words.say("title_alone", month=words.month(result.period))
    return Explanation(lang, title, head, (), sections, words.say("page"))


class _Builder:
    def __init__(self, result: Result, computation: Computed, lang: str) -> None:
        self.result = result
        self.computation = computation
        self.plan: Plan = computation.plan
        self.words = Words(computation.plan, lang)
        self.values = Values(computation)
        self.calculator = Calculator(self.values, self.words)

    def explanation(self) -> Explanation:
        words, result = self.words, self.result
        regulation = self.plan.title.get(words.lang) or self.plan.id
        title = words.say("title", regulation=regulation, month=words.month(result.period))
        return Explanation(
            lang=words.lang,
            title=spelled_out(words.lang, title),
            head=tuple(self._head(regulation)),
            cautions=tuple(self._cautions()),
            sections=tuple(section for section in self._sections() if section is not None),
            foot=f"{words.say('page')} [{self.plan.id}]",
        )

    def _sections(self) -> Iterator[Section | None]:
        if self.result.status == "not_eligible":
            yield self._section("eligible", self._eligible(), self._why())
            yield self._consequences()
            yield self._counts()
            yield self._remarks()
            return
        yield from missing_section(self.result, self.words)
        charges = ChargeEntries(self.values, self.words)
        yield self._section("amount", self._amount())
        yield self._section("days", charges.entries(of_month=False))
        yield self._section("month", charges.entries(of_month=True))
        yield self._gates()
        yield self._parts()
        yield self._pay()
        yield self._consequences()
        yield self._check()
        yield self._counts()
        yield self._balances()
        yield self._remarks()
        yield self._questions()

    def _section(
        self, name: str, entries: Sequence[Entry] = (), texts: Sequence[str] = ()
    ) -> Section | None:
        if not entries and not texts:
            return None
        return Section(name, self.words.say(f"section.{name}"), tuple(texts), tuple(entries))

    # -------------------------------------------------------------- head
    def _head(self, regulation: str) -> Iterator[tuple[str, str, str]]:
        result, words = self.result, self.words
        employee = self.computation.inputs.employee
        status = words.say(f"status.{result.status}")
        for key, text in (
            ("name", result.name),
            ("nip", result.nip),
            ("unit", employee.unit or ""),
            ("person", self._person()),
            ("regulation", regulation),
            ("status_of_regulation", words.say(f"regulation.{self.plan.status}")),
            ("in_force", "" if self.plan.start_known else self._in_force()),
            ("period", words.month(result.period)),
            ("status", status),
            ("net", self._net()),
            ("pay_in", words.month(result.pay_in) if result.pay_in else ""),
        ):
            if text:
                yield key, words.say(f"head.{key}"), text

    def _in_force(self) -> str:
        days, lang = self.plan.in_force, self.words.lang
        return in_force(lang, days.first, days.last, start_known=self.plan.start_known)

    def _person(self) -> str:
        employee, words = self.computation.inputs.employee, self.words
        pieces = [words.word(employee.category or "")]
        if employee.grade:
            pieces.append(words.say("person.grade", grade=employee.grade))
        if employee.job_class is not None:
            pieces.append(words.say("person.job_class", job_class=employee.job_class))
        pieces.append(words.word(employee.staff_group or ""))
        return ", ".join(piece for piece in pieces if piece)

    def _net(self) -> str:
        if self.result.net is not None:
            return self.words.money(self.result.net)
        unknown, bounds = self.words.say("not_known"), self.result.bounds
        if bounds is None or bounds.lowest is None or bounds.highest is None:
            return unknown
        ends = {name: self.words.money(getattr(bounds, name)) for name in ("lowest", "highest")}
        return self.words.say("between", unknown=unknown, **ends)

    def _cautions(self) -> Iterator[str]:
        """What is wrong with the regulation or the calendar, before anything else."""
        for remark in self.result.warnings:
            if remark.code in {"placeholder-rates", "unconfirmed-rates", "estimated-calendar"}:
                yield remark.message(self.words.lang)

    # -------------------------------------------------------------- amount
    def _amount(self) -> tuple[Entry, ...]:
        quantity = self.plan.by_name[FULL]
        exact = self.plan.by_name.get(EXACT)
        made = exact.expr if exact is not None else quantity.expr
        if exact is None or isinstance(made, Fact):
            names = self._inputs(made)
            facts = [*self._looked_up_by(), *map(self._given, names)]
            lines = [line for name in names for line in self._shares(name)]
        else:
            segments = self.computation.inputs.segments
            varied = {name for segment in segments for name in segment.facts}
            names = [name for name in self._inputs(made) if name not in varied]
            facts = [self._given(name) for name in names]
            lines = list(self._by_segment(exact))
        lines += self.calculator.quantity(FULL)
        source = self.words.source(quantity.source)
        return (Entry(self.words.quantity(FULL), tuple(facts), tuple(lines), source),)

    def _by_segment(self, exact: Quantity) -> Iterator[Line]:
        """What the amount is in each segment of a month with a change, and their shares."""
        inputs, words = self.computation.inputs, self.words
        terms: list[str] = []
        for segment, values in zip(
            inputs.segments, self.computation.values[SEGMENTS], strict=True
        ):
            own = Computation(
                self.computation.plan,
                replace(inputs, facts={**inputs.facts, **segment.facts}),
                {**self.computation.values, **values},
                self.computation.doubts,
            )
            what = words.say("segment", days=Span(segment.first, segment.last))
            lines = Calculator(Values(own), words).lines(exact.expr, what)
            yield from lines
            value = lines[-1].value
            text = UNKNOWN if value is None else words.value(value, Unit.MONEY)
            tight = value is not None and words.is_whole(value, Unit.MONEY)
            terms.append(f"{segment.days} ÷ {inputs.divisor} × {text if tight else f'({text})'}")
        try:
            total = self.values.quantity(EXACT)
            text = words.shown(total, Unit.MONEY)
        except NotKnownError:
            total, text = None, words.say("not_known")
        note = words.say("segments" if terms else "no_paid_days")
        formula = " + ".join(terms)
        yield Line(words.quantity(EXACT), formula, "=", text, note, total, Unit.MONEY)

    def _looked_up_by(self) -> Iterator[tuple[str, str]]:
        """The class of the amounts, where the regulation has a formula for it."""
        if CLASS not in self.plan.by_name or self.computation.inputs.segmented:
            return
        value = self.values.quantity(CLASS)
        if value is not None:
            yield self.words.quantity(CLASS), self.words.shown(value, Unit.NUMBER)

    def _inputs(self, expr: Expr) -> list[str]:
        """Month facts from scores, amounts or carried state that an expression reads."""
        by_name = self.plan.by_name

        def into(part: Expr) -> tuple[Expr, ...]:
            if isinstance(part, Ref) and by_name[part.name].role == "profile":
                return (by_name[part.name].expr,)
            return operands(part)

        facts = (part for part in walk(expr, into) if isinstance(part, Fact))
        read = (fact.name for fact in facts if fact.grain == MONTH)
        return [name for name in dict.fromkeys(read) if name in self.plan.inputs]

    def _given(self, name: str) -> tuple[str, str]:
        item, words = self.plan.inputs[name], self.words
        try:
            text = words.shown(self.values.fact("month", name, item.type), item.type.unit)
        except NotKnownError:
            text = words.say("not_known")
        origin = self._of_pool(name) or words.say("from_table", table=words.table(item.table))
        holders = self.computation.inputs.holders.get(name, ())
        origin = ", ".join([origin, *(self._holder(holder) for holder in holders)])
        return words.fact("month", name), f"{text} ({origin})"

    def _holder(self, holder: Holder) -> str:
        """Whose amount was asked for: the rows of the post come before those of the class."""
        words, said = self.words, []
        if holder.position is not None:
            said.append(words.say("holder.position", position=holder.position))
        if holder.job_class is not None:
            said.append(words.say("holder.job_class", job_class=holder.job_class))
        return ", ".join(said)

    def _of_pool(self, name: str) -> str:
        """By which points an amount was shared; empty where it is none of a pool or not known."""
        found, words = self.computation.inputs.pooled.get(name), self.words
        if found is None or found.amount is None or found.points is None:
            return ""
        total, own = (words.number(points) for points in found.points)
        amount = words.money(Fraction(found.amount))
        return words.say("of_pool", amount=amount, own=own, total=total, people=found.people)

    def _shares(self, name: str) -> list[Line]:
        """An amount that changed within the month: each with its share of the working days."""
        amount = self.computation.inputs.amounts.get(name)
        if amount is None or not amount.segmented:
            return []
        words, what = self.words, self.words.fact("month", name)
        terms = [
            f"{count} ÷ {amount.divisor} × {words.money(Fraction(value))}"
            for value, count in amount.terms
        ]
        text = words.shown(amount.value, Unit.MONEY)
        note = words.say("segments")
        return [Line(what, " + ".join(terms), "=", text, note, amount.value, Unit.MONEY)]

    # -------------------------------------------------------------- parts
    def _parts(self) -> Section | None:
        entries = [self._part(base) for base in self.plan.bases]
        texts = [self.words.say("parts_before")] if self.result.status == "zero" else []
        return self._section("parts", [entry for entry in entries if entry.lines], texts)

    def _part(self, base: Base) -> Entry:
        lines: list[Line] = []
        facts: list[tuple[str, str]] = []
        for stage in STAGES:
            name = f"{base.name}.{stage}"
            quantity = self.plan.by_name.get(name)
            if quantity is None or name == FULL or isinstance(quantity.expr, Const):
                continue
            if stage == "left" and not self._reduced(base.name):
                continue
            made = self.calculator.quantity(name)
            if stage in SHOWN_ALWAYS or any(line.formula for line in made):
                facts += [self._given(item) for item in self._inputs(quantity.expr)]
                lines += made
        label = self.words.base(base.name) if base.printed else self.words.quantity("total.paid")
        return Entry(label, tuple(facts), tuple(lines), self.words.source(base.source))

    def _reduced(self, base: str) -> bool:
        names = (f"{base}.{stage}" for stage in ("score", "points"))
        return any(not isinstance(self.plan.by_name[name].expr, Const) for name in names)

    # -------------------------------------------------------------- gates
    def _gates(self) -> Section | None:
        return self._section("gates", list(map(self._gate, self.plan.outcomes)))

    def _gate(self, outcome: Outcome) -> Entry:
        words, label = self.words, outcome.label.get(self.words.lang)
        lines = self.calculator.lines(self.plan.by_name[outcome.flag].expr, label)
        try:
            holds = bool(self.values.quantity(outcome.flag))
            verdict = self._verdict(outcome) if holds else words.say("holds_not")
        except NotKnownError:
            verdict = words.say("not_known")
        last = lines[-1]
        lines[-1] = Line(last.what, last.formula, "→", verdict, value=last.value, unit=Unit.FLAG)
        return Entry(label, (), tuple(lines), words.source(outcome.source))

    def _verdict(self, outcome: Outcome) -> str:
        if outcome.status == "postponed":
            return self.words.say("gate_postponed", months=str(outcome.months))
        return self.words.say("gate_withheld" if outcome.status == "withheld" else "gate_holds")

    def _consequences(self) -> Section | None:
        """What the law brings besides money."""
        words, entries = self.words, []
        for item in self.result.consequences:
            begins = words.say("by_decision") if item.starts is None else words.month(item.starts)
            facts = [
                (words.say("basis"), item.basis.get(words.lang)),
                (words.say("starts"), begins),
            ]
            if item.months is not None:
                facts.append((words.say("lasts"), words.say("lasting", months=str(item.months))))
            entries.append(
                Entry(words.word(item.code), tuple(facts), (), words.source(item.source))
            )
        return self._section("consequences", entries)

    # -------------------------------------------------------------- pay
    def _pay(self) -> Section | None:
        if self.result.net is None:
            return self._section("pay", [self._asked(line) for line in self.plan.lines])
        if self.result.status == "zero":
            return self._section("pay", (), (self.words.say("no_pay"),))
        known = {line.id: line for line in self.plan.lines}
        entries = []
        for item in self.result.lines:
            if item.id in known:
                entries.append(self._asked(known[item.id]))
            elif item.id == "gross" and any(line.kind == ADDITION for line in self.result.lines):
                entries.append(self._gross_entry())
            elif item.kind in NEGATIVE:
                entries.append(self._fixed(item))
        entries.append(self._net_entry())
        return self._section("pay", entries)

    def _asked(self, line: PayLine) -> Entry:
        words, name = self.words, f"pay.{line.id}"
        lines = self.calculator.quantity(f"{name}.asked")
        try:
            taken = self.values.quantity(name)
            asked = self.values.quantity(f"{name}.asked")
        except NotKnownError:
            taken = asked = None
        if taken != asked:
            origin = words.value(asked, Unit.MONEY)
            text, note = words.value(taken, Unit.MONEY), words.say("limited")
            lines.append(Line(lines[-1].what, origin, "→", text, note, taken, Unit.MONEY))
        facts = ((words.say("given"), words.say("info")),) if line.kind == "info" else ()
        return Entry(line.label.get(words.lang), facts, tuple(lines), words.source(line.source))

    def _fixed(self, item: LineItem) -> Entry:
        label = item.label.get(self.words.lang)
        line = self.calculator.equation([(False, Fraction(-item.amount))], Unit.MONEY, label)
        return Entry(label, (), (line,), self.words.source(item.source))

    def _gross_entry(self) -> Entry:
        """The gross with what is added to the parts."""
        added = [line.amount for line in self.result.lines if line.kind == ADDITION]
        assert self.result.gross is not None
        terms = [(False, Fraction(self.result.gross - sum(added)))]
        terms += [(False, Fraction(amount)) for amount in added if amount]
        label = self.words.quantity("total.paid")
        return Entry(label, (), (self.calculator.equation(terms, Unit.MONEY, label),))

    def _net_entry(self) -> Entry:
        assert self.result.gross is not None
        terms = [(False, Fraction(self.result.gross))]
        terms += [
            (True, Fraction(-item.amount))
            for item in self.result.lines
            if item.kind in NEGATIVE and item.amount
        ]
        label = self.words.quantity("net")
        return Entry(label, (), (self.calculator.equation(terms, Unit.MONEY, label),))

    # -------------------------------------------------------------- check
    def _check(self) -> Section | None:
        """Findings add up to what was lost."""
        result, words = self.result, self.words
        if result.gross is None:
            return None
        try:
            full = self.values.quantity(FULL)
        except NotKnownError:  # nothing is paid, whatever the full amount is
            return None
        assert isinstance(full, Fraction)
        added = sum(line.amount for line in result.lines if line.kind == ADDITION)
        rows = []
        for finding in result.findings:
            when = words.day(finding.day) if finding.day else words.say("of_month")
            label = finding.label.get(words.lang)
            text = words.shown(finding.amount, Unit.MONEY)
            line = Line(label, "", "=", text, finding.code, finding.amount, Unit.MONEY)
            rows.append((when, label, line))
        terms = [(False, Fraction(result.gross - added)), (True, full)]
        what = f"{words.quantity('total.paid')} − {words.quantity(FULL)}"
        total = self.calculator.equation(terms, Unit.MONEY, what)
        return Section("check", words.say("section.check"), tally=Tally(tuple(rows), total))

    # -------------------------------------------------------------- the rest
    def _eligible(self) -> tuple[Entry, ...]:
        label = self.words.quantity(self.plan.eligible)
        return (Entry(label, (), tuple(self.calculator.quantity(self.plan.eligible))),)

    def _why(self) -> list[str]:
        return [self._remark(remark) for remark in self.result.why_status[:1]]

    def _counts(self) -> Section | None:
        facts = []
        of_balances = {path for one in self.plan.balances for path in one.told}
        for name, value in self.result.counts.items():
            if self.plan.counts.get(name, "") in {"", *of_balances}:
                continue
            facts.append((self.words.count(name), self.words.number(Fraction(value))))
        entry = Entry("", tuple(facts))
        return self._section("counts", [entry] if facts else [])

    def _balances(self) -> Section | None:
        """What is carried from month to month beside money: how each stage came about."""
        return self._section("balances", [self._balance(one) for one in self.plan.balances])

    def _balance(self, balance: Balance) -> Entry:
        words, lines = self.words, list[Line]()
        for path in balance.told:
            if path == balance.told[0]:
                continue
            lines += self.calculator.quantity(path)
        read = [balance.fact, *([balance.recent] if balance.back else [])]
        facts = tuple(map(self._given, read))
        return Entry(
            words.balance(balance.name), facts, tuple(lines), words.source(balance.source)
        )

    def _remarks(self) -> Section | None:
        told = {"placeholder-rates", "unconfirmed-rates", "estimated-calendar", QUESTION}
        skipped = {"incomplete", "not-eligible", "not-in-service", "gate"}
        texts = [self._remark(r) for r in self.result.why_status if r.code not in skipped]
        texts += [self._remark(r) for r in self.result.warnings if r.code not in told]
        return self._section("remarks", (), texts)

    def _remark(self, remark: Remark) -> str:
        return remark.dated(self.words.lang, weekday=True)

    def _questions(self) -> Section | None:
        entries = []
        for remark in self.result.warnings:
            if remark.code != QUESTION:
                continue
            lang = self.words.lang
            ask, taken = (cast("Text", remark.params[key]) for key in ("ask", "taken"))
            about = cast("Named", remark.params["about"]).said(lang)
            options = next((q.options for q in self.plan.questions if q.ask == ask), ())
            facts = [(self.words.say("about"), about)]
            if options:
                facts.append(
                    (self.words.say("options"), " / ".join(option.get(lang) for option in options))
                )
            facts.append((self.words.say("taken"), taken.get(lang)))
            entries.append(Entry(ask.get(lang), tuple(facts)))
        return self._section("questions", entries)
