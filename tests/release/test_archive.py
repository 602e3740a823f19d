"""Looking for the reports of a large archive: by what stands at the top of their files, and no further."""

import frontmatter
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

import builders
from board_reports.release.audit import archive, sources
from board_reports.release.audit.archive import Sieve
from board_reports.release.audit.traces import FILE_NAME, REFERENCE, SLUG, TITLE, Hidden, Search
from board_reports.release.audit.words import said, words_in

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\"':#\\-|{"))
FRONT = st.dictionaries(
    st.sampled_from(["title", "reference", "title_cy", "summary", "references", "note", "1"]),
    TEXTS | st.sampled_from(["Learning from review 1", "CPR 01/2026", "- title: x", "title: x\nreference: y"]),
)
STYLES = st.fixed_dictionaries(
    {"default_style": st.sampled_from([None, '"', "'", "|", ">"]), "width": st.sampled_from([10, 1000])},
    optional={"default_flow_style": st.just(True), "allow_unicode": st.booleans(), "indent": st.integers(2, 6)},
)


def by_the_whole(path):
    """The words of title and reference by the whole front matter, or by a guess at it."""
    return [words_in(said(str(sources.values_at(path).get(key, "")))) for key in ("title", "reference")]


def by_the_top(path):
    return [words_in(said(text)) for text in sources.title_and_reference(path)]


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    return tmp_path_factory.mktemp("top") / "one.md"


@given(FRONT, STYLES, st.sampled_from(["", "\n", "text\ntitle: another\n---\n"]), st.sampled_from(["\n", "\r\n"]))
@example({"title": "A b", "reference": "C 1"}, {"default_style": None}, "title: Other thing\n", "\n")
def test_the_top_of_a_file_tells_what_all_of_it_does(one, front, style, rest, line_end):
    text = f"---\n{yaml.safe_dump(front, **style)}---\n{rest}"
    one.write_bytes(text.replace("\n", line_end).encode())
    assert by_the_top(one) == by_the_whole(one)


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: A plain title\nreference: CPR 1/2026\n---\n",
        "\ufeff---\ntitle: A plain title\n---\n",
        "---  \ntitle: A plain title\n---\t\nBody\n",
        "---\r\ntitle: A plain title\r\nreference: 'CPR 1/2026'\r\n---\r\n",
        "---\ntitle: A plain title\n---\ntitle: Another one\n",
        "---\ntitle: A title\n  that goes on\nreference: CPR 1/2026\n---\n",
        "---\ntitle: A title\n\n  that goes on\nreference: CPR 1/2026\n---\n",
        '---\ntitle: "A title\n  that goes on"\nreference: CPR 1/2026\n---\n',
        '---\nsummary: "It says\ntitle: Not one\n"\ntitle: A title\n---\n',
        '---\nsummary: "It says\ntitle: Not one\n"\n---\n',
        '---\ntitle: >-\n  A title\nsummary: "It says\ntitle: Not one\nnote: x"\n---\n',
        "---\ntitle: >-\n  A folded title\nreference: CPR 1/2026\n---\n",
        "---\n title: All keys stand in\n reference: CPR 1/2026\n---\n",
        '---\n"title": In quotes\n"reference": CPR 1/2026\n---\n',
        '---\ntitle: A title\n"\\x72eference": CPR 1/2026\n---\n',
        '---\n"\\x72eference": CPR 1/2026\ntitle: A title\n---\n',
        "---\n{title: In braces, reference: CPR 1/2026}\n---\n",
        "---\n? title\n: A complex key\n---\n",
        "---\ntitle : With a space\n---\n",
        "---\ntitle:None of the keys\n---\n",
        "---\ntitle: Twice here\ntitle: Or there\n---\n",
        "---\ntitle: A title # and a remark\n---\n",
        "---\ntitle: A title#1 with a sign\n---\n",
        "---\ntitle: 'It''s quoted'\n---\n",
        '---\ntitle: "Caf\\u00e9 &amp; caf\\xE9"\n---\n',
        "---\ntitle: Café & bara brith\n---\n",
        "---\ntitle: yes\nreference: 1_000\n---\n",
        "---\ntitle: 2026-01-02\nreference: 010\n---\n",
        "---\ntitle: null\n---\n",
        "---\ntitle: &a One more\nreference: *a\n---\n",
        "---\ntitle: [A list, of words]\n---\n",
        "---\nattachments:\n- file: x.pdf\n  title: Not this one\ntitle: But this one\n---\n",
        "---\ntitle: A title\x85that goes on\n---\n",
        "---\ntitle: A title\rreference: CPR 1/2026\r---\r",
        "---\ntitle: Without an end\nreference: CPR 1/2026\n",
        "---\ntitle: Torn here\n  reference: CPR 1/2026\n: :\n---\n",
        "title: Without a fence\n",
        "---\n---\n",
        "",
        f"---\nnote: {'x' * 5000}\ntitle: Far down\nreference: CPR 1/2026\n---\n",
        f"---\ntitle: A plain title\nnote: {'é' * 5000}\nreference: CPR 1/2026\n---\n",
    ],
)
def test_the_top_of_a_file_in_whatever_form(one, text):
    one.write_bytes(text.encode())
    assert by_the_top(one) == by_the_whole(one)


def test_an_ordinary_front_matter_is_not_read_as_a_whole(one, monkeypatch):
    monkeypatch.setattr(sources, "front_and_text", lambda path: pytest.fail("It was read."))
    post = frontmatter.Post("Text.", title="Learning from review 1", reference="CPR 01/2026", weeks=12)
    one.write_text(frontmatter.dumps(post))
    assert sources.title_and_reference(one) == ("Learning from review 1", "CPR 01/2026")
    one.write_text('---\nreview_type: susr\ntitle: "Learning: review 1"\n---\n')
    assert sources.title_and_reference(one) == ("Learning: review 1", "")


def test_a_file_that_cannot_be_read_has_no_title(tmp_path):
    assert sources.title_and_reference(tmp_path / "none.md") == ("", "")
    (tmp_path / "link.md").symlink_to(tmp_path)
    assert sources.title_and_reference(tmp_path / "link.md") == ("", "")


# The sieve.


@pytest.fixture
def many(tmp_path):
    """Thirty old reports, each with a file of the same name; the first has one more in a folder."""
    folder = tmp_path / "published_reports"
    for number in range(1, 31):
        home = builders.write_report(
            folder, f"old-{number:02}/", title=f"Learning from number {number}x", reference=f"CPR {number}/2019"
        )
        builders.write(home.parent / "timeline.pdf", builders.pdf(f"Timeline {number}"))
    builders.write(folder / "old-01" / "more" / "plan-qz.pdf", builders.pdf("Plan"))
    return builders.read(folder).reports


def needles(reports, text):
    search = Search(Hidden(), sieve=Sieve(reports))
    return {(one.kind, one.source.split("/")[1]) for one in search.needles_in(text)}


def test_what_names_an_archived_report_is_found(many):
    assert needles(many, "learning FROM number 7x") == {(TITLE, "old-07")}
    assert needles(many, "see cpr7 2019") == {(REFERENCE, "old-07")}
    assert needles(many, "reports/cpr-07-2019/") == {(REFERENCE, "old-07"), (SLUG, "old-07")}
    assert needles(many, "learning from numbers") == set()


def test_a_file_in_a_folder_of_an_archived_report_is_found_by_its_own_name(many):
    assert needles(many, 'href="plan-qz.pdf"') == {(FILE_NAME, "old-01")}
    assert needles(many, 'href="more/plan-qz.pdf"') == {(FILE_NAME, "old-01")}


def test_a_name_beside_an_ampersand_is_found(many):
    assert needles(many, "?a&plan-qz.pdf&b") == {(FILE_NAME, "old-01")}


def test_of_files_of_one_name_the_first_stands_for_all(many, monkeypatch):
    read = []
    real = archive.tokens_of
    monkeypatch.setattr(archive, "tokens_of", lambda report: read.append(report.source) or real(report))
    assert needles(many, "timeline.pdf") == {(FILE_NAME, "old-01")}
    assert len(read) == 1


def test_of_reports_with_one_title_the_first_stands_for_all_and_each_reference_for_itself(many):
    for report in many[:3]:
        builders.write(report.files.english, report.files.english.read_text().replace(report.title, "The same one"))
    again = builders.read(many[0].files.english.parents[1]).reports
    assert needles(again, "the same one") == {(TITLE, "old-01")}
    assert needles(again, "cpr 2/2019 and cpr 3/2019") == {(REFERENCE, "old-02"), (REFERENCE, "old-03")}


def test_names_that_are_alike_are_each_looked_for(many):
    for number, name in ((4, "time line.pdf"), (5, "time-line.pdf")):
        builders.write(many[number].files.english.parent / name, b"x")
    again = builders.read(many[0].files.english.parents[1]).reports
    assert needles(again, "a time-line.pdf") == {(FILE_NAME, "old-06")}
    assert needles(again, "a time line.pdf") == {(FILE_NAME, "old-05")}


def test_with_one_spelling_of_a_reference_all_are_excused_but_its_address(many):
    search = Search(Hidden(), sieve=Sieve(many))
    assert search.needles_in("CPR 7/2019")
    search.excuse(["See cpr 007 2019."])
    assert search.needles_in("cpr-07-2019 CPR 7/2019 cpr 07 2019") == set()
    (address,) = search.needles_in("reports/cpr-07-2019")
    assert address.literal == "reports/cpr-07-2019"
