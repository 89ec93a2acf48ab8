"""Whose acts count: a minor's consent and signature do not, nor does an agent's who may not receive."""

from datetime import date, datetime

from songda.core.law.calendar import months_after
from songda.core.law.facts import AttemptFacts, EventFact, EventKind, RecipientFacts, RecipientKind
from songda.core.law.profile import Profile
from songda.core.law.profile.rows import CapacityRow, ExcludedRow

# What a person does themselves, a refusal too; arrival, failure or publication happen without anybody on their side.
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
    """Whether the recipient's own acts bind them on that day; of whom nothing is told they are taken to be of age."""
    if recipient.lacks_capacity:
        return False
    return _birthday(recipient, profile) is None or capacity_at(recipient, day, profile) is not None


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
    shut = [row for row in excluded if ended is not None or not row.after_mandate]
    if not shut:
        return attempt.events
    return tuple(event for event in attempt.events if not _is_shut_out(event, attempt, shut, ended))


def _is_shut_out(event: EventFact, attempt: AttemptFacts, rows: list[ExcludedRow], ended: datetime | None) -> bool:
    """Whether it is the act of somebody whose acts do not count, or not any more."""
    person = event.by or attempt.to
    is_over = ended is not None and event.at >= ended
    return event.kind in _ACTS and any(person in row.by and (is_over or not row.after_mandate) for row in rows)


def _birthday(recipient: RecipientFacts, profile: Profile) -> date | None:
    """The day on which they were born, of a natural person and where a rule asks for ages."""
    has_an_age = recipient.kind is RecipientKind.NATURAL_PERSON and bool(profile.rows.capacity)
    return recipient.born_on if has_an_age else None


def _is_old_enough(row: CapacityRow, recipient: RecipientFacts, born_on: date, day: date) -> bool:
    """A year of life is over with the end of the birthday: full age begins on the day after it."""
    speaks_of_them = row.is_in_force(day) and (recipient.own_labour or not row.own_labour)
    return speaks_of_them and day > months_after(born_on, 12 * row.from_age)
