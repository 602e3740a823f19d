"""The audit of a finished tree: a good one passes, and each thing that must not be is told."""

import gzip
import html
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from auditing import SITE_URL, Release, manifest_of

import builders
import oracle
import projects
from board_reports.release.audit import accounting
from board_reports.release.audit import cut_tree as audit_cut
from board_reports.release.audit import tree as auditor
from board_reports.release.audit.fetching import css_elsewhere, fetched_elsewhere, is_elsewhere, scripts_of, tags_of
from board_reports.release.audit.traces import Excused
from board_reports.release.manifest import Kind
from board_reports.reports.cleaning import cleaned
from projects import no_instant_from_outside, shared_templates

__all__ = ["no_instant_from_outside", "shared_templates"]

BEFORE_OPENING = "2026-05-31"


@pytest.fixture(scope="module")
def built(tmp_path_factory, shared_templates):
    """A site with a live report, its file, a part, and permanent pages, built before the canary opens."""
    site = projects.make(tmp_path_factory.mktemp("built") / "project", extra_css=["extra.css"])
    home = site.report(
        "neighbour/",
        body=f"{builders.BODY}\n[The chart](chart.pdf)\n\n![Map](map.png)\n",
        reference="CPR 05/2026",
        title="The neighbour's report",
        publication_date="2026-05-01",
        approved_date="2026-04-20",
        weeks=40,
        note="to be told to nobody",
    )
    builders.write(home.parent / "chart.pdf", builders.pdf())
    builders.write(home.parent / "map.png", builders.png())
    builders.write_part(home.parent / "briefing.md")
    site.page("about.md", "# About the Board\n\nAs ever.\n")
    site.page("leaflets/one.md", "# Leaflet one\n\nA leaflet for practitioners.\n")
    site.page("extra.css", ".x { background: url(paper.png) }\n")
    site.page("paper.png", builders.png(9))
    canary = oracle.plant(site.reports)
    site.build(BEFORE_OPENING)
    return site, canary


@pytest.fixture
def release(built, tmp_path):
    """The built site as a release of this test's own."""
    site, _ = built
    shutil.copytree(site.root, tmp_path / "project", symlinks=True)
    return Release(projects.Site(tmp_path / "project"), BEFORE_OPENING)


@pytest.fixture
def canary(built, release):
    """The canary that is not live, by its tokens."""
    return built[1]


SLUG = "cpr-05-2026"
PAGE = f"reports/{SLUG}/index.html"


def test_a_good_release_passes(release):
    assert release.audit() == ()
    assert len(release.others) == 1
    assert {one.kind for one in release.manifest.files} == set(Kind)


def test_a_live_canary_passes_in_both_languages(release):
    for language in ("en", "cy"):
        release.site.configure(options={"language": language})
        release.site.build("2026-07-01")
        live = Release(release.site, "2026-07-01")
        assert (live.audit(), len(live.live)) == ((), 2)


def test_a_preview_passes(release):
    release.site.board("build", "--as-of", "2026-07-01")
    assert Release(release.site, "2026-07-01").audit() == ()


# What has to be there.


@pytest.mark.parametrize("path", [*accounting.REQUIRED, PAGE])
def test_a_required_page_that_is_missing_is_told(release, path):
    (release.site.out / path).unlink()
    release.read_again()
    assert f"{path}: the page is required, and is not there." in release.audit()


@pytest.mark.parametrize("path", ["index.html", "410.html", PAGE, "status.json"])
def test_a_required_page_that_is_empty_is_told(release, path):
    release.add(path, "")
    assert f"{path}: the page is empty." in release.audit()


def test_statutory_pages_and_leaflets_are_required_as_told(release):
    release.rule(required=("about/index.html", "leaflets/one/index.html"))
    assert release.audit() == ()
    release.rule(required=("privacy/index.html",))
    assert release.audit() == ("privacy/index.html: the page is required, and is not there.",)


def test_each_language_has_its_pages(release):
    english = release.manifest.listings[0]
    reports = (replace(release.manifest.reports[0], languages=("en", "cy")),)
    listings = (english, replace(english, root="cy/", language="cy"))
    release.manifest = replace(release.manifest, listings=listings, reports=reports)
    told = release.told()
    for path in ("cy/index.html", "cy/reports/index.html", f"cy/reports/{SLUG}/index.html"):
        assert f"{path}: the page is required" in told


@pytest.mark.parametrize("path", ["index.html", "410.html", "reports/index.html", PAGE, "leaflets/one/index.html"])
def test_a_torn_page_is_told(release, path):
    data = (release.site.out / path).read_bytes()
    release.add(path, data[: len(data) // 2])
    assert any(one.startswith(f"{path}: the page is torn") for one in release.audit())


@pytest.mark.parametrize("path", ["reports/feed.xml", "sitemap.xml", "search/search_index.json", "status.json"])
def test_torn_xml_and_json_is_told(release, path):
    data = (release.site.out / path).read_bytes()
    release.add(path, data[:-8])
    assert any(one.startswith(f"{path}: the file is torn") for one in release.audit())


def test_the_packed_sitemap_is_the_sitemap(release):
    release.add("sitemap.xml.gz", gzip.compress(b"<urlset/>"))
    assert "sitemap.xml.gz: it is not the packed form of sitemap.xml." in release.audit()
    release.add("sitemap.xml.gz", b"\x1f\x8b torn")
    assert "sitemap.xml.gz: it is not the packed form of sitemap.xml." in release.audit()
    assert "sitemap.xml.gz: it could not be looked into" in release.told()


# Accounting.


@pytest.mark.parametrize("path", ["x.txt", ".index.html.swp", "reports/.x", f"reports/{SLUG}/old.html", ".cache/x"])
def test_a_file_that_the_manifest_does_not_know_is_told(release, path):
    builders.write(release.site.out / path, "x")
    assert f"{path}: the manifest does not know this file." in release.audit()


def test_a_file_that_is_not_there_is_told(release):
    (release.site.out / "about" / "index.html").unlink()
    assert "about/index.html: the file is missing." in release.audit()


@pytest.mark.parametrize("path", ["about/index.html", f"reports/{SLUG}/chart.pdf", "assets/board.css"])
def test_a_file_with_other_bytes_is_told(release, path):
    with (release.site.out / path).open("ab") as file:
        file.write(b" ")
    assert f"{path}: it is not the file that the manifest describes." in release.audit()


def test_only_the_status_goes_without_a_digest(release):
    (release.site.out / "status.json").write_text('{"live_count": 1}', "utf-8")
    assert release.audit() == ()
    files = tuple(replace(one, sha256=None) if one.path == PAGE else one for one in release.manifest.files)
    release.manifest = replace(release.manifest, files=files)
    assert release.audit() == (f"{PAGE}: the manifest gives no digest of it.",)


@pytest.mark.parametrize("target", ["index.html", "/etc/passwd", "nowhere", "."])
def test_a_symbolic_link_is_told(release, target):
    (release.site.out / "about" / "link").symlink_to(target)
    release.read_again()
    assert "about/link: a symbolic link has no place in a release." in release.audit()


def test_a_symbolic_link_in_the_manifest_is_told(release):
    page = release.site.out / PAGE
    page.rename(release.site.root / "elsewhere.html")
    page.symlink_to(release.site.root / "elsewhere.html")
    assert f"{PAGE}: a symbolic link has no place in a release." in release.audit()


def test_a_special_file_is_told(release):
    os.mkfifo(release.site.out / "pipe")
    assert "pipe: it is no ordinary file." in release.audit()


@pytest.mark.parametrize("path", ["empty", f"reports/{SLUG}/empty", "reports/cpr-06-2026", "cy/reports/cpr-06-2026"])
def test_an_empty_folder_is_told(release, path):
    (release.site.out / path).mkdir(parents=True)
    assert f"{path}: the folder is empty." in release.audit()


@pytest.mark.parametrize("root", ["", "cy/"])
def test_below_reports_are_reports_alone(release, root):
    release.add(f"{root}reports/another/index.txt", "x")
    release.add(f"{root}reports/x.html", "x")
    told = release.audit()
    assert f"{root}reports/another: the folder belongs to no report of this release." in told
    assert f"{root}reports/x.html: the file has no place beside the reports." in told


def test_a_report_that_may_not_be_public_is_told(release):
    release.rule(live=frozenset())
    assert "published_reports/neighbour/index.md: the report must not be public now." in release.audit()


def test_files_belong_to_the_reports_of_the_manifest(release):
    whole = release.manifest

    def with_report(path, report):
        files = tuple(replace(one, report=report) if one.path == path else one for one in whole.files)
        return replace(whole, files=files)

    release.manifest = with_report(PAGE, "cpr-77-2026")
    assert f"{PAGE}: it belongs to a report that is not in this release." in release.audit()
    release.manifest = with_report(PAGE, None)
    assert f"{PAGE}: the manifest does not say which report it belongs to." in release.audit()
    release.manifest = with_report("about/index.html", SLUG)
    assert "about/index.html: it is not where the files of its report are." in release.audit()
    release.manifest = replace(whole, files=(*whole.files, whole.files[0]))
    assert "The manifest names a file twice." in release.audit()


# Permanent pages.


def permanent(release):
    return len(release.manifest.of_kind(Kind.PERMANENT))


def test_fewer_permanent_pages_than_before_are_told(release):
    release.before = release.manifest
    assert release.audit() == ()
    count = permanent(release)
    shutil.rmtree(release.site.out / "about")
    release.read_again()
    (told,) = release.audit()
    assert f"permanent_pages_min: {count - 1}" in told
    assert f"at least {count} are wanted" in told


@pytest.mark.parametrize(
    ("least", "missing", "begins"),
    [
        (2, 1, "There is 1 permanent page, and at least 2 are wanted."),
        (1, 0, "There are 0 permanent pages, and at least 1 is wanted."),
        (3, 2, "There are 2 permanent pages, and at least 3 are wanted."),
    ],
)
def test_one_page_is_told_as_one(release, least, missing, begins):
    none = replace(release.manifest, files=())
    assert accounting.too_few_permanent(none, None, least, missing).startswith(begins)


def test_permanent_pages_may_be_fewer_where_that_is_meant(release):
    release.before = release.manifest
    shutil.rmtree(release.site.out / "about")
    release.read_again()
    release.rule(permanent_least=permanent(release))
    assert release.audit() == ()
    release.rule(permanent_least=None, told_missing=1)
    assert release.audit() == ()
    release.rule(permanent_least=permanent(release) + 2)
    assert len(release.audit()) == 1


def test_fewer_reports_are_no_matter(release):
    release.before = release.manifest
    shutil.rmtree(release.site.out / "reports" / SLUG)
    for path in ("reports/index.html", "reports/feed.xml", "sitemap.xml", "search/search_index.json"):
        (release.site.out / path).write_text(
            {"html": "<html></html>", "xml": "<x/>", "json": "{}"}[path.rsplit(".", 1)[1]], "utf-8"
        )
    (release.site.out / "sitemap.xml.gz").write_bytes(gzip.compress(b"<x/>"))
    release.others += release.live
    release.live = []
    release.read_again()
    assert release.audit() == ()


# Traces.

SOURCE = "published_reports/qzxsourcexzq/index.md"

CHANNELS = {
    "page": ("about/index.html", "As ever.", "As ever {}."),
    "comment": ("about/index.html", "As ever.", "As ever. <!-- {} -->"),
    "listing": ("reports/index.html", "<h1", "<p>{}</p><h1"),
    "feed": ("reports/feed.xml", "<title", "<subtitle>{}</subtitle><title"),
    "sitemap": ("sitemap.xml", "<urlset", "<!-- {} --><urlset"),
    "search": ("search/search_index.json", '"docs":[', '"docs":[{{"location":"","title":"{}","text":""}},'),
    "status": ("status.json", "{", '{{"title": "{}",'),
    "error page": ("410.html", "<body", "<!-- {} --><body"),
    "script": ("assets/board.css", ":", "/* {} */:"),
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_trace_is_told_wherever_it_is(release, canary, channel):
    path, old, new = CHANNELS[channel]
    release.change(path, old, new.format(html.escape(f"Title {canary.tokens['title']} & more")))
    told = release.audit()
    assert f"The title of {SOURCE} must not be there: {path}." in told
    assert canary.tokens["title"] not in "\n".join(told)


@pytest.mark.parametrize(
    ("path", "make"),
    [
        ("sitemap.xml.gz", lambda text: gzip.compress(f"<x>{text}</x>".encode())),
        ("leaflet.pdf", oracle.pdf),
        ("leaflet.pdf.gz", lambda text: gzip.compress(oracle.pdf(text))),
        ("assets/x.js", lambda text: f"var x = '{text}'".encode()),
        (".hidden", lambda text: text.encode("utf-16")),
        ("picture.png", oracle.png),
    ],
)
def test_a_trace_is_told_in_files_of_all_kinds(release, canary, path, make):
    release.add(path, make(f"Title {canary.tokens['title']} and more, {canary.tokens['reference']} 077/2026"))
    assert f"The reference of {SOURCE} must not be there: {path}." in release.audit()


def test_names_of_folders_and_dot_files_are_looked_at(release, canary):
    release.add(f".old-{canary.slug}/x.txt", "x")
    release.add(f"assets/{canary.tokens['attached']}.pdf", builders.pdf())
    told = release.told()
    assert f"The reference of {SOURCE} must not be there: .old-{canary.slug}/x.txt, .old-{canary.slug}." in told
    assert f"The name of a file of {SOURCE} must not be there: assets/{canary.tokens['attached']}.pdf." in told


def test_a_copy_of_a_hidden_file_is_told(release, canary):
    data = next(iter(canary.files.values()))
    release.add("assets/x.pdf", data)
    release.add(f"reports/{SLUG}/y.pdf", data)
    assert f"A copy of a file of {SOURCE} must not be there: assets/x.pdf, reports/{SLUG}/y.pdf." in release.audit()


def test_a_private_text_of_a_live_report_is_told(release):
    release.change("about/index.html", "As ever.", "To be told to <b>nobody</b>.")
    assert release.audit() == (
        "A private text of published_reports/neighbour/index.md must not be there: about/index.html.",
    )


def test_a_hidden_file_as_it_would_be_published_is_told(release, canary):
    for number, (name, data) in enumerate(canary.published.items()):
        if "unlisted" not in name:
            release.add(f"assets/{number}{Path(name).suffix}", data)
    told = "\n".join(release.audit())
    assert f"A copy of a file of {SOURCE} must not be there: assets/0.pdf, assets/1.pdf, assets/2.png." in told


def test_the_source_of_a_live_file_is_told_for_it_may_hold_more(release):
    source = release.site.reports / "neighbour" / "chart.pdf"
    release.add(f"reports/{SLUG}/chart.pdf", source.read_bytes())
    told = release.audit()
    assert told == (
        f"A copy of a file of published_reports/neighbour/index.md must not be there: reports/{SLUG}/chart.pdf.",
    )


def test_many_places_are_told_in_one_sentence(release, canary):
    for number in range(9):
        release.add(f"assets/{number}.txt", canary.tokens["cytitle"])
    (told,) = release.audit()
    assert told == f"The title of {SOURCE} must not be there: assets/0.txt, assets/1.txt, assets/2.txt and 6 more."


def test_what_cannot_be_looked_into_is_told_unless_it_is_public_anyway(release):
    release.add("assets/x.pdf", b"%PDF nothing")
    release.add(f"reports/{SLUG}/chart.pdf", b"%PDF nothing")
    assert release.audit() == ("assets/x.pdf: it could not be looked into: it is no PDF that can be opened.",)
    builders.write(release.site.docs / "x.pdf", b"%PDF nothing")  # the Board's own, published as it is
    release.site.build(BEFORE_OPENING)
    release.read_again()
    assert release.audit() == ()


def test_a_whole_build_at_another_instant_is_caught(release, canary):
    """Were the build to publish a report too early, the audit would stop it, whatever the manifest says."""
    release.site.build("2026-07-01")
    release.read_again()
    told = release.told()
    for what in ("The title", "The reference", "The address", "The name of a file", "A copy of a file"):
        assert f"{what} of {SOURCE} must not be there" in told
    assert canary.slug in told  # the folder's name, never the title
    assert canary.tokens["title"] not in told


def test_a_report_that_names_another_is_no_trace(release, canary):
    text = f"See {canary.tokens['reference']} 77/2026.\n"
    release.site.report("third", text, reference="CPR 06/2026", weeks=30)
    release.site.build("2026-08-25")  # the canary's window is over
    later = Release(release.site, "2026-08-25")
    assert later.audit() == ()
    assert oracle.found(release.site.out, [canary.tokens["reference"]])
    later.live, later.others = later.live[:1], later.live[1:] + later.others  # were the third over, too
    assert "The reference of" in later.told()


def test_a_permanent_page_that_names_a_report_is_no_trace(release, canary):
    release.site.page("about.md", f"# About\n\nWe once had {canary.tokens['reference']} 77/2026.\n")
    release.site.build(BEFORE_OPENING)
    release.read_again()
    assert release.audit() == ()


def test_a_report_that_strayed_among_the_pages_excuses_nothing(release, canary):
    shutil.copy(canary.file, release.site.docs / "strayed.md")
    release.site.build(BEFORE_OPENING)
    release.read_again()
    assert release.audit() == ()
    release.change("about/index.html", "As ever.", f"Title {canary.tokens['title']} & more")
    assert f"The title of {SOURCE}" in release.told()


def test_without_the_search_nothing_would_be_told(release, canary, monkeypatch):
    release.change("about/index.html", "As ever.", f"Title {canary.tokens['title']} & more")
    assert release.audit() != ()
    monkeypatch.setattr(auditor.Search, "needles_in", lambda *_: set())
    assert release.audit() == ()


# Other hosts.

ELSEWHERE = [
    "<img src=https://evil.example/x.png>",
    '<img alt="a > b" SRC = "//evil.example/x.png">',
    "<IMG\nalt=''\nsrc\n=\n'http://evil.example/x.png'\n>",
    '<img src="&#104;ttps://evil.example/">',
    '<img src="h\tttps://evil.example/">',
    '<img src="\\\\evil.example/x.png">',
    '<img src="/\\evil.example/x.png">',
    '<img/src="https:evil.example/x.png"/>',
    "<a b'c><img src=//evil.example title='>",
    '<a title="x>" ><img src="//evil.example/">',
    '<img srcset="x.png 1x, https://evil.example/x.png 2x">',
    '<source srcset="https://evil.example/x.png">',
    '<video poster="//evil.example/x.png"></video>',
    '<object data="https://evil.example/x"></object>',
    '<embed src="https://evil.example/x">',
    '<iframe src="https://evil.example/"></iframe>',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<link href="//evil.example/x.css" rel="alternate stylesheet">',
    '<link rel="preload" href="https://evil.example/">',
    '<link rel="icon" href="https://evil.example/x.ico">',
    '<link rel="preconnect" href="https://evil.example">',
    '<link href="https://evil.example/x.css">',
    '<svg><use href="https://evil.example/x.svg#a"/></svg>',
    '<svg><image xlink:href="https://evil.example/x.png"/></svg>',
    '<form action="https://evil.example/"></form>',
    '<button formaction="//evil.example/">x</button>',
    '<a href="/" ping="/x https://evil.example/">x</a>',
    '<meta http-equiv="Refresh" content="0; URL=\'https://evil.example/\'">',
    '<meta content="0;//evil.example/" http-equiv=refresh>',
    '<body background="https://evil.example/x.png">',
    '<base href="https://evil.example/">',
    '<p style="background: url(https://evil.example/x.png)">',
    '<p style="background: u\\72l(&quot;//evil.example/x.png&quot;)">',
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style>@import/**/url(//evil.example/x.css);</style>",
    "<style>p { background: image-set('//evil.example/x.png' 1x) }</style>",
    '<img src="ftp://evil.example/x.png">',
    '<img src="https://board.example:81/x.png">',
    '<img src="https://board.example@evil.example/x.png">',
    '<img src="https://board.example.evil.example/x.png">',
]


@pytest.mark.parametrize("piece", ELSEWHERE)
def test_what_a_browser_would_fetch_elsewhere_is_seen(piece):
    page = f"<!doctype html><html><body><p>x</p>{piece}</body></html>"
    assert fetched_elsewhere(page, tags_of(page), SITE_URL) != ()


HERE = [
    '<a href="https://other.example/">x</a>',
    '<area href="https://other.example/">',
    '<link rel="canonical" href="https://other.example/">',
    '<link rel="alternate feed" href="https://other.example/">',
    '<img src="../x.png">',
    '<img src="/x.png" srcset="x.png 1x, y.png 2x">',
    '<img src="https://board.example/x.png">',
    '<img src="HTTPS://BOARD.example./x.png">',
    '<img src="data:image/png;base64,//8A">',
    '<img srcset="data:image/png;base64,//evil.example/8A 1x">',
    '<meta name="description" content="https://other.example/">',
    '<meta http-equiv="refresh" content="5; url=/x/">',
    '<form action="/search/"></form>',
    "<p>https://other.example/ src=https://other.example/</p>",
    '<p title="src=https://other.example/">x</p>',
    "<p title='<img src=\"//x\">'>".replace("<img", "&lt;img"),
    "<style>p { content: '//'; background: url(data:image/svg+xml;utf8,x) }</style>",
    '<p style="color: red">',
    '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
]


@pytest.mark.parametrize("piece", HERE)
def test_what_stays_here_is_left_alone(piece):
    page = f"<!doctype html><html><body><p>x</p>{piece}</body></html>"
    assert fetched_elsewhere(page, tags_of(page), SITE_URL) == ()


def test_a_page_that_fetches_elsewhere_is_told(release):
    release.change("about/index.html", "As ever.", "<img src='https://evil.example/x.png'>")
    assert release.audit() == ("about/index.html: it would fetch from another host (img src).",)


def test_a_stylesheet_that_fetches_elsewhere_is_told(release):
    release.change("extra.css", "paper.png", "https://evil.example/paper.png")
    assert release.audit() == ("extra.css: it would fetch from another host.",)


def test_a_picture_that_fetches_elsewhere_is_told(release):
    release.add("x.svg", '<svg><image href="//evil.example/x.png"/></svg>')
    assert release.audit() == ("x.svg: it would fetch from another host (image href).",)


@pytest.mark.parametrize(
    "css",
    [
        "x{a:URL( '//e.example/x' )}",
        "@import '//e.example/x'",
        "a{b:\\75\\72\\6c(//e.example)}",
        "@import/**/'//e.example/x'",
    ],
)
def test_css_is_read_as_browsers_read_it(css):
    assert css_elsewhere(css, SITE_URL)


@pytest.mark.parametrize("address", ["//", "#x", "?x=https://e.example", "mailto:y", "", "./a:b"])
def test_addresses_that_ask_nobody_else(address):
    assert not is_elsewhere(address, SITE_URL)


# Scripts.


def test_an_unknown_script_is_told(release):
    release.change("about/index.html", "As ever.", "<script>alert(1)</script>")
    assert release.told() == ("about/index.html: what it would run is not on the allow-list (an inline script).")


def test_a_handler_is_told(release):
    release.change("about/index.html", "As ever.", '<p onclick="x()">')
    assert "not on the allow-list" in release.told()


def test_a_script_that_is_not_the_themes_is_told(release):
    release.add("mine.js", "1")
    release.change("about/index.html", "As ever.", '<script src="../mine.js"></script>')
    assert release.audit() == ("about/index.html: it loads a script that is not the theme's.",)
    release.rule(scripts=frozenset({"mine.js"}))
    assert release.audit() == ()


def test_a_script_that_is_not_there_is_told(release):
    release.change("about/index.html", "As ever.", '<script src="../assets/gone.js"></script>')
    assert release.audit() == ("about/index.html: it loads a script that is not the theme's.",)


@pytest.mark.parametrize(
    ("src", "path"),
    [
        ("../a/x.js", "a/x.js"),
        ("/board/a/x.js?v=1#y", "a/x.js"),
        ("/other/x.js", None),
        ("../../x.js", None),
        ("//e.example/x.js", None),
        ("https://board.example/board/x.js", None),
        ("data:text/javascript,1", None),
        ("a%2Fx.js", "page/a/x.js"),
    ],
)
def test_where_a_script_is(src, path):
    tags = tags_of(f'<script src="{src}"></script>')
    assert list(scripts_of(tags, "page/index.html", f"{SITE_URL}board/")) == [path]


def test_pages_that_an_audit_of_this_version_has_judged_are_not_judged_again(release, monkeypatch):
    judged = []
    monkeypatch.setattr(auditor, "unknown_scripts", lambda page: judged.append(page) or ())
    release.audit()
    every = len(judged)
    release.before = release.manifest
    judged.clear()
    release.change("about/index.html", "As ever.", "As never.")
    assert release.audit() == ()
    assert (len(judged), every > 5) == (1, True)
    judged.clear()
    release.before = replace(release.before, version="0")
    release.audit()
    assert len(judged) == every


# Releases that were cut down.


@pytest.fixture
def cut(release, built):
    """A release with two reports, and a way to cut one of them out of it."""
    release.site.build("2026-07-01")
    whole = Release(release.site, "2026-07-01")
    return Cut(whole, built[1])


class Cut:
    def __init__(self, whole, canary):
        self.canary, self.before, self.out = canary, whole.manifest, whole.site.out
        self.whole = whole
        self.live = [report for report in whole.live if report.slug != canary.slug]

    def remove(self):
        """Cut the canary out, roughly as the pruning does."""
        shutil.rmtree(self.out / "reports" / self.canary.slug)
        shutil.copy(self.out / "about" / "index.html", self.out / "reports" / "index.html")
        (self.out / "reports" / "feed.xml").write_text("<feed/>", "utf-8")
        (self.out / "sitemap.xml").write_text("<urlset/>", "utf-8")
        (self.out / "sitemap.xml.gz").write_bytes(gzip.compress(b"<urlset/>"))
        index = json.loads((self.out / "search" / "search_index.json").read_text("utf-8"))
        index["docs"] = [one for one in index["docs"] if self.canary.slug not in one["location"]]
        (self.out / "search" / "search_index.json").write_text(json.dumps(index), "utf-8")
        return self

    def put(self, path, data):
        builders.write(self.out / path, data)
        return self

    def audit(self, **options):
        manifest = manifest_of(self.out, self.live, self.whole.site.docs)
        return audit_cut.audit_cut(self.out, manifest, self.before, **options)


def test_a_good_cut_passes(cut):
    assert cut.remove().audit() == ()
    assert oracle.traces(cut.out, cut.canary) == {}


def test_a_cut_that_changes_nothing_is_told(cut):
    told = "\n".join(cut.audit())
    assert f"reports/{cut.canary.slug}: the folder belongs to no report of this release." in told
    assert f"The title of {SOURCE} must not be there" in told


TITLE = "Title {title} & more"
LEFT = {
    "title": ("about/index.html", "<p>{title_in_html}</p></html>"),
    "title in JSON": ("search/search_index.json", "{title_in_json}"),
    "reference": ("search/search_index.json", '["{reference} 77/2026"]'),
    "slug": ("sitemap.xml", "<loc>reports/{reference}-77-2026/</loc>"),
    "name": ("reports/feed.xml", "<x>{attached}.pdf</x>"),
    "leftover": (".x", "{reference}-77-2026"),
}


@pytest.mark.parametrize("what", LEFT)
def test_what_a_cut_leaves_is_told(cut, what):
    path, text = LEFT[what]
    title = TITLE.format(**cut.canary.tokens)
    tokens = cut.canary.tokens | {"title_in_html": html.escape(title), "title_in_json": json.dumps([title])}
    told = cut.remove().put(path, text.format(**tokens)).audit()
    assert any(f"of {SOURCE} must not be there: {path}" in one for one in told), told


def test_a_packed_sitemap_that_a_cut_leaves_is_told(cut):
    old = (cut.out / "sitemap.xml.gz").read_bytes()
    told = cut.remove().put("sitemap.xml.gz", old).audit()
    assert any(f"of {SOURCE} must not be there: sitemap.xml.gz" in one for one in told)


def test_names_that_a_cut_leaves_are_told(cut):
    told = cut.remove().put(f"x/{cut.canary.slug}/y.txt", "y").audit()
    assert any(f"of {SOURCE} must not be there: x/{cut.canary.slug}" in one for one in told)


def test_a_cut_is_accounted_for(cut):
    cut.remove()
    manifest = manifest_of(cut.out, cut.live, cut.whole.site.docs)
    (cut.out / "about" / "index.html").unlink()
    builders.write(cut.out / "new.txt", "x")
    (cut.out / "reports" / "index.html").write_text("<html></html>", "utf-8")
    (cut.out / "link").symlink_to("index.html")
    told = audit_cut.audit_cut(cut.out, manifest, cut.before)
    for sentence in (
        "about/index.html: the file is missing.",
        "new.txt: the manifest does not know this file.",
        "reports/index.html: it is not the file that the manifest describes.",
        "link: a symbolic link has no place in a release.",
    ):
        assert sentence in told


def test_a_cut_may_leave_what_another_live_report_says(cut):
    cut.remove().put(f"reports/{SLUG}/index.html", f"<p>{cut.canary.tokens['reference']} 77/2026</p></html>")
    assert cut.audit() != ()
    text = f"See {cut.canary.tokens['reference']} 77/2026."
    assert cut.audit(excused=lambda: Excused((text,))) == ()


def test_excuses_for_a_cut_are_not_looked_up_in_vain(cut):
    assert cut.remove().audit(excused=lambda: pytest.fail("it asked")) == ()


def test_a_cut_reads_no_unchanged_file_of_a_report(cut, monkeypatch):
    read = []
    monkeypatch.setattr(audit_cut, "_holds", lambda data, needles: read.append(data) or False)
    cut.remove().audit()
    assert cleaned("pdf", builders.pdf()) not in read
    assert len(read) > 5


FORMS = [
    'Tŷ "Môr" & more',
    't\\u0177 \\"m\\u00f4r\\" & more',
    "tŷ &quot;môr&quot; &amp; more",
    'Tŷ \\"Môr\\" &amp; MORE',
    "t%C5%B7%20%22M%C3%B4r%22%20%26%20more",
    "cpr 05/2026",
    "reports/CPR-05-2026/",
    "my chart (1).pdf",
    "My%20chart%20%281%29.pdf",
]


@pytest.mark.parametrize("text", FORMS)
def test_a_cut_knows_the_forms_in_which_pages_and_index_write(release, text):
    (release.site.out / "reports" / SLUG / "chart.pdf").rename(release.site.out / "reports" / SLUG / "My chart (1).pdf")
    release.read_again()
    (report,) = release.manifest.reports
    before = replace(release.manifest, reports=(replace(report, title='Tŷ "Môr" & more'),))
    needles = audit_cut._needles(before, {SLUG})
    assert audit_cut._holds(f"before {text} behind".encode(), needles)
    assert not audit_cut._holds(b"before cpr 06/2026 and more behind", needles)
