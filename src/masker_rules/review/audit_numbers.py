"""Numbers beside the days: scores, amounts, work; more of them must not pay less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from masker_rules.errors import Problem
from masker_rules.language.plan import Input
from masker_rules.legal import Text
from masker_rules.review.audit_base import net_of
from masker_rules.review.audit_bench import Bench
from masker_rules.review.audit_findings import NOTE, WARNING, Recorder, Shown
from masker_rules.review.audit_words import Number, exact, rupiah, word
from masker_rules.testing.clauses import literals_of
from masker_rules.testing.drafts import Draft, overlaid
from masker_rules.texts import Phrase
from masker_rules.units import Unit, scaled_text

__all__ = ["check_numbers", "is_raised"]

#: Whole percents or points that a score is tried at.
POINTS = range(121)
#: Steps of an amount, in rupiah, and how far they go.
AMOUNT_STEP, MOST_AMOUNT = 100_000, 30_000_000
MINUTE = 60
#: A step that is worth so many times what all steps would be worth if they were alike is a cliff.
SUDDEN = 10
#: So many amounts, each by one rupiah more, or by such a part of a larger step, show the rests
#: that a rounding leaves.
ODD_AMOUNTS = 100
STEP_PARTS = 10
CODES = {"scores": "better-score-pays-less", "amounts": "higher-amount-pays-less"}


def check_numbers(record: Recorder, bench: Bench) -> None:
    """Each score and amount of the quiet month, raised step by step."""
    tried, steps = 0, list[_Step]()
    for item in bench.profile.plan.inputs.values():
        if item.name in bench.profile.pay_program.facts and is_raised(bench, item):
            tried += _rising(record, bench, item, steps)
    tried += _work(record, bench, steps)
    _cliff(record, steps)
    tried += _above_whole(record, bench)
    record.checked("numbers", tried, proven=False)


def is_raised(bench: Bench, item: Input) -> bool:
    """Whether an input is one that this check raises step by step."""
    section = bench.given.get(item.table)
    ours = item.period == ("month", 0) and item.table in CODES
    held = ours and isinstance(section, Mapping) and item.key in section
    return held and next(_values(bench, item), None) is not None


@dataclass(frozen=True, slots=True)
class _Step:
    """What the next value tried of something pays more than the one before it.

    Attributes:
        usual: What a step of it would pay more if all were alike.
    """

    more: int
    usual: Fraction
    name: object
    low: object
    high: object
    drafts: tuple[Draft, Draft]


def _cliff(record: Recorder, steps: Sequence[_Step]) -> None:
    """The step of a score or of work that is worth most, where most of them are worth little."""
    sudden = [step for step in steps if step.more > SUDDEN * step.usual]
    if not sudden:
        return
    dearest = dict[str, _Step]()
    for step in sorted(sudden, key=lambda step: (step.more, str(step.name)), reverse=True):
        dearest.setdefault(str(step.name), step)
    first, *_ = dearest
    # The others are named in the order in which they were tried.
    others = dict.fromkeys(str(step.name) for step in sudden if str(step.name) != first)
    shown = [_shown(dearest[name]) for name in (first, *others)]
    also = Phrase("audit.also_names", {"names": ", ".join(others)}) if others else ""
    problem = Problem("number-cliff", {**shown[0].params, "others": also}, severity=NOTE)
    record.together("numbers", problem, shown, proven=False)


def _shown(step: _Step) -> Shown:
    params = {
        "name": step.name,
        "low": step.low,
        "high": step.high,
        "lost": rupiah(step.more),
        "others": "",
    }
    return Shown(params, step.drafts)


def _steepest(nets: Sequence[int]) -> tuple[int, Fraction] | None:
    """Where the largest rise is, and what a step would be worth if all were alike."""
    rises = [(after - before, -n) for n, (before, after) in enumerate(pairwise(nets), 1)]
    most = max(rises, default=(0, 0))
    return (-most[1], Fraction(nets[-1] - nets[0], len(rises))) if most[0] > 0 else None


def _above_whole(record: Recorder, bench: Bench) -> int:
    """Amounts of which the parts, rounded one by one, come to more than the whole."""
    section = bench.given.get("amounts")
    amounts = [
        item
        for item in bench.profile.plan.inputs.values()
        if item.table == "amounts"
        and item.type.unit is Unit.MONEY
        and isinstance(section, Mapping)
        and item.key in section
    ]
    tried, worst = 0, (0, 0, "")
    for item in amounts:
        own = int(str(section[item.key]).replace("Rp", "").replace(".", "") or 0)  # type: ignore[index]
        for amount in _odd(bench, own):
            tried += 1
            excess = bench.pay({}, {item.name: amount * 10**item.type.scale}).excess
            worst = max(worst, (excess, -amount, item.key))
    excess, amount, key = worst
    if excess:
        params = {"name": key, "amount": rupiah(-amount), "excess": rupiah(excess)}
        name = Phrase("audit.names.value", {"name": key, "value": rupiah(-amount)})
        draft = Draft(name, overlaid(bench.given, {"amounts": {key: str(-amount)}}), bench.profile)
        problem = Problem("parts-above-whole", params, severity=WARNING)
        record.found("numbers", problem, (draft,), proven=False)
    return tried


def _odd(bench: Bench, own: int) -> list[int]:
    """Amounts that leave each rest: by one rupiah, and by a tenth of what parts are rounded to."""
    steps = {base.round.size for base in bench.profile.plan.bases if base.round is not None}
    wide = {max(1, size // STEP_PARTS) for size in {1, *steps}}
    return sorted({own + n * step for step in wide for n in range(ODD_AMOUNTS)})


def _rising(record: Recorder, bench: Bench, item: Input, steps: list[_Step]) -> int:
    """How many values were tried."""
    values = [*_values(bench, item)]
    nets: list[tuple[str, int]] = []
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
        nets.append(before)
    found = _steepest([net for _, net in nets]) if item.table == "scores" else None
    if found is not None:
        at, usual = found
        low, high = (text for text, _ in nets[at - 1 : at + 1])
        pair = _drafts(bench, item, low), _drafts(bench, item, high)
        more = nets[at][1] - nets[at - 1][1]
        steps.append(_Step(more, usual, item.key, _said(item, low), _said(item, high), pair))
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
    drafts = [_drafts(bench, item, text) for text in (before[0], after[0])]
    problem = Problem(CODES[item.table], params, severity=WARNING)
    record.found("numbers", problem, drafts, proven=False)


def _drafts(bench: Bench, item: Input, text: str) -> Draft:
    name = Phrase("audit.names.value", {"name": item.key, "value": _said(item, text)})
    return Draft(name, overlaid(bench.given, {item.table: {item.key: text}}), bench.profile)


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
def _work(record: Recorder, bench: Bench, steps: list[_Step]) -> int:
    """Approved minutes of work, each share of those of the quiet month."""
    activities = bench.given.get("activities")
    if not isinstance(activities, Mapping) or len(activities) != 1:
        return 0
    day, text = next(iter(activities.items()))
    whole = int(str(text).partition("m")[0])
    before: tuple[int, int] | None = None
    minutes = [*_shares(bench, whole)]
    nets: list[tuple[int, int]] = []
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
        nets += [before] if before else []
    found = _steepest([net for _, net in nets])
    if found is not None:
        at, usual = found
        (low, less), (high, more) = nets[at - 1 : at + 1]
        pair = _worked(bench, day, low), _worked(bench, day, high)
        told = [Phrase("audit.names.work", {"minute": Number(n)}) for n in (low, high)]
        name = Phrase("audit.words.work")
        steps.append(_Step(more - less, usual, name, told[0], told[1], pair))
    return len(minutes)


def _shares(bench: Bench, whole: int) -> Iterable[int]:
    named = {v for v in literals_of(bench.profile).get(Unit.PERCENT, ()) if v <= 2}
    minutes = {int(v) // MINUTE for v in literals_of(bench.profile).get(Unit.DURATION, ())}
    minutes |= {int(s * whole) for s in {Fraction(n, 10) for n in range(16)} | named}
    return sorted({n + d for n in minutes for d in (-1, 0, 1) if n + d >= 0})


def _worked(bench: Bench, day: str, minutes: int) -> Draft:
    given = {**bench.given, "activities": {day: f"{minutes}m"}}
    return Draft(Phrase("audit.names.work", {"minute": Number(minutes)}), given, bench.profile)
