import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

import projects
from board_reports.site.cutting import cut_search
from board_reports.site.search import (
    ALSO,
    INDEX,
    TELLING,
    PageEntries,
    add_entries,
    as_json,
    entries_of,
    short_entries,
)
from board_reports.site.small_index import WORDS, coded, gathered, places_of, without
from board_reports.site.telling_words import folded, telling
from builders import write_part

PLACES = st.sets(st.integers(0, 3000)).map(sorted)
CONFIG = {"lang": ["en"], "separator": "x"}


@given(PLACES)
def test_a_code_of_places_reads_back_and_can_be_no_reference_and_no_title(places):
    code = coded(places)
    assert places_of(code) == places
    assert set(code) <= set(string.ascii_letters) - set("aeiouwyAEIOUWY")


def test_each_step_has_its_letters():
    assert [coded([step - 1]) for step in (1, 19, 20, 38, 380, 381)] == ["B", "Z", "bB", "bZ", "zZ", "bbB"]
    assert coded([0, 1, 20]) == "BBZ"


@pytest.mark.parametrize("code", ["b", "1", "B-", "Bé", "B b", "A"])
def test_what_is_no_code_of_places_is_refused(code):
    with pytest.raises(ValueError, match="code"):
        places_of(code)


def index_of(words, names="abcdefgh"):
    docs = [{"location": f"reports/{name}/"} for name in names[: len(words)]]
    config = CONFIG | ({WORDS: gathered(words)} if any(words) else {})
    return {"config": config, "docs": docs}


@given(st.lists(st.sets(st.sampled_from(["one", "two", "three", "four"])).map(sorted), max_size=8), st.data())
def test_an_index_cut_is_the_index_made_without(words, data):
    gone = data.draw(st.sets(st.sampled_from("abcdefgh")))
    there = "abcdefgh"[: len(words)]
    left = "".join(name for name in there if name not in gone)
    expected = index_of([words[there.index(name)] for name in left], left)
    cut = json.loads(cut_search(json.dumps(index_of(words)).encode(), gone))
    assert json.dumps(cut) == json.dumps(expected)


def test_an_index_without_the_last_report_is_a_full_one_again():
    cut = without(index_of([["one"]]), lambda location: location == "reports/a/")
    assert cut == {"config": CONFIG, "docs": []}


def test_words_that_come_often_and_are_long_tell_most():
    text = ["harbour"] * 3 + ["lantern"] * 2 + ["boat"] * 3 + ["which"] * 9 + ["ox"] * 9 + ["12345"] * 9 + ["once"]
    assert telling(text, (), 1) == ["harbour"]
    assert telling(text, (), 2) == ["harbour", "lantern"], "2 times 7 letters is more than 3 times 4"
    assert telling(text, (), 9) == ["boat", "harbour", "lantern"], "no common, short or numbered ones"


def test_the_longest_of_words_that_begin_alike_stands_for_them():
    assert telling(["visit", "visit", "visits", "elephantine"], (), 1) == ["visits"]
    assert telling(["harbour", "weirs"], ["harbours"], 9) == ["weirs"], "what is known is found already"
    assert telling(["harbours"], ["harbour"], 9) == ["harbours"]


def test_words_are_asked_for_without_accents():
    assert [folded(word) for word in ("tŷ", "c&vsb", "crëyr", "ölen", "plain")] == [
        "ty",
        "cvsb",
        "creyr",
        "olen",
        "plain",
    ]


TEXT = "The weir and the weir, the gŵyl. " + " ".join(f"word{letter * 3} " for letter in string.ascii_lowercase * 3)
PAGE = f"""<h1 id="board-title">The heron &amp; more</h1>
<p class="board-running" aria-hidden="true">C&amp;VSB CPR 6/2021 · Available</p>
<p class="board-summary">A short <i>summary</i> of weirs.</p>
<p>{TEXT}</p>
<h2 id="happened">What happened at the tŷ in 07/2020</h2><p>Quillwort, quillwort, quillwort &lt;b&gt;.</p>
"""
SHORT = short_entries(entries_of("reports/x/", PAGE, "Extended review", 2.0), "Extended review", "A summary <of> weirs")


def test_a_short_entry_shows_title_reference_and_summary_and_is_found_by_the_rest():
    (entry,) = SHORT
    assert entry.keys() == {"location", "title", "text", "boost", WORDS}
    assert (entry["location"], entry["title"], entry["boost"]) == ("reports/x/", "The heron &amp; more", 2.0)
    assert entry["text"] == "<p>C&amp;VSB CPR 6/2021 · Available</p> <p>A summary &lt;of&gt; weirs</p>"
    words = entry[WORDS]
    assert words == sorted(set(words))
    for word in ("extended", "review", "what", "happened", "07/2020", "7/2020", "ty", "06/2021", "cvsb", "quillwort"):
        assert word in words, word
    for word in ("heron", "weir", "weirs", "the", "tŷ", "b", "&", "·"):
        assert word not in words, "what is seen is found already, and what cannot be asked for is not there"
    assert sum(word.startswith("word") for word in words) == 26
    assert all(word == folded(word) for word in words)


def test_a_short_entry_has_so_many_telling_words_and_no_more():
    many = " ".join(f"{one}{other}{one}{other}{one}" for one in "abcdefgh" for other in "klmnopqr")
    page = f'<h1 id="a">Title</h1><p class="board-running">APR 1/2026 · Until</p><h2 id="b">Section</h2><p>{many}</p>'
    (entry,) = short_entries(entries_of("reports/y/", page))
    assert len([word for word in entry[WORDS] if len(word) == 5]) == TELLING
    assert "section" in entry[WORDS]


def test_a_page_without_entries_has_no_short_one():
    assert short_entries([]) == []


def test_no_other_page_has_a_say_in_a_short_entry(tmp_path):
    alone = added(tmp_path / "alone", [pages(1)[0]], 0)
    among = added(tmp_path / "among", pages(3), 0)
    assert cut_search(among, {"r1", "r2"}) == alone


def pages(count):
    """Entries of so many pages, each with a word of its own; who asks for the full ones of a small index is told."""
    found = []
    for number in range(count):
        html = f'<h1 id="t">Title</h1><p>CPR {number}/2026 · Until</p><h2 id="s">Section</h2><p>marsh{"x" * number}</p>'
        full = entries_of(f"reports/r{number}/", html)
        found.append(PageEntries(len(as_json(full)), short_entries(full), lambda full=full: full))
    return found


def added(folder, entries, most):
    path = folder / INDEX
    path.parent.mkdir(parents=True)
    own = {"location": "", "title": "Home", "text": "<p>A café</p>"}
    path.write_text(json.dumps({"config": CONFIG, "docs": [own]}), "utf-8")
    small = add_entries(folder, entries, most)
    data = path.read_bytes()
    assert small == (WORDS in json.loads(data)["config"])
    return data


def test_the_size_of_the_full_entries_decides_and_not_one_byte_less(tmp_path):
    entries = pages(3)
    together = sum(page.size for page in entries)
    full = json.loads(added(tmp_path / "full", entries, together))
    assert [doc["location"] for doc in full["docs"][-2:]] == ["reports/r2/", "reports/r2/#s"]
    small = json.loads(added(tmp_path / "small", entries, together - 1))
    assert [doc["location"] for doc in small["docs"]] == ["", "reports/r0/", "reports/r1/", "reports/r2/"]
    for index in (full, small):
        assert index["docs"][0][ALSO] == "cafe", "permanent pages stand whole in either"
        assert not any(WORDS in doc for doc in index["docs"])
    assert places_of(small["config"][WORDS]["section"]) == [1, 2, 3]
    assert places_of(small["config"][WORDS]["marshx"]) == [2]


def test_a_small_index_never_asks_for_full_entries_and_changes_none_that_are_kept(tmp_path):
    def never():
        raise AssertionError

    entries = [PageEntries(page.size, page.short, never) for page in pages(2)]
    before = json.dumps([page.short for page in entries])
    added(tmp_path, entries, 0)
    assert json.dumps([page.short for page in entries]) == before


def test_a_site_with_no_report_has_a_full_index_whatever_the_limit(tmp_path):
    assert WORDS not in json.loads(added(tmp_path, [], 0))["config"]


@pytest.mark.parametrize("limit", [0, 0.001, 2])
def test_the_option_decides_in_a_build(tmp_path, limit):
    site = projects.make(tmp_path / "project")
    site.configure(options={"search_full_text_max_mb": limit})
    site.report("winter/", "## What happened\n\nThe quillwort, the quillwort.\n\n" + "Many words here. " * 90)
    write_part(site.reports / "winter" / "briefing.md", "Seven minutes of heathfold.\n", title="Briefing")
    site.build()
    index = site.json("search/search_index.json")
    locations = [doc["location"] for doc in index["docs"] if doc["location"].startswith("reports/cpr-")]
    own, part = "reports/cpr-01-2026/", "reports/cpr-01-2026/briefing/"
    if limit == 2:
        assert WORDS not in index["config"]
        assert locations == [own, f"{own}#what-happened", part]
    else:
        assert locations == [own, part]
        assert {"quillwort", "happened", "heathfold"} <= set(index["config"][WORDS])
    assert "reports/" in [doc["location"] for doc in index["docs"]], "the listing stands whole in either"


@pytest.mark.parametrize("limit", [-1, True, ".inf", ".nan", "much"])
def test_a_limit_that_is_none_is_told(tmp_path, limit):
    site = projects.make(tmp_path / "project")
    site.report()
    text = site.config.read_text("utf-8")
    site.config.write_text(
        text.replace("board-reports", f"board-reports: {{search_full_text_max_mb: {limit}}}"), "utf-8"
    )
    result = site.board("build")
    assert result.exit_code == 1
    assert "search_full_text_max_mb" in result.output
