"""What came about in a case since something was set going, so that it must not go on, or not as it is."""

from collections.abc import Iterable
from enum import StrEnum


class Overtaken(StrEnum):
    """Why a paper is not to be served on a person any more; of several the first one is told."""

    DIED = "died"  # nobody can be served who has died: Civil Code, article 13
    PARTY_LEFT = "party_left"
    RECALLED = "recalled"
    OLD_HEARING = "old_hearing"  # a summons: at the time that it names there is no hearing for which it counts
    CORRECTED = "corrected"  # the corrected paper goes to them


def first_of(reasons: Iterable[Overtaken]) -> Overtaken:
    """The one that is told of several; ValueError of none."""
    return min(reasons, key=list(Overtaken).index)
