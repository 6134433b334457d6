"""The tables of a comparison: each a list of rows, exact."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from masker_rules.engine.profile import Profile
from masker_rules.language.articles import Article
from masker_rules.language.articles import compare as article_differences
from masker_rules.language.entries import Document
from masker_rules.language.reliance import changed_below
from masker_rules.review.effects import Cause, pools_below
from masker_rules.review.people import DIMENSIONS, EQUITY
from masker_rules.review.spread import deciles, histogram
from masker_rules.review.sums import Sums, by_person, grouped, share
from masker_rules.texts import render
from masker_rules.texts.spoken import Listed

if TYPE_CHECKING:
    from masker_rules.review.comparison import Comparison, Effect

__all__ = ["TABLES", "Row", "table"]

Row = Mapping[str, Any]
_NUMBER = re.compile(r"\D?\s?(\d+)\b")
#: Months of the year to which a history is stretched.
YEAR = 12


def table(name: str, comparison: Comparison, effect: Effect, lang: str) -> list[Row]:
    """One table; see `TABLES`."""
    return list(_MAKERS[name](_Tables(comparison, effect, lang)))


class _Tables:
    def __init__(self, comparison: Comparison, effect: Effect, lang: str) -> None:
        self.comparison, self.effect, self.lang = comparison, effect, lang
        self.people = comparison.people

    # -------------------------------------------------------------- the whole
    def summary(self) -> Iterator[Row]:
        """One row: the budget before and after, and what a year of it comes to."""
        sums = Sums()
        for change in self.effect.changes:
            sums.add(change)
        yearly = Fraction(YEAR, len(self.comparison.months))
        unknown = [change for change in self.effect.changes if not change.is_known]
        yield {
            "months": len(self.comparison.months),
            **sums.row(),
            "yearly_before": sums.before * yearly,
            "yearly_after": sums.after * yearly,
            "yearly_change": sums.change * yearly,
            "incomplete_lowest": _total(change.lowest for change in unknown),
            "incomplete_highest": _total(change.highest for change in unknown),
        }

    def months(self) -> Iterator[Row]:
        """One row per month."""
        found = grouped(self.effect.changes, lambda change: change.period)
        for month in sorted(found):
            yield {"period": str(month), **found[month].row()}

    # -------------------------------------------------------------- people
    def person_months(self) -> Iterator[Row]:
        """One row per month and person, with the causes of its change."""
        for change in self.effect.changes:
            yield {
                "nip": change.nip,
                "name": self.people.name(change.nip),
                "period": str(change.period),
                **self.people.groups(change.nip, change.period),
                "status_before": change.before.status,
                "status_after": change.after.status,
                "before": change.before.net,
                "after": change.after.net,
                "change": change.net,
                "lowest": change.lowest,
                "highest": change.highest,
                "causes": {_key(cause): value for cause, value in _ordered(change.causes)},
            }

    def persons(self) -> Iterator[Row]:
        """One row per person, who loses most first; groups are those of the last month."""
        last = self.comparison.months[-1]
        causes = self._causes_of_people()
        for person in sorted(by_person(self.effect.changes), key=lambda p: (p.change, p.nip)):
            own = {c: v for c, v in causes.get(person.nip, {}).items() if v}
            strongest = min(own, key=lambda c: (-abs(own[c]), c.order)) if own else None
            yield {
                "nip": person.nip,
                "name": self.people.name(person.nip),
                **self.people.groups(person.nip, last),
                "months": person.months,
                "incomplete": person.incomplete,
                "before": person.before,
                "after": person.after,
                "change": person.change,
                "monthly": person.monthly,
                "cause": "" if strongest is None else _key(strongest),
                "cause_label": "" if strongest is None else self._label(strongest),
                "cause_change": 0 if strongest is None else own[strongest],
            }

    def _causes_of_people(self) -> dict[str, dict[Cause, Fraction | int]]:
        found: dict[str, dict[Cause, Fraction | int]] = {}
        for change in self.effect.known:
            own = found.setdefault(change.nip, {})
            for cause, amount in change.causes.items():
                whole = cause.whole
                own[whole] = own.get(whole, 0) + amount
        return found

    def outcomes(self) -> Iterator[Row]:
        """Who loses, gains and has no change: people over the history, and person-months."""
        for unit, changes in (
            ("people", [p.change for p in by_person(self.effect.changes) if p.months]),
            ("person_months", [change.net or 0 for change in self.effect.known]),
        ):
            for name, wanted in (("losers", -1), ("unchanged", 0), ("winners", 1)):
                own = [value for value in changes if (value > 0) - (value < 0) == wanted]
                yield {"of": unit, "outcome": name, "count": len(own), "change": sum(own)}

    def histogram(self) -> Iterator[Row]:
        """People by the change of a month, on the average; see :mod:`.spread`."""
        yield from histogram(by_person(self.effect.changes))

    def deciles(self) -> Iterator[Row]:
        """Tenths of the people by what they were paid before; see :mod:`.spread`."""
        yield from deciles(by_person(self.effect.changes))

    # -------------------------------------------------------------- groups
    def groups(self) -> Iterator[Row]:
        """Groups of each dimension; a month counts in the group of the person in that month."""
        for dimension in DIMENSIONS:
            yield from self._groups(dimension)

    def _groups(self, dimension: str) -> Iterator[Row]:
        def group(change: Any) -> str:
            return self.people.groups(change.nip, change.period)[dimension]

        found = grouped(self.effect.changes, group)
        for name in sorted(found, key=_natural):
            yield {"dimension": dimension, "group": name, **found[name].row()}

    def equity(self) -> Iterator[Row]:
        """Who bears it: the share of a group in the pay before and in what is lost and gained.

        `burden` is the share in the losses over the share in the pay: above 1 the group bears
        more than others.
        """
        for dimension in EQUITY:
            rows = list(self._groups(dimension))
            whole = {
                key: sum(row[key] for row in rows)
                for key in ("people", "before", "lost", "gained")
            }
            for row in rows:
                pay, lost = (
                    share(row["before"], whole["before"]),
                    share(row["lost"], whole["lost"]),
                )
                yield {
                    "dimension": dimension,
                    "group": row["group"],
                    "people": row["people"],
                    "change": row["change"],
                    "change_share": row["change_share"],
                    "pay_share": pay,
                    "lost_share": lost,
                    "gained_share": share(row["gained"], whole["gained"]),
                    "burden": None if not pay or lost is None else lost / pay,
                }

    # -------------------------------------------------------------- articles
    def articles(self) -> Iterator[Row]:
        """The change of the budget article by article; the sum is the change, exactly."""
        yield from self._attributed(lambda cause: cause.whole)

    def findings(self) -> Iterator[Row]:
        """The same by the codes of findings: the rows of a table of bands."""
        yield from self._attributed(lambda cause: cause)

    def _attributed(self, key: Callable[[Cause], Cause]) -> Iterator[Row]:
        sums: dict[Cause, Fraction | int] = {}
        touched: Counter[Cause] = Counter()
        for change in self.effect.known:
            met = set()
            for cause, amount in change.causes.items():
                own = key(cause)
                sums[own] = sums.get(own, 0) + amount
                met.add(own)
            touched.update(met)
        for cause, amount in _ordered(sums):
            yield {
                "kind": cause.kind,
                "path": cause.path,
                "code": cause.code,
                "label": self._label(cause),
                "article_before": self.comparison.baseline.articles.article(cause, self.lang),
                "article_after": self._article_after(cause),
                "person_months": touched[cause],
                "change": amount,
            }

    def _article_after(self, cause: Cause) -> str:
        """The articles of a cause in the draft, and of what it rests on that the draft changes."""
        own = self.effect.draft.articles.article(cause, self.lang)
        path = {"full": "amount", "rule": cause.path, "part": cause.path}.get(cause.kind)
        below = self._below.get(path or f"pay.{cause.path}", ())
        more = (leaf.article(self.lang) for leaf in below)
        return "; ".join(dict.fromkeys(text for text in (own, *more) if text))

    @cached_property
    def _below(self) -> Mapping[str, tuple[Article, ...]]:
        """What the draft changes below each item of the regulation."""
        pair = self._pair
        return changed_below(*pair, self.lang) if pair else {}

    @property
    def _pair(self) -> tuple[Document, Document] | None:
        """The texts of baseline and draft; None where one of them is a set of regulations."""
        old, new = self.comparison.baseline.regulation, self.effect.draft.regulation
        if not isinstance(old, Profile) or not isinstance(new, Profile):
            return None
        return old.document, new.document

    @cached_property
    def _pools(self) -> Listed:
        sides = (self.comparison.baseline, self.effect.draft)
        named = {k: v for side in sides for k, v in pools_below(side.regulation).items()}
        return Listed(tuple(named.values()))

    def _label(self, cause: Cause) -> str:
        if cause.kind == "full" and self._pools.items:
            return render(self.lang, "review.causes.full_of_pools", {"pools": self._pools})
        if cause.kind in {"full", "eligibility", "residual"}:
            return render(self.lang, f"review.causes.{cause.kind}", {})
        sides = (self.effect.draft, self.comparison.baseline)
        texts = (side.articles.label(cause) for side in sides)
        return next((text.get(self.lang) for text in texts if text is not None), cause.path)

    def differences(self) -> Iterator[Row]:
        """What the text of the draft changes, article by article."""
        pair = self._pair
        for item in article_differences(*pair, self.lang) if pair else ():
            yield {
                "path": item.path,
                "change": item.change,
                "before": None if item.old is None else item.old.value,
                "after": None if item.new is None else item.new.value,
                "article_before": "" if item.old is None else item.old.article(self.lang),
                "article_after": "" if item.new is None else item.new.article(self.lang),
            }

    # -------------------------------------------------------------- what is not money
    def statuses(self) -> Iterator[Row]:
        """How many person-months go from which status to which."""
        found = Counter((c.before.status, c.after.status) for c in self.effect.changes)
        for (before, after), number in sorted(found.items()):
            yield {"before": before, "after": after, "person_months": number}

    def incomplete(self) -> Iterator[Row]:
        """Person-months of which one regulation does not say what is paid; in no sum above."""
        for change in self.effect.changes:
            if not change.is_known:
                yield {
                    "nip": change.nip,
                    "name": self.people.name(change.nip),
                    "period": str(change.period),
                    "before_lowest": change.before.lowest,
                    "before_highest": change.before.highest,
                    "after_lowest": change.after.lowest,
                    "after_highest": change.after.highest,
                    "lowest": change.lowest,
                    "highest": change.highest,
                }

    def warnings(self) -> Iterator[Row]:
        """What the results warn of, on which side, and how many person-months it concerns."""
        for side, remarks in (("before", self.comparison.remarks), ("after", self.effect.remarks)):
            for remark, number in remarks:
                yield {
                    "side": side,
                    "code": remark.code,
                    "message": remark.message(self.lang),
                    "person_months": number,
                }
        for code, message in self.comparison.checks(self.lang):
            yield {"side": "history", "code": code, "message": message, "person_months": None}
        for row in self.comparison.set_aside:
            yield {
                "side": "pack",
                "code": row.code,
                "message": f"{row.file}:{row.line} {row.reason(self.lang)}",
                "person_months": None,
            }


_MAKERS: Mapping[str, Callable[[_Tables], Iterator[Row]]] = {
    name: getattr(_Tables, name)
    for name in (
        "summary", "months", "articles", "findings", "outcomes", "histogram", "deciles", "groups",
        "equity", "persons", "person_months", "statuses", "incomplete", "differences", "warnings",
    )
}  # fmt: skip
#: Names of the tables.
TABLES = tuple(_MAKERS)


def _key(cause: Cause) -> str:
    return f"{cause.path}[{cause.code}]" if cause.code else cause.path


def _ordered(
    causes: Mapping[Cause, Fraction | int],
) -> list[tuple[Cause, Fraction | int]]:
    return sorted(causes.items(), key=lambda pair: pair[0].order)


def _total(values: Any) -> int | None:
    found = list(values)
    return None if None in found else sum(found)


def _natural(name: str) -> tuple[int, int, str]:
    """Numbers, also those that a band begins with, in their order; then words."""
    number = _NUMBER.match(name)
    return (0, int(number[1]), name) if number else (1, 0, name)
