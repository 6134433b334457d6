"""The shape of a profile file, as pydantic models: what keys there are and what may stand there.

All leaves are text; their meaning is given by the formula grammar and the lowering. The JSON
Schema that editors use is made from these models.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from masker_rules.language.letters import ID, NAME, NAMED
from masker_rules.language.ranges import RANGES
from masker_rules.texts import render

__all__ = ["Profile", "profile_schema"]


class Strict(BaseModel):
    """Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Both(Strict):
    """A text in both languages."""

    id: str
    en: str


Words = str | Both
Formula = Annotated[str, Field(description="A formula; see the language reference.")]


class TableModel(Strict):
    """A table in its long form: several inputs, or rows with sources of their own."""

    by: str | list[str]
    kind: str = "step"
    gives: str = ""
    rows: list[list[str]]
    fixed: str = ""
    source: str = ""
    label: Words = ""


Bands = Annotated[
    dict[str, str],
    Field(description="Cell to value, `1m..30m: 0.5%`; the key `by` names the input."),
]
Value = Formula | TableModel | Bands
Rounding = str | list[str]


class Header(Strict):
    """Who the regulation is."""

    language: str
    id: str
    title: Words
    status: str
    zone: str
    in_force: str
    start: str = ""
    rounding: str = ""
    extends: str = ""
    amends: str = ""
    use: list[str] = []
    run: str = ""
    months: str | list[str] = ""
    source: str = ""
    revision: str = ""
    note: Words = ""
    declares: dict[str, Words] = {}


class SourceModel(Strict):
    """A document that numbers come from."""

    title: Words
    kind: str
    article: str = ""
    confirmed: str = "no"
    seen: str = ""


class TermModel(Strict):
    """A named constant, or an open one that a lower layer must fill."""

    value: str = ""
    open: str = ""
    range: str = ""
    fixed: str = ""
    label: Words = ""
    source: str = ""
    note: Words = ""


class PostModel(Strict):
    """Whose amount is read: a formula of a class, a post, or both."""

    job_class: str = ""
    position: str = ""


class InputModel(Strict):
    """A month fact read from the pack."""

    from_: str = Field(alias="from")
    type: str
    range: str = ""
    of: str = "month"
    missing: str = ""
    granted: str = ""
    words: list[str] = []
    for_: PostModel | None = Field(None, alias="for")


class CorrectionModel(Strict):
    """Until when what can be put right, and who decides."""

    tables: str | list[str] = []
    deadline: str = ""
    decided_by: Words = ""
    fixed: str = ""
    source: str = ""
    note: Words = ""


class QuotaModel(Strict):
    """How much leave there is in a calendar year."""

    days: str = ""
    asked: str = ""
    counted: str = ""
    fixed: str = ""
    source: str = ""
    note: Words = ""


class PoolModel(Strict):
    """What people have together, and how money is shared by it."""

    of: str = "unit"
    points: Value
    for_: Formula = Field("", alias="for")
    amount: Value = ""
    rest: str = ""
    rank: Formula = ""
    missing: str = ""
    label: Words = ""
    fixed: str = ""
    source: str = ""
    note: Words = ""


class BalanceModel(Strict):
    """What is earned and spent beside money, and carried from month to month."""

    type: str
    earned: Value
    spent: Value
    cap: Value = ""
    lapses: str = ""
    after: str = ""
    keeps: Value = ""
    label: Words = ""
    fixed: str = ""
    source: str = ""
    note: Words = ""


class EmptyModel(Strict):
    """What an empty cell of a column means, and which law says so."""

    means: str
    source: str = ""


class SessionModel(Strict):
    """Hours of one weekday in the long form."""

    hours: str
    break_: str = Field("", alias="break")
    late_from: str = ""
    early_until: str = ""
    target: str = ""


Week = dict[str, str | SessionModel]


class HoursModel(Strict):
    """A named schedule: hours by weekday and season, and who has it."""

    for_: str = Field("", alias="for")
    normal: Week
    ramadan: Week = {}
    late_from: str | dict[str, str] = ""
    sessions: str = ""
    fixed: str = ""
    source: str = ""


class ShiftModel(Strict):
    """A roster shift."""

    hours: str
    break_: str = Field("", alias="break")
    rest_days: str = "0"
    sessions: str = ""
    fixed: str = ""
    source: str = ""


class PunchesModel(Strict):
    """What punches count, and what a punch without a kind is."""

    kinds: dict[str, str] = {}
    accepted: dict[str, str] = {}
    verdict: Value = ""
    event_ends: str = "included"
    outage: str = ""
    outage_reach: str = ""
    shift_reach: str = ""
    site_radius_m: str = ""
    source: str = ""


class SanctionsModel(Strict):
    """When sanctions take effect, how long they last, and which one gives way."""

    order: list[str] = []
    overlap: str = "together"
    takes_effect: str = ""
    months: dict[str, str] = {}
    source: str = ""


class PerformanceMonthModel(Strict):
    """Which dates a performance month has."""

    days: str = ""
    tables: dict[str, str] = {}
    source: str = ""


class QuantityModel(Strict):
    """A named formula."""

    is_: Value = Field(alias="is")
    each: str = "month"
    round: Rounding = ""
    fixed: str = ""
    source: str = ""
    label: Words = ""


class SeriesModel(Strict):
    """What `each` may range over."""

    each: str
    when: Formula = "yes"
    measure: Formula = ""
    share: Formula = ""
    code: str = ""


class AmountModel(Strict):
    """The full amount before any part."""

    is_: Formula = Field("tpp", alias="is")
    class_: Formula = Field("", alias="class")
    part_month: str = "working_days"
    service_part: str = "share"
    round: Rounding = ""
    fixed: str = ""
    source: str = ""


class IndicatorModel(Strict):
    """One of several things by which a part is earned, and its share of the part."""

    weight: Value
    score: Value = ""
    earned: Formula = ""
    target: Formula = ""
    no_target: str = ""
    at_most: str = ""
    round: Rounding = ""
    label: Words = ""
    source: str = ""


class PartModel(Strict):
    """A share of the amount, what it has earned, and how it is rounded."""

    weight: Value = "100%"
    of: str | list[str] = ""
    score: Value = ""
    is_: Formula = Field("", alias="is")
    earn: dict[str, IndicatorModel] = {}
    earned: Formula = ""
    target: Formula = ""
    no_target: str = ""
    at_most: str = ""
    at_least: str = ""
    round: Rounding = ""
    round_left: Rounding = ""
    residual: str = ""
    label: Words = ""
    fixed: str = ""
    source: str = ""


class RuleModel(Strict):
    """One sentence of the regulation: each … when … cut … of …."""

    each: str
    when: Formula = ""
    for_: Formula = Field("", alias="for")
    cut: Value = ""
    give: Value = ""
    pay: Value = ""
    times: Value = ""
    limit: str | list[str] = ""
    zero: str = ""
    postpone: str = ""
    withhold: str = ""
    flag: Words = ""
    bring: Value = ""
    months: Value = ""
    basis: Words = ""
    starts: str = ""
    of: str | list[str] = ""
    from_: str = Field("", alias="from")
    free: str | list[str] = ""
    at_most: str | list[str] = ""
    own_limits: str = ""
    beside_pay: str = ""
    round: Rounding = ""
    code: str | list[str] = ""
    label: Words = ""
    fixed: str = ""
    source: str = ""
    note: Words = ""


class LineModel(Strict):
    """A line of the pay sheet after the gross."""

    kind: str
    is_: Formula = Field("", alias="is")
    cut: Value = ""
    of: Formula = ""
    round: Rounding = ""
    at_least: str = ""
    at_most: Formula = ""
    carry: str = ""
    label: Words = ""
    fixed: str = ""
    source: str = ""
    borne_by: str = ""


class QuestionModel(Strict):
    """A point that the text leaves open, and the reading taken."""

    about: str
    ask: Words
    options: list[Words] = []
    taken: Words
    open: str = "yes"
    when: Formula = ""


class ExpectedWeekModel(Strict):
    """Hours of a week without breaks, for lint."""

    normal: str
    ramadan: str = ""
    source: str = ""


class RunModel(Strict):
    """A run of its own beside the ordinary month: what it takes over, and its own sections."""

    title: Words
    status: str = ""
    months: str | list[str] = ""
    use: list[str] = []
    rounding: str = ""
    source: str = ""
    note: Words = ""
    sources: dict[str, SourceModel] = {}
    terms: dict[str, str | TermModel] = {}
    inputs: dict[str, InputModel] = {}
    tables: dict[str, TableModel | Bands] = {}
    quantities: dict[str, Formula | QuantityModel] = {}
    series: dict[str, str | SeriesModel] = {}
    counts: dict[str, Formula] = {}
    amount: Formula | AmountModel = ""
    parts: dict[str, PartModel] = {}
    rules: dict[str, RuleModel] = {}
    pay: dict[str, LineModel] = {}
    questions: dict[str, QuestionModel] = {}


class AcceptModel(Strict):
    """A finding of lint that the profile accepts."""

    accept: str
    at: str
    because: Words


class Profile(Strict):
    """A whole profile file."""

    profile: Header
    sources: dict[str, SourceModel] = {}
    terms: dict[str, str | TermModel] = {}
    words: dict[str, dict[str, str]] = {}
    groups: dict[str, list[str]] = {}
    empty: dict[str, str | EmptyModel] = {}
    inputs: dict[str, InputModel] = {}
    pools: dict[str, PoolModel] = {}
    balances: dict[str, BalanceModel] = {}
    hours: dict[str, HoursModel] = {}
    shifts: dict[str, ShiftModel] = {}
    expected_week: ExpectedWeekModel | None = None
    calendar: list[dict[str, str]] = []
    punches: PunchesModel = PunchesModel()
    events_every_day: list[str] = []
    spells: str | dict[str, str | list[str]] = ""
    rosters: str = ""
    performance_month: PerformanceMonthModel = PerformanceMonthModel()
    doubts: dict[str, str] = {}
    corrections: dict[str, CorrectionModel] = {}
    quotas: dict[str, QuotaModel] = {}
    sanctions: SanctionsModel = SanctionsModel()
    tables: dict[str, TableModel | Bands] = {}
    quantities: dict[str, Formula | QuantityModel] = {}
    series: dict[str, str | SeriesModel] = {}
    counts: dict[str, Formula] = {}
    amount: Formula | AmountModel = ""
    parts: dict[str, PartModel] = {}
    rules: dict[str, RuleModel] = {}
    pay: dict[str, LineModel] = {}
    questions: dict[str, QuestionModel] = {}
    runs: dict[str, RunModel] = {}
    lint: list[AcceptModel] = []


#: The models of a section whose keys have a range.
_MODELS = {
    "parts": ("PartModel", "IndicatorModel"),
    "rules": ("RuleModel",),
    "pay": ("LineModel",),
}
#: What a YAML parser may make of a leaf; our own reads the text that stands there.
LEAF = ["string", "number", "boolean"]
#: What takes an item away that a lower layer has.
REMOVAL = {"enum": ["none", "removed"]}


def profile_schema(lang: str = "id") -> dict[str, Any]:
    """JSON Schema of a profile file, for editors: every key described in `lang`.

    It allows what an editor cannot judge: leaves that YAML takes for numbers, items that only
    take away, and items of a change that leave out what stays. Loading judges those.
    """
    schema = Profile.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    for name, model in {**schema["$defs"], "Profile": schema}.items():
        _describe(name.removesuffix("Model").lower(), model, lang)
        if name not in {"Header", "Profile"}:
            model.pop("required", None)
    schema["$defs"]["Header"]["required"].remove("zone")
    for section in schema["properties"].values():
        items = section.get("additionalProperties")
        if isinstance(items, dict):
            section["additionalProperties"] = {"anyOf": [*items.get("anyOf", [items]), REMOVAL]}
    for (section, key), allowed in RANGES.items():
        for model in _MODELS[section]:
            field = schema["$defs"][model]["properties"].get(key)
            if field is not None:
                field["x-range"] = str(allowed)
    for section in NAMED:
        schema["properties"][section]["propertyNames"] = {"pattern": f"^{NAME}$"}
    for key in ("id", "extends", "amends"):
        schema["$defs"]["Header"]["properties"][key]["pattern"] = f"^{ID}$"
    _loosen(schema)
    return schema


def _describe(name: str, model: dict[str, Any], lang: str) -> None:
    """Put the words of the catalogs where pydantic puts names made from the code."""
    model["description"] = render(lang, f"schema.{name}._about", {})
    model.pop("title", None)
    for key, field in model["properties"].items():
        field.pop("title", None)
        field["description"] = _words_of(name, key, lang)
        for form in field.get("anyOf", ()):
            kind = {"string": "formula", "object": "bands"}.get(form.get("type", ""), "")
            if "description" in form and kind:
                form["description"] = render(lang, f"schema.any.{kind}", {})


def _loosen(node: Any) -> None:
    """Let every leaf be what a YAML parser makes of it."""
    if isinstance(node, dict):
        if node.get("type") == "string":
            node["type"] = LEAF
        for child in node.values():
            _loosen(child)
    elif isinstance(node, list):
        for child in node:
            _loosen(child)


def _words_of(name: str, key: str, lang: str) -> str:
    """What is said of a key of this model, of those that earn, or of every model."""
    for owner in (name, "earning", "any"):
        path = f"schema.{owner}.{key}"
        found = render(lang, path, {})
        if found != path:
            return found
    return path
