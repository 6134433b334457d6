"""Lists of payment: payees, bank, tax, contributions, and recaps by grade and by account code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from masker_rules.engine.result import LineItem, Result
from masker_rules.engine.sheet import layout
from masker_rules.papers.amount_words import rupiah_in_words
from masker_rules.papers.layout import Cell, Column, Kind, Paper, Row, Section, Table, Text
from masker_rules.papers.people import account_of, grade_group
from masker_rules.papers.setting import Setting
from masker_rules.papers.sheet import by_grade, person_cells, person_columns
from masker_rules.papers.signers import PAYING
from masker_rules.papers.words import Say
from masker_rules.texts import spoken

__all__ = [
    "CUTS",
    "account_recap",
    "bank_list",
    "codes_known",
    "contribution_list",
    "grade_recap",
    "lines_of",
    "payee_list",
    "tax_list",
    "untaxed",
]

#: Kinds of lines that take from the gross.
CUTS = frozenset({"deduction", "contribution", "tax"})
_RowMaker: TypeAlias = Callable[[int, Result], Row]
#: Key of a code, label, rupiah.
_Named: TypeAlias = tuple[str, str, int]


def lines_of(items: Iterable[Result], kinds: Iterable[str]) -> tuple[LineItem, ...]:
    """One line of each id of some kinds that any of the people has, in order."""
    wanted = frozenset(kinds)
    found: dict[str, LineItem] = {}
    for item in items:
        for line in item.lines:
            if line.kind in wanted:
                found.setdefault(line.id, line)
    return tuple(found.values())


def _amounts(item: Result) -> Mapping[str, int]:
    """Rupiah by line, without the sign of what is taken."""
    return {line.id: abs(line.amount) for line in item.lines}


@dataclass(frozen=True, slots=True)
class _Money:
    """Columns of gross, cuts and net, and their cells."""

    setting: Setting
    cuts: tuple[LineItem, ...]

    @classmethod
    def of(cls, setting: Setting) -> _Money:
        return cls(setting, lines_of(setting.group.paid, CUTS))

    @property
    def columns(self) -> tuple[Column, ...]:
        say = self.setting.say
        cuts = tuple(
            Column(
                f"cut.{one.id}", one.label.get(say.lang), Kind.MONEY, 13, say("cuts"), summed=True
            )
            for one in self.cuts
        )
        both = (Column("cuts", say("column.cuts"), Kind.MONEY, 14, summed=True),)
        return (
            Column("gross", say("column.gross"), Kind.MONEY, 15, summed=True),
            *cuts,
            *(both if cuts else ()),
            Column("net", say("column.net"), Kind.MONEY, 15, summed=True),
        )

    def cells(self, items: Sequence[Result]) -> tuple[Cell, ...]:
        """What some people have together."""
        gross = sum(item.gross or 0 for item in items)
        amounts = [_amounts(item) for item in items]
        each = [sum(one.get(cut.id, 0) for one in amounts) for cut in self.cuts]
        net = sum(item.net or 0 for item in items)
        if not each:
            return (Cell(gross), Cell(net, "{gross}"))
        names = "+".join(f"{{cut.{cut.id}}}" for cut in self.cuts)
        return (
            Cell(gross),
            *map(Cell, each),
            Cell(sum(each), names),
            Cell(net, "{gross}-{cuts}"),
        )


def untaxed(setting: Setting) -> list[str]:
    """That nothing is taken, where the regulation and the pack know neither tax nor contribution.

    Whoever signs must not take the sum for what is left after tax.
    """
    return [] if lines_of(setting.group.paid, CUTS) else [setting.say("untaxed")]


def payee_list(setting: Setting) -> Sequence[Paper]:
    """Daftar Nominatif Penerimaan TPP, with its sum in words."""
    if not setting.group.paid:
        return ()
    say, money = setting.say, _Money.of(setting)
    columns = (
        *person_columns(say),
        *money.columns,
        Column("sign", say("column.sign"), Kind.SIGN, 18),
    )
    sections = tuple(
        Section(
            say("subtotal_grade", grade=name or "–"),
            tuple(
                Row((*person_cells(number, item), *money.cells([item]), Cell()))
                for number, item in members
            ),
        )
        for name, members in by_grade(setting.group.paid)
    )
    net = setting.group.net
    words = Text(say("in_words", words=rupiah_in_words(net, say.lang)), bold=True)
    table = Table(columns, sections, say("total"))
    notes = untaxed(setting)
    return (setting.paper("nominative", [table, words], PAYING, notes=notes),)


def bank_list(setting: Setting) -> Sequence[Paper]:
    """Whom a bank pays how much on which account; who is paid nothing is not on it."""
    say, lists = setting.say, setting.lists
    payees = [item for item in setting.group.paid if item.net]
    if not payees:
        return ()
    columns = (
        Column("no", say("column.no"), Kind.COUNT, 5),
        Column("holder", say("column.holder"), Kind.TEXT, 32),
        Column("nip", say("column.nip"), Kind.CODE, 20),
        Column("bank", say("column.bank"), Kind.TEXT, 24),
        Column("account", say("column.account"), Kind.CODE, 22),
        Column("net", say("column.net"), Kind.MONEY, 16, summed=True),
    )
    rows = []
    for number, item in enumerate(payees, 1):
        account = account_of(lists, item.nip)
        rows.append(
            Row(
                (
                    Cell(number),
                    Cell((account.holder if account else None) or item.name),
                    Cell(item.nip),
                    Cell(account.bank if account else None),
                    Cell(account.account if account else None),
                    Cell(item.net),
                )
            )
        )
    notes = [say("no_accounts")] if lists.accounts is None else []
    table = Table(columns, (Section("", tuple(rows)),), say("total"))
    words = Text(say("in_words", words=rupiah_in_words(setting.group.net, say.lang)), bold=True)
    return (setting.paper("bank", [table, words], PAYING, notes=notes),)


def tax_list(setting: Setting) -> Sequence[Paper]:
    """What is withheld as income tax of whom; no paper of a regulation without tax."""
    say = setting.say
    taxes = lines_of(setting.group.paid, ["tax"])
    if not taxes:
        return ()
    columns = (
        *person_columns(say),
        Column("tax_status", say("column.tax_status"), Kind.TEXT, 9),
        Column("npwp", say("column.npwp"), Kind.TEXT, 9),
        Column("gross", say("column.gross"), Kind.MONEY, 15, summed=True),
        *_line_columns(taxes, setting),
    )

    def cells(number: int, item: Result) -> Row:
        employee = item.computation.inputs.employee if item.computation else None
        has = employee.npwp if employee else None
        return Row(
            (
                *person_cells(number, item),
                Cell(employee.tax_status if employee else None),
                Cell(None if has is None else say("yes" if has else "no")),
                Cell(item.gross),
                *_line_cells(taxes, item),
            )
        )

    return (setting.paper("tax", [_listed(setting, columns, cells)], PAYING),)


def contribution_list(setting: Setting) -> Sequence[Paper]:
    """What is taken as contributions, and what others bear; no paper where there is none."""
    say = setting.say
    known = {line.id for line in lines_of(setting.group.paid, ["part", "addition"])}
    parts = tuple(f"{one}_" for one in known)
    lines = tuple(
        line
        for line in lines_of(setting.group.paid, ["contribution", "info"])
        # What a part pays of each component is told beside it.
        if line.kind == "contribution" or not line.id.startswith((*parts, *known))
    )
    if not any(line.kind == "contribution" for line in lines):
        return ()
    columns = (
        *person_columns(say),
        Column("gross", say("column.gross"), Kind.MONEY, 15, summed=True),
        *_line_columns(lines, setting),
    )

    def cells(number: int, item: Result) -> Row:
        return Row((*person_cells(number, item), Cell(item.gross), *_line_cells(lines, item)))

    table = _listed(setting, columns, cells)
    return (setting.paper("contributions", [table], PAYING),)


def _line_columns(lines: Iterable[LineItem], setting: Setting) -> Iterator[Column]:
    for line in lines:
        title = line.label.get(setting.say.lang)
        yield Column(f"line.{line.id}", title, Kind.MONEY, 14, summed=True)


def _line_cells(lines: Iterable[LineItem], item: Result) -> Iterator[Cell]:
    amounts = _amounts(item)
    return (Cell(amounts.get(line.id, 0)) for line in lines)


def _listed(setting: Setting, columns: tuple[Column, ...], row: _RowMaker) -> Table:
    rows = tuple(row(number, item) for number, item in enumerate(setting.group.paid, 1))
    return Table(columns, (Section("", rows),), setting.say("total"))


def grade_recap(setting: Setting) -> Sequence[Paper]:
    """People, gross, cuts and net by group of grades."""
    if not setting.group.paid:
        return ()
    say, money = setting.say, _Money.of(setting)
    columns = (
        Column("no", say("column.no"), Kind.COUNT, 5),
        Column("group", say("column.grade_group"), Kind.TEXT, 18),
        Column("people", say("column.people"), Kind.COUNT, 10, summed=True),
        *money.columns,
    )
    groups: dict[str, list[Result]] = {}
    for item in setting.group.paid:
        groups.setdefault(grade_group(item), []).append(item)
    rows = tuple(
        Row((Cell(number), Cell(name or "–"), Cell(len(items)), *money.cells(items)))
        for number, (name, items) in enumerate(groups.items(), 1)
    )
    table = Table(columns, (Section("", rows),), say("total"))
    return (setting.paper("grades", [table], PAYING),)


def account_recap(setting: Setting) -> Sequence[Paper]:
    """What is paid by account of the budget: the components of the parts, else the parts.

    A code that nobody gave is a blank to fill by hand.
    """
    paid = setting.group.paid
    if not paid:
        return ()
    say = setting.say
    columns = (
        Column("no", say("column.no"), Kind.COUNT, 5),
        Column("code", say("column.code"), Kind.CODE, 26),
        Column("what", say("column.what"), Kind.TEXT, 46),
        Column("amount", say("column.amount"), Kind.MONEY, 18, summed=True),
    )
    blocks = [
        Table(columns, (Section("", tuple(_coded(setting, lines))),), say(f"column.{title}"))
        for title, lines in (("gross", _by_component(setting)), ("cuts", _summed(paid, CUTS, say)))
        if lines
    ]
    net = Text(say("net_of_list", net=say.money(setting.group.net)), bold=True)
    return (setting.paper("accounts", [*blocks, net], PAYING),)


def codes_known(setting: Setting) -> Iterator[str]:
    """What an account of the budget may be given for: lines of pay and components of the parts."""
    plan = setting.group.plan
    yield from (line.id for line in layout(plan))
    yield from (line.id for line in lines_of(setting.group.paid, CUTS))
    yield from (name for base in plan.bases for name, _ in base.amounts)


def _coded(setting: Setting, lines: Sequence[_Named]) -> Iterator[Row]:
    for number, (key, label, amount) in enumerate(lines, 1):
        yield Row((Cell(number), Cell(setting.office.codes.get(key)), Cell(label), Cell(amount)))


def _summed(items: Sequence[Result], kinds: Iterable[str], say: Say) -> list[_Named]:
    """Id, label and rupiah of lines of some kinds."""
    amounts = [_amounts(item) for item in items]
    return [
        (line.id, line.label.get(say.lang), sum(one.get(line.id, 0) for one in amounts))
        for line in lines_of(items, kinds)
    ]


def _by_component(setting: Setting) -> list[_Named]:
    """What makes the gross, by component where every part is paid of several; else by part."""
    say, paid, plan = setting.say, setting.group.paid, setting.group.plan
    parts = _summed(paid, ["part", "addition"], say)
    told = dict.fromkeys(name for base in plan.bases for name, _ in base.amounts)
    amounts = [_amounts(item) for item in paid]
    found = [
        (
            name,
            spoken.readable(say.lang, "item", name),
            sum(one.get(f"{base.name}_{name}", 0) for one in amounts for base in plan.bases),
        )
        for name in told
    ]
    is_whole = sum(amount for *_, amount in found) == sum(amount for *_, amount in parts)
    return found if found and is_whole else parts
