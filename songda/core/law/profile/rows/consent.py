"""Rows on consent, and on whose acts count."""

from dataclasses import dataclass

from songda.core.law.facts import ConsentGround, EventKind, Person
from songda.core.law.profile.rows.row import Row


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ConsentRow(Row):
    """A ground of consent that the law knows; `ended_by_earlier_refusal`: an earlier clear no bars it."""

    ground: ConsentGround
    ended_by_earlier_refusal: bool = False
    by: frozenset[Person] = frozenset(Person)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CapacityRow(Row):
    """From which age on a person's own acts bind them; `own_labour`: only one who lives mainly on what they earn."""

    from_age: int
    own_labour: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ExcludedRow(Row):
    """Whose reading, replying and signing does not count; `after_mandate`: only since their mandate is over."""

    by: frozenset[Person]
    after_mandate: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ConductRow(Row):
    """Which of their own acts show that the recipient accepts the service."""

    events: frozenset[EventKind]
    by: frozenset[Person]
