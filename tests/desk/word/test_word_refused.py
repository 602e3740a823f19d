"""Files that are no Word document of a report: each is refused with one message, at once, and nothing is unpacked."""

import io
import struct
import time
import zipfile
from contextlib import suppress

import pytest
from word_files import Word, added, changed, image, imported

import builders
from board_reports.desk.word import CannotImport, importing, opening, pandoc
from board_reports.desk.word.opening import MOST_BYTES

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
MAIN = "word/document.xml"


def packed(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def good():
    return Word("A line of the report.").bytes


def of_type(kind):
    swap = b"wordprocessingml.document.main+xml"
    return changed(good(), "[Content_Types].xml", lambda old: old.replace(swap, kind))


def refused(data):
    with pytest.raises(CannotImport) as caught:
        imported(data)
    assert caught.value.message.endswith(".")
    assert caught.value.fix.endswith((".", "]'"))
    return str(caught.value)


CASES = {
    "nothing": (lambda: b"", "is empty"),
    "zeros": (lambda: b"\0" * 100, "is empty"),
    "a renamed PDF": (builders.pdf, "is a PDF"),
    "old Word": (lambda: OLE, "old Word"),
    "a password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "rich text": (lambda: b"{\\rtf1 text}", "Rich Text"),
    "a web page": (lambda: b"<html>text</html>", "web page"),
    "text": (lambda: b"Dear Board,", "no Word document"),
    "a picture": (image, "no Word document"),
    "half a file": (lambda: good()[: len(good()) // 2], "damaged"),
    "a broken part": (lambda: changed(good(), MAIN, lambda _: b"<w:document"), "damaged"),
    "another zip": (lambda: packed(a="b"), "no Word document"),
    "OpenDocument": (lambda: packed(mimetype="application/vnd.oasis.opendocument.text"), "OpenDocument"),
    "macros": (lambda: of_type(b"x.macroEnabled.main+xml"), "macros"),
    "hidden macros": (lambda: added(good(), "word/vbaProject.bin", b"x"), "macros"),
    "a template": (lambda: of_type(b"wordprocessingml.template.main+xml"), "template"),
    "a spreadsheet": (lambda: of_type(b"spreadsheetml.sheet.main+xml"), "spreadsheet"),
    "no main part": (lambda: changed(good(), MAIN, lambda _: None), "damaged"),
    "the strict form": (
        lambda: changed(
            good(),
            MAIN,
            lambda old: old.replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            ),
        ),
        "strict form",
    ),
    "no text": (lambda: Word("", " ").bytes, "no text"),
    "the office block alone": (lambda: Word("For Welsh Government use only", "Date").bytes, "no text"),
    "a part twice": (lambda: twice(good()), "damaged"),
}


def twice(data):
    with pytest.warns(UserWarning, match="Duplicate"):
        return added(data, MAIN, zipfile.ZipFile(io.BytesIO(data)).read(MAIN))


@pytest.mark.parametrize("case", list(CASES))
def test_what_is_no_report_in_word_is_refused(case):
    make, words = CASES[case]
    assert words in refused(make())


def test_every_cut_of_a_file_gives_a_message():
    data = good()
    for end in range(1, len(data), max(1, len(data) // 12)):
        refused(data[:end])


def test_a_flipped_byte_gives_a_message_or_the_text():
    data = good()
    for place in range(40, len(data), max(1, len(data) // 12)):
        with suppress(CannotImport):
            imported(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])


def test_a_file_that_is_too_large_is_refused():
    assert "50 MB" in refused(b"PK" + b"\0" * MOST_BYTES)


def test_a_bomb_is_not_unpacked(monkeypatch):
    bomb = added(good(), "word/media/1.png", b"\0" * (20 * 1024 * 1024))
    assert len(bomb) < 100_000
    monkeypatch.setattr(zipfile.ZipFile, "read", None)  # nothing is read to find it out
    monkeypatch.setattr(opening, "MOST_UNPACKED", 10 * 1024 * 1024)
    assert "unpacks to far more" in refused(bomb)


def test_a_bomb_in_one_part_is_not_unpacked():
    bomb = changed(good(), MAIN, lambda old: old + b" " * (opening.MOST_XML + 1))
    assert len(bomb) < 200_000
    assert "far larger" in refused(bomb)


def test_more_entries_than_any_document_has_are_refused():
    out = io.BytesIO(good())
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(opening.MOST_ENTRIES):
            archive.writestr(f"x{number}", b"")
    assert "unpacks to far more" in refused(out.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("kind", ["laughs", "file", "outside"])
def test_entities_are_never_expanded(kind, encoding, tmp_path):
    secret = builders.write(tmp_path / "secret", "Zebedee")
    declared = {
        "laughs": '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">',
        "file": f'<!ENTITY c SYSTEM "file://{secret}">',
        "outside": '<!ENTITY c SYSTEM "http://127.0.0.1:1/x">',
    }[kind]

    def change(old):
        text = old.decode().split("?>", 1)[1].replace("A line", "A &c; line")
        return f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [{declared}]>{text}'.encode(encoding)

    assert "parts that Word does not write" in refused(changed(good(), MAIN, change))


def test_a_part_with_entities_elsewhere_is_refused_too():
    bad = b'<!DOCTYPE x [<!ENTITY a "b">]><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    assert "parts that Word does not write" in refused(changed(good(), "word/styles.xml", lambda _: bad))


@pytest.mark.parametrize(("deep", "words"), [(100, "damaged"), (30, "inside one another")])
def test_deep_nesting_gives_a_message(deep, words, monkeypatch):
    inner = "<w:p/>"
    for _ in range(deep):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    word = changed(good(), MAIN, lambda old: old.replace(b"<w:body>", b"<w:body>" + inner.encode()))
    if deep == 30:
        monkeypatch.setattr(importing, "written", too_deep)
    assert words in refused(word)


def too_deep(*_):
    raise RecursionError


def test_a_reader_that_hangs_is_stopped(tmp_path):
    slow = tmp_path / "pandoc"
    slow.write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    slow.chmod(0o755)
    started = time.monotonic()
    with pytest.raises(CannotImport, match="longer than"):
        pandoc.read_document(b"x", program=str(slow), seconds=0.3)
    assert time.monotonic() - started < 20


def test_a_reader_that_fails_or_is_not_there_gives_a_message(tmp_path):
    with pytest.raises(CannotImport, match="cannot be read"):
        pandoc.read_document(b"not a document")
    with pytest.raises(CannotImport, match="does not run"):
        pandoc.read_document(b"x", program=str(tmp_path / "nothing"))


def test_the_reader_finds_nothing_of_the_caller(tmp_path, monkeypatch):
    monkeypatch.setenv("BOARD_SMTP_PASSWORD", "Zebedee")
    script = tmp_path / "pandoc"
    script.write_text("#!/bin/sh\n/usr/bin/env > " + str(tmp_path / "seen") + "\necho '{}'\n")
    script.chmod(0o755)
    pandoc.read_document(b"x", program=str(script))
    assert "Zebedee" not in (tmp_path / "seen").read_text()


def test_which_file_of_two_is_wrong_is_said():
    with pytest.raises(CannotImport, match=r"The Welsh file: The file is a PDF\."):
        imported(good(), builders.pdf())


def test_an_encrypted_entry_is_refused():
    data = bytearray(good())
    place = data.rfind(b"PK\x01\x02")
    flags = struct.unpack_from("<H", data, place + 8)[0]
    struct.pack_into("<H", data, place + 8, flags | 1)
    assert "password" in refused(bytes(data))
