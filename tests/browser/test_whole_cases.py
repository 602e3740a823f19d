"""The same whole cases by the desk alone, in a real browser: nobody types a command after the site is there."""

import pytest

from journeys.at_the_desk import AtTheDesk
from journeys.case import OFFICE, PAGES, REFERENCE, is_gone, is_public
from journeys.council import council
from journeys.reviewers_word import ENGLISH

pytestmark = pytest.mark.slow


@pytest.fixture
def place(tmp_path):
    """A new council on Tuesday 1 December 2026, with a release made and served."""
    with council(tmp_path / "council", "2026-12-01T10:00") as made:
        made.night()
        with made.served():
            yield made


@pytest.fixture
def desk(place, opens):
    """The desk of the council, with one administrator signed on at a telephone's width."""
    with place.desk() as address:
        watched = opens(width=375, height=812)
        at = AtTheDesk(watched.page, address)
        at.sign_on()
        yield at
        assert [error for error in watched.errors if "favicon" not in error] == []  # the sheet to print has no icon


def scheduled(place, desk, opens="2027-01-11"):
    """From the Word files to an approved report."""
    desk.add_from_word(place.folder)
    assert not any(token in desk.words for token in OFFICE)
    desk.give_details(opens)
    desk.describe_the_picture()
    desk.mend_what_the_check_finds()
    desk.approve("2026-11-30")
    assert "goes up by itself on Monday 11 January 2027" in desk.words
    assert "last public day is Sunday 4 April 2027" in desk.words


def test_from_the_word_file_to_the_last_day(place, desk):
    scheduled(place, desk)
    place.nights_until("2027-01-10T23:59")
    assert is_gone(place)
    place.nights_until("2027-01-11T00:01")
    assert is_public(place)
    page = place.web.ask(PAGES[0]).body.decode()
    assert "Available until the end of 4 April 2027" in page
    assert not any(token in page for token in OFFICE)
    desk.go()
    assert f"{REFERENCE} {ENGLISH['title']} Last public day: Sunday 4 April 2027 (84 days left)" in desk.words
    assert "its page answers" in desk.words
    place.nights_until("2027-04-04T23:58")
    assert is_public(place)
    place.it_is("2027-04-05T00:01")
    assert is_gone(place)
    place.night()
    desk.go()
    assert "No report is public now." in desk.words


def test_a_hold_on_the_eve_and_a_release_with_a_new_date(place, desk):
    scheduled(place, desk)
    place.nights_until("2027-01-10T20:15")
    desk.hold("A solicitor has called")
    assert f"{REFERENCE}" in desk.words
    place.nights_until("2027-01-11T00:05")
    assert is_gone(place)
    place.it_is("2027-01-20T09:00")
    desk.release("2027-01-25")
    assert f"The hold of {REFERENCE} is released" in desk.words
    place.night()
    assert is_gone(place)
    place.it_is("2027-01-25T00:00")
    desk.publish_now()
    assert is_public(place)
    assert "Available until the end of 18 April 2027" in place.web.ask(PAGES[0]).body.decode()


def test_a_correction_while_it_is_public(place, desk):
    scheduled(place, desk)
    place.nights_until("2027-01-11T00:05")
    place.it_is("2027-02-01T10:00")
    desk.correct(
        "Two referrals", "Three referrals", "A number in the outline was corrected.", "Cywirwyd rhif yn yr amlinelliad."
    )
    desk.publish_now()
    english, welsh = (place.web.ask(page).body.decode() for page in PAGES)
    assert "Three referrals were made" in english
    assert "Two referrals were made" not in english
    assert "A number in the outline was corrected." in english
    assert "Cywirwyd rhif yn yr amlinelliad." in welsh


def test_a_report_that_must_come_down_now(place, desk):
    scheduled(place, desk)
    place.nights_until("2027-01-11T00:05")
    assert is_public(place)
    place.it_is("2027-01-12T20:00")
    desk.take_down("At the request of the family")
    assert f"{REFERENCE} is off the site" in desk.words
    assert "At the request of the family" not in desk.words
    assert is_gone(place)
    place.night()
    assert is_gone(place)
    assert REFERENCE.encode() not in place.web.ask("/reports/").body


def test_an_inspector_asks_for_the_12_weeks(place, desk):
    scheduled(place, desk)
    for day in ("2027-01-11T00:05", "2027-04-05T00:05"):
        place.nights_until(day)
    place.it_is("2027-06-01T11:00")
    desk.go("/reports/cpr-01-2027/evidence")
    assert "84 days" in desk.words
    desk.go("/reports/cpr-01-2027/evidence/print")
    assert "84 days" in desk.page.locator("body").inner_text()
