"""A comparison as data: a baseline, one or more drafts, and everybody's change under each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from masker_rules.engine.notebook import Shown
from masker_rules.engine.open_points import MONTH_WITHOUT_PUNCHES
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Remark, Result
from masker_rules.engine.results import Grounds, How
from masker_rules.engine.sets import ProfileSet
from masker_rules.engine.unit_doubts import UNIT_DAY
from masker_rules.errors import RequestError
from masker_rules.legal import Text
from masker_rules.periods import DateRange, Month
from masker_rules.review.effects import Articles, Change
from masker_rules.review.people import People
from masker_rules.texts import json_text, render, spoken
from masker_rules.texts.spoken import Code, Listed, MonthOf
from masker_rules.units import exact_text

if TYPE_CHECKING:
    from masker_rules.engine.result_json import AboutJson, ProfileJson
    from masker_rules.facts.findings import SetAside
    from masker_rules.facts.frames import PolarsFrame
    from masker_rules.review.audit_compare import AuditComparison

__all__ = ["Comparison", "Effect", "Side"]

#: So many days of units are named in one line.
NAMED = 10


@dataclass(frozen=True, slots=True)
class Side:
    """One of the regulations that are compared.

    Attributes:
        name: As the report calls it: its id, or what was set.
        title: In both languages.
        info: Id, status, digest and unconfirmed paths as the results' header tells them.
        articles: What it calls the causes of money.
        regulation: Itself.
        in_force: Of its own text, where it was computed for months in which it is not in force.
        changes: Path and new text of everything that was set.
        untouched: Earlier versions that nothing was laid over: they have no such path.
    """

    name: str
    title: Text
    info: ProfileJson
    articles: Articles
    regulation: Profile | ProfileSet
    in_force: DateRange | None = None
    changes: Sequence[tuple[str, str]] = ()
    untouched: Sequence[str] = ()


# `cached_property` needs a dictionary.
@dataclass(frozen=True)
class Effect:
    """What one draft changes.

    Attributes:
        changes: One per person-month, ordered by period and nip.
        remarks: Warnings of its results, with how many person-months each concerns.
        audit: Its audit beside that of the baseline, where one was asked for.
    """

    draft: Side
    changes: tuple[Change, ...]
    remarks: tuple[tuple[Remark, int], ...] = ()
    audit: AuditComparison | None = field(default=None, repr=False)

    @cached_property
    def known(self) -> tuple[Change, ...]:
        """Those of which both regulations say what is paid."""
        return tuple(change for change in self.changes if change.is_known)

    @property
    def total(self) -> int:
        """By how much the budget of the whole history changes, where it is known."""
        return sum(change.net or 0 for change in self.known)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A baseline and drafts over one history.

    `effects` has one per draft, in the order in which they were given; `baseline` is what they are
    held against.
    """

    baseline: Side
    """The regulation that is compared with, and what it pays."""
    effects: tuple[Effect, ...]
    """One per draft, in the order in which they were given."""
    months: tuple[Month, ...]
    """The history."""
    people: People = field(repr=False)
    """Who bears it."""
    header: Mapping[str, object] = field(repr=False)
    """What it was computed with."""
    set_aside: tuple[SetAside, ...] = field(default=(), repr=False)
    """Rows of the pack that do not count."""
    remarks: tuple[tuple[Remark, int], ...] = field(default=(), repr=False)
    """Warnings of the results of the baseline, with how many each concerns."""
    how: How | None = field(default=None, repr=False)
    """Which engine computed the baseline."""
    absent: tuple[Month, ...] = ()
    """Months asked for that the history does not hold; nothing here is of them."""
    grounds: Grounds = field(default_factory=Grounds)
    """What the facts say on whether the results are settled."""
    swept: str = ""
    """The path whose values the drafts try, empty where they are drafts."""
    compute: Callable[[int | None, str, Month], Result] | None = field(default=None, repr=False)
    """Computes one person and month once more, of the baseline (None) or a draft."""

    @property
    def about(self) -> AboutJson:
        """What it was computed with: version, regulation, calendar, digest of the pack."""
        return cast("AboutJson", self.header)

    @property
    def unpunched(self) -> tuple[Month, ...]:
        """Months that are not known, for nobody of a pack has a punch in them."""
        return self.grounds.months

    @property
    def gaps(self) -> dict[str, tuple[Month, ...]]:
        """Months asked for of which something is not there, by the code of the warning."""
        found = {"month-absent": self.absent, "month-without-punch": self.unpunched}
        return {code: months for code, months in found.items() if months}

    def checks(self, lang: str = "id") -> list[tuple[str, str]]:
        """What is to be looked at before the figures are believed: code and text."""
        told = [
            (code, render(lang, f"review.gaps.{code}", {"months": _months(months)}))
            for code, months in self.gaps.items()
        ]
        told += [
            (note.code, f"{note.message(lang)}.")
            for note in self.grounds.why
            if note.code != MONTH_WITHOUT_PUNCHES
        ]
        days = [f"{unit or '–'} {spoken.day(lang, day)}" for unit, day in self.grounds.unit_days]
        if days:
            named = ", ".join(days[:NAMED]) + (", …" if len(days) > NAMED else "")
            params = {"count": len(days), "days": named}
            told.append((UNIT_DAY, render(lang, f"review.gaps.{UNIT_DAY}", params)))
        return told

    def nothing_text(self, draft: int = 0, lang: str = "id") -> str:
        """Why nothing is compared, where no person-month is complete under both; else empty.

        Of whom both regulations pay nothing because they are not entitled, nothing is compared.
        """
        changes = [change for change in self.effects[draft].changes if change.is_of_anybody]
        if not changes or any(change.is_known for change in changes):
            return ""
        params = {"count": len(changes), "tables": self.not_known(draft)}
        return render(lang, "review.nothing_complete", params)

    def not_known(self, draft: int = 0) -> Listed:
        """The tables of which something is missing where a person-month is not compared."""
        changes = self.effects[draft].changes
        sides = [side for change in changes for side in (change.before, change.after)]
        tables = sorted({name for side in sides for name in side.missing})
        return Listed(tuple(Code(name, "table") for name in tables))

    def explained(
        self, nip: str, period: Month, draft: int = 0, lang: str = "id"
    ) -> tuple[str, str]:
        """Why a person gets what is paid in a month, under the baseline and under a draft."""
        assert self.compute is not None, "comparisons of masker_rules.compare explain themselves"
        before, after = (self.compute(side, nip, period) for side in (None, draft))
        return before.explain(lang), after.explain(lang)

    def to_html(self, lang: str = "id", *, anonymous: bool = False) -> str:
        """The report: one file that fetches nothing.

        Args:
            lang: `id` or `en`.
            anonymous: No name and no NIP stands in it.

        Raises:
            AdapterUnavailableError: the extra `report` is not installed [report-extra-missing].
        """
        from masker_rules.reports import comparison_html  # noqa: PLC0415  (it reads this)

        return comparison_html(self, lang, anonymous=anonymous)

    def show(self, lang: str = "id") -> Shown:
        """Tables for notebooks: the budget of each draft, and the change by article.

        Args:
            lang: `id` or `en`.
        """
        from masker_rules.reports.notebook import comparison_tables  # noqa: PLC0415  (likewise)

        return Shown(comparison_tables(self, lang))

    def _repr_html_(self) -> str:
        """The same in Indonesian, where a comparison is the last thing of a cell."""
        return self.show().html

    def table(self, name: str, draft: int = 0, lang: str = "id") -> list[Mapping[str, object]]:
        """One table of one draft.

        Args:
            name: One of `masker_rules.review.TABLES`.
            draft: Which draft, from 0.
            lang: Of labels and articles, `id` or `en`.

        Returns:
            Rows as mappings; rupiah are whole numbers or, where a division happened, fractions.

        Raises:
            RequestError: there is no such table [unknown-comparison-table].
        """
        from masker_rules.review.tables import TABLES, table  # noqa: PLC0415  (they read this)

        if name not in TABLES:
            raise RequestError.of("unknown-comparison-table", table=name, known=", ".join(TABLES))
        return table(name, self, self.effects[draft], lang)

    def to_frame(
        self, name: str = "person_months", draft: int = 0, lang: str = "id"
    ) -> PolarsFrame:
        """A table as a frame of Polars, its shares as numbers and its money as whole rupiah.

        0.025 is 2.5 %. Whole rupiah add up to what the exact ones do: the causes of a
        person-month, and the changes of `articles` and `findings`. What is exact stands in
        :meth:`table`, and as text in :meth:`flat_table`.

        Args:
            name: One of `masker_rules.review.TABLES`.
            draft: Which draft, from 0.
            lang: Of labels and articles, `id` or `en`.

        Raises:
            RequestError: there is no such table [unknown-comparison-table].
            AdapterUnavailableError: the extra `batch` is not installed [reader-extra-missing].
        """
        from masker_rules.review.framed import framed  # noqa: PLC0415  (an extra)

        return framed(name, self.table(name, draft, lang))

    def to_excel(self, path: str | Path, lang: str = "id") -> None:
        """Write the workbook of `masker compare --format xlsx`: the tables of every draft.

        Headings are in words; rupiah, counts and shares are numbers, and what has no end, such as
        1/3, is a text that says what it is exactly. The last sheet tells which column each heading
        is. A file that stands there is replaced once the new one is whole; the same call gives
        the same bytes. Without names: `comparison.anonymous().to_excel(path)`.

        Args:
            path: Of the file, such as `comparison.xlsx`.
            lang: `id` or `en`, of sheets, headings and cells.

        Raises:
            AdapterUnavailableError: the extra `excel` is not installed [reader-extra-missing].
            RequestError: the file cannot be written [out-unusable, out-not-a-file].
        """
        from masker_rules.facts.aside import replace_file  # noqa: PLC0415  (an extra)

        replace_file(Path(path), self.xlsx(lang))

    def xlsx(self, lang: str = "id") -> bytes:
        """The same as bytes."""
        from masker_rules.facts.exports import rows_xlsx  # noqa: PLC0415  (an extra)
        from masker_rules.review.tables import TABLES  # noqa: PLC0415  (they read this)
        from masker_rules.review.workbook import comparison_sheets  # noqa: PLC0415  (likewise)

        return rows_xlsx(comparison_sheets(self, lang, TABLES))

    def flat_table(
        self, name: str, draft: int = 0, lang: str = "id"
    ) -> list[dict[str, int | str | None]]:
        """A table whose cells are texts and whole numbers, each cause in a column of its own.

        Raises:
            RequestError: there is no such table [unknown-comparison-table].
        """
        rows = [_flat(row) for row in self.table(name, draft, lang)]
        columns = dict.fromkeys(key for row in rows for key in row)
        return [{key: row.get(key) for key in columns} for row in rows]

    def audited(self, *, only: Collection[str] | None = None) -> Comparison:
        """The same with an audit of each draft beside that of the baseline.

        Args:
            only: Names of checks, as of :func:`masker_rules.audit`.

        Raises:
            RequestError: `only` names no check [unknown-check]; one of them is a set of
                regulations [audit-of-one].
        """
        from masker_rules.review.audit import audit  # noqa: PLC0415  (an audit takes minutes)
        from masker_rules.review.audit_compare import compare_audits  # noqa: PLC0415

        before = audit(_of_one(self.baseline), only=only)
        effects = tuple(
            replace(one, audit=compare_audits(before, audit(_of_one(one.draft), only=only)))
            for one in self.effects
        )
        return replace(self, effects=effects)

    def anonymous(self) -> Comparison:
        """The same without names, people numbered in the order of their NIP."""
        nips = sorted({change.nip for effect in self.effects for change in effect.changes})
        width = len(str(len(nips)))
        names = {nip: f"#{number:0{width}}" for number, nip in enumerate(nips, 1)}
        effects = tuple(
            replace(one, changes=tuple(replace(c, nip=names[c.nip]) for c in one.changes))
            for one in self.effects
        )
        people = self.people.renamed(names)
        # A text in place of a NIP may be one but for a letter.
        why = tuple(note for note in self.grounds.why if "written" not in note.params)
        grounds = replace(self.grounds, why=why)
        return replace(
            self, effects=effects, people=people, set_aside=(), grounds=grounds, compute=None
        )

    def as_dict(self, lang: str = "id") -> dict[str, object]:
        """All tables of all drafts, with what they were computed with."""
        from masker_rules.review.tables import TABLES  # noqa: PLC0415  (they read this)

        drafts = []
        for index, effect in enumerate(self.effects):
            tables = {
                name: [_jsonable(row) for row in self.table(name, index, lang)] for name in TABLES
            }
            beside = {} if effect.audit is None else {"audit": effect.audit.as_dict(lang)}
            drafts.append({**_side(effect.draft, lang), "tables": tables, **beside})
        return {
            "masker": self.about["masker"],
            "pack": self.about["pack"],
            "calendar": self.about["calendar"],
            "period": [str(self.months[0]), str(self.months[-1])],
            "absent": list(map(str, self.absent)),
            "unpunched": list(map(str, self.unpunched)),
            "checks": [{"code": code, "message": text} for code, text in self.checks(lang)],
            "baseline": _side(self.baseline, lang),
            "drafts": drafts,
        }

    def to_json(self, lang: str = "id") -> str:
        """The same as JSON: the same call gives the same bytes."""
        return json_text(self.as_dict(lang)) + "\n"


def _of_one(side: Side) -> Profile:
    if isinstance(side.regulation, ProfileSet):
        raise RequestError.of("audit-of-one", name=side.name)
    return side.regulation


def _side(side: Side, lang: str) -> dict[str, Any]:
    return {
        "name": side.name,
        "title": side.title.get(lang),
        **side.info,
        "computed_outside_force": None if side.in_force is None else str(side.in_force),
        "changes": [{"path": path, "value": value} for path, value in side.changes],
    }


def _flat(row: Mapping[str, Any]) -> dict[str, int | str | None]:
    """A row whose cells are plain: fractions as exact texts, causes as columns of their own."""
    found: dict[str, int | str | None] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            found |= {f"{name}: {key}": _cell(amount) for key, amount in value.items()}
        else:
            found[name] = _cell(value)
    return found


def _cell(value: Any) -> int | str | None:
    if value is None or isinstance(value, str | int):
        return value
    return int(value) if value.denominator == 1 else exact_text(value)


def _jsonable(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: {key: _cell(one) for key, one in value.items()}
        if isinstance(value, Mapping)
        else _cell(value)
        for name, value in row.items()
    }


def _months(months: Iterable[Month]) -> Listed:
    return Listed(tuple(MonthOf(one.year, one.month) for one in months))
