"""The one fact that is missing and would decide most: what to find out or do next, and what it would change."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from songda.core.law.answer import decide
from songda.core.law.decision import Decision, Status
from songda.core.law.facts import (
    AddressClass,
    AttemptFacts,
    Channel,
    ConsentFact,
    ConsentGround,
    EventFact,
    EventKind,
    Facts,
    FactsError,
    JudgeRuling,
    Leaving,
    Person,
    RebuttalFact,
    Ruling,
)
from songda.core.law.facts.contradictions import refuse_contradictions
from songda.core.words import say

# What may still come to light of a try, by the way it took. Of a notice nothing may: it serves once its days have run.
_ELECTRONIC = (EventKind.ARRIVED, EventKind.READ, EventKind.ACKNOWLEDGED)
_EVENTS = {
    **dict.fromkeys((Channel.SMS, Channel.EMAIL, Channel.WECHAT, Channel.INBOX, Channel.FAX), _ELECTRONIC),
    Channel.PHONE: (EventKind.ACKNOWLEDGED,),
    Channel.MAIL: (EventKind.SIGNED,),
    Channel.DIRECT: (EventKind.SIGNED,),
    Channel.ENTRUSTED: (EventKind.SIGNED,),
    Channel.TRANSFER: (EventKind.SIGNED,),
}
_WAYS_OF_LEAVING = (Leaving.WITNESSED, Leaving.ELSEWHERE_FILMED)  # at their place, and anywhere else
# Whatever else may be answered is worth as little as no effect.
_WORTH = {Status.AWAITING_JUDGE: 1, Status.PRESUMED: 2, Status.EFFECTIVE: 3}
Worth = tuple[int, bool]


@dataclass(frozen=True, slots=True)
class NextFact:
    """What is missing (`code`), of which try (None: of the case), and the answer if it were there as of now."""

    code: str
    attempt: AttemptFacts | None
    then: Decision

    def sentence(self, language: str) -> str:
        """What to find out or do, in words."""
        return say(f"next_fact.{self.code}", language)

    def outcome(self, language: str) -> str:
        """What it would change, in words."""
        then = self.then
        if then.default_judgment is not None and then.default_judgment.safe:
            return say("next_fact.then_safe", language, day=str(then.effective_on))
        code = f"next_fact.then_{then.status}"
        return say(code, language, **({"day": str(then.effective_on)} if then.effective_on else {}))

    def to_json(self, language: str) -> dict[str, object]:
        """The fact and what it would change, as plain JSON values."""
        day: date | None = self.then.effective_on
        guard = self.then.default_judgment
        return {
            "missing": self.code,
            "attempt": self.attempt.id if self.attempt else None,
            "what": self.sentence(language),
            "then": self.outcome(language),
            "status": self.then.status.value,
            "effective_on": day.isoformat() if day else None,
            "default_judgment_safe": guard.safe if guard else None,
        }


def next_fact(facts: Facts, now: Decision | None = None) -> NextFact | None:
    """Of the facts that are not told the one that would decide most; None where none would change the standing.

    Each is tried by itself, as if it came to light at `as_of`. Of equals the first counts: what costs least to find
    out is tried first.
    """
    return next(iter(next_facts(facts, now)), None)


def next_facts(facts: Facts, now: Decision | None = None) -> tuple[NextFact, ...]:
    """Every fact that would change the standing, each by itself, the most valuable first; each code once."""
    worth = _worth(decide(facts) if now is None else now)
    best: dict[str, NextFact] = {}
    for code, attempt, supposed in _supposed(facts):
        then = _decided(supposed, facts)
        least = _worth(best[code].then) if code in best else worth
        if then is not None and _worth(then) > least:
            best.pop(code, None)  # of equals the first counts
            best[code] = NextFact(code, attempt, then)
    return tuple(sorted(best.values(), key=lambda each: _worth(each.then), reverse=True))


def _worth(decision: Decision) -> Worth:
    guard = decision.default_judgment
    return _WORTH.get(decision.status, 0), guard is not None and guard.safe


def _decided(supposed: Facts, known: Facts) -> Decision | None:
    """The answer; None where the supposed fact contradicts what is known.

    What contradicts itself already, as a provider's clock that runs behind, is no reason to ask for nothing.
    """
    try:
        if not _is_contradictory(known):
            refuse_contradictions(supposed)
        return decide(supposed)
    except FactsError:
        return None


def _is_contradictory(facts: Facts) -> bool:
    try:
        refuse_contradictions(facts)
    except FactsError:
        return True
    return False


def _supposed(facts: Facts) -> Iterator[tuple[str, AttemptFacts | None, Facts]]:
    if not facts.consents:
        moments = (event.at for attempt in facts.attempts for event in attempt.events)
        given = ConsentFact(ConsentGround.EXPRESS, min((facts.as_of, *moments)), None, None)
        yield "consent", None, replace(facts, consents=(given,))
    for attempt in facts.attempts:
        for code, changed in _of_attempt(attempt, facts):
            others = tuple(changed if each is attempt else each for each in facts.attempts)
            yield code, attempt, replace(facts, attempts=others)


def _of_attempt(attempt: AttemptFacts, facts: Facts) -> Iterator[tuple[str, AttemptFacts]]:
    yield from _of_what_happened(attempt)
    if attempt.address_class in (None, AddressClass.FOUND, AddressClass.UNKNOWN):
        yield "address_confirmed", replace(attempt, address_class=AddressClass.CONFIRMED)
    told = {event.kind for event in attempt.events if event.at <= facts.as_of}
    for kind in _EVENTS.get(attempt.channel, ()):
        if kind not in told:
            yield kind.value, replace(attempt, events=(*attempt.events, EventFact(kind, facts.as_of)))
    for rebuttal in attempt.rebuttals:
        if rebuttal.ruling is Ruling.PENDING:
            yield "rebuttal_rejected", replace(attempt, rebuttals=_rejected(attempt, rebuttal))
    if not attempt.rulings:
        yield "ruling", replace(attempt, rulings=(JudgeRuling(facts.as_of, counts=True),))


def _of_what_happened(attempt: AttemptFacts) -> Iterator[tuple[str, AttemptFacts]]:
    """What is not told of an event that is on record: how a paper was left, whether whoever took it was of age."""
    supposed = [("how_left", tuple(_left(event, how) for event in attempt.events)) for how in _WAYS_OF_LEAVING]
    supposed.append(("household_of_age", tuple(_of_age(event) for event in attempt.events)))
    for code, events in supposed:
        if events != attempt.events:
            yield code, replace(attempt, events=events)


def _left(event: EventFact, how: Leaving) -> EventFact:
    is_untold = event.kind is EventKind.LEFT and event.how is Leaving.UNTOLD
    return replace(event, how=how) if is_untold else event


def _of_age(event: EventFact) -> EventFact:
    return replace(event, by=Person.COHABITANT) if event.by is Person.COHABITANT_OF_UNKNOWN_AGE else event


def _rejected(attempt: AttemptFacts, rebuttal: RebuttalFact) -> tuple[RebuttalFact, ...]:
    rejected = replace(rebuttal, ruling=Ruling.REJECTED)
    return tuple(rejected if each is rebuttal else each for each in attempt.rebuttals)
