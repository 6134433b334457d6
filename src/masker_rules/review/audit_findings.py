"""What an audit finds, and what it says of how it looked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

from masker_rules.engine.profile import Profile
from masker_rules.engine.result import LineItem, Result
from masker_rules.errors import Place, Problem
from masker_rules.language.plan import Outcome
from masker_rules.legal import Source, Text
from masker_rules.review.audit_changes import Change
from masker_rules.review.audit_cures import Again, Tried, cure_of, without
from masker_rules.review.audit_words import Number
from masker_rules.testing.drafts import Draft, case_file
from masker_rules.testing.drafts import Outcome as Came
from masker_rules.texts import Phrase, render

__all__ = [
    "NOTE",
    "WARNING",
    "AuditFinding",
    "Check",
    "Recorder",
    "Shown",
    "subject_of",
    "written",
]

WARNING = "warning"
NOTE = "note"
#: A contradiction has two sides.
BOTH = 2
#: Kinds of lines.
PART, TOTAL = "part", "total"
#: What of a result a person checks first; counts only repeat what is given.
SHOWN = ("status", "net", "findings", "bounds", "error")


@dataclass(frozen=True, slots=True)
class Check:
    """One question that an audit asked.

    Attributes:
        name: Its words are `audit.checks.<name>` of the catalogs.
        proven: Everything that the check speaks of was tried, or reasoned about; else some of it.
        tried: How many months, or entries of the profile, were looked at.
        seed: Of the draws of Hypothesis, None where nothing was drawn.
        extra: What must be installed so that the check can be asked; empty where it was.
    """

    name: str
    proven: bool
    tried: int
    seed: int | None = None
    extra: str = ""

    def text(self, lang: str = "en") -> str:
        """What was asked, and how well it was looked for."""
        how = "proven" if self.proven else "searched" if self.seed is None else "drawn"
        how = "left_out" if self.extra else how
        told = render(
            lang,
            f"audit.{how}",
            {"tried": Number(self.tried), "seed": self.seed, "extra": self.extra},
        )
        return f"{render(lang, f'audit.checks.{self.name}', {})}: {told}"

    def as_dict(self, lang: str = "id") -> dict[str, object]:
        """The check as data."""
        return {
            "name": self.name,
            "proven": self.proven,
            "tried": self.tried,
            "seed": self.seed,
            "asked": not self.extra,
            "text": self.text(lang),
        }


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """Something that a regulation does and that its author may not want."""

    problem: Problem
    """Code, values, place and severity: `warning`, or `note` where it may be meant so."""
    check: str
    """Name of the check that found it."""
    proven: bool
    """Whether that check tried everything."""
    articles: tuple[Text, ...] = ()
    """The articles that act in the example."""
    example: tuple[Draft, ...] = field(default=(), repr=False)
    """The smallest months that show it, as cases; none where no month shows it."""
    again: Again | None = field(default=None, repr=False, compare=False)
    """Codes that its check finds in another regulation, its own and those of new warnings; None
    where none can be asked.
    """
    needless: Change | None = field(default=None, repr=False)
    """The change that takes out what it is about, where nothing needs that."""
    members: tuple[AuditFinding, ...] = field(default=(), repr=False, compare=False)
    """Where one line tells several, each of them by itself, the one shown first; else empty."""

    @property
    def code(self) -> str:
        return self.problem.code

    @property
    def severity(self) -> str:
        return self.problem.severity

    def fact(self, lang: str = "en") -> str:
        """What the regulation does."""
        return render(lang, f"errors.{self.code}.fact", self.problem.params)

    @property
    def change(self) -> Change | None:
        """The change of one place after which the check no longer finds it; None without such."""
        return self._tried.change

    @property
    def _tried(self) -> Tried:
        if not self.example or self.again is None:
            return Tried(self.needless)
        return _change(self.code, self.example, self.again)

    def uncured(self, lang: str = "en") -> str:
        """Why no change is offered, in words; empty where one is."""
        if self.change is not None:
            return ""
        count = self._tried.count
        why = "none_mends" if count else "no_example" if not self.example else "none_known"
        return render(lang, f"audit.uncured.{why}", {"count": Number(count)})

    def cure(self, lang: str = "en") -> str:
        """What would remove it: a change that was tried, or why there is none, and in general."""
        general = render(lang, f"errors.{self.code}.cure", self.problem.params)
        change = self.change
        if change is None:
            return f"{general} ({self.uncured(lang)})"
        params = {"path": change.path, "old": change.old, "new": change.new}
        how = "change" if change.old and change.new else "added" if change.new else "taken_out"
        how = "rewritten" if change.new and change.old.startswith(("{", "[")) else how
        told = render(lang, f"audit.{how}", params)
        return f"{told}; {general}"

    def case(self, profile: Profile, lang: str = "en") -> str:
        """The example as a case file, headed by the fact, to be put beside the profile.

        Empty where there is no example.
        """
        if not self.example:
            return ""
        return case_file(profile, written(self.example, lang), self.fact(lang))

    def text(self, lang: str = "en") -> str:
        """Place, severity and code, fact, articles and cure as a person reads them."""
        head = f"{self.problem.place}: " if self.problem.place else ""
        severity = render(lang, f"words.{self.severity}", {})
        lines = [f"{head}{severity} [{self.code}] {self.fact(lang)}"]
        if self.articles:
            law = "; ".join(article.get(lang) for article in self.articles)
            lines.append(f"    {render(lang, 'words.law', {})}: {law}")
        lines.append(f"    {render(lang, 'words.cure', {})}: {self.cure(lang)}")
        return "\n".join(lines)

    def as_dict(self, profile: Profile, lang: str = "id") -> dict[str, object]:
        """The finding as data, with its example as a case file."""
        place = self.problem.place
        return {
            "code": self.code,
            "severity": self.severity,
            "file": place.file if place else "",
            "line": place.line if place else 0,
            "column": place.column if place else 0,
            "check": self.check,
            "proven": self.proven,
            "articles": [article.get(lang) for article in self.articles],
            "fact": self.fact(lang),
            "cure": self.cure(lang),
            "change": None
            if self.change is None
            else {"path": self.change.path, "old": self.change.old, "new": self.change.new},
            "uncured": self.uncured(lang),
            "case": self.case(profile, lang),
        }


#: What a check finds in another law.
_Asked = Callable[[str, Profile], Collection["AuditFinding"]]
#: Severity of a finding, and what tells it from others, its code first.
_Told = tuple[str, tuple[str, ...]]
#: Values that tell a finding from others of its code: of which days, which events, which input.
#: Where it begins, and how dear it is, makes no other finding of it.
WHICH = ("told", "event", "name", "dial", "parts", "id", "path")
#: Of one of several that a line tells also which code it is of; and of which punch, which group.
SUBJECT = ("told", "event", "name", "dial", "code", "punch", "group", "path", "id")
#: Codes of which one is told, however many there are.
ONCE = frozenset({"absence-costs-no-more", "absence-pays-more-in-month"})
#: Stories that tell minutes besides.
TIMED = frozenset({"audit.told.late", "audit.told.early", "audit.told.both"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One of several that one line tells.

    Attributes:
        params: Of its own fact.
        example: Months that show it.
        acting: The months whose findings name the articles; None = those of the example.
    """

    params: Mapping[str, object]
    example: Sequence[Draft]
    acting: Sequence[Draft] | None = None


@lru_cache(maxsize=256)
def _change(code: str, example: tuple[Draft, ...], again: Again) -> Tried:
    """Looked for once, when somebody asks: it audits other laws."""
    return cure_of(example[0].profile, code, example, again)


def written(drafts: Iterable[Draft], lang: str) -> list[list[str]]:
    """Months as the lines of a case file, with what is paid as expected."""
    return [list(draft.written(_shown(draft.outcome), lang)) for draft in drafts]


def _shown(outcome: Came) -> Came:
    return {key: outcome[key] for key in SHOWN if outcome.get(key)}


class Recorder:
    """Collects the findings and checks of one audit, each with its place and its articles."""

    def __init__(self, profile: Profile, again: _Asked) -> None:
        self.profile = profile
        self.again = again
        self.findings: list[AuditFinding] = []
        self.checks: list[Check] = []
        self._asked: dict[tuple[str, str], frozenset[_Told]] = {}

    def asked_again(self, check: str, law: Profile) -> frozenset[_Told]:
        """What a check tells of a changed law; several findings try the same change."""
        key = (check, law.digest)
        if key not in self._asked:
            found = [each for one in self.again(check, law) for each in (one, *one.members)]
            self._asked[key] = frozenset((one.severity, _which(one.problem)) for one in found)
        return self._asked[key]

    def checked(self, name: str, tried: int, *, proven: bool, seed: int | None = None) -> None:
        """Keep what was asked."""
        self.checks.append(Check(name, proven, tried, seed))

    def left_out(self, name: str, *, extra: str) -> None:
        """Keep what could not be asked here."""
        self.checks.append(Check(name, proven=False, tried=0, extra=extra))

    def found(
        self,
        check: str,
        problem: Problem,
        example: Sequence[Draft] = (),
        *,
        proven: bool,
        acting: Sequence[Draft] | None = None,
        law: Text | None = None,
    ) -> None:
        """Keep one finding.

        Args:
            check: Name of the check.
            problem: Without place and law where the example tells them.
            example: Months that show it.
            proven: Whether the check tried everything.
            acting: The months whose findings name the articles; None = those of the example.
            law: The article, where no month names one.
        """
        shown = Shown(problem.params, example, acting)
        self.findings.append(self._made(check, problem, shown, proven=proven, law=law))

    def together(
        self,
        check: str,
        problem: Problem,
        shown: Sequence[Shown],
        *,
        proven: bool,
    ) -> None:
        """Keep several of one code as one finding: the first is shown, the others are named.

        Args:
            check: Name of the check.
            problem: The finding of all of them.
            shown: Each by itself.
            proven: Whether the check tried everything.
        """
        first = Shown(problem.params, shown[0].example, shown[0].acting)
        whole = self._made(check, problem, first, proven=proven)
        if len(shown) > 1:
            alone = (
                self._made(
                    check,
                    Problem(problem.code, one.params, severity=problem.severity),
                    one,
                    proven=proven,
                )
                for one in shown
            )
            whole = replace(whole, members=tuple(alone))
        self.findings.append(whole)

    def _made(
        self,
        check: str,
        problem: Problem,
        shown: Shown,
        *,
        proven: bool,
        law: Text | None = None,
    ) -> AuditFinding:
        example, acting = shown.example, shown.acting
        every = {id(draft): _result(draft) for draft in example}
        results = [every.get(id(d)) for d in (example if acting is None else acting)]
        place = problem.place or self._place(results)
        whole = Problem(problem.code, problem.params, place, problem.law, problem.severity)
        # Both sides of a contradiction are somebody's article: those that act, then all others.
        both = [*results, *every.values()]
        acted = self._articles(both) if both else ()
        # A line that takes less where there is more turns what is paid round.
        turning = _texts(_turning([*every.values()]))
        articles = dict.fromkeys((*acted, *turning, *_of_law(problem, law)))
        return AuditFinding(
            whole,
            check,
            proven,
            tuple(articles),
            tuple(example),
            partial(_found_again, self, check, whole),
            without(self.profile, whole),
        )

    def _articles(self, results: Sequence[Result | None]) -> tuple[Text, ...]:
        """What cut or decided in the months; with one rule alone also the part that it acts on."""
        sources: list[Source] = []
        into: list[Source] = []
        plan = self.profile.plan
        bases = {base.name: base.source for base in plan.bases}
        acts_on = {charge.rule: charge.into for charge in plan.charges}
        for result in results:
            if result is None:
                continue
            cut = [one for one in result.findings if one.code != "residual"]
            sources += [one.source for one in cut]
            sources += [gate.source for gate in plan.outcomes if _holds(result, gate)]
            into += [bases[base] for one in cut if (base := acts_on.get(one.rule, "")) in bases]
        told = _texts(sources)
        if len(told) < BOTH:
            told = _texts([*sources, *(into or (line.source for line in _telling(results)))])
        # A month that is not known has no lines: what it should pay is of these texts.
        return told or _texts(base.source for base in plan.bases)

    def _place(self, results: Sequence[Result | None]) -> Place | None:
        """Where the rule stands that acts last in the months, or a line that tells them apart."""
        document = self.profile.document
        rules = document.section("rules")
        for result in reversed(results):
            for finding in reversed(result.findings if result is not None else ()):
                entry = rules.get(finding.rule.removeprefix("rules."))
                if entry is not None:
                    return entry.place
        for line in _telling(results):
            entry = document.section("pay").get(line.id) or document.section("parts").get(line.id)
            if entry is not None:
                return entry.place
        amount = document.single.get("amount")
        return amount.place if results and amount is not None else None


def _found_again(record: Recorder, check: str, which: Problem, law: Profile) -> frozenset[str]:
    """Codes that a check finds in another law: of the same finding, and of new warnings."""
    found = record.asked_again(check, law)
    known = {finding.code for finding in record.findings} - {which.code}
    fresh = {told[0] for severity, told in found if severity == WARNING} - known - {which.code}
    same = {told[0] for _, told in found if told == _which(which)}
    return frozenset(fresh | same)


def _which(problem: Problem) -> tuple[str, ...]:
    """What tells a finding from others of its code; minutes in it do not."""
    return _said(problem, () if problem.code in ONCE else WHICH)


def subject_of(problem: Problem) -> tuple[str, ...]:
    """What a finding is about: with other values of these it is another finding."""
    return _said(problem, SUBJECT)


def _said(problem: Problem, names: Iterable[str]) -> tuple[str, ...]:
    found = (problem.params.get(name, "") for name in names)
    told = (one.key if isinstance(one, Phrase) and one.key in TIMED else str(one) for one in found)
    return (problem.code, *told)


def _result(draft: Draft) -> Result | None:
    return None if "error" in draft.outcome else draft.result


def _texts(sources: Iterable[Source]) -> tuple[Text, ...]:
    found = {one.text("en"): Text(one.text("id"), one.text("en")) for one in sources}
    return tuple(found.values())


def _holds(result: Result, gate: Outcome) -> bool:
    """Whether a gate decided a month."""
    made = result.computation
    return made is not None and result.status == gate.status and gate.rule in _deciding(result)


def _deciding(result: Result) -> frozenset[str]:
    return frozenset(str(remark.params.get("rule", "")) for remark in result.why_status)


def _telling(results: Sequence[Result | None]) -> list[LineItem]:
    """Lines in which months differ, those after the parts first; else the parts that are paid.

    Where no rule cuts, a score, an amount or a line of the pay decides: a line only where what is
    paid does not go with what it is taken of.
    """
    known = [result for result in results if result is not None]
    if not known:
        return []
    amounts = [{line.id: line.amount for line in result.lines} for result in known]
    first, last = amounts[0], amounts[-1]
    rises = [last.get(one, 0) - first.get(one, 0) for one in ("gross", "net")]
    along = rises[0] * rises[1] > 0
    lines = [line for line in known[-1].lines if line.kind != TOTAL]
    apart = [one for one in lines if one.id != TOTAL and first.get(one.id) != last.get(one.id)]
    told = [one for one in apart if one.kind == PART or not along]
    paid = [line for line in lines if line.kind == PART and line.amount]
    whole = [line for line in known[-1].lines if line.kind == TOTAL]
    return sorted(told, key=lambda line: line.kind == PART) or paid or whole


def _turning(results: Sequence[Result | None]) -> list[Source]:
    """Sources of lines of the pay because of which the net goes against the gross."""
    known = [result for result in results if result is not None]
    if not known:
        return []
    first, last = ({line.id: line.amount for line in known[at].lines} for at in (0, -1))
    gross, net = (last.get(one, 0) - first.get(one, 0) for one in ("gross", "net"))
    if gross * net >= 0:
        return []
    lines = [line for line in known[-1].lines if line.kind not in (PART, TOTAL)]
    turned = [one for one in lines if (last[one.id] - first.get(one.id, 0)) * net > 0]
    return [one.source for one in turned if one.source is not None]


def _of_law(problem: Problem, law: Text | None) -> tuple[Text, ...]:
    if law is not None:
        return (law,)
    return (problem.law,) if problem.law else ()
