"""Many reports, each broken in a way of its own, beside one good report: it stays up, and each fault is told well."""

import os
from pathlib import Path

import pytest

import builders
import projects

GOOD = [
    'title: "A title"',
    'reference: "CPR {number}/2025"',
    "publication_date: 2026-06-01",
    "approved_date: 2026-05-20",
]
BODY = "\nThe text.\n"


def front(*lines, body=BODY, instead=None):
    """A good report with lines added, or with the lines of some keys replaced: None takes a line away."""
    kept = list(GOOD)
    for key, line in (instead or {}).items():
        place = next(number for number, text in enumerate(kept) if text.startswith(key))
        kept[place : place + 1] = [] if line is None else [line]
    return "\n".join(["---", *kept, *lines, "---", body])


DAY = "publication_date"

# The name of each case: the file's text, then the line, the key and a piece of the fix that must be told.
TEXTS = {
    "no-first-line": (front()[4:], 1, None, "three hyphens"),
    "blank-first-line": ("\n" + front(), 1, None, "three hyphens"),
    "no-closing-line": ("\n".join(["---", *GOOD, BODY]), 1, None, "three hyphens"),
    "empty-block": ("---\n---\n" + BODY, 1, None, "title and reference"),
    "unclosed-quote": (front(instead={"title": 'title: "A title'}), 3, None, "double quotes"),
    "colon-in-text": (front(instead={"title": "title: A title: more"}), 2, None, "double quotes"),
    "tab": (front(instead={"title": "\ttitle: x"}), 2, None, "double quotes"),
    "key-twice": (front("title: Again"), 6, "title", "Keep one"),
    "anchor": (front(instead={"title": "title: &name Text"}), 2, "title", "quotes"),
    "alias": (front("note: *name"), None, None, ""),
    "tag": (front(instead={"title": "title: !!str Text"}), 2, "title", "quotes"),
    "merge-key": (front("<<: {note: x}"), 6, None, "each key"),
    "list-for-a-block": ("---\n- title\n---\n" + BODY, 2, None, "key: value"),
    "unknown-key": (front("publicaton_time: 9"), 6, "publicaton_time", "publication_time"),
    "british-date": (front(instead={DAY: f"{DAY}: 01/06/2026"}), 4, DAY, "2026-06-01"),
    "no-such-day": (front(instead={DAY: f"{DAY}: 2026-02-30"}), 4, DAY, "YYYY-MM-DD"),
    "date-with-time": (
        front(instead={DAY: f"{DAY}: 2026-06-01 10:00"}), 4, DAY, "2026-06-01",
    ),
    "year-out-of-range": (front(instead={DAY: f"{DAY}: 1999-06-01"}), 4, DAY, "year"),
    "no-date": (front(instead={"publication_date": None}), 1, "publication_date", "publication_date: 2026-06-01"),
    "no-title": (front(instead={"title": None}), 1, "title", "title:"),
    "no-reference": (front(instead={"reference": None}), 1, "reference", "CPR 01/2026"),
    "reference-without-digit": (front(instead={"reference": "reference: CPRABC"}), 3, "reference", "CPR 01/2026"),
    "blank-hold": (front("hold:"), 6, "hold", "remove the line"),
    "title-yes": (front(instead={"title": "title: yes"}), 2, "title", "quotes"),
    "title-list": (front(instead={"title": "title: [a, b]"}), 2, "title", "quotes"),
    "short-weeks": (front("weeks: 4"), 6, "weeks", "12 or more"),
    "unknown-type": (front("review_type: cpr-concice"), 6, "review_type", "cpr-concise"),
    "time-unquoted": (front("publication_time: 9:30"), 6, "publication_time", '"09:30"'),
    "approved-after": (front(instead={"approved_date": "approved_date: 2026-06-02"}), 5, "approved_date", "Correct"),
    "revised-without-note": (front("revised_date: 2026-06-03"), 6, "revised_date", "revision_note"),
    "reason-without-date": (front("withdrawn_reason: x"), 6, "withdrawn_reason", "withdrawn_date"),
    "revised-outside": (front("revised_date: 2027-01-01", "revision_note: x"), 6, "revised_date", "2026-08-23"),
    "listed-file-missing": (front("attachments:", "  - file: timeline.pdf"), 7, "attachments", "beside index.md"),
    "linked-file-missing": (front(body="\n\nSee [it](timeline.pdf).\n"), 9, None, "folder"),
    "no-text": (front(body="\n \n"), 7, None, "below the closing"),
    "not-approved": (front(instead={"approved_date": None}), None, "approved_date", "approved"),
}  # fmt: skip


def utf_16(path):
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))


def not_utf_8(path):
    path.write_bytes(path.read_bytes() + b"\xe9\n")


def control_character(path):
    path.write_text(path.read_text("utf-8") + "\x07\n", "utf-8")


def too_large(path):
    path.write_text(path.read_text("utf-8") + "x" * 2_100_000, "utf-8")


def dangling_link(path):
    path.unlink()
    path.symlink_to("nowhere.md")


def looping_link(path):
    path.unlink()
    path.symlink_to(path.name)


def pipe(path):
    path.unlink()
    os.mkfifo(path)


def folder_without_index(path):
    builders.write(path.parent / "no-index" / "text.md", path.read_text("utf-8"))
    path.unlink()


def other_ending(path):
    path.rename(path.with_suffix(".MD"))


def welsh_alone(path):
    path.rename(path.with_suffix(".cy.md"))


FILES = {
    utf_16: (1, "Save it as UTF-8"),
    not_utf_8: (9, "Save it as UTF-8"),
    control_character: (9, "type it again"),
    too_large: (None, "files of their own"),
    dangling_link: (None, "Put the file itself there"),
    looping_link: (None, "Put the file itself there"),
    pipe: (None, "ordinary file"),
    folder_without_index: (None, "index.md"),
    other_ending: (None, ".md"),
    welsh_alone: (None, "English file"),
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """The site with all of them, and what `board status` tells of each at a day when all are due."""
    site = projects.make(tmp_path_factory.mktemp("broken") / "project")
    site.report("good", reference="CPR 99/2026", title="The good one")
    for number, (name, (text, *_)) in enumerate(TEXTS.items(), 100):
        builders.write(site.reports / f"{name}.md", text.replace("{number}", str(number)))
    for number, breakage in enumerate(FILES, 500):
        breakage(builders.write(site.reports / f"{breakage.__name__}.md", front().replace("{number}", str(number))))
    result = site.board("status", "--as-of", projects.LIVE_DAY, "--format", "json")
    document = projects.json.loads(result.stdout)
    return site, document["problems"]


def test_there_are_at_least_thirty():
    assert len(TEXTS) + len(FILES) >= 30


@pytest.mark.parametrize("name", TEXTS)
def test_fault_is_told_with_its_place_and_its_mending(broken, name):
    _text, line, key, fix = TEXTS[name]
    told = [one for one in broken[1] if one["file"] == f"published_reports/{name}.md"]
    assert told
    assert line is None or line in {one["line"] for one in told}
    assert key in {one["key"] for one in told} or key is None
    assert fix in " ".join(one["fix"] for one in told)
    assert all(one["message"].endswith((".", "?")) and one["fix"] for one in told)


@pytest.mark.parametrize("breakage", FILES, ids=lambda breakage: breakage.__name__)
def test_broken_file_is_told(broken, breakage):
    line, fix = FILES[breakage]
    names = {breakage.__name__, "no-index"} if breakage is folder_without_index else {breakage.__name__}
    told = [one for one in broken[1] if Path(one["file"]).name.split(".")[0] in names]
    assert [(one["line"], fix in one["fix"]) for one in told] == [(line, True)], told


def test_good_report_is_published_and_no_other(broken):
    site, _problems = broken
    published = site.build()
    assert [report.reference for report in published.published] == ["CPR 99/2026"]
    assert published.left_out_count == len(TEXTS) + len(FILES)
    assert site.json("status.json")["left_out_count"] == len(TEXTS) + len(FILES)
    assert [path.name for path in (site.out / "reports").iterdir() if path.is_dir()] == ["cpr-99-2026"]


def test_board_build_exits_3_and_tells_every_file(broken):
    site, problems = broken
    result = site.board("build", "--as-of", projects.LIVE_DAY, "--site-dir", site.root / "preview")
    assert result.exit_code == 3
    assert "CPR 99/2026" in result.stdout
    for problem in problems:
        assert problem["file"] in result.stderr
        assert problem["fix"] in result.stderr


def test_mkdocs_warns_and_succeeds_and_strict_fails(broken, monkeypatch):
    site, problems = broken
    monkeypatch.setenv("BOARD_AS_OF", projects.LIVE_DAY)
    plain = site.mkdocs(site_dir=site.root / "plain")
    assert plain.error is None
    assert "CPR 99/2026" in (site.root / "plain" / "reports" / "index.html").read_text("utf-8")
    for problem in problems:
        assert any(problem["file"] in line and problem["fix"] in line for line in plain.warnings)
    strict = site.mkdocs(strict=True, site_dir=site.root / "strict")
    assert "strict mode" in str(strict.error)
