"""Where to report a weakness of the site: `/.well-known/security.txt`, renewed by each build (RFC 9116)."""

from __future__ import annotations

from datetime import datetime, timedelta

DAYS = 180  # the standard asks for less than a year


def expires_after(at: datetime) -> datetime:
    """When a file written at `at` (aware) lapses."""
    return (at + timedelta(days=DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)


def security_txt(email: str, address: str, expires: datetime) -> bytes:
    """The file's bytes: whom to write to, the file's own full address, and when it lapses."""
    lines = [f"Contact: mailto:{email}", f"Expires: {expires.isoformat()}", "Preferred-Languages: en, cy"]
    return "\n".join([*lines, f"Canonical: {address}"]).encode() + b"\n"
