"""Plays a divorce case, as a court told of it, against a running demo, through the doors that people use."""
