"""Writing at the desk, by its forms: what is saved, what is refused, and what is shown again."""

import html
import io
import re
from datetime import date

import docx
import pytest
from PIL import Image

import builders
from desk.web.conftest import hidden

DRAFT = "/write/draft/cpr-01-2026"
NAME = "cpr-01-2026"


def png(colour="#1d6b43"):
    made = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(made, "PNG")
    return made.getvalue()


def word(*paragraphs):
    document = docx.Document()
    document.add_heading("Practice and organisational learning", 1)
    for words in paragraphs:
        document.add_paragraph(words)
    made = io.BytesIO()
    document.save(made)
    made.seek(0)
    return made


def draft(site, body="## What happened\n\nThe panel met in the old library.\n", **front):
    """A draft folder, good but for its approval."""
    values = {"publication_date": date(2026, 7, 1), "approved_date": None} | front
    return builders.write_report(site.reports, f"_{NAME}/", body, **values)


def words(page):
    """What a reader sees of a page's main part."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.text.split("<main", 1)[1])))


def save(desk, path, **fields):
    """Fill in a form and send it: what the page has in its hidden fields goes with it, if not given."""
    page = desk.get(path).text
    fields.setdefault("seen", hidden(page, "seen"))
    return desk.send(path, fields)


def test_a_word_file_becomes_a_draft(site, desk):
    sent = {"reference": "CPR 01/2026", "english": (word("Agencies met late."), "Report.docx")}
    page = desk.send("/write/add", sent)
    assert page.status_code == 200
    text = (site.reports / f"_{NAME}/index.md").read_text("utf-8")
    assert 'reference: "CPR 01/2026"' in text
    assert "Agencies met late." in text


def test_what_was_typed_comes_back_with_an_error_beside_each_field_and_at_the_top(site, desk):
    page = desk.send("/write/add", {"reference": "x", "publication_date": "31/12/2026", "title": "Kept as typed"})
    assert page.status_code == 422
    assert 'value="31/12/2026"' in page.text
    assert 'value="Kept as typed"' in page.text
    assert '<a href="#publication_date">' in page.text
    assert "Write: 2026-12-31" in words(page)
    assert 'aria-invalid="true"' in page.text
    assert not list(site.reports.iterdir())


def test_a_file_that_is_no_word_file_makes_nothing(site, desk):
    sent = {"reference": "CPR 01/2026", "english": (io.BytesIO(b"%PDF-1.7 no"), "Report.docx")}
    page = desk.send("/write/add", sent)
    assert page.status_code == 422
    assert 'id="english-error"' in page.text
    assert not list(site.reports.glob("_*"))


def test_a_reference_is_taken_once(site, desk):
    draft(site)
    page = desk.send("/write/add", {"reference": "cpr 1-2026"})
    assert page.status_code == 422
    assert "taken by published_reports/_cpr-01-2026/index.md" in words(page)


def test_details_change_these_keys_and_no_other_byte(site, desk):
    path = draft(site)
    before = path.read_bytes().replace(b"title:", b"# kept as it is\ntitle:").replace(b"\n", b"\r\n")
    path.write_bytes(before)
    fields = {"title": "A review of the winter", "reference": "CPR 01/2026", "publication_date": "2026-07-01"}
    done = save(desk, f"{DRAFT}/details", **fields, summary='Two "short" words')
    assert done.status_code == 303
    added = b'summary: "Two \\"short\\" words"\r\n'
    assert path.read_bytes() == before.replace(b"---\r\n\r\n##", added + b"---\r\n\r\n##")


def test_a_wrong_detail_saves_nothing(site, desk):
    path = draft(site)
    before = path.read_bytes()
    page = save(desk, f"{DRAFT}/details", title="Another", reference="CPR 01/2026", publication_date="2026-02-30")
    assert page.status_code == 422
    assert '"2026-02-30" is not a day of the calendar' in words(page)
    assert 'value="Another"' in page.text
    assert path.read_bytes() == before


def test_what_is_wrong_in_the_file_stands_beside_its_field(site, desk):
    draft(site, weeks=3)
    page = desk.get(f"{DRAFT}/details")
    assert 'id="weeks-error"' in page.text


@pytest.mark.parametrize("step", ["details", "text/index.md"])
def test_two_desks_do_not_overwrite_each_other_unseen(site, desk, step):
    path = draft(site)
    page = desk.get(f"{DRAFT}/{step}").text
    theirs = path.read_bytes().replace(b"winter", b"spring").replace(b"library", b"archive")
    path.write_bytes(theirs)
    mine = {"title": "Mine", "reference": "CPR 01/2026", "publication_date": "2026-07-01", "body": "My own words.\n"}
    page = desk.send(f"{DRAFT}/{step}", {**mine, "seen": hidden(page, "seen")})
    assert page.status_code == 409
    assert path.read_bytes() == theirs
    assert ("spring" if step == "details" else "archive") in page.text
    assert ("Mine" if step == "details" else "My own words.") in page.text
    again = desk.send(f"{DRAFT}/{step}", {**mine, "seen": hidden(page.text, "seen")})
    assert again.status_code == 303  # now it was seen


def test_a_text_keeps_its_front_matter_and_line_ends(site, desk):
    path = draft(site)
    path.write_bytes(path.read_bytes().replace(b"title:", b"# a comment\ntitle:").replace(b"\n", b"\r\n"))
    head = path.read_bytes().split(b"---\r\n\r\n")[0]
    done = save(desk, f"{DRAFT}/text/index.md", body="New words.\r\n\r\nAnd more.\r\n\r\n")
    assert done.status_code == 303
    assert path.read_bytes() == head + b"---\r\n\r\nNew words.\r\n\r\nAnd more.\r\n"


def test_the_welsh_side_is_made_when_it_is_saved(site, desk):
    draft(site)
    wanting = save(desk, f"{DRAFT}/text/index.cy.md", body="Cyfarfu'r panel.", title="")
    assert wanting.status_code == 422
    assert "Cyfarfu" in wanting.text
    done = save(desk, f"{DRAFT}/text/index.cy.md", body="Cyfarfu'r panel.", title='Adolygiad o\'r "gaeaf"')
    assert done.status_code == 303
    twin = (site.reports / f"_{NAME}/index.cy.md").read_text("utf-8")
    assert twin == '---\ntitle: "Adolygiad o\'r \\"gaeaf\\""\n---\n\nCyfarfu\'r panel.\n'


def test_two_desks_do_not_make_the_same_new_text(site, desk):
    draft(site)
    page = desk.get(f"{DRAFT}/text/index.cy.md").text
    theirs = builders.write_twin(site.reports / f"_{NAME}/index.md")
    before = theirs.read_bytes()
    mine = {"title": "Fy nheitl", "body": "Fy ngeiriau.", "seen": hidden(page, "seen")}
    page = desk.send(f"{DRAFT}/text/index.cy.md", mine)
    assert page.status_code == 409
    assert "Fy ngeiriau." in page.text
    assert theirs.read_bytes() == before


def test_a_part_begins_with_a_name_of_its_own(site, desk):
    draft(site)
    made = desk.send(f"{DRAFT}/text/", {"part": "7 Minute Briefing", "title": "In seven minutes"})
    assert made.status_code == 303
    assert (site.reports / f"_{NAME}/7-minute-briefing.md").is_file()
    again = desk.send(f"{DRAFT}/text/", {"part": "7-minute-briefing", "title": "Again"})
    assert again.status_code == 422


def test_a_file_that_cannot_be_read_is_mended_as_a_whole(site, desk):
    path = draft(site)
    path.write_text('---\ntitle: "no end\nreference: x\n---\n\nWords.\n', "utf-8")
    assert "Open the whole file" in desk.get(f"{DRAFT}/details").text
    page = desk.get(f"{DRAFT}/text/index.md")
    assert "title: &#34;no end" in page.text
    good = builders.report_text("Words.\n")
    assert save(desk, f"{DRAFT}/text/index.md", body=good.replace("\n", "\r\n")).status_code == 303
    assert path.read_text("utf-8") == good


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/Llinell Amser.CY.pdf", "llinell-amser.cy.pdf"),
        ("_Draft (2) ŵy.PDF", "draft-2-wy.pdf"),
        (".hidden..pdf", "hidden.pdf"),
    ],
)
def test_a_file_gets_a_name_that_is_safe(site, desk, given, name):
    draft(site)
    sent = {"file": (io.BytesIO(builders.pdf()), given), "title": "Timeline", "language": "both", "use": "list"}
    done = desk.send(f"{DRAFT}/files/", sent)
    assert done.status_code == 303, words(done)
    home = site.reports / f"_{NAME}"
    assert sorted(path.name for path in home.iterdir()) == sorted(["index.md", name])
    text = (home / "index.md").read_text("utf-8")
    assert f'- file: "{name}"\n    title: "Timeline"\n    language: "both"\n' in text


@pytest.mark.parametrize(
    ("given", "data", "told"),
    [
        ("timeline.pdf", b"MZ not a PDF", "not what its ending"),
        ("timeline.exe", b"MZ", "not published here"),
        ("index.md", b"---\n", "not sent as a file"),
        ("....", b"x", "no letters"),
    ],
)
def test_a_file_that_may_not_be_published_is_not_taken(site, desk, given, data, told):
    draft(site)
    page = desk.send(f"{DRAFT}/files/", {"file": (io.BytesIO(data), given), "title": "Timeline"})
    assert page.status_code == 422
    assert told in words(page)
    assert 'value="Timeline"' in page.text
    assert [path.name for path in (site.reports / f"_{NAME}").iterdir()] == ["index.md"]


def test_a_file_is_replaced_only_when_that_is_said(site, desk):
    draft(site)
    path = builders.write(site.reports / f"_{NAME}/timeline.pdf", builders.pdf("Old"))
    new = builders.pdf("New")
    page = desk.send(f"{DRAFT}/files/", {"file": (io.BytesIO(new), "timeline.pdf")})
    assert page.status_code == 422
    assert path.read_bytes() != new
    done = desk.send(f"{DRAFT}/files/", {"file": (io.BytesIO(new), "timeline.pdf"), "replace": "yes"})
    assert done.status_code == 303
    assert path.read_bytes() == new


def test_a_file_is_described_and_removed_in_two_steps(site, desk):
    path = draft(site, attachments=[{"file": "timeline.pdf", "title": "Old"}])
    file = builders.write(path.with_name("timeline.pdf"), builders.pdf())
    assert save(desk, f"{DRAFT}/files/timeline.pdf/describe", title="Timeline", title_cy="Amser").status_code == 303
    assert 'title_cy: "Amser"' in path.read_text("utf-8")
    assert desk.get(f"{DRAFT}/files/timeline.pdf/remove").status_code == 200
    assert file.is_file()
    assert save(desk, f"{DRAFT}/files/timeline.pdf/remove").status_code == 303
    assert not file.exists()
    assert "attachments" not in path.read_text("utf-8")


@pytest.mark.parametrize("name", ["..%2f..%2fmkdocs.yml", "%2e%2e/index.md", "nothing.pdf", "index.md"])
def test_no_name_leads_out_of_the_folder(site, desk, name):
    draft(site)
    assert desk.get(f"{DRAFT}/files/{name}/remove").status_code == 404


@pytest.mark.parametrize("path", ["draft/..", "draft/%2e%2e", "report/_cpr-01-2026", "draft/_cpr-01-2026", "house/x"])
def test_no_address_leads_to_what_is_no_draft(site, desk, path):
    draft(site)
    assert desk.get(f"/write/{path}/").status_code == 404


def test_words_of_a_picture_are_written_at_their_place(site, desk):
    body = "Before.\n\n![DESCRIBE THIS PICTURE](map.png)\n\n```\n![](map.png)\n```\n\n![](map.png)\n"
    path = draft(site, body)
    builders.write(path.with_name("map.png"), png())
    page = desk.get(f"{DRAFT}/files/")
    assert page.text.count('name="number"') == 2
    asked = {"text": "index.md", "number": "0", "seen": re.search(r'"number" value="0">.*?value="(\w+)"', page.text)[1]}
    sent = desk.send(
        f"{DRAFT}/pictures", {**asked, "alt": "", "csrf_token": hidden(page.text, "csrf_token")}, token=False
    )
    assert sent.status_code == 422
    done = {**asked, "alt": "A map [of the lake]", "csrf_token": hidden(page.text, "csrf_token")}
    assert desk.send(f"{DRAFT}/pictures", done, token=False).status_code == 303
    expected = body.replace("![DESCRIBE THIS PICTURE]", r"![A map \[of the lake\]]")
    assert path.read_text("utf-8").endswith(expected)


def test_a_live_report_changes_by_a_correction_alone(site, desk):
    path = site.report("winter/")
    before = path.read_bytes()
    page = desk.get("/write/report/winter/text/index.md").text
    sent = desk.send("/write/report/winter/text/index.md", {"body": "Other words.", "seen": hidden(page, "seen")})
    assert sent.status_code == 422
    assert "Other words." in sent.text
    page = desk.get("/write/report/winter/details").text
    mine = {"title": "Other", "seen": hidden(page, "seen")}
    assert desk.send("/write/report/winter/details", mine).status_code == 422
    sent = {"file": (io.BytesIO(builders.pdf()), "a.pdf"), "csrf_token": desk.token_on("/write/add")}
    assert desk.send("/write/report/winter/files/", sent, token=False).status_code == 409
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["index.md"]


def approve(desk, where=DRAFT, **fields):
    page = desk.get(f"{where}/approve").text
    return desk.send(f"{where}/approve", {"state": hidden(page, "state"), "day": "2026-06-01", **fields})


def test_approving_seals_what_was_shown_and_says_when_it_goes_up(site, desk):
    draft(site)
    done = approve(desk, minute="Board, item 4")
    assert done.status_code == 303
    text = (site.reports / f"{NAME}/index.md").read_text("utf-8")
    assert "approved_date: 2026-06-01" in text
    assert "approved_digest" in text
    assert ("approved", "mary.jones@board.example") in desk.acts()
    page = words(desk.get(done.location))
    assert "Wednesday 1 July 2026" in page
    assert "Tuesday 22 September 2026" in page


def test_what_changed_since_it_was_shown_is_not_sealed(site, desk):
    path = draft(site)
    page = desk.get(f"{DRAFT}/approve").text
    path.write_bytes(path.read_bytes().replace(b"library", b"archive"))
    done = desk.send(f"{DRAFT}/approve", {"state": hidden(page, "state"), "day": "2026-06-01"})
    assert done.status_code == 422
    assert "changed since it was shown" in words(done)
    assert path.exists()


def test_open_findings_want_a_look_at_each(site, desk):
    draft(site, "Write to rhys.jones@example.org about it.\n")
    refused = approve(desk)
    assert refused.status_code == 422
    assert 'id="looked-error"' in refused.text
    assert "rhys.jones" not in refused.text
    assert approve(desk, looked="yes").status_code == 303


def test_a_finding_is_waived_with_a_reason(site, desk):
    path = draft(site, "Write to rhys.jones@example.org about it.\n")
    page = desk.get(f"{DRAFT}/check").text
    asked = {name: hidden(page, name) for name in ("digest", "sort", "csrf_token")}
    refused = desk.send(f"{DRAFT}/check/waive", {**asked, "reason": "  "}, token=False)
    assert refused.status_code == 422
    assert f'id="reason-{asked["digest"]}-error"' in refused.text
    assert desk.send(f"{DRAFT}/check/waive", {**asked, "reason": "A made-up address"}, token=False).status_code == 303
    assert 'reason: "A made-up address"' in path.read_text("utf-8")
    assert "nothing was found" in words(desk.get(f"{DRAFT}/check"))


def test_a_day_to_come_is_no_approval(site, desk):
    draft(site)
    done = approve(desk, day="2026-06-11")
    assert done.status_code == 422
    assert 'value="2026-06-11"' in done.text
    assert (site.reports / f"_{NAME}").is_dir()


def test_a_correction_is_put_up_with_a_note(site, desk):
    site.report("winter/")
    begun = desk.send("/reports/cpr-01-2026/correct")
    assert begun.location == "/write/correction/winter/"
    where = "/write/correction/winter"
    assert save(desk, f"{where}/text/index.md", body="The panel met in the new library.").status_code == 303
    assert "new library" not in (site.reports / "winter/index.md").read_text("utf-8")
    page = desk.get(f"{where}/approve")
    assert "new library" in page.text
    assert approve(desk, where, note="").status_code == 422
    assert approve(desk, where, note="The place was corrected.").status_code == 303
    text = (site.reports / "winter/index.md").read_text("utf-8")
    assert "new library" in text
    assert 'revision_note: "The place was corrected."' in text
    assert not (site.reports / "winter/_correction").exists()


def test_looking_changes_nothing(site, desk):
    draft(site, "![DESCRIBE THIS PICTURE](map.png) rhys.jones@example.org\n")
    builders.write(site.reports / f"_{NAME}/map.png", png())
    site.report("winter/", reference="CPR 02/2026")
    before = {path: path.read_bytes() for path in site.root.rglob("*") if path.is_file()}
    steps = ["", "details", "text/", "text/index.md", "text/index.cy.md", "files/", "check", "approve"]
    paths = [f"{DRAFT}/{step}" for step in steps] + [f"/write/report/winter/{step}" for step in steps]
    for path in [*paths, "/write/", "/write/add", "/reports/cpr-02-2026/correct", f"{DRAFT}/files/map.png/remove"]:
        assert desk.get(path).status_code == 200, path
    after = {path: path.read_bytes() for path in site.root.rglob("*") if path.is_file()}
    assert {path for path in after if before.get(path) != after[path]} == set()


@pytest.mark.parametrize("path", ["check", "check/waive", "details", "text/", "files/", "pictures", "approve"])
def test_a_form_without_its_token_is_refused(site, desk, path):
    draft(site)
    assert desk.send(f"{DRAFT}/{path}", {}, token=False).status_code == 400
