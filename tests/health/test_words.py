"""What people read has the words of the glossary: none that it shuns, none of programmers.

Codes stay in JSON; a table or column of a file may stand in brackets behind its name, since that
is what must be found. Messages for writers of profiles name keys of YAML: they write them.
"""

from __future__ import annotations

import re

import pytest

from masker_rules import yamltext
from masker_rules.texts.catalogs import catalog

#: Sections of the catalogs that everybody reads; the others are for writers of profiles.
READ_BY_ALL = (
    *("explain.", "notes.", "words.", "missing.", "reasons.", "names.", "review.", "watch."),
    *("audit.", "notebook.", "cli.", "cases."),
)
#: Help of the command line says what to type, and a case is written by an author.
TYPED = ("cli.help", "cli.options", "cli.demo_steps", "cases.", "audit.rewritten", "words.meant")
CODE = re.compile(r"(?<![\w({.-])[a-z]+_[a-z_]+(?![\w}(])|\b[a-z]+\.[a-z]+(?:_[a-z]+)*\b")
ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
#: Files, and abbreviations with a point within, are no codes.
NO_CODE = re.compile(r"\b\w+\.(?:csv|xlsx|json|dat|yaml|zip|parquet)\b|s\.d\.|masker_rules")
BRACKETS = re.compile(r"\([^()]*\)|\{[^{}]*\}|\[[^\[\]]*\]")
#: Words that only the other language has.
STRAY = {
    "id": re.compile(r"\b(?:the|and|of|is|are|not|this|with|which|nobody|row|file)\b"),
    "en": re.compile(r"\b(?:yang|dan|tidak|untuk|dengan|adalah|pada|belum|atau|dari|sudah)\b"),
}
#: What is quoted is not said: a term, a command, what stands in a file.
QUOTED = re.compile(r"“[^”]*”|`[^`]*`|\{[^{}]*\}|\([^()]*\)|--[a-z-]+|[A-Z]{2,}=\S+")


@pytest.fixture(scope="module")
def shunned(root):
    """Words that the glossary has another one for, with it."""
    path = root / "docs/glossary.yaml"
    sections = yamltext.plain(yamltext.parse_yaml(path.read_bytes(), path.name))
    found = {
        word: item["term"]
        for section in sections
        for item in section["terms"]
        for word in item.get("not", ())
    }
    assert len(found) > 15
    return found


@pytest.fixture(scope="module")
def golden(root):
    """Outputs kept as files, by language and name."""
    kept = sorted((root / "tests/data/explain").glob("*.txt"))
    found = {(path.suffixes[0][1:], path.name): path.read_text("utf-8") for path in kept}
    assert len(found) >= 12
    return found


def read_by_all(lang):
    return {
        key: text
        for key, text in catalog(lang).items()
        if key.startswith(READ_BY_ALL) and not key.startswith(TYPED)
    }


def says(text, word):
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)


def shunned_in(texts, shunned):
    """Which texts say a word that the glossary shuns, and what it has instead."""
    return [
        f"{key}: {word!r}, the glossary has {term!r}"
        for key, text in texts.items()
        for word, term in shunned.items()
        if says(text, word)
    ]


def test_indonesian_when_read_then_no_word_that_the_glossary_shuns(shunned, golden):
    texts = {
        **catalog("id"),
        **{name: text for (lang, name), text in golden.items() if lang == "id"},
    }
    assert not (found := shunned_in(texts, shunned)), "\n".join(found)


def test_indonesian_pages_when_read_then_no_word_that_the_glossary_shuns(root, shunned):
    pages = [*root.glob("README.id.md"), *(root / "docs").rglob("*.id.md")]
    pages = [page for page in pages if page.name != "glossary.id.md"]
    assert len(pages) > 20
    found = [
        f"{page.name}: {word!r}, the glossary has {term!r}"
        for page in pages
        for word, term in shunned.items()
        if says(page.read_text("utf-8"), word)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_texts_for_all_when_read_then_no_word_of_programmers(lang):
    found = [
        f"{key}: {hit}"
        for key, text in read_by_all(lang).items()
        for hit in programmers(text, templates=True)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_golden_outputs_when_read_then_no_word_of_programmers(lang, golden):
    found = [
        f"{name}: {hit}"
        for (own, name), text in golden.items()
        if own == lang
        for hit in (*programmers(text), *ISO.findall(text))
    ]
    assert not found, "\n".join(found)


def programmers(text, *, templates=False):
    """Backquotes, dotted names and names with underscores that stand outside of brackets."""
    plain = BRACKETS.sub("", NO_CODE.sub("", text))
    yield from (["`"] if "`" in plain else [])
    yield from CODE.findall(plain)
    if not templates and "≈" in plain:
        yield "≈"


@pytest.mark.parametrize("lang", ["id", "en"])
def test_texts_for_all_when_read_then_in_one_language(lang, golden):
    texts = {**catalog(lang), **{n: text for (own, n), text in golden.items() if own == lang}}
    found = [
        f"{key}: {hit[0]!r}"
        for key, text in texts.items()
        if (hit := STRAY[lang].search(QUOTED.sub("", text)))
    ]
    assert not found, "\n".join(found)


def test_regulations_and_papers_when_read_then_no_word_that_the_glossary_shuns(root, shunned):
    """Titles, labels and questions of the regulations, and what a paper is set from."""
    source = root / "src/masker_rules"
    regulations = sorted((source / "profiles/id").rglob("*.yaml"))
    texts = {
        f"{path.relative_to(source)}: {text}": text
        for path in regulations
        for text in re.findall(r"\bid: *(\"[^\"\n]+\"|[^,}\n]+)", path.read_text("utf-8"))
    }
    papers = source / "papers"
    texts |= {path.name: path.read_text("utf-8") for path in sorted(papers.glob("*.typ"))}
    assert len(regulations) >= 28
    assert not (found := shunned_in(texts, shunned)), "\n".join(found)
