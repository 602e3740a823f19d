"""The mark of what is still to be filled in: `board check` finds it, and pages show it without a dead link."""

import pytest

from board_reports.site.board import Board
from board_reports.site.filling import is_marked, marks_in, to_fill_in
from site_in_two import two_languages, welsh

WAYS = "- [{board.email}](mailto:{board.email})\n- [{board.telephone}](tel:{board.telephone})\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A [[TO FILL IN: the area]] b", [(1, "the area")]),
        ("One\n\n[[ to fill in: a\n  b ]] and [[TO FILL IN]]", [(3, "a b"), (4, "")]),
        ("[[TO FILL IN: never closed", [(1, "never closed")]),
        (f"[[TO FILL IN: {'long ' * 40}]]", [(1, f"{('long ' * 20).strip()}...")]),
        ("[[something else]], [TO FILL IN: x], TO FILL IN", []),
    ],
)
def test_marks_of_a_text(text, found):
    assert list(marks_in(text)) == found
    assert is_marked(text) == bool(found)


def told(site):
    result = site.board("check", "--format", "json")
    assert result.exit_code == 1
    return [line for line in site.board("check").output.splitlines() if "o fill in" in line]


def test_check_names_each_place_in_pages_and_settings_of_both_languages(site):
    two_languages(site, keys={"extra": {"board": {"telephone": to_fill_in("the number")}}})
    site.page("index.md", f"# Welcome\n\nOur area is {to_fill_in('the area')}.\n")
    site.page("leaflets/_draft.md", f"# Later\n\n{to_fill_in('all of it')}\n")
    welsh(site, "index.md", "# Croeso\n\n\n[[TO FILL IN: the area, in Welsh]]\n")
    with (site.root / "mkdocs.cy.yml").open("a") as file:
        file.write("# [[TO FILL IN]]\n")
    lines = told(site)
    assert [line.split(":")[0] for line in lines] == [
        "mkdocs.cy.yml",
        "mkdocs.yml",
        "site_cy/index.md",
        "site_src/index.md",
    ]
    assert lines[2] == (
        "site_cy/index.md:4: Still to fill in: the area, in Welsh. Write it there, and take the brackets away."
    )
    assert "Something is still to fill in." in lines[0]


def test_a_site_without_marks_is_not_told_of_any(site):
    site.page("index.md", "# Welcome\n\nNothing [[to]] fill in.\n")
    assert told(site) == []


def test_what_is_marked_counts_as_not_given_and_is_shown_on_pages_without_a_link(site):
    marked = {"email": to_fill_in("an address"), "address": [to_fill_in("lines")], "telephone": "01632 960 000"}
    site.configure(extra={"board": marked})
    site.page("index.md", f"# Welcome\n\n{WAYS}\n{{board.address}}\n")
    site.build()
    page = site.html()
    assert "[[TO FILL IN: an address]]" in page.text
    assert "[[TO FILL IN: lines]]" in page.text
    addresses = {link.attributes.get("href", "") for link in page.all("a")}
    assert {address for address in addresses if address.startswith(("tel:", "mailto:"))} == {"tel:01632960000"}
    assert "TO FILL IN" not in site.read("404.html")
    assert not site.has(".well-known/security.txt")


def test_a_name_that_is_marked_is_a_name_all_the_same():
    board = Board.of({"board": {"name": to_fill_in("the name"), "urgent_cy": to_fill_in("a line")}}, "Site")
    assert board.named("en") == to_fill_in("the name")
    assert board.urgent_cy == ""
    assert board.expand("{board.urgent}", "cy") == (to_fill_in("a line"), [])
    assert board.expand("{board.urgent}", "en") == ("", [])
