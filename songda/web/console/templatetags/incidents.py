"""What is away or full, on every page of the staff."""

from django import template
from django.template.context import Context

from songda.records.ground.incidents.actions import open_incidents

register = template.Library()


@register.inclusion_tag("console/shared/parts/incidents.html", takes_context=True)
def incidents(context: Context) -> dict[str, object]:
    """What is away or full just now, and what waits for it."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return {}
    return {"incidents": open_incidents(), "staff": request.user}
