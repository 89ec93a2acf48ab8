"""Shares and differences, on the pages of outreach."""

from django import template

from songda.core.figures import Figure
from songda.core.outreach.effects import Share
from songda.core.words import name_of
from songda.web.console.shared.words import language, word

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """A share as 54.2 %."""
    return f"{share * 100:.1f} %"


@register.filter
def points(difference: float) -> str:
    """A difference of two shares, with its sign, in percentage points."""
    return f"{difference * 100:+.1f}"


@register.filter
def parts(share: Share) -> str:
    """The parts of a share: 54 / 100."""
    return f"{share.hits} / {share.of}"


@register.filter
def class_name(key: str, dimension: str) -> str:
    """What a class of people is called."""
    return word(key, "role") if dimension == "role" else name_of(f"figures.{dimension}", key, language())


@register.filter
def figure_name(figure: Figure) -> str:
    """What a figure is called."""
    return name_of("figures.figure", figure.name, language())
