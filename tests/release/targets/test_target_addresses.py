"""Addresses of targets: what is understood, what is refused, and that no secret is ever repeated."""

from pathlib import Path

import pytest

from board_reports.release.manifest import Kind
from board_reports.release.rules.grammar import form
from board_reports.release.targets.address import address_of, refusals
from board_reports.release.targets.served import TYPES, WITH_CHARSET, cache_control, content_type

ROOT = Path("/srv/site")


@pytest.mark.parametrize(
    ("text", "remembered", "shown"),
    [
        ("web", "/srv/site/web", "/srv/site/web"),
        ("../web/", "/srv/web", "/srv/web"),
        ("/mnt/the share/web", "/mnt/the share/web", "/mnt/the share/web"),
        ("ssh://web.example/srv/www", "ssh://web.example/srv/www", "ssh://web.example/srv/www"),
        ("ssh://jo@web.example:2222/srv/www/", "ssh://jo@web.example:2222/srv/www", "ssh://web.example:2222/srv/www"),
        ("ssh://[2001:db8::1]/srv", "ssh://[2001:db8::1]/srv", "ssh://[2001:db8::1]/srv"),
        ("s3://reviews-board", "s3://reviews-board", "s3://reviews-board"),
        ("s3://reviews-board/a/b/?region=eu-west-2", *["s3://reviews-board/a/b?region=eu-west-2"] * 2),
        (
            "s3://board.example/?endpoint=https://s3.example:9000/",
            *["s3://board.example?endpoint=https://s3.example:9000"] * 2,
        ),
    ],
)
def test_an_address_is_read_and_remembered_in_one_form(text, remembered, shown):
    address = address_of(text, ROOT)
    assert (address.text, address.shown) == (remembered, shown)
    assert address_of(address.text, Path("/")) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-rf",
        "~/web",
        "web\nother",
        "host:/srv/www",
        "ftp://web.example/srv",
        "file:///srv",
        "ssh://web.example",
        "ssh://web.example/",
        "ssh://-oProxyCommand=id/srv",
        "ssh://-l@web.example/srv",
        "ssh://web.example/srv/../etc",
        "ssh://web.example/srv/-x",
        "ssh://web.example/-x",
        "ssh://web.example/srv/$(id)",
        "ssh://web.example/srv/a b",
        "ssh://web.example/srv/a;id",
        "ssh://web.example/srv/'a",
        "ssh://web.example/~jo",
        "ssh://web.example:99999/srv",
        "ssh://web.example:0/srv",
        "ssh://we b.example/srv",
        "s3://UPPER/x",
        "s3://ab",
        "s3://bucket/../x",
        "s3://bucket/-x",
        "s3://bucket/x?region=eu west",
        "s3://bucket/x?acl=public-read",
        "s3://bucket?endpoint=http://s3.example",
        "s3://bucket?endpoint=https://s3.example/path",
        "s3://bucket?endpoint=ftp://s3.example",
        "s3://bucket?endpoint",
    ],
)
def test_what_is_odd_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        address_of(text, ROOT)


@pytest.mark.parametrize(
    "text",
    [
        "ssh://jo:hunter2@web.example/srv",
        "s3://AKIA:hunter2@bucket/x",
        "s3://hunter2@bucket/x",
        "s3://bucket/x?secret_access_key=hunter2",
        "s3://bucket/x?endpoint=https://jo:hunter2@s3.example",
    ],
)
def test_a_secret_is_refused_and_not_repeated(text):
    with pytest.raises(ValueError, match="secret") as caught:
        address_of(text, ROOT)
    assert "hunter2" not in str(caught.value)


def told(*texts, **taken):
    return refusals([address_of(text, ROOT) for text in texts], taken)


def test_a_target_has_a_place_of_its_own(tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "link").symlink_to("var")
    assert told("a", "b", "ssh://h/a", "ssh://h/ab", "s3://bkt/a", "s3://bkt/ab", "s3://bkt/a?region=x") != []
    assert told("a", "b", "ssh://h/a", "ssh://h/ab", "s3://bkt/a", "s3://bkt/ab", "a") == []
    assert told("a", "a/b")
    assert told("ssh://h/a", "ssh://h/a/b")
    assert told("s3://bkt", "s3://bkt/b")
    assert told(str(tmp_path / "link" / "web"), state_dir=tmp_path / "var")
    assert told(str(tmp_path), state_dir=tmp_path / "var")
    assert told(str(tmp_path / "web"), state_dir=tmp_path / "var") == []


def test_media_types_are_those_of_the_web_servers_rules():
    lines = [line.text.split() for line in form("nginx")]
    start = lines.index(["types", "{"])
    theirs = {}
    for line in lines[start + 1 : lines.index(["}"], start)]:
        theirs |= {ending.rstrip(";"): line[0] for ending in line[1:]}
    assert theirs == TYPES
    (charset,) = [line[1:] for line in lines if line and line[0] == "charset_types"]
    assert {one.rstrip(";") for one in charset} | {"text/html"} == WITH_CHARSET
    assert content_type("a/index.html") == "text/html; charset=utf-8"
    assert content_type("a/it.pdf") == "application/pdf"
    assert content_type("a/it.unknown") == content_type("it") == "application/octet-stream"


@pytest.mark.parametrize(
    ("path", "kind", "live", "kept"),
    [
        ("assets/stylesheets/main.57a0d79d.min.css", "theme", True, "public, max-age=31536000, immutable"),
        ("assets/print.css", "theme", True, "public, max-age=300, must-revalidate"),
        ("reports/a-01-2026/index.html", "report", True, "no-cache"),
        ("reports/a-01-2026/it.pdf", "file", True, "no-cache"),
        ("reports/index.html", "made", True, "no-cache"),
        ("reports/index.html", "made", False, "public, max-age=300, must-revalidate"),
        ("search/search_index.json", "index", True, "no-cache"),
        ("about/index.html", "permanent", True, "public, max-age=300, must-revalidate"),
        ("status.json", "status", False, "no-cache"),
        ("404.html", "error", False, "no-store"),
    ],
)
def test_copies_are_kept_no_longer_than_the_rules_allow(path, kind, live, kept):
    assert cache_control(path, Kind(kind), live=live) == kept
