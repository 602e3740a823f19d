"""The real page of a report that is not public yet, built as the site builds it and shown to the desk alone."""
