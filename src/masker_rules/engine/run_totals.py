"""The runs of a month together: what each pays, and what a person gets in all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from masker_rules.engine.result import Result
from masker_rules.engine.results import Results
from masker_rules.legal import Text
from masker_rules.periods import CALENDAR, Month
from masker_rules.texts import json_text

__all__ = ["ALL", "ORDINARY", "RunTotal", "Runs"]

#: The run that has no name.
ORDINARY = ""
#: Stands for all runs together, where the name of one stands.
ALL = "*"


@dataclass(frozen=True, slots=True)
class RunTotal:
    """One person and month in all runs; rupiah are whole."""

    nip: str
    """Whose."""
    period: Month
    """The month of performance."""
    results: Mapping[str, Result]
    """The result of each run of the month by its name, the ordinary one under the empty name."""

    @property
    def net(self) -> int | None:
        """The sum of what is paid or owed; None where a run is incomplete."""
        return _sum(one.net for one in self.results.values())

    @property
    def lowest(self) -> int | None:
        """No less than that is the sum; None is open."""
        return _sum(_ends(one)[0] for one in self.results.values())

    @property
    def highest(self) -> int | None:
        """No more than that is the sum; None is open."""
        return _sum(_ends(one)[1] for one in self.results.values())


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of a pack: the ordinary month, and those of their own that exist in it."""

    results: Mapping[str, Results]
    """Results of each run by its name, the ordinary one first under the empty name."""
    titles: Mapping[str, Text]
    """What each run of its own is called."""

    @property
    def totals(self) -> tuple[RunTotal, ...]:
        """Each person and month in all runs, ordered by period and nip."""
        found: dict[tuple[Month, str], dict[str, Result]] = {}
        for name, results in self.results.items():
            for one in results:
                found.setdefault((CALENDAR.named(one.period), one.nip), {})[name] = one
        return tuple(RunTotal(nip, month, found[month, nip]) for month, nip in sorted(found))

    def to_rows(self) -> list[dict[str, int | str | None]]:
        """One flat mapping per person, month and run, and one of the sum, whose run is `*`."""
        return [row for total in self.totals for row in _rows(total)]

    def as_dict(self, lang: str = "id") -> dict[str, object]:
        """The sums for programs, and what the runs are called.

        Args:
            lang: `id` or `en`, of titles.
        """
        return {
            "runs": [
                {
                    "run": name,
                    "title": self.titles[name].get(lang) if name in self.titles else "",
                    "profile": results.about["profile"]["id"],
                    "net": _sum(one.net for one in results),
                }
                for name, results in self.results.items()
            ],
            "rows": self.to_rows(),
        }

    def to_json(self, lang: str = "id") -> str:
        """The same as JSON: the same call gives the same bytes."""
        return json_text(self.as_dict(lang)) + "\n"


def _rows(total: RunTotal) -> Iterator[dict[str, int | str | None]]:
    for name, one in total.results.items():
        low, high = (None, None) if one.bounds is None else _ends(one)
        yield {
            "nip": one.nip, "name": one.name, "period": str(total.period), "run": name,
            "status": one.status, "gross": one.gross, "deductions": one.deductions,
            "net": one.net, "lowest": low, "highest": high,
        }  # fmt: skip
    every = list(total.results.values())
    is_open = total.net is None
    yield {
        "nip": total.nip, "name": every[0].name, "period": str(total.period), "run": ALL,
        "status": "incomplete" if is_open else "",
        "gross": _sum(one.gross for one in every),
        "deductions": _sum(one.deductions for one in every),
        "net": total.net, "lowest": total.lowest if is_open else None,
        "highest": total.highest if is_open else None,
    }  # fmt: skip


def _ends(one: Result) -> tuple[int | None, int | None]:
    return (one.net, one.net) if one.bounds is None else (one.bounds.lowest, one.bounds.highest)


def _sum(values: Iterable[int | None]) -> int | None:
    """The sum, None where one of them is."""
    found = 0
    for value in values:
        if value is None:
            return None
        found += value
    return found
