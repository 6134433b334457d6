"""Slips: a page per person, of what was due, what was cut by which article on which day, and paid.

A slip is for the person alone, and so it names leave and its reason where the law charges them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from masker_rules.engine.missing_names import missing_names
from masker_rules.engine.result import Finding, LineItem, Result
from masker_rules.explain.also import Also
from masker_rules.explain.sections import sections_of
from masker_rules.papers.also import blocks_of
from masker_rules.papers.amount_words import rupiah_in_words
from masker_rules.papers.layout import (
    Block,
    Cell,
    Column,
    Facts,
    Kind,
    Letterhead,
    Paper,
    Row,
    Seal,
    Section,
    Table,
    Text,
)
from masker_rules.papers.making import NOT_PAYABLE, UNCONFIRMED
from masker_rules.papers.office import Office
from masker_rules.papers.pdf import pdf_of
from masker_rules.papers.people import Group
from masker_rules.papers.words import Say
from masker_rules.units import whole_that_add_up

__all__ = ["PERSONAL", "slip", "slip_pdf", "slips_of"]

#: Kinds of papers that are a page per person: in one file per group, and in a file each.
PERSONAL = ("slips", "letters")
#: Lines that are told of others: what they bear is no pay of the person.
OF_OTHERS = frozenset({"info"})


def slip_pdf(item: Result, lang: str = "id", also: Sequence[Also] = ()) -> bytes:
    """The slip of one person as PDF, with the watermark while its regulation may not be paid by.

    Args:
        item: Whose.
        lang: `id` or `en`.
        also: What else is told of it, each as a section of its own.

    Raises:
        AdapterUnavailableError: the extra `papers` is not installed [reader-extra-missing].
    """
    codes = {note.code for note in item.warnings}
    plan = item.computation.plan if item.computation else None
    draft = bool(codes & UNCONFIRMED) or (
        plan is not None and (bool(plan.unconfirmed) or plan.status in NOT_PAYABLE)
    )
    paper = slip(item, Say(lang), Office(), draft=draft, also=also)
    return pdf_of([paper], item.period.last)


def slips_of(
    group: Group, say: Say, office: Office, *, draft: bool, also: Sequence[Also] = ()
) -> list[Paper]:
    """The slips of a group, of those left out of its list too unless it is expressly not for them.

    Args:
        group: Whose.
        say: The language.
        office: What it says of itself, for the unit of the group.
        draft: Whether nothing of them may be paid.
        also: What else is told of each, as a section of its own.
    """
    return [slip(item, say, office, draft=draft, also=also) for item in group.asked]


def slip(
    item: Result, say: Say, office: Office, *, draft: bool, also: Sequence[Also] = ()
) -> Paper:
    """The slip of one person.

    Args:
        item: Whose.
        say: The language.
        office: What it says of itself, for the unit of the person.
        draft: Whether nothing of it may be paid.
        also: What else is told of it, each as a section of its own.
    """
    plan = item.computation.plan if item.computation else None
    title = [say("title.slips").upper()]
    title += [plan.as_run.title.get(say.lang).upper()] if plan and plan.as_run else []
    title += [item.person.unit.upper()] if item.person.unit else []
    notes = [say("regulation", title=plan.title.get(say.lang))] if plan else []
    return Paper(
        kind="slips",
        name=f"{say('slip.name')} {item.name or item.nip}",
        title=(*title, say.months(office.pay_month, item.period).upper()),
        blocks=tuple(_blocks(item, say, also)),
        notes=tuple(notes),
        letterhead=Letterhead(office.letterhead),
        watermark=say("watermark") if draft else "",
        landscape=False,
        lang=say.lang,
    )


def _blocks(item: Result, say: Say, also: Sequence[Also]) -> Iterator[Block]:
    yield Facts(tuple(_whose(item, say)))
    for note in item.why_status:
        words = note.message(say.lang)
        yield Text(words[:1].upper() + words[1:])
    if item.bounds is not None:
        yield Text(_open(item, say), bold=True)
    whole = whole_that_add_up([finding.amount for finding in item.findings])
    yield Text(say("slip.cuts"), bold=True)
    yield _cuts(item.findings, whole, say) if item.findings else Text(say("slip.none"))
    if item.gross is not None:
        yield Text(say("slip.pay"), bold=True)
        yield _pay(item, sum(whole), say)
    if item.net is not None:
        yield Text(say("in_words", words=rupiah_in_words(item.net, say.lang)), bold=True)
    for section in sections_of(item, also, say.lang):
        yield from blocks_of(section, say)
    yield Seal(item.digest, say("slip.digest", digest=item.digest))


def _whose(item: Result, say: Say) -> Iterator[tuple[str, str]]:
    person = item.person
    for name, value in (
        (say("column.name"), item.name),
        (say("column.nip"), item.nip),
        (say("column.grade"), person.grade),
        (say("column.position"), person.position),
        (say("column.job_class"), person.job_class),
        (say("slip.unit"), person.unit),
        (say("slip.status"), say.word("status", item.status)),
    ):
        if value:
            yield name, str(value)


def _article(line: LineItem, say: Say) -> str:
    """The article of a line of its own; a sum of others has none."""
    return line.source.text(say.lang) if line.source and line.kind != "total" else ""


def _open(item: Result, say: Say) -> str:
    assert item.bounds is not None
    ends = [
        say("slip.unbounded") if one is None else say.money(one)
        for one in (item.bounds.lowest, item.bounds.highest)
    ]
    labels = item.computation.plan.labels if item.computation else {}
    missing = missing_names(item.bounds.missing, labels).said(say.lang)
    return say("slip.open", lowest=ends[0], highest=ends[1], missing=missing)


def _cuts(findings: Sequence[Finding], whole: Iterable[int], say: Say) -> Table:
    """Each day and rule that cost something, in the order of days; the month last."""
    columns = (
        Column("date", say("slip.date"), Kind.TEXT, 15),
        Column("code", say("slip.cuts"), Kind.TEXT, 26),
        Column("source", say("column.source"), Kind.TEXT, 28),
        Column("quantity", say("slip.quantity"), Kind.COUNT, 9),
        Column("rate", say("slip.rate"), Kind.PERCENT, 6),
        Column("amount", say("column.amount"), Kind.MONEY, 12, summed=True),
    )
    order = sorted(zip(findings, whole, strict=True), key=lambda pair: pair[0].day or date.max)
    # What rounding gave back may be less than a rupiah.
    rows = tuple(
        Row(tuple(_cut(finding, rupiah, say)))
        for finding, rupiah in order
        if rupiah or finding.rate is not None
    )
    return Table(columns, (Section("", rows),), say("slip.total_cuts"), numbering=False)


def _cut(finding: Finding, rupiah: int, say: Say) -> Iterator[Cell]:
    yield Cell(say.day(finding.day) if finding.day else say("slip.whole_month"))
    yield Cell(finding.label.get(say.lang) or finding.code)
    yield Cell(finding.source.text(say.lang))
    yield Cell(_quantity(finding.quantity, say))
    yield Cell(finding.rate)
    yield Cell(rupiah)


def _quantity(text: str, say: Say) -> str:
    """`10m` as ten minutes; days and times as they are."""
    if text.endswith("m") and text[:-1].isdigit():
        return say("slip.minutes", count=text[:-1])
    return text


def _pay(item: Result, lost: int, say: Say) -> Table:
    """From what was due by way of what was cut to each line, the gross and the net."""
    assert item.gross is not None
    columns = (
        Column("what", say("column.what"), Kind.TEXT, 40),
        Column("source", say("column.source"), Kind.TEXT, 32),
        Column("amount", say("column.amount"), Kind.MONEY, 16),
    )
    told: list[tuple[str, str, int]] = [
        (say("slip.due"), "", item.gross - lost),
        (say("slip.lost"), "", lost),
    ]
    told += [
        (line.label.get(say.lang), _article(line, say), line.amount)
        for line in item.lines
        if line.kind not in OF_OTHERS
    ]
    rows = tuple(Row((Cell(what), Cell(source), Cell(amount))) for what, source, amount in told)
    return Table(columns, (Section("", rows),), numbering=False)
