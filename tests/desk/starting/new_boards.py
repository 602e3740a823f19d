"""A new board that the tests make a site for, and copies of that site."""

import shutil
from datetime import date
from pathlib import Path

from board_reports.desk.starting import Asked

TODAY = date(2026, 12, 7)
NOON = "2026-12-07T12:00"
OURS = Asked(
    "Seaside Safeguarding Board",
    "Bwrdd Diogelu Glan-y-môr",
    "https://seaside.example/",
    "unit@seaside.example",
    "01632 960 123",
    ("1 The Promenade", "Seaside"),
    examples=True,
)


def copied(site, folder):
    """A copy of a site's sources and program."""
    return shutil.copytree(site.root, folder, ignore=lambda path, _: ["site"] if Path(path) == site.root else [])
