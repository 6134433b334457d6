"""The report on a comparison: self-contained, in both languages, without names where asked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest
from review_month import ANI, BUDI, CICI, DIDI, REGULATION, tables

import masker_rules as mr

pytest.importorskip("altair")
pytest.importorskip("vl_convert")

#: Names of namespaces are no requests.
NAMESPACES = re.compile(r'xmlns(?::\w+)?="[^"]*"')

DEARER = {"rules.alpa.cut": "5%", "rules.late.cut[1m..30m]": "0.1%"}


@pytest.fixture(scope="module")
def dearer(compared):
    return compared(DEARER)


class Seen(HTMLParser):
    """Elements and ids of a page, and whether everything that is opened is closed."""

    VOID = frozenset({"meta", "br", "img", "input", "hr", "link"})

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.ids, self.links = [], [], [], []

    def handle_starttag(self, tag, attrs):
        own = dict(attrs)
        self.tags.append(tag)
        if own.get("id"):
            self.ids.append(own["id"])
        if tag == "a":
            self.links.append(own.get("href", ""))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag


@pytest.mark.parametrize("lang", ["id", "en"])
def test_page_when_written_then_well_formed_and_fetches_nothing(dearer, lang):
    page = dearer.to_html(lang)
    seen = Seen()
    seen.feed(page)

    assert not seen.open
    assert "script" not in seen.tags
    assert not {"link", "iframe", "img", "object"} & set(seen.tags)
    assert "http" not in NAMESPACES.sub("", page).replace("http-equiv", "")
    assert "@import" not in page
    assert "review." not in re.sub(r"<pre>.*?</pre>", "", page, flags=re.DOTALL)
    assert seen.tags.count("svg") >= 5
    # Where a chart is, its caption says what it shows.
    assert seen.tags.count("figcaption") == seen.tags.count("figure")


def test_links_when_followed_then_each_has_its_place(dearer):
    seen = Seen()
    seen.feed(dearer.to_html())
    assert seen.links
    assert {link.removeprefix("#") for link in seen.links} <= set(seen.ids)


def test_page_when_anonymous_then_no_name_and_no_nip(dearer):
    page = dearer.to_html("id", anonymous=True)
    assert not [nip for nip in (ANI, BUDI, CICI, DIDI) if nip in page]
    assert not re.search(r"\b(Ani|Budi|Cici|Didi)\b", page)


@pytest.mark.slow
def test_page_when_compared_and_written_again_then_the_same_bytes(dearer, compared):
    again = compared(DEARER)
    assert again is not dearer
    assert dearer.to_html("en") == again.to_html("en")


def test_page_when_of_two_drafts_then_an_overview_with_links_to_both(baseline, pack):
    drafts = [mr.overlay(baseline, {"rules.alpa.cut": cut}) for cut in ("4%", "5%")]
    page = mr.compare(baseline, drafts, pack, "2026-07").to_html("en")

    assert "Overview" in page
    assert page.count("<article id=") == 2
    assert 'href="#d2"' in page


def test_page_when_swept_then_a_chart_of_budget_and_of_losers(baseline, pack):
    made = mr.sweep(baseline, {"rules.alpa.cut": "3%..5%:1%"}, pack, "2026-07")
    page = made.to_html("en")

    assert page.count("<svg") == 2
    assert "incomplete" in page
    assert "<article" not in page


def test_page_when_names_hold_markup_then_it_is_text(baseline, pack):
    draft = mr.overlay(baseline, {"rules.alpa.cut": "5%"}, name="<b>5%</b> & more")
    page = mr.compare(baseline, draft, pack, "2026-07").to_html("en")
    assert "<b>5%</b>" not in page
    assert "&lt;b&gt;5%&lt;/b&gt; &amp; more" in page


# ------------------------------------------------------------------ what is told where it is so
def complete():
    """The tables without Didi, whose amount is not known."""
    given = tables()
    return {name: [row for row in rows if row["nip"] != DIDI] for name, rows in given.items()}


def written(draft, given, period="2026-07", **how):
    return mr.compare(REGULATION, draft, mr.Pack(**given), period).to_html("en", **how)


@pytest.fixture(scope="module")
def at_five(baseline):
    return mr.overlay(baseline, {"rules.alpa.cut": "5%"})


def test_page_when_the_texts_are_the_same_then_no_caution_and_nobody_loses():
    page = written(REGULATION, complete())
    assert '<div class="caution">' not in page
    assert "<p>The texts are the same.</p>" in page
    assert page.count("<p>Nobody.</p>") == 2
    assert "Statuses that change" not in page


def test_page_when_the_draft_pays_somebody_nothing_then_the_status_that_changes():
    """Budi is absent on one day of July; the draft is in force a year later."""
    gate = {"each": "month", "when": "count(status = alpa) >= 1", "zero": "everything"}
    draft = {
        **REGULATION,
        "profile": {**REGULATION["profile"], "in_force": "2027-01-01.."},
        "rules": {**REGULATION["rules"], "gate": {**gate, "source": "perbup pasal 7"}},
    }
    page = written(draft, complete())
    told = page.partition("Statuses that change")[2]
    assert '<tr><td>payable</td><td>zero</td><td class="n">1</td></tr>' in told
    assert (
        "The draft is in force from 1 January 2027; here it is computed as if it had been" in page
    )


def test_page_when_the_calendar_is_an_estimate_then_its_year_is_a_caution(at_five):
    given = complete()
    given["punches"] = [
        {**row, "time": row["time"].replace("2026", "2027")} for row in given["punches"]
    ]
    assert "<p>The calendar of 2027 is an estimate.</p>" in written(at_five, given, "2027-07")


@pytest.mark.slow
def test_page_when_months_are_incomplete_within_bounds_then_both_ends(at_five):
    """Didi is absent on 8 July, or the letter of which the end cannot be read covers it.

    On all other days there are punches: they cost nothing, be they of leave or not. A day costs
    3 % of 400,000 now and 5 % under the draft: 12,000 and 20,000.
    """
    given = tables()
    given["amounts"].append({"component": "tpp", "nip": DIDI, "amount": "1000000"})
    given["absences"] = [{"nip": DIDI, "code": "sakit", "from": "2026-07-08", "until": "besok"}]
    given["punches"] = [
        row for row in given["punches"] if (row["nip"], row["time"][:10]) != (DIDI, "2026-07-08")
    ]
    assert "by −20,000 at the lowest and +12,000 at the highest" in written(at_five, given)


def test_page_when_warnings_are_many_then_how_many_more_and_none_where_anonymous(at_five):
    given = complete()
    given["punches"] += [
        {"nip": ANI, "time": f"2026-07-07 {number}.00", "kind": "in"} for number in range(50)
    ]
    page = written(at_five, given)
    # 50 rows that cannot be read and the draft's own number that nobody confirmed; 40 are shown.
    assert page.count('<span class="article">bad-time</span>') == 39
    assert "and 11 more; all of them stand in the tables" in page
    assert "bad-time" not in written(at_five, given, anonymous=True)


def test_page_when_anonymous_and_somebody_has_no_name_then_their_number_is_hidden(at_five):
    given = complete()
    given["employees"] = [{**row, "name": ""} for row in given["employees"]]
    page = written(at_five, given, anonymous=True)
    assert "<pre>" in page
    assert BUDI not in page


def test_report_when_the_extra_is_missing_then_it_is_named(dearer, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(mr.AdapterUnavailableError) as wrong:
        dearer.to_html()
    assert wrong.value.code == "report-extra-missing"


# ------------------------------------------------------------------ in a browser
#: Of the log of a browser: a request that a page made, not one of the browser's own.
ASKED = re.compile(r'"initiator":"(?!not an origin)[^"]*".*?"url":"((?:https?|wss?):[^"]*)"')


def opened(page, folder):
    """What a page comes to in a headless browser: its elements, what it logs, what it asks for."""
    file, log = folder / "page.html", folder / "net.json"
    file.write_text(page, encoding="utf-8")
    names = ("chromium", "chromium-browser", "google-chrome")
    command = [
        next(path for path in map(shutil.which, names) if path),
        "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}",
        f"--log-net-log={log}", "--enable-logging=stderr", "--dump-dom", file.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=240, check=False,
        env={**os.environ, "HOME": str(folder)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return done.stdout, said, ASKED.findall(log.read_text("utf-8", errors="replace"))


@pytest.mark.slow
@pytest.mark.needs_browser
def test_page_when_opened_in_a_browser_then_charts_no_error_and_no_request(dearer, tmp_path):
    dom, said, asked = opened(dearer.to_html("id"), tmp_path)

    assert dom.count("<svg") >= 5
    assert dom.count("</article>") == 1
    assert not said
    assert not asked


@pytest.mark.needs_browser
def test_browser_when_a_page_asks_and_fails_then_both_are_noticed(tmp_path):
    page = '<img src="https://example.invalid/x.png"><script>nothing()</script>'
    _, said, asked = opened(page, tmp_path)

    assert said
    assert "https://example.invalid/x.png" in asked


def test_page_when_nobody_is_complete_then_the_first_caution_says_why(at_five):
    """Without the table of amounts nobody's pay is known."""
    given = complete()
    months = len({row["nip"] for row in given["employees"]})
    page = written(at_five, {name: rows for name, rows in given.items() if name != "amounts"})
    first = page.partition('class="caution"')[2].partition("</p>")[0]
    assert f"none of {months} person-months is complete under both regulations" in first
    assert "Not known: amounts." in first


def test_page_when_only_who_is_not_entitled_is_complete_then_the_first_caution_says_why(at_five):
    """Of one who came after the month, and so has no pay in it, nothing is compared."""
    given = complete()
    months = len({row["nip"] for row in given["employees"]})
    late = {**given["employees"][0], "nip": "199912312025011928", "valid_from": "2030-01-01"}
    given["employees"] = [*given["employees"], late]
    page = written(at_five, {name: rows for name, rows in given.items() if name != "amounts"})
    first = page.partition('class="caution"')[2].partition("</p>")[0]
    assert f"none of {months} person-months is complete under both regulations" in first
    assert f"{months} person-months are incomplete" in page
    assert "in no sum. Not known: amounts." in page


# ------------------------------------------------------------------ an audit beside it
@pytest.fixture(scope="module")
def audited(compared):
    """Under the draft one minute late costs more than half an hour."""
    return compared({"rules.late.cut[1m..30m]": "2%"}).audited(only=["minutes"])


@pytest.mark.slow
def test_audit_when_asked_for_then_what_the_draft_adds_stands_in_the_page(audited):
    beside = audited.effects[0].audit
    new = {after.code for _, after in beside.of("new")}
    assert "later-pays-more" in new
    assert "later-pays-more" not in {item.code for item in beside.baseline}
    heads = {
        "en": "Audit beside the regulation of now",
        "id": "Audit dibandingkan dengan peraturan sekarang",
    }
    for lang, head in heads.items():
        page = audited.to_html(lang)
        assert head in page
        assert "[later-pays-more]" in page
        seen = Seen()
        seen.feed(page)
        assert seen.open == []
        assert "d1-audit" in seen.ids


@pytest.mark.slow
def test_audit_when_asked_for_then_in_json_and_else_not(audited, compared):
    [draft] = audited.as_dict("en")["drafts"]
    assert "later-pays-more" in {item["code"] for item in draft["audit"]["new"]}
    plain = compared({"rules.late.cut[1m..30m]": "2%"})
    assert "audit" not in plain.as_dict("en")["drafts"][0]
    assert "Audit beside" not in plain.to_html("en")
    assert audited.table("articles") == plain.table("articles")
