"""Signed reports: the protocol for a carrier that builds for courts, spoken by the sandbox's carrier too."""
