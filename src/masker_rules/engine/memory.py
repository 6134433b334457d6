"""What was made of a pack, for the next regulation that asks the same of it.

A comparison computes the same facts under regulations that differ in few things: mostly they have
the same words and the same hours, so that what attendance makes of the punches is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["Memory"]

Made = TypeVar("Made")
#: So many of a kind are kept beside the first: drafts with other hours, members of a set.
KEPT = 3


class Memory:
    """What was made of one pack; another pack begins with an empty memory.

    Of each kind the first is kept, which is that of the baseline, and those asked for last.
    """

    def __init__(self) -> None:
        self._kept: dict[str, list[tuple[Any, Any]]] = {}

    def of(self, kind: str, key: Any, make: Callable[[], Made]) -> Made:
        """What `make` gives, or gave when it was asked for by an equal key.

        Args:
            kind: What it is: keys are compared with those of the same kind.
            key: Everything that it is made of, beside the pack. Equal keys must mean the same:
                where the order of a mapping decides, it is no mapping in a key.
            make: Makes it.
        """
        own = self._kept.setdefault(kind, [])
        for place, (known, made) in enumerate(own):
            if known == key:
                if place:
                    own.append(own.pop(place))
                found: Made = made
                return found
        made = make()
        own.append((key, made))
        if len(own) > 1 + KEPT:
            del own[1]
        return made
