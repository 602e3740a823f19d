"""A new board's site: its folder, made whole, with the program, the pages to fill in and, if asked for, examples."""

from board_reports.desk.starting.asked import Asked
from board_reports.desk.starting.making import Started, start_site
from board_reports.desk.starting.place import CannotStart

__all__ = ["Asked", "CannotStart", "Started", "start_site"]
