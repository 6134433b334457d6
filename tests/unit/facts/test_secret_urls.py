"""A password stands in no message, however the URL that holds it is misspelt."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest
from long_runs import slow_but

import masker_rules as mr
from masker_rules import history
from masker_rules.facts.sources import source_name
from masker_rules.watch import Session

SECRET = "s3cr3tPw"  # noqa: S105  (of nobody)
#: Nobody listens at port 1.
HOST = "127.0.0.1:1/db"
HOSTS = f"u:{SECRET}@{HOST}"
MISSPELT = [
    f"postgresql+pg8000://u:{SECRET}@{HOST}",
    f" postgresql+pg8000://u:{SECRET}@{HOST}",
    f"postgresql+pg8000://u:{SECRET}@{HOST} ",
    f"'postgresql://u:{SECRET}@{HOST}'",
    f'"postgresql://u:{SECRET}@{HOST}"',
    f"postgresql//u:{SECRET}@{HOST}",
    f"postgresql:/u:{SECRET}@{HOST}",
    f"postgresql:u:{SECRET}@{HOST}",
    f"postgresql ://u:{SECRET}@{HOST}",
    f"postgresql: //u:{SECRET}@{HOST}",
    f"postgresql:// u:{SECRET}@{HOST}",
    f"postgresql://u :{SECRET}@{HOST}",
    f"postgresql://u: {SECRET}@{HOST}",
    f"postgresql://u:{SECRET} @{HOST}",
    f"postgresql://u {SECRET}@{HOST}",
    f"postgresql://u{SECRET}@{HOST}",
    f"postgresql//u{SECRET}@{HOST}",
    f"postgresql://u/{SECRET}@{HOST}",
    # As Oracle writes it.
    f"u/{SECRET}@{HOST}",
    f"u/{SECRET}@127.0.0.1/db",
    f"postgresql://u:{SECRET}/{HOST}",
    f"postgresql://u:{SECRET}:{HOST}",
    f"postgresql://u:{SECRET}",
    f"postgresql://{SECRET}@{HOST}",
    f"packs/postgresql://u:{SECRET}@{HOST}",
    f"/data/postgresql://u:{SECRET}@{HOST}",
    f"./postgresql://u:{SECRET}@{HOST}",
    f"u:{SECRET}@{HOST}",
    f"u:{SECRET}@localhost",
    f"//u:{SECRET}@{HOST}",
    f"://u:{SECRET}@{HOST}",
    f"u:{SECRET}@",
    f"postgres:{SECRET}@{HOST}",
    f"postgresql://u:%73{SECRET}@{HOST}",
    f"postgresql%3A//u%3A{SECRET}%40{HOST}",
    f"postgresql://u%3A{SECRET}@{HOST}",
    f"postgresql://u:{SECRET}%40{HOST}",
    f"postgresql://u:p@{SECRET}@{HOST}",
    f"postgresql://u:p/{SECRET}@{HOST}",
    f"postgresql://u:p?{SECRET}@{HOST}",
    f"postgresql://u:p#{SECRET}@{HOST}",
    f"postgresql://u:12/{SECRET}@{HOST}",
    f"postgresql://h/db?password={SECRET}",
    f"postgresql://h/db&password={SECRET}",
    f"postgresql://h/db;password={SECRET}",
    f"postgresql//h/db?password={SECRET}",
    f"postgresql:h/db?password={SECRET}",
    f"host=h user=u password={SECRET}",
    f"h:5432:db:u:{SECRET}",
    f"localhost:5432:*:u:{SECRET}",
    f"postgresql://h:5432:db:u:{SECRET}",
    f"jdbc:postgresql://u:{SECRET}@{HOST}",
    f"jdbc:postgresql://h/db?user=u&password={SECRET}",
    f"<postgresql://u:{SECRET}@{HOST}>",
    f"(postgresql://u:{SECRET}@{HOST})",
    f"postgresql\\\\u:{SECRET}@{HOST}",
    f"postgresql:\\\\u:{SECRET}@{HOST}",
    f"POSTGRESQL://u:{SECRET}@{HOST}",
    f"postgresq://u:{SECRET}@{HOST}",
    f"postgresql+nosuch://u:{SECRET}@{HOST}",
    f"p0stgre$ql://u:{SECRET}@{HOST}",
    f"postgresql;//u:{SECRET}@{HOST}",
    f"postgresql.//u:{SECRET}@{HOST}",
    f"postgresql://u;{SECRET}@{HOST}",
    f"postgresql://u:{SECRET}\n@{HOST}",
    f"\tpostgresql://u:{SECRET}@{HOST}",
    f"file:postgresql://u:{SECRET}@{HOST}",
    f"sqlite:///x.db?key={SECRET}",
    f"sqlite://u:{SECRET}@/x.db",
    f"mysql://u:{SECRET}@{HOST}.zip",
    f"postgresql://u:{SECRET}@{HOST}.xlsx",
    f"postgresql://u:{SECRET}@[::1/db",
    f"postgresql://u:{SECRET}@[::1]:x/db",
    f"u@h:{SECRET}",
    f"postgresql://u@{HOST}:{SECRET}",
    f"\u201cpostgresql://u:{SECRET}@{HOST}\u201d",
    f"URL=postgresql://u:{SECRET}@{HOST}",
    f"--pack=postgresql://u:{SECRET}@{HOST}",
    f"postgresql://u:{SECRET}@h:port/db",
    f"postgresql+pg8000://u:{SECRET}@{HOST}?{SECRET}=1",
    f"postgresql://h/db?user=u&pass={SECRET}",
    # An option whose name is misspelt, too.
    f"postgresql://h/db?user=u&p@ssword={SECRET}",
    f"jdbc:sqlserver://h;user=u;pass/word={SECRET}",
    f"host=h user=u pasword={SECRET} dbname=db",
    f"Server=h;Uid=u;Pw={SECRET};",
]
#: Those of every push: one of six.
SOME = frozenset(MISSPELT[::6])


def told_of(call, url):
    """Everything that a caller, a log or a debugger shows of what goes wrong."""
    with pytest.raises(mr.MaskerRulesError) as caught:
        call(url)
    wrong = caught.value
    shown = [repr(wrong), repr(wrong.problems), *traceback.format_exception(wrong)]
    return "\n".join([*shown, *(wrong.text(lang) for lang in ("id", "en"))])


@pytest.mark.parametrize("url", slow_but(SOME.__contains__, MISSPELT))
def test_url_when_misspelt_then_no_call_tells_the_password(url, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    doors = [
        mr.read_pack,
        lambda one: mr.read_pack(Path(one)),
        lambda one: mr.compute("id/kab-bulukumba", one, "2026-07"),
        lambda one: mr.compute(one, {"employees": []}, "2026-07"),
        lambda one: list(mr.compute_history("id/kab-bulukumba", one, "2026-07")),
        history.parts_of,
        lambda one: history.history_of(one, None),
        lambda one: Session(
            "id/kab-bulukumba", one.replace("/", "|") if "|" in one else f"no/{one}"
        ),
    ]
    for door in doors:
        assert SECRET not in told_of(door, url)
    assert SECRET not in source_name(url)


@pytest.mark.slow
@pytest.mark.parametrize("url", slow_but(SOME.__contains__, MISSPELT))
def test_url_when_misspelt_then_no_command_tells_the_password(url, tmp_path, monkeypatch, capfd):
    from masker_rules.cli import run

    monkeypatch.chdir(tmp_path)
    month = ("--profile", "id/kab-bulukumba", "--period", "2026-07")
    lines = [
        ("check", url),
        ("compute", url, *month),
        ("compute", *url.split(), *month),
        ("compute", url, *month, "--chunk", "--out", "x.csv"),
        ("explain", url, *month, "--nip", "1"),
        ("compute", "nowhere", "--profile", url),
        ("compare", url, "--period", "2026-07", "--baseline", "id/kab-bulukumba", "--draft", url),
        ("watch", url, "--profile", "id/kab-bulukumba", "--once"),
        ("watch", "--profile", "id/kab-bulukumba", "--db", f"no/{url}", "--once"),
        ("profiles", "show", url),
        (url,),
    ]
    for line in lines:
        for lang in ("id", "en"):
            code = run([*line, "--lang", lang])
            said = capfd.readouterr()
            assert code == 2, line
            assert SECRET not in said.out + said.err, line
            assert "Traceback" not in said.err


def test_list_when_counted_then_more_than_thirty():
    assert len(set(MISSPELT)) > 70
