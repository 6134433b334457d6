"""What stands in the JSON of results, for type checkers and for editors that complete keys.

These are the types of what `Results.as_dict` and `Result.as_dict` give and of what `json.loads`
makes of `Results.to_json`; `masker schema result` says the same as JSON Schema. Rupiah are whole
numbers, percents texts (`90.25%`, or a fraction of one such as `3037/3375`), months `2026-03`,
days `2026-03-02`.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict

from masker_rules.facts.findings import RowJson

__all__ = [
    "AboutJson",
    "BesideJson",
    "BoundsJson",
    "CalendarJson",
    "ChecksJson",
    "ConsequenceJson",
    "FindingJson",
    "LineJson",
    "MoveJson",
    "PackAboutJson",
    "PackJson",
    "PersonJson",
    "ProfileJson",
    "RemarkJson",
    "ResultJson",
    "RowJson",
    "RunJson",
    "ToFillJson",
    "UnitDayJson",
    "WhoseJson",
]


class PersonJson(TypedDict):
    """Whom a result is about; see :class:`masker_rules.Person`."""

    name: str
    unit: str | None
    grade: str | None
    job_class: int | None
    position: str | None
    category: str | None
    staff_group: str | None


class RemarkJson(TypedDict):
    """Something said beside a result; `date` is None where it concerns the month."""

    code: str
    date: str | None
    message: str


class LineJson(TypedDict):
    """A line of pay; `amount` in whole rupiah, negative where something is taken."""

    id: str
    kind: str
    amount: int
    label: str
    source: str


class FindingJson(TypedDict):
    """What one day or month cost.

    `rate` is a percent. `rupiah` is whole: less than 1 beside the exact amount, so that the
    findings of a result add up to what was lost. `exact` is the exact amount as text: `-8000`,
    `-2666.5`, or `-8000/3` where no finite decimal exists. `amount` is the same as the first
    programs read it: a whole number, or that text where it is not whole.
    """

    date: str | None
    code: str
    rule: str
    quantity: str
    rate: str | None
    of: str
    amount: int | str
    rupiah: int
    exact: str
    label: str
    source: str


#: What the law brings besides money; `from`, a word of Python, is the month in which it begins.
ConsequenceJson = TypedDict(
    "ConsequenceJson",
    {"code": str, "from": str | None, "months": int | None, "basis": str, "source": str},
)


#: Where something that is missing is filled in; see :class:`masker_rules.ToFill`.
ToFillJson = TypedDict(
    "ToFillJson",
    {
        "missing": str,
        "do": str,
        "table": str,
        "column": str,
        "row": dict[str, str],
        "file": str,
        "value": str,
        "from": str | None,
        "until": str | None,
    },
)


class BoundsJson(TypedDict):
    """Between what the net could lie, in whole rupiah; None is open."""

    lowest: int | None
    highest: int | None
    missing: list[str]
    to_fill: NotRequired[list[ToFillJson]]


class ResultJson(TypedDict):
    """One person and month; see :class:`masker_rules.Result`."""

    nip: str
    period: str
    period_days: NotRequired[str]
    run: NotRequired[str]
    unknown_counts: NotRequired[list[str]]
    status: str
    person: PersonJson
    why_status: list[RemarkJson]
    warnings: list[RemarkJson]
    parts: dict[str, str | None]
    lines: list[LineJson]
    gross: int | None
    deductions: int | None
    net: int | None
    bounds: BoundsJson | None
    pay_in: str | None
    consequences: list[ConsequenceJson]
    findings: list[FindingJson]
    counts: dict[str, int | str]
    trace: NotRequired[dict[str, object]]


class UnitDayJson(TypedDict):
    """A unit, and a working day on which nobody of it has a punch."""

    unit: str
    date: str


class WhoseJson(TypedDict):
    """A person and month."""

    nip: str
    period: str


class MoveJson(TypedDict):
    """Who is paid otherwise than before; `net` and `before` in whole rupiah."""

    nip: str
    period: str
    against: str
    net: int
    before: int


class BesideJson(TypedDict):
    """Results beside earlier ones; see `masker_rules.compute(..., beside=...)`."""

    share: str
    compared: int
    moved: list[MoveJson]
    only_now: list[WhoseJson]
    only_before: list[WhoseJson]


class ChecksJson(TypedDict):
    """Whether the run may be paid; see :class:`masker_rules.Checks`."""

    settled: bool
    why: list[RemarkJson]
    zero: int
    incomplete: int
    rows_of_nobody: dict[str, int]
    months_without_punches: list[str]
    unit_days_without_punches: list[UnitDayJson]
    beside: NotRequired[BesideJson]


class ProfileJson(TypedDict):
    """A regulation that computed; `unconfirmed` are paths of numbers that nobody confirmed."""

    id: str
    status: str
    digest: str
    unconfirmed: list[str]
    granted_to_some: NotRequired[list[str]]
    versions: NotRequired[list[dict[str, object]]]


class CalendarJson(TypedDict):
    """The calendar; `estimated` are the years whose calendar is an estimate."""

    digest: str
    estimated: list[int]


class PackAboutJson(TypedDict):
    """The pack: the digest of its facts, and accepted rows by table."""

    digest: str
    rows: dict[str, int]
    after: NotRequired[list[str]]
    parts: NotRequired[list[dict[str, object]]]


class PackJson(PackAboutJson):
    """The pack, with its rows that do not count or call for a look."""

    set_aside: list[RowJson]
    warnings: list[RowJson]


class _ComputedJson(TypedDict):
    masker: str
    schema: str
    profile: ProfileJson
    profiles: NotRequired[list[ProfileJson]]
    calendar: CalendarJson


class AboutJson(_ComputedJson):
    """What a run was computed with; `schema` is of the JSON, `masker` the version."""

    pack: PackAboutJson


class RunJson(_ComputedJson):
    """A whole run; see :class:`masker_rules.Results`."""

    columns: list[str]
    checks: ChecksJson
    pack: PackJson
    results: list[ResultJson]
