"""`board check`, `board waive` and `board names`: what they tell, write, and exit with."""

import json
import re

import pytest
from click.testing import CliRunner

import builders
import projects
from board_reports.cli import board

BODY = "The nurse rang 029 2018 0123 for Zebabrwyn Quillthorpe.\n"
NAME = re.compile("zebabrwyn|quillthorpe|2018 0123", re.IGNORECASE)


@pytest.fixture
def good(site):
    """A site with a scheduled report in which somebody could be identified, and a list of names outside."""
    outside = site.root.parent / f"{site.root.name}-outside"
    outside.mkdir()
    site.configure(extra={"board": projects.BOARD}, options={"names_file": str(outside / "names")})
    site.report(body=BODY, publication_date=builders.Raw("2099-06-01"), approved_date=builders.Raw("2026-05-20"))
    return site


def run(good, *arguments, text=None):
    done = CliRunner().invoke(board, ["-f", str(good.config), *arguments], input=text)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert not NAME.search(done.output)
    return done


def checked(good, *arguments):
    done = run(good, "check", "--format", "json", *arguments)
    document = json.loads(done.stdout)
    assert done.exit_code == (1 if document["problems"] else 0)
    return document


def test_names_are_added_found_and_waived(good):
    added = run(good, "names", "add", text="Zebabrwyn Quillthorpe\nMair\n")
    assert "The list has 2 names." in added.output
    assert run(good, "names", "count").output == "The list has 2 names.\n"
    document = checked(good)
    assert [(one["kind"], one["line"]) for one in document["findings"]] == [("telephone", 8), ("name", 8)]
    assert len(document["problems"]) == 2
    assert "an aid" in document["note"]
    digests = [one["digest"] for one in document["findings"]]
    done = run(good, "waive", "CPR 01/2026", *digests, "--reason", "Made up")
    assert done.output == "Waived 2 findings in published_reports/winter.md.\n"
    after = checked(good)
    assert (after["problems"], after["waived"]) == ([], 2)
    assert "2 waived as false alarms." in run(good, "check").output
    assert run(good, "names", "remove", text="mair\n").output.endswith("The list has 1 names.\n")


def test_the_text_form_says_what_was_not_checked_and_that_it_is_an_aid(good):
    run(good, "names", "add", text="Mair\n")
    done = run(good, "check")
    assert re.search(
        r"winter\.md:8: This looks like a telephone number\. .*board waive cpr-01-2026 [0-9a-f]{8} ", done.output
    )
    assert "does not show that nobody can be identified" in done.output
    assert "Not checked" not in done.output
    good.configure(extra={"board": projects.BOARD})
    done = run(good, "check")
    assert "There is no list of names" in done.output[done.output.index("Not checked") :]


def test_what_is_not_checked_does_not_fail_the_check(good):
    (good.reports / "winter.md").unlink()
    path = good.report("winter/", body="![A shape](a.png)\n", publication_date=builders.Raw("2099-06-01"))
    builders.write(path.parent / "a.png", builders.png())
    run(good, "names", "add", text="Mair\n")
    document = checked(good)
    assert document["problems"] == []
    assert [one["message"] for one in document["not_checked"]] == ["It is a picture."]


def test_drafts_and_corrections_are_checked_when_asked(good):
    run(good, "names", "add", text="Mair\n")
    (good.reports / "winter.md").unlink()
    path = good.report("winter/", publication_date=builders.Raw("2099-06-01"))
    builders.write(
        path.parent / "_correction" / "index.md", path.read_text().replace("old library", "library of CF10 4UW")
    )
    builders.write(good.reports / "_spring" / "index.md", "---\nreference: CPR 02/2026\n---\n\nRing 029 2018 0999.\n")
    assert checked(good)["findings"] == []
    files = {(one["file"], one["kind"]) for one in checked(good, "--drafts")["findings"]}
    assert files == {
        ("published_reports/winter/_correction/index.md", "postcode"),
        ("published_reports/_spring/index.md", "telephone"),
    }
    only = checked(good, "cpr 2 2026")
    assert [one["file"] for one in only["findings"]] == ["published_reports/_spring/index.md"]
    assert {one["key"] for one in only["problems"]} == {None, "title", "publication_date"}
    done = run(good, "waive", "CPR 02/2026", only["findings"][0]["digest"], "--reason", "Made up")
    assert done.output == "Waived 1 finding in published_reports/_spring/index.md.\n"


def test_a_report_whose_window_is_over_is_left_alone(good):
    good.report(body=BODY, publication_date=builders.Raw("2001-06-01"), approved_date=builders.Raw("2001-05-20"))
    run(good, "names", "add", text="Mair\n")
    assert checked(good)["findings"] == []


@pytest.mark.parametrize("command", [("check",), ("waive", "--reason", "x")])
def test_an_unknown_reference_is_told(good, command):
    name, *options = command
    digest = ["0123abcd"] if name == "waive" else []
    done = run(good, name, "CPR 09/2029", *digest, *options)
    assert done.exit_code == 1
    assert "No report or draft here" in done.output


def test_a_digest_of_nothing_writes_nothing(good):
    run(good, "names", "add", text="Mair\n")
    old = (good.reports / "winter.md").read_bytes()
    (one,) = checked(good)["findings"]
    done = run(good, "waive", "cpr-01-2026", one["digest"], "00000000", "--reason", "x")
    assert (done.exit_code, (good.reports / "winter.md").read_bytes()) == (1, old)
    done = run(good, "waive", "cpr-01-2026", one["digest"], "--reason", "  ")
    assert (done.exit_code, (good.reports / "winter.md").read_bytes()) == (2, old)


def test_a_preview_waives_nothing(good, monkeypatch):
    monkeypatch.setenv("BOARD_AS_OF", "2026-06-01")
    assert run(good, "waive", "cpr-01-2026", "0123abcd", "--reason", "x").exit_code == 2


def test_a_list_inside_the_project_is_refused_everywhere(good):
    good.configure(extra={"board": projects.BOARD}, options={"names_file": "names"})
    done = run(good, "names", "add", text="Mair\n")
    assert (done.exit_code, "inside the project" in done.output, (good.root / "names").exists()) == (1, True, False)
    assert "names_file" in [one["key"] for one in checked(good)["problems"]]
    good.configure(extra={"board": projects.BOARD})
    assert "No list is set" in run(good, "names", "count").output


def test_a_list_that_is_not_there_is_a_problem(good):
    assert [one["key"] for one in checked(good)["problems"]].count("names_file") == 1


def test_names_in_clear_inside_the_project_are_refused(good):
    builders.write(good.root / "panel.txt", "Zebabrwyn Quillthorpe\n")
    done = run(good, "names", "add", str(good.root / "panel.txt"))
    assert (done.exit_code, "Move it out" in done.output) == (1, True)


@pytest.mark.parametrize("text", ["Zebabrwyn Quillthorpe and her four cousins\n", "1234\n", b"\xff\xfe\n"])
def test_what_is_no_name_is_refused_without_an_echo(good, text):
    done = run(good, "names", "add", text=text)
    assert done.exit_code == 1
    assert not (good.root.parent / f"{good.root.name}-outside" / "names").exists()


def test_a_name_that_is_an_everyday_word_is_told_by_its_line(good):
    assert "Line 2 is also an everyday word" in run(good, "names", "add", text="Tudur Rhys\nWill\n").output
