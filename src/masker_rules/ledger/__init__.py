"""The ledger of payments (buku kendali pembayaran): what was paid, put right, dropped, undone."""

from masker_rules.ledger.entries import KINDS, Balance, Entry, Kind, balances_of
from masker_rules.ledger.ledger import Ledger, Recorded
from masker_rules.ledger.results import entries_of

__all__ = [
    "KINDS",
    "Balance",
    "Entry",
    "Kind",
    "Ledger",
    "Recorded",
    "balances_of",
    "entries_of",
]
