"""What is committed runs on every machine and names no registry."""

from __future__ import annotations

import re

# Written so that this file does not match itself.
MACHINE_PATH = re.compile(r"(^|[^a-z.])/(home|root|work|mnt|srv)[/]")
HOST = re.compile(r"(pypi[.]org|pythonhosted[.]org|npmjs[.]org)")
UNFINISHED = re.compile(r"\b(TODO|FIXME)\b")


def lines(paths):
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            yield path, number, line


def test_files_when_tracked_then_hold_no_machine_path(tracked):
    found = [
        f"{path}:{number}" for path, number, line in lines(tracked) if MACHINE_PATH.search(line)
    ]
    assert not found, f"paths of one machine: {found}"


def test_files_when_tracked_then_name_no_registry_host(tracked):
    found = [f"{path}:{number}" for path, number, line in lines(tracked) if HOST.search(line)]
    assert not found, f"hosts of package registries: {found}"


def test_files_when_tracked_then_no_lock_that_records_hosts(tracked):
    found = [str(path) for path in tracked if path.name == "uv.lock"]
    assert not found, f"locks that record hosts: {found}"


def test_sources_when_tracked_then_nothing_is_left_open(tracked, root):
    sources = [path for path in tracked if path.is_relative_to(root / "src")]
    found = [
        f"{path}:{number}" for path, number, line in lines(sources) if UNFINISHED.search(line)
    ]
    assert not found, f"unfinished: {found}"
