"""What can come of a call, what each outcome asks for and leads to, and what is told in a call."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """`needs_number`: it says something of the number that was called. `is_reached`: they themselves were spoken with.

    `again`: they are called again at a moment that was agreed, for this reason. `tells_nothing`: whoever answered may
    be told nothing of the case. `may_confirm`: with it they may say that they have received papers. `needs_identity`:
    it counts only of whoever showed that it is them. `to_enter`: the task of entering somebody else, for this reason.
    """

    needs_number: bool = False
    is_reached: bool = False
    again: str = ""
    tells_nothing: bool = False
    may_confirm: bool = False
    needs_identity: bool = False
    to_enter: str = ""


OUTCOMES: Mapping[str, Outcome] = {
    "agrees": Outcome(needs_number=True, is_reached=True, may_confirm=True, needs_identity=True),
    "received": Outcome(is_reached=True, may_confirm=True, needs_identity=True),
    "refuses": Outcome(is_reached=True),
    "wants_paper": Outcome(is_reached=True, needs_identity=True),
    "has_lawyer": Outcome(is_reached=True, to_enter="enter_agent"),
    "wants_helper": Outcome(is_reached=True, to_enter="enter_helper"),
    "family_answered": Outcome(again="family_answered", tells_nothing=True),  # somebody of the household: it stays
    "wrong_person": Outcome(needs_number=True),
    "unreachable": Outcome(),
    "call_again": Outcome(again="call_again"),
    "nobody_competent": Outcome(again="nobody_competent", tells_nothing=True),  # a child, for instance
}
AGAIN = tuple(row.again for row in OUTCOMES.values() if row.again)
TO_ENTER = tuple(name for name, row in OUTCOMES.items() if row.to_enter)
REACHED = tuple(name for name, row in OUTCOMES.items() if row.is_reached)
TOPICS = (
    "scope",
    "effect",
    "change_of_address",
    "questions",
)
