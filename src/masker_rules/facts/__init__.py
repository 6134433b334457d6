"""Facts: the tables of a pack, their readers, and the rows set aside."""

from __future__ import annotations

from masker_rules.facts.definition import ColumnDef, TableDef, definition
from masker_rules.facts.empties import EVERYWHERE, Empties
from masker_rules.facts.findings import PackRemark, SetAside
from masker_rules.facts.pack import Pack
from masker_rules.facts.reader import read_pack
from masker_rules.facts.stamps import Stamp
from masker_rules.facts.vocabulary import Vocabulary

__all__ = [
    "EVERYWHERE",
    "ColumnDef",
    "Empties",
    "Pack",
    "PackRemark",
    "SetAside",
    "Stamp",
    "TableDef",
    "Vocabulary",
    "definition",
    "read_pack",
]
