"""XML written line by line is what ElementTree writes, whatever the texts are."""

import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board_reports.site.feed import ATOM, FeedEntry, FeedHead, as_feed, feed
from board_reports.site.sitemap import SITEMAP, SitemapEntry, as_sitemap, sitemap
from board_reports.site.xml_lines import element

TEXT = st.text(st.characters() | st.sampled_from("&<>\"'\r\n\t \ud800"), max_size=12)
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
HEADS = st.builds(FeedHead, TEXT, TEXT, TEXT, TEXT, TEXT, TIMES)
ENTRIES = st.builds(FeedEntry, TEXT, TEXT, st.none() | TEXT, TIMES, TIMES, TEXT, TEXT)
ADDRESSES = st.builds(
    SitemapEntry, TEXT, st.none() | st.just(date(2026, 6, 1)), st.dictionaries(TEXT, TEXT, max_size=2)
)


def child(parent, name, text=None, **attributes):
    ET.SubElement(parent, name, attributes).text = text


@given(TEXT, TEXT)
def test_an_element(text, value):
    tree = ET.Element("one", {"key": value})
    tree.text = text
    written = element("one", text, [("key", value)]).encode("utf-8", "xmlcharrefreplace")
    assert written == ET.tostring(tree, encoding="utf-8")


@given(HEADS, st.lists(ENTRIES, max_size=3))
def test_a_feed(head, entries):
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": head.language})
    child(root, f"{{{ATOM}}}title", head.title)
    child(root, f"{{{ATOM}}}id", head.address)
    child(root, f"{{{ATOM}}}link", rel="self", href=head.address, type="application/atom+xml")
    child(root, f"{{{ATOM}}}link", rel="alternate", href=head.listing, type="text/html")
    child(root, f"{{{ATOM}}}updated", max([one.updated for one in entries] or [head.at]).isoformat())
    child(ET.SubElement(root, f"{{{ATOM}}}author"), f"{{{ATOM}}}name", head.author)
    for one in entries:
        entry = ET.SubElement(root, f"{{{ATOM}}}entry")
        child(entry, f"{{{ATOM}}}title", one.title)
        child(entry, f"{{{ATOM}}}id", one.address)
        child(entry, f"{{{ATOM}}}link", rel="alternate", href=one.address, type="text/html")
        child(entry, f"{{{ATOM}}}published", one.opened.isoformat())
        child(entry, f"{{{ATOM}}}updated", one.updated.isoformat())
        if one.kind:
            child(entry, f"{{{ATOM}}}category", term=one.kind)
        child(entry, f"{{{ATOM}}}content", one.dates, type="text")
        child(entry, "{http://purl.org/dc/terms/}valid", one.valid)
    assert feed(head, entries) == as_feed(root)


@given(st.lists(ADDRESSES, max_size=3))
def test_a_sitemap(entries):
    root = ET.Element(f"{{{SITEMAP}}}urlset")
    for one in sorted(entries, key=lambda entry: entry.address):
        url = ET.SubElement(root, f"{{{SITEMAP}}}url")
        child(url, f"{{{SITEMAP}}}loc", one.address)
        if one.changed:
            child(url, f"{{{SITEMAP}}}lastmod", one.changed.isoformat())
        for language, address in sorted(one.languages.items()):
            child(url, "{http://www.w3.org/1999/xhtml}link", rel="alternate", hreflang=language, href=address)
    assert sitemap(entries) == as_sitemap(root)


@pytest.mark.parametrize(
    "make", [lambda: feed(FeedHead(*["x"] * 5, datetime(2026, 6, 1, tzinfo=UTC)), ()), lambda: sitemap(())]
)
def test_one_of_nothing_is_well_formed(make):
    assert len(ET.fromstring(make())) in (0, 6)
