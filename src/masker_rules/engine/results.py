"""The results of a run: whether they may be paid, as the contract's JSON, as rows and frames."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, cast, overload

from masker_rules.engine.beside import AnyEarlier, Beside, Nets
from masker_rules.engine.columns import (
    FINDING,
    PART,
    PERSON,
    PROVISIONAL,
    RUN,
    UNCOUNTED,
    codes_among,
    in_order,
    whole_numbers,
)
from masker_rules.engine.result import Remark, Result, beyond_words, meant
from masker_rules.errors import RequestError, check_language
from masker_rules.facts.nip import written_nip
from masker_rules.periods import CALENDAR, Month
from masker_rules.texts import json_text
from masker_rules.texts.spoken import Code, MonthOf
from masker_rules.units import percent_text

if TYPE_CHECKING:
    from masker_rules.engine.notebook import Shown
    from masker_rules.engine.result_json import AboutJson, ChecksJson, PackJson, RunJson
    from masker_rules.facts.findings import PackRemark, SetAside
    from masker_rules.facts.frames import (
        ArrowFrame,
        DuckdbFrame,
        Frame,
        Kind,
        PandasFrame,
        PolarsFrame,
    )

__all__ = ["Checks", "Grounds", "How", "Results"]


class NoSuchResultError(RequestError, KeyError):
    """Nobody of that number, or not of that month, was computed."""


AnyFrame = TypeVar("AnyFrame", bound="Frame")
Rows: TypeAlias = Literal["results", "findings"]


@dataclass(frozen=True, slots=True)
class How:
    """How a run was computed; the results are the same whatever this says."""

    engine: str
    """`reference` (one person after another), `columns` (everybody at a time, the extra
    `batch`) or `spark` (on a cluster).
    """
    asked: int
    """Employee-months of the run."""
    in_frames: int
    """How many of them another engine than the reference engine computed."""
    reasons: Mapping[str, int]
    """Why not the others, as short words with their number; one may have several."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the facts of a run have to say on whether it is settled.

    Attributes:
        why: Why it is not.
        rows_of_nobody: How many rows of each personal table have no number that can be read.
        months: Of the run, without a punch of anybody though punches decide.
        unit_days: Unit, and working day on which nobody of it has a punch.
    """

    why: tuple[Remark, ...] = ()
    rows_of_nobody: Mapping[str, int] = field(default_factory=dict)
    months: tuple[Month, ...] = ()
    unit_days: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Checks:
    """Whether a run may be paid; compared as :class:`Result` is, beyond words."""

    settled: bool
    """Whether nothing was lost that may be anybody's; else amounts are provisional."""
    why: tuple[Remark, ...]
    """Why not."""
    zero: int
    """How many results are so: months of people."""
    incomplete: int
    """How many results are so."""
    rows_of_nobody: Mapping[str, int]
    """How many rows of each personal table have no number that can be read."""
    months_without_punches: tuple[Month, ...]
    """Of the run, though punches decide."""
    unit_days_without_punches: tuple[tuple[str, date], ...] = ()
    """Unit, and working day on which several people of it were due and nobody of it has a
    punch.
    """
    beside: Beside | None = None
    """The results beside earlier ones, where these were given."""

    def as_dict(self, lang: str = "id") -> ChecksJson:
        """The checks as the contract's JSON has them."""
        told: ChecksJson = {
            "settled": self.settled,
            "why": [remark.as_dict(lang) for remark in self.why],
            "zero": self.zero,
            "incomplete": self.incomplete,
            "rows_of_nobody": dict(self.rows_of_nobody),
            "months_without_punches": [str(month) for month in self.months_without_punches],
            "unit_days_without_punches": [
                {"unit": unit, "date": day.isoformat()}
                for unit, day in self.unit_days_without_punches
            ],
        }
        if self.beside is not None:
            told["beside"] = self.beside.as_dict()
        return told

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Checks):
            return NotImplemented
        return self._meant() == other._meant()

    def _meant(self) -> dict[str, Any]:
        return beyond_words(self.as_dict(), ("why",))

    def __hash__(self) -> int:
        return hash((self.settled, self.zero, self.incomplete))


@dataclass(frozen=True, slots=True, eq=False)
class Results(Sequence[Result]):
    """The results of a run, ordered by period and nip.

    Two runs are equal where their JSON says the same beyond words, as of :class:`Result`.
    """

    items: Sequence[Result]
    """The results."""
    header: Mapping[str, object]
    """What it was computed with: id, status and digest of the regulation, digest of the pack."""
    set_aside: tuple[SetAside, ...] = ()
    """Rows of the pack that do not count."""
    remarks: tuple[PackRemark, ...] = ()
    """Warnings about files, columns and rows that do."""
    columns: tuple[str, ...] = ()
    """Of :meth:`to_rows`, as the regulations order them."""
    how: How | None = field(default=None, repr=False, compare=False)
    """Which engine computed; None where nobody chose one."""
    #: The library of the caller's frames; None where none were given.
    kind: Kind | None = field(default=None, repr=False, compare=False)
    #: Makes the Polars frame of `to_frame` without an object for each result, with `beside` of
    #: `flat_rows`; None where there are objects.
    table: Callable[..., PolarsFrame] | None = field(default=None, repr=False, compare=False)
    #: What is said beside every result of a month, where there is such a table.
    common: tuple[Remark, ...] = field(default=(), repr=False, compare=False)
    #: Finds what the facts say on whether the run is settled.
    grounds: Callable[[], Grounds] | None = field(default=None, repr=False, compare=False)
    #: The result beside which these stand; None where none was given.
    earlier: AnyEarlier | None = field(default=None, repr=False, compare=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Results:
        """Results as `to_json` wrote them, in the language that they were written in.

        Args:
            text: The JSON, of this version or of an earlier one of the same schema.

        Raises:
            RequestError: it is no such JSON, or one of another schema [result-unreadable,
                result-of-another-schema].
        """
        from masker_rules.engine.result_reading import results_of_json  # noqa: PLC0415  (needs us)

        return results_of_json(text)

    def person(self, nip: str, period: str | Month | None = None) -> Result:
        """The result of one person.

        Args:
            nip: Whose.
            period: Of which month; None = the only one, or the last.

        Raises:
            RequestError: there is none, which is a KeyError too, or the text is no month
                [no-such-result, bad-period].
        """
        month = Month.parse(period) if isinstance(period, str) else period
        whose = written_nip(nip)
        found = [
            item
            for item in self.items
            if item.nip == whose and (month is None or str(item.period) == str(month))
        ]
        if not found:
            told = Code("month", "any") if month is None else MonthOf(month.year, month.month)
            raise NoSuchResultError.of("no-such-result", nip=nip, period=told)
        return found[-1]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Results):
            return NotImplemented
        return self._meant() == other._meant()

    def _meant(self) -> dict[str, Any]:
        told = self.as_dict()
        return {
            **told,
            "checks": beyond_words(told["checks"], ("why",)),
            "pack": beyond_words(told["pack"], ("set_aside", "warnings")),
            "results": [meant(row) for row in told["results"]],
        }

    def __hash__(self) -> int:
        return hash((len(self.items), self.header["masker"]))

    def __reduce__(self) -> tuple[Any, ...]:
        """As what they say: neither facts nor frames travel with them."""
        names = ("set_aside", "remarks", "columns", "how", "common", "earlier")
        told: dict[str, Any] = {name: getattr(self, name) for name in names}
        told |= {"items": tuple(self.items), "header": dict(self.header)}
        return _travelled, (told, self._grounds())

    def _grounds(self) -> Grounds:
        return Grounds() if self.grounds is None else self.grounds()

    @property
    def checks(self) -> Checks:
        """Whether the run may be paid."""
        if self.table is not None:
            statuses = Counter(self.table()["status"].to_list())
        else:
            statuses = Counter(item.status for item in self.items)
        known = self._grounds()
        return Checks(
            not known.why,
            known.why,
            statuses["zero"],
            statuses["incomplete"],
            known.rows_of_nobody,
            known.months,
            known.unit_days,
            None if self.earlier is None else self.earlier.beside(self.nets()),
        )

    def nets(self) -> Nets:
        """What each person is paid, by the name of the month; None where that is not known."""
        found: dict[Month, dict[str, int | None]] = {}
        if self.table is not None:
            for nip, period, net in self.table().select("nip", "period", "net").iter_rows():
                found.setdefault(Month.parse(period), {})[nip] = net
        else:
            for item in self.items:
                found.setdefault(CALENDAR.named(item.period), {})[item.nip] = item.net
        return found

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Result]:
        return iter(self.items)

    @overload
    def __getitem__(self, key: str | int) -> Result: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[Result]: ...
    def __getitem__(self, key: str | int | slice) -> Result | Sequence[Result]:
        """By position, or by nip as :meth:`person` (the only result, or the last period's)."""
        return self.person(key) if isinstance(key, str) else self.items[key]

    def as_dict(self, lang: str = "id") -> RunJson:
        """The whole run as the contract's JSON has it.

        Args:
            lang: `id` or `en`, of messages, labels and sources.
        """
        check_language(lang)
        told: dict[str, Any] = {k: v for k, v in self.header.items() if k != "pack"}
        pack = cast("PackJson", dict(self.about["pack"]))
        pack["set_aside"] = [item.as_dict(lang) for item in self.set_aside]
        pack["warnings"] = [item.as_dict(lang) for item in self.remarks]
        told["columns"] = list(self.columns)
        told["checks"] = self.checks.as_dict(lang)
        told["pack"] = pack
        told["results"] = [item.as_dict(lang) for item in self.items]
        return cast("RunJson", told)

    @property
    def about(self) -> AboutJson:
        """What the run was computed with: version, regulation, calendar, digest of the pack."""
        return cast("AboutJson", self.header)

    def to_json(self, lang: str = "id") -> str:
        """The contract's JSON: the same call gives the same bytes."""
        return json_text(self.as_dict(lang)) + "\n"

    def to_excel(self, path: str | Path, lang: str = "id") -> None:
        """Write the workbook of `masker compute --format xlsx`, for people.

        Its sheets: the results with headings in words, rows set aside, what the run was, and
        which column each heading is. Rupiah, counts and shares are numbers (93.5% of a share of
        0.935); a share without an end, such as 1/3, is a text that says what it is exactly. A
        file that stands there is replaced once the new one is whole; the same call gives the
        same bytes.

        Args:
            path: Of the file, such as `results.xlsx`.
            lang: `id` or `en`, of sheets, headings and cells.

        Raises:
            AdapterUnavailableError: the extra `excel` is not installed [reader-extra-missing].
            RequestError: the file cannot be written [out-unusable, out-not-a-file].
        """
        from masker_rules.facts.aside import replace_file  # noqa: PLC0415  (likewise)

        replace_file(Path(path), self.xlsx(lang))

    def xlsx(self, lang: str = "id") -> bytes:
        """The same as bytes."""
        from masker_rules.engine.workbook import result_sheets  # noqa: PLC0415  (needs us)
        from masker_rules.facts.exports import rows_xlsx  # noqa: PLC0415  (not for the help)

        check_language(lang)
        return rows_xlsx(result_sheets(self, lang))

    def show(self, lang: str = "id") -> Shown:
        """A table for notebooks: the first results, and what concerns all.

        Args:
            lang: `id` or `en`.
        """
        from masker_rules.engine.notebook import Shown, results_html  # noqa: PLC0415  (likewise)

        return Shown(results_html(self, lang))

    def _repr_html_(self) -> str:
        """The same in Indonesian, where results are the last thing of a cell."""
        return self.show().html

    def to_rows(self) -> list[dict[str, int | str | None]]:
        """One flat mapping per result, for tables: parts, lines and counts as columns.

        Rupiah and counts are whole numbers, parts percents as text (`90.25%`). A code of findings
        that stands on no day of a settled result counts 0; a count is None where it is not known
        (`incomplete`), where nobody asked (`not_eligible`) and where the regulation of the result
        has no count of that name.
        """
        rows = []
        for item in self.items:
            row: dict[str, int | str | None] = {
                "nip": item.nip,
                "name": item.name,
                "period": str(item.period),
                "status": item.status,
                **({RUN: item.run} if item.run else {}),
                **{name: getattr(item.person, name) for name in PERSON},
            }
            for name, share in item.parts.items():
                row[f"part_{name}"] = None if share is None else percent_text(share)
            for line in item.lines:
                if line.kind != "total":
                    row[f"line_{line.id}"] = line.amount
            row |= {"gross": item.gross, "deductions": item.deductions, "net": item.net}
            row["lowest"] = item.bounds.lowest if item.bounds else None
            row["highest"] = item.bounds.highest if item.bounds else None
            row |= {f"count_{name}": value for name, value in item.counts.items()}
            row |= {f"count_{name}": None for name in item.unknown_counts}
            rows.append(row)
        names = in_order((name for row in rows for name in row), self.columns)
        codes = codes_among(names, self.columns)
        for row in rows:
            if row["status"] not in UNCOUNTED:
                row |= {name: row.get(name, 0) for name in codes}
        return [{name: row.get(name) for name in names} for row in rows]

    def whose(self) -> Iterator[tuple[str, str]]:
        """Nip and period of each result."""
        if self.table is not None:
            yield from self.table().select("nip", "period").iter_rows()
            return
        for item in self.items:
            yield item.nip, str(item.period)

    def flat_rows(self) -> list[dict[str, int | str | None]]:
        """The rows with what every output for machines says beside the numbers (`BESIDE`).

        Where the run is not settled, the warnings of every row begin with `PROVISIONAL`.
        """
        if self.table is not None:
            return self._flat_table().to_dicts()
        profile = self.about["profile"]
        rows, first = self.to_rows(), () if self.checks.settled else (PROVISIONAL,)
        for row, item in zip(rows, self.items, strict=True):
            row["missing"] = "; ".join(item.bounds.missing) if item.bounds else ""
            codes = (*first, *(note.code for note in item.warnings))
            row["warnings"] = " ".join(dict.fromkeys(codes))
            row["profile"] = profile["id"]
            row["profile_status"] = profile["status"]
        return rows

    def flat_frame(self) -> PolarsFrame:
        """:meth:`flat_rows` as a Polars frame, shares as numbers.

        Raises:
            AdapterUnavailableError: the extra `batch` is not installed [reader-extra-missing].
        """
        exact = (
            _framed(self.flat_rows(), self.columns) if self.table is None else self._flat_table()
        )
        return _with_numbers(exact)

    def _flat_table(self) -> PolarsFrame:
        from masker_rules.facts.frames import polars  # noqa: PLC0415  (an extra)

        assert self.table is not None
        flat = self.table(beside=True)
        if self.checks.settled:
            return flat
        pl = polars()
        marked = pl.concat_str([pl.lit(PROVISIONAL), "warnings"], separator=" ")
        return flat.with_columns(marked.str.strip_chars_end(" ").alias("warnings"))

    def findings_to_rows(self, lang: str = "id") -> list[dict[str, int | str | None]]:
        """One flat mapping per finding, with nip and period.

        `amount` is whole rupiah (`rupiah` of the JSON), so that those of a result add up to what
        was lost; `exact` is the exact amount as text, such as `-8000/3`.

        Args:
            lang: `id` or `en`, of labels and sources.
        """
        check_language(lang)
        rows = []
        for item in self.items:
            whose: dict[str, int | str | None] = {"nip": item.nip, "period": str(item.period)}
            if item.run:
                whose[RUN] = item.run
            for finding in item.findings_as_dicts(lang):
                told: dict[str, Any] = dict(finding)
                told["amount"] = told.pop("rupiah")
                rows.append({**whose, **{name: told[name] for name in FINDING}})
        return rows

    @overload
    def to_frame(self, like: None = None, of: Rows = ..., lang: str = ...) -> Frame: ...
    @overload
    def to_frame(
        self, like: Literal["polars"], of: Rows = ..., lang: str = ...
    ) -> PolarsFrame: ...
    @overload
    def to_frame(
        self, like: Literal["pandas"], of: Rows = ..., lang: str = ...
    ) -> PandasFrame: ...
    @overload
    def to_frame(
        self, like: Literal["pyarrow", "arrow"], of: Rows = ..., lang: str = ...
    ) -> ArrowFrame: ...
    @overload
    def to_frame(
        self, like: Literal["duckdb"], of: Rows = ..., lang: str = ...
    ) -> DuckdbFrame: ...
    @overload
    def to_frame(self, like: str, of: Rows = ..., lang: str = ...) -> Frame: ...
    @overload
    def to_frame(self, like: AnyFrame, of: Rows = ..., lang: str = ...) -> AnyFrame: ...
    def to_frame(self, like: object = None, of: Rows = "results", lang: str = "id") -> object:
        """One row per result as a frame, the columns those of :meth:`to_rows`; or per finding.

        Args:
            like: A frame of the library that is wanted, or its name: `polars`, `pandas`,
                `pyarrow`, `duckdb`, … . None is the library of the frames that were computed,
                and Polars where they were none; a type checker knows the library that is named.
            of: `results`, or `findings` for the rows of :meth:`findings_to_rows`.
            lang: `id` or `en`, of the labels and sources of findings.

        Returns:
            A frame of that library; lazy where the other one is. Rupiah and counts are whole
            numbers (`Int64` in pandas, where a missing one is no float), parts and rates shares
            of one as numbers: 0.9025 is 90.25 %, whose exact value stands in :meth:`to_rows`.

        Raises:
            AdapterUnavailableError: the extra `batch` is not installed [reader-extra-missing].
            RequestError: `like` is neither a frame nor names a library [unknown-frames].
        """
        from masker_rules.facts.frames import frame_like, kind_named  # noqa: PLC0415

        kind = self.kind if like is None else kind_named(like)
        if of == "findings":
            return frame_like(_framed_findings(self.findings_to_rows(lang)), kind)
        return frame_like(_with_numbers(self.exact_frame()), kind)

    def exact_frame(self) -> PolarsFrame:
        """:meth:`to_rows` as a Polars frame: shares are exact texts.

        Raises:
            AdapterUnavailableError: the extra `batch` is not installed [reader-extra-missing].
        """
        return _framed(self.to_rows(), self.columns) if self.table is None else self.table()


def _framed(rows: Sequence[Mapping[str, object]], known: Sequence[str]) -> PolarsFrame:
    from masker_rules.facts.frames import frame_of  # noqa: PLC0415  (an extra)

    first = rows[0] if rows else {}
    return frame_of(rows, [*whole_numbers(first), *codes_among(first, known)])


def _with_numbers(table: PolarsFrame) -> PolarsFrame:
    from masker_rules.facts.frames import with_share_numbers  # noqa: PLC0415  (an extra)

    return with_share_numbers(table, [name for name in table.columns if name.startswith(PART)])


def _framed_findings(rows: Sequence[Mapping[str, object]]) -> PolarsFrame:
    from masker_rules.facts.frames import frame_of, with_share_numbers  # noqa: PLC0415  (an extra)

    names = ("nip", "period", *FINDING)
    table = frame_of(rows or [dict.fromkeys(names)], ("amount",))
    return with_share_numbers(table if rows else table.clear(), ("rate",))


def _travelled(told: Mapping[str, Any], grounds: Grounds) -> Results:
    return Results(**told, grounds=lambda: grounds)
