"""May a default judgment rest on this summons?"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from songda.core.law.applicable_rules import ServiceKind, rules_for_service, service_of
from songda.core.law.attempt.disputes import answers_denial, denied_since
from songda.core.law.attempt.effect import Effect, ExaminedAttempt, is_unverified, obstacle
from songda.core.law.attempt.state_at_attempt import events_that_count
from songda.core.law.decision import Condition, GuardAnswer, Reason, Status
from songda.core.law.facts import (
    CaseFacts,
    Channel,
    EventFact,
    EventKind,
    Facts,
    Leaving,
    PaperFacts,
    PaperKind,
    RecipientFacts,
    Ruling,
)
from songda.core.law.profile import profile_of
from songda.core.law.profile.calendar import months_after
from songda.core.law.profile.rows import GuardNeed, GuardRow


class GuardQuestion(NamedTuple):
    """What a guard row looks at."""

    facts: Facts
    service: ServiceKind
    tried: Sequence[ExaminedAttempt]
    winner: ExaminedAttempt | None
    effect: Effect | None


def guard_for(question: GuardQuestion) -> GuardAnswer | None:
    """The answer for a summons; None for every other paper, and where no rule speaks of default judgments.

    Each way that served is weighed by itself: where the first of them is not enough, a later one may be.
    """
    if question.facts.paper.kind is not PaperKind.SUMMONS:
        return None
    first = _by_itself(question)
    if first is None or first.safe or not first.possible:
        return first
    return next(_safe_by_another(question), first)


def _safe_by_another(question: GuardQuestion) -> Iterator[GuardAnswer]:
    """The answers of other attempts that took effect, as far as they are safe, the earliest first."""
    effects = [(each, each.result) for each in question.tried if isinstance(each.result, Effect)]
    for each, effect in sorted(effects, key=lambda found: (found[1].at, found[0].attempt.id)):
        if each is question.winner or effect.status is not Status.EFFECTIVE:
            continue
        answer = _by_itself(question._replace(winner=each, effect=effect))
        if answer is not None and answer.safe:
            values = (("channel", each.attempt.channel), ("at", effect.at), ("attempt", each.attempt.id))
            rests_on = Condition(holds=True, finding=Reason("guard_rests_on", values))
            yield GuardAnswer(True, (rests_on, *answer.conditions))  # noqa: FBT003 - it is the answer itself


def _by_itself(question: GuardQuestion) -> GuardAnswer | None:
    """The answer where the judgment is to rest on this attempt and its effect."""
    profile = question.service.profile
    day = profile.day_of(question.facts.as_of if question.effect is None else question.effect.at)
    channel = question.winner.attempt.channel if question.winner is not None else ""
    fitting_rows = rules_for_service(question.service, profile.regime_on(day), channel).guard
    rows = [row for row in fitting_rows if _applies(row, question)]
    if not rows:
        return None
    answers = [(row, _HOLDS[row.needs](row, question)) for row in rows]
    apart = [(row, holds) for row, holds in answers if row.needs is GuardNeed.NOT_AGAINST_THEM]
    basic = [(row, holds) for row, holds in answers if row.needs in _BASIC and not holds]
    shown = [*apart, *basic] if basic else answers
    if is_unverified(question.tried):
        unknown = Condition(holds=False, finding=Reason("guard_not_verified"))
        return GuardAnswer(False, (*[_condition(row, False, question) for row, _ in apart], unknown), not apart)  # noqa: FBT003
    safe = _serves(question) and all(holds for _, holds in answers)  # also where no statute of the time asks for it
    return GuardAnswer(safe, tuple([_condition(row, holds, question) for row, holds in shown]), possible=not apart)


def _applies(row: GuardRow, question: GuardQuestion) -> bool:
    """What is in order as a rule is asked only where it is not: a denial, and a signature of nobody knows whom.

    That the summons would carry a withdrawal instead, if they are the plaintiff, is told only of one that was served.
    """
    if row.needs is GuardNeed.SIGNER_KNOWN:
        return not _is_signer_known(row, question)
    if row.needs is GuardNeed.ROLE_UNTOLD:
        return _serves(question)
    return row.needs is not GuardNeed.DENIAL_ANSWERED or _is_denied(question)


def _condition(row: GuardRow, holds: bool, question: GuardQuestion) -> Condition:  # noqa: FBT001 - the answer itself
    if row.needs is GuardNeed.DAYS_BEFORE_HEARING:
        return Condition(holds, _of_days(row, "yes" if holds else "no", question))
    return Condition(holds, Reason(f"{row.say}_{'yes' if holds else 'no'}", (), row.rule))


def _of_days(row: GuardRow, end: str, question: GuardQuestion) -> Reason:
    """How many days lay between the service and the hearing, as far as both are known."""
    at, effect, day_of = question.facts.hearing_at, question.effect, question.service.profile.day_of
    if at is None or effect is None:
        return Reason("guard_no_hearing" if at is None else "guard_nothing_to_count_from", (), row.rule)
    served, hearing = day_of(effect.at), day_of(at)
    values: tuple[tuple[str, object], ...] = (("day", served), ("end", hearing))
    if row.days:
        values = (*values, ("amount", row.days), ("length", max((hearing - served).days, 0)))
    return Reason(f"{row.say}_{end}", values, row.rule)


def _serves(question: GuardQuestion) -> bool:
    return question.effect is not None and question.effect.status is Status.EFFECTIVE


def _never(_row: GuardRow, _question: GuardQuestion) -> bool:
    return False


def _is_in_good_time(row: GuardRow, question: GuardQuestion) -> bool:
    """So many days before the hearing; with no days at least before it begins. Without a date nothing is safe."""
    at = question.facts.hearing_at
    if at is None or question.effect is None or question.effect.at > at:
        return False
    day_of = question.service.profile.day_of
    return (day_of(at) - day_of(question.effect.at)).days >= row.days


def _is_long_served(row: GuardRow, question: GuardQuestion) -> bool:
    """Whether so many months have run since the service; the judgment is given after them."""
    if question.effect is None or not _serves(question):
        return False
    day_of = question.service.profile.day_of
    return day_of(question.facts.as_of) > months_after(day_of(question.effect.at), row.months)


def _has_proof(row: GuardRow, question: GuardQuestion) -> bool:
    """An answer, an act, a signature or a refusal on any attempt with the same paper that nothing stands against."""
    return any(
        event.kind in row.events
        and event.at <= question.facts.as_of
        and (event.by or each.attempt.to) in row.by
        and _shows_whom(event, each.attempt.channel)
        for tried in question.tried
        for each in tried.stretches
        if obstacle(each.attempt, question.facts, each.rules) is None
        for event in events_that_count(each.attempt, each.rules.excluded, question.facts.recipient)
    )


def _shows_whom(event: EventFact, channel: Channel) -> bool:
    """Whether it shows who it was: of a refusal only what records it does.

    Who refused at a home, who signed for a letter, and who for what another court handed over must be told besides: it
    may have been somebody of the household.
    """
    if event.kind is EventKind.LEFT:
        return event.how in _MET and (event.by is not None or event.how not in _AT_HOME)
    return event.kind is not EventKind.SIGNED or event.by is not None or channel not in _BY_OTHERS


def _is_signer_known(_row: GuardRow, question: GuardQuestion) -> bool:
    """Whether of the signature on which the service rests it is told whose it is."""
    effect, winner = question.effect, question.winner
    if effect is None or winner is None or EventKind.SIGNED not in effect.row.events:
        return True
    return not any(
        event.kind is EventKind.SIGNED and event.by is None and event.at == effect.happened
        for event in winner.attempt.events
    )


def _nothing_pending(_row: GuardRow, question: GuardQuestion) -> bool:
    rebuttals = question.winner.attempt.rebuttals if question.winner is not None else ()
    return not any(rebuttal.ruling is Ruling.PENDING for rebuttal in rebuttals)


def _is_denied(question: GuardQuestion) -> bool:
    winner = question.winner
    return winner is not None and denied_since(winner.attempt, question.facts.as_of) is not None


def _denial_is_answered(_row: GuardRow, question: GuardQuestion) -> bool:
    winner = question.winner
    return winner is not None and answers_denial(winner.attempt, question.facts.as_of) is not None


def no_default_judgment(case: CaseFacts, recipient: RecipientFacts, at: datetime, jurisdiction: str) -> Reason | None:
    """Why none can be given against this party, whatever was served; None where one can."""
    service = service_of(profile_of(jurisdiction), case, PaperFacts("", PaperKind.SUMMONS, ""), recipient)
    rows = rules_for_service(service, service.profile.regime_at(at)).guard
    row = next((row for row in rows if row.needs is GuardNeed.NOT_AGAINST_THEM), None)
    return None if row is None else Reason(f"{row.say}_no", (), row.rule)


_BASIC = frozenset({GuardNeed.EFFECTIVE, GuardNeed.NEVER})
_HOLDS = {
    GuardNeed.EFFECTIVE: lambda _row, question: _serves(question),
    GuardNeed.NEVER: _never,
    GuardNeed.NOT_AGAINST_THEM: _never,
    GuardNeed.DAYS_BEFORE_HEARING: _is_in_good_time,
    GuardNeed.PROOF_OF_RECEIPT: _has_proof,
    GuardNeed.NO_PENDING_REBUTTAL: _nothing_pending,
    GuardNeed.DENIAL_ANSWERED: _denial_is_answered,
    GuardNeed.SIGNER_KNOWN: _is_signer_known,
    GuardNeed.ROLE_UNTOLD: lambda _row, question: _serves(question),  # as for a default judgment
    GuardNeed.MONTHS_SINCE_SERVICE: _is_long_served,
}
_BY_OTHERS = frozenset({Channel.MAIL, Channel.ENTRUSTED})  # nobody of the court met whoever signed
_AT_HOME = frozenset({Leaving.WITNESSED, Leaving.FILMED, Leaving.WITNESS_DECLINED})
_MET = frozenset(
    {
        Leaving.WITNESSED,
        Leaving.FILMED,
        Leaving.AT_COURT,
        Leaving.ELSEWHERE_FILMED,
        Leaving.AT_PRONOUNCEMENT,
        Leaving.WITNESS_DECLINED,
    }
)
