"""The headers that every answer of the served site must carry, whatever its status."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from board_reports.release.outside.looks import Look

OTHER_RULES = "is not served by the rules of the current release (header Board-Rules)"
FRESH = 300  # seconds: nothing but what is named by its content may be kept longer
_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
_LOOSE = {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "http:", "https:"}


def missing_headers(look: Look, *, of_report: bool = False, rules: frozenset[str] | None = None) -> Iterator[str]:
    """What is wrong with the headers of an answer, each as the end of a sentence that begins with the address.

    `of_report` says that the address is a report's page or file, which no cache may give out unasked. `rules` are the
    digests that `Board-Rules` may carry, None when nothing is known of them.
    """
    yield from _policy(look)
    if _one(look, "x-content-type-options").lower() != "nosniff":
        yield "has no header X-Content-Type-Options: nosniff"
    if _one(look, "referrer-policy").lower() not in _REFERRERS:
        yield "has no Referrer-Policy that keeps addresses private"
    if _one(look, "cross-origin-resource-policy").lower() not in ("same-origin", "same-site"):
        yield "has no header Cross-Origin-Resource-Policy: same-origin"
    if urlsplit(look.address).scheme == "https" and not re.search(
        r"max-age=[1-9]", _one(look, "strict-transport-security"), re.IGNORECASE
    ):
        yield "has no header Strict-Transport-Security"
    if "set-cookie" in look.headers:
        yield "sets a cookie"
    yield from _caching(look, of_report=of_report)
    if rules is not None and look.headers.get("board-rules") not in rules:
        yield OTHER_RULES


def _policy(look: Look) -> Iterator[str]:
    policies = [
        {words[0].lower(): set(words[1:]) for part in one.split(";") if (words := part.split())}
        for value in look.headers.get_list("content-security-policy")
        for one in value.split(",")
    ]
    if not policies:
        yield "has no header Content-Security-Policy"
        return
    scripts = [policy.get("script-src", policy.get("default-src")) for policy in policies]
    if not any(sources is not None and not sources & _LOOSE for sources in scripts):
        yield "has a Content-Security-Policy that lets foreign scripts run"
    if not any(policy.get("frame-ancestors", {"*"}) <= {"'none'", "'self'"} for policy in policies):
        yield "has a Content-Security-Policy without frame-ancestors"


def _caching(look: Look, *, of_report: bool) -> Iterator[str]:
    says = {word.strip().lower() for word in _one(look, "cache-control").split(",")}
    if look.status in (404, 410):
        if "no-store" not in says:
            yield "has no header Cache-Control: no-store"
        return
    if says & {"no-store", "no-cache"}:
        return
    if of_report:
        yield "has no header Cache-Control: no-cache"
        return
    ages = [word.partition("=")[2].strip('"') for word in says if word.startswith(("max-age=", "s-maxage="))]
    if not ages or not all(age.isdecimal() and int(age) <= FRESH for age in ages):
        yield f"may be kept by caches for more than {FRESH} seconds (header Cache-Control)"


def _one(look: Look, name: str) -> str:
    value: str = look.headers.get(name, "")
    return value.strip()
