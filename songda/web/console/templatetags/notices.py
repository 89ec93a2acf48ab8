"""Tags of public notices, and of the plan of a person whose last way they are."""

from collections.abc import Mapping
from uuid import UUID

from django import template
from django.forms.utils import flatatt
from django.utils.html import format_html

from songda.core.delivery.ladder.person import PersonPlan
from songda.core.law import Citation, profile_of
from songda.core.words import find
from songda.records.delivery.findings.law_version import JURISDICTION
from songda.records.delivery.public_notices.models import PublicNotice
from songda.records.matter.parties.models import Party
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
def way_name(way: str) -> str:
    """What a way is called: a channel, a way of people, a call, or a search."""
    return find(f"plans.way.{way}", words.language()) or words.word(way, "channel")


@register.filter
def plan_why(code: str) -> str:
    """Why a way comes next: in the plan's own words, else in those of the task."""
    return words.word(code, "plan_why") if code in words.PLAN_WHY else words.word(code, "task_reason")


@register.filter
def article(rule: Citation) -> str:
    """Where the law opens it."""
    return profile_of(JURISDICTION).wording.place(rule.id, words.language())


@register.filter
def yuan(fen: int) -> str:
    """An amount as people read it."""
    return f"{fen / 100:.2f}"


@register.simple_tag
def plan_for(plans: Mapping[UUID, PersonPlan], party: Party) -> PersonPlan | None:
    """The plan of one party of the board."""
    return plans.get(party.id)
