"""Of a report that is not live nothing is on the shelf: no word of it, no name, and no digest of any of them."""

import hashlib
from datetime import date

import pytest
from shelving import kept, shelf_of

import oracle
from board_reports.reports import digests
from builders import at

NOW = "2026-06-10T12:00"
OVER = {"publication_date": date(2025, 6, 1), "approved_date": date(2025, 5, 20), "revised_date": date(2025, 6, 2)}
STANDINGS = {
    "qzl": ("live", {}),
    "qze": ("expired", OVER),
    "qzw": ("withdrawn", {"withdrawn_date": date(2026, 6, 5), "withdrawn_reason": "A reason qzwreason."}),
    "qzo": ("withdrawn", OVER | {"withdrawn_date": date(2025, 7, 5), "withdrawn_reason": "A reason qzoreason."}),
    "qzh": ("held", {"hold": "A reason qzhreason."}),
    "qzu": ("unapproved", {"approved_date": None}),
    "qzs": ("scheduled", {"publication_date": date(2026, 7, 1), "revised_date": date(2026, 7, 2)}),
    "qzi": ("invalid", {"weeks": 1}),
    "qzx": ("invalid", OVER | {"weeks": 1}),
}
HASHES = ("sha256", "sha1", "md5", "sha512", "sha3_256", "blake2b", "blake2s")


@pytest.fixture
def old(monkeypatch):
    monkeypatch.setattr(digests, "RACY_NS", -(10**18))


@pytest.fixture
def canaries(tmp_path, old):
    """A report of each standing, kept twice: as it is found, and as it is known."""
    found = {stem: oracle.plant(tmp_path / "r", stem, **front) for stem, (_, front) in STANDINGS.items()}
    for _ in range(2):
        _, standings = kept(tmp_path / "r", NOW)
    assert {one.report.files.name[:3]: str(one.standing) for one in standings.reports} == {
        stem: standing for stem, (standing, _) in STANDINGS.items()
    }
    return found


def plain_digests(canary):
    """The digests of all that a report is called, and of its files, as anybody could make them, in part or whole."""
    home = canary.file.parent
    names = [canary.slug, canary.tokens["reference"], canary.file.parent.name, f"{home.name}/", str(home)]
    for path in sorted(home.rglob("*")):
        names += [path.name, str(path), f"{home.name}/{path.name}", f"r/{home.name}/{path.name}"]
    said = [name.encode() for name in names] + [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    for data in said:
        yield from (hashlib.new(kind, data).hexdigest()[:24] for kind in HASHES)
        yield hashlib.blake2b(data, digest_size=16).hexdigest()


def traces(shelf, canary):
    return oracle.found(shelf, [*canary.traces, *plain_digests(canary)])


@pytest.mark.parametrize("stem", [stem for stem, (standing, _) in STANDINGS.items() if standing != "live"])
def test_no_trace_of_what_is_not_live_is_on_the_shelf(tmp_path, canaries, stem):
    assert traces(shelf_of(tmp_path / "r").folder, canaries[stem]) == {}
    assert oracle.found(shelf_of(tmp_path / "r").folder, [f"{stem}reason"]) == {}


def test_the_search_finds_the_one_that_is_live(tmp_path, canaries):
    found = traces(shelf_of(tmp_path / "r").folder, canaries["qzl"])
    assert {canaries["qzl"].tokens[name] for name in ("title", "summary", "parttitle", "attached")} <= set(found)


def test_neither_texts_nor_private_words_of_a_live_report_are_there(tmp_path, canaries):
    one = canaries["qzl"]
    private = ["note", "minute", "waiver", "comment", "sentence", "heading", "parttext", "cysentence", "linkedtext"]
    assert oracle.found(shelf_of(tmp_path / "r").folder, [one.tokens[name] for name in private]) == {}


@pytest.mark.parametrize("way", ["closes", "is withdrawn", "is held", "is changed", "is gone", "is forgotten"])
def test_nothing_is_left_of_what_is_live_no_more(tmp_path, canaries, way):
    one, folder, when = canaries["qzl"], tmp_path / "r", NOW
    told = list(plain_digests(one))
    if way == "closes":
        when = oracle.CLOSES
    elif way == "is withdrawn":
        one.change("note: ", "withdrawn_date: 2026-06-09\nwithdrawn_reason: Told.\nnote: ")
    elif way == "is held":
        one.change("note: ", "hold: Wait.\nnote: ")
    elif way == "is changed":
        one.change("note: ", "weeks: 1\nnote: ")
    elif way == "is gone":
        one.file.parent.rename(tmp_path / "away")
    if way == "is forgotten":
        shelf_of(folder).forget([one.slug], at(NOW))
    else:
        _, standings = kept(folder, when)
        assert not [each for each in standings.reports if each.live and each.report.slug == one.slug]
    assert oracle.found(shelf_of(folder).folder, [*one.traces, *told]) == {}
