"""The age groups that figures know: as coarse as the law is, so that they name nobody."""

from datetime import date

from songda.core.care import CARED_FOR_FROM, FULL_AGE

BODY = "body"  # an organisation has no age


def age_group(born_on: date | None, day: date, *, is_person: bool) -> str:
    """In which group a person was on a day; an empty text where their day of birth is not known."""
    if not is_person:
        return BODY
    if born_on is None:
        return ""
    years = day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
    if years < FULL_AGE:
        return "under_18"
    return "18_to_59" if years < CARED_FOR_FROM else "60_and_over"
