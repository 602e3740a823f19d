import pytest

from board_reports.reports.links import Links, Place, ending_of, leads_to_report

SITE = "https://board.example"


def links(home="winter", source="winter/index.md", part=None, present=("timeline.pdf", "homes.png", "below/a b.pdf")):
    place = Place(source, home, {"briefing.md": "briefing", "briefing.cy.md": "briefing"}, part, SITE)
    return Links(place, "published reports", present)


def single():
    return links(home=None, source="winter.md", present=())


@pytest.mark.parametrize(
    "href",
    [
        "https://www.gov.wales/reviews?a=1&b=2#c",
        "http://other.example/",
        "HTTPS://other.example/",
        "mailto:board@board.example",
        "tel:+442920872000",
        "https://board.example.other.example/reports/cpr-01-2026/",
        "#findings",
    ],
)
def test_links_to_other_places_stay(href):
    judged = links()
    assert judged.link(href) == href
    assert not judged.missing
    assert judged.to_reports == 0


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://other.example/",
        "blob:x",
        "board-listing:",
        "//other.example/x",
        "http://[bad",
        "https://[::1",
        "",
        "?x=1",
    ],
)
def test_links_that_are_dropped(href):
    assert links().link(href) is None


@pytest.mark.parametrize(
    "href",
    [
        "/reports/cpr-02-2026/",
        "/reports/cpr-02-2026",
        "/reports/cpr-02-2026/timeline.pdf",
        "/reports/cpr-02-2026/#findings",
        "/reports/cpr-02-2026?x=1",
        "/cy/reports/cpr-02-2026/",
        "/reports/../reports/cpr-02-2026/",
        "/./reports/cpr-02-2026/",
        "/%72eports/cpr-02-2026/",
        "/reports%2Fcpr-02-2026/",
        "/reports\\cpr-02-2026/",
        "/leaflets/../reports/cpr-02-2026/",
        "https://board.example/reports/cpr-02-2026/",
        "https://BOARD.example/reports/cpr-02-2026/",
        "http://board.example/reports/cpr-02-2026/",
        "HTTPS://board.example/cy/reports/cpr-02-2026/",
        "https:\\\\board.example\\reports\\cpr-02-2026",
        "../summer/",
        "../summer",
        "../summer.md",
        "../summer.md#findings",
        "../summer/index.md",
        "../summer/timeline.pdf",
        "../summer/index.cy.md",
    ],
)
def test_a_link_to_another_report_leads_to_the_listing(href):
    judged = links()
    assert judged.link(href) is Links.LISTING
    assert judged.to_reports == 1
    assert not judged.missing


@pytest.mark.parametrize(("href", "found"), [("summer.md", 1), ("summer/index.md", 1), ("./summer/timeline.pdf", 1)])
def test_a_report_without_a_folder_links_to_another(href, found):
    judged = single()
    assert judged.link(href) is Links.LISTING
    assert judged.to_reports == found


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("/", "../../"),
        ("/leaflets/learning-events/", "../../leaflets/learning-events/"),
        ("/reports/", "../../reports/"),
        ("/cy/reports/", "../../cy/reports/"),
        ("/reports/feed.xml", "../../reports/feed.xml"),
        ("/reports/index.html", "../../reports/index.html"),
        ("https://board.example/about/#us", "../../about/#us"),
    ],
)
def test_links_to_permanent_pages_stay_on_the_site(href, address):
    judged = links()
    assert judged.link(href) == address
    assert judged.to_reports == 0


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("timeline.pdf", "timeline.pdf"),
        ("./timeline.pdf", "timeline.pdf"),
        ("timeline.pdf#page=2", "timeline.pdf#page=2"),
        ("below/a%20b.pdf", "below/a%20b.pdf"),
        ("below/a b.pdf", "below/a%20b.pdf"),
        ("../winter/timeline.pdf", "timeline.pdf"),
    ],
)
def test_a_link_to_a_file_of_the_report(href, address):
    judged = links()
    assert judged.link(href) == address
    assert len(judged.files) == 1
    assert not judged.missing


def test_from_a_part_everything_is_one_step_up():
    judged = links(source="winter/briefing.md", part="briefing")
    assert judged.link("timeline.pdf") == "../timeline.pdf"
    assert judged.picture("homes.png") == "../homes.png"
    assert judged.link("index.md#findings") == "../#findings"
    assert judged.link("briefing.md") is not None
    assert judged.link("/about/") == "../../../about/"
    assert judged.root == "../../../"


@pytest.mark.parametrize(
    ("href", "address"),
    [("briefing.md", "briefing/"), ("./briefing.md#one", "briefing/#one"), ("index.md", "./"), ("index.md#a", "./#a")],
)
def test_links_between_the_texts_of_a_report(href, address):
    judged = links()
    assert judged.link(href) == address
    assert not judged.missing
    assert judged.to_reports == 0


@pytest.mark.parametrize(
    "href", ["nothing.pdf", "below/nothing.pdf", "../../etc/passwd", "Timeline.pdf", "briefing.txt"]
)
def test_a_link_to_a_file_that_is_not_there(href):
    judged = links()
    assert judged.link(href) is None
    assert len(judged.missing) == 1
    assert judged.to_reports == 0


def test_a_report_without_a_folder_has_no_files():
    judged = single()
    assert judged.link("timeline.pdf") is None
    assert judged.picture("homes.png") is None
    assert judged.missing == ["timeline.pdf", "homes.png"]


def test_a_picture_of_the_report_is_a_figure():
    judged = links()
    assert judged.picture("homes.png") == "homes.png"
    assert judged.figures == ["homes.png"]
    assert judged.files == []


@pytest.mark.parametrize(
    "src",
    [
        "https://other.example/x.png",
        "//other.example/x.png",
        "/assets/x.png",
        "data:image/png;base64,AAAA",
        "javascript:x",
        "http://[bad",
        "x\x00.png",
    ],
)
def test_a_picture_from_elsewhere_is_dropped(src):
    judged = links()
    assert judged.picture(src) is None
    assert judged.figures == []
    assert judged.foreign_pictures == 1


@pytest.mark.parametrize("src", ["nothing.png", "timeline.pdf", "../summer/homes.png", ""])
def test_a_picture_that_is_not_there(src):
    judged = links()
    assert judged.picture(src) is None
    assert judged.figures == []
    assert len(judged.missing) == 1


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/reports/", False),
        ("/reports", False),
        ("/reports/index.md", False),
        ("/reports/feed.xml", False),
        ("/reports/feed.xml/x", True),
        ("/reports/x", True),
        ("/reporting/x", False),
        ("/about/reports/x", False),
        ("/cy/reports/x/", True),
        ("/cyreports/x/", False),
        ("reports/x/", True),
    ],
)
def test_which_addresses_are_below_the_reports(path, expected):
    assert leads_to_report(path) is expected


@pytest.mark.parametrize(
    ("name", "ending"), [("a.PDF", "pdf"), ("a.cy.pdf", "pdf"), ("a", ""), ("a.", ""), ("a/b.c/d", "")]
)
def test_the_ending_of_a_name(name, ending):
    assert ending_of(name) == ending


@pytest.mark.parametrize(
    "address",
    [
        "https://board.example:443/reports/cpr-02-2026/",
        "https://u@board.example/reports/cpr-02-2026/",
        "https://board.example./reports/cpr-02-2026/",
        "HTTP:board.example/reports/cpr-02-2026/",
        r"https:\\board.example\reports\cpr-02-2026",
    ],
)
def test_a_full_address_of_this_site_is_known_in_every_spelling(address):
    links = Links(Place("x/index.md", "x", {}, site_url="https://board.example/"), "published reports")
    assert links.link(address) is Links.LISTING
