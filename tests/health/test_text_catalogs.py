"""Indonesian and English say the same things with the same values."""

from __future__ import annotations

import string
import tomllib

import pytest

from masker_rules.texts.catalogs import catalog, keys


def names(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_catalogs_when_compared_then_have_the_same_keys():
    only_id, only_en = keys("id") - keys("en"), keys("en") - keys("id")
    assert not only_id, f"no English text: {sorted(only_id)}"
    assert not only_en, f"no Indonesian text: {sorted(only_en)}"


def test_catalogs_when_compared_then_quote_the_same_values():
    both = keys("id") & keys("en")
    differ = [key for key in both if names(catalog("id")[key]) != names(catalog("en")[key])]
    assert not differ, f"placeholders differ: {sorted(differ)}"


@pytest.mark.parametrize("lang", ["id", "en"])
def test_catalogs_when_several_then_no_key_stands_in_two_files(root, lang):
    owner = {}
    for path in sorted((root / "src/masker_rules/texts").glob(f"*.{lang}.toml")):
        for key in leaves(tomllib.loads(path.read_text("utf-8"))):
            assert key not in owner, f"{key} stands in {owner.get(key)} and in {path.name}"
            owner[key] = path.name


@pytest.mark.parametrize("lang", ["id", "en"])
def test_catalogs_when_read_then_no_text_is_empty(lang):
    empty = [key for key, text in catalog(lang).items() if not text.strip()]
    assert not empty


def leaves(tree, prefix=""):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"
