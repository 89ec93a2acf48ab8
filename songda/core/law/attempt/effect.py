"""Has one attempt taken effect, when, on which ground, and if not, why not?

First what keeps it from counting at all: a closed way, other content, a wrong address, a ruling. Then each rule on its
events, the consent that it needs, and how the moment of an event becomes the moment of the effect.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import cache
from typing import NamedTuple

from songda.core.law.applicable_rules import ApplicableRules, reason_for_way
from songda.core.law.attempt.consent import ConsentBasis, basis_for, has_refused, needs_consent, why_no_consent
from songda.core.law.attempt.disputes import confirmations, proved_arrival, ruling_in_force, why_overturned, why_removed
from songda.core.law.attempt.ladder import is_for_the_judge, is_unfounded, publication_of, published_notice_ground
from songda.core.law.attempt.state_at_attempt import (
    events_that_count,
    recipient_at,
    why_no_substitute,
    why_not_withheld,
)
from songda.core.law.decision import NOT_YET, Citation, Reason, Standing, Status
from songda.core.law.facts import (
    BY_WIRE,
    AttemptFacts,
    Channel,
    EventFact,
    EventKind,
    Facts,
    JudgeRuling,
    Leaving,
    Person,
    ReturnCause,
)
from songda.core.law.periods.counting import Length, count
from songda.core.law.profile import Profile
from songda.core.law.profile.calendar import months_after
from songda.core.law.profile.rows import ConsentNeed, EffectRow, LapseRow, NoEffectRow, Row, RulingRow

RANK = {Status.EFFECTIVE: 0, Status.PRESUMED: 1, Status.AWAITING_JUDGE: 2, Status.NOT_VERIFIED: 3}


class Effect(NamedTuple):
    """What an attempt has brought about.

    `moved`: the recipient proved another moment than the event on record. `ruling`: what made it effective.
    """

    status: Status
    happened: datetime
    at: datetime
    row: EffectRow
    basis: ConsentBasis | None = None
    moved: bool = False
    ruling: JudgeRuling | None = None
    ruled_under: RulingRow | None = None


class NoEffect(NamedTuple):
    """Why a rule does not lead to an effect; the smallest weight says most."""

    weight: int
    reason: Reason


class AttemptUnderRules(NamedTuple):
    """One attempt with everything that is needed to look at it.

    Where the recipient's standing changed on the way, `attempt` has only the events that happened while the rules were
    these; `elsewhen` are the others, which take effects back and tell when it was sent, and bring nothing about.
    """

    attempt: AttemptFacts
    facts: Facts
    rules: ApplicableRules
    elsewhen: tuple[EventFact, ...] = ()

    @property
    def all_events(self) -> tuple[EventFact, ...]:
        """Every event of the attempt, also those of another time."""
        return (*self.attempt.events, *self.elsewhen)


class ExaminedAttempt(NamedTuple):
    """One attempt, looked at: its effect, or the reason why it has none.

    `stretches`: the attempt under the rules of each time at which something happened, in their order; `under` is the
    one on which the result rests.
    """

    attempt: AttemptFacts
    under: AttemptUnderRules
    made_at: datetime
    result: Effect | Reason
    stretches: tuple[AttemptUnderRules, ...]

    @property
    def rules(self) -> ApplicableRules:
        """The rules on which the result rests."""
        return self.under.rules

    @property
    def is_open(self) -> bool:
        """Whether the law opened the way when the attempt was made."""
        return self.stretches[0].rules.is_open


_NOT_SO = {Leaving.NOBODY_MET: "left_with_nobody", Leaving.UNRECORDED: "left_without_record"}
_NOT_OF_THE_SORT = {
    EventKind.RETURNED: "returned_for_another_cause",
    EventKind.PUBLISHED: "published_in_another_place",
}
_NOT_BY = {ReturnCause.SAID_DECEASED: "came_back_as_of_the_dead"}
_BY_ANOTHER = {EventKind.SIGNED: "signed_by_another", EventKind.LEFT: "refused_by_another"}
_UNDELIVERED = frozenset({EventKind.FAILED, EventKind.BOUNCED})
_UNDER_WAY = frozenset({EventKind.SENT, EventKind.ACCEPTED})
_NO_EVENT = NoEffect(9, Reason("nothing_counts"))


def attempt_date(attempt: AttemptFacts, as_of: datetime) -> datetime | None:
    """The date of an attempt is that of its first event, of a notice that of its last publication (CPL-I 138).

    None: as far as is known by `as_of` it was not made.
    """
    if not attempt.events:
        return as_of
    if attempt.channel is Channel.PUBLIC_NOTICE and (published := publication_of(attempt, as_of)) is not None:
        return published
    return min((event.at for event in attempt.events if event.at <= as_of), default=None)


def examine(candidate: AttemptUnderRules) -> Effect | Reason:
    """The effect of an attempt, or the reason why it has none."""
    stands_in_the_way = obstacle(candidate.attempt, candidate.facts, candidate.rules)
    if stands_in_the_way is not None:
        return stands_in_the_way
    results = [apply_effect_row(row, candidate) for row in candidate.rules.effects]
    effects = [effect for effect in results if isinstance(effect, Effect)]
    if effects:
        return min(_confirm_by_ruling(effects, candidate) if candidate.attempt.rulings else effects, key=_surest)
    failures = [failed for failed in results if isinstance(failed, NoEffect)]
    failed = min(failures, key=lambda failed: failed.weight, default=_NO_EVENT)
    if failed.reason.code == "no_consent" and not needs_consent(candidate.rules) and candidate.rules.no_effect:
        return _why_no_effect(candidate)  # the way itself asks for no consent, but for a receipt that is confirmed
    return _why_no_effect(candidate) if failed is _NO_EVENT else failed.reason


def examine_each(stretches: tuple[AttemptUnderRules, ...]) -> tuple[AttemptUnderRules, Effect | Reason]:
    """The surest effect that the attempt had at any time, or why it has none now; with the rules of that time."""
    results = [(each, examine(each)) for each in stretches]
    effects = [(each, result) for each, result in results if isinstance(result, Effect)]
    return min(effects, key=lambda found: _surest(found[1]), default=results[-1])


def obstacle(attempt: AttemptFacts, facts: Facts, rules: ApplicableRules) -> Reason | None:
    """The first thing that stands in the way, if there is one."""
    if not rules.is_open:
        return reason_for_way(rules, attempt.channel)
    if attempt.paper_sha256 != facts.paper.sha256:
        earlier = attempt.paper_sha256 == facts.paper.replaces
        return rules.defect("earlier_version" if earlier else "other_content")
    if rules.block is not None:
        return Reason(rules.block.say, (), rules.block.rule)
    unfounded = _why_unfounded(attempt, facts, rules)
    if unfounded is not None:
        return unfounded
    return why_removed(attempt, facts.as_of, rules) or (
        _why_ruled_out(attempt, facts, rules) if attempt.rulings else None
    )


def _why_unfounded(attempt: AttemptFacts, facts: Facts, rules: ApplicableRules) -> Reason | None:
    """A notice that was published though nobody was missing and nothing had been tried in vain serves nobody."""
    found = published_notice_ground(attempt, facts, rules)
    return found.reason if found is not None and is_unfounded(found, facts) else None


def _why_ruled_out(attempt: AttemptFacts, facts: Facts, rules: ApplicableRules) -> Reason | None:
    """The ruling that stands says that the attempt does not count."""
    ruling, row = ruling_in_force(attempt, facts.as_of), rules.removing
    if ruling is None or ruling.counts or row is None:
        return None
    return Reason(row.say, (("day", ruling.at),), row.rule)


def is_unverified(tried: Sequence[ExaminedAttempt]) -> bool:
    """Whether no way that was tried is open, and of one of them no text that was read says so."""
    is_closed = not any(each.is_open for each in tried)
    return is_closed and any(each.rules.is_closed_unverified for each in tried)


def _surest(effect: Effect) -> tuple[int, datetime]:
    return RANK[effect.status], effect.at


def _confirm_by_ruling(effects: list[Effect], candidate: AttemptUnderRules) -> list[Effect]:
    """What the judge's ruling makes of the effects of an attempt.

    A ruling speaks of what the attempt had brought about by then: of its surest effect at that moment. Where that is a
    presumption, or awaits the judge, it is effective from now on: at its own moment and on its own ground, for the
    judge finds what happened and moves nothing. So a report of reading that was found to be service stays
    `receipt_presumed`, the item of the rule under which it counts, though nobody has replied (`receipt_completed`).
    A ruling that is repeated is the same ruling: the first of an unbroken row of them counts.
    """
    for ruling in confirmations(candidate.attempt, candidate.facts.as_of):
        found = min((effect for effect in effects if effect.at <= ruling.at), key=_surest, default=None)
        row = None if found is None else candidate.rules.confirming(found.status)
        if found is not None and row is not None:
            effects.append(found._replace(status=Status.EFFECTIVE, ruling=ruling, ruled_under=row))
    return effects


def apply_effect_row(row: EffectRow, candidate: AttemptUnderRules) -> Effect | NoEffect:
    """What one rule says of an attempt: the effect that it gives, or why it gives none."""
    counting = events_that_count(candidate.attempt, candidate.rules.excluded, candidate.facts.recipient)
    undoing = tuple([event for event in candidate.elsewhen if event.kind in row.taken_back_by])
    happened = event_moment(row, counting + undoing, candidate.attempt.to, candidate.facts.as_of)
    if happened is None:
        return _why_no_event(row, candidate)
    why_not = _why_not(row, candidate)
    if why_not is not None:
        return why_not
    moved = proved_arrival(candidate.attempt, candidate.rules) if candidate.attempt.rebuttals else None
    at = moved or happened
    effect = _require_consent(Effect(_status(row, candidate), happened, at, row, moved=at != happened), candidate)
    return _apply_timing(effect, candidate) if isinstance(effect, Effect) else effect


def _why_not(row: EffectRow, candidate: AttemptUnderRules) -> NoEffect | None:
    """What keeps an event that did happen from having this effect."""
    attempt, rules, as_of = candidate.attempt, candidate.rules, candidate.facts.as_of
    if row.at_substitute_address:
        if attempt.address_source is None:
            return _NO_EVENT
        made = min((event.at for event in candidate.all_events if event.at <= as_of), default=as_of)
        why = why_no_substitute(attempt, rules, rules.profile.day_of(made))
        if why is not None:
            return NoEffect(2, why)
    why_lost = why_overturned(attempt, as_of, rules, row.ground) if attempt.rebuttals else None
    return None if why_lost is None else NoEffect(0, why_lost)


def _status(row: EffectRow, candidate: AttemptUnderRules) -> Status:
    """What the rule gives; a notice before which not every way was climbed awaits the judge."""
    found = published_notice_ground(candidate.attempt, candidate.facts, candidate.rules)
    return Status.AWAITING_JUDGE if found is not None and is_for_the_judge(found, candidate.facts) else row.status


def _why_no_event(row: EffectRow, candidate: AttemptUnderRules) -> NoEffect:
    taken_back = taken_back_at(row, candidate.all_events, candidate.facts.as_of)
    if taken_back is None:
        return _why_done_by_another(row, candidate)
    if any(each.kind is EventKind.SIGNED for each in candidate.all_events) and EventKind.SENT in row.events:
        return _NO_EVENT  # the return has come, and nothing is inferred any more: who signed is told by other rules
    code = "came_back_in_time" if EventKind.SENT in row.events else "taken_back"  # what was sent had not arrived before
    return NoEffect(2, candidate.rules.defect(code, (("at", taken_back),)))


def _why_done_by_another(row: EffectRow, candidate: AttemptUnderRules) -> NoEffect:
    """The event is there, but done in another way, or by somebody whose act is not enough."""
    for event in sorted(candidate.attempt.events, key=_in_order):
        if event.kind in row.events and event.at <= candidate.facts.as_of:
            excluded = _why_excluded(event, candidate)
            if excluded is not None:
                return NoEffect(2, excluded)
            if not is_of_the_sort(row, event):
                if event.kind is EventKind.RETURNED and event.cause is ReturnCause.UNTOLD:
                    continue  # nothing tells that it came back for another cause; a row of its own speaks of such
                code = (
                    _NOT_BY.get(event.cause)
                    or _NOT_OF_THE_SORT.get(event.kind)
                    or _NOT_SO.get(event.how, "left_in_another_way")
                )
                values = (("at", event.at), *([("cause", event.cause)] if event.kind is EventKind.RETURNED else ()))
                return NoEffect(4, candidate.rules.defect(code, values))
            if not _did_it_otherwise(event, candidate):
                return NoEffect(3, _by_another(event, row, candidate))
    return _NO_EVENT


def _why_excluded(event: EventFact, candidate: AttemptUnderRules) -> Reason | None:
    """Why the act of whoever did it counts for nothing, whatever else a rule asks of it."""
    recipient = candidate.facts.recipient
    for row in candidate.rules.excluded:
        if event not in events_that_count(candidate.attempt, (row,), recipient):
            return Reason(row.say, (), row.rule)
    return None


def _did_it_otherwise(event: EventFact, candidate: AttemptUnderRules) -> bool:
    """Whether the recipient did what another rule lets them do: then how it was done is wrong, not who did it."""
    is_theirs = (event.by or candidate.attempt.to) is Person.RECIPIENT
    return is_theirs and any(event.kind in row.events and Person.RECIPIENT in row.by for row in candidate.rules.effects)


def _by_another(event: EventFact, row: EffectRow, candidate: AttemptUnderRules) -> Reason:
    """Who did it, with the rule that says who may; at a pronouncement it is the rule on pronouncements itself."""
    if event.kind is EventKind.RETURNED:
        cause = ReturnCause.REFUSED_BY_ANOTHER  # told as their own, by somebody who cannot refuse for them
        return candidate.rules.defect("returned_for_another_cause", (("at", event.at), ("cause", cause)))
    code = _BY_ANOTHER.get(event.kind, "done_by_another")
    values = (("at", event.at), ("act", event.kind), ("person", event.by or candidate.attempt.to))
    if event.how is Leaving.AT_PRONOUNCEMENT:
        return Reason(code, values, row.rule)
    defect = candidate.rules.defect(code, values)
    return defect if defect.rule is not None else Reason(code, values, derived_from(candidate.rules.no_effect or row))


@cache
def derived_from(row: Row) -> Citation:
    """The rule as one from which it follows that whose act counts, and whose does not: the text names others."""
    derived = row.rule._replace(standing=Standing.DERIVED)
    return derived if derived.is_weaker_than(row.rule) else row.rule


def cited_for(effect: Effect, attempt: AttemptFacts) -> Citation:
    """The rule of the effect; where whoever did it is none of those whom the text names, as one that leads to it."""
    row = effect.row
    did = {each.by or attempt.to for each in attempt.events if each.at == effect.happened and each.kind in row.events}
    return row.rule if did <= row.named else derived_from(row)


def _in_order(event: EventFact) -> tuple[datetime, str, str, str]:
    return event.at, event.kind, event.by or "", event.how


def _require_consent(effect: Effect, candidate: AttemptUnderRules) -> Effect | NoEffect:
    """Consent must stand when the event happened, and also at the later moment that the recipient proved."""
    row = effect.row
    if row.consent is ConsentNeed.NONE:
        return effect
    basis = basis_for(row.consent, candidate.rules, candidate.facts, candidate.attempt, effect.at)
    if (
        effect.moved
        and basis_for(row.consent, candidate.rules, candidate.facts, candidate.attempt, effect.happened) is None
    ):
        basis = None
    if basis is not None:
        return Effect(effect.status, effect.happened, max(effect.at, basis.since), row, basis, effect.moved)
    if row.without_consent is None or has_refused(candidate.facts, effect.at):
        return NoEffect(1, why_no_consent(candidate.rules, candidate.facts, effect.at))
    return effect._replace(status=row.without_consent)


def _apply_timing(effect: Effect, candidate: AttemptUnderRules) -> Effect | NoEffect:
    at = effective_moment(effect.row, effect.at, candidate.rules.profile)
    if effect.row.months_after_sending:
        at = max(at, earliest_effect(effect.row, candidate.all_events, candidate.rules.profile))
    if effect.row.waits_for_other_signatures:
        others = candidate.facts.paper.other_signatures or ()
        signed = [other for other in others if other is not None and other <= candidate.facts.as_of]
        if len(signed) < len(others):
            return NoEffect(0, candidate.rules.defect("others_have_not_signed"))
        at = max([at, *signed])
    if at > candidate.facts.as_of:
        return NoEffect(0, Reason(NOT_YET, (("at", at),), effect.row.rule))
    void = why_void(at, candidate.facts, candidate.rules)
    return effect._replace(at=at) if void is None else NoEffect(0, void)


def _why_no_effect(candidate: AttemptUnderRules) -> Reason:
    rules = candidate.rules
    not_withheld = why_not_withheld(candidate.attempt, rules, candidate.facts.as_of)
    if not_withheld is not None:
        return not_withheld
    row, as_of = rules.no_effect, candidate.facts.as_of
    if row is not None:
        ends = _UNDELIVERED | {EventKind.RETURNED} if row.months_of_silence else _UNDELIVERED
        failed = [event.at for event in candidate.all_events if event.kind in ends and event.at <= as_of]
        rule = row.rule if _is_silent(row, candidate) else derived_from(row)
        if failed and (rules.attempt_kind.channel in BY_WIRE or row.months_of_silence):
            return Reason("came_to_nothing", (("at", min(failed)),), rule)
        return Reason(row.say, (), rule)
    is_unknown = rules.attempt_kind.address_class is None and not rules.effects
    return Reason("address_class_not_told") if is_unknown else _NO_EVENT.reason


def _is_silent(row: NoEffectRow, candidate: AttemptUnderRules) -> bool:
    """Whether so many months have run since it was sent, and nothing was heard of it; where a text asks for that."""
    day_of, as_of = candidate.rules.profile.day_of, candidate.facts.as_of
    events = [each for each in candidate.all_events if each.at <= as_of]
    if not row.months_of_silence:
        return True
    if not events or any(each.kind not in _UNDER_WAY for each in events):
        return False
    return day_of(as_of) > months_after(day_of(min(each.at for each in events)), row.months_of_silence)


def why_void(at: datetime, facts: Facts, rules: ApplicableRules) -> Reason | None:
    """Why an effect at that moment comes too late; None where it does not."""
    return _why_lapsed(at, facts, rules) or _why_nobody(at, facts, rules)


def _why_lapsed(at: datetime, facts: Facts, rules: ApplicableRules) -> Reason | None:
    issued, row = facts.paper.issued_at, rules.lapse
    if issued is None or row is None:
        return None
    day_of = rules.profile.day_of
    last = count(day_of(issued), Length(days=row.days), rules.profile, rules.service.circumstances).last_day
    return _lapsed(row, issued, last) if day_of(at) > last else None


def _lapsed(row: LapseRow, issued: datetime, last: object) -> Reason:
    return Reason(row.say, (("day", issued), ("amount", row.days), ("end", last)), row.rule)


def _why_nobody(at: datetime, facts: Facts, rules: ApplicableRules) -> Reason | None:
    """They were there when it was sent, but no more when it would have taken effect."""
    if not facts.recipient.status_periods:
        return None
    then = recipient_at(facts.recipient, at)
    if then.deceased and not rules.service.circumstances["deceased"]:
        return rules.defect("recipient_died_first", (("at", at),))
    if then.dissolved and not rules.service.circumstances["dissolved"]:
        return rules.defect("recipient_ended_first", (("at", at),))
    is_notice = rules.attempt_kind.channel is Channel.PUBLIC_NOTICE
    if is_notice and then.in_bankruptcy and not rules.service.circumstances["in_bankruptcy"]:
        return rules.defect("bankruptcy_came_first", (("at", at),))
    return None


_DAY = timedelta(days=1)


def event_moment(row: EffectRow, events: tuple[EventFact, ...], to: Person, as_of: datetime) -> datetime | None:
    """When the event happened that the row asks for: the first one that nothing took back, or the last publication.

    Where nobody is told who did it, it was whom the attempt went `to`.
    """
    found = [
        event.at
        for event in events
        if event.kind in row.events and event.at <= as_of and (event.by or to) in row.by and is_of_the_sort(row, event)
    ]
    if not found:
        return None
    if row.last_event_counts:
        return max(event.at for event in events if event.kind in row.events and event.at <= as_of)
    moments = [event.at for event in events if event.kind in row.taken_back_by and event.at <= as_of]
    if moments:
        found = [at for at in found if at > max(moments)]
    return min(found, default=None)


def is_of_the_sort(row: EffectRow, event: EventFact) -> bool:
    """Whether it was left, came back, or was published in a way that the row lets count."""
    return event.how in row.how and event.cause in row.cause and event.where in row.where


def taken_back_at(row: EffectRow, events: tuple[EventFact, ...], as_of: datetime) -> datetime | None:
    """When a later failure took the row's event back, if that is why it does not count."""
    if not any(event.kind in row.events and event.at <= as_of for event in events):
        return None
    return max((event.at for event in events if event.kind in row.taken_back_by and event.at <= as_of), default=None)


def effective_moment(row: EffectRow, at: datetime, profile: Profile) -> datetime:
    """At the event itself; after so many days or months, when the last of them has run; or on a later working day."""
    local = at.astimezone(profile.zone)
    if row.days_after or row.months_after:
        month_day = months_after(local.date(), row.months_after, to_month_end=row.to_month_end)
        day = month_day + row.days_after * _DAY
        return profile.end_of(day)
    late = row.cut_off is not None and local.time() >= row.cut_off
    days = row.working_days_after + late
    if not days:
        return at
    return datetime.combine(profile.calendar.working_days_after(local.date(), days), time.min, profile.zone)


def earliest_effect(row: EffectRow, events: tuple[EventFact, ...], profile: Profile) -> datetime:
    """The end of the months that must run since sending; of no known day, it was at the latest the first on record."""
    sent = min((event.at for event in events if event.kind is EventKind.SENT), default=None)
    day = months_after(profile.day_of(sent or min(event.at for event in events)), row.months_after_sending)
    return profile.end_of(day)
