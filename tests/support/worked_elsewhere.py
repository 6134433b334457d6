"""Work that another process can be given: it is looked up by its name there."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass

from masker_rules.errors import RequestError


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


class UnsentError(Exception):
    """Cannot be made again of what it says."""

    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")


def fail_unsent(_number):
    raise UnsentError(1, 2)


def refuse(_number):
    raise RequestError.of("no-parts", path="history", period="-")


def sleep_from_two_on(number):
    if number >= 2:
        time.sleep(600)
    return number
