"""Which scripts a page may carry: the theme's own, known by their exact text, and no others."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

# Material's partials with inline scripts that our sites may show. Those that ask for consent or count visitors, and the
# one that sends the reader on, are left out on purpose.
_PARTIALS = ("base", "palette", "content", "announce", "outdated")
_BLOCK = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_SLOT = re.compile(r"\{\{.*?\}\}", re.DOTALL)
# What stands in the only slot of those scripts: the way from the page to the site's root, or its path on the host.
_PLACE = r"(?:\.|(?:\.\./)*\.\.|/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*)"

_DATA = ("application/json", "application/ld+json")
_PLAIN = ("", "text/javascript", "application/javascript")
_ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "data", "ping", "poster")
_RUNNING = re.compile(r"(?:javascript|vbscript):", re.IGNORECASE)
_IGNORED = re.compile(r"[\x00-\x20]+")  # browsers skip these in an address, and before its scheme


@cache
def known_scripts() -> tuple[re.Pattern[str], ...]:
    """The theme's inline scripts as patterns of their whole text; raises OSError when the theme is not installed."""
    spec = find_spec("material")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("The theme Material is not installed.")
    folder = Path(next(iter(spec.submodule_search_locations))) / "templates" / "partials" / "javascripts"
    texts = [text for name in _PARTIALS for text in _BLOCK.findall((folder / f"{name}.html").read_text("utf-8"))]
    return tuple(re.compile(_PLACE.join(map(re.escape, _SLOT.split(text)))) for text in texts)


def known(text: str) -> bool:
    """Whether an inline script is one of the theme's, to the last character."""
    return any(pattern.fullmatch(text) for pattern in known_scripts())


def hash_of(text: str) -> str:
    """How a Content-Security-Policy names an inline script: `sha256-` and the base64 digest, without quotes."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def inline_hashes(html: str) -> frozenset[str]:
    """The hashes of the known inline scripts of a page. An unknown one gets none: no policy ever allows it.

    The theme's are `<script>` without attributes. Only they are looked for, and nothing else of the page is read: a
    script that is missed here is not allowed either.
    """
    return frozenset(filter(None, map(_hash_of_known, _BLOCK.findall(html))))


@lru_cache(maxsize=256)
def _hash_of_known(text: str) -> str | None:
    return hash_of(text) if known(text) else None


def unknown_scripts(html: str) -> tuple[str, ...]:
    """What a page would run that is not on the allow-list, each told in a few neutral words; empty when all is well.

    Looked for are inline scripts, scripts of other hosts or of a report, event handlers, addresses that run a script,
    frames with a text of their own, a changed base address, and diagrams for which Material loads a script from
    another host. The words repeat nothing of the page.
    """
    seen = _seen(html)
    told = [*seen.told, *filter(None, (one.fault() for one in seen.scripts))]
    if len(re.findall(r"<script", html, re.IGNORECASE)) != len(seen.scripts):
        told.append("a script where none can be read")
    return tuple(told)


@dataclass
class _Script:
    kind: str
    src: str | None
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def inline(self) -> bool:
        return self.src is None and self.kind in _PLAIN

    def fault(self) -> str | None:
        if self.src is not None:
            return _fault_of_address(self.src)
        if self.kind in _DATA or (self.inline and known(self.text)):
            return None
        return "an inline script"


def _fault_of_address(src: str) -> str | None:
    try:
        address = urlsplit(_IGNORED.sub("", src).replace("\\", "/"))
    except ValueError:
        return "a script whose address cannot be read"
    if address.scheme or address.netloc:
        return "a script of another host"
    if not address.path.endswith(".js") or "%" in address.path:
        return "a script whose address cannot be read"
    if "reports" in address.path.split("/"):
        return "a script of a report"
    return None


class _Reader(HTMLParser):
    """Notes the scripts of a page, and all else in it that would run one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[_Script] = []
        self.told: list[str] = []
        self._open: _Script | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in reversed(attrs)}  # of two alike, the first one counts
        self._judge(tag, values)
        if tag == "script":
            self._open = _Script(values.get("type", "").strip().lower(), values.get("src"))
            self.scripts.append(self._open)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag == "script":  # a browser ignores the slash: what follows is script
            self.told.append("a script that is not closed")
            self._open = None

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open.pieces.append(data)

    def _judge(self, tag: str, values: dict[str, str]) -> None:
        for name, value in values.items():
            if name.startswith("on") and len(name) > 2:
                known_name = re.fullmatch(r"on[a-z]{3,24}", name)
                self.told.append(f"a handler {name}" if known_name else "a handler")
            elif name in _ADDRESSES and _RUNNING.match(_IGNORED.sub("", value)):
                self.told.append("an address that runs a script")
            elif name == "srcdoc":
                self.told.append("a frame with a text of its own")
            elif name == "class" and "mermaid" in value.lower().split():
                self.told.append("a diagram that loads a script")
        if tag == "base":
            self.told.append("a changed base address")
        sent_on = tag == "meta" and "refresh" in values.get("http-equiv", "").lower()
        if sent_on and "script:" in _IGNORED.sub("", values.get("content", "")).lower():
            self.told.append("an address that runs a script")


def _seen(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader._open is not None:  # noqa: SLF001 - of this module
        reader.told.append("a script that is not closed")
    return reader
