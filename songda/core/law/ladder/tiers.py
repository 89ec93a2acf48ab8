"""How far the ways before a public notice are exhausted: in each tier what failed, cannot be used, or is open."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import NamedTuple

from songda.core.law.attempt.applicable_rules import ApplicableRules
from songda.core.law.attempt.kinds import ServiceKind
from songda.core.law.attempt.ruling import standing
from songda.core.law.attempt.state_at_attempt import rules_of_way
from songda.core.law.calendar import months_after
from songda.core.law.consent.basis import may_be_used
from songda.core.law.facts import (
    AddressClass,
    AttemptFacts,
    Channel,
    EventFact,
    EventKind,
    Facts,
    Person,
    RebuttalGround,
    RuledOutFact,
    Ruling,
)
from songda.core.law.profile.rows import ExhaustionRow, TierWays

# As long as no more than this is known of a try, nobody can say that it was in vain.
_UNDER_WAY = frozenset({EventKind.SENT, EventKind.ACCEPTED})
_TAKEN = frozenset({EventKind.SIGNED, EventKind.LEFT, EventKind.READ, EventKind.ACKNOWLEDGED, EventKind.ACTED})
_OWN = frozenset({AddressClass.PROVIDED, AddressClass.CONFIRMED})
_STRANGERS = frozenset({Person.OPPONENT, Person.STRANGER})
_TAKES_AWAY = frozenset(
    {RebuttalGround.SYSTEM_ERROR, RebuttalGround.NOT_OWN_ADDRESS, RebuttalGround.NOT_READ_BY_RECIPIENT}
)
_LAST_SECOND = time(23, 59, 59)


class LadderQuestion(NamedTuple):
    """What is asked: how far the ladder of this row is exhausted on these facts by that moment."""

    facts: Facts
    service: ServiceKind
    row: ExhaustionRow
    by: datetime


class Tier(NamedTuple):
    """One tier; its ways in the order of the law. `open`: nothing keeps the way from being tried, and it was not."""

    name: str
    ways: tuple[Channel, ...]
    tried: tuple[Channel, ...]  # in vain
    ruled_out: tuple[RuledOutFact, ...]
    open: tuple[Channel, ...]

    @property
    def is_exhausted(self) -> bool:
        """Whether one of its ways failed, or none of them can be used."""
        return bool(self.tried) or not self.open

    @property
    def is_begun(self) -> bool:
        """Whether anything is on record of it."""
        return bool(self.tried or self.ruled_out)


def tiers_of(question: LadderQuestion) -> tuple[Tier, ...]:
    """The tiers of the ladder, in the order of the law."""
    return tuple([_tier(each, question) for each in question.row.tiers])


def rules_asked(channel: Channel, question: LadderQuestion) -> ApplicableRules:
    """The rules for a way of the ladder, at the moment that is asked about."""
    return rules_of_way(channel, question.facts, question.service, question.by)


def _tier(tier: TierWays, question: LadderQuestion) -> Tier:
    tried = tuple(way for way in tier.ways if _has_failed(way, question))
    noted = (_standing_note(way, question) for way in tier.ways if way not in tried)
    ruled_out = tuple(fact for fact in noted if fact is not None)
    done = {*tried, *(fact.channel for fact in ruled_out)}
    return Tier(
        tier.name, tier.ways, tried, ruled_out, tuple(w for w in tier.ways if w not in done and _is_open(w, question))
    )


def _is_open(channel: Channel, question: LadderQuestion) -> bool:
    """Whether the way may be used as things stand: open by law, and agreed to where it needs that."""
    rules = rules_asked(channel, question)
    return rules.is_open and rules.block is None and may_be_used(rules, question.facts, question.by)


def _has_failed(channel: Channel, question: LadderQuestion) -> bool:
    """Whether it was tried in vain, and nobody on their side took anything that came by this way since."""
    failed = [at for each in _tries(channel, question) for at in _failures(each, question)]
    return bool(failed) and not _worked_since(channel, question, max(failed))


def _standing_note(channel: Channel, question: LadderQuestion) -> RuledOutFact | None:
    """The newest note that the way cannot be used, unless it was used with success since."""
    noted = [fact for fact in question.facts.ruled_out if fact.channel is channel and fact.at <= question.by]
    newest = max(noted, key=lambda fact: (fact.at, fact.ground), default=None)
    return None if newest is None or _worked_since(channel, question, newest.at) else newest


def _worked_since(channel: Channel, question: LadderQuestion, at: datetime) -> bool:
    taken = (event.at for each in _tries(channel, question) for event in _reactions(each, question))
    return any(moment >= at for moment in taken)


def _tries(channel: Channel, question: LadderQuestion) -> Iterator[AttemptFacts]:
    """The tries by this way; what went to an address that was known not to be theirs was none."""
    for each in (*question.facts.attempts, *question.facts.other_tries):
        if each.channel is channel and each.address_class is not AddressClass.REJECTED:
            yield each


def _reactions(attempt: AttemptFacts, question: LadderQuestion) -> Iterator[EventFact]:
    """What somebody on the recipient's side took, read or answered; nothing where that was found to be no service.

    What arrived at an address of their own has reached them, read or not. A return from there is no failure where the
    law takes it for service: by the same way this paper would be served.
    """
    if _was_taken_out(attempt, question.by):
        return
    for event in attempt.events:
        took = event.kind in _TAKEN or _reached_home(event, attempt, question)
        if took and event.by not in _STRANGERS and event.at <= question.by:
            yield event


def _reached_home(event: EventFact, attempt: AttemptFacts, question: LadderQuestion) -> bool:
    if event.kind is not EventKind.RETURNED:
        return event.kind is EventKind.ARRIVED and attempt.address_class in _OWN
    rules = rules_of_way(attempt.channel, question.facts, question.service, question.by, attempt.address_class)
    serves = any(
        event.kind in row.events
        and event.cause in row.cause
        and (attempt.address_source is not None or not row.at_substitute_address)
        for row in rules.effects
    )
    return serves and RebuttalGround.NO_FAULT not in _upheld(attempt, question.by)


def _was_taken_out(attempt: AttemptFacts, by: datetime) -> bool:
    ruling = standing(attempt, by)
    return (ruling is not None and not ruling.counts) or not _TAKES_AWAY.isdisjoint(_upheld(attempt, by))


def _upheld(each: AttemptFacts, by: datetime) -> set[RebuttalGround]:
    accepted = [rebuttal for rebuttal in each.rebuttals if rebuttal.ruling is Ruling.ACCEPTED]
    return {rebuttal.ground for rebuttal in accepted if rebuttal.proved_at is not None and rebuttal.proved_at <= by}


def _failures(attempt: AttemptFacts, question: LadderQuestion) -> Iterator[datetime]:
    """The moments from which on the try is over; whether somebody took it then is asked apart."""
    known = [event for event in attempt.events if event.at <= question.by]
    yield from (event.at for event in known if event.kind not in _UNDER_WAY)
    heard = any(event.kind not in _UNDER_WAY for event in known)
    if known and question.row.months_of_silence and not heard:
        over = _silent_until(min(event.at for event in known), attempt.channel, question)
        if over <= question.by:
            yield over


def _silent_until(sent: datetime, channel: Channel, question: LadderQuestion) -> datetime:
    """The end of the months in which nothing was heard."""
    profile, row = question.service.profile, question.row
    on_request = row.months_on_request if channel is Channel.ENTRUSTED else 0
    day = months_after(profile.day_of(sent), on_request or row.months_of_silence)
    return datetime.combine(day, _LAST_SECOND, profile.zone)
