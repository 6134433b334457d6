"""Rules that a law lacks: a cut for absence or a missing punch, a gate, rows that rise.

They are candidates: whoever offers one has tried it and audited the law again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

from masker_rules.review.audit_changes import WHOLES, Change, items_of, leaf, written
from masker_rules.review.audit_ladders import bands, cells_of, percent_of, text_of
from masker_rules.testing.edits import Step
from masker_rules.units import percent_text
from masker_rules.yamltext import Mapping, Node

__all__ = [
    "absences_written",
    "days_beyond",
    "gates_written",
    "in_rising_order",
    "never_lower",
    "punches_written",
]

#: Series of days without notice, and of punches that are not there.
ABSENT, MISSING = "alpa", "missing"
#: A name and a condition for a gate on months without a day of presence.
GATE, NOBODY_CAME = "absent_all_month", "count(status = alpa) >= max(working_days; 1)"
#: A name for a gate on many days of one kind, and how each kind is counted.
BEYOND = "many_days"
COUNTED = (
    "count(status = alpa)",
    "count(late > 0m)",
    "count(early > 0m)",
    "count(missing_in)",
    "count(missing_out)",
    "count(missed)",
)
#: A rule that is written takes what is lacking, or so many times that.
TIMES = (1, 2, 4, 8)
#: Percents of rules are told in tenths.
TENTHS = 1000


def gates_written(root: Mapping, acting: Collection[str]) -> Iterator[Change]:
    """A gate on months in which nobody came at all; its document is that of what acts there."""
    yield from _gate(root, acting, GATE, NOBODY_CAME)


def days_beyond(root: Mapping, acting: Collection[str], count: int) -> Iterator[Change]:
    """A gate from so many days of one kind on, which cost nothing else."""
    for counted in COUNTED:
        yield from _gate(root, acting, BEYOND, f"{counted} >= {count}")


def _gate(root: Mapping, acting: Collection[str], name: str, when: str) -> Iterator[Change]:
    document = next(_documents(root, acting), "")
    if document and name not in dict(items_of(root, "rules")):
        texts = {"each": "month", "when": when, "zero": "everything", "source": document}
        yield _added(root, name, texts)


def absences_written(
    root: Mapping, acting: Collection[str], lacking: Fraction
) -> Iterator[Change]:
    """A cut for a day without notice, where no rule has one.

    Args:
        root: The file.
        acting: Names of the rules that act in the example.
        lacking: Share of what is paid by which absence is too cheap.
    """
    if not _is_charged(root, ABSENT):
        yield from _lacked(root, acting, ABSENT, "absence", lacking)


def punches_written(root: Mapping, acting: Collection[str], lacking: Fraction) -> Iterator[Change]:
    """A cut for a missing punch, where no rule has one; of what, as :func:`absences_written`.

    Where absence costs nothing either, the same for both: else it would be cheaper still.
    """
    if not _is_charged(root, MISSING):
        each = MISSING if _is_charged(root, ABSENT) else f"{MISSING} or {ABSENT}"
        yield from _lacked(root, acting, each, "missing_punch", lacking)


def _is_charged(root: Mapping, series: str) -> bool:
    """Whether a rule is of a series; `missing` holds those of in and out."""
    return any(
        word.startswith(series)
        for _, rule in items_of(root, "rules")
        for word in text_of(rule.get("each")).split()
    )


def _lacked(
    root: Mapping, acting: Collection[str], each: str, name: str, lacking: Fraction
) -> Iterator[Change]:
    """As much as the highest of what acts, or as what is lacking, of a part or of everything."""
    rules = dict(items_of(root, "rules"))
    document = next(_documents(root, acting), "")
    if name in rules or not document:
        return
    for rule in (rule for own, rule in rules.items() if own in acting):
        base = text_of(rule.get("of"))
        source = text_of(rule.get("source")).split()[:1] or [document]
        for highest in _highest(root, rule) if base else ():
            texts = {"each": each, "cut": highest, "of": base}
            texts |= {"from": into} if (into := text_of(rule.get("from"))) else {}
            yield _added(root, name, {**texts, "source": source[0]})
    share = Fraction(-(-lacking * TENTHS // 1), TENTHS)
    # Not every total can be cut.
    for base in WHOLES:
        for times in TIMES if share > 0 else ():
            if share * times < 1:
                texts = {"each": each, "cut": percent_text(share * times), "of": base}
                yield _added(root, name, {**texts, "source": document})


def _highest(root: Mapping, rule: Mapping) -> Iterator[str]:
    """The highest percent that a rule may take, and twice that, as formulas."""
    rates = [rate for _, rate in bands(root, rule.get("cut"))]
    rates = rates or [percent_of(text_of(rule.get("cut")))]
    known = [rate for rate in rates if rate is not None]
    cells = [text_of(value) for _, value in cells_of(root, rule.get("cut"))]
    if len(known) == len(rates):
        for times in TIMES[:2] if any(known) else ():
            yield percent_text(max(known) * times)
    elif all(cells):
        # What the law takes from elsewhere has a name there.
        most = f"max({'; '.join(dict.fromkeys(cells))})"
        yield from (most, f"{TIMES[1]} * {most}")


def never_lower(root: Mapping, acting: Collection[str]) -> Iterator[Change]:
    """Tables of rules whose percents come from elsewhere: no row takes less than one before."""
    for name, rule in items_of(root, "rules"):
        cells, cut = cells_of(root, rule.get("cut")), rule.get("cut")
        told = [text_of(value) for _, value in cells]
        if name in acting and isinstance(cut, Mapping) and all(told) and len(set(told)) > 1:
            if None not in [percent_of(text) for text in told]:
                continue
            steps: tuple[Step, ...] = ("rules", name, "cut")
            highest = accumulate(([text] for text in told), lambda a, b: [*a, *b])
            rows = {
                cell: leaf(f"max({'; '.join(upto)})" if len(upto) > 1 else upto[0], cut.place)
                for (cell, _), upto in zip(cells, highest, strict=True)
            }
            own: dict[str, Node] = dict(cut.entries)
            yield written(steps, cut, own | rows)


def in_rising_order(root: Mapping) -> Iterator[Change]:
    """Tables of percents that fall, with the same percents from the lowest to the highest."""
    for name, table in items_of(root, "tables"):
        rows = bands(root, leaf(name, table.place))
        rates = [rate for _, rate in rows if rate is not None]
        if len(rates) == len(rows) and any(b < a for a, b in pairwise(rates)):
            if "rows" in table.entries:
                continue
            cells = zip(rows, sorted(rates), strict=True)
            own: dict[str, Node] = dict(table.entries)
            own |= {cell: leaf(percent_text(rate), table.place) for (cell, _), rate in cells}
            yield written(("tables", name), table, own)


def _documents(root: Mapping, acting: Collection[str]) -> Iterator[str]:
    """Names of the documents of what acts, and of the law as a whole."""
    rules = dict(items_of(root, "rules"))
    told: Sequence[Mapping] = [rules[name] for name in rules if name in acting]
    heads = (root.get(key) for key in ("amount", "profile"))
    for item in (*told, *(head for head in heads if isinstance(head, Mapping))):
        if text := text_of(item.get("source")):
            yield text.split()[0]


def _added(root: Mapping, name: str, texts: dict[str, str]) -> Change:
    new = {key: leaf(text, root.place) for key, text in texts.items()}
    return written(("rules", name), None, new)
