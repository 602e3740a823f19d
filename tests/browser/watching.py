"""A browser page that is watched: every request, message, error, dialog and cookie, and every script that ran."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

LIGHT, DARK = "light", "dark"


def looks(first, second):
    """Language and colours for a test: two pairs in each run, the other two in the run of all tests."""
    quick = {("en", first), ("cy", second)}
    return pytest.mark.parametrize(
        ("language", "scheme"),
        [
            pytest.param(language, scheme, marks=[] if (language, scheme) in quick else [pytest.mark.slow])
            for language in ("en", "cy")
            for scheme in (LIGHT, DARK)
        ],
    )


def leads_on(element):
    """Click what leads to another page, and wait for that page.

    A click alone may be over before the browser has asked for it; going elsewhere, or reading, then comes too early.
    """
    with element.page.expect_navigation():
        element.click()


@dataclass
class Watched:
    """One page in a browser context of its own, and all that it did."""

    page: object
    context: object
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    hits: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, chromium, *, width=1280, height=900, scheme=LIGHT, **options):
        """A new page of a new context; `window.__hit(id)` records that a script ran."""
        options.setdefault("reduced_motion", "reduce")
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **options)
        context.set_default_timeout(180_000)  # a guard against hanging: other tests may keep both cores busy
        page = context.new_page()
        watched = cls(page, context)
        context.expose_binding("__hit", lambda _source, name=None: watched.hits.append(str(name)))
        context.on("request", lambda request: watched.requests.append(request.url))
        context.on("weberror", lambda error: watched.errors.append(f"error: {error.error}"))
        context.on("console", watched._told)
        context.on("page", lambda other: watched.others.append(other.url))
        page.on("dialog", watched._asked)
        page.on("websocket", lambda socket: watched.requests.append(socket.url))
        return watched

    def _told(self, message):
        if message.type not in ("error", "warning"):
            return
        place = (message.location or {}).get("url", "")
        # Chromium writes an error for each page that answers 404 or 410: that is what such a page is for.
        if "Failed to load resource" in message.text and place == self.page.url:
            return
        self.errors.append(f"{message.type}: {message.text} ({place})")

    def _asked(self, dialog):
        self.dialogs.append(f"{dialog.type}: {dialog.message}")
        dialog.dismiss()

    def go(self, url):
        """Open an address and wait until it has loaded; the response."""
        return self.page.goto(url, wait_until="load")

    def until(self, expression):
        """Wait until something holds of the page; Playwright's `wait_for_function` needs what our policy forbids."""
        self.until_told(lambda: self.page.evaluate(expression), f"this never came true: {expression}")

    def until_told(self, true, otherwise=""):
        """Wait until something holds of what the page has told this test so far."""
        for _ in range(400):
            if true():
                return
            self.page.wait_for_timeout(25)
        raise AssertionError(otherwise or f"this was never told: {self.hits} {self.errors}")

    def foreign(self, origin):
        """The requests that went anywhere but to `origin`."""
        return [url for url in self.requests if not url.startswith(origin + "/") and urlsplit(url).scheme != "blob"]

    def assert_quiet(self, origin):
        """No error, no warning, no dialog, no cookie, no other window, and no request to another host."""
        self.page.evaluate("0")  # lets what is under way be told
        assert self.errors == []
        assert self.foreign(origin) == []
        assert self.dialogs == []
        assert self.others == []
        assert self.hits == []
        assert self.context.cookies() == []
        assert self.page.evaluate("document.cookie") == ""
