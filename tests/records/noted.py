"""What is noted of a person or of a case, for tests."""

from songda.core.circumstances import Kind
from songda.records.matter.circumstances.entries import Subject, newest
from songda.records.matter.circumstances.models import Circumstance


def noted(subject: Subject, kind: Kind) -> Circumstance:
    """The newest entry of this kind that was not struck."""
    entry = newest(subject, kind)
    assert entry is not None
    return entry
