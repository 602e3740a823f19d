"""JPEG and JPEG 2000 data as it is published inside a PDF: the picture, and nothing that was written beside it."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from board_reports.reports.cleaning.icc import without_names

_KEPT_SEGMENTS = frozenset({0xE0, 0xEE})  # JFIF, and Adobe's, which says what the colours are
_KEPT_BOXES = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
_KEPT_IN_HEADER = frozenset({b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef"})
_SIGNATURE = b"\x00\x00\x00\x0cjP  \r\n\x87\n"


def without_notes(data: bytes) -> bytes:
    """A JPEG without Exif, XMP, comments, profiles and what follows its end; raises ValueError when it is none."""
    if data[:2] != b"\xff\xd8":
        raise ValueError("it is no JPEG")
    return data[:2] + b"".join(_segments(data)) + b"\xff\xd9"


def _segments(data: bytes) -> Iterator[bytes]:
    """The segments that stay, each scan with its pixels."""
    place = 2
    while True:
        while data[place : place + 2] == b"\xff\xff":
            place += 1
        if place + 2 > len(data) or data[place] != 0xFF:
            raise ValueError("a JPEG is torn")
        marker = data[place + 1]
        if marker == 0xD9:
            return
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        end = place + 2 + length
        if length < 2 or end > len(data):
            raise ValueError("a JPEG is torn")
        if marker == 0xDA:
            end = _end_of_scan(data, end)
        if marker == 0xE0:
            yield b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"  # without its little picture
        elif marker in _KEPT_SEGMENTS or not (0xE0 <= marker <= 0xEF or marker >= 0xF0):
            yield data[place:end]
        place = end


def _end_of_scan(data: bytes, start: int) -> int:
    """Where the next segment begins after the pixels of a scan."""
    place = start
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 1 >= len(data):
            raise ValueError("a JPEG is torn")
        follower = data[place + 1]
        if follower == 0 or 0xD0 <= follower <= 0xD7 or follower == 0xFF:
            place += 1 if follower == 0xFF else 2
            continue
        return place


def without_boxes(data: bytes) -> bytes:
    """JPEG 2000 data without XML, UUID and other notes, and without comments; raises ValueError when it is none."""
    if not data.startswith(_SIGNATURE):
        return _codestream(data)
    return b"".join(_box(kind, content) for kind, content in _boxes(data) if kind in _KEPT_BOXES)


def _box(kind: bytes, content: bytes) -> bytes:
    if kind == b"jp2h":
        inner = [(name, inside) for name, inside in _boxes(content) if name in _KEPT_IN_HEADER]
        content = b"".join(_box(name, inside) for name, inside in inner)
    elif kind == b"colr" and content[:1] == b"\x02":
        content = content[:3] + without_names(content[3:])
    elif kind == b"jp2c":
        content = _codestream(content)
    return struct.pack(">I4s", len(content) + 8, kind) + content


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place < len(data):
        if place + 8 > len(data):
            raise ValueError("JPEG 2000 data is torn")
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        start, end = place + 8, place + length
        if length == 1:
            start, end = place + 16, place + int.from_bytes(data[place + 8 : place + 16], "big")
        elif length == 0:
            end = len(data)
        if not start <= end <= len(data):
            raise ValueError("JPEG 2000 data is torn")
        yield kind, data[start:end]
        place = end


def _codestream(data: bytes) -> bytes:
    """The pixels, with a main header without comments."""
    if data[:2] != b"\xff\x4f":
        raise ValueError("it is no JPEG 2000 data")
    kept, place = [data[:2]], 2
    while data[place : place + 2] != b"\xff\x90":  # the first tile
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        end = place + 2 + length
        if length < 2 or end > len(data) or data[place] != 0xFF:
            raise ValueError("JPEG 2000 data is torn")
        if data[place + 1] != 0x64:
            kept.append(data[place:end])
        place = end
    end = data.rfind(b"\xff\xd9")
    return b"".join(kept) + (data[place : end + 2] if end > place else data[place:])
