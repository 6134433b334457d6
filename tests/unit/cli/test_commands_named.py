"""Every command that a message names can be typed: read from the catalogs, filled in, and run.

A command ends in the text where a word is no more of it: it goes on with commands, options and
their values, names in capital letters, fields and paths.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from importlib.resources import files

import pytest
from cli_month import PAID, PROFILE

from masker_rules import demo
from masker_rules.texts import LANGUAGES

#: Codes by which the command line says that there is no such command, option or argument.
MISUSE = {
    "bad-command-line", "missing-option", "not-in-this-version", "option-without-value",
    "nobody-to-explain", "unexpected-argument", "unknown-command", "unknown-format",
    "unknown-option",
}  # fmt: skip
#: Words that a command may go on with, beside what is told by its form.
WORDS = {
    "attlog", "adms", "audit", "check", "compare", "compute", "demo", "diff", "explain", "import",
    "json", "lint", "list", "needs", "new", "pack", "profile", "profiles", "result", "schema",
    "show", "test", "usb", "watch",
}  # fmt: skip
MENTION = re.compile(r"\bmasker(?= [a-z{])")
#: What stands for a value, by the word that a reader puts in its place.
VALUES = {
    "PACK": "{pack}", "PAKET": "{pack}", "ID": "{profile}", "FILE": "{file}", "BERKAS": "{file}",
    "NIP": PAID, "DIR": "{folder}", "FOLDER": "{folder}",
}  # fmt: skip
#: Fields of messages, as the code fills them.
FIELDS = {
    "options": "--out {folder}",
    "other": "attlog",
    "nip": PAID,
    "id": "{profile}",
    "period": "2026-07",
}
#: Mentions that are no line to type: they name what a command is called.
PROSE = {"masker compute", "masker compare", "masker import"}


def mentions() -> list[tuple[str, str, str]]:
    """Language, key and command of each mention."""
    found = []
    for lang in LANGUAGES:
        for path in sorted((files("masker_rules") / "texts").iterdir(), key=lambda p: p.name):
            if path.name.endswith(f".{lang}.toml"):
                tree = tomllib.loads(path.read_text("utf-8"))
                for key, text in leaves(tree):
                    found += [(lang, key, command) for command in commands(text)]
    return found


def leaves(tree, path=()):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        elif isinstance(value, str):
            yield ".".join((*path, key)), value


def commands(text):
    for match in MENTION.finditer(text):
        words, rest = ["masker"], re.split(r"[`”;\n,()]", text[match.end() :])[0].split()
        takes_value = False
        for word in rest:
            bare = word.rstrip(".:")
            known = bare in WORDS or bare.startswith(("-", "{")) or bare in VALUES
            if not (known or takes_value):
                break
            words.append(bare)
            takes_value = bare.startswith("--")
        if len(words) > 1:
            yield " ".join(words)


def filled(command: str, places: dict[str, str]) -> list[str]:
    words = [VALUES.get(word, word) for word in command.split()]
    text = " ".join(words)
    for _ in range(2):
        text = re.sub(r"\{(\w+)\}", lambda m: FIELDS.get(m[1], places.get(m[1], m[0])), text)
    assert "{" not in text, f"no value for a field of {text}"
    return shlex.split(text)


@pytest.fixture(scope="module")
def places(tmp_path_factory, pack):
    """Files that the commands may read, and where they may write."""
    home = tmp_path_factory.mktemp("named")
    log = home / "1_attlog.dat"
    log.write_text(f"{PAID}\t2026-07-01 07:30:00\t1\t0\t1\t0\n", "utf-8")
    return {
        "pack": str(pack), "profile": PROFILE, "path": str(log), "file": str(home / "out.json"),
        "folder": str(home / "new"), "demo": str(demo.pack_path()),
    }  # fmt: skip


def test_commands_when_collected_then_each_language_names_the_same():
    by_language = {lang: [] for lang in LANGUAGES}
    for lang, key, command in mentions():
        shape = [VALUES.get(word, word) for word in command.split()]
        by_language[lang].append((key, " ".join(shape)))
    first, *others = (sorted(found) for found in by_language.values())
    assert len(first) > 15
    assert all(other == first for other in others)


@pytest.mark.parametrize(("lang", "key", "command"), mentions())
def test_command_when_typed_as_a_message_names_it_then_it_is_one(
    masker, places, tmp_path, lang, key, command
):
    if command in PROSE:
        command += " --help"
    own = {**places, "folder": str(tmp_path / "new"), "file": str(tmp_path / "out.json")}
    if key == "cli.new.next":
        said = masker("profiles", "new", "id/kab-uji/baru", "--out", tmp_path / "new")
        assert said.code == 0
        own["path"] = str(tmp_path / "new")
    if key == "cli.new.package.next":
        own["id"] = PROFILE
    if key.startswith("cli.demo_steps.pack"):
        own["pack"] = str(tmp_path / "demo")
    argv = filled(command, own)
    said = masker(*argv[1:], "--lang", lang)
    codes = set(re.findall(r"\[([a-z-]+)\]", said.err))
    assert not codes & MISUSE, said.err
    assert "Traceback" not in said.err
    assert said.code in {0, 3} or key.startswith("errors.office"), f"{argv}\n{said.err}"
