"""The secret in the calendar's address: calendar programs cannot sign in, so who knows the address may read it."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from board_reports.release.state import State, write_atomically

_FILE = "desk-calendar.key"
_BYTES = 32


def secret_of(state: State) -> str | None:
    """The secret of the address; None while nobody has made one, and when it cannot be read."""
    try:
        key = (state.folder / _FILE).read_bytes()
    except OSError:
        return None
    if len(key) != _BYTES:
        return None
    return hmac.new(key, b"the address of the calendar", hashlib.sha256).hexdigest()[:40]


def renew(state: State) -> None:
    """Make the secret, or another one: the old address answers no more. Raises OSError."""
    write_atomically(state.folder / _FILE, secrets.token_bytes(_BYTES), mode=0o600)


def is_secret(state: State, given: str) -> bool:
    """Whether somebody knows the address."""
    known = secret_of(state)
    return known is not None and hmac.compare_digest(given.encode("utf-8", "replace"), known.encode())
