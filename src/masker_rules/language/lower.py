"""A document lowered to a plan: every name resolved, every unit proven, every source named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from masker_rules.calendars import rows_from_node
from masker_rules.errors import Problem, Problems, ProfileError, RequestError
from masker_rules.facts.stamps import Stamp
from masker_rules.language.authority import check_fixed
from masker_rules.language.balances import TOLD, lower_balances, read_balances, with_balances
from masker_rules.language.blocks import lower_blocks
from masker_rules.language.check import Scope
from masker_rules.language.corrections import read_corrections, read_quotas
from masker_rules.language.cutoff import check_beside, lower_cutoff
from masker_rules.language.cuts import Cut, share_of
from masker_rules.language.declared import check_declared
from masker_rules.language.document import Document, Entry
from masker_rules.language.doubts import read_doubts
from masker_rules.language.empties import read_empties
from masker_rules.language.expressions import FormulaError, existing
from masker_rules.language.guards import bare_facts
from masker_rules.language.hours import Evaluate, lower_attendance
from masker_rules.language.inputs import read_inputs
from masker_rules.language.numbered import check_numbers
from masker_rules.language.pieces import OF_QUANTITIES, Ledger, Pieces
from masker_rules.language.plan import BALANCES, MONTH, POOLS, Balance, Expr, Input, Plan, Question
from masker_rules.language.pools import check_pools, lower_pools
from masker_rules.language.posts import read_posts
from masker_rules.language.runs import read_run, read_runs
from masker_rules.language.sanctions import lower_sanctions
from masker_rules.language.sharing import lower_sharing
from masker_rules.language.sources import UNCONFIRMED, text_of
from masker_rules.language.tables import Table
from masker_rules.language.terms import read_terms
from masker_rules.language.values import half_open_inputs, likely_inputs, read_table, read_value
from masker_rules.language.whole import check_whole_rupiah
from masker_rules.language.words import check_kinds_of_day, read_words
from masker_rules.language.workspace import BrokenError, Definition, Workspace
from masker_rules.legal import NO_LAW, Text
from masker_rules.periods import DateRange
from masker_rules.units import Mode, Type, Unit

__all__ = ["STATUSES", "dates_in_force", "lower", "lower_cut"]

#: What a profile says of the day on which it came into force; nothing is `known`.
UNKNOWN_START = "unknown"
#: Sections whose entries may have a label that nothing but words is made of.
LABELLED = ("terms", "quantities", "tables", POOLS, BALANCES)
STARTS = ("", "known", UNKNOWN_START)
STATUSES = ("in_force", "draft", "operated", "placeholder")


def lower(
    document: Document, evaluate: Evaluate, *, segmented: bool = False
) -> tuple[Plan, tuple[Problem, ...]]:
    """The plan of a document.

    Args:
        document: The merged layers.
        evaluate: Makes a function of a checked expression, for hours and verdicts.
        segmented: Amounts of money are exact shares of a month with a change, not integers.

    Returns:
        The plan and its warnings.

    Raises:
        ProfileError: with every problem found, ordered by place.
    """
    plan, _, warnings = _lowered(document, evaluate, segmented=segmented, cut=None)
    return plan, warnings


def lower_cut(
    documents: Sequence[tuple[Document, DateRange]], evaluate: Evaluate, *, segmented: bool
) -> Plan:
    """The plan of a month that several versions of a regulation cut: see :mod:`.cuts`.

    Args:
        documents: Each version with its days of the month, earliest first.
        evaluate: As in :func:`lower`.
        segmented: As in :func:`lower`.

    Raises:
        ProfileError: the versions have other parts [versions-differ].
    """
    *earlier, (later, days) = documents
    inputs = _lowered(later, evaluate, segmented=segmented, cut=None)[0].inputs
    shares = []
    for mark, (document, own) in enumerate(earlier, 1):
        lowered = _lowered(document, evaluate, segmented=segmented, cut=Cut(own))[:2]
        shares.append(share_of(document, lowered, later, inputs, mark))
    plan = _lowered(later, evaluate, segmented=segmented, cut=Cut(days, tuple(shares)))[0]
    unconfirmed = {*plan.unconfirmed, *(path for share in shares for path in share.unconfirmed)}
    return replace(
        plan,
        questions=(*(item for share in shares for item in share.questions), *plan.questions),
        unconfirmed=tuple(sorted(unconfirmed)),
    )


def _lowered(
    document: Document, evaluate: Evaluate, *, segmented: bool, cut: Cut | None
) -> tuple[Plan, Ledger, tuple[Problem, ...]]:
    problems = Problems()
    header = document.header
    mode = _mode(header, problems)
    work = Workspace(document, problems, mode, segmented=segmented)
    in_force = dates_in_force(header, problems)
    cutoff = lower_cutoff(work)
    first, last = (
        None if day is None else cutoff.of(day) for day in (in_force.first, in_force.last)
    )
    work.months = first, last
    _check_header(header, problems)
    words = read_words(work)
    _groups(work)
    check_kinds_of_day(work, words)
    empties = read_empties(work)
    read_inputs(work)
    read_balances(work)
    read_terms(work)
    _tables(work)
    _quantities(work)
    read_posts(work)
    ledger = lower_blocks(work, mode, cut)
    counts = _counts(work)
    questions = _questions(work)
    work.build_all()
    if not problems.errors:
        check_whole_rupiah(work)
        check_numbers(work.quantities, problems)
    for layer in document.layers:
        if (calendar := layer.root.get("calendar")) is not None:
            rows_from_node(calendar, problems)
    check_beside(work, cutoff, work.quantities.values())
    attendance = replace(
        lower_attendance(work, header.text("zone"), evaluate), cutoff=replace(cutoff, tables=())
    )
    sanctions = lower_sanctions(work)
    sharing = lower_sharing(work)
    doubts = read_doubts(work)
    pools = lower_pools(work)
    balances = lower_balances(work)
    runs = read_runs(document, work.sources, problems)
    as_run = read_run(document, work.sources, problems)
    corrections, quotas = read_corrections(work), read_quotas(work)
    check_fixed(work)
    problems.raise_if_any(ProfileError)
    plan = Plan(
        id=document.top.id,
        title=text_of(header.get("title")),
        status=document.top.status,
        zone=header.text("zone"),
        in_force=in_force,
        start_known=document.top.header.text("start") != UNKNOWN_START,
        digest=document.digest,
        quantities=tuple(work.quantities.values()),
        inputs=_with_bare(work),
        bases=tuple(ledger.bases),
        charges=tuple(ledger.charges),
        outcomes=tuple(ledger.outcomes),
        lines=tuple(ledger.lines),
        counts=counts | _of_balances(balances),
        questions=questions,
        eligible="eligible",
        attendance=attendance,
        sanctions=sanctions,
        sharing=sharing,
        over_segments=tuple(work.over_segments),
        words=words.meanings,
        own_words=with_balances(words.own, balances),
        unconfirmed=tuple(sorted(work.sources.unconfirmed)),
        labels=_labels(work) | ledger.labels,
        rule_sources=ledger.rule_sources,
        factors=tuple(ledger.factors),
        replacements=tuple(ledger.replacements),
        notices=tuple(ledger.notices),
        day_limits=tuple(ledger.day_limits),
        brings=tuple(ledger.brings),
        windows=tuple(work.windows.values()),
        layers=tuple(layer.id for layer in document.layers),
        by_name=work.quantities,
        empties=empties,
        doubts=doubts,
        cutoff=cutoff,
        pools=pools,
        balances=balances,
        runs=runs,
        as_run=as_run,
        corrections=corrections,
        quotas=quotas,
    )
    check_pools(work, plan)
    problems.raise_if_any(ProfileError)
    return plan, ledger, problems.warnings


def _with_bare(work: Workspace) -> dict[str, Input]:
    """The inputs, with the quantities that take each of them for granted."""
    bare = bare_facts(work.quantities.values())
    return {
        name: replace(item, bare=bare[MONTH, name]) if (MONTH, name) in bare else item
        for name, item in work.inputs.items()
    }


# ------------------------------------------------------------------ header
def _mode(header: Entry, problems: Problems) -> Mode:
    text = header.text("rounding", "half_up")
    if text not in set(Mode):
        place = (header.get("rounding") or header).place
        problems.add(
            "unknown-choice", place, value=text, path="profile.rounding", known=", ".join(Mode)
        )
        return Mode.HALF_UP
    return Mode(text)


def _labels(work: Workspace) -> dict[str, Text]:
    """What terms, quantities, tables, pools and balances are called, where the regulation says so.

    A quantity by its name, anything else by its place.
    """
    found = {}
    for section in LABELLED:
        for name, entry in work.document.section(section).items():
            if (label := entry.get("label")) is not None:
                found[name if section == "quantities" else f"{section}.{name}"] = text_of(label)
    return found


def _check_header(header: Entry, problems: Problems) -> None:
    if header.text("status") not in STATUSES:
        place = (header.get("status") or header).place
        problems.add(
            "unknown-choice",
            place,
            value=header.text("status"),
            path="profile.status",
            known=", ".join(STATUSES),
        )
    if header.text("language") != "1":
        place = (header.get("language") or header).place
        problems.add(
            "unknown-choice",
            place,
            value=header.text("language"),
            path="profile.language",
            known="1",
        )
    if (start := header.text("start")) not in STARTS:
        place = (header.get("start") or header).place
        known = ", ".join(filter(None, STARTS))
        problems.add("unknown-choice", place, value=start, path="profile.start", known=known)
    check_declared(header, problems)
    zone = header.text("zone")
    try:
        Stamp(date(2000, 1, 1), 0, 0).local(zone)
    except RequestError:
        problems.add("bad-zone", (header.get("zone") or header).place, zone=zone)


def dates_in_force(header: Entry, problems: Problems) -> DateRange:
    """The days of `in_force`; reports `bad-date-range` and is open where they cannot be read."""
    text = header.text("in_force")
    try:
        return DateRange.parse(text)
    except ValueError:
        place = (header.get("in_force") or header).place
        problems.add("bad-date-range", place, text=text)
        return DateRange()


# ------------------------------------------------------------------ definitions
def _groups(work: Workspace) -> None:
    known = work.vocabulary("day_status")
    for name, entry in work.document.section("groups").items():
        words: set[str] = set()
        for item in entry.list():
            inner = work.groups.get(item.text())
            if inner is None and item.text() not in known:
                work.problems.add(
                    "unknown-word", item.place, word=item.text(), nearest=", ".join(known)
                )
            words |= inner or {item.text()}
        work.groups[name] = frozenset(words)


def _tables(work: Workspace) -> None:
    for name, entry in work.document.section("tables").items():

        def build(over: tuple[Type, ...], entry: Entry = entry) -> Table:
            return read_table(work, entry, Scope(), over=over)[0]

        try:
            inputs = likely_inputs(work, entry)
            open_ = half_open_inputs(work, entry, len(inputs))
            work.define_table(name, inputs, build, open_)
        except BrokenError:
            continue


def _quantities(work: Workspace) -> None:
    for name, entry in work.document.section("quantities").items():
        try:
            grain = work.grain(entry, "each")
        except BrokenError:
            continue
        work.check_name(name, grain, entry)

        def build(entry: Entry = entry, grain: str = grain) -> Expr:
            written = entry.get("is") or entry
            expr = read_value(work, written, Scope(grain))
            return _as_written(work, expr, entry)

        role = "prelude" if entry.layer.id == "std" else "profile"
        source = work.sources.of(entry)
        law = work.sources.law(entry)
        work.define(Definition(name, grain, build, source, entry.place, law, role))


def _as_written(work: Workspace, expr: Expr, entry: Entry) -> Expr:
    """A quantity rounded as its `round` says.

    Raises:
        BrokenError: no step has its unit, so that none would round it; it has been reported.
    """
    pieces, step = Pieces(work, work.rounding), entry.get("round")
    if step is not None and pieces.step(entry, expr.type.unit, units=OF_QUANTITIES) is None:
        law = work.sources.law(entry)
        work.problems.add("key-without-effect", step.place, law, key="round", path=entry.path)
        raise BrokenError
    return pieces.as_written(expr, entry)


def _counts(work: Workspace) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, entry in work.document.section("counts").items():

        def build(entry: Entry = entry) -> Expr:
            value = existing(work.formula(entry, Scope()))
            if value.type.unit is Unit.WORD:
                raise FormulaError("number-wanted", 0, found=value.type)
            return value

        path = f"counts.{name}"
        source = work.sources.known(entry)
        work.define(Definition(path, "month", build, source, entry.place, NO_LAW, "count"))
        found[name] = path
    return found


def _of_balances(balances: Sequence[Balance]) -> dict[str, str]:
    """The counts with what a result tells of balances, by printed name."""
    return {
        f"{one.name}_{stage}": path
        for one in balances
        for stage, path in zip(TOLD, one.told, strict=True)
    }


def _questions(work: Workspace) -> tuple[Question, ...]:
    found = []
    for name, entry in work.document.section("questions").items():
        options = entry.get("options")
        found.append(
            Question(
                id=name,
                about=entry.text("about"),
                ask=text_of(entry.get("ask")),
                options=tuple(text_of(item) for item in options.list()) if options else (),
                taken=text_of(entry.get("taken")),
                open=entry.text("open", "yes") == "yes",
                when=_question_holds(work, entry),
            )
        )
    return tuple(found)


def _question_holds(work: Workspace, entry: Entry) -> str:
    """The flag quantity of a question's `when`, empty where it has none."""
    when = entry.get("when")
    if when is None:
        return ""

    def build() -> Expr:
        test = work.formula(when, Scope(), Type(Unit.FLAG))
        if test.type.unit is not Unit.FLAG:
            raise FormulaError("flag-wanted", 0, found=test.type)
        return test

    place = when.node.place
    work.define(Definition(entry.path, "month", build, UNCONFIRMED, place, NO_LAW, "question"))
    return entry.path
