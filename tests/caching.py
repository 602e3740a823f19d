"""Building with what earlier builds kept and without, and looking at what is kept."""

import hashlib
import json
from contextlib import contextmanager

import oracle
import projects
from board_reports.site.cache import placed, store
from board_reports.site.rendering.report_pages import Rendering
from board_reports.site.wish import Wish

MARK = b"qzxplantedxzq"


def kept(site):
    """The folder in which builds of the site keep pages."""
    return site.root / "var" / "cache"


def build(site, as_of=projects.LIVE_DAY, *, preview=False, **wish):
    """Build with the cache; what was published."""
    wish = Wish(cache=kept(site), **{"in_place": True} | wish)
    return projects.build_site(site.config, moment=projects.moment(as_of, preview=preview), wish=wish)


def plain(site, as_of=projects.LIVE_DAY, *, preview=False, **wish):
    """The output of a build that makes everything anew, beside the site's own; the cache is left as it is."""
    out = site.root / "plain"
    projects.build_site(
        site.config, site_dir=out, moment=projects.moment(as_of, preview=preview), wish=Wish(keeps=False, **wish)
    )
    return projects.tree(out)


def assert_same(site, as_of=projects.LIVE_DAY, **wish):
    """Assert that the output is, byte for byte, that of a build which makes everything anew."""
    expected, found = plain(site, as_of, **wish), projects.tree(site.out)
    assert sorted(found) == sorted(expected)
    assert [name for name in expected if found[name] != expected[name]] == []


@contextmanager
def counting():
    """The languages and slugs of the reports whose pages are made anew inside, in the order of the languages."""
    made, really = [], Rendering._made

    def counted(self, tasks):
        made.extend((self.kind[:2], report.slug) for report, _ in tasks)
        yield from really(self, tasks)

    Rendering._made = counted
    try:
        yield made
    finally:
        Rendering._made = really


def entries(site):
    """The entries of kept pages, as they stand on the disk, by path."""
    return {path: json.loads(path.read_bytes()) for path in sorted((kept(site) / "pages").glob("*.json"))}


def plant(site):
    """Put a marker into each kept page, so that the entry is sound; whoever takes it from there shows the marker.

    What stands in the output is not known any more, so that all pages are taken from there.
    """
    placed.forget(kept(site))
    for path, document in entries(site).items():
        for number, one in enumerate(document["pages"]):
            page = path.with_suffix(f".{number}.html")
            data = page.read_bytes() + MARK
            page.unlink()  # the output may share its bytes
            page.write_bytes(data)
            one["sha256"] = hashlib.sha256(data).hexdigest()
        document["sum"] = store._sum(path.stem, document["key"], document["pages"])
        path.write_text(json.dumps(document))


def planted(site):
    """The pages of the output that came out of the cache, since the marker was planted."""
    return {name for name, data in projects.tree(site.out).items() if MARK in data}


def traces(site, canary):
    """What the cache tells of a canary: of its parts and files, and of the digests of its address."""
    digests = {
        f"the {kind} of its address": value
        for kind in ("sha256", "sha1", "md5", "blake2b")
        for value in [hashlib.new(kind, canary.slug.encode()).hexdigest()[:16]]
    }
    found = oracle.found(kept(site), digests.values())
    return oracle.traces(kept(site), canary) | found


def size(site):
    """How many files are kept of reports."""
    return sum(path.is_file() for room in ("pages", "files") for path in (kept(site) / room).rglob("*"))


def by_mkdocs(site, command, as_of=projects.LIVE_DAY, *, out=None, **wish):
    """Do what MkDocs itself does for `build` or `serve`, at an instant; the output."""
    out = out or site.root / f"by mkdocs {command}"
    config = projects.load_config(config_file=str(site.config), site_dir=str(out))
    plugin = config.plugins["board-reports"]
    plugin.moment, plugin.wish = projects.moment(as_of), Wish(**wish)
    try:
        config.plugins.on_startup(command=command, dirty=False)
        projects.mkdocs_build(config)
    finally:
        config.plugins.on_shutdown()
        plugin.moment = plugin.wish = None
        plugin.served_by_mkdocs = False
    return projects.tree(out)
