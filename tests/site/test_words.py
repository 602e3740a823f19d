import re
import string
from datetime import date, time
from pathlib import Path

import pytest

from board_reports.reports import PublicationWindow, Settings
from board_reports.site.words import LANGUAGES, words_of

ENGLISH, WELSH = (words_of(language) for language in LANGUAGES)
ZONE = Settings().zone
SITE = Path(__file__).parents[2] / "plugins" / "board_reports" / "site"


def slots(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(str(sentence)) if name}


def test_both_languages_have_the_same_sentences():
    assert list(ENGLISH.sentences) == list(WELSH.sentences)


@pytest.mark.parametrize("key", ENGLISH.sentences)
def test_a_sentence_has_the_same_slots_in_both_languages(key):
    assert slots(ENGLISH.sentences[key]) == slots(WELSH.sentences[key])


@pytest.mark.parametrize("words", [ENGLISH, WELSH], ids=LANGUAGES)
def test_no_sentence_is_empty(words):
    for key, sentence in words.sentences.items():
        assert all(isinstance(text, str) and text.strip() for text in (sentence if key == "months" else [sentence])), (
            key
        )
    assert len(words.sentences["months"]) == len(set(words.sentences["months"])) == 12


def test_no_english_words_stand_in_the_welsh_catalogue():
    alike = [key for key, sentence in ENGLISH.sentences.items() if sentence == WELSH.sentences[key]]
    for key in alike:
        words = re.findall(r"[A-Za-z]+", re.sub(r"\{\w+\}", "", ENGLISH.sentences[key]))
        assert set(words) <= {"am", "pm", "kB", "MB"}, key


def test_every_sentence_is_used_and_every_one_used_is_there():
    files = [*SITE.rglob("*.html"), *SITE.rglob("*.py")]
    code = "\n".join(path.read_text("utf-8") for path in files)
    used = set(re.findall(r"""(?:words|self)[(\[]\s*f?["']([a-z_0-9]+)["'),\]]""", code))
    made = {f"language_{language}" for language in (*LANGUAGES, "both")}
    made |= {f"until_{kind}{form}" for kind in ("end", "time") for form in ("", "_short")}
    made |= {"months", "time_am", "time_pm", "leaflet_sheet", "leaflet_large"}
    assert set(ENGLISH.sentences) - used - made == set()
    assert used - set(ENGLISH.sentences) <= {"language_", "until_end", "until_time"}


@pytest.mark.parametrize(
    ("words", "said"), [(ENGLISH, "1 October 2024"), (WELSH, "1 Hydref 2024")], ids=["English", "Welsh"]
)
def test_a_day_is_written_as_the_language_writes_it(words, said):
    assert words.date(date(2024, 10, 1)) == said


@pytest.mark.parametrize(
    ("clock", "said"), [("00:05", "12:05 am"), ("09:30", "9:30 am"), ("12:00", "12:00 pm"), ("23:59", "11:59 pm")]
)
def test_a_time_is_written_with_twelve_hours(clock, said):
    assert ENGLISH.time(time.fromisoformat(clock)) == said


def test_the_last_public_day_is_named():
    window = PublicationWindow.of(date(2026, 6, 1), None, 12, ZONE)
    assert ENGLISH.until(window) == "Available until the end of 23 August 2026"
    assert WELSH.until(window) == "Ar gael tan ddiwedd 23 Awst 2026"
    timed = PublicationWindow.of(date(2026, 6, 1), time(9, 30), 12, ZONE)
    assert ENGLISH.until(timed) == "Available until 9:30 am on 24 August 2026"


@pytest.mark.parametrize(("size", "said"), [(10, "1 kB"), (58_900, "59 kB"), (2_540_000, "2.5 MB")])
def test_a_size_is_written_as_people_read_it(size, said):
    assert ENGLISH.size(size) == said
