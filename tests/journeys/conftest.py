"""The browser of `tests/browser`, for the cases at the desk."""

from browser.conftest import chromium, opens, pytest_collection_modifyitems

__all__ = ["chromium", "opens", "pytest_collection_modifyitems"]
