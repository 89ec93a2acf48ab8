"""Reads the whole log against itself and its signed checkpoints, and names every row that was tampered with."""

from songda.records.evidence.audit.events import audit_events, named
from songda.records.evidence.audit.history import Standing
from songda.records.evidence.audit.run import How, audit

__all__ = ["How", "Standing", "audit", "audit_events", "named"]
