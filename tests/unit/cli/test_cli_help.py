from __future__ import annotations

import pytest

from masker_rules import __version__
from masker_rules.cli.app import command_tree

COMMANDS = [
    ("demo",),
    ("compute",),
    ("explain",),
    ("runs",),
    ("papers",),
    ("rapel",),
    ("ledger",),
    ("ledger", "record"),
    ("ledger", "add"),
    ("ledger", "reverse"),
    ("ledger", "show"),
    ("restore",),
    ("compare",),
    ("check",),
    ("needs",),
    ("import",),
    ("watch",),
    ("schema",),
    ("profiles",),
    ("profiles", "list"),
    ("profiles", "show"),
    ("profiles", "lint"),
    ("profiles", "test"),
    ("profiles", "diff"),
    ("profiles", "new"),
    ("profiles", "audit"),
]


def test_commands_when_listed_then_those_of_the_contract():
    tree = command_tree()
    names = {(name,) for name in tree.commands}
    names |= {
        (group, name) for group in ("profiles", "ledger") for name in tree.commands[group].commands
    }
    assert names == set(COMMANDS)


@pytest.mark.parametrize("path", [(), *COMMANDS])
@pytest.mark.parametrize("lang", ["id", "en"])
def test_help_when_asked_then_every_word_is_in_the_catalog(masker, path, lang):
    said = masker(*path, "--help", "--lang", lang)
    assert said.code == 0
    assert "cli." not in said.out
    assert said.out.startswith({"id": "Pemakaian: masker", "en": "Usage: masker"}[lang])
    assert max(map(len, said.out.splitlines())) <= 80


@pytest.mark.parametrize(
    "argv",
    [
        ("--lang", "en", "compute", "--help"),
        ("compute", "--lang=en", "--help"),
        ("compute", "--help", "--lang", "en"),
    ],
)
def test_lang_when_anywhere_then_decides_the_help(masker, argv):
    assert masker(*argv).out.startswith("Usage:")


def test_lang_when_locale_is_english_then_still_indonesian(process):
    done = process("--help", env={"LANG": "en_US.UTF-8", "LC_ALL": "C", "LANGUAGE": "en"})
    assert done.stdout.decode().startswith("Pemakaian:")


def test_version_when_asked_then_that_of_the_package(masker):
    assert masker("--version").out == f"masker {__version__}\n"
