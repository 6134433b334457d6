"""Papers of a rapel: lists of arrears and of overpayments, and a letter per person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from masker_rules.arrears.causes import TEXT
from masker_rules.arrears.putting_right import Rapel
from masker_rules.arrears.rows import RapelRow
from masker_rules.papers.amount_words import rupiah_in_words
from masker_rules.papers.layout import (
    Block,
    Cell,
    Column,
    Facts,
    Kind,
    Letterhead,
    Numbered,
    Paper,
    Row,
    Section,
    Signature,
    Table,
    Text,
)
from masker_rules.papers.making import NOT_PAYABLE
from masker_rules.papers.names import file_words
from masker_rules.papers.office import Office
from masker_rules.papers.signers import Signers, signature_of
from masker_rules.papers.words import Say

__all__ = ["PaperSet", "papers_of"]

#: Lists by the words of their titles, and whether they are of earlier budget years.
LISTS = (
    ("arrears", "arrears", False),
    ("arrears_earlier", "arrears", True),
    ("overpaid", "overpaid", False),
    ("overpaid_earlier", "overpaid", True),
)
#: So many rows that changed are told on a letter.
MOST = 10
SIGNERS = ("head", "treasurer", "maker")


def _is_no_law(law: Mapping[str, object]) -> bool:
    """Whether nothing may be paid by a regulation: a rate is unconfirmed, or it is in no force."""
    return bool(law.get("unconfirmed")) or law.get("status") in NOT_PAYABLE


@dataclass(frozen=True, slots=True)
class PaperSet:
    """Papers of one file."""

    name: str
    """Of the file, without a suffix."""
    papers: tuple[Paper, ...]
    day: date
    """Of the papers: no clock is read."""
    is_letter: bool = False


def papers_of(
    found: Rapel, office: Office, signers: Signers, lang: str = "id"
) -> Iterator[PaperSet]:
    """The lists of each unit, and a letter for each person.

    Args:
        found: What is to be put right.
        office: What the office says of itself.
        signers: Who signs.
        lang: `id` or `en`.
    """
    say = Say(lang)
    differ = [row for row in found.rows if row.difference]
    last = max((row.period for row in differ), default=None)
    if last is None:
        return
    month = found.pay_month or last
    for unit in sorted({row.person.unit or "" for row in differ}):
        own = office.of(unit)
        maker = _Maker(found, say, unit, own, signers, own.date or month.last)
        name = file_words(unit)
        rows = [row for row in differ if (row.person.unit or "") == unit]
        yield PaperSet(f"rapel-{month}-{name}", tuple(maker.lists(rows)), maker.on)
        for nip in sorted({row.nip for row in rows}):
            letter = maker.letter([row for row in rows if row.nip == nip])
            yield PaperSet(f"rapel-{month}-{name}-{nip}", (letter,), maker.on, is_letter=True)


@dataclass(frozen=True, slots=True)
class _Maker:
    found: Rapel
    say: Say
    unit: str
    office: Office
    signers: Signers
    on: date

    def lists(self, rows: Sequence[RapelRow]) -> Iterator[Paper]:
        for key, status, is_earlier in LISTS:
            own = [
                row
                for row in rows
                if row.status == status and (row.budget_year < self.found.year) is is_earlier
            ]
            if own:
                yield self._paper(key, [self._list(own), self._in_words(own)], SIGNERS)
        undecided = [row for row in rows if row.decision]
        if undecided:
            yield self._paper("decision", [self._list(undecided, decision=True)], SIGNERS)

    def letter(self, rows: Sequence[RapelRow]) -> Paper:
        say = self.say
        person = rows[0].person
        blocks: list[Block] = [
            Facts(
                (
                    (say("column.name"), person.name),
                    (say("column.nip"), rows[0].nip),
                    (say("slip.unit"), person.unit or ""),
                )
            )
        ]
        for row in rows:
            assert row.difference is not None
            blocks.append(Text(say("rapel.month", month=say.month(row.period)), bold=True))
            blocks.append(
                Text(
                    say(
                        f"rapel.{row.status}",
                        paid=say.money(row.paid or 0),
                        due=say.money(row.due or 0),
                        amount=say.money(abs(row.difference)),
                    )
                )
            )
            if row.because_of:
                months = ", ".join(map(say.month, row.because_of))
                blocks.append(Text(say("rapel.because_of", months=months)))
            blocks.append(self._days(row))
            blocks += self._changed(row)
            if row.decision:
                blocks.append(Text(say("rapel.decision", amount=say.money(row.decision))))
        return self._paper("rapel_letter", blocks, ("head",), letter=True)

    def _changed(self, row: RapelRow) -> Iterator[Block]:
        """The rows that are known now and were not, or the other way about."""
        facts = [cause.text(self.say.lang) for cause in row.causes if cause.table != TEXT]
        if len(facts) > MOST:
            facts = [*facts[:MOST], self.say("rapel.more", count=len(facts) - MOST)]
        if facts:
            yield Text(self.say("rapel.changed"))
            yield Numbered(tuple(facts))

    # -------------------------------------------------------------- tables
    def _list(self, rows: Sequence[RapelRow], *, decision: bool = False) -> Table:
        say = self.say
        columns = (
            Column("no", say("column.no"), Kind.COUNT, 5),
            Column("name", say("column.name"), Kind.TEXT, 28),
            Column("nip", say("column.nip"), Kind.CODE, 20),
            Column("grade", say("column.grade"), Kind.TEXT, 8),
            Column("month", say("rapel.column.month"), Kind.TEXT, 16),
            Column("paid", say("rapel.column.paid"), Kind.MONEY, 16, summed=True),
            Column("due", say("rapel.column.due"), Kind.MONEY, 16, summed=True),
            Column("amount", say("rapel.column.amount"), Kind.MONEY, 16, summed=True),
            Column("why", say("rapel.column.why"), Kind.TEXT, 40),
        )
        made = tuple(
            Row(
                (
                    Cell(number),
                    Cell(row.person.name),
                    Cell(row.nip),
                    Cell(row.person.grade),
                    Cell(say.month(row.period)),
                    Cell(row.paid),
                    Cell(row.due),
                    Cell(row.decision if decision else abs(row.difference or 0)),
                    Cell(self._why(row)),
                )
            )
            for number, row in enumerate(rows, 1)
        )
        return Table(columns, (Section("", made),), say("total"))

    def _why(self, row: RapelRow) -> str:
        told = [
            " – ".join(filter(None, (one.label.get(self.say.lang), one.source.get(self.say.lang))))
            for one in row.lines
        ]
        if row.because_of:
            months = ", ".join(map(self.say.month, row.because_of))
            told.append(self.say("rapel.because_of", months=months))
        return "; ".join(told)

    def _in_words(self, rows: Sequence[RapelRow]) -> Text:
        amount = sum(abs(row.difference or 0) for row in rows)
        words = rupiah_in_words(amount, self.say.lang)
        return Text(self.say("in_words", words=words), bold=True)

    def _days(self, row: RapelRow) -> Table:
        say = self.say
        columns = (
            Column("date", say("slip.date"), Kind.TEXT, 15),
            Column("what", say("column.what"), Kind.TEXT, 28),
            Column("source", say("column.source"), Kind.TEXT, 28),
            Column("knew", say("rapel.column.knew"), Kind.MONEY, 13),
            Column("know", say("rapel.column.know"), Kind.MONEY, 13),
            Column("amount", say("rapel.column.change"), Kind.MONEY, 13, summed=True),
        )
        made = tuple(
            Row(
                (
                    Cell(say.day(one.day) if one.day else say("slip.whole_month")),
                    Cell(one.label.get(say.lang) or one.code),
                    Cell(one.source.get(say.lang)),
                    Cell(one.knew),
                    Cell(one.know),
                    Cell(one.amount),
                )
            )
            for one in row.days
        )
        return Table(columns, (Section("", made),), say("total"), numbering=False)

    # -------------------------------------------------------------- frame
    def _paper(
        self, kind: str, blocks: Sequence[Block], signers: Sequence[str], *, letter: bool = False
    ) -> Paper:
        say, found = self.say, self.found
        unit = (self.unit or say("no_unit")).upper()
        sources = dict.fromkeys(found.paid_from.values())
        told = ", ".join(say.word("arrears.paid_from", one) for one in sources)
        notes = [say("rapel.paid_from", source=told), say("rapel.gross")]
        if found.ledger:
            notes.append(say("rapel.ledger", digest=found.ledger))
        is_draft = not found.settled or any(map(_is_no_law, found.profiles))
        return Paper(
            kind=kind,
            name=say(f"rapel.name.{kind}"),
            title=(say(f"rapel.title.{kind}").upper(), unit, *self._pay_month()),
            blocks=tuple(blocks),
            signatures=tuple(self._signature(role, role == signers[-1]) for role in signers),
            notes=tuple(notes),
            letterhead=Letterhead(self.office.letterhead if letter else ()),
            watermark=say("watermark") if is_draft else "",
            landscape=not letter,
            lang=say.lang,
        )

    def _pay_month(self) -> Iterator[str]:
        """In which it is paid or taken back; nothing where nobody said."""
        month = self.found.pay_month
        if month is not None:
            yield self.say("rapel.pay_month", month=self.say.month(month)).upper()

    def _signature(self, role: str, is_last: bool) -> Signature:
        found = self.signers.of(self.unit, role, self.on)
        return signature_of(self.say, self.office, role, found, is_last=is_last)
