"""The law's answer as one plain JSON record that can be kept and read again: codes, values and citations, no words."""

from songda.core.law.record.answer import Record, to_decision, to_record
from songda.core.law.record.values import UnknownValueError, read_citation

__all__ = ["Record", "UnknownValueError", "read_citation", "to_decision", "to_record"]
