"""Plays the seed's divorce case against a running demo, through the same doors that people and providers use."""
