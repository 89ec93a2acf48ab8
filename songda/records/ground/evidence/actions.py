"""The acts of the evidence log under one name: events are recorded, get their places, or are set aside."""

from songda.records.ground.evidence.recording import (
    NewEvent,
    record,
    record_abridged,
    record_change,
    record_unless,
    recording_through,
    secret_cell,
)
from songda.records.ground.evidence.sequencer import sequence
from songda.records.ground.evidence.unmarked_events import report_unmarked_events

__all__ = [
    "NewEvent",
    "record",
    "record_abridged",
    "record_change",
    "record_unless",
    "recording_through",
    "report_unmarked_events",
    "secret_cell",
    "sequence",
]
