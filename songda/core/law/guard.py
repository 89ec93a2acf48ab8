"""May a default judgment rest on this summons?"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from songda.core.law.decision import Condition, GuardAnswer, Reason, Status
from songda.core.law.effect import Effect, Examined
from songda.core.law.facts import EventFact, Facts, PaperKind, Ruling
from songda.core.law.hindrance import hindrance
from songda.core.law.persons import counted
from songda.core.law.plan import Service, fitting
from songda.core.law.profile.rows import GuardNeed, GuardRow


class Hearing(NamedTuple):
    """What a guard row looks at."""

    facts: Facts
    service: Service
    tried: Sequence[Examined]
    winner: Examined | None
    effect: Effect | None


def guard_for(hearing: Hearing) -> GuardAnswer | None:
    """The answer for a summons; None for every other paper, and where no rule speaks of default judgments."""
    if hearing.facts.paper.kind is not PaperKind.SUMMONS:
        return None
    profile = hearing.service.profile
    day = profile.day_of(hearing.facts.as_of if hearing.effect is None else hearing.effect.at)
    channel = hearing.winner.attempt.channel if hearing.winner is not None else ""
    rows = _rows(hearing.service, profile.regime_on(day), channel)
    if not rows:
        return None
    answers = [(row, _HOLDS[row.needs](row, hearing)) for row in rows]
    basic = [(row, holds) for row, holds in answers if row.needs in _BASIC and not holds]
    told = basic or answers
    return GuardAnswer(all(holds for _, holds in answers), tuple([_condition(row, holds) for row, holds in told]))


@lru_cache(maxsize=4096)
def _rows(service: Service, regime: int, channel: str) -> tuple[GuardRow, ...]:
    around = {**service.circumstances, "channel": channel}
    return fitting(service.profile.rows.guard, around, service.profile.regime_days[regime])


def _condition(row: GuardRow, holds: bool) -> Condition:  # noqa: FBT001 - it is the answer that is told
    told = (("amount", row.days),) if row.days else ()
    return Condition(holds, Reason(f"{row.say}_{'yes' if holds else 'no'}", told, row.rule))


def _is_effective(_row: GuardRow, hearing: Hearing) -> bool:
    return hearing.effect is not None and hearing.effect.status is Status.EFFECTIVE


def _never(_row: GuardRow, _hearing: Hearing) -> bool:
    return False


def _is_in_good_time(row: GuardRow, hearing: Hearing) -> bool:
    """So many days before the hearing; with no days at least before it begins. Without a date nothing is safe."""
    at = hearing.facts.hearing_at
    if at is None or hearing.effect is None or hearing.effect.at > at:
        return False
    day_of = hearing.service.profile.day_of
    return (day_of(at) - day_of(hearing.effect.at)).days >= row.days


def _has_proof(row: GuardRow, hearing: Hearing) -> bool:
    """An answer, an act or a signature to any attempt with the same paper that nothing stands against."""
    return any(
        _proves(row, event, hearing.facts)
        for each in hearing.tried
        if hindrance(each.attempt, hearing.facts, each.plan) is None
        for event in counted(each.attempt, each.plan.excluded)
    )


def _proves(row: GuardRow, event: EventFact, facts: Facts) -> bool:
    return event.kind in row.events and event.at <= facts.as_of and (event.by is None or event.by in row.by)


def _nothing_pending(_row: GuardRow, hearing: Hearing) -> bool:
    rebuttals = hearing.winner.attempt.rebuttals if hearing.winner is not None else ()
    return not any(rebuttal.ruling is Ruling.PENDING for rebuttal in rebuttals)


_BASIC = frozenset({GuardNeed.EFFECTIVE, GuardNeed.NEVER})
_HOLDS = {
    GuardNeed.EFFECTIVE: _is_effective,
    GuardNeed.NEVER: _never,
    GuardNeed.DAYS_BEFORE_HEARING: _is_in_good_time,
    GuardNeed.PROOF_OF_RECEIPT: _has_proof,
    GuardNeed.NO_PENDING_REBUTTAL: _nothing_pending,
}
