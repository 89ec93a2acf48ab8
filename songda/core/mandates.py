"""Mandates for helpers: what somebody whom a person chose may do with that person's papers, and never more.

A helper sees, reads aloud or takes a copy. They never consent, confirm receipt, object or name an address: those are
acts of the person, and what a helper does counts for nothing in law.
"""

from datetime import timedelta
from enum import StrEnum


class Right(StrEnum):
    """What a helper may do, as the person said."""

    SEE = "see"  # the pages, as pictures
    READ_ALOUD = "read_aloud"  # the words, in large print, to be read aloud
    COPY = "copy"  # the file itself


class Relation(StrEnum):
    """What the helper is to the person."""

    SPOUSE = "spouse"
    CHILD = "child"
    RELATIVE = "relative"
    NEIGHBOUR = "neighbour"
    SOCIAL_WORKER = "social_worker"
    VOLUNTEER = "volunteer"
    OTHER = "other"


class GivenHow(StrEnum):
    """How the person said so; never from a telephone alone, which may lie in the helper's hand."""

    COUNTER = "counter"  # before a member of staff, card seen
    CALL = "call"  # in a call in which their identity was matched
    WRITTEN = "written"  # signed on paper, which is in the file


class IdentifiedHow(StrEnum):
    """How the helper's own identity was made sure of."""

    CARD = "card"
    COPY_OF_CARD = "copy_of_card"
    CALL = "call"


LONGEST = timedelta(days=366)
FULL_AGE = 18  # Civil Code, article 17
CODE_DIGITS = 8
