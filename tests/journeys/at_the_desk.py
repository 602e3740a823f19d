"""One case at the desk, step by step, as an administrator does it in a browser; and a picture after each step."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from browser.watching import leads_on
from journeys.case import REFERENCE
from journeys.reviewers_word import ENGLISH, SCHOOL, TELEPHONE, WELSH, word_file

DRAFT = "/write/draft/cpr-01-2027"


def no_picture(_name):
    """Keep no picture."""


@dataclass
class AtTheDesk:
    """A browser's page at a desk. `address` opens the desk, with its token; `picture` is told a name for each step."""

    page: Any
    address: str
    picture: Callable[[str], None] = no_picture

    @property
    def origin(self):
        """Where the desk answers."""
        return self.address.partition("/?")[0]

    def sign_on(self):
        """Open the address with the token that the desk gave."""
        self.page.set_default_timeout(180_000)
        self.page.goto(self.address)
        assert self.page.url == f"{self.origin}/"

    def go(self, path="/"):
        """Open a page of the desk; who comes back after a day has to sign on again."""
        self.page.goto(self.origin + path)
        if self.page.url.endswith("/sign-on"):
            self.sign_on()
            self.page.goto(self.origin + path)

    def press(self, name):
        """Press the button of a name, or of a pattern, and wait for what the desk answers."""
        exact = {"exact": True} if isinstance(name, str) else {}
        leads_on(self.page.get_by_role("button", name=name, **exact))

    def follow(self, name):
        """Follow the link of a name, and wait for its page."""
        leads_on(self.page.get_by_role("link", name=name, exact=True).first)

    def told(self, words):
        """The desk says this at the top of its page."""
        status = " ".join(self.page.get_by_role("status").all_inner_texts())
        assert words in status, f"{self.page.url}: {status or self.words}"

    def fill(self, label, value):
        """Write a value into the field of a label."""
        self.page.get_by_label(label, exact=True).fill(value)

    @property
    def words(self):
        """All words of the page, with single spaces."""
        return " ".join(self.page.locator("main").inner_text().split())

    def add_from_word(self, folder):
        """From the first page: choose the two Word files of the reviewer, and make a draft of them."""
        folder = Path(folder)
        files = {"English": folder / "Review.docx", "Welsh": folder / "Adolygiad.docx"}
        files["English"].write_bytes(word_file(ENGLISH))
        files["Welsh"].write_bytes(word_file(WELSH, picture=False))
        self.go()
        self.follow("Add from Word")
        self.fill("Reference", REFERENCE)
        for language, file in files.items():
            self.page.get_by_label(f"Word file, {language}").set_input_files(file)
        self.fill("Title in Welsh", WELSH["title"])
        self.picture("add")
        self.press("Make the draft")
        self.picture("added")
        for file in files.values():
            file.unlink()

    def give_details(self, opens):
        """Fill in the form; the first date is written as on paper, and its error stands beside the field."""
        self.follow("Go on to the details")
        self.fill("Title", ENGLISH["title"])
        self.fill("Publication date", "11/01/2027")
        self.press("Save the details")
        assert "2027" in self.page.locator("#publication_date-error").inner_text()
        self.picture("details")
        self.fill("Publication date", opens)
        self.press("Save the details")
        self.told("saved")

    def describe_the_picture(self):
        """Say in words what the report's picture shows."""
        self.go(f"{DRAFT}/files/")
        self.page.get_by_label("What the picture shows, in words").fill("Three boxes in a row")
        self.press(re.compile("Save the words of picture-1"))

    def mend_what_the_check_finds(self):
        """Look at the real page with its findings marked, and write what identifies nobody in their place."""
        self.go(f"{DRAFT}/check")
        self.press("Show the page")
        self.page.locator("iframe").wait_for()
        found = self.page.frame_locator("iframe").locator("mark.desk-finding")
        found.first.wait_for()
        marks = found.all_inner_texts()
        assert any(TELEPHONE in mark for mark in marks)
        assert any(SCHOOL in mark for mark in marks)
        self.picture("check")
        self.follow("Change the text for finding 1")
        editor = self.page.get_by_label("Text", exact=True)
        editor.fill(
            editor.input_value().replace(f"{SCHOOL}, whose office ({TELEPHONE}) kept", "the school, which kept")
        )
        self.press("Save, and check")
        self.page.get_by_role("heading", name="nothing was found").wait_for()

    def approve(self, day):
        """Look at what is sealed, and write the day on which the Board approved it."""
        self.go(f"{DRAFT}/approve")
        self.fill("Day on which the Board approved it", day)
        self.picture("approve")
        self.press("Approve and seal")
        self.picture("approved")

    def publish_now(self):
        """Start the run that otherwise comes by itself, and wait for it."""
        self.go("/run")
        self.press(re.compile("^Publish"))
        while "under way" in self.words:
            self.page.wait_for_timeout(500)
            self.follow("Look again")

    def hold(self, reason):
        """Two steps from the first page."""
        self.go()
        self.follow(f"Hold {REFERENCE}")
        self.fill("Reason", reason)
        self.picture("hold")
        self.press("Hold it now")
        self.picture("held")

    def take_down(self, reason):
        """Two steps from the first page."""
        self.go()
        self.follow(f"Take down {REFERENCE}")
        self.fill("Reason", reason)
        self.picture("take-down")
        self.press("Take it down")
        self.picture("taken-down")

    def release(self, day):
        """Lift the hold, with a new day."""
        self.go("/reports/cpr-01-2027/")
        self.follow("Release the hold")
        self.fill("The day on which it goes up", day)
        self.press("Release the hold")

    def correct(self, old, new, note, note_cy):
        """Prepare a correction of a public report, and put it up."""
        self.go("/reports/cpr-01-2027/correct")
        self.press("Prepare a correction")
        self.told("The correction is begun.")
        self.go("/write/correction/cpr-01-2027/text/index.md")
        editor = self.page.get_by_label("Text", exact=True)
        assert old in editor.input_value()
        editor.fill(editor.input_value().replace(old, new))
        self.press("Save")
        self.told("Saved: The report, English.")
        self.go("/write/correction/cpr-01-2027/approve")
        self.fill("What was corrected", note)
        self.page.get_by_label(re.compile("in Welsh")).fill(note_cy)
        self.picture("correct")
        self.press("Put the correction up")
