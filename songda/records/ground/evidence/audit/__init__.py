"""Reads the whole log against itself and its signed checkpoints, and names every row that was tampered with."""

from songda.records.ground.evidence.audit.events import audit_events, named
from songda.records.ground.evidence.audit.history import AuditPosition
from songda.records.ground.evidence.audit.run import AuditSettings, audit

__all__ = ["AuditPosition", "AuditSettings", "audit", "audit_events", "named"]
