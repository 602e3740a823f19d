"""What a notice says: both languages, Welsh first, the right days and addresses, and nothing but the reference."""

from email import message_from_bytes, policy

import pytest

import builders
import projects
from board_reports.desk.telling.notice import Kind, NoNotice, draft_of, notice_for, text_of
from board_reports.desk.telling.words import notice_words
from board_reports.release.configuration import read_basics
from board_reports.reports import Register
from board_reports.reports.standing import judge_at

JUNE = "2026-06-10T12:00"
BOARD = projects.BOARD | {"name_cy": "Bwrdd Enghreifftiol"}


@pytest.fixture
def both(site):
    """A site in both languages with one leaflet, and a report in both that is public in June 2026."""
    options = {"twin": "mkdocs.cy.yml"}
    site.configure(options=None, plugins={"search": {}, "board-reports": options}, extra={"board": BOARD})
    builders.write(
        site.root / "mkdocs.cy.yml",
        "INHERIT: mkdocs.yml\nsite_name: Bwrdd\ndocs_dir: site_cy\nplugins: {board-reports: {language: cy}}\n",
    )
    for folder in ("site_src", "site_cy"):
        builders.write(site.root / folder / "leaflets" / "learning.md", "# Leaflet\n\nText.\n")
    builders.write_twin(site.report(title="TITLE", summary="SUMMARY", note="NOTE"))
    return site


def notice(site, kind=Kind.PRACTITIONERS, when=JUNE):
    basics = read_basics(site.config)
    (report,) = Register.read(basics.reports_dir, basics.settings).reports
    at = builders.at(when)
    return notice_for(basics, judge_at(report, at, {}), kind, at)


def parts(site, kind=Kind.PRACTITIONERS, when=JUNE):
    """The Welsh and the English text, each line end a space."""
    welsh, english = text_of(notice(site, kind, when)).split("\n* * *\n")
    return " ".join(welsh.split()), " ".join(english.split())


def test_practitioners_read_where_and_until_when(both):
    welsh, english = parts(both)
    assert "The report with the reference CPR 01/2026 is published on the website of Example Board." in english
    assert "You can read it here: https://board.example/reports/cpr-01-2026/ It is available" in english
    assert "It is available until the end of 23 August 2026." in english
    assert "here: https://board.example/leaflets/learning/" in english
    assert english.endswith("contact the Business Unit: Telephone: 01632 960 000 Email: unit@board.example")
    assert "Mae'r adroddiad â'r cyfeirnod CPR 01/2026 wedi'i gyhoeddi ar wefan Bwrdd Enghreifftiol." in welsh
    assert "Gallwch ei ddarllen yma: https://board.example/cy/reports/cpr-01-2026/ Mae ar gael" in welsh
    assert "Mae ar gael tan ddiwedd 23 Awst 2026." in welsh
    assert "yma: https://board.example/cy/leaflets/learning/" in welsh
    assert welsh.endswith("Ffôn: 01632 960 000 E-bost: unit@board.example")


def test_each_text_tells_of_the_other_and_the_subject_has_both(both):
    welsh, english = parts(both)
    assert welsh.startswith("Mae'r un neges yn Saesneg isod.")
    assert english.startswith("The same message is in Welsh above.")
    mail = notice(both)
    assert mail["Subject"] == "CPR 01/2026: adroddiad wedi'i gyhoeddi / report published"
    assert mail["Content-Language"] == "cy, en"


@pytest.mark.parametrize("kind", Kind)
def test_nothing_but_the_reference_is_told(both, kind):
    mail = notice(both, kind)
    told = mail.as_string() + text_of(mail)
    for private in ("TITLE", "SUMMARY", "NOTE", "gaeaf", "2026-05-20", "20 May", "20 Mai"):
        assert private not in told


def test_time_of_the_day_is_told(both):
    both.report(publication_time="09:30", title="TITLE")
    welsh, english = parts(both)
    assert "It is available until 9:30 am on 24 August 2026." in english
    assert "Mae ar gael tan 9:30 am ar 24 Awst 2026." in welsh


def test_planned_withdrawal_is_until_when(both):
    both.report(withdrawn_date="2026-07-01", withdrawn_reason="SECRET")
    welsh, english = parts(both)
    assert "until the end of 30 June 2026" in english
    assert "SECRET" not in welsh + english


def test_report_in_english_only_says_so_in_welsh(both):
    (both.reports / "winter.cy.md").unlink()
    welsh, english = parts(both)
    assert "Dim ond yn Saesneg y mae'r adroddiad ar gael." in welsh
    assert "English only" not in english


def test_several_leaflets_lead_to_their_list_and_drafts_are_none(both):
    builders.write(both.docs / "leaflets" / "_draft.md", "# Draft\n")
    builders.write(both.docs / "leaflets" / "index.md", "# Leaflets\n")
    assert "https://board.example/leaflets/learning/" in parts(both)[1]
    builders.write(both.docs / "leaflets" / "second.md", "# Second\n")
    welsh, english = parts(both)
    assert "The leaflets for practitioners stay on the website, here: https://board.example/leaflets/ If" in english
    assert "yma: https://board.example/cy/leaflets/ Os" in welsh


def test_leaflet_without_a_welsh_page_is_told_by_its_english_one(both):
    (both.root / "site_cy" / "leaflets" / "learning.md").unlink()
    assert "https://board.example/leaflets/learning/" in parts(both)[0]


def test_site_in_english_alone_has_one_text(site):
    site.report()
    text = text_of(notice(site))
    assert "* * *" not in text
    assert "Welsh" not in text
    assert "leaflet" not in text
    assert notice(site)["Subject"] == "CPR 01/2026: report published"


def test_welsh_government_reads_since_when_it_is_published(both):
    welsh, english = parts(both, Kind.WELSH_GOVERNMENT)
    assert "goes with the copy of the report CPR 01/2026 that Example Board sends to Welsh Government" in english
    assert "Its publication date on the Board's website is 1 June 2026." in english
    assert "Ei ddyddiad cyhoeddi ar wefan y Bwrdd yw 1 Mehefin 2026." in welsh
    assert "https://board.example/cy/reports/cpr-01-2026/" in welsh


def test_welsh_government_reads_that_it_is_still_to_come(both):
    welsh, english = parts(both, Kind.WELSH_GOVERNMENT, "2026-05-25T12:00")
    assert "It is to be published on the Board's website on 1 June 2026. Until then, please keep" in english
    assert "ar wefan y Bwrdd ar 1 Mehefin 2026. Tan hynny" in welsh
    both.report(publication_time="09:30")
    welsh, english = parts(both, Kind.WELSH_GOVERNMENT, "2026-06-01T09:29")
    assert "at 9:30 am on 1 June 2026" in english
    assert "am 9:30 am ar 1 Mehefin 2026" in welsh


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(
    ("front", "when"),
    [
        ({"hold": "SECRET"}, JUNE),
        ({"approved_date": None}, JUNE),
        ({"weeks": 1}, JUNE),
        ({"withdrawn_date": "2026-06-05", "withdrawn_reason": "SECRET"}, JUNE),
        ({}, "2026-08-24"),
        ({}, "2026-05-19"),  # its approval is dated the day after
    ],
)
def test_of_what_does_not_go_up_there_is_no_notice(both, kind, front, when):
    both.report(**front)
    with pytest.raises(NoNotice, match=r"^There is nothing to tell of CPR 01/2026\. ") as told:
        notice(both, kind, when)
    assert "SECRET" not in str(told.value)


def test_lines_are_short_and_addresses_whole(both):
    both.report(reference="CPR 01/2026 " + "x" * 120)
    text = text_of(notice(both))
    for line in text.splitlines():
        assert len(line) <= 76 or " " not in line.strip() or "x" * 120 in line
    assert f"https://board.example/reports/cpr-01-2026-{'x' * 120}/\n" in text


def test_who_it_is_from_and_whom_to_answer(both):
    assert (notice(both)["From"], notice(both)["Reply-To"]) == ("unit@board.example", "unit@board.example")
    options = {"twin": "mkdocs.cy.yml", "smtp": {"host": "h", "from": "Board <web@board.example>"}}
    both.configure(plugins={"search": {}, "board-reports": options}, extra={"board": BOARD})
    assert (notice(both)["From"], notice(both)["Reply-To"]) == ("Board <web@board.example>", "unit@board.example")


def test_board_without_contact_details(both):
    options = {"twin": "mkdocs.cy.yml"}
    keys = {"telephone": None, "email": None, "address": None}
    both.configure(plugins={"search": {}, "board-reports": options}, extra={"board": {"name": "B", **keys}})
    mail = notice(both)
    assert mail["From"] is mail["Reply-To"] is None
    assert "None" not in text_of(mail)


def test_draft_opens_as_one_that_is_not_sent_and_reads_the_same(both):
    mail = notice(both)
    draft = message_from_bytes(draft_of(mail), policy=policy.default)
    assert draft["X-Unsent"] == "1"
    assert draft["Subject"] == mail["Subject"]
    assert draft["To"] is None
    assert draft.get_content_type() == "text/plain"
    assert draft.get_content_charset() == "utf-8"
    assert text_of(draft) == text_of(mail)
    assert draft_of(mail) == draft_of(notice(both))
    assert all(len(line) <= 78 for line in draft_of(mail).split(b"\r\n"))
    assert draft["Content-Language"] == "cy, en"


def test_every_sentence_has_its_other_language_and_the_same_slots():
    english, welsh = notice_words("en"), notice_words("cy")
    assert list(english.sentences) == list(welsh.sentences)
    for key, sentence in english.sentences.items():
        assert slots(sentence) == slots(welsh.sentences[key]), key
        assert sentence != welsh.sentences[key]
    with pytest.raises(ValueError, match="fr"):
        notice_words("fr")


def slots(sentence):
    return sorted(piece.partition("}")[0] for piece in sentence.split("{")[1:])


def test_command_prints_writes_and_says_what_is_still_missing(both, monkeypatch):
    monkeypatch.setenv("BOARD_AS_OF", "2026-06-10")
    printed = both.board("notice", "https://board.example/cy/reports/cpr-01-2026/")
    assert printed.exit_code == 0
    assert printed.stdout.startswith("Subject: CPR 01/2026: adroddiad wedi'i gyhoeddi / report published\n\n")
    assert "Not to be sent yet. CPR 01/2026 has not been seen on the website from outside yet." in printed.stderr
    assert "board verify https://board.example/" in printed.stderr
    file = both.root / "practitioners.eml"
    written = both.board("notice", "CPR 1-2026", "--eml", file)
    assert written.exit_code == 0
    assert str(file) in written.stdout
    assert text_of(message_from_bytes(file.read_bytes(), policy=policy.default)) in printed.stdout
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["CPR 09/2026"], 1, 'No report here has the reference "CPR 09/2026"'),
        (["CPR 01/2026", "--eml", "{root}/site_src/x.eml"], 1, "not for publication"),
        (["CPR 01/2026", "--eml", "{root}/site/x.eml"], 1, "is inside the built site. It is not for publication"),
        (["CPR 01/2026", "--eml", "{root}/shown/public/x.eml"], 1, "is inside the target {root}/shown. It is not for"),
        (["CPR 01/2026", "--for", "nobody"], 2, "nobody"),
        (["CPR 01/2026", "--to", "a@x.example"], 2, "--to and --again go with --send"),
        (["CPR 01/2026", "--again"], 2, "--to and --again go with --send"),
        (["CPR 01/2026", "--send", "--eml", "x.eml"], 2, "not both"),
    ],
)
def test_command_that_cannot_be_done(both, monkeypatch, arguments, code, says):
    monkeypatch.setenv("BOARD_AS_OF", "2026-06-10")
    both.configure(options={"publish_to": ["shown"]})
    done = both.board("notice", *(one.replace("{root}", str(both.root)) for one in arguments))
    assert done.exit_code == code
    assert says.replace("{root}", str(both.root)) in " ".join(done.output.split())


def test_command_refuses_a_reference_that_is_taken_twice(both, monkeypatch):
    monkeypatch.setenv("BOARD_AS_OF", "2026-06-10")
    both.report("other", reference="cpr 1 2026")
    done = both.board("notice", "CPR 01/2026")
    assert done.exit_code == 1
    assert "Its reference is taken twice." in done.output


def test_a_mistake_in_who_publishes_is_told_in_a_sentence(both):
    configuration = both.config.read_text("utf-8")
    both.config.write_text(configuration.replace("telephone:", "telefone:"), "utf-8")
    with pytest.raises(NoNotice, match="has no key telefone"):
        notice(both)
