"""The shelf: what earlier readings of the reports have found, so that what is as it was is not read again.

Of a live report it keeps what the public reads, but for the texts. Of one that is over it keeps marks that tell nothing
without a key, and of every other one nothing.
"""

from __future__ import annotations

from board_reports.reports.shelf.reading import Shelf, ShelfReading

__all__ = ["READING", "Shelf", "ShelfReading"]

READING = "reading"
"""The shelf's folder in the one in which builds keep what the next may use."""
