"""Calls: what is said on the telephone, and what was answered."""
