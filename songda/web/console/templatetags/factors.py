"""What the pages of one's own account ask about it."""

from django import template

from songda.records.court.staff.models import User
from songda.records.court.staff.signing_in import lacks_factor

register = template.Library()


@register.filter
def must_set_factor(user: object) -> bool:
    """Whether nothing opens for them before they set up a second factor."""
    return isinstance(user, User) and lacks_factor(user)
