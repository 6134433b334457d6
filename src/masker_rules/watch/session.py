"""A session: facts come and go, and what follows from them can be asked at any moment."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any, Self

from masker_rules.engine.checks import Silent, grounds_of
from masker_rules.engine.profile import Profile, load_profile
from masker_rules.engine.result import Remark as Doubt
from masker_rules.engine.result import Result
from masker_rules.engine.results import Results
from masker_rules.engine.sets import ProfileSet, is_set
from masker_rules.engine.versions import cutoff_on, month_of, performance_month
from masker_rules.errors import FactsError, ProfileError, RequestError
from masker_rules.facts import Pack, PackRemark, SetAside, Stamp, definition
from masker_rules.facts.rows import Row
from masker_rules.facts.vocabulary import nearest
from masker_rules.language.plan import Plan
from masker_rules.periods import Month, parse_months
from masker_rules.watch.alerts import RAISED, WITHDRAWN, Alert, News
from masker_rules.watch.backends import Backend, made
from masker_rules.watch.door import Door, Fact, table_of
from masker_rules.watch.evaluate import Watcher
from masker_rules.watch.holding import Held
from masker_rules.watch.moments import Moment, day_over, moment_of
from masker_rules.watch.recap import DayRecap, MonthRecap, day_recap, month_recap
from masker_rules.watch.results import Ledger
from masker_rules.watch.store import Entry, MemoryStore, SqliteStore, Store
from masker_rules.watch.thresholds import Near

__all__ = ["OF", "Receipt", "Session"]

#: Key of a fact for a column that is called `table`, as the key of the fact's own table is.
OF = "of"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a fact; it is given when the fact is kept.

    Attributes:
        ref: The name by which it can be withdrawn.
        fresh: Whether it was not there before: a fact that comes twice counts once.
        withdrawn: Whether the name had been withdrawn, so that it does not count.
        set_aside: Why it does not count where it cannot be read; None where it can.
        remarks: What to look at.
    """

    ref: str
    fresh: bool
    withdrawn: bool
    set_aside: SetAside | None
    remarks: tuple[PackRemark, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """As JSON has it: under `ack` the name, then whether it is new, and whether it counts."""
        return {
            "ack": self.ref,
            "fresh": self.fresh,
            "withdrawn": self.withdrawn,
            "set_aside": self.set_aside.code if self.set_aside is not None else None,
        }


class Session:
    """Facts of running months under one regulation.

    Args:
        profile: The regulation: loaded, an id, a path or a mapping.
        store: Where the session lives: None = in memory, a path = one SQLite file, or a
            :class:`~masker_rules.watch.store.Store`.
        tables: Tables that are known from the beginning, be they empty.
        also: Regulations whose ladders hold beside it. Those of the layers below it always do.
        near: How far away a threshold is told as near.
        since: First month that alerts count; what lies before is told by `carried`. None = the
            first month that holds a punch.
        backend: Who decides which thresholds are reached or near: `own`; `durable`, the rules of
            durable-rules (extra `durable`); or a :class:`~masker_rules.watch.backends.Backend`,
            which belongs to one session. The alerts are the same.

    Raises:
        ProfileError: the profile is wrong or unknown.
        StoreError: the file is no store, one of another regulation, or that of a session which is
            open [store-unusable, store-of-another, store-in-use].
        RequestError: the profile is a set of regulations [session-of-a-set]; there is no such
            backend [unknown-backend].
        AdapterUnavailableError: the backend is not installed [backend-extra-missing].
        FactsError: no such table [unknown-table].
    """

    def __init__(
        self,
        profile: Profile | ProfileSet | str | Path | Mapping[str, object],
        store: Store | str | PathLike[str] | None = None,
        *,
        tables: Iterable[str] = (),
        also: Iterable[Profile | str | Path] = (),
        near: Near | None = None,
        since: Month | str | None = None,
        backend: Backend | str = "own",
    ) -> None:
        self.profile = _one(profile)
        self._held, self._door = Held(month_of=partial(month_of, self.profile)), Door()
        self._ledger = Ledger(self.profile, self._held)
        others = [_one(one) for one in also]
        ladders = [*(one.plan for one in others), *_below(self.profile)]
        self._backend = made(backend)
        self._watcher = Watcher(self.profile, ladders, self._held, near or Near(), self._backend)
        if since is not None:
            self._watcher.since = self._month(since)
        self._standing: dict[tuple[Any, ...], Alert] = {}
        self._news: list[News] = []
        self._store = _store(store)
        try:
            self._store.open(self.profile.id)
            for entry in self._store.read():
                self._recall(entry)
            self.declare(*tables)
        except BaseException:
            self.close()
            raise

    def _recall(self, entry: Entry) -> None:
        kind, *values = entry
        if kind == "fact":
            ref, table, cells = values
            self._held.add(self._door.read(table, cells, ref))
        elif kind == "withdrawn":
            self._held.withdraw(values[0])
        elif kind == "declared":
            self._held.declare(values[0])
        else:
            self._say(News.recalled(len(self._news) + 1, values[0]))

    # ---------------------------------------------------------------- facts
    def declare(self, *tables: str) -> None:
        """Know tables, be they empty: one that nobody declared or fed is unknown.

        Raises:
            FactsError: no such table [unknown-table].
        """
        known = definition().tables
        for table in tables:
            if not isinstance(table, str) or table not in known:
                near = nearest(str(table), known) or "-"
                raise FactsError.of("unknown-table", table=table, nearest=near)
        new = [table for table in tables if table not in self._held.declared]
        if new:
            self._store.write([("declared", table) for table in new])
            for table in new:
                self._touch(self._held.declare(table))

    def feed(
        self,
        fact: Row | Mapping[str, object],
        *,
        ref: str | None = None,
        replaces: str | None = None,
    ) -> Receipt:
        """Take in one fact, see :meth:`feed_all`.

        Args:
            fact: A row object, or a mapping with the key `table`.
            ref: Its name; None as there.
            replaces: Name of a fact that is withdrawn for it.
        """
        return self._take([self._read(fact, ref, replaces)])[0]

    def feed_all(self, facts: Iterable[Row | Mapping[str, object]]) -> list[Receipt]:
        """Take in facts, all of them or none.

        Args:
            facts: Row objects, or mappings with the key `table` and the columns of that table. The
                key `ref` names a fact (of punches it is the column, too), else it is named by
                what it says; `replaces` names one that is withdrawn for it. A column that is
                itself called `table` (of `identities` and `complete`) is written `of`.

        Returns:
            A receipt for each, when all are kept.

        Raises:
            FactsError: a fact names no table of the contract, or has the name of another one
                [unknown-table, not-a-row, ref-taken]. Nothing is taken in then. A fact that
                cannot be read is set aside instead, as in a pack.
            RequestError: a name is none that can be kept [ref-not-text]; nothing is taken in then.
            StoreError: the file cannot be written [store-not-written]; nothing is taken in then.
        """
        if not isinstance(facts, Iterable):
            raise FactsError.of("not-a-row", table="?", kind=type(facts).__name__)
        return self._take([self._read(fact) for fact in facts])

    def _take(self, facts: Sequence[tuple[Fact, str | None]]) -> list[Receipt]:
        read: dict[str, Fact] = {}
        gone: set[str] = set()
        entries: list[Entry] = []
        receipts: list[Receipt] = []
        for fact, replaces in facts:
            ref = fact.ref
            standing = self._held.facts.get(ref) or read.get(ref)
            if standing is not None and not standing.says(fact):
                raise FactsError.of("ref-taken", ref=ref, table=standing.table)
            if replaces is not None and replaces not in self._held.withdrawn:
                gone.add(replaces)
                entries.append(("withdrawn", replaces))
            withdrawn = ref in self._held.withdrawn or ref in gone
            fresh = standing is None and not withdrawn
            if fresh:
                read[ref] = fact
                entries.append(("fact", ref, fact.table, fact.cells))
            told = self._held.meant(fact)
            receipts.append(Receipt(ref, fresh, withdrawn, told.aside, told.told))
        self._keep(entries, read)
        return receipts

    def retract(self, *refs: str) -> None:
        """Withdraw facts by their names, be it before they come; they do not come back.

        Raises:
            RequestError: a name is no text, or none that can be kept [ref-not-text]; nothing is
                withdrawn then.
        """
        for ref in refs:
            if not isinstance(ref, str) or not _name(ref):
                raise RequestError.of("ref-not-text", given=repr(ref))
        new = [ref for ref in refs if ref not in self._held.withdrawn]
        self._keep([("withdrawn", ref) for ref in new], {})

    def mirror(
        self, source: str, facts: Iterable[Mapping[str, object]], *, is_whole: bool = True
    ) -> None:
        """Make what holds of a source what it says now, in one step.

        What is new is fed, what it no longer says is withdrawn; what comes back counts again.

        Args:
            source: Its name; facts of others stay.
            facts: All that it says, as for :meth:`feed_all`.
            is_whole: False where more is to come: nothing is withdrawn then.

        Raises:
            FactsError, StoreError: as :meth:`feed_all`.
        """
        mark = f"{source}: "
        held = {ref.rpartition("~")[0]: ref for ref in self._held.facts if ref.startswith(mark)}
        wanted: dict[str, Fact] = {}
        for given in facts:
            _check_mapping(given)
            fact, _ = self._read({k: v for k, v in given.items() if k != "ref"})
            wanted[f"{mark}{fact.ref}"] = fact
        gone = [ref for said, ref in sorted(held.items()) if is_whole and said not in wanted]
        read: dict[str, Fact] = {}
        for said in sorted(wanted.keys() - held.keys()):
            turn = 0
            while f"{said}~{turn}" in self._held.withdrawn:
                turn += 1
            fact = replace(wanted[said], ref=f"{said}~{turn}")
            read[fact.ref] = fact
        entries: list[Entry] = [("withdrawn", ref) for ref in gone]
        entries += [("fact", ref, fact.table, fact.cells) for ref, fact in read.items()]
        self._keep(entries, read)

    def _keep(self, entries: Sequence[Entry], read: Mapping[str, Fact]) -> None:
        if not entries:
            return
        self._store.write(entries)
        for kind, ref, *_ in entries:
            touched = self._held.add(read[ref]) if kind == "fact" else self._held.withdraw(ref)
            self._touch(touched)

    def _read(
        self,
        given: Row | Mapping[str, object],
        ref: str | None = None,
        replaces: str | None = None,
    ) -> tuple[Fact, str | None]:
        ref, replaces = _name(ref), _name(replaces)
        if isinstance(given, Row):
            return self._door.read(table_of(given), given, ref), replaces
        _check_mapping(given)
        table = str(given.get("table", ""))
        named = ref if ref is not None else given.get("ref")
        replaced = replaces if replaces is not None else given.get("replaces")
        # Of punches the name is a column, too.
        beside = {"table", "replaces"} if table == "punches" else {"table", "replaces", "ref"}
        cells = {name: cell for name, cell in given.items() if name not in beside}
        tables = definition().tables
        if OF in cells and table in tables and tables[table].has("table"):
            cells["table"] = cells.pop(OF)
        return self._door.read(table, cells, _name(named)), _name(replaced)

    def _touch(self, nips: Collection[str]) -> None:
        if nips:
            self._ledger.touch(nips)
            self._watcher.touch(nips)

    @property
    def latest(self) -> Stamp | None:
        """The latest moment known: of a punch that holds, or when something was said last."""
        zone = self.profile.plan.zone
        known = [moment_of(one.at, zone) for one in self._news[-1:]]
        punched = self._held.latest(zone)
        return max([*known, *([punched] if punched is not None else [])], default=None)

    @property
    def refs(self) -> tuple[str, ...]:
        """Names of the facts that hold, in order."""
        return tuple(sorted(self._held.facts))

    # ---------------------------------------------------------------- what follows
    def pack(self) -> Pack:
        """Everything that holds, as a pack."""
        return self._held.pack()

    @property
    def unsettled(self) -> tuple[Doubt, ...]:
        """Why results of what holds could not be paid, whatever the month; see `Checks.why`."""
        pack = self._held.pack().under(self.profile.vocabulary)
        return grounds_of(pack, Silent(), {}).why

    def results(self, period: str | Month, *, as_of: date | None = None) -> Results:
        """Results of everybody, exactly as :func:`masker_rules.compute` gives them on the pack.

        Args:
            period: `2026-03` or `2026-01..2026-06`.
            as_of: Last known day; None is the end of the period.

        Raises:
            RequestError: no such period, or the regulation is not in force then.
            CalendarError: a year has no calendar.
        """
        asked = (period,) if isinstance(period, Month) else parse_months(period)
        return self._ledger.results([self._month(month) for month in asked], as_of)

    def recap(self, of: date | Month | str, at: Moment) -> DayRecap | MonthRecap:
        """A day or a month as it looks at a moment.

        Args:
            of: A date, or a month (`2026-03`).
            at: The moment: `2026-03-12 09:15`, with an offset or on the profile's clock.

        Raises:
            RequestError: no such day, month or moment, or one that lies after the moment
                [bad-date, bad-period, bad-moment, after-the-moment].
        """
        wanted = _day_or_month(of)
        if isinstance(wanted, Month):
            wanted = self._month(wanted)
        now = moment_of(at, self.profile.plan.zone)
        if (wanted.first if isinstance(wanted, Month) else wanted) > now.day:
            raise RequestError.of("after-the-moment", what=str(of), at=str(now))
        if not isinstance(wanted, Month):
            return day_recap(self.profile, self._held, wanted, now)
        until = min(day_over(now), self._end(wanted))
        outlooks = self._ledger.outlooks(wanted, until)
        return month_recap(self.profile, wanted, now, until, outlooks)

    def provisional(self, nip: str, month: Month | str, at: Moment) -> Result:
        """One person's result so far: what is open lies between its `bounds`.

        Raises:
            RequestError: nobody has that NIP, or as :meth:`recap` [nip-not-in-pack].
        """
        wanted = self._month(month)
        now = moment_of(at, self.profile.plan.zone)
        if not isinstance(nip, str) or nip not in self._ledger.nips:
            raise RequestError.of("nip-not-in-pack", nip=nip)
        until = min(day_over(now), self._end(wanted))
        return self._ledger.of(nip, wanted, until)

    def _month(self, of: Month | str) -> Month:
        """The performance month of that name."""
        named = of if isinstance(of, Month) else Month.parse(of)
        return performance_month(self.profile, named)

    def _end(self, month: Month) -> date:
        """The last day of which anything is counted in a month."""
        return cutoff_on(self.profile, month.last).end(month)

    # ---------------------------------------------------------------- alerts
    def alerts(self, at: Moment) -> list[News]:
        """What is raised and withdrawn since the last call.

        A day counts when it is over, a night shift when the day is over on which it ends.

        Args:
            at: The moment; it does not lie before the one at which something was said last.

        Returns:
            What there is to say, each once: it is kept in the store before it is returned.

        Raises:
            RequestError: no such moment, or time went back [bad-moment, moment-went-back]; the
                regulation does not fit into the backend [backend-too-large, backend-too-many].
            EvaluationError: the backend failed [backend-failed].
        """
        now = moment_of(at, self.profile.plan.zone)
        if self._news and str(now) < self._news[-1].at:
            raise RequestError.of("moment-went-back", at=str(now), last=self._news[-1].at)
        standing = self._watcher.standing(day_over(now))
        said = list(_changes(self._standing, standing))
        first = len(self._news) + 1
        news = [News(first + n, str(now), what, one) for n, (what, one) in enumerate(said)]
        if news:
            self._store.write([("news", one.kept()) for one in news])
        for one in news:
            self._say(one)
        self._standing = standing
        return news

    @property
    def standing(self) -> tuple[Alert, ...]:
        """The alerts that stand, as of the last call of :meth:`alerts`, by nip and rule."""
        return tuple(self._standing[key] for key in sorted(self._standing))

    @property
    def news(self) -> tuple[News, ...]:
        """Everything that was said, in order."""
        return tuple(self._news)

    def _say(self, news: News) -> None:
        self._news.append(news)
        if news.what == RAISED:
            self._standing[news.alert.key] = news.alert
        else:
            self._standing.pop(news.alert.key, None)

    # ---------------------------------------------------------------- the end
    def close(self) -> None:
        """Close the store and the backend; what was acknowledged is kept with or without it."""
        self._backend.close()
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _one(given: Profile | ProfileSet | str | Path | Mapping[str, object]) -> Profile:
    """A regulation.

    Raises:
        RequestError: it is a set of them [session-of-a-set].
    """
    if isinstance(given, Profile):
        return given
    if isinstance(given, ProfileSet) or is_set(given):
        path = given if isinstance(given, str | Path) else "profiles: …"
        raise RequestError.of("session-of-a-set", path=str(path))
    return load_profile(given)


def _check_mapping(given: object) -> None:
    """Refuse what is no fact.

    Raises:
        FactsError: it is neither a row object nor a mapping [not-a-row].
    """
    if not isinstance(given, Mapping):
        raise FactsError.of("not-a-row", table="?", kind=type(given).__name__)


def _name(given: object) -> str | None:
    """The name of a fact; None where none is given.

    Raises:
        RequestError: no store keeps such a text [ref-not-text].
    """
    text = "" if given is None else str(given)
    if any(sign == "\0" or unicodedata.category(sign) == "Cs" for sign in text):
        raise RequestError.of("ref-not-text", given=repr(given))
    return text or None


def _store(given: Store | str | PathLike[str] | None) -> Store:
    if given is None:
        return MemoryStore()
    return SqliteStore(given) if isinstance(given, str | PathLike) else given


def _below(profile: Profile) -> Iterator[Plan]:
    """Plans of the layers below: their ladders hold whether or not it repeats them."""
    for layer in reversed(profile.plan.layers):
        if layer != profile.id:
            with suppress(ProfileError):  # a layer that only others complete is no regulation
                yield load_profile(layer).plan


def _day_or_month(of: date | Month | str) -> date | Month:
    if isinstance(of, date | Month):
        return of
    try:
        return date.fromisoformat(of)
    except (TypeError, ValueError):
        return Month.parse(of)


def _changes(
    before: Mapping[tuple[Any, ...], Alert], after: Mapping[tuple[Any, ...], Alert]
) -> Iterator[tuple[str, Alert]]:
    """What is to be said where other alerts stand than before."""
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None and old.near == new.near:
            continue
        if old is not None and (new is None or new.near):
            yield WITHDRAWN, old
        if new is not None:
            yield RAISED, new
