"""What a text changes or takes away of those below it: it must be there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from masker_rules.errors import Problem, Problems
from masker_rules.language.entries import Document, Entry, Layer, is_field_removed, is_removed
from masker_rules.language.sources import Sources, text_of
from masker_rules.legal import Text, joined
from masker_rules.texts import Phrase
from masker_rules.yamltext import Mapping

__all__ = ["as_change", "idle_removals", "near_name", "text_below"]

#: So many names are shown where none is alike.
SHOWN = 5


def idle_removals(document: Document) -> Iterator[Problem]:
    """Items, and of amended items keys and rows, that are taken away and were never there."""
    for path, written in document.written.items():
        there = False
        for entry in written:
            if not is_removed(entry):
                there = True
                yield from _idle_keys(document, entry)
            elif not there:
                section, _, key = path.partition(".")
                known = _names(document, section, entry.layer)
                yield _idle(document, entry, path, key, known)


def _idle_keys(document: Document, entry: Entry) -> Iterator[Problem]:
    before = entry.amended
    if before is None or not isinstance(entry.node, Mapping):
        return
    for key, place, node in entry.node.items():
        if is_field_removed(node) and before.get(key) is None:
            known = [name for name, _ in before.items()]
            yield _idle(document, replace(entry, place=place), f"{entry.path}.{key}", key, known)


def _idle(document: Document, entry: Entry, path: str, key: str, known: list[str]) -> Problem:
    params = {"path": path, **_told(document, entry, path.removesuffix(key), key, known)}
    return Problem("nothing-to-remove", params, entry.place, _laws(document, entry))


def as_change(document: Document, problem: Problem) -> Problem:
    """A key that a changed item lacks, told as what it is: the item is not in the text below."""
    path = str(problem.params["path"])
    written = document.written.get(path, [])
    if len(written) != 1 or not written[0].layer.amends:
        return problem
    entry = written[0]
    section, _, key = path.partition(".")
    told = _told(document, entry, f"{section}.", key, _names(document, section, entry.layer))
    params = {"path": path, "key": problem.params["key"], **told}
    place = problem.place if problem.place and problem.place.line else entry.place
    return Problem("nothing-to-change", params, place, _laws(document, entry))


def near_name(name: str, known: Iterable[str]) -> str:
    """The name that was probably meant, empty where none is alike."""
    return next(iter(difflib.get_close_matches(name, list(known), 1)), "")


def _names(document: Document, section: str, layer: Layer) -> list[str]:
    """The items of a section that the layers below one have."""
    below = document.layers[: document.layers.index(layer)]
    return [
        path.partition(".")[2]
        for path, written in document.written.items()
        if path.startswith(f"{section}.") and any(entry.layer in below for entry in written)
    ]


def _told(
    document: Document, entry: Entry, stem: str, key: str, known: list[str]
) -> dict[str, object]:
    """The text below, by its title and id, and the name in it that was probably meant."""
    near = near_name(key, known)
    return {
        "below": text_below(document, entry.layer),
        "nearest": f"{stem}{near}" if near else ", ".join(known[:SHOWN]) or "-",
    }


def text_below(document: Document, layer: Layer) -> Phrase:
    """The text below a layer, by its title and its id."""
    below = document.layers[document.layers.index(layer) - 1]
    title = text_of(below.header.get("title"))
    return Phrase("lint.text_below", {"title": title, "id": below.id})


def _laws(document: Document, entry: Entry) -> Text:
    """The law of a change, and that of what it lies over where there is something."""
    sources = Sources(document, Problems())
    entries = [entry, *([entry.amended] if entry.amended else [])]
    return joined(map(sources.law, entries))
