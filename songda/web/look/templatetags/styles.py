"""The styles of the house within a page, for the first page that somebody sees."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from songda.web.look.statics import first_styles as read_first_styles

register = template.Library()


@register.simple_tag
def first_styles() -> SafeString:
    """Our own sheets, word for word as the policy for content allows them."""
    return mark_safe(read_first_styles())  # noqa: S308 - files of the house, with no word that anybody typed
