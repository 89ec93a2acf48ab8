"""Dialling: what the telephone system was asked, what it saw, and the recordings of calls, kept sealed."""
