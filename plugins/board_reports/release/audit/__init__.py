"""The audit: what must hold of a tree before it becomes public."""
