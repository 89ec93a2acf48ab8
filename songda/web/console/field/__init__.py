"""Visits by people of the court: planned, gathered into rounds, written on a phone, looked at."""
