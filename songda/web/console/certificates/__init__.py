"""The certificates of the court."""
