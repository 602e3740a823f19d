"""The policy of a page: one truth with the server's rules, known scripts alone, and nothing where it has no place."""

import pytest

from board_reports.release.rules.grammar import FIXED
from board_reports.site.finishing import finished
from board_reports.site.plugin import BoardReportsPlugin
from board_reports.site.policy import policy, policy_element, with_policy

PAGE = '<!doctype html><html><head>\n  <meta charset="utf-8">\n<title>T</title></head><body>{}</body></html>'
KNOWN = (
    "<script>var target=document.getElementById(location.hash.slice(1));target&&target.name&&"
    '(target.checked=target.name.startsWith("__tabbed_"))</script>'
)


def test_the_servers_rules_say_the_same():
    """Root checks the rules by a program that imports nothing: so they have the text a second time."""
    assert policy("«scripts»", in_header=True) == FIXED["policy"]


def test_in_a_page_the_policy_leaves_out_what_only_a_header_can_say():
    assert "frame-ancestors" in policy("", in_header=True)
    assert "frame-ancestors" not in policy_element(())


def test_the_policy_stands_at_the_top_of_the_head_and_names_the_known_scripts():
    page = with_policy(PAGE.format(KNOWN))
    head = page.index('<meta charset="utf-8">') + len('<meta charset="utf-8">')
    assert page[head:].lstrip().startswith('<meta http-equiv="Content-Security-Policy" content="default-src')
    assert page.count("'sha256-") == 1


@pytest.mark.parametrize(
    "script", ["<script>alert(1)</script>", KNOWN.replace("</", " </"), "<script>a()</script>" * 2]
)
def test_the_policy_never_names_a_script_that_it_does_not_know(script):
    assert "sha256" not in with_policy(PAGE.format(script))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<!doctype html><html lang=en><head>", "<title>T</title></head>"),
        ("<!doctype html>\n<html>", "<body><p>Words</p>"),
        ("<!doctype html><html>", "<script>a()</script><head><meta charset=utf-8></head>"),
        ("", "<p>Words</p>"),
    ],
)
def test_a_page_of_somebody_elses_gets_it_before_its_scripts_as_well(before, after):
    page = with_policy(before + after)
    assert page.replace(policy_element(()), "", 1).split() == (before + " " + after).split()
    assert page.index("Content-Security-Policy") < page.index(after)


def test_what_is_no_page_gets_none():
    plugin = BoardReportsPlugin()
    assert plugin.on_post_template("<urlset/>", template_name="sitemap.xml", config=None) == "<urlset/>"


def test_pages_that_mkdocs_serves_itself_have_none():
    """It adds a script of its own, which loads the page again after each change."""
    plugin = BoardReportsPlugin()
    plugin.on_startup(command="serve", dirty=False)
    assert plugin.on_post_page(PAGE, page=None, config=None) == PAGE
    plugin.on_startup(command="build", dirty=False)
    assert "Content-Security-Policy" in plugin.on_post_page(PAGE, page=None, config=None)
    assert finished(PAGE, policy=False) == PAGE
