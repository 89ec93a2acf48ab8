"""Decides one service: looks at every attempt, lets the first valid one win, and says what follows from it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from operator import itemgetter

from songda.core.law.applicable_rules import ApplicableRules, ServiceKind, rules_for_attempt, service_of
from songda.core.law.attempt.effect import (
    RANK,
    AttemptUnderRules,
    Effect,
    ExaminedAttempt,
    attempt_date,
    cited_for,
    examine_each,
    is_unverified,
)
from songda.core.law.attempt.ladder import Ladder, ladder_for
from songda.core.law.attempt.state_at_attempt import recipient_at, service_at, state_at
from songda.core.law.decision import Citation, Decision, Reason, Status
from songda.core.law.facts import (
    BY_WIRE,
    AttemptFacts,
    Channel,
    EventFact,
    EventKind,
    Facts,
    FactsError,
    RebuttalGround,
    Ruling,
)
from songda.core.law.guard import GuardQuestion, guard_for
from songda.core.law.periods.counting import StartedPeriods, periods_from
from songda.core.law.profile import ProfileError, jurisdictions, profile_of
from songda.core.law.reasoning import about_file, about_notice, about_others, about_winner

_COUNTS = frozenset({Status.EFFECTIVE, Status.PRESUMED})


def decide(facts: Facts) -> Decision:
    """The answer for one paper to one person, as known at `facts.as_of`."""
    service = service_for(facts)
    tried = examine_all(facts, service)
    winner, effect = _winner(tried)
    counts = effect is not None and effect.status in _COUNTS
    at = effect.at.astimezone(service.profile.zone) if effect is not None and counts else None
    findings, rules = _reasoning(facts, tried, winner, effect)
    periods, about_periods = ((), ()) if at is None else _periods(at, facts, service)
    return Decision(
        status=effect.status if effect is not None else _without_effect(tried),
        effective_at=at,
        ground=effect.row.ground if effect is not None and counts else None,
        winning_attempt=winner.attempt.id if winner is not None and counts else None,
        rules=rules,
        findings=(*findings, *about_periods),
        periods=periods,
        default_judgment=guard_for(GuardQuestion(facts, service, tried, winner, effect)),
        wording=service.profile.wording,
    )


def ladder(facts: Facts) -> Ladder | None:
    """Whether a public notice could rest on what is told, and on what; None where no rule asks for it."""
    return ladder_for(facts, service_for(facts))


def service_for(facts: Facts) -> ServiceKind:
    """The kind of service, under the rules of the jurisdiction that the facts name."""
    try:
        profile = profile_of(facts.jurisdiction)
    except ProfileError:
        values = {"jurisdiction": facts.jurisdiction, "choice": ", ".join(jurisdictions())}
        raise FactsError("$.jurisdiction", "no_jurisdiction", known=jurisdictions(), **values) from None
    return service_at(facts, facts.as_of, profile)


def examine_all(facts: Facts, service: ServiceKind) -> Sequence[ExaminedAttempt]:
    """Every attempt that has been made by `as_of`, looked at; the order of the facts plays no part."""
    tried = []
    for attempt in facts.attempts:
        made = attempt_date(attempt, facts.as_of)
        if made is not None:
            stretches = _stretches(attempt, facts, made, service)
            under, result = examine_each(stretches)
            tried.append(ExaminedAttempt(attempt, under, made, result, stretches))
    return sorted(tried, key=_in_order)


def _stretches(
    attempt: AttemptFacts, facts: Facts, made: datetime, service: ServiceKind
) -> tuple[AttemptUnderRules, ...]:
    """The attempt under the rules for how the recipient stood at each of its events, in the order of time.

    The law is that of the day on which the attempt was made, and so is what was then known of the address; whoever is
    reached is reached as they are at that moment. A notice is published against them once, as they are then; that they
    have died or ended by the moment of the effect is found there.
    """
    profile, recipient = service.profile, facts.recipient
    first, regime = state_at(facts, made, profile), profile.regime_at(made)
    changes = recipient.status_periods or recipient.mandate_ended_at or recipient.born_on
    if not changes or attempt.channel is Channel.PUBLIC_NOTICE or not attempt.events:
        own = service_at(facts, made, profile) if recipient.status_periods else service
        return (AttemptUnderRules(attempt, facts, rules_for_attempt(own, attempt, regime, first)),)
    was, found = recipient_at(recipient, made), dict[ApplicableRules, list[EventFact]]()
    for moment, event in sorted(_happened(attempt, facts.as_of), key=itemgetter(0)):
        then = state_at(facts, moment, profile)
        state = first._replace(capable=then.capable, mandate_over=then.mandate_over, of_age=then.of_age)
        person = replace(recipient_at(recipient, moment), deceased=was.deceased, dissolved=was.dissolved)
        then_service = service_of(profile, facts.case, facts.paper, person)
        rules = rules_for_attempt(then_service, attempt, regime, state)
        found.setdefault(rules, []).append(event)
    if len(found) == 1:
        return (AttemptUnderRules(attempt, facts, next(iter(found))),)
    return tuple(
        AttemptUnderRules(
            replace(attempt, events=tuple(events)),
            facts,
            rules,
            tuple(event for event in attempt.events if event not in events),
        )
        for rules, events in found.items()
    )


def _happened(attempt: AttemptFacts, as_of: datetime) -> Iterator[tuple[datetime, EventFact]]:
    """Each event with its moment; of an arrival by wire the one that the recipient proved to the judge."""
    proved = [
        rebuttal.proved_at
        for rebuttal in attempt.rebuttals
        if rebuttal.ground is RebuttalGround.OTHER_ARRIVAL_DATE and rebuttal.ruling is Ruling.ACCEPTED
    ]
    moved = max((at for at in proved if at is not None), default=None) if attempt.channel in BY_WIRE else None
    for event in attempt.events:
        if event.at <= as_of:
            yield (moved if moved is not None and event.kind is EventKind.ARRIVED else event.at), event


def _periods(at: datetime, facts: Facts, service: ServiceKind) -> StartedPeriods:
    """The periods of whoever they were when it took effect."""
    own = service_at(facts, at, service.profile) if facts.recipient.status_periods else service
    return periods_from(at.date(), facts, own)


def _in_order(examined: ExaminedAttempt) -> tuple[datetime, str]:
    return examined.made_at, examined.attempt.id


def _winner(tried: Sequence[ExaminedAttempt]) -> tuple[ExaminedAttempt, Effect] | tuple[None, None]:
    """The first that counts; where none counts, the first that awaits the judge."""
    found = [(each, each.result) for each in tried if isinstance(each.result, Effect)]
    return min(found, key=_precedence, default=(None, None))


def _precedence(found: tuple[ExaminedAttempt, Effect]) -> tuple[bool, datetime, int, str]:
    each, effect = found
    return effect.status not in _COUNTS, effect.at, RANK[effect.status], each.attempt.id


def _without_effect(tried: Sequence[ExaminedAttempt]) -> Status:
    if tried and not any(each.is_open for each in tried):
        return Status.NOT_VERIFIED if is_unverified(tried) else Status.NOT_ALLOWED
    return Status.NOT_EFFECTIVE


def _reasoning(
    facts: Facts, tried: Sequence[ExaminedAttempt], winner: ExaminedAttempt | None, effect: Effect | None
) -> tuple[tuple[Reason, ...], tuple[Citation, ...]]:
    """All steps, and the rules on which the answer rests: the rule of the effect first, each once."""
    others, on_file = tuple(about_others(tried, winner, facts.as_of)), tuple(about_file(tried))
    if winner is None or effect is None:
        deciding = others or (Reason("nothing_tried"),)
        reasons = (*deciding, Reason("person_decides")) if is_unverified(tried) else deciding
        return (*reasons, *on_file), _rules(deciding)
    deciding = (*about_winner(winner, effect, facts), *about_notice(facts, winner))
    return (*deciding, *others, *on_file), _rules((Reason("", (), cited_for(effect, winner.attempt)), *deciding))


def _rules(findings: Iterable[Reason]) -> tuple[Citation, ...]:
    """Each once, worth no more than it is for the weakest of the steps that rest on it."""
    found: dict[str, Citation] = {}
    for rule in [finding.rule for finding in findings if finding.rule is not None]:
        known = found.setdefault(rule.id, rule)
        if known is not rule and rule.is_weaker_than(known):
            found[rule.id] = rule
    return tuple(found.values())
