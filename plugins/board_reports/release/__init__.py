"""The run: from what is public now to what should be, by releases that are swapped in whole."""
