"""Regulations installed for one test, as a package would bring them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from masker_rules.profiles import registry

__all__ = ["install"]


def install(
    monkeypatch: pytest.MonkeyPatch,
    root: Path,
    profiles: Mapping[str, dict[str, Any] | str],
    index: dict[str, Any] | None = None,
) -> None:
    """Write profiles (id to content or text) under `root` and let the registry find them."""
    for name, content in profiles.items():
        folder = root / name
        folder.mkdir(parents=True)
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        (folder / "profile.yaml").write_text(text, "utf-8")
    (root / "index.yaml").write_text(json.dumps(index or {}), "utf-8")
    shipped = registry.roots()
    monkeypatch.setattr(registry, "roots", lambda: (*shipped, root))
    for name in ("index", "_entries", "known_ids"):
        plain = getattr(registry, name).__wrapped__
        monkeypatch.setattr(registry, name, plain)
