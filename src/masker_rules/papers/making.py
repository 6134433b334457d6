"""Papers of a month: per unit, kind of staff and regulation a set of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from masker_rules.columnar.late import made_together
from masker_rules.engine.results import Results
from masker_rules.errors import Problem, RequestError
from masker_rules.facts.findings import SetAside
from masker_rules.facts.rows import Account, Official
from masker_rules.facts.vocabulary import nearest
from masker_rules.papers.layout import Paper
from masker_rules.papers.letters import covering_letter, follow_up, left_out, responsibility
from masker_rules.papers.lists import (
    account_recap,
    bank_list,
    codes_known,
    contribution_list,
    grade_recap,
    payee_list,
    tax_list,
)
from masker_rules.papers.names import RUN, file_words, of_run
from masker_rules.papers.office import NUMBERED, Office
from masker_rules.papers.people import Group, Lists, groups_of
from masker_rules.papers.presence import discipline_recap, month_recap
from masker_rules.papers.register import Register
from masker_rules.papers.setting import Setting
from masker_rules.papers.sheet import Sheet, calculation, sheet_of
from masker_rules.papers.signers import Signers
from masker_rules.papers.words import Say
from masker_rules.periods import CALENDAR, Month

__all__ = ["KINDS", "Bundle", "Tables", "Wish", "bundles"]

#: Makers of papers by kind, in the order in which they stand in a workbook.
KINDS: Mapping[str, Callable[[Setting], Sequence[Paper]]] = {
    "recap": month_recap,
    "discipline": discipline_recap,
    "sheet": lambda _: (),
    "nominative": payee_list,
    "bank": bank_list,
    "tax": tax_list,
    "contributions": contribution_list,
    "grades": grade_recap,
    "accounts": account_recap,
    "sptjm": responsibility,
    "cover": covering_letter,
    "left_out": left_out,
    "followup": follow_up,
}
#: What nobody has confirmed, or nobody may pay yet.
UNCONFIRMED = frozenset({"placeholder-rates", "unconfirmed-rates"})
#: So many of those whose papers share a number are named.
NAMED = 4


@dataclass(frozen=True, slots=True)
class Tables:
    """Rows of a pack that only papers read.

    Attributes:
        accounts: By nip; None where the pack has no such table.
        officials: Who signs.
        aside: Rows of the tables that were set aside.
    """

    accounts: Mapping[str, Sequence[Account]] | None = None
    officials: Sequence[Official] = ()
    aside: Sequence[SetAside] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """Which papers are wanted.

    Attributes:
        kinds: Of `KINDS`; empty = all.
        units: Only these; empty = all.
        only, without: NIPs that the list is for, and that it is not for.
        number: Of the list; 2 and more are supplementary lists of the same month.
        draft: Whether no paper may be signed.
    """

    lang: str = "id"
    kinds: Collection[str] = ()
    units: Collection[str] = ()
    only: Collection[str] | None = None
    without: Collection[str] = ()
    number: int = 1
    draft: bool = False

    @property
    def is_of_persons(self) -> bool:
        """Whether no paper of an office is wanted: slips and letters make no list."""
        return bool(self.kinds) and KINDS.keys().isdisjoint(self.kinds)


@dataclass(frozen=True, slots=True)
class Bundle:
    """The papers of one group.

    Attributes:
        name: Of its file, without a suffix: letters, digits and dashes.
        month: Of performance.
        sheet: How live the calculation sheet is; None where it was not wanted.
        count: Of how many bundles it is one.
        told: What must be known before anybody signs, as warnings: lines without a name, numbers
            that stand on several papers.
    """

    name: str
    month: Month
    group: Group
    papers: tuple[Paper, ...]
    sheet: Sheet | None = field(default=None, repr=False)
    count: int = 1
    told: tuple[Problem, ...] = ()


def is_draft(results: Results, wish: Wish) -> bool:
    """Whether nothing of a run may be paid: asked for, unconfirmed, or not settled."""
    codes = {note.code for note in results.common}
    if results.table is None:
        codes |= {note.code for item in results for note in item.warnings}
    return wish.draft or bool(codes & UNCONFIRMED) or not results.checks.settled


def bundles(
    results: Results,
    tables: Tables,
    office: Office,
    wish: Wish,
    register: Register,
    progress: Callable[[int, int], None] | None = None,
    beside: Sequence[Register] = (),
) -> Iterator[Bundle]:
    """The papers of a month, group by group; the register knows the lists from the first on.

    Args:
        results: Of one month, with what explains them.
        tables: What only papers read.
        office: What the office says of itself.
        wish: Which papers.
        register: The lists that were made before, of the same run.
        progress: Told of how many people the month has been read, of how many.
        beside: The lists of the other runs of the month: the letter says what all come to.

    Raises:
        RequestError: there are several months, no such unit, a person who is to be on the list
            or not on it is not in the pack, or the list before this one is not in the register
            [papers-one-month, papers-unknown-unit, nip-not-in-pack, papers-no-list-before].
    """
    month = _the_month(results)
    _check(results, wish, register)
    register.take_back(wish.number, wish.units)
    listed = register.listed()
    found = [item for item in results if not wish.units or (item.person.unit or "") in wish.units]
    draft = is_draft(results, wish)
    signers = Signers(tables.officials, tables.aside)
    made_together(found, progress)
    settings = []
    for unit in sorted({item.person.unit or "" for item in found}):
        own = office.of(unit).of_run(register.run).of_list(wish.number)
        on = own.date or (own.pay_month or month).last
        lists = Lists(on, wish.only, wish.without, tables.accounts, listed)
        members = [item for item in found if (item.person.unit or "") == unit]
        for group in groups_of(members, lists):
            if group.plan.as_run is not None:
                register.title = group.plan.as_run.title
            register.put(
                wish.number,
                group.unit,
                group.staff,
                ((item.nip, item.gross or 0, item.net or 0) for item in group.paid),
            )
            settings.append(
                Setting(Say(wish.lang), group, month, own, lists, signers, wish.number, draft)
            )
    runs = tuple(sorted((register, *beside), key=lambda one: one.run))
    shared = (*_unheard(office, results, settings, runs), *_shared_numbers(settings, wish))
    for setting, name in zip(settings, _names(settings), strict=True):
        sums = tuple(register.sums(setting.group.unit, setting.group.staff))
        made = _bundle(replace(setting, sums=sums, runs=runs), name, wish)
        told = (*shared, *_unsigned(setting, made.papers))
        yield replace(made, count=len(settings), told=told)
        shared = ()


def _the_month(results: Results) -> Month:
    months = {CALENDAR.named(item.period) for item in results}
    if len(months) != 1:
        raise RequestError.of("papers-one-month", found=", ".join(map(str, sorted(months))) or "-")
    return months.pop()


def _check(results: Results, wish: Wish, register: Register) -> None:
    """Refuse units and people that are not there, and a list whose first nobody knows."""
    before = {number for number, _, _ in register.lists}
    if wish.number > 1 and not wish.is_of_persons and wish.number - 1 not in before:
        raise RequestError.of("papers-no-list-before", number=wish.number, before=wish.number - 1)
    units = {item.person.unit or "" for item in results}
    for unit in wish.units:
        if unit not in units:
            near = nearest(unit, units) or "-"
            raise RequestError.of("papers-unknown-unit", unit=unit, nearest=near)
    known = {item.nip for item in results}
    for nip in (*(wish.only or ()), *wish.without):
        if nip not in known:
            raise RequestError.of("nip-not-in-pack", nip=nip)


def _names(settings: Sequence[Setting]) -> list[str]:
    """Names of files, each once: look-alike units get a number."""
    found: list[str] = []
    for one in settings:
        number = f"-daftar-{one.number}" if one.number > 1 else ""
        run = of_run(one.group.plan.run)
        whose = f"{run}{RUN if run else '-'}{file_words(one.group.unit)}-{one.group.staff}"
        name = f"tpp-{one.month}{whose}{number}"
        again = 1
        while (wanted := name if again == 1 else f"{name}-{again}") in found:
            again += 1
        found.append(wanted)
    return found


def _unheard(
    office: Office, results: Results, settings: Sequence[Setting], made: Sequence[Register]
) -> Iterator[Problem]:
    """Names in `office.yaml` that are none: what they say stands on no paper."""
    units = {item.person.unit or "" for item in results}
    lines = {name for setting in settings for name in codes_known(setting)}
    runs = {one.run for one in made}
    runs |= {run.name for setting in settings for run in setting.group.plan.runs}
    said: list[tuple[str, Collection[str], set[str]]] = [("units", office.units, units)]
    offices = {"": office, **{f"units.{unit}.": own for unit, own in office.units.items()}}
    for at, own in offices.items():
        said += [(f"{at}codes", own.codes, lines)]
        # A run knows no other run: only the ordinary month tells which there are.
        said += [(f"{at}runs", own.runs, runs)] if "" in runs else []
    for key, names, known in said:
        for name in names:
            if name not in known:
                near = nearest(name, known) or "-"
                yield Problem(
                    "office-unknown-name",
                    {"key": key, "name": name, "nearest": near},
                    severity="warning",
                )


def _shared_numbers(settings: Sequence[Setting], wish: Wish) -> tuple[Problem, ...]:
    """Numbers that stand on papers of several groups, which are letters of their own each."""
    found: dict[tuple[str, str], list[Setting]] = {}
    for setting in settings:
        for kind in NUMBERED:
            number = setting.given_number(kind)
            if number and setting.group.paid and (not wish.kinds or kind in wish.kinds):
                found.setdefault((kind, number), []).append(setting)
    return tuple(
        Problem(
            "papers-number-shared",
            {
                "number": number,
                "kind": kind,
                "title": some[0].say(f"name.{kind}"),
                "count": len(some),
                "whose": ", ".join(one.whose for one in some[:NAMED]),
                "own": some[-1].own_number(kind),
            },
            severity="warning",
        )
        for (kind, number), some in found.items()
        if len(some) > 1
    )


def _unsigned(setting: Setting, papers: Sequence[Paper]) -> Iterator[Problem]:
    """Of each role that signs one of the papers, why nobody is named."""
    roles = dict.fromkeys(one.who for paper in papers for one in paper.signatures)
    for role in roles:
        found = setting.signers.problem(setting.group.unit, role, setting.lists.on, setting.say)
        if found is not None:
            yield found


def _bundle(setting: Setting, name: str, wish: Wish) -> Bundle:
    papers: list[Paper] = []
    sheet: Sheet | None = None
    if setting.number > 1 and not setting.group.paid:
        # A supplementary list that pays nobody is no paper.
        return Bundle(name, setting.month, setting.group, ())
    for kind, make in KINDS.items():
        if wish.kinds and kind not in wish.kinds:
            continue
        if kind == "sheet" and setting.group.paid:
            sheet = sheet_of(setting.group, setting.say)
            papers.append(calculation(setting, sheet))
        else:
            papers += make(setting)
    return Bundle(name, setting.month, setting.group, tuple(papers), sheet)
