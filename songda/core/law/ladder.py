"""What a public notice rests on: the recipient is missing, or other ways were tried in vain before it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from songda.core.law.closed import way_closed
from songda.core.law.decision import Reason, Wording
from songda.core.law.facts import AddressClass, AttemptFacts, Channel, EventFact, EventKind, Facts, Person
from songda.core.law.persons import is_capable
from songda.core.law.plan import AttemptPlan, Road, Service, first_fitting, plan_on
from songda.core.law.profile.rows import ExhaustionRow

# As long as no more than this is known of a try, nobody can say that it was in vain.
_UNDER_WAY = frozenset({EventKind.SENT, EventKind.ACCEPTED})


UNFOUNDED = "notice_without_ground"


class Ladder(NamedTuple):
    """What the file shows at one moment for a public notice: `has_ground` when it may be published."""

    has_ground: bool
    tried: tuple[Channel, ...]
    untried: tuple[Channel, ...]  # open by law, and nothing in vain on record
    reason: Reason
    wording: Wording

    def sentence(self, language: str = "zh") -> str:
        """The ground, or that there is none, in words."""
        return self.wording.sentence(self.reason, language)


def published_at(attempt: AttemptFacts, as_of: datetime) -> datetime | None:
    """When the notice was published last, which is the publication that counts."""
    days = (event.at for event in attempt.events if event.kind is EventKind.PUBLISHED and event.at <= as_of)
    return max(days, default=None)


def in_vain(attempts: Iterable[AttemptFacts], row: ExhaustionRow, by: datetime) -> tuple[Channel, ...]:
    """The ways of the ladder of which an outcome was known by then, each once, in the order of the ladder."""
    known = {each.channel for each in attempts if any(_tells(event, row, by) for event in each.events)}
    return tuple(Channel(way) for way in row.tried if way in known)


def ground(facts: Facts, row: ExhaustionRow, by: datetime) -> Reason:
    """What a notice published at that moment rests on, or what the file must still show.

    Of somebody of whom it is not told whether he is missing, the file may know more: that is said, and no more. Where
    it is told that he is not, a notice rests on nothing.
    """
    if facts.recipient.missing:
        return Reason("notice_for_the_missing", (), row.rule)
    ways = in_vain(facts.attempts, row, by)
    if ways:
        return Reason(row.say, (("channel", ways),), row.rule)
    return Reason("notice_without_ladder" if facts.recipient.missing is None else UNFOUNDED, (), row.rule)


def is_founded(reason: Reason) -> bool:
    """Whether a notice may rest on it."""
    return reason.code != UNFOUNDED


def ladder_for(facts: Facts, service: Service) -> Ladder | None:
    """How the ladder stands at `as_of`; None where no rule of the jurisdiction asks for one.

    Where a notice is not open at all there is no ground for one, however much was tried.
    """
    profile = service.profile
    day = profile.day_of(facts.as_of)
    row = first_fitting(profile.rows.exhaustion, service.circumstances, day)
    if row is None:
        return None
    reason, tried = ground(facts, row, facts.as_of), in_vain(facts.attempts, row, facts.as_of)
    untried = tuple(Channel(way) for way in row.tried if way not in tried and _is_open(Channel(way), facts, service))
    notice = _plan(Channel.PUBLIC_NOTICE, facts, service)
    if not notice.is_open:
        reason = way_closed(notice, Channel.PUBLIC_NOTICE)
    return Ladder(notice.is_open and is_founded(reason), tried, untried, reason, profile.wording)


def _is_open(channel: Channel, facts: Facts, service: Service) -> bool:
    return _plan(channel, facts, service).is_open


def _plan(channel: Channel, facts: Facts, service: Service) -> AttemptPlan:
    capable = is_capable(facts.recipient, service.profile.day_of(facts.as_of), service.profile)
    road = Road(channel, AddressClass.CONFIRMED, Person.RECIPIENT, shared_with_opponent=False, capable=capable)
    return plan_on(service, service.profile.regime_at(facts.as_of), road)


def _tells(event: EventFact, row: ExhaustionRow, by: datetime) -> bool:
    return event.at <= by and (row.sent_is_tried or event.kind not in _UNDER_WAY)
