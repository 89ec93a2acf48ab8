"""One sentence for where a service stands, from the law's answer or else from the attempt."""

from dataclasses import dataclass
from datetime import date, datetime

from songda.core.delivery.states import State
from songda.core.law import Citation, Decision, Status
from songda.core.words import Phrase, Value


@dataclass(frozen=True)
class Cell:
    """What is said of a service; `tone` says how it is to look: served, waiting, attention, doubt or failed.

    `rules` has the one that the law's answer rests on, where the law speaks. What comes next is the person's plan.
    """

    phrase: Phrase
    tone: str
    rules: tuple[Citation, ...] = ()

    def sentence(self, language: str) -> str:
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
_WORD_OF_ACT = {"read": "opened", "acknowledged": "confirmed", "acted": "acted"}
TAKEN_BACK, CORRECTED, DIED, UNSHOWN = (
    _cell(word, "failed") for word in ("taken_back", "corrected", "died", "unshown")
)


@dataclass(frozen=True)
class Deed:
    """The last step of a try by people: the way, what happened, on which day."""

    way: str
    outcome: str
    on: date


@dataclass(frozen=True)
class LetterAhead:
    """A letter that is not in the post yet: where it stands, and when it will be printed where that is known."""

    state: str
    printed_on: date | None = None


@dataclass(frozen=True)
class OldHearing:
    """The hearing that a summons names and that is not so any more: what became of it, and what the paper names."""

    became: str  # moved, cancelled, other_room
    named_at: datetime  # in the court's zone
    named_place: str

    @property
    def phrase(self) -> Phrase:
        named: dict[str, Value] = {"day": self.named_at.date(), "time": f"{self.named_at:%H:%M}"}
        return Phrase(f"services.hearing.{self.became}", {**named, "place": self.named_place})


@dataclass(frozen=True)
class Course:
    """How far a service has come, of which the law may not have decided anything; moments are in the court's zone.

    `act` is the recipient's latest act, `denied_at` when whoever holds the number said that they are somebody else,
    `refused_at` when they refused electronic service, while that stands.
    """

    state: State | None = None
    arrived_at: datetime | None = None
    act: str | None = None
    denied_at: datetime | None = None
    bounced_at: datetime | None = None
    why: Phrase | None = None  # it did not arrive, in words
    refused_at: datetime | None = None
    deed: Deed | None = None
    old_hearing: OldHearing | None = None
    ruled_out_at: datetime | None = None  # a judge found that it does not count
    letter: LetterAhead | None = None  # begun after whatever else was tried


def cell_of(decision: Decision | None, course: Course) -> Cell:
    """The sentence of a board cell: the law's answer first; where it decides nothing yet, what happened speaks."""
    if decision and decision.status is not Status.NOT_EFFECTIVE:
        cell = _in_doubt(_decided(decision), decision)
    else:
        cell = _by_its_course(course)
    return cell if course.old_hearing is None else _of_old_hearing(cell, course.old_hearing)


def _by_its_course(course: Course) -> Cell:
    if (contradicted := _contradicted(course)) is not None:
        return contradicted
    if course.letter is not None:
        return _by_letter(course.letter)
    if course.deed is not None:
        return _by_people(course.deed)
    if course.state is State.ARRIVED and course.arrived_at is not None and not _has_refused_since(course):
        word = _WORD_OF_ACT.get(course.act or "", "unread")
        return _cell(word, "attention", day=course.arrived_at.date())
    if course.refused_at is not None:
        return _cell("refused", "attention", day=course.refused_at.date())
    return _on_its_way(course)


def _contradicted(course: Course) -> Cell | None:
    """What was said or found against the message, whatever it seemed to have reached."""
    if course.ruled_out_at is not None and course.deed is None:
        return _cell("ruled_out", "failed", day=course.ruled_out_at.date())
    if course.denied_at is not None:
        return _cell("not_me", "attention", day=course.denied_at.date())
    if course.bounced_at is not None:
        return _cell("bounced", "failed", day=course.bounced_at.date())
    return None


def _has_refused_since(course: Course) -> bool:
    """Whether their no came after the message, and they did not confirm the papers or act on them."""
    if course.refused_at is None or course.arrived_at is None:
        return False
    return course.refused_at >= course.arrived_at and course.act not in {"acknowledged", "acted"}


def _by_people(deed: Deed) -> Cell:
    """A signature that counts is told by the law; of any other nobody may think that it does."""
    word = deed.outcome if deed.outcome in {"signed", "left"} else f"{deed.way}_{deed.outcome}"
    tone = "failed" if deed.outcome in {"returned", "failed"} else "attention"
    return _cell(word, "waiting" if deed.outcome in {"sent", "published"} else tone, day=deed.on)


def _by_letter(letter: LetterAhead) -> Cell:
    word = f"letter_{letter.state}"
    if letter.state in ("planned", "ready") and letter.printed_on is not None:
        return _cell("letter_printed_on", "waiting", day=letter.printed_on)
    return _cell(word, "failed" if letter.state == "stopped" else "waiting")


def _of_old_hearing(cell: Cell, hearing: OldHearing) -> Cell:
    """What was served stays served; it is not told as if it called to the hearing as it is now."""
    return _cell("old_hearing", "attention", cell.rules, stand=cell.phrase, hearing=hearing.phrase)


def _on_its_way(course: Course) -> Cell:
    """How far the newest attempt has come that did not arrive, or not yet."""
    state = course.state
    if course.why is not None and state in {State.FAILED, State.REJECTED}:
        return _cell("failed_because", "failed", why=course.why)
    return _cell(state.value, _TONES[state]) if state in _TONES else _cell("not_started", "waiting")


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
