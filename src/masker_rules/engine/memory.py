"""What was made of a pack, for the next regulation that asks the same of it.

A comparison computes the same facts under regulations that differ in few things: mostly they have
the same words and the same hours, so that what attendance makes of the punches is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["Memory"]

Made = TypeVar("Made")
#: So much of a kind is kept: that of now, and that of a draft with other hours.
KEPT = 2


class Memory:
    """What was made of one pack; another pack begins with an empty memory."""

    def __init__(self) -> None:
        self._kept: dict[str, list[tuple[Any, Any]]] = {}

    def of(self, kind: str, key: Any, make: Callable[[], Made]) -> Made:
        """What `make` gives, or gave when it was asked for by an equal key.

        Args:
            kind: What it is: keys are compared with those of the same kind.
            key: Everything that it is made of, beside the pack.
            make: Makes it.
        """
        own = self._kept.setdefault(kind, [])
        for known, made in own:
            if known == key:
                found: Made = made
                return found
        made = make()
        own.insert(0, (key, made))
        del own[KEPT:]
        return made
