"""The one fact that is missing and would decide most: what to find out or do next, and what it would change.

Each fact that is not told is supposed by itself, as if it came to light at `as_of`, and the law is asked again. What
may still happen to a try is taken from the rules that speak of it: so whatever event would change the answer is among
what is supposed, and nothing is named that cannot happen any more.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import chain

from songda.core.law.answer import decide, examine_all, service_for
from songda.core.law.attempt.disputes import ruling_in_force
from songda.core.law.attempt.effect import ExaminedAttempt
from songda.core.law.decision import Decision, Status
from songda.core.law.facts import (
    BY_WIRE,
    TO_A_PLACE,
    AddressClass,
    AddressSource,
    AddressWithheld,
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
    PaperKind,
    Person,
    ReturnCause,
    RuledOutFact,
    RuledOutGround,
    Ruling,
    Withholding,
)
from songda.core.law.facts.contradictions import refuse_contradictions
from songda.core.law.profile.rows import GuardNeed
from songda.core.words import say

# What is asked about first of a try, by the way it took, and told even where another of them would do as much.
_ELECTRONIC = (EventKind.ARRIVED, EventKind.READ, EventKind.ACKNOWLEDGED)
_FIRST_OF_ALL = {
    **dict.fromkeys(BY_WIRE, _ELECTRONIC),
    Channel.PHONE: (EventKind.ACKNOWLEDGED,),
    **dict.fromkeys((Channel.MAIL, Channel.DIRECT, Channel.ENTRUSTED, Channel.TRANSFER), (EventKind.SIGNED,)),
}
# Of a notice nothing more may come to light: it serves once its days have run. What was sent is told of every try.
_NEVER_SUPPOSED = frozenset({EventKind.PUBLISHED, EventKind.SENT, EventKind.ACCEPTED})
# What can happen no more once the letter came back, the message was refused by its system, or somebody signed.
_OVER = {
    EventKind.RETURNED: frozenset({EventKind.SIGNED, EventKind.LEFT, EventKind.ARRIVED, EventKind.RETURNED}),
    EventKind.FAILED: frozenset({EventKind.ARRIVED, EventKind.READ}),
    EventKind.BOUNCED: frozenset({EventKind.ARRIVED, EventKind.READ}),
    EventKind.SIGNED: frozenset({EventKind.RETURNED, EventKind.LEFT}),
    EventKind.LEFT: frozenset({EventKind.RETURNED}),
}
_AGAIN = frozenset({EventKind.READ, EventKind.ACKNOWLEDGED, EventKind.ACTED, EventKind.KNOWN})
_OF_WHOM = {
    EventKind.SIGNED: "who_signed",
    EventKind.LEFT: "who_refused",
    EventKind.READ: "who_answered",
    EventKind.ACKNOWLEDGED: "who_answered",
    EventKind.ACTED: "who_answered",
    EventKind.KNOWN: "who_answered",
}
_CLASSES = {
    None: (AddressClass.CONFIRMED, AddressClass.FOUND),
    AddressClass.UNKNOWN: (AddressClass.CONFIRMED, AddressClass.FOUND),
    AddressClass.FOUND: (AddressClass.CONFIRMED,),
}
_WHO_AGREES = (Person.RECIPIENT, Person.STATUTORY_AGENT, Person.BANKRUPTCY_ADMINISTRATOR)
# Whatever else may be answered is worth as little as no effect.
_WORTH = {Status.AWAITING_JUDGE: 1, Status.PRESUMED: 2, Status.EFFECTIVE: 3}
Worth = tuple[int, bool]
_BEST: Worth = (_WORTH[Status.EFFECTIVE], True)
_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class NextFact:
    """What is missing (`code`), of which try (None: of the case), and the answer if it were there as of now.

    `answer`: what was supposed where the fact may turn out one way or another, as its subject and word. `counted`: the
    service counts already, and only what may rest on it would change. `as_of`: when the fact was supposed to happen.
    """

    code: str
    attempt: AttemptFacts | None
    then: Decision
    answer: tuple[str, StrEnum] | None = None
    counted: bool = False
    as_of: datetime | None = None

    @property
    def day(self) -> date | None:
        """The day of service, where it does not hang on when that happens which is only supposed."""
        is_supposed = self.as_of is not None and self.then.effective_at == self.as_of
        return None if is_supposed else self.then.effective_on

    def sentence(self, language: str) -> str:
        """What to find out or do, in words."""
        is_passed_on = self.attempt is not None and self.attempt.channel is Channel.TRANSFER
        code = "signed_on_transfer" if self.code == "signed" and is_passed_on else self.code
        return say(f"next_fact.{code}", language)

    def outcome(self, language: str) -> str:
        """On what condition it would change what, in words."""
        gap = "" if language.startswith("zh") else " "
        return f"{self._condition(language)}{gap}{self._change(language)}"

    def _condition(self, language: str) -> str:
        if self.answer is None:
            return say("next_fact.if_so", language)
        subject, word = self.answer
        return say("next_fact.if_it_was", language, answer=self.then.wording.word(subject, word, language))

    def _change(self, language: str) -> str:
        guard = self.then.default_judgment
        is_safe = guard is not None and guard.safe
        if is_safe and self.counted:
            return say("next_fact.then_only_safe", language)
        if self.then.effective_on is None:
            return say(f"next_fact.then_{self.then.status}", language)
        day = "" if self.day is None else str(self.day)
        code = "safe" if is_safe else self.then.status.value
        return say(f"next_fact.then_{code}{'' if day else '_that_day'}", language, **({"day": day} if day else {}))

    def to_json(self, language: str) -> dict[str, object]:
        """The fact and what it would change, as plain JSON values."""
        day = self.day
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


@dataclass(frozen=True, slots=True)
class _Supposed:
    """One fact as if it were told; `is_second`: named only where nothing before it would do as much for the try."""

    code: str
    attempt: AttemptFacts | None
    facts: Facts
    is_second: bool = False
    answer: tuple[str, StrEnum] | None = None


def next_fact(facts: Facts, now: Decision | None = None) -> NextFact | None:
    """Of the facts that are not told the one that would decide most; None where none would change the standing.

    Each is tried by itself, as if it came to light at `as_of`. Of equals the first counts: what costs least to find
    out is tried first.
    """
    return next(iter(next_facts(facts, now)), None)


def next_facts(facts: Facts, now: Decision | None = None) -> tuple[NextFact, ...]:
    """Every fact that would change the standing, each by itself, the most valuable first; each code once."""
    now = decide(facts) if now is None else now
    worth = worth_of(now)
    is_contradictory = _is_contradictory(facts)
    best: dict[str, NextFact] = {}
    of_try: dict[str | None, Worth] = {}
    for each in _supposed(facts):
        place = each.attempt.id if each.attempt else None
        least = max(worth, worth_of(best[each.code].then)) if each.code in best else worth
        if each.is_second:
            least = max(least, of_try.get(place, worth))
        then = None if least >= _BEST else _decided(each.facts, is_contradictory=is_contradictory)
        if then is not None and worth_of(then) > least:
            best.pop(each.code, None)  # of equals the first counts
            counted = now.status is Status.EFFECTIVE and then.effective_at == now.effective_at
            best[each.code] = NextFact(each.code, each.attempt, then, each.answer, counted, facts.as_of)
            of_try[place] = max(of_try.get(place, worth), worth_of(then))
    return tuple(sorted(best.values(), key=lambda each: worth_of(each.then), reverse=True))


def worth_of(decision: Decision) -> Worth:
    """How much an answer is worth: how sure the service is, and whether a default judgment may rest on it."""
    guard = decision.default_judgment
    return _WORTH.get(decision.status, 0), guard is not None and guard.safe


def _decided(supposed: Facts, *, is_contradictory: bool) -> Decision | None:
    """The answer; None where the supposed fact contradicts what is known.

    What contradicts itself already, as a provider's clock that runs behind, is no reason to ask for nothing.
    """
    try:
        if not is_contradictory:
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


def _supposed(facts: Facts) -> Iterator[_Supposed]:
    for code, changed in chain(_consents(facts), _of_the_case(facts), _of_the_recipient(facts)):
        yield _Supposed(code, None, changed, answer=_answer_of_the_case(code, changed))
    begun = replace(facts, attempts=tuple(replace(each, events=_known_events(each, facts)) for each in facts.attempts))
    known = {each.attempt.id: each for each in examine_all(begun, service_for(facts))}
    for attempt in facts.attempts:
        for code, changed_attempt, is_second in _of_attempt(attempt, facts, known.get(attempt.id)):
            others = tuple(changed_attempt if each is attempt else each for each in facts.attempts)
            answer = _answer_of_a_try(attempt, changed_attempt)
            yield _Supposed(code, attempt, replace(facts, attempts=others), is_second=is_second, answer=answer)
        if attempt.channel is Channel.PUBLIC_NOTICE:
            for code, changed in _before_a_notice(attempt, facts):
                yield _Supposed(code, attempt, changed, answer=_answer_of_the_case(code, changed))


def _answer_of_the_case(code: str, supposed: Facts) -> tuple[str, StrEnum] | None:
    """Which way, where one of several might be what failed or could not be used."""
    if code == "failed_try":
        return "channel", supposed.other_tries[-1].channel
    return ("channel", supposed.ruled_out[-1].channel) if code == "way_impossible" else None


def _answer_of_a_try(before: AttemptFacts, supposed: AttemptFacts) -> tuple[str, StrEnum] | None:
    """Who it was, why it came back, how it was left, or from where the address comes, as it was supposed."""
    if supposed.address_source is not None and supposed.address_source is not before.address_source:
        return "source", supposed.address_source
    for known, now in zip(before.events, supposed.events, strict=False):
        changes = (
            ("person", known.by, now.by),
            ("cause", known.cause, now.cause),
            ("how", known.how, now.how),
        )
        answer = next(((subject, after) for subject, was, after in changes if was is not after), None)
        if answer is not None and answer[1] is not None:
            return answer[0], answer[1]
    return None


def _known_events(attempt: AttemptFacts, facts: Facts) -> tuple[EventFact, ...]:
    return tuple(event for event in attempt.events if event.at <= facts.as_of)


def _consents(facts: Facts) -> Iterator[tuple[str, Facts]]:
    """An agreement before anything went out; where they said no or took one back, one that came later."""
    moments = sorted({event.at for attempt in facts.attempts for event in attempt.events if event.at <= facts.as_of})
    earliest = [moments[0] if moments else facts.as_of]
    for at in [*earliest, *(moments[1:] if facts.refusals or facts.consents else ())]:
        for by in _WHO_AGREES:
            given = ConsentFact(ConsentGround.EXPRESS, at, None, None, by=by)
            yield "consent", replace(facts, consents=(*facts.consents, given))


def _of_the_case(facts: Facts) -> Iterator[tuple[str, Facts]]:
    case, paper = facts.case, facts.paper
    begun = min((event.at for attempt in facts.attempts for event in attempt.events), default=facts.as_of)
    if case.procuratorate_takes_part and case.procuratorate_agreed_at is None:
        yield "procuratorate_agreed", replace(facts, case=replace(case, procuratorate_agreed_at=begun))
    if paper.kind is PaperKind.SUMMONS and facts.hearing_at is None:
        yield "hearing_day", replace(facts, hearing_at=facts.as_of + _YEAR)
    for place, signed_at in enumerate(paper.other_signatures or ()):
        if signed_at is None or signed_at > facts.as_of:
            signed = list(paper.other_signatures or ())
            signed[place] = facts.as_of
            yield "other_signature", replace(facts, paper=replace(paper, other_signatures=tuple(signed)))


def _of_the_recipient(facts: Facts) -> Iterator[tuple[str, Facts]]:
    recipient = facts.recipient
    if recipient.missing is None:
        yield "missing", replace(facts, recipient=replace(recipient, missing=True))
    if not recipient.branch_may_receive:
        yield "branch_may_receive", replace(facts, recipient=replace(recipient, branch_may_receive=True))
    if not recipient.business_agent_may_receive:
        changed = replace(recipient, business_agent_may_receive=True)
        yield "business_agent_may_receive", replace(facts, recipient=changed)
    if not recipient.notice_at_first_instance:
        changed = replace(recipient, notice_at_first_instance=True)
        yield "notice_at_first_instance", replace(facts, recipient=changed)
    if not recipient.address_withheld and any(attempt.address_source for attempt in facts.attempts):
        begun = min((event.at for attempt in facts.attempts for event in attempt.events), default=facts.as_of)
        for how in Withholding:
            changed = replace(recipient, address_withheld=(AddressWithheld(how, begun),))
            yield "address_withheld", replace(facts, recipient=changed)


def _before_a_notice(attempt: AttemptFacts, facts: Facts) -> Iterator[tuple[str, Facts]]:
    """What was tried in vain before it, or could not be used, and is not on record."""
    published = [event.at for event in attempt.events if event.kind is EventKind.PUBLISHED and event.at <= facts.as_of]
    if not published:
        return
    at = max(published)
    for channel in Channel:
        failed = AttemptFacts("supposed", channel, "", events=(EventFact(EventKind.FAILED, at),))
        yield "failed_try", replace(facts, other_tries=(*facts.other_tries, failed))
        closed_way = RuledOutFact(channel, at, RuledOutGround.NO_ADDRESS_KNOWN)
        yield "way_impossible", replace(facts, ruled_out=(*facts.ruled_out, closed_way))


Changed = tuple[str, AttemptFacts, bool]


def _of_attempt(attempt: AttemptFacts, facts: Facts, known: ExaminedAttempt | None) -> Iterator[Changed]:
    for code, changed in chain(_of_what_happened(attempt, facts), _of_the_address(attempt, facts)):
        yield code, changed, False
    if known is not None and known.rules.is_open and attempt.paper_sha256 == facts.paper.sha256:
        yield from _of_what_may_come(attempt, facts, known)
    for rebuttal in attempt.rebuttals:
        if rebuttal.ruling is Ruling.PENDING:
            rejected = replace(rebuttal, ruling=Ruling.REJECTED)
            rebuttals = tuple(rejected if each is rebuttal else each for each in attempt.rebuttals)
            yield "rebuttal_rejected", replace(attempt, rebuttals=rebuttals), False
    ruled = ruling_in_force(attempt, facts.as_of)
    if ruled is None or ruled.counts:
        found = JudgeRuling(facts.as_of, counts=True)
        before = tuple(each for each in attempt.rulings if each.at < facts.as_of)
        yield "ruling", replace(attempt, rulings=(*before, found)), False


def _of_what_happened(attempt: AttemptFacts, facts: Facts) -> Iterator[tuple[str, AttemptFacts]]:
    """What is not told of an event on record: how it was left, why it came back, who it was, whether of age."""
    for code, tell in _UNTOLD_OF_EVENTS:
        for events in zip(*(tell(event) for event in attempt.events), strict=True):
            if events != attempt.events:
                yield code, replace(attempt, events=events)
    for place, event in enumerate(attempt.events):
        if event.by is None and event.kind in _OF_WHOM and event.at <= facts.as_of:
            for person in Person:
                events = (*attempt.events[:place], replace(event, by=person), *attempt.events[place + 1 :])
                yield _OF_WHOM[event.kind], replace(attempt, events=events)


def _ways_of_leaving(event: EventFact) -> tuple[EventFact, ...]:
    """At their place before a witness, anywhere else before a camera, and the others."""
    is_untold = event.kind is EventKind.LEFT and event.how is Leaving.UNTOLD
    return tuple([replace(event, how=how) if is_untold else event for how in _RECORDED])


def _causes(event: EventFact) -> tuple[EventFact, ...]:
    is_untold = event.kind is EventKind.RETURNED and event.cause is ReturnCause.UNTOLD
    return tuple([replace(event, cause=cause) if is_untold else event for cause in _CAUSES])


def _of_age(event: EventFact) -> tuple[EventFact, ...]:
    return (replace(event, by=Person.COHABITANT) if event.by is Person.COHABITANT_OF_UNKNOWN_AGE else event,)


_RECORDED = (
    Leaving.WITNESSED,
    Leaving.ELSEWHERE_FILMED,
    Leaving.AT_COURT,
    Leaving.AT_PRONOUNCEMENT,
    Leaving.FILMED,
)
_CAUSES = (ReturnCause.REFUSED, ReturnCause.MOVED_UNTOLD, ReturnCause.NOBODY_MET)
_UNTOLD_OF_EVENTS: tuple[tuple[str, Callable[[EventFact], tuple[EventFact, ...]]], ...] = (
    ("how_left", _ways_of_leaving),
    ("return_cause", _causes),
    ("household_of_age", _of_age),
)


def _of_the_address(attempt: AttemptFacts, facts: Facts) -> Iterator[tuple[str, AttemptFacts]]:
    for address_class in _CLASSES.get(attempt.address_class, ()):
        code = "address_confirmed" if address_class is AddressClass.CONFIRMED else "address_found"
        yield code, replace(attempt, address_class=address_class)
    first = min((event.at for event in attempt.events), default=facts.as_of).date() - timedelta(days=1)
    if attempt.address_source is None and attempt.channel in TO_A_PLACE and facts.recipient.address_withheld:
        for source in AddressSource:
            yield "address_source", replace(attempt, address_source=source, address_last_used_on=first)
    if attempt.address_source is not None and attempt.address_last_used_on is None:
        yield "address_use", replace(attempt, address_last_used_on=first)


def _of_what_may_come(attempt: AttemptFacts, facts: Facts, known: ExaminedAttempt) -> Iterator[Changed]:
    """Each event of which a rule speaks, by somebody and in a way that it lets count."""
    first = _FIRST_OF_ALL.get(attempt.channel, ())
    for kind in (*first, *(kind for kind in EventKind if kind not in first)):
        for event in _events_of(kind, attempt, facts, known):
            yield kind.value, replace(attempt, events=(*attempt.events, event)), kind not in first


def _events_of(kind: EventKind, attempt: AttemptFacts, facts: Facts, known: ExaminedAttempt) -> Iterator[EventFact]:
    if not _may_still_be(kind, attempt, facts):
        return
    excluded = frozenset().union(*(row.by for row in known.rules.excluded if not row.after_mandate))
    rows = [row for row in known.rules.effects if kind in row.events]
    for row in rows:
        how = min(row.how - {Leaving.UNTOLD}, default=Leaving.UNTOLD) if kind is EventKind.LEFT else Leaving.UNTOLD
        causes = row.cause - {ReturnCause.UNTOLD} if kind is EventKind.RETURNED else frozenset()
        cause = min(causes, default=ReturnCause.UNTOLD)
        for person in _counting(kind, row.by - excluded):
            yield EventFact(kind, facts.as_of, person, how, cause)
    for guard in known.rules.profile.rows.guard:
        if guard.needs is GuardNeed.PROOF_OF_RECEIPT and kind in guard.events and kind is not EventKind.LEFT:
            for person in _counting(kind, guard.by - excluded):
                yield EventFact(kind, facts.as_of, person)


def _may_still_be(kind: EventKind, attempt: AttemptFacts, facts: Facts) -> bool:
    """Whether it may still come to light: not what is told, nor what something that is told makes impossible."""
    known_kinds = {event.kind for event in attempt.events if event.at <= facts.as_of}
    if kind in _NEVER_SUPPOSED or any(kind in _OVER.get(each, ()) for each in known_kinds):
        return False
    return kind not in known_kinds or kind in _AGAIN


def _counting(kind: EventKind, persons: frozenset[Person]) -> Iterator[Person | None]:
    """One of those whose act the rule lets count, the recipient themselves first; nobody does what only happens."""
    if kind not in _OF_WHOM:
        yield None
    elif Person.RECIPIENT in persons:
        yield Person.RECIPIENT
    elif persons:
        yield min(persons)
