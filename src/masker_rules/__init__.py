"""Pay regulation as executable data: from punches and a written regulation to an explained TPP."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from masker_rules._version import __version__

if TYPE_CHECKING:
    from masker_rules.api import (
        Pack,
        HistoryPack,
        PackOutcome,
        Profile,
        Result,
        Results,
        compute,
        compute_history,
        load_profile,
        read_pack,
    )
    from masker_rules.errors import (
        AdapterUnavailableError,
        CalendarError,
        EvaluationError,
        FactsError,
        MaskerRulesError,
        ProfileError,
        RequestError,
    )
    from masker_rules.review import Comparison, compare, overlay, sweep
    from masker_rules.review.audit import audit

__all__ = [
    "AdapterUnavailableError",
    "CalendarError",
    "Comparison",
    "EvaluationError",
    "FactsError",
    "MaskerRulesError",
    "Pack",
    "HistoryPack",
    "PackOutcome",
    "Profile",
    "ProfileError",
    "RequestError",
    "Result",
    "Results",
    "__version__",
    "audit",
    "compare",
    "compute",
    "compute_history",
    "load_profile",
    "overlay",
    "read_pack",
    "sweep",
]

_HOMES = {
    **dict.fromkeys(("Comparison", "compare", "overlay", "sweep"), "masker_rules.review"),
    "audit": "masker_rules.review.audit",
}


def __getattr__(name: str) -> object:
    """Public names are imported when first used, so that importing the package costs nothing."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    home = _HOMES.get(
        name, "masker_rules.errors" if name.endswith("Error") else "masker_rules.api"
    )
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
