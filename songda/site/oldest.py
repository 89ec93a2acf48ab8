"""The oldest PostgreSQL on which songda runs."""

OLDEST_VERSION = 15
