"""Reads parties with all that belongs to them, and finds one person in the several cases of a court."""

from django.db.models import Prefetch, Q, QuerySet

from songda.records.matter.cases.models import Case
from songda.records.matter.parties.consents import MAY_AGREE, giver_of
from songda.records.matter.parties.models import Address, Party


def parties_of(case: Case) -> list[Party]:
    """The parties of a case in the order of their entry, with addresses in use, consents, refusals and calls."""
    in_use = Prefetch("addresses", Address.objects.filter(retired_at=None).order_by("recorded_at", "id"))
    parties = Party.objects.filter(case=case).select_related("case__court", "acts_for")
    parties = parties.prefetch_related(in_use, "consents", "refusals", "calls__receipts", "circumstances")
    return list(parties.order_by("recorded_at", "id"))


def agents_who_may_agree(party: Party) -> list[Party]:
    """The statutory agents, and the agents with authority on record, who act for the party now."""
    acting = party.representatives.filter(removed_at=None).order_by("recorded_at", "id")
    return [agent for agent in acting if giver_of(agent, party.id, agent.recorded_at) in MAY_AGREE]


def same_person(party: Party) -> QuerySet[Party]:
    """This person wherever they are a party in the court: with the same identity number or credit code.

    Nobody else where no number is on file. In the order in which their rows are to be locked.
    """
    same = Q(id=party.id)
    if party.number_index:
        same |= Q(number_index=bytes(party.number_index))
    rows = Party.objects.filter(same, case__court=party.case.court_id)
    return rows.select_related("case__court").order_by("id")


def in_open_cases(people: QuerySet[Party]) -> QuerySet[Party]:
    """Those of them whose case still runs and who have not left it."""
    return people.filter(case__closed_at=None, removed_at=None)
