"""Packs written into databases, with types that the columns of the contract ask for."""

from __future__ import annotations

import csv
import datetime as dt
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from masker_rules.facts import definition

FLAGS = {"true": True, "false": False}
#: Type in the database and how a cell of CSV becomes a value of it; everything else is TEXT.
TYPES: dict[str, tuple[Any, Any]] = {
    "date": (sa.Date, dt.date.fromisoformat),
    "stamp": (sa.TIMESTAMP, dt.datetime.fromisoformat),
    "moment": (sa.TIMESTAMP, dt.datetime.fromisoformat),
    "flag": (sa.Boolean, FLAGS.__getitem__),
    "count": (sa.Integer, int),
    "minutes": (sa.Integer, int),
    "money": (sa.Numeric(18, 2), Decimal),
    "amount": (sa.Numeric(18, 2), Decimal),
    "number": (sa.Numeric, Decimal),
    "coordinate": (sa.Double, float),
}


def store(url: str, pack: Path) -> None:
    """Write a folder of CSV into a database, one table for each."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    metadata = sa.MetaData()
    filled = []
    for file in sorted(pack.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
            names = list(rows[0])
        known = {column.name: column.type for column in definition().tables[file.stem].columns}
        types = {name: TYPES.get(known[name], (sa.Text, str)) for name in names}
        columns = [sa.Column(name, types[name][0]) for name in names]
        values = [
            {name: types[name][1](text) if text else None for name, text in row.items()}
            for row in rows
        ]
        filled.append((sa.Table(file.stem, metadata, *columns), values))
    with engine.begin() as connection:
        metadata.create_all(connection)
        for table, values in filled:
            connection.execute(table.insert(), values)
    engine.dispose()


def execute(url: str, *statements: str) -> None:
    """Run SQL, each statement by itself."""
    engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def _program(name: str) -> str:
    folders = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *folders]))
    assert found is not None
    return found


@contextmanager
def postgres(password: str) -> Iterator[str]:
    """A server of its own in a new folder, and the URL of a database in it."""
    # The server refuses to run as root.
    other: dict[str, Any] = {}
    if os.geteuid() == 0:
        other = {"user": "nobody", "group": "nogroup", "extra_groups": []}
    home = Path(tempfile.mkdtemp(prefix="masker-pg-"))
    data, secret, socket = home / "data", home / "secret", home / "socket"
    secret.write_text(password)
    socket.mkdir()
    if other:
        for path in (home, secret, socket):
            shutil.chown(path, other["user"], other["group"])

    def run(program: str, *words: object) -> None:
        command = [_program(program), "-D", data, *words]
        with (home / "out").open("w") as out:  # no pipe: the server would keep it open
            done = subprocess.run(
                list(map(str, command)), check=False, cwd=home, stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.STDOUT, **other,
            )  # fmt: skip
        assert done.returncode == 0, (home / "out").read_text()

    port = _free_port()
    run("initdb", "-U", "masker", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8",
        "--locale=C", "--no-sync")  # fmt: skip
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -k {socket}"
    run("pg_ctl", "-w", "-l", data / "log", "-o", options, "start")
    try:
        yield f"postgresql+pg8000://masker:{password}@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(home)


def _free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
