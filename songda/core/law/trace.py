"""Lists every rule that was tried on a service, and why it did or did not hold."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from songda.core.law.answer import examine_all, service_for
from songda.core.law.applicable_rules import ServiceKind, circumstances_on
from songda.core.law.attempt.disputes import ruling_in_force
from songda.core.law.attempt.effect import AttemptUnderRules, Effect, ExaminedAttempt, apply_effect_row, examine
from songda.core.law.attempt.ladder import (
    SUFFICIENT,
    LadderQuestion,
    LadderStanding,
    Tier,
    end_of_day,
    notice_ground,
    publication_of,
)
from songda.core.law.attempt.state_at_attempt import capacity_at
from songda.core.law.decision import Citation, Reason
from songda.core.law.facts import Facts
from songda.core.law.profile.conditions import Circumstances, first_failing
from songda.core.law.profile.rows import (
    CapacityRow,
    ConsentRow,
    EffectRow,
    ExcludedRow,
    ExhaustionRow,
    RebuttalRow,
    Row,
    RulingRow,
    SubstituteAddressRow,
)


class TracedRule(NamedTuple):
    """One rule on one attempt (None: on the service as a whole)."""

    attempt: str | None
    kind: str
    rule: Citation
    matched: bool
    why: Reason


_OF_THE_ATTEMPT = (
    "way",
    "no_way",
    "block",
    "excluded",
    "consent",
    "conduct",
    "waiver",
    "effect",
    "lapse",
    "no_effect",
    "defect",
    "first_way_wins",
    "substitute_address",
    "rebuttal",
    "ruling",
    "cross_reference",
)
_OF_THE_SERVICE = ("capacity", "exhaustion", "counting", "hours", "period", "no_period", "limit", "suspension", "guard")


def trace(facts: Facts) -> tuple[TracedRule, ...]:
    """Every rule of the jurisdiction on every attempt, in the order in which the rules stand."""
    service = service_for(facts)
    lines = [line for each in examine_all(facts, service) for line in _of_attempt(each, service)]
    day = service.profile.day_of(facts.as_of)
    for kind in _OF_THE_SERVICE:
        for row in rows_of(service, kind):
            line = _by_conditions(None, kind, row, service.circumstances, day)
            if line.matched and isinstance(row, CapacityRow):
                line = _by_age(line, row, facts, service)
            elif line.matched and isinstance(row, ExhaustionRow):
                line = _by_tiers(line, row, facts, service)
            lines.append(line)
    return tuple(lines)


def _by_tiers(line: TracedRule, row: ExhaustionRow, facts: Facts, service: ServiceKind) -> TracedRule:
    """How each tier stood at the last publication, or stands now."""
    published = [at for each in facts.attempts if (at := publication_of(each, facts.as_of)) is not None]
    by = min(end_of_day(max(published, default=facts.as_of), service.profile), facts.as_of)
    found = notice_ground(LadderQuestion(facts, service, row, by))
    if found.standing is LadderStanding.MISSING:
        return line._replace(why=Reason("trace_missing"))
    course = tuple(_about_tier(tier) for tier in found.tiers)
    return line._replace(matched=found.standing in SUFFICIENT, why=Reason("trace_tiers", (("why", course),)))


def _about_tier(tier: Tier) -> Reason:
    if tier.tried:
        return Reason("trace_tier_tried", (("tier", tier.name), ("channel", tier.tried)))
    if tier.open:
        return Reason("trace_tier_open", (("tier", tier.name),))
    return Reason("trace_tier_ruled_out" if tier.ruled_out else "trace_tier_closed", (("tier", tier.name),))


def _by_age(line: TracedRule, row: CapacityRow, facts: Facts, service: ServiceKind) -> TracedRule:
    holds = row is capacity_at(facts.recipient, service.profile.day_of(facts.as_of), service.profile)
    return line if holds else line._replace(matched=False, why=Reason("trace_no_age"))


def rows_of(service: ServiceKind, kind: str) -> Iterable[Row]:
    """The rows of one kind, those that are switched off at the end."""
    rows = service.profile.rows
    on: tuple[Row, ...] = getattr(rows, kind)
    return (*on, *rows.off.get(kind, ()))


def _of_attempt(examined: ExaminedAttempt, service: ServiceKind) -> Iterator[TracedRule]:
    attempt = examined.attempt
    circumstances = circumstances_on(examined.rules.service, examined.rules.attempt_kind)
    day = service.profile.day_of(examined.made_at)
    for kind in _OF_THE_ATTEMPT:
        for row in rows_of(service, kind):
            line = _by_conditions(attempt.id, kind, row, circumstances, day)
            yield _by_events(line, row, examined.under) if line.matched else line


def _by_conditions(attempt: str | None, kind: str, row: Row, circumstances: Circumstances, day: date) -> TracedRule:
    failing = first_failing(row.conditions, circumstances)
    if row.off:
        why = Reason("trace_off")
    elif day < row.since:
        why = Reason("trace_not_yet_in_force", (("day", day), ("since", row.since)))
    elif not row.is_in_force(day):
        why = Reason("trace_not_in_force", (("day", day), ("since", row.since), ("until", row.until)))
    elif failing is not None:
        wanted = tuple(sorted(map(str, failing.values)))
        values = (("subject", failing.subject), ("is", str(circumstances.get(failing.subject))), ("wanted", wanted))
        why = Reason("trace_wanted" if failing.wanted else "trace_unwanted", values)
    else:
        return TracedRule(attempt, kind, row.rule, matched=True, why=Reason("trace_holds"))
    return TracedRule(attempt, kind, row.rule, matched=False, why=why)


def _by_events(line: TracedRule, row: Row, candidate: AttemptUnderRules) -> TracedRule:
    """A row that fits may still not act: an earlier one decided, or its events have not happened."""
    if line.kind == "way" and row is not candidate.rules.way:
        return _mark_decided_before(line)
    idle = _why_idle(row, candidate)
    if idle is not None:
        return line._replace(matched=False, why=Reason(idle))
    if isinstance(row, RulingRow):
        return _by_ruling(line, row, candidate)
    return _by_effect(line, row, candidate) if isinstance(row, EffectRow) else line


def _why_idle(row: Row, candidate: AttemptUnderRules) -> str | None:
    """Why a row that fits speaks of nothing that was told."""
    if isinstance(row, ConsentRow) and row.ground not in {consent.ground for consent in candidate.facts.consents}:
        return "no_consent"
    if isinstance(row, RebuttalRow) and row.ground not in {rebuttal.ground for rebuttal in candidate.attempt.rebuttals}:
        return "trace_no_rebuttal"
    if isinstance(row, SubstituteAddressRow) and row.source is not candidate.attempt.address_source:
        return "trace_other_source"
    is_later = isinstance(row, ExcludedRow) and row.after_mandate
    return "trace_mandate_stands" if is_later and candidate.facts.recipient.mandate_ended_at is None else None


def _by_ruling(line: TracedRule, row: RulingRow, candidate: AttemptUnderRules) -> TracedRule:
    ruling = ruling_in_force(candidate.attempt, candidate.facts.as_of)
    if ruling is None or ruling.counts is not row.counts:
        return line._replace(matched=False, why=Reason("trace_no_ruling"))
    spoken = _ruling_that_speaks(row, candidate)
    return line if row is spoken else _mark_decided_before(line)


def _ruling_that_speaks(row: RulingRow, candidate: AttemptUnderRules) -> RulingRow | None:
    """The rule under which the ruling acts: of those that confirm the one that did, or else the first."""
    if not row.counts:
        return candidate.rules.removing
    result = examine(candidate)
    acted = result.ruled_under if isinstance(result, Effect) else None
    return acted or next((each for each in candidate.rules.rulings if each.counts), None)


def _mark_decided_before(line: TracedRule) -> TracedRule:
    return line._replace(matched=False, why=Reason("trace_decided_before"))


def _by_effect(line: TracedRule, row: EffectRow, candidate: AttemptUnderRules) -> TracedRule:
    result = apply_effect_row(row, candidate)
    if isinstance(result, Effect):
        return line._replace(why=Reason("trace_gives", (("status", result.status), ("at", result.at))))
    return line._replace(matched=False, why=result.reason)
