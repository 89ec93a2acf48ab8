"""Reads parties with all that belongs to them."""

from django.db.models import Prefetch, QuerySet

from songda.records.cases.models import Case
from songda.records.parties.consents import MAY_AGREE, giver_of
from songda.records.parties.models import Address, Party


def parties_of(case: Case) -> list[Party]:
    """The parties of a case in the order of their entry, with addresses in use, consents, refusals and calls."""
    in_use = Prefetch("addresses", Address.objects.filter(retired_at=None).order_by("recorded_at"))
    parties = _whole(case).prefetch_related(in_use, "consents", "refusals", "calls__receipts", "circumstances")
    return list(parties.order_by("recorded_at", "id"))


def agents_who_may_agree(party: Party) -> list[Party]:
    """The statutory agents, and the agents with authority on record, who act for the party now."""
    acting = party.representatives.filter(removed_at=None).order_by("recorded_at", "id")
    return [agent for agent in acting if giver_of(agent, party.id, agent.recorded_at) in MAY_AGREE]


def _whole(case: Case) -> QuerySet[Party]:
    return Party.objects.filter(case=case).select_related("case__court", "acts_for")
