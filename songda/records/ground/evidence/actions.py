"""What is done with the evidence log: events are written, and given their places."""

from songda.records.ground.evidence.recording import (
    NewEvent,
    record,
    record_abridged,
    record_change,
    record_unless,
    secret_cell,
    through,
)
from songda.records.ground.evidence.sequencer import sequence
from songda.records.ground.evidence.strangers import tell_of_strangers

__all__ = [
    "NewEvent",
    "record",
    "record_abridged",
    "record_change",
    "record_unless",
    "secret_cell",
    "sequence",
    "tell_of_strangers",
    "through",
]
