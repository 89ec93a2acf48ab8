"""What pages say of codes, of what a court never asks and of what it promises, in the one wording for all of them."""

from django import template
from django.utils.translation import get_language

from songda.core import promises, warnings
from songda.core.language import COURT_LANGUAGE
from songda.core.words import say

register = template.Library()


@register.simple_tag
def code_rule(code: str, page: str = "this_page") -> str:
    """How to treat a code that is typed here."""
    return warnings.code_rule(code, page, get_language() or COURT_LANGUAGE)


@register.simple_tag
def court_rules() -> str:
    """What no court asks for, and how to treat a one-time code, on pages where none is typed."""
    return f"{never_asked()}{gap()}{code_rule('one_time', 'court_page')}"


@register.simple_tag
def gap() -> str:
    """What stands between two sentences: a blank, and nothing behind a mark that has its own."""
    return say("language.between", get_language() or COURT_LANGUAGE)


@register.simple_tag
def never_asked() -> str:
    """What no court asks for."""
    return warnings.never_asked(get_language() or COURT_LANGUAGE)


@register.simple_tag
def promise(name: str, phone: str = warnings.COURT_LINE) -> str:
    """A sentence that the court promises to everybody; `phone`: whom to call."""
    return promises.promise(promises.Promise(name), get_language() or COURT_LANGUAGE, phone)
