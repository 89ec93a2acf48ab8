"""Whether a person can act for themselves: their age, where it matters, and what is on record of their capacity.

A day of birth is personal, so none is kept in clear: only the mark that a person was not yet twenty when they were
entered. Only for those who bear it is the sealed resident ID opened when the law is asked.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from songda.core.figures.ages import age_group
from songda.core.identifiers import IdentifierError, read_resident_id
from songda.core.law import profile_of
from songda.core.law.attempt.state_at_attempt import is_capable
from songda.core.law.facts import RecipientFacts, RecipientKind
from songda.records.matter.parties.models import Party

AGE_THAT_MAY_MATTER = 20  # years; with time to spare for what was done before a person was entered


def birth_date(kind: str, domicile: str, number: str) -> date | None:
    """The day of birth that a resident ID tells; None where the number is no such thing."""
    if kind != RecipientKind.NATURAL_PERSON or domicile != "cn" or not number:
        return None
    try:
        return read_resident_id(number).birth_date
    except IdentifierError:
        return None


def age_group_of(party: Party, kind: str, number: str) -> str:
    """In which coarse age group they were when they were entered, for the figures; an empty text: not known."""
    day = party.recorded_at.astimezone(ZoneInfo(party.case.court.zone)).date()
    is_person = kind == RecipientKind.NATURAL_PERSON
    return age_group(birth_date(kind, party.domicile, number), day, is_person=is_person)


def age_may_matter(born_on: date | None, day: date) -> bool:
    """Whether the law may ever ask how old they were."""
    return born_on is not None and _years(born_on, day) < AGE_THAT_MAY_MATTER


def birth_date_if_it_matters(party: Party) -> date | None:
    """The day of birth, where it matters."""
    return birth_date(party.kind, party.domicile, party.number) if party.age_may_matter else None


def can_agree(party: Party, at: datetime) -> bool:
    """Whether their own yes binds them at that moment; the number is opened, since it may be long ago."""
    day = at.astimezone(ZoneInfo(party.case.court.zone)).date()
    person = RecipientFacts(
        RecipientKind(party.kind),
        born_on=birth_date(party.kind, party.domicile, party.number),
        own_labour=party.own_labour,
        lacks_capacity=party.lacks_capacity,
    )
    return is_capable(person, day, profile_of("cn"))


def _years(born_on: date, day: date) -> int:
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
