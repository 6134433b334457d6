"""The same with FastAPI, which checks what is asked and shows what can be asked at `/docs`.

Try it with `pip install fastapi uvicorn` and `uvicorn --app-dir examples/web fastapi_app:app`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel

import masker_rules as mr
from masker_rules.explain import explain_html

#: Who asks names one of these. Any other text could be the path of a file of this machine.
PROFILES = {name: mr.load_profile(name) for name in ("id/kab-bulukumba", "id/kab-barru")}

Lang = Annotated[Literal["id", "en"], Query()]
Cell = str | int | bool | None

app = FastAPI(title="TPP")


class Facts(BaseModel):
    """Facts of a month, and the regulation that is asked."""

    profile: Literal["id/kab-bulukumba", "id/kab-barru"]
    period: str
    tables: dict[str, list[dict[str, Cell]]]

    def computed(self) -> mr.Results:
        """Everybody's pay."""
        return mr.compute(PROFILES[self.profile], self.tables, self.period)


# Plain functions: FastAPI runs them in threads, so that others are answered meanwhile.
@app.post("/compute")
def compute(facts: Facts, lang: Lang = "id") -> Response:
    """Results as the contract's JSON: the bytes of `Results.to_json`."""
    return Response(facts.computed().to_json(lang), media_type="application/json")


@app.post("/explain/{nip}", response_class=HTMLResponse)
def explain(nip: str, facts: Facts, lang: Lang = "id") -> str:
    """Why a person gets this amount, as a page."""
    return explain_html(facts.computed().person(nip), lang)


@app.exception_handler(mr.MaskerRulesError)
def refused(request: Request, wrong: mr.MaskerRulesError) -> JSONResponse:
    """What is wrong with what was asked, in the language that was asked for."""
    lang = "en" if request.query_params.get("lang") == "en" else "id"
    problems = [{"code": one.code, "text": one.text(lang)} for one in wrong.problems]
    return JSONResponse({"problems": problems}, status_code=422)
