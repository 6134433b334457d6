"""Drafts with one planted flaw each: a few lines over one base that has none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from masker_rules import yamltext

FOLDER = Path(__file__).resolve().parents[1] / "data" / "flawed"
#: Tables are laid over as a whole: a row of the base that stays would be another flaw.
WHOLE = {"cut", "score"}


def plain(node: yamltext.Node) -> Any:
    if isinstance(node, yamltext.Scalar):
        return node.text
    if isinstance(node, yamltext.Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(child) for key, _, child in node.items()}


def read(name: str) -> dict[str, Any]:
    file = FOLDER / name
    return plain(yamltext.parse_yaml(file.read_bytes(), file.name))


def overlaid(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    made = dict(base)
    for key, value in over.items():
        below = made.get(key)
        if value == "absent" or (value == "none" and isinstance(below, dict)):
            made.pop(key, None)
        elif isinstance(value, dict) and isinstance(below, dict) and key not in WHOLE:
            made[key] = overlaid(below, value)
        else:
            made[key] = value
    return made


BASE = read("base.yaml")
FLAWS = read("flaws.yaml")


def flawed(name: str) -> dict[str, Any]:
    return overlaid(BASE, FLAWS[name]["over"])


def saved(profile: dict[str, Any], folder: Path) -> Path:
    """The profile as a file; JSON is YAML."""
    file = folder / "profile.yaml"
    file.write_text(json.dumps(profile), "utf-8")
    return file


#: Drafts that lint must speak of, and the text that some of them change.
LINT_FLAWS = read("lint.yaml")
CHANGE = {
    "language": "1",
    "id": "id/kab-contoh/perubahan",
    "title": {"id": "Perubahan", "en": "Change"},
    "status": "draft",
    "in_force": "2026-07-01..2026-12-31",
}
AMENDING = {
    "perubahan": {"title": "Perubahan Perbup Contoh", "kind": "regulation", "confirmed": "yes"}
}


def planted(name: str, *, control: bool = False) -> tuple[dict[str, Any], dict[str, Any]]:
    """The draft of a flaw, or its clean control, and what must be installed beside it by id."""
    flaw = LINT_FLAWS[name]
    over = flaw.get("control", {}) if control else flaw["over"]
    below = flaw.get("below")
    if below:
        relation = {"amends" if below == "yes" else "extends": BASE["profile"]["id"]}
        header = {**CHANGE, **relation, "zone": "Asia/Makassar", "source": "perubahan pasal I"}
        if below == "extends":
            header |= {"use": ["amount", "parts", "rules"], "rounding": "half_up"}
        draft = {"profile": header, "sources": AMENDING, **over}
        return draft, {BASE["profile"]["id"]: BASE}
    versions = flaw.get("control_versions" if control else "versions") or flaw.get("versions", {})
    others = [overlaid(BASE, version) for version in versions.values()]
    draft = overlaid(BASE, over)
    listed = [*others, draft] if others else []
    return draft, {one["profile"]["id"]: one for one in listed}
