"""The Business Unit's tools: from a Word file to a scheduled report, and what is needed while it is public."""
