"""The server rules line by line: the forms that are filled in, and the check that a file is one of them.

Root runs this file by itself, with nothing but Python's standard library, before a web server reads rules that a job
without privileges has written. So it imports nothing of this package. It needs the two forms beside it, `nginx.form`
and `apache.form`. A form is a list of lines that must all be there, in this order; what varies has a slot («name»), and
each slot a strict pattern. Before a "|" stands how often a line may be there: "name?" once or not, "name*" any number
of times. Nothing else is let through: no further line, no line left out, none in another place.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

KINDS = ("nginx", "apache")

# Matches "LIMIT:NOW" when NOW, seconds with ten digits as nginx's $msec gives them, is at least LIMIT, with ten digits
# too: they agree up to a digit that is greater in NOW, or they are the same.
_GREATER = "|".join(rf"{digit}\d*:\1[{digit + 1}-9]" for digit in range(9))
REACHED = rf"^(?=\d{{10}}:\d{{10}}\.)(?:(\d*)(?:{_GREATER})|(\d+):\2\.)"

FIXED: Mapping[str, str] = {
    "reached": REACHED,
    "hashed": r"^/(?:cy/)?assets/(?:[a-z]+/)*[a-z]+\.[0-9a-f]{8}\.min\.(?:css|js)(?:\.map)?$",
    "report": r"^/(?:cy/)?reports/[a-z0-9-]+(?:/|$)",
    "hidden": r"^/\.(?!well-known/)|./\.",
    "policy": "default-src 'none'; script-src 'self'«scripts»; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
    "permissions": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "hsts": "max-age=31536000",
    "soon": "public, max-age=300, must-revalidate",
    "long": "public, max-age=31536000, immutable",
}
"""What is the same in the forms of both servers: patterns of paths, and values of headers."""

_SLUG = r"(?=[a-z0-9-]{1,200}\b)[a-z0-9]+(?:-[a-z0-9]+)*"
_PATH = r"(?:/(?!\.\.?(?:/|[\s\";]|$))[A-Za-z0-9._@+-]+)+"
_HOST = r"(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]{2,39}\])"
SLOTS: Mapping[str, str] = {
    "slug": _SLUG,
    "slugs": rf"{_SLUG}(?:\|{_SLUG})*",
    "second": r"[1-9]\d{9}",
    "iso": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00",
    "scripts": r"(?: 'sha256-[A-Za-z0-9+/]{43}=')*",
    "digest": r"[0-9a-f]{32}",
    "listen": rf"(?:{_HOST}:)?[1-9]\d{{0,4}}",
    "address": rf"(?:\*|{_HOST}):[1-9]\d{{0,4}}",
    "name": r"(?:_|[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}))*)",
    "root": _PATH,
    "certificate": _PATH,
    "key": _PATH,
}
"""What may stand in each slot."""

_ABOUT_PATHS = "an absolute path, of letters, digits and . _ @ + - alone, without .. in it"
HINTS: Mapping[str, str] = {
    "listen": "a port such as 80, or an address and a port such as 127.0.0.1:8080",
    "address": "a port such as 80, or an address and a port such as 127.0.0.1:8080",
    "name": "one host name such as board.example",
    "root": _ABOUT_PATHS,
    "certificate": _ABOUT_PATHS,
    "key": _ABOUT_PATHS,
}
"""What to write in a slot whose value was refused."""

_SLOT = re.compile(r"«([a-z]+)»")
_BEGINS, _ENDS = "    # What this server alone has:", "    # What every server has:"
_OWN = re.compile(rf"^{_BEGINS}$.*?^{_ENDS}$", re.DOTALL | re.MULTILINE)
_DIGEST = re.compile(r'(Board-Rules ")[0-9a-f]*(")')


@dataclass(frozen=True)
class FormLine:
    """One line of a form: how often it may be there (once, "?" or "*"), the name of its rows, its text and pattern."""

    often: str
    rows: str
    text: str
    pattern: re.Pattern[str]

    def filled(self, values: Mapping[str, str]) -> str:
        """The line with its slots filled; raises ValueError when a value may not stand in its slot."""
        for name in _SLOT.findall(self.text):
            if not re.fullmatch(SLOTS[name], values[name], re.ASCII):
                hint = f" Write {HINTS[name]}." if name in HINTS else ""
                raise ValueError(f"{values[name]!r} cannot stand in a server's rules as {name}.{hint}")
        return _SLOT.sub(lambda match: values[match[1]], self.text)


@cache
def form(kind: str) -> tuple[FormLine, ...]:
    """The lines of the form of a server, "nginx" or "apache"; raises OSError when there is no such form."""
    text = Path(__file__).with_name(f"{kind}.form").read_text("utf-8")
    text = re.sub(r"«([a-z]+)»", lambda match: FIXED.get(match[1], match[0]), text)
    return tuple(_form_line(line) for line in text.splitlines())


def _form_line(line: str) -> FormLine:
    marked = re.fullmatch(r"([a-z]+)([*?])\|(.*)", line)
    rows, often, text = marked.groups() if marked else ("", "", line)
    pieces = _SLOT.split(text)  # literal, slot, literal, slot, … literal
    pattern = "".join(SLOTS[piece] if place % 2 else re.escape(piece) for place, piece in enumerate(pieces))
    return FormLine(often, rows, text, re.compile(pattern, re.ASCII))


Rows = Mapping[str, Sequence[Mapping[str, str]]]


def written(kind: str, values: Mapping[str, str], rows: Rows) -> str:
    """A whole file of rules: the slots from `values`, and for each line that may be repeated or missing its `rows`.

    The digest is put in. Raises ValueError when a value may not stand in its slot.
    """
    lines = _lines(form(kind), {**values, "digest": "0" * 32}, rows)
    text = "\n".join(lines) + "\n"
    return _DIGEST.sub(rf"\g<1>{digest_of(text)}\g<2>", text)


@dataclass(frozen=True)
class Own:
    """What one server alone has: address, root, name, and a certificate with its key, or none of the two."""

    listen: str
    root: str
    name: str | None = None
    certificate: str | None = None
    key: str | None = None

    def values(self) -> dict[str, str]:
        """What stands in the slots; raises ValueError when only one of certificate and key is given."""
        if bool(self.certificate) != bool(self.key):
            raise ValueError("A certificate and its key are needed together: only one of them is given.")
        address = self.listen if ":" in self.listen else f"*:{self.listen}"
        return {
            "listen": self.listen,
            "address": address,
            "root": self.root,
            "name": self.name or "_",
            "certificate": self.certificate or "",
            "key": self.key or "",
        }

    def rows(self) -> Rows:
        """Which of the lines that may be missing are there."""
        there: Sequence[Mapping[str, str]] = ({},)
        return {
            "tls": there if self.certificate else (),
            "plain": () if self.certificate else there,
            "name": there if self.name else (),
        }


def with_own(text: str, kind: str, own: Own) -> str:
    """A checked file of rules with the lines that one server alone has replaced by its own; the digest stays."""
    texts = [line.text for line in form(kind)]
    lines = form(kind)[texts.index(_BEGINS) + 1 : texts.index(_ENDS)]
    block = "\n".join([_BEGINS, *_lines(lines, own.values(), own.rows()), _ENDS])
    return _OWN.sub(lambda _: block, text, count=1)


def _lines(lines: Sequence[FormLine], values: Mapping[str, str], rows: Rows) -> list[str]:
    return [
        line.filled({**values, **row}) for line in lines for row in (rows.get(line.rows, ()) if line.often else ({},))
    ]


def digest_of(text: str) -> str:
    """The digest that rules send as the header Board-Rules: of all but its own place and what one server alone has."""
    common = _DIGEST.sub(r"\1\2", _OWN.sub("", text, count=1))
    return hashlib.sha256(common.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def unknown_lines(text: str, kind: str) -> list[int]:
    """The numbers of the lines that do not belong to a file of rules; empty when the whole file is as it must be.

    A line that is missing is told as the number of the line before which it should be, or of the end. When all lines
    are right but the digest is not that of the file, the line with the digest is told.
    """
    lines = text.split("\n")
    if lines.pop():  # the last line has its end
        return [len(lines) + 1]
    expected = form(kind)
    place, unknown = 0, []
    for number, line in enumerate(lines, 1):
        found = next((one for one in _next(expected, place) if expected[one].pattern.fullmatch(line)), None)
        if found is None:
            unknown.append(number)
        else:
            place = found if expected[found].often == "*" else found + 1
    if any(not one.often for one in expected[place:]):
        unknown.append(len(lines) + 1)
    digest = digest_of(text)
    return unknown or [number for number, line in enumerate(lines, 1) if _DIGEST.search(line) and digest not in line]


def _next(expected: Sequence[FormLine], place: int) -> Iterator[int]:
    """The places at which the next line may be: up to and with the first that must be there."""
    for one in range(place, len(expected)):
        yield one
        if not expected[one].often:
            return
