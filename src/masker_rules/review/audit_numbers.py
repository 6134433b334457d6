"""Numbers beside the days: scores, amounts, work; more of them must not pay less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from masker_rules.errors import Problem
from masker_rules.language.plan import Input
from masker_rules.legal import Text
from masker_rules.review.audit_base import net_of
from masker_rules.review.audit_bench import Bench
from masker_rules.review.audit_findings import WARNING, Recorder
from masker_rules.review.audit_words import Number, exact, rupiah, word
from masker_rules.testing.clauses import literals_of
from masker_rules.testing.drafts import Draft, overlaid
from masker_rules.texts import Phrase
from masker_rules.units import Unit, scaled_text

__all__ = ["check_numbers"]

#: Whole percents or points that a score is tried at.
POINTS = range(121)
#: Steps of an amount, in rupiah, and how far they go.
AMOUNT_STEP, MOST_AMOUNT = 100_000, 30_000_000
MINUTE = 60
CODES = {"scores": "better-score-pays-less", "amounts": "higher-amount-pays-less"}


def check_numbers(record: Recorder, bench: Bench) -> None:
    """Each score and amount of the quiet month, raised step by step."""
    tried = 0
    for item in bench.profile.plan.inputs.values():
        if item.name not in bench.profile.pay_program.facts or item.period != ("month", 0):
            continue
        section = bench.given.get(item.table)
        if item.table in CODES and isinstance(section, Mapping) and item.key in section:
            tried += _rising(record, bench, item)
    tried += _work(record, bench)
    record.checked("numbers", tried, proven=False)


def _rising(record: Recorder, bench: Bench, item: Input) -> int:
    """How many values were tried."""
    values = [*_values(bench, item)]
    before: tuple[str, int] | None = None
    for value, text in values:
        net = bench.pay({}, {item.name: value}).net
        if net is None:
            before = None
            continue
        if before is not None and net < before[1]:
            _found(record, bench, item, before, (text, net))
            break
        before = text, net
    return len(values)


def _found(
    record: Recorder, bench: Bench, item: Input, before: tuple[str, int], after: tuple[str, int]
) -> None:
    params = {
        "name": item.key,
        "low": _said(item, before[0]),
        "high": _said(item, after[0]),
        "net": rupiah(before[1]),
        "other_net": rupiah(after[1]),
    }
    drafts = [
        Draft(
            Phrase("audit.names.value", {"name": item.key, "value": _said(item, text)}),
            overlaid(bench.given, {item.table: {item.key: text}}),
            bench.profile,
        )
        for text in (before[0], after[0])
    ]
    problem = Problem(CODES[item.table], params, severity=WARNING)
    record.found("numbers", problem, drafts, proven=False)


def _said(item: Input, text: str) -> Text:
    if item.type.unit is Unit.MONEY:
        return rupiah(int(text))
    return word(text) if item.type.unit is Unit.WORD else exact(text)


def _values(bench: Bench, item: Input) -> Iterator[tuple[int | str, str]]:
    """Values of an input from the worst to the best, as the plan has them and as a case does."""
    unit, scale = item.type.unit, item.type.scale
    if unit is Unit.WORD:
        for word in reversed(item.gradings):
            yield word, word
        return
    if unit is Unit.MONEY:
        for amount in sorted(_amounts(bench)):
            yield amount * 10**scale, str(amount)
        return
    if unit in {Unit.PERCENT, Unit.NUMBER} and not item.type.ratio:
        # A percent is scaled as a share of one; whole numbers stay whole.
        shift = 2 if unit is Unit.PERCENT else 0
        fine = min(2, scale - shift)
        low, high = (item.low, item.high)
        for hundredths in _points(bench, unit, fine):
            value = hundredths * 10 ** (scale - shift - fine)
            if (low is None or value >= low) and (high is None or value <= high):
                yield value, scaled_text(hundredths, fine) + ("%" if shift else "")


def _points(bench: Bench, unit: Unit, fine: int) -> list[int]:
    """Whole points and the steps beside each number that the law names, in hundredths."""
    per_one, size = (100 if unit is Unit.PERCENT else 1), 10**fine
    named = {value * per_one for value in literals_of(bench.profile).get(unit, ())}
    near = {int(v * size) + step for v in named for step in (-1, 0, 1)}
    return sorted({n * size for n in POINTS} | {n for n in near if 0 <= n <= max(POINTS) * size})


def _amounts(bench: Bench) -> set[int]:
    named = {int(value) for value in literals_of(bench.profile).get(Unit.MONEY, ())}
    near = {value + step for value in named for step in (-1, 0, 1)}
    return {*range(0, MOST_AMOUNT + 1, AMOUNT_STEP)} | {n for n in near if n >= 0}


# ------------------------------------------------------------------ approved work
def _work(record: Recorder, bench: Bench) -> int:
    """Approved minutes of work, each share of those of the quiet month."""
    activities = bench.given.get("activities")
    if not isinstance(activities, Mapping) or len(activities) != 1:
        return 0
    day, text = next(iter(activities.items()))
    whole = int(str(text).partition("m")[0])
    before: tuple[int, int] | None = None
    minutes = [*_shares(bench, whole)]
    for minute in minutes:
        draft = _worked(bench, day, minute)
        net = net_of(draft)
        if before is not None and net is not None and net < before[1]:
            params = {
                "low": Number(before[0]),
                "high": Number(minute),
                "net": rupiah(before[1]),
                "other_net": rupiah(net),
            }
            drafts = [_worked(bench, day, n) for n in (before[0], minute)]
            problem = Problem("more-work-pays-less", params, severity=WARNING)
            record.found("numbers", problem, drafts, proven=False)
            break
        before = (minute, net) if net is not None else None
    return len(minutes)


def _shares(bench: Bench, whole: int) -> Iterable[int]:
    named = {v for v in literals_of(bench.profile).get(Unit.PERCENT, ()) if v <= 2}
    minutes = {int(v) // MINUTE for v in literals_of(bench.profile).get(Unit.DURATION, ())}
    minutes |= {int(s * whole) for s in {Fraction(n, 10) for n in range(16)} | named}
    return sorted({n + d for n in minutes for d in (-1, 0, 1) if n + d >= 0})


def _worked(bench: Bench, day: str, minutes: int) -> Draft:
    given = {**bench.given, "activities": {day: f"{minutes}m"}}
    return Draft(Phrase("audit.names.work", {"minute": Number(minutes)}), given, bench.profile)
