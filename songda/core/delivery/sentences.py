"""One sentence for where a service stands, from the law's answer or else from the attempt."""

from dataclasses import dataclass
from datetime import datetime

from songda.core.delivery.states import State
from songda.core.law import Citation, Decision, Status
from songda.core.words import Phrase, Value


@dataclass(frozen=True)
class Cell:
    """What is said of a service; `tone` says how it is to look: served, waiting, attention, doubt or failed.

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
_SAID_OF_ACT = {"read": "opened", "acknowledged": "confirmed", "acted": "acted"}
TAKEN_BACK = _cell("taken_back", "failed")


@dataclass(frozen=True)
class Course:
    """How far a service has come, of which the law may not have decided anything; moments are in the court's zone.

    `act` is the recipient's latest act, `denied_at` when whoever holds the number said that they are somebody else.
    `waits_until`: when the engine looks again by itself, if nothing happens before.
    """

    state: State | None = None
    arrived_at: datetime | None = None
    act: str | None = None
    denied_at: datetime | None = None
    bounced_at: datetime | None = None
    why: Phrase | None = None  # it did not arrive, in words
    waits_until: datetime | None = None


def cell_of(decision: Decision | None, course: Course) -> Cell:
    """The sentence of a board cell: the law's answer first; where it decides nothing yet, what happened speaks."""
    if decision and decision.status is not Status.NOT_EFFECTIVE:
        return _in_doubt(_decided(decision), decision)
    if course.denied_at is not None:
        return _cell("not_me", "attention", day=course.denied_at.date())
    if course.bounced_at is not None:
        return _cell("bounced", "failed", day=course.bounced_at.date())
    if course.state is State.ARRIVED and course.arrived_at is not None:
        word = _SAID_OF_ACT.get(course.act or "", "unread")
        return _waiting(_cell(word, "attention", day=course.arrived_at.date()), course)
    return _on_its_way(course)


def _on_its_way(course: Course) -> Cell:
    """How far the newest attempt has come that did not arrive, or not yet."""
    state = course.state
    if course.why is not None and state in {State.FAILED, State.REJECTED}:
        return _cell("failed_because", "failed", why=course.why)
    cell = _cell(state.value, _TONES[state]) if state in _TONES else _cell("not_started", "waiting")
    return _waiting(cell, course) if state is State.ACCEPTED else cell


def _waiting(cell: Cell, course: Course) -> Cell:
    """Nothing waits without saying until when."""
    if course.waits_until is None:
        return cell
    return _cell("waits", cell.tone, cell.rules, stand=cell.phrase, until=course.waits_until.date())


def _in_doubt(cell: Cell, decision: Decision) -> Cell:
    """What counts goes on counting, but it is not told as if nobody had said anything against it."""
    if not decision.doubts:
        return cell
    doubt = Phrase(f"services.doubt.{decision.doubts[0].code}")
    return _cell("in_doubt", "doubt", cell.rules, stand=cell.phrase, doubt=doubt)


def _decided(decision: Decision) -> Cell:
    day, rules = decision.effective_on, decision.rules[:1]
    match decision.status:
        case Status.EFFECTIVE if day:
            return _cell("effective", "served", rules, day=day, ground=ground_in_brief(decision.ground))
        case Status.PRESUMED if day:
            return _cell("presumed", "attention", rules, day=day)
        case Status.AWAITING_JUDGE:
            return _cell("awaiting_judge", "attention", rules)
        case Status.NOT_VERIFIED:
            return _cell("not_verified", "attention", rules)
        case _:
            return _cell("not_allowed", "failed", rules)


def ground_in_brief(ground: str | None) -> Phrase:
    """Why a service counts, in a word or two."""
    return Phrase(f"services.in_brief.{ground or 'none'}")
