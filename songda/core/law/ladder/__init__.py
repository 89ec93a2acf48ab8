"""The other ways that must have failed before a public notice."""
