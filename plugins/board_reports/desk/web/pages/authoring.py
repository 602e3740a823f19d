"""Writing at the desk, from the Word file to the approval: all its pages as one blueprint."""

from __future__ import annotations

from board_reports.desk.web.pages import (  # noqa: F401 - each adds its pages
    authoring_add,
    authoring_approve,
    authoring_check,
    authoring_correct,
    authoring_details,
    authoring_files,
    authoring_texts,
    authoring_work,
)
from board_reports.desk.web.pages.authoring_base import pages

__all__ = ["pages"]
