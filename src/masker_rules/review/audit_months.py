"""Counts of days in a month: what one more day of something costs, or gains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import groupby, pairwise

from masker_rules.engine.profile import Profile
from masker_rules.errors import Problem
from masker_rules.language.expressions import children, walk
from masker_rules.language.plan import MONTH, Const, Expr, Fact, Lookup, OverRows, Plan, Ref
from masker_rules.review.audit_base import net_of
from masker_rules.review.audit_bench import Bench, Pay, Slice
from masker_rules.review.audit_days import (
    EARLY,
    LATE,
    TOLD,
    WHOLE,
    DayPays,
    is_sudden,
    minutes_of,
)
from masker_rules.review.audit_findings import NOTE, WARNING, Recorder, Shown
from masker_rules.review.audit_words import (
    beyond_effect,
    joined,
    of_day,
    parts,
    percent,
    repeated,
    rupiah,
    story,
    word,
    words,
)
from masker_rules.testing.clauses import literals_of, words_of
from masker_rules.testing.drafts import Draft, Given, overlaid
from masker_rules.texts import Phrase
from masker_rules.units import Unit
from masker_rules.units.printing import clock_text

__all__ = ["asked_events", "check_events", "check_leave", "check_months", "counted_events"]

MINUTE = 60
_EVENT = "event"
SUMMED, ENDS = "summed_", ("_least", "_most")
#: Sums of minutes that months are made for, at most: of the largest that the law asks about.
MOST_SUMS = 3
#: Kinds of events of which whole months are tried: each is another month for every number.
MOST_EVENTS = 3

#: Codes that are no story of a person's day: nobody is due, or it is told otherwise.
NO_LEAVE = frozenset({"alpa", "off", "cuti_bersama"})


@dataclass(frozen=True, slots=True)
class _Count:
    """Days of one kind: what the month pays with the first `n` of them, from 0.

    Attributes:
        said: What they are, in words.
        told: The same of each scheduled day, as a case tells it.
        months: What the month with each such number gives, where days alone do not tell it.
    """

    said: Phrase
    told: Sequence[str]
    pays: Sequence[Pay]
    months: Sequence[Given] = ()


def check_months(record: Recorder, bench: Bench) -> None:
    """Everything that is asked of the number of days of one kind."""
    kinds = _kinds(bench)
    slices = {name: _slices(bench, told) for name, (_, told) in kinds.items()}
    counts: dict[str, _Count] = {}
    rising: set[str] = set()
    for name, (said, told) in kinds.items():
        pays = [
            bench.pay({row.date: slices[name][row.date] for row in bench.rows[:n]})
            for n in range(len(bench.rows) + 1)
        ]
        counts[name] = _Count(said, told, pays)
        checks = _Months(record, bench, counts[name])
        if name.startswith(SUMMED):
            # One finding for a dial: its least and its most come before the sums.
            if name.rpartition("_")[0] not in rising and checks.rising():
                rising.add(name.rpartition("_")[0])
            continue
        if checks.rising() and name.endswith(ENDS):
            rising.add(SUMMED + name.rpartition("_")[0])
        checks.free()
        checks.above()
        if name == "alpa":
            checks.whole()
    every = [*counts.values(), *_missed_events(bench), *_missing_reports(bench)]
    for count in every[len(counts) :]:
        checks = _Months(record, bench, count)
        checks.rising()
        checks.free()
    _gates(record, bench, every)
    tried = sum(len(count.pays) for count in every)
    record.checked("counts", tried + _swaps(record, bench, counts, slices), proven=False)


def _slices(bench: Bench, told: Sequence[str]) -> Mapping[date, Slice]:
    days = {row.date: text for row, text in zip(bench.rows, told, strict=True)}
    return bench.told([days])[0]


def _swaps(
    record: Recorder,
    bench: Bench,
    counts: Mapping[str, _Count],
    slices: Mapping[str, Mapping[date, Slice]],
) -> int:
    """After some absences, a day of poor presence that pays less than one more absence.

    Of a month without absences the minutes of the day tell it. Returns how many were tried.
    """
    tried, alpa = 0, counts["alpa"].said
    for n in range(1, len(bench.rows)):
        away = {row.date: slices["alpa"][row.date] for row in bench.rows[:n]}
        absent = counts["alpa"].pays[n + 1].net
        day = bench.rows[n].date
        for name in (name for name in counts if name != "alpa"):
            tried += 1
            present = bench.pay({**away, day: slices[name][day]}).net
            if present is None or absent is None or present >= absent:
                continue
            alone, away_alone = counts[name].pays[1].net, counts["alpa"].pays[1].net
            if alone is not None and away_alone is not None and alone < away_alone:
                continue  # it pays less on a single day already
            told = {row.date: "alpa" for row in bench.rows[:n]}
            text = counts[name].told[n]
            params = {
                "count": n,
                "told": counts[name].said,
                "net": rupiah(present),
                "other_net": rupiah(absent),
            }
            drafts = (
                bench.draft(repeated(n, alpa, counts[name].said), {**told, day: text}),
                bench.draft(repeated(n + 1, alpa), {**told, day: "alpa"}),
            )
            problem = Problem("absence-pays-more-in-month", params, severity=WARNING)
            record.found("counts", problem, drafts, proven=False)
            return tried
    return tried


def _kinds(bench: Bench) -> Mapping[str, tuple[Phrase, list[str]]]:
    """Stories of which a month may have any number, and how a case tells each scheduled day."""
    found = {name: (story(name), [text] * len(bench.rows)) for name, text in WHOLE.items()}
    for dial in (LATE, EARLY):
        most = min(minutes_of(row, dial) for row in bench.rows) - 1
        if most > 0:
            sums = {f"{SUMMED}{dial}_{m}": m for m in _summed(bench) if 1 < m < most}
            for name, minute in {f"{dial}_least": 1, f"{dial}_most": most, **sums}.items():
                told = [TOLD[dial](row, minute) for row in bench.rows]
                found[name] = story(dial, minute=minute), told
    return found


def _summed(bench: Bench) -> list[int]:
    """Minutes a day that come to what the month asks about, in half of its days."""
    plan, half = bench.profile.plan, max(1, len(bench.rows) // 2)
    asked = {gate.flag for gate in plan.outcomes}
    asked |= {charge.rate for charge in plan.charges if charge.grain == MONTH}
    asked |= {f"{base.name}.{stage}" for base in plan.bases for stage in ("score", "paid")}
    found: set[int] = set()
    for name in asked & set(plan.by_name):
        for part in walk(plan.by_name[name].expr, partial(_of_month, plan)):
            found |= {seconds // MINUTE // half + 1 for seconds in _durations(part)}
    return sorted(found)[-MOST_SUMS:]


def _of_month(plan: Plan, expr: Expr) -> tuple[Expr, ...]:
    """What is asked of the month; what is asked of each of its rows is a matter of a day."""
    return () if isinstance(expr, OverRows) else _within(plan, expr)


def _durations(part: Expr) -> Iterator[int]:
    match part:
        case Const(value=int(seconds), type=kind) if kind.unit is Unit.DURATION:
            yield seconds
        case Lookup(table=table):
            cells = [cell for row in table.rows for cell in row.cells]
            kinds = [kind for _, kind in table.inputs] * len(table.rows)
            for cell, kind in zip(cells, kinds, strict=True):
                if kind.unit is Unit.DURATION:
                    yield from (low for low, _ in cell.ranges if low is not None)


def _missed_events(bench: Bench) -> Iterator[_Count]:
    """What the month pays with `n` events of a kind missed, of each that the law asks about."""
    days = [row.date.isoformat() for row in bench.rows]
    for event in counted_events(bench.profile):
        base = overlaid(bench.given, {"events": dict.fromkeys(days, event)})
        months = [
            overlaid(base, {"days": dict.fromkeys(days[:n], f"missed {event}")})
            for n in range(len(days) + 1)
        ]
        yield from _counted_months(bench, story("missed", event=word(event)), months)


def _missing_reports(bench: Bench) -> Iterator[_Count]:
    """What the month pays with `n` days present without a report of work, the others with one."""
    activities = bench.given.get("activities")
    if "activity" not in bench.profile.pay_program.grains or not isinstance(activities, Mapping):
        return
    whole = sum(int(str(text).partition("m")[0]) for text in activities.values())
    days = [row.date.isoformat() for row in bench.rows]
    text = f"{-(-whole // len(days))}m"
    months = [
        {**bench.given, "activities": dict.fromkeys(days[n:], text)} for n in range(len(days) + 1)
    ]
    yield from _counted_months(bench, story("no_report"), months)


def _counted_months(bench: Bench, said: Phrase, months: Sequence[Given]) -> Iterator[_Count]:
    drafts = [Draft("", given, bench.profile) for given in months]
    pays = [Pay(net_of(draft), str(draft.outcome.get("status", ""))) for draft in drafts]
    if pays[0].net is not None:
        yield _Count(said, (), pays, months)


def _gates(record: Recorder, bench: Bench, counts: Sequence[_Count]) -> None:
    """Days that cost far more than any before them did: one finding, with the dearest."""
    found = []
    for count in counts:
        costs = list(_costs(count.pays))
        for n, lost in enumerate(costs, 1):
            most = max(costs[: n - 1], default=0)
            # After days that cost nothing the first that costs something is beside those after
            # it; that a month without any day pays nothing is no matter of its last day.
            free = 1 < n < len(count.pays) - 1 and not most
            beside = most or max(costs[n:], default=0)
            if (most or free) and is_sudden(lost, beside, bench.rest):
                found.append((lost, n, most, count))
                break
    if not found:
        return
    dearest = max(found, key=lambda item: (item[0], item[3].said.said("en")))
    found.remove(dearest)
    found.insert(0, dearest)
    shown = []
    for lost, n, most, count in found:
        checks = _Months(record, bench, count)
        params = checks.of(n) | {"lost": rupiah(lost), "most": rupiah(most), "others": ""}
        shown.append(checks.shown(params, (n - 1, n)))
    others = [
        Phrase("audit.also_day", {"told": c.said, "count": n, "lost": rupiah(lost)})
        for lost, n, _, c in found[1:]
    ]
    problem = Problem("gate-cliff", {**shown[0].params, "others": joined(others)}, severity=NOTE)
    record.together("counts", problem, shown, proven=False)


def _costs(pays: Sequence[Pay]) -> Iterator[int]:
    """What each day costs, as far as the months pay something that is known."""
    for before, after in pairwise(pays):
        if before.net is None or after.net is None:
            return
        yield before.net - after.net


def _longest_pause(nets: Sequence[int | None]) -> int:
    """The most days in a row that cost nothing after one did, of what numbers of them pay."""
    begun = next((n for n, net in enumerate(nets) if net != nets[0]), len(nets))
    return max((len(list(same)) - 1 for _, same in groupby(nets[begun:])), default=0)


class _Months:
    def __init__(self, record: Recorder, bench: Bench, count: _Count) -> None:
        self.record, self.bench, self.count = record, bench, count

    def rising(self) -> bool:
        """One more such day that pays more; whether there is one."""
        for n, (before, after) in enumerate(pairwise(self.count.pays), 1):
            if before.net is not None and after.net is not None and after.net > before.net:
                params = self.of(n) | {"more": rupiah(after.net - before.net)}
                self.found("one-more-day-pays-more", params, (n - 1, n), WARNING)
                return True
        return False

    def free(self) -> None:
        """A number of days from which on more of them cost nothing, while something is paid.

        Days of which only some are charged, as those of a roll call on Mondays, cost nothing in
        between: no more of them may do so at the end.
        """
        nets = [pay.net for pay in self.count.pays]
        last = nets[-1]
        if last is None or not last or last == nets[0]:
            return
        first = nets.index(last)
        more = len(nets) - 1 - first
        same = all(net == last for net in nets[first:])
        if first and same and more > _longest_pause(nets[:first]):
            params = self.of(first) | {"net": rupiah(last), "days": len(nets) - 1}
            self.found("more-days-cost-nothing", params, (first, first + 1), NOTE)

    def above(self) -> None:
        """The number of days whose cuts are more than a part has."""
        quiet = self.bench.quiet.over
        for n, pay in enumerate(self.count.pays):
            if n and pay.over - quiet:
                effect, negative = beyond_effect(self.bench.profile, pay.over - quiet)
                if not pay.net and not negative and n > 1:
                    return  # nothing is paid any more: that no more is taken is nobody's loss
                params = self.of(n) | {
                    "parts": parts(self.bench.profile.plan, pay.over - quiet),
                    "effect": effect,
                }
                # What lowers an amount that it has nothing to do with is nobody's intention.
                severity = WARNING if n == 1 or negative else NOTE
                self.found("cuts-above-base", params, (n,), severity)
                return

    def whole(self) -> None:
        """A month without a single day of presence that is paid all the same."""
        last, quiet = self.count.pays[-1], self.bench.quiet.net
        if last.net and quiet and last.status == "payable":
            days = len(self.count.pays) - 1
            params = self.of(days) | {
                "net": rupiah(last.net),
                "share": percent(Fraction(round(Fraction(last.net * 1000, quiet)), 1000)),
            }
            self.found("absence-still-paid", params, (days,), NOTE)

    def of(self, count: int) -> dict[str, object]:
        """What every finding about a number of days says."""
        return {"count": count, "told": self.count.said}

    def found(
        self, code: str, params: dict[str, object], counts: Sequence[int], severity: str
    ) -> None:
        """Keep a finding with the months that have such numbers of days."""
        shown, problem = self.shown(params, counts), Problem(code, params, severity=severity)
        self.record.found("counts", problem, shown.example, proven=False, acting=shown.acting)

    def shown(self, params: dict[str, object], counts: Sequence[int]) -> Shown:
        """It with the months that have such numbers of days."""
        drafts = [self._draft(count) for count in counts]
        return Shown(params, drafts, drafts[-1:])

    def _draft(self, count: int) -> Draft:
        name = repeated(count, self.count.said)
        if self.count.months:
            return Draft(name, self.count.months[count], self.bench.profile)
        rows = self.bench.rows[:count]
        days = {row.date: text for row, text in zip(rows, self.count.told, strict=False)}
        return self.bench.draft(name, days)


# ------------------------------------------------------------------ leave and duty
def check_leave(record: Recorder, bench: Bench, days: Sequence[DayPays]) -> None:
    """What each code of absence pays, beside presence, absence without notice and lateness."""
    codes = sorted(bench.profile.vocabulary.allowed("absences.code") - NO_LEAVE)
    first = next((pays for pays in days if pays.day == bench.rows[0].date), None)
    counts = {code: _counted(bench, code) for code in codes}
    record.checked("leave", sum(len(nets) - 1 for nets in counts.values()), proven=False)
    _longer(record, bench, counts)
    if first is None:
        return
    alpa, quiet = first.whole["alpa"].net, bench.quiet.net
    known = {code: net for code, nets in counts.items() if (net := nets[1]) is not None}
    assert quiet is not None
    _told(record, bench, "leave-pays-more-than-presence", quiet, {
        code: net for code, net in known.items() if net > quiet
    }, "")  # fmt: skip
    if alpa is not None:
        _told(record, bench, "notice-costs-more", alpa, {
            code: net for code, net in known.items() if net < alpa
        }, "alpa")  # fmt: skip
    _cheaper_than_late(record, bench, first, known)


def _counted(bench: Bench, code: str) -> dict[int, int | None]:
    """What the month pays with some numbers of days of a code, beside each that the law names."""
    named = {int(v) for v in literals_of(bench.profile).get(Unit.NUMBER, ())}
    near = {n + step for n in {1, *named} for step in (0, 1)} | {len(bench.rows)}
    found: dict[int, int | None] = {0: bench.quiet.net}
    for n in sorted(n for n in near if 1 <= n <= len(bench.rows)):
        found[n] = net_of(bench.draft("", _coded(bench, code, n)))
    return found


def _coded(bench: Bench, code: str, count: int) -> dict[date, str]:
    """The first days of a month with a code; one that punches judge has those of its hours."""
    if code not in bench.profile.plan.attendance.work:
        return {row.date: code for row in bench.rows[:count]}
    return {
        row.date: f"{code} in {clock_text(row.late_from)} out {clock_text(row.early_until)}"
        for row in bench.rows[:count]
    }


def _longer(
    record: Recorder, bench: Bench, counts: Mapping[str, Mapping[int, int | None]]
) -> None:
    """A longer leave that pays more than a shorter one; one finding for all codes."""
    found = []
    for code, nets in counts.items():
        for (n, before), (m, after) in pairwise(nets.items()):
            if n and before is not None and after is not None and after > before:
                found.append((m, n, code, after - before))
                break
    if not found:
        return
    shown = []
    for m, n, code, more in sorted(found):
        params = {
            "code": word(code),
            "codes": words([code]),
            "count": n,
            "longer": m,
            "more": rupiah(more),
        }
        drafts = [bench.draft(repeated(k, word(code)), _coded(bench, code, k)) for k in (n, m)]
        shown.append(Shown(params, drafts))
    _codes(record, "longer-leave-pays-more", shown, [item[2] for item in found])


def _codes(
    record: Recorder,
    code: str,
    shown: Sequence[Shown],
    codes: Iterable[str],
    severity: str = WARNING,
) -> None:
    """One finding for several codes of absence; the first is shown."""
    params = {**shown[0].params, "codes": words(codes)}
    problem = Problem(code, params, severity=severity)
    record.together("leave", problem, shown, proven=False)


def _told(
    record: Recorder, bench: Bench, code: str, limit: int, found: Mapping[str, int], other: str
) -> None:
    """One finding for all codes that pay more, or less, than they should; the worst is shown."""
    if not found:
        return
    worst = sorted(found, key=lambda name: (abs(found[name] - limit), name), reverse=True)
    day, shown = bench.rows[0].date, []
    for name in worst:
        params = {
            "codes": words([name]),
            "code": word(name),
            "net": rupiah(found[name]),
            "other_net": rupiah(limit),
        }
        drafts = (
            bench.draft(of_day(word(name), day), _coded(bench, name, 1)),
            bench.draft(of_day(story(other or "on_time"), day), {day: other or "on time"}),
        )
        shown.append(Shown(params, drafts, drafts[:1] if other else drafts))
    _codes(record, code, shown, found)


def _cheaper_than_late(
    record: Recorder, bench: Bench, first: DayPays, known: Mapping[str, int]
) -> None:
    """Leave that costs something, and less than coming late."""
    quiet = bench.quiet.net
    found = []
    for code, net in known.items():
        if quiet is None or net >= quiet or code in bench.profile.plan.attendance.work:
            continue
        minutes = (m for m, p in enumerate(first.late) if p.net is not None and p.net < net)
        minute = next(minutes, None)
        if minute is not None:
            found.append((minute, code, net))
    if not found:
        return
    shown = []
    for minute, code, net in sorted(found):
        late = first.late[minute].net
        assert late is not None
        params = {
            "code": word(code),
            "codes": words([code]),
            "minute": minute,
            "net": rupiah(late),
            "other_net": rupiah(net),
        }
        drafts = (
            bench.draft(
                of_day(story(LATE, minute=minute), first.day),
                {first.day: TOLD[LATE](first.row, minute)},
            ),
            bench.draft(of_day(word(code), first.day), _coded(bench, code, 1)),
        )
        shown.append(Shown(params, drafts))
    _codes(record, "leave-cheaper-than-late", shown, [item[1] for item in found], NOTE)


# ------------------------------------------------------------------ events
def asked_events(profile: Profile) -> list[str]:
    """Kinds of events that the law names; all of them where it speaks of events without a word."""
    plan, known = profile.plan, profile.vocabulary.allowed("events.event")
    asked = [plan.by_name[charge.rate].expr for charge in plan.charges if charge.grain == _EVENT]
    for quantity in plan.quantities:
        if quantity.role != "question":
            over = walk(quantity.expr, children)
            asked += [one for one in over if isinstance(one, OverRows) and one.grain == _EVENT]
    if any(_any_event(plan, expr) for expr in asked):
        return sorted(known)
    return sorted(known & words_of(profile))


def _any_event(plan: Plan, expr: Expr) -> bool:
    """Whether what is asked of events does not ask which kind of event it is."""
    facts = walk(expr, partial(_within, plan))
    return not any(isinstance(one, Fact) and one.name == _EVENT for one in facts)


def _within(plan: Plan, expr: Expr) -> tuple[Expr, ...]:
    return (plan.by_name[expr.name].expr,) if isinstance(expr, Ref) else children(expr)


def counted_events(profile: Profile) -> list[str]:
    """Kinds of which months with several missed are made: first those that the law names."""
    asked, named = asked_events(profile), words_of(profile)
    return sorted(asked, key=lambda event: (event not in named, event))[:MOST_EVENTS]


def check_events(record: Recorder, bench: Bench) -> None:
    """Roll calls and ceremonies: attended, missed, and the whole day missed instead."""
    profile = bench.profile
    events = asked_events(profile)
    tried = 0
    for event in events:
        for row in bench.typical():
            day = row.date
            base = overlaid(bench.given, {"events": {day.isoformat(): event}})
            told = {
                "attended": ("on time", story("attended", event=word(event))),
                "missed": (f"missed {event}", story("missed", event=word(event))),
                "absent": ("alpa", story("absent", event=word(event))),
            }
            drafts = {
                name: Draft(
                    of_day(said, day), overlaid(base, {"days": {day.isoformat(): text}}), profile
                )
                for name, (text, said) in told.items()
            }
            tried += len(drafts)
            if _compare_event(record, event, drafts, str(day)):
                break
    if events:
        record.checked("events", tried, proven=False)


def _compare_event(record: Recorder, event: str, drafts: Mapping[str, Draft], day: str) -> bool:
    nets = {name: net_of(draft) for name, draft in drafts.items()}
    pairs = (
        ("absence-cheaper-than-missed-event", "missed", "absent"),
        ("attending-pays-less", "attended", "missed"),
    )
    for code, worse, better in pairs:
        net, other = nets[worse], nets[better]
        if net is not None and other is not None and net < other:
            params = {
                "event": word(event),
                "date": day,
                "net": rupiah(net),
                "other_net": rupiah(other),
            }
            problem = Problem(code, params, severity=WARNING)
            record.found("events", problem, (drafts[worse], drafts[better]), proven=False)
            return True
    return False
