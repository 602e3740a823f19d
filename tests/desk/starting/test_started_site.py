"""A new board's site as `board init` makes it: checked, built, released and rehearsed, and looked at as a whole."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import yaml
from new_boards import NOON, OURS, TODAY, copied

from board_reports.desk.starting import Asked, start_site
from board_reports.desk.starting.examples import example_files
from board_reports.desk.starting.program import SCRIPTS
from board_reports.desk.starting.slots import templates_in
from board_reports.reports import Register, Settings, Standing
from board_reports.reports.front_matter import read_front_matter
from board_reports.site.statement import due_after
from board_reports.site.words import LANGUAGES, words_of
from pdf_text import pages_of
from projects import Html, Site, tree

ROOT = Path(__file__).parents[3]
PERMANENT = ("", "about/", "after-12-weeks/", "accessibility/", "privacy/", "leaflets/", "leaflets/learning-events/")
EVERY = (*PERMANENT, "reports/")
NAMES = {"site_src", "published_reports", "docs", "scripts", "plugins"} | {
    *("mkdocs.yml", "mkdocs.cy.yml", "README.md", ".gitignore"),
    *("pyproject.toml", "requirements.lock", "LICENSE"),
}


@pytest.fixture(scope="module")
def built(made):
    made.build(NOON)
    return made


@pytest.fixture
def own(made, tmp_path):
    """A copy that a test may change."""
    return Site(shutil.copytree(made.root, tmp_path / "copy", ignore=shutil.ignore_patterns("site", "var", "plugins")))


def pages(built):
    return [f"{place}{page}" for place in ("", "cy/") for page in EVERY]


def test_the_folder_is_whole(made):
    assert {path.name for path in made.root.iterdir()} == NAMES | ({"site", ".site.lock"} & set(os.listdir(made.root)))
    for name in SCRIPTS:
        assert os.access(made.root / "scripts" / name, os.X_OK)
        assert (made.root / "scripts" / name).read_bytes() == (ROOT / "scripts" / name).read_bytes()
    ours, theirs = (root / "plugins" / "board_reports" for root in (made.root, ROOT))
    brought = tree(ours)
    assert not [name for name in brought if "__pycache__" in name]
    assert brought == {name: data for name, data in tree(theirs).items() if "__pycache__" not in name}
    for unit in (ROOT / "scripts" / "systemd").iterdir():
        assert (made.root / "scripts" / "systemd" / unit.name).is_file()


def test_nothing_of_another_board_is_in_it(made):
    theirs = re.compile(r"cardiff|caerdydd|glamorgan|morgannwg|\b029\b|county hall", re.IGNORECASE)
    for name, data in tree(made.root).items():
        assert not theirs.search(name)
        if not name.startswith(("requirements", "site/", "plugins/")):
            assert not theirs.search(data.decode("utf-8", "replace")), name


def test_both_languages_have_the_same_pages_of_the_same_shape(made):
    shapes = (
        lambda text: list(read_front_matter(text.encode()).values),
        lambda text: [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)],
        lambda text: re.findall(r"^ *(?:-|\d+\.|!!!|:|\|) ", text, re.MULTILINE),
        lambda text: re.findall(r"\]\(([^)\s]+)\)", text),
        lambda text: sorted(re.findall(r"\{board\.\w+\}", text)),
        lambda text: text.count("[[TO FILL IN:"),
    )
    english, welsh = (tree(made.root / "site_src" / language) for language in LANGUAGES)
    assert english.keys() == welsh.keys()
    for name in english:
        for shape in shapes:
            assert shape(english[name].decode()) == shape(welsh[name].decode()), name
        for text, other in ((english[name], welsh[name]), (welsh[name], english[name])):
            assert text != other
    examples = dict(example_files(TODAY))
    for path, text in examples.items():
        if path.endswith(".cy.md"):
            theirs = examples[path.replace(".cy.md", ".md")]
            for shape in shapes[1:4]:
                assert shape(text.split("---\n", 2)[2]) == shape(theirs.split("---\n", 2)[2]), path


def test_check_tells_what_is_open_and_nothing_else(fresh):
    result = fresh.board("check", "--format", "text")
    assert result.exit_code == 1
    told, _, aid = result.output.partition("\nNot checked for")
    assert "The anonymity check is an aid." in aid
    *lines, _, count = told.splitlines()
    assert count == f"{len(lines)} to look at."
    others = [line for line in lines if "Still to fill in" not in line]
    assert [line.split(":")[0] for line in others] == ["docs/to-confirm.md", "mkdocs.yml"]
    assert "urgent" in others[1]
    marks = sum(text.decode().count("[[TO FILL IN:") for text in tree(fresh.root / "site_src").values())
    assert len(lines) - 2 == marks >= 14


def test_once_filled_in_and_confirmed_there_is_nothing_to_tell(fresh):
    own = fresh
    for path in (own.root / "site_src").rglob("*.md"):
        path.write_text(re.sub(r"\[\[TO FILL IN: [^\]]+\]\]", "a fact", path.read_text("utf-8")), "utf-8")
    confirmed = own.root / "docs" / "to-confirm.md"
    confirmed.write_text(confirmed.read_text("utf-8").replace("- [ ]", "- [x]"), "utf-8")
    text = own.config.read_text("utf-8").replace("# urgent: ", "urgent: ").replace("# urgent_cy: ", "urgent_cy: ")
    own.config.write_text(text, "utf-8")
    result = own.board("check")
    assert (result.exit_code, result.output.splitlines()[0]) == (0, "Nothing to tell: 3 reports checked."), (
        result.output
    )


def test_what_is_to_be_confirmed_names_every_welsh_page_and_only_what_is_there(made):
    listed = re.findall(r"(?m)^- \[ \] (\S+?):", (made.root / "docs" / "to-confirm.md").read_text("utf-8"))
    assert all((made.root / path).exists() for path in listed)
    welsh = {path.relative_to(made.root).as_posix() for path in (made.root / "site_src" / "cy").rglob("*.md")}
    assert welsh <= set(listed)


def test_our_own_list_names_the_welsh_of_the_templates():
    listed = (ROOT / "docs" / "to-confirm.md").read_text("utf-8")
    home = "plugins/board_reports/desk/starting/templates"
    welsh = [path for path, _ in templates_in("tree") if path.startswith("site_src/cy/")]
    assert len(welsh) == 6
    assert not [path for path in welsh if f"] {home}/tree/{path}:" not in listed]
    assert f"] {home}/examples:" in listed


def test_statement_and_notice_are_of_the_day(made):
    for language in LANGUAGES:
        text = (made.root / "site_src" / language / "accessibility.md").read_text("utf-8")
        assert read_front_matter(text.encode()).values["review_date"] == TODAY
        words = words_of(language)
        assert words.date(TODAY) in text
        assert words.date(due_after(TODAY)) in text
        assert words.date(TODAY) in (made.root / "site_src" / language / "privacy.md").read_text("utf-8")


@pytest.mark.parametrize("day", [date(2026, 12, 7), date(2027, 1, 1), date(2027, 3, 28), date(2028, 2, 29)])
def test_the_examples_are_one_of_each_kind_around_any_day(tmp_path, day):
    for path, text in example_files(day):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    register = Register.read(tmp_path, Settings(root=tmp_path.parent, require_welsh=True))
    assert not register.stray
    for at in (datetime(day.year, day.month, day.day, hour, tzinfo=UTC) for hour in (1, 12, 22)):
        found = {one.report.fields.reference.split()[1]: one.standing for one in register.at(at).reports}
        assert found == {"CPR": Standing.LIVE, "APR": Standing.SCHEDULED, "SUSR": Standing.EXPIRED}
    before = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(days=1)
    assert len(register.at(before).live) == 2
    for report in register.reports:
        assert report.fields.example is True
        assert not report.content.problems
        assert not report.content.advice
    (draft,) = tmp_path.glob("_*")
    assert sorted(path.name for path in draft.iterdir()) == ["index.cy.md", "index.md"]
    assert "example: true" in (draft / "index.md").read_text("utf-8")


def links_of(page):
    for tag, name in (("a", "href"), ("link", "href"), ("script", "src"), ("img", "src")):
        for element in page.all(tag):
            if name in element.attributes:
                yield element.attributes[name]


def test_the_built_site_is_whole_in_both_languages(built):
    for place in pages(built):
        page = built.html(place)
        language, other = ("cy", "en") if place.startswith("cy/") else ("en", "cy")
        path = place.removeprefix("cy/")
        addresses = {"en": f"https://seaside.example/{path}", "cy": f"https://seaside.example/cy/{path}"}
        assert page.one("html")["lang"] == language
        leads = {
            link["hreflang"]: link["href"]
            for link in page.all("link")
            if "alternate" in link.attributes.get("rel", "").split() and "hreflang" in link.attributes
        }
        assert {leads[language], leads[other]} == set(addresses.values()), place
        assert leads[other] == addresses[other]
        assert OURS.name_cy in page.text if language == "cy" else OURS.name in page.text
        assert "999" in page.text
        reached = {urljoin(addresses[language], link) for link in links_of(page)}
        for name in ("about", "after-12-weeks", "accessibility", "privacy"):
            assert f"https://seaside.example/{'cy/' if language == 'cy' else ''}{name}/" in reached


def test_every_link_inside_the_built_site_leads_somewhere(built):
    files = tree(built.out)
    looked = 0
    for name in files:
        if not name.endswith(".html") or name in ("404.html", "410.html"):
            continue
        address = "https://seaside.example/" + name.removesuffix("index.html")
        for link in links_of(Html(files[name].decode())):
            parts = urlsplit(urljoin(address, link))
            if parts.netloc == "seaside.example":
                path = parts.path.lstrip("/")
                assert f"{path}index.html" in files if path.endswith("/") or not path else path in files, (name, link)
                looked += 1
    assert looked > 300


def test_what_the_whole_site_has_is_there(built):
    for name in ("404.html", "410.html", "status.json", "sitemap.xml", "sitemap.xml.gz", "reports/feed.xml"):
        assert built.has(name), name
    assert built.has("cy/reports/feed.xml")
    assert built.has(".well-known/security.txt")
    for place in ("", "cy/"):
        for kind in ("", "-large-print"):
            pdf = built.out / place / "leaflets" / f"learning-events{kind}.pdf"
            printed = " ".join(" ".join(pages_of(pdf.read_bytes())).split())
            assert (OURS.name_cy if place else OURS.name) in printed
            assert OURS.telephone in printed
            assert "TO FILL IN" not in printed


def test_the_live_example_is_there_and_no_trace_of_the_others(built):
    live = built.html("reports/example-cpr-01-2026/")
    assert "EXAMPLE: Child L" in live.text
    assert built.has("reports/example-cpr-01-2026/7-minute-briefing/index.html")
    assert "ENGHRAIFFT: Plentyn L" in built.html("cy/reports/example-cpr-01-2026/").text
    tokens = ("Adult S", "Oedolyn S", "apr-02", "APR 02", "Household E", "Aelwyd E", "susr-03", "SUSR 03")
    for name, data in tree(built.out).items():
        for token in (*tokens, "Child D", "Plentyn D", "cpr-04", "CPR 04"):
            assert token not in name
            assert token.encode() not in data, (name, token)


def test_a_night_releases_it_and_publishes_examples_only_where_it_is_told_to(own):
    ended = own.nightly(NOON)
    assert (ended.exit_code, ended.document["rung"]) == (0, "full"), ended
    files = tree(own.public)
    for place in ("", "cy/"):
        for page in EVERY:
            assert f"{place}{page}index.html" in files
        assert f"{place}leaflets/learning-events.pdf" in files
    assert not [name for name in files if "example" in name]
    assert not own.nightly(NOON).document["changed"]
    settings = own.config.read_text("utf-8")
    told = settings.replace("    require_welsh: true\n", "    require_welsh: true\n    publish_examples: true\n")
    own.config.write_text(told, "utf-8")
    assert [one["reference"] for one in own.nightly(NOON).document["opened"]] == ["EXAMPLE CPR 01/2026"]
    assert (own.public / "cy" / "reports" / "example-cpr-01-2026" / "index.html").is_file()


def test_a_site_of_which_nothing_is_known_is_built_and_released_with_its_marks(tmp_path):
    start_site(tmp_path / "new", Asked(), today=TODAY)
    site = Site(tmp_path / "new")
    ended = site.nightly(NOON)
    assert (ended.exit_code, ended.document["rung"]) == (0, "full")
    for place in ("", "cy/"):
        home = Html((site.public / place / "index.html").read_text("utf-8"))
        assert "[[TO FILL IN: the Board's name" in home.text
        assert "[[TO FILL IN: the e-mail address of the Business Unit]]" in home.text
        assert not [link for link in links_of(home) if link.startswith(("mailto:", "tel:"))]


@pytest.mark.slow
def test_its_set_up_can_install_the_program_that_it_brings(made, tmp_path):
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", tmp_path]
    copy = copied(made, tmp_path / "copy")
    done = subprocess.run([*command, copy], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("board_reports-*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    templates = {f"board_reports/desk/starting/templates/tree/{path}" for path, _ in templates_in("tree")}
    assert templates <= inside


def test_the_welsh_configuration_inherits_and_says_the_same_in_welsh(made):
    english, welsh = (yaml.safe_load((made.root / name).read_text("utf-8")) for name in ("mkdocs.yml", "mkdocs.cy.yml"))
    assert welsh["INHERIT"] == "mkdocs.yml"
    assert welsh["site_name"] == english["extra"]["board"]["name_cy"] == OURS.name_cy
    assert english["plugins"]["board-reports"] == {"twin": "mkdocs.cy.yml", "require_welsh": True}
    assert welsh["plugins"]["board-reports"] == {"language": "cy", "twin": None}
    assert len(english["nav"]) == len(welsh["nav"])
