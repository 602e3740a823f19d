"""The record: what was public when, and what it proves."""
