"""`masker explain`: why people get these amounts, article by article."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from masker_rules.cli.computing import compute_pack, is_clean
from masker_rules.cli.options import (
    Against,
    All,
    AsOf,
    Format,
    Nips,
    Out,
    PackPath,
    Period,
    ProfileRef,
    Restore,
    RunName,
    Strict,
    Trace,
    Unit,
)
from masker_rules.cli.output import deliver, deliver_each, format_of, stream_to, to_stdout
from masker_rules.cli.restoring import restored
from masker_rules.cli.running import DONE, NOT_CLEAN
from masker_rules.cli.terminal import Terminal
from masker_rules.errors import RequestError
from masker_rules.texts import json_text

if TYPE_CHECKING:
    from masker_rules.api import Result, Results
    from masker_rules.explain.also import Also

__all__ = ["explain"]

FORMATS = ("text", "html", "json")
SUFFIXES = {"text": ".txt", "html": ".html", "json": ".json"}
#: Letters of a NIP that no name of a file should have.
UNFIT = re.compile(r"[^\w.-]")


def explain(  # noqa: PLR0913, PLR0917  (an argument per option)
    context: typer.Context,
    pack: PackPath,
    profile: ProfileRef,
    nip: Nips = None,
    everybody: All = False,  # noqa: FBT002
    period: Period = None,
    as_of: AsOf = None,
    format: Format = None,
    out: Out = None,
    strict: Strict = False,  # noqa: FBT002
    trace: Trace = False,  # noqa: FBT002
    run: RunName = None,
    against: Against = None,
    unit: Unit = None,
    restore: Restore = False,  # noqa: FBT002
) -> int:
    """Words of the help: `cli.help.explain.about`."""
    terminal: Terminal = context.obj
    chosen = format_of(format, out, FORMATS)
    _refuse_apart(restore=restore, against=against, run=run, unit=unit)
    if against is not None:
        return _against(terminal, pack, profile, period, against, chosen, out, nip, unit, as_of)
    _refuse_whom(nip, everybody=everybody)
    if trace and chosen != "json":
        raise RequestError.of("trace-needs-json", format=chosen)
    in_folder = everybody and out is not None and not to_stdout(out) and not out.suffix
    if chosen == "html" and everybody and not in_folder:
        raise RequestError.of("one-explanation-a-file")
    results = compute_pack(terminal, pack, profile, period, as_of=as_of, nips=nip, run=run)
    if chosen == "html" and not everybody and len(results) != 1:
        raise RequestError.of("one-explanation", count=len(results))
    told = _Told(results, chosen, terminal, trace=trace)
    if restore:
        told.also = (restored(terminal, pack, profile, period, nips=nip, as_of=as_of),)
    if in_folder:
        assert out is not None
        deliver_each(told.files(), out, terminal)
    elif everybody:
        stream_to(out, told.stream(), terminal)
    else:
        deliver(told.whole(), out, terminal)
    if not results.checks.settled:
        terminal.say(terminal.text("arrears.not_settled"), "bold yellow")
    return NOT_CLEAN if strict and not is_clean(results) else DONE


def _refuse_whom(nips: list[str] | None, *, everybody: bool) -> None:
    if not nips and not everybody:
        raise RequestError.of("nobody-to-explain")
    if nips and everybody:
        raise RequestError.of("options-apart", one="--nip", other="--all")


def _refuse_apart(
    *, restore: bool, against: str | None, run: str | None, unit: str | None
) -> None:
    """What is put right is told of an ordinary month, as it came about."""
    if unit is not None and against is None:
        command = "masker explain --unit"
        raise RequestError.of("missing-option", option="--against", command=command)
    for given, option in ((against, "--against"), (run, "--run")):
        if restore and given is not None:
            raise RequestError.of("options-apart", one="--restore", other=option)


def _against(  # noqa: PLR0913, PLR0917  (what explain was asked)
    terminal: Terminal,
    pack: str,
    profile: str,
    period: str | None,
    against: str,
    chosen: str,
    out: Path | None,
    nips: list[str] | None,
    unit: str | None,
    as_of: str | None,
) -> int:
    """One month beside another, by article and day."""
    from masker_rules.cli.monthly import changes_html, changes_text  # noqa: PLC0415
    from masker_rules.review.months import between_months  # noqa: PLC0415

    if period is None:
        raise RequestError.of("period-needed", found=against)
    found = between_months(
        profile, pack, period, against, nips=nips or None, unit=unit, as_of=as_of
    )
    if chosen == "json":
        deliver(found.to_json(terminal.lang), out, terminal)
    else:
        write = changes_html if chosen == "html" else changes_text
        deliver(write(found, terminal), out, terminal)
    return DONE


class _Told:
    """Explanations as they are written, each made when it is asked for."""

    also: Sequence[Also] = ()

    def __init__(self, results: Results, chosen: str, terminal: Terminal, *, trace: bool) -> None:
        from masker_rules import explain as words  # noqa: PLC0415  (heavy: not for the help)

        self._results, self._chosen, self._terminal = results, chosen, terminal
        self._words, self._trace, self._lang = words, trace, terminal.lang

    def whole(self) -> str:
        """Those of a few people together."""
        if self._chosen == "html":
            return self._html(self._results[0])
        if self._chosen == "text":
            return "\n".join(map(self._text, self._results))
        made = list(map(self._data, self._results))
        return json_text(made if len(made) > 1 else made[0]) + "\n"

    def stream(self) -> Iterator[str]:
        """One after another: texts with an empty line between, JSON objects of a line each."""
        for number, result in enumerate(self._counted()):
            if self._chosen == "json":
                yield json.dumps(self._data(result), ensure_ascii=False) + "\n"
            else:
                yield ("\n" if number else "") + self._text(result)

    def files(self) -> Iterator[tuple[str, str]]:
        """A file for each person and month: its name and text."""
        make: dict[str, Callable[[Result], str]] = {
            "text": self._text,
            "html": self._html,
            "json": lambda one: json_text(self._data(one)) + "\n",
        }
        for result in self._counted():
            name = UNFIT.sub(
                "_", "-".join(filter(None, (result.nip, str(result.period), result.run)))
            )
            yield name + SUFFIXES[self._chosen], make[self._chosen](result)

    def _counted(self) -> Iterator[Result]:
        with self._terminal.progress(self._terminal.text("explaining")) as progress:
            for number, result in enumerate(self._results, 1):
                yield result
                if progress is not None:
                    progress(number, len(self._results))

    def _html(self, result: Result) -> str:
        return self._words.explain_html(result, self._lang, also=self.also)

    def _text(self, result: Result) -> str:
        text = self._words.explain_text(result, self._lang, also=self.also)
        return text.rstrip("\n") + "\n"

    def _data(self, result: Result) -> dict[str, object]:
        told = self._words.explain_dict(result, self._lang, also=self.also)
        if self._trace:
            told["trace"] = self._words.trace_dict(result, self._lang)
        return told
