"""What the tests of cleaning share: nothing that was cleaned for one of them is there for the next."""

import pytest

from board_reports.reports import cleaning


@pytest.fixture(autouse=True)
def nothing_cleaned_yet():
    """Forget what was cleaned: a PDF made twice within a second has the same bytes, and tests change the limits."""
    cleaning._kept.clear()
