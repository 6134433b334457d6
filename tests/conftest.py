"""What every test shares: Hypothesis profiles, and what a marked test needs of the machine."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

# Programs that must be there, one of each group; where they are not, the test is skipped, in CI
# it fails.
NEEDS = {
    "needs_java": (("java",),),
    "needs_postgres": (("initdb", "pg_ctl"),),
    "needs_office": (("soffice", "libreoffice"),),
    "needs_browser": (("chromium", "chromium-browser", "google-chrome"),),
    "needs_compiler": (("cc", "gcc", "clang"),),
    "needs_tools": (("ruff",), ("mypy",), ("lint-imports",), ("mkdocs",)),
    # Libraries alone: `pytest.importorskip` looks for them.
    "needs_web": (),
}

_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("small", max_examples=25, derandomize=True, database=None, **_COMMON)
settings.register_profile("ci", max_examples=100, derandomize=True, database=None, **_COMMON)
# Whoever asks only whether a test fails needs no small example of it.
settings.register_profile(
    "first_failure", settings.get_profile("small"), phases=[Phase.explicit, Phase.generate]
)
settings.register_profile("large", max_examples=2000, **_COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "small"))


# A shell that starts us in the background lets us ignore Ctrl-C, and so would the programs that
# tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


# Rows and results hold no cycles, and what collection makes stays to the end: a tenth of the time
# would go into looking through them again and again.
gc.set_threshold(200_000, 30, 30)


def pytest_collection_finish() -> None:
    gc.freeze()


def pytest_configure(config: pytest.Config) -> None:
    """Where Python may write no bytecode beside the sources, let it stand in pytest's cache.

    Otherwise every worker rewrites the assertions of all tests again, and every process that a
    test starts compiles the whole package.
    """
    if sys.dont_write_bytecode and hasattr(config, "cache"):
        folder = str(config.cache.mkdir("bytecode"))
        sys.dont_write_bytecode, sys.pycache_prefix = False, folder
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture(scope="session", autouse=True)
def _no_bytecode_of_temporary_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The cache keeps nothing of modules that stood in the folders of tests."""
    yield
    if sys.pycache_prefix is not None:
        made = Path(sys.pycache_prefix, *tmp_path_factory.getbasetemp().parts[1:])
        shutil.rmtree(made, ignore_errors=True)


def _present(programs: tuple[str, ...]) -> bool:
    # Tools stand beside this Python, whether its environment is activated or not; Debian keeps
    # PostgreSQL's server programs outside PATH, one folder per version.
    folders = [str(path) for path in Path("/usr/lib/postgresql").glob("*/bin")]
    beside = str(Path(sys.executable).parent)
    search = os.pathsep.join([beside, os.environ.get("PATH", ""), *folders])
    return any(shutil.which(program, path=search) for program in programs)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, groups in NEEDS.items():
        for programs in groups if item.get_closest_marker(marker) else ():
            if not _present(programs):
                pytest.skip(f"{marker}: none of {', '.join(programs)} is installed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    wanted = [marker for marker in NEEDS if item.get_closest_marker(marker)]
    expected_failure = hasattr(report, "wasxfail")
    if report.skipped and wanted and not expected_failure and os.environ.get("MASKER_CI") == "1":
        report.outcome = "failed"
        report.longrepr = (
            f"skipped, which CI does not allow for {', '.join(wanted)}: {call.excinfo}"
        )
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """In CI a failure is named at once: a run that is cut off has said what it found."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    if report.failed and os.environ.get("MASKER_CI") == "1" and not is_worker:
        sys.stderr.write(f"\nfailed ({report.when}): {report.nodeid}\n")
