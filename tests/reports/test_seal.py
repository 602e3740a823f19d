import hashlib
import json
import re
import unicodedata
from datetime import date

import pytest
import yaml

from board_reports.reports import Standing
from builders import BODY, jpeg, only, pdf, png, report_text, standing, write, write_part, write_report, write_twin

PUBLIC = {
    "title",
    "reference",
    "publication_date",
    "review_type",
    "publication_time",
    "weeks",
    "summary",
    "attachments",
    "revised_date",
    "revision_note",
    "example",
}


# The seal as the contract's words give it, from the files alone. It shares no code with the package: another program
# must be able to check a seal by that page.


def plain(value):
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def parted(path):
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    front, body = re.fullmatch(r"---\n(.*?\n)---\n(.*)", text, re.DOTALL).groups()
    body = re.sub(r"\A(?:[ \t]*\n)+|(?:\n[ \t]*)+\Z", "", unicodedata.normalize("NFC", body))
    fields = {key: plain(value) for key, value in yaml.safe_load(front).items() if key in PUBLIC}
    return fields, body


def sealed(home, *files):
    english = home / "index.md"
    fields, body = parted(english)
    welsh = home / "index.cy.md"
    parts = [
        path for path in home.glob("*.md") if path.name not in ("index.md", "index.cy.md", "README.md", "_draft.md")
    ]
    content = {
        "v": 1,
        "fields": fields,
        "body": body,
        "cy": dict(zip(("fields", "body"), parted(welsh), strict=True)) if welsh.exists() else None,
        "parts": sorted([path.name, *parted(path)] for path in parts),
        "files": sorted([name, hashlib.sha256((home / name).read_bytes()).hexdigest()] for name in files),
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "r" / "winter"
    english = write_report(
        tmp_path / "r",
        "winter/",
        body="The panel met in Tŷ Gwyn.\n\n![Chart](homes.png)\n\nSee the [timeline](timeline.pdf).\n",
        review_type="cpr-concise",
        publication_time="09:30",
        weeks=14,
        summary="A fictional review.",
        attachments=[{"file": "poster.jpg", "title": "Poster", "title_cy": "Poster", "language": "both"}],
        revised_date=date(2026, 6, 20),
        revision_note="A number was corrected.",
        example=True,
        note="Agreed by post.",
    )
    write_twin(english, summary="Adolygiad dychmygol.", revision_note="Cywirwyd rhif.")
    write_part(home / "briefing.md")
    write_part(home / "briefing.cy.md", title="Papur briffio")
    write_part(home / "action-plan.md", title="Action plan")
    write(home / "homes.png", png())
    write(home / "timeline.pdf", pdf())
    write(home / "poster.jpg", jpeg())
    write(home / "unused.pdf", pdf("Nothing"))
    return home


FILES = ("homes.png", "timeline.pdf", "poster.jpg")


def seal(home):
    report = only(home.parent)
    assert report.problems == report.content.problems == ()
    assert report.content.seal == sealed(home, *FILES)
    return report.content.seal


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_seal_is_what_the_contract_says(home):
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", seal(home))


def test_the_seal_of_the_smallest_report(tmp_path):
    write_report(tmp_path / "r", "winter/")
    assert only(tmp_path / "r").content.seal == sealed(tmp_path / "r" / "winter")


def test_a_report_in_one_file_has_the_seal_of_the_same_report_in_a_folder(tmp_path):
    write_report(tmp_path / "one", "winter")
    write_report(tmp_path / "two", "winter/")
    assert only(tmp_path / "one").content.seal == only(tmp_path / "two").content.seal


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("index.md", "A review of the winter", "A review of a winter"),
        ("index.md", "CPR 01/2026", "CPR 02/2026"),
        ("index.md", "CPR 01/2026", "CPR 1/2026"),
        ("index.md", "publication_date: 2026-06-01", "publication_date: 2026-06-02"),
        ("index.md", "cpr-concise", "cpr-extended"),
        ("index.md", "09:30", "09:31"),
        ("index.md", "weeks: 14", "weeks: 15"),
        ("index.md", "weeks: 14\n", ""),
        ("index.md", "fictional review", "fictional study"),
        ("index.md", '"title": "Poster"', '"title": "Placard"'),
        ("index.md", '"language": "both"', '"language": "en"'),
        ("index.md", "2026-06-20", "2026-06-21"),
        ("index.md", "A number was", "Two numbers were"),
        ("index.md", "example: true", "example: false"),
        ("index.md", "example: true\n", ""),
        ("index.md", "The panel met", "The panel sat"),
        ("index.md", "met in", "met  in"),
        ("index.cy.md", "Adolygiad o'r", "Adolygiad y"),
        ("index.cy.md", "dychmygol", "ffuglennol"),
        ("index.cy.md", "Cywirwyd", "Newidiwyd"),
        ("index.cy.md", "Darllenodd", "Gwelodd"),
        ("briefing.md", "seven minutes", "eight minutes"),
        ("briefing.md", "The panel met", "The panel sat"),
        ("briefing.cy.md", "Papur", "Papurau"),
        ("action-plan.md", "Action plan", "Actions"),
    ],
)
def test_a_change_of_what_is_public_changes_the_seal(home, file, old, new):
    before = seal(home)
    change(home / file, old, new)
    assert seal(home) != before


@pytest.mark.parametrize("file", ["homes.png", "timeline.pdf", "poster.jpg"])
def test_another_byte_of_a_file_changes_the_seal(home, file):
    before = seal(home)
    with (home / file).open("ab") as out:
        out.write(b"\n")
    assert seal(home) != before


@pytest.mark.parametrize("file", ["index.cy.md", "briefing.cy.md", "action-plan.md"])
def test_taking_a_text_away_changes_the_seal(home, file):
    before = seal(home)
    (home / file).unlink()
    assert seal(home) != before


def test_a_new_part_changes_the_seal(home):
    before = seal(home)
    write_part(home / "letter.md")
    assert seal(home) != before


def test_another_name_of_a_part_or_file_changes_the_seal(home):
    before = seal(home)
    (home / "action-plan.md").rename(home / "plan.md")
    assert seal(home) != before


@pytest.mark.parametrize(
    "line",
    [
        "approved_minute: Item 4",
        "family_told_date: 2026-05-01",
        "sent_to_welsh_government_date: 2026-05-02",
        "legal_advice_date: 2026-05-03",
        "note: Agreed by telephone.",
        "hold: Not yet",
        "withdrawn_date: 2026-07-01\nwithdrawn_reason: Corrected",
        "approved_digest: sha256:00",
        "waivers: [{kind: name, digest: x, reason: A street}]",
        "approved_date: 2026-05-21",
        "# a comment",
    ],
)
def test_private_keys_are_outside_the_seal(home, line):
    before = seal(home)
    if line.startswith(("note", "approved_date")):
        text = (home / "index.md").read_text(encoding="utf-8")
        key = line.partition(":")[0]
        (home / "index.md").write_text(re.sub(rf"^{key}:.*$", line, text, flags=re.MULTILINE), encoding="utf-8")
    else:
        change(home / "index.md", "---\n", f"---\n{line}\n")
    assert seal(home) == before


@pytest.mark.parametrize("name", ["unused.pdf", "README.md", "_draft.md", ".hidden", "Thumbs.db", "letter.docx"])
def test_files_that_are_not_published_are_outside_the_seal(home, name):
    before = seal(home)
    write(home / name, "Something else")
    assert seal(home) == before


def crlf(text):
    return text.replace("\n", "\r\n").encode()


def cr(text):
    return text.replace("\n", "\r").encode()


def marked(text):
    return b"\xef\xbb\xbf" + text.encode()


def decomposed_body(text):
    front, body = text.split("---\n", 2)[1:]
    return f"---\n{front}---\n{unicodedata.normalize('NFD', body)}".encode()


def blank_lines_around(text):
    front, body = text.split("---\n", 2)[1:]
    return f"---\n{front}---\n\n  \n\n{body}\n\n \t\n".encode()


def no_blank_lines(text):
    front, body = text.split("---\n", 2)[1:]
    return f"---\n{front}---\n{body.strip()}".encode()


def keys_in_another_order(text):
    front, body = text.split("---\n", 2)[1:]
    lines = list(reversed(front.splitlines(keepends=True)))
    return f"---\n{''.join(lines)}---\n{body}".encode()


def quoted_dates(text):
    return re.sub(r"(_date: )(\d{4}-\d\d-\d\d)", r'\1"\2"', text).encode()


@pytest.mark.parametrize(
    "save",
    [crlf, cr, marked, decomposed_body, blank_lines_around, no_blank_lines, keys_in_another_order, quoted_dates],
    ids=lambda save: save.__name__,
)
@pytest.mark.parametrize("file", ["index.md", "index.cy.md", "briefing.md"])
def test_how_a_file_was_saved_does_not_matter(home, file, save):
    before = seal(home)
    text = (home / file).read_text(encoding="utf-8")
    (home / file).write_bytes(save(text))
    report = only(home.parent)
    assert report.problems == report.content.problems == ()
    assert report.content.seal == before


def test_texts_with_no_ascii_letters_are_not_escaped(tmp_path):
    write_report(tmp_path / "r", "winter/", title="Ŵyth tŷ – “da”", body='Tŷ "gwyn" \\ 😀\n')
    assert only(tmp_path / "r").content.seal == sealed(tmp_path / "r" / "winter")


def test_a_report_with_a_problem_has_no_seal(home):
    (home / "timeline.pdf").unlink()
    assert only(home.parent).content.seal is None


def test_a_seal_that_matches_or_not(tmp_path):
    folder = tmp_path / "r"
    write_report(folder)
    assert only(folder).sealed is None
    digest = only(folder).content.seal
    write_report(folder, approved_digest=digest)
    assert only(folder).sealed is True
    assert standing(folder).standing is Standing.LIVE
    write_report(folder, body=BODY + "\nOne more line.\n", approved_digest=digest)
    assert only(folder).sealed is False
    assert standing(folder).standing is Standing.UNAPPROVED
    write(folder / "winter.md", report_text(approved_digest=digest.upper()))
    assert only(folder).sealed is False
