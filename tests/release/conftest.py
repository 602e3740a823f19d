"""The fixtures that the tests of the release share."""

import chaos
import pytest

from projects import no_instant_from_outside, shared_templates, site

__all__ = ["no_instant_from_outside", "shared_templates", "site"]


@pytest.fixture(scope="module")
def drive():
    """The process that forks for each task, so that it can be killed."""
    with chaos.driver() as one:
        yield one


@pytest.fixture(scope="module")
def eve(drive, tmp_path_factory):
    """A site on the eve of a closing and an opening, to be set up again for each test."""
    return chaos.Stage.set(tmp_path_factory.mktemp("eve"), drive)
