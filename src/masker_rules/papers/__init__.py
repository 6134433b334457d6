"""Papers that an office prints and signs: described once, written by a renderer per format."""

from masker_rules.papers.making import KINDS, LATER, Bundle, Tables, Wish, bundles, is_draft
from masker_rules.papers.office import Office, office_beside, read_office
from masker_rules.papers.register import Register, register_file
from masker_rules.papers.xlsx import workbook_of

__all__ = [
    "KINDS",
    "LATER",
    "Bundle",
    "Office",
    "Register",
    "Tables",
    "Wish",
    "bundles",
    "is_draft",
    "office_beside",
    "read_office",
    "register_file",
    "workbook_of",
]
