"""While the month runs: facts one by one, and what follows from them at any moment."""

from __future__ import annotations

from masker_rules.watch.alerts import Alert, News
from masker_rules.watch.backends import Backend
from masker_rules.watch.recap import DayRecap, MonthRecap, PersonDay, PersonMonth
from masker_rules.watch.session import Receipt, Session
from masker_rules.watch.store import MemoryStore, SqliteStore, Store
from masker_rules.watch.thresholds import Near

__all__ = [
    "Alert",
    "Backend",
    "DayRecap",
    "MemoryStore",
    "MonthRecap",
    "Near",
    "News",
    "PersonDay",
    "PersonMonth",
    "Receipt",
    "Session",
    "SqliteStore",
    "Store",
]
