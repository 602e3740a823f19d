import codecs
import re
from dataclasses import replace
from datetime import date, datetime

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from board_reports.reports import Settings, located, rewriting
from board_reports.reports.fields import ReportFields
from board_reports.reports.front_matter import read_front_matter
from board_reports.reports.rewriting import CannotRewrite, rewritten
from board_reports.reports.validate import validate
from builders import BODY, told

GOOD = """\
title: A review of the winter
reference: CPR 01/2026
publication_date: 2026-06-01
"""


def file_of(front, body="\n" + BODY, ends="\n"):
    return f"---\n{front}---\n{body}".replace("\n", ends).encode()


def values_of(data):
    front = read_front_matter(data)
    assert front.readable, front.faults
    return front.values


def changed(front, changes):
    """The front matter after a change, as text; everything around it must be as it was."""
    old = file_of(front)
    new = rewritten(old, changes).decode()
    assert new.startswith("---\n")
    assert new.endswith(f"\n---\n\n{BODY}")
    return new.removeprefix("---\n").removesuffix(f"---\n\n{BODY}")


@pytest.fixture(params=["both", "slow"])
def parsers(request, monkeypatch):
    """The parsers that there are, or the one that every machine has."""
    if request.param == "slow":
        monkeypatch.setattr(located, "_LOADERS", (yaml.SafeLoader,))


# One change: before and after


def test_a_new_key_comes_last():
    assert changed(GOOD + "# checked by two\n\n", {"hold": "Wait."}) == GOOD + '# checked by two\n\nhold: "Wait."\n'


def test_new_keys_come_in_the_order_given():
    new = changed(GOOD, {"withdrawn_date": date(2026, 7, 1), "withdrawn_reason": "An error.", "weeks": 14})
    assert new == GOOD + 'withdrawn_date: 2026-07-01\nwithdrawn_reason: "An error."\nweeks: 14\n'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hold: old\n", 'hold: "New."\n'),
        ("hold: 'it''s old'  # until May\n", 'hold: "New."  # until May\n'),
        ('hold:   "old # \\" no comment" # a comment \t\n', 'hold:   "New." # a comment \t\n'),
        ('"hold" : old   \n', '"hold" : "New."   \n'),
        ("hold:\n", 'hold: "New."\n'),
        ("hold: \n", 'hold: "New." \n'),
        ("hold: ~ # not yet\n", 'hold: "New." # not yet\n'),
        ("hold:   # not yet\n", 'hold: "New."   # not yet\n'),
        ("hold: old\n  and older\n\n  still # a comment\n", 'hold: "New." # a comment\n'),
        ('hold: "old\n  and older" # a comment\n', 'hold: "New." # a comment\n'),
        ('hold: "old"# close\n', 'hold: "New." # close\n'),
        ("hold:\n  # why\n  old # a comment\n", 'hold:\n  # why\n  "New." # a comment\n'),
        ("hold: |\n  old\n\n  # no comment\n", 'hold: "New."\n'),
        ("hold: >-2 # folded\n   old\n  older\n# a comment\n", 'hold: "New." # folded\n# a comment\n'),
        ("hold: |+\n  old\n\n\n", 'hold: "New."\n\n\n'),
        ("hold:\n  |\n  old\n", 'hold:\n  "New."\n'),
        ("hold: [a, # one\n  b] # two\n", 'hold: "New." # two\n'),
        ("hold: {a: b}\n", 'hold: "New."\n'),
        (
            "hold: # a list\n  - a # one\n  # two\n  - b: c\n    d: |\n      e\n\n# three\n",
            'hold: "New." # a list\n\n# three\n',
        ),
        ("hold:\n- a\n- b\n", 'hold: "New."\n'),
        ("hold:\n  a: b\n  c:\n    - d\n", 'hold: "New."\n'),
        ("hold:\n  -\n", 'hold: "New."\n'),
        ("hold: 12:30\n", 'hold: "New."\n'),
        ("hold: a\ufeffb # c\n", 'hold: "New." # c\n'),
        ("hold: a\u2028b # c\n", 'hold: "New." # c\n'),
    ],
)
@pytest.mark.parametrize("last", ["", "note: x\n"])
def test_a_replaced_value_stays_at_its_place(parsers, old, new, last):
    assert changed("# one\n" + old + GOOD + last, {"hold": "New."}) == "# one\n" + new + GOOD + last
    assert changed(GOOD + old + last, {"hold": "New."}) == GOOD + new + last


@pytest.mark.parametrize(
    ("old", "left"),
    [
        ("hold: old # a comment\n", ""),
        ("hold:\n", ""),
        ("# why\nhold: old\n\n# next\n", "# why\n\n# next\n"),
        ("hold: |\n  old\n\n  # no comment\n\n  \n", "\n  \n"),
        ("hold: >\n  old\n # a comment\n", " # a comment\n"),
        ("hold: old\n  and older\n", ""),
        ("hold:\n  # why\n  'old\n\n  older'\n", ""),
        ("hold:\n  - a\n  - b: c # d\n\n  # e\n", "\n  # e\n"),
        ("hold:\n- a\n-\n# e\n", "# e\n"),
        ("hold: [\n  a,\n  ]\n", ""),
    ],
)
@pytest.mark.parametrize("last", ["", "note: x\n"])
def test_a_key_is_removed_with_its_whole_value(parsers, old, left, last):
    assert changed(old + GOOD + last, {"hold": None}) == left + GOOD + last
    assert changed(GOOD + old + last, {"hold": None}) == GOOD + left + last


def test_removing_what_is_not_there_changes_nothing():
    assert changed(GOOD, {"hold": None}) == GOOD
    assert changed(GOOD, {}) == GOOD


def test_several_changes_at_once():
    new = changed(
        "hold: |\n  old\nweeks: 13 # more\n" + GOOD + "note: x\n",
        {"hold": None, "weeks": 20, "note": None, "publication_date": date(2026, 7, 2), "approved_date": "2026-05-01"},
    )
    assert new == "weeks: 20 # more\n" + GOOD.replace("06-01", "07-02") + 'approved_date: "2026-05-01"\n'


def test_indented_front_matter_keeps_its_indent():
    indented = "".join(f"  {line}\n" for line in GOOD.splitlines())
    assert changed(indented, {"hold": "Wait."}) == indented + '  hold: "Wait."\n'


def test_front_matter_with_its_own_marks_of_a_document():
    assert changed("--- # begins\n" + GOOD + "...\n", {"weeks": 14}) == "--- # begins\n" + GOOD + "weeks: 14\n...\n"


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_stay(parsers, ends, mark):
    old = mark + file_of(GOOD + "note: |\n  x\nhold: old\n  older # why\n", ends=ends)
    new = rewritten(old, {"hold": "New.", "weeks": 14})
    front = GOOD + 'note: |\n  x\nhold: "New." # why\nweeks: 14\n'
    assert new == mark + file_of(front, ends=ends)


def test_in_a_mixed_file_a_new_line_ends_as_the_first_does():
    old = b"---\r\ntitle: A review\nreference: CPR 1/2026\rpublication_date: 2026-06-01\n---\r\r\nText\r"
    new = b'title: A review\nreference: CPR 1/2026\rpublication_date: 2026-06-01\nhold: "x"\r\n---\r\r\nText\r'
    assert rewritten(old, {"hold": "x"}) == b"---\r\n" + new


def test_the_body_is_left_alone():
    body = "hold: no\n---\n\nhold: |\n  no\n---\n  \ttrailing  \n\n\n"
    old = file_of(GOOD, body)
    assert rewritten(old, {"hold": "x"}) == file_of(GOOD + 'hold: "x"\n', body)
    assert rewritten(rewritten(old, {"hold": "x"}), {"hold": None}) == old


def test_a_file_that_ends_with_the_closing_line():
    assert rewritten(b"---\ntitle: x\n---", {"hold": "y"}) == b'---\ntitle: x\nhold: "y"\n---'


# A block of lines in the last place reads otherwise when it is no longer last


@pytest.mark.parametrize("block", ["note: |\n  x\n", "note: >\n  x\n  y\n", "note: |+\n  x\n\n\n", "note: |-\n  x\n"])
def test_a_block_in_the_last_place_keeps_its_value(block):
    for front in (GOOD + block, block):
        old = file_of(front)
        new = rewritten(old, {"hold": "Wait.", "weeks": 13})
        assert values_of(new) == values_of(old) | {"hold": "Wait.", "weeks": 13}
        assert rewritten(new, {"hold": None, "weeks": None}) == old


@pytest.mark.parametrize("block", ["note: |\n  x\n", "note: >\n  x\n  y\n", "note: |-\n  x\n"])
def test_a_block_that_comes_to_the_last_place_keeps_its_value(block):
    old = file_of(GOOD + block + "hold: Wait.\n")
    new = values_of(rewritten(old, {"hold": None}))
    assert new | {"hold": "Wait."} == values_of(old)


# Texts


@given(st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S", "Zs", "Cf", "Co"]), min_size=1))
@example('He said: "no" \\ # yes')
@example("🏴󠁧󠁢󠁷󠁬󠁳󠁿 👨‍👩‍👧 ŵ é e\u0301")
@example("\u202eback\u202c \u200f\u2066x\ufeffy\ufeff")
@example("\ufeffx")
@example(" spaces around ")
@example("---")
@example("*a &b !c %d @e `f` {g} [h] | > - ? : ,")
@example("2026-06-01")
@example("12:30")
@example("true")
@example("\\u0041\\x41\\n\\")
def test_any_text_is_read_again_as_it_was_given(text):
    assume(re.sub("[\u200b\u200c\u200d\u2060\ufeff\u00ad]", "", text).strip())
    new = rewritten(file_of(GOOD + "note: x # c\n"), {"hold": text, "note": text})
    assert values_of(new) == values_of(file_of(GOOD)) | {"hold": text, "note": text}
    assert len(new.decode().split("\n")) == len(file_of(GOOD + "note: x # c\n").decode().split("\n")) + 1


def test_what_turns_the_direction_of_a_line_is_written_as_an_escape():
    assert changed(GOOD, {"hold": "a\u202eb"}) == GOOD + 'hold: "a\\u202eb"\n'


@pytest.mark.parametrize("bad", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_a_text_of_several_lines_is_refused(bad):
    with pytest.raises(ValueError, match="more than one line") as caught:
        rewritten(file_of(GOOD), {"hold": f"secret{bad}words"})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("bad", ["\0", "\t", "\x1b", "\x7f", "\x9b", "\udcff", "\ufffe", "\uffff"])
def test_a_control_character_is_refused(bad):
    with pytest.raises(ValueError, match="control character"):
        rewritten(file_of(GOOD), {"hold": f"a{bad}b"})


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\u200b", " \u200b\ufeff "])
def test_a_blank_text_is_refused(blank):
    with pytest.raises(ValueError, match="blank"):
        rewritten(file_of(GOOD), {"hold": blank})


@pytest.mark.parametrize("value", [1.5, ("x",), {"a": "b"}, datetime(2026, 6, 1), b"x"])
def test_a_value_of_another_kind_is_refused(value):
    with pytest.raises(ValueError, match="a text, a day, a whole number"):
        rewritten(file_of(GOOD), {"hold": value})


@pytest.mark.parametrize("value", [[], ["x"], [{}], [{"a": 1}], [{"A b": "x"}], [{"file": ""}], [{"file": "a\nb"}]])
def test_a_list_of_anything_but_groups_of_texts_is_refused(value):
    with pytest.raises(ValueError, match=r"list|blank|more than one line"):
        rewritten(file_of(GOOD), {"attachments": value})


FILES = [{"file": "a.pdf", "title": 'The "timeline": all'}, {"file": "b.pdf"}]
LISTED = 'attachments:\n  - file: "a.pdf"\n    title: "The \\"timeline\\": all"\n  - file: "b.pdf"\n'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", GOOD + LISTED),
        ("attachments:\n- file: x.pdf # one\n# below\nnote: x\n", GOOD + LISTED + "# below\nnote: x\n"),
        ("attachments: [{file: x.pdf}] # one\nnote: x\n", GOOD + LISTED.rstrip() + " # one\nnote: x\n"),
    ],
)  # fmt: skip
def test_a_list_is_written_line_by_line(old, new):
    assert changed(GOOD + old, {"attachments": FILES}) == new


def test_a_list_gives_way_to_a_text_and_the_other_way_round():
    assert changed(GOOD + LISTED, {"attachments": "x"}) == GOOD + 'attachments: "x"\n'
    assert changed(GOOD + "attachments: x\n", {"attachments": FILES}) == GOOD + LISTED


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("indent", ["", "  "])
def test_a_list_takes_the_line_ends_and_the_indent_of_its_file(ends, indent):
    front = "".join(f"{indent}{line}\n" for line in GOOD.splitlines())
    new = rewritten(file_of(front, ends=ends), {"attachments": FILES, "example": True})
    assert values_of(new)["attachments"] == FILES
    assert values_of(new)["example"] is True
    assert new.count(b"\n") == new.count(ends.encode())
    assert rewritten(new, {"attachments": None, "example": None}) == file_of(front, ends=ends)


@pytest.mark.parametrize("key", ["", "a b", "Hold", "hold: x\nnote", "<<"])
def test_a_key_of_another_form_is_refused(key):
    with pytest.raises(ValueError, match="small letters"):
        rewritten(file_of(GOOD), {key: "x"})


# What breaks a rule, and what cannot be rewritten


@pytest.mark.parametrize(
    "wrong", ["hodl: x\n", "weeks: 3\n", "approved_date: 31/12/2026\n", "summary:\n", "note: 12:30\n"]
)
def test_a_file_that_breaks_a_rule_can_be_changed(wrong):
    assert changed(wrong + GOOD, {"hold": "Wait."}) == wrong + GOOD + 'hold: "Wait."\n'
    assert changed(GOOD + wrong, {"hold": "Wait."}) == GOOD + wrong + 'hold: "Wait."\n'


def test_a_fault_inside_a_list_stays_where_it_is():
    front = "hold: |\n  old\nattachments:\n  - file: a.pdf\n    title:\n  -\n" + GOOD
    assert changed(front, {"hold": None}) == front.removeprefix("hold: |\n  old\n")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", 1),
        (b"no front matter\n", 1),
        (b"---\n" + GOOD.encode(), 1),
        (file_of("# nothing\n"), 1),
        (file_of(GOOD + "hold: x\nhold: y\n"), 6),
        (file_of(GOOD + 'note: "no end\n'), 5),
        (file_of(GOOD + "note: &n x\n"), 5),
        (file_of(GOOD + "note: !x y\n"), 5),
        (file_of("- a\n- b\n"), 2),
        (file_of("{title: x, reference: y}\n"), 2),
        (file_of(GOOD + "? note\n: x\n"), 5),
        (file_of(GOOD).replace(b"winter", b"w\xffnter"), 2),
        (file_of(GOOD).decode().encode("utf-16"), 1),
    ],
)
def test_what_is_not_plain_enough_is_refused_and_told(data, line):
    with pytest.raises(CannotRewrite) as caught:
        rewritten(data, {"hold": "secret words"})
    (problem,) = caught.value.told("r/winter.md")
    assert (problem.file, problem.line) == ("r/winter.md", line)
    assert problem.message
    assert problem.fix
    assert "secret" not in told([problem])


def test_front_matter_is_never_left_empty_or_too_long():
    with pytest.raises(CannotRewrite, match="empty"):
        rewritten(file_of("title: x\n"), {"title": None})
    with pytest.raises(CannotRewrite, match="64 KB"):
        rewritten(file_of(GOOD), {"hold": "x" * 65536})
    with pytest.raises(CannotRewrite):
        rewritten(file_of(GOOD), {"weeks": 10**9})  # no number to the reader


def test_without_the_second_reading_a_wrong_value_would_be_written(monkeypatch):
    monkeypatch.setattr(rewriting, "quoted", lambda text: text)
    with pytest.raises(CannotRewrite):
        rewritten(file_of(GOOD), {"hold": "until # May"})
    monkeypatch.setattr(rewriting, "_as_meant", lambda old, new, changes: True)
    assert values_of(rewritten(file_of(GOOD), {"hold": "until # May"}))["hold"] == "until"


@pytest.mark.parametrize("reach", [b"summary:", b"note:", b"The panel"])
def test_a_wrong_place_would_be_seen(monkeypatch, reach):
    data = file_of(GOOD + "hold: old\nsummary:\nnote: x\n")
    start = data.index(reach)

    def wrong(text, body_line):
        layout = real(text, body_line)
        far = (start, text.index("\n", start) + 1)
        return replace(layout, entries=layout.entries | {"hold": replace(layout.entries["hold"], rest=far)})

    real = rewriting.located
    monkeypatch.setattr(rewriting, "located", wrong)
    with pytest.raises(CannotRewrite, match="without changing more"):
        rewritten(data, {"hold": "New."})


LINES = st.sampled_from(
    [
        *["? x", ": x", "hold", "hold:", "- a", "  - b", "  c: d", "{", "}", "[a, b", "]", "'", '"', "|", ">-", "#"],
        *["", "...", "note: |", "note: >+", "  x", "\tx", "--- x", "%YAML 1.2", "weeks: 13", "hold: {a: [b]}"],
        *["\ufeff", "a\ufeff: b"],
    ]
)


@given(st.lists(LINES | st.text(st.characters(codec="utf-8"), max_size=9), max_size=8), st.sampled_from(["x", None]))
def test_whatever_the_file_it_is_changed_as_meant_or_refused(lines, value):
    data = ("---\n" + "\n".join(lines) + "\n---\nText\n").encode()
    try:
        new = rewritten(data, {"hold": value})
    except CannotRewrite:
        return
    assert values_of(new).get("hold") == value
    kept, again = ({key: of[key] for key in of if key != "hold"} for of in (values_of(data), values_of(new)))
    assert re.sub(r"line=\d+", "", repr(kept)) == re.sub(r"line=\d+", "", repr(again))


# Properties

WORD = st.text("abcŵé ", min_size=1, max_size=8).map(lambda text: f"w{text}w")
COMMENT = st.sampled_from(["", "  # a comment", ' # it\'s: "one" - [x', "   ", "\t# tab"])
BLANK = st.sampled_from(["", "", "\n", "# alone\n", "   \n", "\n# two\n\n", " # deep: er\n"])


NEW = "NEW"  # where a new value must come


@st.composite
def texts(draw, key):
    """A text in any of the ways to write one, and what must stay of it around a new value."""
    one, two, comment = draw(WORD), draw(WORD), draw(COMMENT)
    line = f"{key}: {NEW}{comment}\n"
    return draw(
        st.sampled_from(
            [
                (f"{key}: {one}{comment}\n", line),
                (f"{key} : '{one} # ''{two}'{comment}\n", f"{key} : {NEW}{comment}\n"),
                (f'"{key}": "{one} \\" : {two}"{comment}\n', f'"{key}": {NEW}{comment}\n'),
                (f"{key}:\n  {one}{comment}\n", f"{key}:\n  {NEW}{comment}\n"),
                (f"{key}: {one}\n  {two}{comment}\n", line),
                (f'{key}: "{one}\n\n  {two}"{comment}\n', line),
                (f"{key}: |{comment}\n  {one}\n\n  # {two}\n", line),
                (f"{key}: >-\n  {one}\n    {two}\n", f"{key}: {NEW}\n"),
                (f"{key}: |+\n  {one}\n", f"{key}: {NEW}\n"),
                (f"{key}: |2\n   {one}\n  {two}\n", f"{key}: {NEW}\n"),
            ]
        )
    )


@st.composite
def entries(draw):
    """The entries of a sound report, each as its key, its lines, and what must stay of them around a new value."""
    comment, day = draw(COMMENT), draw(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    first = f"publication_date: {NEW}{comment}\n"
    listed = [
        f"attachments: [{{file: a.pdf}}, {{file: b.pdf}}]{comment}\n",
        f"attachments:{comment}\n  - file: a.pdf # one\n    title: |\n      A\n  # two\n  - file: b.pdf\n",
        "attachments:\n- {file: a.pdf,\n   title: A}\n- file: b.pdf\n",
    ]
    needed = {
        "title": (f"title: {draw(WORD)}{comment}\n", ""),
        "reference": (f'reference: "CPR 01/2026"{comment}\n', ""),
        "publication_date": (first.replace(NEW, draw(st.sampled_from([f"{day}", f"'{day}'", f'"{day}"']))), first),
    }
    extra = {
        "weeks": (f"weeks: 13{comment}\n", f"weeks: {NEW}{comment}\n"),
        "attachments": (draw(st.sampled_from(listed)), ""),
        "example": ("example: true\n", ""),
        **{key: draw(texts(key)) for key in ("summary", "note", "hold", "approved_minute")},
    }
    chosen = draw(st.sets(st.sampled_from(sorted(extra))))
    return draw(st.permutations([(key, *lines) for key, lines in (needed | {k: extra[k] for k in chosen}).items()]))


@st.composite
def reports(draw):
    """A sound report as the pieces it consists of: each a key or None, its lines, and what stays around a new value."""

    def piece(strategy):
        return (None, draw(strategy), "")

    pieces = [piece(st.sampled_from(["", "\ufeff"])), piece(st.sampled_from(["---\n", "---  \n"]))]
    for entry in draw(entries()):
        pieces += [piece(BLANK), entry]
    pieces += [piece(BLANK), piece(st.just("---\n")), piece(st.sampled_from(["", "Text\n", "\n---\nhold: x\n"]))]
    ends = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return ends, [(key, lines.replace("\n", ends), stays.replace("\n", ends)) for key, lines, stays in pieces]


CHANGES = st.dictionaries(
    st.sampled_from(["hold", "note", "weeks", "publication_date", "withdrawn_date", "withdrawn_reason", "summary"]),
    st.none() | st.dates(date(2001, 1, 1), date(2099, 1, 1)) | st.integers(1, 99) | WORD,
    max_size=4,
).filter(lambda changes: changes.get("publication_date", 0) is not None)


def expected(ends, pieces, changes):
    """The forms that a changed report may have: new keys last, with a blank line below, or above the last entry."""
    value = {key: f'"{new}"' if isinstance(new, str) else str(new) for key, new in changes.items() if new is not None}
    there = [key for key, *_ in pieces if key]
    added = "".join(f"{key}: {value[key]}{ends}" for key in value if key not in there)
    done = []
    for key, lines, stays in pieces:
        left = "" if key in changes else lines
        done.append(stays.replace(NEW, value[key]) if key in value else left)
    keys = [key for key, *_ in pieces]
    up = [(keys.index(there[-2]) + 1, added), (keys.index(there[-1]), added)]
    for place, new in ((-2, added), (-2, added + ends), *up):
        yield "".join([*done[:place], new, *done[place:]]).encode()


def refuses_to_be_last(pieces, changes):
    """Whether a change makes a block that keeps its blank lines the last value: what follows it counts."""
    left = [lines for key, lines, _ in pieces if key and (key not in changes or changes[key] is not None)]
    return "|+" in left[-1]


@given(reports(), CHANGES)
def test_every_other_byte_stays(report, changes):
    ends, pieces = report
    data = "".join(lines for _, lines, _ in pieces).encode()
    front = read_front_matter(data)
    assert validate(front, ReportFields, Settings()).faults == ()
    try:
        new = rewritten(data, changes)
    except CannotRewrite:
        assert refuses_to_be_last(pieces, changes)
        return
    assert new in list(expected(ends, pieces, changes))
    given_values = {key: value for key, value in changes.items() if value is not None}
    kept = {key: value for key, value in front.values.items() if key not in changes}
    assert values_of(new) == kept | given_values


@given(reports(), st.sampled_from(["withdrawn_reason", "withdrawn_date", "hold"]), WORD)
def test_what_was_added_and_is_removed_leaves_the_same_bytes(report, key, value):
    _, pieces = report
    assume(key not in [name for name, *_ in pieces])
    data = "".join(lines for _, lines, _ in pieces).encode()
    assert rewritten(rewritten(data, {key: value}), {key: None}) == data
