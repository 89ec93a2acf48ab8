"""What a public notice rests on: the recipient is missing, or the other ways of service cannot serve him."""

from datetime import datetime, time
from enum import StrEnum
from typing import NamedTuple

from songda.core.law.closed import way_closed
from songda.core.law.decision import Reason, Wording
from songda.core.law.facts import AttemptFacts, Channel, EventKind, Facts
from songda.core.law.plan import AttemptPlan, Service, first_fitting
from songda.core.law.profile import Profile
from songda.core.law.profile.rows import ExhaustionRow
from songda.core.law.then import recipient_at
from songda.core.law.tiers import Question, Tier, tiers_of, way_plan


class Standing(StrEnum):
    """How the ladder stands: he is missing, every tier is exhausted, some tiers are begun, or none is."""

    MISSING = "missing"
    EXHAUSTED = "exhausted"
    INCOMPLETE = "incomplete"
    NONE = "none"


_LAST_SECOND = time(23, 59, 59)
SUFFICIENT = frozenset({Standing.MISSING, Standing.EXHAUSTED})


class Footing(NamedTuple):
    """What a notice published at one moment rests on, or what the file must still show."""

    standing: Standing
    tiers: tuple[Tier, ...]
    reason: Reason


class Ladder(NamedTuple):
    """What the file shows at one moment for a public notice: `has_ground` when it may be published."""

    has_ground: bool
    standing: Standing
    tiers: tuple[Tier, ...]
    is_open: bool  # whether the law knows a public notice of this paper at all
    reason: Reason
    wording: Wording

    @property
    def tried(self) -> tuple[Channel, ...]:
        """The ways that failed, in the order of the ladder."""
        return tuple(way for tier in self.tiers for way in tier.tried)

    @property
    def untried(self) -> tuple[Channel, ...]:
        """The ways that are open, in tiers that are not exhausted."""
        return tuple(way for tier in self.tiers if not tier.is_exhausted for way in tier.open)

    def name_of(self, tier: Tier, language: str = "zh") -> str:
        """What the jurisdiction calls the tier."""
        return self.wording.sentence(Reason("tier_name", (("tier", tier.name),)), language)

    def sentence(self, language: str = "zh") -> str:
        """The ground, or that there is none, in words."""
        return self.wording.sentence(self.reason, language)


def published_at(attempt: AttemptFacts, as_of: datetime) -> datetime | None:
    """When the notice was published last, which is the publication that counts."""
    days = (event.at for event in attempt.events if event.kind is EventKind.PUBLISHED and event.at <= as_of)
    return max(days, default=None)


def end_of_day(moment: datetime, profile: Profile) -> datetime:
    """The last second of the legal day: a notice is dated by its day, so what that day brought was there."""
    return datetime.combine(profile.day_of(moment), _LAST_SECOND, profile.zone)


def footing_of(attempt: AttemptFacts, facts: Facts, plan: AttemptPlan) -> Footing | None:
    """What a notice that was published rests on; None for other ways, and before it is published."""
    if plan.ladder is None:
        return None
    published = published_at(attempt, facts.as_of)
    if published is None:
        return None
    by = min(end_of_day(published, plan.profile), facts.as_of)
    return footing(Question(facts, plan.service, plan.ladder, by))


def is_unfounded(found: Footing, facts: Facts) -> bool:
    """Whether it serves nobody: he is told not to be missing, and nothing was tried.

    Of somebody of whom it is not told whether he is missing, the file may know more.
    """
    return found.standing is Standing.NONE and facts.recipient.missing is False


def is_for_the_judge(found: Footing, facts: Facts) -> bool:
    """Whether somebody must find that the ways which were not tried cannot serve him."""
    return found.standing is Standing.INCOMPLETE and facts.recipient.missing is False


def footing(question: Question) -> Footing:
    """What a notice published at that moment rests on."""
    tiers, row = tiers_of(question), question.row
    missing = recipient_at(question.facts.recipient, question.by).missing
    if missing:
        return Footing(Standing.MISSING, tiers, Reason("notice_for_the_missing", (), row.rule))
    if all(tier.is_exhausted for tier in tiers):
        return Footing(Standing.EXHAUSTED, tiers, _exhausted(tiers, row))
    is_told = missing is not None
    untried = ("tier", tuple(tier.name for tier in tiers if not tier.is_exhausted))
    if any(tier.is_begun for tier in tiers):
        code = "notice_ladder_incomplete" if is_told else "notice_unless_missing"
        return Footing(Standing.INCOMPLETE, tiers, Reason(code, (_course(tiers), untried), row.rule))
    code = "notice_without_ground" if is_told else "notice_without_ladder"
    return Footing(Standing.NONE, tiers, Reason(code, (untried,), row.rule))


def ladder_for(facts: Facts, service: Service) -> Ladder | None:
    """How the ladder stands at `as_of`; None where no rule of the jurisdiction asks for one.

    Where a notice is not open at all there is no ground for one, however much was tried.
    """
    profile = service.profile
    row = first_fitting(profile.rows.exhaustion, service.circumstances, profile.day_of(facts.as_of))
    if row is None:
        return None
    question = Question(facts, service, row, facts.as_of)
    standing, tiers, reason = footing(question)
    notice = way_plan(Channel.PUBLIC_NOTICE, question)
    if not notice.is_open:
        reason = way_closed(notice, Channel.PUBLIC_NOTICE)
    has_ground = notice.is_open and standing in SUFFICIENT
    return Ladder(has_ground, standing, tiers, notice.is_open, reason, profile.wording)


def _exhausted(tiers: tuple[Tier, ...], row: ExhaustionRow) -> Reason:
    if any(tier.ruled_out for tier in tiers):
        return Reason("notice_other_ways_fail", (_course(tiers),), row.rule)
    return Reason(row.say, (("channel", tuple(way for tier in tiers for way in tier.tried)),), row.rule)


def _course(tiers: tuple[Tier, ...]) -> tuple[str, tuple[Reason, ...]]:
    """Way by way: tried in vain, or on record as impossible; a whole tier at once where one reason holds for it."""
    told = []
    for tier in tiers:
        told += [Reason("way_in_vain", (("channel", way),)) for way in tier.tried]
        grounds = {fact.ground for fact in tier.ruled_out}
        if len(grounds) == 1 and not tier.tried and not tier.open:
            told.append(Reason("tier_ruled_out", (("tier", tier.name), ("ruled_out", grounds.pop()))))
        else:
            told += [Reason("way_ruled_out", (("channel", f.channel), ("ruled_out", f.ground))) for f in tier.ruled_out]
    return "why", tuple(told)
