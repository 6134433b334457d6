"""A web service without a framework: facts of a month in, results out, as the contract's JSON.

    python examples/web/wsgi_app.py 8000
    curl -s localhost:8000/compute --data @facts.json

The body is `{"profile": "id/kab-bulukumba", "period": "2026-07", "tables": {"employees": [...]}}`;
`?lang=en` answers in English. Any WSGI server serves `application`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import make_server

import masker_rules as mr

#: Who asks names one of these. Any other text could be the path of a file of this machine.
PROFILES = {name: mr.load_profile(name) for name in ("id/kab-bulukumba", "id/kab-barru")}
#: Bytes of a body that is read.
LARGEST = 20_000_000


class RefusedError(Exception):
    """What was asked cannot be answered.

    Args:
        status: Of the answer.
        told: What stands in it.
    """

    def __init__(self, status: str, told: str) -> None:
        super().__init__(told)
        self.status, self.told = status, told


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    lang = parse_qs(environ.get("QUERY_STRING", "")).get("lang", ["id"])[0]
    lang = lang if lang in {"id", "en"} else "id"
    try:
        asked = body_of(environ)
        results = mr.compute(asked["profile"], asked["tables"], asked["period"])
        status, told = "200 OK", results.to_json(lang)
    except RefusedError as refused:
        status, told = refused.status, json.dumps({"error": refused.told}) + "\n"
    except mr.MaskerRulesError as wrong:
        problems = [{"code": one.code, "text": one.text(lang)} for one in wrong.problems]
        status, told = "422 Unprocessable Content", json.dumps({"problems": problems}) + "\n"
    raw = told.encode()
    kind = ("Content-Type", "application/json; charset=utf-8")
    start_response(status, [kind, ("Content-Length", str(len(raw)))])
    return [raw]


def body_of(environ: dict[str, Any]) -> dict[str, Any]:
    """What is asked, with the regulation loaded.

    Raises:
        RefusedError: there is no such page, or the body is too long or no such JSON.
    """
    if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != "/compute":
        raise RefusedError("404 Not Found", "POST /compute")
    size = int(environ.get("CONTENT_LENGTH") or 0)
    if size > LARGEST:
        raise RefusedError("413 Content Too Large", f"at most {LARGEST} bytes")
    try:
        asked = json.loads(environ["wsgi.input"].read(size))
    except ValueError:
        raise RefusedError("400 Bad Request", "no JSON") from None
    # A text in place of tables would be taken for a path.
    shapes = {"profile": str, "period": str, "tables": dict}
    if not isinstance(asked, dict) or any(
        not isinstance(asked.get(name), kind) for name, kind in shapes.items()
    ):
        raise RefusedError("400 Bad Request", "profile, period and tables are needed")
    if asked["profile"] not in PROFILES:
        raise RefusedError("400 Bad Request", f"profile: one of {', '.join(PROFILES)}")
    return {**asked, "profile": PROFILES[asked["profile"]]}


if __name__ == "__main__":
    with make_server("127.0.0.1", int(sys.argv[1]), application) as server:
        server.serve_forever()
