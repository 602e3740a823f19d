"""The statutory pages alone: the Board's permanent pages in plain HTML, made with neither MkDocs nor its theme.

This is the last rung of the ladder. It needs the texts of the docs folder, and where there is none even of those it
still gives the Board's name and how to reach the Business Unit.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import markdown
import nh3
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import board_reports
from board_reports.release.basics import Basics, Side
from board_reports.release.manifest import Kind, Manifest, ReleasedFile
from board_reports.reports.folder import told_path
from board_reports.reports.front_matter import read_front_matter
from board_reports.site.addresses import address_of
from board_reports.site.board import Board
from board_reports.site.feed import feed
from board_reports.site.finishing import mended
from board_reports.site.guard import LinkGuard
from board_reports.site.pages import PageMaker
from board_reports.site.permanent import PermanentPages
from board_reports.site.policy import policy_element
from board_reports.site.sitemap import SitemapEntry, sitemap, zipped
from board_reports.site.words import LANGUAGES, Words, words_of

RUNG = "statutory-only"
_EXTENSIONS = ("admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc")
_TEMPLATES = Path(__file__).parents[1] / "templates"
_LINK_TO_SOURCE = re.compile(r'(href="[^":#]*?)(?:index)?\.md((?:#[^"]*)?")')

Tell = Callable[..., None]


@dataclass(frozen=True, slots=True)
class _PlainPage:
    """One page: its address below the root of its language, title, HTML, kind, and source as problems name it."""

    url: str
    title: str
    html: str
    kind: Kind = Kind.PERMANENT
    source: str | None = None


def make(basics: Basics, at: datetime, tree: Path, *, release: str, excluded: frozenset[str], tell: Tell) -> Manifest:
    """Write the pages of all languages into `tree`, an empty folder or none, and return their manifest.

    `excluded` are sources that stopped an earlier attempt. Raises OSError when the disk fails.
    """
    at = at.astimezone(basics.settings.zone)
    languages = [_Language.of(basics, side, excluded, tell) for side in basics.sides]
    written: dict[str, tuple[Kind, str | None, bytes]] = {}
    addresses: list[SitemapEntry] = []
    for one in languages:
        other = next((another for another in languages if another is not one), None)
        for page in one.pages:
            path = f"{one.side.place}{page.url}index.html"
            written[path] = (page.kind, page.source, one.shown(page, other).encode())
        addresses += [SitemapEntry(basics.site_url + one.side.place + page.url) for page in one.pages]
        head = one.maker.feed_head(basics.site_url + one.side.place, at)
        written[f"{one.side.place}reports/feed.xml"] = (Kind.INDEX, None, feed(head, []))
    for page in _nothing_here():
        other = languages[1] if len(languages) > 1 else None
        written[page.url] = (page.kind, None, languages[0].shown(page, other).encode())
    written |= _others(addresses, at)
    files = []
    for path, (kind, source, data) in sorted(written.items()):
        target = tree / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        digest = None if kind is Kind.STATUS else hashlib.sha256(data).hexdigest()
        files.append(ReleasedFile(path, kind, None, digest, source))
    return Manifest(release, at, RUNG, None, None, reports=(), files=tuple(files), version=board_reports.__version__)


@dataclass(frozen=True)
class _Language:
    """The site in one language: its pages, and what they are shown with."""

    side: Side
    site_url: str
    board: Board
    words: Words
    maker: PageMaker
    pages: tuple[_PlainPage, ...]
    shown_pages: tuple[_PlainPage, ...]

    @classmethod
    def of(cls, basics: Basics, side: Side, excluded: frozenset[str], tell: Tell) -> _Language:
        words = words_of(side.language)
        board = Board.of({"board": dict(basics.board)}, basics.site_name)
        if side.place and not board.name_cy:
            board = replace(board, name_cy=side.site_name)
        maker = PageMaker(words, board, basics.settings.weeks)
        pages = list(_permanent(basics, side, board, words, excluded=excluded, tell=tell))
        name = board.named(words.language)
        if not any(page.url == "" for page in pages):
            pages.insert(0, _PlainPage("", name, f"<h1>{_text(name)}</h1>", Kind.MADE))
        listing = f"<h1>{_text(words('reports'))}</h1>{maker.pieces()['empty']}"
        made = [_PlainPage("reports/", words("reports"), listing, Kind.MADE), *_leaflets(pages, words)]
        shown = tuple(page for page in pages if page.url)
        return cls(side, basics.site_url, board, words, maker, (*pages, *made), shown)

    def shown(self, page: _PlainPage, other: _Language | None) -> str:
        """A page as whole HTML, with the way to `other`, the same site in the other language."""
        is_error = page.kind is Kind.ERROR
        top = urlsplit(self.site_url).path if is_error else "../" * (self.side.place + page.url).count("/") or "./"
        there = other is not None and any(one.url == page.url for one in other.pages)
        return (
            _environment()
            .get_template("statutory.html")
            .render(
                words=self.words,
                title=page.title,
                name=self.board.named(self.words.language),
                urgent=self.board.urgent_help(self.words),
                top=top,
                root=top + self.side.place,
                pages=self.shown_pages,
                nothing=is_error,
                policy=Markup(policy_element(())),  # noqa: S704 - made here; these pages have no script
                content=Markup(mended(page.html, self.words)),  # noqa: S704 - cleaned by nh3, or made here
                board=self.board,
                other=other.words if other else None,
                other_href=top + other.side.place + (page.url if there else "") if other else "",
            )
        )


def _permanent(
    basics: Basics, side: Side, board: Board, words: Words, *, excluded: frozenset[str], tell: Tell
) -> Iterator[_PlainPage]:
    taken = basics.twin.place if basics.twin and not side.place else ""
    judging = PermanentPages(basics.root, side.docs_dir, basics.reports_dir, taken=taken)
    for path in sorted(side.docs_dir.rglob("*.md")):
        uri = path.relative_to(side.docs_dir).as_posix()
        told = told_path(path, basics.root)
        if told in excluded or any(part.startswith((".", "_")) for part in uri.split("/")):
            continue
        tell(step="page", source=told)
        if judging.problem_of(path, uri, is_page=True) or uri.startswith("reports/"):
            continue
        try:
            yield replace(_plain_page(path, uri, basics, board, words), source=told)
        except Exception:  # noqa: BLE001, S112 - a page that cannot be shown costs no other; the run tells of the rung
            continue


def _plain_page(path: Path, uri: str, basics: Basics, board: Board, words: Words) -> _PlainPage:
    data = path.read_bytes()
    front = read_front_matter(data)
    text = front.body if front.readable else data.decode("utf-8-sig")
    text, _ = board.expand(text, words.language)
    guard = LinkGuard(basics.site_url, basics.reports_dir.name, words("published_reports"))
    url = address_of(uri)
    guard.on_page(uri, "../" * url.count("/") + "reports/")
    html = markdown.markdown(text, extensions=[*_EXTENSIONS, guard.extension])
    html = nh3.clean(guard.guarded(html), tags=nh3.ALLOWED_TAGS - {"img", "video", "audio", "source", "track"})
    html = _LINK_TO_SOURCE.sub(lambda link: f"{_as_address(link[1], uri)}{link[2]}", html)
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    title = str(front.values.get("title") or (Markup(heading[1]).striptags() if heading else path.stem))  # noqa: S704
    return _PlainPage(url, title, html if heading else f"<h1>{_text(title)}</h1>{html}")


def _as_address(link: str, uri: str) -> str:
    """A link to a source as the link to its page: a page that is no index lies one level deeper than its source."""
    start, _, target = link.partition('"')
    up = "" if uri.endswith("index.md") else "../"
    return f'{start}"{up}{target}' + ("" if not target or target.endswith("/") else "/")


def _leaflets(pages: list[_PlainPage], words: Words) -> Iterator[_PlainPage]:
    """The index of the leaflets, where the site brings none."""
    found = [page for page in pages if page.url.startswith("leaflets/")]
    if found and not any(page.url == "leaflets/" for page in found):
        items = [f'<li><a href="{page.url.removeprefix("leaflets/")}">{_text(page.title)}</a></li>' for page in found]
        title = words("leaflets")
        html = f"<h1>{_text(title)}</h1><ul>{''.join(items)}</ul>"
        yield _PlainPage("leaflets/", title, html, Kind.MADE)


def _nothing_here() -> Iterator[_PlainPage]:
    texts: list[str] = []
    for words in map(words_of, LANGUAGES):
        heading, text = _text(words("not_found_heading")), _text(words("not_found"))
        tag = "h2" if texts else "h1"
        texts.append(f'<div lang="{words.language}"><{tag}>{heading}</{tag}><p>{text}</p></div>')
    title = " / ".join(words_of(language)("not_found_title") for language in LANGUAGES)
    for name in ("404.html", "410.html"):
        yield _PlainPage(name, title, "\n".join(texts), Kind.ERROR)


def _others(addresses: list[SitemapEntry], at: datetime) -> dict[str, tuple[Kind, str | None, bytes]]:
    pages = sitemap(addresses)
    status = {
        "built_at": at.isoformat(),
        "checked_at": at.isoformat(),
        "next_change_at": None,
        "live_count": 0,
        "left_out_count": 0,
        "version": board_reports.__version__,
        "preview": False,
    }
    return {
        "assets/plain.css": (Kind.THEME, None, (_TEMPLATES / "plain.css").read_bytes()),
        "sitemap.xml": (Kind.INDEX, None, pages),
        "sitemap.xml.gz": (Kind.INDEX, None, zipped(pages)),
        "status.json": (Kind.STATUS, None, json.dumps(status, indent=2).encode() + b"\n"),
    }


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("board_reports.release", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _text(text: Any) -> str:
    return str(Markup.escape(str(text)))
