"""The shorter ways from a page to its search entries come to the same as the plain ones, which are written out here."""

import html
import random
import re
import unicodedata
from collections import Counter
from itertools import pairwise

import nh3
from hypothesis import given, settings
from hypothesis import strategies as st

from board_reports.site.plain_texts import _STANDS_IN, _VOID, plain
from board_reports.site.search import _EXCLUDE, SEPARATOR, _counts, _without_end, other_words, words_in
from board_reports.site.telling_words import _COMMON, SHORTEST, folded, telling

KEPT = {"p", "code", "pre", "li", "ol", "ul", "sub", "sup"}
TAGS = (
    "p div section blockquote figure figcaption ul ol li dl dt dd table thead tbody tr th td hr br img em strong b i "
)
TAGS += "code sub sup abbr mark a span pre h3 u s small caption details summary script style svg math"
NAMES = TAGS.split()
MARKUP = [f"<{name}>" for name in NAMES] + [f"</{name}>" for name in NAMES]
MARKUP += ['<a href="x" rel="y">', '<p class="z">', '<td class="align-left">', "<div\n>", '<p a="<">', "<p a=b>"]
MARKUP += ["word", "two words", " ", "\n", "\u00a0", "&nbsp;", "&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&eacute"]
MARKUP += ["&", "<", ">", "\r", "\0", "↩", "\u2028", "\x1c", "\x0b"]
MARKUP += ["<P>", "<p/>", "<!-- x -->", "<!DOCTYPE x>", "]]>"]
TEXTS = ["word", " ", "\n", "a &lt; b", "&nbsp;", "\u2028", ""]
SPOKEN = "harbour harbours Harbour boat boats tŷ ŵyn café cafe\u0301 C&VSB mother/father this would oedd lantern the"
SPOKEN += " 06/2021 CPR 6 006 2021 1999 - – . 1.5 St. &amp; & &lt; ; ' ’ “ / İ ß ٣ .٣ _ = |"
PARTS = st.sampled_from([*SPOKEN.split(" "), *" \n\u00a0\u2009\u2028\x1c", " ", " "])
WORDS = st.lists(PARTS, max_size=40).map("".join)


def well_formed(chance, within="", depth=7):
    """A piece in which most of what is in an element may stand there."""
    parts = []
    for _ in range(chance.randint(0, 3)):
        fits = [name for name, places in _STANDS_IN.items() if within in places]
        if not fits or not depth or chance.random() < 0.3:
            parts.append(chance.choice(TEXTS))
        else:
            name = chance.choice(fits if chance.random() < 0.95 else NAMES)
            end = "" if name in _VOID else f"</{name}>"
            parts.append(f"<{name}>{well_formed(chance, name, depth - 1) if end else ''}{end}")
    return "".join(parts)


def plainly(fragment):
    clean = nh3.clean(fragment, tags=KEPT, attributes={}, link_rel=None)
    clean = re.sub(r"(?:\s|&nbsp;)+", " ", clean.replace("↩", ""))
    return re.sub(r"<p>\s*</p>|<li>\s*</li>", "", clean).strip()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(MARKUP), max_size=12).map("".join))
def test_a_piece_of_a_page_is_what_a_browser_reads(fragment):
    assert plain(fragment) == plainly(fragment)


@settings(max_examples=500, deadline=None)
@given(
    st.integers(0).map(lambda seed: well_formed(random.Random(seed))),
    st.sampled_from(["", "</div>\n", "</p>", "<div>", "x"]),
    st.sampled_from(["", "<div>\n", "<p>", "</section>"]),
)
def test_a_piece_with_each_tag_in_its_place_is_what_a_browser_reads(fragment, before, after):
    assert plain(f"{before}{fragment}{after}") == plainly(f"{before}{fragment}{after}")


def test_a_piece_that_a_browser_reads_otherwise_than_it_is_written_is_read_as_browsers_do():
    assert plain("<p>One<div>Two</div></p>") == "<p>One</p>Two"
    assert plain("<table>One<tr><td>Two</td></tr></table>") == "OneTwo"
    assert plain("<ul><li>One<li>Two</ul>") == "<ul><li>One</li><li>Two</li></ul>"


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(["<section", "<1", "<", ">", " ", "a", _EXCLUDE, _EXCLUDE, ' class="x"', "\n", "</p>"]),
        max_size=12,
    ).map("".join)
)
def test_what_is_excluded_ends_a_page(page):
    assert _without_end(page) == re.sub(rf"<[a-z]+[^>]*{_EXCLUDE}.*", "", page, flags=re.DOTALL)


@settings(max_examples=300)
@given(WORDS)
def test_words_are_what_the_separator_leaves(text):
    assert words_in(text) == [word for word in re.split(SEPARATOR, text.lower()) if word]
    assert +_counts(text) == Counter(folded(word) for word in re.split(SEPARATOR, text.lower()) if word)


def other_words_plainly(text):
    number = r"(?<![\w/.])0*(\d{1,3})\s?[\s/.–—-]\s?((?:19|20)\d\d)(?!\w)"
    found = [
        f"{one}/{match[2]}"
        for match in re.finditer(number, text)
        for one in (f"{int(match[1]):02}", str(int(match[1])))
    ]
    for piece in re.findall(r"\S*[/&\u0080-\U0010ffff]\S*", text.lower()):
        for word in filter(None, re.split(SEPARATOR, piece)):
            marks = unicodedata.normalize("NFKD", word)
            other = "".join(one for one in marks if not unicodedata.combining(one)).replace("&", "")
            found += [*([other] if other != word else []), *(filter(None, other.split("/")) if "/" in other else [])]
    own = set(re.split(SEPARATOR, text.lower()))
    return [word for word in dict.fromkeys(found) if word and word not in own]


@settings(max_examples=500)
@given(WORDS)
def test_other_words_are_found_in_each_word(text):
    assert other_words(text) == other_words_plainly(text)
    assert other_words(html.escape(text)) == other_words_plainly(html.escape(text))


def telling_plainly(words, known, most):
    letters = Counter(word for word in words if len(word) >= SHORTEST and word.isalpha() and word not in _COMMON)
    counts, before = {}, 0
    for word, following in pairwise([*sorted(letters), ""]):
        before += letters[word]
        if not following.startswith(word):
            counts[word], before = before, 0
    begun = {word[:length] for word in known for length in range(SHORTEST, len(word) + 1)}
    return sorted(sorted(counts.keys() - begun, key=lambda one: (-counts[one] * len(one), one))[:most])


@settings(max_examples=300)
@given(st.lists(st.text("abé1", max_size=6)), st.lists(st.text("abé", max_size=6), max_size=3), st.integers(0, 12))
def test_the_most_telling_words_are_those_with_the_most_weight(words, known, most):
    assert telling(words, known, most) == telling_plainly(words, known, most)
    assert telling(Counter(words), known, most) == telling_plainly(words, known, most)
