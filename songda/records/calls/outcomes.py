"""What can come of a call, what each outcome asks for and leads to, and what is told in a call."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """`needs_number`: it says something of the number that was called. `is_reached`: they themselves were spoken with.

    `again`: they are called again at a moment that was agreed, for this reason. `tells_nothing`: whoever answered may
    be told nothing of the case. `may_confirm`: with it they may say that they have received papers.
    """

    needs_number: bool = False
    is_reached: bool = False
    again: str = ""
    tells_nothing: bool = False
    may_confirm: bool = False


OUTCOMES: Mapping[str, Outcome] = {
    "agrees": Outcome(needs_number=True, is_reached=True, may_confirm=True),
    "received": Outcome(is_reached=True, may_confirm=True),
    "refuses": Outcome(is_reached=True),
    "wrong_person": Outcome(needs_number=True),
    "unreachable": Outcome(),
    "call_again": Outcome(again="call_again"),
    "nobody_competent": Outcome(again="nobody_competent", tells_nothing=True),  # a child, for instance
}
AGAIN = tuple(row.again for row in OUTCOMES.values() if row.again)
REACHED = tuple(name for name, row in OUTCOMES.items() if row.is_reached)
TOPICS = (
    "scope",
    "effect",
    "change_of_address",
    "questions",
)
