"""Runs the cases that stand beside a profile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from masker_rules.api import compute
from masker_rules.engine.profile import Profile, load_profile
from masker_rules.engine.result import Result
from masker_rules.engine.results import Results
from masker_rules.errors import MaskerRulesError, Place, Problem, ProfileError, RequestError
from masker_rules.facts import Pack, SetAside
from masker_rules.language.runs import split_ref
from masker_rules.profiles.registry import aliases_of, cases_of
from masker_rules.testing.casefile import Case, Unreadable, each_case
from masker_rules.testing.coverage import Coverage, cover
from masker_rules.testing.expected import Mismatch, compare, expected_error
from masker_rules.testing.world import pack_of, period_of, person_of
from masker_rules.texts import render

__all__ = ["CaseReport", "CaseResult", "Trial", "alone", "cases_beside", "run_cases"]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case went.

    Attributes:
        name: Its sentence.
        place: Where it stands.
        example: Id of the worked example that it repeats, or empty.
        mismatches: What came out otherwise; none where it passed.
        problems: Why it could not be read; then nothing was computed.
        signed: Whether a person stands for what it expects; without that it has not passed.
        result: What was computed, None where an error came instead.
    """

    name: str
    place: Place
    example: str
    mismatches: tuple[Mismatch, ...]
    result: Result | None = None
    signed: bool = True
    problems: tuple[Problem, ...] = ()

    @property
    def passed(self) -> bool:
        return self.signed and not self.mismatches and not self.problems

    def text(self, lang: str = "en") -> str:
        """The sentence, and below it each thing that came out otherwise."""
        state = "passed" if self.passed else "failed" if self.signed else "unsigned"
        state = "unreadable" if self.problems else state
        lines = [f"{self.place}: {render(lang, f'cases.{state}', {})}: {self.name}"]
        lines += [f"    {mismatch.text(lang)}" for mismatch in self.mismatches]
        for problem in self.problems:
            lines += [f"    {line}" for line in problem.text(lang).split("\n")]
        return "\n".join(lines)


@dataclass(frozen=True)
class CaseReport(Sequence[CaseResult]):
    """The cases of a profile, in the order of their files."""

    profile: Profile
    items: tuple[CaseResult, ...]

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: Any) -> Any:
        return self.items[index]

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        return tuple(item for item in self.items if item.signed and not item.passed)

    @property
    def unsigned(self) -> tuple[CaseResult, ...]:
        return tuple(item for item in self.items if not item.signed)

    @cached_property
    def coverage(self) -> Coverage:
        """Rules, gates and rows of tables, and which of them the cases reach."""
        signed = [item for item in self.items if item.signed]
        results = [item.result for item in signed if item.result is not None]
        # What a run has is not of the ordinary month, though both have names in common.
        results = [result for result in results if result.run == self.profile.plan.run]
        return cover(self.profile.plan, results)


def run_cases(ref: str | Path | Profile) -> CaseReport:
    """Compute every case in `cases/*.yaml` beside a profile.

    Args:
        ref: An id or alias, the path of a profile or of its folder, or a loaded profile.

    Returns:
        One result per case, in the order of the files. A case that fails is a result, not an
        error, and so is one that cannot be read, or a file that is no YAML: `problems` says why
        [case-shape, case-value, case-unknown-key, case-missing-key, yaml-*].

    Raises:
        ProfileError: the profile cannot be read, or a file beside it is none of cases [case-shape,
            case-unknown-key, case-missing-key, case-value, case-other-profile].
    """
    profile = alone(ref if isinstance(ref, Profile) else load_profile(ref))
    return CaseReport(profile, tuple(_tried(case, profile) for case in _every_case(profile)))


def _tried(case: Case | Unreadable, profile: Profile) -> CaseResult:
    if isinstance(case, Unreadable):
        return CaseResult(case.name, case.place, "", (), problems=case.problems)
    try:
        return Trial.of(case, profile).run(profile)
    except RequestError as wrong:
        # Nobody is in the pack: the row of the person does not count, and that is what is wrong.
        rows = Pack(**person_of(case)[0]).set_aside
        found = tuple(_set_aside(rows, case))
        problems = () if found else wrong.problems
        return CaseResult(case.name, case.place, case.example, found, problems=problems)
    except MaskerRulesError as wrong:
        return CaseResult(case.name, case.place, case.example, (), problems=wrong.problems)


def _every_case(profile: Profile) -> Iterator[Case | Unreadable]:
    """The cases beside a profile in the order of their files, also those that cannot be read."""
    if profile.path is None:
        return
    base, run = split_ref(profile.id)
    ids = {profile.id, base, *aliases_of(base)}
    beside = PurePosixPath(profile.document.top.file).parent
    for path in cases_of(profile.path):
        name = str(beside / path.parent.name / path.name)
        for case in each_case(path.read_bytes(), name, ids):
            if not run or (isinstance(case, Case) and case.run == run):
                yield case


def alone(profile: Profile) -> Profile:
    """A regulation without the other versions of its alias: its cases are about itself."""
    if not profile.versions:
        return profile
    return Profile(profile.document, profile.plan, profile.warnings, profile.path)


def cases_beside(profile: Profile) -> Iterator[Case]:
    """The cases that stand beside a profile, in the order of their files.

    Raises:
        ProfileError: a case file cannot be read.
    """
    for case in _every_case(profile):
        if isinstance(case, Unreadable):
            raise ProfileError(case.problems)
        yield case


def _set_aside(rows: Sequence[SetAside], case: Case) -> Iterator[Mismatch]:
    """Rows of a case that do not count are a mistake of the case, unless it expects them."""
    node = case.expect.get("set_aside")
    wanted = [item.text() for item in node.list()] if node is not None else []
    left = list(rows)
    for code in wanted:
        fitting = next((row for row in left if row.code == code), None)
        if fitting is None:
            yield Mismatch("set_aside", code, "none", node.place if node else case.place)
        else:
            left.remove(fitting)
    for row in left:
        given = case.given.get("employee") if row.table == "employees" else None
        place = case.place if given is None else given.place
        yield Mismatch("set_aside", "", f"{row.table}: {row.reason('en')}", place)


def _of_run(case: Case, profile: Profile) -> Profile:
    """What computes a case: the regulation beside which it stands, or a run of it."""
    return profile.in_run(case.run) if case.run else profile


@dataclass(frozen=True, slots=True)
class Trial:
    """A case with its facts: what it gives does not depend on what the law makes of it.

    Attributes:
        pack: The facts, made under the profile that the case stands beside.
        nip: Whose result is compared.
    """

    case: Case
    pack: Pack
    nip: str

    @classmethod
    def of(cls, case: Case, profile: Profile) -> Trial:
        """The facts of a case under a profile.

        Raises:
            ProfileError, FactsError: the case cannot be read.
        """
        pack, nip = pack_of(case, _of_run(case, profile))
        return cls(case, pack, nip)

    def computed(self, profile: Profile) -> Results:
        """The results of the case's month.

        Raises:
            MaskerRulesError: whatever the computation says.
        """
        as_of = self.case.given.get("as_of")
        return compute(
            _of_run(self.case, profile),
            self.pack,
            period_of(self.case),
            as_of=as_of.text() if as_of else None,
            nips=[self.nip],
        )

    def run(self, profile: Profile) -> CaseResult:
        """The case under a profile: its own, or a mutant of it."""
        case = self.case
        wanted = expected_error(case.expect)
        try:
            results = self.computed(profile)
        except MaskerRulesError as wrong:
            found: tuple[Mismatch, ...] = ()
            if wanted is None or wanted.text() != wrong.code:
                place = wanted.place if wanted is not None else case.place
                text = wanted.text() if wanted is not None else ""
                found = (Mismatch("error", text, wrong.text(), place),)
            return CaseResult(case.name, case.place, case.example, found, signed=case.signed)
        result: Result = results[self.nip]
        found = (*_set_aside(results.set_aside, case), *compare(result, case.expect))
        return CaseResult(case.name, case.place, case.example, found, result, case.signed)
