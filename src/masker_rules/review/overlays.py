"""Something laid over a regulation: a later change of it that nobody has written as one yet.

What is laid over stands as an amendment on top of the layers: all of the regulation holds, and
what is set replaces it, named as unconfirmed with every result.
"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence as AnySequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from masker_rules import yamltext
from masker_rules.engine.emit import compile_expr
from masker_rules.engine.profile import Profile, load_profile
from masker_rules.errors import Place, RequestError
from masker_rules.facts.sources import file_bytes, source_name
from masker_rules.language.document import load_document
from masker_rules.language.lower import lower
from masker_rules.language.shape import whole_node
from masker_rules.periods import Month
from masker_rules.profiles import locate
from masker_rules.review.paths import Spot, item_at, spot_of
from masker_rules.testing.edits import Edit, apply_edits, rewrite
from masker_rules.texts import LANGUAGES, render
from masker_rules.yamltext import Mapping, Node, Scalar

__all__ = ["Overlaid", "in_force_for", "overlay"]

#: Under this key an overlay names its source.
SOURCE = "what_if"
PLACE = Place("what-if", 1, 1)
Settings = AnyMapping[str, str]


@dataclass(frozen=True, slots=True)
class Overlaid:
    """A regulation with something laid over it."""

    name: str
    """As reports call it."""
    profile: Profile
    """The regulation with it."""
    changes: tuple[tuple[str, str], ...]
    """Path and new text of everything that was set."""
    untouched: tuple[str, ...] = ()
    """Earlier versions that have no such path and stay as they are."""


def overlay(
    regulation: Profile | Overlaid | str | Path | AnyMapping[str, object],
    settings: Settings | None = None,
    *,
    file: str | Path | None = None,
    name: str | None = None,
) -> Overlaid:
    """A regulation with some of its texts replaced.

    Args:
        regulation: An id, path, mapping or loaded profile; or an overlay, to lay more over it.
        settings: Path to new text, `{"rules.late.cut[1m..30m]": "1%"}`: paths as `masker profiles
            show --numbers` writes them, see :mod:`masker_rules.review.paths`. The text `none` for
            a whole item takes it away.
        file: A YAML file laid over first: `set:` with such paths, and sections as in a profile,
            whose items replace those of the regulation key by key.
        name: How reports call it; None lists what was set.

    Raises:
        RequestError: a path leads nowhere [bad-path, no-such-path], or nothing is laid over
            [nothing-set].
        ProfileError: the regulation is wrong, or is with what was laid over it.
    """
    made = regulation if isinstance(regulation, Overlaid) else _begun(regulation)
    for step in (_from_file(file) if file is not None else None, _Layer(dict(settings or {}))):
        if step is not None and step:
            made = _laid(made, step)
    if not made.changes:
        raise RequestError.of("nothing-set")
    told = name or "; ".join(f"{path} = {text}" for path, text in made.changes)
    return replace(made, name=told)


@dataclass(frozen=True, slots=True)
class _Layer:
    """What is laid over at once: texts by path, and sections as they stand in a file."""

    settings: dict[str, str]
    sections: Mapping | None = None

    def __bool__(self) -> bool:
        return bool(self.settings) or self.sections is not None


def _begun(regulation: Profile | str | Path | AnyMapping[str, object]) -> Overlaid:
    profile = regulation if isinstance(regulation, Profile) else load_profile(regulation)
    return Overlaid(profile.id, profile, ())


def _from_file(file: str | Path) -> _Layer:
    path = Path(file)
    try:
        data = file_bytes(path)
    except OSError as bad:
        detail = bad.strerror or type(bad).__name__
        raise RequestError.of("file-unusable", path=source_name(path), detail=detail) from None
    root = yamltext.parse_yaml(data, str(path))
    if not isinstance(root, Mapping):
        raise RequestError.of("overlay-shape", path=str(path))
    if "profile" in root.entries:
        raise RequestError.of("overlay-is-profile", path=str(path))
    given = root.get("set")
    settings = yamltext.plain(given) if given is not None else {}
    if not isinstance(settings, dict):
        raise RequestError.of("overlay-shape", path=str(path))
    rest = {key: node for key, _, node in root.items() if key != "set"}
    sections = Mapping(rest, root.key_places, root.place) if rest else None
    return _Layer({path: _text(value) for path, value in settings.items()}, sections)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _laid(below: Overlaid, layer: _Layer) -> Overlaid:
    """One more layer over a regulation and the versions that it stands for."""
    newest = below.profile
    over, changes = _amended(newest, layer)
    untouched = list(below.untouched)
    versions = []
    for version in newest.versions:
        if version is newest:
            versions.append(over)
            continue
        try:
            versions.append(_amended(version, layer)[0])
        except RequestError:
            untouched.append(version.id)
            versions.append(version)
    over.versions = tuple(versions)
    return Overlaid(below.name, over, (*below.changes, *changes), tuple(dict.fromkeys(untouched)))


def _amended(profile: Profile, layer: _Layer) -> tuple[Profile, tuple[tuple[str, str], ...]]:
    sections: dict[str, Node] = dict(layer.sections.entries) if layer.sections else {}
    changes = [(name, "…") for name in sections]
    spots = [(spot_of(profile.document, path), text) for path, text in layer.settings.items()]
    for section, written in _items(profile, spots).items():
        sections[section] = _merged(sections.get(section), written)
    changes += layer.settings.items()
    sections["profile"] = _header(profile, sections.pop("profile", None))
    sections["sources"] = _merged(sections.get("sources"), _mapping({SOURCE: _source()}))
    root = _mapping(sections)
    return _loaded(profile, f"{profile.id}+{len(profile.document.layers)}", root), tuple(changes)


def _items(profile: Profile, spots: AnySequence[tuple[Spot, str]]) -> dict[str, Node]:
    """The items that hold the new texts: of each the keys that change, whole."""
    edits: dict[tuple[str, str], list[Edit]] = {}
    found: dict[str, Node] = {}
    for spot, text in spots:
        if not spot.steps:
            found[spot.section] = _merged(
                found.get(spot.section), _mapping({spot.item: _value(text)})
            )
            continue
        edits.setdefault((spot.section, spot.item), []).append(rewrite(spot.steps, text))
    for (section, item), own in edits.items():
        entry = item_at(profile.document, section, item)
        assert entry is not None, "a spot was found in it"
        whole = apply_edits(whole_node(entry), own)
        assert isinstance(whole, Mapping), "there is a step into it"
        keys = dict.fromkeys(str(edit.steps[0]) for edit in own)
        changed = _mapping({key: whole.entries[key] for key in keys})
        written = _mapping({item: changed}) if item else changed
        found[section] = _merged(found.get(section), written)
    return found


def _value(text: str) -> Node:
    return Scalar(text, PLACE)


def _mapping(entries: dict[str, Node]) -> Mapping:
    return Mapping(entries, dict.fromkeys(entries, PLACE), PLACE)


def _merged(one: Node | None, other: Node) -> Node:
    """Two mappings as one; what stands in both is of the second."""
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return other
    entries = dict(one.entries)
    for key, node in other.entries.items():
        below = entries.get(key)
        entries[key] = _merged(below, node) if below is not None else node
    return Mapping(entries, {**other.key_places, **one.key_places}, one.place)


def _header(profile: Profile, written: Node | None) -> Node:
    made: dict[str, Node] = {
        "language": _value(profile.document.header.text("language")),
        "id": _value(f"{profile.id}+{len(profile.document.layers)}"),
        "title": _texts("title", title=profile.plan.title),
        "status": _value("draft"),
        "in_force": _value(str(profile.plan.in_force)),
        "amends": _value(profile.id),
        "source": _value(SOURCE),
    }
    return _merged(_mapping(made), written) if written is not None else _mapping(made)


def _source() -> Node:
    return _mapping({
        "title": _texts("source"), "kind": _value("unconfirmed"), "confirmed": _value("no"),
    })  # fmt: skip


def _texts(key: str, **params: object) -> Node:
    return _mapping({
        lang: _value(render(lang, f"review.overlay.{key}", params)) for lang in LANGUAGES
    })  # fmt: skip


def _loaded(profile: Profile, name: str, root: Mapping) -> Profile:
    """A profile of the layers of another and one more, or one in the place of its top."""
    layers = {layer.id: layer for layer in profile.document.layers}
    # By what the layer above calls it, too, which may be an alias.
    for layer, above in pairwise(profile.document.layers):
        if above.below is not None:
            layers[above.below.text()] = layer

    def found(wanted: str) -> tuple[str, bytes | Node]:
        layer = layers.get(wanted)
        return (layer.file, layer.root) if layer is not None else locate(wanted)

    document = load_document(name, root, found)
    plan, told = lower(document, compile_expr)
    return Profile(document, plan, told, profile.path)


def in_force_for(profile: Profile, months: AnySequence[Month]) -> Profile:
    """A regulation as if it were in force in all of the months; itself where it is.

    Raises:
        ProfileError: it says nothing about some of the time.
    """
    span = profile.plan.in_force
    months = [profile.plan.cutoff.named(month) for month in months]
    is_in_force = all(month.first in span and month.last in span for month in months)
    if profile.versions or is_in_force:
        return profile
    first = min(month.first for month in months)
    last = max(month.last for month in months)
    begin = None if span.first is None else min(first, span.first)
    end = None if span.last is None else max(last, span.last)
    text = f"{begin or ''}..{end or ''}"
    top = profile.document.top
    root = apply_edits(top.root, [rewrite(("profile", "in_force"), text)])
    assert isinstance(root, Mapping)
    return _loaded(profile, top.file, root)
