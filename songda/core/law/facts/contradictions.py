"""Facts that cannot all be true: arrival before sending, a ruling before the attempt, a company that is a soldier."""

from collections.abc import Iterator
from datetime import datetime

from songda.core.law.facts.fields import FactsError
from songda.core.law.facts.records import AttemptFacts, EventFact, Facts, RecipientFacts
from songda.core.law.facts.words import (
    TO_A_PLACE,
    Channel,
    EventKind,
    Leaving,
    Posting,
    RebuttalGround,
    RecipientKind,
    ReturnCause,
)

_BY_HAND = frozenset({Channel.DIRECT, Channel.LEFT, Channel.ENTRUSTED, Channel.TRANSFER})
# Events that only some ways know; every other event may happen on any way.
_ONLY_ON = {
    EventKind.PUBLISHED: frozenset({Channel.PUBLIC_NOTICE}),
    EventKind.LEFT: _BY_HAND,
    EventKind.RETURNED: _BY_HAND | {Channel.MAIL},
}
_TRIES = ("attempts", "other_tries")
_OF_PEOPLE = ("soldier", "in_custody", "born_on", "own_labour", "lacks_capacity", "deceased")
_OF_BODIES = ("dissolved", "in_bankruptcy")


def refuse_contradictions(facts: Facts) -> None:
    """FactsError with the place of the first fact that another one rules out."""
    for found in _contradictions(facts):
        raise found


def _contradictions(facts: Facts) -> Iterator[FactsError]:
    yield from _of_recipient(facts.recipient, facts.as_of)
    if facts.case.procuratorate_agreed_at is not None and not facts.case.procuratorate_takes_part:
        yield FactsError("$.case.procuratorate_agreed_at", "procuratorate_absent")
    if facts.paper.replaces == facts.paper.sha256:
        yield FactsError("$.paper.replaces", "replaces_itself")
    seen: set[str] = set()
    places = ((f"$.{key}[{place}]", each) for key in _TRIES for place, each in enumerate(getattr(facts, key)))
    for path, attempt in places:
        if attempt.id in seen:
            yield FactsError(f"{path}.id", "id_twice")
        seen.add(attempt.id)
        yield from _of_attempt(attempt, path)


def _of_recipient(recipient: RecipientFacts, as_of: datetime) -> Iterator[FactsError]:
    is_body = recipient.kind in {RecipientKind.LEGAL_PERSON, RecipientKind.ORGANISATION}
    others, wrong = (_OF_PEOPLE, "only_of_a_person") if is_body else (_OF_BODIES, "only_of_a_body")
    for key in others:
        if getattr(recipient, key):
            yield FactsError(f"$.recipient.{key}", wrong)
    for place, period in enumerate(recipient.status_periods):
        if period.status in others:
            yield FactsError(f"$.recipient.status_periods[{place}].status", wrong)
    if recipient.born_on is not None and recipient.born_on > as_of.date():
        yield FactsError("$.recipient.born_on", "born_later")


def _of_attempt(attempt: AttemptFacts, path: str) -> Iterator[FactsError]:
    sent = min((event.at for event in attempt.events if event.kind is EventKind.SENT), default=None)
    for place, event in enumerate(attempt.events):
        ways = _ONLY_ON.get(event.kind)
        if ways is not None and attempt.channel not in ways:
            yield FactsError(
                f"{path}.events[{place}].kind",
                "not_by_this_way",
                channel=attempt.channel.value,
            )
        yield from _of_manner(event, f"{path}.events[{place}]")
        if sent is not None and _minute(event.at) < _minute(sent):
            yield FactsError(f"{path}.events[{place}].at", "before_sending")
    yield from _of_place(attempt, path)
    yield from _of_answers(attempt, path, sent)


def _of_manner(event: EventFact, path: str) -> Iterator[FactsError]:
    if event.how is not Leaving.UNTOLD and event.kind is not EventKind.LEFT:
        yield FactsError(f"{path}.how", "only_of_leaving")
    if event.cause is not ReturnCause.UNTOLD and event.kind is not EventKind.RETURNED:
        yield FactsError(f"{path}.cause", "only_of_a_return")
    if event.where is not Posting.UNTOLD and event.kind is not EventKind.PUBLISHED:
        yield FactsError(f"{path}.where", "only_of_a_notice")


def _of_place(attempt: AttemptFacts, path: str) -> Iterator[FactsError]:
    """Only a letter or a visit goes to a place; a number stands for no place."""
    last_used_on = attempt.address_last_used_on
    if attempt.address_source is not None and attempt.channel not in TO_A_PLACE:
        yield FactsError(f"{path}.address_source", "only_of_a_place")
    if last_used_on is not None and attempt.address_source is None:
        yield FactsError(f"{path}.address_last_used_on", "needs_source")
    first = min((event.at.date() for event in attempt.events), default=None)
    if last_used_on is not None and first is not None and last_used_on > first:
        yield FactsError(f"{path}.address_last_used_on", "after_attempt")


def _of_answers(attempt: AttemptFacts, path: str, sent: datetime | None) -> Iterator[FactsError]:
    """What was said of an attempt cannot have been said before it; a proved arrival cannot lie before the sending."""
    first = min((event.at for event in attempt.events), default=None)
    for place, rebuttal in enumerate(attempt.rebuttals):
        moves = rebuttal.ground is RebuttalGround.OTHER_ARRIVAL_DATE
        earliest = sent if moves else first
        proved = rebuttal.proved_at
        if proved and earliest and proved.date() < earliest.astimezone(proved.tzinfo).date():
            yield FactsError(f"{path}.rebuttals[{place}].proved_at", "before_attempt")
    for place, ruling in enumerate(attempt.rulings):
        if first is not None and ruling.at < first:
            yield FactsError(f"{path}.rulings[{place}].at", "before_attempt")
        if any(other.at == ruling.at and other.counts and not ruling.counts for other in attempt.rulings):
            yield FactsError(f"{path}.rulings[{place}].counts", "ruling_contradicted")


def _minute(moment: datetime) -> datetime:
    """Some providers tell the minute only."""
    return moment.replace(second=0, microsecond=0)
