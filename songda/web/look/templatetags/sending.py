"""Makes every form that is sent bring its key along, so that it counts once however often it is sent."""

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from songda.clock import now
from songda.records.ground.sent_forms.actions import form_key
from songda.web.look.sending import FIELD, writer_of

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


def _key_field(context: Context) -> str:
    request = context.get("request")
    if request is None:
        return ""
    key = form_key(writer_of(request), now())
    return format_html('<input type="text" name="{}" value="{}" autocomplete="off" hidden>', FIELD, key)
