"""Taking a report down by a command, and giving it back."""
