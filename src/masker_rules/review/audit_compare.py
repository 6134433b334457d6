"""Two audits beside each other: what a draft adds, mends and leaves as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from masker_rules.review.audit import Audit
from masker_rules.review.audit_findings import AuditFinding, subject_of
from masker_rules.texts import json_text, render

__all__ = ["STATES", "AuditComparison", "compare_audits"]

NEW, GONE, CHANGED, UNCHANGED = STATES = ("new", "gone", "changed", "unchanged")

Pair = tuple[AuditFinding | None, AuditFinding | None]


@dataclass(frozen=True)
class AuditComparison:
    """The findings of two regulations, each once.

    Attributes:
        baseline, draft: Their audits.
        pairs: The finding of the baseline and that of the draft, None where it has none; what
            one line of an audit tells of several is each of them by itself.
    """

    baseline: Audit
    draft: Audit
    pairs: tuple[Pair, ...]

    def of(self, state: str) -> tuple[Pair, ...]:
        """The pairs of a state: `new`, `gone`, `changed` (other numbers) or `unchanged`."""
        return tuple(pair for pair in self.pairs if state_of(pair) == state)

    @property
    def warnings(self) -> tuple[AuditFinding, ...]:
        """Warnings that only the draft has."""
        new = (draft for _, draft in self.of(NEW))
        return tuple(found for found in new if found and found.severity == "warning")

    def text(self, lang: str = "id") -> str:
        """State by state, as people read it."""
        return "\n".join(self._lines(lang)) + "\n"

    def _lines(self, lang: str) -> Iterator[str]:
        for state in STATES:
            pairs = self.of(state)
            yield f"{render(lang, f'audit.states.{state}', {})}: {len(pairs)}"
            for before, after in pairs:
                found = after or before
                assert found is not None
                yield found.text(lang)
                if state == CHANGED and before is not None:
                    yield f"    {render(lang, 'audit.before', {})}: {before.fact(lang)}"

    def as_dict(self, lang: str = "id") -> dict[str, object]:
        """The comparison as data."""
        return {
            "baseline": self.baseline.as_dict(lang),
            "draft": self.draft.as_dict(lang),
            **{
                state: [
                    {
                        "code": (after or before).code,  # type: ignore[union-attr]
                        "baseline": before.fact(lang) if before else None,
                        "draft": after.fact(lang) if after else None,
                    }
                    for before, after in self.of(state)
                ]
                for state in STATES
            },
        }

    def to_json(self, lang: str = "id") -> str:
        """The comparison as JSON: the same call gives the same bytes."""
        return json_text(self.as_dict(lang)) + "\n"


def compare_audits(baseline: Audit, draft: Audit) -> AuditComparison:
    """Put the findings of a draft beside those of what is in force now."""
    old, new = _by_subject(baseline), _by_subject(draft)
    subjects = dict.fromkeys((*new, *old))
    pairs = (pair for one in subjects for pair in _paired(old.get(one, []), new.get(one, [])))
    return AuditComparison(baseline, draft, tuple(pairs))


def _paired(old: list[AuditFinding], new: list[AuditFinding]) -> Iterator[Pair]:
    """Findings of one subject beside each other: those that say the same, then in their order."""
    rest = list(old)
    same = dict[int, AuditFinding]()
    for at, after in enumerate(new):
        before = next((one for one in rest if state_of((one, after)) == UNCHANGED), None)
        if before is not None:
            same[at] = before
            rest.remove(before)
    for at, after in enumerate(new):
        yield same.get(at) or (rest.pop(0) if rest else None), after
    for before in rest:
        yield before, None


def state_of(pair: Pair) -> str:
    """`new`, `gone`, `changed` or `unchanged`."""
    before, after = pair
    if before is None:
        return NEW
    if after is None:
        return GONE
    same = before.fact("en") == after.fact("en") and before.severity == after.severity
    return UNCHANGED if same else CHANGED


def _by_subject(audit: Audit) -> dict[tuple[str, ...], list[AuditFinding]]:
    """The findings by what each is about; what one line tells of several is several here.

    Which of them is the dearest, and hence begins the line, may change without any of them.
    """
    found: dict[tuple[str, ...], list[AuditFinding]] = {}
    for item in audit:
        for one in item.members or (item,):
            found.setdefault(subject_of(one.problem), []).append(one)
    return found
