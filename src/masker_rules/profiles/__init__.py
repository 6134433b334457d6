"""Where profiles are found: shipped ids, aliases, and the entry points of other packages."""

from masker_rules.profiles.registry import (
    find,
    known_ids,
    locate,
    resolve_alias,
    siblings,
    versions_of,
)

__all__ = ["find", "known_ids", "locate", "resolve_alias", "siblings", "versions_of"]
