"""What all tests share: the folder of tests on the import path, and quick properties."""

import asyncio
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "board", deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.register_profile("long", parent=settings.get_profile("board"), max_examples=2000)
settings.load_profile(os.environ.get("BOARD_HYPOTHESIS", "board"))


@pytest.fixture(autouse=True)
def own_loop(request):
    """Let a test start an event loop of its own: the browser's, which waits between its tests, is in the way of it."""
    waiting = asyncio._get_running_loop()
    if waiting is None or request.node.get_closest_marker("browser"):
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(waiting)


class BrowserCount:
    """Counts the tests in a real browser that passed, for a run that must know that they ran.

    The number is written to the file that `BOARD_BROWSER_COUNT_FILE` names. Under xdist the controller counts.
    """

    def __init__(self, path):
        self.path, self.passed = path, 0

    def pytest_runtest_logreport(self, report):
        if report.when == "call" and report.passed and ("marked", "browser") in map(tuple, report.user_properties):
            self.passed += 1

    def pytest_sessionfinish(self):
        self.path.write_text(f"{self.passed}\n", "utf-8")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Tell the controller which tests are marked: a report's keywords hold the names of folders as well."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.user_properties.append(("marked", "browser"))


def pytest_configure(config):
    path = os.environ.get("BOARD_BROWSER_COUNT_FILE")
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(BrowserCount(Path(path)), "board-browser-count")
