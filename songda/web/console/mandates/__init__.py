"""Helpers: whom a person chose to look at their papers with them, for what, until when."""
