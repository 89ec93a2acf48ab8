"""Who is behind an actor, on the pages of look-ups."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def called(actor: str, names: Mapping[str, str]) -> str:
    """The name of a member of staff; another system and the engine by what they are."""
    if actor in names:
        return names[actor]
    return _("Another system") if actor.startswith("client:") else _("The system")


@register.filter
def yuan(fen: int) -> str:
    """An amount as it is written on a bill: ¥12.30."""
    return f"¥{fen // 100:,}.{fen % 100:02d}"
