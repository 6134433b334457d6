"""Legal sources of entries, and texts in both languages."""

from __future__ import annotations

from dataclasses import replace

from masker_rules.errors import Problem, Problems
from masker_rules.language.entries import Document, Entry
from masker_rules.legal import NO_LAW, Source, Text

__all__ = ["UNCONFIRMED", "Sources", "text_of"]

#: Keys of a section that say yes or no; of all others it is `fixed`.
FLAGS = {
    "sources": ("confirmed",),
    "questions": ("open",),
    "words": (),
    "groups": (),
    "counts": (),
}
KINDS = ("regulation", "official", "press", "operated", "memory", "unconfirmed")
UNCONFIRMED = Source(
    Text("belum dikonfirmasi", "unconfirmed"), "", "unconfirmed", confirmed=False, layer=""
)


def text_of(entry: Entry | None, default: str = "") -> Text:
    """A label: one text for both languages, or `{id: …, en: …}`."""
    if entry is None:
        return Text(default, default)
    if entry.is_text:
        return Text(entry.text() or default, entry.text() or default)
    return Text(entry.text("id"), entry.text("en"))


def _stated(entry: Entry) -> str:
    """The source that an entry states, or the nearest of those that it stands in."""
    at: Entry | None = entry
    while at is not None:
        if written := at.own("source"):
            return written
        at = at.parent
    return ""


class Sources:
    """Resolves `source: pm pasal 13 ayat (1)` to a document and an article."""

    def __init__(self, document: Document, problems: Problems) -> None:
        self._document = document
        self._problems = problems
        self.unconfirmed: set[str] = set()
        self._reported: set[str] = set()
        for entry in document.section("sources").values():
            self._check(entry)
        for section in document.sections.values():
            for entry in section.values():
                self._check_flags(entry)

    def _check(self, entry: Entry) -> None:
        kind = entry.text("kind")
        if kind not in KINDS:
            place = (entry.get("kind") or entry).place
            self._problems.add(
                "unknown-choice",
                place,
                value=kind,
                path=f"{entry.path}.kind",
                known=", ".join(KINDS),
            )

    def _check_flags(self, entry: Entry) -> None:
        """A yes or no that says neither is not taken for a no."""
        section = entry.path.partition(".")[0]
        for key in FLAGS.get(section, ("fixed",)):
            written = entry.get(key)
            if written is not None and written.text() not in ("yes", "no", ""):
                self._problems.add(
                    "unknown-choice",
                    written.node.place,
                    value=written.text(),
                    path=f"{entry.path}.{key}",
                    known="yes, no",
                )

    def of(self, entry: Entry) -> Source:
        """The source of an entry, or of what it stands in, or its layer's default.

        That of a change tells what it amends. Reports `missing-source` where there is neither,
        `unknown-source` for an undeclared key.
        """
        written = _stated(entry) or entry.layer.source
        if not written:
            self._report("missing-source", entry, entry)
            return UNCONFIRMED
        source = self._read(written, entry)
        if entry.amended is not None:
            before = self.of(entry.amended)
            both = source.confirmed and before.confirmed
            source = replace(source, amends=before, confirmed=both)
        if not source.confirmed and entry.path != "profile":
            self.unconfirmed.add(entry.path)
        return source

    def known(self, entry: Entry) -> Source:
        """As :meth:`of`, for what needs no source: it prints a number that others have made."""
        written = entry.own("source") or entry.layer.source
        return self._read(written, entry) if written else UNCONFIRMED

    def law(self, entry: Entry) -> Text:
        """The source as the law beside a message, empty where none is known."""
        key, _, article = (_stated(entry) or entry.layer.source).partition(" ")
        known = self._document.section("sources").get(key)
        if known is None:
            return NO_LAW
        title, place = text_of(known.get("title")), article.strip()
        told = (", ".join(filter(None, (title.get(lang), place))) for lang in ("id", "en"))
        return Text(*told)

    def _report(self, code: str, entry: Entry, at: Entry, **params: object) -> None:
        """Once for an entry, however many quantities are made from it."""
        if entry.path not in self._reported:
            self._reported.add(entry.path)
            problem = Problem(code, {"path": entry.path, **params}, at.place)
            self._problems.extend([problem])

    def _read(self, written: str, entry: Entry) -> Source:
        key, _, article = written.partition(" ")
        if key == "unconfirmed":
            title = Text("belum dikonfirmasi", "unconfirmed")
            return Source(
                title, article.strip(), "unconfirmed", confirmed=False, layer=entry.layer.id
            )
        known = self._document.section("sources").get(key)
        if known is None:
            at = entry.get("source") or entry
            sources = self._document.section("sources").items()
            listed = ", ".join(name for name, one in sources if one.layer.id != "std") or "-"
            self._report("unknown-source", entry, at, name=key, known=listed)
            return UNCONFIRMED
        return Source(
            title=text_of(known.get("title")),
            article=article.strip() or known.text("article"),
            kind=known.text("kind"),
            confirmed=known.text("confirmed", "no") == "yes",
            layer=entry.layer.id,
        )
