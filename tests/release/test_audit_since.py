"""The audit of what changed: what an earlier one has passed is not looked at again, and nothing can hide there."""

import shutil
from dataclasses import replace
from hashlib import sha256

import pytest
from auditing import manifest_of

import builders
import projects
from board_reports.release.audit import hunt, traces
from board_reports.release.audit.gatekeeper import Gatekeeper
from board_reports.release.audit.passed import Passed
from board_reports.release.configuration import read_basics
from board_reports.release.cut import cut
from board_reports.reports.digests import Digests, source_digest
from projects import no_instant_from_outside, shared_templates

__all__ = ["no_instant_from_outside", "shared_templates"]

DAY, NEXT = "2026-06-10T09:00", "2026-06-11T00:00"
PASSAGE = "Seven grey herons stood beside the frozen weir and waited for the thaw to come"
SUMMARY = "What the herons taught every agency about waiting for a thaw in the long winter"
OLD = "The archive keeps forty brass keys that open nothing in this house any longer today"
ANNA, BERT = "reports/cpr-01-2026/index.html", "reports/cpr-02-2026/index.html"


@pytest.fixture(scope="module")
def built(tmp_path_factory, shared_templates):
    """Two live reports, of which one has a file and ends tonight; one on hold; one of the archive; and two pages."""
    site = projects.make(tmp_path_factory.mktemp("built") / "project")
    site.report("anna", title="A review of the harbour")
    named = {"title": "The frozen weir", "reference": "CPR 02/2026", "summary": SUMMARY}
    named |= {"publication_date": "2026-03-19", "approved_date": "2026-03-01"}
    named["attachments"] = builders.Raw("\n  - file: heron-table.pdf\n    title: Table")
    site.report("bert/", f"{PASSAGE}.\n\nIt follows CPR 07/2026.\n", **named)
    builders.write(site.reports / "bert" / "heron-table.pdf", builders.pdf())
    site.report("held", "Nobody may see this text, for a court has yet to hear of it.\n", **held())
    old = {"title": "Brass keys and old doors", "reference": "CPR 09/2019", "publication_date": "2019-05-01"}
    home = site.report("old/", f"{OLD}.\n", approved_date="2019-04-01", **old)
    builders.write_part(home.parent / "briefing.md", f"{OLD}.\n", title="Lanterns of the quay")
    builders.write(home.parent / "key-list.pdf", builders.pdf())
    site.page("about.md", "# About the Board\n\nAs ever.\n")
    site.build(DAY)
    return site


def held():
    return {"title": "Waiting for the court", "reference": "CPR 07/2026", "hold": "A court has asked for it"}


@pytest.fixture
def nights(built, tmp_path):
    shutil.copytree(built.root, tmp_path / "project", symlinks=True)
    return Nights(projects.Site(tmp_path / "project"))


class Nights:
    """Audits one after the other of the same tree, which stands for a build that made the same files again."""

    def __init__(self, site):
        self.site, self.out, self.before, self.record, self.keeper = site, site.out, None, None, None

    def plant(self, path, text):
        file = self.out / path
        data = file.read_text("utf-8")
        assert "</body>" in data
        file.write_text(data.replace("</body>", f"<p>{text}</p></body>", 1), "utf-8")

    def gatekeeper(self, at, **changes):
        basics = read_basics(self.site.config)
        register = builders.read(self.site.reports)
        standings = register.at(builders.at(at))
        self.live = tuple(one.report for one in standings.live)
        others = tuple(one.report for one in standings.reports if not one.live)
        published = {one.source: tuple(file.public_sha256 for file in one.content.files) for one in register.reports}
        digests = Digests({}, 0)
        values = {
            "basics": basics,
            "before": self.before,
            "live": self.live,
            "others": others,
            "digest": digests.of,
            "published": published,
            "first": self.before,
            "states": {one.source: source_digest(one.files, digests) for one in register.reports},
            "frame": basics.digest,
            "last": self.record,
        }
        return Gatekeeper(**values | changes)

    def manifest(self, at):
        found = manifest_of(self.out, self.live, self.site.docs, at=builders.at(at))
        files = (replace(one, source=one.source and f"site_src/{one.source}") for one in found.files)
        return replace(found, files=tuple(files))

    def audit(self, at=DAY, **changes):
        """Audit the tree as it is now, of a report's files those that are live; what is told, as one text."""
        self.keeper = self.gatekeeper(at, **changes)
        for folder in (self.out / "reports").iterdir():
            if folder.is_dir() and folder.name not in {report.slug for report in self.live}:
                shutil.rmtree(folder)
        self.made = self.manifest(at)
        faults = self.keeper.judge(self.out, self.made, 0)
        return "\n".join(fault.sentence for fault in faults)

    def first(self, **changes):
        """The audit of the first night, whose record the next one has."""
        assert self.audit(**changes) == ""
        self.before, self.record = self.made, self.keeper.record

    def without_bert(self):
        """Take what tells of the report that ends out of all that a build makes anew."""
        self.site.build(NEXT, site_dir=self.site.root / "next")
        for path in ("reports/index.html", "reports/feed.xml", "sitemap.xml", "sitemap.xml.gz"):
            shutil.copy(self.site.root / "next" / path, self.out / path)
        shutil.copy(self.site.root / "next/search/search_index.json", self.out / "search/search_index.json")

    def change(self, name, old, new):
        path = self.site.reports / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")


def test_what_has_not_changed_is_not_looked_at_again(nights, monkeypatch):
    nights.first()
    nights.without_bert()
    looked = []
    real = traces.Search.needles_in
    monkeypatch.setattr(traces.Search, "needles_in", lambda search, text: looked.append(text) or real(search, text))
    assert nights.audit(NEXT) == ""
    assert nights.keeper.record.hidden.keys() != nights.record.hidden.keys()
    page = (nights.out / ANNA).read_text("utf-8")
    assert page not in looked
    assert (nights.out / "about" / "index.html").read_text("utf-8") in looked
    looked.clear()
    assert nights.audit(NEXT, last=None) == ""
    assert page in looked


SPELT = {
    "its title": "What came of The Frozen Weir",
    "its title in a link": '<a href="../?q=The%20frozen%20weir">x</a>',
    "its reference": "See CPR 02/2026 on this",
    "its reference without a zero": "See CPR&nbsp;2&#47;2026 on this",
    "its address": '<a href="/reports/cpr-02-2026/">x</a>',
    "its file": '<a href="x/heron-table.pdf">x</a>',
    "its summary": SUMMARY,
}


@pytest.mark.parametrize("text", SPELT.values(), ids=SPELT)
def test_a_stale_page_that_tells_of_a_closed_report_is_found(nights, text):
    nights.plant(ANNA, text)
    nights.first()
    nights.without_bert()
    assert "bert/index.md must not be there: reports/cpr-01-2026/index.html" in nights.audit(NEXT)


def test_a_page_that_names_a_closed_report_as_its_own_source_does_is_none(nights):
    nights.change("anna.md", "The panel", "After CPR 02/2026 the panel")
    nights.plant(ANNA, "After CPR 02/2026 the panel")
    nights.first()
    nights.without_bert()
    assert nights.audit(NEXT) == ""


def test_a_report_whose_file_is_gone_is_looked_for_by_what_was_public(nights):
    nights.plant(ANNA, "What came of the frozen weir")
    nights.first()
    nights.without_bert()
    shutil.rmtree(nights.site.reports / "bert")
    assert "The title of" in nights.audit(NEXT)


@pytest.mark.parametrize("path", ["about/index.html", "index.html", "404.html", "reports/index.html"])
def test_a_passage_is_found_on_each_page_that_is_no_reports(nights, path):
    nights.plant(path, PASSAGE)
    nights.first()
    assert f"A passage of published_reports/bert/index.md must not be there: {path}" in nights.audit(NEXT)


def test_a_new_hidden_report_is_looked_for_in_what_has_not_changed(nights):
    nights.plant(ANNA, "An otter in the reeds")
    nights.first()
    nights.site.report("later", title="An otter in the reeds", reference="CPR 08/2026", publication_date="2026-12-01")
    assert "The title of published_reports/later.md must not be there" in nights.audit()


def test_a_hidden_report_with_other_words_is_looked_for_again(nights):
    nights.plant(ANNA, "An otter in the reeds")
    nights.first()
    nights.change("held.md", held()["title"], "An otter in the reeds")
    assert "The title of published_reports/held.md must not be there" in nights.audit()


def test_a_new_private_text_is_looked_for_in_what_has_not_changed(nights):
    nights.plant(ANNA, "an otter was seen there")
    nights.first()
    nights.change("bert/index.md", "publication_date:", "note: An otter was seen there\npublication_date:")
    assert "A private text of published_reports/bert/index.md must not be there" in nights.audit()


def test_a_file_that_is_a_copy_is_found_where_it_has_not_changed(nights):
    shutil.copy(
        nights.out / "reports" / "cpr-02-2026" / "heron-table.pdf", nights.out / "reports" / "cpr-01-2026" / "a.pdf"
    )
    nights.first()
    nights.without_bert()
    assert "A copy of a file of published_reports/bert/index.md must not be there" in nights.audit(NEXT)


def test_what_only_a_closed_report_excused_is_looked_for_again(nights):
    nights.plant(ANNA, "As in CPR 07/2026")  # on hold, and named by the report that ends
    nights.first()
    assert nights.record.leans
    nights.without_bert()
    assert "The reference of published_reports/held.md must not be there: reports/cpr-01-2026" in nights.audit(NEXT)


def test_what_only_a_closed_report_excused_is_remembered_over_many_nights(nights):
    nights.plant(ANNA, "As in CPR 07/2026")
    nights.first()
    nights.first()
    assert nights.record.leans
    nights.without_bert()
    assert "The reference of published_reports/held.md must not be there: reports/cpr-01-2026" in nights.audit(NEXT)


def test_what_an_earlier_text_of_its_own_excused_is_looked_for_again(nights):
    nights.change("anna.md", "The panel", "After CPR 07/2026 the panel")
    nights.change("bert/index.md", "CPR 07/2026", "nothing")
    nights.plant(ANNA, "After CPR 07/2026 the panel")
    nights.first()
    nights.change("anna.md", "After CPR 07/2026 the panel", "The panel")
    assert "The reference of published_reports/held.md must not be there: reports/cpr-01-2026" in nights.audit()


def test_what_a_permanent_page_excused_is_looked_for_again(nights):
    nights.change("bert/index.md", "CPR 07/2026", "nothing")
    nights.site.page("about.md", "# About the Board\n\nAfter CPR 07/2026.\n")
    nights.plant(ANNA, "As in CPR 07/2026")
    nights.first()
    nights.site.page("about.md", "# About the Board\n\nAs ever.\n")
    assert "The reference of published_reports/held.md must not be there: reports/cpr-01-2026" in nights.audit()


# What makes an audit look at everything. The leak is one that the last audit could not know, and says it looked for.


@pytest.fixture
def blind(nights):
    """A night whose audit overlooked a passage of the report on hold, though its record says otherwise."""
    nights.plant(ANNA, "Nobody may see this text, for a court has yet to hear of it.")
    known = nights.gatekeeper(DAY)
    nights.first(others=())
    states = {one.source: known.states[one.source] for one in known.others}
    nights.record = replace(nights.record, hidden=nights.record.marks(states))
    assert nights.audit() == ""
    return nights


LEAK = "A passage of published_reports/held.md must not be there: reports/cpr-01-2026/index.html"


def test_without_a_record_everything_is_looked_at(blind):
    assert LEAK in blind.audit(last=None)


def test_with_another_configuration_everything_is_looked_at(blind):
    blind.site.configure(extra={"board": {"name": "Another Board"}})
    assert LEAK in blind.audit()


def test_of_another_version_everything_is_looked_at(blind):
    blind.record = replace(blind.record, frame=blind.record.frame.replace(blind.made.version, "0"))
    assert LEAK in blind.audit()


def test_a_changed_page_is_looked_at(blind):
    blind.plant(ANNA, "More")
    assert LEAK in blind.audit()


def test_a_page_with_another_meaning_is_looked_at(blind):
    files = (replace(one, kind="made") if one.path == ANNA else one for one in blind.before.files)
    blind.before = replace(blind.before, files=tuple(files))
    assert LEAK in blind.audit()


def test_a_page_without_a_known_digest_is_looked_at(blind):
    files = (replace(one, sha256=None) if one.path == ANNA else one for one in blind.before.files)
    blind.before = replace(blind.before, files=tuple(files))
    assert LEAK in blind.audit()


def test_a_file_that_is_not_what_the_manifest_says_is_looked_at(blind):
    made = blind.made
    blind.plant(ANNA, "More")
    told = "\n".join(fault.sentence for fault in blind.gatekeeper(DAY).judge(blind.out, made, 0))
    assert LEAK in told
    assert f"{ANNA}: it is not the file that the manifest describes." in told


def test_a_report_that_may_change_unseen_is_named_in_no_record(blind):
    source = "published_reports/held.md"
    assert blind.audit() == ""
    assert blind.record.mark(source) in blind.keeper.record.hidden
    states = blind.keeper.states | {source: ""}
    blind.first(states=states, others=())
    assert blind.record.mark(source) not in blind.record.hidden
    assert "A passage" not in blind.audit(states=states)  # a glance
    assert blind.record.mark(source) not in blind.keeper.record.hidden


def test_with_many_new_reports_everything_is_looked_at(blind, monkeypatch):
    monkeypatch.setattr(hunt, "MOST_FRESH", 0)
    blind.site.report("later", title="An otter", reference="CPR 08/2026", publication_date="2026-12-01")
    assert LEAK in blind.audit()


# A release that was cut down has the record of the one that it was cut from.


def test_a_cut_release_is_a_base_for_all_but_what_was_cut(nights, tmp_path):
    nights.plant(ANNA, "As in CPR 07/2026")
    nights.first()
    nights.before = replace(nights.before, audit="a" * 64)
    at = builders.at(NEXT)
    smaller = cut(nights.out, nights.before, {"cpr-02-2026"}, tmp_path / "cut", release="x", at=at)
    assert smaller.audit == "a" * 64
    nights.before = smaller
    nights.without_bert()
    assert "The reference of published_reports/held.md must not be there: reports/cpr-01-2026" in nights.audit(NEXT)


# The record.


def test_the_record_says_nothing_of_any_report(nights):
    nights.plant(ANNA, "As in CPR 07/2026")
    nights.first()
    data = nights.record.to_bytes()
    for text in (b"cpr", b"held", b"bert", b"anna", b"reports", b"2026", b"weir"):
        assert text not in data.lower().replace(nights.record.frame.encode(), b"")


def test_a_record_is_read_as_it_was_written_and_no_other(nights, tmp_path):
    nights.plant(ANNA, "As in CPR 07/2026")
    nights.first()
    path, data = tmp_path / "audited.json", nights.record.to_bytes()
    path.write_bytes(data)
    digest = sha256(data).hexdigest()
    assert Passed.read(path, digest) == nights.record
    assert Passed.read(path, "0" * 64) is None
    path.write_bytes(data.replace(b'"v":1', b'"v":2'))
    assert Passed.read(path, sha256(path.read_bytes()).hexdigest()) is None
    path.write_bytes(b"[]")
    assert Passed.read(path, sha256(b"[]").hexdigest()) is None
    assert Passed.read(tmp_path / "none", digest) is None


# The archive, which is not held.


@pytest.fixture
def archive(nights, monkeypatch):
    """Nights on which even one report of the archive is too many to be held."""
    monkeypatch.setattr(hunt, "FEW", 0)
    return nights


NAMED = {
    "its title": "Of brass keys, and old doors",
    "its reference": "CPR 09/2019",
    "its reference in another spelling": "the CPR0009 2019 review",
    "its address": '<a href="/reports/cpr-09-2019/">x</a>',
    "its file": "key-list.pdf",
    "the title of its part": "lanterns of the quay",
    "the name of its part": "briefing.md",
}


@pytest.mark.parametrize("text", NAMED.values(), ids=NAMED)
@pytest.mark.parametrize("path", [ANNA, "about/index.html"])
def test_an_archived_report_is_found_by_its_names_in_what_has_changed(archive, path, text):
    archive.first()
    archive.plant(path, text)
    told = archive.audit()
    assert archive.keeper.record is None
    assert f"published_reports/old/index.md must not be there: {path}" in told


def test_an_archived_report_is_found_by_a_passage_in_a_permanent_page_that_has_changed(archive):
    archive.first()
    archive.plant("about/index.html", OLD)
    assert "A passage of published_reports/old/index.md must not be there: about/index.html" in archive.audit()


@pytest.mark.parametrize("path", [ANNA, "about/index.html", "reports/index.html"])
def test_an_archived_report_is_found_by_a_passage_when_everything_is_looked_at(archive, path):
    archive.plant(path, OLD)
    assert f"A passage of published_reports/old/index.md must not be there: {path}" in archive.audit()


def test_an_archived_report_that_has_changed_is_looked_for_again(archive):
    archive.plant(ANNA, "An otter in the reeds")
    archive.first()
    archive.change("old/index.md", "Brass keys and old doors", "An otter in the reeds")
    assert "The title of published_reports/old/index.md must not be there" in archive.audit()


def test_an_archived_report_that_has_changed_is_looked_for_by_its_text(archive):
    otters = "Nine otters were counted on the ice between the bridge and the old mill"
    archive.plant("about/index.html", otters)
    archive.first()
    archive.change("old/index.md", OLD, f"{OLD}. {otters}")
    assert "A passage of published_reports/old/index.md must not be there: about/index.html" in archive.audit()


def test_a_copy_of_an_archived_file_is_found(archive):
    shutil.copy(archive.site.reports / "old" / "key-list.pdf", archive.out / "list.pdf")
    assert "A copy of a file of published_reports/old/index.md must not be there" in archive.audit()


def test_what_a_live_report_tells_of_an_archived_one_is_no_trace(archive):
    archive.change("anna.md", "The panel", f"{OLD}. After CPR 09/2019 the panel")
    archive.plant(ANNA, f"{OLD}. After CPR 09/2019 the panel")
    archive.first()
    archive.plant(ANNA, f"{OLD}. After CPR 9/2019 the panel")
    assert archive.audit() == ""
