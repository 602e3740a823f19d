"""Publish a safeguarding board's practice reviews for their window, and remove them with every trace."""

__version__ = "0.1.0"
