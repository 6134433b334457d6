"""One day, minute by minute: what each minute costs, and what would have been cheaper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from masker_rules.attendance.rows import DayRow
from masker_rules.errors import Problem
from masker_rules.review.audit_bench import Bench, Pay
from masker_rules.review.audit_findings import NOTE, WARNING, Recorder, Shown
from masker_rules.review.audit_words import (
    beyond_effect,
    of_day,
    parts,
    rupiah,
    story,
    word,
)
from masker_rules.testing.drafts import Draft
from masker_rules.texts import Phrase
from masker_rules.texts.spoken import Day
from masker_rules.units.printing import clock_text

__all__ = [
    "EARLY",
    "LATE",
    "TOLD",
    "WHOLE",
    "DayPays",
    "check_days",
    "is_sudden",
    "minutes_of",
    "swept",
]

MINUTE = 60
LATE, EARLY = "late", "early"
#: What a whole day may be told as, and needs no minute.
WHOLE = {"alpa": "alpa", "no_in": "no in", "no_out": "no out"}
#: The codes of a dial, in the order in which they are looked for.
FALLS = {LATE: "later-pays-more", EARLY: "leaving-earlier-pays-more"}
DEAR = {LATE: "absence-cheaper-than-late", EARLY: "absence-cheaper-than-early"}
SILENT = {LATE: "no_in", EARLY: "no_out"}
#: What costs so many times what those before it do is a cliff.
SUDDEN = 2
#: Positions of a dial that pairs are made of, at most: every step of the law lies between two.
MOST_POSITIONS = 24


@dataclass(frozen=True)
class DayPays:
    """What the month pays with each story of one of its days.

    Attributes:
        row: The day.
        late, early: By minute, from 0.
        whole: By the key of `WHOLE`.
        both: By minutes late and early together.
    """

    bench: Bench
    row: DayRow
    late: tuple[Pay, ...]
    early: tuple[Pay, ...]
    whole: dict[str, Pay]
    both: dict[tuple[int, int], Pay] = field(default_factory=dict)

    def dial(self, name: str) -> tuple[Pay, ...]:
        """The pays of one dial."""
        return self.late if name == LATE else self.early

    @property
    def day(self) -> date:
        return self.row.date


def told_late(row: DayRow, minute: int) -> str:
    """A day on which somebody comes so many minutes late."""
    return f"in {clock_text(row.late_from + minute * MINUTE)}"


def told_early(row: DayRow, minute: int) -> str:
    """A day on which somebody leaves so many minutes early."""
    return f"out {clock_text(row.early_until - minute * MINUTE)}"


TOLD = {LATE: told_late, EARLY: told_early}


def minutes_of(row: DayRow, dial: str) -> int:
    """How many minutes late or early there are inside the hours of a day."""
    if dial == LATE:
        return max(0, (row.early_until - row.late_from) // MINUTE)
    return max(0, (row.early_until - row.start) // MINUTE)


def swept(bench: Bench, rows: Sequence[DayRow], *, pairs: bool) -> list[DayPays]:
    """Every minute late and early of some days.

    Args:
        bench: The month.
        rows: The days; each is varied alone.
        pairs: Whether late and early are tried together too, beside each step of what is paid.
    """
    dials = {dial: _dial(bench, rows, dial) for dial in (LATE, EARLY)}
    stories = [{row.date: text for row in rows} for text in WHOLE.values()]
    whole = dict(zip(WHOLE, bench.told(stories), strict=True))
    found = [
        DayPays(
            bench,
            row,
            dials[LATE][row.date],
            dials[EARLY][row.date],
            {name: bench.pay({row.date: told[row.date]}) for name, told in whole.items()},
        )
        for row in rows
    ]
    if pairs:
        _add_pairs(bench, found)
    return found


def _dial(bench: Bench, rows: Sequence[DayRow], dial: str) -> dict[date, tuple[Pay, ...]]:
    lengths = {row.date: minutes_of(row, dial) for row in rows}
    stories = [
        {row.date: TOLD[dial](row, minute) for row in rows if minute < lengths[row.date]}
        for minute in range(max(lengths.values(), default=0))
    ]
    told = bench.told(stories)
    return {
        day: tuple(bench.pay({day: told[minute][day]}) for minute in range(length))
        for day, length in lengths.items()
    }


def _add_pairs(bench: Bench, found: Sequence[DayPays]) -> None:
    stories: list[tuple[DayPays, int, int]] = []
    for pays in found:
        room = minutes_of(pays.row, LATE)
        late, early = (_positions(pays.dial(dial)) for dial in (LATE, EARLY))
        stories += [(pays, a, b) for a in late for b in early if a and b and a + b < room]
    told = bench.told([
        {pays.day: f"{told_late(pays.row, a)} {told_early(pays.row, b)}"}
        for pays, a, b in stories
    ])  # fmt: skip
    for (pays, a, b), one in zip(stories, told, strict=True):
        pays.both[a, b] = bench.pay(one)


def _positions(pays: Sequence[Pay]) -> list[int]:
    """Both sides of every step of a dial, and its end."""
    steps = [n for n, (a, b) in enumerate(pairwise(pays), 1) if a.net != b.net]
    if len(steps) > MOST_POSITIONS:
        wide = len(steps) / MOST_POSITIONS
        steps = [steps[int(n * wide)] for n in range(MOST_POSITIONS)]
    near = {m for n in steps for m in (n - 1, n)} | {len(pays) - 1}
    return sorted(m for m in near if m > 0)


# ------------------------------------------------------------------ cliffs
@dataclass(frozen=True, slots=True)
class _Cliff:
    """A minute that costs more than `SUDDEN` times the dearest before it; the first, after it."""

    lost: int
    minute: int
    most: int
    side: str
    pays: DayPays


def is_sudden(lost: int, beside: int, rest: int) -> bool:
    """Whether something costs far more than what is beside it, whatever `rest` rounding leaves."""
    return lost - rest > SUDDEN * (beside + rest)


def _cliff(pays: DayPays, dial: str) -> _Cliff | None:
    steps = [
        (before.net - after.net, minute)
        for minute, (before, after) in enumerate(pairwise(pays.dial(dial)), 1)
        if before.net is not None and after.net is not None and after.net < before.net
    ]
    found, most = list[_Cliff](), 0
    for n, (lost, minute) in enumerate(steps):
        side = "before" if n else "after"
        beside = most if n else max((cost for cost, _ in steps[1:]), default=0)
        if is_sudden(lost, beside, pays.bench.rest):
            found.append(_Cliff(lost, minute, beside, side, pays))
        most = max(most, lost)
    return max(found, key=lambda cliff: (cliff.lost, -cliff.minute), default=None)


# ------------------------------------------------------------------ checks
def check_days(
    record: Recorder, found: Sequence[DayPays], declared: frozenset[str], *, every: bool
) -> None:
    """Everything that is asked of single days.

    Args:
        record: Where it is told.
        found: The days, with what each of their minutes pays.
        declared: Laws that are broken on purpose.
        every: Whether these are all kinds of days: of a group or season that cannot be computed
            nothing was looked at.
    """
    checks = _Days(record, found)
    severity = NOTE if "more-late-never-pays-more" in declared else WARNING
    for dial in (LATE, EARLY):
        checks.falling(dial, severity)
        checks.a_day(dial)
        checks.absence(dial)
        checks.silence(dial)
        checks.unknown(dial)
        checks.above(dial)
    checks.cliffs()
    checks.questions()
    checks.both()
    checks.missing()
    checks.same()
    checks.told(every=every)


class _Days:
    def __init__(self, record: Recorder, found: Sequence[DayPays]) -> None:
        self.record, self.days = record, found

    # -------------------------------------------------------------- one dial
    def falling(self, dial: str, severity: str) -> None:
        """A minute more that pays more."""
        told: dict[int, tuple[DayPays, int]] = {}
        for pays, minute, before, after in self._steps(dial):
            if after > before:
                told.setdefault(minute, (pays, after - before))
        for minute, (pays, more) in sorted(told.items()):
            params = self._of(pays, minute) | {"more": rupiah(more), "before": minute - 1}
            self._found(FALLS[dial], dial, params, pays, (minute - 1, minute), severity)

    def cliffs(self) -> None:
        """The dearest minute that costs far more than those beside it, late or early.

        The other dial's is told beside it. Even steps, and a cut by the minute, are no cliff.
        """
        worst: dict[str, _Cliff] = {}
        for dial in (LATE, EARLY):
            found = [cliff for pays in self.days if (cliff := _cliff(pays, dial)) is not None]
            if found:
                worst[dial] = max(found, key=lambda item: (item.lost, -item.minute))
        if not worst:
            return
        dearest, *others = sorted(worst, key=lambda dial: worst[dial].lost, reverse=True)
        shown = [self._shown(dial, worst[dial]) for dial in (dearest, *others)]
        named = [
            Phrase(
                "audit.also",
                {
                    "dial": _phrase(dial),
                    "minute": worst[dial].minute,
                    "lost": rupiah(worst[dial].lost),
                },
            )
            for dial in others
        ]
        params = {**shown[0].params, "others": named[0] if named else ""}
        problem = Problem("minute-cliff", params, severity=NOTE)
        self.record.together("minutes", problem, shown, proven=True)

    def _shown(self, dial: str, cliff: _Cliff) -> Shown:
        params = self._of(cliff.pays, cliff.minute) | {
            "lost": rupiah(cliff.lost),
            "most": rupiah(cliff.most),
            "side": _phrase(cliff.side),
            "dial": _phrase(dial),
            "others": "",
        }
        drafts = [_minute(cliff.pays, dial, m) for m in (cliff.minute - 1, cliff.minute)]
        return Shown(params, drafts, drafts[-1:])

    def a_day(self, dial: str) -> None:
        """A minute that costs at least what a whole day without notice does."""
        for pays, minute, before, after in self._steps(dial):
            day = _lost(pays, pays.whole["alpa"])
            if day and before - after >= day:
                params = self._of(pays, minute) | {
                    "lost": rupiah(before - after),
                    "day_lost": rupiah(day),
                    "dial": _phrase(dial),
                }
                drafts = [_minute(pays, dial, m) for m in (minute - 1, minute)]
                problem = Problem("minute-costs-a-day", params, severity=WARNING)
                # The day without notice stands between: a cure is looked for in the minutes.
                example = (drafts[0], _whole(pays, "alpa"), drafts[1])
                self.record.found("minutes", problem, example, proven=True, acting=drafts[1:])
                return

    def absence(self, dial: str) -> None:
        """Being so late, or so early, that staying away would have paid more."""
        for pays, minute in self._cheaper(dial, "alpa"):
            alpa = pays.whole["alpa"]
            params = self._of(pays, minute) | _compared(pays.dial(dial)[minute], alpa)
            self._found(DEAR[dial], dial, params, pays, (minute,), other="alpa")
            return

    def silence(self, dial: str) -> None:
        """Being so late that not punching at all would have paid more."""
        for pays, minute in self._cheaper(dial, SILENT[dial]):
            silent = pays.whole[SILENT[dial]]
            params = self._of(pays, minute) | _compared(pays.dial(dial)[minute], silent)
            params |= {"dial": _phrase(dial), "punch": _phrase(SILENT[dial])}
            self._found("no-punch-cheaper", dial, params, pays, (minute,), other=SILENT[dial])
            return

    def unknown(self, dial: str) -> None:
        """Minutes at which the law does not say what is paid."""
        for pays in self.days:
            silent = [m for m, pay in enumerate(pays.dial(dial)) if pay.net is None]
            if silent:
                params = self._of(pays, silent[0]) | {
                    "count": len(silent),
                    "dial": _phrase(dial),
                }
                self._found("law-silent", dial, params, pays, (silent[0],), NOTE)
                return

    def above(self, dial: str) -> None:
        """A minute of one day from which on more is cut from a part than there is."""
        for pays in self.days:
            quiet = pays.bench.quiet.over
            for minute, pay in enumerate(pays.dial(dial)):
                if pay.over - quiet:
                    params = self._of(pays, minute) | {
                        "parts": parts(self.record.profile.plan, pay.over - quiet),
                        "dial": _phrase(dial),
                        "effect": beyond_effect(self.record.profile, pay.over - quiet)[0],
                    }
                    self._found("day-above-base", dial, params, pays, (minute,))
                    return

    def _cheaper(self, dial: str, other: str) -> Iterator[tuple[DayPays, int]]:
        """Days and minutes, the smallest first, that pay less than another story of the day."""
        found = []
        for pays in self.days:
            limit = pays.whole[other].net
            worse = _first(m for m, p in enumerate(pays.dial(dial)) if _less(p.net, limit))
            if worse is not None:
                found.append((worse, pays))
        for minute, pays in sorted(found, key=lambda item: item[0]):
            yield pays, minute

    def _steps(self, dial: str) -> Iterator[tuple[DayPays, int, int, int]]:
        for pays in self.days:
            for minute, (before, after) in enumerate(pairwise(pays.dial(dial)), 1):
                if before.net is not None and after.net is not None:
                    yield pays, minute, before.net, after.net

    # -------------------------------------------------------------- several things
    def questions(self) -> None:
        """The first minute at which an open reading of the law decides."""
        told: set[str] = set()
        for pays in self.days:
            for dial in (LATE, EARLY):
                for minute, pay in enumerate(pays.dial(dial)):
                    for name in sorted(pay.questions - pays.bench.quiet.questions - told):
                        told.add(name)
                        self._question(pays, dial, minute, name)

    def _question(self, pays: DayPays, dial: str, minute: int, name: str) -> None:
        asked = next(q for q in self.record.profile.plan.questions if q.id == name)
        params = self._of(pays, minute) | {
            "dial": _phrase(dial),
            "id": name,
            "ask": asked.ask,
            "taken": asked.taken,
        }
        self._found("open-question-decides", dial, params, pays, (minute,), NOTE)

    def both(self) -> None:
        """Late and early on one day that cost more than the day would have."""
        found = []
        for pays in self.days:
            limit = pays.whole["alpa"].net
            found += [
                (a + b, a, pays)
                for (a, b), pay in pays.both.items()
                if _less(pay.net, limit)
                and not _less(pays.late[a].net, limit)
                and not _less(pays.early[b].net, limit)
            ]
        if not found:
            return
        total, late, pays = min(found, key=lambda item: item[:2])
        pair = late, total - late
        params = {"late": pair[0], "early": pair[1], **_where(pays)}
        params |= _compared(pays.both[pair], pays.whole["alpa"])
        drafts = (_pair(pays, *pair), _whole(pays, "alpa"))
        problem = Problem("absence-cheaper-than-both", params, severity=WARNING)
        self.record.found("pairs", problem, drafts, proven=False)

    def missing(self) -> None:
        """A missing punch that costs more than a day without any."""
        for name in ("no_in", "no_out"):
            for pays in self.days:
                silent, alpa = pays.whole[name], pays.whole["alpa"]
                if _less(silent.net, alpa.net):
                    params = _where(pays) | _compared(silent, alpa)
                    params |= {"punch": _phrase(name)}
                    drafts = (_whole(pays, name), _whole(pays, "alpa"))
                    problem = Problem(
                        "absence-cheaper-than-missing-punch", params, severity=WARNING
                    )
                    self.record.found("minutes", problem, drafts, proven=True)
                    return

    def same(self) -> None:
        """The least that costs as much as staying away: from there on coming is no use."""
        for pays in self.days:
            alpa = pays.whole["alpa"].net
            if not _lost(pays, pays.whole["alpa"]):
                continue
            found = [(m, m, 0) for m, p in enumerate(pays.late) if p.net == alpa]
            found += [(m, 0, m) for m, p in enumerate(pays.early) if p.net == alpa]
            found += [(a + b, a, b) for (a, b), p in pays.both.items() if p.net == alpa]
            if found:
                _, late, early = min(found)
                params = {"told": _said(late, early), "net": rupiah(alpa or 0), **_where(pays)}
                drafts = (_pair(pays, late, early), _whole(pays, "alpa"))
                problem = Problem("absence-costs-no-more", params, severity=NOTE)
                self.record.found("pairs", problem, drafts, proven=False)
                return

    def told(self, *, every: bool) -> None:
        """Say what was tried."""
        minutes = sum(len(p.late) + len(p.early) + len(p.whole) for p in self.days)
        self.record.checked("minutes", minutes, proven=every)
        self.record.checked("pairs", sum(len(p.both) for p in self.days), proven=False)

    # -------------------------------------------------------------- saying it
    @staticmethod
    def _of(pays: DayPays, minute: int) -> dict[str, object]:
        return {"minute": minute, **_where(pays)}

    def _found(
        self,
        code: str,
        dial: str,
        params: dict[str, object],
        pays: DayPays,
        minutes: Iterable[int],
        severity: str = WARNING,
        other: str = "",
    ) -> None:
        drafts = [_minute(pays, dial, minute) for minute in minutes]
        acting = drafts[-1:]
        if other:
            drafts.append(_whole(pays, other))
        problem = Problem(code, params, severity=severity)
        self.record.found("minutes", problem, drafts, proven=True, acting=acting)


def _minute(pays: DayPays, dial: str, minute: int) -> Draft:
    name = of_day(story(dial, minute=minute), pays.day)
    return pays.bench.draft(name, {pays.day: TOLD[dial](pays.row, minute)})


def _whole(pays: DayPays, name: str) -> Draft:
    return pays.bench.draft(of_day(story(name), pays.day), {pays.day: WHOLE[name]})


def _pair(pays: DayPays, late: int, early: int) -> Draft:
    stories = [told_late(pays.row, late)] if late else []
    stories += [told_early(pays.row, early)] if early else []
    name = of_day(_said(late, early), pays.day)
    return pays.bench.draft(name, {pays.day: " ".join(stories)})


def _said(late: int, early: int) -> Phrase:
    if late and early:
        return story("both", late=late, early=early)
    return story(LATE, minute=late) if late else story(EARLY, minute=early)


def _where(pays: DayPays) -> dict[str, object]:
    return {"date": Day(pays.day), "weekday": word(pays.row.weekday)}


def _compared(one: Pay, other: Pay) -> dict[str, object]:
    assert one.net is not None
    assert other.net is not None
    return {"net": rupiah(one.net), "other_net": rupiah(other.net)}


def _lost(pays: DayPays, pay: Pay) -> int:
    quiet = pays.bench.quiet.net
    return 0 if quiet is None or pay.net is None else quiet - pay.net


def _less(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one < other


def _first(found: Iterator[int]) -> int | None:
    return next(found, None)


def _phrase(name: str) -> Phrase:
    return Phrase(f"audit.words.{name}")
