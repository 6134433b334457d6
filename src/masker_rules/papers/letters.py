"""Covering letter, SPTJM, follow-up of discipline, and who is left out of a list and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from masker_rules.engine.missing_names import kind_of, missing_names
from masker_rules.engine.result import Result
from masker_rules.papers.amount_words import rupiah_in_words
from masker_rules.papers.layout import (
    Block,
    Cell,
    Column,
    Facts,
    Kind,
    Numbered,
    Paper,
    Row,
    Section,
    Table,
    Text,
)
from masker_rules.papers.lists import CUTS, lines_of, untaxed
from masker_rules.papers.parts import is_of_leave
from masker_rules.papers.people import Group, LeftOut
from masker_rules.papers.presence import share_present
from masker_rules.papers.setting import Setting
from masker_rules.papers.sheet import person_cells, person_columns
from masker_rules.texts import spoken
from masker_rules.units import whole_that_add_up

__all__ = ["covering_letter", "follow_up", "left_out", "responsibility"]

#: Declarations of the SPTJM, in order.
DECLARED = ("true", "checked", "refund")


def covering_letter(setting: Setting) -> Sequence[Paper]:
    """The letter with the figures of the month and all its lists."""
    group, say = setting.group, setting.say
    if not group.paid:
        return ()
    gross = sum(item.gross or 0 for item in group.paid)
    lost = sum(lost_of(item) for item in group.paid)
    rows = [
        (say("cover.people"), say.number(len(group.paid))),
        (say("slip.due"), say.money(gross - lost)),
        (say("cover.lost"), say.money(lost)),
        (say("column.gross"), say.money(gross)),
    ]
    for line in lines_of(group.paid, CUTS):
        taken = sum(
            abs(one.amount) for item in group.paid for one in item.lines if one.id == line.id
        )
        rows.append((line.label.get(say.lang), say.money(taken)))
    rows += [
        (say("column.net"), say.money(group.net)),
        (say("cover.in_words"), rupiah_in_words(group.net, say.lang)),
        (say("cover.left_out"), say.number(len(_with_claim(group)))),
        (say("cover.presence"), _percent(setting, _mean(map(share_present, group.paid)))),
    ]
    for base in group.plan.bases:
        if base.printed:
            mean = _mean(item.parts.get(base.name) for item in group.paid)
            name = say("cover.average", part=base.label.get(say.lang))
            rows.append((name, _percent(setting, mean)))
    blocks: list[Block] = [
        Facts(
            (
                (say("cover.number"), setting.number_of("cover")),
                (say("cover.nature"), ""),
                (say("cover.attached"), ""),
                (say("cover.about"), _about(setting)),
                (say("cover.to"), ""),
            )
        ),
        Text(say("cover.begin", whose=setting.whose, months=setting.months())),
        Facts(tuple(rows)),
        *_paid(setting),
        Text(say("cover.end")),
    ]
    notes = untaxed(setting)
    return (setting.paper("cover", blocks, ("head",), letter=True, notes=notes),)


def _with_claim(group: Group) -> list[LeftOut]:
    """Those whom a later list may pay: who has no claim waits for nothing."""
    return [one for one in group.waiting if one.why != "not_eligible"]


def lost_of(item: Result) -> int:
    """Whole rupiah that the findings of a person cost, as a negative number."""
    return sum(whole_that_add_up([finding.amount for finding in item.findings]))


def _about(setting: Setting) -> str:
    return setting.say("cover.subject", months=setting.months())


def _lists(setting: Setting) -> Table:
    """All lists of the month, which add up to what the month pays."""
    say = setting.say
    columns = (
        Column("number", say("column.list"), Kind.TEXT, 26),
        Column("people", say("column.people"), Kind.COUNT, 12, summed=True),
        Column("gross", say("column.gross"), Kind.MONEY, 18, summed=True),
        Column("net", say("column.net"), Kind.MONEY, 18, summed=True),
    )
    rows = tuple(
        Row((Cell(str(one.number)), Cell(one.people), Cell(one.gross), Cell(one.net)))
        for one in setting.sums
    )
    return Table(columns, (Section("", rows),), say("cover.total"), numbering=False)


def _paid(setting: Setting) -> Iterator[Block]:
    """The lists of the run, and what all runs of the month come to where there is another one."""
    say, group = setting.say, setting.group
    run = setting.run_title or say("ordinary_month")
    found = []
    for register in setting.runs:
        sums = register.sums(group.unit, group.staff)
        if sums:
            found.append((register, sums))
    if len(found) == 1 and not setting.run_title:
        key = "cover.lists_of_several" if setting.apart else "cover.lists"
        yield Text(say(key, whose=setting.of_all))
        yield _lists(setting)
        return
    yield Text(say("cover.lists_of_run", run=run, whose=setting.of_all))
    yield _lists(setting)
    if len(found) == 1:
        return
    columns = (
        Column("run", say("column.run"), Kind.TEXT, 38),
        Column("gross", say("column.gross"), Kind.MONEY, 18, summed=True),
        Column("net", say("column.net"), Kind.MONEY, 18, summed=True),
    )
    rows = tuple(
        Row(
            (
                Cell(register.title.get(say.lang) or say("ordinary_month")),
                Cell(sum(one.gross for one in sums)),
                Cell(sum(one.net for one in sums)),
            )
        )
        for register, sums in found
    )
    yield Text(say("cover.runs", whose=setting.of_all, month=say.month(setting.month)))
    yield Table(columns, (Section("", rows),), say("cover.runs_total"), numbering=False)


def _mean(shares: Iterable[Fraction | None]) -> Fraction | None:
    known = [share for share in shares if share is not None]
    return sum(known, Fraction()) / len(known) if known else None


def _percent(setting: Setting, share: Fraction | None) -> str:
    if share is None:
        return "–"
    return f"{spoken.number(setting.say.lang, share * 100, 2)}%"


def responsibility(setting: Setting) -> Sequence[Paper]:
    """Surat Pernyataan Tanggung Jawab Mutlak, signed over a duty stamp.

    Of no regulation on TPP is its text known: it follows those of other allowances.
    """
    group, say = setting.group, setting.say
    if not group.paid:
        return ()
    head = setting.official("head")
    whose = Facts(
        (
            (say("column.name"), head.name if head else ""),
            (say("column.nip"), (head.nip or "") if head else ""),
            (say("column.position"), f"{setting.role_of('head', head)} {group.unit}".strip()),
        )
    )
    facts = {
        "months": setting.months(),
        "net": say.money(group.net),
        "words": rupiah_in_words(group.net, say.lang),
        "people": say.number(len(group.paid)),
        "whose": setting.whose,
    }
    blocks: list[Block] = [
        Text(f"{say('cover.number')}: {setting.number_of('sptjm')}", centred=True),
        Text(say("sptjm.begin")),
        whose,
        Text(say("sptjm.declare")),
        Numbered(tuple(say(f"sptjm.{one}", **facts) for one in DECLARED)),
        Text(say("sptjm.end")),
    ]
    return (setting.paper("sptjm", blocks, ("head",), letter=True, stamped="head"),)


def follow_up(setting: Setting) -> Sequence[Paper]:
    """What the law brings besides money, for the personnel officer; not for everybody's eyes."""
    say = setting.say
    found = [(item, one) for item in setting.group.everybody for one in item.consequences]
    if not found:
        return ()
    columns = (
        *person_columns(say),
        Column("what", say("column.consequence"), Kind.TEXT, 28),
        Column("from", say("column.from"), Kind.TEXT, 16),
        Column("months", say("column.months"), Kind.COUNT, 8),
        Column("basis", say("column.basis"), Kind.TEXT, 34),
        Column("source", say("column.source"), Kind.TEXT, 34),
        Column("done", say("column.done"), Kind.SIGN, 18),
    )
    rows = tuple(
        Row(
            (
                *person_cells(number, item),
                Cell(spoken.word(say.lang, one.code)),
                Cell(say.month(one.starts) if one.starts else say("by_decision")),
                Cell(one.months),
                Cell(one.basis.get(say.lang)),
                Cell(one.source.text(say.lang)),
                Cell(),
            )
        )
        for number, (item, one) in enumerate(found, 1)
    )
    table = Table(columns, (Section("", rows),))
    return (setting.paper("followup", [table], ("head", "personnel"), notes=[say("not_shared")]),)


def left_out(setting: Setting) -> Sequence[Paper]:
    """Who is not on the list, why, and between what the pay could lie."""
    say, group = setting.say, setting.group
    if not group.waiting:
        return ()
    columns = (
        *person_columns(say),
        Column("why", say("column.why"), Kind.TEXT, 34),
        Column("missing", say("column.missing"), Kind.TEXT, 40),
        Column("lowest", say("column.lowest"), Kind.MONEY, 14),
        Column("highest", say("column.highest"), Kind.MONEY, 14),
    )
    rows = tuple(
        Row((*person_cells(number, one.result), *_why_cells(one, setting)))
        for number, one in enumerate(group.waiting, 1)
    )
    table = Table(columns, (Section("", rows),))
    signers = ("head", "treasurer", "maker")
    return (setting.paper("left_out", [table], signers, notes=[say("left_out_note")]),)


def _why_cells(one: LeftOut, setting: Setting) -> Iterator[Cell]:
    say, item = setting.say, one.result
    why = say(f"why.{one.why}")
    if one.why == "postponed" and item.pay_in is not None:
        why = f"{why} ({say.month(item.pay_in)})"
    yield Cell(why)
    yield Cell(_missing(item, setting))
    # What is known of somebody who waits for an account or a month is the net itself.
    bounds = item.bounds
    yield Cell(bounds.lowest if bounds else item.net)
    yield Cell(bounds.highest if bounds else item.net)


def _missing(item: Result, setting: Setting) -> str:
    if item.bounds is None:
        return ""
    say, plan = setting.say, setting.group.plan
    labels = item.computation.plan.labels if item.computation else {}
    names: dict[str, None] = {}
    for name in item.bounds.missing:
        place = name.partition(" (")[0]
        rule = next(
            (one.rule for one in plan.charges if f"{place}.".startswith(f"{one.rule}.")), ""
        )
        is_of_absence = kind_of(name).parts.get("table") == "absences"
        if is_of_absence or is_of_leave(plan, rule):
            # Which leave it is, and why, is nobody's business.
            names[say("of_absences" if is_of_absence else "of_leave")] = None
        else:
            names[missing_names([name], labels).said(say.lang)] = None
    return ", ".join(names)
