"""What a browser would fetch from another host when it shows a page or uses a stylesheet."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

# Tags as browsers read them: a quote counts right behind "=" alone, and a slash is a space.
_NAME = r"[^\s/>][^\s/>=]*+"
_VALUE = r"""\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?![\s"'>])[^\s>]*+|(?=>))"""
_TAG = re.compile(rf"<([a-zA-Z][^\s/>]*+)((?:[\s/]*+{_NAME}(?:{_VALUE})?+)*+)[\s/]*+>")
_ATTRIBUTE = re.compile(rf"""[\s/]*+({_NAME})(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|((?![\s"'>])[^\s>]*+)))?+""")

_FREE_TAGS = frozenset({"a", "area"})  # a reader follows these, or not
_FREE_RELATIONS = frozenset({"canonical", "alternate", "feed"})
_ADDRESSES = frozenset(
    {
        "src",
        "poster",
        "data",
        "background",
        "action",
        "formaction",
        "manifest",
        "codebase",
        "classid",
        "lowsrc",
        "dynsrc",
        "icon",
        "href",
        "xlink:href",
    }
)
_LISTS = frozenset({"srcset", "imagesrcset", "ping", "archive", "attributionsrc"})
_NOT_ASKED = frozenset({"data", "blob", "about", "javascript", "vbscript", "mailto", "tel"})  # no request to a host
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")

_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STRING = r"""(?:"([^"]*)"|'([^']*)')"""
_CSS_ADDRESS = re.compile(rf"(?:(?:url|src)\(\s*|@import\s*){_STRING}|(?:url|src)\(\s*([^\"')\s][^)]*)", re.IGNORECASE)
_CSS_SET = re.compile(rf"image-set\(((?:[^()\"']|{_STRING}|\([^)]*\))*)", re.IGNORECASE)
_CSS_STRING = re.compile(_STRING)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)(?:</style|$)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag: its name in small letters, and its attributes in order, names in small letters, values decoded."""

    name: str
    attributes: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """The value of an attribute, as a browser takes it: the first of several; empty when it is not there."""
        return next((value for key, value in self.attributes if key == name), "")


def tags_of(page: str) -> Iterator[Tag]:
    """The start tags of a page that have attributes, each once, also where a browser would take one for text."""
    for name, attributes in dict.fromkeys(match.groups() for match in _TAG.finditer(page)):
        if attributes:
            yield Tag(name.lower(), tuple(_attributes(attributes)))


def fetched_elsewhere(page: str, tags: Iterable[Tag], site_url: str) -> tuple[str, ...]:
    """What of an HTML page, or an SVG picture, a browser would ask another host for: `img src`, `style`, …

    `tags` are those of the page.
    """
    found: dict[str, None] = {}
    for tag in tags:
        for name, value in tag.attributes:
            if any(is_elsewhere(address, site_url) for address in _asked_for(tag, name, value)):
                found[f"{_told(tag.name)} {name}"] = None
            elif name == "style" and css_elsewhere(value, site_url):
                found[f"{_told(tag.name)} style"] = None
    if any(css_elsewhere(style, site_url) for style in _STYLE.findall(page)):
        found["style"] = None
    return tuple(found)


def css_elsewhere(css: str, site_url: str) -> bool:
    """Whether a stylesheet, or a style attribute, fetches from another host."""
    if "(" not in css and "@" not in css and "\\" not in css:
        return False
    read = _CSS_ESCAPE.sub(_css_character, css)
    for text in (read, _CSS_COMMENT.sub("", read)):  # what looks like a comment may stand inside a text
        addresses = [next(filter(None, match.groups()), "") for match in _CSS_ADDRESS.finditer(text)]
        for match in _CSS_SET.finditer(text):
            addresses += ["".join(pair) for pair in _CSS_STRING.findall(match[1])]
        if any(is_elsewhere(address, site_url) for address in addresses):
            return True
    return False


def is_elsewhere(address: str, site_url: str) -> bool:
    """Whether a request for an address, as it stands on a page of the site, goes to another host."""
    address = re.sub(r"[\t\n\r]", "", address).strip("".join(map(chr, range(0x21)))).replace("\\", "/")
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in ("http", "https"):
        return scheme[1].lower() not in _NOT_ASKED
    if not scheme and not address.startswith("//"):
        return False
    try:
        asked = urlsplit("https://" + address[scheme.end() if scheme else 0 :].lstrip("/"))
        own = urlsplit(site_url)
        host, port = (asked.hostname or "").rstrip("."), asked.port
    except ValueError:
        return True
    return bool(host) and (host, port) != ((own.hostname or "").rstrip("."), own.port)


def scripts_of(tags: Iterable[Tag], path: str, site_url: str) -> Iterator[str | None]:
    """The paths in the release of the scripts that the page at `path` loads; None for one from elsewhere."""
    base = urlsplit(site_url).path.rstrip("/") + "/"
    for tag in tags:
        for name, value in tag.attributes:
            if tag.name == "script" and name in ("src", "href", "xlink:href"):
                yield _path_on_site(value.strip(), base + path, base)


def _path_on_site(address: str, page: str, base: str) -> str | None:
    if _SCHEME.match(address) or address.startswith(("//", "\\")):
        return None
    target = urlsplit(urljoin(page, address)).path
    return unquote(target[len(base) :]) if target.startswith(base) else None


def _asked_for(tag: Tag, name: str, value: str) -> list[str]:
    """The addresses in an attribute that a browser asks for by itself, or where it sends what a reader types."""
    if name in _LISTS:
        pieces = re.split(r"[\s,]+", value)
        return [one for before, one in zip(["", *pieces], pieces, strict=False) if not before.startswith("data:")]
    if name == "content" and tag.get("http-equiv").strip().lower() == "refresh":
        return [re.sub(r"^[\s\d.,;]*(?:url\s*=\s*)?[\"']?", "", value, flags=re.IGNORECASE)]
    if name not in _ADDRESSES or (name in ("href", "xlink:href") and tag.name in _FREE_TAGS):
        return []
    if name == "href" and tag.name == "link":
        relations = set(tag.get("rel").lower().split())
        if relations and relations <= _FREE_RELATIONS:
            return []
    return [value]


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    for match in _ATTRIBUTE.finditer(text):
        value = next((one for one in match.groups()[1:] if one is not None), "")
        yield match[1].lower(), html.unescape(value) if "&" in value else value


def _css_character(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    code = int(match[1], 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"


def _told(name: str) -> str:
    """A tag's name as it may be told: the page's own words are never repeated."""
    return name if re.fullmatch(r"[a-z][a-z0-9:]{0,15}", name) else "tag"
