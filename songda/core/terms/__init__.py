"""Terms for work that people do: how long they have, counted in the hours and days on which somebody is there."""

from songda.core.terms.budget import Budget
from songda.core.terms.due import due
from songda.core.terms.hours import OfficeHours

__all__ = ["Budget", "OfficeHours", "due"]
