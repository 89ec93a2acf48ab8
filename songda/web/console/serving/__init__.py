"""Serving: what is chosen and sent, and what became of it."""
