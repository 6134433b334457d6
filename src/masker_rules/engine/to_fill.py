"""What would settle an incomplete result: the table, the row and the column to fill."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from masker_rules.engine.lookups import period_of
from masker_rules.engine.missing_names import COLUMNS, kind_of, names_of_others
from masker_rules.engine.open_points import KEYS
from masker_rules.engine.result import Bounds, Do, ToFill
from masker_rules.language.expressions import parts
from masker_rules.language.plan import Fact, Input, Plan
from masker_rules.periods import Month

__all__ = ["with_places"]

#: The column that holds what a row gives.
VALUES = {"amounts": "amount", "attributes": "value", "carried": "value", "scores": "value"}
#: Tables of which a row is of one period.
DATED = frozenset({"carried", "salaries", "scores"})
#: Whose amount it is, of which one is enough.
_HOLDER = re.compile(r"(?:\A|, )(position|job_class) (.+?)(?=, (?:position|job_class) |\Z)")


def with_places(bounds: Bounds, nip: str, month: Month, plan: Plan | None) -> Bounds:
    """Bounds that tell where to fill in what is missing.

    Args:
        bounds: With the names of what is missing.
        nip: Whose.
        month: The performance month.
        plan: What reads it; None where the regulation is not known.
    """
    asked = _Asked(nip, month, plan)
    return replace(bounds, to_fill=tuple(asked.places(bounds.missing)))


class _Asked:
    """Where to fill in what is missing of a person and month."""

    def __init__(self, nip: str, month: Month, plan: Plan | None) -> None:
        self._nip, self._month, self._plan = nip, month, plan

    def places(self, names: Sequence[str]) -> Iterator[ToFill]:
        """The places of each name."""
        for name in names:
            kind, pieces = kind_of(name)
            of_kind = self._kinds.get(kind)
            if of_kind is None:
                yield ToFill(name, "ask_law")
            else:
                yield from of_kind(self, name, pieces)

    # ------------------------------------------------------------------ values
    def _input(
        self, name: str, pieces: Mapping[str, str], do: Do = "fill", value: str = ""
    ) -> Iterator[ToFill]:
        table, key = pieces["table"], pieces["key"]
        is_column = table in COLUMNS or table == "salaries"
        column = key if is_column else VALUES[table]
        cells = {} if is_column else {KEYS[table]: key}
        periods = self._periods(table, key) if table in DATED else [""]
        for period in periods:
            row = {"nip": self._nip, **cells, **({"period": period} if period else {})}
            yield ToFill(name, do, table, column, row, value=value)

    def _periods(self, table: str, key: str) -> list[str]:
        """The periods of which a regulation asks for a key."""
        inputs: Sequence[Input] = () if self._plan is None else [*self._plan.inputs.values()]
        asked = [one for one in inputs if (one.table, one.key) == (table, key)]
        if self._plan is not None and len(asked) > 1:
            # Standard inputs stand in every plan, whether a formula reads them or not.
            quantities = self._plan.by_name.values()
            read = {fact.name for item in quantities for fact in parts(Fact, item.expr)}
            asked = [one for one in asked if one.name in read]
        found = [period_of(one, self._month) for one in asked if one.period[0] != "balances"]
        return [*dict.fromkeys(found)] or [str(self._month)]

    def _precise(self, name: str, pieces: Mapping[str, str]) -> Iterator[ToFill]:
        return self._input(name, pieces, "mend", pieces.get("value") or "")

    def _of_another(self, name: str, pieces: Mapping[str, str]) -> Iterator[ToFill]:
        holders = dict(_HOLDER.findall(pieces["whose"]))
        column = next(one for one in ("job_class", "position") if one in holders)
        row = {column: holders[column], "component": pieces["key"]}
        yield ToFill(name, "fill", "amounts", "amount", row)

    def _post(self, name: str, pieces: Mapping[str, str]) -> Iterator[ToFill]:
        del pieces
        yield ToFill(name, "fill", "amounts", "amount", {"component": "tpp"})

    # ------------------------------------------------------------------ rows
    def _mended(self, name: str, pieces: Mapping[str, str]) -> Iterator[ToFill]:
        column = pieces.get("column") or ""
        value = pieces.get("value") or ""
        yield ToFill(name, "mend", pieces["table"], column, file=pieces["file"], value=value)

    def _employee_rows(self, name: str, pieces: Mapping[str, str]) -> Iterator[ToFill]:
        del pieces
        yield ToFill(name, "keep_one", "employees", "valid_from", {"nip": self._nip})

    # ------------------------------------------------------------------ tables
    def _table(self, name: str, pieces: Mapping[str, str]) -> Iterator[ToFill]:
        if pieces["table"] == "schedules":
            yield ToFill(name, "fill", "employees", "schedule", {"nip": self._nip})
        yield self._handed_in(name, pieces["table"], self._month.first, self._month.last)

    def _month_without(self, name: str, _: Mapping[str, str]) -> Iterator[ToFill]:
        yield self._handed_in(name, "punches", self._month.first, self._month.last)

    def _part_without(self, name: str, pieces: Mapping[str, str]) -> Iterator[ToFill]:
        ends = (date.fromisoformat(pieces[end]) for end in ("first", "last"))
        yield self._handed_in(name, "punches", *ends)

    def _months(self, name: str, pieces: Mapping[str, str]) -> Iterator[ToFill]:
        first, last = pieces["first"], pieces["last"] or pieces["first"]
        year, month = map(int, last.split("-"))
        ends = f"{first}-01", f"{last}-{monthrange(year, month)[1]:02d}"
        yield self._handed_in(name, pieces["table"], *map(date.fromisoformat, ends))

    def _night(self, name: str, pieces: Mapping[str, str]) -> Iterator[ToFill]:
        yield self._handed_in(name, "punches", date.fromisoformat(pieces["day"]))

    def _handed_in(self, name: str, table: str, *ends: date) -> ToFill:
        first, last = (*ends, None)[:2]
        return ToFill(name, "hand_in", table, first=first, last=last)

    def _later(self, name: str, pieces: Mapping[str, str]) -> Iterator[ToFill]:
        yield ToFill(name, "wait", first=date.fromisoformat(pieces["day"]))

    # ------------------------------------------------------------------ others
    def _pool(self, name: str, pieces: Mapping[str, str]) -> Iterator[ToFill]:
        """What is missing of others: whose it is their own results say."""
        for one in self.places(names_of_others(pieces)):
            row = {key: value for key, value in one.row.items() if key != "nip"}
            yield replace(one, missing=name, row=row)

    def _pool_open(self, name: str, pieces: Mapping[str, str]) -> Iterator[ToFill]:
        del pieces
        yield ToFill(name, "fill")

    def _disputed(self, name: str, pieces: Mapping[str, str]) -> Iterator[ToFill]:
        del pieces
        yield ToFill(name, "keep_one")

    _kinds: Mapping[str, Callable[[_Asked, str, Mapping[str, str]], Iterator[ToFill]]] = {
        "ambiguous": partial(_input, do="keep_one"),
        "cell": _mended,
        "different": _disputed,
        "disputed_pool": _disputed,
        "doubt": _mended,
        "employee_rows": _employee_rows,
        "input": _input,
        "later": _later,
        "month_without_punches": _month_without,
        "months": _months,
        "night": _night,
        "not_made": partial(_input, do="ask_law"),
        "of_another": _of_another,
        "part_without_punches": _part_without,
        "pool": _pool,
        "pool_open": _pool_open,
        "post": _post,
        "precise": _precise,
        "precise_cell": _precise,
        "precise_row": _mended,
        "precise_time": _precise,
        "precise_whole": _precise,
        "row": _mended,
        "table": _table,
    }
