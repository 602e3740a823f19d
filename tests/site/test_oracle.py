"""The oracle itself: it sees through every disguise, and finds nothing where there is nothing."""

import gzip

import pytest

import builders
import oracle

DISGUISES = dict(oracle.disguises("qzxtokenxzq"))


@pytest.mark.parametrize("form", DISGUISES)
def test_a_token_is_found_in_every_form(tmp_path, form):
    builders.write(tmp_path / "page.html", b"before " * (form[:4] not in ("gzip", "PDF")) + DISGUISES[form])
    assert oracle.found(tmp_path, ["qzxtokenxzq"]) == {"qzxtokenxzq": "page.html"}


@pytest.mark.parametrize("name", ["qzxtokenxzq.txt", ".qzxtokenxzq", "a/QZXtokenXZQ/b.txt"])
def test_a_token_is_found_in_names(tmp_path, name):
    builders.write(tmp_path / name, "")
    assert "qzxtokenxzq" in oracle.found(tmp_path, ["qzxtokenxzq"])


def test_a_token_is_found_in_a_link(tmp_path):
    (tmp_path / "link").symlink_to("qzxtokenxzq")
    assert "qzxtokenxzq" in oracle.found(tmp_path, ["qzxtokenxzq"])


def test_a_copy_is_found_by_its_bytes(tmp_path):
    builders.write(tmp_path / "x.bin", b"the bytes of a file")
    builders.write(tmp_path / ".x.gz", gzip.compress(b"the bytes of a file"))
    assert oracle.copies(tmp_path, [b"the bytes of a file"]) == [".x.gz", "x.bin"]


def test_nothing_is_found_where_nothing_is(tmp_path):
    canary = oracle.plant(tmp_path / "reports")
    builders.write(tmp_path / "out" / "index.html", "<p>qzx and xzq and title</p>")
    assert oracle.traces(tmp_path / "out", canary) == {}
    assert set(oracle.traces(tmp_path / "reports", canary)) > set(canary.tokens.values())
