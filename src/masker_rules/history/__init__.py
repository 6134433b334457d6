"""Months that look back on each other: folders of packs, and what is computed of them in turn.

A folder holds packs by month, and by unit if there are many. Each tells how things stand in its
month; what happened to a person before is told by the packs in which the person then stood.
"""

from masker_rules.history.histories import History, Piece, history_of, months_in
from masker_rules.history.jobs import PartJob, PartRun, PartTask, PartTasks, compute_parts
from masker_rules.history.links import Listed
from masker_rules.history.parts import Part, parts_of

__all__ = [
    "History",
    "Listed",
    "Part",
    "PartJob",
    "PartRun",
    "PartTask",
    "PartTasks",
    "Piece",
    "compute_parts",
    "history_of",
    "months_in",
    "parts_of",
]
