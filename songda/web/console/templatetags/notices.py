"""Tags of public notices, and of the plan of a person whose last way they are."""

from collections.abc import Mapping
from uuid import UUID

from django import template
from django.forms.utils import flatatt
from django.utils.html import format_html

from songda.clock import now
from songda.core.delivery.ladder.person import PersonPlan
from songda.core.law import Citation, profile_of
from songda.records.law.plans import plans_of
from songda.records.matter.parties.models import Party
from songda.records.overview.figures.costs import CostsOfATry
from songda.records.service.findings.law_version import JURISDICTION
from songda.records.service.orders.models import Envelope
from songda.records.ways.public_notices.models import PublicNotice
from songda.web.console.shared import words

register = template.Library()
_TONES = {"draft": "", "running": "open", "down": "bad", "removed": "", "ended": "good"}


def state_of(notice: PublicNotice) -> str:
    """Where a notice stands, as a stored word."""
    if notice.removed_at is not None:
        return "removed"
    if notice.ended_at is not None:
        return "ended"
    if notice.published_at is None:
        return "draft"
    return "down" if notice.down_since else "running"


@register.simple_tag
def notice_state(notice: PublicNotice) -> str:
    """The same as a mark."""
    state = state_of(notice)
    return format_html(
        "<span{}>{}</span>", flatatt({"class": f"mark {_TONES[state]}"}), words.word(state, "notice_state")
    )


@register.filter
def hexed(digest: bytes | memoryview) -> str:
    """A hash in hexadecimal digits."""
    return bytes(digest).hex()


@register.filter
def article(rule: Citation) -> str:
    """Where the law opens it."""
    return profile_of(JURISDICTION).wording.place(rule.id, words.language())


@register.filter
def yuan(fen: int) -> str:
    """An amount as people read it."""
    return f"{fen / 100:.2f}"


@register.inclusion_tag("console/shared/parts/plan.html")
def plan_told(told: tuple[UUID, PersonPlan] | None) -> dict[str, object]:
    """What goes, what comes next, who sees to it, of the person whose envelope it is: the same on every page."""
    return {"envelope_id": told[0], "plan": told[1]} if told else {}


@register.filter
def of_person(plans: Mapping[UUID, tuple[UUID, PersonPlan]], party: Party | None) -> tuple[UUID, PersonPlan] | None:
    """The plan of one person, as `plan_told` takes it."""
    return plans.get(party.id) if party else None


@register.simple_tag
def plan_behind(envelope: Envelope) -> tuple[UUID, PersonPlan] | None:
    """The plan of the recipient of one envelope, as `plan_told` takes it; None where it was taken back."""
    if envelope.recalled_at is not None:
        return None
    return envelope.id, plans_of([envelope], now(), CostsOfATry(envelope.case.court, now()))[envelope.id]
