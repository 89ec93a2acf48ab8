"""One audit on the command line: how far it is, what it finds, and how it goes on where it was stopped."""

from songda.site.auditing.one_audit import Auditing

__all__ = ["Auditing"]
