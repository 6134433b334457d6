"""Months that nobody thought of, as Hypothesis draws and shrinks them."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from masker_rules.engine.profile import Profile
from masker_rules.errors import MaskerRulesError, Problem
from masker_rules.review.audit_base import net_of
from masker_rules.review.audit_findings import NOTE, WARNING, Recorder
from masker_rules.review.audit_words import rupiah
from masker_rules.testing.drafts import Draft, Given
from masker_rules.testing.laws import breaks
from masker_rules.testing.months import Months
from masker_rules.texts import Phrase

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["SEED", "check_drawn"]

#: The draws are the same in every run.
SEED = 20260301
#: Months that are computed for one law at most, those that make an example smaller included.
MOST_ASKED = 150


def check_drawn(
    record: Recorder, base: Given | None, examples: int, declared: frozenset[str]
) -> None:
    """Draw months and look for one that breaks a law of the domain.

    Args:
        record: Where findings are kept.
        base: The quiet month, which pays most: it is tried before all that is drawn.
        examples: How many months are drawn for each law; 0 draws none.
        declared: Laws that the regulation breaks on purpose.
    """
    months = Months(record.profile)
    if not examples or not months.periods:
        return
    if not _is_installed():
        record.left_out("drawn", extra="testing")
        return
    within, later = "pay-within-bounds", "more-late-never-pays-more"
    tried = 0
    quiet = Draft("a quiet month", base, record.profile) if base is not None else None
    for law, strategy in ((within, months.drafts()), (later, months.lateness())):
        severity = NOTE if law in declared else WARNING
        seen = _Seen(record.profile, law)
        found = quiet if law == within and quiet is not None and seen(quiet) else None
        found = found or _drawn(strategy, seen, examples)
        tried += seen.count
        if found is not None:
            found = _without_idle_days(law, record.profile, found)
            _tell(record, law, found, severity)
    record.checked("drawn", tried, proven=False, seed=SEED)


def _is_installed() -> bool:
    try:
        import hypothesis  # noqa: F401, PLC0415  (an extra)
    except ImportError:
        return False
    return True


class _Enough(BaseException):
    """Enough was asked. No `Exception`: Hypothesis would take it for what it looks for."""


class _Seen:
    """Whether what is drawn breaks a law, how often that was asked, and the last that did."""

    def __init__(self, profile: Profile, law: str) -> None:
        self._profile, self._law = profile, law
        self.count = 0
        self.last: Any = None

    def __call__(self, found: Any) -> bool:
        if self.count == MOST_ASKED:
            raise _Enough
        self.count += 1
        try:
            broken = breaks(self._law, self._profile, found)
        except MaskerRulesError:
            return False
        if broken:
            self.last = found
        return broken


def _drawn(strategy: SearchStrategy[Any], seen: _Seen, examples: int) -> Any:
    from hypothesis import HealthCheck, Phase, find, settings  # noqa: PLC0415
    from hypothesis.errors import NoSuchExample, Unsatisfiable  # noqa: PLC0415

    how = settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    try:
        return find(strategy, seen, settings=how, random=Random(SEED))  # noqa: S311
    except (NoSuchExample, Unsatisfiable):
        return None
    except _Enough:
        return seen.last


def _without_idle_days(law: str, profile: Profile, found: Any) -> Any:
    """The months without each day that the law is broken without: Hypothesis may leave some."""
    is_pair = isinstance(found, tuple)
    drafts: tuple[Draft, ...] = found if is_pair else (found,)
    for day in [*drafts[0].given.get("days", {})]:
        fewer = tuple(_without(draft, day) for draft in drafts)
        is_told = not is_pair or fewer[0].given != fewer[1].given
        try:
            broken = is_told and breaks(law, profile, fewer if is_pair else fewer[0])
        except MaskerRulesError:
            continue
        drafts = fewer if broken else drafts
    return drafts if is_pair else drafts[0]


def _without(draft: Draft, day: str) -> Draft:
    days = {key: told for key, told in draft.given["days"].items() if key != day}
    return Draft(draft.sentence, {**draft.given, "days": days}, draft.profile)


def _tell(record: Recorder, law: str, found: Any, severity: str) -> None:
    if law == "pay-within-bounds":
        problem = Problem(
            "pay-out-of-bounds", {"net": rupiah(net_of(found) or 0)}, severity=severity
        )
        record.found("drawn", problem, (_as_month(found),), proven=False)
        return
    first, second = found
    params = {
        "net": rupiah(net_of(first) or 0),
        "other_net": rupiah(net_of(second) or 0),
        "first": first.sentence,
        "second": second.sentence,
    }
    problem = Problem("later-pays-more-in-month", params, severity=severity)
    record.found("drawn", problem, found, proven=False)


def _as_month(draft: Draft) -> Draft:
    return Draft(Phrase("audit.names.month"), draft.given, draft.profile)
