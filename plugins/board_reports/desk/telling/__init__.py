"""Telling people when reports come and go: the timeline, the calendar, and notices to those who should know."""
