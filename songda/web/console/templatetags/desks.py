"""The desks in the head of every page: those of every day in a row, the others one step away."""

from dataclasses import dataclass

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from songda.core.access import Act, may

register = template.Library()

# In the row of a telephone there is room for so many; what comes after them is found under "More" there.
ON_A_PHONE = 3


@dataclass(frozen=True)
class Desk:
    """Where work of one kind is done: its name, who enters, and whether it is gone to every day."""

    name: str
    title: object
    act: Act | None
    is_daily: bool = True


DESKS = (
    Desk("judge", _lazy("Judge's desk"), Act.DECIDE_FINDING),
    Desk("today", _lazy("Today"), Act.SEE_CASES),
    Desk("cases", _lazy("Cases"), Act.SEE_CASES),
    Desk("calls", pgettext_lazy("desk", "Calls"), Act.RECORD_CONSENT),
    Desk("counter", _lazy("Counter"), Act.SERVE_AT_COUNTER),
    Desk("letters", _lazy("Letters"), Act.SEE_CASES),
    Desk("visits", _lazy("Visits"), Act.SEE_CASES),
    Desk("lookups", _lazy("Look-ups"), Act.SEE_CASES),
    Desk("entrusted", pgettext_lazy("desk", "Entrusted"), Act.SEE_CASES, is_daily=False),
    Desk("certificates", _lazy("Certificates"), Act.SEE_CERTIFICATES, is_daily=False),
    Desk("outreach", _lazy("Outreach"), Act.RUN_OUTREACH, is_daily=False),
    Desk("figures", pgettext_lazy("desk", "Figures"), Act.SEE_FIGURES, is_daily=False),
    Desk("log", _lazy("Evidence log"), Act.SEE_AUDITS, is_daily=False),
    Desk("readings", _lazy("Readings"), Act.SEE_READINGS, is_daily=False),
    Desk("court", pgettext_lazy("desk", "Court"), Act.RUN_COURT, is_daily=False),
    Desk("rules", _lazy("Rules"), None, is_daily=False),
)
# Whoever has only so few has them all in the row.
FEW = 7


@register.inclusion_tag("console/shared/parts/desks.html", takes_context=True)
def desks(context: Context) -> dict[str, object]:
    """The desks that the visitor's office may enter, and at which one they are."""
    user, here = context["request"].user, context.get("desk")
    if not user.is_authenticated:
        return {}
    mine = [one for one in DESKS if one.act is None or may(user.role, one.act)]
    in_row = mine if len(mine) <= FEW else [one for one in mine if one.is_daily]
    under = [one for one in mine if one not in in_row]
    return {
        "row": [_shown(one, here, is_first=place < ON_A_PHONE) for place, one in enumerate(in_row)],
        "more": [_shown(one, here) for one in under],
        "in_more": next((one.title for one in under if one.name == here), ""),
        "in_late": next((one.title for one in in_row[ON_A_PHONE:] if one.name == here), ""),
        "has_search": may(user.role, Act.SEE_CASES) and not (here == "cases" and "kept" in context),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def desk_above(context: Context) -> dict[str, object] | None:
    """The desk that a page lies under, as the first of its crumbs: its own, or else one that the office may enter."""
    office, here = context["request"].user.role, context.get("desk")
    mine = {one.name: one for one in DESKS if one.act is None or may(office, one.act)}
    found = next((mine[name] for name in (here, "cases", "court") if name in mine), None)
    return _shown(found, here) if found else None


def _shown(desk: Desk, here: object, *, is_first: bool = False) -> dict[str, object]:
    return {
        "place": reverse(f"console:{desk.name}"),
        "title": desk.title,
        "is_here": desk.name == here,
        "is_first": is_first,
    }
