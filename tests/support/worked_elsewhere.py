"""Work that another process can be given: it is looked up by its name there."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass


@dataclass(frozen=True)
class Square:
    """Adds to a square."""

    more: int

    def __call__(self, number):
        return self.more + number**2

    @staticmethod
    def process(_number):
        """Who works."""
        return os.getpid()


def fail_at_three(number):
    if number == 3:
        message = "three is too many"
        raise ValueError(message)
    return number


def killed_at_three(number):
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number
