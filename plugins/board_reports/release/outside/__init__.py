"""The look at the served site from outside."""
