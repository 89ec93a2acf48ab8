"""The styles of the house within a page, for the first page that somebody sees."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from songda.web.look.statics import first_styles as read_first_styles

register = template.Library()


@register.simple_tag(takes_context=True)
def first_styles(context: Context) -> SafeString:
    """Our own sheets, word for word as the policy for content then allows them."""
    context["request"].brings_styles = True
    return mark_safe(read_first_styles())  # noqa: S308 - files of the house, with no word that anybody typed
