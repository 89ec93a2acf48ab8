"""What pages of figures need: the title of a figure, and the same question with something else in it."""

from urllib.parse import parse_qsl, urlencode

from django import template

from songda.core.figures import FIGURES
from songda.web.console.shared.words import language

register = template.Library()


@register.filter
def figure_title(name: str) -> str:
    """What a figure is called."""
    return FIGURES[name].title(language())


@register.simple_tag
def querystring_with(query: str, **changed: str) -> str:
    """The query of an address with some of it changed."""
    return urlencode({**dict(parse_qsl(query)), **changed})
