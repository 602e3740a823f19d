"""Leaflets on the site: their index, their print files, and what keeps one from being printed."""

import re
from pathlib import Path

import pytest

import leafs
import projects
from board_reports.leaflet import typeset
from board_reports.leaflet.blocks import Form
from board_reports.leaflet.printing import CannotPrint
from board_reports.reports import Register
from board_reports.site import prints
from board_reports.site.build import build_site, load
from board_reports.site.check import check_site
from board_reports.site.leaflets import is_draft
from board_reports.site.prints import Printing
from board_reports.site.twin import kept, read_twin

ROOT = Path(__file__).parents[2]
HEAD = '---\ntitle: "Learning events"\nsummary: What happens there.\n---\n\n'
TEXT = (
    f"{HEAD}# Learning events\n\nFor practitioners.\n\n## What?\n\nWrite to {{board.email}}. See [us](../about.md).\n"
)
TOO_LONG = f"{HEAD}# Learning events\n\nFor practitioners.\n\n" + leafs.sections(12, 12)


@pytest.fixture
def leaflet(site):
    """A site with one leaflet."""
    site.configure(extra={"board": projects.BOARD})
    site.page("about.md", "# About\n\nUs.\n")
    site.page("leaflets/events.md", TEXT)
    return site


def checked(site):
    return [str(problem) for problem in found_by_check(site) if "leaflets/" in problem.file]


def found_by_check(site):
    loaded = load(site.config)
    register = Register.read(loaded.project.reports_dir, loaded.project.settings)
    return check_site(loaded, register.at(projects.moment(projects.LIVE_DAY).at), register)


def links(page):
    return {a.text: a["href"] for a in page.all("a") if "pdf" in a.attributes.get("href", "")}


def addresses(data):
    """Where the links of a PDF lead."""
    with leafs.opened(data) as document:
        return [
            str(note.A.URI)
            for page in document.pages
            for note in page.get("/Annots", [])
            if "/URI" in note.get("/A", {})
        ]


def test_page_and_index_link_to_both_print_files_with_kind_and_size(leaflet):
    publication = leaflet.build()
    sheet, large = (leaflet.out / f"leaflets/events{ending}.pdf" for ending in ("", "-large-print"))
    page, index = leaflet.html("leaflets/events/"), leaflet.html("leaflets/")
    assert links(page) == {
        "Leaflet to print, A4, folded in three": "../events.pdf",
        "Large print": "../events-large-print.pdf",
    }
    assert links(index) == {
        "Leaflet to print, A4, folded in three": "events.pdf",
        "Large print": "events-large-print.pdf",
    }
    for where in (page, index):
        for file in (sheet, large):
            assert f"PDF, {round(file.stat().st_size / 1000)} kB" in where.one("main").text
    for file in (sheet, large):
        account = publication.accounts[file.relative_to(leaflet.out).as_posix()]
        assert (account.kind, account.report, account.source) == ("made", None, None)
    assert publication.prints.problems == []


def test_print_files_say_what_the_page_says(leaflet):
    leaflet.build()
    for name in ("events", "events-large-print"):
        data = (leaflet.out / f"leaflets/{name}.pdf").read_bytes()
        with leafs.opened(data) as document:
            assert str(document.docinfo["/Title"]) == "Learning events"
            assert str(document.docinfo["/Author"]) == "Example Board"
        assert addresses(data).count("https://board.example/about/") == 1
        assert "https://board.example/leaflets/events/" in addresses(data)
        assert "mailto:unit@board.example" in addresses(data)
        assert "tel:01632960000" in addresses(data)


def test_welsh_leaflet_is_printed_in_welsh_and_each_names_the_other(leaflet):
    options = {"search": {}, "board-reports": {"twin": "mkdocs.cy.yml"}}
    leaflet.configure(extra={"board": projects.BOARD | {"name_cy": "Bwrdd Enghreifftiol"}}, plugins=options)
    (leaflet.root / "mkdocs.cy.yml").write_text(
        "INHERIT: mkdocs.yml\ndocs_dir: site_cy\nplugins: {board-reports: {language: cy}}\n", "utf-8"
    )
    welsh = (
        HEAD.replace("Learning events", "Digwyddiadau dysgu") + "# Digwyddiadau dysgu\n\nI ymarferwyr.\n\n## Beth?\n"
    )
    for name, text in {"index.md": "# Hafan\n", "leaflets/events.md": welsh, "leaflets/long.md": TOO_LONG}.items():
        path = leaflet.root / "site_cy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    publication = leaflet.build()
    assert links(leaflet.html("cy/leaflets/events/")) == {
        "Taflen i'w hargraffu, A4, wedi'i phlygu'n dair": "../events.pdf",
        "Print bras": "../events-large-print.pdf",
    }
    assert publication.accounts["cy/leaflets/events.pdf"].kind == "made"
    data = (leaflet.out / "cy/leaflets/events.pdf").read_bytes()
    with leafs.opened(data) as document:
        assert str(document.Root.Lang) == "cy-GB"
        assert str(document.docinfo["/Author"]) == "Bwrdd Enghreifftiol"
        assert "en" in {str(one.get("/Lang", ""))[:2] for _, one in leafs.tags(document)}
    assert "https://board.example/cy/leaflets/events/" in addresses(data)
    with leafs.opened((leaflet.out / "leaflets/events.pdf").read_bytes()) as document:
        assert "cy" in {str(one.get("/Lang", ""))[:2] for _, one in leafs.tags(document)}
    (problem,) = publication.prints.problems
    assert problem.file == "site_cy/leaflets/long.md"


def test_leaflet_that_does_not_fit_keeps_its_page_and_is_told(leaflet):
    leaflet.page("leaflets/events.md", TOO_LONG)
    result = leaflet.board("build")
    assert result.exit_code == 0, "no page is left out"
    assert re.search(r"site_src/leaflets/events\.md:\d+: .*the inside, right panel is too full", result.stderr)
    assert links(leaflet.html("leaflets/events/")) == {"Large print": "../events-large-print.pdf"}
    assert not leaflet.has("leaflets/events.pdf")
    assert "Section 12" in leaflet.html("leaflets/events/").text
    (problem,) = checked(leaflet)
    assert re.match(r"site_src/leaflets/events\.md:\d+: .*the inside, right panel is too full, by about", problem)
    told = leaflet.mkdocs(strict=True)
    assert "strict mode" in told.told
    assert any("inside, right panel" in line for line in told.warnings)


def test_line_of_the_problem_is_that_of_the_section(leaflet):
    leaflet.page("leaflets/events.md", TOO_LONG)
    (problem,) = [one for one in found_by_check(leaflet) if one.file.endswith("events.md")]
    line = (leaflet.docs / "leaflets/events.md").read_text("utf-8").splitlines()[problem.line - 1]
    assert line.startswith("## Section ")


def test_without_the_typesetter_pages_are_there_and_it_is_told(leaflet, monkeypatch):
    monkeypatch.setattr(typeset, "find_spec", lambda name: None)
    publication = leaflet.build()
    assert "What?" in leaflet.html("leaflets/events/").text
    assert links(leaflet.html("leaflets/events/")) == {}
    (problem,) = publication.prints.problems
    assert "typst is not installed" in problem.message


def test_whatever_print_does_the_page_is_there(leaflet, monkeypatch):
    def broken(*_):
        raise RuntimeError("secret")

    monkeypatch.setattr(prints, "print_file", broken)
    publication = leaflet.build()
    assert "What?" in leaflet.html("leaflets/events/").text
    (problem,) = publication.prints.problems
    assert "RuntimeError" in problem.message
    assert "secret" not in str(problem)


def test_site_without_leaflets_prints_nothing(site, monkeypatch):
    def never(*_):
        raise AssertionError

    monkeypatch.setattr(typeset, "find_spec", never)
    monkeypatch.setattr(prints, "print_file", never)
    assert site.build().prints.files == {}


def test_print_file_that_the_site_brings_stays(leaflet):
    leaflet.page("leaflets/events.pdf", b"%PDF-1.7 our own\n" + b"x" * 5000)
    leaflet.build()
    assert (leaflet.out / "leaflets/events.pdf").read_bytes().startswith(b"%PDF-1.7 our own")
    assert "PDF, 5 kB" in leaflet.html("leaflets/events/").one("main").text
    assert leaflet.has("leaflets/events-large-print.pdf")


def test_draft_is_not_printed(leaflet):
    leaflet.page("leaflets/_families.md", TEXT)
    leaflet.build()
    assert [name for name in projects.tree(leaflet.out) if "families" in name] == []


def test_leaflet_that_links_to_a_report_is_told_and_printed_with_the_listing(leaflet):
    leaflet.report()
    leaflet.page("leaflets/events.md", TEXT + "\nRead [the review](/reports/cpr-01-2026/).\n")
    (problem,) = checked(leaflet)
    assert "A leaflet links to a report" in problem
    assert "printed cannot be taken back" in problem
    leaflet.build()
    for name in ("events", "events-large-print"):
        data = (leaflet.out / f"leaflets/{name}.pdf").read_bytes()
        assert "https://board.example/reports/" in addresses(data)
        assert not [address for address in addresses(data) if "cpr-01-2026" in address]


@pytest.mark.parametrize("key", ["title", "summary"])
def test_leaflet_needs_title_and_summary(leaflet, key):
    lines = [line for line in TEXT.splitlines(keepends=True) if not line.startswith(f"{key}:")]
    leaflet.page("leaflets/events.md", "".join(lines))
    (problem,) = checked(leaflet)
    assert f"site_src/leaflets/events.md:1: {key}: The leaflet has no {key}" in problem


def test_index_that_the_site_brings_needs_no_summary_and_is_no_leaflet(leaflet):
    leaflet.page("leaflets/index.md", "# Our leaflets\n\n[Events](events.md)\n")
    publication = leaflet.build()
    assert list(publication.prints.files) == ["leaflets/events.md"]
    assert checked(leaflet) == []


def test_an_index_called_readme_is_the_sites_own_as_well(leaflet):
    leaflet.page("leaflets/README.md", "# Our leaflets\n\nWords of our own. [Events](events.md)\n")
    leaflet.build()
    assert "Words of our own." in leaflet.html("leaflets/").text


def test_leaflet_in_a_folder_and_without_front_matter(leaflet):
    leaflet.page(
        "leaflets/more/one.md", "# One\n\nLead.\n\n## Where?\n\n[Events](../events.md#what), [b](../../about.md)\n"
    )
    leaflet.build()
    assert links(leaflet.html("leaflets/more/one/")) == {
        "Leaflet to print, A4, folded in three": "../one.pdf",
        "Large print": "../one-large-print.pdf",
    }
    found = addresses((leaflet.out / "leaflets/more/one.pdf").read_bytes())
    assert "https://board.example/leaflets/events/#what" in found
    assert "https://board.example/about/" in found


def test_nightly_run_publishes_print_files_and_then_has_nothing_to_change(leaflet):
    first = leaflet.nightly()
    assert (first.exit_code, first.document["rung"]) == (0, "full")
    assert (leaflet.public / "leaflets/events.pdf").is_file()
    assert leaflet.nightly("2026-06-11").document["changed"] is False
    leaflet.page("leaflets/events.md", TEXT + "\nMore.\n")
    before = (leaflet.public / "leaflets/events.pdf").read_bytes()
    assert leaflet.nightly("2026-06-12").document["changed"]
    assert (leaflet.public / "leaflets/events.pdf").read_bytes() != before


def test_leaflet_that_is_carried_over_for_a_mistake_keeps_its_print_files(leaflet):
    leaflet.nightly()
    before = projects.tree(leaflet.public / "leaflets")
    leaflet.page("leaflets/events.md", TEXT.replace('title: "', 'title: "" "'))
    later = leaflet.nightly("2026-06-11")
    assert later.exit_code == 3
    after = projects.tree(leaflet.public / "leaflets")
    for name in ("events.pdf", "events-large-print.pdf", "events/index.html"):
        assert after[name] == before[name]
    leaflet.page("leaflets/events.md", TEXT)
    assert leaflet.nightly("2026-06-12").exit_code == 0


def printings():
    """The project's own site, in each of its languages."""
    loaded = load(ROOT / "mkdocs.yml")
    yield Printing(loaded.project, loaded.config)
    if loaded.project.options.twin:
        with kept(loaded.config.plugins):
            twin = read_twin(loaded.project, "site")
        yield Printing(twin.project, twin.config)


def test_every_leaflet_of_this_project_and_every_draft_can_be_printed():
    seen = 0
    for printing in printings():
        for path in sorted((printing.project.docs_dir / "leaflets").glob("*.md")):
            uri = f"leaflets/{path.name}"
            if path.name != "index.md":
                assert printing.problems(uri) == (), path
                seen += not is_draft(uri)
    assert seen


def longer(text, share):
    """The text with `share` of every five words said twice."""
    count = iter(range(10**6))
    return re.sub(r"(?<= )[a-z]{4,9}(?= )", lambda word: " ".join([word[0]] * (1 + (next(count) % 5 < share))), text)


@pytest.mark.parametrize(("share", "least", "fits"), [(2, 1.14, True), (5, 1.3, False)])
def test_sheet_has_room_for_a_text_that_is_longer_by_a_seventh(site, share, least, fits):
    """A Welsh text is about that much longer than an English one."""
    own = next(printings())
    source = (own.project.docs_dir / "leaflets/learning-events.md").read_text("utf-8")
    text = longer(source, share)
    assert len(text) / len(source) > least
    site.page("leaflets/learning-events.md", text)
    loaded = load(site.config)
    loaded.config.markdown_extensions = own.config.markdown_extensions
    printing = Printing(loaded.project, loaded.config)
    if fits:
        assert printing.pdf("leaflets/learning-events.md", Form.SHEET)
    else:
        with pytest.raises(CannotPrint, match="panel is too full"):
            printing.pdf("leaflets/learning-events.md", Form.SHEET)


def test_builds_of_the_same_leaflet_are_the_same(leaflet, tmp_path):
    build_site(leaflet.config, site_dir=tmp_path / "a", moment=projects.moment("2026-06-10"))
    typeset._pdf.cache_clear()
    build_site(leaflet.config, site_dir=tmp_path / "b", moment=projects.moment("2027-03-01"))
    for name in ("events.pdf", "events-large-print.pdf"):
        assert (tmp_path / "a/leaflets" / name).read_bytes() == (tmp_path / "b/leaflets" / name).read_bytes()
