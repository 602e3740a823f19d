"""A message to people: whom it is for, and what it says. Nothing here knows how it is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Audience(StrEnum):
    """Whom a message is for: those who keep the server, or those who keep the reports."""

    WEB_TEAM = "web-team"
    NOTIFY = "notify"


@dataclass(frozen=True, slots=True)
class Message:
    """A message: whom it is for, its subject and text, and when it was written (aware).

    Neither subject nor text repeats a title, a reason or a note: references, files and problems only.
    """

    audience: Audience
    subject: str
    text: str
    at: datetime


Mailer = Callable[[Message], str | None]
"""Sends a message; returns a sentence when it could not be sent, and None when it was, or when nobody is to get it."""
