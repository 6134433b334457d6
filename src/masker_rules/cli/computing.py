"""`masker compute`: the results of everybody in a pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from masker_rules.cli.chunked import CHUNK_FORMATS, write_chunked
from masker_rules.cli.options import (
    AsOf,
    Beside,
    Chunk,
    Engine,
    Format,
    Moved,
    Nips,
    NoLookBack,
    Out,
    PackPath,
    Period,
    Processes,
    ProfileRef,
    Strict,
    Trace,
)
from masker_rules.cli.output import deliver, deliver_drawn, format_of
from masker_rules.cli.report import Report
from masker_rules.cli.running import DONE, NOT_CLEAN
from masker_rules.cli.tally import Tally
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import RequestError
from masker_rules.facts.sources import source_name
from masker_rules.texts import json_text

if TYPE_CHECKING:
    from masker_rules.api import Results
    from masker_rules.engine.beside import Earlier

__all__ = ["FORMATS", "compute", "compute_pack", "is_clean"]

FORMATS = ("table", "json", "csv", "parquet", "xlsx")


def compute(  # noqa: PLR0913, PLR0917  (an argument per option)
    context: typer.Context,
    pack: PackPath,
    profile: ProfileRef,
    period: Period = None,
    as_of: AsOf = None,
    nip: Nips = None,
    format: Format = None,
    out: Out = None,
    engine: Engine = None,
    chunk: Chunk = False,  # noqa: FBT002
    processes: Processes = None,
    no_look_back: NoLookBack = False,  # noqa: FBT002
    strict: Strict = False,  # noqa: FBT002
    trace: Trace = False,  # noqa: FBT002
    beside: Beside = None,
    moved: Moved = None,
) -> int:
    """Words of the help: `cli.help.compute.about`."""
    terminal: Terminal = context.obj
    if moved is not None and beside is None:
        raise RequestError.of("only-with-beside", option="--moved")
    if chunk:
        _check_chunk({"--nip": nip, "--trace": trace})
        chosen = format_of(format, out, CHUNK_FORMATS)
        tally = Tally(terminal, _earlier(beside, moved))
        from masker_rules import api  # noqa: PLC0415  (heavy: not for the help)

        more: dict[str, Any] = {"as_of": as_of, "engine": engine, "look_back": not no_look_back}
        job, parts = api.history_job(profile, pack, period, **more)
        return write_chunked(
            job, parts, out, chosen, tally, strict=strict, processes=processes or 1
        )
    for option, given in (("--processes", processes), ("--no-look-back", no_look_back)):
        if given:
            raise RequestError.of("only-with-chunk", option=option)
    chosen = format_of(format, out, FORMATS)
    if trace and chosen != "json":
        raise RequestError.of("trace-needs-json", format=chosen)
    # A trace is the reference engine's: with one for everybody it computes everybody at once.
    engine = engine or ("reference" if trace else None)
    share = {} if moved is None else {"moved": moved}
    results = compute_pack(
        terminal,
        pack,
        profile,
        period,
        as_of=as_of,
        nips=nip,
        engine=engine,
        beside=beside,
        **share,
    )
    report = Report(
        results, terminal, hint=f"masker check {source_name(pack)} --profile {profile}"
    )
    if chosen == "table":
        deliver_drawn(report.draw, out, terminal)
    else:
        deliver(_data(results, chosen, report, trace=trace), out, terminal)
        report.tell()
    report.tally.tell_engine()
    tally = report.tally
    return DONE if tally.is_settled and (tally.is_clean or not strict) else NOT_CLEAN


def compute_pack(
    terminal: Terminal,
    pack: str | Path,
    profile: str,
    period: str | None,
    *,
    as_of: str | None = None,
    nips: Sequence[str] | None = None,
    engine: str | None = None,
    **more: Any,
) -> Results:
    """Results of a pack, with progress on the terminal; None chooses the engine by the size.

    Raises:
        MaskerRulesError: as :func:`masker_rules.compute`.
    """
    from masker_rules import api  # noqa: PLC0415  (heavy: not for the help)

    regulation = api.regulation_of(profile)
    with terminal.progress(terminal.text("computing")) as progress:
        return api.compute(
            regulation,
            pack,
            period,
            as_of=as_of,
            nips=nips or None,
            progress=progress,
            engine=engine,
            **more,
        )


def _earlier(beside: Path | None, moved: str | None) -> Earlier | None:
    """What results of a history are put beside; read before the long work begins."""
    if beside is None:
        return None
    from masker_rules.engine.beside import MOVED, earlier_of  # noqa: PLC0415  (as above)

    return earlier_of(beside, moved or MOVED)


def _check_chunk(options: Mapping[str, object]) -> None:
    for option, given in options.items():
        if given:
            raise RequestError.of("not-with-chunk", option=option)


def is_clean(results: Results) -> bool:
    """Whether no result is incomplete and no row was set aside."""
    return not results.set_aside and all(item.status != "incomplete" for item in results)


def _data(results: Results, chosen: str, report: Report, *, trace: bool) -> str | bytes:
    if chosen == "json":
        lang = report.terminal.lang
        return _traced(results, lang) if trace else results.to_json(lang)
    from masker_rules.facts.exports import parquet_of, rows_csv  # noqa: PLC0415

    if chosen == "parquet":
        return parquet_of(results.flat_frame())
    if chosen == "csv":
        return rows_csv(results.flat_rows())
    return results.xlsx(report.terminal.lang)


def _traced(results: Results, lang: str) -> str:
    """The contract's JSON with a `trace` beside every result."""
    from masker_rules.explain import trace_dict  # noqa: PLC0415

    made = results.as_dict(lang)
    for entry, item in zip(made["results"], results, strict=True):
        entry["trace"] = trace_dict(item, lang)
    return json_text(made) + "\n"
