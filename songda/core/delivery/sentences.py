"""One sentence for where a service stands, from the law's answer or else from the attempt."""

from dataclasses import dataclass
from datetime import datetime

from songda.core.delivery.states import State
from songda.core.law import Citation, Decision, Status
from songda.core.words import Phrase, Value


@dataclass(frozen=True)
class Cell:
    """What is said of a service; `tone` says how it is to look: served, waiting, attention or failed.

    `rules` has the one that the law's answer rests on, where the law speaks.
    """

    phrase: Phrase
    tone: str
    rules: tuple[Citation, ...] = ()

    def sentence(self, language: str) -> str:
        """It in words."""
        return self.phrase.sentence(language)


def _cell(word: str, tone: str, rules: tuple[Citation, ...] = (), **values: Value) -> Cell:
    return Cell(Phrase(f"services.board.{word}", values), tone, rules)


_TONES = {
    State.PENDING: "waiting",
    State.SUBMITTING: "waiting",
    State.ACCEPTED: "waiting",
    State.REJECTED: "failed",
    State.UNKNOWN: "attention",
    State.FAILED: "failed",
    State.EXPIRED: "failed",
    State.CANCELLED: "failed",
}
TAKEN_BACK = _cell("taken_back", "failed")


def cell_of(decision: Decision | None, state: State | None, arrived_at: datetime | None, act: str | None) -> Cell:
    """The sentence of a board cell: the law's answer first; where it decides nothing yet, the attempt speaks.

    `arrived_at` is in the court's zone, `act` the recipient's latest act.
    """
    if decision and decision.status is not Status.NOT_EFFECTIVE:
        return _decided(decision)
    if state is State.ARRIVED and arrived_at is not None:
        return _cell("opened" if act == "read" else "unread", "attention", day=arrived_at.date())
    return _cell(state.value, _TONES[state]) if state in _TONES else _cell("not_started", "waiting")


def _decided(decision: Decision) -> Cell:
    day, rules = decision.effective_on, decision.rules[:1]
    match decision.status:
        case Status.EFFECTIVE if day:
            return _cell("effective", "served", rules, day=day, ground=ground_in_brief(decision.ground))
        case Status.PRESUMED if day:
            return _cell("presumed", "attention", rules, day=day)
        case Status.AWAITING_JUDGE:
            return _cell("awaiting_judge", "attention", rules)
        case _:
            return _cell("not_allowed", "failed", rules)


def ground_in_brief(ground: str | None) -> Phrase:
    """Why a service counts, in a word or two."""
    return Phrase(f"services.in_brief.{ground or 'none'}")
