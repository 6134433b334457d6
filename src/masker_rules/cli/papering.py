"""`masker papers`: what an office prints and signs, a file per unit and kind of staff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from masker_rules.cli.computing import compute_pack
from masker_rules.cli.options import (
    Against,
    AsOf,
    PackPath,
    Period,
    ProfileRef,
    Restore,
    RunName,
)
from masker_rules.cli.restoring import restored
from masker_rules.cli.running import DONE
from masker_rules.cli.tally import Tally
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import RequestError
from masker_rules.facts.aside import replace_file, writable
from masker_rules.facts.sources import source_name
from masker_rules.texts import render

if TYPE_CHECKING:
    from masker_rules.engine.results import Results
    from masker_rules.explain.also import Also
    from masker_rules.papers import Bundle, Office, Register, Tables, Wish

__all__ = ["FORMATS", "papers", "tables_of_papers"]

FORMATS = ("xlsx", "pdf")
#: Told of a list that pays something else than its record.
CHANGED = "papers-list-changed"
#: So many places of a regulation that nobody has confirmed are named.
NAMED = 6


def papers(  # noqa: PLR0913, PLR0917  (an argument per option)
    context: typer.Context,
    pack: PackPath,
    profile: ProfileRef,
    out: Annotated[Path, typer.Option("--out", metavar="DIR")],
    period: Period = None,
    as_of: AsOf = None,
    unit: Annotated[list[str] | None, typer.Option("--unit", metavar="UNIT")] = None,
    kind: Annotated[list[str] | None, typer.Option("--kind", metavar="KIND")] = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT")] = FORMATS[0],
    draft: Annotated[bool, typer.Option("--draft")] = False,  # noqa: FBT002
    only: Annotated[list[str] | None, typer.Option("--only", metavar="NIP")] = None,
    except_: Annotated[list[str] | None, typer.Option("--except", metavar="NIP")] = None,
    number: Annotated[int, typer.Option("--list", metavar="N", min=1)] = 1,
    office: Annotated[Path | None, typer.Option("--office", metavar="FILE")] = None,
    say: Annotated[list[str] | None, typer.Option("--say", metavar="KEY: VALUE")] = None,
    run: RunName = None,
    restore: Restore = False,  # noqa: FBT002
    against: Against = None,
) -> int:
    """Words of the help: `cli.help.papers.about`."""
    from masker_rules.papers import Wish, office_given  # noqa: PLC0415

    terminal: Terminal = context.obj
    if format not in FORMATS:
        raise RequestError.of("unknown-format", format=format, known=", ".join(FORMATS))
    wish = Wish(
        terminal.lang, _kinds(kind), tuple(unit or ()), tuple(only) if only else None,
        tuple(except_ or ()), number, draft,
    )  # fmt: skip
    said = office_given(pack, office, say or ())
    tables = tables_of_papers(terminal, pack)
    results = compute_pack(terminal, pack, profile, period, as_of=as_of, run=run)
    tally = Tally(terminal)
    tally.add(results)
    from masker_rules.papers import (  # noqa: PLC0415
        Register,
        bundles,
        register_file,
        registers_beside,
        unconfirmed,
        why_draft,
    )

    with writable(out):
        out.mkdir(parents=True, exist_ok=True)
    month = results[0].period if len(results) else None
    if month is None:
        raise RequestError.of("papers-one-month", found="-")
    name, why = results[0].run, why_draft(results, wish)
    unpaid = bool(why)
    path = register_file(out, month, name, draft=unpaid)
    register = Register.read(path, month, name)
    if unpaid:
        register.over(Register.read(register_file(out, month, name, draft=False), month, name))
    others = registers_beside(out, month, name, draft=unpaid)
    made: list[Bundle] = []
    written = 0
    also = _also(terminal, wish, pack, profile, results, as_of, against, restore=restore)
    pages = _Pages(format, wish, unpaid, said, also)
    with terminal.progress(terminal.text("papers.writing")) as progress:
        found = bundles(results, tables, said, wish, register, progress, others)
        for count, bundle in enumerate(found, 1):
            if not made and not wish.is_of_persons:
                # Before the papers: whoever may stand on one is never taken for unpaid.
                _record(register, path, bundle)
            for name, raw in pages.files(bundle):
                replace_file(out / name, raw)
                written += 1
            made.append(bundle)
            if progress is not None:
                progress(count, bundle.count)
    tally.tell()
    if not tables.officials and not tables.aside:
        terminal.say(terminal.text("papers.no_officials"))
    for problem in dict.fromkeys(p.text(terminal.lang) for one in made for p in one.told):
        terminal.say(problem, "bold yellow")
    _tell_draft(terminal, why, unconfirmed(results))
    _tell(terminal, made, out, written)
    return DONE


def _record(register: Register, path: Path, first: Bundle) -> None:
    """Write the record of the lists; where a list of it pays something else, the old one stays."""
    from masker_rules.papers import kept_beside  # noqa: PLC0415

    if any(one.code == CHANGED for one in first.told):
        replace_file(kept_beside(path), path.read_bytes())
    register.write(path)


def _also(  # noqa: PLR0913  (what papers was asked)
    terminal: Terminal,
    wish: Wish,
    pack: str,
    profile: str,
    results: Results,
    as_of: str | None,
    against: str | None,
    *,
    restore: bool,
) -> list[Also]:
    """What slips say beside how the amount came about."""
    option = "--restore" if restore else "--against"
    if not (restore or against):
        return []
    if not {"slips", "letters"} & {*wish.kinds}:
        command = f"masker papers {option}"
        raise RequestError.of("missing-option", option="--kind slips", command=command)
    if results[0].run:
        raise RequestError.of("options-apart", one=option, other="--run")
    month = str(results[0].period)
    nips = [one.nip for one in results if not wish.units or (one.person.unit or "") in wish.units]
    found: list[Also] = []
    if restore:
        found.append(restored(terminal, pack, profile, month, nips=nips, as_of=as_of))
    if against:
        from masker_rules.review.months import between_months  # noqa: PLC0415

        found.append(between_months(profile, pack, month, against, nips=nips, as_of=as_of))
    return found


def _kinds(asked: Sequence[str] | None) -> tuple[str, ...]:
    """Kinds of papers; several may stand in one word, parted by commas."""
    from masker_rules.papers import KINDS, PERSONAL  # noqa: PLC0415

    kinds = [kind.strip() for word in asked or () for kind in word.split(",")]
    for one in kinds:
        if one not in (*KINDS, *PERSONAL):
            known = ", ".join((*KINDS, *PERSONAL))
            raise RequestError.of("papers-unknown-kind", kind=one, known=known)
    return tuple(kinds)


def tables_of_papers(terminal: Terminal, pack: str) -> Tables:
    """The tables of a pack that only papers read, and what of them does not count."""
    from masker_rules.facts.reader import read_for_papers  # noqa: PLC0415
    from masker_rules.papers import Tables  # noqa: PLC0415

    found = read_for_papers(pack)
    for one in found.set_aside_of_papers:
        told = one.as_dict(terminal.lang)
        # A quiet run tells it too: a row that does not count is a mistake.
        terminal.complain(f"{one.file}:{one.line}: {told['reason']} [{one.code}]")
    accounts = found.by_nip("accounts") if found.has("accounts") else None
    return Tables(accounts, found.rows("officials"), found.set_aside_of_papers)


@dataclass(frozen=True, slots=True)
class _Pages:
    """Makes the files of a group."""

    format: str
    wish: Wish
    draft: bool
    office: Office
    also: Sequence[Also]

    def files(self, bundle: Bundle) -> Iterator[tuple[str, bytes]]:
        """Names and content: the papers of an office, then the pages of persons."""
        from masker_rules.papers import pdf_of, slips_of, workbook_of  # noqa: PLC0415
        from masker_rules.papers.words import Say  # noqa: PLC0415

        kinds, group = self.wish.kinds, bundle.group
        day = bundle.month.last
        # A draft takes the place of no file that was signed.
        name = f"{bundle.name}-konsep" if self.draft else bundle.name
        if bundle.papers:
            is_pdf = self.format == "pdf"
            raw = pdf_of(bundle.papers, day) if is_pdf else workbook_of(bundle.papers)
            yield f"{name}.{self.format}", raw
        if not {"slips", "letters"} & {*kinds}:
            return
        said = self.office.of(group.unit).of_run(group.plan.run)
        slips = slips_of(group, Say(self.wish.lang), said, draft=self.draft, also=self.also)
        if "slips" in kinds:
            yield f"{name}-slip.pdf", pdf_of(slips, day)
        if "letters" in kinds:
            for item, slip in zip(group.asked, slips, strict=True):
                yield f"{name}-{item.nip}.pdf", pdf_of([slip], day)


def _tell_draft(terminal: Terminal, why: Sequence[str], places: Sequence[str]) -> None:
    """Why nothing may be paid by the papers, where that is so."""
    if why:
        paths = ", ".join(places[:NAMED]) + (", …" if places[NAMED:] else "")
        reasons = "; ".join(terminal.text(f"papers.draft.{one}", paths=paths) for one in why)
        terminal.say(terminal.text("papers.draft_because", reasons=reasons), "bold yellow")


def _tell(terminal: Terminal, made: Sequence[Bundle], out: Path, written: int) -> None:
    """On stderr: what was written, who is on the lists and who is not, how live sheets are."""
    number = terminal.number
    paid = sum(len(one.group.paid) for one in made)
    net = sum(one.group.net for one in made)
    terminal.say(terminal.text("papers.listed", count=paid, net=number(net)))
    left_out = [left for one in made for left in one.group.left_out]
    # Those of earlier lists are many, and are no news.
    before = Counter(left.list_number for left in left_out if left.why == "listed")
    for on_list, count in sorted(before.items()):
        told = terminal.text("papers.on_list", count=number(count), number=number(on_list))
        terminal.say(f"- {told}")
    for left in left_out:
        if left.why != "listed":
            why = render(terminal.lang, f"papers.why.{left.why}", {})
            terminal.say(f"- {left.result.nip} {left.result.name}: {why}")
    sheets = [one.sheet for one in made if one.sheet is not None]
    if sheets:
        live, given = sum(one.live for one in sheets), sum(one.given for one in sheets)
        terminal.say(terminal.text("papers.live", live=number(live), all=number(live + given)))
    terminal.say(terminal.text("wrote_each", count=written, path=source_name(out)))
