"""Attempts after a restore of the database: which may have gone out, and what people decide of each."""
