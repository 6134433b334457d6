"""What all papers of a group share: heading, months, who signs, the watermark."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from masker_rules.engine.result import Result
from masker_rules.facts.rows import Official
from masker_rules.papers.layout import Block, Letterhead, Paper, Signature
from masker_rules.papers.office import Office
from masker_rules.papers.people import Group, Lists
from masker_rules.papers.register import ListSums, Register
from masker_rules.papers.signers import BLANK, Signers, role_of, signature_of
from masker_rules.papers.words import Say
from masker_rules.periods import Month

__all__ = ["Setting"]

#: Papers on what was done, not on what is paid.
OF_PERFORMANCE = frozenset({"recap", "discipline", "followup"})


@dataclass(frozen=True, slots=True)
class Setting:
    """The circumstances of the papers of one group.

    Attributes:
        month: Of performance.
        office: What the office says of itself, for this unit.
        lists: Who is on the list, and the day on which officials hold.
        number: Of the list.
        draft: Whether nothing of it may be paid.
        apart: Whether others of this unit and kind of staff are paid by another regulation.
        sums: All lists of the month of this unit, kind of staff and run, this one included.
        runs: The lists of all runs of the month, those of this one included, by name.
    """

    say: Say
    group: Group
    month: Month
    office: Office
    lists: Lists
    signers: Signers
    number: int
    draft: bool
    apart: bool = False
    sums: tuple[ListSums, ...] = ()
    runs: tuple[Register, ...] = ()

    def paper(
        self,
        kind: str,
        blocks: Sequence[Block],
        signers: Sequence[str] = (),
        *,
        notes: Sequence[str] = (),
        letter: bool = False,
        stamped: str = "",
    ) -> Paper:
        """A paper of a kind, with heading and signatures.

        Args:
            kind: As the command names it; its words are `papers.title.<kind>`.
            blocks: What stands on it.
            signers: Roles in the order in which they sign; the last beside place and date.
            notes: Below the signatures.
            letter: Whether it is a letter: upright, without the months below its title.
            stamped: The role beside which a duty stamp is put.
        """
        say = self.say
        # What nobody confirmed of a form itself is said in the documentation.
        return Paper(
            kind=kind,
            name=say(f"name.{kind}"),
            title=tuple(self._title(kind, letter=letter)),
            blocks=tuple(blocks),
            signatures=tuple(self._signature(role, role == signers[-1], role == stamped)
                             for role in signers),
            notes=(*notes, *self._profile_notes()),
            letterhead=Letterhead(self.office.letterhead),
            watermark=say("watermark") if self.draft else "",
            landscape=not letter,
            lang=say.lang,
        )  # fmt: skip

    @property
    def people(self) -> tuple[Result, ...]:
        """Whom papers of everybody show: a supplementary list only those whom it pays."""
        return self.group.everybody if self.number == 1 else self.group.paid

    @property
    def whose(self) -> str:
        """`Badan Data Contoh – PNS`, and the regulation where there are several."""
        title = f" – {self.group.plan.title.get(self.say.lang)}" if self.apart else ""
        return f"{self.of_all}{title}"

    @property
    def of_all(self) -> str:
        """`Badan Data Contoh – PNS`, by whatever regulation they are paid."""
        return (
            f"{self.group.unit or self.say('no_unit')} – {self.say(f'staff.{self.group.staff}')}"
        )

    def role_of(self, role: str, found: Official | None) -> str:
        """What an official signs as, `Plt.` before it of who acts."""
        return role_of(self.say, self.office, role, found)

    def official(self, role: str) -> Official | None:
        """Who signs as a role on the day of the papers."""
        return self.signers.of(self.group.unit, role, self.lists.on)

    def months(self) -> str:
        """`Bulan April 2026 untuk kinerja Maret 2026`; before it what a run is called."""
        months = self.say.months(self.office.pay_month, self.month)
        return ", ".join(filter(None, (self.run_title, months)))

    @property
    def run_title(self) -> str:
        """What a run of its own is called; nothing of the ordinary month."""
        run = self.group.plan.as_run
        return run.title.get(self.say.lang) if run is not None else ""

    def number_of(self, kind: str) -> str:
        """The number of a paper; a line to fill by hand where nobody gave it."""
        return self.given_number(kind) or BLANK

    def given_number(self, kind: str) -> str:
        """The number that the office gives a paper, for this kind of staff or for all; or none."""
        numbers = self.office.numbers
        return numbers.get(f"{kind}.{self.group.staff}") or numbers.get(kind, "")

    def own_number(self, kind: str) -> str:
        """How `office.yaml` gives a paper a number that no other group has."""
        said = f"numbers: {{{kind}: {{{self.group.staff}: 900/1}}}}"
        if self.number > 1:
            said = f"lists: {{{self.number}: {{{said}}}}}"
        if run := self.group.plan.run:
            said = f"runs: {{{run}: {{{said}}}}}"
        unit = json.dumps(self.group.unit, ensure_ascii=False)
        return f"units: {{{unit}: {{{said}}}}}"

    def _title(self, kind: str, *, letter: bool) -> list[str]:
        say = self.say
        lines = [say(f"title.{kind}").upper()]
        if self.run_title:
            lines.append(self.run_title.upper())
        if not letter:
            lines.append(self.whose.upper())
            pay = None if kind in OF_PERFORMANCE else self.office.pay_month
            lines.append(say.months(pay, self.month).upper())
        if self.number > 1:
            lines.append(say("supplementary", number=self.number).upper())
        # On letters the number stands below the title, be it a blank.
        if not letter and (number := self.given_number(kind)):
            lines.append(f"{say('cover.number')}: {number}")
        return lines

    def _signature(self, role: str, is_last: bool, is_stamped: bool) -> Signature:
        found, stamp = self.official(role), self.say("stamp") if is_stamped else ""
        return signature_of(self.say, self.office, role, found, is_last=is_last, stamp=stamp)

    def _profile_notes(self) -> list[str]:
        plan = self.group.plan
        found = [self.say("regulation", title=plan.title.get(self.say.lang))]
        if plan.unconfirmed:
            found.append(self.say("unconfirmed", count=len(plan.unconfirmed)))
        return found
