"""Shares, differences and verdicts, on the pages of outreach."""

from django import template
from django.utils.translation import gettext as _

from songda.core.words import say
from songda.records.outreach.models import Experiment
from songda.web.console.shared.words import language

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
def verdict(experiment: Experiment) -> str:
    """What was concluded, in words; nothing before the end."""
    if not experiment.verdict:
        return ""
    name = {"name": _("Text %(name)s") % {"name": experiment.winner}} if experiment.winner else {}
    return say(f"outreach.verdict.{experiment.verdict}", language(), **name)
