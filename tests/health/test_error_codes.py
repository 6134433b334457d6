"""Error codes are a public interface: code, catalogs and documentation name the same ones."""

from __future__ import annotations

import ast
import re
import string

from masker_rules.texts.catalogs import catalog, keys

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def catalog_codes(lang):
    return {key.split(".")[1] for key in keys(lang) if key.startswith("errors.")}


def placeholders(lang, code):
    texts = [catalog(lang)[f"errors.{code}.{part}"] for part in ("fact", "cure")]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def test_codes_when_raised_then_stand_in_both_catalogs(raised):
    known = catalog_codes("id") & catalog_codes("en")
    missing = {found.code: found.place for found in raised if found.code not in known}
    told = [f"{place}: no errors.{code}.* in both catalogs" for code, place in missing.items()]
    assert not told, "\n".join(sorted(told))


def test_codes_when_in_a_catalog_then_used_by_the_sources(modules, root):
    literals = {
        node.value
        for tree in modules.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    data = "\n".join(p.read_text("utf-8") for p in (root / "src").rglob("*.yaml"))
    words = set(re.findall(r"[a-z0-9-]+", data))
    unused = catalog_codes("en") - literals - words
    assert not unused, f"no module uses these codes, take them out of the catalogs: {unused}"


def test_codes_when_in_a_catalog_then_kebab_case_with_fact_and_cure():
    for lang in ("id", "en"):
        for code in catalog_codes(lang):
            assert CODE.match(code), f"{code}: use lower-case words joined by hyphens"
            parts = {part for part in ("fact", "cure") if f"errors.{code}.{part}" in keys(lang)}
            assert parts == {"fact", "cure"}, f"{lang}: errors.{code} has only {parts}"


def test_params_when_literal_then_cover_the_placeholders_of_both_texts(raised):
    known = catalog_codes("id") & catalog_codes("en")
    missing = [
        f"{found.place}: {found.code} ({lang}) quotes {{{name}}}, which the call does not give"
        for found in raised
        if found.params is not None and found.code in known
        for lang in ("id", "en")
        for name in sorted(placeholders(lang, found.code) - found.params)
    ]
    assert not missing, "\n".join(missing)
