"""Built sites as releases: a manifest made by walking a tree, and the audit of it."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import board_reports
import builders
from board_reports.release.audit.excusing import excused_from
from board_reports.release.audit.hiding import hidden_from
from board_reports.release.audit.tree import AuditRules, audit
from board_reports.release.manifest import Kind, Listing, Manifest, ReleasedFile, ReleasedReport
from projects import LIVE_DAY

SITE_URL = "https://board.example/"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def kind_of(path, docs):
    """What the file at `path` is, told from its place alone."""
    parts = path.split("/")
    if parts[0] == "reports" and len(parts) > 2:
        return Kind.REPORT if parts[-1] == "index.html" else Kind.FILE
    if path in ("reports/feed.xml", "sitemap.xml", "sitemap.xml.gz", "search/search_index.json"):
        return Kind.INDEX
    if path in ("404.html", "410.html"):
        return Kind.ERROR
    if path == "status.json":
        return Kind.STATUS
    if parts[0] == "assets":
        return Kind.THEME
    source = path.removesuffix("index.html") if path.endswith("index.html") else None
    if source is not None:
        candidates = (f"{source}index.md", f"{source.rstrip('/')}.md")
        return Kind.PERMANENT if any((docs / name).is_file() for name in candidates) else Kind.MADE
    return Kind.STATIC if (docs / path).is_file() else Kind.MADE


def source_of(path, kind, docs):
    """The source below the docs folder of a permanent page or another file."""
    if kind is Kind.STATIC:
        return path
    if kind is Kind.PERMANENT:
        inside = path.removesuffix("index.html")
        return next(name for name in (f"{inside}index.md", f"{inside.rstrip('/')}.md") if (docs / name).is_file())
    return None


def manifest_of(tree, reports=(), docs=Path("nowhere"), **changes):
    """The manifest of a tree as it is, with these live reports."""
    files = []
    for path in sorted(Path(tree).rglob("*")):
        if path.is_file() and not path.is_symlink():
            name = path.relative_to(tree).as_posix()
            kind = kind_of(name, docs)
            slug = name.split("/")[1] if kind in (Kind.REPORT, Kind.FILE) else None
            digest = None if kind is Kind.STATUS else sha256(path.read_bytes())
            files.append(ReleasedFile(name, kind, slug, digest, source_of(name, kind, docs)))
    released = tuple(released_report(report) for report in reports)
    manifest = Manifest(
        id="20260610T000000Z",
        at=builders.at(f"{LIVE_DAY}T00:00"),
        rung="full",
        inputs=None,
        next_change=None,
        reports=released,
        files=tuple(files),
        listings=(Listing("", "en", "", "", ""),),
        version=board_reports.__version__,
    )
    return replace(manifest, **changes)


def released_report(report):
    window = report.window
    return ReleasedReport(
        slug=report.slug,
        reference=report.reference,
        title=report.title,
        source=report.source,
        opens=window.opens,
        closes=window.closes,
        goes=window.closes,
        first_day=window.first_day,
        last_day=window.last_day,
        languages=report.languages,
        example=False,
        digest="0" * 64,
        source_digest="0" * 64,
    )


@dataclass
class Release:
    """The output of a site, taken for a release: what its audit needs, and its audit."""

    site: object
    when: str = LIVE_DAY

    def __post_init__(self):
        standings = builders.standings(self.site.reports, self.when if "T" in self.when else f"{self.when}T00:00")
        self.live = [one.report for one in standings.live]
        self.others = [one.report for one in standings.reports if not one.live]
        self.before = None
        self.rules = AuditRules(SITE_URL, frozenset(report.slug for report in self.live))
        self.read_again()

    def read_again(self):
        """Make the manifest fit the tree as it is now."""
        self.manifest = manifest_of(self.site.out, self.live, self.site.docs)

    def rule(self, **changes):
        self.rules = replace(self.rules, **changes)

    def change(self, path, old, new):
        """Change a text of a file of the output, and the manifest with it."""
        file = self.site.out / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")
        self.read_again()

    def add(self, path, data):
        """Add a file to the output, and to the manifest."""
        builders.write(self.site.out / path, data)
        self.read_again()

    @property
    def hidden(self):
        return hidden_from(self.others, self.live, before=self.before, published=self.published)

    @property
    def published(self):
        """The digests of the published files of each report, as a run knows them from judging."""
        every = [*self.live, *self.others]
        return {report.source: [file.public_sha256 for file in report.content.files] for report in every}

    @property
    def excused(self):
        kinds = self.manifest.of_kind(Kind.PERMANENT, Kind.STATIC)
        docs = {self.site.docs: [one.source for one in kinds if one.source]}
        published = {digest for report in self.live for digest in self.published[report.source]}
        return excused_from(self.live, docs=docs, configuration=[self.site.config], published=published)

    def audit(self):
        return audit(
            self.site.out,
            self.manifest,
            hidden=self.hidden,
            excused=self.excused,
            before=self.before,
            rules=self.rules,
        )

    def told(self):
        """All sentences of the audit as one text."""
        return "\n".join(self.audit())
