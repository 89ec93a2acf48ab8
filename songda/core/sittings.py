"""How early a hearing may be: the periods that must have run by then, even if everybody were served at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ANSWER, NOTICE, SUMMONS = timedelta(days=15), timedelta(days=30), timedelta(days=3)


class TooEarly(StrEnum):
    """Which period has not run by the day of the hearing."""

    ANSWER = "answer"  # CPL 128: fifteen days from receipt; CPL-I 99: no less than fifteen days for evidence
    NOTICE = "notice"  # CPL 95: thirty days of public notice come before them
    SUMMONS = "summons"  # CPL 139: everybody is told three days before
    TOMORROW = "tomorrow"  # CPL 163 frees the summary procedure of that; somebody must come all the same


@dataclass(frozen=True)
class Sitting:
    """A hearing that nobody is summoned to yet, in a case that papers can be served in from `begun` on.

    `may_need_notice`: of a party no address is known, so that a public notice may be all that is left.
    """

    day: date
    begun: date
    is_civil: bool
    is_ordinary: bool
    is_first_instance: bool
    may_need_notice: bool = False


def too_early(sitting: Sitting, today: date) -> Iterator[tuple[TooEarly, date]]:
    """The periods that cannot have run by then, each with the first day on which it will have."""
    if sitting.is_civil and sitting.is_ordinary and sitting.is_first_instance:
        answered = sitting.begun + ANSWER + timedelta(days=1)
        published = sitting.begun + NOTICE + ANSWER + timedelta(days=1)
        if sitting.day < answered:
            yield TooEarly.ANSWER, answered
        if sitting.may_need_notice and sitting.day < published:
            yield TooEarly.NOTICE, published
    if today <= sitting.day < today + SUMMONS:
        yield TooEarly.SUMMONS if sitting.is_ordinary else TooEarly.TOMORROW, today + SUMMONS
