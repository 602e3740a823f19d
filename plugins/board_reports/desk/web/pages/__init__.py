"""The pages of the web desk, one blueprint each."""
