"""Traces: found in every channel and disguise, at word boundaries alone, and excused where they stand anyway."""

import gzip
import html
import io
import json
import os
import time
from dataclasses import replace
from datetime import date
from urllib.parse import quote

import pikepdf
import pytest
from auditing import manifest_of, released_report, sha256
from hypothesis import assume, given
from hypothesis import strategies as st

import builders
import oracle
import projects
from board_reports.release.audit import looking, runs, traces
from board_reports.release.audit.excusing import excused_by_theme_digests, excused_by_theme_texts, excused_from
from board_reports.release.audit.hiding import hidden_from, hidden_of_release
from board_reports.release.audit.looking import CannotLook
from board_reports.release.audit.traces import Excused, Hidden, Search, name_token, phrase, reference_tokens
from board_reports.release.audit.words import said, words_in
from board_reports.reports.settings import Settings
from board_reports.reports.slug import slug_of
from board_reports.site.board import Board

SOURCE = "published_reports/winter/index.md"
TITLE = "The keepers' green notebook"
CURLY = TITLE.replace("'", "\u2019")
LONG = "The keepers wrote every single storm down in a notebook with a green cover that nobody read"


def hidden_phrase(text=TITLE, kind=traces.TITLE):
    return Hidden(frozenset(phrase(kind, SOURCE, text)))


def hidden_reference(reference):
    return Hidden(frozenset(reference_tokens(SOURCE, reference)))


def hidden_name(name):
    return Hidden(frozenset({name_token(SOURCE, name)}))


def hidden_text(text=LONG):
    return Hidden(texts=((SOURCE, tuple(words_in(said(text)))),))


def kinds(hidden, data, *, path="page.html", excused=()):
    """The kinds of trace that a file with this text or these bytes holds."""
    search = Search(hidden, Excused(tuple(excused)))
    data = data.encode() if isinstance(data, str) else data
    return {finding.kind for finding in search.in_bytes(path, data, sha256(data))}


# Disguises.

DISGUISES = {name: data for name, data in oracle.disguises("qzxtokenxzq") if not name.startswith("base64")}


@pytest.mark.parametrize("form", DISGUISES)
def test_a_word_is_found_in_every_form(form):
    assert kinds(hidden_phrase("qzxtokenxzq"), DISGUISES[form]) == {"title"}


MANY_WORDS = {
    "text": f"<p>{html.escape(TITLE)}</p>",
    "attribute": f'<meta content="{html.escape(TITLE)}" name=description>',
    "unquoted attributes": "<img alt='The keepers&#39; green notebook' src=x>",
    "tags inside": "<h2>The <em>keepers</em>&rsquo; <a href='x'>green</a>\n  notebook</h2>",
    "curly quotes": "<p>THE KEEPERS\u2019 GREEN\u00a0NOTEBOOK</p>",
    "invisible characters": "the keep\u00aders gr\u200been note\u2060book",
    "full-width letters": "ｔｈｅ ｋｅｅｐｅｒｓ ｇｒｅｅｎ ｎｏｔｅｂｏｏｋ",
    "accents": "thé keepers gre\u0301en nötebook",
    "hyphens": "reports/the-keepers-green-notebook/",
    "underscores": "the_keepers_green_notebook.old",
    "percent": f'<a href="?q={quote(TITLE)}">',
    "entities twice": html.escape(html.escape(TITLE)),
    "JSON": json.dumps({"title": TITLE}),
    "JSON escapes": json.dumps({"title": "The keepers\u2019\ngreen\tnotebook"}),
    "HTML in JSON": json.dumps({"text": f"<p>{html.escape(TITLE)}</p>"}),
    "JSON in a page": f"<script type=application/ld+json>{json.dumps({'n': CURLY})}</script>",
    "JSON surrogates": json.dumps({"title": "\U0001d413\U0001d421\U0001d41e keepers green notebook"}),
    "comment": f"<!-- {TITLE} -->",
    "JSON torn": json.dumps({"title": CURLY})[:-2],
    "key twice": f'{{"a": "{TITLE}", "a": "x"}}',
}


@pytest.mark.parametrize("form", MANY_WORDS)
def test_a_title_is_found_in_every_form(form):
    path = "index.json" if "JSON" in form and "page" not in form else "index.html"
    assert kinds(hidden_phrase(), MANY_WORDS[form], path=path) == {"title"}


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: gzip.compress(gzip.compress(data))])
def test_a_title_is_found_in_gzip(pack):
    assert kinds(hidden_phrase(), pack(TITLE.encode())) == {"title"}


def test_a_title_is_found_in_the_second_member_of_a_gzip_file():
    assert kinds(hidden_phrase(), gzip.compress(b"x ") + gzip.compress(TITLE.encode())) == {"title"}


@pytest.mark.parametrize("drawn", ["The keepers green notebook", "The kee) -20 (pers green) 3.5 (notebook"])
def test_a_title_is_found_in_a_pdf(drawn):
    drawn = drawn.replace("green) 3.5 (", "green ) 3.5 (")
    assert kinds(hidden_phrase(), oracle.pdf(drawn)) == {"title"}


def test_a_title_in_hexadecimal_is_found_in_a_pdf():
    coded = TITLE.encode("utf-16-be").hex()
    assert kinds(hidden_phrase(), oracle.pdf("something else")) == set()
    assert kinds(hidden_phrase(), oracle.pdf(f"something) Tj <{coded}> Tj (else")) == {"title"}


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("x.gz", gzip.compress(b"x" * 1000)[:-9]),
        ("x.gz", b"\x1f\x8b nothing"),
        ("x.pdf", b"%PDF-1.7 nothing"),
        ("x.docx", b"PK\x03\x04 packed"),
        ("x.html.br", b"\x0b\x02\x80x\x03"),
    ],
    ids=["torn gzip", "no gzip", "no PDF", "zip", "brotli"],
)
def test_what_cannot_be_looked_into_is_told(path, data):
    with pytest.raises(CannotLook):
        kinds(hidden_phrase(), data, path=path)


def test_gzip_that_holds_too_much_is_told(monkeypatch):
    monkeypatch.setattr(looking, "MOST_INFLATED", 100)
    assert kinds(hidden_phrase(), gzip.compress(b"x" * 100)) == set()
    with pytest.raises(CannotLook):
        kinds(hidden_phrase(), gzip.compress(b"x" * 101))


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_title_in_utf_16_is_found(coding):
    title = "Y tŷ gwyrdd" if coding == "utf-16" else "The green house"
    assert kinds(hidden_phrase(title), f"x {title} y".encode(coding)) == {"title"}


def test_a_title_in_a_file_in_a_pdf_is_found():
    with pikepdf.Pdf.new() as document:
        document.Root.Packed = document.make_stream(gzip.compress(TITLE.encode()))
        document.Root.Bracketed = document.make_stream(rb"(The keep\(ers\) green notebook)")
        data = io.BytesIO()
        document.save(data)
    assert kinds(hidden_phrase(), data.getvalue()) == {"title"}
    assert kinds(hidden_phrase("the keep ers green"), data.getvalue()) == {"title"}


def test_gzip_that_never_ends_is_told():
    data = b"x"
    for _ in range(8):
        data = gzip.compress(data)
    with pytest.raises(CannotLook):
        kinds(hidden_phrase(), data)


@pytest.mark.parametrize("page", ["C&amp;VSB annual review", "C&VSB annual review", "?q=x&C%26VSB+annual+review"])
def test_a_title_with_an_ampersand_is_found(page):
    assert kinds(hidden_phrase("C&VSB annual review"), page) == {"title"}


# Boundaries.


@pytest.mark.parametrize("text", ["Winter", "a winter's tale", "(winter)", "<b>WINTER</b>"])
def test_a_word_is_a_trace(text):
    assert kinds(hidden_phrase("Winter"), text) == {"title"}


@pytest.mark.parametrize("text", ["winters", "midwinter", "winter2", "wint er", "wintér" + "x"])
def test_part_of_a_word_is_none(text):
    assert kinds(hidden_phrase("Winter"), text) == set()


CPR = "CPR 1/2026"


@pytest.mark.parametrize(
    "text",
    [
        "CPR 1/2026",
        "CPR 01/2026",
        "cpr 001-2026",
        "CPR 1-2026",
        "Cpr-01-2026",
        "CPR.1.2026",
        "CPR1/2026",
        "CPR\u00a001 / 2026",
        "CPR%201%2F2026",
        "CPR 01\\/2026",
        "<b>CPR</b> <i>1</i>/2026",
        "see (CPR 1/2026).",
        "https://board.example/reports/cpr-01-2026/",
        "C&amp;VSB CPR 1/2026",
        "?a=1&CPR 1/2026",
    ],
)
def test_a_reference_is_found_in_every_spelling(text):
    assert "reference" in kinds(hidden_reference(CPR), text)


@pytest.mark.parametrize(
    "text",
    ["CPR 11/2026", "XCPR 1/2026", "CPR 1/20260", "CPR 1/2025", "cpr-11-2026", "CPR 10/2026", "CPR 2026", "CPR1 12026"],
)
def test_another_reference_is_none(text):
    assert kinds(hidden_reference(CPR), text) == set()


def test_digits_are_never_put_together():
    assert kinds(hidden_reference("WG S7 1/2026"), "WG S71 2026") == set()


@pytest.mark.parametrize("text", ["C&VSB CPR 2/2016", "C&amp;VSB CPR 02-2016", "cvsb-cpr-02-2016", "CVSB CPR 2 2016"])
def test_a_reference_with_an_ampersand_is_found(text):
    assert "reference" in kinds(hidden_reference("C&VSB CPR 02/2016"), text)


@pytest.mark.parametrize("reference", ["BØR 1/2026", "Tŷ 04/2026", "CPR–01/2026"])
def test_a_reference_with_other_letters_is_found(reference):
    assert "reference" in kinds(hidden_reference(reference), f"<p>{reference}</p>")


@given(
    st.lists(st.sampled_from(["CPR", "APR", "C&VSB", "WG", "S71", "Tŷ"]), min_size=1, max_size=3),
    st.integers(1, 999),
    st.integers(2000, 2099),
    st.lists(st.sampled_from([" ", "-", "/", ". ", " (", " & ", "–", "_"]), min_size=4, max_size=4),
    st.integers(0, 4),
    st.booleans(),
)
def test_whatever_has_the_same_slug_is_found(names, number, year, gaps, width, small):
    reference = f"{' '.join(names)} {number}/{year}"
    pieces = [*names, str(number).zfill(width), str(year)]
    spelled = "".join(f"{piece}{gap}" for piece, gap in zip(pieces, [*gaps, "", ""], strict=False)).strip()
    spelled = spelled.lower() if small else spelled
    assume(slug_of(spelled) == slug_of(reference))
    assert "reference" in kinds(hidden_reference(reference), f"<p>before {html.escape(spelled)} behind</p>")


@pytest.mark.parametrize(
    "text", ["/cpr-01-2026/", "x cpr-01-2026.html", "CPR-01-2026", "_cpr-01-2026_", "cpr%2D01-2026"]
)
def test_a_slug_is_found(text):
    assert "slug" in kinds(hidden_reference(CPR), text)


@pytest.mark.parametrize("text", ["cpr-01-20261", "cvsb-cpr-01-2026", "cpr-01-2026-x", "cpr-11-2026", "cpr-1-2026"])
def test_a_longer_slug_is_another(text):
    assert "slug" not in kinds(hidden_reference(CPR), text)


@pytest.mark.parametrize("text", ["timeline.pdf", "a/Timeline.PDF", 'href="../timeline.pdf#page=2"', "time%6cine.pdf"])
def test_a_file_name_is_found(text):
    assert kinds(hidden_name("timeline.pdf"), text) == {"file name"}


@pytest.mark.parametrize(
    "text", ["Timeline (PDF, 3 kB)", "timeline pdf", "timelines.pdf", "timeline.pdfx", "xtimeline.pdf"]
)
def test_other_names_and_labels_are_none(text):
    assert kinds(hidden_name("timeline.pdf"), text) == set()


@pytest.mark.parametrize("name", ["Final report (1).pdf", "Adroddiad tŷ.pdf", "a&b's.pdf", "annex/plan.png"])
def test_an_odd_file_name_is_found_as_pages_write_it(name):
    last = name.split("/")[-1]
    for written in (last, html.escape(last), quote(last), html.escape(quote(last)), json.dumps(last)):
        assert kinds(hidden_name(name), f'<a href="x/{written}">') == {"file name"}, written


# Runs of words.


def test_eight_words_in_a_row_are_a_trace_and_seven_are_none():
    words = LONG.split()
    for start in range(len(words) - 7):
        assert kinds(hidden_text(), f"Other {' '.join(words[start : start + 8])} words") == {"eight words"}
        assert kinds(hidden_text(), f"Other {' '.join(words[start : start + 7])} words") == set()


@pytest.mark.parametrize("size", range(20, 60, 7))
def test_a_run_is_found_wherever_a_long_text_is_cut(monkeypatch, size):
    monkeypatch.setattr(runs, "_CHUNK", size)
    padded = f"{'padding ' * 9}{LONG} {'and more ' * 9}{TITLE} {'at the end ' * 5}"
    both = hidden_text() | hidden_phrase()
    assert kinds(both, padded) == {"eight words", "title"}
    assert kinds(both, padded.replace("storm", "gale").replace("nobody", "few").replace("green", "red")) == set()


def test_the_reports_of_a_run_are_told():
    other = ("published_reports/other.md", tuple(words_in(said(LONG))))
    hidden = replace(hidden_text(), texts=(*hidden_text().texts, other, ("third.md", ("a", "b"))))
    found = set(Search(hidden, Excused()).in_text("page.html", LONG))
    assert found == {("page.html", "eight words", SOURCE), ("page.html", "eight words", other[0])}


# Names, digests, and nothing to find.


def test_names_are_looked_at():
    hidden = hidden_reference(CPR) | hidden_phrase() | hidden_name("timeline.pdf")
    names = ["index.html", "reports/cpr-01-2026", ".the keepers green notebook", "x/.cpr-01-2026.swp", "y/timeline.pdf"]
    found = {(finding.path, finding.kind) for finding in Search(hidden, Excused()).in_names(names)}
    assert found >= {(names[1], "slug"), (names[2], "title"), (names[3], "slug"), (names[4], "file name")}
    assert "index.html" not in {path for path, _ in found}


def test_a_copy_of_a_file_is_found_packed_or_not():
    data = b"\x89PNG bytes of a picture"
    hidden = Hidden(digests={sha256(data): SOURCE})
    assert kinds(hidden, data) == {"digest"}
    assert kinds(hidden, gzip.compress(data)) == {"digest"}
    assert kinds(hidden, data + b"x") == set()


def test_a_file_that_is_public_anyway_is_not_looked_into():
    data = TITLE.encode()
    hidden = hidden_phrase() | Hidden(digests={sha256(data): SOURCE})
    search = Search(hidden, Excused(digests=frozenset({sha256(data)})))
    assert list(search.in_bytes("x.txt", data, sha256(data))) == []
    packed = gzip.compress(data)
    assert {finding.kind for finding in search.in_bytes("x.gz", packed, sha256(packed))} == {"title"}  # never "digest"


def test_with_nothing_hidden_nothing_is_read(monkeypatch):
    monkeypatch.setattr(traces, "texts_of", lambda *_: pytest.fail("it looked"))
    monkeypatch.setattr(traces, "plain", lambda *_: pytest.fail("it read"))
    search = Search(Hidden(), Excused(("text",) * 9))
    assert list(search.in_bytes("x.gz", b"\x1f\x8b torn", "0")) == []
    assert list(search.in_names(["x"])) == []


# Excusals.


@pytest.mark.parametrize(
    ("hidden", "text"),
    [
        (hidden_phrase(), "As *the keepers'* green notebook says"),
        (hidden_reference(CPR), "see CPR 01-2026"),
        (hidden_name("timeline.pdf"), "[here](timeline.pdf)"),
        (hidden_text(), f"## {LONG}"),
    ],
)
def test_what_stands_in_a_source_is_no_trace(hidden, text):
    page = f"<p>{TITLE} {LONG} CPR 1/2026 timeline.pdf</p>"
    assert kinds(hidden, page)
    assert kinds(hidden, page, excused=[text]) == set()


def test_a_source_excuses_what_it_holds_and_no_more():
    assert kinds(hidden_text(), LONG, excused=[" ".join(LONG.split()[:9])]) == {"eight words"}
    assert kinds(hidden_phrase(), TITLE, excused=["The keepers", "green notebook"]) == {"title"}
    assert "reference" in kinds(hidden_reference(CPR), "CPR 1/2026", excused=["CPR 11/2026"])
    both = hidden_phrase() | hidden_name("timeline.pdf")
    assert kinds(both, f"{TITLE} timeline.pdf", excused=[TITLE]) == {"file name"}


def test_a_reference_that_stands_in_a_source_excuses_an_anchor_and_no_address():
    page = '<h2 id="cpr-01-2026">CPR 01/2026</h2>'
    assert kinds(hidden_reference(CPR), page, excused=["## CPR 01/2026"]) == set()
    link = '<a href="/reports/cpr-01-2026/">'
    assert kinds(hidden_reference(CPR), link, excused=["## CPR 01/2026"]) == {"slug"}


def test_the_themes_own_words_are_excused():
    texts = tuple(excused_by_theme_texts())
    for title in ("Published reports", "Search", "Cyhoeddwyd", "Back to top"):
        assert kinds(hidden_phrase(title), title, excused=texts) == set()
    assert len(excused_by_theme_digests()) > 20


# From reports.


@pytest.fixture
def canary(tmp_path):
    return oracle.plant(tmp_path / "published_reports")


def found_kinds(canary, text, *, live=False, before=None):
    (report,) = builders.read(canary.file.parent.parent).reports
    hidden = hidden_from([] if live else [report], [report] if live else [], before=before)
    return {finding.kind for finding in Search(hidden, Excused()).in_text("x.html", text)}


@pytest.mark.parametrize(
    ("name", "form", "kind"),
    [
        ("title", "Title {} & more", "title"),
        ("cytitle", "{}", "title"),
        ("parttitle", "{}", "title"),
        ("cyparttitle", "{}", "title"),
        ("reference", "{} 77/2026", "reference"),
        ("reference", "{}-77-2026", "slug"),
        ("attached", "{}.pdf", "file name"),
        ("linked", "{}.pdf", "file name"),
        ("picture", "{}.png", "file name"),
        ("unlisted", "{}.pdf", "file name"),
        ("part", "{}.md", "file name"),
    ],
)
def test_each_part_of_a_report_is_hidden(canary, name, form, kind):
    assert kind in found_kinds(canary, form.format(canary.tokens[name]))


def test_the_digest_of_each_file_is_hidden(canary):
    assert found_kinds(canary, "index.md index.cy.md") == set()
    for data in canary.files.values():
        assert "digest" not in found_kinds(canary, data.hex())
        assert found_kinds(canary, f"sha256-{sha256(data)}") == {"digest"}


PLACES = {
    "body": (f"\n{LONG}\n", {}),
    "marked up": ("\nThe *keepers* wrote [every single](timeline.pdf) storm **down** in a notebook.\n", {}),
    "list": ("\n1. One thing\n2. The keepers wrote every single storm down in a notebook.\n", {}),
    "summary": ("", {"summary": LONG}),
    "note": ("", {"note": LONG}),
}


@pytest.mark.parametrize("place", PLACES)
def test_eight_words_of_any_text_of_a_report_are_hidden(tmp_path, place):
    body, front = PLACES[place]
    folder = tmp_path / "published_reports"
    builders.write_report(folder, body=body or builders.BODY, **front)
    hidden = hidden_from(builders.read(folder).reports)
    page = "<p>The <em>keepers</em> wrote <a href='timeline.pdf'>every single</a> storm down in a&nbsp;notebook</p>"
    assert kinds(hidden, page) == {"eight words"}


def test_a_pipe_or_a_link_beside_a_report_is_never_opened(canary, tmp_path):
    os.mkfifo(canary.file.parent / "pipe.pdf")
    (canary.file.parent / "link.pdf").symlink_to(builders.write(tmp_path / "far.pdf", b"far"))
    (report,) = builders.read(canary.file.parent.parent).reports
    asked = []
    hidden = hidden_from([report], digest=lambda path: asked.append(path.name) or "0" * 64)
    assert set(asked) == set(canary.files)
    assert {"pipe.pdf", "link.pdf"} <= {token.literal for token in hidden.tokens}


def test_private_texts_are_hidden_while_the_report_is_live(canary):
    assert found_kinds(canary, f"Because {canary.tokens['waiver']}", live=True) == set()  # two words are too common
    canary.change("Because", "Because it was")
    assert found_kinds(canary, f"Because it was {canary.tokens['waiver']}", live=True) == {"private text"}
    assert found_kinds(canary, f"Title {canary.tokens['title']} & more", live=True) == set()


@pytest.mark.parametrize("key", ["note", "approved_minute", "hold", "withdrawn_reason"])
def test_each_private_text_is_hidden(tmp_path, key):
    with_date = {"withdrawn_date": date(2026, 7, 1)} if key == "withdrawn_reason" else {}
    folder = tmp_path / "published_reports"
    builders.write_report(folder, **{key: "the family objects"}, **with_date)
    hidden = hidden_from([], builders.read(folder).reports)
    assert kinds(hidden, "<p>The family objects.</p>") == {"private text"}


def test_a_seal_is_private(tmp_path):
    folder = tmp_path / "published_reports"
    builders.write_report(folder, approved_digest=f"sha256:{'ab' * 32}")
    assert kinds(hidden_from([], builders.read(folder).reports), f"sha256:{'ab' * 32}") == {"private text"}


def break_yaml(text):
    return text.replace("review_type:", "review_type: [").encode()


BROKEN = {
    "YAML": break_yaml,
    "end": lambda text: text.replace("---\n\n## Heading", "\n\n## Heading").encode(),
    "UTF-8": lambda text: text.encode() + b"\xff\xfe",
    "UTF-16": lambda text: text.encode("utf-16"),
    "first line": lambda text: b"\n" + text.encode(),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_report_that_cannot_be_read_is_hidden_all_the_same(canary, how):
    canary.change("Sentence", LONG)
    canary.file.write_bytes(BROKEN[how](canary.file.read_text("utf-8")))
    assert found_kinds(canary, f"Title {canary.tokens['title']} & more") >= {"title"}
    assert found_kinds(canary, f"{canary.tokens['reference']}-77-2026") == {"reference", "slug"}
    assert found_kinds(canary, LONG) == {"eight words"}


def test_a_report_whose_file_is_gone_is_hidden_by_the_release_that_had_it(canary, tmp_path):
    (report,) = builders.read(canary.file.parent.parent).reports
    out = tmp_path / "out"
    builders.write(out / "reports" / report.slug / "plan.pdf", b"%PDF plan")
    before = manifest_of(out, [report])
    hidden = hidden_from([], [], before=before)
    for text, kind in [
        (report.title, "title"),
        (report.reference, "reference"),
        (report.slug, "slug"),
        ("plan.pdf", "file name"),
        (sha256(b"%PDF plan"), "digest"),
    ]:
        assert kind in kinds(hidden, text)
    assert kinds(hidden_from([], [report], before=before), f"{report.title} {report.slug}") == set()
    assert hidden_of_release(before, ["another"]) == Hidden()
    assert released_report(report) in before.reports


def test_live_sources_and_published_pages_excuse(tmp_path):
    folder, docs = tmp_path / "published_reports", tmp_path / "docs"
    builders.write_report(folder, "live/", f"{LONG}\n", reference="CPR 05/2026", note="only a private note")
    builders.write(folder / "live" / "timeline.pdf", builders.pdf())
    builders.write(docs / "about.md", "# About the sea wall\n")
    builders.write(docs / "strayed.md", "# Strayed title here\n")
    builders.write(docs / "logo.png", builders.png())
    config = builders.write(tmp_path / "mkdocs.yml", "site_name: Board of the lighthouse\n")
    live = builders.read(folder).reports
    excused = excused_from(live, docs={docs: ["about.md", "logo.png"]}, configuration=[config])
    for free in ("About the sea wall", "Board of the lighthouse", "August 2026", "Awst 2026", "A review of the winter"):
        assert kinds(hidden_phrase(free), free, excused=excused.texts) == set(), free
    for caught in ("Strayed title here", "only a private note"):
        assert kinds(hidden_phrase(caught), caught, excused=excused.texts) == {"title"}
    for name in ("timeline.pdf", "logo.png"):
        assert kinds(hidden_name(name), name, excused=excused.texts) == set()
    assert kinds(hidden_text(), LONG, excused=excused.texts) == set()
    assert {sha256(builders.pdf()), sha256(builders.png())} <= excused.digests


def test_what_the_site_makes_of_its_configuration_is_excused(tmp_path):
    """A report that gives the Board's address, or says what every page says, betrays nothing by it."""
    given = {**projects.BOARD, "name": "Safeguarding Board of the Lighthouse Coast"}
    board = Board.of({"board": given}, "site")
    docs = tmp_path / "docs"
    builders.write(docs / "about.md", "# About\n\nAsk the {board.name} about the panel.\n")
    builders.write(tmp_path / "theme" / "main.html", "<p>The keepers of the lighthouse say hello to all of you</p>")
    builders.write(tmp_path / "theme" / "logo.svg", "<svg/>")
    excused = excused_from(
        (), docs={docs: ["about.md"]}, board=board, settings=Settings(), custom_dirs=[tmp_path / "theme"]
    )
    for text in (
        "Ask the Safeguarding Board of the Lighthouse Coast about the panel.",
        "Contact the Business Unit: Telephone 01632 960 000, Email unit@board.example",
        "Safeguarding Board of the Lighthouse Coast, 1 The Street, Town",
        "Each report is published here for at least 12 weeks. It is then removed from this website, with its files.",
        "The keepers of the lighthouse say hello to all of you",
    ):
        assert kinds(hidden_text(text), f"<p>{text}</p>") == {"eight words"}
        assert kinds(hidden_text(text), f"<p>{text}</p>", excused=excused.texts) == set(), text
    for title in ("Concise Child Practice Review", "Adolygiad ymarfer"):
        assert kinds(hidden_phrase(title), title, excused=excused.texts) == set()
    assert sha256(b"<svg/>") in excused.digests


def test_it_is_quick_enough():
    """Ten megabytes against twenty reports: about one second; the limit is there for what would take minutes."""
    sentence = "The panel met in the old library and read what others had found about the winter of {0} and {1}. "
    hidden = Hidden()
    for number in range(20):
        text = "".join(f"Report {number} says {at} of {at * number} and more than that. " for at in range(300))
        hidden |= hidden_text(text) | hidden_reference(f"CPR {number}/2025") | hidden_phrase(f"The winter of {number}x")
    page = "".join(f"<p>{sentence.format(at, at * 7)}</p>" for at in range(1000)).encode()
    search = Search(hidden, Excused((sentence * 2000,)))
    started = time.process_time()
    for number in range(10_000_000 // len(page)):
        assert list(search.in_bytes(f"{number}.html", page, str(number))) == []
    assert time.process_time() - started < 20
