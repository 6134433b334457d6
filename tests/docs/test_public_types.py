"""What the page of the Python API calls public is typed all through, and told field by field."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import re
import sys
import textwrap
import tomllib
import typing
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import pytest
from pages import ROOT

import masker_rules as mr
from masker_rules.engine.result import LineKind, Status
from masker_rules.facts.definition import definition
from masker_rules.facts.rows import Employee

PAGE = (ROOT / "docs/reference/api.md").read_text("utf-8")
ENTRY = re.compile(r"^::: (?P<path>[\w.]+)\n(?P<options>(?:    .*\n)*)", re.MULTILINE)
#: Is looked at where the extra `spark` is installed, as in the job of CI that has Java.
ON_CLUSTER = "masker_rules.columnar.spark"
#: Sessions, the cluster and the tools of testers speak of things that only their makers meet.
PARTS_OF_THEIR_OWN = (ON_CLUSTER, "masker_rules.watch", "masker_rules.testing")


@dataclass(frozen=True)
class Public:
    """Something that the page lists, with the members that it shows; None shows all."""

    path: str
    thing: Any
    members: frozenset[str] | None


def found(path: str) -> Any:
    parts = path.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:]:
            thing = getattr(thing, name)
        return thing
    raise AssertionError(path)


def listed() -> list[Public]:
    every = []
    for entry in ENTRY.finditer(PAGE):
        if entry["path"].startswith(ON_CLUSTER) and find_spec("pyspark") is None:
            continue
        thing = found(entry["path"])
        shown = re.search(r"members: \[(.*)\]", entry["options"])
        members = None if shown is None else frozenset(re.findall(r"\w+", shown[1]))
        if inspect.ismodule(thing):
            every += [
                Public(f"{entry['path']}.{name}", getattr(thing, name), None)
                for name in (thing.__all__ if members is None else sorted(members))
            ]
        else:
            every.append(Public(entry["path"], thing, members))
    return every


LISTED = listed()
CLASSES = [one for one in LISTED if isinstance(one.thing, type)]


# ------------------------------------------------------------------ types as they are written
@cache
def names_of(module: str) -> dict[str, Any]:
    """Names of a module with those that only type checkers import."""
    home = sys.modules[module]
    names = dict(vars(home))
    for node in ast.parse(inspect.getsource(home)).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for one in node.body:
                _take(one, names)
    return names


def _take(node: ast.stmt, names: dict[str, Any]) -> None:
    if isinstance(node, ast.Import):
        exec(ast.unparse(node), names)  # noqa: S102  (our own source)
    elif isinstance(node, ast.ImportFrom):
        assert node.module is not None
        home = importlib.import_module(node.module)
        for alias in node.names:
            known = vars(home) if hasattr(home, alias.name) else names_of(node.module)
            names[alias.asname or alias.name] = known[alias.name]
    elif isinstance(node, ast.AnnAssign):
        assert node.value is not None
        names[ast.unparse(node.target)] = eval(ast.unparse(node.value), names)  # noqa: S307


def hints_of(thing: Any) -> dict[str, Any]:
    own = dict(vars(thing)) if isinstance(thing, type) else None
    return typing.get_type_hints(thing, names_of(thing.__module__), own)


def members_of(public: Public) -> dict[str, Any]:
    """Functions and properties of a class that the page shows, those of its bases too."""
    shown = {}
    for base in reversed(public.thing.__mro__):
        if not base.__module__.startswith("masker_rules"):
            continue
        for name, member in vars(base).items():
            if is_shown(public, name):
                bare = getattr(member, "__func__", getattr(member, "fget", member))
                bare = member.func if isinstance(member, cached_property) else bare
                if inspect.isfunction(bare):
                    shown[name] = bare
    return shown


def is_shown(public: Public, name: str) -> bool:
    if name.startswith("_"):
        return name in {"__getitem__", "__iter__", "__len__"} and name != "__init__"
    return public.members is None or name in public.members


def signatures(public: Public) -> dict[str, dict[str, Any]]:
    """The types of arguments, results and fields, by what they belong to."""
    if not isinstance(public.thing, type):
        overloads = typing.get_overloads(public.thing)
        return {
            f"{public.path}#{n}": hints_of(one)
            for n, one in enumerate(overloads or [public.thing])
        }
    every = {}
    fields = {n: t for n, t in hints_of(public.thing).items() if is_shown(public, n)}
    every[public.path] = fields
    for name, member in members_of(public).items():
        for number, one in enumerate(typing.get_overloads(member) or [member]):
            every[f"{public.path}.{name}#{number}"] = hints_of(one)
    return every


def pieces(hint: Any) -> Any:
    yield hint
    for inner in typing.get_args(hint):
        for one in inner if isinstance(inner, list | tuple) else (inner,):
            yield from pieces(one)
    if isinstance(hint, typing.TypeVar) and hint.__bound__ is not None:
        yield from pieces(hint.__bound__)


# ------------------------------------------------------------------ what must be true
def test_page_when_read_then_it_lists_every_name_that_the_package_exports():
    things = {id(one.thing) for one in LISTED}
    absent = [n for n in mr.__all__ if n != "__version__" and id(getattr(mr, n)) not in things]
    assert not absent


def of_the_job_that_has_it(one: Public) -> Any:
    on_cluster = one.path.startswith(ON_CLUSTER)
    return pytest.param(one, id=one.path, marks=[pytest.mark.needs_java] if on_cluster else [])


@pytest.mark.parametrize("public", [*map(of_the_job_that_has_it, LISTED)])
def test_public_name_when_its_types_are_read_then_none_is_any(public):
    anything = [
        f"{of}: {name}"
        for of, hints in signatures(public).items()
        for name, hint in hints.items()
        if any(piece is Any for piece in pieces(hint))
    ]
    assert not anything


@pytest.mark.parametrize(
    "public",
    [one for one in LISTED if not one.path.startswith(PARTS_OF_THEIR_OWN)],
    ids=lambda one: one.path,
)
def test_public_name_when_it_names_a_class_of_ours_then_that_is_public_too(public):
    known = {id(one.thing) for one in LISTED}
    hidden = {
        f"{of}: {piece.__module__}.{piece.__qualname__}"
        for of, hints in signatures(public).items()
        for hint in hints.values()
        for piece in pieces(hint)
        if isinstance(piece, type)
        and piece.__module__.startswith("masker_rules")
        and id(piece) not in known
    }
    assert not hidden


def told_below(thing: type) -> set[str]:
    """Fields with words below them: editors show those at the field, and no list of the class."""
    told = set()
    for base in thing.__mro__:
        if not base.__module__.startswith("masker_rules"):
            continue
        for field, below in pairwise(body_of(base)):
            words = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
            if words and isinstance(field, ast.AnnAssign):
                told.add(ast.unparse(field.target))
    return told


def documented_fields(thing: type) -> set[str]:
    """Fields with words of their own, below them or in a list of the class."""
    told = told_below(thing)
    for base in thing.__mro__:
        if not base.__module__.startswith("masker_rules"):
            continue
        _, _, listing = (inspect.getdoc(base) or "").partition("Attributes:\n")
        for names in re.findall(r"^    ([\w, ]+):", listing, re.MULTILINE):
            told |= set(names.split(", "))
    return told


# What the columns of rows mean stands in `tables.yaml`, and so on the page of the pack.
@pytest.mark.parametrize(
    "public",
    [
        one
        for one in CLASSES
        if dataclasses.is_dataclass(one.thing) and "facts.rows" not in one.path
    ],
    ids=lambda one: one.path,
)
def test_field_when_public_then_it_is_told_what_stands_in_it(public):
    names = {field.name for field in dataclasses.fields(public.thing)}
    bare = {name for name in names if is_shown(public, name)} - documented_fields(public.thing)
    assert not bare


def own_fields(thing: type) -> list[str]:
    """Fields for those who compute; a note `#:` above one says that it is for our own modules."""
    own = []
    for base in thing.__mro__:
        if not base.__module__.startswith("masker_rules"):
            continue
        lines = textwrap.dedent(inspect.getsource(base)).splitlines()
        for field in body_of(base):
            if isinstance(field, ast.AnnAssign):
                name = ast.unparse(field.target)
                is_ours = lines[field.lineno - 2].lstrip().startswith("#:")
                own += [] if is_ours or name.startswith("_") else [name]
    return own


EXPORTED = [one for one in CLASSES if one.thing in {getattr(mr, name) for name in mr.__all__}]


@pytest.mark.parametrize(
    "public",
    [one for one in EXPORTED if dataclasses.is_dataclass(one.thing)],
    ids=lambda one: one.path,
)
def test_field_when_its_class_is_exported_then_an_editor_shows_words_at_it(public):
    told = told_below(public.thing)
    assert {name for name in own_fields(public.thing) if name not in told} == set()


def words_below(thing: type) -> dict[str, str]:
    """The words below each field of a class, in one line."""
    return {
        ast.unparse(field.target): " ".join(str(below.value.value).split())
        for field, below in pairwise(body_of(thing))
        if isinstance(field, ast.AnnAssign)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
    }


def test_field_of_employee_when_looked_at_then_it_says_what_the_table_says():
    columns = definition().tables["employees"].columns
    told = words_below(Employee)
    own = [column for column in columns if column.name not in ("doubt", "known_at")]
    assert [c.name for c in own if not told.get(c.name, "").startswith(c.doc["en"])] == []
    assert len(told) == len(own)


@pytest.mark.parametrize("name", ["gross", "deductions", "net", "amount", "lowest", "highest"])
def test_amount_when_looked_at_in_an_editor_then_it_says_rupiah(name):
    of_all = map(words_below, (mr.Result, mr.LineItem, mr.Finding, mr.Bounds))
    told = [words[name] for words in of_all if name in words]
    assert told
    assert all("rupiah" in words for words in told)


def body_of(thing: type) -> list[ast.stmt]:
    [node] = ast.parse(textwrap.dedent(inspect.getsource(thing))).body
    assert isinstance(node, ast.ClassDef)
    return node.body


def test_page_when_it_lists_words_then_all_that_a_field_may_be():
    for alias, heading in ((Status, "| `status` |"), (LineKind, "| `kind` of a line |")):
        table = PAGE[PAGE.index(heading) :].split("\n\n")[0]
        first = [line.split("|")[1] for line in table.splitlines()[2:]]
        listed = [word for cell in first for word in re.findall("`(.*?)`", cell)]
        assert sorted(listed) == sorted(typing.get_args(alias))


def test_page_when_it_lists_extras_then_all_that_can_be_installed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    section = PAGE[PAGE.index("## Extras") : PAGE.index("## Calls")]
    told = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    told += re.findall(r"`(\w+)`", section[section.index("`test`, ") :])
    assert sorted(told) == sorted(project["optional-dependencies"])
