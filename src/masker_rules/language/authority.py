"""What an upper layer fixes: a lower one that writes it again is told both articles."""

from __future__ import annotations

from masker_rules.language.entries import Entry, Layer
from masker_rules.language.workspace import Workspace

__all__ = ["check_fixed", "told_upper"]


def check_fixed(work: Workspace) -> None:
    """Report every item of a lower regulation that an upper one has fixed."""
    layers = work.document.layers
    for path, written in work.document.written.items():
        fixed: Entry | None = None
        for entry in written:
            if fixed is not None and not _is_change_of(layers, entry.layer, fixed.layer):
                work.problems.add(
                    "fixed-overridden",
                    entry.place,
                    work.sources.law(entry),
                    path=path,
                    upper=told_upper(work, fixed),
                )
                continue
            # A change of the regulation keeps what it fixed, unless it says otherwise.
            stays = fixed is not None and entry.text("fixed") != "no"
            fixed = entry if stays or entry.text("fixed") == "yes" else None


def told_upper(work: Workspace, entry: Entry) -> str:
    """Article and place of what an upper layer says."""
    law = work.sources.law(entry)
    return f"{law} ({entry.place})" if law else f"{entry.layer.id} ({entry.place})"


def _is_change_of(layers: tuple[Layer, ...], layer: Layer, upper: Layer) -> bool:
    """Whether a layer is a later text of the very regulation that `upper` is."""
    first, last = layers.index(upper), layers.index(layer)
    return all(between.amends for between in layers[first + 1 : last + 1])
