"""Tags of the pages on which the ways before a public notice are looked at."""

from django import template

from songda.core.law.facts import Channel
from songda.records.matter.circumstances.entries import words_of as in_clear
from songda.records.matter.circumstances.models import Circumstance
from songda.records.overview.boards.ladder import TierView
from songda.web.console.shared.story import Cast

register = template.Library()
_TONES = {"tried": "good", "ruled_out": "good", "approved": "open", "open": "bad"}


@register.filter
def shown_state(tier: TierView) -> str:
    """How a tier stands; where a judge's approval is all that it rests on, that is said."""
    return "approved" if tier.is_approved and tier.state == "ruled_out" and not tier.notes else tier.state


@register.filter
def tier_tone(state: str) -> str:
    """The colour of the word beside a tier, and of its edge."""
    return _TONES.get(state, "")


@register.filter
def by_people(ways: tuple[Channel, ...]) -> list[Channel]:
    """The ways that people take and put on record; the electronic ones are the engine's."""
    return [way for way in ways if way in {Channel.DIRECT, Channel.LEFT, Channel.MAIL, Channel.ENTRUSTED}]


@register.filter
def words_of_note(note: Circumstance) -> str:
    """Who found out that the way cannot be used, and how; the page asks first whether its reader may see it."""
    return in_clear(note)


@register.filter
def who_in(actor: str, cast: Cast) -> str:
    """Who made or recorded a try, by name."""
    return cast.who(actor)
