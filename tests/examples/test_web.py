"""The two web services answer what `compute` says, and refuse what would read this machine."""

from __future__ import annotations

import asyncio
import importlib
import io
import json
import sys
from pathlib import Path
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
from cli_month import NET, PAID, PROFILE, tables

import masker_rules as mr
from masker_rules.explain import explain_html

WEB = Path(__file__).parents[2] / "examples" / "web"
MONTH = "2026-07"
ASKED = {"profile": PROFILE, "period": MONTH, "tables": tables()}
WRONG = [
    {**ASKED, "profile": "/etc/passwd"},
    {**ASKED, "tables": "/etc"},
    {"profile": PROFILE, "period": MONTH},
]


def over_wsgi(monkeypatch):
    """Asks the WSGI application as a server does: status and body."""
    monkeypatch.syspath_prepend(WEB)
    application = validator(importlib.import_module("wsgi_app").application)

    def ask(path, body, method="POST"):
        environ = {"REQUEST_METHOD": method, "SCRIPT_NAME": ""}
        environ["CONTENT_LENGTH"] = str(len(body))
        environ["PATH_INFO"], _, environ["QUERY_STRING"] = path.partition("?")
        environ["wsgi.input"] = io.BytesIO(body)
        setup_testing_defaults(environ)
        said = []
        answer = application(environ, lambda *told: said.append(told[:2]))
        told = b"".join(answer)
        answer.close()
        [(status, headers)] = said
        assert dict(headers)["Content-Length"] == str(len(told))
        return int(status[:3]), told

    return ask


def over_asgi(monkeypatch):
    """The same of the FastAPI application."""
    pytest.importorskip("fastapi")
    monkeypatch.syspath_prepend(WEB)
    app = importlib.import_module("fastapi_app").app

    def ask(path, body, method="POST"):
        path, _, query = path.partition("?")
        sent = []
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "scheme": "http", "path": path, "raw_path": path.encode(), "root_path": "",
            "query_string": query.encode(), "headers": [(b"content-type", b"application/json")],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
        }  # fmt: skip

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message):
            sent.append(message)

        asyncio.run(app(scope, receive, send))
        return sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:])

    return ask


BOTH = [over_wsgi, pytest.param(over_asgi, marks=pytest.mark.needs_web)]


@pytest.fixture(params=BOTH, ids=["wsgi", "fastapi"])
def ask(request, monkeypatch):
    yield request.param(monkeypatch)
    for name in ("wsgi_app", "fastapi_app"):
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def results():
    return mr.compute(PROFILE, tables(), MONTH)


def test_service_when_asked_then_the_bytes_of_the_results(ask, results):
    for path, lang in (("/compute", "id"), ("/compute?lang=en", "en")):
        status, told = ask(path, json.dumps(ASKED).encode())
        assert (status, told.decode()) == (200, results.to_json(lang))
    back = mr.Results.from_json(told)
    assert back == results
    assert back.person(PAID).net == NET


@pytest.mark.parametrize("wrong", WRONG, ids=["a path", "tables of a path", "no tables"])
def test_service_when_asked_for_a_path_or_for_nothing_then_refused(ask, wrong):
    status, told = ask("/compute", json.dumps(wrong).encode())
    assert status in {400, 422}
    assert b"root:" not in told


def test_service_when_the_period_is_none_then_its_problem_in_words(ask):
    for path, word in (("/compute", "bulan"), ("/compute?lang=en", "month")):
        status, told = ask(path, json.dumps({**ASKED, "period": "July"}).encode())
        [problem] = json.loads(told)["problems"]
        assert (status, problem["code"]) == (422, "bad-period")
        assert word in problem["text"]


def test_service_when_no_json_comes_then_refused(ask):
    assert ask("/compute", b"{")[0] in {400, 422}


def test_service_when_another_page_is_asked_for_then_there_is_none(ask):
    assert ask("/", b"", "GET")[0] == 404


@pytest.mark.needs_web
def test_fastapi_when_asked_why_then_the_page(monkeypatch, results):
    ask = over_asgi(monkeypatch)
    status, page = ask(f"/explain/{PAID}?lang=en", json.dumps(ASKED).encode())
    assert (status, page.decode()) == (200, explain_html(results.person(PAID), "en"))
    status, told = ask("/explain/1", json.dumps(ASKED).encode())
    assert (status, json.loads(told)["problems"][0]["code"]) == (422, "no-such-result")
    assert ask("/compute?lang=fr", json.dumps(ASKED).encode())[0] == 422
