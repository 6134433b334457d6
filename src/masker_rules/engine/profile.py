"""A loaded regulation: its plan, and the programs made from it when they are first needed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from masker_rules.attendance import Attendance
from masker_rules.attendance.neighbours import BESIDE
from masker_rules.attendance.spliced import SplicedAttendance
from masker_rules.calendars import Calendar, CalendarRow, rows_from_node
from masker_rules.engine.emit import Program, compile_expr, compile_plan
from masker_rules.engine.uses import reads
from masker_rules.errors import Problem, Problems, ProfileError
from masker_rules.facts import Pack, Vocabulary
from masker_rules.facts.sources import readable, source_name
from masker_rules.facts.vocabulary import AttributeKind
from masker_rules.language.attribute_words import ATTRIBUTES
from masker_rules.language.document import Document, load_document
from masker_rules.language.expressions import needed
from masker_rules.language.inputs import column_type
from masker_rules.language.job_class import CLASS
from masker_rules.language.lower import dates_in_force, lower
from masker_rules.language.plan import MONTH, PayRun, Plan
from masker_rules.language.runs import run_document, split_ref
from masker_rules.language.slips import mended
from masker_rules.language.sources import Sources, text_of
from masker_rules.legal import Text
from masker_rules.periods import DateRange, Month
from masker_rules.profiles import find, locate, siblings, versions_of
from masker_rules.units import Type, Unit

if TYPE_CHECKING:
    from masker_rules.engine.needs import Needs
    from masker_rules.language.lint import Linted

__all__ = ["Profile", "load_profile"]


@dataclass(slots=True)
class _Compiled:
    plan: Plan
    full: Program | None = None


#: Signs of something that is no profile that a message shows.
SHOWN = 80


@dataclass(eq=False)
class Profile:
    """A regulation ready to be computed."""

    document: Document
    """The regulation as written, place by place."""
    plan: Plan
    """What it means."""
    told: tuple[Problem, ...]
    """What lowering warned of."""
    path: Path | None = None
    """Its file, None where it was given as a mapping."""
    versions: tuple[Profile, ...] = ()
    """Where an alias was loaded, the regulations that it stands for by date, this one among them;
    else empty.
    """
    _parts: dict[bool, _Compiled] = field(default_factory=dict, repr=False)
    _calendars: dict[tuple[int, ...], Calendar] = field(default_factory=dict, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """As what was read; programs are made anew where it is unpickled."""
        return _of_document, (self.document, self.path), {"versions": self.versions}

    @property
    def id(self) -> str:
        return self.plan.id

    @cached_property
    def runs(self) -> Mapping[str, Profile]:
        """Each run that it declares, as the regulation that computes it.

        Raises:
            ProfileError: one of them is wrong.
        """
        documents = {
            run.name: run_document(self.document, run.name, locate) for run in self.plan.runs
        }
        return {name: _of_document(document, self.path) for name, document in documents.items()}

    def runs_declared(self) -> tuple[PayRun, ...]:
        """The runs of all versions that its alias stands for, the newest of each name."""
        every = [run for one in (self.versions or (self,)) for run in one.plan.runs]
        return tuple({run.name: run for run in every}.values())

    def in_run(self, name: str) -> Profile:
        """What computes a run: under an alias, of those versions that declare it.

        Raises:
            ProfileError: none declares it [no-such-run].
        """
        if self.plan.run == name:
            return self
        every = self.versions or (self,)
        found = [version.runs[name] for version in every if name in version.runs]
        if not found:
            known = ", ".join(dict.fromkeys(run for one in every for run in one.runs)) or "-"
            raise ProfileError.of("no-such-run", id=self.id, run=name, known=known)
        # Made anew: the same run may stand alone, too.
        newest = replace(found[-1])
        newest.versions = (*found[:-1], newest) if len(found) > 1 else ()
        return newest

    @cached_property
    def linted(self) -> Linted:
        """What lint says; a profile is looked through when somebody asks, not when it loads."""
        from masker_rules.language.lint import Version, lint  # noqa: PLC0415

        others = [Version(d.top.id, dates, law) for d, dates, law in _other_texts(self)]
        found = lint(self.document, self.plan, others)
        # A run speaks of its own entries alone, as every layer does.
        told = [found, *(run.linted for run in self.runs.values())]
        return replace(
            found,
            warnings=tuple(one for linted in told for one in linted.warnings),
            notes=tuple(one for linted in told for one in linted.notes),
            accepted=tuple(one for linted in told for one in linted.accepted),
        )

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What somebody should look at."""
        return (*self.told, *(finding.problem for finding in self.linted.warnings))

    @property
    def status(self) -> str:
        return self.plan.status

    @property
    def digest(self) -> str:
        return self.plan.digest

    def compiled(self, *, segmented: bool) -> _Compiled:
        """Plan and programs; `segmented` where amounts are exact shares of several segments."""
        found = self._parts.get(segmented)
        if found is None:
            plan = self.plan if not segmented else self._segmented()
            found = self._parts[segmented] = _Compiled(plan)
        return found

    def _segmented(self) -> Plan:
        return lower(self.document, compile_expr, segmented=True)[0]

    def program(self, *, segmented: bool = False) -> Program:
        """The program of every quantity: result, findings and trace come from it."""
        compiled = self.compiled(segmented=segmented)
        if compiled.full is None:
            plan = compiled.plan
            compiled.full = compile_plan(plan, given=frozenset(plan.over_segments))
        return compiled.full

    @cached_property
    def pay_program(self) -> Program:
        """The program of status, parts and lines: what it does not read no rule reads."""
        return compile_plan(self.plan, result_names(self.plan, counts=False))

    @cached_property
    def reads_beside(self) -> bool:
        """Whether days ask what lies beside them, in the months before and after too."""
        return not BESIDE.isdisjoint(self.program().grains.get("day", frozenset()))

    @cached_property
    def count_reads(self) -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
        """Month facts and grains that each count reads."""
        return {name: reads(self.plan, (path,)) for name, path in self.plan.counts.items()}

    @cached_property
    def eligibility(self) -> Program:
        """The program of the one flag that says whether a person is paid at all."""
        return compile_plan(self.plan, (self.plan.eligible,))

    @cached_property
    def amount_facts(self) -> frozenset[str]:
        """Month facts that amounts, or the weights of parts, are made of."""
        return compile_plan(self.plan, [f"{base.name}.full" for base in self.plan.bases]).facts

    @cached_property
    def amounts(self) -> Program:
        """The program of the amounts of one segment, with all that they are made of."""
        plan = self.compiled(segmented=True).plan
        made = needed(plan, plan.over_segments, frozenset())
        return compile_plan(plan, [item.name for item in made if item.grain == MONTH])

    @cached_property
    def facts_beside_amounts(self) -> frozenset[str]:
        """Month facts that the result needs besides its amounts."""
        plan = self.compiled(segmented=True).plan
        given = frozenset(plan.over_segments)
        return compile_plan(plan, result_names(plan, counts=False), given).facts

    @cached_property
    def job_class(self) -> Program | None:
        """The program of the class by which amounts are looked up; None: the person's own."""
        return compile_plan(self.plan, (CLASS,)) if CLASS in self.plan.by_name else None

    @property
    def class_facts(self) -> frozenset[str]:
        """Month facts that this class reads."""
        return self.job_class.facts if self.job_class is not None else frozenset()

    @property
    def has_pools(self) -> bool:
        """Whether people have something together under any of its versions."""
        return any(version.plan.pools for version in (self.versions or (self,)))

    @property
    def class_by_sanction(self) -> bool:
        """Whether sanctions decide this class."""
        return self.job_class is not None and "sanction" in self.job_class.grains

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words that a pack may use under this profile."""
        return self._vocabulary()

    def _vocabulary(self) -> Vocabulary:
        declared = Vocabulary.canonical().declaring(_attributes(self.plan))
        own = declared.extended(self.plan.own_words)
        spoken = own.extended(self.plan.words, _measures(self.plan))
        return replace(spoken, empties=self.plan.empties)

    def attendance(
        self, calendar: Calendar, pack: Pack, as_of: date | None
    ) -> Attendance | SplicedAttendance:
        """What attendance makes of a pack under the hours of the regulation."""
        return Attendance(self.plan.attendance, calendar, pack, as_of, self.program().grains)

    @property
    def attendance_by(self) -> object:
        """What :meth:`attendance` goes by, beside its arguments: equal ones give the same."""
        return self.plan.attendance, self.program().grains

    def needs(self) -> Needs:
        """What the regulation reads of a pack; what a pack holds beside it changes nothing."""
        from masker_rules.engine.needs import needs_of  # noqa: PLC0415  (it reads profiles)

        return needs_of(self)

    def calendar(self, months: tuple[Month, ...]) -> Calendar:
        """The calendar of the months and their neighbours, with the profile's own rows.

        Raises:
            CalendarError: a year has no calendar, or rows contradict each other.
        """
        years = tuple(sorted({m.plus(step).year for m in months for step in (-1, 0, 1)}))
        found = self._calendars.get(years)
        if found is None:
            found = Calendar.for_years(years).overlaid(self._calendar_rows, name="profile")
            self._calendars[years] = found
        return found

    @cached_property
    def units_of_calendar(self) -> frozenset[str]:
        """Units for which the regulation has days of its own."""
        return frozenset(row.unit for row in self._calendar_rows if row.unit)

    @cached_property
    def _calendar_rows(self) -> tuple[CalendarRow, ...]:
        problems = Problems()
        rows: list[CalendarRow] = []
        for layer in self.document.layers:
            node = layer.root.get("calendar")
            if node is not None:
                rows += rows_from_node(node, problems)
        problems.raise_if_any(ProfileError)
        return tuple(rows)


def _measures(plan: Plan) -> dict[str, str | tuple[str, ...]]:
    """Kinds of the measures that the profile adds to the contract's."""
    known = Vocabulary.canonical().measures
    kinds: dict[str, str | tuple[str, ...]] = {}
    for item in plan.inputs.values():
        if item.table == "scores" and item.key not in known:
            named = {Unit.PERCENT: "percent", Unit.WORD: ""}.get(item.type.unit, "number")
            kinds[item.key] = named or item.words
    return kinds


def _attributes(plan: Plan) -> dict[str, AttributeKind]:
    """What the profile declares of the keys of attributes that it reads."""
    found: dict[str, AttributeKind] = {}
    for item in plan.inputs.values():
        if item.table == ATTRIBUTES:
            low, high = (_in_the_pack(end, item.type) for end in (item.low, item.high))
            found[item.key] = AttributeKind(column_type(item), item.words, low, high)
    return found


def _in_the_pack(end: int | None, kind: Type) -> Decimal | date | None:
    """An end of a range as the pack writes it: rupiah, percents, minutes, dates."""
    if end is None:
        return None
    if kind.unit is Unit.DATE:
        return date.fromordinal(end)
    value = Decimal(end).scaleb(-kind.scale)
    if kind.unit is Unit.DURATION:
        return value / 60
    return value * 100 if kind.unit is Unit.PERCENT else value


def result_names(plan: Plan, *, counts: bool = True, told: bool = True) -> tuple[str, ...]:
    """Quantities that a result without findings needs.

    Args:
        plan: The regulation.
        counts: Its counts too.
        told: What it only tells beside the money too: notices, and sanctions that follow.
    """
    names = [plan.eligible, "total.full", "total.paid", "net"]
    if counts:
        names += plan.counts.values()
    for base in plan.bases:
        names += [name for _, name in base.amounts]
        if base.printed:
            names.append(f"{base.name}.left")
        if base.name != "total":
            names.append(f"{base.name}.paid")
        if base.minus:
            names += [base.minus, f"{base.name}.full", f"{base.name}.untimed"]
    names += [line.amount for line in plan.lines]
    names += [base.instead for base in plan.bases if base.instead]
    names += [outcome.flag for outcome in plan.outcomes]
    names += [name for pool in plan.pools for name in pool.quantities]
    if not told:
        return tuple(dict.fromkeys(names))
    names += [notice.flag for notice in plan.notices]
    for bring in plan.brings:
        names += [bring.code, bring.number, *([bring.months] if bring.months else [])]
    return tuple(dict.fromkeys(names))


def load_profile(ref: str | Path | Mapping[str, object], run: str | None = None) -> Profile:
    """Load a regulation and everything it extends.

    Args:
        ref: An id or alias (`id/kab-bulukumba`), a `profile.yaml` or its folder, or the mapping
            that such a file holds, with text leaves. An alias gives the newest regulation, with
            its earlier versions for the months in which they were in force. With `#` and a name
            behind it (`id/kab-bulukumba#thr`), a run that it declares.
        run: The name of such a run; None = the ordinary month, or the run that `ref` names.

    Raises:
        ProfileError: no such profile or run, or it is wrong; every problem is listed with line
            and column.
    """
    if isinstance(ref, str | Path):
        base, named = split_ref(str(ref))
        if named and not Path(ref).exists():
            return load_profile(base, run or named)
    if run:
        return load_profile(ref).in_run(run)
    newest = _load_one(ref)
    others = versions_of(ref) if isinstance(ref, str) else ()
    if not others:
        return newest
    every = [newest, *(_load_one(name) for name in others)]
    every.sort(key=lambda one: one.plan.in_force.first or date.min)
    _check_dates(every)
    newest.versions = tuple(every)
    return newest


def _load_one(ref: str | Path | Mapping[str, object]) -> Profile:
    file, data, path = _read(ref)
    try:
        return _of_document(load_document(file, data, locate), path)
    except ProfileError as wrong:
        attempt = partial(_problems_of, file)
        raise ProfileError(mended(wrong.problems, file, data, attempt)) from None


def _problems_of(file: str, text: str) -> tuple[Problem, ...]:
    """What would be wrong with a file of another text."""
    try:
        _of_document(load_document(file, text.encode(), locate), None)
    except ProfileError as wrong:
        return wrong.problems
    return ()


def _of_document(document: Document, path: Path | None) -> Profile:
    plan, told = lower(document, compile_expr)
    profile = Profile(document, plan, told, path)
    profile.runs  # noqa: B018  (a regulation is right where its runs are)
    return profile


def _other_texts(profile: Profile) -> Iterator[tuple[Document, DateRange, Text]]:
    """The other texts of the same regulation: its versions by date, and the one that it changes.

    One that cannot be loaded says so itself.
    """
    amended = profile.document.top.amends
    listed = siblings(profile.id)
    for name in dict.fromkeys((*listed, *((amended,) if amended else ()))):
        try:
            document = load_document(*locate(name), locate)
        except ProfileError:
            continue
        problems = Problems()
        dates = dates_in_force(document.top.header, problems)
        # What a later text changes may well have no end of its own.
        if not problems.errors and (name in listed or _ends_before(dates, profile)):
            law = Sources(document, problems).law(document.top.header)
            yield document, dates, law or text_of(document.top.header.get("title"))


def _ends_before(dates: DateRange, profile: Profile) -> bool:
    first = profile.plan.in_force.first
    return dates.last is not None and first is not None and dates.last < first


def _check_dates(versions: Sequence[Profile]) -> None:
    """Refuse versions of which two are in force on one day."""
    problems = Problems()
    for before, after in pairwise(versions):
        shared = before.plan.in_force.meeting(after.plan.in_force)
        if not shared.is_empty:
            header = after.document.top.header
            problems.add(
                "versions-overlap",
                (header.get("in_force") or header).place,
                days=str(shared),
                first=before.id,
                first_dates=str(before.plan.in_force),
                second=after.id,
                second_dates=str(after.plan.in_force),
            )
    problems.raise_if_any(ProfileError)


def _read(ref: str | Path | Mapping[str, object]) -> tuple[str, bytes, Path | None]:
    if isinstance(ref, Mapping):
        import json  # noqa: PLC0415

        return "<dict>", json.dumps(_texts(ref), ensure_ascii=False).encode(), None
    if not isinstance(ref, str | os.PathLike):
        raise ProfileError.of("profile-file-missing", path=repr(ref)[:SHOWN])
    with readable(ref, ProfileError):
        return _read_file(ref)


def _read_file(ref: str | Path) -> tuple[str, bytes, Path | None]:
    path = Path(ref)
    if path.is_dir() and (path / "profile.yaml").is_file():
        path = path / "profile.yaml"
    if path.is_file():
        return str(path), path.read_bytes(), path
    if isinstance(ref, Path) or path.suffix in {".yaml", ".yml"}:
        raise ProfileError.of("profile-file-missing", path=source_name(ref))
    found, name = find(ref)
    return name, found.read_bytes(), found


def _texts(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _texts(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [_texts(child) for child in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
