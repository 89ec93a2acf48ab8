"""A court's name as readers know it."""

from django import template

from songda.records.court.staff.models import Court
from songda.web.console.shared.words import language

register = template.Library()


@register.filter
def court_name(court: object) -> str:
    """In the language of the page, where the court has told its name in it; empty where there is no court."""
    return court.name_in(language()) if isinstance(court, Court) else ""
