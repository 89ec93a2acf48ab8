"""Ends the search for an address of somebody whose number turned out to be a stranger's, once it has come to an end."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from songda.core.delivery.tasks import Fact
from songda.records.decision.facts.dossier import Dossier
from songda.records.decision.facts.plan_facts import has_new_address
from songda.records.delivery.tasks.actions import end_by_fact


def end_search(dossiers: Sequence[Dossier], now: datetime) -> None:
    """Inside the caller's transaction: nobody looks for what is known, nor orders again what was ordered anew."""
    anew = [dossier.envelope.id for dossier in dossiers if dossier.is_ordered_anew]
    known = [dossier.envelope.id for dossier in dossiers if has_new_address(dossier)]
    if known or anew:
        about = Q(envelope_id__in=[*known, *anew], kind="find_address", reason="not_me")
        end_by_fact(Fact.ADDRESS_KNOWN, about, "engine", now)
    if anew:
        end_by_fact(Fact.WAY_OPEN_AGAIN, Q(envelope_id__in=anew, reason="order_anew"), "engine", now)
