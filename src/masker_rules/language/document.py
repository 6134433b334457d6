"""A profile with its layers: files read, their shape validated, entries merged by id.

A layer that *extends* another inherits its definitions (words, hours, tables, quantities …) and
may redefine them under the same name. What pays or cuts (amount, parts, rules, pay, questions)
comes from a lower layer only where the header's `use` names it, so that a regulation says itself
what it applies.

A layer that *amends* another is a later change of the same regulation: all of it holds, and what
the file writes replaces it item by item, inside an item key by key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files

from masker_rules import yamltext
from masker_rules.errors import Place, Problems, ProfileError
from masker_rules.language.changes import as_change, idle_removals
from masker_rules.language.entries import KINDS_OF_DAY, Document, Entry, Layer, is_removed
from masker_rules.language.letters import check_letters
from masker_rules.language.shape import check_shape, missing_keys
from masker_rules.language.taken import USED, check_uses
from masker_rules.yamltext import Node

__all__ = ["SINGLE", "Document", "Entry", "Layer", "Locate", "load_document"]

#: Finds the text of a profile id: (file name for messages, raw bytes or what they were read as).
Locate = Callable[[str], tuple[str, bytes | Node]]

INHERITED = (
    "sources",
    "terms",
    "words",
    "groups",
    "inputs",
    "hours",
    "shifts",
    "tables",
    "quantities",
    "pools",
    "series",
    "counts",
    "doubts",
    "corrections",
    "quotas",
)
SINGLE = (
    "amount",
    "empty",
    "punches",
    "calendar",
    "events_every_day",
    "spells",
    "rosters",
    "expected_week",
    "sanctions",
    "performance_month",
)
MAX_LAYERS = 16
#: Bytes of a file that is remembered as it was read.
SHORT = 20_000


def load_document(file: str, data: bytes | Node, locate: Locate) -> Document:
    """Read a profile and everything it extends or amends.

    Args:
        file: Name of the file, for messages.
        data: Its raw content, or the nodes that it was read as.
        locate: Finds the layers named by `extends` and `amends`.

    Raises:
        ProfileError: with every problem of the first layer that has one [yaml-*, unknown-key,
            missing-key, wrong-shape, bad-name, bad-profile-id, unseen-letter,
            profile-is-overlay, extends-cycle, extends-and-amends, profile-not-found].
    """
    layers = [_layer(file, data)]
    while below := layers[0].below:
        parent = below.text()
        if parent in {layer.id for layer in layers} or len(layers) >= MAX_LAYERS:
            chain = " → ".join(layer.id for layer in reversed(layers))
            raise ProfileError.of("extends-cycle", below.place, chain=f"{chain} → {parent}")
        layers.insert(0, _layer(*_located(below, locate)))
    layers.insert(0, _std())
    document = Document(tuple(layers))
    for depth, layer in enumerate(layers):
        used = _used(layers, depth)
        _merge(document, layer, used)
    _check_whole(document)
    document.digest = _digest(document)
    return document


def _located(below: Entry, locate: Locate) -> tuple[str, bytes | Node]:
    """The file of the layer that an entry names; who finds none says where it is named."""
    try:
        return locate(below.text())
    except ProfileError as exc:
        raise ProfileError(
            replace(problem, place=problem.place or below.place) for problem in exc.problems
        ) from None


def _check_whole(document: Document) -> None:
    """Refuse what takes over or away nothing, and what lacks a key that nobody gives it."""
    entries = [entry for section in document.sections.values() for entry in section.values()]
    changed = [e for e in (*entries, *document.single.values()) if e.layer.amends]
    problems = Problems()
    check_uses(document, problems)
    problems.extend(idle_removals(document))
    problems.extend(as_change(document, problem) for problem in missing_keys(changed))
    problems.raise_if_any(ProfileError)


@cache
def _std() -> Layer:
    path = files(__package__) / "std" / "std.yaml"
    return _layer("std.yaml", path.read_bytes())


def _layer(file: str, data: bytes | Node) -> Layer:
    short = isinstance(data, bytes) and len(data) <= SHORT
    return _read_once(file, data) if short else _read(file, data)


def _read(file: str, data: bytes | Node) -> Layer:
    root = yamltext.parse_yaml(data, file) if isinstance(data, bytes) else data
    if isinstance(root, yamltext.Mapping) and "set" in root.entries and not root.get("profile"):
        raise ProfileError.of("profile-is-overlay", root.place)
    check_shape(root, file, (*INHERITED, *USED), partial=_is_amendment(root))
    if not isinstance(root, yamltext.Mapping):
        raise ProfileError.of("wrong-shape", Place(file, 1, 1), path="profile", wanted="mapping")
    check_letters(root)
    header = Entry("profile", root.entries["profile"], root.place, Layer("", "", file, "", root))
    amends = header.get("amends")
    if amends is not None and header.get("extends"):
        raise ProfileError.of("extends-and-amends", amends.place)
    return Layer(
        id=header.text("id"),
        status=header.text("status"),
        file=file,
        source=header.text("source"),
        root=root,
        amends=header.text("amends"),
    )


#: The same bytes under the same name are the same layer, which nobody changes: a framework stands
#: below many regulations, and a regulation is loaded again and again.
_read_once = lru_cache(maxsize=32)(_read)


def _is_amendment(root: Node) -> bool:
    header = root.get("profile") if isinstance(root, yamltext.Mapping) else None
    return isinstance(header, yamltext.Mapping) and header.get("amends") is not None


def _used(layers: list[Layer], depth: int) -> frozenset[str]:
    """Paths of `layers[depth]` that every higher layer takes over."""
    if depth == len(layers) - 1:
        return frozenset({"*"})
    wanted: frozenset[str] | None = None
    for layer in layers[depth + 1 :]:
        if layer.amends:
            continue
        entry = layer.header.get("use")
        named = frozenset(item.text() for item in entry.list()) if entry else frozenset()
        wanted = named if wanted is None else _in_both(wanted, named)
    return frozenset({"*"}) if wanted is None else wanted


def _in_both(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Paths that both take over; a section is all of its items."""
    return frozenset(
        path
        for paths, beside in ((one, other), (other, one))
        for path in paths
        if beside & {path, path.partition(".")[0]}
    )


def _merge(document: Document, layer: Layer, used: frozenset[str]) -> None:
    root = Entry("", layer.root, layer.root.place, layer)
    for name in (*INHERITED, *USED):
        section = root.get(name)
        if section is not None:
            _merge_items(document, name, section, frozenset({"*"}) if name in INHERITED else used)
    for name in SINGLE:
        entry = root.get(name)
        if entry is None:
            continue
        if name == "calendar":
            document.calendar.extend(
                Entry(e.path[1:], e.node, e.place, layer) for e in entry.list()
            )
            continue
        _write_down(document, name, entry)
        if name != "amount" or used & {"*", "amount"}:
            document.single[name] = _standing(name, entry, document.single.get(name))


def _merge_items(document: Document, name: str, section: Entry, used: frozenset[str]) -> None:
    into = document.sections.setdefault(name, {})
    for key, written in section.items():
        path, entry = f"{name}.{key}", written
        if name == "groups" and key in KINDS_OF_DAY and is_removed(written):
            # The language itself asks for these groups: one that is taken away has no words.
            entry = replace(written, node=yamltext.Sequence((), written.node.place))
        _write_down(document, path, entry)
        if not used & {"*", name, path}:
            continue
        before = into.get(key)
        # A change stands where the changed item stood: the order of pay lines is theirs.
        if is_removed(entry) or not section.layer.amends:
            into.pop(key, None)
        if not is_removed(entry):
            into[key] = _standing(path, entry, before)


def _write_down(document: Document, path: str, entry: Entry) -> None:
    written = document.written.setdefault(path, [])
    written.append(_standing(path, entry, written[-1] if written else None))


def _standing(path: str, entry: Entry, before: Entry | None) -> Entry:
    """An item as it stands once its layer is laid over those below."""
    amended = before if entry.layer.amends else None
    return Entry(path, entry.node, entry.place, entry.layer, amended=amended)


def _digest(document: Document) -> str:
    content = [yamltext.plain(layer.root) for layer in document.layers]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
