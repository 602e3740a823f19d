"""Writing a report in steps, each saved at once and whole: its details, texts, parts and files."""
