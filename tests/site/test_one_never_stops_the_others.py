"""What one careless or hostile file once did to the rest, and no longer does."""

import unicodedata

import pytest

import builders
import projects

GOOD = "cpr-01-2026"


@pytest.fixture
def site(tmp_path):
    site = projects.make(tmp_path / "project")
    site.report("good")
    return site


def good_is_public(site):
    return (site.out / "reports" / GOOD / "index.html").is_file()


def left_out(site):
    published = site.build()
    assert good_is_public(site)
    assert published.left_out_count == 1
    (told,) = published.problems
    return told


def test_a_very_long_reference(site):
    site.report("long", reference="CPR 05/2026 " + "a" * 260)
    told = left_out(site)
    assert (told.key, told.line) == ("reference", 3)


def test_a_folder_with_the_name_of_the_page(site):
    site.report("odd/", "See the [plan](index.html/plan.pdf).\n", reference="CPR 02/2026")
    builders.write(site.reports / "odd" / "index.html" / "plan.pdf", builders.pdf())
    assert "index.html" in left_out(site).message


def test_strict_in_the_configuration(site):
    site.configure(strict=True)
    site.report("typo", aproved_date="2026-05-01", reference="CPR 02/2026")
    assert left_out(site).key == "aproved_date"


@pytest.mark.parametrize("folder", [".", "published_reports"])
def test_a_custom_dir_around_the_reports_is_refused(site, folder):
    site.configure(theme={"name": "material", "custom_dir": folder})
    result = site.board("build")
    assert result.exit_code == 1
    assert "custom_dir and reports_dir overlap" in result.output


@pytest.mark.parametrize("name", ["Report.MD", "report.md.bak", "report.txt", "report.html"])
def test_a_report_in_disguise_among_the_permanent_pages(site, name):
    site.page(name, "---\ntitle: T\npublication_date: 2027-01-01\nhold: qzxholdxzq\n---\n\nText.\n")
    assert left_out(site).key == "publication_date"
    assert not (site.out / name).exists()


@pytest.mark.parametrize("name", ["index.CY.md", "Index.md", "readme.md", "briefing.Cy.md"])
def test_a_name_in_capital_letters_is_no_part(site, name):
    site.report("capitals/", reference="CPR 02/2026")
    builders.write(site.reports / "capitals" / name, "---\ntitle: Part\n---\n\nText.\n")
    assert "capital letters" in left_out(site).message


def test_a_name_typed_on_another_system_is_the_same_name(site):
    name = "cylch gŵyl.pdf"
    site.report("welsh/", f"[Plan](<{unicodedata.normalize('NFC', name)}>)\n", reference="CPR 02/2026")
    builders.write(site.reports / "welsh" / unicodedata.normalize("NFD", name), builders.pdf())
    assert site.build().left_out_count == 0
    assert (site.out / "reports" / "cpr-02-2026" / unicodedata.normalize("NFC", name)).is_file()


@pytest.mark.parametrize(
    "text",
    ['description: "Quote the reference: it is on page 1"', "summary: Ask for it, reference: none"],
)
def test_a_word_inside_a_value_is_no_key(site, text):
    site.page("leaflet.md", f"---\ntitle: Leaflet\n{text.split(', ')[0]}\n---\n\n# Leaflet\n")
    assert site.build().left_out_count == 0


def test_a_correction_is_told_from_its_day_on(site):
    site.report("good", revised_date="2026-06-20", revision_note="qzxrevisionxzq")
    site.build("2026-06-19")
    assert "qzxrevisionxzq" not in site.read(f"reports/{GOOD}/index.html")
    site.build("2026-06-20")
    assert "qzxrevisionxzq" in site.read(f"reports/{GOOD}/index.html")


def test_the_page_names_a_closing_time_that_happens(site):
    site.report("good", publication_date="2027-01-03", publication_time="01:30")
    site.build("2027-02-01")
    assert "until 2:30 am on 28 March 2027" in site.html(f"reports/{GOOD}/index.html").text


def test_a_planned_withdrawal_shows_as_a_short_window(site, monkeypatch):
    monkeypatch.setenv("BOARD_AS_OF", projects.LIVE_DAY)
    assert "still taken by its withdrawal" not in site.board("status").output
    site.report("good", withdrawn_date="2026-07-01", withdrawn_reason="x y z")
    assert "still taken by its withdrawal" in site.board("status").output


def test_check_looks_at_every_page_that_the_build_reads(site):
    site.page("x.markdown", "---\nreference: CPR 09/2026\n---\n\nText.\n")
    assert "site_src/x.markdown:2: reference" in site.board("check").output


@pytest.mark.parametrize("addr", ["127.0.0.1:99999", "127.0.0.1", "x:y"])
def test_serve_wants_an_address_that_can_be(site, addr):
    assert site.board("serve", "--addr", addr).exit_code == 2


@pytest.mark.parametrize("arguments", [["--title", "two\nlines"], ["--date", "1999-01-01"], ["--date", "20261207"]])
def test_new_refuses_what_a_report_cannot_have(site, arguments):
    assert site.board("new", "CPR 08/2026", *arguments).exit_code == 2


@pytest.mark.parametrize("limit", [".inf", "true", "0"])
def test_a_size_limit_is_a_number(site, limit):
    text = site.config.read_text("utf-8")
    site.config.write_text(text.replace("board-reports", f"board-reports: {{attachment_max_mb: {limit}}}"), "utf-8")
    result = site.board("status")
    assert result.exit_code == 1
    assert "attachment_max_mb" in result.output
