"""What pages bring along: forms their key, so that each counts once; a first page the styles of the house."""

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from songda.clock import now
from songda.records.ground.sent_forms.actions import form_key
from songda.web.look.sending import FIELD, writer_of
from songda.web.look.statics import first_styles as read_first_styles

register = template.Library()


class FormMarks(CsrfTokenNode):
    """Django's mark against forged forms, and beside it the key of this one form of this one page."""

    def render(self, context: Context) -> SafeString:
        """Both as fields that nobody sees.

        Browsers are told not to fill in the key of an earlier page, which HTML does not know of a field of the hidden
        kind (4.10.18.7.1): the key is a text that is hidden.
        """
        return SafeString(super().render(context) + _key_field(context))


@register.tag("csrf_token")
def form_marks(parser: Parser, token: Token) -> FormMarks:  # noqa: ARG001 - Django's shape
    """`{% csrf_token %}`, as it is written in every form."""
    return FormMarks()


@register.simple_tag(takes_context=True)
def first_styles(context: Context) -> SafeString:
    """Our own sheets, word for word as the policy for content then allows them, for the first page somebody sees."""
    context["request"].brings_styles = True
    return mark_safe(read_first_styles())  # noqa: S308 - files of the house, with no word that anybody typed


def _key_field(context: Context) -> str:
    request = context.get("request")
    if request is None:
        return ""
    key = form_key(writer_of(request), now())
    return format_html('<input type="text" name="{}" value="{}" autocomplete="off" hidden>', FIELD, key)
