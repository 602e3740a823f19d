"""Names of the private list are found in every form in which a text may have them, and nothing else is."""

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board_reports.desk.anonymity.looking import look
from board_reports.desk.anonymity.markdown import strands
from board_reports.desk.anonymity.names import Names, forms_of, mutated
from board_reports.desk.anonymity.seen import plain

SALT = bytes(range(32))


def listed(*names):
    forms = [forms_of(name) for name in names]
    return Names(SALT, [one.hashed(SALT) for one in forms], max((one.words for one in forms), default=1))


def found_in(text, *names):
    """What of a Markdown text was found, as it stands there."""
    return [
        text[slice(*seen.place(match.start, match.end))]
        for seen in strands(text)
        for match in look(seen.text, listed(*names))
        if match.kind == "name"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Siân Prydderch spoke.",
        "SIÂN PRYDDERCH spoke.",
        "sian prydderch spoke.",
        "Sia\u0302n Prydderch spoke.",
        "Siân Prydderch's voice",
        "Siân Prydderch’s voice",
        "Siân\u00a0Prydderch",
        "Siân\nPrydderch",
        "> and Siân\n> Prydderch said",
        "Si\u00adân Pry\u00addderch",
        "Si\u200bân Prydderch",
        "Si\u2060ân Prydderch",
        "Si**ân** Prydderch",
        "*Si*ân **Prydderch**",
        "Si<b>â</b>n Pryd<i class='x'>derch</i>",
        "Si&acirc;n Pryd&#100;erch",
        "Si&shy;ân&nbsp;Prydderch",
        "Si<!-- not seen -->ân Prydderch",
        "[Siân](https://example.org) Prydderch",
        "[Si](https://example.org)ân[^1] Prydderch",
        "Prydderch, Siân",
        "| Siân | Prydderch |",
        "Siân<br>Prydderch",
        "Siân Pryd-\nderch",
        "**Siân** Prydderch",
        "_Siân_ Prydderch",
        "Ｓｉâｎ Prydderch",
        "![Siân Prydderch smiles](a.png)",
        '![](a.png "Siân Prydderch smiles")',
        "![](Siân%20Prydderch.png)",
        "![](sian_prydderch.png)",
        "<!-- Siân Prydderch -->",
        "<!-- **Si**ân Prydderch",
        '<span title="Siân Prydderch">x</span>',
        "word {#sian-prydderch}",
        "[^sian_prydderch]: a note",
        "A note.[^1]\n\n[^1]: Siân Prydderch",
        "mailto:sian.prydderch@example.org",
    ],
)
def test_a_name_is_found_however_it_is_written(text):
    assert len(found_in(text, "Siân Prydderch")) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Mair", "i Fair"),
        ("Pedr", "gyda Phedr, i Bedr, fy Mhedr"),
        ("Catrin", "i Gatrin, yng Nghatrin, a Chatrin"),
        ("Tudur", "i Dudur, fy Nhudur, a Thudur"),
        ("Bethan", "i Fethan, ym Methan"),
        ("Dewi", "i Ddewi, yn Newi"),
        ("Gwenllian", "i Wenllian, yng Ngwenllian"),
        ("Llinos", "i Linos"),
        ("Rhodri", "i Rodri"),
        ("Elen", "ei Helen"),
        ("Mair Prydderch", "i Fair Prydderch"),
    ],
)
def test_a_name_is_found_in_its_mutated_forms(name, text):
    wanted = text.count(",") + 1
    assert len(found_in(text, name)) == wanted
    assert len(found_in(text.upper(), name)) == wanted


@pytest.mark.parametrize(
    "text", ["Siân alone", "Prydderch alone", "Siân\n\nPrydderch", "Siân and Prydderch", "Siânprydderch"]
)
def test_half_a_name_or_two_apart_are_not_it(text):
    assert found_in(text, "Siân Prydderch") == []


def test_the_longest_name_is_told_once():
    assert found_in("Mair Siân Prydderch came", "Siân", "Mair Siân Prydderch", "Siân Prydderch") == [
        "Mair Siân Prydderch"
    ]


def test_an_everyday_word_in_small_letters_is_no_mutated_name():
    assert found_in("It was a fair trial, fel hyn.", "Mair", "Mel") == []
    assert found_in("i Fair a Fel", "Mair", "Mel") == ["Fair", "Fel"]


def test_an_everyday_word_that_is_on_the_list_itself_is_found():
    assert found_in("it was fair", "Fair") == ["fair"]


def test_a_mutation_is_not_made_of_letters_that_never_change():
    assert mutated("thomas") == ()
    assert mutated("charles") == ()
    assert mutated("ffion") == ()
    assert mutated("llinos") == ("linos",)
    assert mutated("gwen") == ("wen", "ngwen")


@pytest.mark.parametrize("bad", ["", "  ", "x", "123", "one two three four five", "Jane 7"])
def test_what_is_no_name_is_refused_without_being_repeated(bad):
    with pytest.raises(ValueError) as refused:
        forms_of(bad)
    assert not bad.strip() or bad not in str(refused.value)


LETTERS = st.sampled_from(string.ascii_lowercase + "âêîôûŵŷéï")
NAME = st.lists(st.text(LETTERS, min_size=3, max_size=9).map(str.capitalize), min_size=1, max_size=4).map(" ".join)
HIDING = st.sampled_from(
    ["\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff", "**", "<b>", "</i>", "&shy;", "&#8203;", "<!-- x -->"]
)
BETWEEN = st.sampled_from([" ", "\n", "\u00a0", "&nbsp;", " \n", "\r\n", "\u2009", "  ", "-", "<br/>", "\n> "])


@settings(max_examples=300, deadline=None)
@given(name=NAME, source=st.randoms(use_true_random=False), hiding=HIDING, between=BETWEEN, upper=st.booleans())
def test_any_name_is_found_in_any_disguise(name, source, hiding, between, upper):
    words = name.upper().split() if upper else name.split()
    hidden = []
    for word in words:
        cut = source.randrange(1, len(word))
        hidden.append(word[:cut] + hiding + word[cut:])
    text = "He met " + between.join(hidden) + ", and left."
    assert found_in(text, name)


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=200), name=NAME)
def test_no_text_breaks_the_search(text, name):
    for seen in [*strands(text), plain(text)]:
        for match in look(seen.text, listed(name)):
            start, end = seen.place(match.start, match.end)
            assert 0 <= start < end <= len(text)


def test_what_is_found_is_led_back_to_its_place():
    source = random.Random(7)
    for _ in range(200):
        before = "".join(
            source.choice(["a ", "**b** ", "&amp; ", "\u00ad", "<i>c</i>", "\r\n", "é ", "[d](e) "]) for _ in range(9)
        )
        text = f"{before}\n\nSi**ân** Prydderch came."
        assert found_in(text, "Siân Prydderch") == ["Si**ân** Prydderch"]
