"""The words that people read, as data: one TOML catalog per language.

Keys are dotted paths (``errors.table-gap.fact``); values are templates in which ``{name}`` is
replaced, ``{count:row|rows}`` by the number and the word for one or for many. A key that a catalog
lacks is an error in the tests, and shows itself as the key.
"""

from __future__ import annotations

from masker_rules.texts.catalogs import LANGUAGES, Phrase, keys, render
from masker_rules.texts.secrets import without_password, without_passwords
from masker_rules.texts.shown import harmless, html_text, json_text, unseen
from masker_rules.texts.spoken import decimal, grouped

__all__ = [
    "LANGUAGES",
    "Phrase",
    "decimal",
    "grouped",
    "harmless",
    "html_text",
    "json_text",
    "keys",
    "render",
    "unseen",
    "without_password",
    "without_passwords",
]
