"""The desk in a real browser: two steps to a hold and to a take-down, by telephone and by keyboard; and axe."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import waitress

import projects
from board_reports.desk.web.app import create_app
from board_reports.reports.front_matter import read_front_matter
from browser.open_desk import at_work
from browser.serving import serving
from browser.test_axe import violations
from browser.watching import DARK, LIGHT, leads_on
from serving_real import free_port

TOKEN = "t" * 32
TODAY = datetime.now(UTC).date()  # publish now is the real nightly run, by the real clock


@dataclass
class Open:
    """A desk that is served, and its site."""

    site: projects.Site
    origin: str

    def sign_in(self, watched):
        watched.go(f"{self.origin}/?token={TOKEN}")
        assert watched.page.url == f"{self.origin}/"
        return watched.page

    def front(self, name):
        return read_front_matter((self.site.reports / f"{name}.md").read_bytes()).values


@contextmanager
def opened(root):
    site = projects.make(root)
    (site.root / "var").mkdir()
    with serving(site.root / "var") as public:
        site.configure(site_url=f"{public.origin}/public/", extra={"board": projects.BOARD})
        site.report("winter", publication_date=TODAY - timedelta(days=20), approved_date=TODAY - timedelta(days=40))
        site.report(
            "spring",
            reference="APR 02/2026",
            title="A review of the spring",
            publication_date=TODAY + timedelta(days=6),
            approved_date=TODAY - timedelta(days=40),
        )
        site.report(
            "harbour",
            reference="CPR 03/2026",
            title="A review of the harbour",
            publication_date=TODAY - timedelta(days=3),
            approved_date=TODAY - timedelta(days=40),
            hold="Legal advice is awaited",
        )
        site.report("wrong", reference="CPR 04/2026", publication_date="03/04/2026")
        assert site.nightly(datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds")).exit_code == 3
        origin = f"http://127.0.0.1:{free_port()}"
        app = create_app(
            site.config,
            header=None,
            token=TOKEN,
            origin=origin,
            proxy_key=None,
            clock=lambda: datetime.now(UTC),
            account="mary",
        )
        server = waitress.create_server(app, listen=origin.removeprefix("http://"))
        with at_work(server):
            yield Open(site, origin)


@pytest.fixture
def desk(tmp_path, chromium):
    with opened(tmp_path / "project") as one:
        yield one


@pytest.fixture(scope="module")
def still(tmp_path_factory, chromium):
    """A desk at which nothing is changed."""
    with opened(tmp_path_factory.mktemp("desk") / "project") as one:
        yield one


def words(page):
    return " ".join(page.locator("main").inner_text().split())


def test_hold_and_take_down_are_two_steps_on_a_telephone(desk, opens):
    watched = opens(width=375, height=667)
    page = desk.sign_in(watched)
    assert "its page answers" in words(page)
    leads_on(page.get_by_role("link", name="Hold CPR 01/2026"))  # one
    page.get_by_label("Reason").fill("Legal advice is awaited")
    leads_on(page.get_by_role("button", name="Hold it now"))  # two
    assert "CPR 01/2026 is off the site" in words(page)
    assert not (desk.site.public / "reports" / "cpr-01-2026").exists()
    assert desk.front("winter")["hold"] == "Legal advice is awaited"
    leads_on(page.get_by_role("link", name="To the first page"))
    leads_on(page.get_by_role("link", name="Take down APR 02/2026"))  # one
    page.get_by_label("Reason").fill("At the request of the family")
    leads_on(page.get_by_role("button", name="Take it down"))  # two
    assert "APR 02/2026 is withdrawn" in words(page)
    assert desk.front("spring")["withdrawn_date"] == TODAY
    assert watched.errors == []
    assert watched.foreign(desk.origin) == []


def test_release_with_a_new_date_and_publish_now_by_keyboard_alone(desk, watched):
    page = desk.sign_in(watched)
    reach(page, "Release the hold of CPR 03/2026")
    page.keyboard.press("Enter")
    page.wait_for_url("**/release")
    reach(page, "The day on which it goes up")
    page.keyboard.type(TODAY.strftime("%m%d%Y"))
    reach(page, "Release the hold")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/cpr-03-2026/")
    assert "The hold of CPR 03/2026 is released" in words(page)
    reach(page, "Publish now")
    page.keyboard.press("Enter")
    page.wait_for_url("**/run")
    reach(page, "Publish now", tag="BUTTON")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Went up").wait_for()
    assert (desk.site.public / "reports" / "cpr-03-2026" / "index.html").is_file()
    reach(page, "Today")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk.origin}/")
    assert "CPR 03/2026 A review of the harbour" in words(page).partition("Scheduled")[0]
    assert watched.errors == []


NAME = """() => {
  const one = document.activeElement;
  const label = one.labels && one.labels.length ? one.labels[0].textContent : one.textContent;
  return [label.replace(/\\s+/g, ' ').trim(), one.tagName, getComputedStyle(one).outlineStyle];
}"""


def reach(page, name, tag=None):
    """Press Tab until an element of this name has the focus; each has one that can be seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        reached, kind, outline = page.evaluate(NAME)
        assert kind == "BODY" or outline != "none", reached
        if reached == name and tag in (None, kind):
            return
    raise AssertionError(f"Tab never reaches {name}")


ONE = "/reports/cpr-01-2026/"
PAGES = [
    "/",
    "/reports/",
    ONE,
    "/reports/cpr-04-2026/",
    f"{ONE}hold",
    f"{ONE}take-down",
    "/reports/cpr-03-2026/release",
    f"{ONE}evidence",
    f"{ONE}evidence/print",
    f"{ONE}notices/",
    f"{ONE}notices/practitioners/",
    "/run",
    "/tonight",
    "/timeline",
    "/calendar",
    "/no-such-page",
]


@pytest.mark.parametrize("scheme", [LIGHT, pytest.param(DARK, marks=pytest.mark.slow)])
def test_axe_finds_nothing_on_any_page_of_the_desk(still, opens, scheme):
    watched = opens(scheme=scheme, bypass_csp=True)
    page = still.sign_in(watched)
    wrong = {}
    for path in PAGES:
        watched.go(f"{still.origin}{path}")
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 800})
            if told := violations(page):
                wrong[path, width] = told
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                wrong[path, width] = f"{wide} pixels wide"
    assert wrong == {}


def test_axe_finds_nothing_on_what_comes_back(still, opens):
    watched = opens(width=375, scheme=DARK, bypass_csp=True)
    page = still.sign_in(watched)
    watched.go(f"{still.origin}{ONE}take-down")
    leads_on(page.get_by_role("button", name="Take it down"))
    page.get_by_text("There is a problem").wait_for()
    assert violations(page) == []
    page.get_by_role("link", name="Give a short neutral reason").click()
    page.wait_for_url("**#reason")
    assert page.evaluate("document.activeElement.id") == "reason"
    page.context.clear_cookies()
    watched.go(still.origin)
    assert page.get_by_role("heading", name="Sign in").is_visible()
    assert violations(page) == []


def test_what_is_touched_is_large_enough(still, opens):
    page = still.sign_in(opens(width=375, height=667))
    for path in ("/", f"{ONE}take-down"):
        page.goto(f"{still.origin}{path}")
        small = page.evaluate(
            "[...document.querySelectorAll('main .button, .pick, .bar a, main input:not([type=hidden],[type=radio])')]"
            ".filter(one => one.getBoundingClientRect().height < 40).map(one => one.outerHTML)"
        )
        assert small == []


def test_a_form_on_another_site_changes_nothing(still, opens, tmp_path):
    page = still.sign_in(opens())
    (tmp_path / "index.html").write_text(
        f"<form method=post action='{still.origin}{ONE}hold'><input name=reason value=x><button>Go</button></form>"
    )
    with serving(tmp_path) as other:
        page.goto(f"{other.origin}/")
        page.get_by_role("button").click()
        page.wait_for_url(f"{still.origin}{ONE}hold")
        assert "hold" not in still.front("winter")
        assert page.get_by_role("heading", name="This form came from elsewhere").is_visible()
