"""Pay regulation as executable data: from punches and a written regulation to an explained TPP."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from masker_rules._version import __version__

if TYPE_CHECKING:
    from masker_rules.api import (
        HistoryPack,
        Pack,
        PackOutcome,
        Profile,
        Result,
        Results,
        Runs,
        compute,
        compute_history,
        compute_runs,
        load_profile,
        read_pack,
    )
    from masker_rules.arrears import Rapel, RapelRow, rapel
    from masker_rules.corrections import Restoration, Restored, restore
    from masker_rules.engine.beside import Beside, Move
    from masker_rules.engine.needs import Needs
    from masker_rules.engine.result import (
        Bounds,
        Consequence,
        Finding,
        LineItem,
        Person,
        Remark,
        ToFill,
    )
    from masker_rules.engine.results import Checks, How
    from masker_rules.engine.run_totals import RunTotal
    from masker_rules.engine.sets import ProfileSet
    from masker_rules.errors import (
        AdapterUnavailableError,
        CalendarError,
        EvaluationError,
        FactsError,
        MaskerRulesError,
        Place,
        Problem,
        ProfileError,
        RequestError,
    )
    from masker_rules.facts.findings import PackRemark, SetAside
    from masker_rules.facts.frames import Frame
    from masker_rules.ledger import Balance, Entry, Ledger, Recorded
    from masker_rules.legal import Source, Text
    from masker_rules.periods import Cutoff, Month
    from masker_rules.review import (
        Comparison,
        KeptHistory,
        Overlaid,
        compare,
        overlay,
        sweep,
    )
    from masker_rules.review.audit import Audit, audit
    from masker_rules.review.audit_findings import AuditFinding

__all__ = [
    "AdapterUnavailableError",
    "Audit",
    "AuditFinding",
    "Balance",
    "Beside",
    "Bounds",
    "CalendarError",
    "Checks",
    "Comparison",
    "Consequence",
    "Cutoff",
    "Entry",
    "EvaluationError",
    "FactsError",
    "Finding",
    "Frame",
    "HistoryPack",
    "How",
    "KeptHistory",
    "Ledger",
    "LineItem",
    "MaskerRulesError",
    "Month",
    "Move",
    "Needs",
    "Overlaid",
    "Pack",
    "PackOutcome",
    "PackRemark",
    "Person",
    "Place",
    "Problem",
    "Profile",
    "ProfileError",
    "ProfileSet",
    "Rapel",
    "RapelRow",
    "Recorded",
    "Remark",
    "RequestError",
    "Restoration",
    "Restored",
    "Result",
    "Results",
    "RunTotal",
    "Runs",
    "SetAside",
    "Source",
    "Text",
    "ToFill",
    "__version__",
    "audit",
    "compare",
    "compute",
    "compute_history",
    "compute_runs",
    "load_profile",
    "overlay",
    "rapel",
    "read_pack",
    "restore",
    "sweep",
]

#: Public names by their module.
_NAMES = {
    "masker_rules.api": (
        "HistoryPack Pack PackOutcome Profile Result Results Runs compute compute_history "
        "compute_runs load_profile read_pack"
    ),
    "masker_rules.arrears": "Rapel RapelRow rapel",
    "masker_rules.engine.beside": "Beside Move",
    "masker_rules.engine.needs": "Needs",
    "masker_rules.engine.result": "Bounds Consequence Finding LineItem Person Remark ToFill",
    "masker_rules.engine.results": "Checks How",
    "masker_rules.engine.run_totals": "RunTotal",
    "masker_rules.engine.sets": "ProfileSet",
    "masker_rules.errors": (
        "AdapterUnavailableError CalendarError EvaluationError FactsError "
        "MaskerRulesError Place Problem ProfileError RequestError"
    ),
    "masker_rules.facts.findings": "PackRemark SetAside",
    "masker_rules.facts.frames": "Frame",
    "masker_rules.ledger": "Balance Entry Ledger Recorded",
    "masker_rules.legal": "Source Text",
    "masker_rules.periods": "Cutoff Month",
    "masker_rules.corrections": "Restoration Restored restore",
    "masker_rules.review": "Comparison KeptHistory Overlaid compare overlay sweep",
    "masker_rules.review.audit": "Audit audit",
    "masker_rules.review.audit_findings": "AuditFinding",
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    """Public names are imported when first used, so that importing the package costs nothing."""
    home = _HOMES.get(name)
    if home is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
