"""Feed and sitemap: well-formed, of live reports alone, and no text that a reader's program would keep."""

import gzip
import xml.etree.ElementTree as ET

import pytest

import builders
import projects

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def two(site):
    site.report(title="A winter & its <end>", summary="A summary.", review_type="susr")
    path = site.report("spring/", reference="APR 02/2026", publication_date="2026-06-05", publication_time="09:30")
    builders.write_part(path.parent / "briefing.md")
    site.page("about.md", "# About\n\nText.\n")
    return site


def entries(site):
    return ET.fromstring(site.read("reports/feed.xml")).findall(f"{ATOM}entry")


def sitemap(site):
    root = ET.fromstring(site.read("sitemap.xml"))
    return {url.findtext(f"{MAP}loc"): url.findtext(f"{MAP}lastmod") for url in root.findall(f"{MAP}url")}


def test_feed_tells_reference_type_dates_and_address(two):
    two.build()
    newest, older = entries(two)
    assert newest.find(f"{ATOM}link").get("href") == "https://board.example/reports/apr-02-2026/"
    assert newest.findtext(f"{ATOM}published") == "2026-06-05T09:30:00+01:00"
    assert "CPR 01/2026" in older.findtext(f"{ATOM}title")
    assert "Single Unified Safeguarding Review" in ET.tostring(older, "unicode")
    assert "23 August 2026" in ET.tostring(older, "unicode")


def test_feed_has_what_atom_requires(two):
    two.build()
    root = ET.fromstring(two.read("reports/feed.xml"))
    for element in (root, *entries(two)):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{name}"), name
    assert root.findtext(f"{ATOM}author/{ATOM}name")


def test_feed_tells_no_title_summary_or_text(two):
    two.build()
    text = two.read("reports/feed.xml")
    for words in ("winter", "summary", "library", "briefing"):
        assert words not in text


def test_feed_without_reports_is_a_feed(site):
    site.build()
    assert entries(site) == []


def test_feed_changes_when_a_report_is_corrected(two):
    two.report(revised_date="2026-06-09", revision_note="Mended.")
    two.build()
    assert entries(two)[1].findtext(f"{ATOM}updated").startswith("2026-06-09")
    assert "Mended" not in two.read("reports/feed.xml")


@pytest.mark.parametrize("day", ["2026-05-31", "2026-09-01"])
def test_neither_knows_a_report_that_is_not_live(two, day):
    two.build(day)
    assert entries(two) == []
    assert not [address for address in sitemap(two) if "-2026" in address]


def test_sitemap_gives_each_report_its_own_day(two):
    two.report(revised_date="2026-06-09", revision_note="Mended.")
    two.build()
    days = sitemap(two)
    assert days["https://board.example/reports/cpr-01-2026/"] == "2026-06-09"
    assert days["https://board.example/reports/apr-02-2026/"] == "2026-06-05"
    assert days["https://board.example/reports/apr-02-2026/briefing/"] == "2026-06-05"


def test_sitemap_lists_permanent_pages_and_no_error_page(two):
    two.build()
    addresses = set(sitemap(two))
    assert {"https://board.example/", "https://board.example/about/", "https://board.example/reports/"} <= addresses
    assert not [address for address in addresses if "404" in address or "410" in address]


def test_sitemap_is_the_same_compressed(two):
    two.build()
    assert gzip.decompress((two.out / "sitemap.xml.gz").read_bytes()) == (two.out / "sitemap.xml").read_bytes()


def test_every_address_of_the_sitemap_is_a_page(two):
    two.build()
    for address in sitemap(two):
        assert (two.out / address.removeprefix("https://board.example/") / "index.html").is_file(), address


def test_permanent_lines_of_the_sitemap_do_not_move_with_reports(two):
    """A day that changes when a report goes would be told of pages that did not change."""
    days = []
    for day in ("2026-05-31", projects.LIVE_DAY):
        two.build(day)
        days.append({address for address in sitemap(two) if "-2026" not in address})
    assert days[0] == days[1]


def test_site_below_a_folder_has_its_addresses_there(two):
    two.configure(site_url="https://board.example/safeguarding/")
    two.build()
    assert "https://board.example/safeguarding/reports/cpr-01-2026/" in sitemap(two)
    assert entries(two)[1].findtext(f"{ATOM}id") == "https://board.example/safeguarding/reports/cpr-01-2026/"
