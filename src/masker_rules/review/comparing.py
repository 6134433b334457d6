"""Computing a history under several regulations, a stretch of months at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from masker_rules.api import day_of, regulation_of
from masker_rules.engine.checks import together
from masker_rules.engine.lookback import cutoff_of
from masker_rules.engine.memory import Memory
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Remark, Result
from masker_rules.engine.results import Grounds, How, Results
from masker_rules.engine.sets import ProfileSet
from masker_rules.engines import Facts, Given, compute_given, engine_asked, nips_asked
from masker_rules.errors import RequestError
from masker_rules.explain import explain_text
from masker_rules.facts.pack import position
from masker_rules.history import History, Piece, history_of
from masker_rules.legal import Text
from masker_rules.periods import CALENDAR, Cutoff, Month, parse_months
from masker_rules.review.comparison import Comparison, Effect, Side
from masker_rules.review.effects import Articles, Paid, change_of
from masker_rules.review.overlays import Overlaid, in_force_for
from masker_rules.review.people import People

__all__ = ["KeptHistory", "Regulation", "compare"]

#: A regulation as :func:`masker_rules.compute` takes it, or one with something laid over it.
Regulation = Profile | ProfileSet | Overlaid | str | Path | Mapping[str, object]
Progress = Callable[[int, int], None]
#: Results that are kept as objects at a time.
AT_ONCE = 40_000


def compare(  # noqa: PLR0913  (as compute, and the drafts)
    baseline: Regulation,
    drafts: Regulation | Sequence[Regulation],
    pack: Given | KeptHistory,
    period: str | Month | Sequence[Month] | None = None,
    *,
    as_of: date | str | None = None,
    nips: Iterable[str] | None = None,
    engine: str | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """What one or more drafts change of what a regulation pays, over a history.

    A draft is computed for every month of the history, also for months before it comes into
    force: that is what it is tried on. The result says so.

    Args:
        baseline: The regulation of now: an id, path, mapping, loaded profile or an overlay.
        drafts: One, or several in order; each is compared with the baseline.
        pack: The history: a pack, the path of one, the URL of a database, or tables by name; or a
            folder of packs by month, `2024-01/`, `2024-02.zip` or `period=2024-01/unit=…/`; or
            one that is kept, which says period, people and engine itself.
        period: `2024-01..2025-12`; None is every month of a folder, and of a pack the month that
            the punches cover.
        as_of: Last known day; None is the end of the period.
        nips: Only these people.
        engine: As of :func:`masker_rules.compute`.
        progress: Called with person-months done and to do, of all regulations.

    Returns:
        The comparison; its tables are exact. A person-month that one of the regulations leaves
        incomplete is told apart and is in no sum. Months asked for that the history does not hold
        are in `absent`.

    Raises:
        ProfileError: a regulation is wrong or unknown.
        FactsError: the pack as a whole cannot be read.
        RequestError: no draft is given [no-draft], the history holds none of the months
            [no-parts, months-not-in-history], a pack of a folder tells no month
            [part-without-month], somebody stands in two packs of a month [person-in-two-parts],
            a kept history is to have another period, people or engine [history-is-kept], or as
            :func:`masker_rules.compute`.
        AdapterUnavailableError: an engine or a format whose extra is not installed.
        CalendarError: a year has no calendar.
    """
    listed: list[Any] = list(drafts) if isinstance(drafts, list | tuple) else [drafts]
    if not listed:
        raise RequestError.of("no-draft")
    if not isinstance(pack, KeptHistory):
        kept = KeptHistory(pack, period, nips=nips, engine=engine, is_kept=False)
    elif (period, nips, engine) == (None, None, None):
        kept = pack
    else:
        raise RequestError.of("history-is-kept")
    base = baseline if isinstance(baseline, Overlaid) else regulation_of(baseline)
    run = kept._run(base, day_of(as_of))  # noqa: SLF001  (of this module)
    history = run.history
    sides = [run.side(base, is_draft=False)]
    sides += [run.side(draft, is_draft=True) for draft in listed]
    run.fill(sides, progress)
    before, *afters = sides
    effects = []
    for after in afters:
        changes = tuple(
            change_of(nip, month, paid, after.paid[month, nip])
            for (month, nip), paid in before.paid.items()
        )
        effects.append(Effect(after.side, changes, after.told()))
    people = People.of(history, before.side.regulation)

    def again(draft: int | None, nip: str, month: Month) -> Result:
        return run.one(sides[0 if draft is None else draft + 1].computed, nip, month)

    return Comparison(
        before.side, tuple(effects), history.months, people, history.header(before.header),
        before.told_aside(), before.told(), before.how, absent=history.absent,
        grounds=together(one for side in sides for one in side.grounds), compute=again,
    )  # fmt: skip


def _months(period: str | Month | Sequence[Month] | None) -> tuple[Month, ...] | None:
    if period is None:
        return None
    if isinstance(period, str):
        return parse_months(period)
    return (period,) if isinstance(period, Month) else tuple(period)


class KeptHistory:
    """A history that stays in memory, for one draft after the other.

    What the files say is read once, what attendance makes of it is made once for regulations of
    the same hours, and a regulation of now that was computed is not computed again: a further
    draft that leaves the hours as they are costs only its pay. Files that change meanwhile are
    not seen.

    Args:
        pack: As of :func:`masker_rules.compare`.
        period: As there.
        nips: Only these people.
        engine: As of :func:`masker_rules.compute`.

    Raises:
        RequestError: there is no such engine [unknown-engine].
    """

    def __init__(
        self,
        pack: Given,
        period: str | Month | Sequence[Month] | None = None,
        *,
        nips: Iterable[str] | None = None,
        engine: str | None = None,
        is_kept: bool = True,
    ) -> None:
        self._given, self._months, self._is_kept = pack, _months(period), is_kept
        self._nips = nips_asked(nips)
        self._engine = engine_asked(engine)
        self._runs: dict[tuple[Cutoff, date | None], _Run] = {}

    def _run(self, regulation: Profile | ProfileSet | Overlaid, as_of: date | None) -> _Run:
        """What computes it, for a regulation of now."""
        law = regulation.profile if isinstance(regulation, Overlaid) else regulation
        key = cutoff_of(law), as_of
        if key not in self._runs:
            history = history_of(self._given, self._months, self._nips, self._engine, key[0])
            history.is_kept = self._is_kept
            self._runs[key] = _Run(history, as_of)
        return self._runs[key]


@dataclass
class _Computed:
    """One regulation over the history."""

    side: Side
    computed: Profile | ProfileSet
    paid: dict[tuple[Month, str], Paid] = field(default_factory=dict)
    remarks: Counter[tuple[str, str]] = field(default_factory=Counter)
    words: dict[tuple[str, str], Remark] = field(default_factory=dict)
    heard: dict[int, tuple[Remark, tuple[str, str]]] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)
    aside: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    how: How | None = None
    grounds: list[Grounds] = field(default_factory=list)
    is_done: bool = False

    @property
    def what(self) -> tuple[Any, ...]:
        """Which regulation it is, and what it is called."""
        members = getattr(self.computed, "members", ())
        laws = [one.profile for one in members] or [self.computed]
        return self.side.name, [(law.digest, law.plan.in_force) for law in laws]

    def add(self, results: Results) -> None:
        if results.grounds is not None:
            self.grounds.append(results.grounds())
        for item in results:
            # By the name of the month: another regulation may give it other days.
            self.paid[CALENDAR.named(item.period), item.nip] = Paid.of(item, self.side.articles)
            self._hear(item)
        self.heard.clear()
        self.header = results.header
        for row in results.set_aside:
            self.aside.setdefault((row.table, row.file, row.line, row.column, row.code), row)
        self.how = _together(self.how, results.how)

    def _hear(self, item: Result) -> None:
        """Count what is warned of; a day of one person is no matter of its own here."""
        for key in {self._alike(remark) for remark in item.warnings}:
            self.remarks[key] += 1

    def _alike(self, remark: Remark) -> tuple[str, str]:
        # Results share what is said of all: it is put into words once, and kept.
        found = self.heard.get(id(remark))
        if found is None or found[0] is not remark:
            key = remark.code, "" if remark.day else remark.message("en")
            self.words.setdefault(key, remark)
            found = self.heard[id(remark)] = remark, key
        return found[1]

    def told_aside(self) -> tuple[Any, ...]:
        """Rows that do not count, each once, in order."""
        return tuple(sorted(self.aside.values(), key=position))

    def told(self) -> tuple[tuple[Remark, int], ...]:
        """Warnings and how many person-months each concerns, in order of code."""
        return tuple((self.words[key], number) for key, number in sorted(self.remarks.items()))


def _together(one: How | None, other: How | None) -> How | None:
    if one is None or other is None:
        return other
    reasons = Counter(one.reasons)
    reasons.update(other.reasons)
    in_frames = one.in_frames + other.in_frames
    return How(other.engine, one.asked + other.asked, in_frames, dict(reasons))


class _Run:
    def __init__(self, history: History, as_of: date | None) -> None:
        self.history, self.as_of = history, as_of
        #: Of a history that is kept: what was made of each piece, and the last regulation of now.
        self._memories: dict[tuple[Facts, tuple[Month, ...]], Memory] = {}
        self._now: _Computed | None = None

    def side(self, ref: Regulation, *, is_draft: bool) -> _Computed:
        """One regulation, of which nothing is computed, unless it is the one of now again."""
        overlaid = ref if isinstance(ref, Overlaid) else None
        regulation = overlaid.profile if overlaid else regulation_of(ref)  # type: ignore[arg-type]
        stated = regulation
        if is_draft and isinstance(regulation, Profile):
            regulation = in_force_for(regulation, self.history.months)
        side = _side(stated, overlaid, is_moved=regulation is not stated)
        found = _Computed(side, regulation)
        if is_draft or not self.history.is_kept:
            return found
        if self._now is None or self._now.what != found.what:
            self._now = found
        return self._now

    def fill(self, sides: Sequence[_Computed], progress: Progress | None) -> None:
        """Compute the history under each regulation, a stretch of it after the other."""
        todo = [side for side in sides if not side.is_done]
        done, whole = 0, self.history.size() * len(todo)

        def told(part: int, _: int) -> None:
            if progress is not None and whole:
                progress(done + part, whole)

        # One piece after the other: what links a month to earlier ones is as large as they are.
        for place, piece in self.history.pieces([side.computed for side in todo], AT_ONCE):
            results = self._results(
                todo[place].computed, piece, piece.nips, told, self._memory(piece)
            )
            todo[place].add(results)
            done += piece.count
        for side in todo:
            side.paid, side.is_done = dict(sorted(side.paid.items())), True

    def _memory(self, piece: Piece) -> Memory:
        """What was made of the facts and months of a piece, for the next regulation."""
        key = piece.facts, piece.months
        if key not in self._memories:
            if not self.history.is_kept:
                self._memories.clear()
            self._memories[key] = Memory()
        return self._memories[key]

    def one(self, regulation: Profile | ProfileSet, nip: str, month: Month) -> Result:
        """One person and month, with all that explains it."""
        piece = self.history.piece_of(regulation, nip, month)
        results = self._results(regulation, piece, piece.nips, None)
        return next(item for item in results if CALENDAR.named(item.period) == month)

    def _results(
        self,
        regulation: Profile | ProfileSet,
        piece: Piece,
        nips: Sequence[str] | None,
        progress: Progress | None,
        memory: Memory | None = None,
    ) -> Results:
        return compute_given(
            regulation,
            piece.facts,
            piece.months,
            engine=self.history.engine,
            as_of=self.as_of,
            nips=nips,
            explainer=explain_text,
            progress=progress,
            memory=memory,
            # One person more is no reason to read the whole pack another way.
            among_many=self.history.among_many or (nips is not None and len(nips) == 1),
        )


def _side(regulation: Profile | ProfileSet, overlaid: Overlaid | None, *, is_moved: bool) -> Side:
    profile = regulation if isinstance(regulation, Profile) else regulation.members[0].profile
    name = overlaid.name if overlaid else profile.id
    if isinstance(regulation, ProfileSet):
        name = " + ".join(member.profile.id for member in regulation.members)
    return Side(
        name=name,
        title=Text(name, name) if isinstance(regulation, ProfileSet) else profile.plan.title,
        info={
            "id": profile.id,
            "status": profile.status,
            "digest": profile.digest,
            "unconfirmed": list(profile.plan.unconfirmed),
        },
        articles=Articles(),
        regulation=regulation,
        in_force=profile.plan.in_force if is_moved else None,
        changes=overlaid.changes if overlaid else (),
        untouched=overlaid.untouched if overlaid else (),
    )
