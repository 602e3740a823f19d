"""What the desk does: hold, take down, release, run, evidence, calendar; each as the command does, with a name."""

import json
import re
import time
from datetime import date

import pytest

import builders
from board_reports.desk.telling.sending import Sent
from board_reports.desk.web import running, seen_outside
from board_reports.desk.web.pages import notices
from board_reports.desk.web.pages import running as run_pages
from board_reports.reports.front_matter import read_front_matter

MARY = "mary.jones@board.example"
SLUG = "cpr-01-2026"
REASON = "Zq legal advice is awaited"


def text_of(answer):
    return builders.words_of(answer.text)


def front(site, name="winter"):
    return read_front_matter((site.reports / f"{name}.md").read_bytes()).values


def test_the_first_page_tells_what_is_public_and_offers_hold_and_take_down(public):
    page = public.get()
    assert "CPR 01/2026 A review of the winter Last public day: Sunday 23 August 2026 (75 days left)." in text_of(page)
    assert "In the current release: yes . From outside: could not be looked at from here" in text_of(page)
    for path in (f"/reports/{SLUG}/hold", f"/reports/{SLUG}/take-down"):
        assert f'href="{path}"' in page.text
        assert public.get(path).status_code == 200


@pytest.mark.parametrize(
    ("answers", "says"),
    [(True, "its page answers"), (False, "its page does not answer"), (None, "could not be looked at from here")],
)
def test_the_first_page_tells_what_is_seen_from_outside(public, monkeypatch, answers, says):
    async def looked(_home, slugs, at):
        assert slugs == [SLUG]
        return seen_outside.SeenOutside(at, reached=True, checked_at=at, pages={SLUG: answers})

    monkeypatch.setattr(seen_outside, "_looked", looked)
    page = text_of(public.get())
    assert f"From outside: {says}" in page
    assert ("Tell the web team" in page) == (answers is False)


def test_a_site_that_hangs_keeps_nobody_waiting(public, monkeypatch):
    async def hangs(_home, _slugs, at):
        time.sleep(1)
        return seen_outside.SeenOutside(at, reached=True, pages={SLUG: True})

    monkeypatch.setattr(seen_outside, "_looked", hangs)
    monkeypatch.setattr(seen_outside, "PATIENCE", 0.05)
    assert "could not be looked at from here" in text_of(public.get())


def test_a_silent_nightly_run_is_told(public, monkeypatch):
    async def stale(_home, _slugs, at):
        return seen_outside.SeenOutside(at, reached=True, checked_at=at - seen_outside.MAX_AGE * 2)

    monkeypatch.setattr(seen_outside, "_looked", stale)
    assert "has not been there for more than 26 hours" in text_of(public.get())


def test_a_hold_takes_the_report_off_and_stands_in_the_ledger_with_the_name(public):
    answer = public.send(f"/reports/{SLUG}/hold", {"reason": f"  {REASON}\n"})
    assert answer.status_code == 200
    assert "CPR 01/2026 is off the site" in text_of(answer)
    assert "72 hours" in answer.text
    assert not (public.site.public / "reports" / SLUG).exists()
    assert front(public.site)["hold"] == REASON
    assert public.acts()[-1] == ("held", MARY)
    assert "CPR 01/2026 A review of the winter" in text_of(public.get()).partition("On hold")[2]
    for path in ("/", "/reports/", f"/reports/{SLUG}/", f"/reports/{SLUG}/evidence", "/timeline"):
        assert REASON not in public.get(path).text


def test_a_withdrawal_now_and_one_on_a_later_day(public):
    later = public.send(f"/reports/{SLUG}/take-down", {"reason": REASON, "when": "later", "day": "2026-07-01"})
    assert "is to be withdrawn on Wednesday 1 July 2026" in text_of(later)
    assert (public.site.public / "reports" / SLUG).exists()
    assert front(public.site)["withdrawn_date"] == date(2026, 7, 1)
    assert "is withdrawn as the day begins" in text_of(public.get()) or "4 weeks" not in text_of(public.get())
    now = public.send(f"/reports/{SLUG}/take-down", {"reason": REASON, "when": "now"})
    assert "CPR 01/2026 is off the site" in text_of(now)
    assert public.acts()[-1] == ("withdrawn", MARY)
    assert front(public.site)["withdrawn_date"] == date(2026, 6, 10)
    back = public.send(f"/reports/{SLUG}/take-down", {"reason": "Another", "when": "later", "day": "2026-07-01"})
    assert "CPR 01/2026 was not changed" in text_of(back)
    assert front(public.site)["withdrawn_date"] == date(2026, 6, 10)
    assert front(public.site)["withdrawn_reason"] == REASON


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"reason": ""}, "Give a short neutral reason"),
        ({"reason": " \n "}, "Give a short neutral reason"),
        ({"reason": "x" * 501}, "at most 500 are taken"),
        ({"reason": "x\x00y"}, "cannot be printed"),
        ({"reason": "x", "when": "later", "day": ""}, "Give a day."),
        ({"reason": "x", "when": "later", "day": "2026-06-10"}, "Give a day after today, such as 2026-06-11"),
        ({"reason": "x", "when": "later", "day": "2026-02-30"}, "Give a day, for example"),
        ({"reason": "x", "when": "later", "day": "1999-01-01"}, "The year has to be"),
    ],
)
def test_a_mistake_comes_back_beside_its_field(public, form, says):
    answer = public.send(f"/reports/{SLUG}/take-down", form)
    assert answer.status_code == 422
    assert says in answer.text
    assert "Error: Take down" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert (public.site.public / "reports" / SLUG).exists()


def test_removal_works_while_the_file_is_broken_and_while_it_is_gone(public):
    file = public.site.reports / "winter.md"
    file.write_text("---\nreference: [\n---\n")
    answer = public.send(f"/reports/{SLUG}/hold", {"reason": REASON})
    assert "CPR 01/2026 is off the site" in text_of(answer)
    assert "What could not be done" in answer.text
    assert not (public.site.public / "reports" / SLUG).exists()


def test_removal_works_while_the_configuration_cannot_be_read(public):
    public.site.config.write_text("plugins: [\n")
    assert "Reports that are public can be taken down all the same" in public.get().text
    answer = public.send(f"/reports/{SLUG}/hold", {"reason": REASON})
    assert "CPR 01/2026 is off the site" in text_of(answer)
    refused = public.send(f"/reports/{SLUG}/release", {"weeks": "13"})
    assert (refused.status_code, "The configuration cannot be used" in refused.text) == (500, True)
    assert "hold" in front(public.site)


def test_without_any_configuration_the_desk_says_so(site, desk):
    site.config.write_text("plugins: [\n")
    assert "The configuration cannot be used" in desk.get().text
    answer = desk.get("/reports/")
    assert (answer.status_code, "The configuration cannot be used" in answer.text) == (500, True)


def test_two_desks_at_once_hold_all_the_same_and_say_so(public):
    file = public.site.reports / "winter.md"
    seen = re.search(r'name="seen" value="(\w+)"', public.get(f"/reports/{SLUG}/hold").text)[1]
    file.write_text(file.read_text().replace("the winter", "the long winter"))
    answer = public.send(f"/reports/{SLUG}/hold", {"reason": REASON, "seen": seen})
    assert answer.status_code == 200
    assert "Somebody changed its file" in answer.text
    assert "the long winter" in file.read_text()
    assert front(public.site)["hold"] == REASON


def test_a_report_that_never_was_public_is_released_with_a_new_date(site, desk):
    site.report(hold="Legal advice", body="The text.\n")
    page = desk.get(f"/reports/{SLUG}/release")
    assert "It needs a new day" in page.text
    assert desk.send(f"/reports/{SLUG}/release", {"day": ""}).status_code == 422
    past = desk.send(f"/reports/{SLUG}/release", {"day": "2026-06-01"})
    assert (past.status_code, "in the past" in past.text) == (422, True)
    asked = desk.send(f"/reports/{SLUG}/release", {"day": "15/06/2026"})  # read in one way here, in another elsewhere
    assert "Write the day with the year first: 2026-06-15." in asked.text
    done = desk.send(f"/reports/{SLUG}/release", {"day": "2026-06-15"})
    assert done.headers["Location"] == f"/reports/{SLUG}/"
    assert front(site)["publication_date"] == date(2026, 6, 15)
    assert "hold" not in front(site)
    assert desk.acts() == [("released", MARY)]
    assert "The hold of CPR 01/2026 is released" in text_of(desk.get(f"/reports/{SLUG}/"))


def test_a_report_that_was_public_gets_its_lost_days_back(public, new_desk):
    public.send(f"/reports/{SLUG}/hold", {"reason": REASON})
    later = new_desk("2026-06-20T09:00", site=public.site)
    page = later.get(f"/reports/{SLUG}/release")
    assert re.search(r'name="weeks"[^>]*value="15"', page.text), page.text
    assert later.send(f"/reports/{SLUG}/release", {"weeks": "11"}).status_code == 422
    assert later.send(f"/reports/{SLUG}/release", {"weeks": "15"}).status_code == 302
    assert front(public.site)["weeks"] == 15


def test_a_release_of_what_somebody_else_changed_comes_back_with_what_is_now(site, desk):
    site.report(hold="Legal advice")
    file = site.reports / "winter.md"
    seen = re.search(r'name="seen" value="(\w+)"', desk.get(f"/reports/{SLUG}/release").text)[1]
    file.write_text(file.read_text().replace("the winter", "the long winter"))
    before = file.read_bytes()
    answer = desk.send(f"/reports/{SLUG}/release", {"day": "2026-06-15", "seen": seen})
    assert answer.status_code == 409
    assert "Somebody changed this report" in answer.text
    assert "the long winter" in answer.text
    assert 'value="2026-06-15"' in answer.text
    assert file.read_bytes() == before
    assert desk.send(f"/reports/{SLUG}/release", {"day": "2026-06-15"}).status_code == 302


class Process:
    """A run that ends with a code and an output, after a while of waiting."""

    def __init__(self, command, stdout, **_):
        self.command, self.waits = command, 1
        stdout.write(json.dumps(DOCUMENT).encode())

    def wait(self, seconds):
        if seconds == 0 and self.waits:
            raise running.subprocess.TimeoutExpired("run", seconds)
        self.waits = 0
        return 3


DOCUMENT = {
    "release": "x",
    "rung": "without-bad",
    "changed": True,
    "opened": [{"reference": "CPR 01/2026", "source": "a.md", "why": "Its window has begun."}],
    **{name: [] for name in ("closed", "withdrawn", "held", "left_out", "missed")},
    "next_change_at": "2026-08-24T00:00:00+01:00",
    "message": "The site is as it should be.",
    "problems": [{"file": "b.md", "line": 2, "key": "title", "message": "Bad.", "fix": "Mend it."}],
}


def test_a_run_is_started_once_and_told_in_plain_words(desk, monkeypatch):
    monkeypatch.setattr(running.subprocess, "Popen", Process)
    assert desk.send("/run").headers["Location"] == "/run"
    page = text_of(desk.get("/run"))
    for says in (
        "Went up CPR 01/2026 : Its window has begun.",
        "Bad. Mend it.",
        "was left out",
        "24 August 2026",
        MARY,
    ):
        assert says in page
    assert "Would go up" not in page


def test_a_run_under_way_is_told_and_not_started_twice(desk, monkeypatch):
    monkeypatch.setattr(running.subprocess, "Popen", Process)
    monkeypatch.setattr(run_pages, "PATIENCE", 0)
    desk.send("/run")
    assert "The run is under way." in desk.get("/run").text
    first = run_pages_of(desk).last(dry=False)
    assert run_pages_of(desk).start("bob", first.begun, dry=False) is first
    assert first.wait(1).code == 3


def run_pages_of(desk):
    with desk.client.application.app_context():
        return run_pages.runs()


def test_a_trial_runs_dry(desk, monkeypatch):
    monkeypatch.setattr(running.subprocess, "Popen", Process)
    desk.send("/tonight")
    assert run_pages_of(desk).last(dry=True).process.command[-1] == "--dry-run"
    assert "Would go up" in desk.get("/tonight").text


def test_publish_now_is_the_nightly_run(site, desk):
    desk.send("/run")  # in a process of its own, by the real clock
    assert "The site is as it should be." in desk.get("/run").text
    assert (site.public / "index.html").is_file()


def test_the_calendar_is_for_whoever_knows_its_address(public):
    assert "There is no address yet" in public.get("/calendar").text
    public.send("/calendar")
    key = public.site.root / "var" / "desk-calendar.key"
    assert key.stat().st_mode & 0o777 == 0o600
    path = re.search(r"https://desk\.board\.example(/calendar/\w{40}\.ics)", public.get("/calendar").text)[1]
    answer = public.client.get(path, base_url=public.origin)  # nobody is signed in
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "CPR 01/2026" in answer.text
    assert "winter" not in answer.text
    public.send("/calendar")
    assert public.client.get(path, base_url=public.origin).status_code == 404
    assert public.client.get("/calendar/x.ics", base_url=public.origin).status_code == 404


def test_the_evidence_is_shown_and_can_be_printed(public):
    page = public.get(f"/reports/{SLUG}/evidence")
    assert "Public on 1 day so far, of 84 that are due." in text_of(page)
    printed = public.get(f"/reports/{SLUG}/evidence/print")
    assert "<style>" in printed.text
    assert "style-src 'sha256-" in printed.headers["Content-Security-Policy"]


def test_a_title_is_text_wherever_it_stands(site, desk):
    site.report(title="<script>alert(1)</script>", hold="x")
    one = f"/reports/{SLUG}/"
    for path in ("/", "/reports/", one, f"{one}hold", f"{one}release", f"{one}evidence/print", "/timeline"):
        assert "<script" not in desk.get(path).text


def test_problems_are_counted_and_lead_to_where_they_are(site, desk):
    site.report(publication_date=builders.Raw("03/04/2026"))
    builders.write(site.reports / "stray.txt", "x")
    page = text_of(desk.get())
    assert "1 report kept off the site by a problem now" in page
    assert "1 file in the folder of reports that is no report" in page
    assert "publication_date: 2026-04-03" in desk.get("/reports/").text


def test_an_unknown_report_is_told_as_such(desk):
    for path in ("", "release", "evidence", "notices/"):
        assert desk.get(f"/reports/nope-01-2026/{path}").status_code == 404
    assert desk.send("/reports/nope-01-2026/hold", {"reason": "x"}).status_code == 404


def test_a_notice_is_asked_twice(public, monkeypatch):
    public.site.configure(options={"smtp": {"host": "127.0.0.1", "port": 1, "from": "unit@board.example"}})
    sent = []
    monkeypatch.setattr(notices, "not_to_be_sent", lambda *_: None)
    monkeypatch.setattr(notices, "send_notice", lambda *given, **_: sent.append(given[4]) or notices_sent())
    path = f"/reports/{SLUG}/notices/practitioners/"
    assert "CPR 01/2026" in public.get(path).text
    assert "winter" not in public.get(path).text
    assert "is not an e-mail address" in public.send(path, {"to": "nobody"}).text
    asked = public.send(path, {"to": "a@agency.example; b@agency.example\n"})
    assert "To 2 addresses" in asked.text
    assert sent == []
    assert public.send(path, {"to": "a@agency.example b@agency.example", "step": "send"}).status_code == 302
    assert sent == [("a@agency.example", "b@agency.example")]
    assert "Sent to 2 addresses." in public.get(path).text


def notices_sent():
    return Sent(2)
