"""Several regulations in force for different people of one pack."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, Protocol

from masker_rules import yamltext
from masker_rules.engine.checks import KnownGrounds, together
from masker_rules.engine.compute import compute_results, each_once, the_month
from masker_rules.engine.people import the_people
from masker_rules.engine.profile import Profile, load_profile
from masker_rules.engine.result import Result
from masker_rules.engine.results import Results
from masker_rules.errors import Place, Problems, ProfileError, RequestError
from masker_rules.facts import SetAside, Vocabulary
from masker_rules.facts.person import person_facts
from masker_rules.facts.rows import Employee
from masker_rules.periods import Month

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

    def fits(self, employee: Employee) -> bool:
        facts = person_facts(employee)
        return all(facts[name] in words for name, words in self.who.items())


@dataclass(frozen=True, slots=True)
class ProfileSet:
    """Regulations in order: a person is computed by the first that is for them."""

    members: tuple[Member, ...]


def is_set(ref: object) -> bool:
    """Whether a reference is a set of regulations: a mapping or file with the key `profiles`."""
    if isinstance(ref, dict):
        return "profiles" in ref
    path = Path(str(ref))
    if path.suffix not in {".yaml", ".yml"} or not path.is_file():
        return False
    root = yamltext.parse_yaml(path.read_bytes(), str(path))
    return isinstance(root, yamltext.Mapping) and root.get("profiles") is not None


def load_set(ref: str | Path | dict[str, Any]) -> ProfileSet:
    """Load a set: `profiles: [{use: ID, for: {staff_group: teacher}}, {use: ID}]`.

    Raises:
        ProfileError: an entry has no `use`, or chooses by something unknown, or one of its
            regulations is wrong.
    """
    if isinstance(ref, dict):
        entries = [
            (str(e.get("use", "")), dict(e.get("for", {})), Place("<dict>"))
            for e in ref["profiles"]
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

    def months(self) -> frozenset[Month]: ...

    def under(self, vocabulary: Vocabulary) -> Facts: ...


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
    wanted = months or the_month(None, pack.months())
    people = the_people(_by_nip(pack), pack.set_aside, nips)
    shares = _shared_out(regulations, pack, people, wanted)
    total = sum(map(len, shares.values()))
    done, found = 0, list[Results]()
    for member in (one for one in regulations.members if one in shares):
        asked = shares[member]

        def told(now: int, _: int, before: int = done) -> None:
            if progress is not None:
                progress(before + now, total)

        found.append(
            by(
                member.profile,
                pack,
                wanted,
                as_of=as_of,
                explainer=explainer,
                progress=told,
                asked=frozenset(asked),
            )
        )
        done += len(asked)
    return _together(found)


def _by_nip(pack: Facts) -> dict[str, list[Employee]]:
    found: dict[str, list[Employee]] = {}
    for row in pack.rows("employees"):
        found.setdefault(row.nip, []).append(row)
    return found


def _shared_out(
    regulations: ProfileSet, pack: Facts, people: Sequence[str], months: Sequence[Month]
) -> dict[Member, list[tuple[str, Month]]]:
    rows = {
        member: _by_nip(pack.under(member.profile.vocabulary)) for member in regulations.members
    }
    found: dict[Member, list[tuple[str, Month]]] = {}
    nobody: list[str] = []
    for nip, month in product(people, months):
        for member in regulations.members:
            employees = rows[member].get(nip, ())
            if not member.who or (employees and member.fits(_at(employees, month))):
                found.setdefault(member, []).append((nip, month))
                break
        else:
            nobody.append(f"{nip} ({month})")
    if nobody:
        more = ", …" if len(nobody) > NAMED else ""
        raise RequestError.of("no-profile-for", nips=", ".join(nobody[:NAMED]) + more)
    return found


def _at(rows: Sequence[Employee], month: Month) -> Employee:
    """The row that holds at the end of the month, or the first."""
    ordered = sorted(rows, key=lambda row: row.valid_from or date.min)
    before = [r for r in ordered if r.valid_from is None or r.valid_from <= month.last]
    return before[-1] if before else ordered[0]


def _together(found: Sequence[Results]) -> Results:
    items = sorted((item for one in found for item in one), key=lambda r: (r.period, r.nip))
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
