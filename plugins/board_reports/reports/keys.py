"""The keys of a report by name, and how far their values go: what can be known of them without reading a file."""

from __future__ import annotations

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_WEEKS = 520

PUBLIC_KEYS = (
    "title",
    "reference",
    "publication_date",
    "review_type",
    "publication_time",
    "weeks",
    "summary",
    "attachments",
    "revised_date",
    "revision_note",
    "example",
)
"""The keys that reach the public; no other key ever does."""

PRIVATE_KEYS = (
    "approved_date",
    "approved_minute",
    "family_told_date",
    "sent_to_welsh_government_date",
    "legal_advice_date",
    "note",
    "approved_digest",
    "hold",
    "withdrawn_date",
    "withdrawn_reason",
    "waivers",
)
