"""Several regulations in force for different people of one pack."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, Protocol, cast

from masker_rules import yamltext
from masker_rules.engine.checks import KnownGrounds, together
from masker_rules.engine.compute import compute_results, each_once, the_month
from masker_rules.engine.judging import in_doubt
from masker_rules.engine.people import row_of, the_people
from masker_rules.engine.pools import Sharing
from masker_rules.engine.profile import Profile, load_profile
from masker_rules.engine.questions import Choice, Question, Reading
from masker_rules.engine.result import Result
from masker_rules.engine.results import Results
from masker_rules.engine.versions import performance_month
from masker_rules.errors import Place, Problems, ProfileError, RequestError
from masker_rules.facts import Pack, SetAside, Vocabulary
from masker_rules.facts.cells import fold
from masker_rules.facts.definition import definition
from masker_rules.facts.person import COLUMN_OF, graded_facts, person_facts
from masker_rules.facts.rows import Employee
from masker_rules.language.plan import PayRun
from masker_rules.periods import CALENDAR, Cutoff, Month

__all__ = ["ProfileSet", "compute_set", "is_set", "load_set"]

#: What a regulation may be chosen by; each is a column of `employees`.
CHOOSERS = ("category", "staff_group", "position_kind", "position", "unit", "golongan")
#: How many people a message names.
NAMED = 5


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A regulation, and whom it is for: every fact named must have one of its words."""

    profile: Profile
    who: Mapping[str, frozenset[str]]

    def lacks(self, employee: Employee) -> tuple[str, ...] | None:
        """Columns that must be filled to tell whether it is for somebody; None where it is not.

        Args:
            employee: In the words of the regulation, or of the pack.
        """
        facts, graded = person_facts(employee), graded_facts(employee)
        found = []
        for name, words in self.who.items():
            column = COLUMN_OF.get(name, name)
            is_empty = name in graded or (column != "grade" and employee.lacks(column))
            if is_empty or self._meant(column, facts[name]) is None:
                found.append(column)
            elif self._meant(column, facts[name]) not in words:
                return None
        return tuple(found)

    def _meant(self, column: str, said: object) -> object:
        """What a cell says in the words of the regulation; None for a word that it lacks."""
        field = definition().tables["employees"].column(column).profile
        vocabulary = self.profile.vocabulary
        if not field or not vocabulary.allowed(field) or said is None:
            return said or ""
        meant = vocabulary.find(field, str(said))
        if meant is None and field in definition().open_vocabularies:
            return fold(str(said))
        return meant


@dataclass(frozen=True, slots=True)
class ProfileSet:
    """Regulations in order: a person is computed by the first that is for them."""

    members: tuple[Member, ...]
    """The regulations, in the order in which they are asked."""

    def runs_declared(self) -> tuple[PayRun, ...]:
        """The runs that all of its regulations declare."""
        every = [{run.name: run for run in one.profile.runs_declared()} for one in self.members]
        return tuple(run for name, run in every[0].items() if all(name in one for one in every))

    def in_run(self, name: str) -> ProfileSet:
        """What computes a run: of each regulation its own.

        Raises:
            ProfileError: one of them declares no such run [no-such-run].
        """
        return ProfileSet(tuple(Member(one.profile.in_run(name), one.who) for one in self.members))

    @property
    def cutoff(self) -> Cutoff:
        """Which dates their months have; where they do not agree, those of the calendar."""
        found = {member.profile.plan.cutoff for member in self.members}
        return found.pop() if len(found) == 1 else CALENDAR


def is_set(ref: object) -> bool:
    """Whether a reference is a set of regulations: a mapping or file with the key `profiles`."""
    if isinstance(ref, Mapping):
        return "profiles" in ref
    path = Path(str(ref))
    if path.suffix not in {".yaml", ".yml"} or not path.is_file():
        return False
    root = yamltext.parse_yaml(path.read_bytes(), str(path))
    return isinstance(root, yamltext.Mapping) and root.get("profiles") is not None


def load_set(ref: str | Path | Mapping[str, object]) -> ProfileSet:
    """Load a set: `profiles: [{use: ID, for: {staff_group: teacher}}, {use: ID}]`.

    Raises:
        ProfileError: an entry has no `use`, or chooses by something unknown, or one of its
            regulations is wrong.
    """
    if isinstance(ref, Mapping):
        listed = cast("Sequence[Mapping[str, Any]]", ref["profiles"])
        entries = [
            (str(e.get("use", "")), dict(e.get("for", {})), Place("<dict>")) for e in listed
        ]
    else:
        entries = list(_read(Path(ref)))
    problems = Problems()
    for use, who, place in entries:
        if not use:
            problems.add("missing-key", place, key="use", path="profiles")
        for name in set(who) - set(CHOOSERS):
            known = ", ".join(CHOOSERS)
            problems.add("unknown-choice", place, value=name, path="profiles.for", known=known)
    problems.raise_if_any(ProfileError)
    return ProfileSet(
        tuple(
            Member(load_profile(use), {name: _words(words) for name, words in who.items()})
            for use, who, _ in entries
        )
    )


def _read(path: Path) -> Iterable[tuple[str, dict[str, Any], Place]]:
    root = yamltext.parse_yaml(path.read_bytes(), str(path))
    assert isinstance(root, yamltext.Mapping)
    listed = root.entries["profiles"]
    for item in listed.items if isinstance(listed, yamltext.Sequence) else ():
        plain = yamltext.plain(item)
        entry = plain if isinstance(plain, dict) else {"use": plain}
        use, who = str(entry.get("use", "")), entry.get("for", {})
        near = path.parent / use
        yield (str(near) if use and near.exists() else use), dict(who), item.place


def _words(value: Any) -> frozenset[str]:
    texts = value if isinstance(value, list) else str(value).split(" or ")
    return frozenset(str(text).strip() for text in texts)


class Facts(Protocol):
    """A pack, in memory or in frames, as far as it tells who is in it."""

    @property
    def set_aside(self) -> tuple[SetAside, ...]: ...

    def rows(self, table: str) -> Sequence[Any]: ...

    def months(self, cutoff: Cutoff = CALENDAR) -> frozenset[Month]: ...

    def under(self, vocabulary: Vocabulary) -> Facts: ...

    def pack_of(self, nips: Iterable[str]) -> Pack: ...


def compute_set(  # noqa: PLR0913  (as compute_results, and by whom)
    regulations: ProfileSet,
    pack: Facts,
    months: Sequence[Month] | None = None,
    *,
    as_of: date | None = None,
    nips: Iterable[str] | None = None,
    explainer: Callable[[Result, str], str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    by: Callable[..., Results] = compute_results,
) -> Results:
    """Results of everybody, each by the first regulation that is for them in the month.

    Args: as :func:`masker_rules.engine.compute.compute_results`; `by` is the engine, called as
        that is, with a regulation and whom it is for.

    Raises:
        RequestError: somebody is under none of the regulations [no-profile-for], or as
            `compute_results`.
    """
    wanted = months or the_month(None, pack.months(regulations.cutoff))
    people = the_people(_by_nip(pack), pack.set_aside, nips)
    shared_out = _SharedOut(regulations, pack, wanted)
    shares = shared_out.of(people)
    total = sum(map(len, shares.values()))
    done, found = 0, dict[Member, Results]()
    for member in (one for one in regulations.members if one in shares):
        asked = shares[member]

        def told(now: int, _: int, before: int = done) -> None:
            if progress is not None:
                progress(before + now, total)

        more: dict[str, Any] = {"as_of": as_of, "explainer": explainer, "progress": told}
        more["asked"] = frozenset(asked)
        if member.profile.has_pools:
            # What people have together is of those whom the regulation is for.
            everybody = the_people(_by_nip(pack), pack.set_aside, None)
            whole = pack.pack_of(everybody)
            sharing = shared_out.sharing(member, everybody)
            found[member] = compute_results(member.profile, whole, wanted, sharing=sharing, **more)
        else:
            found[member] = by(member.profile, pack, wanted, **more)
        done += len(asked)
    return _together(shared_out, found)


def _by_nip(pack: Facts) -> dict[str, list[Employee]]:
    found: dict[str, list[Employee]] = {}
    for row in pack.rows("employees"):
        found.setdefault(row.nip, []).append(row)
    return found


class _SharedOut:
    """Which regulations may be that of whom, as far as the rows of people tell.

    Args:
        regulations: In order.
        pack: The facts.
        months: Those that are computed.
    """

    def __init__(self, regulations: ProfileSet, pack: Facts, months: Sequence[Month]) -> None:
        self._members, self._months = regulations.members, months
        self._given = _by_nip(pack)
        packs = {one: pack.under(one.profile.vocabulary) for one in regulations.members}
        self._rows = {one: _by_nip(own) for one, own in packs.items()}
        #: Who has a row with a word that the regulation lacks.
        self._foreign = {
            one: {row.nip for row in own.set_aside if row.table == "employees"}
            for one, own in packs.items()
        }
        #: Who has a row that was set aside: it may have told another regulation.
        self._aside = {
            one.nip
            for one in pack.set_aside
            if one.table == "employees" and one.nip is not None and not one.is_repeat
        }
        self._kept: dict[tuple[str, Month], dict[Member, tuple[str, ...]]] = {}

    def possible(self, nip: str, month: Month) -> Mapping[Member, tuple[str, ...]]:
        """The regulations that may be a person's, each with what must be known to tell it.

        The last is the first that surely is, where there is one: nothing must be known of it.
        """
        pair = nip, month
        if pair not in self._kept:
            found: dict[Member, tuple[str, ...]] = {}
            for member in self._members:
                lacking = self._lacking(member, nip, month)
                if lacking is not None:
                    found[member] = lacking
                if lacking == ():
                    break
            self._kept[pair] = found
        return self._kept[pair]

    def _lacking(self, member: Member, nip: str, month: Month) -> tuple[str, ...] | None:
        """What must be known to tell whether a regulation is somebody's; None where it is not."""
        if not member.who:
            return ()
        if nip in self._aside:
            return ("employees",)
        rows = self._given if nip in self._foreign[member] else self._rows[member]
        employees = rows.get(nip, ())
        if not employees:
            return None
        lacking = member.lacks(_at(employees, performance_month(member.profile, month)))
        return None if lacking is None else tuple(f"employees.{one}" for one in lacking)

    def of(self, people: Sequence[str]) -> dict[Member, list[tuple[str, Month]]]:
        """Whom each regulation computes.

        Raises:
            RequestError: somebody is under none [no-profile-for].
        """
        found: dict[Member, list[tuple[str, Month]]] = {}
        nobody: list[str] = []
        for nip, month in product(people, self._months):
            possible = self.possible(nip, month)
            for member in possible:
                found.setdefault(member, []).append((nip, month))
            if not possible:
                nobody.append(f"{nip} ({month})")
        if nobody:
            more = ", …" if len(nobody) > NAMED else ""
            raise RequestError.of("no-profile-for", nips=", ".join(nobody[:NAMED]) + more)
        return found

    def sharing(self, member: Member, people: Sequence[str]) -> Sharing:
        """Who may be under a regulation, and what must be known to tell it."""
        found = {}
        for nip, month in product(people, self._months):
            possible = self.possible(nip, month)
            if member in possible:
                names = [name for lacking in possible.values() for name in lacking]
                found[nip, str(month)] = tuple(dict.fromkeys(names))
        return found

    def one(self, nip: str, month: Month, results: Sequence[Result]) -> Result:
        """The result of a person, of those under all regulations that may be theirs."""
        if len(results) == 1 and () in self.possible(nip, month).values():
            return results[0]
        lacking = self.possible(nip, month).values()
        names = tuple(dict.fromkeys(name for own in lacking for name in own))
        whose = Question(names, (Reading(),) * len(results))
        tried: dict[Choice, Result] = {(at,): one for at, one in enumerate(results)}
        return in_doubt((whose,), results[-1], tried if () in lacking else None)


def _at(rows: Sequence[Employee], month: Month) -> Employee:
    """The row that holds at the end of the month, or the first."""
    ordered = sorted(rows, key=lambda row: row.valid_from or date.min)
    return ordered[row_of(ordered, month)]


def _together(shared_out: _SharedOut, by_member: Mapping[Member, Results]) -> Results:
    found = [*by_member.values()]
    each: dict[tuple[Month, str], list[Result]] = {}
    for item in (item for one in found for item in one):
        each.setdefault((item.period, item.nip), []).append(item)
    items = [shared_out.one(nip, month, own) for (month, nip), own in sorted(each.items())]
    header = dict(found[-1].header)
    profiles: list[Any] = []
    for one in found:
        if one.header["profile"] not in profiles:
            profiles.append(one.header["profile"])
    header["profiles"] = profiles
    return Results(
        tuple(items),
        header,
        each_once(one.set_aside for one in found),
        each_once(one.remarks for one in found),
        tuple(dict.fromkeys(name for one in found for name in one.columns)),
        grounds=KnownGrounds(together(one.grounds() for one in found if one.grounds is not None)),
    )
