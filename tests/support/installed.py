"""Regulations installed for one test, as a package would bring them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from masker_rules.profiles import registry

__all__ = ["install"]


def install(
    monkeypatch: pytest.MonkeyPatch,
    root: Path,
    profiles: dict[str, dict[str, Any]],
    index: dict[str, Any] | None = None,
) -> None:
    """Write profiles (id to content) under `root` and let the registry find them."""
    for name, content in profiles.items():
        folder = root / name
        folder.mkdir(parents=True)
        (folder / "profile.yaml").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    (root / "index.yaml").write_text(json.dumps(index or {}), "utf-8")
    shipped = registry.roots()
    monkeypatch.setattr(registry, "roots", lambda: (*shipped, root))
    for name in ("index", "_entries", "known_ids"):
        plain = getattr(registry, name).__wrapped__
        monkeypatch.setattr(registry, name, plain)
