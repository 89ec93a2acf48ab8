"""What a public notice rests on: the recipient is missing, or the other ways of service cannot serve them."""

from datetime import datetime, time
from enum import StrEnum
from typing import NamedTuple

from songda.core.language import COURT_LANGUAGE
from songda.core.law.attempt.applicable_rules import ApplicableRules, first_fitting
from songda.core.law.attempt.kinds import ServiceKind
from songda.core.law.attempt.state_at_attempt import recipient_at
from songda.core.law.attempt.way import reason_for_way
from songda.core.law.decision import Reason, Wording
from songda.core.law.facts import AttemptFacts, Channel, EventKind, Facts
from songda.core.law.ladder.tiers import LadderQuestion, Tier, rules_asked, tiers_of
from songda.core.law.profile import Profile
from songda.core.law.profile.rows import ExhaustionRow


class LadderStanding(StrEnum):
    """How the ladder stands: they are missing, every tier is exhausted, some tiers are begun, or none is."""

    MISSING = "missing"
    EXHAUSTED = "exhausted"
    INCOMPLETE = "incomplete"
    NONE = "none"


_LAST_SECOND = time(23, 59, 59)
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
    return datetime.combine(profile.day_of(moment), _LAST_SECOND, profile.zone)


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
    row = first_fitting(profile.rows.exhaustion, service.circumstances, profile.day_of(facts.as_of))
    if row is None:
        return None
    question = LadderQuestion(facts, service, row, facts.as_of)
    standing, tiers, reason = notice_ground(question)
    notice = rules_asked(Channel.PUBLIC_NOTICE, question)
    if not notice.is_open:
        reason = reason_for_way(notice, Channel.PUBLIC_NOTICE)
    has_ground = notice.is_open and standing in SUFFICIENT
    on_file = notice.on_file if has_ground else ()
    return Ladder(has_ground, standing, tiers, notice.is_open, reason, profile.wording, on_file)


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
