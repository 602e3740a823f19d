"""The canary and its oracle: a report whose every part is unmistakable, and a search for any of it in a whole output.

It knows nothing of how the site is built. What it finds is a trace, wherever and however it is written.
"""

import base64
import contextlib
import gzip
import hashlib
import html
import io
import re
import struct
import zlib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

import material
import pikepdf
from PIL import Image, UnidentifiedImageError

import builders
from board_reports.reports.cleaning import cleaned

OPENS, CLOSES = "2026-06-01T00:00", "2026-08-24T00:00"

PUBLIC = [
    "title",
    "reference",
    "summary",
    "heading",
    "sentence",
    "alternative",
    "caption",
    "cell",
    "footnote",
    "admonition",
    "linked",
    "linkedtext",
    "attached",
    "attachedlabel",
    "attachedtext",
    "picture",
    "picturebytes",
    "part",
    "parttitle",
    "parttext",
    "revision",
]
WELSH = ["cytitle", "cysummary", "cysentence", "cylabel", "cyrevision", "cyparttitle", "cyparttext"]
PRIVATE = ["source", "note", "minute", "waiver", "unlisted", "unlistedtext", "comment", "picturenote", "attachednote"]


@dataclass
class Canary:
    """A planted report: its tokens by part, and the bytes of its files by token."""

    stem: str
    file: Path
    tokens: dict[str, str]
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def slug(self):
        return f"{self.tokens['reference']}-77-2026"

    @property
    def traces(self):
        """All that must not be there while the report is not live."""
        every = [*self.files.values(), *self.published.values()]
        digests = [hashlib.new(kind, data) for kind in ("sha256", "sha1", "md5") for data in every]
        return [*self.tokens.values(), *(digest.hexdigest() for digest in digests)]

    @property
    def published(self):
        """The bytes that the public gets of its files, by name, while it is live."""
        return {name: cleaned(name.rsplit(".", 1)[-1], data) for name, data in self.files.items()}

    @property
    def public(self):
        """The tokens of what an English site shows of it while it is live."""
        return [self.tokens[name] for name in PUBLIC]

    @property
    def private(self):
        """The tokens that are never anywhere."""
        return [token for name, token in self.tokens.items() if name not in PUBLIC and name not in WELSH]

    def token(self, name):
        """The token of a part of the report, made when it is first asked for."""
        return self.tokens.setdefault(name, f"{self.stem}{name}{self.stem[::-1]}")

    def change(self, old, new):
        """Write something else into the English file."""
        text = self.file.read_text("utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new), "utf-8")


def plant(reports, stem="qzx", **front):
    """Write a canary: a folder with its text, a part, Welsh twins, a file of each kind, and every private key."""
    one = Canary(stem, Path(), {})
    t = {name: one.token(name) for name in (*PUBLIC, *WELSH, *PRIVATE)}
    home = Path(reports) / t["source"]
    values = {
        "title": f"Title {t['title']} & more",
        "reference": f"{t['reference'].upper()} 77/2026",
        "publication_date": date(2026, 6, 1),
        "approved_date": date(2026, 5, 20),
        "review_type": "cpr-concise",
        "summary": f"Summary {t['summary']}.",
        "revised_date": date(2026, 6, 1),
        "revision_note": f"Revision {t['revision']}.",
        "note": f"Note {t['note']}.",
        "approved_minute": f"Minute {t['minute']}.",
        "attachments": builders.Raw(
            f"\n  - file: {t['attached']}.pdf\n    title: Label {t['attachedlabel']}\n    title_cy: {t['cylabel']}"
        ),
        "waivers": builders.Raw(f"\n  - kind: name\n    digest: abc\n    reason: Because {t['waiver']}"),
    } | front
    body = f"""
## Heading {t["heading"]}

Sentence {t["sentence"]} & [a file]({t["linked"]}.pdf). <!-- {t["comment"]} -->

![Alternative {t["alternative"]}]({t["picture"]}.png "Caption {t["caption"]}")

| Column | Other |
|---|---|
| {t["cell"]} | 2 |

!!! note "{t["admonition"]}"
    A footnote.[^1]

[^1]: {t["footnote"]}
"""
    one.file = builders.write(home / "index.md", f"---\n{builders.front_lines(values)}---\n{body}")
    welsh = {"title": t["cytitle"], "summary": t["cysummary"], "revision_note": t["cyrevision"]}
    builders.write_twin(one.file, f"{t['cysentence']}\n", **welsh)
    part = builders.write_part(home / f"{t['part']}.md", f"{t['parttext']}\n", title=t["parttitle"])
    builders.write_part(part.with_suffix(".cy.md"), f"{t['cyparttext']}\n", title=t["cyparttitle"])
    one.files = {
        f"{t['attached']}.pdf": pdf(t["attachedtext"], t["attachednote"]),
        f"{t['linked']}.pdf": pdf(t["linkedtext"]),
        f"{t['picture']}.png": picture(t["picturebytes"], t["picturenote"]),
        f"{t['unlisted']}.pdf": pdf(t["unlistedtext"]),
    }
    for name, data in one.files.items():
        builders.write(home / name, data)
    return one


def pdf(text, note=None):
    """A tagged PDF whose words stand in a compressed stream alone; the note in what its program says of it."""
    with pikepdf.open(io.BytesIO(builders.pdf(text))) as document:
        if note:
            document.docinfo["/Author"] = note
        data = io.BytesIO()
        document.save(data, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert text.encode() not in data.getvalue()
    return data.getvalue()


def png(text):
    """A PNG picture with a text chunk."""
    return _noted(builders.png(), text)


def picture(text, note):
    """A PNG picture whose pixels spell a text, with a note in a text chunk."""
    data = io.BytesIO()
    Image.frombytes("L", (len(text), 1), text.encode()).save(data, "PNG")
    assert text.encode() not in data.getvalue()
    return _noted(data.getvalue(), note)


def _noted(picture, text):
    content = b"tEXt" + b"Comment\0" + text.encode()
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    return picture[:33] + chunk + picture[33:]  # after the header chunk


def found(folder, tokens):
    """The tokens that are anywhere in the output, each with the first place: names, bytes, and all that bytes hide."""
    tokens = list(tokens)
    left = {token.lower(): token for token in tokens}
    places = {}

    def look(where, data):
        for token in _in(data, tuple(left)):
            places[left.pop(token)] = where

    for path in sorted(Path(folder).rglob("*")):
        name = path.relative_to(folder).as_posix()
        look(f"the name {name}", name.encode("utf-8", "surrogateescape"))
        if path.is_symlink():
            look(f"the link {name}", str(path.readlink()).encode("utf-8", "surrogateescape"))
        elif path.is_file() and not _of_the_theme(data := path.read_bytes()):
            look(name, data)
    return places


def _of_the_theme(data):
    """Whether a file is, byte for byte, one that the theme brings: none of those can tell anything of a report."""
    return len(data) > 1000 and hashlib.sha256(data).digest() in _theme()


@cache
def _theme():
    assets = Path(material.__file__).parent / "templates" / "assets"
    return {hashlib.sha256(path.read_bytes()).digest() for path in assets.rglob("*") if path.is_file()}


def copies(folder, files):
    """The output files that are, inflated or not, byte for byte one of `files` (bytes)."""
    digests = {hashlib.sha256(data).digest() for data in files}
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and any(hashlib.sha256(data).digest() in digests for data in _inside(path.read_bytes()))
    ]


def traces(folder, canary):
    """Everything of the canary that is in the output: an empty dictionary when it is absent."""
    places = found(folder, canary.traces)
    every = [*canary.files.values(), *canary.published.values()]
    places |= {f"a copy of {name}": name for name in copies(folder, every)}
    return places


@cache
def _in(data, tokens):
    """Which of the tokens, all in lower case, the bytes hold in any form."""
    if not tokens:
        return frozenset()
    encoded = {form: token for token in tokens for form in _encoded(token)}
    plainly = re.compile(b"|".join(re.escape(token.encode()) for token in tokens))
    in_code = re.compile(b"|".join(re.escape(form) for form in encoded))
    hit = set()
    for view in _inside(data):
        hit |= {match.decode() for plain in _decoded(view) for match in plainly.findall(plain.lower())}
        hit |= {encoded[match] for match in in_code.findall(view)}
    return frozenset(hit)


def _inside(data):
    """The bytes themselves, and what they are the compressed form of."""
    yield data
    if data.startswith(b"\x1f\x8b"):
        yield from _inside(gzip.decompress(data))
    if data.startswith(b"\x89PNG"):
        with contextlib.suppress(UnidentifiedImageError), Image.open(io.BytesIO(data)) as drawn:
            yield drawn.tobytes()
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as document:
            for part in document.objects:
                yield part.unparse(resolved=True)
                if isinstance(part, pikepdf.Stream):
                    try:
                        yield part.read_bytes()
                    except pikepdf.PdfError:  # a picture
                        yield part.read_raw_bytes()


def _decoded(data):
    """The bytes, and what they say to a reader of HTML, of addresses, of JSON, or of all of them."""
    yield data
    yield data.replace(b"\0", b"")  # UTF-16
    said = data
    for _ in range(2):
        said = unquote_to_bytes(said) if b"%" in said else said
        said = re.sub(rb"\\u00([0-9a-fA-F]{2})", lambda match: bytes([int(match[1], 16)]), said)
        said = re.sub(rb"\\x([0-9a-fA-F]{2})", lambda match: bytes([int(match[1], 16)]), said)
        said = re.sub(rb"&#?\w{1,8};", lambda match: html.unescape(match[0].decode()).encode(), said)
        yield said


def _encoded(token):
    """The token in base64, wherever in a longer text it begins, and in hex; in the three usual cases."""
    for written in (token.lower(), token.upper(), token.capitalize()):
        yield written.encode().hex().encode()
        for start in range(3):
            length = (len(written) + start) * 4 // 3
            text = base64.b64encode(b"\0" * start + written.encode())[(0, 2, 3)[start] : length // 4 * 4]
            yield text


def disguises(token):
    """The token in each form that the oracle must see through, by the form's name; for the oracle's own test."""
    yield "plain", token.encode()
    yield "upper case", token.upper().encode()
    yield "entities", "".join(f"&#{ord(c)};" for c in token).encode()
    yield "hexadecimal entities", "".join(f"&#x{ord(c):X};" for c in token).encode()
    yield "percent", "".join(f"%{ord(c):02x}" for c in token).encode()
    yield "percent twice", quote("".join(f"%{ord(c):02x}" for c in token)).encode()
    yield "JSON", "".join(f"\\u{ord(c):04x}" for c in token).encode()
    yield "UTF-16", token.encode("utf-16")
    for start in range(3):
        yield f"base64 {start}", base64.b64encode(b"x" * start + token.encode() + b"yz")
    yield "gzip", gzip.compress(token.encode(), mtime=0)
    yield "gzip twice", gzip.compress(gzip.compress(token.encode(), mtime=0), mtime=0)
    yield "PDF", pdf(token)
