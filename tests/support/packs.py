"""Small packs on disk and in memory for tests."""

from __future__ import annotations

from masker_rules.facts import read_pack

NIP = "198501012010011001"
OTHER = "199003152015032992"
EMPLOYEES = f"nip,name,category\n{NIP},Contoh Satu,PNS\n{OTHER},Contoh Dua,CPNS\n"


def write(folder, **tables):
    """A directory of CSV tables; `employees` is there unless given."""
    folder.mkdir(exist_ok=True)
    for name, text in {"employees": EMPLOYEES, **tables}.items():
        data = text if isinstance(text, bytes) else text.encode()
        (folder / f"{name}.csv").write_bytes(data)
    return folder


def pack_of(folder, **tables):
    return read_pack(write(folder, **tables))


def codes(findings):
    return [finding.code for finding in findings]


def one(findings):
    [finding] = findings
    return finding
