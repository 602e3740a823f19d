"""The preview at the desk: for whoever made it, with the findings in it, and with the policy of the site's pages."""

import re

from board_reports.desk.preview.making import PreviewPage
from board_reports.desk.web.pages import authoring_check
from desk.web.test_authoring import DRAFT, draft, words


def test_the_page_is_made_by_a_form_and_shown_with_its_findings(site, desk, new_desk):
    path = draft(site, "Ring 029 2018 0999.\n", title="For rhys.jones@example.org")
    assert "<iframe" not in desk.get(f"{DRAFT}/check").text
    assert desk.send(f"{DRAFT}/check").status_code == 303
    page = desk.get(f"{DRAFT}/check")
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    address = re.search(r'<iframe[^>]* src="([^"]+)"', page.text)[1]
    shown = desk.get(address)
    assert '<mark class="desk-finding">029 2018 0999</mark>' in shown.text
    assert re.search(r'<h1 id="board-title"><mark class="desk-finding">.*?finding-\d', shown.text)
    assert f'href="{DRAFT}/check"' in shown.text
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert shown.headers["Cache-Control"] == "no-store"
    assert words(page).count("See it in the page") == 2

    root = re.match(r"/preview/[^/]+/", address)[0]
    assert desk.get(f"{root}search/search_index.json").status_code == 200
    assert desk.get(f"{root}reports/nothing/").status_code == 404
    assert desk.get(f"{root}..%2f..%2fmkdocs.yml").status_code == 404
    other = desk.client.get(address, base_url=desk.origin, headers={**desk.headers, "X-Remote-User": "another"})
    assert other.status_code == 404
    assert desk.client.get(address, base_url=desk.origin).status_code == 403

    path.write_bytes(path.read_bytes().replace(b"Ring", b"Call"))
    stale = desk.get(address)
    assert "desk-finding" not in stale.text  # marks are for the text that the page has
    assert "Something was changed since" in words(desk.get(f"{DRAFT}/check"))
    desk.client.application.extensions["board-desk-previews"].close()


def test_a_page_that_cannot_be_made_says_why(site, desk):
    draft(site, "[gone](nothing.pdf)\n")
    page = desk.send(f"{DRAFT}/check")
    assert page.status_code == 422
    assert "Put this right first" in words(page)


def test_the_page_in_the_frame_is_one_of_the_report(site, desk, monkeypatch):
    pages = (PreviewPage("en", None, "reports/x/"), PreviewPage("cy", None, "cy/reports/x/"))
    kept = type("Kept", (), {"preview": type("Preview", (), {"pages": pages})})
    for asked, shown in (("cy/reports/x/", 1), ("../../secret", 0), ("", 0)):
        with desk.client.application.test_request_context(f"/?page={asked}"):
            assert authoring_check._chosen(kept) is pages[shown]
