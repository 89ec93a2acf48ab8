"""What a public notice rests on: the recipient is missing, or the other ways of service cannot serve them.

The law names these ways in tiers. Of each tier is told what failed, what cannot be used, and what is still open.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from songda.core.language import COURT_LANGUAGE
from songda.core.law.applicable_rules import ApplicableRules, ServiceKind, first_of, reason_for_way, rules_for_service
from songda.core.law.attempt.consent import may_be_used
from songda.core.law.attempt.disputes import ruling_in_force
from songda.core.law.attempt.state_at_attempt import recipient_at, rules_of_way
from songda.core.law.decision import Reason, Wording
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
from songda.core.law.profile import Profile
from songda.core.law.profile.calendar import months_after
from songda.core.law.profile.rows import ExhaustionRow, TierWays

# As long as no more than this is known of a try, nobody can say that it was in vain.
_UNDER_WAY = frozenset({EventKind.SENT, EventKind.ACCEPTED})
_TAKEN = frozenset({EventKind.SIGNED, EventKind.LEFT, EventKind.READ, EventKind.ACKNOWLEDGED, EventKind.ACTED})
_OWN = frozenset({AddressClass.PROVIDED, AddressClass.CONFIRMED})
_STRANGERS = frozenset({Person.OPPONENT, Person.STRANGER})
_TAKES_AWAY = frozenset(
    {RebuttalGround.SYSTEM_ERROR, RebuttalGround.NOT_OWN_ADDRESS, RebuttalGround.NOT_READ_BY_RECIPIENT}
)


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


def rules_at(channel: Channel, question: LadderQuestion) -> ApplicableRules:
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
    rules = rules_at(channel, question)
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
    ruling = ruling_in_force(attempt, by)
    return (ruling is not None and not ruling.counts) or not _TAKES_AWAY.isdisjoint(_upheld(attempt, by))


def _upheld(each: AttemptFacts, by: datetime) -> set[RebuttalGround]:
    accepted = [rebuttal for rebuttal in each.rebuttals if rebuttal.ruling is Ruling.ACCEPTED]
    return {rebuttal.ground for rebuttal in accepted if rebuttal.proved_at is not None and rebuttal.proved_at <= by}


def _failures(attempt: AttemptFacts, question: LadderQuestion) -> Iterator[datetime]:
    """The moments from which on the try is over; whether somebody took it then is asked apart."""
    known = [event for event in attempt.events if event.at <= question.by]
    yield from (event.at for event in known if event.kind not in _UNDER_WAY)
    has_outcome = any(event.kind not in _UNDER_WAY for event in known)
    if known and question.row.months_of_silence and not has_outcome:
        over = _silent_until(min(event.at for event in known), attempt.channel, question)
        if over <= question.by:
            yield over


def _silent_until(sent: datetime, channel: Channel, question: LadderQuestion) -> datetime:
    """The end of the months in which nothing was heard."""
    profile, row = question.service.profile, question.row
    on_request = row.months_on_request if channel is Channel.ENTRUSTED else 0
    day = months_after(profile.day_of(sent), on_request or row.months_of_silence)
    return profile.end_of(day)


class LadderStanding(StrEnum):
    """How the ladder stands: they are missing, every tier is exhausted, some tiers are begun, or none is."""

    MISSING = "missing"
    EXHAUSTED = "exhausted"
    INCOMPLETE = "incomplete"
    NONE = "none"


SUFFICIENT = frozenset({LadderStanding.MISSING, LadderStanding.EXHAUSTED})


class NoticeGround(NamedTuple):
    """What a notice published at one moment rests on, or what the file must still show."""

    standing: LadderStanding
    tiers: tuple[Tier, ...]
    reason: Reason


class Ladder(NamedTuple):
    """What the file shows at one moment for a public notice: `has_ground` when it may be published.

    `on_file`: what the file must then hold of it.
    """

    has_ground: bool
    standing: LadderStanding
    tiers: tuple[Tier, ...]
    is_open: bool  # whether the law knows a public notice of this paper at all
    reason: Reason
    wording: Wording
    on_file: tuple[Reason, ...] = ()

    @property
    def tried(self) -> tuple[Channel, ...]:
        """The ways that failed, in the order of the ladder."""
        return tuple(way for tier in self.tiers for way in tier.tried)

    @property
    def untried(self) -> tuple[Channel, ...]:
        """The ways that are open, in tiers that are not exhausted."""
        return tuple(way for tier in self.tiers if not tier.is_exhausted for way in tier.open)

    def name_of(self, tier: Tier, language: str = COURT_LANGUAGE) -> str:
        """What the jurisdiction calls the tier."""
        return self.wording.sentence(Reason("tier_name", (("tier", tier.name),)), language)

    def sentence(self, language: str = COURT_LANGUAGE) -> str:
        """The ground, or that there is none, in words."""
        return self.wording.sentence(self.reason, language)

    def duties(self, language: str = COURT_LANGUAGE) -> tuple[str, ...]:
        """What the file must hold of the notice that has its ground, one sentence a thing."""
        return tuple([self.wording.sentence(each, language) for each in self.on_file])


def publication_of(attempt: AttemptFacts, as_of: datetime) -> datetime | None:
    """When the notice was published last, which is the publication that counts."""
    days = (event.at for event in attempt.events if event.kind is EventKind.PUBLISHED and event.at <= as_of)
    return max(days, default=None)


def end_of_day(moment: datetime, profile: Profile) -> datetime:
    """The last second of the legal day: a notice is dated by its day, so what that day brought was there."""
    return profile.end_of(profile.day_of(moment))


def published_notice_ground(attempt: AttemptFacts, facts: Facts, rules: ApplicableRules) -> NoticeGround | None:
    """What a notice that was published rests on; None for other ways, and before it is published."""
    if rules.ladder is None:
        return None
    published = publication_of(attempt, facts.as_of)
    if published is None:
        return None
    by = min(end_of_day(published, rules.profile), facts.as_of)
    return notice_ground(LadderQuestion(facts, rules.service, rules.ladder, by))


def is_unfounded(found: NoticeGround, facts: Facts) -> bool:
    """Whether it serves nobody: they are told not to be missing, and nothing was tried.

    Of somebody of whom it is not known whether they are missing, the file may know more.
    """
    return found.standing is LadderStanding.NONE and facts.recipient.missing is False


def is_for_the_judge(found: NoticeGround, facts: Facts) -> bool:
    """Whether somebody must find that the ways which were not tried cannot serve them."""
    return found.standing is LadderStanding.INCOMPLETE and facts.recipient.missing is False


def notice_ground(question: LadderQuestion) -> NoticeGround:
    """What a notice published at that moment rests on."""
    tiers, row = tiers_of(question), question.row
    missing = recipient_at(question.facts.recipient, question.by).missing
    if missing:
        return NoticeGround(LadderStanding.MISSING, tiers, Reason("notice_for_the_missing", (), row.rule))
    if all(tier.is_exhausted for tier in tiers):
        return NoticeGround(LadderStanding.EXHAUSTED, tiers, _exhaustion_reason(tiers, row))
    is_known = missing is not None
    untried = ("tier", tuple(tier.name for tier in tiers if not tier.is_exhausted))
    if any(tier.is_begun for tier in tiers):
        code = "notice_ladder_incomplete" if is_known else "notice_unless_missing"
        return NoticeGround(LadderStanding.INCOMPLETE, tiers, Reason(code, (_course(tiers), untried), row.rule))
    code = "notice_without_ground" if is_known else "notice_without_ladder"
    return NoticeGround(LadderStanding.NONE, tiers, Reason(code, (untried,), row.rule))


def ladder_for(facts: Facts, service: ServiceKind) -> Ladder | None:
    """How the ladder stands at `as_of`; None where no rule of the jurisdiction asks for one.

    Where a notice is not open at all there is no ground for one, however much was tried.
    """
    profile = service.profile
    row = first_of(rules_for_service(service, profile.regime_at(facts.as_of)).exhaustion)
    if row is None:
        return None
    question = LadderQuestion(facts, service, row, facts.as_of)
    ladder_standing, tiers, reason = notice_ground(question)
    notice = rules_at(Channel.PUBLIC_NOTICE, question)
    if not notice.is_open:
        reason = reason_for_way(notice, Channel.PUBLIC_NOTICE)
    has_ground = notice.is_open and ladder_standing in SUFFICIENT
    on_file = notice.on_file if has_ground else ()
    return Ladder(has_ground, ladder_standing, tiers, notice.is_open, reason, profile.wording, on_file)


def _exhaustion_reason(tiers: tuple[Tier, ...], row: ExhaustionRow) -> Reason:
    if any(tier.ruled_out for tier in tiers):
        return Reason("notice_other_ways_fail", (_course(tiers),), row.rule)
    return Reason(row.say, (("channel", tuple(way for tier in tiers for way in tier.tried)),), row.rule)


def _course(tiers: tuple[Tier, ...]) -> tuple[str, tuple[Reason, ...]]:
    """Way by way: tried in vain, or on record as impossible; a whole tier at once where one reason holds for it."""
    steps = []
    for tier in tiers:
        steps += [Reason("way_in_vain", (("channel", way),)) for way in tier.tried]
        grounds = {fact.ground for fact in tier.ruled_out}
        if len(grounds) == 1 and not tier.tried and not tier.open:
            steps.append(Reason("tier_ruled_out", (("tier", tier.name), ("ruled_out", grounds.pop()))))
        else:
            ruled_out = ((("channel", fact.channel), ("ruled_out", fact.ground)) for fact in tier.ruled_out)
            steps += [Reason("way_ruled_out", values) for values in ruled_out]
    return "why", tuple(steps)
