"""Runs of their own: THR, a thirteenth month, a supplementary payment.

A run is a regulation that extends the one that declares it: it inherits all that is defined, and
what pays or cuts only where its `use` names it. So it has a plan of its own, and nothing that
computes, explains or compares knows of runs but by the name that its results carry.
"""

from __future__ import annotations

import re
from dataclasses import replace

from masker_rules.errors import Problems, ProfileError
from masker_rules.language.document import Document, Entry, Locate, load_document
from masker_rules.language.letters import NAME
from masker_rules.language.plan import PayRun
from masker_rules.language.shape import whole_node
from masker_rules.language.sources import Sources, text_of
from masker_rules.language.taken import check_use
from masker_rules.legal import Text
from masker_rules.texts import LANGUAGES
from masker_rules.yamltext import Mapping, Node, Scalar

__all__ = ["MARK", "read_run", "read_runs", "run_document", "split_ref"]

#: Between a regulation and the name of a run of it: `id/kab-contoh#thr`.
MARK = "#"
#: Keys of a run that its header has; the others are sections.
_HEADER = ("title", "status", "source", "use", "months", "rounding", "note")
#: Of the header of a regulation, what a run has no part in.
_NOT_OF_A_RUN = ("amends", "extends", "use", "run", "months", "revision", "note")
_MONTH = re.compile(r"(?:(?P<year>[0-9]{4})-)?0?(?P<month>[1-9]|1[0-2])")


def split_ref(ref: str) -> tuple[str, str]:
    """A reference to a regulation, and the run that it names; empty where it names none."""
    base, mark, name = ref.rpartition(MARK)
    return (base, name) if mark and base and re.fullmatch(NAME, name) else (ref, "")


def read_runs(document: Document, sources: Sources, problems: Problems) -> tuple[PayRun, ...]:
    """The runs that a regulation declares; reports `bad-run-month` and `use-of-nothing`."""
    for entry in document.section("runs").values():
        if (use := entry.get("use")) is not None:
            check_use(use, document.written, problems)
    return tuple(
        _run(name, entry, sources, problems) for name, entry in document.section("runs").items()
    )


def read_run(document: Document, sources: Sources, problems: Problems) -> PayRun | None:
    """The run that a regulation itself is, None where it is the ordinary month."""
    header = document.header
    name = header.text("run")
    if not name:
        return None
    return replace(_run(name, header, sources, problems), title=_own_title(document, name))


def _own_title(document: Document, name: str) -> Text:
    """What a run is called: without the title of the regulation that declares it."""
    below, title = document.layers[-2], text_of(document.header.get("title"))
    if document.top.id != f"{below.id}{MARK}{name}":
        return title
    law = text_of(below.header.get("title"))
    return Text(*(title.get(lang).removeprefix(f"{law.get(lang)}: ") for lang in LANGUAGES))


def _run(name: str, entry: Entry, sources: Sources, problems: Problems) -> PayRun:
    months = []
    listed = entry.get("months")
    for item in listed.list() if listed is not None else ():
        found = _MONTH.fullmatch(item.text())
        if found is None:
            problems.add("bad-run-month", item.place, text=item.text(), path=entry.path)
            continue
        months.append((int(found["year"] or 0), int(found["month"])))
    return PayRun(name, text_of(entry.get("title")), tuple(months), sources.law(entry))


def run_document(document: Document, name: str, locate: Locate) -> Document:
    """The layers of a run of a regulation: those of the regulation, and the run on top.

    Args:
        document: The regulation.
        name: Of the run.
        locate: Finds layers that are not among those of the regulation.

    Raises:
        ProfileError: it declares no such run [no-such-run], or the run is wrong.
    """
    entry = document.section("runs").get(name)
    if entry is None:
        known = ", ".join(document.section("runs")) or "-"
        raise ProfileError.of("no-such-run", id=document.top.id, run=name, known=known)
    node = whole_node(entry)
    assert isinstance(node, Mapping), "its shape is checked"
    return load_document(document.top.file, _root(document, entry, node), _found(document, locate))


def _root(document: Document, entry: Entry, node: Mapping) -> Mapping:
    """The run as the file that it might be."""
    place = entry.place
    name = entry.path.partition(".")[2]
    above = whole_node(document.header)
    assert isinstance(above, Mapping), "its shape is checked"
    header = {key: child for key, child in above.entries.items() if key not in _NOT_OF_A_RUN}
    header["status"] = Scalar(document.top.status, place)
    header |= {key: node.entries[key] for key in _HEADER if key in node.entries}
    header["id"] = Scalar(f"{document.top.id}{MARK}{name}", place)
    header["extends"] = Scalar(document.top.id, place)
    header["run"] = Scalar(name, place)
    law, own = text_of(document.header.get("title")), text_of(entry.get("title"))
    titles: dict[str, Node] = {
        lang: Scalar(f"{law.get(lang)}: {own.get(lang)}", place) for lang in LANGUAGES
    }
    header["title"] = Mapping(titles, dict.fromkeys(titles, place), place)
    places = {key: node.key_places.get(key, place) for key in header}
    sections: dict[str, Node] = {"profile": Mapping(header, places, place)}
    sections |= {key: child for key, child in node.entries.items() if key not in _HEADER}
    return Mapping(sections, {"profile": place, **node.key_places}, place)


def _found(document: Document, locate: Locate) -> Locate:
    """Finds the layers of a document, by what the layer above calls each of them too."""
    layers = {layer.id: layer for layer in document.layers}
    for layer, above in zip(document.layers, document.layers[1:], strict=False):
        if above.below is not None:
            layers[above.below.text()] = layer

    def found(wanted: str) -> tuple[str, bytes | Node]:
        layer = layers.get(wanted)
        return (layer.file, layer.root) if layer is not None else locate(wanted)

    return found
