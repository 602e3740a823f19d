"""The fixtures that the tests of a new board's site share."""

from datetime import datetime

import pytest
from new_boards import OURS, TODAY

import builders
from board_reports.desk.starting import start_site
from projects import Site, no_instant_from_outside, shared_templates

__all__ = ["fresh", "made", "no_instant_from_outside", "shared_templates"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A new site with everything given and examples, with a space in its path. Its tests leave it as it is."""
    folder = tmp_path_factory.mktemp("boards") / "our board"
    assert start_site(folder, OURS, today=TODAY).examples == 4
    return Site(folder)


@pytest.fixture
def fresh(tmp_path):
    """A new site of this very day, for what looks at the clock."""
    start_site(tmp_path / "fresh", OURS, today=datetime.now(builders.LONDON).date())
    return Site(tmp_path / "fresh")
