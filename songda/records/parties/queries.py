"""Reads parties with all that belongs to them, and the facts about them that the law is asked about."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject

from songda.core.law.facts import (
    AddressWithheld,
    ConsentFact,
    ConsentGround,
    PaperKind,
    PersonStatus,
    RecipientFacts,
    RecipientKind,
    RefusalFact,
    Stage,
    StatusPeriod,
    Withholding,
)
from songda.records.cases.models import Case
from songda.records.parties import models
from songda.records.parties.capacity import born_on_of
from songda.records.parties.consents import MAY_AGREE, giver_of
from songda.records.parties.models import Address, Consent, Party, Refusal, WithheldAddress


@dataclass(frozen=True)
class PartyFacts:
    """A person as the law sees them."""

    recipient: RecipientFacts
    consents: tuple[ConsentFact, ...] = ()
    refusals: tuple[RefusalFact, ...] = ()


def parties_of(case: Case) -> list[Party]:
    """The parties of a case in the order of their entry, with addresses in use, consents, refusals and calls."""
    in_use = Prefetch("addresses", Address.objects.filter(retired_at=None).order_by("recorded_at"))
    parties = _whole(case).prefetch_related(in_use, "consents", "refusals", "calls")
    return list(parties.order_by("recorded_at", "id"))


def party_facts(party_ids: Iterable[UUID]) -> dict[UUID, PartyFacts]:
    """The facts about any number of parties, in three statements."""
    ids = list(set(party_ids))
    consents, refusals = _consents(ids), _refusals(ids)
    shut_out = Party.objects.filter(acts_for=OuterRef("pk"), may_not_receive=True, left_at=None)
    sealed = ("name_sealed", "missing_evidence_sealed")
    parties = Party.objects.filter(id__in=ids).defer(*sealed)
    parties = parties.annotate(
        withheld=_withheld_of_each(),
        noted_spells=_spells_of_each(),
        has_agent_shut_out=Exists(shut_out),
        represented_domicile=F("acts_for__domicile"),
    )
    return {
        party.id: PartyFacts(
            replace(
                _recipient(party, party.represented_domicile, is_agent_excluded=party.has_agent_shut_out),
                address_withheld=tuple(_withheld(told) for told in party.withheld),
                status_periods=(*_spells(party), *(_spell(told) for told in party.noted_spells)),
            ),
            tuple(consents[party.id]),
            tuple(refusals[party.id]),
        )
        for party in parties
    }


def agents_who_may_agree(party: Party) -> list[Party]:
    """The statutory agents, and the agents with authority on record, who act for the party now."""
    acting = party.representatives.filter(left_at=None).order_by("recorded_at", "id")
    return [agent for agent in acting if giver_of(agent, party.id, agent.recorded_at) in MAY_AGREE]


def _whole(case: Case) -> QuerySet[Party]:
    return Party.objects.filter(case=case).select_related("case__court", "acts_for")


def _recipient(party: Party, represented: str | None, *, is_agent_excluded: bool) -> RecipientFacts:
    """The person; an agent who may not receive is looked at by the rules for the one whose agent they are."""
    return RecipientFacts(
        kind=RecipientKind(party.kind),
        domicile=represented if represented and party.may_not_receive else party.domicile,
        soldier=party.is_soldier,
        in_custody=party.is_in_custody,
        home_law_forbids_electronic=party.home_law_forbids_electronic,
        missing=False,
        born_on=born_on_of(party),
        own_labour=party.own_labour,
        lacks_capacity=party.lacks_capacity,
        agent_excluded=party.may_not_receive or is_agent_excluded,
    )


def _spells(party: Party) -> Iterator[StatusPeriod]:
    """Since when they are off line or missing."""
    if party.offline_since is not None:
        yield StatusPeriod(PersonStatus.OFFLINE, party.offline_since)
    if party.missing_since is not None:
        yield StatusPeriod(PersonStatus.MISSING, party.missing_since)


def _consents(party_ids: list[UUID]) -> dict[UUID, list[ConsentFact]]:
    grouped: dict[UUID, list[ConsentFact]] = defaultdict(list)
    for consent in _given(party_ids):
        grouped[consent.party_id].append(_consent_fact(consent))
    return grouped


def _given(party_ids: list[UUID]) -> QuerySet[Consent]:
    """Each with whoever gave it, but none of the sealed columns."""
    sealed = ("proof_sealed", "given_by__name_sealed", "given_by__number_sealed", "given_by__missing_evidence_sealed")
    given = Consent.objects.filter(party_id__in=party_ids).select_related("given_by").defer(*sealed)
    return given.order_by("at", "id")


def _consent_fact(consent: Consent) -> ConsentFact:
    return ConsentFact(
        ground=ConsentGround(consent.ground),
        at=consent.at,
        stages=None if "*" in consent.stages else tuple(Stage(word) for word in consent.stages),
        paper_kinds=None if "*" in consent.paper_kinds else tuple(PaperKind(word) for word in consent.paper_kinds),
        withdrawn_at=consent.ended_at,
        by=giver_of(consent.given_by, consent.party_id, consent.at),
    )


def _withheld_of_each() -> ArraySubquery:
    """When the party withheld their address, and how: read with the party, so that it costs no statement of its own."""
    noted = WithheldAddress.objects.filter(party_id=OuterRef("pk"), struck_at=None).order_by("at", "id")
    return ArraySubquery(noted.values(told=JSONObject(how="how", at="at", ended_at="ended_at")))


def _withheld(told: Mapping[str, str]) -> AddressWithheld:
    ended_at = datetime.fromisoformat(told["ended_at"]) if told["ended_at"] else None
    return AddressWithheld(Withholding(told["how"]), datetime.fromisoformat(told["at"]), ended_at)


def _spells_of_each() -> ArraySubquery:
    """From when until when they were in custody, a soldier or missing: read with the party as well."""
    noted = models.Spell.objects.filter(party_id=OuterRef("pk")).order_by("since", "id")
    return ArraySubquery(noted.values(told=JSONObject(what="what", since="since", until="until")))


def _spell(told: Mapping[str, str]) -> StatusPeriod:
    until = datetime.fromisoformat(told["until"]) if told["until"] else None
    return StatusPeriod(PersonStatus(told["what"]), datetime.fromisoformat(told["since"]), until)


def _refusals(party_ids: list[UUID]) -> dict[UUID, list[RefusalFact]]:
    grouped: dict[UUID, list[RefusalFact]] = defaultdict(list)
    said = Refusal.objects.filter(party_id__in=party_ids, is_set_aside=False)
    for party_id, at in said.order_by("at").values_list("party_id", "at"):
        grouped[party_id].append(RefusalFact(at))
    return grouped
