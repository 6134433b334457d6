"""A plug-in of pytest for `.ci/coverage.py`: workers of pytest-xdist write what they measured.

A worker that has not gone ten seconds after the last test is killed, and on a busy machine it took
its figures along.
"""

from __future__ import annotations

import coverage
import pytest


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write before the worker says that it is done."""
    measured = coverage.Coverage.current()
    if measured is not None and hasattr(session.config, "workerinput"):
        measured.stop()
        measured.save()
