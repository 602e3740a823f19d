"""Permanent pages: what is no page of theirs is left out and told, and none changes when reports come and go."""

import os

import pytest

import oracle
import projects

TOKEN = "qzxstrayxzq"
STRAYS = {
    "publication date": "---\npublication_date: 2026-06-01\n---\n",
    "approved date": "---\napproved_date: 2026-06-01\n---\n",
    "reference": "---\nreference: CPR 01/2026\n---\n",
    "among other keys": "---\ntitle: Title\nsummary: x\nreference: CPR 01/2026\n---\n",
    "quoted key": '---\n"reference": CPR 01/2026\n---\n',
    "key in single quotes and a space": "---\n'reference' : CPR 01/2026\n---\n",
    "upper case": "---\nReference: CPR 01/2026\n---\n",
    "indented": "---\n  reference: CPR 01/2026\n---\n",
    "in braces": "---\n{title: x, reference: CPR 01/2026}\n---\n",
    "explicit key": "---\n? reference\n: CPR 01/2026\n---\n",
    "escaped key": '---\n"refer\\u0065nce": CPR 01/2026\n---\n',
    "byte-order mark": "\ufeff---\nreference: CPR 01/2026\n---\n",
    "blank lines first": "\n\n---\nreference: CPR 01/2026\n---\n",
    "Windows line ends": "---\r\nreference: CPR 01/2026\r\n---\r\n",
    "old line ends": "---\rreference: CPR 01/2026\r---\r",
    "ended by dots": "---\nreference: CPR 01/2026\n...\n",
    "no end": "---\nreference: CPR 01/2026\n",
    "four hyphens": "----\npublication_date: 2026-06-01\n----\n",
    "without hyphens": "Reference: CPR 01/2026\nTitle: x\n",
    "second of two without hyphens": "Title: x\nPublication_date: 2026-06-01\n",
    "block below a heading": "# Title\n\npublication_date: 2026-06-01\n",
    "fenced block": "```yaml\n---\npublication_date: 2026-06-01\n---\n```\n",
}
UNREADABLE = {
    "open quote": '---\ntitle: "A title\n---\n',
    "tab": "---\n\ttitle: x\n---\n",
    "no closing line": "---\ntitle: x\n",
    "a list": "---\n- x\n---\n",
    "empty": "---\n---\n",
    "impossible date": "---\nday: 2026-02-30\n---\n",
    "deep": f"---\nx: {'[' * 400}{']' * 400}\n---\n",
    "key twice": "---\ntitle: x\ntitle: y\n---\n",
    "alias": "---\ntitle: &a x\nother: *a\n---\n",
}


def assert_left_out(site, name, token=TOKEN, *, count=1):
    """The page is not in the output, `board build` exits 3 and names it, strict fails, and all else is there."""
    result = site.board("build")
    assert result.exit_code == 3, result.output
    assert result.stderr.count(name) >= 1
    assert site.json("status.json")["left_out_count"] == count
    assert oracle.found(site.out, [token]) == {}
    assert "Welcome" in site.html().text
    strict = site.mkdocs(strict=True)
    assert "strict mode" in strict.told
    assert any(name in line for line in strict.warnings)
    assert oracle.found(site.out, [token]) == {}


@pytest.mark.parametrize("case", STRAYS)
def test_report_among_the_pages_is_left_out_and_told(site, case):
    site.page("page.md", (STRAYS[case] + f"\nA text with {TOKEN}.\n").encode())
    assert_left_out(site, "site_src/page.md")


@pytest.mark.parametrize("case", UNREADABLE)
def test_page_whose_front_matter_cannot_be_read_is_left_out_and_told(site, case):
    site.page("page.md", UNREADABLE[case] + f"\nA text with {TOKEN}.\n")
    assert_left_out(site, "site_src/page.md")


def latin(site):
    site.page("page.md", f"# Café {TOKEN}\n".encode("latin-1"))


def utf_16(site):
    site.page("page.md", f"# {TOKEN}\n".encode("utf-16"))


def dangling_link(site):
    (site.docs / "page.md").symlink_to(f"{TOKEN}.md")


def looping_link(site):
    (site.docs / "page.md").symlink_to("page.md")


def pipe(site):
    os.mkfifo(site.docs / "page.md")


def pipe_that_is_no_page(site):
    os.mkfifo(site.docs / "page.pdf")


def link_to_a_report(site):
    site.report(body=f"{TOKEN}\n", publication_date="2027-01-01")
    (site.docs / "page.md").symlink_to("../published_reports/winter.md")


def link_to_a_file_of_a_report(site):
    path = site.report("winter/", publication_date="2027-01-01")
    (path.parent / "plan.pdf").write_bytes(oracle.pdf(TOKEN))
    (site.docs / "page.pdf").symlink_to("../published_reports/winter/plan.pdf")


def unknown_template(site):
    site.page("page.md", f"---\ntemplate: nope.html\n---\n\n{TOKEN}\n")


def template_outside(site):
    site.page("page.md", f"---\ntemplate: ../../../secret.html\n---\n\n{TOKEN}\n")


def too_large(site):
    site.page("page.md", f"# {TOKEN}\n" + "x " * 1_100_000)


def deep_text(site):
    site.page("page.md", f"# {TOKEN}\n\n" + "".join("  " * 2 * n + "- x\n" for n in range(400)))


UNFIT = [
    latin,
    utf_16,
    dangling_link,
    looping_link,
    pipe,
    pipe_that_is_no_page,
    link_to_a_report,
    link_to_a_file_of_a_report,
    unknown_template,
    template_outside,
    too_large,
    deep_text,
]


@pytest.mark.parametrize("unfit", UNFIT, ids=lambda function: function.__name__)
def test_file_that_is_no_page_is_left_out_and_told(site, unfit):
    unfit(site)
    assert_left_out(site, "site_src/page.")


def test_name_that_is_not_utf_8_is_left_out_and_told(site):
    (site.docs / os.fsdecode(b"caf\xe9.md")).write_text(f"# {TOKEN}\n", "utf-8")
    assert_left_out(site, r"site_src/caf\xe9.md")


def test_linked_folder_of_reports_publishes_none_of_them(site):
    site.report(body=f"{TOKEN}\n", publication_date="2027-01-01", title=TOKEN)
    (site.docs / "more").symlink_to("../published_reports")
    site.board("build")
    assert oracle.found(site.out, [TOKEN]) == {}
    site.mkdocs()
    assert oracle.found(site.out, [TOKEN]) == {}


@pytest.mark.parametrize("name", ["reports/cpr-09-2026/index.md", "reports/cpr-09-2026.md", "reports/plan.pdf"])
def test_addresses_of_reports_belong_to_reports(site, name):
    site.page(name, f"# {TOKEN}\n")
    assert_left_out(site, name)


def test_all_that_is_left_out_is_told_at_once(site):
    site.page("one.md", STRAYS["reference"])
    site.page("two.md", "\udce9".encode("utf-8", "surrogateescape"))
    site.page("three.md", UNREADABLE["tab"])
    result = site.board("build")
    assert [name for name in ("one.md:2", "two.md", "three.md:2") if name in result.stderr] == [
        "one.md:2",
        "two.md",
        "three.md:2",
    ]


LINKS = {
    "from the page": "[T](../reports/cpr-01-2026/)",
    "from the source": "[T](reports/cpr-01-2026/index.md)",
    "from the root": "[T](/reports/cpr-01-2026/)",
    "to the root's index": "[T](/reports/cpr-01-2026/index.html)",
    "without its last slash": "[T](/reports/cpr-01-2026)",
    "full": "[T](https://board.example/reports/cpr-01-2026/)",
    "full with http": "[T](http://board.example/reports/cpr-01-2026/)",
    "full in capitals": "[T](HTTPS://BOARD.example/reports/cpr-01-2026/)",
    "full with port": "[T](https://board.example:443/reports/cpr-01-2026/)",
    "without scheme": "[T](//board.example/reports/cpr-01-2026/)",
    "with a fragment": "[T](/reports/cpr-01-2026/#part)",
    "with a query": "[T](/reports/cpr-01-2026/?x=1)",
    "percent": "[T](/%72eports/cpr-01-2026/)",
    "entity": '<a href="&#47;reports/cpr-01-2026/">T</a>',
    "dots": "[T](/about/../reports/cpr-01-2026/)",
    "two slashes": "[T](/reports//cpr-01-2026/)",
    "file": "[T](/reports/cpr-01-2026/timeline.pdf)",
    "part": "[T](/reports/cpr-01-2026/briefing/)",
    "Welsh": "[T](/cy/reports/cpr-01-2026/)",
    "source": "[T](../published_reports/winter.md)",
    "folder source": "[T](../published_reports/winter/index.md)",
    "with a title": '[T](/reports/cpr-01-2026/ "A title")',
    "in angle brackets": "[T](</reports/cpr-01-2026/>)",
    "by reference": "[T][one]\n\n[one]: /reports/cpr-01-2026/",
    "by reference with a title": '[T][one]\n\n[one]: /reports/cpr-01-2026/ "A title"',
    "automatic": "<https://board.example/reports/cpr-01-2026/>",
    "raw": '<a href="/reports/cpr-01-2026/">T</a>',
    "raw in single quotes": "<a class='x' href='/reports/cpr-01-2026/'>T</a>",
    "raw without quotes": "<a href=/reports/cpr-01-2026/>T</a>",
    "raw with spaces": '<a href = " /reports/cpr-01-2026/ ">T</a>',
    "raw in capitals": '<A HREF="/reports/cpr-01-2026/">T</A>',
    "raw in a block": '<div>\n<p><a\n  href="/reports/cpr-01-2026/"><b>T</b></a></p>\n</div>',
    "with backslashes": '<a href="\\reports\\cpr-01-2026\\">T</a>',
    "with words that are marked up": "[**T** and `T`](/reports/cpr-01-2026/)",
    "around a picture": "[![T](assets/p.png)](/reports/cpr-01-2026/)",
    "as a picture": "![T](/reports/cpr-01-2026/p.png)",
    "as a picture in HTML": '<img alt="T" src="../reports/cpr-01-2026/p.png">',
    "in a table": "| A |\n|---|\n| [T](/reports/cpr-01-2026/) |",
}


DAYS = ("2026-05-31", projects.LIVE_DAY, "2026-08-24")


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    """A page for each form: what it is before, during and after the report's life, and where no report ever was."""
    site = projects.make(tmp_path_factory.mktemp("linked") / "project")
    site.configure(markdown_extensions=["tables", "attr_list", "md_in_html"])
    site.page("assets/p.png", b"")
    names = {form: f"page-{number:02}" for number, form in enumerate(LINKS)}
    for form, name in names.items():
        site.page(f"{name}.md", f"# Page\n\n{LINKS[form]}\n")
    versions = {form: [] for form in LINKS}
    for day in (None, *DAYS):
        if day:
            site.report()
        site.build(day or projects.LIVE_DAY)
        for form, name in names.items():
            versions[form].append(site.read(f"{name}/index.html"))
    return versions


@pytest.mark.parametrize("form", LINKS)
def test_page_that_links_to_a_report_is_the_same_before_during_and_after(linked, form):
    assert len(linked[form]) == 4
    assert len(set(linked[form])) == 1


@pytest.mark.parametrize("form", LINKS)
def test_link_to_a_report_is_a_link_to_the_listing(linked, form):
    page = projects.Html(linked[form][0])
    (link,) = [a for a in page.all("a") if any(around.tag == "article" for around in a.around)]
    assert link.text == "published reports"
    assert link["href"] == "../reports/"
    assert "cpr-01-2026" not in linked[form][0]


@pytest.mark.parametrize("form", LINKS)
def test_link_to_a_report_is_told_by_board_check(site, form):
    site.page("about.md", f"# About\n\n{LINKS[form]}\n")
    result = site.board("check")
    assert result.exit_code == 1
    assert "site_src/about.md:" in result.output
    assert "links to a report" in result.output


@pytest.mark.parametrize("day", DAYS)
def test_links_to_reports_never_break_a_strict_build(site, day, monkeypatch):
    site.report()
    site.page("about.md", "# About\n\n" + "\n\n".join(text for text in LINKS.values() if "[one]" not in text) + "\n")
    site.page("assets/p.png", b"")
    monkeypatch.setenv("BOARD_AS_OF", day)
    assert site.mkdocs(strict=True).told == ""


@pytest.mark.parametrize(
    "address", ["/reports/", "reports/index.md", "/reports/feed.xml", "https://board.example/reports/"]
)
def test_link_to_the_listing_stays_as_it_is_written(site, address):
    site.page("about.md", f"# About\n\n[All of them]({address})\n")
    site.build()
    assert [a for a in site.html("about/").all("a") if a.text == "All of them"]


@pytest.mark.parametrize("address", ["https://other.example/reports/cpr-01-2026/", "mailto:x@y.example", "after.md"])
def test_other_links_stay(site, address):
    site.page("after.md", "# After\n")
    site.page("about.md", f"# About\n\n[There]({address})\n")
    site.build()
    assert [a for a in site.html("about/").all("a") if a.text == "There"]


def test_every_permanent_page_is_the_same_before_during_and_after(site):
    site.page("about.md", "# About\n\n[One](/reports/cpr-01-2026/)\n")
    site.page("leaflets/one.md", "# A leaflet\n\nText.\n")
    site.report()
    trees = []
    for day in DAYS:
        site.build(day)
        names = ("index.html", "about/index.html", "leaflets/index.html", "leaflets/one/index.html", "404.html")
        trees.append([(site.out / name).read_bytes() for name in names])
    assert trees[0] == trees[1] == trees[2]


def test_the_boards_details_are_written_out(site):
    site.configure(extra={"board": projects.BOARD | {"email": "a&b@board.example"}})
    site.page(
        "about.md",
        "# About\n\n{board.name}, {board.email}, {board.telephone}, {board.address}, {board.urgent}\n\n"
        "[Write](mailto:{board.email}) [Call](tel:{board.telephone}) {board.nothing} {{ config.site_url }} {other}\n",
    )
    site.build()
    page = site.html("about/")
    text = page.one("article").text
    for words in ("Example Board, a&b@board.example, 01632 960 000", "Town", "night team"):
        assert words in text
    for words in ("{board.nothing}", "{{ config.site_url }}", "{other}"):
        assert words in text, "nothing else is expanded"
    links = {a.text: a["href"] for a in page.all("a")}
    assert links["Call"] == "tel:01632960000"
    assert links["Write"] == "mailto:a&b@board.example"


def test_reports_expand_nothing(site):
    site.configure(extra={"board": projects.BOARD})
    site.report(title="The {board.email}", body="Write to {board.email}.\n")
    site.build()
    text = site.html("reports/cpr-01-2026/").one("main").text
    assert text.count("{board.email}") == 2


def test_an_aligned_table_brings_no_style_of_its_own(site):
    site.configure(markdown_extensions=["tables"])
    site.page("index.md", "# Home\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n")
    site.build()
    page = site.html("")
    assert not [one for one in page.all() if one.tag in ("td", "th") and "style" in one.attributes]
    assert [cell.text for cell in page.all("td", class_="align-right")] == ["2"]
