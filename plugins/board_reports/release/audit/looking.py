"""Looking into files: the texts that the bytes of a file hold, through gzip and the streams of a PDF."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator

from board_reports.release.audit.words import unescaped

MOST_INFLATED = 512 * 1024 * 1024  # bytes; a sitemap or an index is a few megabytes
MOST_NESTED = 5
_PIECE = 512 * 1024  # bytes of a long file that are looked into at once
_BETWEEN = b'},{"'

_GZIP = b"\x1f\x8b"
_OTHER_PACKED = (b"PK\x03\x04", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c", b"Rar!")
_OTHER_ENDINGS = (".br", ".zst", ".lzma", ".lz4")  # brotli has no mark of its own
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_LINE_WITH_BACKSLASH = re.compile(r"^.*\\.*$", re.MULTILINE)
_KERNING = re.compile(rb"\)\s*-?[0-9.]+\s*\(|>\s*-?[0-9.]+\s*<")
_HEX_TEXT = re.compile(rb"<([0-9a-fA-F\s]{4,})>")


class CannotLook(Exception):
    """A file cannot be looked into; the text says why, as the end of a sentence."""


def texts_of(path: str, data: bytes, depth: int = 0) -> Iterator[str]:
    """Every text that a file holds: its own, and those of what is packed in it; raises CannotLook."""
    if depth > MOST_NESTED:
        raise CannotLook("it is packed too many times over")
    if is_gzip(data):
        yield from texts_of(path.removesuffix(".gz"), inflated(data), depth + 1)
    elif data.startswith(b"%PDF"):
        yield from _texts_of_pdf(data, depth)
    elif data.startswith(_OTHER_PACKED) or path.lower().endswith(_OTHER_ENDINGS):
        raise CannotLook("it is packed in a way that cannot be read here")
    else:
        yield from _texts_of_bytes(path, data)


def is_gzip(data: bytes) -> bool:
    """Whether some bytes are packed with gzip."""
    return data.startswith(_GZIP)


def inflated(data: bytes) -> bytes:
    """What a gzip file holds, all of its members; raises CannotLook when it is torn, or too much."""
    found = bytearray()
    while data:
        unpacker = zlib.decompressobj(wbits=31)
        try:
            found += unpacker.decompress(data, MOST_INFLATED + 1 - len(found))
        except zlib.error:
            raise CannotLook("it is no whole gzip file") from None
        if len(found) > MOST_INFLATED:
            raise CannotLook("it holds too much")
        if not unpacker.eof:
            raise CannotLook("it is no whole gzip file")
        data = unpacker.unused_data.lstrip(b"\0")
    return bytes(found)


def _texts_of_bytes(path: str, data: bytes) -> Iterator[str]:
    if path.endswith(".json") and len(data) > 2 * _PIECE:
        for piece in _entries(data):
            yield from _texts_of_bytes(path, piece)
        return
    if data.startswith(_UTF_16):
        yield data.decode("utf-16", "replace")
    if b"\0" in data:
        data = data.replace(b"\0", b"")
    text = data.decode("utf-8", "replace")
    if "\\" not in text:
        yield text
    elif path.endswith(".json") or data.lstrip()[:1] in (b"{", b"["):
        yield unescaped(text)
    else:
        yield text
        yield unescaped("\n".join(_LINE_WITH_BACKSLASH.findall(text)))


def _entries(data: bytes) -> Iterator[bytes]:
    """A long JSON file in pieces, parted where one object of a list follows another: in a text the quote is escaped."""
    start = 0
    while (end := data.find(_BETWEEN, start + _PIECE)) >= 0:
        yield data[start:end]
        start = end
    yield data[start:]


def _texts_of_pdf(data: bytes, depth: int) -> Iterator[str]:
    import pikepdf  # noqa: PLC0415 - slow to load, and a release seldom has a PDF that must be looked into

    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            for item in document.objects:
                pieces = [item.unparse(resolved=True)]
                if isinstance(item, pikepdf.Stream):
                    try:
                        pieces.append(item.read_bytes())
                    except pikepdf.PdfError:
                        pieces.append(item.read_raw_bytes())  # a picture
                for piece in pieces:
                    yield from _texts_of_piece(piece, depth)
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError):
        raise CannotLook("it is no PDF that can be opened") from None


def _texts_of_piece(piece: bytes, depth: int) -> Iterator[str]:
    if piece.startswith((_GZIP, b"%PDF")):
        yield from texts_of("", piece, depth + 1)
        return
    yield piece.replace(b"\0", b"").decode("latin-1")
    joined = _HEX_TEXT.sub(_from_hex, _KERNING.sub(b"", piece)).replace(b"\0", b"")
    if joined != piece:
        yield joined.decode("latin-1")


def _from_hex(match: re.Match[bytes]) -> bytes:
    digits = re.sub(rb"\s", b"", match[1])
    return b" " + bytes.fromhex(digits.decode()[: len(digits) // 2 * 2]) + b" "
