"""The two jobs of `by_hand.py` for OpenFisca-Core, in a process that has it.

OpenFisca-Core is under the AGPL: it is measured here, no part of it is in this project, and the
package never imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from by_hand import ABSENT, LAWS, STEPS, TAX, Facts, Law, golongan
from nation_data import TARGET
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.populations import ADD
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

__all__ = ["simulated"]

Formula = Callable[..., Any]
LADDER = {"IV": 4, "III": 3}
FLAGS = ("missing_in", "missing_out", "missed_apel")
GIVEN_BY_DAY = ("late", "early", "status", *FLAGS)
GIVEN_BY_MONTH = ("achievement", "activity_minutes", "golongan")


@dataclass(frozen=True, slots=True)
class Numbers:
    """How amounts are kept.

    Attributes:
        exact: Integer variables, hundredths of a percent, 64-bit arithmetic in the formulas;
            otherwise the type `float` that its documentation takes for money.
    """

    exact: bool

    @property
    def money(self) -> type:
        return int if self.exact else float

    @property
    def whole(self) -> float:
        """100 percent, as rates are kept."""
        return 10_000 if self.exact else 1

    def rate(self, hundredths: int) -> float:
        """A rate from hundredths of a percent."""
        return hundredths if self.exact else hundredths / 10_000

    def wide(self, column: Any) -> Any:
        """A variable as it is multiplied: the integer ones have 32 bits."""
        return column.astype(np.int64) if self.exact else column

    def share(self, amount: Any, *rates: Any) -> Any:
        """Rates of an amount in whole rupiah, half up: of floats as people write it."""
        if not self.exact:
            for rate in rates:
                amount = amount * rate
            return np.floor(amount + 0.5)
        below = 1
        for rate in rates:
            amount, below = amount * rate, below * 10_000
        return (amount + below // 2) // below


def simulated(facts: Facts, *, exact: bool) -> Callable[[], Any]:
    """The call that is timed, on a simulation with its input set."""
    numbers, month = Numbers(exact), LAWS[facts.law].month
    people, days = facts.people, facts.days
    simulation = SimulationBuilder().build_default_simulation(
        _system(facts.law, numbers), people.height
    )
    who = np.searchsorted(people["who"].to_numpy(), days["who"].to_numpy())
    day = days["date"].dt.day().to_numpy()
    for name in GIVEN_BY_DAY:
        column = days[name].to_numpy()
        dense = np.zeros((32, people.height), column.dtype)
        dense[day, who] = column
        for number in np.unique(day):
            simulation.set_input(name, f"{month}-{number:02d}", dense[number])
    if "grade" in people.columns:
        ladder = golongan(pl.col("grade")).replace_strict(LADDER, default=0, return_dtype=pl.Int64)
        people = people.with_columns(golongan=ladder)
    for name in ("tpp", *GIVEN_BY_MONTH):
        if name in people.columns:
            simulation.set_input(name, month, people[name].to_numpy())
    return lambda: simulation.calculate("net", month)


def _system(law: str, numbers: Numbers) -> Any:
    """The tax and benefit system of a law: parameters, variables and formulas."""
    system = TaxBenefitSystem(
        [build_entity(key="person", plural="persons", label="", is_person=True)]
    )
    system.parameters = ParameterNode("", data=_parameters(LAWS[law], numbers))
    for name in GIVEN_BY_DAY:
        _declare(system, name, bool if name in FLAGS else int, DateUnit.DAY)
    _declare(system, "tpp", numbers.money, DateUnit.MONTH)
    for name in GIVEN_BY_MONTH:
        _declare(system, name, int, DateUnit.MONTH)
    _declare(system, "points", numbers.money, DateUnit.DAY, _points)
    _declare(
        system, "absent_days", int, DateUnit.DAY, lambda of, period: of("status", period) == 1
    )
    formulas = _bench(numbers) if law == "bench" else _bulukumba(numbers)
    for name, formula in formulas.items():
        _declare(system, name, numbers.money, DateUnit.MONTH, formula)
    return system


def _declare(
    system: Any, name: str, kind: type, period: Any, formula: Formula | None = None
) -> None:
    parts: dict[str, Any] = {
        "value_type": kind,
        "entity": system.person_entity,
        "definition_period": period,
        "label": name,
    }
    if formula is not None:
        parts["formula"] = formula
    system.add_variable(type(name, (Variable,), parts))


def _parameters(law: Law, numbers: Numbers) -> dict[str, Any]:
    def since(value: float) -> dict[str, Any]:
        return {"2012-01-01": {"value": value}}

    total, rows = 0, [{"threshold": since(0), "amount": since(0)}]
    for over, add in STEPS:
        total += add
        rows.append({"threshold": since(over + 1), "amount": since(numbers.rate(total))})
    single = {"missing": law.missing, "absent": ABSENT, "apel": law.apel}
    return {
        "minutes": {"brackets": rows, "metadata": {"type": "single_amount"}},
        **{name: {"values": since(numbers.rate(value))} for name, value in single.items()},
    }


def _points(of: Any, period: Any, parameters: Any) -> Any:
    rates = parameters(period)
    return (
        rates.minutes.calc(of("late", period))
        + rates.minutes.calc(of("early", period))
        + rates.missing * of("missing_in", period)
        + rates.missing * of("missing_out", period)
        + rates.absent * (of("status", period) == 1)
        + rates.apel * of("missed_apel", period)
    )


def _bench(numbers: Numbers) -> Mapping[str, Formula]:
    def discipline(of: Any, period: Any) -> Any:
        taken = numbers.wide(of("points", period, options=[ADD]))
        left = np.maximum(numbers.rate(4_000) - taken, 0)
        return numbers.share(numbers.wide(of("tpp", period)), left)

    def productivity(of: Any, period: Any) -> Any:
        achieved = numbers.wide(of("achievement", period))
        achieved = achieved if numbers.exact else achieved / 10_000
        return numbers.share(numbers.wide(of("tpp", period)), numbers.rate(6_000), achieved)

    def net(of: Any, period: Any) -> Any:
        return of("discipline", period) + of("productivity", period)

    return {"discipline": discipline, "productivity": productivity, "net": net}


def _bulukumba(numbers: Numbers) -> Mapping[str, Formula]:
    def discipline(of: Any, period: Any) -> Any:
        taken = numbers.wide(of("points", period, options=[ADD]))
        left = np.maximum(numbers.whole - taken, 0)
        return numbers.share(numbers.wide(of("tpp", period)), numbers.rate(4_000), left)

    def productivity(of: Any, period: Any) -> Any:
        minutes = numbers.wide(of("activity_minutes", period))
        if numbers.exact:
            done = np.minimum((20_000 * minutes + TARGET) // (2 * TARGET), 10_000)
        else:
            done = np.minimum(np.floor(minutes / TARGET * 10_000 + 0.5) / 10_000, 1)
        return numbers.share(numbers.wide(of("tpp", period)), numbers.rate(6_000), done)

    def net(of: Any, period: Any) -> Any:
        gross = numbers.wide(of("discipline", period)) + numbers.wide(of("productivity", period))
        taxed = gross - numbers.share(numbers.wide(of("tpp", period)), numbers.rate(100))
        ladder = of("golongan", period)
        rates = [numbers.rate(100 * TAX[name]) for name in LADDER]
        rate = np.select([ladder == number for number in LADDER.values()], rates, 0)
        paid = np.maximum(taxed - numbers.share(taxed, rate), 0)
        return np.where(of("absent_days", period, options=[ADD]) > 3, 0, paid)

    return {"discipline": discipline, "productivity": productivity, "net": net}
