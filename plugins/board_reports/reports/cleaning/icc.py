"""ICC colour profiles as they are published: the numbers that make colours, without names, dates and descriptions."""

from __future__ import annotations

import struct

_NUMBERS = frozenset(
    b"wtpt bkpt rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC chad A2B0 A2B1 A2B2 B2A0 B2A1 B2A2 lumi gamt cicp".split()
)
_HEADER = 128
_MOST_TAGS = 100
_TEXT = b"text\0\0\0\0none\0"
_DESCRIPTION = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"none\0" + bytes(4 + 4 + 2 + 1 + 67)
_IN_ENGLISH = struct.pack(">II2s2sII", 1, 12, b"en", b"GB", 8, 28) + "none".encode("utf-16-be")
_NAMES = {
    2: {b"desc": _DESCRIPTION, b"cprt": _TEXT},
    4: dict.fromkeys((b"desc", b"cprt"), b"mluc\0\0\0\0" + _IN_ENGLISH),
}


def without_names(profile: bytes) -> bytes:
    """A profile with its numbers alone; raises ValueError when it is none."""
    if len(profile) < _HEADER + 4 or profile[36:40] != b"acsp" or profile[8] not in _NAMES:
        raise ValueError("it is no colour profile")
    count = int.from_bytes(profile[128:132], "big")
    if count > _MOST_TAGS:
        raise ValueError("a colour profile has too much in it")
    tags = {}
    for number in range(count):
        name, start, length = struct.unpack(">4sII", profile[132 + 12 * number :][:12])
        if start + length > len(profile):
            raise ValueError("a colour profile is torn")
        if name in _NUMBERS:
            tags[name] = profile[start : start + length]
    tags |= _NAMES[profile[8]]
    body, table, places = b"", b"", dict[bytes, int]()
    for name, content in sorted(tags.items()):
        if content not in places:
            places[content] = _HEADER + 4 + 12 * len(tags) + len(body)
            body += content + bytes(-len(content) % 4)
        table += struct.pack(">4sII", name, places[content], len(content))
    # size, version and classes stay; makers, dates, flags and digests go
    header = bytearray(_HEADER)
    header[8:24], header[36:40], header[64:80] = profile[8:24], b"acsp", profile[64:80]
    header[24:36] = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    header[0:4] = struct.pack(">I", _HEADER + 4 + len(table) + len(body))
    return bytes(header) + struct.pack(">I", len(tags)) + table + body
