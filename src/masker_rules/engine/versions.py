"""Which version of a regulation computes a month."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from masker_rules.attendance import Attendance
from masker_rules.attendance.spliced import SplicedAttendance
from masker_rules.calendars import Calendar
from masker_rules.engine.emit import compile_expr
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Remark
from masker_rules.errors import RequestError
from masker_rules.facts import Pack, Vocabulary
from masker_rules.language.lower import lower_cut
from masker_rules.language.plan import Plan
from masker_rules.language.runs import split_ref
from masker_rules.periods import Cutoff, DateRange, Month
from masker_rules.texts import Phrase
from masker_rules.texts.spoken import Listed, Span

__all__ = [
    "among",
    "cut_remark",
    "cutoff_on",
    "held_months",
    "month_of",
    "performance_month",
    "used_versions",
    "version_of",
]

Pieces = tuple[tuple[DateRange, Profile], ...]


@dataclass(eq=False)
class CutProfile(Profile):
    """The versions of a month that is cut, as one regulation.

    Rules of days and events are those of the version of the day; rules of the month, parts and
    pay those of the last one.

    Attributes:
        pieces: Each version with its days of the month, earliest first.
    """

    pieces: Pieces = ()

    def _segmented(self) -> Plan:
        return _plan(self.pieces, segmented=True)

    def attendance(
        self, calendar: Calendar, pack: Pack, as_of: date | None
    ) -> Attendance | SplicedAttendance:
        *earlier, (days, last) = self.pieces
        reads = self.program().grains
        found = []
        for own, version in earlier:
            theirs = version.calendar((Month.of(own.last or date.max),))
            hours = version.plan.attendance
            found.append((own, Attendance(hours, theirs, pack, as_of, reads)))
        found.append((days, Attendance(last.plan.attendance, calendar, pack, as_of, reads)))
        return SplicedAttendance(found)

    @property
    def attendance_by(self) -> object:
        return self

    def _vocabulary(self) -> Vocabulary:
        words = super()._vocabulary()
        for _, version in self.pieces[:-1]:
            words = words.extended(version.plan.own_words).extended(version.plan.words)
        return words


def performance_month(profile: Profile, month: Month) -> Month:
    """The performance month of the name of a month: its days as the regulation has them.

    Of versions with other performance months those of the one that is in force on all its days.
    """
    cutoffs = [version.plan.cutoff for version in (*profile.versions, profile)]
    for cutoff in dict.fromkeys(cutoffs[:-1]):
        found = cutoff.named(month)
        if _cover(_pieces(profile, found, cutoff), found):
            return found
    return cutoffs[-1].named(month)


def cutoff_on(profile: Profile, day: date) -> Cutoff:
    """That of the version in force on a day; where none is, that of the newest."""
    in_force = (one for one in profile.versions if day in one.plan.in_force)
    return next(in_force, profile).plan.cutoff


def month_of(profile: Profile, day: date) -> Month:
    """The performance month of a day."""
    return cutoff_on(profile, day).of(day)


def held_months(profile: Profile, months: Iterable[Month]) -> dict[Month, Profile]:
    """What computes each of the performance months of these names.

    Raises:
        RequestError, ProfileError: as :func:`version_of`.
    """
    return {performance_month(profile, month): version_of(profile, month) for month in months}


def among(
    asked: Collection[tuple[str, Month]] | None, months: Iterable[Month]
) -> frozenset[tuple[str, Month]] | None:
    """The people asked for in months, be they asked for in other months of these names."""
    if asked is None:
        return None
    named = {str(month): month for month in months}
    return frozenset((nip, named[str(one)]) for nip, one in asked if str(one) in named)


def version_of(profile: Profile, month: Month) -> Profile:
    """What computes a month: the profile, the version in force, or those that cut the month.

    Args:
        profile: The regulation.
        month: The performance month, or another month of its name.

    Raises:
        RequestError: on some day of the month none is in force [not-in-force], those that are
            in force have other performance months [performance-months-differ], or it is a run
            that does not exist in the month [run-not-in-month].
        ProfileError: two versions cut the month and have other parts [versions-differ].
    """
    month = performance_month(profile, month)
    versions = profile.versions or (profile,)
    pieces = _pieces(profile, month)
    if not _cover(pieces, month):
        known = "; ".join(str(version.plan.in_force) for version in versions)
        raise RequestError.of("not-in-force", id=profile.id, period=_with_days(month), known=known)
    if len({version.plan.cutoff for _, version in pieces}) > 1:
        told = ", ".join(f"{days}: {version.plan.cutoff}" for days, version in pieces)
        raise RequestError.of(
            "performance-months-differ", id=profile.id, period=_with_days(month), told=told
        )
    last = pieces[-1][1]
    run = last.plan.as_run
    if run is not None and not run.exists_in(month):
        raise RequestError.of(
            "run-not-in-month",
            run=run.name,
            id=split_ref(profile.id)[0],
            period=str(month),
            known=run.told,
        )
    if len(pieces) == 1:
        return last
    return CutProfile(
        last.document, _plan(pieces, segmented=False), last.told, last.path, pieces=pieces
    )


def _with_days(month: Month) -> str:
    """A month as messages name it: with its days where the name does not tell them."""
    return str(month) if month.begins == 1 else f"{month} ({month.first}..{month.last})"


def _pieces(profile: Profile, month: Month, cutoff: Cutoff | None = None) -> Pieces:
    """The versions in force in a month, of those with one cut-off, with their days of it."""
    whole = DateRange(month.first, month.last)
    return tuple(
        (days, version)
        for version in profile.versions or (profile,)
        if cutoff in (None, version.plan.cutoff)
        and not (days := version.plan.in_force.meeting(whole)).is_empty
    )


def _cover(pieces: Pieces, month: Month) -> bool:
    """Whether every day of the month has a version; they never overlap."""
    begins = month.first
    for days, _ in pieces:
        if days.first != begins or days.last is None:
            return False
        begins = days.last + timedelta(days=1)
    return begins > month.last


def _plan(pieces: Pieces, *, segmented: bool) -> Plan:
    documents = [(version.document, days) for days, version in pieces]
    return lower_cut(documents, compile_expr, segmented=segmented)


def used_versions(profile: Profile) -> tuple[Profile, ...]:
    """The regulations that a month was computed with."""
    if isinstance(profile, CutProfile):
        return tuple(version for _, version in profile.pieces)
    return (profile,)


def cut_remark(profile: Profile) -> Iterator[Remark]:
    """What is said beside the results of a month that versions cut."""
    if isinstance(profile, CutProfile):
        told = tuple(
            Phrase(
                "notes.version", {"title": version.plan.title, "days": Span(days.first, days.last)}
            )
            for days, version in profile.pieces
        )
        yield Remark("month-cut", None, {"versions": Listed(told)})
