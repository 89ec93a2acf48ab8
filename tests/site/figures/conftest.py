"""Every test of the command signs its log with the same key."""

from tests.records.ground.evidence.conftest import log_key

__all__ = ["log_key"]
