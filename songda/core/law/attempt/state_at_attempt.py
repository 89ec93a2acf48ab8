"""How person and case stood at the moment of an attempt, whatever it was: it stays so for that attempt.

Whose acts count: a minor's consent and signature do not, nor does an agent's who may not receive. Where a letter may go
when the recipient withholds their address: to a place on file, in the order of the law.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import takewhile

from songda.core.law.applicable_rules import (
    ApplicableRules,
    AttemptKind,
    ServiceKind,
    StateAtAttempt,
    applicable_rules,
    service_of,
)
from songda.core.law.decision import Reason
from songda.core.law.facts import (
    AddressClass,
    AddressWithheld,
    AttemptFacts,
    CaseFacts,
    Channel,
    EventFact,
    EventKind,
    Facts,
    Person,
    PersonStatus,
    Procuratorate,
    RecipientFacts,
    RecipientKind,
    ReturnCause,
    Withholding,
)
from songda.core.law.profile import Profile
from songda.core.law.profile.calendar import months_after
from songda.core.law.profile.rows import CapacityRow, ExcludedRow, SubstituteAddressRow


def recipient_at(recipient: RecipientFacts, moment: datetime) -> RecipientFacts:
    """The person as they were at that moment: what had not begun, or was over, was not so."""
    if not recipient.status_periods:
        return recipient
    statuses = {period.status for period in recipient.status_periods if period.covers(moment)}
    return replace(
        recipient,
        offline=recipient.offline or PersonStatus.OFFLINE in statuses,
        soldier=recipient.soldier or PersonStatus.SOLDIER in statuses,
        in_custody=recipient.in_custody or PersonStatus.IN_CUSTODY in statuses,
        lacks_capacity=recipient.lacks_capacity or PersonStatus.LACKS_CAPACITY in statuses,
        missing=PersonStatus.MISSING in statuses or recipient.missing,
        deceased=recipient.deceased or PersonStatus.DECEASED in statuses,
        dissolved=recipient.dissolved or PersonStatus.DISSOLVED in statuses,
        in_bankruptcy=recipient.in_bankruptcy or PersonStatus.IN_BANKRUPTCY in statuses,
    )


def service_at(facts: Facts, moment: datetime, profile: Profile) -> ServiceKind:
    """The kind of service that it was at that moment."""
    return service_of(profile, facts.case, facts.paper, recipient_at(facts.recipient, moment))


def state_at(facts: Facts, moment: datetime, profile: Profile) -> StateAtAttempt:
    """How person and case stood at that moment."""
    day, then = profile.day_of(moment), recipient_at(facts.recipient, moment)
    return StateAtAttempt(
        capable=is_capable(then, day, profile),
        of_age=is_known_capable(then, day, profile),
        withholds=withholds(facts.recipient, moment),
        procuratorate=_procuratorate(facts.case, moment) if facts.case.procuratorate_takes_part else None,
        mandate_over=is_over(facts.recipient, moment),
    )


def is_over(recipient: RecipientFacts, moment: datetime) -> bool:
    """Whether the court had been told by then that their agent acts for them no longer."""
    return recipient.mandate_ended_at is not None and recipient.mandate_ended_at <= moment


def rules_of_way(
    channel: Channel,
    facts: Facts,
    service: ServiceKind,
    moment: datetime,
    address_class: AddressClass | None = AddressClass.CONFIRMED,
) -> ApplicableRules:
    """The rules at that moment for a way to the recipient themselves, by default at an address that they confirmed."""
    profile = service.profile
    state = state_at(facts, moment, profile)._asdict()
    kind = AttemptKind(channel, address_class, Person.RECIPIENT, shared_with_opponent=False, **state)
    return applicable_rules(service, profile.regime_at(moment), kind)


def _procuratorate(case: CaseFacts, moment: datetime) -> Procuratorate:
    agreed = case.procuratorate_agreed_at
    return Procuratorate.AGREES if agreed is not None and agreed <= moment else Procuratorate.HAS_NOT_AGREED


# What a person does themselves, a refusal too (of a letter as well, which comes back for it); arrival, failure or
# publication happen without anybody on their side.
_ACTS = frozenset(
    {
        EventKind.READ,
        EventKind.ACKNOWLEDGED,
        EventKind.ACTED,
        EventKind.KNOWN,
        EventKind.SIGNED,
        EventKind.LEFT,
    }
)


def is_capable(recipient: RecipientFacts, day: date, profile: Profile) -> bool:
    """Whether the recipient's own acts bind them on that day.

    Of whom nothing is told they are taken to be of age, and so is everybody on a day on which no rule spoke of ages.
    """
    if recipient.lacks_capacity:
        return False
    if _birthday(recipient, profile) is None or not any(row.is_in_force(day) for row in profile.rows.capacity):
        return True
    return capacity_at(recipient, day, profile) is not None


AGE_THAT_MAY_MATTER = 20  # years; with time to spare for what was done before a person was entered


def age_may_matter(born_on: date | None, day: date) -> bool:
    """Whether the law may ever ask how old they were."""
    if born_on is None:
        return False
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day)) < AGE_THAT_MAY_MATTER


def is_known_capable(recipient: RecipientFacts, day: date, profile: Profile) -> bool:
    """Whether their age is told, and they act for themselves: then nobody is their statutory agent."""
    return not recipient.lacks_capacity and capacity_at(recipient, day, profile) is not None


def capacity_at(recipient: RecipientFacts, day: date, profile: Profile) -> CapacityRow | None:
    """The rule under which a person of known age is capable on that day; None for a minor, or where nothing is told."""
    born_on = _birthday(recipient, profile)
    if born_on is None:
        return None
    return next((row for row in profile.rows.capacity if _is_old_enough(row, recipient, born_on, day)), None)


def events_that_count(
    attempt: AttemptFacts, excluded: tuple[ExcludedRow, ...], recipient: RecipientFacts
) -> tuple[EventFact, ...]:
    """The events without the acts of those who are excluded; of whom nothing is told is whom the attempt went to."""
    ended = recipient.mandate_ended_at
    people = {event.by or attempt.to for event in attempt.events}
    shut = [row for row in excluded if not people.isdisjoint(row.by) and (ended is not None or not row.after_mandate)]
    if not shut:
        return attempt.events
    return tuple(event for event in attempt.events if not _is_without_effect(event, attempt, shut, ended))


def _is_without_effect(
    event: EventFact, attempt: AttemptFacts, rows: list[ExcludedRow], ended: datetime | None
) -> bool:
    """Whether it is the act of somebody whose acts do not count, or not any more."""
    person = event.by or attempt.to
    has_ended = ended is not None and event.at >= ended
    is_an_act = event.kind in _ACTS or event.cause is ReturnCause.REFUSED
    return is_an_act and any(person in row.by and (has_ended or not row.after_mandate) for row in rows)


def _birthday(recipient: RecipientFacts, profile: Profile) -> date | None:
    """The day on which they were born, of a natural person and where a rule asks for ages."""
    has_an_age = recipient.kind is RecipientKind.NATURAL_PERSON and bool(profile.rows.capacity)
    return recipient.born_on if has_an_age else None


def _is_old_enough(row: CapacityRow, recipient: RecipientFacts, born_on: date, day: date) -> bool:
    """A year of life is over with the end of the birthday: full age begins on the day after it."""
    speaks_of_them = row.is_in_force(day) and (recipient.own_labour or not row.own_labour)
    return speaks_of_them and day > months_after(born_on, 12 * row.from_age)


_IN_VAIN = frozenset({EventKind.RETURNED, EventKind.LEFT})


def withheld_at(recipient: RecipientFacts, moment: datetime) -> AddressWithheld | None:
    """That the recipient withheld their address at that moment; None where they did not, not yet, or no longer."""
    withheld = (each for each in recipient.address_withheld if each.at <= moment)
    return next((each for each in withheld if each.ended_at is None or each.ended_at > moment), None)


def withholds(recipient: RecipientFacts, moment: datetime) -> Withholding | None:
    withheld = withheld_at(recipient, moment)
    return None if withheld is None else withheld.how


def why_no_substitute(attempt: AttemptFacts, rules: ApplicableRules, day: date) -> Reason | None:
    """Why the place does not stand for the address that they withhold; None where it does."""
    row = _row_for(attempt, rules)
    if row is None:
        return Reason("no_substitute_then", (("source", attempt.address_source),))
    if not row.within_months:
        return None
    if attempt.address_last_used_on is None:
        return Reason("address_use_not_told", (("source", row.source),), row.rule)
    if _is_fresh(row, attempt.address_last_used_on, day):
        return None
    values = (("source", row.source), ("day", attempt.address_last_used_on), ("amount", row.within_months))
    return Reason("address_used_too_long_ago", values, row.rule)


def why_not_withheld(attempt: AttemptFacts, rules: ApplicableRules, as_of: datetime) -> Reason | None:
    """Why it does not matter that it came back from a place on file: they had not withheld their address by then."""
    if attempt.address_source is None or rules.attempt_kind.withholds is not None:
        return None
    is_in_vain = any(event.kind in _IN_VAIN and event.at <= as_of for event in attempt.events)
    return rules.defect("address_not_withheld", (("source", attempt.address_source),)) if is_in_vain else None


def about_substitute(
    attempt: AttemptFacts, rules: ApplicableRules, recipient: RecipientFacts, made: datetime
) -> Iterator[Reason]:
    """Why this place stands for their address, and that a better one was known, if one was."""
    above = tuple(takewhile(lambda row: row.source is not attempt.address_source, rules.substitute_addresses))
    row, withheld, day = (
        rules.substitute_addresses[len(above)],
        withheld_at(recipient, made),
        rules.profile.day_of(made),
    )
    yield Reason(row.say, (("at", withheld.at),) if withheld is not None else (), row.rule)
    for higher in above:
        on_file = (each for each in recipient.addresses_on_file if each.source is higher.source)
        if any(_is_fresh(higher, each.last_used_on, day) for each in on_file):
            yield Reason("better_address_known", (("source", higher.source),), higher.rule)
            break


def _row_for(attempt: AttemptFacts, rules: ApplicableRules) -> SubstituteAddressRow | None:
    return next((row for row in rules.substitute_addresses if row.source is attempt.address_source), None)


def _is_fresh(row: SubstituteAddressRow, last_used_on: date | None, day: date) -> bool:
    """Whether it was last used within those months, by the calendar: 30 June is within a year of 30 June."""
    if not row.within_months:
        return True
    return last_used_on is not None and day <= months_after(last_used_on, row.within_months)
