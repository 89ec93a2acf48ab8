"""To whom a new task falls that is nobody's yet: a court's choice among four rules; pure."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from uuid import UUID


class HandingRule(StrEnum):
    """How new tasks are given out."""

    NOBODY = "nobody"  # whoever takes it on
    CASE_CLERK = "case_clerk"  # who registered the case
    ROUND_ROBIN = "round_robin"  # one after the other
    LEAST_LOAD = "least_load"  # whoever has the fewest open tasks


def next_in_turn(present: Sequence[UUID], last: UUID | None) -> UUID | None:
    """Whose turn it is after `last`, among those who are there, in the order of their ids; None where nobody is."""
    if not present:
        return None
    order = sorted(present)
    return next((one for one in order if last is not None and one > last), order[0])


def least_loaded(present: Sequence[UUID], load: Mapping[UUID, int]) -> UUID | None:
    """Who of those who are there has the fewest open tasks, the first by id where several do; None where nobody is."""
    return min(present, key=lambda one: (load.get(one, 0), one), default=None)


def who_is_there(person: UUID, stands_in: Mapping[UUID, UUID]) -> UUID | None:
    """The person, or whoever stands in for them, or for that one in turn; None where all of them are away."""
    seen = {person}
    while person in stands_in:
        person = stands_in[person]
        if person in seen:
            return None
        seen.add(person)
    return person
