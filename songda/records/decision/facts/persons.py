"""Turns parties, what they said and what holds of them into the facts that the law is asked about."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from songda.core.circumstances import Kind
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
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties.consents import birth_date_if_it_matters, giver_of
from songda.records.matter.parties.models import Consent, Party, Refusal
from songda.records.matter.parties.roles import LAW_ROLES, MANDATED

_STATUS = (Kind.IN_CUSTODY, Kind.SOLDIER, Kind.MISSING, Kind.DECEASED, Kind.DISSOLVED, Kind.IN_BANKRUPTCY)


@dataclass(frozen=True)
class StandingCircumstance:
    """A circumstance that was not struck, as the law needs it."""

    id: str
    kind: Kind
    since: datetime
    until: datetime | None
    basis: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class PartyFacts:
    """A person as the law sees them."""

    recipient: RecipientFacts
    consents: tuple[ConsentFact, ...] = ()
    refusals: tuple[RefusalFact, ...] = ()
    circumstances: tuple[StandingCircumstance, ...] = ()  # theirs, and those of their case


def party_facts(party_ids: Iterable[UUID]) -> dict[UUID, PartyFacts]:
    """The facts about any number of parties, in three statements."""
    ids = list(set(party_ids))
    consents, refusals = _consents(ids), _refusals(ids)
    agents = Party.objects.filter(acts_for=OuterRef("pk"), role__in=MANDATED)
    agents_who_may_not_receive = Party.objects.filter(acts_for=OuterRef("pk"), may_not_receive=True, removed_at=None)
    parties = Party.objects.filter(id__in=ids).defer("name_sealed")
    parties = parties.annotate(
        circumstance_rows=_circumstances_of_each(),
        has_agent_who_may_not_receive=Exists(agents_who_may_not_receive),
        has_agent=Exists(agents.filter(removed_at=None)),
        last_agent_left_at=Subquery(agents.order_by("-removed_at").values("removed_at")[:1]),
        represented_domicile=F("acts_for__domicile"),
        represented_role=F("acts_for__role"),
    )
    return {
        party.id: _facts(
            party,
            tuple(_standing_circumstance(row) for row in party.circumstance_rows),
            consents[party.id],
            refusals[party.id],
        )
        for party in parties
    }


def newest_of_kind(circumstances: Iterable[StandingCircumstance], kind: Kind) -> StandingCircumstance | None:
    """What was noted last of this kind."""
    entries = [each for each in circumstances if each.kind is kind]
    return max(entries, key=lambda each: each.id, default=None)


def _facts(
    party: Party,
    circumstances: tuple[StandingCircumstance, ...],
    consents: list[ConsentFact],
    refusals: list[RefusalFact],
) -> PartyFacts:
    return PartyFacts(_recipient(party, circumstances), tuple(consents), tuple(refusals), circumstances)


def _circumstances_of_each() -> ArraySubquery:
    """What holds or held of each party and of its case: read with the party, in no statement of its own."""
    about = Q(party_id=OuterRef("pk")) | Q(case_id=OuterRef("case_id"))
    circumstances = Circumstance.objects.filter(about, struck_at=None).order_by("since", "id")
    return ArraySubquery(
        circumstances.values(
            row=JSONObject(id="id", kind="kind", since="since", until="until", basis="basis", details="details")
        )
    )


def _standing_circumstance(row: Mapping[str, Any]) -> StandingCircumstance:
    until = datetime.fromisoformat(row["until"]) if row["until"] else None
    since = datetime.fromisoformat(row["since"])
    return StandingCircumstance(row["id"], Kind(row["kind"]), since, until, row["basis"], row["details"])


def _periods(party: Party, circumstances: Iterable[StandingCircumstance]) -> Iterator[StatusPeriod]:
    """Since when they are off line, and from when until when something else is so of them."""
    if party.offline_since is not None:
        yield StatusPeriod(PersonStatus.OFFLINE, party.offline_since)
    for each in circumstances:
        if each.kind in _STATUS:
            yield StatusPeriod(PersonStatus(each.kind.value), each.since, each.until)


def _recipient(party: Any, circumstances: tuple[StandingCircumstance, ...]) -> RecipientFacts:
    """The person; an agent who may not receive is looked at by the rules for the one whose agent they are."""
    represented = party.represented_domicile
    noted = {each.kind for each in circumstances}
    with_basis = {(each.kind, each.basis) for each in circumstances}
    return RecipientFacts(
        kind=RecipientKind(party.kind),
        domicile=represented if represented and party.may_not_receive else party.domicile,
        soldier=party.is_soldier,
        in_custody=party.is_in_custody,
        home_law_forbids_electronic=party.home_law_forbids_electronic,
        missing=False,
        born_on=birth_date_if_it_matters(party),
        home_law_forbids_post=Kind.POST_FORBIDDEN in noted,
        branch_may_receive=(Kind.RECEIVER_IN_CHINA, "branch") in with_basis,
        business_agent_may_receive=(Kind.RECEIVER_IN_CHINA, "business_agent") in with_basis,
        notice_at_first_instance=Kind.FIRST_NOTICE in noted,
        must_appear=Kind.MUST_APPEAR in noted,
        own_labour=party.own_labour,
        lacks_capacity=party.lacks_capacity,
        role=LAW_ROLES.get(party.represented_role or party.role),
        mandate_ended_at=_mandate_ended_at(party),
        agent_excluded=party.may_not_receive or party.has_agent_who_may_not_receive,
        address_withheld=tuple(
            AddressWithheld(Withholding(n.basis), n.since, n.until)
            for n in circumstances
            if n.kind == Kind.ADDRESS_WITHHELD
        ),
        status_periods=tuple(_periods(party, circumstances)),
    )


def _mandate_ended_at(party: Any) -> datetime | None:
    """When the court learned that whoever had acted for them did so no longer; None while somebody acts."""
    ended: datetime | None = None if party.has_agent else party.last_agent_left_at
    return ended


def _consents(party_ids: list[UUID]) -> dict[UUID, list[ConsentFact]]:
    grouped: dict[UUID, list[ConsentFact]] = defaultdict(list)
    for consent in _given(party_ids):
        grouped[consent.party_id].append(_consent_fact(consent))
    return grouped


def _given(party_ids: list[UUID]) -> QuerySet[Consent]:
    """Each with whoever gave it, but none of the sealed columns."""
    sealed = ("proof_sealed", "given_by__name_sealed", "given_by__number_sealed")
    given = Consent.objects.filter(party_id__in=party_ids, struck_at=None).select_related("given_by").defer(*sealed)
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


def _refusals(party_ids: list[UUID]) -> dict[UUID, list[RefusalFact]]:
    grouped: dict[UUID, list[RefusalFact]] = defaultdict(list)
    said = Refusal.objects.filter(party_id__in=party_ids, is_set_aside=False, struck_at=None)
    for party_id, at in said.order_by("at").values_list("party_id", "at"):
        grouped[party_id].append(RefusalFact(at))
    return grouped
