"""Each guard is needed: with it taken away, the oracle or the parser finds what it is there to keep out."""

import pytest
from markupsafe import Markup

import oracle
import projects
from board_reports.reports import body, content, files, standing
from board_reports.reports.cleaning import Cleaned, cleaned
from board_reports.reports.window import PublicationWindow
from board_reports.site import attach, guard, output, pages, permanent, plugin, public, publication
from board_reports.site.build import BuildFailed

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def canary(site):
    return oracle.plant(site.reports)


def scripts_of(site, name):
    return [script for script in site.html(name).all("script") if "alert(1)" in script.text]


def test_without_the_closing_instant_the_report_stays(site, canary, monkeypatch):
    monkeypatch.setattr(PublicationWindow, "is_over", lambda self, instant: False)
    monkeypatch.setattr(PublicationWindow, "contains", lambda self, instant: self.opens <= instant)
    site.build(oracle.CLOSES)
    assert set(oracle.found(site.out, canary.public)) == set(canary.public)


def test_without_the_approval_a_report_goes_up(site, monkeypatch):
    canary = oracle.plant(site.reports, approved_date=None)
    monkeypatch.setattr(standing, "_not_approved", lambda report, today, judging: None)
    site.build()
    assert oracle.traces(site.out, canary)


def test_without_emptying_the_output_mkdocs_leaves_dot_files(site, canary, monkeypatch):
    site.build()
    (site.out / f".{canary.slug}.swp").write_text("left over", "utf-8")
    monkeypatch.setattr(output, "empty", lambda site_dir: None)
    monkeypatch.setenv("BOARD_AS_OF", oracle.CLOSES)
    assert site.mkdocs().error is None
    assert oracle.traces(site.out, canary) == {canary.tokens["reference"]: f"the name .{canary.slug}.swp"}


def test_without_emptying_the_output_a_dirty_build_leaves_the_report(site, canary, monkeypatch):
    site.build()
    monkeypatch.setattr(output, "empty", lambda site_dir: None)
    monkeypatch.setenv("BOARD_AS_OF", oracle.CLOSES)
    assert site.mkdocs(dirty=True).error is None
    assert set(oracle.found(site.out, [canary.tokens["sentence"]])) == {canary.tokens["sentence"]}


def test_without_escaping_in_our_templates_a_summary_is_a_script(site, monkeypatch):
    site.report(summary=f"A summary {SCRIPT}")
    site.build()
    assert not scripts_of(site, "reports/")
    monkeypatch.setattr(pages._environment(), "autoescape", False)
    monkeypatch.setattr(pages._environment(), "cache", {})
    monkeypatch.setattr(pages._environment(), "bytecode_cache", None)
    site.build()
    assert scripts_of(site, "reports/")


def test_without_escaping_of_titles_a_title_is_a_script(site, monkeypatch):
    site.report(title=f"A title {SCRIPT}")
    site.build()
    assert not scripts_of(site, "reports/")
    assert len(scripts_of(site, "reports/cpr-01-2026/")) == 1, "what machines are told, as a text"
    monkeypatch.setattr(public, "escape", Markup)
    site.build()
    assert scripts_of(site, "reports/")
    assert len(scripts_of(site, "reports/cpr-01-2026/")) > 1


def test_without_the_sanitiser_a_text_is_a_script(site, monkeypatch):
    site.report(body=f"Text.\n\n{SCRIPT}\n")
    site.build()
    assert not scripts_of(site, "reports/cpr-01-2026/")
    monkeypatch.setattr(body, "sanitised", lambda rendered, links: rendered)
    site.build()
    assert scripts_of(site, "reports/cpr-01-2026/")


def test_without_the_link_guard_a_permanent_page_names_a_report(site, monkeypatch):
    site.page("about.md", "# About\n\n[The secret report](https://board.example/reports/qzxslugxzq-01-2026/)\n")
    site.build()
    assert oracle.found(site.out, ["qzxslugxzq"]) == {}
    monkeypatch.setattr(guard, "refers_to_report", lambda *arguments: False)
    site.build()
    assert oracle.found(site.out, ["qzxslugxzq"])


def test_without_the_search_for_strays_a_report_among_the_pages_is_published(site, monkeypatch):
    site.page("stray.md", "---\nreference: CPR 09/2026\ntitle: Stray\n---\n\nA text with qzxstrayxzq.\n")
    site.build()
    assert oracle.found(site.out, ["qzxstrayxzq"]) == {}
    monkeypatch.setattr(permanent.PermanentPages, "problem_of", lambda *arguments, **keywords: None)
    site.build()
    assert oracle.found(site.out, ["qzxstrayxzq"])


def test_without_the_check_of_the_output_a_foreign_folder_is_lost(site, monkeypatch):
    keepsake = site.out / "letters" / "keepsake.txt"
    keepsake.parent.mkdir(parents=True)
    keepsake.write_text("do not delete", "utf-8")
    with pytest.raises(BuildFailed):
        site.build()
    assert keepsake.exists()
    monkeypatch.setattr("board_reports.site.project.check_output", lambda site_dir, sources: None)
    site.build()
    assert not keepsake.exists()


def swapped_after_judging(canary, monkeypatch):
    """Let the attached file become another one between being judged and being copied."""
    file = canary.file.parent / f"{canary.tokens['attached']}.pdf"
    judged = publication.public_report

    def then_swapped(report, *arguments):
        made = judged(report, *arguments)
        file.write_bytes(oracle.pdf("qzxswappedxzq"))
        return made

    monkeypatch.setattr(publication, "public_report", then_swapped)


def test_file_that_changes_after_it_was_judged_is_not_published(site, canary, monkeypatch):
    swapped_after_judging(canary, monkeypatch)
    published = site.build()
    assert published.left_out_count == 1
    assert oracle.found(site.out, ["qzxswappedxzq"]) == {}
    assert oracle.traces(site.out, canary) == {}


def test_without_the_digest_of_the_copy_another_file_is_published(site, canary, monkeypatch):
    swapped_after_judging(canary, monkeypatch)
    monkeypatch.setattr(attach, "public_bytes", lambda file: cleaned(file.path.suffix[1:], file.path.read_bytes()))
    site.build()
    assert oracle.found(site.out, ["qzxswappedxzq"])


def test_without_judging_files_another_kind_is_published(site, canary, monkeypatch):
    file = canary.file.parent / f"{canary.tokens['attached']}.pdf"
    file.write_bytes(b"MZ no PDF at all, but qzxprogramxzq")
    site.build()
    assert oracle.found(site.out, ["qzxprogramxzq"]) == {}
    monkeypatch.setattr(files, "clean", lambda kind, data: Cleaned(data))
    site.build()
    assert oracle.found(site.out, ["qzxprogramxzq"]) == {}
    monkeypatch.setitem(content.published.__globals__["FIRST_BYTES"], "pdf", (b"",))
    site.build()
    assert b"qzxprogramxzq" in (site.out / "reports" / canary.slug / file.name).read_bytes()


def test_without_one_clock_the_instant_is_not_the_given_one(site, canary, monkeypatch):
    """The plugin takes its instant from the moment alone: another moment, another site."""
    monkeypatch.setattr(plugin, "moment_of", lambda as_of, zone: projects.moment(projects.LIVE_DAY))
    assert site.mkdocs().error is None
    assert oracle.traces(site.out, canary)
