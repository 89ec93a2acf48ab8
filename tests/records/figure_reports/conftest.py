"""Reports are signed with a seal of the test's own, and so is the log."""

from tests.records.certificates.keys import keys
from tests.records.evidence.conftest import log_key

__all__ = ["keys", "log_key"]
