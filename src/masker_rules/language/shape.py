"""The shape of a profile file: which keys it has, and what may stand under them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from masker_rules import yamltext
from masker_rules.errors import Place, Problem, Problems, ProfileError
from masker_rules.language.entries import Entry
from masker_rules.language.slips import meant_keys
from masker_rules.texts import Phrase
from masker_rules.yamltext import Node

__all__ = ["check_shape", "missing_keys", "whole_node"]

#: Stands in messages for what is no item of a section: the file itself.
FILE = "profile.yaml"


def check_shape(root: Node, file: str, items: Iterable[str], *, partial: bool = False) -> None:
    """Check the keys of a file, and what may stand under them.

    Args:
        root: The file.
        file: Its name in messages.
        items: Sections that are mappings of items.
        partial: Its items may leave out what the amended regulation has.

    Raises:
        ProfileError: every problem [unknown-key, missing-key, wrong-shape].
    """
    from pydantic import ValidationError  # noqa: PLC0415  (heavy: only when a profile is read)

    from masker_rules.language.schema import Profile  # noqa: PLC0415

    try:
        Profile.model_validate(_without_removals(yamltext.plain(root), items, fields=partial))
    except ValidationError as exc:
        errors = [e for e in exc.errors() if not (partial and _is_of_an_item(e))]
        problems = Problems()
        problems.extend(_shape_problems(errors, root, file))
        # In an amendment what is left may be said of another form than the author chose.
        if not problems.errors and not partial:
            problems.extend(_shape_problems(errors, root, file, of_any_form=True))
        problems.raise_if_any(ProfileError)


def _is_of_an_item(error: Any) -> bool:
    """Whether something is missing that the amended item may have."""
    where = tuple(error["loc"])
    return error["type"] == "missing" and (where[0] != "profile" or where[1:] == ("zone",))


def _without_removals(whole: Any, items: Iterable[str], *, fields: bool) -> Any:
    """The file without the items, and in an amendment the fields, that only take away."""
    if not isinstance(whole, dict):
        return whole
    named = set(items)
    return {
        name: _kept(section, fields=fields)
        if name in named and isinstance(section, dict)
        else section
        for name, section in whole.items()
    }


def _kept(section: dict[str, Any], *, fields: bool) -> dict[str, Any]:
    kept = {key: value for key, value in section.items() if value not in ("none", "removed")}
    if not fields:
        return kept
    return {
        key: {k: v for k, v in value.items() if v != "removed"}
        if isinstance(value, dict)
        else value
        for key, value in kept.items()
    }


def missing_keys(entries: Iterable[Entry]) -> Iterator[Problem]:
    """What is missing of items that amendments have changed, once they are whole."""
    from pydantic import ValidationError  # noqa: PLC0415

    from masker_rules.language.schema import Profile  # noqa: PLC0415

    place = Place("")
    sections: dict[str, Node] = {}
    for entry in entries:
        name, _, key = entry.path.partition(".")
        if key:
            section = sections.setdefault(name, yamltext.Mapping({}, {}, place))
            assert isinstance(section, yamltext.Mapping)
            section.entries[key], section.key_places[key] = whole_node(entry), entry.place
        else:
            sections[name] = whole_node(entry)
    root = yamltext.Mapping(sections, dict.fromkeys(sections, place), place)
    header = dict.fromkeys(("language", "id", "title", "status", "zone", "in_force"), "-")
    try:
        Profile.model_validate({"profile": header, **yamltext.plain(root)})
    except ValidationError as exc:
        found = _shape_problems(exc.errors(), root, "")
        yield from (problem for problem in found if problem.code == "missing-key")


def whole_node(entry: Entry) -> Node:
    """An item with what it keeps of the one that it amends."""
    if not isinstance(entry.node, yamltext.Mapping):
        return entry.node
    children = dict(entry.items())
    nodes = {key: whole_node(child) for key, child in children.items()}
    places = {key: child.place for key, child in children.items()}
    return yamltext.Mapping(nodes, places, entry.place)


def _shape_problems(
    errors: Iterable[Any], root: Node, file: str, *, of_any_form: bool = False
) -> Iterator[Problem]:
    """What is wrong in words; `of_any_form` where the author chose none of the forms there are."""
    seen: set[tuple[str, str]] = set()
    for error in errors:
        kind, loc = error["type"], error["loc"]
        key = str(loc[-1]) if loc else ""  # empty: the file as a whole
        spot = _walk(root, loc[:-1] if kind == "missing" else loc, Place(file, 1, 1))
        if not of_any_form and _of_another_form(spot):
            continue
        params: dict[str, object] = {"path": spot.path or FILE}
        if kind == "missing":
            code, params = "missing-key", {"key": key, **params}
        elif kind == "extra_forbidden":
            parent = spot.path.removesuffix(key).rstrip(".") or FILE
            code = "unknown-key"
            params = {"key": key, "path": parent, "nearest": _nearest(key, parent)}
            params["homes"] = homes = _homes(key)
            is_lost = params["nearest"] == "-" and homes
            mend = "shapes.move" if is_lost else "shapes.respell"
            params["mend"] = Phrase(mend, {"key": key, "nearest": params["nearest"]})
        else:
            code, params = "wrong-shape", {**params, "wanted": Phrase(_wanted(kind))}
        if (code, spot.path) not in seen or code == "missing-key":
            seen.add((code, spot.path))
            yield Problem(code, params, spot.place)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a location of pydantic lies in the file.

    Attributes:
        form: The first step that is not in the file: which of several forms was tried.
        chosen: The node that was tried as that form.
    """

    place: Place
    path: str
    form: str
    chosen: Node


def _walk(root: Node, loc: tuple[Any, ...], place: Place) -> _Spot:
    node, path, form, chosen = root, "", "", root
    for step in loc:
        if isinstance(node, yamltext.Mapping) and str(step) in node.entries:
            place = node.key_places[str(step)]
            node = node.entries[str(step)]
            path = f"{path}.{step}" if path else str(step)
        elif isinstance(node, yamltext.Sequence) and isinstance(step, int):
            node = node.items[step]
            place, path = node.place, f"{path}[{step}]"
        elif not form:
            form, chosen = str(step), node
    return _Spot(place, path, form, chosen)


def _of_another_form(spot: _Spot) -> bool:
    """Whether an error only says that the author chose another of several possible forms.

    A value may be a text, a long form, or a table of cells; pydantic complains of each.
    """
    if not spot.form:
        return False
    if not isinstance(spot.chosen, yamltext.Mapping):
        return spot.form != "str"
    if spot.form.startswith("dict["):
        return "rows" in spot.chosen.entries
    return spot.form == "str" or (spot.form == "TableModel" and "rows" not in spot.chosen.entries)


def _nearest(key: str, parent: str) -> str:
    """Keys that may stand at `parent` and are what `key` means, or look like it."""
    section = parent if parent == FILE else parent.partition(".")[0]
    known = {name for home, name in _keys() if home == section} - {key}
    meant = [name for name in meant_keys(key) if name in known]
    return ", ".join(meant) or ", ".join(difflib.get_close_matches(key, sorted(known), 3)) or "-"


def _homes(key: str) -> Phrase | str:
    """Where a key belongs, if it is one of the language at all."""
    homes = ", ".join(dict.fromkeys(home for home, name in _keys() if name == key))
    return Phrase("shapes.homes", {"key": key, "homes": homes}) if homes else ""


@cache
def _keys() -> tuple[tuple[str, str], ...]:
    """Every key of the language with the section whose items have it."""
    from masker_rules.language.schema import Profile  # noqa: PLC0415

    found: list[tuple[str, str]] = []
    for name, field in Profile.model_fields.items():
        section = field.alias or name
        found += [(section, key) for model in _models(field.annotation) for key in _own(model)]
        found.append((FILE, section))
    return tuple(found)


def _models(kind: Any) -> Iterator[Any]:
    """The models of which a section, or an item of it, may be."""
    from pydantic import BaseModel  # noqa: PLC0415

    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
        for field in kind.model_fields.values():
            yield from _models(field.annotation)
    for inner in get_args(kind):
        yield from _models(inner)


def _own(model: Any) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _wanted(kind: str) -> str:
    """The phrase for what pydantic wanted instead of what it found."""
    shapes = {"string": "text", "list": "list", "dict": "mapping", "model": "mapping"}
    return f"shapes.{shapes.get(kind.partition('_')[0], 'other')}"
