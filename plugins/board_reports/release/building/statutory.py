"""The statutory pages alone: the Board's permanent pages in plain HTML, made with neither MkDocs nor its theme.

This is the last rung of the ladder. It needs the texts of the docs folder, and where there is none even of those it
still gives the Board's name and how to reach the Business Unit.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import markdown
import nh3
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import board_reports
from board_reports.release.basics import Basics
from board_reports.release.manifest import Kind, Manifest, ReleasedFile
from board_reports.reports.folder import told_path
from board_reports.reports.front_matter import read_front_matter
from board_reports.site.board import Board
from board_reports.site.feed import feed
from board_reports.site.guard import LinkGuard
from board_reports.site.pages import PageMaker
from board_reports.site.permanent import PermanentPages
from board_reports.site.sitemap import SitemapEntry, sitemap, zipped
from board_reports.site.words import LANGUAGES, Words, words_of

RUNG = "statutory-only"
_EXTENSIONS = ("admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc")
_TEMPLATES = Path(__file__).parents[1] / "templates"
_LINK_TO_SOURCE = re.compile(r'(href="[^":#]*?)(?:index)?\.md((?:#[^"]*)?")')

Tell = Callable[..., None]


@dataclass(frozen=True, slots=True)
class _PlainPage:
    """One page: its address below the root, title, HTML, kind, and source below the docs folder."""

    url: str
    title: str
    html: str
    kind: Kind = Kind.PERMANENT
    source: str | None = None


def make(basics: Basics, at: datetime, tree: Path, *, release: str, excluded: frozenset[str], tell: Tell) -> Manifest:
    """Write the pages into `tree`, an empty folder or none, and return their manifest.

    `excluded` are sources that stopped an earlier attempt. Raises OSError when the disk fails.
    """
    words = words_of(basics.language)
    board = Board.of({"board": dict(basics.board)}, basics.site_name)
    at = at.astimezone(basics.settings.zone)
    maker = PageMaker(words, board, basics.settings.weeks)
    pages = list(_permanent(basics, board, words, excluded, tell))
    if not any(page.url == "" for page in pages):
        home = f"<h1>{_text(board.named(words.language))}</h1>"
        pages.insert(0, _PlainPage("", board.named(words.language), home, Kind.MADE))
    title = words("reports")
    listing = f"<h1>{_text(title)}</h1>{maker.pieces()['empty']}"
    made = [*pages, _PlainPage("reports/", title, listing, Kind.MADE), *_leaflets(pages, words)]
    written: dict[str, tuple[Kind, str | None, bytes]] = {}
    template = _environment().get_template("statutory.html")
    shown = [page for page in pages if page.url]
    for page in [*made, *_nothing_here()]:
        is_error = page.kind is Kind.ERROR
        path = page.url if is_error else f"{page.url}index.html"
        depth = path.count("/")
        html = template.render(
            words=words,
            title=page.title,
            name=board.named(words.language),
            urgent=board.urgent_help(words),
            root="/" if is_error else "../" * depth or "./",
            pages=shown,
            nothing=is_error,
            content=Markup(page.html),  # noqa: S704 - cleaned by nh3, or made here
            board=board,
        )
        written[path] = (page.kind, page.source, html.encode())
    written |= _others(basics.site_url, maker, made, at)
    files = []
    for path, (kind, source, data) in sorted(written.items()):
        target = tree / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        digest = None if kind is Kind.STATUS else hashlib.sha256(data).hexdigest()
        files.append(ReleasedFile(path, kind, None, digest, source))
    return Manifest(release, at, RUNG, None, None, reports=(), files=tuple(files), version=board_reports.__version__)


def _permanent(
    basics: Basics, board: Board, words: Words, excluded: frozenset[str], tell: Tell
) -> Iterator[_PlainPage]:
    judging = PermanentPages(basics.root, basics.docs_dir, basics.reports_dir)
    for path in sorted(basics.docs_dir.rglob("*.md")):
        uri = path.relative_to(basics.docs_dir).as_posix()
        told = told_path(path, basics.root)
        if told in excluded or any(part.startswith((".", "_")) for part in uri.split("/")):
            continue
        tell(step="page", source=told)
        if judging.problem_of(path, uri, is_page=True) or uri.startswith("reports/"):
            continue
        try:
            yield _plain_page(path, uri, basics, board, words)
        except Exception:  # noqa: BLE001, S112 - a page that cannot be shown costs no other; the run tells of the rung
            continue


def _plain_page(path: Path, uri: str, basics: Basics, board: Board, words: Words) -> _PlainPage:
    data = path.read_bytes()
    front = read_front_matter(data)
    text = front.body if front.readable else data.decode("utf-8-sig")
    text, _ = board.expand(text, words.language)
    guard = LinkGuard(basics.site_url, basics.reports_dir.name, words("published_reports"))
    url = "" if uri in ("index.md", "README.md") else uri.removesuffix("index.md").removesuffix(".md").rstrip("/") + "/"
    guard.on_page(uri, "../" * url.count("/") + "reports/")
    html = markdown.markdown(text, extensions=[*_EXTENSIONS, guard.extension])
    html = nh3.clean(guard.guarded(html), tags=nh3.ALLOWED_TAGS - {"img", "video", "audio", "source", "track"})
    html = _LINK_TO_SOURCE.sub(lambda link: f"{_as_address(link[1], uri)}{link[2]}", html)
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    title = str(front.values.get("title") or (Markup(heading[1]).striptags() if heading else path.stem))  # noqa: S704
    return _PlainPage(url, title, html if heading else f"<h1>{_text(title)}</h1>{html}", source=uri)


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
        texts.append(f'<section lang="{words.language}"><{tag}>{heading}</{tag}><p>{text}</p></section>')
    title = " / ".join(words_of(language)("not_found_title") for language in LANGUAGES)
    for name in ("404.html", "410.html"):
        yield _PlainPage(name, title, "\n".join(texts), Kind.ERROR)


def _others(
    site_url: str, maker: PageMaker, pages: list[_PlainPage], at: datetime
) -> dict[str, tuple[Kind, str | None, bytes]]:
    addresses = sitemap(SitemapEntry(site_url + page.url) for page in pages)
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
        "reports/feed.xml": (Kind.INDEX, None, feed(maker.feed_head(site_url, at), [])),
        "sitemap.xml": (Kind.INDEX, None, addresses),
        "sitemap.xml.gz": (Kind.INDEX, None, zipped(addresses)),
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
