"""The Content-Security-Policy of a page: nothing from elsewhere, and no script that is not known."""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Iterable

from board_reports.site.scripts import inline_hashes

DIRECTIVES: tuple[tuple[str, str], ...] = (
    ("default-src", "'none'"),
    ("script-src", "'self'"),
    ("style-src", "'self'"),
    ("img-src", "'self' data:"),
    ("font-src", "'self'"),
    ("connect-src", "'self'"),
    ("worker-src", "'self'"),
    ("manifest-src", "'self'"),
    ("form-action", "'self'"),
    ("base-uri", "'none'"),
    ("frame-ancestors", "'none'"),
    ("object-src", "'none'"),
)
"""What a page of the site may load. The server's rules say the same: root checks them with nothing of this package at
hand, so `grammar` in the room `release` has the text a second time, and a test compares the two."""

_ONLY_IN_A_HEADER = ("frame-ancestors",)
_HEAD = re.compile(r"<head\b[^>]*>(?:\s*<meta charset=[\"']?utf-8[\"']?\s*/?>)?", re.IGNORECASE)
_BEGINNING = re.compile(r"\s*(?:<!doctype\b[^>]*>\s*)?(?:<html\b[^>]*>)?", re.IGNORECASE)


def policy(scripts: str, *, in_header: bool) -> str:
    """The policy as one line; `scripts` are the sources of scripts besides the site's own files, each after a space."""
    return "; ".join(
        f"{name} {sources}{scripts if name == 'script-src' else ''}"
        for name, sources in DIRECTIVES
        if in_header or name not in _ONLY_IN_A_HEADER
    )


def policy_element(hashes: Iterable[str]) -> str:
    """The policy as a `meta` element, with the hashes ("sha256-…") of the inline scripts that may run."""
    text = policy("".join(f" '{one}'" for one in sorted(hashes)), in_header=False)
    return f'<meta http-equiv="Content-Security-Policy" content="{html_text.escape(text, quote=False)}">'


def with_policy(html: str) -> str:
    """A finished page with its policy at the top of its head, before any script.

    Only the theme's own scripts are named in it, known by their whole text: one that got into the page in any other
    way does not run. In a page without a head the policy stands where a browser begins one.
    """
    place = _HEAD.search(html)
    if place is None or "<script" in html[: place.start()].lower():
        place = _BEGINNING.match(html)
    assert place is not None  # what it looks for may be empty
    return f"{html[: place.end()]}\n    {policy_element(inline_hashes(html))}{html[place.end() :]}"
