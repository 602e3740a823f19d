"""Why something cannot be approved, corrected or changed: told to the user, and nothing was done."""

from __future__ import annotations

from board_reports.reports.problem import Problem


class CannotApprove(Exception):
    """It cannot be done, and nothing was changed; the text is one message for the user.

    `problems` are what has to be mended first, where that is the reason. Neither repeats a text of the report.
    """

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems

    @property
    def told(self) -> str:
        """The message, and each problem on a line of its own."""
        return "\n".join([str(self), *map(str, self.problems)])


class Unknown(CannotApprove):
    """No report and no draft has the reference."""
