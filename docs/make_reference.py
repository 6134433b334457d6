"""Writes the generated pages of the reference: `python docs/make_reference.py`.

`errors.md` comes from the text catalogs and the examples beside this script, `row-codes.md` from
the catalogs, `pack.md` from the table definitions of the package, `facts.md` from the catalogue of
facts and the prelude, `keys.md` from the schema of profiles, `result.md` from that of results,
`defaults.md` from the defaults of the language, `formulas.md` from `docs/functions.yaml`, both
glossaries from `docs/glossary.yaml`, `commands.md` from the help of the command line,
`worked-examples.md` from the examples of the tests and the cases beside the profiles. A test
compares the committed pages with what this script would write.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from masker_rules import yamltext
from masker_rules.cli import run
from masker_rules.cli.app import command_tree
from masker_rules.facts.definition import ColumnDef, TableDef, definition
from masker_rules.language.defaults import defaults

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "masker_rules"
REFERENCE = ROOT / "docs" / "reference"
GENERATED = "<!-- Written by docs/make_reference.py: change the source, then run it again. -->\n"


def pages() -> dict[Path, str]:
    """Every generated page and its text."""
    return {
        REFERENCE / "errors.md": errors_page(),
        REFERENCE / "row-codes.md": row_codes_page(),
        REFERENCE / "pack.md": pack_page(),
        REFERENCE / "facts.md": facts_page(),
        REFERENCE / "formulas.md": formulas_page(),
        REFERENCE / "glossary.md": glossary_page("en"),
        REFERENCE / "glossary.id.md": glossary_page("id"),
        REFERENCE / "defaults.md": defaults_page(),
        REFERENCE / "keys.md": keys_of_profiles_page(),
        REFERENCE / "result.md": fields_of_results_page(),
        REFERENCE / "commands.md": commands_page(),
        REFERENCE / "worked-examples.md": worked_examples_page(),
    }


def formulas_page() -> str:
    """Every operator, function and aggregate: units, an example, and an error it can give."""
    file = ROOT / "docs" / "functions.yaml"
    listed = _plain(yamltext.parse_yaml(file.read_bytes(), file.name))
    lines = [
        "# Functions and operators",
        "",
        "What a [formula](language.md#formulas) may do, with the units that go in and come out.",
        "Each example is loaded by a test; the last column is a formula that is refused, and its",
        "[error code](errors.md).",
    ]
    for section, items in listed.items():
        lines += [
            "",
            f"## {section.capitalize()}",
            "",
            "| form | takes | gives | example | refused |",
            "|---|---|---|---|---|",
        ]
        for item in items:
            form = item.get("form", item["name"]).replace("|", "\\|")
            note = f"; {item['note']}" if item["note"] else ""
            example = f"`{item['example']}`, at {item['at']}"
            refused = f"`{item['wrong']}` [{item['error']}](errors.md#{item['error']})"
            gives = f"{item['gives']}{note}"
            lines.append(f"| `{form}` | {item['takes']} | {gives} | {example} | {refused} |")
    return _page(lines)


GLOSSARY = {
    "en": (
        "Glossary",
        "Words of law stay Indonesian in code and files; other words are English.",
        "The same words stand in outputs, messages and these pages, with where each comes from.",
        "Nothing is computed from this page. [Bahasa Indonesia](glossary.id.md).",
        ("term", "code", "English", "what it is", "source", "not"),
    ),
    "id": (
        "Daftar istilah",
        "Istilah yang sama dipakai dalam keluaran, pesan, dan halaman ini, dengan sumbernya.",
        "Kolom terakhir memuat kata yang tidak dipakai untuk hal itu.",
        "Tidak ada yang dihitung dari halaman ini. [English](glossary.md).",
        ("istilah", "kode", "bahasa Inggris", "artinya", "sumber", "bukan"),
    ),
}


def glossary_page(lang: str) -> str:
    """Every term with what it is, where it comes from, and the words not to use for it."""
    file = ROOT / "docs" / "glossary.yaml"
    title, *about, heads = GLOSSARY[lang]
    lines = [f"# {title}", "", *about]
    for section in _plain(yamltext.parse_yaml(file.read_bytes(), file.name)):
        lines += ["", f"## {section['section'][lang]}", ""]
        lines += _table(heads, [_term_row(item, lang) for item in section["terms"]])
    return _page(lines)


def _term_row(item: dict[str, Any], lang: str) -> tuple[str, ...]:
    codes = ", ".join(f"`{code}`" for code in item.get("code", "").split(", ") if code)
    shunned = ", ".join(f"*{word}*" for word in item.get("not", []))
    source = item["source"] if isinstance(item["source"], str) else item["source"][lang]
    return item["term"], codes, item["en"], item["is"][lang], source, shunned


#: Headings of the page of defaults.
ABOUT = {
    "punches": "Punches",
    "days": "Days, leave and duty",
    "events": "Events",
    "outages": "Outages",
    "money": "Money",
}


def defaults_page() -> str:
    """What holds unless a profile says otherwise, and by which key it does."""
    lines = [
        "# Every default at a glance",
        "",
        "What holds unless a regulation says otherwise, and the key by which it does.",
        "`masker profiles show ID` lists the same for one regulation: which of them hold for it,",
        "and which it says itself. A test computes a month for each line.",
    ]
    about = ""
    for item in defaults():
        section = item.id.partition(".")[0]
        if section != about:
            about = section
            lines += ["", f"## {ABOUT[about]}", "", "| default | bawaan | said otherwise by |"]
            lines.append("|---|---|---|")
        keys = ", ".join(f"`{key}`" for key in item.unless) or "-"
        lines.append(f"| {item.text.en} | {item.text.id} | {keys} |")
    return _page(lines)


def keys_of_profiles_page() -> str:
    """Every key of a profile, from its JSON Schema."""
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        from key_pages import keys_page  # noqa: PLC0415  (beside this script, no package)
    finally:
        sys.path.pop(0)
    return _page(keys_page())


def fields_of_results_page() -> str:
    """Every field of a result, from its JSON Schema."""
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        from result_page import result_page  # noqa: PLC0415  (beside this script, no package)
    finally:
        sys.path.pop(0)
    return _page(result_page())


def worked_examples_page() -> str:
    """Every worked example and every open point of the reference regulations."""
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        from worked_examples import page  # noqa: PLC0415  (beside this script, no package)
    finally:
        sys.path.pop(0)
    return _page(page())


def errors_page() -> str:
    """One heading per code, with fact and cure in both languages, and lines that give it."""
    english, indonesian = _errors("en"), _errors("id")
    file = ROOT / "docs" / "error_examples.yaml"
    examples = _plain(yamltext.parse_yaml(file.read_bytes(), file.name))
    base, pairs = examples["base"], examples["examples"]
    lines = [
        "# Error codes",
        "",
        "Every error has a stable code in square brackets.",
        "The words may change, a code does not.",
        "Codes of rows of a pack stand on [a page of their own](row-codes.md).",
        "Words in braces stand for the values of the case.",
        "What lint finds is a warning or a note: [look a regulation through](../how-to/lint.md).",
        "",
        "Codes of profiles have wrong lines that give them, and the same lines mended.",
        "They stand in place of the sections of this profile:",
        "",
        "```yaml",
        *base.rstrip("\n").split("\n"),
        "```",
    ]
    for code in sorted(english):
        lines += ["", f"## {code}", ""]
        for lang, catalog in (("en", english), ("id", indonesian)):
            words = catalog.get(code, {})
            lines += [f"- **{lang}** {words.get('fact', '')}", f"    - {words.get('cure', '')}"]
        if code in pairs:
            lines += ["", "```yaml", *_example(pairs[code]), "```"]
    return _page(lines)


def row_codes_page() -> str:
    """What is said of a row, a column or a file of a pack, in both languages, by code."""
    english, indonesian = _section("en", "reasons"), _section("id", "reasons")
    lines = [
        "# Codes of rows",
        "",
        "What a reader says of a row of a pack that it sets aside, or that counts and calls for a",
        "look: the `code` of `set_aside` and `remarks` in Python, in JSON and in `masker check`.",
        "Whether the row counts says the list in which it stands.",
        "The words may change, a code does not.",
        "Words in braces stand for the values of the case.",
        "How cells are written stands under [pack tables](pack.md#how-cells-are-written).",
    ]
    for code in sorted(english):
        lines += [
            "",
            f"## {code}",
            "",
            f"- **en** {english[code]}",
            f"- **id** {indonesian[code]}",
        ]
    return _page(lines)


def _example(pair: dict[str, str]) -> Iterator[str]:
    """The wrong lines, then the mended ones."""
    for key, words in (("wrong", "wrong / salah"), ("mended", "mended / dibetulkan")):
        yield f"# {words}"
        yield from pair[key].rstrip("\n").split("\n")


def _errors(lang: str) -> dict[str, dict[str, str]]:
    return _section(lang, "errors")


def _section(lang: str, name: str) -> dict[str, Any]:
    """A section of all catalogs of a language."""
    merged: dict[str, Any] = {}
    for path in sorted((PACKAGE / "texts").glob(f"*.{lang}.toml")):
        merged.update(tomllib.loads(path.read_text("utf-8")).get(name, {}))
    return merged


EMPTY_CELLS = """
## Empty cells

| *empty* | what an empty cell means |
|---|---|
| unknown | nobody knows: a result that reads it is `incomplete`, with what it may be |
| none | there is none |
| open | the range has no such end |
| all | the row holds for all |
| pending | it has not been decided |
| window | the windows of the regulation decide |
| profile | what the regulation says |
| anything else | this very value |

A column that is not there is a column of empty cells.

Write `none` into a cell, in small letters, to say that there is none: no tax status, no post, no
superior. Under *none* stands what it then is: `none` itself, a value, or nothing where there
always is one (such a row is set aside, `none-not-here`). A formula asks with
[`exists`](language.md#three-things-that-are-no-value). A score that was not made is `tidak_ada`,
be it a number or a word; `none` says the same.

A pack says in `pack.yaml` beside its tables what empty means in *its* files, and how they are
called:

```yaml
empty:
  employees.position_kind: none    # nobody here lacks one by mistake
  employees.npwp: "true"
  activities.status: approved
tables:
  punches: absensi.csv
```

A meaning is `unknown`, `none` (where the cell may say it), what stands under *empty*, or, of a
column of words, flags, dates and numbers, the value that every empty cell stands for. In a
workbook a sheet `pack`, in a database a table `pack`, says the same in the columns `column` and
`empty`; in Python it is `mr.Pack(..., empty={"employees.position_kind": "none"})`.
Where elsewhere empty says something and here it is said to be `unknown`, a row with such a cell is
set aside, `unknown-cell`. Under `tables` stand names of files beside `pack.yaml` (`table` is read
as `tables`).

A regulation says the same for all packs in its section [`empty`](language.md#empty-cells).
What the pack says of a column wins: it knows its own files.
Facts are what the cells mean: a pack whose empty cells mean `none` has the digest of the same pack
with `none` written into them.
"""

#: What `other` of a doubt says.
OTHER_READINGS = {
    "": "",
    "kind": "of the other kind",
    "day_before": "of the end of the day before",
    "named_day": "of the day behind the colon (`day-differs:2026-03-02`), else of a day beside",
    "any_day": "of any day",
}


def pack_page() -> str:
    """One section per table of a pack, a row per column, then the vocabularies."""
    pack = definition()
    lines = [
        "# Pack tables",
        "",
        "A pack is a folder with one file per table (`punches.csv`, `punches.parquet` …), a",
        "workbook with one sheet per table, or Python objects and frames under the same names.",
        "A column in **bold** must stand and be filled; *must stand* means that its cells may be",
        "empty. What an empty cell means stands under *empty*, and what the cell `none` means",
        "under *none*; both are told [below](#empty-cells).",
        "",
        "A cell outside of what its column can be (*from to*) sets its row aside. Digits are 0 to",
        "9, a zero has no sign, and a text holds no control character and none that is invisible",
        "or turns the direction of writing; it is kept composed (Unicode NFC), every kind of",
        "blank as a blank; only where that is said may it have several lines or any letters.",
        "",
        "How percents, flags, dates and all others are written stands",
        "[below](#how-cells-are-written).",
    ]
    for table in pack.every.values():
        lines += ["", f"## {table.name}", "", " ".join([table.doc["en"], *_rules(table)]), ""]
        lines += ["| column | type | meaning | empty | none |", "|---|---|---|---|---|"]
        lines += [_column_row(column) for column in table.columns]
    lines += ["", "## How cells are written", "", *WRITTEN, ""]
    lines += _table(("type", "written", "not"), HOW_CELLS_ARE_WRITTEN)
    lines += EMPTY_CELLS.rstrip("\n").split("\n")
    lines += ["", "## Vocabularies", "", "A profile may add its own words and map local ones.", ""]
    lines += ["| vocabulary | words |", "|---|---|"]
    lines += [
        f"| `{name}` | {_words(words) or 'those of the profile'} |"
        for name, words in pack.vocabularies.items()
    ]
    lines += [
        "",
        "## Doubts",
        "",
        "What an importer may doubt of a row that it keeps. A row in doubt is as it stands or not",
        "there, or what the last column says; emptying the cell `doubt` believes it.",
        "",
    ]
    lines += ["| code | says | other reading |", "|---|---|---|"]
    lines += [
        f"| `{code}` | {doubt.doc['en']} | {OTHER_READINGS[doubt.other]} |"
        for code, doubt in pack.doubts.items()
    ]
    lines += [
        "",
        "## Measures",
        "",
        "What stands in `value` of a row of `scores`; words are mapped under `scores.<measure>`.",
        "",
    ]
    lines += ["| measure | value |", "|---|---|"]
    lines += [
        f"| `{name}` | {kind if isinstance(kind, str) else _words(kind)} |"
        for name, kind in pack.measures.items()
    ]
    return _page(lines)


WRITTEN = [
    "Cells of a CSV are text. Workbooks, Parquet, frames and Python may hold values of their own",
    "type instead. What is written otherwise sets its row aside with a [code](row-codes.md); it",
    "is never guessed.",
]
#: Type, how a cell of it is written, and what sets its row aside; executed by a test.
HOW_CELLS_ARE_WRITTEN = [
    (
        "`nip`",
        "text of 18 digits: `198503152010011001`; blanks and quote marks are taken away",
        "a number: its last digits may be lost",
    ),
    (
        "`date`",
        "`2026-07-06`, also with midnight behind it as programs export it: `2026-07-06 00:00:00`",
        "`06/07/2026`, `2026-07-06 07:30`",
    ),
    (
        "`stamp`",
        "`2026-07-06 07:25`, `2026-07-06 07:25:41`, `2026-07-06T07:25:41+08:00`",
        "`07:25 06-07-2026`",
    ),
    ("`moment`", "as `stamp`, or a date alone: its beginning", "`06/07/2026`"),
    ("`clock`", "`07:30`; `31:30` is 07:30 of the next day", "`7.30`"),
    ("`flag`", "`true` or `false`, in small or capital letters", "`yes`, `ya`, `1`"),
    (
        "`percent`",
        "`90.25` or `90.25%`: both are 90.25 %; `100` is all of it, `0.9025` less than 1 %",
        "`90,25`",
    ),
    ("`amount`", "as `money`; of the component *payment_percent* as `percent`", "`Rp4.500.000`"),
    (
        "`score`",
        "a number: `90.25`, a measure in percent also `90.25%`; or a word: `baik`",
        "`90,25`",
    ),
    ("`money`", "`4500000`, at most two decimals", "`4.500.000`, `Rp 4500000`"),
    ("`number`", "`-3.5`", "`3,5`, `1e3`"),
    ("`coordinate`", "degrees: `-1.312482`; what cannot be one is no place", ""),
    ("`count`, `minutes`", "`30`, also `30.00`", "`30.5`"),
    ("`period`", "`2026-03`, `2026-Q1`, `2026-S1`, `2026`", "`Maret 2026`"),
    ("`month`", "`2026-03`", "`2026-Q1`, `2026`"),
    ("`word`", "one of its words; case, blanks, `-` and `_` do not matter", "any other"),
    (
        "`attribute`",
        "as the type that the [regulation](../how-to/attributes.md) declares for its key",
        "",
    ),
]


def _rules(table: TableDef) -> Iterator[str]:
    """What the cells of a row must be together."""
    given = [
        (table.at_least_one, "At least one of {} is filled."),
        (table.at_most_one, "At most one of {} is filled."),
        *((names, "{} are filled both or not at all.") for names in table.together),
    ]
    for names, words in given:
        if names:
            yield words.format(_words(names))


LETTERS = {"lines": ", several lines", "any": ", any letters"}


def _column_row(column: ColumnDef) -> str:
    name = f"**`{column.name}`**" if column.required == "value" else f"`{column.name}`"
    stands = " *must stand*" if column.required == "column" else ""
    unit = f" ({column.unit})" if column.unit else ""
    low, high = definition().bounds_of(column)
    between = f", {low} to {high}" if low else LETTERS.get(column.letters, "")
    allowed = _words(column.words) or (f"words of `{column.profile}`" if column.profile else "")
    meaning = " ".join(part for part in (column.doc["en"], allowed) if part)
    empty = "" if column.required == "value" else column.empty
    none = (column.none or "none") if column.may_be_none else ""
    kind = f"{column.type}{unit}{between}"
    return f"| {name}{stands} | {kind} | {meaning} | {empty} | {none} |"


def _words(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)


FACTS_HEAD = """
# Facts and prelude

What a formula of a [profile](language.md#formulas) may name before the profile has written
anything: the facts of the pack, by grain, and the words of the prelude, which are formulas
themselves. A profile may redefine every entry of the prelude under the same name, never a fact.

| type | what it is |
|---|---|
| `money` | whole rupiah |
| `percent`, `number` | exact decimals |
| `count` | a whole number |
| `minutes`, `seconds` | a duration, in whole minutes or whole seconds |
| `clock` | a time of the day; the next day goes on after `24:00` |
| `date` | a date |
| `flag` | true or false; it is a condition as it stands: `npwp`, `not npwp` |
| `word` | one of the words named in the row |

Where the column *none* says yes, the value may be known not to exist: ask with `exists` first.
*Empty cell* says in which column of the pack the fact stands, and what an empty cell means there:
[`unknown` is never `none`](pack.md#empty-cells).
"""
#: More words than that stand once, under their vocabulary.
MANY = 9
PRELUDE_HEAD = """
## The prelude

The file `std.yaml` of the package, the lowest layer of every profile.
"""


def facts_page() -> str:
    """Facts by grain, vocabularies, and every definition of the prelude."""
    facts, prelude = _yaml("facts"), _yaml("std")
    words = facts["vocabularies"]
    lines = [FACTS_HEAD.strip("\n")]
    for name, grain in facts["grains"].items():
        lines += [
            "",
            f"## {name}",
            "",
            f"**en** {grain['doc']['en']}  ",
            f"**id** {grain['doc']['id']}",
        ]
        seen = grain.get("sees") or []
        if seen:
            lines += ["", f"Sees the facts of: {_words(tuple(seen))}."]
        rows = [_fact_row(fact, spec, words) for fact, spec in grain["facts"].items()]
        lines += ["", *_table(("fact", "type", "words", "none", "empty cell", "en", "id"), rows)]
    lines += ["", "## Words", "", "`words` of a profile may add to some of them.", ""]
    lines += _table(
        ("vocabulary", "words"), [(f"`{n}`", _words(tuple(w))) for n, w in words.items()]
    )
    lines += [PRELUDE_HEAD.rstrip("\n")]
    for title, rows in _prelude(prelude).items():
        head, *body = rows
        lines += ["", f"### {title}", "", *_table(head, body)]
    return _page(lines)


def _fact_row(name: str, spec: dict[str, Any], words: dict[str, list[str]]) -> tuple[str, ...]:
    kind, _, vocabulary = spec["type"].partition(" ")
    known = tuple(words.get(vocabulary, ()))
    if len(known) > MANY:
        named = f"[{vocabulary}](#words)"
    else:
        # A name as the pack has it: any text, of no vocabulary.
        named = _words(known) or ("any" if kind == "word" else "")
    none = "yes" if spec.get("optional") == "yes" else ""
    column = spec.get("column", "")
    empty = ""
    if column:
        table, _, own = column.partition(".")
        means = definition().tables[table].column(own).empty
        empty = f"[`{column}`](pack.md#{table}): {means}"
    return f"`{name}`", f"`{kind}`", named, none, empty, spec["doc"]["en"], spec["doc"]["id"]


def _prelude(prelude: dict[str, Any]) -> dict[str, list[tuple[str, ...]]]:
    """Title of a section to its heads and rows."""
    found: dict[str, list[tuple[str, ...]]] = {"groups": [("group", "words")]}
    found["groups"] += [(f"`{n}`", _words(tuple(w))) for n, w in prelude["groups"].items()]
    columns = {
        "inputs": ("from", "type", "range"),
        "quantities": ("each", "is"),
        "series": ("each", "when", "measure", "share", "code"),
        "counts": ("is",),
    }
    for section, keys in columns.items():
        heads = ("formula" if key == "is" else key for key in keys)
        found[section] = [(section.removesuffix("s") if section != "series" else section, *heads)]
        for name, spec in prelude[section].items():
            found[section].append((f"`{name}`", *_cells(spec, keys)))
    found["quantities"][0] = ("quantity", "each", "formula")
    return found


def _cells(spec: Any, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The values under `keys`; a text alone is a formula of the month, or other series."""
    if isinstance(spec, str):
        spec = {"each" if "when" in keys else "is": spec}
        spec.setdefault("each", "month")
    return tuple(f"`{spec[key]}`" if spec.get(key) else "" for key in keys)


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    lines = [heads, ("---",) * len(heads), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def _yaml(name: str) -> dict[str, Any]:
    path = PACKAGE / "language" / "std" / f"{name}.yaml"
    plain = _plain(yamltext.parse_yaml(path.read_bytes(), path.name))
    assert isinstance(plain, dict)
    return plain


def _plain(node: yamltext.Node) -> Any:
    if isinstance(node, yamltext.Scalar):
        return node.text
    if isinstance(node, yamltext.Sequence):
        return [_plain(item) for item in node.items]
    return {key: _plain(child) for key, _, child in node.items()}


EXIT_CODES = """
| exit code | meaning |
|---|---|
| 0 | done |
| 1 | done, `--strict` was given, and a result is incomplete or a row was set aside |
| 1 | done, but `import` refused more records of a file than it read |
| 2 | the request, the profile or the pack is wrong: a message, no traceback |
| 3 | findings of `profiles lint`, `test` (cases that fail or are not signed, mutants), `audit` |
| 130 | interrupted |
"""


def commands_page() -> str:
    """One heading per command, with its help in English."""
    lines = [
        "# Commands",
        "",
        "Results go to stdout or to `--out`, everything else to stderr.",
        "The language is Indonesian unless `--lang en` is given, whatever the machine's locale.",
        "Colours and progress are for terminals only.",
        EXIT_CODES.rstrip("\n"),
    ]
    for words in _commands(command_tree(), ()):
        lines += ["", "## " + " ".join(("masker", *words)), ""]
        lines += ["```text", _help(words).rstrip("\n"), "```"]
    return _page(lines)


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield path
    for name, child in getattr(command, "commands", {}).items():
        if not child.hidden:
            yield from _commands(child, (*path, name))


def _help(words: tuple[str, ...]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        run(["--lang", "en", *words, "--help"])
    return printed.getvalue()


def _page(lines: list[str]) -> str:
    return GENERATED + "\n" + "\n".join(lines) + "\n"


def main() -> int:
    """Write every page that differs, say which."""
    for path, text in pages().items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
