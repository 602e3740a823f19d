"""A page is taken from the cache when nothing has changed that it is made from, and made anew when anything has."""

import os
import shutil
import unicodedata

import pytest

import builders
import caching
import projects
from board_reports.site.cache import frame_print
from board_reports.site.publication import Publication
from board_reports.site.rendering import publishing
from board_reports.site.words import words_of
from site_in_two import two_languages, welsh

WINTER, SPRING = "cpr-01-2026", "cpr-02-2026"
TITLE = "A review of the winter"
FOLDER = "winter-folder"
CONDITION = '{%% if page.title == "' + TITLE + '" %%}<p>%s</p>{%% endif %%}'
BODY = """\
The panel met, in caf\u00e9s too. [Itself](../winter-folder/index.md), [a file](timeline.pdf).

## What it found

It found this.
"""


def template(inner, name="main.html", block="content"):
    """A template that shows something on the winter report's page, and on no page that has been tried."""
    return f'{{% extends "board.html" %}}{{% block {block} %}}{{{{ super() }}}}{CONDITION % inner}{{% endblock %}}'


SHOWS = (
    "{{ config.extra.word }} {{ config.theme.word }} {{ config.plugins['material/search'].config.separator }}"
    " {% for one in nav.pages %}{{ one.title }} {% endfor %} first"
)
KEYS = {
    "site_name": "Example Board",
    "theme": {"name": "material", "font": False, "custom_dir": "own_theme", "word": "old"},
    "nav": [{"Welcome": "index.md"}, {"More": "more.md"}],
    "extra": {"board": projects.BOARD, "word": "old-word"},
    "extra_css": ["own.css"],
    "copyright": "The Board",
}
OPTIONS = {"review_types": {"cpr-concise": {"en": "The old label", "cy": "Yr hen label"}}}


def set_up(root):
    site = projects.make(root)
    configure(site)
    builders.write(site.root / "own_theme" / "main.html", template(SHOWS))
    site.page("own.css", "p { color: black; }")
    site.page("more.md", "# More\n")
    site.page("about.md", "# About us\n")
    welsh(site, "index.md", "# Croeso\n")
    welsh(site, "more.md", "# Mwy\n")
    front = {
        "summary": "In short.",
        "review_type": "cpr-concise",
        "revised_date": "2026-06-20",
        "revision_note": "Mended.",
    }
    english = site.report(f"{FOLDER}/", BODY, title=TITLE, **front)
    builders.write_twin(english, "Testun [ffeil](timeline.pdf).\n", title=TITLE)
    builders.write_part(english.parent / "briefing.md")
    builders.write(english.parent / "timeline.pdf", builders.pdf())
    site.report("spring", title="A review of the spring", reference="CPR 02/2026")
    return site


def configure(site, keys=None, **options):
    two_languages(site, {**KEYS, **(keys or {})}, **{**OPTIONS, **options})


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A site that has been built once, to be set up again at the same place for each test."""
    root = tmp_path_factory.mktemp("kept") / "project"
    site = set_up(root)
    with caching.counting() as made:
        assert caching.build(site).left_out_count == 0
    assert sorted(made) == EVERY
    caching.assert_same(site)
    copy = root.with_name("copy")
    shutil.copytree(root, copy)
    return site, copy


@pytest.fixture
def warm(base):
    site, copy = base
    shutil.rmtree(site.root)
    shutil.copytree(copy, site.root)
    return site


EVERY = sorted((language, slug) for language in ("en", "cy") for slug in (WINTER, SPRING))
OF_ENGLISH = [("en", WINTER), ("en", SPRING)]
OF_WINTER = [("cy", WINTER), ("en", WINTER)]
OF_SPRING = [("cy", SPRING), ("en", SPRING)]


def test_with_nothing_changed_every_page_is_taken_from_the_cache(warm):
    caching.plant(warm)
    with caching.counting() as made:
        caching.build(warm)
    assert made == []
    pages = {f"{slug}/index.html" for slug in (WINTER, SPRING, f"{WINTER}/briefing")}
    assert caching.planted(warm) == {f"{place}reports/{page}" for page in pages for place in ("", "cy/")}


def test_with_nothing_changed_the_site_is_the_same(warm):
    for _ in range(2):
        caching.build(warm)
        caching.assert_same(warm)


def test_files_are_cleaned_once(warm, monkeypatch):
    monkeypatch.setattr("board_reports.site.attach.public_bytes", None)
    caching.build(warm)


def change(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def winter(site, name="index.md"):
    return site.reports / FOLDER / name


def in_winter(old, new, name="index.md"):
    return lambda site, patch: change(winter(site, name), old, new)


def keys(**changed):
    return lambda site, patch: configure(site, changed)


def options(**changed):
    return lambda site, patch: configure(site, **changed)


def theme(**changed):
    return keys(theme={**KEYS["theme"], **changed})


def extra(**changed):
    return keys(extra={**KEYS["extra"], **changed})


def add_twin(site, patch):
    builders.write_twin(site.reports / "spring.md")


def take_twin(site, patch):
    winter(site, "index.cy.md").unlink()


def rename_folder(site, patch):
    """The text then links to another report, where it linked to itself."""
    (site.reports / FOLDER).rename(site.reports / "another-folder")


def decompose(site, patch):
    winter(site).write_text(unicodedata.normalize("NFD", winter(site).read_text("utf-8")), "utf-8")


def other_bytes(site, patch):
    builders.write(winter(site, "timeline.pdf"), builders.pdf("Another text"))


def unlisted_file(site, patch):
    builders.write(winter(site, "unlisted.pdf"), builders.pdf())


def rename_part(site, patch):
    winter(site, "briefing.md").rename(winter(site, "leaflet.md"))


def package(site, patch):
    """A package of another version is installed."""
    builders.write(site.root / "packages" / "some_theme-2.0.dist-info" / "METADATA", "")
    patch.syspath_prepend(str(site.root / "packages"))


def own_file(site, patch):
    """A file of this program changes, while its version stays."""
    really = frame_print._files_of

    def with_another(folder):
        yield from really(folder)
        if "board_reports" in str(folder):
            yield "new.py", b"pass"

    patch.setattr(frame_print, "_files_of", with_another)
    if read_once := getattr(frame_print._own_code, "__wrapped__", None):
        patch.setattr(frame_print, "_own_code", read_once)


def other_words(site, patch):
    for language in ("en", "cy"):
        patch.setitem(words_of(language).sentences, "about_report", "qzxwordxzq")


def own_template(site, patch):
    change(site.root / "own_theme" / "main.html", "first", "second")


def own_partial(site, patch):
    builders.write(site.root / "own_theme" / "partials" / "copyright.html", "<p>Ours</p>")


def page_of_docs(name, text):
    return lambda site, patch: site.page(name, text)


REVISED = "2026-06-20"
QUICK = {"text", "twin", "part", "attachment", "folder renamed", "site_name", "words", "own template", "footer page"}
CHANGES = {
    "text": (in_winter("The panel met", "The panel came together"), OF_WINTER),
    "title": (in_winter(TITLE, "Another title"), OF_WINTER),
    "summary": (in_winter("In short", "At length"), OF_WINTER),
    "private note": (in_winter("summary:", "note: seen\nsummary:"), OF_WINTER),
    "letters in another form": (decompose, OF_WINTER),
    "twin": (in_winter("Testun", "Geiriau", "index.cy.md"), OF_WINTER),
    "twin comes": (add_twin, OF_SPRING),
    "twin goes": (take_twin, OF_WINTER),
    "part": (in_winter("The panel met", "The panel came", "briefing.md"), OF_WINTER),
    "part renamed": (rename_part, OF_WINTER),
    "attachment": (other_bytes, OF_WINTER),
    "unlisted file": (unlisted_file, OF_WINTER),
    "folder renamed": (rename_folder, OF_WINTER),
    "site_name": (keys(site_name="Another Board"), OF_ENGLISH),
    "board": (extra(board={**projects.BOARD, "telephone": "01632 960 111"}), EVERY),
    "urgent": (extra(board={**projects.BOARD, "urgent": "Call 999 and nobody else."}), EVERY),
    "copyright": (keys(copyright="Somebody"), EVERY),
    "palette": (theme(palette={"scheme": "slate"}), EVERY),
    "a word of the theme": (theme(word="new"), EVERY),
    "features": (theme(features=["navigation.tabs"]), EVERY),
    "a word for templates": (extra(word="new-word"), EVERY),
    "review type": (options(review_types={"cpr-concise": {"en": "The new label", "cy": "Y label newydd"}}), EVERY),
    "weeks": (options(weeks=13), EVERY),
    "nav": (keys(nav=[{"Home": "index.md"}, {"More": "more.md"}]), EVERY),
    "stylesheet": (keys(extra_css=["own.css", "more.css"]), EVERY),
    "search option": (lambda site, patch: search_option(site), EVERY),
    "site address": (keys(site_url="https://other.example/"), EVERY),
    "package": (package, EVERY),
    "own code": (own_file, EVERY),
    "words": (other_words, EVERY),
    "own template": (own_template, EVERY),
    "own partial": (own_partial, EVERY),
    "footer page": (page_of_docs("about.md", "# About the Board\n"), OF_ENGLISH),
    "bytes of a stylesheet": (page_of_docs("own.css", "p { color: red; }"), []),
    "text of a permanent page": (page_of_docs("more.md", "# More\n\nOther words.\n"), []),
}


def search_option(site):
    configure(site)
    change(site.config, "search: {}", 'search: {separator: "[ -]+"}')


def marked(name):
    return pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow])


@pytest.mark.parametrize("name", [marked(name) for name in CHANGES])
def test_a_change_makes_anew_what_it_may_touch(warm, name, monkeypatch):
    make, expected = CHANGES[name]
    make(warm, monkeypatch)
    with caching.counting() as made:
        caching.build(warm)
    assert sorted(made) == sorted(expected)
    caching.assert_same(warm)
    with caching.counting() as made:
        caching.build(warm)
    assert made == [], "and only once"


def test_the_day_of_a_correction_makes_its_page_anew(warm):
    for day, expected in (("2026-06-19", []), (REVISED, OF_WINTER), ("2026-06-21", [])):
        with caching.counting() as made:
            caching.build(warm, day)
        assert sorted(made) == expected, day
        caching.assert_same(warm, day)


def test_a_report_that_opens_is_made_and_the_others_are_taken(warm):
    warm.report("late", title="A late one", reference="CPR 03/2026", publication_date="2026-06-11")
    with caching.counting() as made:
        caching.build(warm, "2026-06-11")
    assert sorted(made) == [("cy", "cpr-03-2026"), ("en", "cpr-03-2026")]
    caching.assert_same(warm, "2026-06-11")


# What the key is made of, each with a change that nothing else in it would notice.
TAKEN_OUT = {
    "what pages are made from": (publishing, "_print_of", lambda publication, frame, tried: "", ["site_name"]),
    "the files": (Publication, "digest_of", lambda self, slug: "x", ["letters in another form"]),
    "packages": (frame_print, "packages", list, ["package"]),
    "own code": (frame_print, "_own_code", str, ["own code"]),
    "configuration": (
        frame_print,
        "_configured",
        lambda config: {},
        ["a word of the theme", "a word for templates", "search option"],
    ),
    "the project": (frame_print, "_told", lambda project: "", ["words"]),
    "custom_dir": (frame_print, "_files_of", lambda folder: [], ["own template"]),
    "navigation": (publishing, "_navigation", lambda frame: [], ["navigation of one page"]),
    "trial pages": (publishing, "_TRIED", (), ["footer page"]),
}


def navigation_of_one_page(site, patch):
    """Only the winter report's page has one, so that no page that has been tried shows it."""
    site.page("more.md", "# Further\n")


def without_navigation(site):
    change(site.config, "nav:\n- Welcome: index.md\n- More: more.md\n", "")
    text = template(SHOWS).replace("{% block content %}", "{% block site_nav %}" + ONLY_THERE + "{% block content %}")
    (site.root / "own_theme" / "main.html").write_text(text, "utf-8")


ONLY_THERE = '{% if page.title == "' + TITLE + '" %}{{ super() }}{% endif %}{% endblock %}'


@pytest.mark.slow
@pytest.mark.parametrize(("name", "case"), [(name, case) for name, (*_, cases) in TAKEN_OUT.items() for case in cases])
def test_without_a_part_of_the_key_a_change_is_not_noticed(base, name, case, monkeypatch):
    """The change is one that the directed test above sees; here the page is taken from the cache all the same."""
    site, _ = base
    shutil.rmtree(site.root)
    set_up(site.root)
    if case == "navigation of one page":
        without_navigation(site)
    module, attribute, instead, _ = TAKEN_OUT[name]
    make = CHANGES[case][0] if case in CHANGES else navigation_of_one_page
    with monkeypatch.context() as patch:
        patch.setattr(module, attribute, instead)
        caching.build(site)
        make(site, patch)
        with caching.counting() as made:
            caching.build(site)
        assert ("en", WINTER) not in made
        if case not in CHANGES:
            patch.undo()
            with caching.counting() as made:
                caching.build(site)
            assert ("en", WINTER) in made, "with it, the change is noticed"


def saved_while_building(site, patch):
    """A person saves the report between its being read and its being looked at for the key."""
    really = Publication.digest_of

    def digest_of(self, slug):
        if slug == WINTER:
            winter(site).write_text(winter(site).read_text("utf-8").replace("met", "parted"), "utf-8")
        return really(self, slug)

    patch.setattr(Publication, "digest_of", digest_of)


def test_a_text_saved_while_the_site_is_built_is_shown_by_the_next_build(warm, monkeypatch):
    shutil.rmtree(caching.kept(warm))
    with monkeypatch.context() as patch:
        saved_while_building(warm, patch)
        caching.build(warm)
        assert "The panel met" in warm.read(f"reports/{WINTER}/index.html")
        caching.build(warm)
    assert "The panel parted" in warm.read(f"reports/{WINTER}/index.html")


def rename_without_the_source(publication, report, printed):
    return printed + publication.digest_of(report.slug) + str(report.revised)


def test_without_its_name_in_the_key_a_renamed_report_keeps_its_links(warm, monkeypatch):
    monkeypatch.setattr(publishing, "_key", rename_without_the_source)
    caching.build(warm)
    rename_folder(warm, monkeypatch)
    caching.build(warm)
    with pytest.raises(AssertionError):
        caching.assert_same(warm)


def test_without_the_day_of_the_correction_in_the_key_it_is_not_told(warm, monkeypatch):
    monkeypatch.setattr(
        publishing, "_key", lambda publication, report, printed: printed + publication.digest_of(report.slug)
    )
    caching.build(warm)
    caching.build(warm, REVISED)
    with pytest.raises(AssertionError):
        caching.assert_same(warm, REVISED)


@pytest.mark.parametrize("kind", ["pipe", "link", "gone"])
def test_a_file_that_cannot_be_looked_at_keeps_a_page_out_of_the_cache_and_stops_nothing(warm, kind, monkeypatch):
    beside = winter(warm, "unlisted.bin")
    if kind == "pipe":
        os.mkfifo(beside)
    elif kind == "link":
        beside.symlink_to("/etc/hostname")
    else:
        beside.write_text("x")
        really = publishing._print_of

        def then_gone(publication, frame, tried):
            beside.unlink(missing_ok=True)
            return really(publication, frame, tried)

        monkeypatch.setattr(publishing, "_print_of", then_gone)
    with caching.counting() as made:
        assert caching.build(warm).left_out_count == 0
    assert sorted(made) == OF_WINTER
    assert warm.has(f"reports/{WINTER}/index.html")
