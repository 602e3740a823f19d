"""The smallest configuration that the contract shows makes a whole site, which asks nothing of any other host."""

import gzip
import random
import re
from urllib.parse import urlsplit

import pytest
from PIL import Image

import projects
from board_reports import __version__

FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href", "use": "href"}
LINKS_THAT_FETCH_NOTHING = {"canonical", "alternate", "prev", "next", "author", "license"}


@pytest.fixture
def full(site):
    """A site with a page of every kind."""
    site.configure(extra={"board": projects.BOARD})
    site.page("leaflets/events.md", "---\ntitle: Learning events\nsummary: What happens there.\n---\n\nText.\n")
    site.page("about.md", "# About\n\nWrite to {board.email}.\n")
    site.report(review_type="susr", summary="A summary.")
    return site


def pages(site):
    return {
        name: projects.Html(data.decode()) for name, data in projects.tree(site.out).items() if name[-5:] == ".html"
    }


def test_mkdocs_build_works(site):
    told = site.mkdocs()
    assert (told.error, told.warnings) == (None, [])


def test_mkdocs_build_strict_works(site):
    assert site.mkdocs(strict=True).error is None


def test_the_commands_work(site):
    for command in (["mkdocs", "build", "--strict"], ["board", "build"]):
        result = site.run(*command)
        assert result.returncode == 0, result.stderr
        assert "Traceback" not in result.stderr + result.stdout
        assert site.has("reports/index.html")


def test_plugin_makes_what_the_site_does_not_bring(site):
    site.page("leaflets/one.md", "# Leaflet one\n\nText.\n")
    site.build()
    for name in [
        "index.html",
        "reports/index.html",
        "leaflets/index.html",
        "leaflets/one/index.html",
        "reports/feed.xml",
        "sitemap.xml",
        "sitemap.xml.gz",
        "status.json",
        "404.html",
        "410.html",
        "search/search_index.json",
    ]:
        assert site.has(name), name


def test_site_without_a_single_page_of_its_own_has_a_home(site):
    (site.docs / "index.md").unlink()
    site.build()
    assert "Example Board" in site.html().one("h1").text
    assert "reports/" in {link["href"] for link in site.html().all("a")}


def test_empty_listing_says_that_this_is_usual(site):
    site.build()
    text = site.html("reports/").text
    assert "No report is published at the moment" in text
    assert "This is usual" in text


def test_empty_listing_says_whom_to_ask(full):
    full.build("2026-05-01")
    text = full.html("reports/").one("main").text
    assert "01632 960 000" in text
    assert "unit@board.example" in text


def test_listing_tells_all_that_it_should(full):
    full.report("spring", reference="APR 02/2026", title="A spring review", publication_date="2026-06-05")
    full.build()
    page = full.html("reports/")
    text = page.one("main").text
    for words in (
        "CPR 01/2026",
        "Single Unified Safeguarding Review",
        "A review of the winter",
        "A summary.",
        "1 June 2026",
        "until the end of 23 August 2026",
        "English",
    ):
        assert words in text
    assert "Available" in text
    assert text.index("A spring review") < text.index("A review of the winter"), "newest first"


def test_listing_tells_files_with_kind_and_size(site):
    path = site.report("winter/", attachments=[{"file": "timeline.png", "title": "The timeline"}])
    noise = random.Random(1).randbytes(2_500_000)  # which no packing makes smaller
    Image.frombytes("L", (2500, 1000), noise).save(path.parent / "timeline.png")
    site.build()
    assert "The timeline PNG, 2.5 MB" in site.html("reports/").one("main").text


def test_leaflets_index_lists_title_and_summary(full):
    full.build()
    text = full.html("leaflets/").one("main").text
    assert "Learning events" in text
    assert "What happens there." in text


def test_leaflet_whose_name_begins_with_an_underscore_is_not_there(site):
    site.page("leaflets/one.md", "# Leaflet one\n\nText.\n")
    site.page("leaflets/_draft.md", "# Leaflet qzxdraftxzq\n\nText.\n")
    site.build()
    assert not [name for name, data in projects.tree(site.out).items() if b"qzxdraftxzq" in data or "draft" in name]


def test_status_has_exactly_its_keys(site):
    site.report()
    site.report("later", reference="CPR 02/2026", publication_date="2026-07-01")
    site.build("2026-06-10T08:00")
    assert site.json("status.json") == {
        "built_at": "2026-06-10T08:00:00+01:00",
        "checked_at": "2026-06-10T08:00:00+01:00",
        "next_change_at": "2026-07-01T00:00:00+01:00",
        "live_count": 1,
        "left_out_count": 0,
        "version": __version__,
        "preview": False,
    }


def test_status_of_an_empty_site_knows_of_no_change(site):
    site.build()
    assert site.json("status.json")["next_change_at"] is None


@pytest.mark.parametrize("name", ["404.html", "410.html"])
def test_error_page_is_neutral_in_both_languages_and_not_to_be_listed(full, name):
    full.build()
    page = full.html(name)
    assert "No report is published at this address now. It may not be published yet" in page.text
    assert {e["lang"] for e in page.all("div") if "lang" in e.attributes} == {"en", "cy"}
    assert "noindex" in page.meta("robots")
    assert "CPR 01/2026" not in page.text
    assert "winter" not in full.read(name)


def test_error_pages_are_the_same_with_and_without_reports(full):
    full.build()
    with_report = [full.read("404.html"), full.read("410.html")]
    full.build("2027-01-01")
    assert [full.read("404.html"), full.read("410.html")] == with_report


def test_error_pages_address_everything_from_the_root(full):
    """They are shown at any address, so nothing on them may be relative to it."""
    full.build()
    for name in ("404.html", "410.html"):
        for element in full.html(name).elements:
            for attribute in ("href", "src"):
                address = element.attributes.get(attribute, "/")
                assert address.startswith(("/", "#", "https://board.example/", "mailto:", "tel:")), (name, address)


def test_no_page_fetches_anything_from_another_host(full):
    full.build()
    for name, page in pages(full).items():
        for element in page.elements:
            attribute = FETCHED.get(element.tag)
            if attribute is None or attribute not in element.attributes:
                continue
            if element.tag == "link" and set(element["rel"].split()) <= LINKS_THAT_FETCH_NOTHING:
                continue
            address = urlsplit(element[attribute])
            assert not address.netloc, (name, element.tag, element[attribute])
            assert address.scheme in ("", "data"), (name, element[attribute])
        for element in page.elements:
            assert "//" not in element.attributes.get("style", "")
            assert element.tag not in ("iframe", "object", "embed", "base")


def test_no_page_follows_anybody_or_leads_to_an_editor(full):
    full.build()
    for name, page in pages(full).items():
        scripts = " ".join(e.text for e in page.all("script"))
        for word in ("document.cookie", "google", "analytics", "gtag", "fonts.g"):
            assert word not in scripts.lower(), (name, word)
        hrefs = " ".join(e["href"] for e in page.all("a") if "href" in e.attributes)
        assert "github" not in hrefs
        assert "/edit/" not in hrefs
        assert not page.all("form", method="post")


def test_no_page_says_what_it_was_made_with(full):
    full.build()
    for name, page in pages(full).items():
        assert "Made with" not in page.text, name
        assert "squidfunk" not in full.read(name), name


def test_no_stylesheet_fetches_from_another_host(full):
    full.build()
    for name, data in projects.tree(full.out).items():
        if name.endswith(".css"):
            assert not re.findall(rb"(?:url\(|@import)[\"' ]*(?:https?:)?//[^)]*", data), name


@pytest.mark.parametrize("name", ["", "reports/cpr-01-2026/", "leaflets/events/", "404.html", "410.html", "reports/"])
def test_the_line_of_urgent_help_is_the_boards(full, name):
    full.build()
    assert full.read(f"{name}index.html" if name[-5:] != ".html" else name).count("the Board&#39;s night team") == 1


def test_without_numbers_of_the_board_the_line_says_999_alone(site):
    site.build()
    (line,) = site.html().all(class_="board-urgent")
    assert re.findall(r"\d+", line.text) == ["999"]


def test_reports_are_in_no_navigation_and_have_no_neighbours(full):
    full.report("spring", reference="APR 02/2026", title="A spring review")
    full.build()
    for name, page in pages(full).items():
        for nav in page.all("nav"):
            if "md-nav" in nav.attributes.get("class", "") and not name.startswith("reports/cpr"):
                assert "review" not in nav.text.lower(), name
    page = full.html("reports/cpr-01-2026/")
    assert not page.all("link", rel="prev")
    assert not page.all("link", rel="next")
    assert "A spring review" not in page.text


def test_search_leads_to_a_live_report(full):
    full.build()
    index = full.json("search/search_index.json")
    assert any(entry["location"].startswith("reports/cpr-01-2026/") for entry in index["docs"])


def test_compressed_sitemap_says_what_the_plain_one_says(full):
    full.build()
    assert gzip.decompress((full.out / "sitemap.xml.gz").read_bytes()) == (full.out / "sitemap.xml").read_bytes()


def test_site_with_navigation_of_its_own_works(full):
    full.configure(nav=[{"Home": "index.md"}, {"Reports": "reports/index.md"}, {"Leaflets": ["leaflets/index.md"]}])
    assert full.mkdocs(strict=True).error is None
    assert full.has("leaflets/index.html")
