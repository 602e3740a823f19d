"""A report that is not public leaves no trace in the output, and one that is public shows all it should."""

import gzip
import shutil

import pytest

import builders
import oracle
import projects
from board_reports.site import build as building
from board_reports.site import plugin as plugins
from oracle import CLOSES, OPENS


@pytest.fixture
def canary(site):
    return oracle.plant(site.reports)


@pytest.fixture(autouse=True)
def neighbour(site):
    """A live report beside the canary, which stays whatever becomes of the canary."""
    return site.report("neighbour", reference="CPR 05/2026", title="The neighbour's report")


def assert_absent(site, canary):
    assert oracle.traces(site.out, canary) == {}
    assert site.has("reports/cpr-05-2026/index.html")
    assert "The neighbour's report" in site.html("reports/").text


def assert_live(site, canary):
    assert set(oracle.found(site.out, canary.public)) == set(canary.public)
    assert oracle.found(site.out, canary.private) == {}
    assert site.has("reports/cpr-05-2026/index.html")


@pytest.mark.parametrize("when", [OPENS, "2026-07-01T12:00", "2026-08-23T23:59:59"])
def test_live_report_shows_every_public_part_and_no_private_one(site, canary, when):
    site.build(when)
    assert_live(site, canary)
    for name, data in canary.published.items():
        if "unlisted" not in name:
            assert (site.out / "reports" / canary.slug / name).read_bytes() == data


def test_live_report_shows_every_welsh_part_on_the_welsh_site(site, canary):
    site.configure(options={"language": "cy"})
    site.build()
    welsh = [canary.tokens[name] for name in oracle.WELSH]
    assert set(oracle.found(site.out, welsh)) == set(welsh)
    assert oracle.found(site.out, canary.private) == {}


def test_summary_and_text_of_a_live_report_are_not_in_the_feed(site, canary, tmp_path):
    site.build()
    shutil.copytree(site.out / "reports", tmp_path / "feed", ignore=lambda folder, names: set(names) - {"feed.xml"})
    told = oracle.found(tmp_path / "feed", canary.tokens.values())
    assert set(told) == {canary.tokens["reference"]}


@pytest.mark.parametrize("when", ["2026-05-31T23:59:59", CLOSES, "2026-08-24T00:00:01", "2027-06-01T00:00"])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_nothing_is_there_before_opening_or_from_closing_on(site, canary, when, language):
    site.configure(options={"language": language})
    site.report("neighbour", reference="CPR 05/2026", title="The neighbour's report", publication_date=when[:10])
    site.build(when)
    assert_absent(site, canary)


KEYS = {
    "held": {"hold": "Waiting for qzxholdxzq."},
    "withdrawn": {"withdrawn_date": "2026-06-05", "withdrawn_reason": "Because of qzxreasonxzq."},
    "withdrawn today": {"withdrawn_date": "2026-06-10", "withdrawn_reason": "Because of qzxreasonxzq."},
    "unapproved": {"approved_date": None},
    "approved tomorrow": {"publication_date": "2026-06-11", "approved_date": "2026-06-11"},
    "sealed, and changed since": {"approved_digest": "sha256:" + "0" * 64},
    "invalid key": {"publication_dat": "2026-06-01"},
    "invalid date": {"publication_date": builders.Raw("01/06/2026")},
    "invalid weeks": {"weeks": 3},
    "no title": {"title": None},
    "listed file missing": {"attachments": builders.Raw("[{file: missing.pdf}]")},
}


@pytest.mark.parametrize("case", KEYS)
def test_no_trace_of_a_report_that_is(site, case):
    canary = oracle.plant(site.reports, **KEYS[case])
    canary.token("hold")
    canary.token("reason")
    site.build()
    assert_absent(site, canary)


def test_withdrawal_that_is_still_to_come_is_told_nowhere(site):
    canary = oracle.plant(site.reports, withdrawn_date="2026-06-11", withdrawn_reason="Because of qzxreasonxzq.")
    canary.token("reason")
    site.build()
    assert_live(site, canary)
    site.build("2026-06-11")
    assert_absent(site, canary)


def broken_yaml(canary):
    canary.change("review_type:", "review_type: [")


def no_end_of_front_matter(canary):
    canary.change("---\n\n## Heading", "\n\n## Heading")


def blank_first_line(canary):
    canary.file.write_text("\n" + canary.file.read_text("utf-8"), "utf-8")


def not_utf_8(canary):
    canary.file.write_bytes(canary.file.read_bytes() + b"\xff\xfe")


def utf_16(canary):
    canary.file.write_bytes(canary.file.read_text("utf-8").encode("utf-16"))


def welsh_twin_breaks_a_rule(canary):
    canary.file.with_suffix(".cy.md").write_text("---\ntitle: \n---\nTestun\n", "utf-8")


def part_breaks_a_rule(canary):
    (canary.file.parent / f"{canary.tokens['part']}.md").write_text("no front matter", "utf-8")


def attached_file_is_another_kind(canary):
    (canary.file.parent / f"{canary.tokens['attached']}.pdf").write_bytes(b"MZ not a PDF")


def attached_file_is_a_link(canary):
    file = canary.file.parent / f"{canary.tokens['attached']}.pdf"
    file.rename(canary.file.parent.parent.parent / "elsewhere.pdf")
    file.symlink_to("../../elsewhere.pdf")


def deep_nesting(canary):
    canary.file.write_text(canary.file.read_text("utf-8") + "\n" + "> " * 600 + "x\n", "utf-8")


BREAKAGES = [
    broken_yaml,
    no_end_of_front_matter,
    blank_first_line,
    not_utf_8,
    utf_16,
    welsh_twin_breaks_a_rule,
    part_breaks_a_rule,
    attached_file_is_another_kind,
    attached_file_is_a_link,
    deep_nesting,
]


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda function: function.__name__)
def test_no_trace_of_a_report_broken_by(site, canary, breakage):
    breakage(canary)
    assert site.build().left_out_count == 1
    assert_absent(site, canary)


def test_no_trace_of_two_reports_with_one_reference(site, canary):
    other = oracle.plant(site.reports, stem="wvk", reference=f"{canary.tokens['reference']} 077-2026")
    site.build()
    assert_absent(site, canary)
    assert oracle.traces(site.out, other) == {}


def test_no_trace_of_a_draft_folder(site, canary):
    canary.file.parent.rename(site.reports / f"_{canary.tokens['source']}")
    assert site.build().left_out_count == 0
    assert_absent(site, canary)


@pytest.mark.parametrize("name", ["_draft.md", ".hidden.md", "~$lock.md", "README.md"])
def test_no_trace_of_a_draft_file(site, canary, name):
    canary.file.rename(site.reports / name)
    shutil.rmtree(canary.file.parent)
    canary.files.clear()
    assert site.build().left_out_count == 0
    assert_absent(site, canary)


def plant_leftovers(site, canary):
    """What other tools leave in an output folder: dot-files, compressed copies, folders."""
    page = site.out / "reports" / canary.slug / "index.html"
    page.with_name("index.html.gz").write_bytes(gzip.compress(page.read_bytes()))
    (site.out / ".index.html.swp").write_bytes(page.read_bytes())
    shutil.copytree(page.parent, site.out / f".old-{canary.slug}")
    (site.out / ".cache").mkdir()
    (site.out / ".cache" / "x").symlink_to(page)
    (site.out / "reports" / "sealed").mkdir()
    (site.out / "reports" / "sealed" / f"{canary.slug}.br").write_text("x", "utf-8")


def test_building_again_after_closing_leaves_nothing(site, canary):
    site.report("neighbour", reference="CPR 05/2026", title="The neighbour's report", weeks=40)
    site.build("2026-08-23T23:59")
    assert_live(site, canary)
    plant_leftovers(site, canary)
    site.build(CLOSES)
    assert_absent(site, canary)


@pytest.mark.parametrize("dirty", [False, True], ids=["mkdocs build", "mkdocs build --dirty"])
def test_mkdocs_leaves_nothing_after_closing(site, canary, dirty, monkeypatch):
    site.report("neighbour", reference="CPR 05/2026", title="The neighbour's report", weeks=40)
    now(monkeypatch, "2026-08-23T23:59")
    assert site.mkdocs(dirty=dirty).error is None
    assert_live(site, canary)
    plant_leftovers(site, canary)
    now(monkeypatch, CLOSES)
    assert site.mkdocs(dirty=dirty).error is None
    assert_absent(site, canary)


def test_mkdocs_at_the_real_clock_shows_no_old_report(site, canary):
    """Whatever day it is when this runs: the canary's window of 2026 is given another year, long over."""
    for old, new in (("2026-06-01", "2001-06-01"), ("2026-05-20", "2001-05-20")):
        canary.change(old, new)
    assert site.mkdocs(strict=True).error is None
    assert oracle.traces(site.out, canary) == {}


def test_failed_build_leaves_the_old_site_whole(site, canary, monkeypatch):
    site.build("2026-05-31")
    before = projects.tree(site.out)
    site.page("index.md", "# Changed\n")
    monkeypatch.setattr(plugins.BoardReportsPlugin, "on_post_build", _fail)
    with pytest.raises(building.BuildFailed):
        site.build()
    assert projects.tree(site.out) == before
    assert [path.name for path in site.root.iterdir() if path.name.startswith(".site.") and path.is_dir()] == []


def _fail(*arguments, **keywords):
    raise RuntimeError("planted")


def now(monkeypatch, text):
    """Let MkDocs' own build take `text` for the clock's instant."""
    monkeypatch.setattr(plugins, "moment_of", lambda as_of, zone: projects.moment(text))
