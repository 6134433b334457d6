"""Papers of a month: per unit, kind of staff and regulation a set of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from masker_rules.columnar.late import made_together
from masker_rules.engine.result_json import ProfileJson
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
from masker_rules.papers.people import Group, Lists, groups_of, plans_of
from masker_rules.papers.presence import discipline_recap, month_recap
from masker_rules.papers.register import Recorded, Register, kept_beside, register_file
from masker_rules.papers.setting import Setting
from masker_rules.papers.sheet import Sheet, calculation, sheet_of
from masker_rules.papers.signers import Signers
from masker_rules.papers.words import Say
from masker_rules.periods import CALENDAR, Month

__all__ = [
    "KINDS",
    "NOT_PAYABLE",
    "Bundle",
    "Tables",
    "Wish",
    "bundles",
    "is_draft",
    "unconfirmed",
    "why_draft",
]

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
#: How a regulation stands that pays nobody: stand-in numbers, or no law yet.
NOT_PAYABLE = frozenset({"placeholder", "draft"})
#: So many of those whom something concerns are named.
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


def why_draft(results: Results, wish: Wish) -> tuple[str, ...]:
    """Why nothing of a run may be paid, as keys of `papers.draft`; empty where it may.

    It was asked for, a rate is unconfirmed, a regulation is no law yet, or the run is not settled.
    """
    codes = {note.code for note in results.common}
    if results.table is None:
        codes |= {note.code for item in results for note in item.warnings}
    found = {
        "asked": wish.draft,
        "unconfirmed": bool(codes & UNCONFIRMED),
        "no_law": any(one["status"] == "draft" for one in _used(results)),
        "unsettled": not results.checks.settled,
    }
    return tuple(why for why, holds in found.items() if holds)


def unconfirmed(results: Results) -> tuple[str, ...]:
    """Places of the regulations of a run whose numbers nobody has confirmed: `rules.late`."""
    return tuple(dict.fromkeys(path for one in _used(results) for path in one["unconfirmed"]))


def _used(results: Results) -> Sequence[ProfileJson]:
    return results.about.get("profiles") or [results.about["profile"]]


def is_draft(results: Results, wish: Wish) -> bool:
    """Whether nothing of a run may be paid."""
    return bool(why_draft(results, wish))


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
            or not on it is not in the pack, the list before this one is not in the register, or
            people whom the register has on this list would stand on none, or no month of anybody
            can be computed [papers-one-month, papers-unknown-unit, nip-not-in-pack,
            papers-no-list-before, papers-list-shorter, papers-nobody-computed].
    """
    month = _the_month(results)
    _check(results, wish, register)
    before = register.lists
    register.take_back(wish.number, wish.units)
    listed = register.listed()
    found = [item for item in results if not wish.units or (item.person.unit or "") in wish.units]
    draft = is_draft(results, wish)
    signers = Signers(tables.officials, tables.aside)
    made_together(found, progress)
    known = plans_of(found) or plans_of(results)
    if not known:
        raise RequestError.of("papers-nobody-computed", count=len(results))
    settings = []
    for unit in sorted({item.person.unit or "" for item in found}):
        own = office.of(unit).of_run(register.run).of_list(wish.number)
        on = own.date or (own.pay_month or month).last
        lists = Lists(on, wish.only, wish.without, tables.accounts, listed)
        members = [item for item in found if (item.person.unit or "") == unit]
        for group in groups_of(members, lists, known):
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
    if not draft:
        _check_longer(register, before, wish.number)
    settings = _told_apart(settings)
    runs = tuple(sorted((register, *beside), key=lambda one: one.run))
    shared = (
        *(() if draft else _changed(register, before, wish)),
        *_unheard(office, results, settings, runs),
        *_shared_numbers(settings, wish),
    )
    for setting, name in zip(settings, _names(results, settings), strict=True):
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


def _check_longer(register: Register, before: Recorded, number: int) -> None:
    """Refuse to make a list anew without those who stand on it: it may have been paid.

    The register stays as it was.
    """
    listed = register.listed()
    gone = [nip for nip in _of_list(before, number) if nip not in listed]
    if gone:
        register.lists = before
        raise RequestError.of(
            "papers-list-shorter",
            number=number,
            count=len(gone),
            whose=", ".join(gone[:NAMED]),
            next=_next(before),
            file=_file(register).name,
        )


def _changed(register: Register, before: Recorded, wish: Wish) -> Iterator[Problem]:
    """That a list pays something else than the record of it says: it may have been signed."""
    old, new = (_of_list(lists, wish.number) for lists in (before, register.lists))
    if not old or old == new:
        return
    say = Say(wish.lang)
    file = _file(register)
    told: dict[str, object] = {
        "number": wish.number,
        "next": _next(before),
        "file": file.name,
        "kept": kept_beside(file).name,
    }
    for suffix, paid in (("_before", old), ("", new)):
        told[f"people{suffix}"] = say.number(len(paid))
        told[f"net{suffix}"] = say.money(sum(net for _, net in paid.values()))
    yield Problem("papers-list-changed", told, severity="warning")


def _of_list(lists: Recorded, number: int) -> dict[str, tuple[int, int]]:
    """Whom a list pays what, of all units."""
    return {
        nip: pay for key, paid in lists.items() if key[0] == number for nip, pay in paid.items()
    }


def _file(register: Register) -> Path:
    """The record of the lists that pay."""
    return register_file(Path(), Month.parse(register.month), register.run, draft=False)


def _next(lists: Recorded) -> int:
    """The number of the next supplementary list."""
    return max(number for number, _, _ in lists) + 1


def _told_apart(settings: Sequence[Setting]) -> list[Setting]:
    """Papers of one unit and kind of staff by several regulations say by which."""
    counts = Counter((one.group.unit, one.group.staff) for one in settings)
    return [replace(one, apart=counts[one.group.unit, one.group.staff] > 1) for one in settings]


def _names(results: Results, settings: Sequence[Setting]) -> Iterator[str]:
    """Names of files, each once: look-alike units get a number.

    It is theirs among all units of the pack, so that papers of some units take the place of no
    other's.
    """
    words: dict[str, list[str]] = {}
    for unit in sorted({item.person.unit or "" for item in results}):
        words.setdefault(file_words(unit), []).append(unit)
    for one in settings:
        unit, run = file_words(one.group.unit), of_run(one.group.plan.run)
        again = words[unit].index(one.group.unit)
        yield "-".join(
            (
                f"tpp-{one.month}{run}{RUN if run else '-'}{unit}-{one.group.staff}",
                *([file_words(one.group.plan.id)] if one.apart else ()),
                *([f"daftar-{one.number}"] if one.number > 1 else ()),
                *([str(again + 1)] if again else ()),
            )
        )


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
