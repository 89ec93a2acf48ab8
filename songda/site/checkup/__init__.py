"""Looks over the configuration and says what is missing or unsafe, each with its cure."""

from songda.site.checkup.findings import Finding, Weight
from songda.site.checkup.visit import look_over

__all__ = ["Finding", "Weight", "look_over"]
