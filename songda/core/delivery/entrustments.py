"""Service by other hands: another court, or the unit, prison or institution where somebody is.

A court that is entrusted serves within ten days of receiving the letter and the papers (interpretation of the Civil
Procedure Law, article 134; in criminal cases of the Criminal Procedure Law, article 206). Whoever hands papers on to a
soldier or a prisoner does so at once; the day is that on which the person signs (Civil Procedure Law 2023, articles 92
to 94; in criminal cases the interpretation, article 208). In administrative cases the civil law holds (Administrative
Procedure Law, article 101).
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from songda.core.law import Length, last_day
from songda.core.law.facts import Branch
from songda.core.words import Value, find, say

TERM = Length(days=10)


class Hand(StrEnum):
    """Who is asked to serve."""

    COURT = "court"  # of this installation
    OUTSIDE_COURT = "outside_court"
    ARMY = "army"  # the political organ of their unit, of a regiment or above
    PRISON = "prison"  # the place of detention
    EDUCATION = "education"  # an institution of compulsory education


class State(StrEnum):
    SENT = "sent"
    DONE = "done"  # signed for or left
    RETURNED = "returned"  # they tried in vain
    REFUSED = "refused"  # they do not do it, and say why
    TAKEN_BACK = "taken_back"  # by whoever had asked
    OVERTAKEN = "overtaken"  # another way took effect first, or the papers were recalled


OPEN = frozenset({State.SENT})
CALLED_BACK = frozenset({State.TAKEN_BACK, State.OVERTAKEN})  # nobody need go any more; who went before may say so
GIVEN_UP = frozenset({State.REFUSED, *CALLED_BACK})  # nothing more is to be heard of it, and nothing was tried
WAY: Mapping[Hand, str] = {
    Hand.COURT: "entrusted",
    Hand.OUTSIDE_COURT: "entrusted",
    Hand.ARMY: "transfer",
    Hand.PRISON: "transfer",
    Hand.EDUCATION: "transfer",
}
# What somebody of the court looks at in any case, where no answer came: a term that no article sets.
PATIENCE_OUTSIDE = Length(days=20)
_LAW_OF_ITS_OWN = frozenset({Branch.CRIMINAL, Branch.ADMINISTRATIVE})  # all else follows the civil law


def basis_of(hand: str, branch: str, language: str) -> str:
    """The articles by which it is asked in a case of this branch."""
    law = branch if branch in _LAW_OF_ITS_OWN else Branch.CIVIL
    return find(f"entrustments.basis.{law}.{hand}", language) or ""


def request_text(hand: str, branch: str, language: str, **values: Value) -> str:
    """What the letter asks; in criminal cases in the words of their own law, where it has others."""
    own = f"entrustments.letter.text_{branch}.{hand}"
    key = own if find(own, language) is not None else f"entrustments.letter.text.{hand}"
    return say(key, language, **values)


def due_on(hand: Hand, received: date) -> date:
    """The last day of the term of an entrusted court; of all others the day on which to ask what became of it."""
    return last_day(received, TERM if hand is Hand.COURT else PATIENCE_OUTSIDE).last_day
