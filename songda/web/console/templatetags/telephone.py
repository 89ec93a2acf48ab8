"""What pages ask about the telephone system."""

from django import template

from songda.records.court.staff.models import Court
from songda.records.delivery.telephone.dialling import why_no_notices

register = template.Library()


@register.filter
def gives_notice_calls(court: Court) -> bool:
    """Whether notice calls can be made here."""
    return not why_no_notices(court)
