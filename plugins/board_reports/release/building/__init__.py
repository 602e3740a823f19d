"""Judging texts and building sites, in a process of its own that may fail in any way."""
