"""Papers that an office prints and signs: described once, written by a renderer per format."""

from masker_rules.papers.making import (
    KINDS,
    Bundle,
    Tables,
    Wish,
    bundles,
    is_draft,
    unconfirmed,
    why_draft,
)
from masker_rules.papers.office import Office, office_beside, office_given, office_of, read_office
from masker_rules.papers.pdf import pdf_of
from masker_rules.papers.register import (
    Register,
    kept_beside,
    register_file,
    registers_beside,
)
from masker_rules.papers.slips import PERSONAL, slips_of
from masker_rules.papers.xlsx import workbook_of

__all__ = [
    "KINDS",
    "PERSONAL",
    "Bundle",
    "Office",
    "Register",
    "Tables",
    "Wish",
    "bundles",
    "is_draft",
    "kept_beside",
    "office_beside",
    "office_given",
    "office_of",
    "pdf_of",
    "read_office",
    "register_file",
    "registers_beside",
    "slips_of",
    "unconfirmed",
    "why_draft",
    "workbook_of",
]
