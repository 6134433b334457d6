"""Month facts read from scores, amounts, salaries and carried state, and those of windows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw

from masker_rules.columnar.answers import DATED, FOUND, OPEN, amount_inputs
from masker_rules.columnar.dates import period_number
from masker_rules.columnar.gathering import PERSON_MONTH, Gathering, any_of, flag
from masker_rules.columnar.holding import begins, ends
from masker_rules.columnar.known import Knowledge
from masker_rules.columnar.numbers import Scaling, limits_of, range_of
from masker_rules.columnar.own_rows import (
    Asked,
    carried_sums,
    dated_amounts,
    found_values,
    plain_amounts,
)
from masker_rules.columnar.tables import Frame, beside
from masker_rules.engine.history import nothing_of
from masker_rules.engine.profile import Profile
from masker_rules.facts.person import PERSON_FACTS
from masker_rules.language.plan import Input, OpenWindow
from masker_rules.periods import Month
from masker_rules.units import Type, Unit

__all__ = ["InputColumns", "matters"]

FALSE = nw.lit(False)  # noqa: FBT003  (a literal of a frame)
NO_NUMBER = nw.lit(None, dtype=nw.Int64)


def matters(profile: Profile) -> nw.Expr:
    """Whether what is missing can change anything for a person.

    It does not for who is not eligible, whatever it is: where eligibility follows from the
    employees row and the month alone.
    """
    program = profile.eligibility
    if program.grains or not program.facts <= PERSON_FACTS | DATED:
        return ~FALSE
    return nw.col("paid")


@dataclass(frozen=True, slots=True)
class _Raw:
    """What the rows say of an input.

    Attributes:
        item: The input.
        value: A decimal of the pack or a word, null where none counts.
        odd: Whether rows say what a frame does not hold, or two things.
        has_rows: Whether there is any row, though its cell be empty.
    """

    item: Input
    value: nw.Expr
    odd: nw.Expr
    has_rows: nw.Expr


class InputColumns:
    """Brings the inputs of a profile to a frame of person-months.

    Args:
        profile: The regulation.
        frames: Canonical frames of the pack.
        knowledge: What is known of it besides its rows.
        months: The months that occur.
    """

    def __init__(
        self,
        profile: Profile,
        frames: Mapping[str, Frame],
        knowledge: Knowledge,
        months: Sequence[Month],
    ) -> None:
        self.profile, self.frames, self.knowledge = profile, frames, knowledge
        self.months = months
        plan, read = profile.plan, profile.program().facts
        self.needed = profile.pay_program.facts
        self.items = [item for item in plan.inputs.values() if item.name in read]
        self.matters = matters(profile)
        self.windows = [window for window in plan.windows if window.fact in read]

    @property
    def asks_since(self) -> bool:
        """Whether it matters since when a person serves."""
        return any(item.period == ("year", 0) for item in self._of_table("carried"))

    def add(self, found: Gathering, dated: Frame) -> None:
        """Add the facts, and who is handed over for them.

        Args:
            found: Person-months with what :class:`Answers` tells, the employees row that holds
                and the columns of the month.
            dated: `pm`, `nip`, `first`, `last`.
        """
        self._amounts(found, dated)
        raws = [*self._scores(found), *self._salaries(found), *self._carried(found)]
        # Layer by layer, so that each is worked out once.
        found.add({f"raw {raw.item.name}": raw.value for raw in raws})
        found.add({f"scaled {raw.item.name}": self._scaled(raw.item) for raw in raws})
        for raw in raws:
            value, given = nw.col(f"scaled {raw.item.name}"), nw.col(f"raw {raw.item.name}")
            odd = flag(raw.odd) | (~given.is_null() & value.is_null())
            missing = given.is_null()
            self._take(found, raw.item, value, missing=missing, no_row=~raw.has_rows, odd=odd)

    def _scaled(self, item: Input) -> nw.Expr:
        raw = nw.col(f"raw {item.name}")
        if item.type.unit is Unit.WORD:
            return raw
        return Scaling.of(item.type, range_of(item)).apply(raw)

    def _of_table(self, table: str) -> list[Input]:
        return [item for item in self.items if item.table == table]

    def _take(
        self,
        found: Gathering,
        item: Input,
        value: nw.Expr,
        *,
        missing: nw.Expr,
        no_row: nw.Expr,
        odd: nw.Expr,
    ) -> None:
        """Keep an input: its value, else its default where there is no row at all.

        Args:
            found: Where it is kept.
            item: The input.
            value: Scaled, null where none counts.
            missing: Whether no value was found.
            no_row: Whether that is for want of any row.
            odd: Whether a value was found that a frame does not hold.
        """
        name = f"{item.table}.{item.key}"
        found.route(odd, name)
        default = item.default if self._may_default(item) else None
        if default is not None:
            given = nw.when(missing & no_row).then(nw.lit(default)).otherwise(value)
            value, missing = given, missing & ~no_row
        if item.name not in self.needed:
            found.route(missing, f"{name} missing")
        else:
            # Of who is not eligible nothing is missing; the plan goes by what stands in for it.
            found.route(missing & self.matters, f"{name} missing")
            stand_in = 0 if item.type.numeric else next(iter(item.words), None)
            if stand_in is not None:
                value = nw.coalesce(value, nw.lit(stand_in))
        found.facts[item.name] = value

    def _may_default(self, item: Input) -> bool:
        """Whether no row means what the law says; who has rows set aside is handed over."""
        return item.table == "carried" or item.table in self.knowledge.tables

    def _amounts(self, found: Gathering, dated: Frame) -> None:
        items = amount_inputs(self.profile)
        own = self._own_amounts(found, items, dated)
        for number, item in enumerate(items):
            general = nw.col(f"amount_{number}")
            outcome = nw.col(f"outcome_{number}")
            value, has_own = general, FALSE
            odd = outcome == OPEN
            if number in own:
                mine = nw.col(f"own_{number}")
                has_own = ~mine.is_null()
                value = nw.coalesce(mine, general)
                odd = flag(nw.col(f"odd_{number}")) | (~has_own & odd)
            missing = ~has_own & (outcome != FOUND)
            if item.type.unit is Unit.MONEY:
                # Nothing of the month is paid, and no amount is looked up for it.
                paid = nw.col("paid")
                value = nw.when(paid).then(value).otherwise(nw.lit(0))
                missing, odd = missing & paid, flag(odd) & paid
            self._take(found, item, value, missing=missing, no_row=missing, odd=odd)

    def _own_amounts(self, found: Gathering, items: Sequence[Input], people: Frame) -> set[int]:
        """Join amounts of a nip; numbers of the inputs that there are some of."""
        table = self.frames.get("amounts")
        if table is None or not items:
            return set()
        keys = sorted({item.key for item in items})
        rows = table.filter(~nw.col("nip").is_null() & nw.col("component").is_in(keys))
        is_dated = ~nw.col("valid_from").is_null() | ~nw.col("valid_until").is_null()
        met = (
            rows.select("component", dated=any_of(is_dated))
            .group_by("component")
            .agg(nw.col("dated").max())
            .collect()
        )
        has_dates = {row["component"]: row["dated"] > 0 for row in met.rows(named=True)}
        plain = {n: i for n, i in enumerate(items) if has_dates.get(i.key) is False}
        dated = {n: i for n, i in enumerate(items) if has_dates.get(i.key) is True}
        if plain:
            found.join(plain_amounts(rows, plain), "nip")
        for number, item in dated.items():
            found.join(dated_amounts(rows, people, number, item), PERSON_MONTH)
        return {*plain, *dated}

    def _scores(self, found: Gathering) -> Iterator[_Raw]:
        items = self._of_table("scores")
        asked = [Asked.of(f"score_{n}", item, self.months) for n, item in enumerate(items)]
        table, levels = self.frames.get("scores"), list[str]()
        if table is not None and items:
            levels = self._score_levels(found, table.with_columns(by=nw.col("measure")), asked)
        for one, item in zip(asked, items, strict=True):
            yield self._chosen(item, [f"{one.name}{level}" for level in levels])

    def _score_levels(self, found: Gathering, rows: Frame, asked: Sequence[Asked]) -> list[str]:
        """Join scores of a nip, of its unit, of everybody: suffixes of those that there are."""
        wanted = rows.filter(nw.col("measure").is_in(sorted({one.key for one in asked})))
        has_nip, has_unit = ~nw.col("nip").is_null(), ~nw.col("unit").is_null()
        counted = wanted.select(own=any_of(has_nip), of_unit=any_of(has_unit)).unique().collect()
        kinds = set(counted.rows())
        levels = (
            ("_own", has_nip, ("nip",), (1, 0)),
            ("_unit", has_unit, ("unit",), (0, 1)),
            ("_all", ~has_nip & ~has_unit, (), (0, 0)),
        )
        met = []
        for suffix, test, owner, kind in levels:
            if kind not in kinds:
                continue
            values = found_values(wanted.filter(test), asked, owner, "value")
            names = [
                name for name in values.collect_schema().names() if name not in {*owner, "period"}
            ]
            found.join(values.rename({n: f"{n}{suffix}" for n in names}), [*owner, "period"])
            met.append(suffix)
        return met

    def _salaries(self, found: Gathering) -> Iterator[_Raw]:
        table = self.frames.get("salaries")
        for number, item in enumerate(self._of_table("salaries")):
            name = f"salary_{number}"
            if table is not None:
                asked = [Asked.of(name, item, self.months)]
                rows = table.with_columns(by=nw.lit(item.key))
                found.join(found_values(rows, asked, ("nip",), item.key), ["nip", "period"])
            yield self._chosen(item, [name] if table is not None else [])

    def _chosen(self, item: Input, names: Sequence[str]) -> _Raw:
        """The value of the first of several places, narrowest first, that has one."""
        kind = nw.String if item.type.unit is Unit.WORD else nw.Int64
        value: nw.Expr = nw.lit(None, dtype=kind)
        odd, has_rows = FALSE, FALSE
        for name in reversed(names):
            least, most = nw.col(f"least_{name}"), nw.col(f"most_{name}")
            stands = ~least.is_null()
            value = nw.coalesce(least, value)
            unread = flag(nw.col(f"unread_{name}") > 0)
            odd = unread | (stands & flag(least != most)) | (~stands & odd)
            has_rows = has_rows | flag(nw.col(f"given_{name}") > 0)
        return _Raw(item, value, odd, has_rows)

    # -------------------------------------------------------------- earlier months
    def _carried(self, found: Gathering) -> Iterator[_Raw]:
        """Carried inputs; facts of windows are added here."""
        items, table = self._of_table("carried"), self.frames.get("carried")
        asked = [self._carried_asked(f"in_{n}", item) for n, item in enumerate(items)]
        for number, window in enumerate(self.windows):
            if window.key:
                texts = {month: _year_to(month) for month in self.months}
                asked.append(Asked(f"win_{number}", window.key, texts))
        has_rows = table is not None and bool(asked)
        if table is not None and asked:
            found.join(carried_sums(table, asked), ["nip", "period"])
        windows = enumerate(self.windows) if has_rows else ()
        found.add(
            {
                f"told_{n}": _window_scaling(window.type).apply(nw.col(f"sum_win_{n}"))
                for n, window in windows
                if window.key
            }
        )
        for number, window in enumerate(self.windows):
            self._window(found, window, number, has_rows=has_rows)
        for number, item in enumerate(items):
            yield self._carried_input(item, f"in_{number}", has_rows=has_rows)

    def _carried_asked(self, name: str, item: Input) -> Asked:
        kind, back = item.period
        if kind == "month":
            return Asked.of(name, item, self.months)
        texts = {m: _year_to(Month(m.year - back, 12) if back else m) for m in self.months}
        return Asked(name, item.key, texts)

    def _carried_input(self, item: Input, name: str, *, has_rows: bool) -> _Raw:
        value = nw.col(f"sum_{name}") if has_rows else NO_NUMBER
        odd = flag(nw.col(f"unread_{name}") > 0) if has_rows else FALSE
        kind, back = item.period
        if kind == "year" and not back:
            # Nothing is carried where the pack knows the year, or all of it that was served.
            dark = nw.col("dark_until")
            is_known = (dark == 0) | flag(nw.col("since") > dark)
            value = nw.when(value.is_null() & is_known).then(nw.lit(0)).otherwise(value)
        given = ~nw.col(f"sum_{name}").is_null() if has_rows else FALSE
        return _Raw(item, value, odd, given)

    def _window(
        self, found: Gathering, window: OpenWindow, number: int, *, has_rows: bool
    ) -> None:
        """What a window does not see: told by `carried`, else nothing or handed over."""
        nothing = nothing_of(window)
        is_flag = isinstance(nothing, bool)
        told, given = NO_NUMBER, FALSE
        if window.key and has_rows:
            given = ~nw.col(f"sum_win_{number}").is_null()
            told = NO_NUMBER if is_flag else nw.col(f"told_{number}")
            odd = flag(nw.col(f"unread_win_{number}") > 0) | (given & told.is_null())
            found.route(odd, f"carried.{window.key}")
        if window.fact in self.needed:
            unseen = self._served_unseen(found, window, number)
            found.route(~given & unseen & self.matters, "window")
        whole = nw.lit(nothing) if is_flag else nw.lit(nothing, dtype=nw.Int64)
        found.facts[window.fact] = whole if is_flag else nw.coalesce(told, whole)

    def _served_unseen(self, found: Gathering, window: OpenWindow, number: int) -> nw.Expr:
        """Whether the person may have served in a month of the window that nobody knows.

        Of who has several employees rows it is taken for granted.
        """
        records = []
        for month in self.months:
            unseen = [m for m in window.window.before(month) if m not in self.knowledge.months]
            if unseen:
                span = (unseen[0].first.toordinal(), unseen[-1].last.toordinal())
                records.append((period_number(month), *span))
        name = f"unseen_{number}"
        schema = {"period": nw.Int64, f"{name}_from": nw.Int64, f"{name}_to": nw.Int64}
        found.join(beside(self.frames["employees"], records, schema), "period")
        outside = (begins() > nw.col(f"{name}_to")) | (ends() < nw.col(f"{name}_from"))
        only = nw.col("only_row")
        return ~nw.col(f"{name}_from").is_null() & ~(flag(outside) & only)


def _year_to(month: Month) -> Sequence[str]:
    """Texts of the months of a calendar year up to one."""
    return [str(Month(month.year, number)) for number in range(1, month.month + 1)]


def _window_scaling(kind: Type) -> Scaling:
    """What `carried` tells of a window: minutes in seconds, all else at its scale."""
    number = Type(Unit.NUMBER, kind.scale)
    return Scaling.of(kind if kind.unit is Unit.DURATION else number, limits_of(kind))
