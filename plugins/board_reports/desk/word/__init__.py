"""From the reviewer's Word file to a draft: Markdown, pictures, and what was left out on the way."""

from board_reports.desk.word.importing import Imported, import_word
from board_reports.desk.word.refusal import CannotImport

__all__ = ["CannotImport", "Imported", "import_word"]
