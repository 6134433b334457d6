"""Groups of staff: whether the same facts cost them the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from masker_rules.errors import Problem
from masker_rules.legal import Text
from masker_rules.review.audit_bench import Pay
from masker_rules.review.audit_days import EARLY, LATE, TOLD, WHOLE, DayPays
from masker_rules.review.audit_findings import NOTE, Recorder
from masker_rules.review.audit_words import of_day, percent, rupiah, story, word
from masker_rules.texts import Phrase

__all__ = ["check_groups"]

#: A day of each of two groups, told alike: in words, as each case has it, what each month pays.
Pair = tuple[Phrase, str, str, Pay, Pay]


def check_groups(
    record: Recorder, base: Sequence[DayPays], groups: Mapping[str, Sequence[DayPays]]
) -> None:
    """The smallest facts of which a month loses another share in another group of staff."""
    compared = 0
    for group, other in groups.items():
        compared += _check_group(record, base, group, other)
    if groups:
        # One day of each is compared, and none after the first that differs.
        record.checked("groups", compared, proven=False)


def _check_group(
    record: Recorder, base: Sequence[DayPays], group: str, other: Sequence[DayPays]
) -> int:
    """How many pairs of days, told alike, were compared: all, or those up to the first finding."""
    if not base or not other:
        return 0
    first, second = base[0], other[0]
    mine, theirs = first.bench.quiet.net, second.bench.quiet.net
    assert mine
    assert theirs
    compared = 0
    for said, told, told_there, one, two in _pairs(first, second):
        compared += 1
        if one.net is None or two.net is None:
            continue
        if Fraction(mine - one.net, mine) != Fraction(theirs - two.net, theirs):
            params = {
                "group": word(group),
                "told": said,
                "lost": rupiah(mine - one.net),
                "share": _share(mine - one.net, mine),
                "other_lost": rupiah(theirs - two.net),
                "other_share": _share(theirs - two.net, theirs),
            }
            drafts = (
                first.bench.draft(of_day(said, first.day), {first.day: told}),
                second.bench.draft(of_day(said, second.day), {second.day: told_there}),
            )
            problem = Problem("groups-differ", params, severity=NOTE)
            record.found("groups", problem, drafts, proven=False)
            break
    return compared


def _share(lost: int, whole: int) -> Text:
    """In hundredths of a percent, which is what a reader compares."""
    return percent(Fraction(round(Fraction(lost * 10_000, whole)), 10_000))


def _pairs(first: DayPays, second: DayPays) -> Iterator[Pair]:
    for name, text in WHOLE.items():
        yield story(name), text, text, first.whole[name], second.whole[name]
    for dial in (LATE, EARLY):
        both = zip(first.dial(dial), second.dial(dial), strict=False)
        for minute, (one, two) in enumerate(both):
            told, there = TOLD[dial](first.row, minute), TOLD[dial](second.row, minute)
            yield story(dial, minute=minute), told, there, one, two
