"""Checks a proof bundle offline, with nothing but Python and the package `cryptography`."""
