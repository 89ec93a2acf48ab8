"""Tells the steps that lead to a decision, in the order in which a judge would write them down."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from songda.core.law.attempt.consent import ConsentBasis
from songda.core.law.attempt.disputes import answers_denial, denied_since, ruling_in_force
from songda.core.law.attempt.effect import Effect, ExaminedAttempt, cited_for
from songda.core.law.attempt.ladder import published_notice_ground
from songda.core.law.attempt.state_at_attempt import about_substitute, capacity_at
from songda.core.law.decision import Ground, Reason, Status
from songda.core.law.facts import (
    BY_WIRE,
    Channel,
    EventKind,
    Facts,
    JudgeRuling,
    Person,
    RebuttalFact,
    Ruling,
)
from songda.core.law.profile.rows import CautionRow, Row

_ACTS = frozenset({EventKind.READ, EventKind.ACKNOWLEDGED, EventKind.ACTED, EventKind.KNOWN, EventKind.SIGNED})
_UNDECIDED = {Ruling.PENDING: "rebuttal_pending", Ruling.REJECTED: "rebuttal_rejected"}


def about_winner(winner: ExaminedAttempt, effect: Effect, facts: Facts) -> Iterator[Reason]:
    """Way, consent, address, event, rebuttals and ruling of the attempt that decides."""
    attempt, rules = winner.attempt, winner.rules
    yield _reason_of(rules.way, (("channel", attempt.channel),))
    for reference in rules.cross_references:
        yield _reason_of(reference)
    if effect.basis is not None:
        yield effect.basis.reason()
        yield from _of_giver(effect.basis, winner, facts)
    if attempt.address_class is not None and attempt.channel is not Channel.PUBLIC_NOTICE:
        yield Reason("address_class", (("class", attempt.address_class),))
    row = effect.row
    if row.at_substitute_address:
        yield from about_substitute(attempt, rules, facts.recipient, winner.made_at)
    says = row.say if row.without_consent is None or effect.basis is not None else row.say_without_consent
    if rules.ladder is not None and effect.status is Status.AWAITING_JUDGE:
        says = "notice_ran_out"  # its own sentence says that the paper counts as served
    yield Reason(
        says, (("at", effect.happened), ("day", effect.at), *_of_event(winner, effect)), cited_for(effect, attempt)
    )
    yield from _of_receiver(winner, effect)
    yield from _of_day(winner, effect)
    for rebuttal in attempt.rebuttals:
        yield from _of_rebuttal(rebuttal, winner, effect)
    yield from _of_denial(winner, facts.as_of)
    yield from _of_ruling(winner, effect, facts.as_of)
    for remark in rules.remarks:
        yield _in_time(remark, effect, winner, facts) if remark.days_before_hearing else _reason_of(remark)


def _of_event(winner: ExaminedAttempt, effect: Effect) -> Iterator[tuple[str, object]]:
    """What is told of the event that counted: what they did, how it was left, why it came back."""
    of_effect = [each for each in winner.attempt.events if each.at == effect.happened]
    event = next((each for each in of_effect if each.kind in effect.row.events), None)
    if event is None:
        return
    if event.kind is EventKind.LEFT:
        yield "how", event.how
    elif event.kind is EventKind.RETURNED:
        yield "cause", event.cause
    elif event.kind in _ACTS:
        yield "did", event.kind


def about_others(tried: Sequence[ExaminedAttempt], winner: ExaminedAttempt | None, as_of: datetime) -> Iterator[Reason]:
    """Why the other attempts do not decide."""
    for each in tried:
        if each is winner:
            continue
        if isinstance(each.result, Effect):
            yield _about(each, _later(each, each.result, winner))
        else:
            yield each.result if len(tried) == 1 else _about(each, each.result)
        without_effect = _ruling_without_effect(each, as_of)
        if without_effect is not None:
            yield without_effect if len(tried) == 1 else _about(each, without_effect)


def about_notice(facts: Facts, winner: ExaminedAttempt) -> Iterator[Reason]:
    """Public notice is the last way: the file must show the person missing, or the other ways to have failed."""
    found = published_notice_ground(winner.attempt, facts, winner.rules)
    if found is not None:
        yield found.reason


def about_file(tried: Sequence[ExaminedAttempt]) -> Iterator[Reason]:
    """What the file must hold of the tries, whatever came of them; each once."""
    yield from dict.fromkeys(reason for each in tried for reason in each.rules.on_file)


def _of_giver(basis: ConsentBasis, winner: ExaminedAttempt, facts: Facts) -> Iterator[Reason]:
    """Who agreed for the recipient, or by what age they could agree themselves, where their age is on record."""
    if basis.by is not Person.RECIPIENT:
        code = "consent_given_by_agent" if basis.by is Person.REPRESENTATIVE else "consent_given_by"
        yield winner.rules.defect(code, (("person", basis.by),))
    elif basis.at is not None:
        profile = winner.rules.profile
        row = capacity_at(facts.recipient, profile.day_of(basis.at), profile)
        if row is not None:
            yield Reason(row.say, (), row.rule)


def _of_receiver(winner: ExaminedAttempt, effect: Effect) -> Iterator[Reason]:
    """That an agent received it by wire, where a rule says why that counts for the recipient."""
    attempt = winner.attempt
    who = {event.by or attempt.to for event in attempt.events if event.at == effect.happened}
    defect = winner.rules.defect("received_by_agent", (("person", Person.REPRESENTATIVE),))
    if who == {Person.REPRESENTATIVE} and defect.rule is not None:
        yield defect


def _of_day(winner: ExaminedAttempt, effect: Effect) -> Iterator[Reason]:
    """What fixes the day: the last signature; an effect that is deferred by working days is as sure as the calendar."""
    if effect.row.waits_for_other_signatures and effect.at != effect.happened:
        yield winner.rules.defect("last_signature", (("day", effect.at),))
    of_the_return = winner.rules.defect("day_on_the_return")
    if effect.row.ground is Ground.SIGNATURE and of_the_return.rule is not None:
        yield of_the_return
    profile = winner.rules.profile
    day = profile.day_of(effect.at)
    if effect.row.working_days_after and not profile.calendar.is_published(day):
        yield Reason("calendar_not_published", (("year", day.year),))


def _in_time(remark: CautionRow, effect: Effect, winner: ExaminedAttempt, facts: Facts) -> Reason:
    """Whether it was served so many days before the hearing; what the rule asks, where that cannot be counted yet."""
    if facts.hearing_at is None or effect.status is Status.AWAITING_JUDGE:
        return _reason_of(remark)
    day_of = winner.rules.profile.day_of
    served, hearing = day_of(effect.at), day_of(facts.hearing_at)
    between = (hearing - served).days
    values = (("day", served), ("end", hearing), ("length", max(between, 0)), ("amount", remark.days_before_hearing))
    kept = between >= remark.days_before_hearing
    return Reason("served_in_time" if kept else "served_too_late", values, remark.rule)


def _of_rebuttal(rebuttal: RebuttalFact, winner: ExaminedAttempt, effect: Effect) -> Iterator[Reason]:
    word = _UNDECIDED.get(rebuttal.ruling)
    row = winner.rules.rebuttals.get(rebuttal.ground)
    if word is not None:
        yield Reason(word, (("rebuttal", rebuttal.ground),))
    elif row is not None and row.moves and effect.moved:
        yield Reason(row.say, (("at", rebuttal.proved_at),), row.rule)


def _of_denial(winner: ExaminedAttempt, as_of: datetime) -> Iterator[Reason]:
    """Whoever holds the address said: not me. It stays in doubt until a judge has decided with that before them."""
    since, ruling = denied_since(winner.attempt, as_of), answers_denial(winner.attempt, as_of)
    if since is not None and ruling is not None:
        yield Reason("denial_answered", (("at", since), ("day", ruling.at)))
    elif since is not None:
        yield Reason("denial_open", (("at", since),))


def _of_ruling(winner: ExaminedAttempt, effect: Effect, as_of: datetime) -> Iterator[Reason]:
    """The ruling that made the service effective, or why a ruling changes nothing."""
    row = effect.ruled_under
    if effect.ruling is not None and row is not None:
        yield Reason(row.say, (("day", effect.ruling.at),), row.rule)
        return
    without_effect = _ruling_without_effect(winner, as_of)
    if without_effect is not None:
        yield without_effect


def _ruling_without_effect(examined: ExaminedAttempt, as_of: datetime) -> Reason | None:
    """A ruling that changes nothing is told all the same, so that nobody thinks it was overlooked."""
    ruling = ruling_in_force(examined.attempt, as_of)
    if ruling is None or (
        isinstance(examined.result, Effect) and examined.result.status is Status.EFFECTIVE and ruling.counts
    ):
        return None
    if ruling.counts:
        return Reason(_code_without_effect(examined.result, ruling), (("day", ruling.at),))
    return None if examined.rules.removing is not None else Reason("ruling_unknown_here", (("day", ruling.at),))


def _code_without_effect(result: Effect | Reason, ruling: JudgeRuling) -> str:
    if isinstance(result, Reason):
        return "ruling_heals_nothing"
    return "ruling_came_before" if ruling.at < result.at else "ruling_unknown_here"


def _later(examined: ExaminedAttempt, effect: Effect, winner: ExaminedAttempt | None) -> Reason:
    """Two valid ways: the first counts; a rule for it there is only among ways of the same sort.

    What only awaits the judge, or is only presumed, is not said to be valid.
    """
    at = (("at", effect.at),)
    if effect.status is not Status.EFFECTIVE:
        return Reason("also_presumed" if effect.status is Status.PRESUMED else "also_awaits_judge", at)
    first = None if winner is None else winner.rules.first_way_wins
    if first is not None and examined.rules.first_way_wins is first:
        return _reason_of(first, at)
    both = (examined, winner)
    by_wire = [each for each in both if each is not None and each.attempt.channel in BY_WIRE]
    return Reason("first_of_mixed_ways" if len(by_wire) == 1 else "first_of_several_ways", at)


def _about(examined: ExaminedAttempt, why: Reason) -> Reason:
    values = (
        ("attempt", examined.attempt.id),
        ("channel", examined.attempt.channel),
        ("why", Reason(why.code, why.values)),
    )
    return Reason("about_attempt", values, why.rule)


def _reason_of(row: Row | None, values: tuple[tuple[str, object], ...] = ()) -> Reason:
    return Reason("way_open") if row is None else Reason(row.say, values, row.rule)
