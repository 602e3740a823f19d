"""What is still to do outside this website when a report has been taken down, as lines of a terminal."""

from __future__ import annotations

import textwrap

from board_reports.desk.outside import INTRODUCTION, STILL_TO_DO

LINES = (
    INTRODUCTION,
    *(
        line
        for item in STILL_TO_DO
        for line in textwrap.wrap(item, 112, initial_indent="  - ", subsequent_indent="    ")
    ),
)
