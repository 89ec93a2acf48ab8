"""A way of reaching nobody, for tests: it does what a script says."""
