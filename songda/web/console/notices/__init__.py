"""What must be shown before a public notice."""
